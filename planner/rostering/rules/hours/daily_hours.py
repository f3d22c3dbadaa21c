"""Daily hours: paid time of a day is at most so much."""

from __future__ import annotations

from datetime import date

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.duty import Asked, Duty
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

OVER = Words("{got_min} in a day, {max_min} allowed", "{got_min} en un día, {max_min} permitidas")


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: hours beyond it."""
    by_day: dict[date, int] = {}
    for shift in parts.shifts_of[agent.agent_id]:
        by_day[shift.day] = by_day.get(shift.day, 0) + shift.work_minutes
    for day, got in by_day.items():
        yield from _day(agent, rule, day, got)


def alone(parts: Parts, agent: Agent, rule: Rule, shift: Shift) -> Found:
    """What the shift has against the rule by itself."""
    yield from _day(agent, rule, shift.day, shift.work_minutes)


def _day(agent: Agent, rule: Rule, day: date, got: int) -> Found:
    most = rule.minutes("max_min")
    if got > most:
        yield finding(rule, agent, day, OVER, (got - most) / 60, got_min=got, max_min=most)


def longest(rule: Rule, minor: bool) -> int:
    """No longer shift is planned where the rule is hard."""
    return rule.minutes("max_min")


def of_shift(rule: Rule, duty: Duty, asked: Asked) -> float:
    """Hours beyond it."""
    return max(0, duty.paid - rule.minutes("max_min")) / 60


RULE = Kind(
    "daily_hours", Words("Daily hours", "Horas diarias"),
    {"max_min": Figure(540, Words("at most (min)", "máximo (min)"))}, (OVER,),
    Words("Estatuto de los Trabajadores 34.3 (text of 2021): 9 h a day unless agreed otherwise",
          "Estatuto de los Trabajadores 34.3 (texto de 2021): 9 h diarias salvo pacto"),
    check=check, alone=alone, longest=longest, of_shift=of_shift,
)  # fmt: skip
