"""From day totals to intervals and back: opening hours, day totals of incomplete days, profiles by weekday.

A profile is the share of the day's contacts in each slot. It is a ratio of sums over past days of the same weekday,
recent ones counting more, shrunk towards the profile of similar weekdays; event days lean on past days of that event.
"""

from __future__ import annotations

import numpy as np

from forecasting.days.daydata import Bools
from forecasting.days.structural import weekdays
from forecasting.events.occurrences import EventMap
from forecasting.history import Floats, Ints

PROFILE_HALF_LIFE = 56.0
PRIOR_DAYS = 2.0  # days of evidence that the profile of all similar weekdays counts for
LENT_DAYS = 7.0  # days of evidence that a borrowed profile counts for
LENT_CONTACTS = 3.0  # contacts a slot that it counts for at least
COMPLETE_ENOUGH = 0.6


def open_slots(contacts: Floats, days: np.ndarray) -> Bools:
    """Slots in which a weekday is served, read off the last twelve recorded days of that weekday.

    Args:
        contacts: shape (days, slots), NaN where missing.

    Returns:
        Shape (7, slots).
    """
    weekday = weekdays(days)
    result = np.zeros((7, contacts.shape[1]), dtype=bool)
    recorded = np.isfinite(contacts).any(axis=1)
    for d in range(7):
        at = np.flatnonzero(recorded & (weekday == d))[-12:]
        if len(at):
            result[d] = np.isfinite(contacts[at]).mean(axis=0) >= 0.2
            served = np.nansum(contacts[at], axis=0) > 0
            result[d] &= _between_first_and_last(served) if served.any() else result[d]
    return result


def _between_first_and_last(served: Bools) -> Bools:
    """Slots from the first to the last that ever had a contact: an empty night is closed, an empty lunch is not."""
    at = np.flatnonzero(served)
    inside = np.zeros(len(served), dtype=bool)
    inside[at[0] : at[-1] + 1] = True
    return inside


def day_totals(contacts: Floats, days: np.ndarray, is_open: Bools) -> Floats:
    """Day totals; days with a few missing intervals are scaled up by the weekday's usual share, others are NaN."""
    weekday = weekdays(days)
    recorded = np.isfinite(contacts)
    usual = np.zeros((7, contacts.shape[1]))
    for d in range(7):
        at = weekday == d
        count = recorded[at].sum(axis=0)
        sums = np.nansum(contacts[at], axis=0)
        usual[d] = np.where(is_open[d] & (count > 0), sums / np.maximum(count, 1), 0.0)
        usual[d] /= max(usual[d].sum(), 1e-9)
    covered = (usual[weekday] * recorded).sum(axis=1)
    total = np.nansum(contacts, axis=1)
    flat = usual[weekday].sum(axis=1) < 0.5
    ratio = np.where(flat, 1.0, np.maximum(covered, 1e-9))
    usable = recorded.any(axis=1) & (flat | (covered >= COMPLETE_ENOUGH))
    return np.where(usable, total / np.minimum(ratio, 1.0), np.nan)


def profile_forecast(
    contacts: Floats, totals: Floats, days: np.ndarray, origin: int, targets: Ints, events: EventMap, is_open: Bools,
    lent: Floats | None = None,
) -> Floats:  # fmt: skip
    """Shares of the day by slot for the `targets` (day indices at or after `origin`), each row summing to 1.

    Args:
        contacts: shape (days before the horizon's end or fewer, slots); only rows before `origin` are used.
        totals: day totals, same first axis.
        lent: shares of sibling channels, shape of the result; counts as a week of evidence (cold start) or as some
            contacts a slot (rare channels), whichever is more.
    """
    weekday = weekdays(days)
    at = np.flatnonzero(np.isfinite(totals[:origin]) & (totals[:origin] > 0))
    slots = contacts.shape[1]
    if not len(at) and lent is not None:
        return lent
    if not len(at):
        flat = is_open[weekday[targets]].astype(float)
        return np.asarray(flat / np.maximum(flat.sum(axis=1, keepdims=True), 1.0))
    x, recorded = np.nan_to_num(contacts[at]), np.isfinite(contacts[at])
    decay = 0.5 ** ((origin - at) / PROFILE_HALF_LIFE)
    flagged = events.flagged(len(days))[at]
    weight = decay * np.where(flagged, 0.2, 1.0)
    mean_total = float(np.average(totals[at], weights=weight))
    by_weekday = np.zeros((7, slots))
    groups = np.array([0, 0, 0, 0, 0, 1, 2])
    for d in range(7):
        like = groups[weekday[at]] == groups[d]
        mine = weekday[at] == d
        base = _ratio(x, recorded, totals[at], np.where(like, weight, weight * 0.02), 0.0, None)
        by_weekday[d] = _ratio(x, recorded, totals[at], weight * mine, PRIOR_DAYS * mean_total, base)
    result = by_weekday[weekday[targets]].copy()
    if lent is not None:
        borrowed = LENT_CONTACTS * float(is_open.sum(axis=1).max())
        contacts_seen = float(weight @ totals[at])
        own = min(len(at) / (len(at) + LENT_DAYS), contacts_seen / (contacts_seen + borrowed))
        result = own * result + (1.0 - own) * lent
    past: dict[str, list[int]] = {}
    row_of = {int(day): i for i, day in enumerate(at)}
    for day, found in events.by_day.items():
        if day in row_of:
            for occurrence in found:
                if not occurrence.key.endswith("~rest"):
                    past.setdefault(occurrence.key, []).append(row_of[day])
    for i, target in enumerate(targets):
        rows = sorted({r for o in events.by_day.get(int(target), ()) for r in past.get(o.key, [])})
        if rows:
            pick = np.zeros(len(at))
            pick[rows] = 1.0
            result[i] = _ratio(x, recorded, totals[at], pick, 1.5 * mean_total, result[i])
    result *= is_open[weekday[targets]]
    return np.asarray(result / np.maximum(result.sum(axis=1, keepdims=True), 1e-12))


def _ratio(x: Floats, recorded: Bools, totals: Floats, weight: Floats, prior: float, base: Floats | None) -> Floats:
    top = weight @ x
    bottom = (weight * totals) @ recorded
    if base is not None:
        top, bottom = top + prior * base, bottom + prior
    return np.asarray(top / np.maximum(bottom, 1e-9))
