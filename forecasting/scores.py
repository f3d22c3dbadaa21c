"""Accuracy of a backtest: WAPE, bias, MASE, pinball loss and coverage, against naive methods and the noise floor.

WAPE = Σ|actual − mean| / Σ actual; bias = Σ(mean − actual) / Σ actual; MASE after Hyndman and Koehler (International
Journal of Forecasting 22, 2006) with the weekly seasonal naive; pinball is the mean over the five quantiles, relative
to the mean actual. The noise floor is the WAPE left to a forecaster who knows every mean: that of Poisson counts, times
how much more (or less) than Poisson counts the series scatters from week to week. Poisson alone would promise too much
where contacts come in bursts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import gammaln

from forecasting.events.calendar import event_days, normalise_events, public_holidays
from forecasting.history import DAY_MIN, Panel, local_times, read_history
from forecasting.results import QUANTILES
from forecasting.rolling import BACKTEST_COLUMNS, actuals

if TYPE_CHECKING:
    import pandas as pd

SCORES = ("n", "actual", "wape", "bias", "mase", "pinball", "coverage80", "coverage95", "naive_wape", "last_year_wape",
          "floor_wape", "poisson_wape")  # fmt: skip
LEAST_WEEKS = 8  # triples of weeks below which the scatter of a slot is taken from the whole channel


@dataclass(frozen=True)
class Accuracy:
    """Tables of `SCORES` (shares, not per cent) by the column each is named after.

    Attributes:
        overall: one row; `by_channel`; `by_horizon` (`ahead`, days); `by_weekday` (0 = Monday); `by_interval` (`time`,
            local HH:MM); `by_event` (`event_day` True or False); `by_day_total`: by channel on whole days.
        rows: the backtest with `day, ahead, weekday, time, event_day, naive, last_year` joined.
    """

    overall: pd.DataFrame
    by_channel: pd.DataFrame
    by_horizon: pd.DataFrame
    by_weekday: pd.DataFrame
    by_interval: pd.DataFrame
    by_event: pd.DataFrame
    by_day_total: pd.DataFrame
    rows: pd.DataFrame


def accuracy(
    backtest: pd.DataFrame,
    history: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    region: str = "",
    zone: str = "Europe/Madrid",
) -> Accuracy:
    """Score a backtest (or `compare_snapshot` rows).

    Args:
        backtest: columns of `forecasting.backtest`.
        history: the history it was made from, for the naive methods.
        events: the team's events; with `region`, they say which days are event days.
    """
    panel = read_history(history, zone)
    rows = _with_context(backtest, panel, events, region)
    day_rows = _day_totals(rows, panel)
    scale = {channel: _naive_scale(panel, c) for c, channel in enumerate(panel.channels)}
    one = rows.assign(all="all")
    return Accuracy(
        overall=_table(one, "all", scale).drop(columns="all"),
        by_channel=_table(rows, "channel", scale),
        by_horizon=_table(rows, "ahead", scale),
        by_weekday=_table(rows, "weekday", scale),
        by_interval=_table(rows, "time", scale),
        by_event=_table(rows, "event_day", scale),
        by_day_total=_table(day_rows, "channel", {}),
        rows=rows,
    )


def compare_snapshot(
    table: pd.DataFrame, history: pd.DataFrame, *, zone: str = "Europe/Madrid", published: object = None
) -> pd.DataFrame:
    """A published forecast held against what came since, in the columns of a backtest; open intervals left out."""
    came = actuals(read_history(history, zone))
    joined = table.merge(came, on=["interval_start", "channel"], how="inner")
    first = table["interval_start"].min().tz_convert(zone).tz_localize(None).normalize()
    origin = first if published is None else pd.Timestamp(str(published)).normalize()
    columns = [column for column in BACKTEST_COLUMNS if column in joined.columns or column == "origin"]
    return joined.assign(origin=origin)[columns]


def poisson_floor(mean: np.ndarray) -> np.ndarray:
    """Mean absolute deviation of Poisson variables with these means: 2 e^-m m^(⌊m⌋+1) / ⌊m⌋!."""
    safe = np.maximum(mean, 1e-12)
    whole = np.floor(safe)
    return np.asarray(np.where(mean > 0, 2 * np.exp(-safe + (whole + 1) * np.log(safe) - gammaln(whole + 1)), 0.0))


def scatter(panel: Panel, event_days: np.ndarray) -> np.ndarray:
    """How many times more than Poisson counts each channel and slot scatters about its weekday's level.

    From what a day deviates from the mean of the same weekday a week before and after, which cancels level, weekday and
    drift: for independent noise its mean size is sqrt(1.5) times the mean deviation of one day.

    Args:
        event_days: shape (channels, days), days left out with their neighbours.

    Returns:
        Shape (channels, slots); 1 where there is too little to tell.
    """
    counts = np.where(event_days[..., None], np.nan, panel.contacts)
    result = np.ones((len(panel.channels), panel.slots))
    if counts.shape[1] < 14 + LEAST_WEEKS:
        return result
    before, middle, after = counts[:, :-14], counts[:, 7:-7], counts[:, 14:]
    size, level = np.abs(middle - (before + after) / 2), (before + middle + after) / 3
    for c in range(len(panel.channels)):
        ok = np.isfinite(size[c]) & (level[c] > 0)
        relative = np.where(ok, size[c] / np.sqrt(np.maximum(level[c], 1e-9)), np.nan)
        if ok.sum() < LEAST_WEEKS:
            continue
        # Days that events or mistakes threw far off say nothing about ordinary noise.
        usual = ok & (relative <= 4.0 * np.nanmedian(relative))
        expected = np.where(usual, poisson_floor(np.where(usual, level[c], 1.0)), 0.0).sum(axis=0)
        came = np.where(usual, size[c], 0.0).sum(axis=0) / np.sqrt(1.5)
        whole = float(came.sum() / max(expected.sum(), 1e-9))
        result[c] = np.where(usual.sum(axis=0) >= LEAST_WEEKS, came / np.maximum(expected, 1e-9), whole)
    return result


def score_row(rows: pd.DataFrame, scale: float = float("nan")) -> dict[str, float]:
    """`SCORES` of some rows; `scale` is the in-sample error of the seasonal naive for MASE."""
    actual, mean = rows["actual"].to_numpy(dtype=float), rows["mean"].to_numpy(dtype=float)
    total = float(actual.sum())
    wrong = np.abs(actual - mean)

    def share(value: float) -> float:
        return value / total if total > 0 else float("nan")

    def wape_of(column: str) -> float:
        if column not in rows.columns:
            return float("nan")
        other = rows[column].to_numpy(dtype=float)
        ok = np.isfinite(other)
        below = float(actual[ok].sum())
        return float(np.abs(actual - other)[ok].sum()) / below if below > 0 else float("nan")

    result = {
        "n": float(len(rows)), "actual": total, "wape": share(float(wrong.sum())),
        "bias": share(float((mean - actual).sum())), "mase": float(wrong.mean()) / scale if scale > 0 else float("nan"),
        "naive_wape": wape_of("naive"), "last_year_wape": wape_of("last_year"),
    }  # fmt: skip
    floor = poisson_floor(mean)
    times = rows["scatter"].to_numpy(dtype=float) if "scatter" in rows.columns else np.ones(len(rows))
    below = float(mean.sum())
    result["poisson_wape"] = float(floor.sum()) / below if below > 0 else float("nan")
    result["floor_wape"] = float((floor * times).sum()) / below if below > 0 else float("nan")
    losses = []
    for name, level in QUANTILES.items():
        if name in rows.columns:
            gap = actual - rows[name].to_numpy(dtype=float)
            losses.append(float(np.maximum(level * gap, (level - 1) * gap).sum()))
    result["pinball"] = share(float(np.mean(losses))) if losses else float("nan")
    for name, low, high in (("coverage80", "q10", "q90"), ("coverage95", "q025", "q975")):
        if low in rows.columns:
            inside = (actual >= rows[low].to_numpy(dtype=float)) & (actual <= rows[high].to_numpy(dtype=float))
            result[name] = float(inside.mean())
        else:
            result[name] = float("nan")
    return {name: result[name] for name in SCORES}


def _table(rows: pd.DataFrame, by: str, scale: dict[str, float]) -> pd.DataFrame:
    made = []
    for value, part in rows.groupby(by, sort=True):
        weights = part["channel"].value_counts(normalize=True)
        base = sum(scale.get(str(c), float("nan")) * w for c, w in weights.items()) if scale else float("nan")
        made.append({by: value, **score_row(part, float(base))})
    return pd.DataFrame(made, columns=[by, *SCORES])


def _with_context(backtest: pd.DataFrame, panel: Panel, events: pd.DataFrame | None, region: str) -> pd.DataFrame:
    local = local_times(backtest["interval_start"], panel.zone)
    day = local.to_numpy().astype("datetime64[D]")
    origin = pd.to_datetime(backtest["origin"]).to_numpy().astype("datetime64[D]")
    slot = (
        np.zeros(len(backtest), dtype=int)
        if panel.daily
        else ((local.dt.hour * 60 + local.dt.minute) // panel.width_min).to_numpy()
    )
    own = normalise_events(events)
    first, last = panel.days[0].astype(object), day.max().astype(object)
    public = {d for d, _ in public_holidays(first, last, region)}
    named = own[own["source"] == "own"]
    flags = np.zeros(len(backtest), dtype=bool)
    off = np.zeros(panel.contacts.shape[:2], dtype=bool)
    channel = backtest["channel"].astype(str).to_numpy()
    for name in np.unique(channel):
        days = np.array(sorted(event_days(named, name) | public), dtype="datetime64[D]")
        flags |= (channel == name) & np.isin(day, days)
        if name in panel.channels:
            off[panel.channels.index(name)] = np.isin(panel.days, days)
    at = (
        np.array([panel.channels.index(name) if name in panel.channels else -1 for name in channel]),
        (day - panel.days[0]).astype(int),
        slot,
    )
    ahead = (day - origin).astype(int) + 1
    back = ((ahead - 1) // 7 + 1) * 7
    times = scatter(panel, off)
    return backtest.assign(
        day=day, ahead=ahead, weekday=local.dt.day_of_week.to_numpy(),
        time=local.dt.strftime("%H:%M").to_numpy(), event_day=flags,
        scatter=np.where(at[0] >= 0, times[np.maximum(at[0], 0), slot], 1.0),
        naive=_lookup(panel, at[0], at[1] - back, slot),
        last_year=_last_year(panel, at[0], at[1], slot, (origin - panel.days[0]).astype(int)),
    )  # fmt: skip


def _lookup(panel: Panel, channel: np.ndarray, day: np.ndarray, slot: np.ndarray) -> np.ndarray:
    ok = (day >= 0) & (day < len(panel.days)) & (channel >= 0)
    return np.where(ok, panel.contacts[channel * ok, day * ok, slot * ok], np.nan)


def _last_year(panel: Panel, channel: np.ndarray, day: np.ndarray, slot: np.ndarray, origin: np.ndarray) -> np.ndarray:
    """The same weekday last year times the ratio of the last four weeks to those of a year before."""
    base = _lookup(panel, channel, day - 364, slot)
    sums = np.nansum(panel.contacts, axis=2)
    ratio: dict[tuple[int, int], float] = {}
    for c, o in set(zip(channel.tolist(), origin.tolist(), strict=True)):
        now = float(sums[c, max(o - 28, 0) : o].sum())
        then = float(sums[c, o - 392 : o - 364].sum()) if o >= 392 else 0.0
        ratio[(c, o)] = now / then if then > 0 else float("nan")
    factor = np.array([ratio[(c, o)] for c, o in zip(channel.tolist(), origin.tolist(), strict=True)])
    return np.asarray(base * factor)


def _naive_scale(panel: Panel, channel: int) -> float:
    series = panel.contacts[channel]
    gap = np.abs(series[7:] - series[:-7]) if len(series) > 7 else np.zeros(0)
    gap = gap[np.isfinite(gap)]
    return float(gap.mean()) if len(gap) else float("nan")


def _day_totals(rows: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """Whole days, with the scatter of whole days: noise common to a day's intervals does not even out over it."""
    columns = ["actual", "mean", "naive", "last_year"]
    days = rows.groupby(["origin", "day", "channel"], as_index=False)[columns].sum(min_count=1)
    marked = rows.loc[rows["event_day"], ["channel", "day"]].drop_duplicates()
    off = np.zeros(panel.contacts.shape[:2], dtype=bool)
    for channel, day in zip(marked["channel"], marked["day"].to_numpy().astype("datetime64[D]"), strict=True):
        if channel in panel.channels and panel.days[0] <= day <= panel.days[-1]:
            off[panel.channels.index(channel), int((day - panel.days[0]).astype(int))] = True
    known = np.isfinite(panel.contacts).any(axis=2)
    whole = np.where(known, np.nansum(panel.contacts, axis=2), np.nan)[..., None]
    times = scatter(replace(panel, width_min=DAY_MIN, contacts=whole, aht_s=whole * np.nan), off)[:, 0]
    by_channel = dict(zip(panel.channels, times.tolist(), strict=True))
    return days.assign(scatter=days["channel"].map(by_channel).fillna(1.0))
