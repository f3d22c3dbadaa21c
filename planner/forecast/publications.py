"""Published forecasts: what was promised for which weeks, locked against newer runs, and held against what came."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

import pandas as pd

import forecasting
from forecasting.scores import score_row
from planner.base.errors import Conflict, Refused
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.time import midnight
from planner.domain.workspace import ForecastOverride
from planner.forecast.locks import refuse_locked
from planner.forecast.overrides import QUANTILES, in_force, overridden
from planner.forecast.past import history_frame
from planner.forecast.store import marks
from planner.forecast.store.forecasts import latest_forecast, list_forecasts, publish_forecast, read_forecast

if TYPE_CHECKING:
    import pandas as pd

    from planner.db.workspace import Workspace
    from planner.forecast.store.marks import Publication


@dataclass(frozen=True)
class PublicationRow:
    """A published stretch of days and what came of it so far.

    `said` and `came` are contacts of the intervals that have an actual; None while none has. `wape`, `bias` and
    `coverage80` are shares over those intervals. `last_day` is inclusive.
    """

    publication_id: int
    first_day: date
    last_day: date
    made_at: datetime
    author: str
    locked: bool
    total: float
    said: float | None
    came: float | None
    wape: float | None
    bias: float | None
    coverage80: float | None


class Shown(Protocol):
    """What is asked of the forecast on show (a `volumes.ForecastView`)."""

    @property
    def first_day(self) -> date:
        """Its first day."""

    @property
    def days(self) -> int:
        """Its length."""

    @property
    def made_at(self) -> datetime | None:
        """When the forecast was made."""

    @property
    def overrides(self) -> tuple[ForecastOverride, ...]:
        """The corrections, those undone included."""


@writes
def publish(
    ws: Workspace, first_day: date, weeks: int = 1, *, lock: bool = True, shown: Shown | None = None
) -> PublicationRow:
    """Publish the forecast in force for whole weeks, corrections included. Locked days are not moved by newer runs,
    nor by corrections, except those of today by what came this morning.

    Raises Refused when no single forecast covers the weeks, or some of them are locked already, and Conflict when it is
    not the forecast, with the corrections, that was `shown`.
    """
    zone = read_settings(ws).time_zone
    start, end = midnight(first_day, zone), midnight(first_day + timedelta(days=7 * weeks), zone)
    refuse_locked(ws, start, end)
    found = latest_forecast(ws, start, end)
    if found is None or not (found[0].start <= start and end <= found[0].end):
        raise Refused(
            t("No forecast covers {day} and the {n} days from it.", day=first_day, n=7 * weeks),
            t("Run the forecast first: {command}",
              command=f"cuadrante forecast run --start {first_day} --weeks {weeks}"),
        )  # fmt: skip
    standing = [o.override_id for o in in_force(ws, start, end) if not o.undone]
    if shown is not None:
        _as_shown(ws, shown, zone)
    publish_forecast(ws, found[0].forecast_id)
    made = marks.add_publication(ws, found[0].forecast_id, start, end, standing, locked=lock)
    audit.append(ws, "forecast published", str(made.publication_id), {"start": str(first_day), "weeks": weeks})
    return _row(ws, made, zone)


def _as_shown(ws: Workspace, shown: Shown, zone: str) -> None:
    start, end = midnight(shown.first_day, zone), midnight(shown.first_day + timedelta(days=shown.days), zone)
    found = latest_forecast(ws, start, end)
    standing = {o.override_id for o in in_force(ws, start, end) if not o.undone}
    if found is None or found[0].created_at != shown.made_at:
        who = found[0].author if found else ""
        title = t("{who} has made a newer forecast meanwhile.", who=who or t("Somebody"))
    elif standing != {o.override_id for o in shown.overrides if not o.undone}:
        title = t("The corrections of these days were changed meanwhile.")
    else:
        return
    raise Conflict(title, t("Look at it as it stands now, then do it again."))


@writes
def release(ws: Workspace, publication_id: int) -> None:
    """Let newer forecasts count again in published weeks; what was published stays in the record."""
    marks.release_publication(ws, publication_id)
    audit.append(ws, "forecast released", str(publication_id))


@reads
def published(ws: Workspace) -> tuple[PublicationRow, ...]:
    """Every publication, newest first, held against what came since."""
    zone = read_settings(ws).time_zone
    return tuple(_row(ws, p, zone) for p in reversed(marks.read_publications(ws)))


@reads
def keep_locked(
    ws: Workspace, start: datetime, end: datetime, columns: dict[str, list[Any]], details: dict[str, Any]
) -> list[date]:
    """Put what was published back into a new forecast's locked days, in place; returns the days kept.

    The numbers before corrections are kept; the corrections published with them stay in force on top.
    """
    locked = marks.read_publications(ws, start, end, locked=True)
    if not locked:
        return []
    tz = ZoneInfo(read_settings(ws).time_zone)
    metas = {m.forecast_id: m for m in list_forecasts(ws)}
    kept: set[date] = set()
    for p in locked:
        low, high = int(max(start, p.start).timestamp()), int(min(end, p.end).timestamp())
        old = read_forecast(ws, p.forecast_id, max(start, p.start), min(end, p.end))
        inside = [not low <= at < high for at in columns["interval_start"]]
        for name, values in columns.items():
            fresh = old[name].tolist()
            columns[name] = [v for v, ok in zip(values, inside, strict=True) if ok] + fresh
        days = {datetime.fromtimestamp(at, tz).date().isoformat() for at in range(low, high, 3600)}
        before = json.loads(metas[p.forecast_id].details).get("daily", {})
        for channel in {*details["daily"], *before}:
            rest = [r for r in details["daily"].get(channel, []) if r["day"] not in days]
            details["daily"][channel] = rest + [r for r in before.get(channel, []) if r["day"] in days]
        kept |= {date.fromisoformat(d) for d in days}
    return sorted(kept)


@reads
def published_table(ws: Workspace, p: Publication, zone: str) -> pd.DataFrame:
    """A publication as it was said, corrections of then included, as the engine's table."""
    columns = read_forecast(ws, p.forecast_id, p.start, p.end)
    then = [o for o in in_force(ws, p.start, p.end) if o.override_id in p.overrides]
    standing = [o if not o.undone else _as_then(o) for o in then]
    rows = [
        (at, channel, *(row[n] for n in ("mean", *QUANTILES, "aht_s")))
        for channel in dict.fromkeys(str(c) for c in columns["channel"])
        for at, row in overridden(columns, channel, standing, zone).items()
    ]
    frame = pd.DataFrame(rows, columns=["interval_start", "channel", "mean", *QUANTILES, "aht_s"])
    frame["interval_start"] = pd.to_datetime(frame["interval_start"], unit="s", utc=True)
    return frame


def _as_then(row: Any) -> Any:
    return replace(row, undone_at=None)


def _row(ws: Workspace, p: Publication, zone: str) -> PublicationRow:
    table = published_table(ws, p, zone)
    tz = ZoneInfo(zone)
    first, last = p.start.astimezone(tz).date(), (p.end - timedelta(seconds=1)).astimezone(tz).date()
    total = float(table["mean"].sum())
    # Four weeks before are read as well: the width of the intervals is read off the data.
    history = history_frame(ws, p.start - timedelta(days=28), p.end)
    none = (None,) * 5
    said: tuple[float | None, ...] = none
    if len(history):
        rows = forecasting.compare_snapshot(table, history, zone=zone)
        if len(rows):
            scores = score_row(rows)
            numbers = (float(rows["mean"].sum()), scores["actual"], scores["wape"], scores["bias"],
                       scores["coverage80"])  # fmt: skip
            said = tuple(v if v == v else None for v in numbers)  # noqa: PLR0124 - NaN alone differs from itself
    return PublicationRow(p.publication_id, first, last, p.created_at, p.author, p.locked, total, *said)
