"""Money given back on order lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagement.pay.inputs import Refund
from planner.pay.store import pay as store
from planner.shop.intake.kind import MONEY, Incoming, Kind, SinkResult, moment, number, text

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Refunds by order, line and instant."""

    found = [r.value for r in came.rows]
    counts = store.write_refunds(ws, [(r.order_id, r.line_id, r.refunded_at, r.net_amount) for r in found])
    return SinkResult(counts.new, counts.changed, counts.same)


KIND = Kind(
    "refunds",
    ("Refunds", "Devoluciones"),
    (
        text("order_id", "pedido", required=True),
        text("line_id", "linea", required=True),
        moment("refunded_at", "fecha", "fecha_devolucion", required=True),
        number("net_amount", MONEY, "importe_neto", required=True),
    ),
    lambda row, habits: Refund(**row),
    lambda r: (r.order_id, r.line_id, r.refunded_at),
    _take,
    ("1001", "1", "2026-12-02 09:00", "-49.90"),
)
