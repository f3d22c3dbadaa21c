"""Free weekends: at most so many weekends worked in every so many weeks of the roster.

A weekend is Saturday and Sunday; where a pack gives `from`, it begins on Friday at that time: a shift of Friday that
lasts beyond it is work of the weekend too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.duty import Look
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

MANY = Words("{n} weekends worked, {max} allowed", "{n} fines de semana trabajados, {max} permitidos")
FRIDAY, SATURDAY = 4, 5


def flag(rule: Rule, look: Look) -> bool:
    """Whether a shift of Friday is work of the weekend."""
    return _late(rule, look.end)


def _late(rule: Rule, end: int) -> bool:
    return bool(rule.params["from"]) and end > rule.minute("from", 0)


def weekend_of(day: date) -> date:
    """The Saturday of the weekend that a Friday, Saturday or Sunday is of."""
    return day - timedelta(days=day.weekday() - SATURDAY)


def _counts(parts: Parts, rule: Rule, shift: Shift) -> bool:
    weekday = shift.day.weekday()
    return weekday >= SATURDAY or (weekday == FRIDAY and _late(rule, parts.span(shift)[1]))


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: weekends too many."""
    most, size = rule.minutes("max_worked"), 7 * max(1, rule.minutes("over_weeks"))
    worked = {s.day for s in parts.shifts_of[agent.agent_id] if _counts(parts, rule, s)}
    for first in range(0, len(parts.days), size):
        weekends = {weekend_of(d) for d in parts.days[first : first + size] if d in worked}
        if len(weekends) > most:
            yield finding(
                rule, agent, min(weekends), MANY, len(weekends) - most, n=len(weekends), max=most
            )  # fmt: skip


@dataclass(frozen=True)
class Weekends(LinePart):
    """Weekends worked so far in the block of weeks; `late` are the signatures that count on a Friday."""

    weekdays: tuple[int, ...] = ()
    most: int = 0
    resets: frozenset[int] = frozenset()
    late: tuple[bool, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Weekends so far, and whether the present one is counted."""
        return ("weekend", "counted_one")

    def step(self, day: Step) -> None:
        """The first day of a weekend at work."""
        weekend, counted, weekday = day.state["weekend"], day.state["counted_one"], self.weekdays[day.number]
        at_work: Any = ~day.off
        if weekday == FRIDAY and self.late:
            at_work = at_work & (day.of(self.late) > 0)
        if weekday >= SATURDAY or (weekday == FRIDAY and self.late):
            fresh = at_work & (counted == 0)
            weekend = weekend + fresh
            day.forbid(self, (fresh & (weekend > self.most)).astype(np.int64))
            weekend = np.minimum(weekend, self.most + 1)
            counted = np.where(at_work, 1, counted)
        if weekday == 6 or day.number + 1 in self.resets:
            counted = np.zeros_like(counted)
        if day.number + 1 in self.resets:
            weekend = np.zeros_like(weekend)
        day.keep("weekend", weekend)
        day.keep("counted_one", counted)


def line(rule: Rule, person: Person) -> LinePart:
    """The blocks of weeks of the span."""
    days, size = person.s.grid.days, 7 * max(1, rule.minutes("over_weeks"))
    return Weekends(
        rule.rule_id, None if rule.hard else rule.weight, tuple(d.weekday() for d in person.s.dates),
        rule.minutes("max_worked"), frozenset(range(size, days, size)), person.flags.get(rule.rule_id, ()),
    )  # fmt: skip


def span(span: Span, rule: Rule) -> None:
    """A literal a weekend."""
    cp, n, size = span.cp, span.count, 7 * max(1, rule.minutes("over_weeks"))
    for first in range(0, len(span.on), size):
        weekends: dict[date, Any] = {}
        for d in range(first, min(len(span.on), first + size)):
            day = span.grid.first_day + timedelta(days=d)
            at_work = span.work[d] if day.weekday() >= SATURDAY else None
            if day.weekday() == FRIDAY and (late := [v for look, v in span.on[d] if _late(rule, look.end)]):
                at_work = sum(late)
            if at_work is not None:
                weekend = weekends.setdefault(weekend_of(day), span.number())
                cp.add(at_work <= weekend)
        if weekends:
            span.when(rule, first, cp.add(sum(weekends.values()) <= n * rule.minutes("max_worked")))


RULE = Kind(
    "free_weekends", Words("Free weekends", "Fines de semana libres"),
    {"max_worked": Figure(2, Words("worked at most", "trabajados como máximo")),
     "over_weeks": Figure(4, Words("over weeks", "en semanas")),
     "from": Figure("", Words("from Friday at", "desde el viernes a las"), clock=True)},
    (MANY,), another_day=True, check=check, flag=flag, line=line, span=span,
)  # fmt: skip
