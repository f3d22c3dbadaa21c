"""Order lines, whoever sold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.base.i18n import t
from planner.pay.store import pay as store
from planner.shop.intake.kind import (
    AGENT,
    CHANNEL,
    MONEY,
    Incoming,
    Kind,
    RowError,
    SinkResult,
    Spec,
    Values,
    currency,
    moment,
    number,
    text,
    yes,
)
from planner.shop.intake.whom import AgentNames
from planner.shop.store.people import read_agents
from planner.tables import values
from planner.tables.table import Cell
from planner.tables.values import CellError, Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SaleRow:
    """An order line; `eur_rate` is foreign units per euro, `split` pairs of agent and weight.

    What else may be known: whose order it is, the product, what the basket was worth before the contact, and whether
    the customer is new.
    """

    order_id: str
    line_id: str
    agent_id: str
    ordered_at: datetime
    net_amount: Decimal
    currency: str = "EUR"
    eur_rate: Decimal | None = None
    channel: str = ""
    stage: str = ""
    campaign: str = ""
    split: tuple[tuple[str, Decimal], ...] = ()
    customer_id: str = ""
    product: str = ""
    basket_amount: Decimal | None = None
    new_customer: bool | None = None


def _split(cell: Cell, habits: Habits) -> tuple[tuple[str, Decimal], ...]:
    pairs = []
    for part in values.text(cell, habits, longest=2000).split(";"):
        agent, colon, weight = part.rpartition(":")
        if not colon or not agent.strip():
            raise CellError(t("{value} is not a split.", value=values.shown(part)), t("Write it as A01:0.6;A02:0.4."))
        pairs.append((agent.strip(), values.exact("0", "1000")(weight, habits)))
    if len({agent for agent, _ in pairs}) < len(pairs):
        raise CellError(t("The split names an agent twice."), t("Write it as A01:0.6;A02:0.4."))
    return tuple(pairs)


def _sale(row: Values, habits: Habits) -> SaleRow:
    if not row["agent_id"] and not row["split"] and not row["customer_id"]:
        raise RowError(
            "agent_id", t("The cell is empty."), t("Name an agent, a split, or the customer_id of the order.")
        )
    return SaleRow(**row)


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Order lines by order and line."""

    people = read_agents(ws)
    whom = AgentNames(people)
    lines = []
    named: set[str] = set()
    for row in (r.value for r in came.rows):
        agent = whom(row.agent_id) or row.agent_id
        named.update(who for who, _ in row.split)
        named.update({agent} - {""})
        lines.append(
            (row.order_id, row.line_id, agent, row.ordered_at, row.net_amount, row.currency, row.eur_rate,
             row.channel, row.stage, row.campaign, store.pack_split(row.split), row.customer_id, row.product,
             row.basket_amount, None if row.new_customer is None else int(row.new_customer))
        )  # fmt: skip
    counts = store.write_sales(ws, lines)
    notes = []
    unknown = sorted(named - {agent.agent_id for agent in people})
    if unknown:
        notes.append(t("Agents that nobody knows here: {names}. Their sales block the month until they are added.",
                       names=", ".join(unknown[:10])))  # fmt: skip
    nobody = sum(1 for line in lines if not line[2] and not line[10])
    if nobody:
        notes.append(
            t("{n} lines name no agent: a conversation with their customer may earn them, otherwise nobody does.",
              n=nobody)
        )  # fmt: skip
    without = sorted({line[5] for line in lines if line[5] != "EUR" and line[6] is None})
    if without:
        notes.append(t("Amounts in {currencies} without a rate: import the rates of those days (kind rates).",
                       currencies=", ".join(without)))  # fmt: skip
    if counts.new or counts.changed:
        notes += _closed_note(ws, (line[3] for line in lines), came.zone)
    return SinkResult(counts.new, counts.changed, counts.same, tuple(notes))


def _closed_note(ws: Workspace, instants: Iterable[datetime], zone: str) -> list[str]:

    closed = {row.period for row in store.read_periods(ws) if row.state in ("paid", "closed")}
    if not closed:
        return []
    tz = ZoneInfo(zone)
    touched = sorted({f"{at.astimezone(tz):%Y-%m}" for at in instants} & closed)
    if not touched:
        return []
    return [t("Rows of closed months ({months}): what they change becomes an adjustment of the open month.",
              months=", ".join(touched))]  # fmt: skip


KIND = Kind(
    "sales",
    ("Sales", "Ventas"),
    (
        text("order_id", "pedido", required=True),
        text("line_id", "linea", required=True),
        Spec("agent_id", values.text, True, "", AGENT, may_be_empty=True),
        moment("ordered_at", "fecha", "fecha_pedido", required=True),
        number("net_amount", MONEY, "importe_neto", required=True),
        text("currency", "moneda", default="EUR", read=currency),
        number("eur_rate", values.exact("0.000001", "1000000"), "cambio"),
        text("channel", *CHANNEL, read=values.name),
        text("stage", "fase", read=values.name),
        text("campaign", "campaña"),
        text("split", "reparto", default=(), read=_split),
        text("customer_id", "cliente", "id_cliente"),
        text("product", "producto", "sku"),
        number("basket_amount", MONEY, "cesta", "importe_cesta"),
        text("new_customer", "cliente_nuevo", default=None, read=yes),
    ),
    _sale,
    lambda s: (s.order_id, s.line_id),
    _take,
    ("1001", "1", "A01", "2026-11-27 10:12", "49.90", "EUR", "", "chat", "", "bf", "", "C77", "SKU-1", "", "no"),
    may_lack=("agent_id",),
)
