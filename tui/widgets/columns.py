"""Time as columns of a chart or grid: the hours that matter of each local day, with a gap between days.

Invariant: a column is a span of UTC instants, so days of 23 and 25 hours simply have fewer or more columns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from planner.domain.time import TimeGrid

STEPS_MIN = (60, 30, 15)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: [start, end) in UTC, its local start and the 0-based day."""

    start: datetime
    end: datetime
    local: datetime
    day: int


@dataclass(frozen=True)
class Columns:
    """Columns of `step` minutes for `days` local days from `first_day`, between two local hours of each day.

    Each column is `cell` characters wide; a gap of one character stands before every day but the first.
    """

    first_day: date
    days: int
    zone: str
    step: int = 30
    first_hour: int = 0
    last_hour: int = 24
    cell: int = 1

    @cached_property
    def grid(self) -> TimeGrid:
        """All intervals of the days, shown or not."""
        return TimeGrid(self.first_day, self.days, self.step, self.zone)

    @cached_property
    def items(self) -> tuple[Column, ...]:
        """The columns from left to right."""
        grid = self.grid
        found = []
        for day in range(self.days):
            for index in grid.day_indices(day):
                local = grid.local_starts[index]
                if self.first_hour <= local.hour < self.last_hour:
                    span = grid.interval(index)
                    found.append(Column(span.start, span.end, local, day))
        return tuple(found)

    @cached_property
    def _starts(self) -> tuple[datetime, ...]:
        return tuple(column.start for column in self.items)

    @cached_property
    def width(self) -> int:
        """Characters over all columns and gaps."""
        return self.x(len(self.items) - 1) + self.cell if self.items else 0

    def x(self, index: int) -> int:
        """Left character of a column."""
        return index * self.cell + self.items[index].day

    @cached_property
    def _at(self) -> tuple[int, ...]:
        cells = [-1] * (self.x(len(self.items) - 1) + self.cell if self.items else 0)
        for index in range(len(self.items)):
            left = self.x(index)
            cells[left : left + self.cell] = [index] * self.cell
        return tuple(cells)

    def at(self, x: int) -> int | None:
        """Column under a character; None in a gap or outside."""
        return self._at[x] if 0 <= x < len(self._at) and self._at[x] >= 0 else None

    def index(self, instant: datetime) -> int:
        """The column that holds an instant, or the last one before it; -1 before all."""
        return bisect_right(self._starts, instant) - 1

    def between(self, start: datetime, end: datetime) -> range:
        """Columns that overlap [start, end)."""
        first = max(0, self.index(start))
        if first < len(self.items) and self.items[first].end <= start:
            first += 1
        last = self.index(end)
        if last >= 0 and self.items[last].start >= end:
            last -= 1
        return range(first, last + 1)

    @cached_property
    def _days(self) -> dict[int, range]:
        found: dict[int, range] = {}
        for index, column in enumerate(self.items):
            found[column.day] = range(found[column.day].start if column.day in found else index, index + 1)
        return found

    def day_range(self, day: int) -> range:
        """Columns of a 0-based day."""
        return self._days.get(day, range(0))

    @cached_property
    def _spans(self) -> dict[TimeGrid, tuple[range, ...]]:
        return {}

    def spans(self, grid: TimeGrid) -> tuple[range, ...]:
        """For each column the intervals of another grid that it touches."""
        if grid not in self._spans:
            size, minute = len(grid), timedelta(minutes=1)
            ends = ((grid.index(column.start), grid.index(column.end - minute) + 1) for column in self.items)
            self._spans[grid] = tuple(range(max(0, first), min(size, end)) for first, end in ends)
        return self._spans[grid]


def open_hours(
    spans: Iterable[tuple[datetime, datetime]], zone: str, floor: tuple[int, int] = (9, 18)
) -> tuple[int, int]:
    """First and last local hour that any of the UTC spans touches; the whole day where one crosses midnight."""

    tz = ZoneInfo(zone)
    first, last = floor
    for start, end in spans:
        a, b = start.astimezone(tz), end.astimezone(tz)
        if b.date() != a.date() and (b.hour, b.minute) != (0, 0):
            return 0, 24
        first = min(first, a.hour)
        last = max(last, 24 if b.date() != a.date() else b.hour + (b.minute > 0))
    return first, last
