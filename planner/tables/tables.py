"""Small tables in: dicts of text with points as decimal marks."""

from __future__ import annotations

import re
from pathlib import Path

from planner.base.errors import InputProblems, Refused
from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.tables.dialect import checked_options, settle
from planner.tables.table import Cell, plain
from planner.tables.tabular import chunks, open_table, too_wide
from planner.tables.values import CellError, Habits, number_text

MAX_RECORDS = 100_000


def read_records(
    path: Path, *, encoding: str | None = None, decimal: str | None = None, sheet: str | None = None, spare: str = ""
) -> list[dict[str, str]]:
    """A small table as dicts of text with points as decimal marks; empty rows left out.

    `spare` names an entry that says why a row with more cells than the header cannot be trusted; without it such a row
    is refused. Raises InputProblems when it is no table, when it is too large, when a column stands twice, or when a
    number can be read in two ways.
    """
    table = open_table(Path(path), checked_options(encoding, decimal, None, sheet))
    records: list[dict[str, str]] = []
    problems: list[RowProblem] = []
    habits: Habits | None = None
    named = [name.strip().lower() for name in table.header if name.strip()]
    for name in sorted({name for name in named if named.count(name) > 1}):
        problems.append(RowProblem(table.file, table.header_row, name, t("The column stands twice."),
                                   t("Rename or delete one of the two.")))  # fmt: skip
    for chunk in chunks(table):
        if habits is None:
            cells = [cell for row in chunk.rows for cell in row if isinstance(cell, str)]
            habits = Habits(settle(table.dialect, cells, ()).decimal)
        for offset, row in enumerate(chunk.rows):
            if not any(plain(cell).strip() for cell in row):
                continue
            record = {}
            if any(plain(cell).strip() for cell in row[len(table.header) :]):
                wrong, mend = too_wide(table, len(row))
                if spare:
                    record[spare] = f"{wrong} {mend}"
                else:
                    problems.append(RowProblem(table.file, chunk.first_row + offset, "", wrong, mend))
            for name, cell in zip(table.header, [*row, *[None] * len(table.header)], strict=False):
                try:
                    record[name] = _number_or_text(cell, habits)
                except CellError as error:
                    problems.append(RowProblem(table.file, chunk.first_row + offset, name, error.message, error.mend))
            records.append(record)
            if len(records) > MAX_RECORDS:
                raise Refused(t("{file} has more than {limit} rows.", file=table.file, limit=MAX_RECORDS))
    if problems:
        raise InputProblems(t("{file} cannot be read.", file=table.file), problems)
    return records


def _number_or_text(cell: Cell, habits: Habits) -> str:
    value = plain(cell).strip()
    if isinstance(cell, str) and "," in value and re.fullmatch(r"[+-]?[\d.,]+", value, re.ASCII):
        return number_text(cell, habits)
    return value
