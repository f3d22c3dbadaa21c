"""What planners say of forecasts and history: published weeks, days left out of learning, and the last reports.

Invariant: a publication keeps who published which snapshot with which corrections; taking it back only marks it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Row, Table, delete, insert, select, update

from planner.base.config import now
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.bulk import upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import Utc
from planner.db.workspace import Workspace

excluded_day = Table(
    "excluded_day",
    metadata,
    text("channel", key=True),
    Column("day", Date, primary_key=True),
    text("reason"),
    text("author"),
    Column("created_at", Utc, nullable=False),
    schema=CORE,
)

forecast_publication = Table(
    "forecast_publication",
    metadata,
    Column("publication_id", Integer, primary_key=True),
    Column("forecast_id", Integer, ForeignKey("core.forecast.forecast_id"), nullable=False),
    Column("start", Utc, nullable=False, index=True),
    Column("end", Utc, nullable=False),
    text("overrides"),
    Column("locked", Boolean, nullable=False),
    text("author"),
    Column("created_at", Utc, nullable=False),
    schema=CORE,
)

forecast_report = Table(
    "forecast_report",
    metadata,
    text("kind", key=True),
    Column("made_at", Utc, nullable=False),
    text("body"),
    schema=CORE,
)


@dataclass(frozen=True, slots=True)
class ExcludedDay:
    """A local day left out of learning; an empty channel means every channel."""

    channel: str
    day: date
    reason: str
    author: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A snapshot as published for [start, end) UTC, with the corrections in force then; `locked` until released."""

    publication_id: int
    forecast_id: int
    start: datetime
    end: datetime
    overrides: tuple[int, ...]
    locked: bool
    author: str
    created_at: datetime


def exclude_day(ws: Workspace, item: ExcludedDay) -> None:
    """Leave a day out of learning, or give it another reason."""
    with ws.write() as c:
        upsert(c, excluded_day, [(item.channel, item.day, item.reason, item.author or ws.person, now())])


def include_day(ws: Workspace, channel: str, day: date) -> bool:
    """Learn from a day again; False when it was not excluded."""
    with ws.write() as c:
        e = excluded_day.c
        return c.execute(delete(excluded_day).where(e.channel == channel, e.day == day)).rowcount > 0


def read_excluded(ws: Workspace) -> tuple[ExcludedDay, ...]:
    """All days left out of learning, in order of time."""
    with ws.read() as c:
        rows = c.execute(select(excluded_day).order_by(excluded_day.c.day, excluded_day.c.channel)).all()
    return tuple(ExcludedDay(r.channel, r.day, r.reason, r.author, r.created_at) for r in rows)


def add_publication(
    ws: Workspace, forecast_id: int, start: datetime, end: datetime, overrides: Sequence[int], *, locked: bool
) -> Publication:
    """Keep that a snapshot was published for [start, end) with these corrections."""
    values = {
        "forecast_id": forecast_id, "start": start, "end": end, "overrides": json.dumps(list(overrides)),
        "locked": locked, "author": ws.person, "created_at": now(),
    }  # fmt: skip
    with ws.write() as c:
        query = insert(forecast_publication).values(values).returning(forecast_publication)
        return _publication(c.execute(query).one())


def read_publications(
    ws: Workspace, start: datetime | None = None, end: datetime | None = None, *, locked: bool = False
) -> tuple[Publication, ...]:
    """Publications that touch [start, end), oldest first; only those that still lock their span with `locked`."""
    p = forecast_publication.c
    query = select(forecast_publication).order_by(p.publication_id)
    if start is not None:
        query = query.where(p.end > start)
    if end is not None:
        query = query.where(p.start < end)
    if locked:
        query = query.where(p.locked)
    with ws.read() as c:
        return tuple(_publication(r) for r in c.execute(query))


def release_publication(ws: Workspace, publication_id: int) -> None:
    """Let newer forecasts count again in the span of a publication; refused when it locks nothing."""
    p = forecast_publication.c
    with ws.write() as c:
        done = c.execute(
            update(forecast_publication).where(p.publication_id == publication_id, p.locked).values(locked=False)
        )
        if not done.rowcount:
            raise Refused(t("Publication {id} locks nothing.", id=publication_id))


def save_report(ws: Workspace, kind: str, body: dict[str, Any]) -> datetime:
    """Keep the last report of a kind in place of the one before; returns when."""
    made_at = now()
    with ws.write() as c:
        upsert(c, forecast_report, [(kind, made_at, json.dumps(body, default=str))])
    return made_at


def read_report(ws: Workspace, kind: str) -> tuple[datetime, dict[str, Any]] | None:
    """The last report of a kind and when it was made; None when there is none."""
    with ws.read() as c:
        row = c.execute(select(forecast_report).where(forecast_report.c.kind == kind)).first()
    return (row.made_at, json.loads(row.body)) if row is not None else None


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        row.publication_id, row.forecast_id, row.start, row.end, tuple(json.loads(row.overrides)), row.locked,
        row.author, row.created_at,
    )  # fmt: skip
