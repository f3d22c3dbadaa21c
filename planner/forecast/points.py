"""A stored forecast's rows as points people read: intervals or days of one or several channels, and event effects."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from forecasting.events.calendar import calendar_events
from planner.base.i18n import language, t
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.time import midnight
from planner.forecast.overrides import QUANTILES, Series
from planner.shop.store.history import read_contacts

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

LAST_YEAR = timedelta(days=364)
CHANNEL_CORRELATION = 0.5
"""Of forecast errors between channels, when their bands are added up: half of a day's surprise is common to all."""


@dataclass(frozen=True)
class ForecastPoint:
    """One interval or day of the forecast in force (overrides applied). `start` is UTC; `last_year` is the same
    weekday 52 weeks before; `actual` where history already has it."""

    start: datetime
    mean: float
    q025: float
    q10: float
    q50: float
    q90: float
    q975: float
    aht_s: float | None
    last_year: float | None
    actual: float | None
    base: float
    """The mean before overrides."""


@dataclass(frozen=True)
class EffectRow:
    """How much an event moved contacts: `effect` and its 80 % interval are shares (+1.18 = +118 %)."""

    event: str
    channel: str
    effect: float
    low: float
    high: float
    occurrences: int


def effects_in_force(
    stored: Sequence[Mapping[str, Any]], weights: Mapping[str, float], names: Mapping[str, str]
) -> tuple[EffectRow, ...]:
    """The effects that count in a forecast, for one channel, or over several weighted by their contacts."""
    by_event: dict[str, list[Mapping[str, Any]]] = {}
    for row in stored:
        if row["applied"] and row["channel"] in weights:
            by_event.setdefault(row["event"], []).append(row)
    found = []
    for event, rows in by_event.items():
        total = sum(weights[r["channel"]] for r in rows)
        if total <= 0:
            continue
        share = [weights[r["channel"]] / total for r in rows]
        effect, low, high = (
            sum(w * r[k] for w, r in zip(share, rows, strict=True)) / 100 for k in ("effect_pct", "low_pct", "high_pct")
        )
        channel = rows[0]["channel"] if len(weights) == 1 else ""
        seen = max(int(r["occurrences"]) for r in rows)
        found.append(EffectRow(names.get(event, t(event)), channel, effect, low, high, seen))
    return tuple(found)


@reads
def event_names(ws: Workspace, first_day: date, days: int) -> dict[str, str]:
    """The calendar's English names, in which effects are stored, to those in the user's language."""
    region, last = read_settings(ws).region, first_day + timedelta(days=days - 1)
    theirs = calendar_events(first_day, last, region, language="es" if language() == "es" else "en_US")
    english = calendar_events(first_day, last, region)
    columns = ["kind", "start", "end"]
    if not theirs[columns].equals(english[columns]):
        return {}
    return {str(a): t(str(b)) for a, b in zip(english["name"], theirs["name"], strict=True)}


@dataclass(frozen=True)
class Past:
    """History beside a forecast: by epoch second, the contacts then and 52 weeks before at the same local time."""

    actual: Mapping[int, float]
    year_ago: Mapping[datetime, float]

    def last_year(self, at: int, tz: ZoneInfo) -> float | None:
        naive = datetime.fromtimestamp(at, tz).replace(tzinfo=None) - LAST_YEAR
        return self.year_ago.get(naive)


@reads
def past_of(ws: Workspace, channels: Sequence[str], start: datetime, end: datetime, tz: ZoneInfo) -> Past:
    """History beside a forecast of [start, end), summed over channels."""

    def added(rows: Mapping[str, Any], key: Callable[[int], Any]) -> dict[Any, float]:
        out: dict[Any, float] = {}
        for at, value in zip(rows["interval_start"].tolist(), rows["contacts"].tolist(), strict=True):
            k = key(at)
            out[k] = out.get(k, 0.0) + value
        return out

    before = read_contacts(ws, channels, start - LAST_YEAR - timedelta(hours=2), end - LAST_YEAR + timedelta(hours=2))
    return Past(
        added(read_contacts(ws, channels, start, end), int),
        added(before, lambda at: datetime.fromtimestamp(at, tz).replace(tzinfo=None)),
    )


def interval_points(series: Mapping[str, Series], past: Past, tz: ZoneInfo) -> tuple[ForecastPoint, ...]:
    """Intervals: the channels' rows at one time added up."""
    instants = sorted({k for one in series.values() for k in one})
    points = []
    for at in instants:
        rows = [one[at] for one in series.values() if at in one]
        points.append(_point(at, rows, past.last_year(at, tz), past.actual.get(at)))
    return tuple(points)


def _point(
    at: int, rows: Sequence[Mapping[str, float]], last_year: float | None, actual: float | None
) -> ForecastPoint:
    """Rows of several channels at one time added up."""
    mean = sum(r["mean"] for r in rows)
    answered = [(r["aht_s"], r["mean"]) for r in rows if not math.isnan(r["aht_s"])]
    weight = sum(w for _, w in answered)
    aht = sum(a * w for a, w in answered) / weight if weight > 0 else (answered[0][0] if answered else None)
    q = {name: added(mean, [(r[name], r["mean"]) for r in rows]) for name in QUANTILES}
    start, base = datetime.fromtimestamp(at, UTC), sum(r["base"] for r in rows)
    return ForecastPoint(start, mean, aht_s=aht, last_year=last_year, actual=actual, base=base, **q)


def added(mean: float, parts: Sequence[tuple[float, float]]) -> float:
    """The quantile of a sum of channels from each channel's quantile and mean, errors correlated by half."""
    if len(parts) == 1:
        return parts[0][0]
    off = [q - m for q, m in parts]
    common, own = sum(off), sum(d * d for d in off)
    size = math.sqrt(CHANNEL_CORRELATION * common * common + (1 - CHANNEL_CORRELATION) * own)
    return max(0.0, mean + math.copysign(size, common))


def day_points(
    series: Mapping[str, Series],
    daily: Mapping[str, Sequence[Mapping[str, Any]]],
    past: Past,
    first_day: date,
    days: int,
    tz: ZoneInfo,
) -> tuple[ForecastPoint, ...]:
    """Days: the engine's own day quantiles, moved with the overrides on the day's intervals."""
    points = []
    for d in range(days):
        day = first_day + timedelta(days=d)
        start, end = (
            int(midnight(day, str(tz)).timestamp()),
            int(midnight(day + timedelta(days=1), str(tz)).timestamp()),
        )
        rows = []
        for channel, one in series.items():
            inside = [one[k] for k in one if start <= k < end]
            if not inside:
                continue
            mean, base = sum(r["mean"] for r in inside), sum(r["base"] for r in inside)
            work = sum(r["aht_s"] * r["mean"] for r in inside if not math.isnan(r["aht_s"]))
            weight = sum(r["mean"] for r in inside if not math.isnan(r["aht_s"]))
            row = {"mean": mean, "base": base, "aht_s": work / weight if weight else math.nan}
            stored = next((x for x in daily.get(channel, []) if x["day"] == day.isoformat()), None)
            for q in QUANTILES:
                from_engine = float(stored[q]) if stored and stored[q] is not None else None
                whole = sum(r[q] for r in inside)
                row[q] = whole if from_engine is None or base <= 0 else from_engine * mean / base
            rows.append(row)
        if rows:
            before = [v for k, v in past.year_ago.items() if k.date() == day - LAST_YEAR]
            came = [v for k, v in past.actual.items() if start <= k < end]
            points.append(_point(start, rows, sum(before) if before else None, sum(came) if came else None))
    return tuple(points)
