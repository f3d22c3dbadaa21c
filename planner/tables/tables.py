"""Tables out (CSV, XLSX) and small ones in. Text stays text: no cell of ours is ever run as a formula.

A file appears whole or not at all: it is written beside its place and moved there.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from planner.base.errors import InputProblems, Misuse, Refused
from planner.base.i18n import os_reason, t
from planner.tables.dialect import checked_options, settle
from planner.tables.tabular import Cell, chunks, open_table, plain, too_wide
from planner.tables.values import CellError, Habits, number_text

STARTS_FORMULA = re.compile(r"^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_RECORDS = 100_000

Value = str | int | float | Decimal | date | datetime | time | bool | None


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]], sheet: str = "data") -> int:
    """Write a table as CSV (UTF-8, comma, point) or XLSX by the file's ending; returns the rows written.

    Raises Misuse for another ending, Refused when the file cannot be written.
    """
    written = 0

    def counted() -> Iterable[Sequence[Value]]:
        nonlocal written
        for row in rows:
            written += 1
            yield row

    ending = path.suffix.lower()
    if ending == ".csv":
        replace_file(path, lambda handle: _write_csv(handle, header, counted()))
    elif ending == ".xlsx":
        replace_file(path, lambda handle: _write_xlsx(handle, header, counted(), sheet))
    else:
        raise Misuse(t("{file} must end in .csv or .xlsx.", file=path.name))
    return written


def replace_file(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write beside `path` and move into place; Refused when folder or disk do not allow it."""
    path = Path(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as handle:
            write(handle)
        draft.replace(path)
    except OSError as error:
        raise Refused(
            t("Cannot write {path}: {why}.", path=path, why=os_reason(error)),
            t("Choose a folder that you may write to, and close the file where it is open."),
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def safe_text(value: str) -> str:
    """Text for a CSV cell: what a spreadsheet would run as a formula gets an apostrophe in front; numbers stay."""
    if STARTS_FORMULA.match(value) and not NUMBER.fullmatch(value):
        return "'" + value
    return value


def csv_cell(value: Value) -> str:
    """A value in its stable machine form."""
    if isinstance(value, str):
        return safe_text(value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(" " if value.tzinfo is None else "T", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return "" if value != value else repr(value).removesuffix(".0")  # noqa: PLR0124
    return "" if value is None else str(value)


def _write_csv(handle: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    import io

    text = io.TextIOWrapper(handle, encoding="utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([safe_text(cell) for cell in header])
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _write_xlsx(handle: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Value]], title: str) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31] or "data")
    sheet.freeze_panes = "A2"
    top = [excel_cell(sheet, name) for name in header]
    for cell in top:
        cell.font = Font(bold=True)
    sheet.append(top)
    for row in rows:
        sheet.append([excel_cell(sheet, value) for value in row])
    book.save(handle)


def excel_cell(sheet: Any, value: Value) -> Any:
    """A cell whose text is text: never a formula, never an error, without characters that XML does not know."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        if NUMBER.fullmatch(value) and not re.match(r"[+-]?0\d", value) and len(value) < 16:
            return WriteOnlyCell(sheet, float(value) if re.search(r"[.eE]", value) else int(value))
        cell = WriteOnlyCell(sheet)
        set_text(cell, value)
        return cell
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.isoformat(timespec="minutes")
    if isinstance(value, float) and value != value:  # noqa: PLR0124
        value = None
    return WriteOnlyCell(sheet, value)  # type: ignore[arg-type]


def set_text(cell: Any, value: str) -> None:
    """Put text into a cell as text."""
    cell.value = ILLEGAL.sub("\ufffd", value)[:32_767]
    cell.data_type = "s"
    if STARTS_FORMULA.match(value):
        cell.quotePrefix = True


def read_records(
    path: Path, *, encoding: str | None = None, decimal: str | None = None, sheet: str | None = None, spare: str = ""
) -> list[dict[str, str]]:
    """A small table as dicts of text with points as decimal marks; empty rows left out.

    `spare` names an entry that says why a row with more cells than the header cannot be trusted; without it such a row
    is refused. Raises InputProblems when it is no table, when it is too large, when a column stands twice, or when a
    number can be read in two ways.
    """
    from planner.base.problems import RowProblem

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
