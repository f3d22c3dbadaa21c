"""Average handling time: a recent level by channel times a profile by weekday and slot, weighted by contacts.

Handling times drift slowly and hardly follow the calendar, so a contact-weighted mean with a half-life of six weeks is
the level; the profile is shrunk hard, and event days take half of the deviation they showed before.
"""

from __future__ import annotations

import numpy as np

from forecasting.days.structural import weekdays
from forecasting.events.occurrences import EventMap
from forecasting.history import Floats, Ints

HALF_LIFE = 42.0
PRIOR_SHARE = 0.03  # of all the weighted contacts: what a profile cell needs to be believed half


def forecast_aht(
    contacts: Floats, aht_s: Floats, days: np.ndarray, origin: int, targets: Ints, events: EventMap
) -> Floats:
    """AHT in seconds for `targets`, shape (targets, slots); NaN when the history has none.

    Args:
        contacts: shape (days, slots); `aht_s`: the same, NaN where unknown; only rows before `origin` are used.
    """
    slots = contacts.shape[1]
    known = np.isfinite(aht_s[:origin]) & (np.nan_to_num(contacts[:origin]) > 0)
    if not known.any():
        return np.full((len(targets), slots), np.nan)
    age = np.arange(origin, 0, -1)
    weight = np.where(known, np.nan_to_num(contacts[:origin]), 0.0) * (0.5 ** (age / HALF_LIFE))[:, None]
    value = np.where(known, np.nan_to_num(aht_s[:origin]), 0.0)
    # A few recorded seconds off by orders of magnitude (hung calls) must not move the level.
    low, high = np.quantile(value[known], [0.005, 0.995])
    value = np.clip(value, low, high)
    level = (
        float((weight * value).sum() / max(weight.sum(), 1e-300)) if weight.sum() > 0 else float(value[known].mean())
    )
    prior = max(PRIOR_SHARE * float(weight.sum()), 1e-12)
    deviation = weight * (value - level)
    by_slot = deviation.sum(axis=0) / (weight.sum(axis=0) + prior)
    weekday = weekdays(days)
    rest = deviation - weight * by_slot
    by_weekday = np.array(
        [rest[weekday[:origin] == d].sum() / (weight[weekday[:origin] == d].sum() + prior) for d in range(7)]
    )
    result = level + by_slot[None, :] + by_weekday[weekday[targets]][:, None]
    past: dict[str, list[int]] = {}
    for day, found in events.by_day.items():
        if day < origin and known[day].any():
            for occurrence in found:
                past.setdefault(occurrence.key, []).append(day)
    base = level + by_slot[None, :] + by_weekday[weekday[:origin]][:, None]
    plain = np.where(known, np.nan_to_num(contacts[:origin]), 0.0)
    for i, target in enumerate(targets):
        rows = sorted({d for o in events.by_day.get(int(target), ()) for d in past.get(o.key, [])})
        if rows and plain[rows].sum() > 0:
            local = np.array([_level_around(value, plain, row) for row in rows])[:, None]
            excess = float((plain[rows] * (value[rows] - base[rows] + level - local)).sum() / plain[rows].sum())
            result[i] += 0.5 * excess
    return np.asarray(np.maximum(result, 1.0))


def _level_around(value: Floats, weight: Floats, row: int) -> float:
    """Mean AHT of the month before a past event day, the level it deviated from."""
    part = slice(max(row - 28, 0), max(row, 1))
    total = float(weight[part].sum())
    return float((value[part] * weight[part]).sum() / total) if total > 0 else float(value[row].mean())
