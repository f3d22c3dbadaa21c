"""Open a CSV or XLSX file as a table: a header and chunks of rows, within caps, with one kind of refusal.

Rows are numbered as a spreadsheet counts them: the first line is row 1, an empty line counts too. Cells of a CSV are
text; cells of an XLSX are text, numbers or naive datetimes. Nothing of the file is held but the chunk at hand.
"""

from __future__ import annotations

import csv
import gc
import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from planner.base.errors import Refused
from planner.base.i18n import os_reason, t
from planner.tables.dialect import Dialect, delimiter_of, encoding_of
from planner.tables.table import (
    CHUNK,
    HEAD_BYTES,
    MAX_FILE_BYTES,
    MAX_ROWS,
    Chunk,
    Table,
    refusal,
)
from planner.tables.xlsx import sheet_chunks


def open_table(path: Path, options: dict[str, str]) -> Table:
    """Look at a file's first bytes and header. Raises InputProblems when it is no table we can read."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Refused(t("{path} is not a file.", path=path), t("Name a file of the folder, such as contacts.csv."))
        with path.open("rb") as handle:
            head = handle.read(HEAD_BYTES)
    except OSError as error:
        raise Refused(
            t("Cannot read {path}: {why}.", path=path, why=os_reason(error)),
            t("Check the name and the permission."),
        ) from error
    if not head.strip(b"\x00\r\n\t ,;"):
        raise refusal(path, t("The file is empty."), t("Export it again with a header and rows."))
    if size > MAX_FILE_BYTES:
        raise refusal(
            path, t("The file is larger than {limit} GB.", limit=MAX_FILE_BYTES >> 30), t("Split it by months.")
        )
    if head.startswith(b"PK"):
        from planner.tables.xlsx import open_sheet

        return open_sheet(path, size, options)
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<body", b"<style")):
        raise refusal(
            path,
            t("This is a web page or XML under the name of a table."),
            t("Open it in a spreadsheet and save it as .xlsx or .csv."),
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal(
            path,
            t("This is an old .xls file or one with a password."),
            t("Open it in a spreadsheet and save it as .xlsx without a password."),
        )
    if head.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\x7fELF", b"Rar!", b"7z\xbc\xaf")):
        raise refusal(path, t("This is not a table."), t("Export the data as .csv or .xlsx."))
    return _open_csv(path, size, head, options)


def _open_csv(path: Path, size: int, head: bytes, options: dict[str, str]) -> Table:
    encoding = options.get("encoding") or encoding_of(head, whole=size <= len(head))
    if encoding == "utf-8" and head.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    dialect = Dialect(
        "csv", encoding, ",", options.get("decimal", ""), options.get("date_order", ""), told=tuple(sorted(options))
    )
    sample = head.decode(encoding, errors="replace")
    if "\x00" in sample:
        raise refusal(path, t("The file holds binary data."), t("Export it again as .csv or .xlsx."))
    first_line = sample.lstrip("\r\n").split("\n", 1)[0].strip()
    if first_line.lower().startswith("sep=") and len(first_line) == 5:  # Excel's own hint
        delimiter = first_line[4]
    else:
        delimiter = delimiter_of(sample[: sample.rfind("\n")] if size > len(head) else sample)
    dialect = replace(dialect, delimiter=delimiter)
    with _guarded(path), path.open(encoding=encoding, newline="") as handle:
        for number, row in enumerate(csv.reader(handle, delimiter=delimiter), start=1):
            filled = [cell for cell in row if cell.strip()]
            if filled and not (len(filled) <= 2 and "".join(row).lower().startswith("sep=")):
                return Table(path, dialect, tuple(cell.strip() for cell in row), number, size)
            if number > 100:
                break
    raise refusal(path, t("The file is empty."), t("Export it again with a header and rows."))


def chunks(table: Table, size: int = CHUNK, cancelled: Callable[[], bool] | None = None) -> Iterator[Chunk]:
    """The rows after the header. Raises InputProblems on broken bytes, Refused when cancelled."""
    if table.rows is not None:
        source = _held_chunks(table, size)
    else:
        source = _csv_chunks(table, size) if table.dialect.format == "csv" else _xlsx_chunks(table, size)
    for chunk in source:
        if cancelled is not None and cancelled():
            raise Refused(t("Stopped; nothing was changed."))
        if chunk.first_row + len(chunk.rows) > MAX_ROWS:
            raise refusal(
                table.path, t("The file has more than {limit} rows.", limit=MAX_ROWS), t("Split it by months.")
            )
        yield chunk


def _held_chunks(table: Table, size: int) -> Iterator[Chunk]:
    rows = table.rows or ()
    for first in range(0, len(rows), size):
        part = rows[first : first + size]
        yield Chunk(table.header_row + 1 + first, part, (first + len(part)) / len(rows))


def _csv_chunks(table: Table, size: int) -> Iterator[Chunk]:
    with _guarded(table.path), table.path.open("rb") as raw:
        handle = io.TextIOWrapper(io.BufferedReader(raw, 1 << 20), encoding=table.dialect.encoding, newline="")
        reader = csv.reader(handle, delimiter=table.dialect.delimiter)
        for _ in range(table.header_row):
            next(reader)
        first = table.header_row + 1
        while rows := list(islice(reader, size)):
            yield Chunk(first, rows, min(1.0, raw.tell() / max(1, table.size)))
            first += len(rows)


@contextmanager
def no_garbage_rounds() -> Iterator[None]:
    """Hold the collector while millions of small acyclic rows come and go: its rounds cost a third of the reading."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _xlsx_chunks(table: Table, size: int) -> Iterator[Chunk]:
    with _guarded(table.path):
        yield from sheet_chunks(table, size)


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """Errors of decoding and of the CSV reader as refusals."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise refusal(
            path,
            t("The bytes {bytes} are not {encoding}.", bytes=error.object[error.start : error.end][:4].hex(" "),
              encoding=error.encoding),
            t("Say the file's encoding, for instance --encoding cp1252."),
        ) from error  # fmt: skip
    except UnicodeError as error:
        raise refusal(path, str(error), t("Say the file's encoding, for instance --encoding cp1252.")) from error
    except csv.Error as error:
        raise refusal(
            path, t("The table is broken: {why}.", why=error), t("Look for a quotation mark that is never closed.")
        ) from error
    except OSError as error:
        raise refusal(path, t("Cannot read it: {why}.", why=os_reason(error))) from error


def too_wide(table: Table, cells: int) -> tuple[str, str]:
    """What is wrong with a row of more cells than the header, and the mend."""
    wrong = t("The row has {n} cells, the header {width}.", n=cells, width=len(table.header))
    if table.dialect.format == "xlsx":
        return wrong, t("Name every column in the first row, and delete titles above it.")
    return wrong, t("Put cells that hold the separator in quotation marks.")


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
