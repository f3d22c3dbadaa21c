"""Working days a week: at most the contract's (and the pack's), less days of absence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Breach, Figure, Kind, Rule, Words
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

OVER = Words("{worked} days planned, {allowed} allowed", "{worked} días planificados, {allowed} permitidos")


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: days too many."""
    for week in parts.weeks:
        _, allowed = parts.week_target(agent, week)
        worked = len({s.day for s in parts.shifts_of[agent.agent_id] if s.day in week})
        if worked > allowed:
            yield finding(rule, agent, week[0], OVER, worked - allowed, worked=worked, allowed=allowed)


@dataclass(frozen=True)
class WorkingDays(LinePart):
    """Each day at work beyond the most of its week."""

    def step(self, day: Step) -> None:
        """The week's days stand in its period."""
        day.forbid(self, (~day.off & (day.days > day.period.max_days)).astype(np.int64))


def line(rule: Rule, person: Person) -> LinePart:
    """The weeks' days stand in the line's periods."""
    return WorkingDays(rule.rule_id, None if rule.hard else rule.weight)


def span(span: Span, rule: Rule) -> None:
    """Days of each week beyond the most."""
    for days, _, most in span.weeks():
        over = span.cp.new_int_var(0, 7 * span.count, "")
        span.cp.add(over >= sum(span.work[d] for d in days) - span.count * most)
        span.nothing(rule, days.start, over)


RULE = Kind(
    "working_days", Words("Working days a week", "Días de trabajo por semana"),
    {"max": Figure(7, Words("at most", "máximo"))},
    (OVER,), always=True, of_a_week=True, breach=Breach("day(s)", 500.0), plain=3, another_day=True,
    check=check, line=line, span=span,
)  # fmt: skip
