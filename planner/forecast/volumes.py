"""Contact history and forecasts as they are in force (events are in `events.py`, overrides in `overrides.py`)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import forecasting
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.time import TimeGrid, midnight
from planner.domain.workspace import ForecastMeta, ForecastOverride
from planner.forecast import words
from planner.forecast.events import EventRow, events, events_frame
from planner.forecast.overrides import QUANTILES, in_force, overridden
from planner.forecast.past import engine_errors, history_frame, history_span, zone_of
from planner.forecast.points import (
    EffectRow,
    ForecastPoint,
    day_points,
    effects_in_force,
    event_names,
    interval_points,
    past_of,
)
from planner.forecast.store.forecasts import latest_forecast, save_forecast

if TYPE_CHECKING:
    import pandas as pd

    from planner.db.workspace import Workspace

Width = Literal["interval", "day"]
Progress = Callable[[float, str], None]
"""Called with the share done (0..1) and a translated half-sentence."""


@dataclass(frozen=True)
class ForecastView:
    """The forecast of [first_day, first_day + days) for one channel, or for all added up when `channel` is empty."""

    first_day: date
    days: int
    channel: str
    channels: tuple[str, ...]
    width: Width
    minutes: int
    points: tuple[ForecastPoint, ...]
    totals: Mapping[str, float]
    """Contacts by channel; of the one asked for alone where one is."""
    total: float
    last_year_total: float | None
    events: tuple[EventRow, ...]
    effects: tuple[EffectRow, ...]
    overrides: tuple[ForecastOverride, ...]
    warnings: tuple[str, ...]
    made_at: datetime | None
    """None when no forecast covers the span: `points` is empty then."""


LEAST_HISTORY_DAYS = 7


@dataclass(frozen=True)
class Spread:
    """Contacts and handling time of one channel on a grid; every tuple has len(grid) values."""

    mean: tuple[float, ...]
    aht_s: tuple[float, ...]
    quantiles: Mapping[str, tuple[float, ...]]


def run_forecast(
    ws: Workspace,
    start: date,
    weeks: int,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ForecastView:
    """Forecast `weeks` weeks from `start`, store it as a snapshot, and return it by day over all channels.

    Days of published and locked weeks keep what was published. Raises Refused when there is no history or too little
    of it, Cancelled when stopped.
    """
    from planner.forecast import outliers, publications

    with ws.read():
        span, settings, learning = history_span(ws), read_settings(ws), outliers.learning_options(ws)
        history, shop_events = history_frame(ws), events_frame(ws)
    if span.first is None or span.last is None:
        raise Refused(
            t("There is no contact history to forecast from."),
            t("Import it first: {command}", command="cuadrante import contacts FILE"),
        )
    days = weeks * 7
    with engine_errors():
        result = forecasting.forecast(
            history,
            start=start,
            days=days,
            events=shop_events,
            region=settings.region,
            zone=settings.time_zone,
            options=learning,
            progress=relay(progress, cancelled),
        )
    table = result.table
    grid = TimeGrid(start, days, span.minutes or settings.interval_minutes, settings.time_zone)
    details: dict[str, Any] = {
        "daily": _daily_details(result.daily, settings.time_zone),
        "effects": _records(result.effects[result.effects["effect_pct"].notna()]),
        "warnings": [[w.code, w.channel, dict(w.params)] for w in result.warnings],
        "members": _records(result.members),
        "history_end": span.last.isoformat(),
    }
    columns = {name: table[name].tolist() for name in ("channel", "mean", *QUANTILES, "aht_s")}
    columns["interval_start"] = [int(x.timestamp()) for x in table["interval_start"]]
    with ws.write():  # what is locked is asked for here, lest a publication made meanwhile be written over
        kept = publications.keep_locked(ws, grid.start, grid.end, columns, details)
        if kept:
            details["locked_days"] = [str(d) for d in kept]
        meta = ForecastMeta(grid.start, grid.end, grid.minutes, "combination", json.dumps(details, default=str))
        number = save_forecast(ws, meta, columns)
        audit.append(ws, "forecast made", str(number), {"start": str(start), "days": days})
    return view(ws, start, days, width="day")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as JSON can hold them."""
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", date_format="iso"))
    return rows


def _daily_details(daily: pd.DataFrame, zone: str) -> dict[str, list[dict[str, Any]]]:
    """The engine's day quantiles by channel, as JSON can hold them."""
    out: dict[str, list[dict[str, Any]]] = {}
    for row in daily.to_dict("records"):
        numbers = {q: None if math.isnan(row[q]) else round(float(row[q]), 4) for q in QUANTILES}
        out.setdefault(str(row["channel"]), []).append({"day": str(row["day"])[:10], **numbers})
    return out


def relay(progress: Progress | None, cancelled: Callable[[], bool] | None) -> Callable[[float, str], bool]:
    """The engine's progress callback: it goes on while this returns True."""

    def relay(share: float, text: str) -> bool:
        if progress is not None:
            progress(share, words.stage(text))
        return not (cancelled is not None and cancelled())

    return relay


