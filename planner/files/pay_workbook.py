"""Write the variable-pay workbook: sheets described as data become XLSX with live formulas, styles and protection.

Invariants: text from outside is always a string cell with a quote prefix, whatever it begins with; every formula is
ours; sheets are protected without a password, inputs stay unlocked; the file asks for a full recalculation on load.
Source of the description: `engagement.pay.book` (taken here by shape, so that files and engagement stay apart).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from planner.i18n import number as local_number
from planner.i18n import t

if TYPE_CHECKING:
    from openpyxl import Workbook

Progress = Callable[[int, int], None]
_LONGEST = 32_767
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
    @property
    def first_helper_column(self) -> int: ...


class BookLike(Protocol):
    """All sheets in order."""

    @property
    def sheets(self) -> Sequence[SheetLike]: ...


def titles(lang: str | None = None) -> dict[str, str]:
    """Titles of the sheets in a language, by key."""
    keys = {
        "cover": "Cover", "parameters": "Parameters", "people": "People", "teams": "Teams", "hours": "Hours",
        "data": "Data", "workings": "Workings", "settlement": "Settlement", "adjustments": "Adjustments",
        "checks": "Checks", "payroll": "Payroll",
    }  # fmt: skip
    return {key: t(word, lang) for key, word in keys.items()}


def write_workbook(book: BookLike, path: Path, lang: str | None = None, progress: Progress | None = None) -> None:
    """Write the book to `path` (XLSX), its labels in `lang`, each statement in its own language.

    Raises OSError when the file cannot be written. Numbers appear in viewers after `pay_recalculate.recalculate`, or
    when a spreadsheet program opens the file.
    """
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    styles = _Styles(workbook)
    done, whole = 0, sum(len(sheet.rows) for sheet in book.sheets)
    for sheet in book.sheets:
        _write_sheet(workbook, sheet, styles, sheet.language or lang)
        done += len(sheet.rows)
        if progress:
            progress(done, whole)
    workbook.calculation.fullCalcOnLoad = True
    workbook.save(path)


class _Styles:
    """Style arrays by (style, quoted), registered once in the workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.known: dict[tuple[str, bool], Any] = {}
        self.scratch: Any = workbook.create_sheet("scratch")
        workbook.remove(self.scratch)

    def of(self, style: str, quoted: bool) -> Any:
        key = (style, quoted)
        if key not in self.known:
            self.known[key] = self._make(style, quoted)
        return self.known[key]

    def _make(self, style: str, quoted: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        cell: Any = WriteOnlyCell(self.scratch)
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
        return cell._style


def _write_sheet(workbook: Workbook, sheet: SheetLike, styles: _Styles, lang: str | None) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.utils import get_column_letter

    ws: Any = workbook.create_sheet(sheet.title)
    _layout(ws, sheet, get_column_letter)
    for area, rule in sheet.alarms:
        fill = PatternFill("solid", start_color="F8B4B4", end_color="F8B4B4")
        style = DifferentialStyle(font=Font(bold=True, color="9C0006"), fill=fill)
        ws.conditional_formatting.add(area, Rule(type="expression", formula=[rule], dxf=style))
    heading: list[str] = []
    for number_, row in enumerate(sheet.rows, 1):
        cells: list[Any] = []
        for item in row:
            if item is None:
                cells.append(None)
                continue
            kind = item.kind
            cell: Any = WriteOnlyCell(ws)
            if kind == "formula":
                cell._style = styles.of(item.style, False)
                cell._value, cell.data_type = f"={item.value}", "f"
            elif kind in ("number", "date"):
                cell._style = styles.of(item.style, False)
                cell._value, cell.data_type = item.value, ("n" if kind == "number" else "d")
            else:
                words = _words(item, lang) if kind == "label" else str(item.value)
                cell._style = styles.of(item.style, kind == "text" or bool(item.args))
                cell._value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", words)[:_LONGEST]
                cell.data_type = "s" if words else "n"
                if not words:
                    cell._value = None
            cells.append(cell)
        if sheet.table is not None and number_ == sheet.table.first:
            heading = _unique(cells)
        ws.append(cells)
    if sheet.table is not None and sheet.table.last > sheet.table.first:
        _add_table(ws, sheet.table, heading, get_column_letter)
    ws.close()


def _layout(ws: Any, sheet: SheetLike, letter: Callable[[int], str]) -> None:
    for column, width in sheet.widths.items():
        ws.column_dimensions[letter(column)].width = width
    columns = max((len(row) for row in sheet.rows), default=1)
    for column in range(1, columns + 1):
        if column not in sheet.widths:
            ws.column_dimensions[letter(column)].width = 14
        if sheet.first_helper_column and column >= sheet.first_helper_column:
            ws.column_dimensions[letter(column)].outlineLevel = 1
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
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

    area = f"A{table.first}:{letter(table.columns)}{table.last}"
    found = Table(displayName=table.name, ref=area, autoFilter=AutoFilter(ref=area))
    found.tableColumns = [TableColumn(id=index, name=name) for index, name in enumerate(heading, 1)]
    found.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    ws.tables.add(found)  # add_table would warn that columns are ours to name, which they are


def _unique(cells: list[Any]) -> list[str]:
    """Table headings must differ; a second of the same name gets a number."""
    seen: dict[str, int] = {}
    names = []
    for cell in cells:
        name = str(cell._value)
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name} {seen[name]}"
            cell._value = name
        names.append(name)
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
