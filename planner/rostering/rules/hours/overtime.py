"""Overtime a year: hours beyond the contract stay within the year's limit; part-time contracts have none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.packs.pack import RulePack
from planner.rostering.problem import History
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

PART_TIME = Words("{over_min} of overtime on a part-time contract",
                  "{over_min} extraordinarias en un contrato a tiempo parcial")  # fmt: skip
YEAR = Words("{total_min} of overtime this year, {max_min} allowed",
             "{total_min} extraordinarias este año, {max_min} permitidas")  # fmt: skip


def full_time(rules: RulePack, agent: Agent) -> bool:
    """Whether the contract has the hours of a whole week of the pack (40 h where it says nothing)."""
    weekly = rules.get("weekly_hours")
    return agent.contract.weekly_minutes >= (weekly.minutes("max_min") if weekly else 2400)


def free_minutes(rules: RulePack, agent: Agent, rule: Rule, weeks: int) -> int | None:
    """Minutes beyond the contract that are none yet, for a contract that may have none at all; None for others."""
    if full_time(rules, agent) or rule.params["part_time"]:
        return None
    return rules["contract_hours"].minutes("tolerance_min") * weeks


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: hours beyond."""
    over = 0
    for week in parts.weeks:
        target, _ = parts.week_target(agent, week)
        got = sum(s.work_minutes for s in parts.shifts_of[agent.agent_id] if s.day in week)
        over += max(0, got - target)
    free, weeks = free_minutes(parts.problem.rules, agent, rule, len(parts.weeks)), len(parts.days) // 7
    if free is not None and over > free:
        yield finding(rule, agent, parts.days[0], PART_TIME, over / 60, over_min=over, weeks=weeks)
    total = over + parts.problem.history.get(agent.agent_id, History()).overtime_min
    limit = rule.minutes("max_year_min")
    if over and total > limit:
        yield finding(
            rule, agent, parts.days[0], YEAR, (total - limit) / 60, total_min=total, max_min=limit, weeks=weeks
        )  # fmt: skip


@dataclass(frozen=True)
class Overtime(LinePart):
    """Minutes beyond the weeks' targets: `free` where none are allowed, `year` what is left of the year."""

    free: float | None = None
    year: float = 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Minutes of the weeks that are over."""
        return ("extra",)

    def step(self, day: Step) -> None:
        """The sum at the end of a week, kept only as far as the limits ask."""
        rules, period, extra = day.rules, day.period, day.state["extra"]
        minutes, limit = 60 * rules.unit_h, max(0.0, self.year if self.free is None else min(self.free, self.year))
        if self.weight is None:
            day.good = day.good & (extra + minutes * (day.units - period.target) <= limit + 1e-6)
        if day.ends:
            extra = extra + np.maximum(0, np.round(minutes * (day.units - period.target))).astype(np.int64)
            later = [p for p in rules.periods if p.first >= period.stop]
            if later:
                to_come = sum(minutes * max(0.0, rules.longest(p) - p.target) for p in later)
                extra = np.maximum(extra, int(max(0.0, limit - to_come)))
            else:
                amount = np.where(extra > 0, np.maximum(0.0, extra - self.year) / 60, 0.0)
                if self.free is not None:
                    amount = amount + np.where(extra > self.free, extra / 60, 0.0)
                day.forbid(self, amount)
                extra = np.zeros_like(extra)
        day.keep("extra", extra)


def line(rule: Rule, person: Person) -> LinePart:
    """What is left of the year, and what a part-time contract may have."""
    free = free_minutes(person.s.rules, person.agent, rule, len(person.periods))
    had = person.s.problem.history.get(person.agent.agent_id, History()).overtime_min
    return Overtime(rule.rule_id, None if rule.hard else rule.weight, free, float(rule.minutes("max_year_min") - had))


RULE = Kind(
    "overtime", Words("Overtime a year", "Horas extraordinarias al año"),
    {"max_year_min": Figure(4800, Words("at most a year (min)", "máximo al año (min)")),
     "part_time": Figure(False, Words("part-time too", "también a tiempo parcial"))},
    (PART_TIME, YEAR),
    Words("Estatuto de los Trabajadores 35.2 and 12.4.c (text of 2021): 80 h a year; none for part-time contracts",
          "Estatuto de los Trabajadores 35.2 y 12.4.c (texto de 2021): 80 h al año; ninguna a tiempo parcial"),
    of_a_week=True, another_day=True, check=check, line=line,
)  # fmt: skip
