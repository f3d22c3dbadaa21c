"""Intervals of the day: day totals times profiles, with quantiles calibrated on the intervals of earlier origins."""

from __future__ import annotations

import numpy as np

from forecasting.days.conformal import Errors, calibrate_by_lead, no_errors
from forecasting.days.daily import DailyForecast
from forecasting.days.daydata import Bools, DayData
from forecasting.days.structural import weekdays
from forecasting.history import Floats, Ints, Panel
from forecasting.intervals.intraday import LENT_CONTACTS, PROFILE_HALF_LIFE, open_slots, profile_forecast
from forecasting.results import QUANTILES

COLD_PROFILE_DAYS = 28
LENDING_DAYS = 60
RARE = 20.0  # times the contacts a borrowed profile counts for: below so many of its own a channel borrows
SLOT_FOLDS = 8  # earlier origins at which the intervals of the day are calibrated
SLOT_LEADS = 84  # days ahead up to which they are


def served_slots(past: Panel) -> list[Bools]:
    """Slots served by weekday, one array (7, slots) a channel.

    A weekday that a young channel has not lived yet is taken to be served where most of the others are.
    """
    served = [open_slots(c, past.days) for c in past.contacts]
    weekday = weekdays(past.days)
    result = []
    for c, mine in enumerate(served):
        recorded = np.flatnonzero(np.isfinite(past.contacts[c]).any(axis=1))
        lived = set(weekday[recorded[0] :].tolist()) if len(recorded) else set(range(7))
        others = [one for o, one in enumerate(served) if o != c and one.any()]
        made = mine.copy()
        for d in set(range(7)) - lived:
            made[d] = np.mean([one[d] for one in others], axis=0) >= 0.5 if others else False
        result.append(made)
    return result


def slot_forecasts(
    past: Panel, data: DayData, daily: DailyForecast, open_at: list[Bools], days: int, spread: list[float]
) -> tuple[Floats, Floats]:
    """Means and quantiles by slot of the first `days` days, NaN outside opening hours.

    Args:
        open_at: slots served by weekday, one array a channel (see `served_slots`).
        spread: relative residual spread of each channel, for want of past errors.

    Returns:
        Means of shape (channels, days, slots) and quantiles with the five levels appended.
    """
    channels = len(past.channels)
    weekday = weekdays(data.days)
    slots = np.full((channels, days, past.slots), np.nan)
    targets = np.arange(data.origin, data.origin + days)
    errors: list[Errors] = []
    for c in range(channels):
        lent = _lent_profile(past, data, c, open_at, targets)
        opened = data.opened[c, targets]
        is_open = _with_opened(open_at[c], set(weekday[targets][opened].tolist()))
        share = profile_forecast(
            past.contacts[c], data.counts[c], data.days, data.origin, targets, data.events[c], is_open, lent
        )
        shown = np.where(opened[:, None], is_open[weekday[targets]], open_at[c][weekday[targets]])
        slots[c] = np.where(shown, share * daily.mean[0, c, :days, None], np.nan)
        errors.append(_slot_errors(past.contacts[c], data, daily, c, open_at[c], 28 if days <= 28 else SLOT_LEADS))
    calibration = calibrate_by_lead(errors, spread, days)
    quantiles = np.full((*slots.shape, len(QUANTILES)), np.nan)
    ahead = np.broadcast_to(np.arange(1.0, days + 1)[:, None], (days, past.slots))
    for c in range(channels):
        event = np.broadcast_to(data.events[c].flagged(len(data.days))[targets, None], ahead.shape)
        doubt = np.broadcast_to(daily.doubt(c, 0, targets)[:, None], ahead.shape)
        made = calibration.quantiles(c, np.nan_to_num(slots[c]), event, ahead, doubt)
        shut = data.closed[c, targets] | (data.state[c] in ("zero", "stopped"))
        made = np.where(shut[:, None, None], slots[c][..., None], made)
        quantiles[c] = np.where(np.isnan(slots[c])[..., None], np.nan, made)
    return slots, quantiles


def _with_opened(served: Bools, opened: set[int]) -> Bools:
    """Opening hours for weekdays that events open: their own where they were open before, else the day before's."""
    result = served.copy()
    for d in opened:
        before = [served[(d - back) % 7] for back in range(7)]
        result[d] = next((hours for hours in before if hours.any()), served[d])
    return result


def _lent_profile(past: Panel, data: DayData, channel: int, open_at: list[Bools], targets: Ints) -> Floats | None:
    """The other channels' profile, weighted by their contacts, for a young channel and for one that rings rarely."""
    known = data.known[channel]
    lately = data.counts[channel, known][-int(PROFILE_HALF_LIFE) :]
    rare = float(lately.sum()) < RARE * LENT_CONTACTS * float(open_at[channel].sum(axis=1).max())
    if int(known.sum()) >= COLD_PROFILE_DAYS and not rare:
        return None
    total = {
        c: float(data.counts[c, data.known[c]][-LENDING_DAYS:].sum())
        for c in range(len(past.channels))
        if c != channel and int(data.known[c].sum()) >= LENDING_DAYS
    }
    lenders = {c: weight for c, weight in total.items() if weight > float(lately.sum())}
    if not lenders:
        return None
    profiles = [
        profile_forecast(
            past.contacts[c], data.counts[c], data.days, data.origin, targets, data.events[c], open_at[channel]
        )
        for c in lenders
    ]
    return np.asarray(np.average(profiles, axis=0, weights=list(lenders.values())))


def _slot_errors(
    series: Floats, data: DayData, daily: DailyForecast, channel: int, is_open: Bools, reach: int
) -> Errors:
    parts: list[tuple[Floats, ...]] = []
    event = data.events[channel].flagged(len(data.days))
    weekday = weekdays(data.days)
    for k, origin in enumerate(daily.origins[1 : SLOT_FOLDS + 1], start=1):
        targets = np.arange(origin, min(origin + reach, len(series)))
        targets = targets[data.known[channel, targets] & daily.said[k, channel, targets - origin]]
        if not len(targets):
            continue
        share = profile_forecast(
            series, data.counts[channel], data.days, origin, targets, data.events[channel], is_open
        )
        mean = share * daily.mean[k, channel, targets - origin][:, None]
        ok = np.isfinite(series[targets]) & is_open[weekday[targets]]
        day = np.broadcast_to(targets[:, None], mean.shape)[ok]
        doubt = np.broadcast_to(daily.doubt(channel, k, targets)[:, None], mean.shape)[ok]
        parts.append(
            (mean[ok], series[targets][ok], np.full(int(ok.sum()), float(k)), event[day], day - origin + 1.0, doubt)
        )
    return Errors(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else no_errors()
