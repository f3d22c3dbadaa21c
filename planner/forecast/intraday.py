"""The rest of today, forecast again from what came this morning, and how to make it count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

import pandas as pd

import forecasting
from planner.base.config import now as present
from planner.base.errors import Refused
from planner.base.i18n import percent, t
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.spoken import remark
from planner.domain.time import midnight
from planner.domain.workspace import ForecastOverride
from planner.forecast.overrides import QUANTILES, add_override, in_force, overridden, undo_override
from planner.forecast.past import engine_errors, history_frame
from planner.forecast.store.forecasts import latest_forecast
from planner.forecast.store.marks import read_report, save_report

if TYPE_CHECKING:
    import pandas as pd

    from planner.db.workspace import Workspace

KIND = "today"
LEAST_CHANGE = 0.01
"""A factor nearer to 1 than this is no reason to correct a forecast."""


@dataclass(frozen=True)
class TodayPoint:
    """An interval of today over the channels chosen; `actual` where it is over and known, `before` as forecast."""

    start: datetime
    before: float
    mean: float
    q10: float
    q90: float
    actual: float | None
    status: str
    """actual, missing (over, but nothing known) or forecast."""


@dataclass(frozen=True)
class TodayChannel:
    """A channel's day. `expected` is the forecast of the intervals that came, `rest` what is still to come (with its
    80 % band), `factor` how the rest was moved, `total` what
    came and the rest."""

    channel: str
    said: float
    came: float
    expected: float
    rest: float
    rest_low: float
    rest_high: float
    factor: float
    total: float
    aht_s: float | None
    """Of what is still to come."""
    aht_said_s: float | None
    points: tuple[TodayPoint, ...]


@dataclass(frozen=True)
class Today:
    """Today at a moment (UTC)."""

    day: date
    moment: datetime
    last_actual: datetime | None
    """End of the newest interval that counts; None when nothing of today is known."""
    channels: tuple[TodayChannel, ...]


@reads
def today(ws: Workspace, moment: datetime | None = None) -> Today:
    """Forecast the rest of the local day of `moment` (aware; the present by default) again.

    Stands on the forecast in force, corrections included except those an earlier look at today made, and on the
    contacts imported for today. Raises Refused when no forecast by interval covers the day.
    """
    moment = moment or present()
    zone = read_settings(ws).time_zone
    day = _local(moment, zone).date()
    start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    found = latest_forecast(ws, start, end)
    if found is None or not len(found[1]["channel"]):
        raise Refused(
            t("No forecast covers {day} and the {n} days from it.", day=day, n=1),
            t("Run the forecast first: {command}", command=f"cuadrante forecast run --start {day} --weeks 1"),
        )
    meta, columns = found
    earlier = _earlier(ws, day)
    table = _table(columns, tuple(o for o in in_force(ws, start, end) if o.override_id not in earlier), zone)
    daily = _day_bands(json.loads(meta.details).get("daily", {}), day, columns, start, end)
    came = history_frame(ws, start, end).groupby(["interval_start", "channel"], as_index=False).agg(
        contacts=("contacts", lambda x: x.sum(min_count=1)), aht_s=("aht_s", "mean")
    )  # fmt: skip
    with engine_errors():
        moved = forecasting.reforecast_today(table, came, now=moment, zone=zone, daily=daily)
        rest = forecasting.rest_of_today(moved)
    before = table.set_index(["channel", "interval_start"])
    bands = dict(zip(rest["channel"], zip(rest["q10"], rest["q90"], strict=True), strict=True))
    channels = tuple(_channel(name, part, before, bands[name]) for name, part in moved.groupby("channel", sort=False))
    known = moved.loc[moved["status"] == "actual", "interval_start"]
    last = known.max().to_pydatetime() + timedelta(minutes=meta.minutes) if len(known) else None
    return Today(day, moment, last, channels)


def _earlier(ws: Workspace, day: date) -> frozenset[int]:
    """The corrections that looks at this day made: a new look takes their place instead of coming on top."""
    stored = read_report(ws, KIND)
    return frozenset(stored[1]["overrides"]) if stored and stored[1]["day"] == str(day) else frozenset()


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _table(columns: Mapping[str, Any], overrides: tuple[ForecastOverride, ...], zone: str) -> pd.DataFrame:
    rows = [
        (at, channel, *(row[n] for n in ("mean", *QUANTILES, "aht_s")))
        for channel in dict.fromkeys(str(c) for c in columns["channel"])
        for at, row in overridden(columns, channel, overrides, zone).items()
    ]
    frame = pd.DataFrame(rows, columns=["interval_start", "channel", "mean", *QUANTILES, "aht_s"])
    frame["interval_start"] = pd.to_datetime(frame["interval_start"], unit="s", utc=True)
    return frame


def _day_bands(
    stored: Mapping[str, Any], day: date, columns: Mapping[str, Any], start: datetime, end: datetime
) -> pd.DataFrame:
    """How sure the engine was of today's totals: `day, channel, mean, q10, q90`, before corrections."""
    totals: dict[str, float] = {}
    for at, channel, mean in zip(columns["interval_start"], columns["channel"], columns["mean"], strict=True):
        if start.timestamp() <= at < end.timestamp():
            totals[str(channel)] = totals.get(str(channel), 0.0) + float(mean)
    rows = [
        (pd.Timestamp(day), channel, totals[channel], row["q10"], row["q90"])
        for channel, listed in stored.items()
        for row in listed
        if row["day"] == day.isoformat() and channel in totals
    ]
    frame = pd.DataFrame(rows, columns=["day", "channel", "mean", "q10", "q90"])
    return frame.astype({"mean": float, "q10": float, "q90": float})


