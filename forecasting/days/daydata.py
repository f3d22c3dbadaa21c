"""Day totals made ready for the daily members: what is known, closed, empty, stopped or new, channel by channel.

Invariants: `known` marks the days to learn from, all before `origin`; closed days are masked there and forecast by
`closed_value` (nothing, or the few contacts such days had). Nothing at or after `origin` is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from forecasting.days.structural import weekdays
from forecasting.errors import ForecastWarning
from forecasting.events.occurrences import EventMap, map_events
from forecasting.history import Days, Floats, as_day
from forecasting.results import Options

if TYPE_CHECKING:
    import pandas as pd

Bools = npt.NDArray[np.bool_]

NEARLY_CLOSED = 0.04  # of the usual level of the weekday: such a day was not a day of business
STOPPED_AFTER = 28  # days without a contact after which an active channel is taken to have stopped
SHORT_HISTORY = 56
FEW_A_DAY = 2.0  # contacts


@dataclass(frozen=True)
class DayData:
    """Day totals over history and horizon.

    Attributes:
        counts: shape (channels, days), NaN where missing and from `origin` on.
        known: days to learn from; `closed`: days without business; `closed_value`: what those are forecast at.
        opened: days, past and to come, on which an event opens a weekday that is closed otherwise; never `known`.
        reopening: extra closed days just before a day; shape (channels, days).
        events: by channel; `shared_events`: those that apply to every channel.
        state: by channel, one of `live`, `zero`, `stopped`, `tiny` (too little to learn from), `intermittent` (days
            without a contact that neither weekday nor event explains; zeros are data there).
    """

    days: Days
    origin: int
    channels: tuple[str, ...]
    counts: Floats
    known: Bools
    closed: Bools
    closed_value: Floats
    opened: Bools
    reopening: Floats
    events: tuple[EventMap, ...]
    shared_events: EventMap
    state: tuple[str, ...]

    @property
    def horizon(self) -> int:
        """Days to forecast."""
        return len(self.days) - self.origin

    def span(self, channel: int) -> int:
        """Days from a channel's first learnable day to the origin."""
        at = np.flatnonzero(self.known[channel])
        return int(self.origin - at[0]) if len(at) else 0


def prepare_days(
    days: Days, origin: int, channels: tuple[str, ...], counts: Floats, events: pd.DataFrame, options: Options
) -> tuple[DayData, list[ForecastWarning]]:
    """Sort out the day totals of every channel.

    Args:
        days: consecutive local days, history and horizon.
        origin: index of the first day to forecast.
        counts: shape (channels, days); what lies at or after `origin` is ignored.
    """
    warnings: list[ForecastWarning] = []
    shape = counts.shape
    seen = counts.copy()
    seen[:, origin:] = np.nan
    for channel, day in options.exclude:
        at = int((as_day(day) - days[0]).astype(int))
        if 0 <= at < origin:
            for c, name in enumerate(channels):
                if channel in ("", name):
                    seen[c, at] = np.nan
    known, closed = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    value, reopening, opened = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    maps, states = [], []
    served: list[dict[str, list[float]]] = []
    for c, name in enumerate(channels):
        event_map = map_events(events, days, name)
        state = _state(seen[c], origin, warnings, name)
        past: dict[str, list[float]] = {}
        if state in ("live", "tiny"):
            known[c], closed[c], value[c], past = _closures(seen[c], days, origin, event_map, options)
            opened[c] = _openings(seen[c], days, origin, event_map) & ~_told_closed(event_map, len(days))
            closed[c] &= ~opened[c]
            usual = _closed_weekdays(seen[c], days, origin)[weekdays(days)]
            reopening[c] = _run_before(closed[c] & ~usual)
            if state == "live" and known[c].sum() < 14:
                state = "tiny"
            elif _intermittent(seen[c], known[c], closed[c], origin, event_map):
                state = "intermittent"
                known[c] |= np.isfinite(seen[c]) & (np.arange(len(days)) < origin)
                closed[c, origin:], value[c, origin:] = False, 0.0
                warnings.append(ForecastWarning("intermittent", name, {}))
            short = int(origin - np.flatnonzero(known[c])[0]) if known[c].any() else 0
            if short < SHORT_HISTORY:
                warnings.append(ForecastWarning("short_history", name, {"days": short}))
        maps.append(event_map)
        states.append(state)
        served.append(past)
    _borrow_closures(closed, maps, states, served, origin)
    data = DayData(
        days, origin, channels, seen, known, closed, value, opened, reopening, tuple(maps),
        map_events(events, days, ""), tuple(states),
    )  # fmt: skip
    return data, warnings


