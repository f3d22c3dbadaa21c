"""The pay of a person by attainment, as columns: what a plan promises, and where it jumps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from planner.base.i18n import money, percent, t

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LABELS = 11


_MARKED = tuple(map(Decimal, ("1", "0.6", "1.4", "0.8", "1.2", "0.4", "1.6")))


class PayoutCurve(Widget):
    """Columns of pay over attainment; the column at 100 % stands out."""

    DEFAULT_CSS = """
    PayoutCurve { height: 1fr; background: $background;
      & > .curve--fill { color: $primary; background: $background; }
      & > .curve--target { color: $accent; background: $background; }
      & > .curve--axis { color: $foreground 65%; background: $background; }
    }
    """
    COMPONENT_CLASSES = {"curve--fill", "curve--target", "curve--axis"}  # noqa: RUF012
    help_text = "Pay of one full-time person at each attainment of the goal, component by component or all together."

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.points: tuple[tuple[Decimal, Decimal], ...] = ()

    def fill(self, points: Sequence[tuple[Decimal, Decimal]]) -> None:
        """Draw these points (attainment, euros), by attainment."""
        self.points = tuple(points)
        self.refresh()

    def explain(self) -> str:
        """The points in words."""
        shown = [p for p in self.points if p[0] in (Decimal("0.8"), Decimal(1), Decimal("1.2"))]
        return " · ".join(f"{percent(level)}: {money(paid)}" for level, paid in shown)

    def at(self, column: int, width: int) -> tuple[Decimal, Decimal]:
        """The point that a column shows: the last one not beyond it, so that jumps stay jumps."""
        low, high = self.points[0][0], self.points[-1][0]
        level = low + (high - low) * column / max(width - 1, 1)
        found = self.points[0]
        for point in self.points:
            if point[0] <= level:
                found = point
        return found

    def render_line(self, y: int) -> Strip:
        """A line of columns, and the axis at the foot."""
        width, height = self.size.width, self.size.height - 1
        axis = self.get_component_rich_style("curve--axis")
        if not self.points or height < 2 or width < _LABELS + 10:
            text = t("Nothing to draw: no component has a goal.") if y == 0 and not self.points else ""
            return Strip([Segment(text[:width].ljust(width), axis)])
        most = max(paid for _, paid in self.points)
        columns = width - _LABELS
        if y == height:
            return Strip([Segment(self._axis(columns), axis)])
        label = ""
        if y == 0:
            label = money(most)
        elif y == height // 2:
            label = money(most / 2)
        segments = [Segment(f"{label:>{_LABELS - 1}} ", axis)]
        target = self._target_column(columns)
        fill, at_target = self.get_component_rich_style("curve--fill"), self.get_component_rich_style("curve--target")
        run, style = "", fill
        for column in range(columns):
            paid = self.at(column, columns)[1]
            eighths = round(float(paid / most) * height * 8) if most else 0
            part = _EIGHTHS[max(0, min(8, eighths - (height - 1 - y) * 8))]
            own: Style = at_target if column == target else fill
            if own != style and run:
                segments.append(Segment(run, style))
                run = ""
            run, style = run + part, own
        segments.append(Segment(run, style))
        return Strip(segments)

    def _target_column(self, columns: int) -> int:
        low, high = self.points[0][0], self.points[-1][0]
        return round(float((1 - low) / (high - low)) * (columns - 1)) if high > low else -1

    def _axis(self, columns: int) -> str:
        low, high = self.points[0][0], self.points[-1][0]
        line = [" "] * (columns + _LABELS)
        for level in _MARKED:
            if low <= level <= high:
                text = percent(level)
                start = _LABELS + round(float((level - low) / (high - low)) * (columns - 1)) - len(text) // 2
                # Where there is no room for all of them, those named first stay.
                if not "".join(line[max(start - 1, 0) : start + len(text) + 1]).strip():
                    line[start : start + len(text)] = list(text)
        return "".join(line)[: columns + _LABELS]
