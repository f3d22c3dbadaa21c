"""ForecastChart: the forecast with its band of 80 %, last year, and what came, with a cursor that reads values.

A chart of its own, because line and band must share cells: the band is the cell's ground (░ where there is no colour),
the forecast a braille line on it, last year a dot where the line leaves room, a small circle what came.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from planner.base.i18n import number, percent, t
from tui.frame.themes import NO_COLOUR
from tui.text import local, weekday
from tui.widgets.roster.lines import joined

if TYPE_CHECKING:
    from planner.forecast.points import ForecastPoint
    from planner.forecast.volumes import ForecastView

LEFT = 7
QUIET = 0.1
"""Hours at either end of the day whose contacts stay below this share of the peak are not drawn."""
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of a braille cell by column and row."""
_MARKS = ("plain", "line", "last", "came", "axis", "here")


@dataclass(frozen=True)
class _Placed:
    """A point and its place on the axis."""

    x: int
    day: int
    point: ForecastPoint


class ForecastChart(Widget, can_focus=True):
    """Contacts over a week by interval, or over some weeks by day."""

    help_text = (
        "The bright line is the forecast, the shade its band: in eight of ten weeks the contacts fall inside. Dots are "
        "the same days of last year, small circles what really came. ← and → read single values."
    )
    DEFAULT_CSS = """
    ForecastChart { background: $background;
      & > .forecast--plain { color: $band; background: $background; }
      & > .forecast--line { color: $primary; background: $background; text-style: bold; }
      & > .forecast--last { color: $lastyear; background: $background; }
      & > .forecast--came { color: $history; background: $background; text-style: bold; }
      & > .forecast--axis { color: $foreground 65%; background: $background; }
      & > .forecast--here { color: $accent; background: $background; text-style: bold; }
      & > .forecast--plain-on-band { color: $band; background: $band 35%; }
      & > .forecast--line-on-band { color: $primary; background: $band 35%; text-style: bold; }
      & > .forecast--last-on-band { color: $foreground 80%; background: $band 35%; }
      & > .forecast--came-on-band { color: $history; background: $band 35%; text-style: bold; }
      & > .forecast--here-on-band { color: $accent; background: $band 35%; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"forecast--{m}" for m in _MARKS), *(f"forecast--{m}-on-band" for m in _MARKS if m != "axis")
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "read(-1)", "Read", show=False),
        Binding("right", "read(1)", "Read", show=False),
        Binding("home", "read_day(-1)", "Day before", show=False),
        Binding("end", "read_day(1)", "Day after", show=False),
    ]
    ALLOW_SELECT = False

    class Read(Message):
        """The cursor stands on another value."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: ForecastView | None = None
        self._zone = "UTC"
        self._locked: frozenset[date] = frozenset()
        self._placed: list[_Placed] = []
        self._raster: tuple[tuple[int, int], _Raster] | None = None
        self.cursor = 0

    def fill(self, view: ForecastView, zone: str, locked: frozenset[date] = frozenset()) -> None:
        """Show a forecast; `locked` days carry a mark on the axis."""
        self._view, self._zone, self._locked, self._raster = view, zone, locked, None
        points = view.points
        least = QUIET * max((p.mean for p in points), default=0.0)
        busy = {local(p.start, zone).hour for p in points if p.mean > least or (p.actual or 0) > 2 * least}
        first, last = (min(busy), max(busy)) if busy else (0, 23)
        self._placed = []
        x = 0
        day = -1
        for point in points:
            at = local(point.start, zone)
            if view.width == "interval" and not first <= at.hour <= last:
                continue
            index = (at.date() - view.first_day).days
            if view.width == "interval" and index != day and day >= 0:
                x += 1
            day = index
            self._placed.append(_Placed(x, index, point))
            x += 1
        peak = max(range(len(self._placed)), key=lambda i: self._placed[i].point.mean, default=0)
        if not 0 < self.cursor < len(self._placed):
            self.cursor = peak
        self.refresh()

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _style(self, mark: str) -> Style:
        return self.get_component_rich_style(f"forecast--{mark}")

    def render_line(self, y: int) -> Strip:
        """The plot, and the days on the last line."""
        width, height = self.size
        room, rows = width - LEFT, height - 1
        if not self._placed or self._view is None or room < 4 or rows < 3:
            return Strip.blank(width, self.rich_style)
        top = self._top()
        if y == rows:
            left, cells = "", [(letter, "axis") for letter in self._days(room)]
        else:
            quarters = {round(share * (rows - 1)): 1 - share for share in (0, 0.25, 0.5, 0.75, 1)}
            left, cells = number(top * quarters[y]) if y in quarters else "", self._row(y, room, rows, top)
            if y == 0:
                self._legend(cells)
        axis = Segment(left.rjust(LEFT - 1)[: LEFT - 1] + " ", self._style("axis"))
        return Strip([axis, *joined(cells, self._style)]).adjust_cell_length(width, self.rich_style)

    def _top(self) -> float:
        return max(max(p.point.q90, p.point.last_year or 0, p.point.actual or 0) for p in self._placed) or 1.0

    def _row(self, y: int, room: int, rows: int, top: float) -> list[tuple[str, str]]:
        """One line of the plot."""
        raster = self._rasterise(room, rows, top)
        middle = top * (1 - (y + 0.5) / rows)
        shade = "░" if self.app.theme == NO_COLOUR.name else " "
        cells: list[tuple[str, str]] = []
        for x in range(room):
            ground = raster.low[x] <= middle <= raster.high[x] or raster.flat[x] == y
            glyph, mark = (shade if ground else " "), "plain"
            if raster.last[x] == y:
                glyph, mark = "·", "last"
            if raster.bits[y][x]:
                glyph, mark = chr(0x2800 + raster.bits[y][x]), "line"
            if y in raster.came.get(x, ()):
                glyph, mark = "o", "came"
            if self.has_focus and x == raster.columns[self.cursor]:
                glyph, mark = (glyph if mark != "plain" else "│"), "here"
            cells.append((glyph, f"{mark}-on-band" if ground else mark))
        return cells

    def _legend(self, cells: list[tuple[str, str]]) -> None:
        """What the marks mean, where the first line is free."""
        shade = "░" if self.app.theme == NO_COLOUR.name else " "
        parts = [("⠒⠒", "line"), (f" {t('forecast')}  ", "axis"), (shade * 2, "plain-on-band"),
                 (f" {t('8 of 10')}  ", "axis"), ("··", "last"), (f" {t('last year')}", "axis")]  # fmt: skip
        if any(p.point.actual is not None for p in self._placed):
            parts += [("  o", "came"), (f" {t('came')}", "axis")]
        said = [(letter, mark) for text, mark in parts for letter in text]
        for x in range(1, len(cells) - len(said)):
            if all(mark == "plain" for _, mark in cells[x - 1 : x + len(said) + 1]):
                cells[x : x + len(said)] = said
                return

    def _rasterise(self, room: int, rows: int, top: float) -> _Raster:
        """Every series on the cells; kept until data or size change."""
        key = (room, rows)
        if self._raster is None or self._raster[0] != key:
            self._raster = (key, _raster(self._placed, self._view is not None and self._view.width == "interval",
                                         room, rows, top))  # fmt: skip
        return self._raster[1]

    def _days(self, room: int) -> str:
        """Names of days under their first point, as many as fit; ▣ marks locked ones."""
        raster = self._rasterise(room, self.size.height - 1, self._top())
        line = [" "] * room
        free = 0
        seen = -1
        for i, p in enumerate(self._placed):
            if p.day == seen:
                continue
            seen = p.day
            day = local(p.point.start, self._zone).date()
            text = f"▣{weekday(day)}" if day in self._locked else weekday(day)
            x = raster.columns[i]
            if x >= free and x + len(text) <= room:
                line[x : x + len(text)] = text
                free = x + len(text) + 1
        return "".join(line)

    def explain(self) -> str:
        """The values under the cursor in words."""
        if self._view is None or self.cursor >= len(self._placed):
            return ""
        point = self._placed[self.cursor].point
        at = local(point.start, self._zone)
        when = weekday(at.date()) if self._view.width == "day" else f"{weekday(at.date())} {at:%H:%M}"
        text = t("{when}: {mean} contacts ({low}–{high})", when=when, mean=_count(point.mean), low=_count(point.q10),
                 high=_count(point.q90))  # fmt: skip
        if point.last_year:
            change = percent(point.mean / point.last_year - 1, signed=True)
            text += "  " + t("last year {n} ({change})", n=_count(point.last_year), change=change)
        if point.actual is not None:
            text += "  " + t("came {n}", n=_count(point.actual))
        if abs(point.base - point.mean) > 0.05:
            text += "  " + t("{n} before corrections", n=_count(point.base))
        if at.date() in self._locked:
            text += f"  ▣ {t('locked')}"
        if point.aht_s:
            text += "  " + t("{s} s each", s=number(point.aht_s))
        return text

    @property
    def cursor_point(self) -> ForecastPoint | None:
        """The point under the cursor."""
        return self._placed[self.cursor].point if self.cursor < len(self._placed) else None

    def action_read(self, step: int) -> None:
        """The next value."""
        if self._placed:
            self.cursor = max(0, min(len(self._placed) - 1, self.cursor + step))
            self.refresh()
            self.post_message(self.Read())

    def action_read_day(self, step: int) -> None:
        """The next day."""
        if self._placed:
            day = self._placed[self.cursor].day + step
            inside = [i for i, p in enumerate(self._placed) if p.day == day]
            if inside:
                self.cursor = max(inside, key=lambda i: self._placed[i].point.mean)
                self.action_read(0)

    def on_click(self, event: events.Click) -> None:
        """Read the value under the pointer."""
        room = self.size.width - LEFT
        if self._placed and self._raster is not None and LEFT <= event.x < LEFT + room:
            columns = self._raster[1].columns
            self.cursor = min(range(len(columns)), key=lambda i: abs(columns[i] - (event.x - LEFT)))
            self.action_read(0)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()