def _state(seen: Floats, origin: int, warnings: list[ForecastWarning], name: str) -> str:
    """Classify a channel; leading zeros are blanked in place, for the channel had not started."""
    positive = np.flatnonzero(seen[:origin] > 0)
    if not np.isfinite(seen[:origin]).any():
        warnings.append(ForecastWarning("no_history", name, {}))
        return "zero"
    if not len(positive):
        warnings.append(ForecastWarning("all_zero", name, {}))
        return "zero"
    leading = np.isfinite(seen[: positive[0]]).sum()
    if leading >= 14:
        warnings.append(ForecastWarning("started", name, {"zero_days": int(leading)}))
    seen[: positive[0]] = np.nan
    after = seen[positive[-1] + 1 : origin]
    quiet = int(np.isfinite(after).sum())
    usual_gap = int(np.diff(positive).max()) if len(positive) > 1 else 1
    if quiet > max(STOPPED_AFTER, usual_gap):
        warnings.append(ForecastWarning("stopped", name, {"days": quiet}))
        return "stopped"
    lived = seen[positive[0] : origin]
    values = lived[np.isfinite(lived) & (lived > 0)]
    if len(values) >= 14 and np.ptp(lived[np.isfinite(lived)]) == 0:
        warnings.append(ForecastWarning("constant", name, {"contacts": float(values[0])}))
    return "live"


def _closed_weekdays(seen: Floats, days: Days, origin: int) -> Bools:
    """Weekdays without business lately: at least four of five of the last twelve known weeks are empty."""
    weekday = weekdays(days)
    result = np.zeros(7, dtype=bool)
    positive = np.flatnonzero(seen[:origin] > 0)
    if not len(positive):
        return result
    first, last = positive[0], positive[-1]
    for d in range(7):
        at = np.flatnonzero(weekday[: last + 1] == d)
        at = at[at >= first][-12:]
        if len(at):
            result[d] = np.mean(~(seen[at] > 0)) >= 0.8
    return result


def _borrow_closures(
    closed: Bools, maps: list[EventMap], states: list[str], served: list[dict[str, list[float]]], origin: int
) -> None:
    """Close coming days of events a channel has never met where most channels that met them were closed; in place."""
    for c, event_map in enumerate(maps):
        if states[c] not in ("live", "tiny"):
            continue
        for day, found in event_map.by_day.items():
            if day < origin or closed[c, day]:
                continue
            if any(o.uplift_pct > -100.0 for o in found):
                continue  # whoever announces contacts means to be there
            for key in (o.key for o in found if o.group != "near" and not o.key.endswith("~rest")):
                if key not in served[c] or not served[c][key]:
                    shut = [np.mean(one[key][-3:]) < 0.34 for i, one in enumerate(served) if i != c and one.get(key)]
                    closed[c, day] |= bool(shut) and float(np.mean(shut)) > 2 / 3


def _closures(
    seen: Floats, days: Days, origin: int, events: EventMap, options: Options
) -> tuple[Bools, Bools, Floats, dict[str, list[float]]]:
    """Which days to learn from, which are closed, what closed ones are forecast at; by event key, which past days of it
    were served (1) or closed (0)."""
    count = len(days)
    weekday = weekdays(days)
    shut = _closed_weekdays(seen, days, origin)
    usual = _usual_level(seen, weekday, origin)
    low = np.isfinite(seen) & (seen <= NEARLY_CLOSED * usual) & (usual >= 20)
    low |= (seen == 0) & (usual >= 5)
    closed = low & (np.arange(count) < origin)
    value = np.zeros(count)
    ahead = shut[weekday].copy()
    # An event whose past days were closed closes again; missing days count as closed once the channel was live.
    past: dict[str, list[float]] = {}
    alive = np.flatnonzero(seen[:origin] > 0)
    first, last = (int(alive[0]), int(alive[-1])) if len(alive) else (origin, origin)
    gap = _in_long_gap(seen, origin)
    for day, found in events.by_day.items():
        if first <= day <= last and not shut[weekday[day]] and not gap[day]:
            for occurrence in found:
                past.setdefault(occurrence.key, []).append(0.0 if closed[day] or not np.isfinite(seen[day]) else 1.0)
    for day, found in events.by_day.items():
        if day >= origin and not ahead[day]:
            keys = [o.key for o in found if o.key in past and not o.key.endswith("~rest")]
            told = any(o.uplift_pct > -100.0 for o in found)
            ahead[day] = not told and any(np.mean(past[k][-3:]) < 0.34 for k in keys)
            if ahead[day]:
                shares = [seen[d] for d, f in events.by_day.items() if d < origin and closed[d]
                          and any(o.key in keys for o in f)]  # fmt: skip
                value[day] = float(np.median(shares)) if shares else 0.0
    emptied = _told_closed(events, count) & (np.arange(count) >= origin)
    ahead |= emptied
    value[emptied] = 0.0
    for wished in options.closed_days:
        at = int((as_day(wished) - days[0]).astype(int))
        if origin <= at < count:
            ahead[at], value[at] = True, 0.0
    closed[origin:] = ahead[origin:]
    missing_shut = ~np.isfinite(seen) & shut[weekday] & (np.arange(count) < origin)
    closed |= missing_shut | (shut[weekday] & ~(seen > 0) & (np.arange(count) < origin))
    known = np.isfinite(seen) & ~closed & (np.arange(count) < origin)
    if shut.any():
        # Stray contacts on a weekday that is closed now would bend the weekday pattern and help nobody.
        known &= ~shut[weekday]
        counted = np.where(np.isfinite(seen), seen, 0.0)[:origin]
        stray = np.zeros(7)
        for d in range(7):
            lately = counted[weekday[:origin] == d][-12:]
            stray[d] = float(lately.mean()) if len(lately) and shut[d] else 0.0
        later = (np.arange(count) >= origin) & shut[weekday]
        value[later] = np.where(stray < 0.5, 0.0, np.round(stray))[weekday[later]]
    return known, closed, value, past


