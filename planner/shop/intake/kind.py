"""What an import kind is made of: columns and how a cell is read, what a row becomes, what tells rows apart, and where
they go. Each kind is one file that declares `KIND`; `registry` names them; `docs/house-import.md` shows how to add one.

Header cells match in any case and without accents, by a column's name or by an alias. A column that a file lacks is
absent: it changes nothing of what is stored. A cell that is empty under a column is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from planner.base.i18n import MONTHS, language, t
from planner.domain.time import localise, midnight
from planner.tables import values
from planner.tables.table import Cell
from planner.tables.values import CellError, Habits, Reader

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spec:
    """A column: its field, whether a header and a value must be there, how a cell is read, what an empty one means."""

    field: str
    read: Reader
    required: bool = False
    default: Any = None
    aliases: tuple[str, ...] = ()
    sort: str = "text"
    """What decides the dialect: `number` and `date` columns are looked at."""
    may_be_empty: bool = False
    """A required column whose cells need not be filled in."""


class LeftOut(Exception):
    """A row that is well written and not to be taken; its reason is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RowError(CellError):
    """A row whose cells are fine and do not fit together; `column` is the one to look at."""

    def __init__(self, column: str, message: str, mend: str = "") -> None:
        super().__init__(message, mend)
        self.column = column


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row's object, its number in the file, and the fields that the file has columns for."""

    row: int
    value: Any
    told: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Incoming:
    """The rows of a file on their way into a slice's store; `foreign` when another system wrote the file."""

    rows: Sequence[Parsed]
    file: str
    zone: str
    foreign: bool = False


@dataclass(frozen=True)
class SinkResult:
    """Rows new, changed and same, what else is worth saying, and how many rows are left out for which reason."""

    new: int
    changed: int
    same: int
    notes: tuple[str, ...] = field(default=())
    left_out: Mapping[str, int] = field(default_factory=dict)


Sink = Callable[["Workspace", Incoming], SinkResult]


@dataclass(frozen=True)
class Kind:
    """A kind of table, whole.

    `title` is English and Spanish. `build` makes a row's object (RowError for one that does not fit together, LeftOut
    for one not to be taken); `key` is what must be distinct within a file (None: nothing). `sink` stores the objects
    within the import's transaction and raises InputProblems (through `Problems.refuse`) for rows that do not fit what
    is stored; None for contacts, which go as arrays.
    """

    name: str
    title: tuple[str, str]
    columns: tuple[Spec, ...]
    build: Callable[[Values, Habits], Any]
    key: Callable[[Any], object]
    sink: Sink | None
    example: tuple[str, ...] = ()
    """A row as it may stand in a file, under the columns in their order."""
    either: tuple[str, ...] = ()
    """Of these columns the file needs at least one."""
    may_lack: tuple[str, ...] = ()
    """Required columns that another system's list need not have."""
    keeps_extra: bool = False
    """Unknown columns belong to the row (as `groups`)."""

    @property
    def label(self) -> str:
        """Its title in the user's language."""
        return self.title[language() == "es"]

    @property
    def needs(self) -> str:
        """Its columns in a line, optional ones in brackets."""
        return ", ".join(spec.field if spec.required else f"[{spec.field}]" for spec in self.columns)


def text(field: str, *aliases: str, required: bool = False, default: Any = "", read: Reader = values.text) -> Spec:
    """A column of text."""
    return Spec(field, read, required, default, aliases)


def number(field: str, read: Reader, *aliases: str, required: bool = False, default: Any = None) -> Spec:
    """A column of numbers."""
    return Spec(field, read, required, default, aliases, "number")


def moment(field: str, *aliases: str, required: bool = False, read: Reader = values.instant) -> Spec:
    """A column of dates or times."""
    return Spec(field, read, required, None, aliases, "date")


def raw_moment(cell: Cell, habits: Habits) -> tuple[datetime, bool]:
    """A moment with whether it is a whole day."""
    return values.local(cell, habits), values.is_whole_day(cell, habits)


def currency(cell: Cell, habits: Habits) -> str:
    """A currency's code."""
    value = values.text(cell, habits).upper()
    if not re.fullmatch(r"[A-Z]{3}", value):
        raise CellError(t("{value} is not a currency.", value=values.shown(value)), t("Write EUR, GBP, USD ..."))
    return value


def period(cell: Cell, habits: Habits) -> str:
    """A month, quarter or year: `2026-11`."""
    if isinstance(cell, (datetime, date)):
        return f"{cell:%Y-%m}"
    value = values.text(cell, habits).upper()
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{4})|(\d{4})[/.-](\d{1,2})", value)
    if match:
        year, month = int(match[2] or match[3]), int(match[1] or match[4])
        value = f"{year}-{month:02d}"
    elif match := re.fullmatch(r"([^\W\d]{3,})\.?[\s/-]+(?:DE\s+)?(\d{4}|\d{2})", value):
        months = {name.upper(): at for names in MONTHS.values() for at, name in enumerate(names, start=1)}
        if match[1][:3] in months:
            value = f"{int(match[2]) % 100 + 2000}-{months[match[1][:3]]:02d}"
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2]|Q[1-4])|\d{4}", value):
        raise CellError(t("{value} is not a period.", value=values.shown(value)), t("Write it as 2026-11."))
    return value


def span(row: Values, habits: Habits) -> tuple[datetime, datetime]:
    """[start, end) in UTC of a row's start and end; whole days include the last one."""
    (start, start_whole), (end, end_whole) = row["start"], row["end"]
    first = utc(start, habits)
    last = midnight(end.date() + timedelta(days=1), habits.zone) if start_whole and end_whole else utc(end, habits)
    if last <= first:
        raise RowError("end", t("The end lies before the start."), t("Exchange the two, or mend the date."))
    return first, last


def utc(value: datetime, habits: Habits) -> datetime:
    """A local or aware moment as an instant."""
    return value.astimezone(UTC) if value.tzinfo is not None else localise(value, habits.zone)[0]


def yes(cell: Cell, habits: Habits) -> bool:
    """Yes or no, in either language."""
    value = values.text(cell, habits).strip().lower()
    if value in ("yes", "y", "true", "1", "sí", "si", "s", "verdadero"):
        return True
    if value in ("no", "n", "false", "0", "falso"):
        return False
    raise CellError(t("{value} is neither yes nor no.", value=values.shown(value)), t("Write yes or no."))


CHANNEL = ("canal",)
AGENT = ("agente", "empleado", "id_agente")
MONEY = values.exact("-100000000", "100000000")
