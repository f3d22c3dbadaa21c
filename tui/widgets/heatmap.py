"""Heatmap: a week at a glance, one line a channel, one character an hour; a digit or sign in every cell, then colour.

Invariant: the glyph says it all — without colour nothing is lost; marks only repeat it in colours of the theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from planner.domain.time import TimeGrid
from tui.widgets.columns import Columns
from tui.widgets.roster.lines import heading, joined

Mark = Literal["short", "good", "over", "none"]
_MARKS = ("short", "good", "over", "none", "head", "tick", "name", "here", "cursor")


@dataclass(frozen=True, slots=True)
class HeatCell:
    """What stands in one cell: a single character and its mark."""

    glyph: str
    mark: Mark


@dataclass(frozen=True)
class HeatRow:
    """One line: its name (for the screen), its label, and a cell for each column."""

    name: str
    label: str
    cells: tuple[HeatCell, ...]


def share_glyph(value: float) -> str:
    """A share in one character: 8 stands for 80 to 89 %, ● for everything."""
    return "●" if value >= 0.995 else str(max(0, min(9, int(value * 10 + 1e-9))))


def hour_columns(first_day: date, days: int, zone: str, hours: tuple[int, int], room: int) -> Columns:
    """Columns of an hour between two hours of each day, as wide as `room` characters allow, one at least."""
    count = days * max(1, hours[1] - hours[0])
    cell = max(1, min(3, (room - days) // count))
    return Columns(first_day, days, zone, 60, hours[0], hours[1], cell)


def inside(columns: Columns, index: int, grid: TimeGrid) -> list[int]:
    """Intervals of a grid that lie in a column."""
    column = columns.items[index]
    first, last = grid.index(column.start), grid.index(column.end - timedelta(minutes=1))
    return [i for i in range(first, last + 1) if 0 <= i < len(grid)]


class Heatmap(Widget, can_focus=True):
    """Channels by hours of the week under a cursor."""

    help_text = (
        "One line a channel, one character an hour of the week. Arrows move the cursor, Home and End go a day back and "
        "on; the line below reads the hour in words and the chart shows its day."
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"heat--{m}" for m in _MARKS}
    DEFAULT_CSS = """
    Heatmap { height: auto; background: $background;
      & > .heat--short { color: $background; background: $short; text-style: bold; }
      & > .heat--good { color: $foreground; background: $success 35%; }
      & > .heat--over { color: $foreground 75%; background: $scheduled 40%; }
      & > .heat--none { color: $foreground 25%; background: $background; }
      & > .heat--head { color: $primary; background: $background; text-style: bold; }
      & > .heat--tick { color: $foreground 55%; background: $background; }
      & > .heat--name { color: $foreground; background: $background; }
      & > .heat--here { color: $accent; background: $background; text-style: bold; }
      & > .heat--cursor { color: $cursor-text; background: $cursor; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Hour before", show=False),
        Binding("right", "step(1)", "Hour after", show=False),
        Binding("up", "row(-1)", "Channel above", show=False),
        Binding("down", "row(1)", "Channel below", show=False),
        Binding("home", "day(-1)", "Day before", show=False),
        Binding("end", "day(1)", "Day after", show=False),
    ]
    ALLOW_SELECT = False
    LEFT = 14

    class Moved(Message):
        """The cursor stands on another cell."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns: Columns | None = None
        self.rows: tuple[HeatRow, ...] = ()
        self.cursor = 0
        self.row = 0
        self.offset_x = 0
        self.words = ""

    def fill(self, columns: Columns, rows: Sequence[HeatRow], start: tuple[int, int] | None = None) -> None:
        """Show these rows; `start` puts the cursor on (row, column)."""
        self.columns, self.rows = columns, tuple(rows)
        if start is not None:
            self.row, self.cursor = start
        self.cursor = max(0, min(self.cursor, len(columns.items) - 1))
        self.row = max(0, min(self.row, len(self.rows) - 1))
        self._follow()
        self.refresh(layout=True)

    @property
    def current_row(self) -> HeatRow | None:
        """The row under the cursor."""
        return self.rows[self.row] if self.rows else None

    def explain(self) -> str:
        """The cell under the cursor in words, as the screen last said it."""
        return self.words

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Two lines of heading and one a row."""
        return len(self.rows) + 2

    def _style(self, mark: str) -> Style:
        return self.get_component_rich_style(f"heat--{mark}")

    def render_line(self, y: int) -> Strip:
        """Days, hours, then a row a line."""
        width = self.size.width
        columns = self.columns
        if columns is None or not columns.items or y >= len(self.rows) + 2:
            return Strip.blank(width, self.rich_style)
        cells: list[tuple[str, str]] = [(" ", "name")] * columns.width
        if y < 2:
            mark = "head" if y == 0 else "tick"
            cells = [(letter, mark) for letter in heading(columns, y, ())]
            label = ("", mark)
        else:
            row = self.rows[y - 2]
            label = (row.label[: self.LEFT - 1], "here" if y - 2 == self.row else "name")
            for index, cell in enumerate(row.cells):
                x = columns.x(index)
                mark = "cursor" if y - 2 == self.row and index == self.cursor and self.has_focus else cell.mark
                cells[x : x + columns.cell] = [(cell.glyph, mark), *[(" ", mark)] * (columns.cell - 1)]
        left = Strip(joined([(letter, label[1]) for letter in label[0].ljust(self.LEFT)], self._style))
        body = Strip(joined(cells, self._style)).crop(self.offset_x, self.offset_x + width - self.LEFT)
        return Strip.join([left, body]).adjust_cell_length(width, self.rich_style)

    # -- cursor -----------------------------------------------------------------------------------------------------

    def _moved(self) -> None:
        self._follow()
        self.refresh()
        self.post_message(self.Moved())

    def _follow(self) -> None:
        """Keep the cursor in sight where the week is wider than the screen."""
        if self.columns is None or not self.columns.items:
            return
        room = max(1, self.size.width - self.LEFT)
        x = self.columns.x(self.cursor)
        if not self.offset_x <= x < self.offset_x + room:
            self.offset_x = self.columns.x(self.columns.day_range(self.columns.items[self.cursor].day)[0])
        self.offset_x = max(0, min(self.offset_x, self.columns.width - room))

    def action_step(self, step: int) -> None:
        """An hour back or on."""
        if self.columns is not None:
            self.cursor = max(0, min(len(self.columns.items) - 1, self.cursor + step))
            self._moved()

    def action_row(self, step: int) -> None:
        """Another channel."""
        if self.rows:
            self.row = (self.row + step) % len(self.rows)
            self._moved()

    def action_day(self, step: int) -> None:
        """The same hour of another day."""
        if self.columns is None or not self.columns.items:
            return
        here = self.columns.items[self.cursor]
        day = self.columns.day_range(here.day + step)
        if day:
            offset = self.cursor - self.columns.day_range(here.day)[0]
            self.cursor = day[min(offset, len(day) - 1)]
            self._moved()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is."""
        if self.columns is None:
            return
        index = self.columns.at(event.x - self.LEFT + self.offset_x)
        if index is not None and 2 <= event.y < len(self.rows) + 2:
            self.row, self.cursor = event.y - 2, index
            self._moved()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._follow()
        self.refresh()
