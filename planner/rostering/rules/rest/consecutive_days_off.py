"""Days off in a row: at least and at most so many, where none of them is an absence."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.rest.consecutive_days import UNBOUND
from planner.rostering.rules.rest.runs import begun, judged, runs_of

MANY = Words("{n} days off in a row, {max} allowed", "{n} días libres seguidos, {max} permitidos")
FEW = Words("{n} days off in a row, at least {min} required", "{n} días libres seguidos, se exigen al menos {min}")


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: days of this roster too many, or days too few."""
    absent = parts.absent_days(agent)
    for run in runs_of(parts, agent):
        if not run.worked:
            away = any(run.first + timedelta(days=i) in absent for i in range(run.length))
            yield from judged(parts, agent, rule, run, MANY, FEW, away)


@dataclass(frozen=True)
class Off(LinePart):
    """Runs too short when they end, too long when they grow; with a day of `away` in them they may be longer."""

    least: int = 1
    most: int = UNBOUND
    away: tuple[bool, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Whether the present run has a day of absence."""
        return ("away",) if self.away else ()

    @property
    def offs(self) -> int:
        """One more than the most; all, where an absence may still come."""
        longest = self.most + (len(self.away) if self.away else 1)
        return max(self.least, longest if self.most < UNBOUND else 1)

    @property
    def begun(self) -> bool:
        """Where there is a minimum."""
        return self.least > 1

    def step(self, day: Step) -> None:
        """Each day too few, each day too many."""
        if self.least > 1:
            ended = ~day.off & (day.run < 0) & (day.state["open"] == 0)
            day.forbid(self, np.where(ended, np.maximum(0, self.least + day.run), 0))
        if not self.away:
            day.forbid(self, (-day.new_run > self.most).astype(np.int64))
            return
        away, number = day.state["away"], day.number  # known only when the run ends: an absence may still come
        over = np.where(~day.off & (day.run < 0) & (away == 0), np.minimum(-day.run - self.most, number), 0)
        away = np.where(day.off & (self.away[number] | ((day.run < 0) & (away == 1))), 1, 0)
        if day.last:
            over = over + np.where(day.off & (away == 0), np.minimum(-day.new_run - self.most, number + 1), 0)
        day.forbid(self, np.maximum(0, over))
        day.keep("away", away)


def line(rule: Rule, person: Person) -> LinePart:
    """As the rule says, with the person's days of absence."""
    away = person.away if any(person.away) else ()
    weight = None if rule.hard else rule.weight
    return Off(rule.rule_id, weight, rule.minutes("min"), rule.minutes("max"), away)


def span(span: Span, rule: Rule) -> None:
    """Windows one longer than the most, and what a run that begins goes on to."""
    cp, days, n, work = span.cp, len(span.on), span.count, span.work
    low, limit, before = rule.minutes("min"), rule.minutes("max"), begun(span)
    for d in range(-before.off, days - limit if not span.parts.absent_days(span.agent) else -before.off):
        if window := work[max(0, d) : d + limit + 1]:
            span.when(rule, max(0, d), cp.add(sum(window) >= n))
    for d in range(min(days, low - before.off) if before.off else 0):
        span.when(rule, d, cp.add(work[d] == 0))
    for d, k in itertools.product(range(0 if before.on else 1, days), range(1, low)):
        if d + k < days:
            span.when(rule, d, cp.add(work[d + k] <= work[d] + (n - work[d - 1] if d else 0)))


RULE = Kind(
    "consecutive_days_off", Words("Days off in a row", "Días libres en racha"),
    {"min": Figure(1, Words("at least", "mínimo")), "max": Figure(60, Words("at most", "máximo"))}, (MANY, FEW),
    not_more=(("min", "max"),), check=check, line=line, span=span,
)  # fmt: skip
