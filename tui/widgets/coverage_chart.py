"""CoverageChart: people scheduled as filled columns, people required as a rule, what is missing hatched in red.

Two braille lines would hide each other, hence a chart of its own: the fill has eighths of a line, the rule lies at the
top, the middle or the bottom of a line, and a shortage is ▒ between fill and rule, so that it is seen without colour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from planner.base.i18n import t
from planner.domain.roster import Coverage
from tui.text import amount, weekday
from tui.widgets.columns import Columns
from tui.widgets.roster.lines import column_totals, hour_ticks, joined

LEGEND = 16
"""Room on the left from which on the legend stands there."""
_FILL = " ▁▂▃▄▅▆▇█"
_MARKS = ("fill", "rule", "rule-on-fill", "short", "over", "axis", "here")


class CoverageChart(Widget):
    """Coverage over the columns of a grid (shared with `RosterGrid`) or of one day."""

    help_text = (
        "Filled columns are the people scheduled, the rule is the people required, hatched red (▒) is what is missing. "
        "With k you see one channel at a time."
    )
    DEFAULT_CSS = """
    CoverageChart { height: 8; background: $background;
      & > .cover--fill { color: $scheduled; background: $background; }
      & > .cover--rule { color: $required; background: $background; text-style: bold; }
      & > .cover--rule-on-fill { color: $required; background: $scheduled; text-style: bold; }
      & > .cover--short { color: $short; background: $background; }
      & > .cover--over { color: $over; background: $background; }
      & > .cover--axis { color: $foreground 65%; background: $background; }
      & > .cover--here { color: $accent; background: $background; text-style: bold reverse; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"cover--{m}" for m in _MARKS}
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns: Columns | None = None
        self.channel = ""
        self.label = ""
        self.left = 8
        self.offset_x = 0
        self.days_line = False
        """Whether the last line names the days (without a grid above that does)."""
        self.chosen_day: int | None = None
        self.cursor: int | None = None
        self._scheduled: tuple[float, ...] = ()
        self._required: tuple[float, ...] = ()
        self._short: tuple[float, ...] = ()
        self._top = 1.0

    def fill(self, columns: Columns, coverage: Coverage | None, *, channel: str = "", label: str = "") -> None:
        """Show coverage over `columns`, of one channel or of all added up."""
        self.columns, self.channel, self.label = columns, channel, label
        if coverage is None:
            self._scheduled = self._required = self._short = (0.0,) * len(columns.items)
        else:
            self._scheduled = column_totals(columns, coverage, "scheduled", channel)
            self._required = column_totals(columns, coverage, "required", channel)
            self._short = column_totals(columns, coverage, "short", channel)
        self._top = max(1.0, *self._scheduled, *self._required) if columns.items else 1.0
        self.refresh()

    def follow(self, offset_x: int, left: int, cursor: int | None) -> None:
        """Stand under the columns of the grid."""
        self.cursor = cursor
        if (offset_x, left) != (self.offset_x, self.left):
            self.offset_x, self.left = offset_x, left
            self.refresh()

    def explain(self) -> str:
        """Numbers under the cursor."""
        if self.columns is None or self.cursor is None or self.cursor >= len(self._required):
            return ""
        at = self.cursor
        return t(
            "{required} required, {scheduled} there, {short} short",
            required=amount(self._required[at]),
            scheduled=amount(self._scheduled[at]),
            short=amount(self._short[at]),
        )

    def brief(self) -> str:
        """What is missing under the cursor, for narrow screens."""
        if self.columns is None or self.cursor is None or self.cursor >= len(self._required):
            return ""
        at = self.cursor
        return t(
            "{short} short: {scheduled} of {required}",
            required=amount(self._required[at]),
            scheduled=amount(self._scheduled[at]),
            short=amount(self._short[at]),
        )

    def _style(self, mark: str) -> Style:
        return self.get_component_rich_style(f"cover--{mark}")

    def render_line(self, y: int) -> Strip:
        """One line: the axis on the left, then the columns."""
        width, height = self.size
        if self.columns is None or height < 2:
            return Strip.blank(width, self.rich_style)
        if self.days_line:
            height -= 1
            if y == height:
                return self._days(width)
        said, room = self._axis(y, height), self.left - 1
        figure = y in (0, height - 1) or self.left <= LEGEND
        left = Segment((said.rjust(room) if figure else f" {said}".ljust(room))[:room] + " ", self._style("axis"))
        cells: list[tuple[str, str]] = [(" ", "axis")] * self.columns.width
        step = self._top / height
        low, high = self._top - (y + 1) * step, self._top - y * step
        for x in range(self.offset_x, min(len(cells), self.offset_x + width - self.left)):  # what is seen
            index = self.columns.at(x)
            if index is not None:
                cells[x] = self._cell(low, high, index)
        body = Strip(joined(cells, self._style)).crop(self.offset_x, self.offset_x + width - self.left)
        return Strip([left, *body]).adjust_cell_length(width, self.rich_style)

    def _days(self, width: int) -> Strip:
        columns = self.columns
        assert columns is not None
        segments = [Segment(" " * self.left, self._style("axis"))]
        for day in range(columns.days):
            inside = columns.day_range(day)
            room = columns.x(inside[-1]) - columns.x(inside[0]) + columns.cell if inside else 0
            text = weekday(columns.first_day + timedelta(days=day))[:room]
            mark = "here" if day == self.chosen_day else "axis"
            segments += [Segment(text, self._style(mark)), Segment(" " * (room - len(text) + 1), self._style("axis"))]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def choose_day(self, day: int) -> None:
        """Mark a day in the line of days."""
        self.chosen_day = day
        self.refresh()

    def _axis(self, y: int, height: int) -> str:
        if y == 0:
            return amount(self._top)
        if y == height - 1:
            return "0"
        if self.left > LEGEND:
            texts = (self.label, f"█ {t('scheduled')}", f"─ {t('required')}", f"▒ {t('short')}")
            return texts[y - 1] if y - 1 < len(texts) and y < height - 1 else ""
        return amount(self._top / 2) if y == height // 2 else ""

    def _cell(self, low: float, high: float, index: int) -> tuple[str, str]:
        scheduled, required, short = self._scheduled[index], self._required[index], self._short[index]
        step = high - low
        if required > 0 and low < required <= high:
            covered = scheduled >= (low + high) / 2
            glyph = "▔─▁"[min(2, int((high - required) / step * 3))]
            if short >= 0.5 and not covered:
                glyph = "▔" if glyph == "▔" else glyph
            return glyph, "rule-on-fill" if covered else "rule"
        if scheduled >= high:
            return "█", "fill"
        if scheduled > low:
            eighths = round((scheduled - low) / step * 8)
            if short >= 0.25 and required > high and eighths < 4:
                return "▒", "short"
            return _FILL[eighths], "fill"
        if short >= 0.25 and required > high:
            return "▒", "short"
        return " ", "axis"


def hour_axis(columns: Columns) -> str:
    """Hours under the columns of a chart."""
    cells = [" "] * (columns.width + 2)
    for index, text in hour_ticks(columns):
        cells[columns.x(index) : columns.x(index) + 2] = text
    return "".join(cells).rstrip()
