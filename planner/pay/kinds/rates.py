"""Exchange rates: foreign units for one euro, by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.pay.store import customers as store
from planner.shop.intake.kind import Incoming, Kind, SinkResult, currency, moment, number, text
from planner.tables import values

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RateRow:
    """Foreign units for one euro on a day, as the ECB quotes."""

    date: date
    currency: str
    eur_rate: Decimal


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Exchange rates by day and currency."""

    counts = store.write_rates(ws, [(r.value.date, r.value.currency, r.value.eur_rate) for r in came.rows])
    return SinkResult(counts.new, counts.changed, counts.same)


KIND = Kind(
    "rates",
    ("Exchange rates", "Tipos de cambio"),
    (
        moment("date", "fecha", required=True, read=values.day),
        text("currency", "moneda", required=True, read=currency),
        number("eur_rate", values.exact("0.000001", "1000000"), "cambio", required=True),
    ),
    lambda row, habits: RateRow(**row),
    lambda r: (r.date, r.currency),
    _take,
    ("2026-11-27", "GBP", "0.8342"),
)