@reads
def view(
    ws: Workspace, first_day: date, days: int = 7, *, channel: str = "", width: Width = "interval"
) -> ForecastView:
    """The forecast in force for a span, with last year, actuals, events, effects and overrides."""
    tz = zone_of(ws)
    start, end = midnight(first_day, str(tz)), midnight(first_day + timedelta(days=days), str(tz))
    found = latest_forecast(ws, start, end)
    overrides = in_force(ws, start, end)
    listed = events(ws, first_day, days)
    if found is None:
        channels = history_span(ws).channels
        return ForecastView(
            first_day, days, channel, channels, width, 0, (), {}, 0.0, None, listed, (), overrides, (), None
        )
    meta, columns = found
    details = json.loads(meta.details)
    channels = tuple(dict.fromkeys(str(c) for c in columns["channel"]))
    chosen = [channel] if channel else list(channels)
    series = {c: overridden(columns, c, overrides, str(tz)) for c in chosen}
    before = past_of(ws, chosen, start, end, tz)
    if width == "day":
        points = day_points(series, details.get("daily", {}), before, first_day, days, tz)
    else:
        points = interval_points(series, before, tz)
    last_year = [p.last_year for p in points if p.last_year is not None]
    weights = {c: sum(r["mean"] for r in one.values()) for c, one in series.items()}
    effects = effects_in_force(details.get("effects", []), weights, event_names(ws, first_day, days))
    return ForecastView(
        first_day, days, channel, channels, width, meta.minutes, points, weights, sum(p.mean for p in points),
        sum(last_year) if last_year else None, listed, effects, overrides,
        tuple(words.warning(*w) for w in details.get("warnings", [])), meta.created_at,
    )  # fmt: skip


@reads
def on_grid(ws: Workspace, grid: TimeGrid, channel: str) -> Spread | None:
    """The forecast in force of one channel on a grid of intervals; None when none covers it.

    A finer grid shares an interval's contacts out evenly; a coarser one adds them up. Refused for daily forecasts.
    """
    found = latest_forecast(ws, grid.start, grid.end)
    if found is None:
        return None
    meta, columns = found
    series = overridden(columns, channel, in_force(ws, grid.start, grid.end), grid.zone)
    if not series:
        return None
    if meta.minutes >= 1440:
        raise Refused(
            t("The contacts come by the day, and agents are required by the interval."),
            t("Import contacts in intervals of 15, 30 or 60 minutes."),
        )
    names = ("mean", *QUANTILES)
    sums = {name: [0.0] * len(grid) for name in names}
    work, weight, fallback = [0.0] * len(grid), [0.0] * len(grid), [math.nan] * len(grid)
    parts = max(1, meta.minutes // grid.minutes)
    for at, row in series.items():
        first = grid.index(datetime.fromtimestamp(at, UTC))
        for i in range(first, first + parts):
            if not 0 <= i < len(grid):
                continue
            for name in names:
                sums[name][i] += row[name] / parts
            if not math.isnan(row["aht_s"]):
                work[i] += row["aht_s"] * row["mean"] / parts
                weight[i] += row["mean"] / parts
                fallback[i] = row["aht_s"]
    aht = tuple(w / n if n > 0 else f for w, n, f in zip(work, weight, fallback, strict=True))
    return Spread(tuple(sums["mean"]), aht, {q: tuple(sums[q]) for q in QUANTILES})


@reads
def first_uncovered(ws: Workspace, grid: TimeGrid) -> date | None:
    """The first day of the first week of a grid that the forecast in force does not reach into; None where there is
    none."""
    found = latest_forecast(ws, grid.start, grid.end)
    for number in range(0, grid.days, 7):
        days = grid.day_indices(number), grid.day_indices(min(number + 7, grid.days) - 1)
        begin, end = grid.interval(days[0].start).start, grid.interval(days[1].stop - 1).end
        if found is None or found[0].end <= begin or end <= found[0].start:
            return grid.first_day + timedelta(days=number)
    return None


@reads
def export_forecast(ws: Workspace, first_day: date, days: int, path: Path) -> int:
    """Write the forecast in force as CSV or XLSX by the file's ending; returns the rows written."""
    from planner.tables.writing import write_table

    shown = view(ws, first_day, days)
    if shown.made_at is None:
        raise Refused(
            t("No forecast covers {day} and the {n} days from it.", day=first_day, n=days),
            t("Run the forecast first: {command}", command=f"cuadrante forecast run --start {first_day} --weeks 1"),
        )
    tz = zone_of(ws)
    rows = []
    for channel in shown.channels:
        for p in view(ws, first_day, days, channel=channel).points:
            values = [round(v, 4) for v in (p.mean, p.q025, p.q10, p.q50, p.q90, p.q975)]
            at = p.start.astimezone(tz).isoformat(timespec="minutes")
            rows.append((at, channel, *values, round(p.aht_s, 1) if p.aht_s is not None else None))
    write_table(path, ("interval_start", "channel", "mean", *QUANTILES, "aht_s"), rows)
    return len(rows)
