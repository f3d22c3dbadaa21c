"""What a contacts file says of each row, as arrays: a profile's fields read column by column, chunk by chunk.

A column remembers what it has read, so a cell costs a look-up; a million rows are a few seconds and some 100 MB. Ids
become numbers within the file (nothing of them is kept); columns that no field names are not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.shop.intake.contacts.local_times import LocalTimes
from planner.shop.intake.profiles import DURATIONS, TESTS, Profile, Take, Test, place
from planner.shop.intake.reading import Reading, columns_of
from planner.tables import values
from planner.tables.durations import seconds
from planner.tables.opening import fold
from planner.tables.table import Cell, Table, plain
from planner.tables.tabular import chunks, no_garbage_rounds
from planner.tables.values import CellError, Habits

MAX_MEMORY = 300_000
MAX_ROWS = 5_000_000
LONGEST_NAME = 80
TEXTS = ("channel", "language", "priority", "topic", "queue")
COUNTS = ("contacts", "answered", "abandoned", "bot_solved", "in_20s", "in_180s")
TIMES = ("interval_start", "interval_end", "changed_at")
TOTALS = re.compile(r"(grand )?total(es)?\b|suma\b|sum(me)?\b|media\b|average\b|promedio\b|resumen\b|summary\b", re.I)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Names(dict[str, int]):
    """Texts as numbers in the order in which they come; '' is 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})

    def __missing__(self, name: str) -> int:
        self[name] = found = len(self)
        return found

    @property
    def listed(self) -> list[str]:
        """The texts by their numbers."""
        return list(self)


@dataclass
class Facts:
    """Arrays of one length, a row each: file row, numbers, text codes (see `names`), and why it is left out (0: not).

    Instants are UTC epoch seconds; NaN is what the file does not tell.
    """

    row: Ints
    numbers: dict[str, Floats]
    codes: dict[str, Ints]
    contact: Ints
    """The row's identity as a number within the file; -1 where it has none."""
    reason: Ints
    tests: dict[str, NDArray[np.bool_]]
    texts: dict[str, list[str]] = field(default_factory=dict)
    """Whole columns kept as they are: the events of a log."""

    def __len__(self) -> int:
        return len(self.row)

    def pick(self, which: NDArray[Any]) -> Facts:
        """The rows chosen, in that order."""
        return Facts(
            self.row[which],
            {k: v[which] for k, v in self.numbers.items()},
            {k: v[which] for k, v in self.codes.items()},
            self.contact[which],
            self.reason[which],
            {k: v[which] for k, v in self.tests.items()},
        )


class FileReading(Reading):
    """What a pass over a contacts file found: its names and reasons, and the local times that come twice or never."""

    def __init__(self) -> None:
        super().__init__()
        self.names = {name: Names() for name in TEXTS}
        self.reasons = Names()
        self.resolved = 0
        self.skipped_hour = 0


class Memo(dict[Any, Any]):
    """A column's memory: cell → value; bad cells stand in `bad` and read as `otherwise`."""

    def __init__(self, read: Callable[[Any], Any], otherwise: Any) -> None:
        super().__init__()
        self.read = read
        self.otherwise = otherwise
        self.bad: dict[Any, CellError] = {}

    def __missing__(self, cell: Any) -> Any:
        try:
            value = self.read(cell)
        except CellError as error:
            self.bad[cell] = error
            value = self.otherwise
        self[cell] = value
        return value

    def trim(self) -> None:
        """Forget when there is too much to remember."""
        if len(self) > MAX_MEMORY:
            self.clear()
            self.bad.clear()

    def of(self, cells: Sequence[Any], dtype: type) -> NDArray[Any]:
        """The values of a stretch of cells."""
        self.trim()
        return np.fromiter(map(self.__getitem__, cells), dtype, len(cells))


