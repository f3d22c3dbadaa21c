"""Rest between shifts: so long at least between the end of a shift and the next start."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.context.line import LinePart, Morning, Person, Step
from planner.rostering.rules.context.memory import Ends, Remembered
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

SHORT = Words("{rest_min} of rest, {min_min} required", "{rest_min} de descanso, se exigen {min_min}")
INSIDE = Words("it begins {over_min} before the shift before it ends",
               "empieza {over_min} antes de que acabe el turno anterior")  # fmt: skip


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a pair of shifts."""
    least = rule.minutes("minutes")
    for one, two in itertools.pairwise(parts.running(agent)):
        rest = int((two.start - one.end).total_seconds() // 60)
        if rest < 0:
            yield finding(rule, agent, two.day, INSIDE, far=least - rest, over_min=-rest)
        elif rest < least:
            yield finding(rule, agent, two.day, SHORT, far=least - rest, rest_min=rest, min_min=least)


def price(days: Days, rule: Rule) -> None:
    """What begins on the first day too soon after the last published shift."""
    before = days.s.before.get(days.agent.agent_id)
    if before:
        begin = np.array([q.begin for q in days.duties], np.int64)
        end = (before[-1].end - days.s.day_start[0]).total_seconds() / 60
        days.breach(rule, (days.day == 0) & (begin - end < rule.minutes("minutes")))


def reach(rule: Rule) -> int:
    """As long as the rest."""
    return rule.minutes("minutes")


def remember(rule: Rule, ends: Ends) -> Remembered:
    """Which begin leaves rest enough."""
    allowed = ends.stretch >= rule.minutes("minutes")
    allowed[:, 0, len(ends.looks) :] = True  # what a published shift bars on the first day is barred there
    return Remembered(between=allowed)


@dataclass(frozen=True)
class Rest(LinePart):
    """Each shift that begins too soon after the one before."""

    def may(self, day: Morning) -> Any:
        """No shift too soon, where the rule is hard."""
        allowed = None if self.weight is not None else day.after(day.rules.memory.between[self.rule])
        return None if allowed is None else day.off[None, :] | allowed

    def step(self, day: Step) -> None:
        """The price of one too soon."""
        if self.weight is not None and day.rules.units:
            day.forbid(self, ~day.off & ~day.after(day.rules.memory.between[self.rule]))


def line(rule: Rule, person: Person) -> LinePart:
    """Reads `remember`."""
    return Rest(rule.rule_id, None if rule.hard else rule.weight)


def span(span: Span, rule: Rule) -> None:
    """From one day to the next: further apart it is always long enough."""
    for d in range(len(span.on) - 1):
        for late, early in span.cuts(d, d + 1, rule.minutes("minutes") - 1440):
            span.when(rule, d + 1, span.cp.add(late + early <= span.count))


RULE = Kind(
    "daily_rest", Words("Rest between shifts", "Descanso entre jornadas"),
    {"minutes": Figure(720, Words("minutes", "minutos"))}, (SHORT, INSIDE),
    Words("Estatuto de los Trabajadores 34.3 (text of 2021): 12 h between working days",
          "Estatuto de los Trabajadores 34.3 (texto de 2021): 12 h entre jornadas"),
    plain=1, another_day=True, keeps_away=True,
    check=check, price=price, reach=reach, remember=remember, line=line, span=span,
)  # fmt: skip
