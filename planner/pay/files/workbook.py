"""Write the variable-pay workbook: sheets described as data become XLSX with live formulas, styles and protection.

Invariants: text from outside is always a string cell with a quote prefix, whatever it begins with; every formula is
ours; sheets are protected without a password, inputs stay unlocked; the file asks for a full recalculation on load.
Source of the description: `engagement.pay.book` (taken here by shape, so that files and engagement stay apart).
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from planner.base.i18n import number as local_number
from planner.base.i18n import t
from planner.pay.files.recalculate import Value, Values, calculated, libreoffice
from planner.tables.guard import sheet_text
from planner.tables.writing import replace_file

if TYPE_CHECKING:
    from openpyxl import Workbook

Progress = Callable[[int, int], None]
_DAY_0 = date(1899, 12, 30).toordinal()
_POINTER = re.compile(r"'((?:[^']|'')+)'!\$([A-Z]+)\$([0-9]+)")
_EMPTY_ROWS = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
_EXTENT = re.compile(rb'<dimension ref="[^"]*" ?/>')
_MONEY_ARGS = frozenset({"missing", "earned", "balance", "limit", "budget", "uncapped", "sales"})


class CellLike(Protocol):
    """A cell: kind (label, text, number, date, formula), value, style, and the values of a label's places."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str | Decimal | int | date: ...
    @property
    def style(self) -> str: ...
    @property
    def args(self) -> tuple[tuple[str, object], ...]: ...


class TableLike(Protocol):
    """A named table, header row included."""

    @property
    def name(self) -> str: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def columns(self) -> int: ...


class SheetLike(Protocol):
    """A sheet: rows of cells, where the header is, what to freeze, which ranges alarm."""

    @property
    def title(self) -> str: ...
    @property
    def rows(self) -> Sequence[Sequence[CellLike | None]]: ...
    @property
    def widths(self) -> Mapping[int, float]: ...
    @property
    def header_row(self) -> int: ...
    @property
    def freeze_columns(self) -> int: ...
    @property
    def table(self) -> TableLike | None: ...
    @property
    def alarms(self) -> Sequence[tuple[str, str]]: ...
    @property
    def language(self) -> str: ...


class BookLike(Protocol):
    """All sheets in order."""

    @property
    def sheets(self) -> Sequence[SheetLike]: ...


def titles(lang: str | None = None) -> dict[str, str]:
    """Titles of the sheets in a language, by key."""
    keys = {
        "cover": "Cover", "parameters": "Parameters", "people": "People", "teams": "Teams", "hours": "Hours",
        "data": "Data", "workings": "Workings", "sharing": "Sharing", "settlement": "Settlement",
        "adjustments": "Adjustments", "checks": "Checks", "payroll": "Payroll",
    }  # fmt: skip
    return {key: t(word, lang) for key, word in keys.items()}


def write_workbook(
    book: BookLike, path: Path, lang: str | None = None, progress: Progress | None = None, *, values: bool = True
) -> bool:
    """Write the book to `path` (XLSX), its labels in `lang`, each statement in its own language.

    openpyxl writes styles, layout, tables and protection; the rows go into the sheets as one stream of text each, ten
    times faster than cell by cell. With `values`, LibreOffice (when installed) calculates the sheets that hold the
    arithmetic, and every formula is stored with its value; statements only point at those cells.

    Returns:
        Whether values were stored; without them numbers appear when a spreadsheet program opens the file.

    Raises:
        Refused: the file cannot be written; nothing is left half-written under its name.
    """
    known: Values | None = None
    core = [sheet for sheet in book.sheets if not sheet.language]
    if values and libreoffice() is not None:
        with tempfile.TemporaryDirectory() as folder:
            draft = Path(folder) / "book.xlsx"
            _write(core, draft, lang, None, {})
            known = calculated(draft)
    _write(book.sheets, path, lang, progress, known or {})
    return known is not None


def _write(
    sheets: Sequence[SheetLike], path: Path, lang: str | None, progress: Progress | None, values: Values
) -> None:
    workbook = Workbook()
    styles = _Styles(workbook)
    streams: dict[str, tuple[str, bytes]] = {}
    done, whole = 0, sum(len(sheet.rows) for sheet in sheets)
    for index, sheet in enumerate(sheets, 1):
        data = _write_sheet(workbook, sheet, styles, sheet.language or lang, values)
        streams[f"xl/worksheets/sheet{index}.xml"] = (_extent(sheet), data)
        done += len(sheet.rows)
        if progress:
            progress(done, whole)
    workbook.calculation.fullCalcOnLoad = True
    _save(workbook, streams, path)


