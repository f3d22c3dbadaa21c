"""The channel of each interval of a shift: what the requirement asks of it, in decent stretches.

Two steps. Hall's condition (`coverage.best_split`) says how many hands each channel gets in each interval when people
of several skills are shared in the best way. Then every shift is cut into stretches by an exact dynamic programme
against what the others leave of those numbers: a change of channel costs, less at a break, and a stretch is never
shorter than an hour where the shift allows it. People of the fewest skills come first; sweeps go on until nothing
changes. The result is the channel somebody is planned on. Whoever is spare there helps on another that they are
skilled for, as blended routing does, so that coverage counts hands by their skills (`unbound`), not by these stretches.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.domain.demand import Requirement
from planner.domain.people import Agent
from planner.domain.roster import Activity, Roster, Shift
from planner.rostering.coverage import best_split, duty_shares, on_duty

LEAST_MIN = 60  # minutes a stretch lasts at least
SWITCH_H = 0.5  # agent-hours on the wrong channel that one change is worth
AT_BREAK_H = 0.1  # the same for a change at a break
SWEEPS = 4


@dataclass(frozen=True)
class _Line:
    """A shift to cut: its place in the roster, its channels, and the intervals it works in with the share of each.

    `fresh[k]`: a break lies between cell k−1 and cell k.
    """

    place: int
    channels: tuple[int, ...]
    cells: tuple[int, ...]
    shares: tuple[float, ...]
    fresh: tuple[bool, ...]


def unbound(roster: Roster) -> Roster:
    """The roster with shifts that serve whatever their agents are skilled for."""
    if not any(s.activities for s in roster.shifts):
        return roster
    return replace(roster, shifts=tuple(replace(s, activities=()) if s.activities else s for s in roster.shifts))


def assign(
    roster: Roster, agents: Sequence[Agent], requirement: Requirement, keep: Collection[tuple[str, datetime]] = ()
) -> Roster:
    """The roster with a channel for every interval; shifts named in `keep` (agent, start) keep the channels they have.

    Shifts of agents without any skill that is asked for stay without channels.
    """
    channels = requirement.channels
    skills = {a.agent_id: tuple(i for i, c in enumerate(channels) if c in a.skills) for a in agents}
    lines, count = _lines(roster, requirement, skills, frozenset(keep))
    if not lines:
        return roster
    want = _targets(roster, agents, requirement)
    hours = requirement.grid.minutes / 60
    least = max(1, -(-LEAST_MIN // requirement.grid.minutes))
    chosen: dict[int, list[int]] = {}
    for _ in range(SWEEPS):
        changed = False
        for line in sorted(lines, key=lambda one: (len(one.channels), one.place)):
            old = chosen.get(line.place)
            if old is not None:
                _count(count, line, old, -1.0)
            new = _cut(line, want, count, hours, least)
            _count(count, line, new, 1.0)
            changed |= new != old
            chosen[line.place] = new
        if not changed:
            break
    shifts = list(roster.shifts)
    for line in lines:
        where = dict(zip(line.cells, (channels[c] for c in chosen[line.place]), strict=True))
        shifts[line.place] = replace(shifts[line.place], activities=_activities(shifts[line.place], where, requirement))
    return replace(roster, shifts=tuple(shifts))


def _lines(
    roster: Roster, requirement: Requirement, skills: Mapping[str, tuple[int, ...]],
    keep: frozenset[tuple[str, datetime]],
) -> tuple[list[_Line], list[list[float]]]:  # fmt: skip
    """Shifts to cut, and hands by interval and channel of those that keep theirs."""
    from planner.rostering.coverage import spans_shares

    grid, number = requirement.grid, {c: i for i, c in enumerate(requirement.channels)}
    count = [[0.0] * len(number) for _ in range(len(grid))]
    lines = []
    for place, shift in enumerate(roster.shifts):
        mine = skills.get(shift.agent_id, ())
        if shift.activities and (shift.agent_id, shift.start) in keep:
            for activity in shift.activities:
                if activity.channel in number:
                    for index, share in spans_shares([(activity.start, activity.end)], grid):
                        count[index][number[activity.channel]] += share
            continue
        worked = duty_shares(shift, grid) if mine else []
        if not worked:
            continue
        cells = tuple(index for index, _ in worked)
        begins = [grid.instants[index] for index in cells]
        ends = [b.end for b in shift.breaks]
        fresh = tuple(
            k > 0 and any(begins[k - 1] < end <= begins[k] or (share < 1 and begins[k] < end) for end in ends)
            for k, (_, share) in enumerate(worked)
        )
        lines.append(_Line(place, mine, cells, tuple(share for _, share in worked), fresh))
    return lines, count


def _targets(roster: Roster, agents: Sequence[Agent], requirement: Requirement) -> list[list[float]]:
    """Hands by interval and channel when everybody is shared in the best way (idle ones included)."""
    import numpy as np

    free, _ = on_duty(unbound(roster), agents, requirement)
    required = {c: np.asarray(v, dtype=float) for c, v in requirement.required.items()}
    _, scheduled = best_split(free, required)
    return [list(row) for row in np.stack([scheduled[c] for c in requirement.channels], axis=1).tolist()]


def _count(count: list[list[float]], line: _Line, chosen: Sequence[int], sign: float) -> None:
    for index, share, channel in zip(line.cells, line.shares, chosen, strict=True):
        count[index][channel] += sign * share


def _cut(
    line: _Line, want: Sequence[Sequence[float]], count: Sequence[Sequence[float]], hours: float, least: int
) -> list[int]:
    """The channel of each cell: most of what is wanted, less what changes cost. Exact; cells × channels steps.

    `best[i]` is the value of the first i cells; a stretch of at least `least` cells ends there.
    """
    n = len(line.cells)
    if len(line.channels) == 1:
        return [line.channels[0]] * n
    least = min(least, n)
    gain: dict[int, list[float]] = {}
    for c in line.channels:
        sums = [0.0]
        for index, share in zip(line.cells, line.shares, strict=True):
            room = want[index][c] - count[index][c]
            sums.append(sums[-1] + hours * (min(share, room) if room > 0 else max(room, -1.0) * 0.01))
        gain[c] = sums
    worst = float("-inf")
    best, came = [0.0] + [worst] * n, [(0, line.channels[0])] * (n + 1)
    begin = dict.fromkeys(line.channels, (worst, 0))  # the best place to begin a stretch of each channel at
    for i in range(least, n + 1):
        j = i - least
        if best[j] > worst:
            cost = 0.0 if j == 0 else AT_BREAK_H if line.fresh[j] else SWITCH_H
            for c in line.channels:
                value = best[j] - cost - gain[c][j]
                if value > begin[c][0] + 1e-9:
                    begin[c] = (value, j)
        for c in line.channels:
            value = begin[c][0] + gain[c][i]
            if value > best[i] + 1e-9:
                best[i], came[i] = value, (begin[c][1], c)
    chosen = [line.channels[0]] * n
    i = n
    while i > 0:
        j, c = came[i]
        chosen[j:i] = [c] * (i - j)
        i = j
    return chosen


def _activities(shift: Shift, where: Mapping[int, str], requirement: Requirement) -> tuple[Activity, ...]:
    """Stretches of one channel with the breaks left out; time outside the grid goes on with the channel beside it."""
    grid = requirement.grid
    edges = [shift.start]
    for pause in sorted(shift.breaks, key=lambda b: b.start):
        edges += [pause.start, pause.end]
    edges.append(shift.end)
    parts: list[Activity] = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        at = begin
        while at < end:
            inside = grid.start <= at < grid.end
            until = min(end, grid.interval(grid.index(at)).end) if inside else end
            known = where.get(grid.index(at)) if inside else None
            channel = known or (parts[-1].channel if parts else next(iter(where.values())))
            if parts and parts[-1].channel == channel and parts[-1].end == at:
                parts[-1] = replace(parts[-1], end=until)
            else:
                parts.append(Activity(channel, at, until))
            at = until
    return tuple(parts)
