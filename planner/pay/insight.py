"""What a plan would cost: what-if on past months, cliffs, who gains and who loses, curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from engagement.pay import whatif as engine
from engagement.pay.curve import Cliff
from engagement.pay.inputs import PeriodInputs
from engagement.pay.money import round_line
from engagement.pay.plan import Component, Period, Plan, effective
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.transactions import reads
from planner.domain.time import midnight
from planner.pay import inputs as pay_inputs
from planner.pay import months as pay
from planner.pay.store.pay import sales_span

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

Progress = Callable[[float, str], None]
LEVELS = engine.LEVELS
CURVE_LEVELS = tuple(Decimal(n) / 20 for n in range(0, 37))
"""Attainment from 0 to 180 % in steps of 5."""


@dataclass(frozen=True)
class WhatIf:
    """A plan tried out: on past months at each level, with everybody exactly at each level, cliffs, winners, losers."""

    plan: Plan
    months: tuple[str, ...]
    people: int
    replay: tuple[engine.Replay, ...]
    exact: tuple[Decimal, ...]
    cliffs: dict[str, tuple[Cliff, ...]]
    changes: tuple[engine.Change, ...]
    in_force: Plan | None


@reads
def earlier_months(ws: Workspace, period: Period, count: int = 3) -> tuple[Period, ...]:
    """The last `count` whole months before a month that have sales, oldest first."""
    span = sales_span(ws)
    found: list[Period] = []
    day = period.start
    while span is not None and len(found) < count:
        day = (day - timedelta(days=1)).replace(day=1)
        month = Period(f"{day:%Y-%m}", period.zone)
        if midnight(month.end + timedelta(days=1), period.zone) <= span[0]:
            break
        found.append(month)
    return tuple(reversed(found))


@reads
def try_plan(ws: Workspace, period_id: str, proposed: Plan | None = None, progress: Progress | None = None) -> WhatIf:
    """Run a plan (the one in force unless told) on the quarter before a month.

    Raises Refused when there is no plan or no month with sales before it.
    """
    period = pay.period_of(ws, period_id)
    stored = pay_inputs.plans(ws)
    same = [plan for plan in stored if proposed is None or plan.id == proposed.id] or list(stored)
    current = next((found for one in same if (found := effective(stored, one.id, period.start)) is not None), None)
    plan = proposed or current
    if plan is None:
        raise Refused(t("No plan is in force in {period}.", period=period_id),
                      t("Take one with `cuadrante pay plan import FILE.toml`."))  # fmt: skip
    months = earlier_months(ws, period)
    if not months:
        raise Refused(t("There are no sales before {period}.", period=period_id), t("Import sales first."))
    inputs = [_inputs(ws, month, plan) for month in months]
    tried: list[engine.Replay] = []
    for index, level in enumerate(LEVELS):
        if progress:
            progress(index / (len(LEVELS) + 1), t("Trying {level} %", level=int(level * 100)))
        tried += engine.replay(plan, inputs, (level,))
    changes: tuple[engine.Change, ...] = ()
    if proposed is not None and current is not None and current != proposed:
        now = [_inputs(ws, month, current) for month in months]
        (before,) = engine.replay(current, now, (Decimal(1),))
        after = tried[LEVELS.index(Decimal("1.00"))]
        out = {*before.not_calculable, *after.not_calculable}
        zero = Decimal("0.00")
        both = sorted({*before.by_agent, *after.by_agent} - out)
        moved = [engine.Change(w, before.by_agent.get(w, zero), after.by_agent.get(w, zero)) for w in both]
        changes = tuple(sorted(moved, key=lambda change: (change.delta, change.agent_id)))
    teams = Counter(p.team for p in inputs[-1].people if plan.covers(p.agent_id, {p.team}))
    people = sum(teams.values())
    if progress:
        progress(1.0, t("Done"))
    quota = _median(inputs[-1])
    goals = replace(plan, components=tuple(replace(c, quota=_goal(c, quota)) for c in plan.components))
    return WhatIf(plan, tuple(m.id for m in months), people, tuple(tried), engine.cost_at_attainment(goals, teams),
                  engine.cliffs(goals), changes, current)  # fmt: skip


def _inputs(ws: Workspace, period: Period, plan: Plan) -> PeriodInputs:
    return pay_inputs.at_end(pay_inputs.collect(ws, period, plan))


def curves(plan: Plan, quota: Decimal | None = None) -> dict[str, tuple[tuple[Decimal, Decimal], ...]]:
    """Pay of a full-time person by attainment, for each component that has a goal."""
    found = {}
    for component in plan.components:
        points = engine.payout_curve(component, CURVE_LEVELS, _goal(component, quota))
        if points:
            found[component.id] = points
    return found


def _goal(component: Component, quota: Decimal | None) -> Decimal | None:
    own = component.quota or next((part.quota for part in component.parts if part.quota is not None), None)
    return own if own is not None else quota


@reads
def usual_quota(ws: Workspace, period_id: str) -> Decimal | None:
    """The median quota of full-time work among those that came as KPIs; None without any."""
    period = pay.period_of(ws, period_id)
    plans = pay_inputs.plans(ws)
    if not plans:
        return None
    inputs = pay_inputs.collect(ws, period, plans[-1])
    return _median(inputs)


def _median(inputs: PeriodInputs) -> Decimal | None:
    found = sorted(inputs.quotas.values())
    return round_line(found[len(found) // 2]) if found else None
