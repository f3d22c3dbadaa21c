"""Shortage: agent-hours below the requirement, dearer beyond a first share of it.

The first share is whole agents: ceil(share x required).
"""

from __future__ import annotations

import numpy as np

from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import Floats, demand_of, served_of

SHORT = Words("{channel}: {hours} agent-hours short", "{channel}: faltan {hours} horas de agente")


def points(rule: Rule, missing: Floats, first: Floats) -> Floats:
    """What agents missing cost in each interval, `first` of them at the cheaper rate: points an hour, unweighted."""
    step = rule.params["cost_h"] - rule.params["first_cost_h"]
    found: Floats = rule.params["first_cost_h"] * missing + step * np.maximum(0.0, missing - first)
    return found


def whole(parts: Parts, rule: Rule) -> Found:
    """Amount: the points, by channel and day."""
    required, core, late = demand_of(parts)
    served, grid = served_of(parts, required, core, late), parts.problem.grid
    hours = grid.minutes / 60
    for channel, values in required.items():
        missing = np.maximum(0.0, values - served[channel])
        cost = points(rule, missing, values - core[channel])
        for number, day in enumerate(parts.days):
            span = grid.day_indices(number)
            amount = float(cost[span.start : span.stop].sum()) * hours
            if amount > 1e-9:
                short = float(missing[span.start : span.stop].sum()) * hours
                yield finding(rule, None, day, SHORT, amount, channel=channel, hours=round(short, 2))


RULE = Kind(
    "shortage", Words("Shortage", "Falta de personal"),
    {"first_share": Figure(0.15, Words("first share of the requirement", "primera parte de la dotación")),
     "first_cost_h": Figure(20.0, Words("points an hour of it", "puntos por hora de ella")),
     "cost_h": Figure(50.0, Words("points an hour beyond", "puntos por hora más allá"))},
    (SHORT,), hard=False, weight=1.0, always=True, price_only=True, together=True,
    not_more=(("first_cost_h", "cost_h"),), whole=whole,
)  # fmt: skip
