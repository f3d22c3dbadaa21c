"""`forecast`: history in, forecast out. Day totals first, then intervals, quantiles, handling time and effects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from forecasting.bayes_ridge import Floats, Ints
from forecasting.calendar import all_events, normalise_events
from forecasting.conformal import Errors, calibrate
from forecasting.daily import DailyForecast, forecast_daily, past_errors
from forecasting.daydata import Bools, DayData, prepare_days
from forecasting.effects import effect_tables
from forecasting.errors import ForecastError, ForecastWarning
from forecasting.handle_time import forecast_aht
from forecasting.history import Panel, as_day, read_history, utc_starts
from forecasting.intraday import day_totals, open_slots, profile_forecast
from forecasting.results import QUANTILES, ForecastResult, Options, Progress, report
from forecasting.structural import weekdays

if TYPE_CHECKING:
    import pandas as pd

MAX_DAYS = 400
COLD_PROFILE_DAYS = 28
SILENT_DAYS = 14
SLOT_FOLDS = 8  # earlier origins at which the intervals of the day are calibrated


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
    table, daily = _tables(work)
    effects, effects_by_day = effect_tables(work.data, work.daily.fits)
    report(progress, 1.0, "done")
    return ForecastResult(
        table=table,
        daily=daily,
        effects=effects,
        effects_by_day=effects_by_day,
        members=_member_table(work),
        warnings=(*panel.warnings, *work.warnings),
        zone=panel.zone,
        width_min=panel.width_min,
        extras={"member_days": _member_days(work)},
    )


@dataclass(frozen=True)
class Work:
    """Everything one run produced, before it is laid out in tables.

    Attributes:
        slots: mean by channel, horizon day and slot; NaN outside opening hours.
        slot_quantiles: the same with five levels; day_quantiles: by channel and horizon day.
    """

    panel: Panel
    data: DayData
    daily: DailyForecast
    slots: Floats
    slot_quantiles: Floats
    day_quantiles: Floats
    aht_s: Floats
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
    calendar = all_events(events, first, start + timedelta(days=days), region, commercial=options.commercial)
    return _run(past, start, days, calendar, options, progress)


def _run(
    past: Panel, start: date, days: int, events: pd.DataFrame, options: Options, progress: Progress | None
) -> Work:
    origin_day = as_day(start)
    all_days = np.arange(past.days[0], origin_day + days, dtype="datetime64[D]")
    origin = len(all_days) - days
    warnings: list[ForecastWarning] = []
    stale = int((origin_day - past.days[-1]).astype(int)) - 1
    if stale > 6:
        warnings.append(ForecastWarning("stale_history", "", {"days": stale, "last": str(past.days[-1])}))
    warnings += _silent_channels(past)
    channels = len(past.channels)
    open_at = [open_slots(c, past.days) for c in past.contacts]
    counts = np.full((channels, len(all_days)), np.nan)
    for c in range(channels):
        series = past.contacts[c]
        counts[c, : len(past.days)] = series[:, 0] if past.daily else day_totals(series, past.days, open_at[c])
    data, remarks = prepare_days(all_days, origin, past.channels, counts, events, options)
    warnings += remarks
    daily = forecast_daily(data, options, warnings, progress)
    report(progress, 0.85, "intervals")
    errors = past_errors(daily, data)
    day_calibration = calibrate(errors, [_fit_spread(data, daily, c) for c in range(channels)])
    for c, calibration in enumerate(day_calibration):
        if calibration.cases < 20 and data.state[c] == "live":
            warnings.append(ForecastWarning("intervals_assumed", past.channels[c], {"cases": calibration.cases}))
    targets = np.arange(origin, len(all_days))
    ahead = np.broadcast_to(np.arange(1, days + 1, dtype=float), (days,))
    flagged = np.stack([e.flagged(len(all_days))[origin:] for e in data.events])
    day_quantiles = np.stack(
        [day_calibration[c].quantiles(daily.mean[0, c], flagged[c], ahead) for c in range(channels)]
    )
    aht_s = np.stack(
        [
            forecast_aht(past.contacts[c], past.aht_s[c], all_days, len(past.days), targets, data.events[c])
            for c in range(channels)
        ]
    )
    slots, slot_quantiles = _slot_forecasts(past, data, daily, open_at, day_quantiles, flagged)
    closed = data.closed[:, origin:] | np.array([s in ("zero", "stopped") for s in data.state])[:, None]
    day_quantiles = np.where(closed[..., None], daily.mean[0][..., None], day_quantiles)
    return Work(past, data, daily, slots, slot_quantiles, day_quantiles, aht_s, tuple(warnings))


def _silent_channels(past: Panel) -> list[ForecastWarning]:
    """Channels without a row for two weeks and more while others went on: missing is not zero, so it is only said."""
    recorded = [np.flatnonzero(np.isfinite(series).any(axis=1)) for series in past.contacts]
    newest = max((int(at[-1]) for at in recorded if len(at)), default=0)
    return [
        ForecastWarning("silent_channel", name, {"days": newest - int(at[-1]), "last": str(past.days[at[-1]])})
        for name, at in zip(past.channels, recorded, strict=True)
        if len(at) and newest - int(at[-1]) >= SILENT_DAYS
    ]


def _fit_spread(data: DayData, daily: DailyForecast, channel: int) -> float:
    fits = daily.fits[channel]
    return float(np.sqrt(fits[0].fit.noise_var)) if fits else 0.3


def _slot_forecasts(
    past: Panel, data: DayData, daily: DailyForecast, open_at: list[Bools], day_quantiles: Floats, flagged: Bools
) -> tuple[Floats, Floats]:
    """Means and quantiles by slot, calibrated on the slots of earlier origins."""
    channels, days = len(past.channels), data.horizon
    if past.daily:
        certain = data.closed[:, data.origin :] | np.array([s in ("zero", "stopped") for s in data.state])[:, None]
        shown = np.where(certain[..., None], daily.mean[0][..., None], day_quantiles)
        return daily.mean[0][:, :, None], shown[:, :, None, :]
    weekday = weekdays(data.days)
    slots = np.full((channels, days, past.slots), np.nan)
    errors: list[Errors] = []
    for c in range(channels):
        series, totals = past.contacts[c], data.counts[c]
        targets = np.arange(data.origin, data.origin + days)
        lent = _lent_profile(past, data, c, open_at, targets)
        share = profile_forecast(series, totals, data.days, data.origin, targets, data.events[c], open_at[c], lent)
        shown = open_at[c][weekday[targets]]
        slots[c] = np.where(shown, share * daily.mean[0, c][:, None], np.nan)
        errors.append(_slot_errors(series, data, daily, c, open_at[c]))
    calibration = calibrate(errors, [_fit_spread(data, daily, c) for c in range(channels)])
    quantiles = np.full((*slots.shape, len(QUANTILES)), np.nan)
    ahead = np.broadcast_to(np.arange(1, days + 1, dtype=float)[:, None], (days, past.slots))
    for c in range(channels):
        event = np.broadcast_to(flagged[c][:, None], (days, past.slots))
        made = calibration[c].quantiles(np.nan_to_num(slots[c]), event, ahead)
        shut = data.closed[c, data.origin :] | (data.state[c] in ("zero", "stopped"))
        made = np.where(shut[:, None, None], slots[c][..., None], made)
        quantiles[c] = np.where(np.isnan(slots[c])[..., None], np.nan, made)
    return slots, quantiles


def _lent_profile(past: Panel, data: DayData, channel: int, open_at: list[Bools], targets: Ints) -> Floats | None:
    """Mean profile of channels with a history of two months or more, for one with less than four weeks."""
    if int(data.known[channel].sum()) >= COLD_PROFILE_DAYS:
        return None
    lenders = [c for c in range(len(past.channels)) if c != channel and int(data.known[c].sum()) >= 60]
    if not lenders:
        return None
    return np.asarray(
        np.mean(
            [
                profile_forecast(
                    past.contacts[c], data.counts[c], data.days, data.origin, targets, data.events[c], open_at[channel]
                )
                for c in lenders
            ],
            axis=0,
        )
    )


def _slot_errors(series: Floats, data: DayData, daily: DailyForecast, channel: int, is_open: Bools) -> Errors:
    parts: list[tuple[Floats, Floats, Floats, Bools, Floats]] = []
    event = data.events[channel].flagged(len(data.days))
    weekday = weekdays(data.days)
    for k, origin in enumerate(daily.origins[1 : SLOT_FOLDS + 1], start=1):
        targets = np.arange(origin, min(origin + data.horizon, len(series)))
        targets = targets[data.known[channel, targets] & daily.said[k, channel, targets - origin]]
        if not len(targets):
            continue
        share = profile_forecast(
            series, data.counts[channel], data.days, origin, targets, data.events[channel], is_open
        )
        mean = share * daily.mean[k, channel, targets - origin][:, None]
        ok = np.isfinite(series[targets]) & is_open[weekday[targets]]
        day = np.broadcast_to(targets[:, None], mean.shape)[ok]
        parts.append(
            (mean[ok], series[targets][ok], np.full(int(ok.sum()), float(k)), event[day], (day - origin + 1.0))
        )
    if not parts:
        empty = np.zeros(0)
        return Errors(empty, empty, empty, np.zeros(0, dtype=bool), empty)
    return Errors(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _tables(work: Work) -> tuple[pd.DataFrame, pd.DataFrame]:
    import pandas as pd

    data, past = work.data, work.panel
    horizon_days = data.days[data.origin :]
    names = list(QUANTILES)
    stamps, at_day, at_slot = [], [], []
    for h, day in enumerate(horizon_days):
        for slot, stamp in utc_starts(past.zone, day, past.width_min):
            stamps.append(stamp)
            at_day.append(h)
            at_slot.append(slot)
    day_at, slot_at = np.array(at_day), np.array(at_slot)
    frames = []
    for c, channel in enumerate(data.channels):
        mean = work.slots[c, day_at, slot_at]
        frame = pd.DataFrame({"interval_start": pd.DatetimeIndex(stamps), "channel": channel, "mean": mean})
        for q, name in enumerate(names):
            frame[name] = work.slot_quantiles[c, day_at, slot_at, q]
        frame["aht_s"] = work.aht_s[c, day_at, slot_at]
        frames.append(frame[np.isfinite(mean)])
    table = pd.concat(frames, ignore_index=True)
    daily_frames = []
    for c, channel in enumerate(data.channels):
        by_day = data.events[c].by_day
        event_names = [
            "; ".join(dict.fromkeys(o.event for o in by_day.get(data.origin + h, ()) if o.group != "near"))
            for h in range(data.horizon)
        ]
        back = np.arange(data.origin, len(data.days)) - 364
        frame = pd.DataFrame({"day": pd.DatetimeIndex(horizon_days), "channel": channel, "mean": work.daily.mean[0, c]})
        for q, name in enumerate(names):
            frame[name] = work.day_quantiles[c, :, q]
        frame["closed"] = data.closed[c, data.origin :]
        frame["event"] = event_names
        frame["last_year"] = np.where(back >= 0, data.counts[c, np.maximum(back, 0)], np.nan)
        daily_frames.append(frame)
    return table, pd.concat(daily_frames, ignore_index=True)


def _member_table(work: Work) -> pd.DataFrame:
    import pandas as pd

    data, daily = work.data, work.daily
    rows = []
    for c, channel in enumerate(data.channels):
        for name, path in {**daily.paths, "combined": daily.mean}.items():
            wrong, total = 0.0, 0.0
            for k, origin in enumerate(daily.origins[1:], start=1):
                part = np.arange(origin, min(origin + data.horizon, data.origin))
                actual, made = data.counts[c, part], path[k, c, part - origin]
                ok = data.known[c, part] & np.isfinite(made)
                wrong += float(np.abs(actual - made)[ok].sum())
                total += float(actual[ok].sum())
            weight = 1.0 if name == "combined" else float(daily.weights[name][c])
            rows.append(
                {"channel": channel, "member": name, "weight": weight,
                 "wape_pct": 100 * wrong / total if total > 0 else float("nan")}
            )  # fmt: skip
    return pd.DataFrame(rows, columns=["channel", "member", "weight", "wape_pct"])


def _member_days(work: Work) -> pd.DataFrame:
    """What every member says about every day: `channel, day, member, mean`."""
    import pandas as pd

    days = pd.DatetimeIndex(work.data.days[work.data.origin :])
    return pd.concat(
        [
            pd.DataFrame({"channel": channel, "day": days, "member": name, "mean": path[0, c]})
            for c, channel in enumerate(work.data.channels)
            for name, path in work.daily.paths.items()
        ],
        ignore_index=True,
    )
