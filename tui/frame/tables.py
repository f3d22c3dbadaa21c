"""PlanTable: a table that copies (c) and exports (e) what it shows.

Cells are plain text or styled content; `fill` keeps the cursor on its row. A screen that has an export of its own under
`e` takes precedence (`own_export=False`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

from planner.base.errors import CuadranteError
from planner.base.i18n import t
from planner.tables.writing import FOR_PEOPLE, tab_separated, write_table
from tui.text import cropped

if TYPE_CHECKING:
    from textual.widgets.data_table import RowKey

    from tui.app import CuadranteApp

Row = Sequence["str | Text"]


class PlanTable(DataTable["str | Text"]):
    """Rows under a cursor, copied as tab-separated text and exported as CSV."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy_table", "Copy"),
        Binding("e", "export_table", "Export"),
    ]

    def __init__(self, *, id: str, help_text: str = "", own_export: bool = True) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self.help_text = help_text
        self.own_export = own_export
        self._header: tuple[str, ...] = ()
        self._plain: list[tuple[str, ...]] = []
        self.row_ids: list[str] = []

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:
        """Columns are measured when nothing else is to do; what was painted before that is forgotten.

        Textual keeps painted cells without their width, so that they would stay as narrow as the header.
        """
        super()._update_dimensions(new_rows)
        self._clear_caches()
        self.refresh()

    def fill(
        self, header: Sequence[str], rows: Sequence[Row], ids: Sequence[str] = (), whole: Sequence[Row] = ()
    ) -> None:
        """Show these rows; `ids` name them for the screen, `whole` are the same rows with nothing cut, for copies."""
        name = self.current_id
        at = ids.index(name) if name and name in ids else self.cursor_row
        if tuple(header) != self._header:
            self.clear(columns=True)
            self.add_columns(*header)
            self._header = tuple(header)
        else:
            self.clear()
        self.add_rows(rows)
        told = whole or rows
        self._plain = [tuple(_whole(cell) for cell in row) for row in told]
        self.row_ids = list(ids)
        if rows:
            self.move_cursor(row=min(at, len(rows) - 1))

    @property
    def current_id(self) -> str:
        """The name of the row under the cursor; empty when there is none."""
        return self.row_ids[self.cursor_row] if 0 <= self.cursor_row < len(self.row_ids) else ""

    def explain(self) -> str:
        """The row under the cursor, column by column."""
        if not 0 <= self.cursor_row < len(self._plain):
            return ""
        pairs = zip(self._header, self._plain[self.cursor_row], strict=False)
        return " · ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell.strip())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Export only where the screen has none of its own."""
        return action != "export_table" or self.own_export

    def action_copy_table(self) -> None:
        """All rows to the clipboard."""
        self.app.copy_to_clipboard(tab_separated(self._header, self._plain))
        self._planner.toast(t("{n} rows copied.", n=len(self._plain)))

    @property
    def _planner(self) -> CuadranteApp:
        return cast("CuadranteApp", self.app)

    @work
    async def action_export_table(self) -> None:
        """All rows to a file."""
        app = self._planner
        path = await app.ask_file(t("Export the table"), f"{self.id}.csv", (".csv", ".xlsx"))
        if path is None:
            return
        try:
            rows = write_table(path, self._header, self._plain, form=FOR_PEOPLE, private=True)
        except CuadranteError as error:
            app.fail(error, t("The file could not be written"))
        else:
            app.toast(t("{n} rows written to {path}", n=rows, path=path))


class Cut(Text):
    """A cell cut to its room; copies, exports and help take the whole."""

    whole = ""


def cut(text: str, room: int, style: str = "", *, at_right: bool = False) -> Text:
    """A styled cell of at most `room` characters, … at the end of what does not fit."""
    made = Cut(cropped(text, room), style=style, no_wrap=True, overflow="ellipsis")
    made.justify = "right" if at_right else None
    made.whole = text
    return made


def _whole(value: str | Text) -> str:
    if isinstance(value, Cut):
        return value.whole
    return value.plain if isinstance(value, Text) else str(value)


def cell(text: str, style: str = "") -> Text:
    """A styled cell."""
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


def right(text: str, style: str = "") -> Text:
    """A cell of numbers, at the right."""
    return Text(text, style=style, justify="right", no_wrap=True)
