"""A run laid out in the tables of `ForecastResult`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.days.daily import FOLD_STEP, DailyForecast
from forecasting.days.daydata import DayData
from forecasting.events.hours import HourEffect, covered_days
from forecasting.history import Floats, Panel, utc_starts
from forecasting.results import QUANTILES

if TYPE_CHECKING:
    import pandas as pd


def tables(
    past: Panel, data: DayData, daily: DailyForecast, slots: Floats, slot_quantiles: Floats, day_quantiles: Floats,
    aht_s: Floats, hours: Sequence[HourEffect],
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """`ForecastResult.table` and `.daily`, for as many days as `slots` has."""
    days = slots.shape[1]
    horizon_days = data.days[data.origin : data.origin + days]
    names = list(QUANTILES)
    stamps, at_day, at_slot = [], [], []
    for h, day in enumerate(horizon_days):
        for slot, stamp in utc_starts(past.zone, day, past.width_min):
            stamps.append(stamp)
            at_day.append(h)
            at_slot.append(slot)
    day_at, slot_at = np.array(at_day), np.array(at_slot)
    frames = []
    for c, channel in enumerate(data.channels):
        mean = slots[c, day_at, slot_at]
        frame = pd.DataFrame({"interval_start": pd.DatetimeIndex(stamps), "channel": channel, "mean": mean})
        for q, name in enumerate(names):
            frame[name] = slot_quantiles[c, day_at, slot_at, q]
        frame["aht_s"] = aht_s[c, day_at, slot_at]
        frames.append(frame[np.isfinite(mean)])
    table = pd.concat(frames, ignore_index=True)
    daily_frames = []
    for c, channel in enumerate(data.channels):
        by_day = data.events[c].by_day
        by_hour = covered_days([hour.event for hour in hours if hour.channel == c], channel, horizon_days)
        event_names = [
            "; ".join(
                dict.fromkeys(
                    [o.event for o in by_day.get(data.origin + h, ()) if o.group != "near"]
                    + [event.event for event in by_hour.get(h, ())]
                )
            )
            for h in range(days)
        ]
        back = np.arange(data.origin, data.origin + days) - 364
        frame = pd.DataFrame(
            {"day": pd.DatetimeIndex(horizon_days), "channel": channel, "mean": daily.mean[0, c, :days]}
        )
        for q, name in enumerate(names):
            frame[name] = day_quantiles[c, :, q]
        frame["closed"] = data.closed[c, data.origin : data.origin + days]
        frame["event"] = event_names
        frame["last_year"] = np.where(back >= 0, data.counts[c, np.maximum(back, 0)], np.nan)
        daily_frames.append(frame)
    return table, pd.concat(daily_frames, ignore_index=True)


def member_table(data: DayData, daily: DailyForecast) -> pd.DataFrame:
    """`ForecastResult.members`, scored over four weeks from each earlier origin."""
    rows = []
    for c, channel in enumerate(data.channels):
        for name, path in {**daily.paths, "combined": daily.mean}.items():
            wrong, total = 0.0, 0.0
            for k, origin in enumerate(daily.origins[1:], start=1):
                part = np.arange(origin, min(origin + FOLD_STEP, data.origin))
                actual, made = data.counts[c, part], path[k, c, part - origin]
                ok = data.known[c, part] & np.isfinite(made)
                wrong += float(np.abs(actual - made)[ok].sum())
                total += float(actual[ok].sum())
            weight = 1.0 if name == "combined" else float(daily.weights[name][c])
            rows.append(
                {"channel": channel, "member": name, "weight": weight,
                 "wape_pct": 100 * wrong / total if total > 0 else float("nan")}
            )  # fmt: skip
    return pd.DataFrame(rows, columns=["channel", "member", "weight", "wape_pct"])


def member_days(data: DayData, daily: DailyForecast, days: int) -> pd.DataFrame:
    """What every member says about each of the first `days` days: `channel, day, member, mean`."""
    stamps = pd.DatetimeIndex(data.days[data.origin : data.origin + days])
    return pd.concat(
        [
            pd.DataFrame({"channel": channel, "day": stamps, "member": name, "mean": path[0, c, :days]})
            for c, channel in enumerate(data.channels)
            for name, path in daily.paths.items()
        ],
        ignore_index=True,
    )
