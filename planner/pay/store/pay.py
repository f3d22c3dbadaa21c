"""Variable pay: sales, refunds, KPIs, plan versions, and the life of each month, in schema `pay`.

Natural keys: order and line; order, line and instant of a refund; agent, month and metric; plan and version; month and
plan. Invariants: money is exact; a month is saved only over the `row_version` its editor had read; the snapshot, lines
and adjustments of a month that was paid are written once, by `freeze`, and never again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Integer,
    LargeBinary,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from engagement.pay.results import Adjustment
from planner.base.config import now
from planner.base.errors import Conflict, Refused
from planner.base.i18n import t
from planner.db.bulk import Counts, upsert
from planner.db.tables import PAY, metadata, text
from planner.db.types import Exact, Utc, dump
from planner.db.workspace import Workspace
from planner.roster.store.tables import roster_version

sale = Table(
    "sale",
    metadata,
    text("order_id", key=True),
    text("line_id", key=True),
    text("agent_id"),
    Column("ordered_at", Utc, nullable=False, index=True),
    Column("net_amount", Exact, nullable=False),
    text("currency"),
    Column("eur_rate", Exact),
    text("channel"),
    text("stage"),
    text("campaign"),
    text("split"),
    text("customer_id", default=""),
    text("product", default=""),
    Column("basket_amount", Exact),
    Column("new_customer", Integer),
    schema=PAY,
)

refund = Table(
    "refund",
    metadata,
    text("order_id", key=True),
    text("line_id", key=True),
    Column("refunded_at", Utc, primary_key=True),
    Column("net_amount", Exact, nullable=False),
    schema=PAY,
)

kpi = Table(
    "kpi",
    metadata,
    text("agent_id", key=True),
    text("period", key=True),
    text("metric", key=True),
    Column("value", Exact),
    Column("n", Integer),
    schema=PAY,
)

plan = Table(
    "plan",
    metadata,
    text("plan_id", key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    text("body"),
    Column("effective_from", Date, nullable=False),
    Column("saved_at", Utc, nullable=False),
    text("saved_by"),
    schema=PAY,
)

period = Table(
    "period",
    metadata,
    text("period", key=True),
    text("plan_id", key=True),
    text("state"),
    text("input_hash"),
    text("body"),
    Column("row_version", Integer, nullable=False),
    schema=PAY,
)

snapshot = Table(
    "snapshot",
    metadata,
    text("period", key=True),
    text("plan_id", key=True),
    text("input_hash"),
    text("base_hash"),
    Column("data", LargeBinary, nullable=False),
    Column("frozen_at", Utc, nullable=False),
    schema=PAY,
)

paid_line = Table(
    "paid_line",
    metadata,
    text("period", key=True),
    text("plan_id", key=True),
    text("agent_id", key=True),
    text("component_id", key=True),
    Column("amount", Exact, nullable=False),
    schema=PAY,
)

balance = Table(
    "balance",
    metadata,
    text("period", key=True),
    text("plan_id", key=True),
    text("agent_id", key=True),
    Column("pay", Exact, nullable=False),
    Column("balance_after", Exact, nullable=False),
    schema=PAY,
)

adjustment = Table(
    "adjustment",
    metadata,
    text("booked_in", key=True),
    text("plan_id", key=True),
    text("closed_period", key=True),
    text("agent_id", key=True),
    text("component_id", key=True),
    Column("amount", Exact, nullable=False),
    Column("before", Exact, nullable=False),
    Column("after", Exact, nullable=False),
    text("cause"),
    text("orders"),
    text("rule_version"),
    schema=PAY,
)

setting = Table("setting", metadata, text("key", key=True), text("value"), schema=PAY)


class PeriodConflict(Conflict):
    """Somebody else moved the month since it was read."""

    def __init__(self, period_id: str) -> None:
        super().__init__(t("{period} was changed by somebody else meanwhile.", period=period_id), t("Look again."))


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A stored plan version: its TOML, since when it is in force, who saved it when."""

    plan_id: str
    version: int
    body: str
    effective_from: date
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Where a month of a plan stands; `body` is JSON (acknowledged flags, disputes, history)."""

    period: str
    plan_id: str
    state: str
    input_hash: str
    body: Mapping[str, Any]
    row_version: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """A paid month: what it was computed from (packed), its hashes, its lines, what people got and still owe."""

    period: str
    plan_id: str
    input_hash: str
    base_hash: str
    data: bytes
    lines: Mapping[tuple[str, str], Decimal]
    balances: Mapping[str, tuple[Decimal, Decimal]]
    """by agent: pay, balance after"""


# -- rows that come by import ---------------------------------------------------------------------------------------


CUSTOMER_COLUMNS = ("customer_id", "product", "basket_amount", "new_customer")


def write_sales(ws: Workspace, rows: Sequence[Sequence[Any]]) -> Counts:
    """Order lines in the columns of `sale` (split as JSON pairs, see `pack_split`), by order and line.

    Columns about the customer that no row fills in stay as they are stored: a file without them takes nothing away.
    """
    names = sale.columns.keys()
    first = len(names) - len(CUSTOMER_COLUMNS)
    told = [*range(first), *(at for at in range(first, len(names)) if any(row[at] not in (None, "") for row in rows))]
    kept = rows if len(told) == len(names) else [[row[at] for at in told] for row in rows]
    with ws.write() as c:
        return upsert(c, sale, kept, [names[at] for at in told])


def write_refunds(ws: Workspace, rows: Iterable[Sequence[Any]]) -> Counts:
    """Refunds in the columns of `refund`, by order, line and instant."""
    with ws.write() as c:
        return upsert(c, refund, rows)


def write_kpis(ws: Workspace, rows: Iterable[Sequence[Any]]) -> Counts:
    """Measured values in the columns of `kpi`, by agent, month and metric."""
    with ws.write() as c:
        return upsert(c, kpi, rows)


def pack_split(pairs: Iterable[tuple[str, Decimal]]) -> str:
    """A split as text; '' when there is none."""
    found = [[who, str(weight)] for who, weight in pairs]
    return dump(found) if found else ""


def unpack_split(packed: str) -> tuple[tuple[str, Decimal], ...]:
    """The pairs of agent and weight."""
    return tuple((who, Decimal(weight)) for who, weight in json.loads(packed)) if packed else ()


def read_sales(ws: Workspace, start: datetime, end: datetime) -> list[Any]:
    """Rows of `sale` ordered in [start, end), by order and line: its columns up to `customer_id`."""
    columns = [column for column in sale.columns if column.name not in CUSTOMER_COLUMNS[1:]]
    query = select(*columns).where(sale.c.ordered_at >= start, sale.c.ordered_at < end)
    with ws.read() as c:
        return list(c.execute(query.order_by(sale.c.order_id, sale.c.line_id)).all())


def read_refunds(ws: Workspace, start: datetime, end: datetime) -> list[Any]:
    """Refunds that belong to sales of [start, end), whenever they were given.

    A refund belongs to its order line; one that names no line of the order to the order's first line; one without any
    order to the instant it was given.
    """
    same_line = and_(sale.c.order_id == refund.c.order_id, sale.c.line_id == refund.c.line_id)
    same_order = sale.c.order_id == refund.c.order_id
    inside = and_(sale.c.ordered_at >= start, sale.c.ordered_at < end)
    first = select(func.min(sale.c.ordered_at)).where(same_order).correlate(refund).scalar_subquery()
    query = select(refund).where(
        or_(
            exists().where(same_line, inside),
            and_(~exists().where(same_line), exists().where(same_order), first >= start, first < end),
            and_(~exists().where(same_order), refund.c.refunded_at >= start, refund.c.refunded_at < end),
        )
    )
    with ws.read() as c:
        return list(c.execute(query.order_by(*refund.primary_key.columns)).all())


def foreign_refunds(ws: Workspace, start: datetime, end: datetime) -> list[Any]:
    """Refunds given in [start, end) on order lines sold before `start`, with `ordered_at` of the line."""
    query = (
        select(refund, sale.c.ordered_at)
        .join(sale, and_(sale.c.order_id == refund.c.order_id, sale.c.line_id == refund.c.line_id))
        .where(refund.c.refunded_at >= start, refund.c.refunded_at < end, sale.c.ordered_at < start)
    )
    with ws.read() as c:
        return list(c.execute(query).all())


def read_kpis(ws: Workspace, period_id: str) -> list[Any]:
    """Rows of `kpi` of a month, by agent and metric."""
    query = select(kpi).where(kpi.c.period == period_id).order_by(kpi.c.agent_id, kpi.c.metric)
    with ws.read() as c:
        return list(c.execute(query).all())


def sales_span(ws: Workspace) -> tuple[datetime, datetime] | None:
    """First and last order; None without sales."""
    with ws.read() as c:
        first, last = c.execute(select(func.min(sale.c.ordered_at), func.max(sale.c.ordered_at))).one()
    return None if first is None else (first, last)


def published_starts(ws: Workspace, before: date) -> list[tuple[date, int, str, datetime]]:
    """(first day, days, roster id, published at) of every published roster that starts before a day."""
    v = roster_version.c
    query = select(v.first_day, v.days, v.roster_id, v.published_at).where(v.state == "published", v.first_day < before)
    with ws.read() as c:
        return [(r[0], r[1], r[2], r[3]) for r in c.execute(query.order_by(v.published_at, v.number)).all()]


# -- plans ----------------------------------------------------------------------------------------------------------


def save_plan(ws: Workspace, plan_id: str, version: int, body: str, effective_from: date) -> bool:
    """Store a version, in place of what stood under the same number; returns whether it was new."""
    with ws.write() as c:
        counts = upsert(c, plan, [(plan_id, version, body, effective_from, now(), ws.person)])
    return counts.new == 1


def read_plans(ws: Workspace) -> tuple[PlanRow, ...]:
    """Every version, by plan and number."""
    with ws.read() as c:
        return tuple(PlanRow(*r) for r in c.execute(select(plan).order_by(plan.c.plan_id, plan.c.version)).all())


# -- months ---------------------------------------------------------------------------------------------------------


def read_periods(ws: Workspace, plan_id: str = "") -> tuple[PeriodRow, ...]:
    """Every month that was begun, oldest first; of one plan where `plan_id` says so."""
    query = select(period).order_by(period.c.period, period.c.plan_id)
    if plan_id:
        query = query.where(period.c.plan_id == plan_id)
    with ws.read() as c:
        rows = c.execute(query).all()
    return tuple(PeriodRow(r.period, r.plan_id, r.state, r.input_hash, json.loads(r.body), r.row_version) for r in rows)


def save_period(ws: Workspace, row: PeriodRow) -> PeriodRow:
    """Store where a month stands, over the version that was read (0: it was not there). Raises PeriodConflict."""
    values = {"state": row.state, "input_hash": row.input_hash, "body": dump(row.body)}
    key = {"period": row.period, "plan_id": row.plan_id}
    with ws.write() as c:
        here = and_(period.c.period == row.period, period.c.plan_id == row.plan_id)
        if row.row_version:
            done = c.execute(
                update(period)
                .where(here, period.c.row_version == row.row_version)
                .values(row_version=row.row_version + 1, **values)
            )
            if not done.rowcount:
                raise PeriodConflict(row.period)
        else:
            if c.execute(select(period.c.row_version).where(here)).first() is not None:
                raise PeriodConflict(row.period)
            c.execute(insert(period).values(row_version=1, **key, **values))
    return PeriodRow(row.period, row.plan_id, row.state, row.input_hash, row.body, row.row_version + 1)


def drop_period(ws: Workspace, period_id: str, plan_id: str, row_version: int) -> None:
    """Forget a month that was begun and never paid. Raises PeriodConflict when it changed since it was read."""
    here = and_(period.c.period == period_id, period.c.plan_id == plan_id, period.c.row_version == row_version)
    with ws.write() as c:
        if not c.execute(delete(period).where(here)).rowcount:
            raise PeriodConflict(period_id)


def freeze(ws: Workspace, month: Frozen, adjustments: Iterable[Adjustment]) -> None:
    """Keep a paid month for good. Raises Refused when it is kept already."""
    key = (month.period, month.plan_id)
    with ws.write() as c:
        here = and_(snapshot.c.period == month.period, snapshot.c.plan_id == month.plan_id)
        if c.execute(select(snapshot.c.period).where(here)).first() is not None:
            raise Refused(t("{period} was paid already; it does not change.", period=month.period))
        c.execute(
            insert(snapshot).values(
                period=month.period, plan_id=month.plan_id, input_hash=month.input_hash, base_hash=month.base_hash,
                data=month.data, frozen_at=now(),
            )
        )  # fmt: skip
        upsert(c, paid_line, [(*key, *who, amount) for who, amount in month.lines.items()])
        upsert(c, balance, [(*key, who, pay, after) for who, (pay, after) in month.balances.items()])
        upsert(
            c,
            adjustment,
            [
                (
                    a.booked_in,
                    month.plan_id,
                    a.closed_period,
                    a.agent_id,
                    a.component_id,
                    a.amount,
                    a.before,
                    a.after,
                    a.cause,
                    dump(a.orders),
                    a.rule_version,
                )
                for a in adjustments
            ],
        )


def read_frozen(ws: Workspace, period_id: str, plan_id: str) -> Frozen | None:
    """A paid month; None when it was not paid."""
    with ws.read() as c:
        here = and_(snapshot.c.period == period_id, snapshot.c.plan_id == plan_id)
        row = c.execute(select(snapshot).where(here)).first()
        if row is None:
            return None
        lines = c.execute(select(paid_line).where(paid_line.c.period == period_id, paid_line.c.plan_id == plan_id))
        found = {(r.agent_id, r.component_id): r.amount for r in lines.all()}
        rest = c.execute(select(balance).where(balance.c.period == period_id, balance.c.plan_id == plan_id)).all()
    balances = {r.agent_id: (r.pay, r.balance_after) for r in rest}
    return Frozen(period_id, plan_id, row.input_hash, row.base_hash, bytes(row.data), found, balances)


def read_adjustments(ws: Workspace, plan_id: str) -> tuple[Adjustment, ...]:
    """Every adjustment that was paid under a plan, oldest first."""
    query = select(adjustment).where(adjustment.c.plan_id == plan_id).order_by(*adjustment.primary_key.columns)
    with ws.read() as c:
        rows = c.execute(query).all()
    return tuple(
        Adjustment(r.agent_id, r.component_id, r.closed_period, r.booked_in, r.amount, r.before, r.after, r.cause,
                   tuple(json.loads(r.orders)), r.rule_version)
        for r in rows
    )  # fmt: skip


# -- settings -------------------------------------------------------------------------------------------------------


def read_setting(ws: Workspace, key: str) -> Any:
    """A setting as written; None when there is none."""
    with ws.read() as c:
        found = c.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    return None if found is None else json.loads(found)


def write_setting(ws: Workspace, key: str, value: Any) -> None:
    """Keep a setting (anything JSON holds)."""
    with ws.write() as c:
        upsert(c, setting, [(key, dump(value))])
