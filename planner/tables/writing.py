"""The one writer: tables as CSV, as a workbook or for the clipboard, and any other file that leaves the house.

Invariants: text stays text (`planner.tables.guard`); a file appears whole or not at all, and is on disk when the writer
returns; what holds people is `private`, readable by its owner only.
"""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from planner.base.errors import Misuse, Refused
from planner.base.i18n import os_reason, t
from planner.base.log import noted
from planner.tables.guard import NUMBER, safe_text, sheet_text, starts_formula

Value = str | int | float | Decimal | date | datetime | time | bool | None


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written: encoding (characters it lacks become `?` unless `strict`), separator, line end."""

    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    strict: bool = False


FOR_MACHINES = CsvForm()
FOR_PEOPLE = CsvForm(encoding="utf-8-sig")  # the mark tells Excel that accents are UTF-8


def write_table(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    sheet: str = "data",
    *,
    form: CsvForm = FOR_MACHINES,
    private: bool = False,
) -> int:
    """Write a table as CSV or XLSX by the file's ending (no header: an empty one); returns the rows written.

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
        replace_file(path, lambda handle: write_csv(handle, header, counted(), form), private=private)
    elif ending == ".xlsx":
        replace_file(path, lambda handle: _write_xlsx(handle, header, counted(), sheet), private=private)
    else:
        raise Misuse(t("{file} must end in .csv or .xlsx.", file=path.name))
    return written


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write a text as UTF-8; Refused when that cannot be."""
    replace_file(path, lambda handle: handle.write(text.encode("utf-8", "replace")), private=private)


def replace_file(path: Path, write: Callable[[IO[bytes]], object], *, private: bool = False) -> None:
    """Write beside `path` and move into place; Refused when folder or disk do not allow it.

    What is no file (a pipe, a device) is written into. A link keeps pointing where it points.
    """
    place = Path(os.path.realpath(path))
    draft = place.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if place.exists() and not place.is_file() and not place.is_dir():
            with place.open("wb") as handle:
                write(handle)
            return
        mode = 0o600 if private else 0o666
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as handle:
            write(handle)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(place)
        _keep(place.parent)
    except OSError as error:
        raise Refused(
            t("Cannot write {path}: {why}.", path=path, why=os_reason(error)),
            t("Choose a folder that you may write to, and close the file where it is open."),
        ) from error
    finally:
        with noted("the draft of a file stays behind", OSError):
            draft.unlink(missing_ok=True)


def _keep(folder: Path) -> None:
    """Put the folder's new entry on disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with noted("a folder was not put on disk", OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def tab_separated(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table for the clipboard: a row a line, line breaks inside cells as spaces, nothing that a spreadsheet runs."""
    table = (header, *rows) if header else rows
    return "\n".join("\t".join(safe_text(" ".join(cell.split())) for cell in row) for row in table)


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


def write_csv(handle: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Value]], form: CsvForm) -> None:
    """Write rows of CSV into a file that is open, below a header where there is one.

    Raises UnicodeEncodeError for a character that the encoding of a strict form lacks.
    """
    errors = "strict" if form.strict else "replace"
    text = io.TextIOWrapper(handle, encoding=form.encoding, errors=errors, newline="", write_through=True)
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator=form.line_end)
    if header:
        writer.writerow([csv_cell(cell) for cell in header])
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _write_xlsx(handle: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Value]], title: str) -> None:
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
    cell.value = sheet_text(value)
    cell.data_type = "s"
    if starts_formula(value):
        cell.quotePrefix = True
