"""Open whatever a shop brings: csv, tsv, txt, xlsx, xls, ods, json, ndjson, ics, and any of them in gz or zip.

`open_all` gives every table of a file: the sheets of a workbook, the files of an archive, the lists of a document. What
they are about is for others to say; `headed` moves the header below titles to the row that fits best.
"""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import python_calamine

from planner.base.errors import InputProblems
from planner.base.i18n import t
from planner.base.log import noted
from planner.tables import records
from planner.tables.dialect import Dialect, encoding_of
from planner.tables.table import CHUNK, MAX_COLUMNS, Cell, Table, plain, refusal
from planner.tables.tabular import chunks, open_table

MAX_UNPACKED_BYTES = 2 << 30
MAX_RATIO = 1000
MAX_MEMBERS = 200
TITLES_WITHIN = 40  # rows in which a header is looked for below titles and filters
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".json", ".ndjson", ".jsonl", ".ics", ".gz", ".zip", ".log")
BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError)


def fold(text: str) -> str:
    """A header cell without case, accents, underscores and doubled spaces: what headers are compared by."""
    bare = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
    return " ".join(bare.replace("\ufeff", "").replace("_", " ").casefold().split())


def open_all(path: Path, options: dict[str, str], label: str = "", depth: int = 0) -> list[Table]:
    """Every table of a file, with what it is called in messages. Raises InputProblems when it holds none."""
    label = label or path.name
    head = _head(path)
    if head.startswith(b"\x1f\x8b") and depth < 3:
        return _in_gzip(path, options, label, depth)
    if head.startswith(b"PK") and depth < 3 and not _is_workbook(path):
        return _in_zip(path, options, label, depth)
    if head.startswith(b"\xd0\xcf\x11\xe0") or (head.startswith(b"PK") and _is_ods(path)):
        return _by_calamine(path, label, options)
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:1] in (b"{", b"["):
        return records.json_tables(path, label, _text(path, head, options))
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return [records.calendar_table(path, label, path.read_bytes())]
    table = replace(open_table(path, options), label=label)
    if table.dialect.format != "xlsx" or options.get("sheet"):
        return [table]
    others = [name for name in table.sheets if name != table.dialect.sheet]
    return [table, *_sheets(path, others, options, label)]


def _sheets(path: Path, names: Iterable[str], options: dict[str, str], label: str) -> list[Table]:
    found = []
    for name in names:
        with noted("a sheet beside the first holds no table", InputProblems):
            found.append(replace(open_table(path, {**options, "sheet": name}), label=label))
    return found


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(4096)
    except OSError:
        return b""  # the message is that of `open_table`


def _text(path: Path, head: bytes, options: dict[str, str]) -> str:
    if path.stat().st_size > records.MAX_BYTES:
        limit = records.MAX_BYTES >> 20
        raise refusal(path, t("The document is larger than {limit} MB.", limit=limit), t("Split it by months."))
    try:
        return path.read_text(options.get("encoding") or encoding_of(head, whole=False)).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise refusal(
            path, t("This is not JSON."), t("Say the file's encoding, for instance --encoding cp1252.")
        ) from error


def _is_workbook(path: Path) -> bool:
    names = _names(path)
    return "[Content_Types].xml" in names or "mimetype" in names or not names


def _is_ods(path: Path) -> bool:
    return "mimetype" in _names(path)


def _names(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except BROKEN:
        return set()


def _in_gzip(path: Path, options: dict[str, str], label: str, depth: int) -> list[Table]:
    folder = tempfile.TemporaryDirectory(prefix="cuadrante-")
    inner = Path(folder.name) / (re.sub(r"\.gz$", "", path.name) or "table")
    try:
        with gzip.open(path) as source, inner.open("wb") as target:
            _copy(path, source.read, target.write, path.stat().st_size)
    except BROKEN as error:
        raise refusal(path, t("The archive is broken or cut short."), t("Make it again.")) from error
    return [replace(table, keep=(folder, table.keep)) for table in open_all(inner, options, label, depth + 1)]


def _in_zip(path: Path, options: dict[str, str], label: str, depth: int) -> list[Table]:
    folder = tempfile.TemporaryDirectory(prefix="cuadrante-")
    found: list[Table] = []
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
            members = [m for m in members if Path(m.filename).suffix.lower() in ENDINGS]
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
                raise refusal(path, t("The archive unpacks to more than is safe."), t("Unpack it and name one file."))
            for number, member in enumerate(members):
                inner = Path(folder.name) / f"{number}-{Path(member.filename).name}"
                with archive.open(member) as source, inner.open("wb") as target:
                    _copy(path, source.read, target.write, max(member.compress_size, 1))
                for table in open_all(inner, options, f"{label}/{member.filename}", depth + 1):
                    found.append(replace(table, keep=(folder, table.keep)))
    except InputProblems:
        raise
    except BROKEN as error:
        raise refusal(path, t("The archive is broken or cut short."), t("Make it again.")) from error
    if not found:
        raise refusal(path, t("The archive holds no table."), t("Unpack it and name one file."))
    return found


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in Path(name).parts)


