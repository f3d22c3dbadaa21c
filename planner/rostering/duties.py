"""Shifts that a contract allows on each day of a problem, with their breaks, and how they look to the rules.

Times are intervals (cells) of the grid from its start, and wall-clock minutes of the shift's own day. Breaks are placed
later, by price; a template says between which intervals each may start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from planner.domain.roster import Break, Shift
from planner.domain.time import TimeGrid
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.hours import break_tier
from planner.rostering.rules.pack import Rule, RulePack, minute_of


@dataclass(frozen=True)
class Pause:
    """A break of a template: it may start between cells low and high after the shift's start."""

    low: int
    high: int
    minutes: int
    paid: bool


@dataclass(frozen=True)
class Template:
    """The breaks of a shift; `gap` cells of work lie between two."""

    pauses: tuple[Pause, ...] = ()
    gap: int = 1
    split: bool = False


@dataclass(frozen=True)
class Duty:
    """One possible shift: day, first cell, paid minutes, presence in minutes, template, wall-clock start and end."""

    day: int
    cell: int
    paid: int
    presence: int
    template: Template
    start_min: int
    end_min: int
    exact: Shift | None = None


@dataclass
class DutySet:
    """Duties of one kind of contract in order of day and start, with the looks (paid, start, end, night) of each."""

    duties: list[Duty]
    looks: list[tuple[int, int, int, bool]] = field(default_factory=list)
    look_of: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Calendar:
    """The days of a grid as arrays: wall-clock minute and day of each cell, which cells anybody is needed in."""

    grid: TimeGrid
    minute: np.ndarray
    day: np.ndarray
    needed: np.ndarray
    open_from: int
    open_to: int
    open_day: tuple[bool, ...]
    spring: bool


def calendar(problem: RosterProblem) -> Calendar:
    """Wall-clock readings of the problem's grid and the hours in which anybody is required."""
    grid = problem.grid
    starts = grid.local_starts
    minute = np.array([s.hour * 60 + s.minute for s in starts])
    day = np.zeros(len(grid), np.int64)
    for d in range(grid.days):
        span = grid.day_indices(d)
        day[span.start : span.stop] = d
    needed = np.zeros(len(grid), bool)
    for values in problem.requirement.required.values():
        needed |= np.asarray(values) > 1e-9
    for deferred in problem.deferred:
        released = np.asarray(deferred.released)
        needed |= np.diff(released, prepend=0.0) > 1e-9
    open_from, open_to = 0, 1440
    if needed.any():
        open_from = int(minute[needed].min())
        open_to = int(minute[needed].max()) + grid.minutes
    open_day = tuple(bool(needed[day == d].any()) for d in range(grid.days))
    spring = any(len(grid.day_indices(d)) * grid.minutes < 1440 for d in range(grid.days))
    return Calendar(grid, minute, day, needed, open_from, open_to, open_day, spring)


def lengths_of(daily: tuple[int, ...], rules: RulePack, minor: bool) -> tuple[int, ...]:
    """Paid lengths that a day may have: the contract's, or else the pack's, within the daily limit."""
    rule = rules["shift_lengths"]
    given = daily or tuple(int(v) for v in rule.params["lengths_min"])
    if not given:
        step = max(1, rule.minutes("step_min"))
        given = tuple(range(rule.minutes("min_min"), rule.minutes("max_min") + 1, step))
    limits = [10**6]
    if "daily_hours" in rules and rules["daily_hours"].hard:
        limits.append(rules["daily_hours"].minutes("max_min"))
    if minor and "minors" in rules:
        limits.append(rules["minors"].minutes("max_min"))
    return tuple(sorted({v for v in given if 0 < v <= min(limits)}))


