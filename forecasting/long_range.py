"""The long view for hiring: weeks, twelve months ahead, with quantiles of whole weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.days.conformal import Errors, calibrate
from forecasting.engine import MAX_DAYS, Work, run_panel
from forecasting.errors import ForecastError
from forecasting.events.calendar import normalise_events
from forecasting.history import DAY_MIN, Panel, read_history
from forecasting.intervals.intraday import day_totals, open_slots
from forecasting.results import QUANTILES, Options, Progress

if TYPE_CHECKING:
    import pandas as pd


def long_view(
    history: pd.DataFrame,
    *,
    start: date,
    weeks: int = 52,
    events: pd.DataFrame | None = None,
    region: str = "",
    zone: str = "Europe/Madrid",
    options: Options | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Contacts and workload by week.

    Args:
        start: first day; weeks run from Monday, the first one may be short.
        weeks: 1 to 56.

    Returns:
        `week` (naive Monday), `channel, days, mean, q025, q10, q50, q90, q975, aht_s, hours` (mean × AHT in hours,
        NaN without AHT), `last_year` (contacts of the same days 52 weeks before, NaN where not all are known).

    Raises:
        ForecastError: as `forecast`.
    """
    days = weeks * 7
    if not weeks >= 1 or days > MAX_DAYS:
        raise ForecastError("bad_weeks", f"Cannot look {weeks} weeks ahead.", f"Ask for 1 to {MAX_DAYS // 7}.")
    chosen = options or Options()
    panel = _by_day(read_history(history, zone, missing_is_zero=chosen.missing_is_zero))
    work = run_panel(panel, start, days, normalise_events(events), region, chosen, progress)
    horizon_days = work.data.days[work.data.origin : work.data.origin + days]
    monday = horizon_days - ((horizon_days.astype(np.int64) + 3) % 7)
    weeks_at, index = np.unique(monday, return_inverse=True)
    errors = [_week_errors(work, c) for c in range(len(work.data.channels))]
    spread = [float(np.sqrt(f[0].fit.noise_var)) if f else 0.3 for f in work.daily.fits]
    calibration = calibrate(errors, [0.5 * s + 0.05 for s in spread])
    frames = []
    for c, channel in enumerate(work.data.channels):
        mean = np.bincount(index, weights=work.daily.mean[0, c, :days]).astype(np.float64)
        ahead = np.arange(1, len(weeks_at) + 1, dtype=float)
        quantiles = calibration[c].quantiles(mean, np.zeros(len(mean), dtype=bool), ahead, np.zeros(len(mean)))
        aht = work.aht_s[c, :, 0]
        load = np.bincount(index, weights=np.nan_to_num(aht) * work.daily.mean[0, c, :days])
        back = np.arange(work.data.origin, work.data.origin + days) - 364
        then = np.where(back >= 0, work.data.counts[c, np.maximum(back, 0)], np.nan)
        then = np.where(np.isnan(then) & work.data.closed[c, np.maximum(back, 0)], 0.0, then)
        frame = pd.DataFrame(
            {"week": pd.DatetimeIndex(weeks_at), "channel": channel, "days": np.bincount(index), "mean": mean}
        )
        for q, name in enumerate(QUANTILES):
            frame[name] = np.where(mean > 0, quantiles[:, q], 0.0)
        known = np.isfinite(aht).all()
        frame["aht_s"] = np.where(mean > 0, load / np.maximum(mean, 1e-9), aht[0]) if known else np.nan
        frame["hours"] = load / 3600.0 if known else np.nan
        frame["last_year"] = [float(then[index == w].sum()) for w in range(len(weeks_at))]
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _by_day(panel: Panel) -> Panel:
    """The panel by the day, AHT weighted by contacts."""
    if panel.daily:
        return panel
    totals, handle = [], []
    for series, aht in zip(panel.contacts, panel.aht_s, strict=True):
        totals.append(day_totals(series, panel.days, open_slots(series, panel.days)))
        weight = np.where(np.isfinite(aht), np.nan_to_num(series), 0.0)
        below = weight.sum(axis=1)
        work = (weight * np.nan_to_num(aht)).sum(axis=1)
        handle.append(np.where(below > 0, work / np.maximum(below, 1e-9), np.nan))
    return replace(panel, width_min=DAY_MIN, contacts=np.stack(totals)[:, :, None], aht_s=np.stack(handle)[:, :, None])


def _week_errors(work: Work, channel: int) -> Errors:
    """Errors of seven-day sums at the earlier origins, by weeks ahead."""
    data, daily = work.data, work.daily
    rows: list[tuple[float, float, float, float]] = []
    for k, origin in enumerate(daily.origins[1:], start=1):
        for week in range(min((data.origin - origin) // 7, data.horizon // 7)):
            part = np.arange(origin + 7 * week, origin + 7 * week + 7)
            ok = data.known[channel, part] & daily.said[k, channel, part - origin]
            if ok.sum() >= 3:
                actual = float(data.counts[channel, part[ok]].sum())
                rows.append((float(daily.mean[k, channel, part[ok] - origin].sum()), actual, float(k), week + 1.0))
    columns = np.array(rows, dtype=float).reshape(-1, 4)
    return Errors(
        columns[:, 0], columns[:, 1], columns[:, 2], np.zeros(len(rows), dtype=bool), columns[:, 3], np.zeros(len(rows))
    )
