"""What the screens about people share: their keys, a table beside what is under its cursor, work in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import t
from tui.frame.base import PlannerScreen
from tui.frame.messages import Run
from tui.frame.tables import PlanTable

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


def short_name(name: str) -> str:
    """The first two words of a name, as people call each other in a narrow table."""
    return " ".join(name.split()[:2])


def cut(text: str, length: int) -> str:
    """A text of at most `length` characters, with an ellipsis where more was said."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


class CareTable(PlanTable):
    """A table whose export is the screen's: everything, with nothing cut."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("e", "screen.export", "Export")]


class CareScreen(PlannerScreen):
    """A line of state, a table, and beside it (below where narrow) what is known of the row under the cursor."""

    table_help: ClassVar[str] = ""
    detail_title: ClassVar[str] = ""
    DEFAULT_CSS = """
    CareScreen #state { height: auto; max-height: 3; padding: 0 1; margin-bottom: 1; }
    CareScreen.-low #state { margin-bottom: 0; }
    CareScreen #list { height: 1fr; }
    CareScreen PlanTable { width: 3fr; margin: 0 1; }
    CareScreen #detail { width: 2fr; min-width: 36; height: 100%; }
    CareScreen.-narrow #list, CareScreen.-medium #list { layout: vertical; }
    CareScreen.-narrow PlanTable, CareScreen.-medium PlanTable { width: 100%; height: 1fr; margin: 0 1 0 0; }
    CareScreen.-narrow #detail, CareScreen.-medium #detail { width: 100%; height: 1fr; }
    """

    def body(self) -> ComposeResult:
        """State, table, detail."""
        yield Static("", id="state")
        with Horizontal(id="list"):
            yield CareTable(id=self.table_id, help_text=self.table_help, own_export=False)
            with VerticalScroll(id="detail", classes="panel", can_focus=False):
                yield Static("", id="detail-text")

    @property
    def table_id(self) -> str:
        """Names the table, and so the file it is exported to."""
        return "rows"

    @property
    def table(self) -> PlanTable:
        """The table."""
        return self.query_one(PlanTable)

    def tell(self, *parts: tuple[str, str]) -> None:
        """Write the line of state."""
        self.query_one("#state", Static).update(Content.assemble(*parts))

    def detail(self, *parts: tuple[str, str]) -> None:
        """Write what is known of the row under the cursor."""
        self.query_one("#detail-text", Static).update(Content.assemble(*parts))

    def show_detail(self) -> None:
        """Fill the panel for the row under the cursor."""

    def on_data_table_row_highlighted(self, _event: DataTable.RowHighlighted) -> None:
        """Another row."""
        self.show_detail()
        self.refresh_bindings()

    def nothing(self, text: str, hint: str) -> None:
        """Nothing is here yet; the keys of the screen work all the same."""
        self.empty(text, hint)
        self.set_focus(None)

    def settle(self) -> None:
        """After filling: the cursor stands in the table and the panel shows its row."""
        self.filled()
        if self.focused is None:
            self.table.focus()
        self.show_detail()

    def do(self, kind: str, ask: Callable[[Workspace], object], text: str) -> None:
        """Run a service in the background; what it returns is the toast."""
        app = self.planner
        self.begin(kind, lambda _report: ask(app.workspace()), text)

    def export(self, ws: Workspace, path: Path) -> int:
        """Write everything the screen is about to a file; returns the rows. In a thread."""
        raise NotImplementedError

    @work
    async def action_export(self) -> None:
        """All of it as a file, with nothing cut."""
        path = await self.planner.ask_file(t("Export the table"), f"{self.table_id}.xlsx", (".xlsx", ".csv"))
        if path is not None:
            self.do(
                "export", lambda ws: t("{n} rows written to {path}", n=self.export(ws, path), path=path), t("Writing")
            )

    def run_done(self, run: Run, result: Any) -> None:
        """Say what was done, and load again."""
        if result:
            self.planner.toast(str(result))
        self.planner.changed()
