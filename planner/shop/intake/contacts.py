"""Contacts fast: columns instead of objects, arrays instead of lists, local times to UTC through remembered days.

On the day of 25 hours a local half-hour comes twice: within a series the first row is the earlier one. On the day of 23
hours an hour does not exist: such rows are read with the offset before the change and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import repeat
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from planner.domain.time import localise, midnight
from planner.shop.intake.kinds import CONTACT_COLUMNS, Spec
from planner.shop.intake.reading import Column, Mapping, Reading, bad_cells, columns_of
from planner.tables.tabular import Cell, Table, chunks
from planner.tables.values import Habits, local

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NUMBERS = ("contacts", "aht_s", "answered", "abandoned")
Series = tuple[str, str, str]
_EPOCH_DAY = date(1970, 1, 1).toordinal()


class LocalTimes:
    """Local wall-clock cells to UTC epoch seconds, with the ambiguous and the missing ones set apart."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.later: dict[Cell, int] = {}
        self.missing: set[Cell] = set()
        self._days: dict[int, int | None] = {}

    def epoch(self, cell: Cell, habits: Habits) -> int:
        """Seconds since 1970 in UTC; the first of two for a repeated hour (the second stands in `later`)."""
        moment = local(cell, habits)
        if moment.tzinfo is not None:
            return int(moment.timestamp())
        day = moment.toordinal()
        offset = self._days[day] if day in self._days else self._learn(day)
        if offset is not None:
            return (day - _EPOCH_DAY) * 86400 + moment.hour * 3600 + moment.minute * 60 + moment.second - offset
        utc, sort = localise(moment, habits.zone)
        if sort == "ambiguous":
            self.later[cell] = int(localise(moment, habits.zone, later=True)[0].timestamp())
        elif sort == "missing":
            self.missing.add(cell)
        return int(utc.timestamp())

    def _learn(self, day: int) -> int | None:
        """The day's offset in seconds; None on a day that changes it."""
        ends = [datetime.fromordinal(d) for d in (day, day + 1)]
        offsets = {int((end - localise(end, self.habits.zone)[0].replace(tzinfo=None)).total_seconds()) for end in ends}
        self._days[day] = offsets.pop() if len(offsets) == 1 else None
        return self._days[day]


@dataclass
class ContactReading(Reading):
    """Also: repeated local times resolved, local times that do not exist, and each series' rows."""

    resolved: int = 0
    skipped_hour: int = 0
    series: dict[Series, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ContactChunk:
    """Arrays of one length: file row, series code (see `ContactReading.series`), UTC epoch seconds and the numbers."""

    row: NDArray[np.int64]
    code: NDArray[np.int64]
    interval_start: NDArray[np.int64]
    numbers: dict[str, NDArray[np.float64]]
    done: float


def contact_chunks(
    table: Table,
    mapping: Mapping,
    habits: Habits,
    reading: ContactReading,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[ContactChunk]:
    """The file's rows as arrays, chunk by chunk; bad rows are reported and left out."""
    import numpy as np

    times = LocalTimes(habits)
    specs = {spec.field: spec for spec in CONTACT_COLUMNS}
    starts = Column(Spec("interval_start", times.epoch, True), habits)
    memory = {name: Column(specs[name], habits) for name in mapping.places if name != "interval_start"}
    seen_later: dict[tuple[int, Cell], int] = {}
    for chunk in chunks(table, cancelled=cancelled):
        numbers, columns = columns_of(chunk, len(table.header), table, reading)
        if not numbers:
            continue
        cells = {name: columns[place] for name, place in mapping.places.items()}
        epochs = starts.read(cells["interval_start"])
        bad = bad_cells(table, mapping, starts, numbers, cells["interval_start"], reading.problems)
        values: dict[str, Sequence[Any]] = {}
        for name, column in memory.items():
            values[name] = column.read(cells[name])
            bad |= bad_cells(table, mapping, column, numbers, cells[name], reading.problems)
        keep = [i for i in range(len(numbers)) if i not in bad] if bad else range(len(numbers))
        codes = [reading.series.setdefault(key, len(reading.series)) for key in _series_keys(values, bad)]
        if times.later or times.missing:
            _resolve(times, seen_later, codes, keep, cells["interval_start"], epochs, reading)
        yield ContactChunk(
            np.fromiter((numbers[i] for i in keep) if bad else numbers, np.int64, len(keep)),
            np.array(codes, dtype=np.int64),
            np.fromiter((epochs[i] for i in keep) if bad else epochs, np.int64, len(keep)),
            {
                name: np.array([values[name][i] for i in keep] if bad else values[name], dtype=np.float64)
                for name in NUMBERS
                if name in values
            },
            chunk.done,
        )


def _series_keys(values: dict[str, Sequence[Any]], bad: set[int]) -> Iterator[Series]:
    """The series of each good row."""
    channel = values["channel"]
    language, priority = values.get("language") or repeat(""), values.get("priority") or repeat("")
    keys = zip(channel, language, priority, strict=False)
    return iter(keys) if not bad else (key for i, key in enumerate(keys) if i not in bad)


def _resolve(
    times: LocalTimes,
    seen: dict[tuple[int, Cell], int],
    codes: Sequence[int],
    keep: Sequence[int],
    cells: Sequence[Cell],
    epochs: list[Any],
    reading: ContactReading,
) -> None:
    """Give the second row of a repeated local time its later instant; count both sorts of odd times."""
    for code, position in zip(codes, keep, strict=True):
        cell = cells[position]
        if cell in times.missing:
            reading.skipped_hour += 1
        later = times.later.get(cell)
        if later is not None:
            reading.resolved += 1
            count = seen[code, cell] = seen.get((code, cell), 0) + 1
            if count == 2:
                epochs[position] = later


def width_of(starts: NDArray[np.int64], zone: str) -> int:
    """Interval width in minutes of one series' sorted distinct starts: 1440 when all are local midnights, else the
    widest of 60, 30, 15 that divides every distance; 0 when not even 15 does, or when one start tells nothing."""
    import numpy as np

    if len(starts) < 2:
        return 0
    gaps = np.unique(np.diff(starts))
    if gaps[0] >= 23 * 3600:
        tz = ZoneInfo(zone)
        days = [(datetime.fromtimestamp(int(s), UTC).astimezone(tz).date(), int(s)) for s in starts[:2000]]
        if all(int(midnight(day, zone).timestamp()) == start for day, start in days):
            return 1440
    step = int(np.gcd.reduce(gaps))
    return next((width for width in (60, 30, 15) if step % (60 * width) == 0), 0)
