"""Daily member 5: gradient-boosted trees over all channels at once, directly for each number of days ahead.

The trees see calendar, events, how the level got where it is and what last year did, so they learn how shocks fade and
how channels share a season. Without LightGBM's runtime (libgomp missing) the member is left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from forecasting.days.daydata import DayData
from forecasting.days.members import Fits
from forecasting.days.structural import month_position, weekdays, year_phase
from forecasting.history import Floats, Ints

PARAMS: dict[str, object] = {
    "objective": "l2", "learning_rate": 0.06, "num_leaves": 12, "min_data_in_leaf": 15, "lambda_l2": 2.0,
    "feature_fraction": 0.6, "bagging_fraction": 0.7, "bagging_freq": 1, "max_bin": 127, "verbosity": -1,
    "num_threads": 1, "deterministic": True, "force_row_wise": True, "cat_smooth": 5.0, "min_data_per_group": 8,
}  # fmt: skip
ROUNDS = 200
FOLD_ROUNDS = 140
TRAIN_YEARS = 4
# Days a level is the mean of: trees relative to a quick and to a slow level are averaged, two seeds of each.
LEVELS = (28, 56, 28, 56)
SPAN = 28  # days ahead the trees learn, whatever is asked, so that a day's forecast does not hang on the days after it
PEAK = 0.2  # effect of an event, on the log scale, of which the trees have half to learn themselves
LEADS = 2  # virtual origins drawn for each past day; one at the earlier origins, which only calibrate


def load_lightgbm() -> Any:
    """The `lightgbm` module, or None where it or its runtime library is missing."""
    try:
        import lightgbm
    except (ImportError, OSError):
        return None
    return lightgbm


def _at(fits: Fits, channel: int, k: int):  # type: ignore[no-untyped-def]
    mine = fits[channel]
    return mine[k] if mine is not None and k < len(mine) else None


def _calendar_features(data: DayData) -> Floats:
    weekday, phase = weekdays(data.days), year_phase(data.days)
    from_start, from_end = month_position(data.days)
    return np.column_stack([weekday, phase, np.sin(2 * np.pi * phase), np.cos(2 * np.pi * phase), from_start, from_end])


def _features(shared: Floats, data: DayData, channel: int, pattern: Floats, events: Floats) -> Floats:
    count = len(data.days)
    inside = np.zeros(count)
    position = np.full(count, -1.0)
    for day, found in data.events[channel].by_day.items():
        for occurrence in found:
            if occurrence.group != "near":
                inside[day] += 1
                position[day] = float((data.days[day] - occurrence.start).astype(int))
    event_at = np.flatnonzero(inside > 0)
    index = np.arange(count)
    nearest = np.searchsorted(event_at, index)
    padded = np.concatenate([[-99], event_at, [count + 99]])
    since = np.minimum(index - padded[nearest], 15)
    until = np.minimum(padded[np.minimum(nearest + 1, len(padded) - 1)] - index, 15)
    return np.column_stack(
        [np.full(count, channel), shared, inside, position, since, until, data.reopening[channel], pattern, events]
    )


def boosted_member(log_y: Floats, data: DayData, fits: Fits, origins: tuple[int, ...], seed: int) -> Floats | None:
    """Trees that learn the change from the level at a virtual origin, so also how shocks fade.

    Every past day is seen from virtual origins 1 to `SPAN` days before it. The target is its log count less the mean of
    the four weeks before that origin (of eight weeks in a second set of trees) and less the peaks of the structural
    model, which trees correct and do not learn; features are the calendar, the events' effects, how the level got
    there, and the change over the same span last year.

    Args:
        log_y: log counts with the past brought to today's level, shape (origins, channels, days).

    Returns:
        Log forecasts, shape (origins, channels, horizon); None without LightGBM.
    """
    lightgbm = load_lightgbm()
    if lightgbm is None:
        return None
    result = np.full((len(origins), len(data.channels), data.horizon), np.nan)
    shared = _calendar_features(data)
    for k, origin in enumerate(origins):
        # The earlier origins only calibrate intervals: one set of trees and of virtual origins is enough there.
        made = [
            _one_model(lightgbm, log_y[k], data, fits, shared, k, origin, width, seed + i)
            for i, width in enumerate(LEVELS if k == 0 else LEVELS[:1])
        ]
        stacked = np.stack([part for part in made if part is not None] or [result[k]])
        said = np.isfinite(stacked)
        result[k] = np.where(said.any(axis=0), np.nansum(stacked, axis=0) / np.maximum(said.sum(axis=0), 1), np.nan)
    return result


def _one_model(
    lightgbm: Any, log_y: Floats, data: DayData, fits: Fits, shared: Floats, k: int, origin: int, width: int, seed: int
) -> Floats | None:
    """Log forecasts of one set of trees from one origin, shape (channels, horizon); None with too little to learn from.

    Args:
        k: number of the origin among those the structural model was fitted at; 0 is the real one.
        width: days the level is the mean of.
    """
    result = np.full((len(data.channels), data.horizon), np.nan)
    span = min(data.horizon, SPAN)
    rng = np.random.default_rng(seed)
    rows, targets, ahead = [], [], []
    for c in range(len(data.channels)):
        fit = _at(fits, c, k)
        if fit is None:
            continue
        plain = np.where(data.known[c], log_y[c] - fit.events - fit.weekday, np.nan)
        plain[origin:] = np.nan
        level = _trailing_mean(plain, width)
        # Trees cannot go beyond what they saw: the higher the effect of an event, the more of it is given to them.
        peaks = fit.events * fit.events**2 / (fit.events**2 + PEAK**2)
        features = _features(shared, data, c, fit.weekday, fit.events)
        at = np.flatnonzero(data.known[c, :origin]).astype(np.int64)
        at = at[at >= max(origin - int(TRAIN_YEARS * 365.25), width + span)]
        for _ in range(LEADS if k == 0 else 1):
            lead = np.asarray(rng.integers(1, span + 1, len(at)), dtype=np.int64)
            x, base = _seen_from(features[at], plain, level, at, lead)
            ok = np.isfinite(base)
            rows.append(x[ok])
            targets.append((log_y[c, at] - peaks[at] - base)[ok])
        future = np.arange(origin, origin + data.horizon, dtype=np.int64)
        lead = np.minimum(future - origin + 1, span)
        x, base = _seen_from(features[future], plain, level, future, future - origin + 1)
        x[:, -1] = lead
        ahead.append((c, x, base + peaks[future]))
    if not rows or sum(len(r) for r in rows) < 400:
        return None
    x, y = np.concatenate(rows), np.concatenate(targets)
    low, high = np.quantile(y, [0.002, 0.998])
    train = lightgbm.Dataset(x, np.clip(y, low - 0.3, high + 0.3), categorical_feature=[0, 1], free_raw_data=True)
    model = lightgbm.train(
        {**PARAMS, "seed": seed},
        train,
        num_boost_round=ROUNDS if k == 0 else FOLD_ROUNDS,
        keep_training_booster=True,
    )
    for c, future_x, base in ahead:
        result[c] = model.predict(future_x, num_threads=1) + base
    return result


def _trailing_mean(values: Floats, width: int) -> Floats:
    """Mean of the `width` days before each day, NaN where fewer than half are known; one entry longer than `values`."""
    known = np.isfinite(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    count = np.concatenate([[0.0], np.cumsum(known)])
    first = np.maximum(np.arange(len(total)) - width, 0)
    number = count - count[first]
    return np.where(number >= width * 0.4, (total - total[first]) / np.maximum(number, 1), np.nan)


def _seen_from(features: Floats, plain: Floats, level: Floats, day: Ints, lead: Ints) -> tuple[Floats, Floats]:
    """Features of days seen `lead` days ahead, and the level at those origins."""
    start = day - lead + 1
    base = level[start]

    def before(days: int) -> Floats:
        return np.where(start >= days, level[np.maximum(start - days, 0)], np.nan)

    last_year = np.where(
        day >= 371, _trailing_mean(plain, 15)[np.minimum(np.maximum(day - 364 + 8, 0), len(plain))], np.nan
    )
    columns = [
        features, base - before(28), base - before(84), base - before(364), last_year - before(364), lead.astype(float)
    ]  # fmt: skip
    return np.column_stack(columns), base
