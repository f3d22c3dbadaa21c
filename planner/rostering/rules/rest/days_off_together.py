"""Days off together: so many days off in a row in every week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

NONE = Words("no {days} days off in a row", "sin {days} días libres seguidos")


def weeks_without(parts: Parts, agent: Agent, n: int) -> Iterator[date]:
    """First days of the whole weeks in which somebody has no `n` days off in a row."""
    worked = {s.day for s in parts.shifts_of[agent.agent_id]}
    for week in parts.weeks:
        if len(week) == 7 and not any(all(week[i + k] not in worked for k in range(n)) for i in range(8 - n)):
            yield week[0]


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a week."""
    for first in weeks_without(parts, agent, rule.minutes("days")):
        yield finding(rule, agent, first, NONE, days=rule.minutes("days"))


@dataclass(frozen=True)
class Together(LinePart):
    """Whether the week has had its days off in a row."""

    days: int = 0
    column: str = "joined"

    @property
    def columns(self) -> tuple[str, ...]:
        """Whether it has."""
        return (self.column,)

    @property
    def offs(self) -> int:
        """As many as are asked for."""
        return self.days

    def step(self, day: Step) -> None:
        """Due when a whole week ends."""
        had = day.state[self.column]
        place = day.number - day.period.first
        had = np.where(day.off & (-day.new_run >= self.days) & (place >= self.days - 1), 1, had)
        if day.ends:
            if day.period.whole:
                day.forbid(self, (had == 0).astype(np.int64))
            had = np.zeros_like(had)
        day.keep(self.column, had)


def line(rule: Rule, person: Person) -> LinePart | None:
    """As many days as the rule says."""
    days = rule.minutes("days")
    return Together(rule.rule_id, None if rule.hard else rule.weight, days) if days > 0 else None


def off_together(span: Span, rule: Rule, days: int) -> None:
    """So many days off in a row in every week."""
    if days and days == days_in_a_row(span):
        for first in range(0, len(span.on) - 6, 7):
            blocks = span.off_blocks(range(first, first + 7), days)
            span.when(rule, first, span.cp.add(sum(blocks) >= span.count))


def days_in_a_row(span: Span) -> int:
    """The most days off in a row that hard rules ask of every week: only those are put into the model."""
    rule, young = span.hard("days_off_together"), span.hard("minors")
    found = rule.minutes("days") if rule else 0
    if young and span.agent.agent_id in span.problem.minors:
        found = max(found, young.minutes("rest_min") // 1440)
    return found


def span(span: Span, rule: Rule) -> None:
    """In every week."""
    off_together(span, rule, rule.minutes("days"))


RULE = Kind(
    "days_off_together", Words("Days off together", "Días libres seguidos"),
    {"days": Figure(2, Words("days", "días"))}, (NONE,), of_a_week=True, another_day=True,
    check=check, line=line, span=span,
)  # fmt: skip
