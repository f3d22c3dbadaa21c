"""Accuracy of a backtest: WAPE, bias, MASE, pinball loss and coverage, against naive methods and the noise floor.

WAPE = Σ|actual − mean| / Σ actual; bias = Σ(mean − actual) / Σ actual; MASE after Hyndman and Koehler (International
Journal of Forecasting 22, 2006) with the weekly seasonal naive; pinball is the mean over the five quantiles, relative
to the mean actual. The noise floor is the WAPE of a forecaster who knows every Poisson mean: on average, none beats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.calendar import event_days, normalise_events, public_holidays
from forecasting.history import Panel, local_times, read_history
from forecasting.results import QUANTILES

if TYPE_CHECKING:
    import pandas as pd

SCORES = ("n", "actual", "wape", "bias", "mase", "pinball", "coverage80", "coverage95", "naive_wape", "last_year_wape",
          "floor_wape")  # fmt: skip


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
    day_rows = _day_totals(rows)
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
    import pandas as pd

    from forecasting.rolling import BACKTEST_COLUMNS, actuals

    came = actuals(read_history(history, zone))
    joined = table.merge(came, on=["interval_start", "channel"], how="inner")
    first = table["interval_start"].min().tz_convert(zone).tz_localize(None).normalize()
    origin = first if published is None else pd.Timestamp(str(published)).normalize()
    columns = [column for column in BACKTEST_COLUMNS if column in joined.columns or column == "origin"]
    return joined.assign(origin=origin)[columns]


def poisson_floor(mean: np.ndarray) -> np.ndarray:
    """Mean absolute deviation of Poisson variables with these means: 2 e^-m m^(⌊m⌋+1) / ⌊m⌋!."""
    from scipy.special import gammaln

    safe = np.maximum(mean, 1e-12)
    whole = np.floor(safe)
    return np.asarray(np.where(mean > 0, 2 * np.exp(-safe + (whole + 1) * np.log(safe) - gammaln(whole + 1)), 0.0))


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
        "floor_wape": float(poisson_floor(mean).sum() / mean.sum()) if mean.sum() > 0 else float("nan"),
    }  # fmt: skip
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
    import pandas as pd

    made = []
    for value, part in rows.groupby(by, sort=True):
        weights = part["channel"].value_counts(normalize=True)
        base = sum(scale.get(str(c), float("nan")) * w for c, w in weights.items()) if scale else float("nan")
        made.append({by: value, **score_row(part, float(base))})
    return pd.DataFrame(made, columns=[by, *SCORES])


def _with_context(backtest: pd.DataFrame, panel: Panel, events: pd.DataFrame | None, region: str) -> pd.DataFrame:
    import pandas as pd

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
    channel = backtest["channel"].astype(str).to_numpy()
    for name in np.unique(channel):
        days = np.array(sorted(event_days(named, name) | public), dtype="datetime64[D]")
        flags |= (channel == name) & np.isin(day, days)
    at = (
        np.array([panel.channels.index(name) if name in panel.channels else -1 for name in channel]),
        (day - panel.days[0]).astype(int),
        slot,
    )
    ahead = (day - origin).astype(int) + 1
    back = ((ahead - 1) // 7 + 1) * 7
    return backtest.assign(
        day=day, ahead=ahead, weekday=local.dt.day_of_week.to_numpy(),
        time=local.dt.strftime("%H:%M").to_numpy(), event_day=flags,
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


def _day_totals(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["actual", "mean", "naive", "last_year"]
    return rows.groupby(["origin", "day", "channel"], as_index=False)[columns].sum(min_count=1)
