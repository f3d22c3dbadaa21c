"""Where imported sales, refunds, KPIs, conversations, rates and costs go, and what is said about closed months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.base.i18n import t
from planner.shop.intake.reading import Parsed
from planner.shop.intake.sinks import SinkResult

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


def sales(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Order lines by order and line."""
    from planner.pay.store import pay as store
    from planner.shop.store.people import read_agents

    lines = []
    named: set[str] = set()
    for row in (r.value for r in rows):
        named.update(who for who, _ in row.split)
        named.update({row.agent_id} - {""})
        lines.append(
            (row.order_id, row.line_id, row.agent_id, row.ordered_at, row.net_amount, row.currency, row.eur_rate,
             row.channel, row.stage, row.campaign, store.pack_split(row.split), row.customer_id, row.product,
             row.basket_amount, None if row.new_customer is None else int(row.new_customer))
        )  # fmt: skip
    counts = store.write_sales(ws, lines)
    notes = []
    unknown = sorted(named - {agent.agent_id for agent in read_agents(ws)})
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
        notes += _closed_note(ws, (line[3] for line in lines), zone)
    return SinkResult(counts.new, counts.changed, counts.same, tuple(notes))


def refunds(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Refunds by order, line and instant."""
    from planner.pay.store import pay as store

    found = [r.value for r in rows]
    counts = store.write_refunds(ws, [(r.order_id, r.line_id, r.refunded_at, r.net_amount) for r in found])
    return SinkResult(counts.new, counts.changed, counts.same)


def kpis(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Measured values by agent, month and metric; those of metric `quota` are quotas of a whole month."""
    from planner.pay.store import pay as store

    found = [r.value for r in rows]
    counts = store.write_kpis(ws, [(k.agent_id, k.period, k.metric, k.value, k.n) for k in found])
    return SinkResult(counts.new, counts.changed, counts.same)


def conversations(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Contacts with known customers, by contact; unknown agents are refused, for they could earn a sale."""
    from planner.base.problems import RowProblem
    from planner.pay.store import customers as store
    from planner.shop.intake.reading import Problems
    from planner.shop.store.people import read_agents

    known = {agent.agent_id for agent in read_agents(ws)}
    problems = Problems()
    for row in rows:
        if row.value.human and row.value.agent_id not in known:
            message = t("There is no agent {agent}.", agent=row.value.agent_id)
            problems.add(RowProblem(file, row.row, "agent_id", message, t("Import the agents first, or mend the id.")))
    problems.refuse(file)
    found = [r.value for r in rows]
    counts = store.write_conversations(
        ws,
        [(c.contact_id, c.customer_id, c.agent_id, c.started_at, c.ended_at, c.channel, c.stage, int(c.human))
         for c in found],
    )  # fmt: skip
    return SinkResult(counts.new, counts.changed, counts.same)


def rates(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Exchange rates by day and currency."""
    from planner.pay.store import customers as store

    counts = store.write_rates(ws, [(r.value.date, r.value.currency, r.value.eur_rate) for r in rows])
    return SinkResult(counts.new, counts.changed, counts.same)


def campaign_costs(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """What campaigns cost, by campaign and month."""
    from planner.pay.store import customers as store

    counts = store.write_costs(ws, [(r.value.campaign, r.value.period, r.value.cost) for r in rows])
    return SinkResult(counts.new, counts.changed, counts.same)


def _closed_note(ws: Workspace, instants: Iterable[datetime], zone: str) -> list[str]:
    from planner.pay.store import pay as store

    closed = {row.period for row in store.read_periods(ws) if row.state in ("paid", "closed")}
    if not closed:
        return []
    tz = ZoneInfo(zone)
    touched = sorted({f"{at.astimezone(tz):%Y-%m}" for at in instants} & closed)
    if not touched:
        return []
    return [t("Rows of closed months ({months}): what they change becomes an adjustment of the open month.",
              months=", ".join(touched))]  # fmt: skip
