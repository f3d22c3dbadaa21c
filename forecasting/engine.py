"""`forecast`: history in, forecast out. Day totals first, then intervals, quantiles, handling time and effects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from forecasting.days.conformal import calibrate_by_lead
from forecasting.days.daily import OFFSET, DailyForecast, forecast_daily, long_channels, past_errors
from forecasting.days.daydata import Bools, DayData, prepare_days
from forecasting.days.effects import effect_tables
from forecasting.days.windows import with_windows
from forecasting.errors import ForecastError, ForecastWarning
from forecasting.events.calendar import all_events, normalise_events
from forecasting.events.hours import (
    HourEffect,
    TimedEvent,
    covered_days,
    hour_effects,
    slot_factors,
    timed_events,
    without_hours,
)
from forecasting.history import Floats, Panel, as_day, read_history
from forecasting.intervals.handle_time import forecast_aht
from forecasting.intervals.intraday import day_totals, profile_forecast
from forecasting.intervals.slots import served_slots, slot_forecasts
from forecasting.results import ForecastResult, Options, Progress, report
from forecasting.tables import member_days, member_table, tables

if TYPE_CHECKING:
    import pandas as pd

MAX_DAYS = 400
LEAST_CASES = 20  # past errors of ordinary days below which bands are assumed
SILENT_DAYS = 14


def forecast(
    history: pd.DataFrame,
    *,
    start: date,
    days: int,
    events: pd.DataFrame | None = None,
    region: str = "",
    zone: str = "Europe/Madrid",
    options: Options | None = None,
    progress: Progress | None = None,
) -> ForecastResult:
    """Forecast contacts and AHT of every channel.

    Args:
        history: `interval_start` (aware, or naive local of `zone`), `channel, contacts, [aht_s]`; the width (15, 30,
            60 minutes or a day) is read off it. Rows at or after `start` are ignored.
        start: first local day to forecast.
        days: how many local days, 1 to 400.
        events: the team's calendar: `name, kind, start, end, [channel], [uplift_pct]`.
        region: public holidays, such as ES-MD; empty for none.
        zone: time zone of local days.
        progress: called with (share done, stage); stop by returning False (raises `Stopped`).

    Raises:
        ForecastError: the input cannot be forecast; the message says what to mend.
        Stopped: the progress callback asked for it.
    """
    chosen = options or Options()
    report(progress, 0.0, "reading")
    panel = read_history(history, zone, missing_is_zero=chosen.missing_is_zero)
    return forecast_panel(panel, start, days, normalise_events(events), region, chosen, progress)


def forecast_panel(
    panel: Panel,
    start: date,
    days: int,
    events: pd.DataFrame,
    region: str,
    options: Options,
    progress: Progress | None = None,
) -> ForecastResult:
    """`forecast` on a history that was read already."""
    work = run_panel(panel, start, days, events, region, options, progress)
    report(progress, 0.95, "tables")
    table, daily = tables(
        work.panel, work.data, work.daily, work.slots, work.slot_quantiles, work.day_quantiles, work.aht_s, work.hours
    )
    effects, effects_by_day = effect_tables(work.data, work.daily.fits, work.hours)
    report(progress, 1.0, "done")
    return ForecastResult(
        table=table,
        daily=daily,
        effects=effects,
        effects_by_day=effects_by_day,
        members=member_table(work.data, work.daily),
        warnings=(*panel.warnings, *work.warnings),
        zone=panel.zone,
        width_min=panel.width_min,
        extras={"member_days": member_days(work.data, work.daily, days)},
    )


@dataclass(frozen=True)
class Work:
    """Everything one run produced, before it is laid out in tables.

    Attributes:
        slots: mean by channel, horizon day and slot; NaN outside opening hours.
        slot_quantiles: the same with five levels; day_quantiles: by channel and horizon day.
        hours: events with times of day that are still to come, with what they are worth.
    """

    panel: Panel
    data: DayData
    daily: DailyForecast
    slots: Floats
    slot_quantiles: Floats
    day_quantiles: Floats
    aht_s: Floats
    hours: tuple[HourEffect, ...]
    warnings: tuple[ForecastWarning, ...]


def run_panel(
    panel: Panel,
    start: date,
    days: int,
    events: pd.DataFrame,
    region: str,
    options: Options,
    progress: Progress | None = None,
) -> Work:
    """Everything but the tables: checks the span, cuts the history at `start`, runs the members."""
    if not 1 <= days <= MAX_DAYS:
        raise ForecastError("bad_days", f"Cannot forecast {days} days.", f"Ask for 1 to {MAX_DAYS}.", days=days)
    origin_day = as_day(start)
    if origin_day <= panel.days[0]:
        raise ForecastError(
            "no_history_before_start",
            f"The history begins on {panel.days[0]}, not before the forecast's start {start}.",
            "Import earlier contacts or start later.",
            first=str(panel.days[0]),
            start=str(start),
        )
    past = panel.until(origin_day)
    first: date = past.days[0].astype(object)
    calendar = all_events(events, first, start + timedelta(days=MAX_DAYS), region, commercial=options.commercial)
    return _run(past, start, days, calendar, options, progress)


def _run(
    past: Panel, start: date, days: int, events: pd.DataFrame, options: Options, progress: Progress | None
) -> Work:
    origin_day = as_day(start)
    # Everything is worked out as far as can be asked, so that what is said of a day does not hang on what else was.
    all_days = np.arange(past.days[0], origin_day + MAX_DAYS, dtype="datetime64[D]")
    origin = len(all_days) - MAX_DAYS
    warnings: list[ForecastWarning] = []
    stale = int((origin_day - past.days[-1]).astype(int)) - 1
    if stale > 6:
        warnings.append(ForecastWarning("stale_history", "", {"days": stale, "last": str(past.days[-1])}))
    warnings += _silent_channels(past)
    channels = len(past.channels)
    timed = timed_events(events)
    open_at = served_slots(past)
    came, past = past, past if past.daily else without_hours(past, timed)
    counts = np.full((channels, len(all_days)), np.nan)
    for c in range(channels):
        series = past.contacts[c]
        counts[c, : len(past.days)] = series[:, 0] if past.daily else day_totals(series, past.days, open_at[c])
    data, remarks = prepare_days(all_days, origin, past.channels, counts, events, options)
    warnings += remarks
    data = with_windows(data, np.log(data.counts + OFFSET), long_channels(data))
    daily = forecast_daily(data, options, warnings, progress)
    report(progress, 0.85, "intervals")
    spread = [_fit_spread(daily, c) for c in range(channels)]
    errors = past_errors(daily, data)
    for name, state, mine in zip(past.channels, data.state, errors, strict=True):
        cases = int((~mine.event).sum())
        if cases < LEAST_CASES and state == "live":
            warnings.append(ForecastWarning("intervals_assumed", name, {"cases": cases}))
    calibration = calibrate_by_lead(errors, spread, days)
    targets = np.arange(origin, origin + days)
    ahead = np.arange(1.0, days + 1)
    shut = data.closed[:, targets] | np.array([s in ("zero", "stopped") for s in data.state])[:, None]
    day_quantiles = np.stack(
        [
            calibration.quantiles(
                c, daily.mean[0, c, :days], data.events[c].flagged(len(all_days))[targets], ahead,
                daily.doubt(c, 0, targets),
            )
            for c in range(channels)
        ]
    )  # fmt: skip
    day_quantiles = np.where(shut[..., None], daily.mean[0, :, :days, None], day_quantiles)
    aht_s = np.stack(
        [
            forecast_aht(past.contacts[c], past.aht_s[c], all_days, len(past.days), targets, data.events[c])
            for c in range(channels)
        ]
    )
    if past.daily:
        slots, slot_quantiles = daily.mean[0, :, :days, None], day_quantiles[:, :, None]
    else:
        slots, slot_quantiles = slot_forecasts(past, data, daily, open_at, days, spread)
    hours: list[HourEffect] = []
    for c in range(channels if timed else 0):
        effects = hour_effects(timed, came, c, _ordinary(came, past, data, c, open_at[c], timed), origin_day)
        hours += effects
        factor = slot_factors(effects, all_days[targets], 60 if past.daily else past.width_min)
        usual = np.ones_like(factor) if past.daily else np.nan_to_num(slots[c])
        moved = (usual * factor).sum(axis=1) / np.maximum(usual.sum(axis=1), 1e-12)
        moved = np.where(usual.sum(axis=1) > 0, moved, 1.0)
        factor = moved[:, None] if past.daily else factor
        slots[c] *= factor
        slot_quantiles[c] *= factor[..., None]
        day_quantiles[c] *= moved[:, None]
        daily.mean[0, c, :days] *= moved
    return Work(came, data, daily, slots, slot_quantiles, day_quantiles, aht_s, tuple(hours), tuple(warnings))


def _ordinary(came: Panel, past: Panel, data: DayData, channel: int, is_open: Bools, timed: list[TimedEvent]) -> Floats:
    """Contacts by slot that past days with events in some of their hours would have had, NaN on all other days."""
    expected = np.full(came.contacts[channel].shape, np.nan)
    days = np.array(sorted(covered_days(timed, came.channels[channel], came.days)), dtype=np.int64)
    if len(days) and not came.daily:
        share = profile_forecast(
            past.contacts[channel], data.counts[channel], data.days, data.origin, days, data.events[channel], is_open
        )
        expected[days] = share * data.counts[channel, days][:, None]
    return expected


def _silent_channels(past: Panel) -> list[ForecastWarning]:
    """Channels without a row for two weeks and more while others went on: missing is not zero, so it is only said."""
    recorded = [np.flatnonzero(np.isfinite(series).any(axis=1)) for series in past.contacts]
    newest = max((int(at[-1]) for at in recorded if len(at)), default=0)
    return [
        ForecastWarning("silent_channel", name, {"days": newest - int(at[-1]), "last": str(past.days[at[-1]])})
        for name, at in zip(past.channels, recorded, strict=True)
        if len(at) and newest - int(at[-1]) >= SILENT_DAYS
    ]


def _fit_spread(daily: DailyForecast, channel: int) -> float:
    fits = daily.fits[channel]
    return float(np.sqrt(fits[0].fit.noise_var)) if fits else 0.3