def templates(paid: int, rules: RulePack, minor: bool, width: int) -> list[tuple[int, Template]]:
    """Presence in minutes and template of a shift of `paid` minutes: plain, and split where the pack allows."""
    rule, lengths, unpaid = rules.get("breaks"), [], False
    first, last, gap_min = 0, 0, 60
    if rule is not None:
        tier = break_tier(rule, paid)
        gap_min = rule.minutes("work_between_min")
        if tier is not None:
            given = tier.get("minutes", 0)
            lengths = [int(v) for v in given] if isinstance(given, list) else [int(given)]
            unpaid = not tier.get("paid", False)
            first, last = int(tier.get("from_start_min", 0)), int(tier.get("to_end_min", 0))
    lengths = [v for v in lengths if v > 0]
    young = rules.get("minors") if minor else None
    if young is not None and paid > young.minutes("break_over_min"):
        lengths = [max(young.minutes("break_min"), *lengths, 0)]
    presence = paid + (sum(lengths) if unpaid else 0)
    pauses, gap = [], math.ceil(gap_min / width)
    low = math.ceil(first / width)
    for place, minutes in enumerate(lengths):
        after = sum(lengths[place + 1 :]) + gap * width * (len(lengths) - place - 1)
        high = (presence - last - after - minutes) // width
        if high < low:
            low = high = max(1, (presence // 2 - minutes) // width)
        pauses.append(Pause(low, high, minutes, not unpaid))
        low += math.ceil(minutes / width) + gap
    found = [(presence, Template(tuple(pauses), gap))]
    split = rules.get("split_shifts")
    if split is not None:
        part = split.minutes("part_min_min")
        step = max(width, 30)
        for length in range(split.minutes("gap_min_min"), split.minutes("gap_max_min") + 1, step):
            if length % width == 0 and paid >= 2 * part:
                low, high = math.ceil(part / width), (paid - part) // width
                found.append((paid + length, Template((Pause(low, high, length, False),), 1, True)))
    return found


def duties_of(problem: RosterProblem, times: Calendar, lengths: tuple[int, ...], minor: bool) -> DutySet:
    """All shifts of these lengths that start on the grid of the pack within the opening hours."""
    rules, grid = problem.rules, problem.grid
    start = rules["shift_start"]
    step = max(1, start.minutes("step_min"))
    earliest = minute_of(start.params["earliest"], times.open_from)
    latest = minute_of(start.params["latest_end"], times.open_to)
    around = times.open_from == 0 and times.open_to == 1440
    if not start.params["latest_end"] and around:
        latest = 2880
    night = rules.get("nights")
    made: list[Duty] = []
    for day in range(grid.days):
        if not times.open_day[day]:
            continue
        for cell in grid.day_indices(day):
            minute = int(times.minute[cell])
            if minute % step or minute < earliest:
                continue
            for paid in lengths:
                for presence, template in templates(paid, rules, minor, grid.minutes):
                    end_cell = cell + presence // grid.minutes
                    if end_cell > len(grid) and latest <= 1440:
                        continue
                    end_min = minute + presence
                    if end_min > latest or (minor and (minute < 360 or end_min > 1320)):
                        continue
                    made.append(Duty(day, cell, paid, presence, template, minute, end_min))
    return with_looks(DutySet(made), night)


def night_part(start: int, end: int, night: Rule) -> int:
    """Minutes of [start, end) (from midnight) at night."""
    dusk, dawn = minute_of(night.params["from"], 1320), minute_of(night.params["to"], 360)
    return sum(
        max(0, min(end, dawn + 1440 * k) - max(start, dusk + 1440 * (k - 1)))
        for k in (0, 1, 2)
    )  # fmt: skip


def with_looks(duties: DutySet, night: Rule | None) -> DutySet:
    """Number the different looks (paid, start, end, night) of the duties, keeping the numbers already given."""
    known = {look: n for n, look in enumerate(duties.looks)}
    for duty in duties.duties[len(duties.look_of) :]:
        dark = night is not None and night_part(duty.start_min, duty.end_min, night) >= night.minutes("over_min")
        look = (duty.paid, duty.start_min, duty.end_min, dark)
        if look not in known:
            known[look] = len(duties.looks)
            duties.looks.append(look)
        duties.look_of.append(known[look])
    return duties


def exact_duty(shift: Shift, times: Calendar) -> Duty:
    """A shift as it is (locked or published), its breaks where they are."""
    grid = times.grid
    width = timedelta(minutes=grid.minutes)
    cell = grid.index(shift.start)
    pauses = tuple(
        Pause(n, n, int((b.end - b.start).total_seconds() // 60), b.paid)
        for b in sorted(shift.breaks, key=lambda b: b.start)
        for n in [max(0, int((b.start - shift.start) / width))]
    )
    here = times.grid.local_starts[max(0, min(cell, len(grid) - 1))]
    presence = int((shift.end - shift.start).total_seconds() // 60)
    start_min = here.hour * 60 + here.minute
    day = (shift.day - grid.first_day).days
    return Duty(day, cell, shift.work_minutes, presence, Template(pauses, 0), start_min, start_min + presence, shift)


def shift_of(duty: Duty, agent_id: str, places: list[int], grid: TimeGrid) -> Shift:
    """The shift of a duty whose breaks start in the cells `places`."""
    if duty.exact is not None:
        return duty.exact
    start = grid.instants[duty.cell]
    width = timedelta(minutes=grid.minutes)
    pauses = []
    for pause, cell in zip(duty.template.pauses, places, strict=False):
        begin = start + width * (cell - duty.cell)
        pauses.append(Break(begin, begin + timedelta(minutes=pause.minutes), pause.paid))
    day = grid.first_day + timedelta(days=duty.day)
    return Shift(agent_id, day, start, start + timedelta(minutes=duty.presence), tuple(pauses))
