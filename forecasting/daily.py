"""Day totals: every member at the newest and at earlier origins, combined.

Invariants: at each origin only earlier days are used; the first origin is the real one, the others lie whole weeks back
and serve to weigh members and to calibrate intervals. A member that diverges from the others is replaced by their
median before averaging. Forecasts are never negative; closed days carry their closed value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.bayes_ridge import Floats
from forecasting.boosting import boosted_member, load_lightgbm
from forecasting.conformal import Errors
from forecasting.daydata import DayData
from forecasting.errors import ForecastWarning
from forecasting.members import Fits, last_year_member, recent_member, theta_member
from forecasting.results import Options, Progress, report
from forecasting.structural import StructuralFit, build_design, fit_structural

OFFSET = 0.5
FOLD_STEP = 28
DIVERGED = np.log(2.5)
COLD_DAYS = 400
LIVE_MEMBERS = ("structural", "theta", "recent", "boosting")


@dataclass(frozen=True)
class DailyForecast:
    """Day forecasts.

    Attributes:
        origins: the real origin, then earlier ones, as day indices.
        paths: member → shape (origins, channels, horizon), contacts, NaN where the member has no say.
        mean: the combination, same shape.
        fits: structural fits by channel and origin.
        weights: member → weight by channel.
    """

    origins: tuple[int, ...]
    paths: dict[str, Floats]
    mean: Floats
    fits: Fits
    weights: dict[str, Floats]


def fold_origins(origin: int, horizon: int, longest_span: int, folds: int) -> tuple[int, ...]:
    """The real origin and up to `folds` earlier ones, a month apart (two weeks for short horizons or histories)."""
    step = 14 if horizon <= 14 or longest_span < 240 else FOLD_STEP
    possible = max((longest_span - 42) // step, 0)
    return tuple(origin - step * k for k in range(min(folds, possible) + 1))


def forecast_daily(
    data: DayData, options: Options, warnings: list[ForecastWarning], progress: Progress | None = None
) -> DailyForecast:
    """Forecast the day totals of every channel over the horizon, at the origin and at earlier ones."""
    channels, horizon = len(data.channels), data.horizon
    spans = [data.span(c) for c in range(channels) if data.state[c] == "live"]
    origins = fold_origins(data.origin, horizon, max(spans, default=0), options.folds)
    log_y = np.log(data.counts + OFFSET)
    fits = _structural_fits(data, log_y, origins, warnings, progress)
    shape = (len(origins), channels, horizon)
    logs: dict[str, Floats] = {name: np.full(shape, np.nan) for name in (*LIVE_MEMBERS, "last_year")}
    for c, mine in enumerate(fits):
        for k, fit in enumerate(mine or ()):
            origin = origins[k]
            part = slice(origin, origin + horizon)
            logs["structural"][k, c] = fit.total[part]
            logs["theta"][k, c] = theta_member(log_y[c], fit, data.known[c], origin, horizon)
            logs["recent"][k, c] = recent_member(log_y[c], fit, data.known[c], data.days, origin, horizon)
            logs["last_year"][k, c] = last_year_member(log_y[c], fit, data.known[c], data, c, origin, horizon)
    report(progress, 0.6, "boosting")
    if "boosting" in options.members:
        boosted = boosted_member(log_y, data, fits, origins, options.seed)
        if boosted is None:
            if load_lightgbm() is None:
                warnings.append(ForecastWarning("no_lightgbm", "", {}))
        else:
            logs["boosting"] = boosted
    logs = {name: path for name, path in logs.items() if name in options.members or name == "structural"}
    weights = {name: np.full(channels, 1.0 / len(logs)) for name in logs}
    combined = _combine(logs, data, origins)
    paths = {name: np.maximum(np.exp(path) - OFFSET, 0.0) for name, path in logs.items()}
    mean = np.maximum(np.exp(combined) - OFFSET, 0.0)
    _tiny_channels(data, origins, mean, warnings)
    for k, origin in enumerate(origins):
        part = slice(origin, origin + horizon)
        shut = data.closed[:, part] if k == 0 else data.closed[:, part] & ~data.known[:, part]
        mean[k] = np.where(shut, data.closed_value[:, part], mean[k])
    mean[:, [s in ("zero", "stopped") for s in data.state]] = 0.0
    return DailyForecast(origins, paths, np.nan_to_num(mean), fits, weights)


def _structural_fits(
    data: DayData, log_y: Floats, origins: tuple[int, ...], warnings: list[ForecastWarning], progress: Progress | None
) -> Fits:
    """Fit long channels first; short ones borrow weekday, season and events from them."""
    spans = [data.span(c) for c in range(len(data.channels))]
    fits: list[tuple[StructuralFit, ...] | None] = [None] * len(spans)
    order = sorted(range(len(spans)), key=lambda c: -spans[c])
    for done, c in enumerate(order):
        report(progress, 0.05 + 0.5 * done / len(order), "fitting")
        if data.state[c] != "live":
            continue
        lenders = [o for o in order[:done] if fits[o] is not None and spans[o] >= max(1.5 * spans[c], COLD_DAYS)]
        offset = None
        if spans[c] < COLD_DAYS and lenders:
            offset = np.mean([_pattern(fits[o]) for o in lenders], axis=0)
            names = ", ".join(data.channels[o] for o in lenders)
            warnings.append(ForecastWarning("cold_start", data.channels[c], {"days": spans[c], "siblings": names}))
        design = build_design(data.days, data.known[c], data.origin, data.events[c], data.reopening[c])
        fits[c] = fit_structural(
            np.nan_to_num(log_y[c]), data.known[c], design, data.events[c], offset=offset, folds=origins[1:]
        )
    return tuple(fits)


def _pattern(fits: tuple[StructuralFit, ...] | None) -> Floats:
    assert fits is not None
    return fits[0].total - fits[0].level


def _combine(logs: dict[str, Floats], data: DayData, origins: tuple[int, ...]) -> Floats:
    """Mean of the members on the log scale; one far from the median of all is replaced by it."""
    stacked = np.stack([logs[name] for name in logs])
    with np.errstate(all="ignore"):
        import warnings as python_warnings

        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore", RuntimeWarning)
            median = np.nanmedian(stacked, axis=0)
            guarded = np.where(np.abs(stacked - median) > DIVERGED, median, stacked)
            return np.asarray(np.nanmean(guarded, axis=0))


def _tiny_channels(data: DayData, origins: tuple[int, ...], mean: Floats, warnings: list[ForecastWarning]) -> None:
    """Channels with under two weeks of days get their plain mean."""
    for c, state in enumerate(data.state):
        if state != "tiny" and not (state == "live" and np.isnan(mean[0, c]).any()):
            continue
        at = np.flatnonzero(data.known[c])
        level = float(np.mean(data.counts[c, at])) if len(at) else 0.0
        mean[:, c] = level


def past_errors(daily: DailyForecast, data: DayData) -> list[Errors]:
    """Errors of the combination at the earlier origins, by channel."""
    result = []
    horizon = data.horizon
    for c in range(len(data.channels)):
        means, actuals, folds, flags, aheads = [], [], [], [], []
        event = data.events[c].flagged(len(data.days))
        for k, origin in enumerate(daily.origins[1:], start=1):
            if k >= len(daily.fits[c] or ()):
                break
            part = np.arange(origin, min(origin + horizon, data.origin))
            ok = data.known[c, part]
            at = part[ok]
            means.append(daily.mean[k, c, at - origin])
            actuals.append(data.counts[c, at])
            folds.append(np.full(len(at), float(k)))
            flags.append(event[at])
            aheads.append((at - origin + 1).astype(float))
        if means:
            result.append(Errors(*(np.concatenate(v) for v in (means, actuals, folds, flags, aheads))))
        else:
            empty = np.zeros(0)
            result.append(Errors(empty, empty, empty, np.zeros(0, dtype=bool), empty))
    return result
