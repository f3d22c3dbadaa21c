"""The rest of today, forecast again from this morning's actuals.

Contacts of an interval are `forecast × day factor` plus noise of their own. The forecast states how wide both are: the
band of the day's total holds mostly the factor, the bands of the intervals hold both. The factor is then the best
linear estimate from what came (Bühlmann's credibility, ASTIN Bulletin 4, 1967; for call centres compare Weinberg, Brown
and Stroud, JASA 102, 2007): a morning of noisy intervals moves the afternoon little.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.errors import ForecastError
from forecasting.history import Floats, check_zone
from forecasting.results import QUANTILES

if TYPE_CHECKING:
    import pandas as pd

WIDTH80 = 2 * 1.281552
Z = {"q025": -1.959964, "q10": -1.281552, "q50": 0.0, "q90": 1.281552, "q975": 1.959964}
LEAST_DOUBT = 0.01  # relative standard deviation of a day's factor, at least
# Of the variance of a day's factor: what the whole day shares, and what morning and afternoon have each of their own (a
# day that begins high does not stay as high to the end). Correlation of the two 0.67, as measured on a bank's calls.
COMMON, OWN_HALF = 0.8, 0.4
SURPRISE = 2.5  # standard deviations
LEAST_DISPERSION = 0.5  # of an interval's own variance to its mean, at least


def reforecast_today(
    table: pd.DataFrame,
    actuals: pd.DataFrame,
    *,
    now: datetime,
    zone: str = "Europe/Madrid",
    daily: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Forecast the rest of the local day of `now` again.

    Args:
        table: `ForecastResult.table` (or a published, overridden one) that covers today.
        actuals: `interval_start` (aware), `channel, contacts, [aht_s]` of today so far; intervals absent are missing.
        now: aware time; only intervals that ended by then count, later actuals are ignored.
        daily: `ForecastResult.daily` (`day, channel, mean, q10, q90` are read), which says how sure the day's total
            is; without it half of what the intervals' bands share is taken for it.

    Returns:
        Today's rows of the table with `status` (`actual`, `forecast`, `missing`), `actual`, `factor`, and mean,
        quantiles and `aht_s` moved for what is still to come and for what is over but unknown; `noise_sd` (contacts, an
        interval's own doubt) and `day_doubt` (relative, what is left of the day's common doubt) are what
        `rest_of_today` needs.

    Raises:
        ForecastError: `now` has no zone, or the table does not cover today, or is by the day.
    """
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
    today["noise_sd"], today["day_doubt"] = np.nan, np.nan
    doubts = _day_doubts(daily, moment.tz_localize(None).normalize())
    for channel in today["channel"].unique():
        mine = (today["channel"] == channel).to_numpy()
        _update(today, mine, known & mine, ~known & mine, doubts.get(str(channel)))
    ordered: pd.DataFrame = today.sort_values(["channel", "interval_start"], ignore_index=True)
    return ordered


def rest_of_today(today: pd.DataFrame) -> pd.DataFrame:
    """What is still to come today, as one figure a channel with its own band.

    Bands of intervals must not be added up, for their noise evens out over the afternoon. An hour that is over without
    data is unknown, not empty: `unknown` is what is taken to have come in it, and belongs to the day's total.

    Args:
        today: rows of `reforecast_today`.

    Returns:
        `channel, came, expected` (contacts of the intervals that count, and what was forecast for them), `unknown`,
        `rest` (mean of what is to come), `q025, q10, q50, q90, q975` of the rest.
    """
    rows = []
    for channel, part in today.groupby("channel", sort=False):
        ahead, known = part[part["status"] == "forecast"], part[part["status"] == "actual"]
        rest = float(ahead["mean"].sum())
        doubt = float(part["day_doubt"].iloc[0])
        sd = float(
            np.sqrt(np.nansum(ahead["noise_sd"].to_numpy(dtype=float) ** 2) + (np.nan_to_num(doubt) * rest) ** 2)
        )
        unknown = float(part.loc[part["status"] == "missing", "mean"].sum())
        row = {"channel": channel, "came": float(known["actual"].sum()), "expected": float(known["mean"].sum()),
               "unknown": unknown, "rest": rest}  # fmt: skip
        rows.append(row | {name: max(rest + Z[name] * sd, 0.0) for name in QUANTILES})
    return pd.DataFrame(rows, columns=["channel", "came", "expected", "unknown", "rest", *QUANTILES])