@dataclass(frozen=True)
class _Raster:
    """The series on cells: `bits` of the braille line by row and column; by column the band's ends, the row of a band
    thinner than a row (-1: none), the row of last year (-1: none), rows of what came; `columns` of the points."""

    bits: list[list[int]]
    low: list[float]
    high: list[float]
    flat: list[int]
    last: list[int]
    came: dict[int, set[int]]
    columns: list[int]


def _raster(placed: Sequence[_Placed], by_day: bool, room: int, rows: int, top: float) -> _Raster:
    """Draw on room x rows cells; with `by_day` each day stands on its own."""
    span = placed[-1].x + 1

    def column(x: int) -> float:
        return (x + 0.5) / span * room

    def row(value: float) -> int:
        return max(0, min(rows - 1, int((1 - value / top) * rows)))

    def dot(value: float) -> int:
        return max(0, min(4 * rows - 1, round((1 - value / top) * (4 * rows - 1))))

    bits = [[0] * room for _ in range(rows)]
    low, high, flat, last = [1.0] * room, [0.0] * room, [-1] * room, [-1] * room
    came: dict[int, set[int]] = {}
    groups: dict[int, list[_Placed]] = {}
    for p in placed:
        groups.setdefault(p.day if by_day else 0, []).append(p)
        if p.point.actual is not None:
            came.setdefault(int(column(p.x)), set()).add(row(p.point.actual))
    for group in groups.values():
        at = [column(p.x) for p in group]
        _line(bits, [(int(2 * x), dot(p.point.mean)) for x, p in zip(at, group, strict=True)])
        for x in range(int(at[0]), min(room, int(at[-1]) + 1)):
            low[x], high[x] = (_between(at, [getattr(p.point, q) for p in group], x + 0.5) for q in ("q10", "q90"))
            if high[x] > 0 and row(low[x]) == row(high[x]):
                flat[x] = row(high[x])
        before = [p for p in group if p.point.last_year is not None]
        if before:
            xs = [column(p.x) for p in before]
            for x in range(int(xs[0]), min(room, int(xs[-1]) + 1)):
                last[x] = row(_between(xs, [p.point.last_year or 0.0 for p in before], x + 0.5))
    return _Raster(bits, low, high, flat, last, came, [int(column(p.x)) for p in placed])


def _line(bits: list[list[int]], dots: Sequence[tuple[int, int]]) -> None:
    """Set the dots of a line through these (column, row) dots."""

    def put(x: int, y: int) -> None:
        bits[y // 4][x // 2] |= _DOTS[x % 2][y % 4]

    put(*dots[0])
    for (x0, y0), (x1, y1) in pairwise(dots):
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for k in range(steps + 1):
            put(round(x0 + (x1 - x0) * k / steps), round(y0 + (y1 - y0) * k / steps))


def _between(at: Sequence[float], values: Sequence[float], x: float) -> float:
    """The value at x on straight lines through the points."""
    i = bisect_left(at, x)
    if i == 0:
        return values[0]
    if i == len(at):
        return values[-1]
    share = (x - at[i - 1]) / (at[i] - at[i - 1])
    return values[i - 1] + share * (values[i] - values[i - 1])


def _count(value: float) -> str:
    return number(value, 0 if value >= 10 else 1)
