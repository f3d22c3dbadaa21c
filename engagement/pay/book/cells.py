"""Cells, sheets and addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

Kind = Literal["label", "text", "number", "date", "formula"]
Style = Literal[
    "plain", "title", "heading", "note", "input", "input_money", "input_ratio", "input_date", "input_text", "money",
    "ratio", "int", "date", "total", "check",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. A `label` is ours and is translated; a `text` came from outside and must stay text."""

    kind: Kind
    value: str | Decimal | int | date
    style: Style = "plain"
    args: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A named table over rows `first`..`last` (header included), columns 1..`columns`."""

    name: str
    first: int
    last: int
    columns: int


@dataclass
class Sheet:
    """One sheet; rows and columns count from 1. `alarms` are (range, formula) that colour red when true."""

    key: str
    title: str
    rows: list[list[Cell | None]] = field(default_factory=list)
    widths: Mapping[int, float] = field(default_factory=dict)
    header_row: int = 1
    freeze_columns: int = 0
    table: Table | None = None
    alarms: list[tuple[str, str]] = field(default_factory=list)
    language: str = ""

    def add(self, *cells: Cell | None) -> int:
        """Append a row, return its number."""
        self.rows.append(list(cells))
        return len(self.rows)

    def at(self, column: int, row: int) -> str:
        """Absolute address, with the sheet."""
        return f"{quoted(self.title)}!${letters(column)}${row}"

    def column(self, column: int, first: int, last: int) -> str:
        """Absolute range of a column, with the sheet."""
        name = letters(column)
        return f"{quoted(self.title)}!${name}${first}:${name}${last}"


@dataclass(frozen=True)
class Book:
    """All sheets in order. `payable` maps (agent, component) and (agent, "") to the address of the payable cell."""

    sheets: Sequence[Sheet]
    payable: Mapping[tuple[str, str], tuple[str, str]]
    period: str
    aggregated: bool


@cache
def letters(column: int) -> str:
    """A, B, …, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=4096)
def quoted(title: str) -> str:
    """Sheet title as a formula names it."""
    return "'" + title.replace("'", "''") + "'"


def label(words: str, style: Style = "plain", /, **args: object) -> Cell:
    """Our own words."""
    return Cell("label", words, style, tuple(args.items()))


def text(value: str, style: Style = "plain") -> Cell | None:
    """Words from outside."""
    return Cell("text", value, style) if value else None


def number(value: Decimal | int | None, style: Style = "money") -> Cell | None:
    """A number; None is an empty cell."""
    return None if value is None else Cell("number", value, style)


def blank(style: Style) -> Cell:
    """An empty cell that somebody may fill in."""
    return Cell("text", "", style)


def day(value: date | None, style: Style = "date") -> Cell | None:
    """A date; None is an empty cell."""
    return None if value is None else Cell("date", value, style)


def formula(value: str, style: Style = "money") -> Cell:
    """A live formula, without the equals sign."""
    return Cell("formula", value, style)