def _day_doubts(daily: pd.DataFrame | None, day: pd.Timestamp) -> dict[str, float]:
    """Relative standard deviation of today's total by channel, as its band states it."""
    if daily is None:
        return {}
    rows = daily[(daily["day"] == day) & (daily["mean"] > 0) & daily["q90"].notna() & daily["q10"].notna()]
    spread = (rows["q90"] - rows["q10"]) / WIDTH80 / rows["mean"]
    return dict(zip(rows["channel"].astype(str), spread.astype(float), strict=True))


def _parts_of_doubt(mean: Floats, spread: Floats, day_spread: float | None) -> tuple[float, Floats]:
    """Variance of the day's factor, and each interval's own variance in contacts².

    Args:
        mean, spread: forecast and standard deviation of each interval of the day.
        day_spread: relative standard deviation of the day's total; None when unknown.
    """
    total, busy = float(mean.sum()), mean > 0
    square = float((mean**2).sum())
    if day_spread is not None:
        # Var(total) = factor · total² + Σ own, own = spread² − factor · mean².
        factor = ((day_spread * total) ** 2 - float((spread**2).sum())) / max(total**2 - square, 1e-9)
    else:
        # spread² / mean = dispersion + common · mean, by least squares.
        x, y = mean[busy], spread[busy] ** 2 / mean[busy]
        slope = float(np.polyfit(x, y, 1)[0]) if len(x) > 3 and np.ptp(x) > 0 else 0.0
        factor = 0.5 * max(slope, 0.0)
    factor = max(factor, LEAST_DOUBT**2)
    own = np.maximum(spread**2 - factor * mean**2, LEAST_DISPERSION * mean)
    return factor, np.asarray(own, dtype=np.float64)


def _update(
    today: pd.DataFrame, mine: np.ndarray, known: np.ndarray, ahead: np.ndarray, day_spread: float | None
) -> None:
    """Move one channel's rows in place."""
    mean = today["mean"].to_numpy(dtype=float).copy()
    if "q10" in today.columns and "q90" in today.columns:
        spread = (today["q90"] - today["q10"]).to_numpy(dtype=float) / WIDTH80
    else:
        spread = np.sqrt(np.maximum(mean, 0.0) + (0.1 * mean) ** 2)
    variance, own_mine = _parts_of_doubt(mean[mine], spread[mine], day_spread)
    own = np.zeros(len(mean))
    own[mine] = own_mine
    came, expected = float(today["actual"].to_numpy(dtype=float)[known].sum()), float(mean[known].sum())
    before = np.sqrt(own + variance * mean**2)
    factor, left = 1.0, variance
    if expected > 0:
        noise = float(own[known].sum()) / expected**2
        # A morning further off than the forecast thought possible says that its doubt was stated too small.
        shown = ((came / expected - 1.0) / SURPRISE) ** 2 - noise
        variance = max(variance, shown / (COMMON + OWN_HALF))
        common, half = COMMON * variance, OWN_HALF * variance
        believed = common / (common + half + noise)
        factor = max(1.0 + believed * (came / expected - 1.0), 0.0)
        left = common * (1.0 - believed) + half
    own *= np.where(ahead, factor, 1.0)
    today.loc[mine, "factor"] = factor
    today.loc[mine, "noise_sd"] = np.sqrt(own[mine])
    today.loc[mine, "day_doubt"] = np.sqrt(left) / max(factor, 1e-9)
    if expected <= 0:
        return
    middle = mean * factor
    stretch = np.sqrt(own + left * mean**2) / np.maximum(before, 1e-9)
    for name in QUANTILES:
        if name in today.columns:
            quantile = today[name].to_numpy(dtype=float).copy()
            moved = np.maximum(middle + (quantile - mean) * stretch, 0.0)
            # Contacts are whole: a bound that would move by less than half a contact stays where its coverage is known.
            moves = ahead & (np.abs(moved - quantile) >= 0.5)
            quantile[moves] = moved[moves]
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
