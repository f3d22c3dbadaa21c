"""Events that move demand: promotions, holidays, outages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.domain.workspace import Event
from planner.shop.intake.kind import CHANNEL, Incoming, Kind, SinkResult, Values, moment, number, raw_moment, span, text
from planner.shop.store.events import write_events
from planner.tables import values
from planner.tables.values import Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

EVENT_KINDS = {"promotion": "promoción", "holiday": "festivo", "outage": "caída", "other": "otro"}


def _event(row: Values, habits: Habits) -> Event:
    start, end = span(row, habits)
    return Event(row["name"], row["kind"], start, end, row["channel"], row["uplift_pct"])


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Events by name, channel and start."""
    counts = write_events(ws, [row.value for row in came.rows])
    return SinkResult(counts.new, counts.changed, counts.same)


KIND = Kind(
    "events",
    ("Events", "Eventos"),
    (
        text("name", "nombre", "evento", "summary", required=True),
        text("kind", "tipo", required=True, read=values.one_of(EVENT_KINDS)),
        moment("start", "inicio", required=True, read=raw_moment),
        moment("end", "fin", required=True, read=raw_moment),
        text("channel", *CHANNEL, read=values.name),
        number("uplift_pct", values.exact("-100", "10000"), "subida_pct"),
    ),
    _event,
    lambda e: (e.name, e.channel, e.start),
    _take,
    ("Black Friday", "promotion", "2026-11-27", "2026-11-30", "", "62"),
)
