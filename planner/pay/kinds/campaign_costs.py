"""What campaigns cost, by month."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.pay.store import customers as store
from planner.shop.intake.kind import Incoming, Kind, SinkResult, number, period, text
from planner.tables import values

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CampaignCostRow:
    """What a campaign cost in a month, in euros."""

    campaign: str
    period: str
    cost: Decimal


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """What campaigns cost, by campaign and month."""

    counts = store.write_costs(ws, [(r.value.campaign, r.value.period, r.value.cost) for r in came.rows])
    return SinkResult(counts.new, counts.changed, counts.same)


KIND = Kind(
    "campaign_costs",
    ("Campaign costs", "Costes de campañas"),
    (
        text("campaign", "campaña", required=True),
        text("period", "periodo", required=True, read=period),
        number("cost", values.exact("0", "100000000"), "coste", "inversion", required=True),
    ),
    lambda row, habits: CampaignCostRow(**row),
    lambda r: (r.campaign, r.period),
    _take,
    ("bf", "2026-11", "12000"),
)
