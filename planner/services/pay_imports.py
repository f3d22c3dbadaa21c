"""Where imported sales, refunds and KPIs go, and what an import says about months that are closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.files.reading import Parsed
from planner.i18n import t
from planner.services.sinks import SinkResult

if TYPE_CHECKING:
    from planner.storage.workspace import Workspace


def sales(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Order lines by order and line."""
    from planner.storage import pay as store
    from planner.storage.people import read_agents

    lines = []
    named: set[str] = set()
    for row in (r.value for r in rows):
        named.update(who for who, _ in row.split)
        named.add(row.agent_id)
        lines.append(
            (row.order_id, row.line_id, row.agent_id, row.ordered_at, row.net_amount, row.currency, row.eur_rate,
             row.channel, row.stage, row.campaign, store.pack_split(row.split))
        )  # fmt: skip
    counts = store.write_sales(ws, lines)
    notes = []
    unknown = sorted(named - {agent.agent_id for agent in read_agents(ws)})
    if unknown:
        notes.append(t("Agents that nobody knows here: {names}. Their sales block the month until they are added.",
                       names=", ".join(unknown[:10])))  # fmt: skip
    if counts.new or counts.changed:
        notes += _closed_note(ws, (line[3] for line in lines), zone)
    return SinkResult(counts.new, counts.changed, counts.same, tuple(notes))


def refunds(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Refunds by order, line and instant."""
    from planner.storage import pay as store

    found = [r.value for r in rows]
    counts = store.write_refunds(ws, [(r.order_id, r.line_id, r.refunded_at, r.net_amount) for r in found])
    return SinkResult(counts.new, counts.changed, counts.same)


def kpis(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Measured values by agent, month and metric; those of metric `quota` are quotas of a whole month."""
    from planner.storage import pay as store

    found = [r.value for r in rows]
    counts = store.write_kpis(ws, [(k.agent_id, k.period, k.metric, k.value, k.n) for k in found])
    return SinkResult(counts.new, counts.changed, counts.same)


def _closed_note(ws: Workspace, instants: Iterable[datetime], zone: str) -> list[str]:
    from planner.storage import pay as store

    closed = {row.period for row in store.read_periods(ws) if row.state in ("paid", "closed")}
    if not closed:
        return []
    tz = ZoneInfo(zone)
    touched = sorted({f"{at.astimezone(tz):%Y-%m}" for at in instants} & closed)
    if not touched:
        return []
    return [t("Rows of closed months ({months}): what they change becomes an adjustment of the open month.",
              months=", ".join(touched))]  # fmt: skip
