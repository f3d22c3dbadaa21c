"""Contract hours: paid minutes of each week are the contract's, give or take a tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Breach, Figure, Kind, Rule, Words
from planner.rostering.rules.context.line import LinePart, Morning, Person, Step
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

OFF = Words("{got_min} planned, {target_min} in the contract", "{got_min} planificadas, {target_min} en el contrato")


def hour_cost(rule: Rule) -> float:
    """Points of an hour off where the rule is soft: `deviation_cost_h`, or else the weight."""
    return float(rule.params["deviation_cost_h"]) or rule.weight


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: hours beyond the tolerance; where the rule is soft `deviation_cost_h` is what one costs, if any."""
    each = hour_cost(rule) / rule.weight if rule.weight and not rule.hard else 1.0
    for week in parts.weeks:
        target, _ = parts.week_target(agent, week)
        got = sum(s.work_minutes for s in parts.shifts_of[agent.agent_id] if s.day in week)
        off = abs(got - target) - rule.minutes("tolerance_min")
        if off > 0:
            yield finding(rule, agent, week[0], OFF, off / 60 * each, got_min=got, target_min=target)


@dataclass(frozen=True)
class Hours(LinePart):
    """Units of each week between its bounds; a soft one prices hours outside them."""

    def may(self, day: Morning) -> Any:
        """Hours that can still be had in the days of the week that are left."""
        rules, period = day.rules, day.period
        if self.weight is not None:
            return None
        gained = np.where(day.off, 0, np.array(rules.units, np.int64)[day.sig])
        units = day.state["units"][:, None] + gained[None, :]
        left: Any = np.full(units.shape, period.stop - day.number - 1)
        if rules.hard("working_days"):
            left = np.minimum(left, period.max_days - day.state["wdays"][:, None] - ~day.off[None, :])
        return (units <= period.high) & (units + np.maximum(left, 0) * max(rules.units) >= period.low)

    def step(self, day: Step) -> None:
        """Too many units at any time, too few at the week's end."""
        period, units = day.period, day.units
        if self.weight is None:
            day.good = day.good & (units <= period.high) & ((units >= period.low) | (not day.ends))
        elif day.ends:
            least = period.low if period.least is None else period.least
            most = period.high if period.most is None else period.most
            day.forbid(self, np.maximum(0, np.maximum(least - units, units - most)) * day.rules.unit_h)


def line(rule: Rule, person: Person) -> LinePart:
    """The weeks' bounds stand in the line's periods."""
    return Hours(rule.rule_id, None if rule.hard else hour_cost(rule))


def span(span: Span, rule: Rule) -> None:
    """Minutes off the contract of each week."""
    cp, n, tolerance = span.cp, span.count, rule.minutes("tolerance_min")
    for days, target, _ in span.weeks():
        paid = sum(look.paid * v for d in days for look, v in span.on[d])
        off = cp.new_int_var(0, 10080 * n, "")
        cp.add(off >= paid - n * (target + tolerance))
        cp.add(off >= n * (target - tolerance) - paid)
        span.nothing(rule, days.start, off)


RULE = Kind(
    "contract_hours", Words("Contract hours", "Horas de contrato"),
    {"tolerance_min": Figure(0, Words("tolerance (min)", "tolerancia (min)")),
     "deviation_cost_h": Figure(0.0, Words("points an hour off", "puntos por hora de desvío"))},
    (OFF,), always=True, of_a_week=True, breach=Breach("minutes", 5.0), plain=4, another_day=True,
    check=check, line=line, span=span,
)  # fmt: skip