def blank(cell: Any) -> bool:
    """Whether a cell (or every one of several) holds nothing."""
    if isinstance(cell, tuple):
        return all(map(blank, cell))
    return cell is None or (isinstance(cell, str) and not cell.strip())


class FactReader:
    """Reads a table's rows by a profile. `units` told by the user stand before the profile's."""

    def __init__(
        self,
        table: Table,
        profile: Profile,
        habits: Habits,
        reading: FileReading,
        channel_of: Callable[[str], str],
        units: Mapping[str, str],
    ) -> None:
        self.table, self.profile, self.habits, self.reading = table, profile, habits, reading
        self.header = [fold(cell) for cell in table.header]
        self.channel_of = channel_of
        self.units = units
        self.times = LocalTimes(habits)
        self.fields = {n: f for n, f in profile.fields.items() if self._there(f)}
        for name, entry in profile.fields.items():
            if name not in self.fields and entry.value:
                self.fields[name] = Take((), "fixed", entry.unit, entry.value)
        self._memos: dict[Any, Memo] = {}
        self._ids = Names()
        self._later: dict[tuple[int, ...], int] = {}
        self._odd: list[int] = []
        """Rows of the chunk whose time is not one plain local time: only these may be of a repeated or skipped hour."""
        self.keeps = ("event", *_event_columns(profile)) if profile.shape == "event" else ()

    def _there(self, entry: Take) -> bool:
        found = [place(self.header, column) is not None for column in entry.columns]
        if entry.how == "fixed":
            return True
        return all(found) if entry.how == "span" else any(found)

    @property
    def used(self) -> set[int]:
        """The columns that are read."""
        names = [column for entry in self.fields.values() for column in entry.columns]
        tests = [*self.profile.left_out, *(one for name in TESTS for one in self.profile.tests.get(name, ()))]
        names += [column for test in tests for column, _ in test.when]
        found = {place(self.header, name) for name in [*names, *self.keeps]}
        return {at for at in found if at is not None}

    def chunks(self, cancelled: Callable[[], bool] | None = None) -> Iterator[tuple[Facts, float]]:
        """The rows chunk by chunk, with the share of the file read; bad cells are problems of the reading."""
        with no_garbage_rounds():
            for chunk in chunks(self.table, cancelled=cancelled):
                numbers, columns = columns_of(chunk, len(self.header), self.table, self.reading)
                if numbers:
                    yield self._facts(numbers, columns), chunk.done

    def _facts(self, rows: Sequence[int], columns: Sequence[Sequence[Cell]]) -> Facts:
        reason = np.zeros(len(rows), np.int64)
        starts = self._times("interval_start", rows, columns, reason)
        numbers: dict[str, Floats] = {"interval_start": starts}
        for name in ("interval_end", "changed_at"):
            if name in self.fields:
                numbers[name] = self._times(name, rows, columns, None)
        for name in (*COUNTS, *DURATIONS):
            if name in self.fields:
                numbers[name] = self._numbers(name, rows, columns, reason)
        codes = {
            name: self._texts(name, rows, columns) if name in self.fields else np.zeros(len(rows), np.int64)
            for name in TEXTS
        }
        contact = np.full(len(rows), -1, np.int64)
        if "contact_id" in self.fields:
            cells = self._cells(self.fields["contact_id"], columns)
            texts = cells if set(map(type, cells)) == {str} else [plain(cell) for cell in cells]
            contact = np.fromiter(map(self._ids.__getitem__, texts), np.int64, len(rows)) - 1  # '' is 0
        for test in self.profile.left_out:
            hit = self._holds(test, columns, len(rows)) & (reason == 0)
            reason[hit] = self.reading.reasons[test.reason]
        tests = {
            name: np.logical_or.reduce([self._holds(one, columns, len(rows)) for one in found])
            for name, found in self.profile.tests.items()
        }
        facts = Facts(np.array(rows, np.int64), numbers, codes, contact, reason, tests)
        facts.texts = {name: [plain(cell) for cell in self._cells(Take((name,)), columns)] for name in self.keeps}
        if self.times.later or self.times.missing:
            self._resolve(facts, columns)
        return facts

    # -- cells ------------------------------------------------------------------------------------------------------

    def _cells(self, entry: Take, columns: Sequence[Sequence[Cell]]) -> Sequence[Any]:
        """The cells of an entry: those of its column, or tuples of those of its columns."""
        places = [at for column in entry.columns if (at := place(self.header, column)) is not None]
        if len(places) == 1 and entry.how != "span":
            return columns[places[0]]
        if not places:
            return [None] * len(columns[0])
        return list(zip(*(columns[at] for at in places), strict=True))

    def _memo(self, key: Any, read: Callable[[Any], Any], otherwise: Any) -> Memo:
        if key not in self._memos:
            self._memos[key] = Memo(read, otherwise)
        return self._memos[key]

    def _report(self, memo: Memo, entry: Take, rows: Sequence[int], cells: Sequence[Any], skip: Ints | None) -> None:
        """The bad cells as problems, but for rows that are left out anyway."""
        if not memo.bad:
            return
        at = next((at for column in entry.columns if (at := place(self.header, column)) is not None), 0)
        for position, cell in enumerate(cells):
            error = memo.bad.get(cell)
            if error is not None and (skip is None or not skip[position]):
                self.reading.problems.add(
                    RowProblem(self.table.file, rows[position], self.table.header[at], error.message, error.mend)
                )

    @property
    def _empty(self) -> tuple[str, str]:
        """What is said of an empty cell that may not be empty."""
        merged = t("Fill it in; of merged cells only the first holds a value.")
        return t("The cell is empty."), merged if self.habits.typed else t("Fill it in.")

    # -- times ------------------------------------------------------------------------------------------------------

    def _times(self, name: str, rows: Sequence[int], columns: Sequence[Sequence[Cell]], reason: Ints | None) -> Floats:
        entry = self.fields[name]
        cells = self._cells(entry, columns)
        unit = entry.unit

        def read(cell: Any) -> float:
            if blank(cell):
                return float("nan")
            if unit in ("epoch", "epoch_ms"):
                return float(values.number_text(cell, self.habits)) / (1000.0 if unit == "epoch_ms" else 1.0)
            if isinstance(cell, tuple):
                return float(self.times.epoch(joined_time(cell, self.habits), self.habits))
            text = plain(cell).strip()
            if not self.habits.typed and re.fullmatch(r"1\d{9}(\d{3})?", text):  # epoch seconds or milliseconds
                return float(text) / (1000.0 if len(text) == 13 else 1.0)
            return float(self.times.epoch(cell, self.habits))

        memo = self._memo(("time", entry.unit, len(entry.columns)), read, float("nan"))
        found = self._quick(cells, unit)
        slow = np.isnan(found)
        if slow.all():
            found = memo.of(cells, np.float64)
        elif slow.any():
            memo.trim()
            for position in np.flatnonzero(slow).tolist():
                found[position] = memo[cells[position]]
        if reason is None:
            return found
        self._odd = np.flatnonzero(slow).tolist()
        total, again = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
        empty = np.isnan(found)
        if empty.any():
            for position in np.flatnonzero(empty).tolist():
                first = next((plain(column[position]).strip() for column in columns if not blank(column[position])), "")
                total[position] = bool(TOTALS.match(first))
                if isinstance(cells[position], str) and fold(cells[position]) in self.header:  # the header once more
                    again[position] = True
            reason[total] = self.reading.reasons["total"]
            reason[again] = self.reading.reasons["header"]
            for position in np.flatnonzero(empty & ~total & ~again).tolist():
                if cells[position] in memo.bad:
                    continue
                if self.profile.name == "own":
                    at = self.table.header[place(self.header, entry.columns[0]) or 0]
                    self.reading.problems.add(RowProblem(self.table.file, rows[position], at, *self._empty))
                reason[position] = self.reading.reasons["no_time"]
            self._report(memo, entry, rows, cells, (total | again).astype(np.int64))
        return found

    def _quick(self, cells: Sequence[Any], unit: str) -> Floats:
        """Local times of one plain spelling, all at once; NaN for the others."""
        if not unit and set(map(type, cells)) == {str}:
            widths = set(map(len, cells))
            if len(widths) == 1 and (width := widths.pop()) in (16, 19):
                return self.times.quick(cells, width)
        return np.full(len(cells), np.nan)

    def _resolve(self, facts: Facts, columns: Sequence[Sequence[Cell]]) -> None:
        """The second row of a repeated local hour gets its later instant where a row is an interval."""
        cells = self._cells(self.fields["interval_start"], columns)
        starts = facts.numbers["interval_start"]
        for position in self._odd:
            raw = cells[position]
            cell = joined_time(raw, self.habits) if isinstance(raw, tuple) else raw
            if cell in self.times.missing:
                self.reading.skipped_hour += 1
            later = self.times.later.get(cell)
            if later is not None:
                self.reading.resolved += 1
                key = (*(int(facts.codes[name][position]) for name in TEXTS), int(starts[position]))
                self._later[key] = count = self._later.get(key, 0) + 1
                if count == 2 and self.profile.shape == "interval":
                    starts[position] = later

    # -- numbers ----------------------------------------------------------------------------------------------------

    def _numbers(self, name: str, rows: Sequence[int], columns: Sequence[Sequence[Cell]], reason: Ints) -> Floats:
        entry = self.fields[name]
        if entry.how == "span":
            cells = self._cells(entry, columns)
            memo = self._memo(("span", name), self._span(entry), float("nan"))
            found = memo.of(cells, np.float64)
            self._report(memo, entry, rows, cells, reason)
            return found
        parts = []
        places = [at for column in entry.columns if (at := place(self.header, column)) is not None]
        for at in places[:1] if entry.how == "first" else places:
            memo = self._memo((name, at), self._number(name), float("nan"))
            part = memo.of(columns[at], np.float64)
            self._report(memo, Take((self.table.header[at],)), rows, columns[at], reason)
            parts.append(part)
        if name == "contacts" and self.profile.name == "own":
            for position in np.flatnonzero(np.isnan(parts[0]) & (reason == 0)).tolist():
                if not memo.bad.get(columns[places[0]][position]):
                    self.reading.problems.add(
                        RowProblem(self.table.file, rows[position], self.table.header[places[0]],
                                   *self._empty)
                    )  # fmt: skip
        if len(parts) == 1:
            return parts[0]
        stacked = np.stack(parts)
        return np.where(np.isnan(stacked).all(axis=0), np.nan, np.nansum(stacked, axis=0))

    def _number(self, name: str) -> Callable[[Cell], float]:
        unit = self.units.get(name) or self.profile.fields[name].unit
        count = values.number(0, 1e7)

        def read(cell: Cell) -> float:
            if blank(cell):
                return float("nan")
            if name in DURATIONS:
                return seconds(cell, self.habits, unit)
            return float(count(cell, self.habits))

        return read

    def _span(self, entry: Take) -> Callable[[Any], float]:
        def at(cell: Cell) -> float:
            if entry.unit in ("epoch", "epoch_ms"):
                return float(values.number_text(cell, self.habits)) / (1000.0 if entry.unit == "epoch_ms" else 1.0)
            return float(self.times.epoch(cell, self.habits))

        def read(cells: tuple[Cell, Cell]) -> float:
            if blank(cells[0]) or blank(cells[1]):
                return float("nan")
            return max(0.0, at(cells[1]) - at(cells[0]))

        return read

    # -- texts ------------------------------------------------------------------------------------------------------

    def _texts(self, name: str, rows: Sequence[int], columns: Sequence[Sequence[Cell]]) -> Ints:
        entry, names = self.fields[name], self.reading.names[name]
        if entry.how == "fixed":
            value = self.channel_of(entry.value) if name == "channel" else entry.value
            return np.full(len(rows), names[value], np.int64)
        cells = self._cells(entry, columns)
        memo = self._memo(("text", name), self._text(name, entry), 0)
        found = memo.of(cells, np.int64)
        self._report(memo, entry, rows, cells, None)
        if name == "channel" and self.profile.name == "own" and (found == 0).any():
            at = place(self.header, entry.columns[0]) or 0
            for position in np.flatnonzero(found == 0).tolist():
                if cells[position] not in memo.bad:
                    self.reading.problems.add(
                        RowProblem(self.table.file, rows[position], self.table.header[at], *self._empty)
                    )  # fmt: skip
        return found

    def _text(self, name: str, entry: Take) -> Callable[[Any], int]:
        names = self.reading.names[name]
        words = self.profile.words.get(name, {})

        def read(cell: Any) -> int:
            parts = cell if isinstance(cell, tuple) else (cell,)
            joined = " ".join(plain(part).strip() for part in parts if not blank(part))
            if entry.first_of:
                joined = next((p.strip() for p in re.split(f"[{re.escape(entry.first_of)}]", joined) if p.strip()), "")
            if self.profile.name != "own":
                joined = joined[:LONGEST_NAME].strip()
            text = values.text(joined, self.habits)
            if not text:
                return 0
            word = words.get(fold(text), words.get("*", text) if words.get(fold(text)) is None else text)
            if name == "channel":
                word = self.channel_of(word)
            elif name in ("language", "priority"):
                word = word.lower()
            return names[word]

        return read

    # -- tests ------------------------------------------------------------------------------------------------------

    def _holds(self, test: Test, columns: Sequence[Sequence[Cell]], length: int) -> NDArray[np.bool_]:
        held = np.ones(length, bool)
        for column, accepted in test.when:
            at = place(self.header, column)
            if at is None:
                return np.zeros(length, bool)
            memo = self._memo(("test", column, accepted), _accepts(accepted), False)
            held &= memo.of(columns[at], np.bool_)
        return held


