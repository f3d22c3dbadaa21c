"""Agents under 18: shorter days, longer breaks, no nights, two days' rest in a row a week."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.duty import Asked, Duty
from planner.rostering.rules.context.line import LinePart, Person
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.rest.days_off_together import Together, off_together, weeks_without
from planner.rostering.rules.rest.nights import NIGHT
from planner.rostering.rules.shifts.pauses import length, stretches

LONG = Words("more than {max_min} a day", "más de {max_min} al día")
NO_BREAK = Words("no break of {break_min}", "sin descanso de {break_min}")
AT_NIGHT = Words("works at night", "trabaja de noche")
NO_REST = Words("no {days} days of rest in a row", "sin {days} días de descanso seguidos")


def at_night(rule: Rule, night: Rule | None, start: int, end: int) -> bool:
    """Whether somebody may not work from `start` to `end` (minutes from midnight): it touches the night."""
    dusk, dawn = (night.minute("from", NIGHT[0]), night.minute("to", NIGHT[1])) if night else NIGHT
    return not rule.params["nights"] and (start < dawn or end > (dusk if dusk >= dawn else dusk + 1440))


def rest_days(rule: Rule) -> int:
    """Days of rest in a row that every week has."""
    return rule.minutes("rest_min") // 1440


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a fault."""
    if agent.agent_id not in parts.problem.minors:
        return
    for shift in parts.shifts_of[agent.agent_id]:
        yield from alone(parts, agent, rule, shift)
    for first in weeks_without(parts, agent, rest_days(rule)):
        yield finding(rule, agent, first, NO_REST, days=rest_days(rule))


def alone(parts: Parts, agent: Agent, rule: Rule, shift: Shift) -> Found:
    """What a shift by itself has against the rule."""
    if agent.agent_id not in parts.problem.minors:
        return
    if shift.work_minutes > rule.minutes("max_min"):
        yield finding(rule, agent, shift.day, LONG, max_min=rule.minutes("max_min"))
    for stretch in stretches(parts.problem.rules, shift):
        longest_break = max(map(length, stretch.breaks), default=0)
        if stretch.paid > rule.minutes("break_over_min") and longest_break < rule.minutes("break_min"):
            yield finding(rule, agent, shift.day, NO_BREAK, break_min=rule.minutes("break_min"))
    if at_night(rule, parts.rule("nights"), *parts.span(shift)):
        yield finding(rule, agent, shift.day, AT_NIGHT)


def longest(rule: Rule, minor: bool) -> int:
    """No longer shift is planned where the rule is hard."""
    return rule.minutes("max_min") if minor else 10**6


def of_shift(rule: Rule, duty: Duty, asked: Asked) -> float:
    """1 where it is too long, 1 where it touches the night (breaks are planned with the shift: `shifts.pauses`)."""
    if not asked.minor:
        return 0.0
    long = duty.paid > rule.minutes("max_min")
    return float(long + at_night(rule, asked.rules.get("nights"), duty.start_min, duty.end_min))


@dataclass(frozen=True)
class Grown(Together):
    """Days off together, of a minor."""

    column: str = "grown"


def line(rule: Rule, person: Person) -> LinePart | None:
    """The days of rest of every week."""
    days = rest_days(rule)
    return Grown(rule.rule_id, None if rule.hard else rule.weight, days) if person.minor and days > 0 else None


def span(span: Span, rule: Rule) -> None:
    """The days of rest of every week."""
    if span.agent.agent_id in span.problem.minors:
        off_together(span, rule, rest_days(rule))


RULE = Kind(
    "minors", Words("Agents under 18", "Menores de 18 años"),
    {"max_min": Figure(480, Words("at most (min)", "máximo (min)")),
     "break_over_min": Figure(270, Words("break due over (min)", "descanso a partir de (min)")),
     "break_min": Figure(30, Words("break (min)", "descanso (min)")),
     "rest_min": Figure(2880, Words("rest (min)", "reposo (min)")),
     "nights": Figure(False, Words("nights allowed", "noches permitidas"))},
    (LONG, NO_BREAK, AT_NIGHT, NO_REST),
    Words("Estatuto de los Trabajadores 6.2, 34.3, 34.4, 37.1 (text of 2021): 8 h a day, 30 min over 4.5 h, "
          "two days' rest, no nights",
          "Estatuto de los Trabajadores 6.2, 34.3, 34.4, 37.1 (texto de 2021): 8 h diarias, 30 min a partir de "
          "4,5 h, dos días de descanso, sin noches"),
    keeps_away=True, check=check, alone=alone, longest=longest, of_shift=of_shift, line=line, span=span,
)  # fmt: skip