def _extent(sheet: SheetLike) -> str:
    columns = max((len(row) for row in sheet.rows), default=1)
    return f"A1:{get_column_letter(max(columns, 1))}{max(len(sheet.rows), 1)}"


def _save(workbook: Workbook, streams: Mapping[str, tuple[str, bytes]], path: Path) -> None:
    """Save the empty workbook and put the rows into its sheets."""
    empty = io.BytesIO()
    workbook.save(empty)

    def fill(handle: IO[bytes]) -> None:
        with zipfile.ZipFile(empty) as source, zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as out:
            for info in source.infolist():
                data = source.read(info.filename)
                if info.filename in streams:
                    extent, rows = streams[info.filename]
                    before, after = _EMPTY_ROWS.split(data, maxsplit=1)
                    before = _EXTENT.sub(f'<dimension ref="{extent}"/>'.encode(), before)
                    data = before + b"<sheetData>" + rows + b"</sheetData>" + after
                out.writestr(info.filename, data)

    replace_file(path, fill, private=True)


class _Styles:
    """Style arrays by (style, quoted), registered once in the workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.known: dict[tuple[str, bool], int] = {}
        self.scratch: Any = workbook.worksheets[0]
        workbook.remove(self.scratch)

    def of(self, style: str, quoted: bool) -> int:
        """Number of a style in the workbook."""
        key = (style, quoted)
        if key not in self.known:
            self.known[key] = self._make(style, quoted)
        return self.known[key]

    def _make(self, style: str, quoted: bool) -> int:
        cell: Any = Cell(self.scratch, row=1, column=1)
        formats = {
            "input_money": "#,##0.00", "money": "#,##0.00", "total": "#,##0.00", "ratio": "0.0000", "check": "0.00",
            "input_ratio": "General", "int": "0", "input": "0", "date": "yyyy-mm-dd", "input_date": "yyyy-mm-dd",
        }  # fmt: skip
        cell.number_format = formats.get(style, "General")
        if style == "title":
            cell.font = Font(bold=True, size=16)
        elif style == "heading":
            cell.font = Font(bold=True, color="FFFFFF")
            cell.fill = PatternFill("solid", start_color="1F3A5F")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        elif style == "total":
            cell.font = Font(bold=True)
            cell.border = Border(top=Side("thin", color="808080"))
        elif style == "note":
            cell.font = Font(italic=True, color="404040")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        elif style.startswith("input"):
            cell.fill = PatternFill("solid", start_color="FFF4CC")
            cell.font = Font(color="1F3FBF")
            cell.protection = Protection(locked=False)
        if quoted:
            cell._style.quotePrefix = 1
        return int(cell.style_id)


def _write_sheet(workbook: Workbook, sheet: SheetLike, styles: _Styles, lang: str | None, values: Values) -> bytes:
    """Lay a sheet out and return its rows."""
    ws: Any = workbook.create_sheet(sheet.title)
    _layout(ws, sheet, get_column_letter)
    for area, rule in sheet.alarms:
        fill = PatternFill("solid", start_color="F8B4B4", end_color="F8B4B4")
        style = DifferentialStyle(font=Font(bold=True, color="9C0006"), fill=fill)
        ws.conditional_formatting.add(area, Rule(type="expression", formula=[rule], dxf=style))
    headings: list[str] = []
    if sheet.table is not None and sheet.table.last > sheet.table.first:
        headings = _unique([_text(cell, lang) if cell else "" for cell in sheet.rows[sheet.table.first - 1]])
        _add_table(ws, sheet.table, headings, get_column_letter)
    letters = [get_column_letter(index) for index in range(1, max((len(row) for row in sheet.rows), default=0) + 1)]
    rows: list[str] = []
    mine = values.get(sheet.title, {})
    for number_, row in enumerate(sheet.rows, 1):
        rows.append(f'<row r="{number_}">')
        named = headings if sheet.table is not None and number_ == sheet.table.first else []
        for index, cell in enumerate(row):
            if cell is None:
                continue
            if cell.kind == "formula":
                value = mine.get(f"{letters[index]}{number_}") or _pointed(str(cell.value), values)
                rows.append(_formula(cell, f"{letters[index]}{number_}", styles, value))
            else:
                words = named[index] if named else None
                rows.append(_cell(cell, f"{letters[index]}{number_}", styles, lang, words))
        rows.append("</row>")
    return "".join(rows).encode()


def _pointed(text: str, values: Values) -> Value | None:
    """Value of a formula that only points at another cell."""
    match = _POINTER.fullmatch(text)
    return values.get(match.group(1).replace("''", "'"), {}).get(match.group(2) + match.group(3)) if match else None


def _formula(cell: CellLike, address: str, styles: _Styles, value: Value | None) -> str:
    kind, shown = value or ("n", "")
    known = f' t="{kind}"' if kind != "n" else ""
    stored = f"<v>{escape(shown)}</v>" if value else "<v></v>"
    style = styles.of(cell.style, False)
    return f'<c r="{address}" s="{style}"{known}><f>{escape(str(cell.value))}</f>{stored}</c>'


def _cell(cell: CellLike, address: str, styles: _Styles, lang: str | None, words: str | None) -> str:
    """One cell as SpreadsheetML."""
    kind, value = cell.kind, cell.value
    if kind == "number":
        return f'<c r="{address}" s="{styles.of(cell.style, False)}"><v>{_digits(value)}</v></c>'
    if kind == "date" and isinstance(value, date):
        serial = value.toordinal() - _DAY_0
        return f'<c r="{address}" s="{styles.of(cell.style, False)}"><v>{serial}</v></c>'
    shown = words if words is not None else _text(cell, lang)
    style = styles.of(cell.style, kind == "text" or bool(cell.args))
    if not shown:
        return f'<c r="{address}" s="{style}"/>'
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(shown)}</t></is></c>'


def _digits(value: object) -> str:
    """A number as a spreadsheet stores it; digits beyond a double's are of no use to it."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text if len(text) <= 17 else repr(float(text))


