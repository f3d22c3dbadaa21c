"""Shifts that a contract allows on each day of a problem, with their breaks, and how they look to the rules.

Times are intervals (cells) of the grid from its start, and wall-clock minutes of the shift's own day. Breaks are placed
later, by price; a template says between which intervals each may start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from planner.domain.roster import Break, Shift
from planner.domain.time import TimeGrid, midnight
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.hours import at_night, break_tier, breaks_missing, gap_from, tier_lengths
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
    """One possible shift: day, first cell, paid minutes, presence in minutes, template, wall-clock start and end.

    `begin` and `finish` are the same in real minutes: from the day's midnight, and so that 1440 - `finish` are left to
    the next one (they differ from the wall's on days of 23 and 25 hours only). `price` is what bending the rules of a
    single shift costs.
    """

    day: int
    cell: int
    paid: int
    presence: int
    template: Template
    start_min: int
    end_min: int
    exact: Shift | None = None
    begin: int = 0
    finish: int = 0
    price: float = 0.0


Look = tuple[int, int, int, bool, int]


@dataclass
class DutySet:
    """Duties of one kind of contract in order of day and start, with the looks of each: paid minutes, begin, finish,
    whether it is a night, wall-clock start."""

    duties: list[Duty]
    looks: list[Look] = field(default_factory=list)
    look_of: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Calendar:
    """The days of a grid as arrays: wall-clock minute and day of each cell, which cells anybody is needed in.

    Days are open where there is anything to do, and asked where somebody is required then and there. `midnights` are
    those of a week before the grid and of a day after it too.
    """

    grid: TimeGrid
    minute: np.ndarray
    day: np.ndarray
    needed: np.ndarray
    open_from: int
    open_to: int
    open_day: tuple[bool, ...]
    asked_day: tuple[bool, ...]
    midnights: tuple[datetime, ...]

    def length(self, day: int) -> int:
        """Real minutes of a day of the grid, or of one up to a week before it or the one after it."""
        return int((self.midnights[day + 8] - self.midnights[day + 7]).total_seconds() // 60)

    def wall(self, day: int, minute: int) -> int:
        """Wall-clock minutes, from the midnight of `day`, that long after it in real minutes."""
        if self.length(day) == self.length(day + 1) == 1440:
            return minute
        here = (self.midnights[day + 7] + timedelta(minutes=minute)).astimezone(ZoneInfo(self.grid.zone))
        first = self.grid.first_day + timedelta(days=day)
        return (here.date() - first).days * 1440 + here.hour * 60 + here.minute


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
    waits = {d.channel for d in problem.deferred}
    for channel, values in problem.requirement.required.items():
        if channel not in waits:
            needed |= np.asarray(values) > 1e-9
    asked_day = tuple(bool(needed[day == d].any()) for d in range(grid.days))
    for deferred in problem.deferred:
        released = np.asarray(deferred.released)
        needed |= np.diff(released, prepend=released[:1]) > 1e-9  # what waits at the beginning came before
    open_from, open_to = 0, 1440
    if needed.any():
        open_from = int(minute[needed].min())
        open_to = int(minute[needed].max()) + grid.minutes
    open_day = tuple(bool(needed[day == d].any()) for d in range(grid.days))
    midnights = tuple(midnight(grid.first_day + timedelta(days=d), grid.zone) for d in range(-7, grid.days + 2))
    return Calendar(grid, minute, day, needed, open_from, open_to, open_day, asked_day, midnights)


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
    if minor and "minors" in rules and rules["minors"].hard:
        limits.append(rules["minors"].minutes("max_min"))
    return tuple(sorted({v for v in given if 0 < v <= min(limits)}))


@dataclass(frozen=True)
class _Pauses:
    """Breaks that a stretch of work has: lengths, whether they are unpaid, window from its start and to its end."""

    lengths: tuple[int, ...] = ()
    unpaid: bool = False
    first: int = 0
    last: int = 0

    @property
    def added(self) -> int:
        """Minutes of presence on top of the paid ones."""
        return sum(self.lengths) if self.unpaid else 0


def _due(paid: int, rules: RulePack, minor: bool) -> list[tuple[_Pauses, float]]:
    """The breaks of an unbroken stretch of `paid` minutes and their price; ways without them where rules are soft."""
    rule, young = rules.get("breaks"), rules.get("minors") if minor else None
    tier = break_tier(rule, paid) if rule is not None else None
    wanted = tuple(v for v in tier_lengths(tier) if v > 0) if tier else ()
    needs_rest = young is not None and paid > young.minutes("break_over_min")
    ways = []
    for keep in (True, False) if rule is not None and wanted and not rule.hard else (True,):
        for rested in (True, False) if young is not None and needs_rest and not young.hard else (True,):
            lengths, price = (wanted if keep else ()), 0.0
            if young is not None and needs_rest:
                least = young.minutes("break_min")
                if rested:
                    place = max(range(len(lengths)), key=lambda k: lengths[k]) if lengths else 0
                    longer = max(least, lengths[place]) if lengths else least
                    lengths = (*lengths[:place], longer, *lengths[place + 1 :])
                elif max(lengths, default=0) < least:
                    price += young.weight
                else:
                    continue
            if rule is not None and not keep:
                missing = breaks_missing(wanted, lengths)
                if not missing:
                    continue
                price += rule.weight * missing
            if tier is not None and keep:
                first, last = int(tier.get("from_start_min", 0)), int(tier.get("to_end_min", 0))
                ways.append((_Pauses(lengths, not tier.get("paid", False), first, last), price))
            else:  # a minor's break is paid where the pack's are
                tiers = rule.params["tiers"] if rule is not None else []
                paid_too = any(t.get("paid", False) for t in tiers)
                edge = rule.minutes("work_between_min") if rule is not None else 60
                ways.append((_Pauses(lengths, not paid_too, edge, edge) if lengths else _Pauses(), price))
    return ways


def templates(paid: int, rules: RulePack, minor: bool, width: int) -> list[tuple[int, Template, float]]:
    """Presence in minutes, template and price of a shift of `paid` minutes: plain, and split where the pack allows."""
    between = rules["breaks"].minutes("work_between_min") if "breaks" in rules else 60
    found = []
    for due, price in _due(paid, rules, minor):
        presence, gap = paid + due.added, math.ceil(between / width)
        pauses = _placed(due, 0, presence, gap, width)
        if pauses is not None:
            found.append((presence, Template(pauses, gap), price))
    split = rules.get("split_shifts")
    if split is not None:
        cost = 0.0 if split.hard else split.weight
        step = max(width, 30)
        gaps = range(split.minutes("gap_min_min"), split.minutes("gap_max_min") + 1, step)
        fitting = [v for v in gaps if v % width == 0 and v >= gap_from(rules)]
        found += [(p, t, price + cost) for p, t, price in _split(paid, fitting, rules, minor, width, between)]
    return found


def _placed(due: _Pauses, low: int, presence: int, gap: int, width: int) -> tuple[Pause, ...] | None:
    """The windows of breaks in a stretch that begins `low` cells into the shift; None where they do not fit."""
    pauses = []
    at = low + math.ceil(due.first / width)
    for place, minutes in enumerate(due.lengths):
        after = sum(due.lengths[place + 1 :]) + gap * width * (len(due.lengths) - place - 1)
        high = low + (presence - due.last - after - minutes) // width
        if high < at:
            return None
        pauses.append(Pause(at, high, minutes, not due.unpaid))
        at += math.ceil(minutes / width) + gap
    return tuple(pauses)


def _split(
    paid: int, gaps: list[int], rules: RulePack, minor: bool, width: int, between: int
) -> list[tuple[int, Template, float]]:
    """Split shifts with an interruption of some minutes: each part has the breaks that it asks for by itself.

    Places of the interruption with the same breaks around it make one template. Breaks then keep the widest of their
    distances from both sides of the interruption, which may be more than the pack asks for.
    """
    least = rules["split_shifts"].minutes("part_min_min")
    places: dict[tuple[_Pauses, _Pauses, float], list[list[int]]] = {}
    for one_paid in range(5, paid if gaps else 0, 5):
        for one, price in _due(one_paid, rules, minor):
            before = one_paid + one.added
            if before % width or before < least:
                continue
            for two, more in _due(paid - one_paid, rules, minor):
                if paid - one_paid + two.added >= least:
                    runs = places.setdefault((one, two, price + more), [[before]])
                    if runs[-1][-1] + width == before:
                        runs[-1].append(before)
                    elif runs[-1][-1] != before:
                        runs.append([before])
    found = []
    for (one, two, price), befores in ((key, run) for key, runs in places.items() for run in runs):
        apart = max(between, one.last if one.lengths else 0, two.first if two.lengths else 0)
        space = math.ceil(apart / width) if one.lengths or two.lengths else 1
        low, high = min(befores), max(befores)
        former = _placed(one, 0, high, space, width)
        for length in gaps:
            presence = paid + one.added + two.added + length
            latter = _placed(two, low // width + math.ceil(length / width), presence - low - length, space, width)
            if former is not None and latter is not None:
                pauses = (*former, Pause(low // width, high // width, length, False), *latter)
                if _one_after_another(pauses, space, width):
                    found.append((presence, Template(pauses, space, True), price))
    return found


def _one_after_another(pauses: tuple[Pause, ...], space: int, width: int) -> bool:
    """Whether breaks with `space` cells between two can all be had within their windows."""
    at = 0
    for pause in pauses:
        at = max(at, pause.low)
        if at > pause.high:
            return False
        at += math.ceil(pause.minutes / width) + space
    return True


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
    opens, closes = (earliest, latest) if start.hard else (0, 2880 if around else max(latest, times.open_to))
    if not start.hard:
        opens = min(earliest, times.open_from)
    daily, young, night = rules.get("daily_hours"), rules.get("minors") if minor else None, rules.get("nights")
    of_length = [(paid, templates(paid, rules, minor, grid.minutes)) for paid in lengths]
    made: list[Duty] = []
    for day in range(grid.days):
        if not times.open_day[day]:
            continue
        first = grid.day_indices(day).start
        left = 1440 - times.length(day)
        for cell in grid.day_indices(day):
            minute = int(times.minute[cell])
            if minute < opens or (start.hard and minute % step):
                continue
            begin = (cell - first) * grid.minutes
            for paid, kinds in of_length:
                own = daily.weight * max(0, paid - daily.minutes("max_min")) / 60 if daily and not daily.hard else 0.0
                if young is not None and paid > young.minutes("max_min"):
                    own += young.weight
                for presence, template, bent in kinds:
                    end_min = times.wall(day, begin + presence)
                    if end_min > closes or (cell + presence // grid.minutes > len(grid) and closes <= 1440):
                        continue
                    price = own + bent
                    if minute % step or minute < earliest or end_min > latest:
                        price += start.weight
                    if young is not None and at_night(young, night, minute, end_min):
                        if young.hard:
                            continue
                        price += young.weight
                    made.append(Duty(day, cell, paid, presence, template, minute, end_min, None, begin,
                                     begin + presence + left, price))  # fmt: skip
    return with_looks(DutySet(made), night)


def night_part(start: int, end: int, night: Rule) -> int:
    """Minutes of [start, end) (from midnight) at night."""
    dusk, dawn = minute_of(night.params["from"], 1320), minute_of(night.params["to"], 360)
    dusk = dusk if dusk >= dawn else dusk + 1440  # a night that begins at midnight or later
    return sum(
        max(0, min(end, dawn + 1440 * k) - max(start, dusk + 1440 * (k - 1)))
        for k in (0, 1, 2)
    )  # fmt: skip


def with_looks(duties: DutySet, night: Rule | None) -> DutySet:
    """Number the different looks of the duties, keeping the numbers already given."""
    known = {look: n for n, look in enumerate(duties.looks)}
    for duty in duties.duties[len(duties.look_of) :]:
        dark = night is not None and night_part(duty.start_min, duty.end_min, night) >= night.minutes("over_min")
        look = (duty.paid, duty.begin, duty.finish, dark, duty.start_min)
        if look not in known:
            known[look] = len(duties.looks)
            duties.looks.append(look)
        duties.look_of.append(known[look])
    return duties


def exact_duty(shift: Shift, times: Calendar) -> Duty:
    """A shift as it is (locked or published), its breaks where they are.

    What it does not work of its cells is cut into pauses within one cell each, or of whole cells: shifts and breaks
    may begin at any minute.
    """
    grid, width = times.grid, times.grid.minutes
    cell = grid.index(shift.start)
    opened = grid.start + timedelta(minutes=cell * width)
    presence = int((shift.end - opened).total_seconds() // 60)
    off: dict[int, int] = {}
    for away, back in [(opened, shift.start), *((b.start, b.end) for b in shift.breaks)]:
        at, until = (int((t - opened).total_seconds() // 60) for t in (away, min(back, shift.end)))
        for k in range(at // width, -(-until // width)):
            off[k] = min(width, off.get(k, 0) + min(until, (k + 1) * width) - max(at, k * width))
    pauses: list[Pause] = []
    for k in sorted(off):
        last = pauses[-1] if pauses else None
        if last and off[k] == width and last.minutes % width == 0 and last.low + last.minutes // width == k:
            pauses[-1] = Pause(last.low, last.low, last.minutes + width, False)
        elif off[k] > 0:
            pauses.append(Pause(k, k, off[k], False))
    day = (shift.day - grid.first_day).days
    begin = int((shift.start - times.midnights[day + 7]).total_seconds() // 60)
    finish = 1440 - int((times.midnights[day + 8] - shift.end).total_seconds() // 60)
    ends = begin + int((shift.end - shift.start).total_seconds() // 60)
    return Duty(day, cell, shift.work_minutes, presence, Template(tuple(pauses), 0), times.wall(day, begin),
                times.wall(day, ends), shift, begin, finish)  # fmt: skip


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
