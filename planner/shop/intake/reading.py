"""From a table to typed rows: header to columns, cells to values, rows to objects, problems as data.

Each column remembers what it has read, so that a cell costs a look-up; a bad cell is remembered with its message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from unicodedata import combining, normalize

from planner.base.errors import InputProblems
from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.shop.intake.kind import Kind, LeftOut, Parsed, RowError, Spec
from planner.tables.dialect import Dialect, settle
from planner.tables.table import CHUNK, Cell, Chunk, Table, plain
from planner.tables.tabular import chunks, too_wide
from planner.tables.values import CellError, Habits, shown

MAX_PROBLEMS = 200
MAX_MEMORY = 300_000
_BAD = object()


@dataclass
class Problems:
    """The first problems found and how many there are in all."""

    found: list[RowProblem] = field(default_factory=list)
    total: int = 0

    def add(self, problem: RowProblem) -> None:
        """Count one, and keep it while there are few."""
        self.total += 1
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(problem)

    def refuse(self, file: str) -> None:
        """Raise InputProblems when there is any."""
        if self.total:
            ordered: list[RowProblem] = sorted(self.found, key=lambda p: (p.row, p.column))
            one, many = "{file}: {n} problem; nothing was imported.", "{file}: {n} problems; nothing was imported."
            raise InputProblems(
                t(one if self.total == 1 else many, file=file, n=self.total),
                ordered,
                t("Mend the rows and import the file again."),
            )


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A header cell and the field it was taken for; '' is kept aside."""

    header: str
    field: str


@dataclass(frozen=True)
class Mapping:
    """Where each field stands in the file."""

    uses: tuple[ColumnUse, ...]
    places: dict[str, int]

    @property
    def extra(self) -> tuple[str, ...]:
        """Header cells that are no field of the kind."""
        return tuple(use.header for use in self.uses if not use.field and use.header)


def map_header(table: Table, kind: Kind, may_lack: Sequence[str] = ()) -> Mapping:
    """Fields to places. Raises InputProblems for missing and doubled columns, naming each."""
    known = {_folded(alias): spec.field for spec in kind.columns for alias in (*spec.aliases, spec.field)}
    problems: list[RowProblem] = []
    uses, places = [], {}
    for place, cell in enumerate(table.header):
        found = known.get(_folded(cell), "")
        if found and found in places:
            problems.append(
                RowProblem(
                    table.file,
                    table.header_row,
                    cell,
                    t("The column stands twice."),
                    t("Rename or delete one of the two."),
                )
            )
        elif found:
            places[found] = place
        uses.append(ColumnUse(cell, found))
    missing = [spec.field for spec in kind.columns if spec.required and spec.field not in (*places, *may_lack)]
    if kind.either and not any(name in places for name in kind.either):
        missing.append(" / ".join(kind.either))
    for name in missing:
        problems.append(
            RowProblem(
                table.file,
                table.header_row,
                name,
                t("The column is missing."),
                t("The header reads: {header}.", header=shown(", ".join(table.header), 120)),
            )
        )
    if problems:
        raise InputProblems(
            t("{file} is not a table of {kind}.", file=table.file, kind=kind.name),
            problems,
            t("{kind} needs the columns {columns}.", kind=kind.name,
              columns=", ".join(s.field for s in kind.columns if s.required))
            + (" " + t("One column a question? `cuadrante survey import` takes it.") if kind.name == "answers" else ""),
        )  # fmt: skip
    return Mapping(tuple(uses), places)


def _folded(header: str) -> str:
    bare = "".join(ch for ch in normalize("NFKD", header) if not combining(ch))
    return "_".join(bare.replace("\ufeff", "").replace("_", " ").casefold().split())


def settled(table: Table, kind: Kind, mapping: Mapping, zone: str) -> tuple[Dialect, Habits, list[Sequence[Cell]]]:
    """The dialect decided by the first rows, what reading depends on, and those rows."""
    rows: list[Sequence[Cell]] = []
    for chunk in chunks(table, CHUNK):
        rows = list(chunk.rows)
        break
    numbers, dates = [], []
    for spec in kind.columns:
        place = mapping.places.get(spec.field)
        if place is None:
            continue
        cells = [str(row[place]) for row in rows if len(row) > place and isinstance(row[place], str)]
        if spec.sort == "number":
            numbers += cells
        elif spec.sort == "date":
            dates += cells
    dialect = settle(table.dialect, numbers, dates)
    return dialect, Habits(dialect.decimal, dialect.date_order, zone, dialect.epoch_1904, dialect.typed), rows


class Column(dict[Cell, Any]):
    """A column's memory: cell → value. Bad cells are in `bad` and read as `BAD`."""

    BAD = _BAD

    def __init__(self, spec: Spec, habits: Habits) -> None:
        super().__init__()
        self.spec = spec
        self.habits = habits
        self.bad: dict[Cell, CellError] = {}

    def __missing__(self, cell: Cell) -> Any:
        value: Any
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            value = self.spec.default
            if self.spec.required and not self.spec.may_be_empty:
                mend = t("Fill it in; of merged cells only the first holds a value.") if self.habits.typed else ""
                self.bad[cell] = CellError(t("The cell is empty."), mend or t("Fill it in."))
                value = _BAD
        else:
            try:
                value = self.spec.read(cell, self.habits)
            except CellError as error:
                self.bad[cell] = error
                value = _BAD
        self[cell] = value
        return value

    def read(self, cells: Sequence[Cell]) -> list[Any]:
        """The values of a stretch of cells, in order."""
        if len(self) > MAX_MEMORY:
            self.clear()
            self.bad.clear()
        return list(map(self.__getitem__, cells))