def _text(cell: CellLike, lang: str | None) -> str:
    """Words of a label or text, without characters that XML forbids."""
    words = _words(cell, lang) if cell.kind == "label" else str(cell.value)
    return sheet_text(words)


def _layout(ws: Any, sheet: SheetLike, letter: Callable[[int], str]) -> None:
    for column, width in sheet.widths.items():
        ws.column_dimensions[letter(column)].width = width
    columns = max((len(row) for row in sheet.rows), default=1)
    for column in range(1, columns + 1):
        if column not in sheet.widths:
            ws.column_dimensions[letter(column)].width = 14
    ws.freeze_panes = f"{letter(sheet.freeze_columns + 1)}{sheet.header_row + 1}"
    ws.print_title_rows = f"{sheet.header_row}:{sheet.header_row}"
    ws.page_setup.orientation = "landscape"
    ws.page_setup.fitToWidth = 1
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.protection.sheet = True
    for allowed in ("formatColumns", "autoFilter", "sort"):
        setattr(ws.protection, allowed, False)


def _add_table(ws: Any, table: TableLike, heading: list[str], letter: Callable[[int], str]) -> None:
    area = f"A{table.first}:{letter(table.columns)}{table.last}"
    found = Table(displayName=table.name, ref=area, autoFilter=AutoFilter(ref=area))
    found.tableColumns = [TableColumn(id=index, name=name) for index, name in enumerate(heading, 1)]
    found.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    ws.tables.add(found)  # add_table would warn that columns are ours to name, which they are


def _unique(headings: list[str]) -> list[str]:
    """Table headings must differ; a second of the same name gets a number."""
    seen: dict[str, int] = {}
    names = []
    for heading in headings:
        name = heading or "-"
        seen[name] = seen.get(name, 0) + 1
        names.append(f"{name} {seen[name]}" if seen[name] > 1 else name)
    return names


def _words(item: CellLike, lang: str | None) -> str:
    values: dict[str, object] = {}
    for key, value in item.args:
        if key == "cause":
            values[key] = t(str(value), lang)
        elif isinstance(value, Decimal):
            values[key] = _shown(value, key, lang)
        else:
            values[key] = value
    return t(str(item.value), lang, **values)


def _shown(value: Decimal, key: str, lang: str | None) -> str:
    """Money with two decimals; other numbers with as many as they need, up to six."""
    if key in _MONEY_ARGS:
        return f"{local_number(value, 2, lang)} €"
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return local_number(value, min(places, 6), lang)
