"""Whether service pays for itself: payback, where the sales come from, what customers are worth, the scorecard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engagement.economics.conversations import Bought, Conversion, Talk, conversions
from engagement.economics.customers import CustomerValue, Order, customer_value
from engagement.economics.payback import Payback, payback
from engagement.economics.sales import Compared, Funnel, SalesRow, against, funnel, service_share
from engagement.economics.scorecard import Index, Score, satisfaction_index, scorecard
from engagement.economics.tools import ToolCost, tool_cost
from engagement.pay.credit import Credit
from engagement.pay.inputs import PeriodInputs
from engagement.pay.money import round_line, to_euros
from engagement.pay.plan import Period
from planner.base.i18n import t
from planner.domain.time import midnight
from planner.pay import months
from planner.pay.settings import Assumptions, assumptions
from planner.pay.store import customers as store
from planner.shop.store.history import read_contacts
from planner.shop.store.people import read_agents

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

Progress = Callable[[float, str], None]
_NO_SHOP = "Share of all sales: tell the shop's sales, or import orders without agent too, with their customer_id."
_NO_TALKS = "Conversion of conversations, upsell: import conversations (contact_id, customer_id, agent_id, started_at)."


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
    shop_sales: Decimal | None
    """All sales of the shop: as told, else what was imported when orders without agent are among it."""
    customers: CustomerValue | None
    talks: tuple[Conversion, ...]
    missing: tuple[str, ...]
    """What the data do not allow yet, and which column or import brings it."""


def economics(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Economics:
    """Whether the sales of a month pay the team, and where they come from.

    Salaries are contract hours of the days employed times the employer's hourly cost, which holds social security.
    """
    found = months.month(ws, period_id, plan_id, progress)
    told = assumptions(ws)
    inputs, credits = found.run.inputs, found.run.credits.credits
    sold = sum((credit.amount for credit in credits), Decimal("0.00"))
    report = found.run.credits
    employer_cost, without = _salaries(ws, inputs.period)
    imported = report.total_eur if report.unassigned_eur > 0 else None
    shop = told.shop_sales if told.shop_sales is not None else imported
    whole = shop or Decimal(0)
    team = {person.agent_id: person.team for person in inputs.people}
    orders = {c.order_id for c in credits if not c.refund}
    tools = tool_cost(told.tools, sold, len(orders))
    funnels = _funnels(ws, inputs.period, credits)
    named = dict(funnels)
    known = _known(ws, inputs, credits, told)
    means = _means(inputs)
    # Handling times come as points of 0 to 100 under the metric `times`.
    parts = {name: means.get("times", means.get(name)) if name == "handling" else means.get(name)
             for name, _ in told.weights}  # fmt: skip
    beyond = {name for name, value in parts.items() if value is not None and not 0 <= value <= 100}
    missing = (
        *known.missing,
        *(() if shop else (t(_NO_SHOP),)),
        *(t("Satisfaction index: {name} is no score of 0 to 100; it was left out.", name=n) for n in sorted(beyond)),
    )
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
        scores=scorecard(told.targets, means),
        index=satisfaction_index({n: v for n, v in parts.items() if n not in beyond}, dict(told.weights)),
        tools=tools,
        shop_sales=shop,
        customers=known.value,
        talks=known.talks,
        missing=missing,
    )  # fmt: skip


@dataclass(frozen=True)
class _Known:
    value: CustomerValue | None
    talks: tuple[Conversion, ...]
    missing: tuple[str, ...]


def _known(ws: Workspace, inputs: PeriodInputs, credits: Sequence[Credit], told: Assumptions) -> _Known:
    """What customers and their conversations say, and what is not known of them."""
    period = inputs.period
    start, end = midnight(period.start, period.zone), midnight(_after(period.end), period.zone)
    orders = _orders(ws, end, {credit.order_id for credit in credits if credit.assisted})
    talked = store.read_conversations(ws, start, end, human=True)
    missing = []
    if not orders:
        missing.append(t("Repeat rate and customer value: import sales with customer_id."))
    if not talked:
        missing.append(t(_NO_TALKS))
    elif not any(order.basket_eur is not None for order in orders.values()):
        missing.append(t("Upsell: import sales with basket_amount, what the basket was worth before the conversation."))
    costs = store.cost_of(ws, period.id)
    if orders and not costs:
        missing.append(t("Cost of a new customer: import campaign_costs of the month."))
    if not orders:
        return _Known(None, (), tuple(missing))
    zone = ZoneInfo(period.zone)
    value = customer_value(
        [
            Order(o.customer, o.order_id, o.at.astimezone(zone).date(), o.net_eur, o.served, o.new)
            for o in orders.values()
        ],
        period.start,
        period.end,
        margin=told.margin,
        years=told.years_kept,
        window_days=int(told.repeat_days),
        spending=sum(costs.values(), Decimal("0.00")) if costs else None,
    )
    window = [o for o in orders.values() if start <= o.at < end + timedelta(hours=float(told.conversion_h))]
    bought = [
        Bought(o.order_id, o.customer, o.at, o.net_eur, len(o.products), o.basket_eur) for o in window if o.net_eur > 0
    ]
    talks = [Talk(r.contact_id, r.customer_id, r.started_at, r.channel, r.stage) for r in talked]
    return _Known(value, conversions(talks, bought, told.conversion_h), tuple(missing))


@dataclass
class _Order:
    """An order while its lines are added up."""

    customer: str
    order_id: str
    at: datetime
    net_eur: Decimal = Decimal("0.00")
    products: set[str] = field(default_factory=set)
    basket_eur: Decimal | None = None
    served: bool = False
    new: bool | None = None


def _orders(ws: Workspace, before: datetime, assisted: set[str]) -> dict[str, _Order]:
    """Orders of known customers in euros, less refunds; foreign lines without a rate of their own are left out."""
    found: dict[str, _Order] = {}
    back = store.customer_refunds(ws, before)
    for row in store.customer_lines(ws, before):
        if row.currency != "EUR" and row.eur_rate is None:
            continue
        rate = row.eur_rate if row.currency != "EUR" else Decimal(1)
        order = found.setdefault(row.order_id, _Order(row.customer_id, row.order_id, row.ordered_at))
        refunded = back.pop((row.order_id, row.line_id), Decimal(0))
        order.net_eur += to_euros(row.net_amount - refunded, rate)
        order.products.add(row.product or row.line_id)
        if row.basket_amount is not None:
            # The basket is the order's: on one of its lines, or the same on each.
            order.basket_eur = max(order.basket_eur or Decimal("0.00"), to_euros(row.basket_amount, rate))
        order.served = order.served or bool(row.agent_id) or row.order_id in assisted
        if row.new_customer is not None:
            order.new = bool(row.new_customer)
    return found


def _salaries(ws: Workspace, period: Period) -> tuple[Decimal, tuple[str, ...]]:
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
