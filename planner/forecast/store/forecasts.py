"""Forecast snapshots and the planners' overrides. A snapshot is never changed; the newest one is in force.

Invariant: an override keeps its author, reason and time for good; taking it back only marks it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Integer, Row, Table, insert, select, update

from planner.base.config import now
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.bulk import upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import Utc, Words
from planner.db.workspace import Workspace
from planner.domain.workspace import ForecastMeta, ForecastOverride

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

forecast = Table(
    "forecast",
    metadata,
    Column("forecast_id", Integer, primary_key=True),
    Column("start", Utc, nullable=False, index=True),
    Column("end", Utc, nullable=False),
    Column("minutes", Integer, nullable=False),
    text("model"),
    text("details"),
    text("author"),
    Column("created_at", Utc, nullable=False),
    Column("published", Boolean, nullable=False),
    schema=CORE,
)

forecast_interval = Table(
    "forecast_interval",
    metadata,
    Column("forecast_id", Integer, ForeignKey("core.forecast.forecast_id", ondelete="CASCADE"), primary_key=True),
    text("channel", key=True),
    Column("interval_start", BigInteger, primary_key=True, autoincrement=False),
    *(Column(name, Float(53)) for name in ("mean", "q025", "q10", "q50", "q90", "q975", "aht_s")),
    schema=CORE,
    sqlite_with_rowid=False,
)

forecast_override = Table(
    "forecast_override",
    metadata,
    Column("override_id", Integer, primary_key=True),
    text("channel"),
    Column("start", Utc, nullable=False),
    Column("end", Utc, nullable=False),
    text("measure"),
    text("operation"),
    Column("value", Float(53), nullable=False),
    Column("reason", Words, nullable=False),
    text("author"),
    Column("created_at", Utc, nullable=False),
    Column("undone_at", Utc),
    text("undone_by", default=""),
    schema=CORE,
)


COLUMNS = tuple(forecast_interval.columns.keys())[1:]
"""channel, interval_start (UTC epoch seconds), mean, q025, q10, q50, q90, q975, aht_s."""


def save_forecast(ws: Workspace, meta: ForecastMeta, columns: Mapping[str, Sequence[Any]]) -> int:
    """Store a snapshot and return its id.

    `columns` holds channel, interval_start (UTC epoch seconds) and any of mean, q025 ... q975, aht_s (None where
    unknown), all of one length.
    """
    length = len(columns["channel"])
    lists = [
        values.tolist() if hasattr(values := columns.get(name, [None] * length), "tolist") else list(values)
        for name in COLUMNS
    ]
    with ws.write() as c:
        forecast_id = c.execute(
            insert(forecast)
            .values(
                start=meta.start,
                end=meta.end,
                minutes=meta.minutes,
                model=meta.model,
                details=meta.details,
                author=meta.author or ws.person,
                created_at=meta.created_at or now(),
                published=meta.published,
            )
            .returning(forecast.c.forecast_id)
        ).scalar_one()
        rows = [(forecast_id, *(_plain(v) for v in row)) for row in zip(*lists, strict=True)]
        upsert(c, forecast_interval, rows)
    return int(forecast_id)


def latest_forecast(
    ws: Workspace, start: datetime, end: datetime, *, published: bool = False
) -> tuple[ForecastMeta, dict[str, NDArray[Any]]] | None:
    """The newest snapshot that covers all of [start, end), else the newest that touches it; None without any.

    The columns are as `read_forecast` gives them, cut to [start, end), and not to be changed: every channel of a use
    case reads the same ones.
    """
    query = select(forecast).where(forecast.c.start < end, forecast.c.end > start)
    if published:
        query = query.where(forecast.c.published)
    query = query.order_by(forecast.c.forecast_id.desc())

    def read() -> tuple[ForecastMeta, dict[str, NDArray[Any]]] | None:
        with ws.read() as c:
            found = [_meta(r) for r in c.execute(query)]
            if not found:
                return None
            meta = next((m for m in found if m.start <= start and end <= m.end), found[0])
            return meta, read_forecast(ws, meta.forecast_id, start, end)

    return ws.once(("forecast", start, end, published), read)


def read_forecast(
    ws: Workspace, forecast_id: int, start: datetime | None = None, end: datetime | None = None
) -> dict[str, NDArray[np.object_] | NDArray[np.int64] | NDArray[np.float64]]:
    """A snapshot's columns by channel and time: channel (object), interval_start (int64), the rest float64 with NaN."""
    i = forecast_interval.c
    query = select(*(i[name] for name in COLUMNS)).where(i.forecast_id == forecast_id)
    if start is not None:
        query = query.where(i.interval_start >= int(start.timestamp()))
    if end is not None:
        query = query.where(i.interval_start < int(end.timestamp()))
    with ws.read() as c:
        rows = c.execute(query.order_by(i.channel, i.interval_start)).cursor.fetchall()
    values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    kinds: dict[str, Any] = {"channel": object, "interval_start": np.int64}
    return {n: np.array(v, dtype=kinds.get(n, np.float64)) for n, v in zip(COLUMNS, values, strict=True)}


def list_forecasts(ws: Workspace) -> tuple[ForecastMeta, ...]:
    """All snapshots, newest first."""
    with ws.read() as c:
        return tuple(_meta(r) for r in c.execute(select(forecast).order_by(forecast.c.forecast_id.desc())))


def publish_forecast(ws: Workspace, forecast_id: int) -> None:
    """Mark a snapshot as the one that was published."""
    with ws.write() as c:
        done = c.execute(update(forecast).where(forecast.c.forecast_id == forecast_id).values(published=True))
        if not done.rowcount:
            raise Refused(t("There is no forecast {id}.", id=forecast_id))


def add_override(ws: Workspace, override: ForecastOverride) -> ForecastOverride:
    """Store a correction; returns it with its id, author and time."""
    with ws.write() as c:
        row = c.execute(
            insert(forecast_override)
            .values(
                channel=override.channel,
                start=override.start,
                end=override.end,
                measure=override.measure,
                operation=override.operation,
                value=override.value,
                reason=override.reason,
                author=override.author or ws.person,
                created_at=override.created_at or now(),
                undone_by="",
            )
            .returning(forecast_override)
        ).one()
    return _override(row)


def undo_override(ws: Workspace, override_id: int, author: str = "") -> None:
    """Mark a correction as taken back; refused when it is not there or was taken back before."""
    o = forecast_override.c
    with ws.write() as c:
        done = c.execute(
            update(forecast_override)
            .where(o.override_id == override_id, o.undone_at.is_(None))
            .values(undone_at=now(), undone_by=author or ws.person)
        )
        if not done.rowcount:
            raise Refused(t("There is no override {id} in force.", id=override_id))


def read_overrides(
    ws: Workspace, start: datetime | None = None, end: datetime | None = None, *, undone: bool = False
) -> tuple[ForecastOverride, ...]:
    """Corrections that touch [start, end) in the order made; with `undone` also those taken back."""
    o = forecast_override.c
    query = select(forecast_override).order_by(o.override_id)
    if start is not None:
        query = query.where(o.end > start)
    if end is not None:
        query = query.where(o.start < end)
    if not undone:
        query = query.where(o.undone_at.is_(None))
    with ws.read() as c:
        return tuple(_override(r) for r in c.execute(query))


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _meta(row: Row[Any]) -> ForecastMeta:
    return ForecastMeta(**{f.name: getattr(row, f.name) for f in fields(ForecastMeta)})


def _override(row: Row[Any]) -> ForecastOverride:
    return ForecastOverride(**{f.name: getattr(row, f.name) for f in fields(ForecastOverride)})
