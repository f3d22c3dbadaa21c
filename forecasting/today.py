"""The rest of today, forecast again from this morning's actuals.

Contacts are Poisson-like around `forecast × day factor`; the factor has a gamma prior of mean 1 whose width is the
doubt the forecast itself states about the day. The posterior mean is then (k + A) / (k + F) with A contacts that came,
F that were forecast for the same intervals, both divided by their overdispersion (conjugate update; for call centres
compare Weinberg, Brown and Stroud, JASA 102, 2007).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from forecasting.errors import ForecastError
from forecasting.history import check_zone
from forecasting.results import QUANTILES

if TYPE_CHECKING:
    import pandas as pd

Z80 = 1.2816
DEFAULT_DOUBT = 0.1


def reforecast_today(
    table: pd.DataFrame,
    actuals: pd.DataFrame,
    *,
    now: datetime,
    zone: str = "Europe/Madrid",
    day_doubt: dict[str, float] | None = None,
) -> pd.DataFrame:
    """Forecast the rest of the local day of `now` again.

    Args:
        table: `ForecastResult.table` (or a published, overridden one) that covers today.
        actuals: `interval_start` (aware), `channel, contacts, [aht_s]` of today so far; intervals absent are missing.
        now: aware time; only intervals that ended by then count, later actuals are ignored.
        day_doubt: relative standard deviation of the day's total by channel; by default half of what the intervals
            state (their doubt holds noise of their own).

    Returns:
        Today's rows of the table with `status` (`actual`, `forecast`, `missing`), `actual`, `factor`, and mean,
        quantiles and `aht_s` moved for what is still to come.

    Raises:
        ForecastError: `now` has no zone, or the table does not cover today, or is by the day.
    """
    import pandas as pd

    if now.tzinfo is None:
        raise ForecastError("bad_time", "The present time has no time zone.", "Give an aware time.")
    check_zone(zone)
    moment = pd.Timestamp(now).tz_convert(zone)
    local_day = table["interval_start"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    today = table[local_day == moment.tz_localize(None).normalize()].copy()
    starts = np.sort(today["interval_start"].unique())
    if len(starts) < 2:
        raise ForecastError(
            "not_covered",
            f"The forecast has no intervals on {moment:%Y-%m-%d}.",
            "Forecast by intervals of an hour or less, from today or earlier.",
            day=f"{moment:%Y-%m-%d}",
        )
    width = pd.Timedelta(np.diff(starts).min())
    came = actuals.rename(columns={"contacts": "actual", "aht_s": "actual_aht_s"})
    columns = [c for c in ("interval_start", "channel", "actual", "actual_aht_s") if c in came.columns]
    came = came[columns].assign(interval_start=pd.to_datetime(came["interval_start"], utc=True))
    came = came[came["interval_start"] + width <= moment]
    came = came[np.isfinite(came["actual"].astype(float)) & (came["actual"] >= 0)]
    came = came.drop_duplicates(["interval_start", "channel"], keep="last")
    stamp = today["interval_start"].dtype
    came["interval_start"] = came["interval_start"].astype(stamp)
    today = today.merge(came, on=["interval_start", "channel"], how="left")
    over = (today["interval_start"] + width <= moment).to_numpy()
    known = over & today["actual"].notna().to_numpy()
    today["status"] = np.where(known, "actual", np.where(over, "missing", "forecast"))
    today["factor"] = 1.0
    for channel in today["channel"].unique():
        mine = (today["channel"] == channel).to_numpy()
        _update(today, mine, known & mine, ~over & mine, (day_doubt or {}).get(str(channel)))
    ordered: pd.DataFrame = today.sort_values(["channel", "interval_start"], ignore_index=True)
    return ordered


def _update(today: pd.DataFrame, mine: np.ndarray, known: np.ndarray, ahead: np.ndarray, doubt: float | None) -> None:
    """Move one channel's rows in place."""
    mean = today["mean"].to_numpy(dtype=float).copy()
    slot_doubt = _slot_doubt(today, mine)
    sigma = doubt if doubt is not None else (0.5 * slot_doubt if slot_doubt > 0 else DEFAULT_DOUBT)
    came, expected = float(today["actual"].to_numpy(dtype=float)[known].sum()), float(mean[known].sum())
    if expected <= 0 or not known.any():
        return
    typical = float(np.mean(mean[mine])) or 1.0
    dispersion = max(1.0 + typical * max(slot_doubt**2 - sigma**2 - 1.0 / max(typical, 1e-9), 0.0), 1.0)
    k = 1.0 / max(sigma, 0.01) ** 2
    factor = (k + came / dispersion) / (k + expected / dispersion)
    settled = k / (k + expected / dispersion)  # share of the day's doubt that is left
    today.loc[mine, "factor"] = factor
    middle = mean * factor
    total = slot_doubt**2 if slot_doubt > 0 else 1.0
    shrink = float(np.sqrt(max(1.0 - (1.0 - settled) * min(sigma**2 / total, 1.0), 0.05)))
    for name in QUANTILES:
        if name in today.columns:
            quantile = today[name].to_numpy(dtype=float).copy()
            quantile[ahead] = np.maximum(middle[ahead] + (quantile[ahead] - mean[ahead]) * factor * shrink, 0.0)
            today[name] = quantile
    mean[ahead] = middle[ahead]
    today["mean"] = mean
    if "aht_s" in today.columns and "actual_aht_s" in today.columns:
        aht, seen = today["aht_s"].to_numpy(dtype=float).copy(), today["actual_aht_s"].to_numpy(dtype=float)
        load = today["actual"].to_numpy(dtype=float)
        ok = known & np.isfinite(seen) & np.isfinite(aht) & (load > 0)
        if ok.any():
            ratio = float((load[ok] * seen[ok]).sum() / (load[ok] * aht[ok]).sum())
            trust = float(load[ok].sum() / (load[ok].sum() + 100.0))
            aht[ahead] *= 1.0 + trust * (ratio - 1.0)
            today["aht_s"] = aht


def _slot_doubt(today: pd.DataFrame, mine: np.ndarray) -> float:
    if "q10" not in today.columns or "q90" not in today.columns:
        return 0.0
    part = today[mine]
    total = float(part["mean"].sum())
    return float((part["q90"] - part["q10"]).sum() / (2 * Z80) / total) if total > 0 else 0.0
