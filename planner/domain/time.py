"""Local days cut into UTC intervals, so that days of 23 and 25 hours are ordinary days.

Invariants: a grid starts at a local midnight and ends at one; its instants are UTC and equally spaced; the day of the
spring change has an hour fewer and that of the autumn change an hour more.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

WIDTHS_MIN = (15, 30, 60, 1440)
LocalKind = Literal["exact", "ambiguous", "missing"]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open span of time [start, end), both aware UTC."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """Length in whole minutes."""
        return int((self.end - self.start).total_seconds() // 60)

    def overlaps(self, other: Interval) -> bool:
        """Whether the two spans share an instant."""
        return self.start < other.end and other.start < self.end

    def contains(self, instant: datetime) -> bool:
        """Whether `instant` lies in [start, end)."""
        return self.start <= instant < self.end


def midnight(day: date, zone: str) -> datetime:
    """The UTC instant at which the local `day` begins."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def localise(naive: datetime, zone: str, *, later: bool = False) -> tuple[datetime, LocalKind]:
    """The UTC instant of a local wall-clock time, and whether that time was exact, ambiguous or missing.

    Ambiguous times (the repeated hour in autumn) take the first occurrence, or the second with `later`. A missing time
    (the skipped hour in spring) is read with the offset before the change, as PEP 495 prescribes for fold=0.
    """
    tz = ZoneInfo(zone)
    first, second = naive.replace(tzinfo=tz, fold=0), naive.replace(tzinfo=tz, fold=1)
    utc = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return utc, "exact"
    if utc.astimezone(tz).replace(tzinfo=None) != naive:
        return utc, "missing"
    return (second.astimezone(UTC) if later else utc), "ambiguous"


@dataclass(frozen=True)
class TimeGrid:
    """`days` local days from `first_day` in intervals of `minutes` (15, 30, 60 or 1440)."""

    first_day: date
    days: int
    minutes: int
    zone: str

    def __post_init__(self) -> None:
        if self.minutes not in WIDTHS_MIN:
            raise ValueError(f"interval width {self.minutes} min is not one of {WIDTHS_MIN}")
        if self.days < 1:
            raise ValueError("a grid has at least one day")

    @cached_property
    def _day_starts(self) -> tuple[datetime, ...]:
        return tuple(midnight(self.first_day + timedelta(days=d), self.zone) for d in range(self.days + 1))

    @cached_property
    def _offsets(self) -> tuple[int, ...]:
        """Index of the first interval of each day; one more at the end."""
        if self.minutes == 1440:
            return tuple(range(self.days + 1))
        first = self._day_starts[0]
        return tuple(int((s - first).total_seconds() // 60) // self.minutes for s in self._day_starts)

    def __len__(self) -> int:
        return self._offsets[-1]

    @property
    def start(self) -> datetime:
        """UTC instant of the first local midnight."""
        return self._day_starts[0]

    @property
    def end(self) -> datetime:
        """UTC instant of the local midnight after the last day."""
        return self._day_starts[-1]

    @cached_property
    def instants(self) -> tuple[datetime, ...]:
        """UTC start of every interval."""
        if self.minutes == 1440:
            return self._day_starts[:-1]
        width = timedelta(minutes=self.minutes)
        return tuple(self.start + width * i for i in range(len(self)))

    @cached_property
    def local_starts(self) -> tuple[datetime, ...]:
        """Local aware start of every interval."""
        tz = ZoneInfo(self.zone)
        return tuple(i.astimezone(tz) for i in self.instants)

    def interval(self, index: int) -> Interval:
        """The interval at `index`."""
        start = self.instants[index]
        end = self._day_starts[index + 1] if self.minutes == 1440 else start + timedelta(minutes=self.minutes)
        return Interval(start, end)

    def index(self, instant: datetime) -> int:
        """Index of the interval that holds `instant`; may lie outside 0..len-1 for instants outside the grid."""
        if self.minutes == 1440:
            return bisect_right(self._day_starts, instant) - 1
        return int((instant - self.start).total_seconds() // (60 * self.minutes))

    def day_indices(self, day: int) -> range:
        """Indices of the intervals of the `day`-th local day (0-based)."""
        return range(self._offsets[day], self._offsets[day + 1])

    def day_of(self, index: int) -> int:
        """The 0-based local day of an interval."""
        return bisect_right(self._offsets, index) - 1

    def dates(self) -> Iterator[date]:
        """The local dates of the grid."""
        return (self.first_day + timedelta(days=d) for d in range(self.days))


def iso_week_monday(label: str) -> date:
    """Monday of an ISO week given as `2026-W48`; ValueError when it is not one."""
    match = re.fullmatch(r"(\d{4})-?W(\d{1,2})", label.strip(), re.IGNORECASE)
    if not match:
        raise ValueError(f"{label!r} is not an ISO week such as 2026-W48")
    return date.fromisocalendar(int(match[1]), int(match[2]), 1)


def iso_week_label(day: date) -> str:
    """ISO week of a date, as `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
