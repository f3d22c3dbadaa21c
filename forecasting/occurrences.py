"""Which event acts on which day, keyed so that the same day of the same event is recognised from year to year.

Invariants: a key is `name@MM-DD` for events tied to a date (Navidad on 24 December is the same day every year) and
`name+2` for moving ones (the third day of Carnival), so effects live by day within a span. Long spans keep their first
days apart and pool the rest. Days next to a holiday get keys of their own, shrunk harder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.calendar import event_key
from forecasting.history import Days

if TYPE_CHECKING:
    import pandas as pd

FIRST_DAYS = 7  # days of a long span that have an effect of their own
LONG_SPAN = 12
GROUPS = ("promotion", "holiday", "outage", "other", "public", "commercial", "campaign", "near")
PEAKS = ("black_friday", "cyber_monday", "singles_day", "prime_day")  # short and strong; the rest are seasons


@dataclass(frozen=True)
class Occurrence:
    """One day of one event: column `key` in `group`, `event` being the name shown to people."""

    key: str
    group: str
    event: str
    start: np.datetime64
    uplift_pct: float


@dataclass(frozen=True)
class EventMap:
    """Occurrences by day for one channel.

    Attributes:
        by_day: day index (into the days it was built for) → occurrences on that day.
    """

    by_day: Mapping[int, tuple[Occurrence, ...]]

    def flagged(self, count: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which of the first `count` days lie inside an event proper (the days beside one do not count)."""
        flags = np.zeros(count, dtype=bool)
        for day, found in self.by_day.items():
            if day < count and any(o.group != "near" and not o.key.endswith("~rest") for o in found):
                flags[day] = True
        return flags


def map_events(events: pd.DataFrame, days: Days, channel: str) -> EventMap:
    """Lay the events that apply to `channel` over consecutive `days`.

    Args:
        events: frame of `forecasting.calendar.all_events`.
        days: consecutive local days, history and horizon together.
    """
    by_day: dict[int, list[Occurrence]] = {}
    first = days[0]
    rows = _spans(events, channel)
    for name, spans in rows.items():
        fixed = _tied_to_date(spans)
        for start, end, group, label, uplift in spans:
            length = int((end - start).astype(int)) + 1
            for offset in range(length):
                day = start + offset
                key = _day_key(name, day, offset, length, fixed)
                _put(by_day, int((day - first).astype(int)), len(days), Occurrence(key, group, label, start, uplift))
    inside = set(by_day)
    for name, spans in rows.items():
        for start, end, group, label, _ in spans:
            if group not in ("holiday", "public") or int((end - start).astype(int)) > 6:
                continue
            for offset, day in ((-1, start - 1), (1, end + 1)):
                at = int((day - first).astype(int))
                if at not in inside:
                    key = f"{name}|{offset:+d}"
                    _put(by_day, at, len(days), Occurrence(key, "near", label, start, float("nan")))
    return EventMap({day: tuple(found) for day, found in sorted(by_day.items())})


def _put(by_day: dict[int, list[Occurrence]], at: int, count: int, occurrence: Occurrence) -> None:
    if 0 <= at < count:
        present = by_day.setdefault(at, [])
        if all(other.key != occurrence.key for other in present):
            present.append(occurrence)


Span = tuple[np.datetime64, np.datetime64, str, str, float]


def _spans(events: pd.DataFrame, channel: str) -> dict[str, list[Span]]:
    """Spans by matching name; public holidays whose wording changes are matched by their date instead."""
    rows: dict[str, list[Span]] = {}
    columns = ("name", "kind", "start", "end", "channel", "uplift_pct", "source", "code")
    dates_of: dict[str, set[str]] = {}
    records = list(zip(*(events[column] for column in columns), strict=True))
    for name, _, start, _, _, _, source, _ in records:
        if source == "public":
            dates_of.setdefault(f"{start:%m-%d}", set()).add(event_key(str(name)))
    years = {(event_key(str(r[0])), r[2].year) for r in records if r[6] == "public"}
    for name, kind, start, end, only, uplift, source, code in records:
        if only not in ("", channel):
            continue
        group = str(kind) if source == "own" else str(source)
        if group == "commercial" and code not in PEAKS:
            group = "campaign"
        key = event_key(str(name))
        if source == "public" and sum(1 for n, _ in years if n == key) * 2 <= _years(years):
            key = min(dates_of[f"{start:%m-%d}"])
        span = (np.datetime64(start, "D"), np.datetime64(end, "D"), group, str(name), float(uplift))
        rows.setdefault(key, []).append(span)
    return rows


def _years(pairs: set[tuple[str, int]]) -> int:
    return len({year for _, year in pairs})


def _tied_to_date(spans: list[Span]) -> bool:
    """Whether at least 70 % of the occurrences, two or more, start on the same day of the year."""
    starts = [str(span[0])[5:] for span in spans]
    return len(starts) >= 2 and max(starts.count(s) for s in starts) >= 0.7 * len(starts)


def _day_key(name: str, day: np.datetime64, offset: int, length: int, fixed: bool) -> str:
    if length > LONG_SPAN and offset >= FIRST_DAYS:
        return f"{name}~rest"
    return f"{name}@{str(day)[5:]}" if fixed else f"{name}+{offset}"
