"""The channel of each interval of a shift: what the requirement asks of it, in decent stretches.

Two steps. The hands that the auditor counts, shared in the best way (`hands`), say how many each channel gets in each
interval: nobody in training or a meeting, screen pauses taken off. Then every shift is cut into stretches by an exact
dynamic programme against what the others leave of those numbers: a change of channel costs, less at a break, and a
stretch is never shorter than an hour where the shift allows it. People of the fewest skills come first; sweeps go on
until nothing changes. The result is the channel somebody is planned on; training and meetings lie between the
stretches, as breaks do. Whoever is spare there helps on another that they are skilled for, as blended routing does, so
that coverage counts hands by their skills (`unbound`), not by these stretches.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.domain.demand import Requirement
from planner.domain.people import TimeOff
from planner.domain.roster import Activity, Roster, Shift
from planner.rostering.coverage import duty_shares, spans_shares
from planner.rostering.hands import hands
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import productive_shares

LEAST_MIN = 60  # minutes a stretch lasts at least
SWITCH_H = 0.5  # agent-hours on the wrong channel that one change is worth
AT_BREAK_H = 0.1  # the same for a change at a break
SWEEPS = 4

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class _Line:
    """A shift to cut: its place in the roster, its channels, and the intervals it works in with the share of each.

    `fresh[k]`: a break, training or a meeting lies between cell k−1 and cell k.
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


def working_spans(shift: Shift, time_off: Collection[TimeOff] = ()) -> tuple[Span, ...]:
    """When a shift's agent is on some channel: its hours less breaks, training and meetings (those of the agent)."""
    away = [(b.start, b.end) for b in shift.breaks]
    away += [(o.start, o.end) for o in time_off if o.agent_id == shift.agent_id and o.at_work]
    spans, at = [], shift.start
    for begin, end in sorted(away):
        if at < min(begin, shift.end):
            spans.append((at, min(begin, shift.end)))
        at = max(at, end)
    return (*spans, (at, shift.end)) if at < shift.end else tuple(spans)


def told_at_work(shift: Shift, time_off: Collection[TimeOff]) -> tuple[Activity, ...]:
    """The channels that a shift has, without its agent's training and meetings."""
    spans = working_spans(shift, time_off)
    return tuple(
        Activity(a.channel, max(a.start, begin), min(a.end, end))
        for a in shift.activities
        for begin, end in spans
        if a.start < end and begin < a.end
    )


def told_whole(shift: Shift, time_off: Collection[TimeOff]) -> bool:
    """Whether the channels of a shift fill exactly the time that its agent is on one."""
    joined: list[Span] = []
    for one in sorted(shift.activities, key=lambda a: a.start):
        if joined and joined[-1][1] == one.start:
            joined[-1] = (joined[-1][0], one.end)
        else:
            joined.append((one.start, one.end))
    return bool(joined) and tuple(joined) == working_spans(shift, time_off)


def channel_shares(parts: Parts, shift: Shift) -> dict[tuple[str, int], float]:
    """Hands that a shift with channels puts on each of them by interval, counted as the auditor counts them."""
    grid, found = parts.problem.grid, dict[tuple[str, int], float]()
    served, there = dict(productive_shares(parts, shift)), dict(duty_shares(shift, grid))
    for activity in shift.activities:
        for index, share in spans_shares([(activity.start, activity.end)], grid):
            if index in served:
                key = activity.channel, index
                found[key] = found.get(key, 0.0) + share * served[index] / there[index]
    return found


def assign(problem: RosterProblem, roster: Roster, keep: Collection[tuple[str, datetime]] = ()) -> Roster:
    """The roster with a channel for every interval; shifts named in `keep` (agent, start) keep the channels they have.

    Shifts of agents without any skill that is asked for, or who are in training all day, stay without channels.
    """
    counted = hands(problem, roster)
    parts, channels = counted.parts, tuple(counted.required)
    skills = {who: tuple(i for i, c in enumerate(channels) if c in able) for who, able in counted.skills.items()}
    shifts, kept = list(roster.shifts), set[int]()
    for place, shift in enumerate(shifts):
        if shift.activities:
            shifts[place] = replace(shift, activities=told_at_work(shift, parts.absences_of.get(shift.agent_id, ())))
            if shifts[place].activities and (shift.agent_id, shift.start) in keep:
                kept.add(place)
    lines, count = _lines(shifts, kept, parts, skills, channels)
    want = [list(row) for row in zip(*(counted.scheduled[c].tolist() for c in channels), strict=True)]
    hours = parts.problem.grid.minutes / 60
    least = max(1, -(-LEAST_MIN // parts.problem.grid.minutes))
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
    for line in lines:
        shift, where = shifts[line.place], dict(zip(line.cells, (channels[c] for c in chosen[line.place]), strict=True))
        spans = working_spans(shift, parts.absences_of.get(shift.agent_id, ()))
        shifts[line.place] = replace(shift, activities=_activities(spans, where, problem.requirement))
    return replace(roster, shifts=tuple(shifts))


def _lines(
    shifts: Sequence[Shift], kept: Collection[int], parts: Parts, skills: Mapping[str, tuple[int, ...]],
    channels: Sequence[str],
) -> tuple[list[_Line], list[list[float]]]:  # fmt: skip
    """Shifts to cut, and hands by interval and channel of those that keep theirs."""
    grid, number = parts.problem.grid, {c: i for i, c in enumerate(channels)}
    count = [[0.0] * len(number) for _ in range(len(grid))]
    lines = []
    for place, shift in enumerate(shifts):
        if place in kept:
            for (channel, index), share in channel_shares(parts, shift).items():
                if channel in number:
                    count[index][number[channel]] += share
            continue
        mine = skills.get(shift.agent_id, ())
        served = productive_shares(parts, shift) if mine else []
        if not served:
            continue
        cells = tuple(index for index, _ in served)
        begins = [grid.instants[index] for index in cells]
        spans = working_spans(shift, parts.absences_of.get(shift.agent_id, ()))
        ends = [begin for begin, _ in spans if begin != shift.start]  # of breaks, training and meetings
        part = dict(spans_shares(spans, grid))
        fresh = tuple(
            k > 0 and any(begins[k - 1] < end <= begins[k] or (part[index] < 1 and begins[k] < end) for end in ends)
            for k, index in enumerate(cells)
        )
        lines.append(_Line(place, mine, cells, tuple(share for _, share in served), fresh))
    return lines, count


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


def _activities(spans: Sequence[Span], where: Mapping[int, str], requirement: Requirement) -> tuple[Activity, ...]:
    """Stretches of one channel within the spans at work; time that no cell tells goes on with the channel beside it."""
    grid, known = requirement.grid, sorted(where.items())
    parts: list[Activity] = []
    for begin, end in spans:
        at = begin
        while at < end:
            inside = grid.start <= at < grid.end
            index = grid.index(at) if inside else len(grid) if at >= grid.end else -1
            until = min(end, grid.interval(index).end) if inside else end
            before = parts[-1].channel if parts else ""
            channel = where.get(index, before if parts and parts[-1].end == at else "")
            channel = channel or next((c for i, c in known if i >= index), before)
            if parts and parts[-1].channel == channel and parts[-1].end == at:
                parts[-1] = replace(parts[-1], end=until)
            else:
                parts.append(Activity(channel, at, until))
            at = until
    return tuple(parts)
