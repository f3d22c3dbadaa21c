"""Working days in a row: at least and at most so many."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.rest.runs import begun, judged, runs_of

MANY = Words("{n} working days in a row, {max} allowed", "{n} días de trabajo seguidos, {max} permitidos")
FEW = Words("{n} working days in a row, at least {min} required",
            "{n} días de trabajo seguidos, se exigen al menos {min}")  # fmt: skip
UNBOUND = 60  # days in a row that nobody has to count


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: days of this roster too many, or days too few."""
    for run in runs_of(parts, agent):
        if run.worked:
            yield from judged(parts, agent, rule, run, MANY, FEW)


@dataclass(frozen=True)
class AtWork(LinePart):
    """Runs too short when they end (unless their begin is unknown), too long when they grow."""

    least: int = 1
    most: int = UNBOUND

    @property
    def runs(self) -> int:
        """One more than the most."""
        return max(self.least, self.most + 1 if self.most < UNBOUND else 1)

    @property
    def begun(self) -> bool:
        """Where there is a minimum."""
        return self.least > 1

    def step(self, day: Step) -> None:
        """Each day too few, each day too many."""
        if self.least > 1:
            ended = day.off & day.worked & (day.state["open"] == 0)
            day.forbid(self, np.where(ended, np.maximum(0, self.least - day.run), 0))
        day.forbid(self, (day.new_run > self.most).astype(np.int64))


def line(rule: Rule, person: Person) -> LinePart:
    """As the rule says."""
    return AtWork(rule.rule_id, None if rule.hard else rule.weight, rule.minutes("min"), rule.minutes("max"))


def span(span: Span, rule: Rule) -> None:
    """Windows one longer than the most, and what a run that begins goes on to."""
    cp, days, n, work = span.cp, len(span.on), span.count, span.work
    low, limit, before = rule.minutes("min"), rule.minutes("max"), begun(span)
    for d in range(-before.on, days - limit):
        if window := work[max(0, d) : d + limit + 1]:
            span.when(rule, max(0, d), cp.add(sum(window) + n * max(0, -d) <= n * limit))
    for d in range(min(days, low - before.on) if before.on and before.known else 0):
        span.when(rule, d, cp.add(work[d] == n))
    for d, k in itertools.product(range(0 if before.off else 1, days), range(1, low)):
        if d + k < days:
            span.when(rule, d, cp.add(work[d + k] >= work[d] - (work[d - 1] if d else 0)))


RULE = Kind(
    "consecutive_days", Words("Working days in a row", "Días de trabajo seguidos"),
    {"min": Figure(1, Words("at least", "mínimo")), "max": Figure(6, Words("at most", "máximo"))}, (MANY, FEW),
    Words("follows from Estatuto de los Trabajadores 37.1 (text of 2021)",
          "se sigue del Estatuto de los Trabajadores 37.1 (texto de 2021)"),
    another_day=True, not_more=(("min", "max"),), check=check, line=line, span=span,
)  # fmt: skip
