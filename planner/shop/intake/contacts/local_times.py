"""Local times to UTC through remembered days: what a million cells of a contacts file cost little by.

On the day of 25 hours a local half-hour comes twice: within a series the first row is the earlier one. On the day of 23
hours an hour does not exist: such rows are read with the offset before the change and reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from planner.domain.time import localise
from planner.tables.table import Cell
from planner.tables.values import FIRST_YEAR, LAST_YEAR, Habits, local

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

    def quick(self, cells: Sequence[str], width: int) -> NDArray[np.float64]:
        """Seconds of local times all written `2026-11-02 09:12` (width 16) or with seconds (19), by their digits; NaN
        for those on days that change their offset and for what is written otherwise: `epoch` reads these."""
        letters = np.array(cells, dtype=f"U{width}").view(np.uint32).reshape(len(cells), width).astype(np.int64)
        digits = letters - 48
        places = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, *((17, 18) if width == 19 else ())]
        good = ((digits[:, places] >= 0) & (digits[:, places] <= 9)).all(axis=1)
        good &= (letters[:, 4] == ord("-")) & (letters[:, 7] == ord("-")) & (letters[:, 13] == ord(":"))
        good &= (letters[:, 10] == ord(" ")) | (letters[:, 10] == ord("T"))
        if width == 19:
            good &= letters[:, 16] == ord(":")
        hour, minute = digits[:, 11] * 10 + digits[:, 12], digits[:, 14] * 10 + digits[:, 15]
        second = digits[:, 17] * 10 + digits[:, 18] if width == 19 else np.zeros(len(cells), np.int64)
        good &= (hour < 24) & (minute < 60) & (second < 60)
        days = np.where(good, digits[:, [0, 1, 2, 3, 5, 6, 8, 9]] @ 10 ** np.arange(7, -1, -1), 0)
        distinct, back = np.unique(days, return_inverse=True)
        starts = np.array([self._start(int(day)) for day in distinct])
        return np.asarray(starts[back] + hour * 3600.0 + minute * 60.0 + second, np.float64)

    def _start(self, digits: int) -> float:
        """Seconds at the local midnight of 20261102; NaN where there is no such day, or it changes its offset."""
        try:
            day = date(digits // 10000, digits // 100 % 100, digits % 100)
        except ValueError:
            return float("nan")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return float("nan")
        ordinal = day.toordinal()
        offset = self._days[ordinal] if ordinal in self._days else self._learn(ordinal)
        return float("nan") if offset is None else float((ordinal - _EPOCH_DAY) * 86400 - offset)

    def _learn(self, day: int) -> int | None:
        """The day's offset in seconds; None on a day that changes it."""
        ends = [datetime.fromordinal(d) for d in (day, day + 1)]
        offsets = {int((end - localise(end, self.habits.zone)[0].replace(tzinfo=None)).total_seconds()) for end in ends}
        self._days[day] = offsets.pop() if len(offsets) == 1 else None
        return self._days[day]
