"""Read XLSX within caps. The archive is judged before a byte of XML is parsed; XML goes through defusedxml.

openpyxl's read-only mode believes the sheet's dimension tag: a wrong one silently hides rows, so it is always reset.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import defusedxml
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from planner.base.errors import InputProblems
from planner.base.i18n import t
from planner.tables.dialect import Dialect
from planner.tables.table import MAX_COLUMNS, Cell, Chunk, Table, refusal

MAX_UNPACKED_BYTES = 1 << 30
MAX_STRINGS_BYTES = 200 << 20
MAX_PARTS = 5_000
PROLOGUE_BYTES = 1 << 16
MAX_RATIO = 400
MAX_CELLS = 40_000_000


def judge(path: Path) -> None:
    """Refuse an archive that is broken, not a workbook, or unpacks beyond the caps."""
    mend = t("Open it in a spreadsheet and save it again as .xlsx.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
                raise refusal(path, t("This archive is not an .xlsx workbook."), mend)
            total = sum(part.file_size for part in parts)
            heavy = any(p.file_size > 10_000_000 and p.file_size > MAX_RATIO * max(1, p.compress_size) for p in parts)
            strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
            if total > MAX_UNPACKED_BYTES or heavy or strings > MAX_STRINGS_BYTES or len(parts) > MAX_PARTS:
                raise refusal(
                    path,
                    t("The workbook unpacks to {size} MB, more than is safe.", size=total >> 20),
                    t("Save the sheet you need as .csv and import that."),
                )
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as handle:
                        head = handle.read(PROLOGUE_BYTES).replace(b"\x00", b"")
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise entities(path)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise refusal(path, t("The workbook is broken or cut short."), mend) from error


def entities(path: Path) -> InputProblems:
    """The refusal of a workbook that declares XML entities. No spreadsheet program writes any."""
    return refusal(
        path, t("The workbook declares XML entities, which is not safe."), t("Save the sheet you need as .csv.")
    )


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    """The workbook in read-only mode; whatever openpyxl raises on a broken one becomes a refusal."""
    broken = (
        zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError,
        OSError, ElementTree.ParseError, NotImplementedError, RuntimeError, OverflowError, zlib.error,
    )  # fmt: skip
    book = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of styles and dates it cannot read; we judge cells ourselves
            with path.open("rb") as handle:
                book = openpyxl.load_workbook(handle, read_only=True, data_only=True, keep_links=False)
                yield book
    except defusedxml.DefusedXmlException as error:
        raise entities(path) from error
    except broken as error:
        raise refusal(
            path,
            t("The workbook is broken or cut short."),
            t("Open it in a spreadsheet and save it again as .xlsx."),
        ) from error
    finally:
        if book is not None:
            book.close()


def open_sheet(path: Path, size: int, options: dict[str, str]) -> Table:
    """The header of the first sheet, or of the one named in the options."""
    judge(path)
    with _workbook(path) as book:
        wanted = options.get("sheet")
        names = [sheet.title for sheet in book.worksheets]
        if not names or (wanted and wanted not in names):
            raise refusal(
                path,
                t("There is no sheet {sheet}.", sheet=wanted or ""),
                t("The workbook has {sheets}.", sheets=", ".join(names) or t("no table")),
            )
        sheet = book[wanted] if wanted else _first_filled(book.worksheets)
        dialect = Dialect(
            "xlsx",
            decimal=options.get("decimal", ""),
            date_order=options.get("date_order", ""),
            sheet=sheet.title,
            epoch_1904=book.epoch.year == 1904,
            told=tuple(sorted(options)),
        )
        for number, row in _rows(sheet):
            if any(cell is not None and str(cell).strip() for cell in row):
                header = tuple(str(cell).strip() if cell is not None else "" for cell in row)
                return Table(path, dialect, header, number, size, sheets=tuple(names))
            if number > 100:
                break
    raise refusal(path, t("The sheet is empty."), t("Export it again with a header and rows."))


def _first_filled(sheets: list[Any]) -> Any:
    """The first sheet with anything in its first hundred rows; the first of all where none has."""
    for sheet in sheets:
        for number, row in _rows(sheet):
            if any(cell is not None and str(cell).strip() for cell in row):
                return sheet
            if number > 100:
                break
    return sheets[0]


def sheet_chunks(table: Table, size: int) -> Iterator[Chunk]:
    """The rows after the header in chunks. The share done is unknown beforehand and comes as 0."""
    with _workbook(table.path) as book:
        rows: list[list[Cell]] = []
        first, cells = table.header_row + 1, 0
        for number, row in _rows(book[table.dialect.sheet]):
            if number <= table.header_row:
                continue
            while first + len(rows) < number:  # rows the file leaves out are empty rows
                rows.append([])
                if len(rows) >= size:
                    yield Chunk(first, rows, 0.0)
                    first, rows = first + len(rows), []
            rows.append(row)
            cells += len(row)
            if len(row) > MAX_COLUMNS or cells > MAX_CELLS:
                raise refusal(
                    table.path, t("The sheet has too many cells."), t("Save the columns you need as .csv."), number
                )
            if len(rows) >= size:
                yield Chunk(first, rows, 0.0)
                first, rows = first + len(rows), []
        if rows:
            yield Chunk(first, rows, 0.0)


def _rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        yield number, cells


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value or None
    if value is None or isinstance(value, (int, float, datetime)) or hasattr(value, "isoformat"):
        return value  # type: ignore[no-any-return]
    return str(value)
