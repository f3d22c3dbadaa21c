"""Shifts that a contract allows on each day of a problem, with their breaks; and shifts as they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from planner.domain.roster import Break, Shift
from planner.domain.time import TimeGrid
from planner.rostering.packs.kind import Rule
from planner.rostering.packs.pack import RulePack
from planner.rostering.packs.registry import kinds
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.context.calendar import Calendar
from planner.rostering.rules.context.duty import Asked, Duty, DutySet, Pause, Template
from planner.rostering.rules.shifts import split_shifts
from planner.rostering.rules.shifts.pauses import due, placed, work_between
from planner.rostering.rules.shifts.shift_start import hours

Bends = Callable[[Rule, Duty, Asked], float]


def templates(paid: int, rules: RulePack, minor: bool, width: int) -> list[tuple[int, Template, float]]:
    """Presence in minutes, template and price of a shift of `paid` minutes: plain, and split where the pack allows."""
    found = []
    for breaks, price in due(paid, rules, minor):
        presence, gap = paid + breaks.added, math.ceil(work_between(rules) / width)
        pauses = placed(breaks, 0, presence, gap, width)
        if pauses is not None:
            found.append((presence, Template(pauses, gap), price))
    split = rules.get("split_shifts")
    return [*found, *split_shifts.ways(split, rules, paid, minor, width)] if split is not None else found


def duties_of(problem: RosterProblem, times: Calendar, lengths: tuple[int, ...], minor: bool) -> DutySet:
    """All shifts of these lengths within the opening hours that the rules of a single shift allow.

    What bends a soft one has its price.
    """
    rules, grid = problem.rules, problem.grid
    start = rules["shift_start"]
    asked, span = Asked(rules, minor, tuple(grid.dates())), hours(start, times)
    bends: list[tuple[Bends, Rule]] = [
        (kind.of_shift, rule)
        for kind in kinds().values()
        if kind.of_shift is not None and (rule := rules.get(kind.rule_id)) is not None
    ]
    of_length = [(paid, templates(paid, rules, minor, grid.minutes)) for paid in lengths]
    made: list[Duty] = []
    for day in range(grid.days):
        if not times.open_day[day]:
            continue
        first = grid.day_indices(day).start
        left = 1440 - times.length(day)
        for cell in grid.day_indices(day):
            minute = int(times.minute[cell])
            if minute < span.opens or (start.hard and minute % span.step):
                continue
            begin = (cell - first) * grid.minutes
            for paid, kinds_of_break in of_length:
                for presence, template, price in kinds_of_break:
                    end = times.wall(day, begin + presence)
                    if end > span.closes or (cell + presence // grid.minutes > len(grid) and span.closes <= 1440):
                        continue
                    own = price + (start.weight if span.bends(minute, end) else 0.0)
                    duty = Duty(day, cell, paid, presence, template, minute, end, None, begin, begin + presence + left)
                    if (more := _bent(duty, bends, asked)) is not None:
                        made.append(replace(duty, price=own + more) if own + more else duty)
    return DutySet(made)


def _bent(duty: Duty, bends: list[tuple[Bends, Rule]], asked: Asked) -> float | None:
    """Points of the rules of a single shift that it bends; None where it breaks one."""
    price = 0.0
    for bend, rule in bends:
        amount = bend(rule, duty, asked)
        if amount > 0 and rule.hard:
            return None
        price += rule.weight * amount
    return price


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
