"""Which event acts on which day, keyed so that the same day of the same event is recognised from year to year.

Invariants: a key is `name@MM-DD` for events tied to a date (Navidad on 24 December is the same day every year) and
`name+2` for moving ones (the third day of Carnival), so effects live by day within a span. Long spans keep their first
days apart. Days next to a holiday, and days before and after an event found to move with it (`windows.py`), have keys
`name|-1`, `name|+3`. An event given twice for the same days is one event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.events.calendar import event_key
from forecasting.history import Days

if TYPE_CHECKING:
    import pandas as pd

FIRST_DAYS = 7  # days of a long span that have a key of their own
LONG_SPAN = 12
GROUPS = ("promotion", "holiday", "outage", "other", "public", "commercial", "campaign", "near", "window")
TEAM = ("promotion", "holiday", "outage", "other")  # groups of events that the team entered
PEAKS = ("black_friday", "cyber_monday", "singles_day", "prime_day")  # short and strong; the rest are seasons


@dataclass(frozen=True)
class Occurrence:
    """One day of one event.

    Attributes:
        key: the day of the event; `family`: the event, by the name that matches from year to year.
        event: the name shown to people.
        start: first day of the span; `offset`: days from there (negative before it); `length`: days of the span.
    """

    key: str
    family: str
    group: str
    event: str
    start: np.datetime64
    offset: int
    length: int
    uplift_pct: float

    @property
    def proper(self) -> bool:
        """Whether the day lies inside the named span."""
        return 0 <= self.offset < self.length


@dataclass(frozen=True)
class EventMap:
    """Occurrences by day for one channel.

    Attributes:
        by_day: day index (into the days it was built for) → occurrences on that day.
    """

    by_day: Mapping[int, tuple[Occurrence, ...]]

    def flagged(self, count: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which of the first `count` days an event moves (the days beside a holiday do not count)."""
        flags = np.zeros(count, dtype=bool)
        for day, found in self.by_day.items():
            if day < count and any(o.group != "near" and not o.key.endswith("~rest") for o in found):
                flags[day] = True
        return flags

    def families(self) -> dict[str, list[tuple[int, Occurrence]]]:
        """(day, occurrence) by family, in order of day."""
        result: dict[str, list[tuple[int, Occurrence]]] = {}
        for day, found in self.by_day.items():
            for occurrence in found:
                result.setdefault(occurrence.family, []).append((day, occurrence))
        return result


@dataclass(frozen=True)
class Span:
    """One occurrence of an event over whole days, both included; `said`: announced uplifts and their days."""

    start: np.datetime64
    end: np.datetime64
    group: str
    event: str
    said: tuple[tuple[np.datetime64, np.datetime64, float], ...]

    @property
    def length(self) -> int:
        """Days of the span."""
        return int((self.end - self.start).astype(int)) + 1

    def uplift_pct(self, day: np.datetime64) -> float:
        """The first uplift announced for a day, NaN without one."""
        return next((uplift for first, last, uplift in self.said if first <= day <= last), float("nan"))


def map_events(events: pd.DataFrame, days: Days, channel: str) -> EventMap:
    """Lay the events that apply to `channel` over consecutive `days`.

    Args:
        events: frame of `forecasting.events.calendar.all_events`; events with times of day are left out (see `hours`).
        days: consecutive local days, history and horizon together.
        channel: its name; empty for only those events that apply to every channel.
    """
    by_day: dict[int, list[Occurrence]] = {}
    first = days[0]
    rows = _spans(events[events["from_time"].isna()], channel)
    for name, spans in rows.items():
        fixed = _tied_to_date(spans)
        for s in spans:
            for offset in range(s.length):
                day = s.start + offset
                key = _day_key(name, day, offset, s.length, fixed)
                found = Occurrence(key, name, s.group, s.event, s.start, offset, s.length, s.uplift_pct(day))
                _put(by_day, int((day - first).astype(int)), len(days), found)
    inside = set(by_day)
    for name, spans in rows.items():
        for s in spans:
            if s.group not in ("holiday", "public") or s.length > 7:
                continue
            for offset in (-1, s.length):
                at = int((s.start + offset - first).astype(int))
                if at not in inside:
                    key = f"{name}|{'-1' if offset < 0 else '+1'}"
                    found = Occurrence(key, name, "near", s.event, s.start, offset, s.length, float("nan"))
                    _put(by_day, at, len(days), found)
    return EventMap({day: tuple(found) for day, found in sorted(by_day.items())})


def _put(by_day: dict[int, list[Occurrence]], at: int, count: int, occurrence: Occurrence) -> None:
    if 0 <= at < count:
        present = by_day.setdefault(at, [])
        if all(other.family != occurrence.family for other in present):
            present.append(occurrence)


def _spans(events: pd.DataFrame, channel: str) -> dict[str, list[Span]]:
    """Spans by matching name; public holidays whose wording changes are matched by their date instead."""
    rows: dict[str, list[Span]] = {}
    columns = ("name", "kind", "start", "end", "channel", "uplift_pct", "source", "code", "said_start", "said_end")
    dates_of: dict[str, set[str]] = {}
    records = list(zip(*(events[column] for column in columns), strict=True))
    for name, _, start, _, _, _, source, *_ in records:
        if source == "public":
            dates_of.setdefault(f"{start:%m-%d}", set()).add(event_key(str(name)))
    years = {(event_key(str(r[0])), r[2].year) for r in records if r[6] == "public"}
    for name, kind, start, end, only, uplift, source, code, said_start, said_end in records:
        if only not in ("", channel):
            continue
        group = str(kind) if source == "own" else str(source)
        if group == "commercial" and code not in PEAKS:
            group = "campaign"
        key = event_key(str(name))
        if source == "public" and sum(1 for n, _ in years if n == key) * 2 <= len({year for _, year in years}):
            key = min(dates_of[f"{start:%m-%d}"])
        begin, until, said_from, said_to = (np.datetime64(at, "D") for at in (start, end, said_start, said_end))
        said = ((said_from, said_to, float(uplift)),) if np.isfinite(uplift) else ()
        span = Span(begin, until, group, str(name), said)
        rows.setdefault(key, []).append(span)
    return {key: _joined(spans) for key, spans in rows.items()}


def _joined(spans: list[Span]) -> list[Span]:
    """Spans of one event in order; those that share a day are one."""
    result: list[Span] = []
    for s in sorted(spans, key=lambda one: (one.start, one.end)):
        last = result[-1] if result else None
        if last is not None and s.start <= last.end:
            result[-1] = Span(last.start, max(last.end, s.end), last.group, last.event, (*last.said, *s.said))
        else:
            result.append(s)
    return result


def _tied_to_date(spans: list[Span]) -> bool:
    """Whether at least 70 % of the occurrences, two or more, start on the same day of the year."""
    starts = [str(span.start)[5:] for span in spans]
    return len(starts) >= 2 and max(starts.count(s) for s in starts) >= 0.7 * len(starts)


def _day_key(name: str, day: np.datetime64, offset: int, length: int, fixed: bool) -> str:
    if length > LONG_SPAN and offset >= FIRST_DAYS:
        return f"{name}~rest"
    return f"{name}@{str(day)[5:]}" if fixed else f"{name}+{offset}"
