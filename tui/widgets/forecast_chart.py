"""ForecastChart: the forecast with its band of 80 %, last year, and what came, with a cursor that reads values.

Drawn by textual-plotext. Two braille lines in one cell hide each other, so last year is drawn first and dotted, the
band as a light shade below everything, and the values under the cursor are said in words as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.color import Color
from textual.message import Message
from textual_plotext import PlotextPlot

from planner.i18n import number, percent, t
from tui.text import local, weekday

if TYPE_CHECKING:
    from planner.services.volumes import ForecastPoint, ForecastView

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class _Placed:
    """A point and its place on the axis."""

    x: int
    day: int
    point: ForecastPoint


class ForecastChart(PlotextPlot, can_focus=True):
    """Contacts over a week by interval, or over some weeks by day."""

    help_text = (
        "The bright line is the forecast, the shade its band: in eight of ten weeks the contacts fall inside. Dots are "
        "the same days of last year, small circles what really came. ← and → read single values."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "read(-1)", "Read", show=False),
        Binding("right", "read(1)", "Read", show=False),
        Binding("home", "read_day(-1)", "Day before", show=False),
        Binding("end", "read_day(1)", "Day after", show=False),
    ]

    class Read(Message):
        """The cursor stands on another value."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: ForecastView | None = None
        self._zone = "UTC"
        self._placed: list[_Placed] = []
        self.cursor = 0

    def fill(self, view: ForecastView, zone: str) -> None:
        """Show a forecast."""
        self._view, self._zone = view, zone
        points = view.points
        busy = {local(p.start, zone).hour for p in points if p.q90 > 0 or (p.last_year or 0) > 0}
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
        self.draw()

    def on_resize(self) -> None:
        """The band depends on the height."""
        self.draw()

    def draw(self) -> None:
        """Put everything on the canvas."""
        plot = self.plt
        plot.clear_data()
        plot.clear_figure()
        placed, view = self._placed, self._view
        if not placed or view is None:
            self.refresh()
            return
        colour = self._colours()
        for paint in (plot.canvas_color, plot.axes_color):
            paint(colour["background"])
        plot.ticks_color(colour["history"])
        top = max(max(p.point.q90, p.point.last_year or 0, p.point.actual or 0) for p in placed) * 1.05 or 1.0
        lines = max(4, self.size.height - 2)
        band = [(p.x, y) for p in placed for y in _steps(p.point.q10, p.point.q90, top / lines)]
        plot.scatter([x for x, _ in band], [y for _, y in band], marker="░", color=colour["band"])
        for day in sorted({p.day for p in placed}) if view.width == "interval" else (None,):
            one = [p for p in placed if day is None or p.day == day]
            before = [p for p in one if p.point.last_year is not None]
            if before:
                plot.plot([p.x for p in before], [p.point.last_year for p in before], marker="·",
                          color=colour["lastyear"])  # fmt: skip
            plot.plot([p.x for p in one], [p.point.mean for p in one], marker="braille", color=colour["primary"])
            came = [p for p in one if p.point.actual is not None]
            if came:
                plot.scatter([p.x for p in came], [p.point.actual for p in came], marker="o", color=colour["history"])
        if self.has_focus and self.cursor < len(placed):
            plot.vertical_line(placed[self.cursor].x, color=colour["accent"])
        starts = [next(p for p in placed if p.day == day) for day in sorted({p.day for p in placed})]
        starts = starts[:: max(1, round(len(starts) * 8 / max(40, self.size.width)))]
        plot.xticks([p.x for p in starts], [weekday(local(p.point.start, self._zone).date()) for p in starts])
        ticks = [top / 1.05 * share for share in (0, 0.25, 0.5, 0.75, 1)]
        plot.yticks(ticks, [number(value) for value in ticks])
        plot.ylim(0, top)
        plot.xlim(-1, placed[-1].x + 1)
        plot.frame(False)
        self.refresh()

    def _colours(self) -> dict[str, RGB]:
        variables = self.app.theme_variables
        names = ("background", "history", "lastyear", "band", "primary", "accent")
        return {name: Color.parse(variables[name]).rgb for name in names}

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
            self.draw()
            self.post_message(self.Read())

    def action_read_day(self, step: int) -> None:
        """The next day."""
        if self._placed:
            day = self._placed[self.cursor].day + step
            inside = [i for i, p in enumerate(self._placed) if p.day == day]
            if inside:
                self.cursor = max(inside, key=lambda i: self._placed[i].point.mean)
                self.action_read(0)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.draw()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.draw()


def _steps(low: float, high: float, step: float) -> Sequence[float]:
    """Heights from low to high so that every line between them is touched."""
    if high <= 0:
        return ()
    count = max(1, int((high - low) / step) + 1)
    return [low + (high - low) * i / count for i in range(count + 1)]


def _count(value: float) -> str:
    return number(value, 0 if value >= 10 else 1)
