"""What a duty or a day off costs one person: the rules' prices, locks, and what rules say of shifts as they are."""

from __future__ import annotations

from planner.rostering.kernels.arrays import INF
from planner.rostering.packs.kind import Rule
from planner.rostering.packs.registry import kinds
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.findings import Violation
from planner.rostering.rules.parts import Parts


def priced(days: Days) -> Days:
    """The days with every rule's prices filled in: INF is not allowed. `why` says which rule bars a duty."""
    _as_they_are(days)
    for kind in kinds().values():
        rule = days.s.rules.get(kind.rule_id)
        if kind.price is not None and rule is not None:
            kind.price(days, rule)
    for d in days.locks:
        days.bad |= (days.day == d) & ~days.held
        days.off[d] = INF
    for who, when in days.s.problem.days_fixed:
        d = (when - days.s.grid.first_day).days
        if who == days.agent.agent_id and 0 <= d < days.s.grid.days and d not in days.locks:
            days.bad |= days.day == d
    days.bad &= ~days.held
    days.cost[days.bad] = INF
    return days


def _as_they_are(days: Days) -> None:
    """Rules of a single shift, of shifts that are as they are (made ones have it in their price)."""
    parts: Parts = days.s.parts
    for place, duty in enumerate(days.duties):
        if duty.exact is None:
            continue
        for kind in kinds().values():
            rule: Rule | None = days.s.rules.get(kind.rule_id)
            for found in kind.alone(parts, days.agent, rule, duty.exact) if kind.alone and rule is not None else ():
                if isinstance(found, Violation):
                    days.bad[place] = True
                else:
                    days.cost[place] += found.cost
