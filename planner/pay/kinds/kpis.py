"""Measured values of agents by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.pay.store import pay as store
from planner.shop.intake.kind import AGENT, Incoming, Kind, SinkResult, number, period, text
from planner.shop.intake.whom import AgentNames
from planner.shop.store.people import read_agents
from planner.tables import values

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A measured value of an agent in a period (`2026-11`) with its sample size."""

    agent_id: str
    period: str
    metric: str
    value: Decimal | None
    n: int | None = None


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Measured values by agent, month and metric; those of metric `quota` are quotas of a whole month."""

    whom = AgentNames(read_agents(ws))
    found = [replace(r.value, agent_id=whom(r.value.agent_id) or r.value.agent_id) for r in came.rows]
    counts = store.write_kpis(ws, [(k.agent_id, k.period, k.metric, k.value, k.n) for k in found])
    return SinkResult(counts.new, counts.changed, counts.same)


KIND = Kind(
    "kpis",
    ("KPIs", "Indicadores"),
    (
        text("agent_id", *AGENT, required=True),
        text("period", "periodo", required=True, read=period),
        text("metric", "metrica", "indicador", required=True, read=values.name),
        number("value", values.exact("-1000000000", "1000000000"), "valor"),
        number("n", values.whole(0, 1_000_000_000), "muestra"),
    ),
    lambda row, habits: KpiRow(**row),
    lambda k: (k.agent_id, k.period, k.metric),
    _take,
    ("A01", "2026-11", "csat", "4.6", "120"),
)
