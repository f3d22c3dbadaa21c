"""DayBand: one day as a line with the band that holds eight days in ten, and a rule to compare with.

Drawn by itself: the line and the rule lie at the top, the middle or the bottom of a character, the band is a shade
below them, so that the three are told apart without colour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from planner.base.i18n import number
from tui.widgets.columns import Columns
from tui.widgets.coverage_chart import hour_axis
from tui.widgets.roster.lines import joined

_LINE = "▔━▁"
_BARS = " ▁▂▃▄▅▆▇█"
_MARKS = ("line", "short", "band", "rule", "axis", "volume", "here", "plain")


@dataclass(frozen=True)
class Band:
    """A day in columns: the line, its band, a rule, and what came below as bars; None where there is nothing."""

    line: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    rule: float | None
    top: float
    volume: tuple[float, ...]
    short: tuple[bool, ...]
    """Columns whose line is drawn as a warning."""


class DayBand(Widget):
    """The day under the cursor of a heatmap."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"band--{m}" for m in _MARKS}
    DEFAULT_CSS = """
    DayBand { height: 1fr; min-height: 4; background: $background;
      & > .band--line { color: $primary; background: $background; text-style: bold; }
      & > .band--short { color: $short; background: $background; text-style: bold; }
      & > .band--band { color: $band; background: $background; }
      & > .band--rule { color: $required; background: $background; }
      & > .band--axis { color: $foreground 65%; background: $background; }
      & > .band--volume { color: $lastyear; background: $background; }
      & > .band--here { color: $accent; background: $background; text-style: bold; }
      & > .band--plain { background: $background; }
    }
    """
    ALLOW_SELECT = False
    LEFT = 14

    def __init__(self, *, id: str | None = None, help_text: str = "") -> None:
        super().__init__(id=id)
        self.help_text = help_text
        self.columns: Columns | None = None
        self.band: Band | None = None
        self.cursor: range = range(0)
        self._scale: Callable[[float], str] = number

    def fill(self, columns: Columns, band: Band, cursor: range, scale: Callable[[float], str]) -> None:
        """Show a day of `columns` (one day); `cursor` marks columns; `scale` writes a value on the axis."""
        self.columns, self.band, self.cursor, self._scale = columns, band, cursor, scale
        self.refresh()

    def _style(self, mark: str) -> Style:
        return self.get_component_rich_style(f"band--{mark}")

    def render_line(self, y: int) -> Strip:
        """The plot, a line of bars and the hours."""
        width, height = self.size
        columns, band = self.columns, self.band
        if columns is None or band is None or not columns.items or height < 3:
            return Strip.blank(width, self.rich_style)
        rows = height - 2
        axis = ""
        if y < rows:
            cells = self._plot(columns, band, y, rows)
            if y in (0, rows - 1) or (y == rows // 2 and rows >= 5):
                axis = self._scale(band.top * (1 - y / max(1, rows - 1)))
        elif y == rows:
            cells = self._bars(columns, band)
        else:
            cells = [(letter, "axis") for letter in hour_axis(columns).ljust(columns.width)]
            for index in self.cursor:
                x = columns.x(index)
                for at in range(x, min(x + columns.cell, len(cells))):
                    cells[at] = (cells[at][0] if cells[at][0] != " " else "▴", "here")
        left = Segment(axis.rjust(self.LEFT - 1)[: self.LEFT - 1] + " ", self._style("axis"))
        return Strip([left, *joined(cells, self._style)]).adjust_cell_length(width, self.rich_style)

    def _plot(self, columns: Columns, band: Band, y: int, rows: int) -> list[tuple[str, str]]:
        cells = [(" ", "plain")] * columns.width
        for index in range(min(len(columns.items), len(band.line))):
            x = columns.x(index)
            cells[x : x + columns.cell] = [self._cell(band, index, y, rows)] * columns.cell
        return cells

    def _cell(self, band: Band, index: int, y: int, rows: int) -> tuple[str, str]:
        def at(value: float) -> tuple[int, int]:
            thirds = round((1 - min(1.0, max(0.0, value / band.top))) * (rows * 3 - 1))
            return thirds // 3, thirds % 3

        line, low, high = band.line[index], band.low[index], band.high[index]
        if line is not None and at(line)[0] == y:
            return _LINE[at(line)[1]], "short" if band.short[index] else "line"
        if band.rule is not None and at(band.rule)[0] == y:
            return "┄", "rule"
        if low is not None and high is not None and at(high)[0] <= y <= at(low)[0]:
            return "░", "band"
        return " ", "plain"

    def _bars(self, columns: Columns, band: Band) -> list[tuple[str, str]]:
        cells = [(" ", "volume")] * columns.width
        top = max(band.volume, default=0.0) or 1.0
        for index, value in enumerate(band.volume[: len(columns.items)]):
            x = columns.x(index)
            eighths = max(1, round(value / top * 8)) if value > 0 else 0
            cells[x : x + columns.cell] = [(_BARS[eighths], "volume")] * columns.cell
        return cells