def _channel(name: object, part: pd.DataFrame, before: pd.DataFrame, band: tuple[float, float]) -> TodayChannel:
    old = before.loc[str(name)]
    points = []
    for r in cast("list[dict[str, Any]]", part.to_dict("records")):
        was = float(cast("float", old.loc[r["interval_start"], "mean"]))
        actual = float(r["actual"]) if r["status"] == "actual" else None
        at: datetime = r["interval_start"].to_pydatetime()
        points.append(TodayPoint(at, was, r["mean"], r["q10"], r["q90"], actual, r["status"]))
    over = [p for p in points if p.status == "actual"]
    ahead = [p for p in points if p.status == "forecast"]
    rest, came = sum(p.mean for p in ahead), sum(p.actual or 0.0 for p in over)
    missing = sum(p.mean for p in points if p.status == "missing")
    weights = part["mean"].where(part["status"] == "forecast", 0.0)
    aht, aht_was = part["aht_s"], part["interval_start"].map(old["aht_s"])

    def mean_of(values: pd.Series) -> float | None:
        ok = values.notna() & (weights > 0)
        below = float(weights[ok].sum())
        return float((values * weights)[ok].sum()) / below if below > 0 else None

    return TodayChannel(
        str(name), sum(p.before for p in points), came, sum(p.before for p in over), rest,
        *band, float(part["factor"].iloc[0]), came + missing + rest,
        mean_of(aht), mean_of(aht_was), tuple(points),
    )  # fmt: skip


@writes
def apply(ws: Workspace, shown: Today) -> tuple[ForecastOverride, ...]:
    """Make the re-forecast count: a correction by per cent for the rest of today on each channel that moved.

    It takes the place of what an earlier look at the day made (nothing is returned when the day is back to what was
    forecast), and it counts in a locked week too: what was published stays in the record and is what accuracy is held
    against. Raises Refused when nothing of today came yet or nothing moved by as much as 1 %.
    """
    if shown.last_actual is None:
        raise Refused(
            t("Nothing of today is known yet."),
            t("Import this morning's contacts: {command}", command="cuadrante import contacts FILE"),
        )
    zone = read_settings(ws).time_zone
    end = midnight(shown.day + timedelta(days=1), zone)
    at = _local(shown.moment, zone)
    made: list[ForecastOverride] = []
    start = midnight(shown.day, zone)
    earlier = _earlier(ws, shown.day)
    standing = [o.override_id for o in in_force(ws, start, end) if o.override_id in earlier and not o.undone]
    for override_id in standing:
        undo_override(ws, override_id)
    for c in shown.channels:
        first = next((p.start for p in c.points if p.status == "forecast"), None)
        if first is None or abs(c.factor - 1) < LEAST_CHANGE:
            continue
        reason = remark("reforecast", time=f"{at:%H:%M}", came=round(c.came), expected=round(c.expected))
        changes = [("contacts", c.factor - 1)]
        if c.aht_s and c.aht_said_s and abs(c.aht_s / c.aht_said_s - 1) >= LEAST_CHANGE:
            changes.append(("aht_s", c.aht_s / c.aht_said_s - 1))
        made += [
            add_override(ws, start=first, end=end, channel=c.channel, measure=measure,  # type: ignore[arg-type]
                         operation="percent", value=round(100 * change, 2), reason=reason, of_today=True)
            for measure, change in changes
        ]  # fmt: skip
    save_report(ws, KIND, {"day": str(shown.day), "overrides": [o.override_id for o in made]})
    if not made and not standing:
        raise Refused(t("The day goes as forecast: nothing moved by {share}.", share=percent(LEAST_CHANGE)),
                      t("Look again later."))  # fmt: skip
    return tuple(made)
