"""Events of the shop's calendar. Natural key: name, channel, start."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Table, delete, select

from planner.db.bulk import Counts, upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import Exact, Utc
from planner.db.workspace import Workspace
from planner.domain.workspace import Event

event = Table(
    "event",
    metadata,
    text("name", key=True),
    text("channel", key=True),
    Column("start", Utc, primary_key=True),
    Column("end", Utc, nullable=False),
    text("kind"),
    Column("uplift_pct", Exact),
    schema=CORE,
)


def write_events(ws: Workspace, events: Iterable[Event]) -> Counts:
    """Insert events or change those of the same name, channel and start."""
    rows = [(e.name, e.channel, e.start, e.end, e.kind, e.uplift_pct) for e in events]
    with ws.write() as c:
        return upsert(c, event, rows)


def read_events(ws: Workspace, start: datetime | None = None, end: datetime | None = None) -> tuple[Event, ...]:
    """Events that touch [start, end), in order of time; all without bounds."""
    query = select(event).order_by(event.c.start, event.c.name, event.c.channel)
    if start is not None:
        query = query.where(event.c.end > start)
    if end is not None:
        query = query.where(event.c.start < end)
    with ws.read() as c:
        rows = c.execute(query).all()
    return tuple(Event(r.name, r.kind, r.start, r.end, r.channel, r.uplift_pct) for r in rows)


def delete_event(ws: Workspace, name: str, channel: str, start: datetime) -> bool:
    """Take an event out; False when there was none."""
    with ws.write() as c:
        found = c.execute(delete(event).where(event.c.name == name, event.c.channel == channel, event.c.start == start))
        return found.rowcount > 0
