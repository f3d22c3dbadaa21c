"""Local times to UTC through remembered days: what a million cells of a contacts file cost little by.

On the day of 25 hours a local half-hour comes twice: within a series the first row is the earlier one. On the day of 23
hours an hour does not exist: such rows are read with the offset before the change and reported.
"""

from __future__ import annotations

from datetime import date, datetime

from planner.domain.time import localise
from planner.tables.table import Cell
from planner.tables.values import Habits, local

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
