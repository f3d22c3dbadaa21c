"""Weekly hours on average: paid time averages at most so much a week over the whole span."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

OVER = Words(
    "{got_min} a week on average, {max_min} allowed", "{got_min} por semana de media, {max_min} permitidas"
)  # fmt: skip


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: hours beyond it a week. Spans of less than a week are not asked."""
    got = sum(s.work_minutes for s in parts.shifts_of[agent.agent_id])
    limit, weeks = rule.minutes("max_min"), len(parts.days) / 7
    average = got / max(1.0, weeks)
    if weeks >= 1 and average > limit:
        yield finding(
            rule, agent, parts.days[0], OVER, (average - limit) / 60,
            got_min=round(average), max_min=limit, weeks=len(parts.days) // 7,
        )  # fmt: skip


@dataclass(frozen=True)
class Total(LinePart):
    """Units of all days together, kept only as far as the limit asks.

    Where what may still come cannot bring anybody over the limit any more, all sums below that are one.
    """

    most: float = 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Units of the weeks that are over."""
        return ("total",)

    def step(self, day: Step) -> None:
        """The sum at the end of a week."""
        rules, total = day.rules, day.state["total"]
        if self.weight is None:
            day.good = day.good & (total + day.units <= self.most + 1e-9)
        if day.ends:
            total = total + day.units
            later = [rules.longest(p) for p in rules.periods if p.first >= day.period.stop]
            if later:
                total = np.maximum(total, int(max(0.0, self.most - sum(later))))
            else:
                beyond = np.maximum(0.0, total - self.most - 1e-9)
                day.forbid(self, beyond * rules.unit_h * 7 / rules.days)
                total = np.zeros_like(total)
        day.keep("total", total)


def line(rule: Rule, person: Person) -> LinePart | None:
    """The limit in units over the whole span."""
    days = person.s.grid.days
    if days < 7:
        return None
    return Total(rule.rule_id, None if rule.hard else rule.weight, rule.minutes("max_min") * days / 7 / person.unit)


def span(span: Span, rule: Rule) -> None:
    """Minutes of all days together."""
    days = len(span.on)
    if days >= 7:
        paid = sum(look.paid * v for mine in span.on for look, v in mine)
        span.when(rule, 0, span.cp.add(paid <= span.count * (rule.minutes("max_min") * days // 7)))


RULE = Kind(
    "weekly_hours", Words("Weekly hours on average", "Horas semanales de media"),
    {"max_min": Figure(2400, Words("at most (min)", "máximo (min)"))}, (OVER,),
    Words("Estatuto de los Trabajadores 34.1 (text of 2021): 40 h a week as an annual average",
          "Estatuto de los Trabajadores 34.1 (texto de 2021): 40 h a la semana de media anual"),
    of_a_week=True, another_day=True, check=check, line=line, span=span,
)  # fmt: skip
