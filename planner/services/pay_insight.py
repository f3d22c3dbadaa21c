"""What a plan would cost and whether service pays for itself: what-if on past months, payback, shares, scorecard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from engagement.economics.payback import Payback, payback
from engagement.economics.sales import Compared, Funnel, SalesRow, against, funnel, service_share
from engagement.economics.scorecard import Index, Score, Target, satisfaction_index, scorecard
from engagement.economics.tools import Tool, ToolCost, tool_cost
from engagement.pay import whatif as engine
from engagement.pay.credit import Credit
from engagement.pay.curve import Cliff
from engagement.pay.inputs import PeriodInputs
from engagement.pay.money import round_line
from engagement.pay.plan import Component, Period, Plan, effective
from planner.domain.time import midnight
from planner.errors import Misuse, Refused
from planner.i18n import t
from planner.services import pay, pay_inputs, pay_plans

if TYPE_CHECKING:
    from planner.storage.workspace import Workspace

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


def earlier_months(ws: Workspace, period: Period, count: int = 3) -> tuple[Period, ...]:
    """The last `count` whole months before a month that have sales, oldest first."""
    from planner.storage.pay import sales_span

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


def try_plan(ws: Workspace, period_id: str, proposed: Plan | None = None, progress: Progress | None = None) -> WhatIf:
    """Run a plan (the one in force unless told) on the quarter before a month.

    Raises Refused when there is no plan or no month with sales before it.
    """
    period = pay.period_of(ws, period_id)
    stored = pay_plans.plans(ws)
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
    people = sum(1 for p in inputs[-1].people if plan.covers(p.agent_id, {p.team}))
    if progress:
        progress(1.0, t("Done"))
    quota = _median(inputs[-1])
    goals = replace(plan, components=tuple(replace(c, quota=_goal(c, quota)) for c in plan.components))
    return WhatIf(plan, tuple(m.id for m in months), people, tuple(tried), engine.cost_at_attainment(goals, people),
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


def usual_quota(ws: Workspace, period_id: str) -> Decimal | None:
    """The median quota of full-time work among those that came as KPIs; None without any."""
    period = pay.period_of(ws, period_id)
    plans = pay_plans.plans(ws)
    if not plans:
        return None
    inputs = pay_inputs.collect(ws, period, plans[-1])
    return _median(inputs)


def _median(inputs: PeriodInputs) -> Decimal | None:
    found = sorted(inputs.quotas.values())
    return round_line(found[len(found) // 2]) if found else None


# -- does service pay for itself ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assumptions:
    """What payback rests on and the workspace cannot know: shares of 1, euros a month.

    `additional` is the share of service sales that would not have come without service; `shop_sales` all sales of the
    shop in the month, None when unknown; `weights` those of the satisfaction index.
    """

    margin: Decimal = Decimal("0.35")
    employer_ss: Decimal = Decimal("0.32")
    additional: Decimal = Decimal(1)
    tools: tuple[Tool, ...] = ()
    shop_sales: Decimal | None = None
    targets: tuple[Target, ...] = (
        Target("csat", Decimal(85)),
        Target("fcr", Decimal(75)),
        Target("qa", Decimal(85)),
        Target("attendance", Decimal(95)),
        Target("first_response_s", Decimal(90), lower_is_better=True),
    )
    weights: tuple[tuple[str, Decimal], ...] = (
        ("treatment", Decimal("0.50")),
        ("handling", Decimal("0.30")),
        ("unboxing", Decimal("0.20")),
    )


@dataclass(frozen=True)
class Economics:
    """A month of service as a business."""

    period: str
    assumptions: Assumptions
    service_sales: Decimal
    salaries: Decimal
    variable: Decimal
    without_cost: tuple[str, ...]
    payback: Payback
    by_channel: tuple[SalesRow, ...]
    by_campaign: tuple[SalesRow, ...]
    by_stage: tuple[SalesRow, ...]
    by_team: tuple[SalesRow, ...]
    funnels: tuple[tuple[str, Funnel], ...]
    phone_chat: tuple[Compared, ...]
    scores: tuple[Score, ...]
    index: Index
    tools: ToolCost


def assumptions(ws: Workspace) -> Assumptions:
    """As kept in the workspace, the defaults where nothing was."""
    from planner.storage.pay import read_setting

    kept: dict[str, Any] = read_setting(ws, "assumptions") or {}
    base = Assumptions()
    numbers: dict[str, Any] = {n: Decimal(kept[n]) for n in ("margin", "employer_ss", "additional") if n in kept}
    shop = Decimal(kept["shop_sales"]) if kept.get("shop_sales") else None
    tools = tuple(Tool(o["name"], Decimal(o["monthly"]), Decimal(o["per_seat"]), o["seats"]) for o in
                  kept.get("tools", ()))  # fmt: skip
    weights = tuple((name, Decimal(value)) for name, value in kept.get("weights", ())) or base.weights
    return replace(base, **numbers, shop_sales=shop, tools=tools, weights=weights)


def set_assumptions(ws: Workspace, value: Assumptions) -> None:
    """Keep them. Refused for a margin or share outside 0 to 1."""
    from planner.storage import audit
    from planner.storage.pay import write_setting

    for name in ("margin", "employer_ss", "additional"):
        if not 0 <= getattr(value, name) <= 1:
            raise Refused(t("{name} lies between 0 and 1.", name=name), t("Write 0.35 for 35 %."))
    kept = {
        "margin": str(value.margin), "employer_ss": str(value.employer_ss), "additional": str(value.additional),
        "shop_sales": None if value.shop_sales is None else str(value.shop_sales),
        "tools": [{key: one if isinstance(one, int) else str(one) for key, one in asdict(tool).items()}
                  for tool in value.tools],
        "weights": [[name, str(weight)] for name, weight in value.weights],
    }  # fmt: skip
    with ws.write():
        write_setting(ws, "assumptions", kept)
        audit.append(ws, "pay assumptions", "payback", kept)


def tell(ws: Workspace, values: Mapping[str, str]) -> Assumptions:
    """Change some assumptions as they are written (`0.35`, `0,35`); Misuse for what is no number."""
    numbers: dict[str, Any] = {}
    for name, text in values.items():
        try:
            numbers[name] = Decimal(text.replace(",", ".").strip()) if text.strip() else None
        except InvalidOperation:
            raise Misuse(t("{value!r} is not a number.", value=text), t("Write it like 0.35.")) from None
        if numbers[name] is not None and not numbers[name].is_finite():
            raise Misuse(t("{value!r} is not a number.", value=text), t("Write it like 0.35."))
    changed = replace(assumptions(ws), **numbers)
    set_assumptions(ws, changed)
    return changed


def economics(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Economics:
    """Whether the sales of a month pay the team, and where they come from.

    Salaries are contract hours of the days employed times the employer's hourly cost, which holds social security.
    """
    found = pay.month(ws, period_id, plan_id, progress)
    told = assumptions(ws)
    inputs, credits = found.run.inputs, found.run.credits.credits
    sold = sum((credit.amount for credit in credits), Decimal("0.00"))
    employer_cost, without = _salaries(ws, inputs.period)
    whole = told.shop_sales or Decimal(0)
    team = {person.agent_id: person.team for person in inputs.people}
    orders = {c.order_id for c in credits if not c.refund}
    tools = tool_cost(told.tools, sold, len(orders))
    funnels = _funnels(ws, inputs.period, credits)
    named = dict(funnels)
    return Economics(
        period=period_id,
        assumptions=told,
        service_sales=sold,
        salaries=employer_cost,
        variable=found.run.payable,
        without_cost=without,
        payback=payback(
            sold * told.additional, told.margin, employer_cost / (1 + told.employer_ss), told.employer_ss,
            found.run.payable, tools.total,
        ),
        by_channel=service_share(credits, whole, lambda c: c.channel),
        by_campaign=service_share(credits, whole, lambda c: c.campaign),
        by_stage=service_share(credits, whole, lambda c: c.stage),
        by_team=service_share(credits, whole, lambda c: team.get(c.agent_id, "")),
        funnels=funnels,
        phone_chat=against(named["phone"], named["chat"]) if {"phone", "chat"} <= set(named) else (),
        scores=scorecard(told.targets, means := _means(inputs)),
        index=satisfaction_index(
            {"treatment": means.get("treatment"), "handling": means.get("times", means.get("handling")),
             "unboxing": means.get("unboxing")}, dict(told.weights),
        ),
        tools=tools,
    )  # fmt: skip


def _salaries(ws: Workspace, period: Period) -> tuple[Decimal, tuple[str, ...]]:
    from planner.storage.people import read_agents

    total, without = Decimal(0), []
    for agent in read_agents(ws):
        first = max(period.start, agent.start_date or period.start)
        last = min(period.end, agent.end_date or period.end)
        days = (last - first).days + 1
        if days <= 0:
            continue
        if agent.hourly_cost is None:
            without.append(agent.agent_id)
            continue
        total += agent.hourly_cost * agent.contract.weekly_minutes * days / 420  # weekly minutes / 7 days / 60
    return round_line(total), tuple(without)


def _means(inputs: PeriodInputs) -> dict[str, Decimal | None]:
    """Means of the team, weighed by the sample where it is told."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for kpi in inputs.kpis:
        if kpi.value is None:
            continue
        weight = Decimal(1 if kpi.n is None else kpi.n)
        total, count = sums.get(kpi.metric, (Decimal(0), Decimal(0)))
        sums[kpi.metric] = (total + kpi.value * weight, count + weight)
    return {name: round(total / count, 4) if count else None for name, (total, count) in sums.items()}


def _funnels(ws: Workspace, period: Period, credits: Sequence[Credit]) -> tuple[tuple[str, Funnel], ...]:
    """Contacts to orders by channel, for channels with contacts in the month."""
    from planner.storage.history import read_contacts

    start, end = midnight(period.start, period.zone), midnight(_after(period.end), period.zone)
    rows = read_contacts(ws, start=start, end=end)
    contacts: dict[str, float] = {}
    for channel, number in zip(rows["channel"], rows["contacts"], strict=True):
        contacts[str(channel)] = contacts.get(str(channel), 0.0) + float(number)
    lines: dict[str, dict[str, set[str]]] = {}
    money: dict[str, Decimal] = {}
    for credit in credits:
        money[credit.channel] = money.get(credit.channel, Decimal("0.00")) + credit.amount
        if not credit.refund:
            lines.setdefault(credit.channel, {}).setdefault(credit.order_id, set()).add(credit.line_id)
    return tuple(
        (channel, funnel(round(number), {o: len(found) for o, found in lines.get(channel, {}).items()},
                         money.get(channel, Decimal("0.00"))))
        for channel, number in sorted(contacts.items())
    )  # fmt: skip


def _after(day: date) -> date:
    return day + timedelta(days=1)