def columns_of(chunk: Chunk, width: int, table: Table, reading: Reading) -> tuple[list[int], list[Sequence[Cell]]]:
    """Row numbers and columns of a chunk; empty rows left out, short ones filled up, long ones a problem."""
    problems = reading.problems
    rows, numbers = chunk.rows, list(range(chunk.first_row, chunk.first_row + len(chunk.rows)))
    if set(map(len, rows)) != {width}:
        kept = []
        for number, row in zip(numbers, rows, strict=True):
            cells = list(row)
            if not any(cell is not None and str(cell).strip() for cell in cells):
                continue
            if any(cell is not None and str(cell).strip() for cell in cells[width:]):
                reading.rows += 1
                problems.add(
                    RowProblem(table.file, number, "", *too_wide(table, len(cells))),
                )
                continue
            if len(cells) < width and "\n" in str(cells[-1]) and table.dialect.format == "csv":
                reading.rows += 1
                problems.add(
                    RowProblem(table.file, number, table.header[len(cells) - 1],
                               t("A quotation mark opens here and is not closed in its row."),
                               t("Look for a quotation mark that is never closed."))
                )  # fmt: skip
                continue
            kept.append((number, (cells + [None] * width)[:width]))
        numbers, rows = [number for number, _ in kept], [cells for _, cells in kept]
    elif any(row[0] is None or row[0] == "" for row in rows):  # perhaps a row of separators only
        full = [
            (n, row) for n, row in zip(numbers, rows, strict=True) if any(c is not None and str(c).strip() for c in row)
        ]
        numbers, rows = [n for n, _ in full], [row for _, row in full]
    reading.rows += len(numbers)
    columns: list[Sequence[Cell]] = list(zip(*rows, strict=True)) if rows else [()] * width
    return numbers, columns


def bad_cells(
    table: Table, mapping: Mapping, column: Column, numbers: Sequence[int], cells: Sequence[Cell], problems: Problems
) -> set[int]:
    """Positions of the cells a column could not read, reported."""
    if not column.bad:
        return set()
    header = table.header[mapping.places[column.spec.field]]
    found = set()
    for position, cell in enumerate(cells):
        error = column.bad.get(cell)
        if error is not None:
            found.add(position)
            problems.add(RowProblem(table.file, numbers[position], header, error.message, error.mend))
    return found


@dataclass
class Reading:
    """What a pass over a file found besides its rows."""

    problems: Problems = field(default_factory=Problems)
    rows: int = 0
    duplicates: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def parsed_rows(
    table: Table,
    kind: Kind,
    mapping: Mapping,
    habits: Habits,
    reading: Reading,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Parsed]:
    """The rows of a table as objects. Exact repetitions are counted and left out; contradictions are problems."""
    used = [spec for spec in kind.columns if spec.field in mapping.places]
    memory = [Column(spec, habits) for spec in used]
    absent = {spec.field: spec.default for spec in kind.columns if spec.field not in mapping.places}
    extra = [(i, use.header) for i, use in enumerate(mapping.uses) if not use.field and use.header]
    told = frozenset(mapping.places)
    seen: dict[object, tuple[int, Any]] = {}
    for chunk in chunks(table, cancelled=cancelled):
        numbers, columns = columns_of(chunk, len(table.header), table, reading)
        bad: set[int] = set()
        read = []
        for column in memory:
            cells = columns[mapping.places[column.spec.field]]
            read.append(column.read(cells))
            bad |= bad_cells(table, mapping, column, numbers, cells, reading.problems)
        for position, number in enumerate(numbers):
            if position in bad:
                continue
            row = absent | {spec.field: cells[position] for spec, cells in zip(used, read, strict=True)}
            try:
                value = kind.build(row, habits)
            except LeftOut as why:
                reading.left_out[why.reason] += 1
                continue
            except RowError as error:
                reading.problems.add(RowProblem(table.file, number, error.column, error.message, error.mend))
                continue
            if kind.keeps_extra:
                value = replace(value, groups={name: plain(columns[place][position]).strip() for place, name in extra})
            key = kind.key(value)
            if key is not None:
                first = seen.setdefault(key, (number, value))
                if first[0] != number:
                    if first[1] == value:
                        reading.duplicates += 1
                    else:
                        reading.problems.add(
                            RowProblem(
                                table.file,
                                number,
                                "",
                                t("Row {row} says something else of the same thing.", row=first[0]),
                                t("Keep one of the two rows."),
                            )
                        )
                    continue
            yield Parsed(number, value, told)
        if progress is not None:
            progress(chunk.done)
