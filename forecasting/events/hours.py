"""Events with times of day: they act on their hours alone, and the rest of the day stays as it is.

Past hours of such events are set aside before anything is learnt, so that a day with an outage of an hour counts as the
day it would have been. What came in them, over what the rest of the day led one to expect, is what the event is worth;
an announced uplift counts as one more past occurrence, and -100 % is nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forecasting.events.calendar import event_key
from forecasting.history import DAY_MIN, Days, Floats, Ints, Panel

if TYPE_CHECKING:
    import pandas as pd

EVIDENCE = 2.0  # contacts expected that speak for no effect, so that an hour of one contact proves little


@dataclass(frozen=True)
class TimedEvent:
    """An event over [start, end) in local minutes since 1970; an empty channel means every channel."""

    family: str
    event: str
    kind: str
    channel: str
    start: int
    end: int
    uplift_pct: float

    def covers(self, days: Days, width_min: int) -> Floats:
        """How much of every slot the event covers, 0 to 1, shape (days, slots)."""
        begins = days.astype("datetime64[m]").astype(np.int64)[:, None] + np.arange(0, DAY_MIN, width_min)[None, :]
        overlap = np.minimum(begins + width_min, self.end) - np.maximum(begins, self.start)
        return np.asarray(np.clip(overlap / width_min, 0.0, 1.0), dtype=np.float64)


def timed_events(events: pd.DataFrame) -> list[TimedEvent]:
    """The events with times of day of a frame of `calendar.all_events`; one given twice for the same hours once."""
    found: dict[tuple[str, str, int, int], TimedEvent] = {}
    rows = events[events["from_time"].notna()]
    columns = ("name", "kind", "channel", "from_time", "to_time", "uplift_pct")
    for name, kind, channel, start, end, uplift in zip(*(rows[column] for column in columns), strict=True):
        begin, until = (int(np.datetime64(stamp, "m").astype(np.int64)) for stamp in (start, end))
        key = (event_key(str(name)), str(channel), begin, until)
        if key not in found or np.isnan(found[key].uplift_pct):
            found[key] = TimedEvent(key[0], str(name), str(kind), key[1], begin, until, float(uplift))
    return list(found.values())


def without_hours(past: Panel, timed: Sequence[TimedEvent]) -> Panel:
    """The history with the hours of past events unknown."""
    contacts = past.contacts.copy()
    for event in timed:
        covered = event.covers(past.days, past.width_min) > 0
        for c, channel in enumerate(past.channels):
            if event.channel in ("", channel):
                contacts[c][covered] = np.nan
    return replace(past, contacts=contacts)


@dataclass(frozen=True)
class HourEffect:
    """What an event is worth in its hours on one channel: `factor` on contacts, from `occurrences` past spans."""

    event: TimedEvent
    channel: int
    factor: float
    occurrences: int


def hour_effects(
    timed: Sequence[TimedEvent], past: Panel, channel: int, expected: Floats, from_day: np.datetime64
) -> list[HourEffect]:
    """The effects of the events still to come on one channel.

    Args:
        past: the history as it came.
        expected: contacts of an ordinary day by slot, shape (days of `past`, slots), NaN where unknown.
        from_day: the first day to forecast.
    """
    first = int(from_day.astype("datetime64[m]").astype(np.int64))
    mine = [event for event in timed if event.channel in ("", past.channels[channel])]
    came: dict[str, list[tuple[float, float]]] = {}
    for event in mine:
        share = event.covers(past.days, past.width_min)
        inside = (share > 0) & np.isfinite(past.contacts[channel]) & np.isfinite(expected)
        if inside.any():
            usual = float((expected * share)[inside].sum())
            extra = float((past.contacts[channel] - expected)[inside].sum())
            came.setdefault(event.family, []).append((usual + extra, usual))
    effects = []
    for event in (one for one in mine if one.end > first):
        seen = came.get(event.family, [])
        factor = 1.0
        if event.uplift_pct <= -100.0:
            factor = 0.0
        elif seen or np.isfinite(event.uplift_pct):
            total, usual = sum(c for c, _ in seen) + EVIDENCE, sum(u for _, u in seen) + EVIDENCE
            logs = [float(np.log(max(total, 0.5) / usual))] * len(seen)
            if np.isfinite(event.uplift_pct):
                logs.append(float(np.log1p(event.uplift_pct / 100.0)))
            factor = float(np.exp(np.mean(logs)))
        effects.append(HourEffect(event, channel, factor, len(seen)))
    return effects


def slot_factors(effects: Sequence[HourEffect], days: Days, width_min: int) -> Floats:
    """The factor on every slot of `days`, shape (days, slots): events at once multiply."""
    result = np.ones((len(days), DAY_MIN // width_min))
    for effect in effects:
        result *= 1.0 + effect.event.covers(days, width_min) * (effect.factor - 1.0)
    return result


def covered_days(timed: Sequence[TimedEvent], channel: str, days: Days) -> dict[int, list[TimedEvent]]:
    """Events by day (index into `days`) that have hours on it."""
    result: dict[int, list[TimedEvent]] = {}
    begins: Ints = days.astype("datetime64[m]").astype(np.int64)
    for event in timed:
        if event.channel in ("", channel):
            for day in np.flatnonzero((begins < event.end) & (begins + DAY_MIN > event.start)):
                result.setdefault(int(day), []).append(event)
    return result
