"""Weekly rest: a stretch free of shifts in every week, or twice that over a fortnight.

A stretch belongs to the weeks that it overlaps by a day or more. Weeks are blocks of seven days from the roster's first
day; a shorter block at the end is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from planner.domain.people import Agent
from planner.domain.time import midnight
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.context.memory import Ends, Ints, Remembered
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.rest.days_off_together import days_in_a_row

NONE = Words("no {hours} h of rest in a row", "sin {hours} h de descanso seguidas")
HALF_DAY = 720
NEARLY_A_DAY = 1380  # minutes of a week that make a rest one of that week's


def block_days(rule: Rule) -> int:
    """Days over which rests may be accumulated."""
    return 14 if rule.minutes("over_days") >= 14 else 7


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a week."""
    zone, need, size = parts.roster.zone, rule.minutes("minutes"), block_days(rule)
    shifts, far = parts.running(agent), timedelta(days=60)
    edges = [midnight(parts.days[0], zone) - far, *(s.end for s in shifts)]
    starts = [*(s.start for s in shifts), midnight(parts.days[-1], zone) + far]
    for first in range(0, len(parts.days) - 6, size):
        block = parts.days[first : first + size]
        begin, end = midnight(block[0], zone), midnight(block[-1] + timedelta(days=1), zone)
        rests = 0
        for free_from, free_to in zip(edges, starts, strict=True):
            inside = (min(end, free_to) - max(begin, free_from)).total_seconds() / 60
            length = (free_to - free_from).total_seconds() / 60
            if length >= need and inside >= NEARLY_A_DAY:
                rests += min(int(length // need), max(1, int((inside + HALF_DAY) // need)))
        if rests < len(block) // 7:
            yield finding(rule, agent, block[0], NONE, hours=need // 60, weeks=len(block) // 7)


def blocks(rule: Rule, days: int) -> tuple[tuple[int, int, int], ...]:
    """First and last (exclusive) day and rests due of each block."""
    size = block_days(rule)
    stops = [(first, min(first + size, days)) for first in range(0, days - 6, size)]
    return tuple((first, stop, (stop - first) // 7) for first, stop in stops)


def reach(rule: Rule) -> int:
    """As long as all rests that a stretch may count for."""
    return max(block_days(rule) // 7 * rule.minutes("minutes"), NEARLY_A_DAY)


def remember(rule: Rule, ends: Ends) -> Remembered:
    """A rest is a stretch without work that is long enough, counted up to twice: [..] rests in the stretch that a begin
    ends (`between`), rests of a week whose last days are such a stretch, if it lasts long enough (`open`), rests of a
    week in a stretch that began before it (`before`)."""
    need, most, n = rule.minutes("minutes"), block_days(rule) // 7, len(ends.looks)
    counted = np.minimum(most, ends.stretch // max(1, need))
    between = np.where(ends.stretch >= max(need, NEARLY_A_DAY), counted, 0)
    opened = np.zeros(ends.stretch.shape[:3], np.int64)
    for a, extra in enumerate((0, ends.hour)):
        for j in range(ends.levels + 1):
            opened[a, j] = _in_week(1440 * (j + 1) + extra - ends.finish, need, most)
    before = np.zeros((ends.days, n), np.int64)
    for first, stop, _ in blocks(rule, ends.days):
        gone = 0
        for d in range(first, stop):
            before[d] = _in_week(gone + ends.begin, need, most)
            gone += ends.length(d)
    # a stretch counts for two where it does whatever shifts are around it: else classes would be too many
    return Remembered(
        between=_careful(between, (2, 3), n), open=_careful(opened, (2,), n), before=_careful(before, (1,), n),
        lasting=True,
    )  # fmt: skip


def _in_week(inside: Ints, need: int, most: int) -> Ints:
    """Rests of a week of which a stretch long enough takes `inside` minutes."""
    found = np.maximum(1, (inside + HALF_DAY) // max(1, need))
    return np.asarray(np.where(inside >= NEARLY_A_DAY, np.minimum(most, found), 0), np.int64)


def _careful(table: Ints, axes: tuple[int, ...], n: int) -> Ints:
    """Rests, more than one only as far as the least of all ends and looks along these axes."""
    if not n:
        return table
    least = table[:, :, :n].min(axis=axes, keepdims=True) if table.ndim > 2 else table.min(axis=axes, keepdims=True)
    return np.asarray(np.minimum(table, np.maximum(1, least)), np.int64)


@dataclass(frozen=True)
class WeeklyRest(LinePart):
    """Rests had in the block, and owed by the stretch that the block before ended with."""

    blocks: tuple[tuple[int, int, int], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Rests had, and owed until the next shift proves them."""
        return ("rests", "debt")

    def step(self, day: Step) -> None:
        """What the stretch that ends with a shift gives the week of the shift, and the one it began in."""
        memory, number, rests, debt = day.rules.memory, day.number, day.state["rests"], day.state["debt"]
        due = next((count for first, stop, count in self.blocks if first <= number < stop), 0)
        if day.rules.units:
            full = day.after(memory.between[self.rule])
            day.forbid(self, (~day.off & (full < debt)).astype(np.int64))
            begun = memory.before[self.rule][number, day.sig]
            rests = np.minimum(due, rests + np.where(day.off, 0, np.minimum(full, begun)))
        debt = np.where(day.off, debt, 0)
        if any(number + 1 == stop for _, stop, _ in self.blocks):
            left = due - rests
            changed = memory.changed[number + 1, day.new_gap]
            possible: Any = memory.open[self.rule][changed, day.new_gap, day.new_cls]
            day.forbid(self, (possible < left).astype(np.int64))
            debt = np.maximum(debt, np.where(possible < left, 0, left))
            rests = np.zeros_like(rests)
        if day.last:
            debt = np.zeros_like(debt)  # nothing is planned yet that could end the rest too soon
        debt = np.where(day.new_gap == memory.levels, 0, debt)
        begins, ends, due = self.blocks[-1]
        # whoever has the last rests that are asked for need only remember yesterday
        day.settled = (debt == 0) & ((rests >= due) | (ends <= number + 1)) & (begins <= number)
        day.keep("rests", rests)
        day.keep("debt", debt)


def line(rule: Rule, person: Person) -> LinePart | None:
    """Reads `remember`."""
    found = blocks(rule, person.s.grid.days)
    return WeeklyRest(rule.rule_id, None if rule.hard else rule.weight, found) if found else None


def span(span: Span, rule: Rule) -> None:
    """A block of days off, or a rest around one day off or none, in every week. Two days off in a row are enough."""
    if days_in_a_row(span) >= 2:
        return
    days, spread, options = len(span.on), block_days(rule) // 7, list[Any]()
    for first in range(0, days - 6, 7):
        options += span.off_blocks(range(max(0, first - 1), min(days, first + 8)), 2)
        options += _rest_at(span, rule, first)
        if (first // 7 + 1) % spread == 0 or first + 14 > days:
            span.when(rule, first, span.cp.add(sum(options) >= span.count))
            options = []


def _rest_at(span: Span, rule: Rule, first: int) -> list[Any]:
    """A rest long enough around one day off, or between the shifts of two days running, of the week of `first`."""
    need, found, last = rule.minutes("minutes"), [], len(span.on) - 1
    for d in range(first, first + 7):
        block = span.number()
        span.cp.add(block + span.work[d] <= span.count)
        if 0 < d < last:  # the first and the last day may have their rest beside the span
            for late, early in span.cuts(d - 1, d + 1, need - 2880):
                span.cp.add(late + early + block <= 2 * span.count)
        found.append(block)
    if first == 0 and span.on[0] and max(k.start for k, _ in span.on[0]) >= NEARLY_A_DAY:
        block = span.number()  # a shift late on the first day leaves nearly all of it to a rest begun before
        span.cp.add(sum(v for k, v in span.on[0] if k.start < NEARLY_A_DAY) + block <= span.count)
        found.append(block)
    for d in range(max(0, first - 1), min(last, first + 7)):
        ends, starts = [k.end for k, _ in span.on[d]], [k.start for k, _ in span.on[d + 1]]
        if ends and starts and max(starts) + 1440 + span.slack(d, d + 1) - min(ends) >= need:
            block = span.number()
            for late, early in span.cuts(d, d + 1, need - 1440):
                span.cp.add(late + early + block <= 2 * span.count)
            found.append(block)
    return found


RULE = Kind(
    "weekly_rest", Words("Weekly rest", "Descanso semanal"),
    {"minutes": Figure(2160, Words("minutes", "minutos")), "over_days": Figure(7, Words("over days", "en días"))},
    (NONE,),
    Words("Estatuto de los Trabajadores 37.1 (text of 2021): a day and a half a week without interruption (may be "
          "accumulated over 14 days)",
          "Estatuto de los Trabajadores 37.1 (texto de 2021): día y medio ininterrumpido a la semana (acumulable en "
          "14 días)"),
    of_a_week=True, plain=2, another_day=True,
    check=check, reach=reach, remember=remember, line=line, span=span,
)  # fmt: skip