def _told_closed(events: EventMap, count: int) -> Bools:
    """Days on which an event is announced to leave nothing (-100 %)."""
    flags = np.zeros(count, dtype=bool)
    for day, found in events.by_day.items():
        flags[day] = any(o.uplift_pct <= -100.0 for o in found)
    return flags


def _openings(seen: Floats, days: Days, origin: int, events: EventMap) -> Bools:
    """Days of a closed weekday that an event opens: past ones with contacts, and coming ones of an event that opened
    its past ones, or that is announced with an uplift and lies on closed weekdays alone."""
    weekday = weekdays(days)
    shut = _closed_weekdays(seen, days, origin)
    opened = np.zeros(len(days), dtype=bool)
    served: dict[str, list[bool]] = {}
    for day, found in events.by_day.items():
        if shut[weekday[day]]:
            for o in (o for o in found if o.proper and o.group != "public"):
                if day < origin:
                    opened[day] |= bool(seen[day] > 0)
                    served.setdefault(o.family, []).append(bool(seen[day] > 0))
                elif np.mean(served.get(o.family, [False])[-4:]) >= 0.5:
                    opened[day] = True
                elif o.uplift_pct > -100.0:
                    span = weekday[day] + np.arange(-o.offset, o.length - o.offset)
                    opened[day] |= bool(shut[span % 7].all())
    return opened


def _intermittent(seen: Floats, known: Bools, closed: Bools, origin: int, events: EventMap) -> bool:
    """Whether many of the last half year's days of business were empty without an event.

    Many: more than an eighth for a channel that usually has contacts, more than a third for one that has a few a day.
    """
    recent = np.arange(len(seen)) >= origin - 182
    empty = closed & (seen == 0) & recent & ~events.flagged(len(seen))
    served = known & recent
    weekday_open = np.zeros(len(seen), dtype=bool)
    for d in range(7):
        weekday_open[d::7] = served[d::7].any()
    empty &= weekday_open
    lived = np.isfinite(seen) & recent & (np.arange(len(seen)) < origin)
    few = lived.sum() >= 28 and float(seen[lived].mean()) < FEW_A_DAY and float((seen[lived] == 0).mean()) > 1 / 3
    return bool(few or (empty.sum() >= 4 and empty.sum() > (served & (seen > 0)).sum() / 7))


def _usual_level(seen: Floats, weekday: np.ndarray, origin: int) -> Floats:
    """Median of the positive counts of the weekday over a year around each day's calendar year."""
    usual = np.zeros(len(seen))
    for begin in range(0, len(seen), 182):
        window = slice(max(begin - 182, 0), min(begin + 364, origin))
        for d in range(7):
            values = seen[window][(weekday[window] == d) & (seen[window] > 0)]
            block = np.arange(begin, min(begin + 182, len(seen)))
            usual[block[weekday[block] == d]] = np.median(values) if len(values) >= 4 else 0.0
    return usual


def _in_long_gap(seen: Floats, origin: int) -> Bools:
    """Days inside a hole of more than ten missing days: nothing was recorded, so nothing says closed."""
    missing = ~np.isfinite(seen)
    gap = np.zeros(len(seen), dtype=bool)
    start = None
    for day in range(origin + 1):
        if day < origin and missing[day]:
            start = day if start is None else start
        elif start is not None:
            gap[start:day] = day - start > 10
            start = None
    return gap


def _run_before(closed: Bools) -> Floats:
    """Length of the run of closed days that ends just before each day."""
    run = np.zeros(len(closed))
    for day in range(1, len(closed)):
        run[day] = run[day - 1] + 1 if closed[day - 1] else 0.0
    return np.where(closed, 0.0, run)
