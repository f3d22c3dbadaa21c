"""Cost of the hours: what the employer pays for them, in euros."""

from __future__ import annotations

import numpy as np

from planner.domain.people import Agent
from planner.rostering.packs.kind import Kind, Rule, Words
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

HOURS = Words("{hours} h of work", "{hours} h de trabajo")


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: euros."""
    if agent.hourly_cost is not None:
        for shift in parts.shifts_of[agent.agent_id]:
            hours = shift.work_minutes / 60
            euros = float(agent.hourly_cost) * shift.work_minutes / 60
            yield finding(rule, agent, shift.day, HOURS, euros, hours=round(hours, 2))


def price(days: Days, rule: Rule) -> None:
    """The same of every shift."""
    if days.agent.hourly_cost is not None:
        paid = np.array([q.paid for q in days.duties], np.int64)
        days.cost += rule.weight * float(days.agent.hourly_cost) * paid / 60


RULE = Kind(
    "wage", Words("Cost of the hours", "Coste de las horas"), words=(HOURS,), hard=False, weight=1.0, price_only=True,
    check=check, price=price,
)  # fmt: skip