def _copy(path: Path, read: Callable[[int], bytes], write: Callable[[bytes], int], packed: int) -> None:
    """Unpack within the caps: size, and ratio once there is enough to speak of a bomb."""
    done = 0
    while part := read(1 << 20):
        done += len(part)
        if done > MAX_UNPACKED_BYTES or (done > 50 << 20 and done > MAX_RATIO * packed):
            raise refusal(path, t("The archive unpacks to more than is safe."), t("Unpack it and name one file."))
        write(part)


def _by_calamine(path: Path, label: str, options: dict[str, str]) -> list[Table]:
    """The sheets of an .xls or .ods workbook."""
    try:
        with tempfile.TemporaryDirectory(prefix="cuadrante-") as folder:
            # The reader takes the format from the name's ending, which people get wrong.
            ending = ".ods" if path.open("rb").read(2) == b"PK" else ".xls"
            copy = Path(folder) / f"workbook{ending}"
            shutil.copyfile(path, copy)
            book = python_calamine.CalamineWorkbook.from_path(copy)
            wanted = options.get("sheet")
            names = [name for name in book.sheet_names if wanted in (None, "", name)]
            if wanted and not names:
                raise refusal(
                    path,
                    t("There is no sheet {sheet}.", sheet=wanted),
                    t("The workbook has {sheets}.", sheets=", ".join(book.sheet_names)),
                )
            sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except python_calamine.PasswordError as error:
        raise refusal(path, t("The workbook has a password."), t("Save it without one.")) from error
    except (python_calamine.CalamineError, *BROKEN) as error:
        raise refusal(
            path,
            t("The workbook is broken or cut short."),
            t("Open it in a spreadsheet and save it again as .xlsx."),
        ) from error
    tables = []
    for name, rows in sheets.items():
        cells: list[Sequence[Cell]] = [[None if cell == "" else cell for cell in row] for row in rows]
        first = next((i for i, row in enumerate(cells) if any(cell is not None for cell in row)), None)
        if first is not None:
            dialect = Dialect("sheet", decimal=options.get("decimal", ""), date_order=options.get("date_order", ""),
                              sheet=name, told=tuple(sorted(options)))  # fmt: skip
            whole = Table(path, dialect, (), 0, path.stat().st_size, label, tuple(cells))
            tables.append(at_row(whole, first + 1))
    if not tables:
        raise refusal(path, t("The file is empty."), t("Export it again with a header and rows."))
    return tables


def first_rows(table: Table, count: int = TITLES_WITHIN) -> list[tuple[int, Sequence[Cell]]]:
    """The header and the rows after it, with their numbers."""
    found: list[tuple[int, Sequence[Cell]]] = [(table.header_row, table.header)]
    for chunk in chunks(table, min(count, CHUNK)):
        found += list(enumerate(chunk.rows, chunk.first_row))[:count]
        break
    return found


def at_row(table: Table, number: int) -> Table:
    """The same table with its header in that row (as a spreadsheet counts)."""
    if number == table.header_row:
        return table
    if table.rows is not None:
        past = number - table.header_row
        header = tuple(plain(cell).strip() for cell in table.rows[past - 1])[:MAX_COLUMNS]
        return replace(table, header=header, header_row=number, rows=table.rows[past:])
    row = next(cells for n, cells in first_rows(table) if n == number)
    return replace(table, header=tuple(plain(cell).strip() for cell in row), header_row=number)


def without_header(table: Table, names: Sequence[str]) -> Table:
    """The same table whose first row is data already, under names of ours."""
    if table.rows is not None:
        first = [(list(table.header))] if table.header_row else []
        return replace(table, header=tuple(names), header_row=0, rows=(*first, *table.rows))
    return replace(table, header=tuple(names), header_row=0)


def headed(table: Table, score: Callable[[Sequence[str]], float]) -> tuple[float, Table]:
    """The table with its header where the score is best, and that score; the first of equals."""
    best, row = 0.0, table.header_row
    for number, cells in first_rows(table):
        value = score([plain(cell).strip() for cell in cells])
        if value > best:
            best, row = value, number
    return best, at_row(table, row)
