"""What a month is computed from, gathered from the workspace: people, sales, conversations, rates, KPIs, leave, hours.

Conventions: working time is the contract's hours over those of full time (`full_time_hours`, 40 unless set). A quota
that came as a KPI (metric `quota`, or `quota.COMPONENT`) is the person's own of a whole month, working time included,
so it is divided by the working time before the engine prorates it. Hours come from the rosters published last for each
day and count for the home team: a roster says on which channel somebody works, not for which team.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Context, Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engagement.pay.credit import RATE_DAYS, uncollected
from engagement.pay.inputs import Absence, Contact, Hours, Kpi, PeriodInputs, Person, Refund, Sale
from engagement.pay.plan import SALES, Period, Plan
from engagement.pay.plan_toml import loads
from planner.base.config import today
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.time import midnight
from planner.pay.settings import employee_codes, full_time_hours
from planner.pay.store import pay as store
from planner.pay.store.customers import read_conversations, read_rates
from planner.pay.store.pay import published_starts, read_plans, unpack_split
from planner.roster.store.rosters import read_version
from planner.shop.store.people import read_agents, read_time_off

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

QUOTA = "quota"
DECIDED = "attainment"
"""KPI by which a person sets what share of its target a bonus pays (`attainment.COMPONENT`; alone: every bonus)."""
_DOWN = Context(prec=28, rounding=ROUND_FLOOR)


@reads
def plans(ws: Workspace) -> tuple[Plan, ...]:
    """Every stored plan version, by plan and number."""
    return tuple(loads(row.body, f"{row.plan_id} v{row.version}") for row in read_plans(ws))


@reads
def collect(ws: Workspace, period: Period, plan: Plan, people: Iterable[Person] = ()) -> PeriodInputs:
    """Everything known today about a month.

    `people`, when given, stand as they are (contracts of a closed month); others who appear in its sales are added.
    """
    with uncollected():
        return _collect(ws, period, plan, people)


def _collect(ws: Workspace, period: Period, plan: Plan, people: Iterable[Person]) -> PeriodInputs:
    start, end = midnight(period.start, period.zone), midnight(period.end + timedelta(days=1), period.zone)
    sales = _sales(store.read_sales(ws, start, end))
    refunds = tuple(
        Refund(r.order_id, r.line_id, r.refunded_at, r.net_amount) for r in store.read_refunds(ws, start, end)
    )
    named = {sale.agent_id for sale in sales if sale.agent_id} | {who for sale in sales for who, _ in sale.split}
    persons = _people(ws, period, named, {person.agent_id: person for person in people})
    known = {person.agent_id for person in persons}
    tz, latest = ZoneInfo(period.zone), timedelta(microseconds=1)
    absences = tuple(
        Absence(o.agent_id, o.start.astimezone(tz).date(), (o.end - latest).astimezone(tz).date(), o.kind)
        for o in read_time_off(ws, start, end)
        if o.agent_id in known
    )
    rows = store.read_kpis(ws, period.id)
    kpis = tuple(Kpi(r.agent_id, r.metric, r.value, r.n) for r in rows if not _is(r.metric, QUOTA, DECIDED))
    own, decided = (
        {(r.agent_id, r.metric.partition(".")[2]): r.value for r in rows if _is(r.metric, m) and r.value is not None}
        for m in (QUOTA, DECIDED)
    )
    return PeriodInputs(
        period=period,
        people=persons,
        sales=sales,
        refunds=refunds,
        kpis=kpis,
        absences=absences,
        hours=_hours(ws, period, {person.agent_id: person.team for person in persons}),
        quotas=_quotas(plan, persons, own),
        decided={
            (p.agent_id, c.id): value
            for p in persons
            for c in plan.components
            if c.kind == "bonus"
            and (value := decided.get((p.agent_id, c.id.lower()), decided.get((p.agent_id, "")))) is not None
        },
        contacts=_contacts(ws, start, end, plan, sales),
        fx_rates=_fx_rates(ws, period, sales),
        as_of=min(today(), period.end + timedelta(days=1)),
    )


def _sales(rows: Iterable[Any]) -> tuple[Sale, ...]:
    splits: dict[str, tuple[tuple[str, Decimal], ...]] = {"": ()}
    found = []
    for order_id, line_id, agent_id, at, net, currency, rate, channel, stage, campaign, packed, customer in rows:
        if packed not in splits:
            splits[packed] = unpack_split(packed)
        # Whose order it is matters to pay only where nobody is named; otherwise it must not change a month's hash.
        whose = "" if agent_id or packed else customer
        found.append(
            Sale(order_id, line_id, agent_id, at, net, currency, rate, channel, stage, campaign, splits[packed], whose)
        )
    return tuple(found)


def _contacts(ws: Workspace, start: datetime, end: datetime, plan: Plan, sales: Iterable[Sale]) -> tuple[Contact, ...]:
    """Human conversations that may have earned a sale: of customers of sales without agent, within the window."""
    if plan.assisted_window_h is None:
        return ()
    customers = {sale.customer for sale in sales if sale.customer}
    if not customers:
        return ()
    window = timedelta(hours=float(plan.assisted_window_h), minutes=1)
    return tuple(
        Contact(row.agent_id, row.customer_id, row.started_at, channel=row.channel, stage=row.stage)
        for row in read_conversations(ws, start - window, end, human=True)
        if row.customer_id in customers
    )


def _fx_rates(ws: Workspace, period: Period, sales: Iterable[Sale]) -> dict[tuple[str, date], Decimal]:
    """Rates for the orders that bring none of their own; those of some days before, for days without a rate."""
    wanted = {sale.currency for sale in sales if sale.currency != "EUR" and sale.eur_rate is None}
    if not wanted:
        return {}
    found = read_rates(ws, period.start - timedelta(days=RATE_DAYS), period.end)
    return {key: value for key, value in found.items() if key[0] in wanted}


def _is(metric: str, *names: str) -> bool:
    return metric.partition(".")[0] in names


def _people(ws: Workspace, period: Period, named: set[str], fixed: dict[str, Person]) -> tuple[Person, ...]:
    """Those employed in the month, and whoever its sales name."""
    full = full_time_hours(ws) * 60
    codes = employee_codes(ws)
    language = read_settings(ws).language
    found = dict(fixed)
    for agent in read_agents(ws):
        gone = agent.end_date is not None and agent.end_date < period.start
        later = agent.start_date is not None and agent.start_date > period.end
        if agent.agent_id in found or ((fixed or gone or later) and agent.agent_id not in named):
            continue
        fte = Decimal(agent.contract.weekly_minutes) / full
        code = codes.get(agent.agent_id, agent.agent_id)
        found[agent.agent_id] = Person(
            agent.agent_id, agent.name, agent.team, agent.start_date, agent.end_date, fte, language, code
        )
    return tuple(person for _, person in sorted(found.items()))


def _quotas(
    plan: Plan, people: Iterable[Person], own: dict[tuple[str, str], Decimal]
) -> dict[tuple[str, str], Decimal]:
    """Quotas of full-time work by (agent, component) or (agent, component.part) for goals in sales."""
    found: dict[tuple[str, str], Decimal] = {}
    for person in people:
        if person.fte <= 0:
            continue
        for component in plan.components:
            given = own.get((person.agent_id, component.id.lower()), own.get((person.agent_id, "")))
            if given is None:
                continue
            # Rounded down in the 28th digit at most, so that sales equal to the quota never fall short of it.
            quota = given if person.fte == 1 else _DOWN.divide(given, person.fte)
            if component.tiers_of_quota:
                found[person.agent_id, component.id] = quota
            for part in component.parts:
                if part.measure == SALES:
                    found[person.agent_id, f"{component.id}.{part.id}"] = quota
    return found


def _rostered(ws: Workspace, period: Period) -> dict[date, str]:
    """Which published roster holds for each day: the one published last."""
    found: dict[date, str] = {}
    for first, days, roster_id, _ in published_starts(ws, period.end + timedelta(days=1)):
        for offset in range(days):
            day = first + timedelta(days=offset)
            if period.start <= day <= period.end:
                found[day] = roster_id
    return found


@reads
def rostered_days(ws: Workspace, period: Period) -> int:
    """Days of the month that a published roster covers."""
    return len(_rostered(ws, period))


def _hours(ws: Workspace, period: Period, teams: dict[str, str]) -> tuple[Hours, ...]:
    """Paid hours by person from the published rosters."""
    by_day = _rostered(ws, period)
    minutes: dict[str, int] = {}
    for roster_id in sorted(set(by_day.values())):
        version = read_version(ws, roster_id)
        for shift in version.roster.shifts if version else ():
            if by_day.get(shift.day) == roster_id and shift.agent_id in teams:
                minutes[shift.agent_id] = minutes.get(shift.agent_id, 0) + shift.work_minutes
    return tuple(Hours(who, teams[who], Decimal(total) / 60) for who, total in sorted(minutes.items()))


@reads
def foreign_refunds(ws: Workspace, period: Period, settled: set[str]) -> tuple[int, Decimal]:
    """Refunds of the month on orders of months that were never settled here: how many, and their amount as given."""
    start, end = midnight(period.start, period.zone), midnight(period.end + timedelta(days=1), period.zone)
    tz = ZoneInfo(period.zone)
    rows = [r for r in store.foreign_refunds(ws, start, end) if f"{r.ordered_at.astimezone(tz):%Y-%m}" not in settled]
    return len(rows), sum((abs(r.net_amount) for r in rows), Decimal(0))


def at_end(inputs: PeriodInputs) -> PeriodInputs:
    """The inputs as on the day after the month, for months that are over."""
    return replace(inputs, as_of=inputs.period.end + timedelta(days=1))
