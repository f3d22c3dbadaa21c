"""Availability: shifts lie within the agent's hours and the dates of the contract."""

from __future__ import annotations

import numpy as np

from planner.domain.people import Agent, Availability
from planner.rostering.packs.kind import Breach, Kind, Rule, Words
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

NOT_EMPLOYED = Words("not employed on that day", "sin contrato ese día")
OUTSIDE = Words("outside the agent's hours", "fuera del horario de la persona")
STRAY = Words("outside the days to roster or of an unknown agent",
              "fuera de los días del cuadrante o de una persona desconocida")  # fmt: skip


def bounds(hours: Availability) -> tuple[int, int]:
    """Minutes from midnight between which shifts lie."""
    low = hours.start.hour * 60 + hours.start.minute if hours.start else 0
    high = hours.end.hour * 60 + hours.end.minute if hours.end else 2880
    return low, high or 1440


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a shift. Shifts that stand as somebody put them may lie anywhere."""
    for shift in parts.shifts_of[agent.agent_id]:
        if parts.held(shift):
            continue
        if not agent.employed_on(shift.day):
            yield finding(rule, agent, shift.day, NOT_EMPLOYED)
        start, end = parts.span(shift)
        for hours in agent.availability:
            low, high = bounds(hours)
            if hours.weekday in (None, shift.day.weekday()) and (start < low or end > high):
                yield finding(rule, agent, shift.day, OUTSIDE, start=start, end=end)
                break


def price(days: Days, rule: Rule) -> None:
    """Shifts outside the agent's hours, or the contract's dates. What other rules bar too is told as theirs."""
    if not len(days.duties):
        return
    weekday = np.array([d.weekday() for d in days.s.dates])[days.day]
    outside = np.zeros(len(days.duties), np.int64)
    for hours in days.agent.availability:
        low, high = bounds(hours)
        applies = True if hours.weekday is None else weekday == hours.weekday
        outside[applies & ((days.start < low) | (days.end > high))] = 1
    outside += np.array([not days.agent.employed_on(d) for d in days.s.dates], bool)[days.day]
    stands = np.array([q.exact is not None and q.exact.locked for q in days.duties], bool)
    outside[days.held | stands] = 0
    if rule.hard:
        days.bad |= outside > 0
    else:
        days.cost += rule.weight * outside


RULE = Kind(
    "availability", Words("Availability", "Disponibilidad"), words=(NOT_EMPLOYED, OUTSIDE, STRAY), always=True,
    breach=Breach(points=800.0), keeps_away=True, check=check, price=price,
)  # fmt: skip
