"""Daily members 2 and 3: exponential smoothing and the last weeks, both on the event-adjusted series.

Each takes the structural fits (one an origin) for what it adjusts by and returns day forecasts on the natural scale,
shape (origins, channels, horizon).
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from forecasting.days.structural import StructuralFit, weekdays
from forecasting.history import Floats

Fits = tuple[tuple[StructuralFit, ...] | None, ...]  # by channel, then by origin

ALPHAS = (0.02, 0.04, 0.08, 0.14, 0.25, 0.4)
POOLED = 0.33
ALIKE = 0.8
AHEAD = 28  # days whose mean the smoothing is to foretell
RECENT_DAYS = 84
RECENT_HALF_LIFE = 21.0


def theta_member(log_y: Floats, rest: Floats, known: np.ndarray, origin: int, horizon: int) -> Floats:
    """Simple exponential smoothing of the adjusted log series, chosen by how it foretells the mean of four weeks.

    The level part of the Theta method (Hyndman and Billah, International Journal of Forecasting 19, 2003), drift left
    to the structural member.

    Args:
        rest: what the series is adjusted by and gets back ahead: weekday, season, events (see `pooled_pattern`).
    """
    at = np.flatnonzero(known[:origin])[-500:]
    series = (log_y - rest)[at]
    series = np.clip(series, *np.quantile(series, [0.01, 0.99]))
    if len(series) < 10:
        return np.full(horizon, np.nan)
    ahead = np.convolve(series, np.ones(AHEAD) / AHEAD, mode="valid") if len(series) > 60 else series
    best, level = np.inf, float(series[-1])
    for alpha in ALPHAS:
        smooth = _smooth(series, alpha)
        reach = min(len(ahead) - 1, len(smooth) - 1)
        burn = reach // 4
        error = float(np.mean((ahead[burn + 1 : reach + 1] - smooth[burn:reach]) ** 2))
        if error < best:
            best, level = error, float(smooth[-1])
    return np.asarray(level + rest[origin : origin + horizon])


def pooled_pattern(fits: Fits, channel: int, k: int, origin: int) -> Floats:
    """Weekday, season and events of a channel; a third of weekday and season the mean of all channels that move alike.

    Pooling evens out what a single series cannot tell from noise; channels that follow another pattern keep their own.
    """
    mine = fits[channel]
    assert mine is not None
    others = [f[k].total - f[k].level - f[k].events for f in fits if f is not None and k < len(f)]
    if len(others) < 3:
        return mine[k].total - mine[k].level
    own = mine[k].total - mine[k].level - mine[k].events
    common = np.mean(others, axis=0)
    year = slice(max(origin - 364, 0), origin)
    if np.std(own[year]) < 1e-6 or np.std(common[year]) < 1e-6:
        return mine[k].total - mine[k].level
    alike = float(np.corrcoef(own[year], common[year])[0, 1])
    return np.asarray(own + (POOLED if alike > ALIKE else 0.0) * (common - own) + mine[k].events)


def _smooth(series: Floats, alpha: float) -> Floats:
    """Levels after each value, starting from the mean of the first two weeks (scipy.signal takes seconds to load)."""
    start = float(np.mean(series[:14]))
    levels = accumulate(series.tolist(), lambda level, value: level + alpha * (value - level), initial=start)
    return np.fromiter(levels, dtype=np.float64)[1:]


def recent_member(
    log_y: Floats,
    pattern: Floats,
    weekday_part: Floats,
    known: np.ndarray,
    days: np.ndarray,
    origin: int,
    horizon: int,
) -> Floats:
    """Weekday means of the last weeks after events and season are taken out, recent weeks counting more."""
    at = np.flatnonzero(known[:origin])
    at = at[at >= origin - RECENT_DAYS]
    if len(at) < 10:
        return np.full(horizon, np.nan)
    rest = pattern - weekday_part
    series = (log_y - rest)[at]
    weights = 0.5 ** ((origin - at) / RECENT_HALF_LIFE)
    weekday = weekdays(days)
    centre = float(np.average(series - weekday_part[at], weights=weights))
    future = np.arange(origin, origin + horizon)
    pattern = weekday_part[future].copy()
    for d in range(7):
        mine = weekday[at] == d
        if mine.any():
            # The structural weekday pattern counts as two weeks of evidence.
            shift = float(np.sum(weights[mine] * (series[mine] - centre - weekday_part[at][mine])))
            pattern[weekday[future] == d] += shift / (float(weights[mine].sum()) + 1.0)
    return np.asarray(centre + pattern + rest[future])
