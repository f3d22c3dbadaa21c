"""Overstaffing: agent-hours that nothing asks for."""

from __future__ import annotations

from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import demand_of, hands_of, served_of

IDLE = Words("{hours} agent-hours too many", "sobran {hours} horas de agente")


def whole(parts: Parts, rule: Rule) -> Found:
    """Amount: `cost_h` an hour."""
    if rule.params["cost_h"]:
        required, core, late = demand_of(parts)
        served = served_of(parts, required, core, late)
        idle = sum(float(v.sum()) for s, v in hands_of(parts, parts.roster.shifts).items() if s)
        yield from idle_hours(parts, rule, idle - sum(float((served[c] - late[c]).sum()) for c in served))


def idle_hours(parts: Parts, rule: Rule, idle: float) -> Found:
    """What hands cost that nothing asks for, summed over the intervals."""
    amount = round(idle * parts.problem.grid.minutes / 60, 9)
    if amount > 0:
        yield finding(rule, None, None, IDLE, float(rule.params["cost_h"]) * amount, hours=round(amount, 2))


RULE = Kind(
    "overstaffing", Words("Overstaffing", "Exceso de personal"),
    {"cost_h": Figure(0.0, Words("points an hour beyond", "puntos por hora más allá"))},
    (IDLE,), hard=False, weight=1.0, price_only=True, together=True, whole=whole,
)  # fmt: skip
