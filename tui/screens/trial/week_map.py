"""What Simulation and Value share: totals by channel, the week as a map, the hour in words, its day as a chart."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import money, t
from planner.domain.time import TimeGrid, iso_week_label
from tui.frame.base import PlannerScreen
from tui.frame.messages import Report, Run
from tui.frame.tables import PlanTable
from tui.widgets.columns import Columns
from tui.widgets.day_band import Band, DayBand
from tui.widgets.heatmap import Heatmap, HeatRow, hour_columns


class WeekView(Protocol):
    """What such a screen shows: a span on a grid."""

    @property
    def first_day(self) -> date:
        """First local day."""

    @property
    def days(self) -> int:
        """How many days."""

    @property
    def grid(self) -> TimeGrid:
        """Its intervals."""


class WeekMapScreen(PlannerScreen):
    """Totals, a map of the week under a cursor, and the day of the cursor."""

    AUTO_FOCUS: ClassVar[str | None] = "#heat"
    totals_help: ClassVar[str] = ""
    day_help: ClassVar[str] = ""
    export_title: ClassVar[str] = ""
    export_name: ClassVar[str] = ""
    SCOPED_CSS = False  # a scope is the subclass's name, which the selectors of a base do not bear
    CSS = """
    WeekMapScreen #state, WeekMapScreen #reading { height: 1; padding: 0 1; }
    WeekMapScreen #reading { background: $surface; text-style: bold; }
    WeekMapScreen #totals { height: auto; max-height: 9; scrollbar-size-horizontal: 0; }
    WeekMapScreen #legend { height: 2; padding: 1 1 0 1; }
    WeekMapScreen.-low #legend { height: 1; padding: 0 1; }
    WeekMapScreen.-low #totals { max-height: 7; }
    SimulationScreen.-low #legend { display: none; }
    """

    # -- what a screen fills in -------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def shown(self) -> WeekView | None:
        """What is on the screen; None when it is empty."""

    @abstractmethod
    def draw(self) -> None:
        """Fill everything from what is shown."""

    @abstractmethod
    def words(self, row: int, columns: Columns, index: int) -> str:
        """A cell of the map in words."""

    @abstractmethod
    def band(self, row: int, day: Columns) -> tuple[Band, Callable[[float], str]]:
        """A row's day as a chart, and how its axis is written."""

    @abstractmethod
    def save(self, path: Path) -> int:
        """Write every interval shown; the rows written."""

    # -- frame ------------------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """State, channels, the week, the hour in words, the day."""
        yield Static("", id="state")
        yield PlanTable(id="totals", own_export=False, help_text=self.totals_help)
        yield Static("", id="legend")
        yield Heatmap(id="heat")
        yield Static("", id="reading")
        yield DayBand(id="day", help_text=self.day_help)

    def fill_map(
        self, hours: tuple[int, int], rows: Callable[[Columns], Sequence[HeatRow]],
        start: Callable[[Columns, Sequence[HeatRow]], tuple[int, int]],
    ) -> None:  # fmt: skip
        """The week in hours that fit; another week begins with the cursor where `start` says."""
        view, heat = self.shown, self.query_one(Heatmap)
        if view is None:
            return
        fresh = heat.columns is None or heat.columns.first_day != view.first_day
        columns = hour_columns(view.first_day, view.days, view.grid.zone, hours, self.size.width - heat.LEFT - 1)
        cells = rows(columns)
        heat.fill(columns, cells, start(columns, cells) if fresh else None)
        self.say_cell()
        if self.focused is None:
            heat.focus()

    @on(Heatmap.Moved)
    def say_cell(self) -> None:
        """Read the cell under the cursor and chart its day."""
        heat, view = self.query_one(Heatmap), self.shown
        if view is None or heat.columns is None or not heat.columns.items or heat.current_row is None:
            return
        column = heat.columns.items[heat.cursor]
        heat.words = self.words(heat.row, heat.columns, heat.cursor)
        self.query_one("#reading", Static).update(Content(heat.words))
        chart = self.query_one(DayBand)
        given = (column.local.date(), 1, view.grid.zone, view.grid.minutes, heat.columns.first_hour,
                 heat.columns.last_hour)  # fmt: skip
        room = max(10, self.size.width - chart.LEFT - 2)
        day = Columns(*given, max(1, min(6, room // max(1, len(Columns(*given).items)))))
        band, written = self.band(heat.row, day)
        chart.fill(day, band, day.between(column.start, column.end), written)

    def on_resize(self) -> None:
        """The map takes the width there is."""
        if self.shown is not None:
            self.draw()

    # -- export -----------------------------------------------------------------------------------------------------

    @work
    async def action_export(self) -> None:
        """Every interval as CSV or Excel."""
        view, app = self.shown, self.planner
        if view is None:
            return
        name = f"{t(self.export_name)}-{iso_week_label(view.first_day)}.csv"
        path = await app.ask_file(t(self.export_title), name, (".csv", ".xlsx"))
        if path is None:
            return

        def export(_report: Report) -> str:
            return t("{n} rows written to {path}", n=self.save(path), path=path)

        self.begin("export", export, t("Writing {path}", path=path.name))

    def run_done(self, run: Run, result: Any) -> None:
        """Say what was done; everything but an export changed something."""
        self.planner.toast(str(result))
        if run.kind != "export":
            self.planner.changed()


def euros(value: float) -> str:
    """Euros in the user's way, without cents from a hundred on."""
    if abs(value) < 100:
        return money(Decimal(str(round(value, 2))))
    return money(Decimal(round(value))).replace(",00 ", " ").removesuffix(".00")
