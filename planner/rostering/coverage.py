"""How a roster covers the requirement, and who spends which interval on which channel.

People of several skills are shared among their channels in the best way: channel amounts v can be served exactly when,
for every set S of channels, v(S) is at most the hands with a skill in S (Hall 1935; a polymatroid, so raising channels
one after another loses nothing: Edmonds 1970). An interval counts by the share of it that somebody is on duty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from planner.domain.demand import Requirement
from planner.domain.people import Agent
from planner.domain.roster import Activity, Coverage, Roster, Shift
from planner.domain.time import TimeGrid

Floats = NDArray[np.float64]

MAX_SHARED = 12  # channels that share agents among them; beyond that 2^n sets would be too many
FIRST_SHARE = 0.15


def duty_shares(shift: Shift, grid: TimeGrid) -> list[tuple[int, float]]:
    """Intervals of the grid that a shift covers and the share of each on duty (breaks taken out)."""
    spans: list[tuple[datetime, datetime]] = []
    at = shift.start
    for pause in sorted(shift.breaks, key=lambda b: b.start):
        if pause.start > at:
            spans.append((at, pause.start))
        at = max(at, pause.end)
    if at < shift.end:
        spans.append((at, shift.end))
    return spans_shares(spans, grid)


def spans_shares(spans: Sequence[tuple[datetime, datetime]], grid: TimeGrid) -> list[tuple[int, float]]:
    """Shares of the grid's intervals that lie in any of some disjoint spans."""
    width = 60.0 * grid.minutes
    shares: dict[int, float] = {}
    for begin, end in spans:
        low, high = (begin - grid.start).total_seconds() / width, (end - grid.start).total_seconds() / width
        low, high = max(0.0, low), min(float(len(grid)), high)
        index = int(low)
        while index < high:
            part = min(high, index + 1) - max(low, index)
            if part > 1e-9:
                shares[index] = shares.get(index, 0.0) + part
            index += 1
    return sorted(shares.items())


def components(skill_sets: Sequence[tuple[str, ...]], channels: Sequence[str]) -> list[tuple[str, ...]]:
    """Channels in groups that are linked by somebody's skills, in the order given."""
    left, found = list(channels), []
    while left:
        group = {left[0]}
        grew = True
        while grew:
            grew = False
            for skills in skill_sets:
                mine = set(skills) & set(channels)
                if mine & group and not mine <= group:
                    group |= mine
                    grew = True
        found.append(tuple(c for c in left if c in group))
        left = [c for c in left if c not in group]
    return found


def best_split(
    hands: Mapping[tuple[str, ...], Floats], required: Mapping[str, Floats], first_share: float = FIRST_SHARE,
    core: Mapping[str, Floats] | None = None,
) -> tuple[dict[str, Floats], dict[str, Floats]]:  # fmt: skip
    """Served amounts by channel (up to the requirement) and scheduled ones (idle hands included), per interval.

    `hands` gives agents on duty by skill set. All but the first `first_share` of each requirement is served first, or
    `core` where it is given.
    """
    served: dict[str, Floats] = {}
    scheduled: dict[str, Floats] = {}
    for group in components(list(hands), list(required)):
        wide = len(group) > MAX_SHARED
        subsets = range(1, 1 << (1 if wide else len(group)))
        for part in [(c,) for c in group] if wide else [group]:
            size = len(next(iter(required.values())))
            rank = {}
            for subset in subsets:
                chosen = {part[b] for b in range(len(part)) if subset >> b & 1}
                rank[subset] = sum((n for s, n in hands.items() if chosen & set(s)), np.zeros(size))
            value = {b: np.zeros(size) for b in range(len(part))}

            def raise_to(b: int, cap: Floats, value: dict[int, Floats] = value, rank: dict[int, Floats] = rank) -> None:
                room = np.full(len(cap), np.inf)
                for subset, most in rank.items():
                    if subset >> b & 1:
                        room = np.minimum(room, most - sum(v for k, v in value.items() if subset >> k & 1))
                value[b] = np.maximum(value[b], np.minimum(cap, value[b] + np.maximum(room, 0.0)))

            for b, channel in enumerate(part):
                urgent = required[channel] - np.ceil(first_share * required[channel] - 1e-9)
                raise_to(b, urgent if core is None else core[channel])
            for b, channel in enumerate(part):
                raise_to(b, required[channel])
            for b, channel in enumerate(part):
                served[channel] = value[b].copy()
            for factor in (1.25, 2.0, np.inf):
                for b, channel in enumerate(part):
                    raise_to(b, np.maximum(required[channel], 0.5) * factor)
            for b, channel in enumerate(part):
                scheduled[channel] = value[b]
    return served, scheduled


