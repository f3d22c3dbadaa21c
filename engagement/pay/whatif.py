"""Before a plan starts: what it costs, where its cliffs are, who gains and who loses.

Two questions are kept apart: everybody exactly at an attainment (`cost_at_attainment`, needs no data), and last
quarter's sales scaled (`replay`, keeps the spread between people).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from engagement.pay.curve import Cliff, curve_cliffs, tier_cliffs
from engagement.pay.engine import run
from engagement.pay.inputs import PeriodInputs
from engagement.pay.money import ZERO, Exact, exact, round_line
from engagement.pay.plan import Component, Plan

LEVELS = (Decimal("0.80"), Decimal("1.00"), Decimal("1.20"))


def payout_at(component: Component, level: Exact, quota: Decimal | None = None) -> Decimal | None:
    """Pay of one full-time person at an attainment, rounded as a line; None when the component has no goal.

    Every part of a bonus is taken to be at `level`; commissions take `level` x quota as their base.
    """
    at = exact(level)
    goal = quota if quota is not None else component.quota
    if component.kind == "bonus":
        if component.attainment_override is not None:
            factor = exact(component.attainment_override)
        else:
            factor = sum((exact(p.weight) * p.curve.factor(at).value for p in component.parts), Fraction(0))
        value = exact(component.target_bonus or 0) * factor
    elif goal is not None and component.tiers is not None:
        value = component.tiers.amount(at * exact(goal), exact(goal) if component.tiers_of_quota else 1)
    elif goal is not None and component.rate is not None:
        value = at * exact(goal) * exact(component.rate)
    else:
        return None
    if component.cap is not None:
        value = min(value, exact(component.cap))
    return round_line(value * exact(component.weight))


def payout_curve(
    component: Component, levels: Sequence[Exact], quota: Decimal | None = None
) -> tuple[tuple[Decimal, Decimal], ...]:
    """Points (attainment, pay) for drawing; empty when the component has no goal."""
    found = []
    for level in levels:
        paid = payout_at(component, level, quota)
        if paid is not None:
            found.append((Decimal(str(level)), paid))
    return tuple(found)


def cost_at_attainment(
    plan: Plan, agents: int | Mapping[str, int], levels: Sequence[Exact] = LEVELS
) -> tuple[Decimal, ...]:
    """Cost of `agents` full-time people (in all, or by home team) all at one attainment; plan cap and budgets hold."""
    teams = {"": agents} if isinstance(agents, int) else agents
    costs = []
    for level in levels:
        cost = ZERO
        spent = {component.id: ZERO for component in plan.components}
        for team, count in teams.items():
            each = ZERO
            for component in plan.components:
                paid = payout_at(component, level) if isinstance(agents, int) or component.pays(team) else None
                if paid is not None:
                    each += paid
                    spent[component.id] += paid * count
            cost += (each if plan.cap is None else min(each, plan.cap)) * count
        for component in plan.components:
            if component.budget is not None:
                cost -= max(spent[component.id] - component.budget, ZERO)
        costs.append(cost if plan.budget is None else min(cost, plan.budget))
    return tuple(costs)


def scaled(inputs: PeriodInputs, level: Exact) -> PeriodInputs:
    """The same month with every sale and refund times `level`, each rounded to cents."""
    factor = exact(level)
    sales = tuple(replace(s, net_amount=round_line(exact(s.net_amount) * factor)) for s in inputs.sales)
    refunds = tuple(replace(r, net_amount=round_line(exact(r.net_amount) * factor)) for r in inputs.refunds)
    return replace(inputs, sales=sales, refunds=refunds)


@dataclass(frozen=True, slots=True)
class Replay:
    """A plan on past months at one level: cost in all, by person; people whose pay cannot be computed."""

    level: Decimal
    cost: Decimal
    by_agent: Mapping[str, Decimal]
    not_calculable: tuple[str, ...] = ()
    over_budget: bool = False


def replay(plan: Plan, months: Sequence[PeriodInputs], levels: Sequence[Exact] = LEVELS) -> tuple[Replay, ...]:
    """Run a plan on past months with sales scaled to each level; KPIs stay as measured, months are not linked."""
    found = []
    for level in levels:
        paid: dict[str, Decimal] = {}
        unknown: set[str] = set()
        scaled_down = False
        for inputs in months:
            month = inputs if exact(level) == 1 else scaled(inputs, level)
            started = min(plan.effective_from, inputs.period.start)
            result = run(replace(plan, effective_from=started, effective_to=None), month)
            scaled_down |= any(flag.code == "budget_scaled" for flag in result.flags)
            for statement in result.statements:
                if statement.payable is None:
                    unknown.add(statement.agent_id)
                else:
                    paid[statement.agent_id] = paid.get(statement.agent_id, ZERO) + statement.payable
        cost = sum(paid.values(), ZERO)
        found.append(Replay(Decimal(str(level)), cost, paid, tuple(sorted(unknown)), scaled_down))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Change:
    """One person under the plan in force and under the new one."""

    agent_id: str
    before: Decimal
    after: Decimal

    @property
    def delta(self) -> Decimal:
        """Positive gains."""
        return self.after - self.before


def compare(in_force: Plan, proposed: Plan, months: Sequence[PeriodInputs]) -> tuple[Change, ...]:
    """Who gains and who loses on the same past months, biggest loss first; people not calculable in either are out."""
    (old,), (new,) = (replay(plan, months, (Decimal(1),)) for plan in (in_force, proposed))
    unknown = {*old.not_calculable, *new.not_calculable}
    people = sorted({*old.by_agent, *new.by_agent} - unknown)
    changes = (Change(who, old.by_agent.get(who, ZERO), new.by_agent.get(who, ZERO)) for who in people)
    return tuple(sorted(changes, key=lambda change: (change.delta, change.agent_id)))


def cliffs(plan: Plan, quota: Decimal | None = None) -> dict[str, tuple[Cliff, ...]]:
    """Borders at which one cent of sales moves the pay, by component."""
    found: dict[str, tuple[Cliff, ...]] = {}
    for component in plan.components:
        goal = quota or component.quota
        if component.tiers is not None:
            if component.tiers_of_quota and goal is None:
                continue
            at = tier_cliffs(component.tiers, goal if component.tiers_of_quota and goal is not None else 1)
        else:
            at = ()
            for part in component.parts:
                aim = quota or part.quota or component.quota
                if part.measure == "sales" and aim is not None and component.target_bonus is not None:
                    at += curve_cliffs(part.curve, component.target_bonus * part.weight, aim)
        if at:
            found[component.id] = at
    return found
