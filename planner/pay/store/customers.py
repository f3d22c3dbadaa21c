"""What is known of customers and money beside the order lines: conversations, exchange rates, campaign costs (`pay`).

Natural keys: contact; day and currency; campaign and month. Customers are ids of the shop; no name and no address is
kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Date, Integer, Table, and_, select

from planner.db.bulk import Counts, upsert
from planner.db.tables import PAY, metadata, text
from planner.db.types import Exact, Utc
from planner.db.workspace import Workspace
from planner.pay.store.pay import refund, sale

conversation = Table(
    "conversation",
    metadata,
    text("contact_id", key=True),
    text("customer_id"),
    text("agent_id"),
    Column("started_at", Utc, nullable=False, index=True),
    Column("ended_at", Utc),
    text("channel"),
    text("stage"),
    Column("human", Integer, nullable=False),
    schema=PAY,
)

rate = Table(
    "rate",
    metadata,
    Column("day", Date, primary_key=True),
    text("currency", key=True),
    Column("eur_rate", Exact, nullable=False),
    schema=PAY,
)

campaign_cost = Table(
    "campaign_cost",
    metadata,
    text("campaign", key=True),
    text("period", key=True),
    Column("cost", Exact, nullable=False),
    schema=PAY,
)


def write_conversations(ws: Workspace, rows: Iterable[Sequence[Any]]) -> Counts:
    """Contacts in the columns of `conversation`, by contact."""
    with ws.write() as c:
        return upsert(c, conversation, rows)


def write_rates(ws: Workspace, rows: Iterable[Sequence[Any]]) -> Counts:
    """Rates in the columns of `rate`, by day and currency."""
    with ws.write() as c:
        return upsert(c, rate, rows)


def write_costs(ws: Workspace, rows: Iterable[Sequence[Any]]) -> Counts:
    """Costs in the columns of `campaign_cost`, by campaign and month."""
    with ws.write() as c:
        return upsert(c, campaign_cost, rows)


def read_conversations(ws: Workspace, start: datetime, end: datetime, *, human: bool = False) -> list[Any]:
    """Rows of `conversation` begun in [start, end), by time; only those with a person where `human` says so."""
    query = select(conversation).where(conversation.c.started_at >= start, conversation.c.started_at < end)
    if human:
        query = query.where(conversation.c.human == 1)
    with ws.read() as c:
        return list(c.execute(query.order_by(conversation.c.started_at, conversation.c.contact_id)).all())


def read_rates(ws: Workspace, first: date, last: date) -> dict[tuple[str, date], Decimal]:
    """Rates by currency and day, from the first to the last day."""
    with ws.read() as c:
        rows = c.execute(select(rate).where(rate.c.day >= first, rate.c.day <= last)).all()
    return {(row.currency, row.day): row.eur_rate for row in rows}


def cost_of(ws: Workspace, period_id: str) -> dict[str, Decimal]:
    """Euros by campaign in a month."""
    with ws.read() as c:
        rows = c.execute(select(campaign_cost).where(campaign_cost.c.period == period_id)).all()
    return {row.campaign: row.cost for row in rows}


def customer_lines(ws: Workspace, before: datetime) -> list[Any]:
    """Every order line of a known customer before an instant, by time: customer, order, line, time, money, flags."""
    s = sale.c
    query = (
        select(s.customer_id, s.order_id, s.line_id, s.ordered_at, s.net_amount, s.currency, s.eur_rate, s.product,
               s.basket_amount, s.new_customer, s.agent_id, s.channel)
        .where(s.customer_id != "", s.ordered_at < before)
        .order_by(s.ordered_at, s.order_id, s.line_id)
    )  # fmt: skip
    with ws.read() as c:
        return list(c.execute(query).all())


def customer_refunds(ws: Workspace, before: datetime) -> dict[tuple[str, str], Decimal]:
    """Money given back before an instant on lines of known customers, positive, in the order's currency."""
    query = (
        select(refund.c.order_id, refund.c.line_id, refund.c.net_amount)
        .join(sale, and_(sale.c.order_id == refund.c.order_id, sale.c.line_id == refund.c.line_id))
        .where(sale.c.customer_id != "", refund.c.refunded_at < before)
    )
    found: dict[tuple[str, str], Decimal] = {}
    with ws.read() as c:
        for row in c.execute(query).all():
            key = (row.order_id, row.line_id)
            found[key] = found.get(key, Decimal(0)) + abs(row.net_amount)
    return found