def worked_off(
    released: Sequence[float], due: Sequence[float], capacity: Floats, minutes: int
) -> tuple[Floats, Floats]:
    """Deferred work done per interval when taken up as early as people allow, and what misses its deadline (agents).

    `released` and `due` are cumulative agent-minutes; `capacity` agents free for it per interval of `minutes`. Taking
    work up as early as possible meets every deadline that any order could meet (one queue, earliest due date first).
    """
    done, late, total = np.zeros(len(capacity)), np.zeros(len(capacity)), 0.0
    for index in range(len(capacity)):
        work = min(float(capacity[index]) * minutes, max(0.0, released[index] - total))
        total += work
        missed = max(0.0, due[index] - total)
        total += missed
        done[index], late[index] = work / minutes, missed / minutes
    return done, late


def level_of(released: Sequence[float], due: Sequence[float], open_now: Sequence[bool], minutes: int) -> float:
    """The least constant number of agents in open intervals that meets every deadline (where any number does)."""
    mask = np.array(open_now, float)
    low, high = 0.0, max(1.0, released[-1] / minutes if len(released) else 1.0)
    least = float(worked_off(released, due, mask * high, minutes)[1].sum())
    for _ in range(40):
        middle = (low + high) / 2
        if float(worked_off(released, due, mask * middle, minutes)[1].sum()) <= least + 1e-6:
            high = middle
        else:
            low = middle
    return high


def left_for(channel: str, hands: Mapping[tuple[str, ...], Floats], required: Mapping[str, Floats]) -> Floats:
    """Hands that the other channels leave free for one, in every interval: they come first."""
    size = len(required[channel])
    most = np.full(size, sum(float(v.max()) for v in hands.values()) + 1.0)
    base, _ = best_split(hands, {c: v for c, v in required.items() if c != channel}, 0.0)
    total, _ = best_split(hands, {**base, channel: most}, 0.0)
    return np.maximum(0.0, sum(total.values(), np.zeros(size)) - sum(base.values(), np.zeros(size)))


def with_deferred(
    requirement: Requirement,
    deferred: Sequence[tuple[str, Sequence[float], Sequence[float]]],
    hands: Mapping[tuple[str, ...], Floats] | None = None,
) -> Requirement:
    """The requirement with deferred channels placed: by a constant level, or into what `hands` leave free.

    Each of `deferred` is a channel with its cumulative released and due agent-minutes. What misses its deadline stays
    in the requirement of the interval of its deadline.
    """
    minutes = requirement.grid.minutes
    required = {c: np.asarray(v, dtype=float) for c, v in requirement.required.items()}
    for channel, _, _ in deferred:
        required[channel] = np.zeros(len(requirement.grid))
    live = np.sum(list(required.values()), axis=0) if required else np.zeros(len(requirement.grid))
    for channel, released, due in deferred:
        if hands is None:
            open_now = live > 1e-9
            if not open_now.any():
                open_now = np.diff(np.asarray(released), prepend=0.0) > 1e-9
            level = level_of(released, due, list(open_now), minutes)
            done, late = worked_off(released, due, np.asarray(open_now, dtype=float) * level, minutes)
        else:
            done, late = worked_off(released, due, left_for(channel, hands, required), minutes)
        required[channel] = done + late
    return Requirement(requirement.grid, {c: tuple(float(x) for x in v) for c, v in required.items()})


def on_duty(
    roster: Roster, agents: Sequence[Agent], requirement: Requirement
) -> tuple[dict[tuple[str, ...], Floats], dict[str, Floats]]:
    """Agents on duty by skill set where no activity says more, and by channel where one does (per interval)."""
    grid, channels = requirement.grid, requirement.channels
    skills = {a.agent_id: tuple(c for c in channels if c in a.skills) for a in agents}
    free: dict[tuple[str, ...], Floats] = {s: np.zeros(len(grid)) for s in sorted(set(skills.values()))}
    told: dict[str, Floats] = {c: np.zeros(len(grid)) for c in channels}
    for shift in roster.shifts:
        if shift.agent_id not in skills:
            continue
        if not shift.activities:
            for index, share in duty_shares(shift, grid):
                free[skills[shift.agent_id]][index] += share
            continue
        for activity in shift.activities:
            if activity.channel in told:
                for index, share in spans_shares([(activity.start, activity.end)], grid):
                    told[activity.channel][index] += share
    return free, told