def _accepts(accepted: Any) -> Callable[[Cell], bool]:
    def read(cell: Cell) -> bool:
        text = plain(cell).strip()
        if isinstance(accepted, re.Pattern):
            return accepted.search(text) is not None
        if isinstance(accepted, bool):
            return bool(text) is accepted
        return fold(text) in accepted

    return read


def _event_columns(profile: Profile) -> tuple[str, ...]:
    named = {column for group in profile.events.values() for column in group.values() if column.startswith("data")}
    return tuple(sorted(named))


def joined_time(cells: tuple[Any, ...], habits: Habits) -> Any:
    """A date and an hour of two columns as one cell: `2026-11-02` and `9:30`, `9`, `09:00-09:30` or a time cell."""
    day, hour = cells[0], cells[1] if len(cells) > 1 else None
    if blank(hour):
        return day
    if isinstance(hour, datetime):
        hour = hour.time()
    if isinstance(hour, float) and 0 <= hour < 1 and habits.typed:
        hour = values.clock(hour, habits)
    if not isinstance(hour, time):
        text = re.split(r"\s*[-–a]\s*(?=\d)", plain(hour).strip(), maxsplit=1)[0].rstrip("hH ")
        hour = values.clock(f"{text}:00" if text.isdigit() else text, habits)
    moment = values.local(day, habits)
    if moment.tzinfo is not None or not isinstance(moment, date):
        return day
    return datetime.combine(moment.date(), hour)


def unread(table: Table, used: Iterable[int]) -> tuple[str, ...]:
    """The columns of a table that no field reads, in their order."""
    known = set(used)
    return tuple(name for at, name in enumerate(table.header) if at not in known and name)