def coverage(roster: Roster, agents: Sequence[Agent], requirement: Requirement) -> Coverage:
    """Required, scheduled and short agents; shifts without activities serve their agent's channels in the best way.

    Everybody on duty is a whole hand here; `hands.coverage` takes off what training and screen pauses cost.
    """
    free, told = on_duty(roster, agents, requirement)
    required = {c: np.asarray(v, dtype=float) for c, v in requirement.required.items()}
    rest = {c: np.maximum(0.0, v - told[c]) for c, v in required.items()}
    served, scheduled = best_split(free, rest)
    return Coverage(
        requirement.grid,
        dict(requirement.required),
        {c: tuple(float(x) for x in np.round(scheduled[c] + told[c], 6)) for c in required},
        {c: tuple(float(x) for x in np.round(np.maximum(0.0, rest[c] - served[c]), 6)) for c in required},
    )


def assign_channels(roster: Roster, agents: Sequence[Agent], requirement: Requirement) -> Roster:
    """The roster with activities: as little shortage as the people allow, and few changes of channel.

    Interval by interval, everybody stays where they were; where a channel lacks somebody, the shortest chain of moves
    that brings one moves those who have been longest on their channel. Activities already given stay.
    """
    grid, channels = requirement.grid, requirement.channels
    skills = {a.agent_id: tuple(c for c in channels if c in a.skills) for a in agents}
    present: list[list[int]] = [[] for _ in range(len(grid))]
    told: list[dict[str, float]] = [dict.fromkeys(channels, 0.0) for _ in range(len(grid))]
    todo = [i for i, s in enumerate(roster.shifts) if not s.activities and skills.get(s.agent_id)]
    for i in todo:
        for index, share in duty_shares(roster.shifts[i], grid):
            if share > 0.25:
                present[index].append(i)
    for shift in roster.shifts:
        for activity in shift.activities:
            for index, share in spans_shares([(activity.start, activity.end)], grid):
                if activity.channel in told[index]:
                    told[index][activity.channel] += share
    at: dict[int, str] = {}
    since: dict[int, int] = {}
    where: dict[int, dict[int, str]] = {i: {} for i in todo}
    for t in range(len(grid)):
        wanted = {c: requirement.required[c][t] - told[t][c] for c in channels}
        _settle(t, present[t], {i: skills[roster.shifts[i].agent_id] for i in present[t]}, wanted, at, since)
        for i in present[t]:
            where[i][t] = at[i]
    shifts = list(roster.shifts)
    for i in todo:
        shifts[i] = replace(shifts[i], activities=_stretches(shifts[i], where[i], grid))
    return replace(roster, shifts=tuple(shifts))


def _settle(
    t: int, people: list[int], skills: Mapping[int, tuple[str, ...]], wanted: dict[str, float],
    at: dict[int, str], since: dict[int, int],
) -> None:  # fmt: skip
    count = dict.fromkeys(wanted, 0)
    fresh = [i for i in people if i not in at]
    for i in people:
        if i in at:
            count[at[i]] += 1
    for i in sorted(fresh, key=lambda i: len(skills[i])):
        best = max(skills[i], key=lambda c: wanted[c] - count[c])
        at[i], since[i] = best, t
        count[best] += 1
    for _ in range(len(people)):
        target = max(wanted, key=lambda c: wanted[c] - count[c])
        if wanted[target] - count[target] <= 1e-9:
            return
        # breadth first from the channel that lacks somebody to one that can spare somebody
        came: dict[str, tuple[str, int]] = {}
        queue, end = [target], ""
        while queue and not end:
            channel = queue.pop(0)
            for i in sorted(people, key=lambda i: (since[i], i)):
                source = at[i]
                if channel in skills[i] and source != channel and source not in came and source != target:
                    came[source] = (channel, i)
                    queue.append(source)
                    spare = count[source] - wanted[source]
                    if spare >= min(1.0, wanted[target] - count[target]) - 1e-9:
                        end = source
                        break
        if not end:
            wanted = {c: (count[c] if c == target else w) for c, w in wanted.items()}
            continue
        count[end] -= 1
        count[target] += 1
        while end != target:
            channel, i = came[end]
            at[i], since[i] = channel, t
            end = channel


def _stretches(shift: Shift, where: Mapping[int, str], grid: TimeGrid) -> tuple[Activity, ...]:
    pauses = sorted(shift.breaks, key=lambda b: b.start)
    parts: list[Activity] = []
    edges = [shift.start, *(e for b in pauses for e in (b.start, b.end)), shift.end]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        at = begin
        while at < end:
            index = grid.index(at)
            inside = 0 <= index < len(grid)
            until = min(end, grid.interval(index).end) if inside else end
            channel = where.get(index, "") if inside else ""
            if not channel:
                channel = parts[-1].channel if parts else next(iter(where.values()), "")
            if parts and parts[-1].channel == channel and parts[-1].end == at:
                parts[-1] = replace(parts[-1], end=until)
            elif channel:
                parts.append(Activity(channel, at, until))
            at = until
    return tuple(parts)
