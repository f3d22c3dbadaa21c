"""RosterTable: agents down, time across; shifts, breaks, channels, leave; a cursor. `RosterGrid` adds the editing.

Drawn line by line (`render_line`), because a table with hundreds of columns takes half a second a key. Invariants: only
visible lines are drawn; a line is kept until its agent's shifts change.

Without colour: a shift shows the letter of its channel in every column, breaks · (paid) and – (unpaid), leave ░, locked
shifts stand in [brackets], the cursor is a reversed cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from planner.base.i18n import t
from planner.domain.roster import Coverage, Shift
from tui.frame.themes import CHANNEL_COLOURS
from tui.text import amount, channel_letters, cropped
from tui.widgets.columns import Columns
from tui.widgets.roster.lines import GridRow, agent_cells, cell_text, column_totals, heading, joined

HEADER = 3
_MARKS = (
    "head", "tick", "name", "hours", "gap", "pause", "leave", "plain", "cursor", "short", "locked", "here", "several",
    "several-odd",
)  # fmt: skip


class RosterTable(ScrollView, can_focus=True):
    """The roster of a span, with a cursor on one agent and one column."""

    help_text = (
        "Each line is an agent, each column a piece of time; the letter in a shift is the channel. Arrows move the "
        "cursor, Tab goes to the next shift."
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"grid--{m}" for m in _MARKS} | {
        f"grid--channel-{i}" for i in range(CHANNEL_COLOURS)
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Left", show=False),
        Binding("right", "step(1)", "Right", show=False),
        Binding("up", "row(-1)", "Up", show=False),
        Binding("down", "row(1)", "Down", show=False),
        Binding("pageup", "row(-10)", "Ten up", show=False),
        Binding("pagedown", "row(10)", "Ten down", show=False),
        Binding("home", "day(-1)", "Day before", show=False),
        Binding("end", "day(1)", "Day after", show=False),
        Binding("tab", "shift(1)", "Next shift", show=False),
        Binding("shift+tab", "shift(-1)", "Shift before", show=False),
    ]

    cursor_row = reactive(0, repaint=False)
    cursor_column = reactive(0, repaint=False)
    mode: reactive[str] = reactive("", repaint=False)

    class CursorMoved(Message):
        """The cursor stands elsewhere."""

    class Scrolled(Message):
        """The columns moved under the heading, or the zoom changed."""

    class ZoomAsked(Message):
        """Another width of columns is wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns: Columns | None = None
        self.rows: tuple[GridRow, ...] = ()
        self.letters: Mapping[str, str] = {}
        self.labels: Mapping[str, str] = {}
        self.short: tuple[float, ...] = ()
        self._lines: dict[int, Strip] = {}
        self._style_cache: dict[str, Style] = {}

    # -- data -------------------------------------------------------------------------------------------------------

    @property
    def name_width(self) -> int:
        """Width of the fixed part on the left."""
        return 13 if self.size.width < 100 else 22

    @property
    def body_width(self) -> int:
        """Characters left for time."""
        return max(10, self.size.width - self.name_width - 1)

    def fill(self, columns: Columns, rows: Sequence[GridRow], labels: Mapping[str, str]) -> None:
        """Show a roster (`labels` names each channel for the user); keeps the cursor where it makes sense."""
        rows = tuple(rows)
        fresh = self.columns is None
        letters = channel_letters(labels)
        same = columns == self.columns and letters == self.letters
        kept = {at: line for at, line in self._lines.items() if same and rows[at : at + 1] == self.rows[at : at + 1]}
        if self.columns is not None and self.columns != columns and self.columns.items:
            at = self.columns.items[min(self.cursor_column, len(self.columns.items) - 1)].start
            self.cursor_column = max(0, columns.index(at))
        self.columns, self.rows, self.labels, self.letters = columns, rows, labels, letters
        self.mode = ""
        self._lines = kept
        self.cursor_row = max(0, min(self.cursor_row, len(self.rows) - 1))
        self.cursor_column = max(0, min(self.cursor_column, len(columns.items) - 1))
        self.virtual_size = Size(self.name_width + columns.width, len(self.rows) + HEADER)
        if fresh and self.rows:
            self._to_first_shift()
        self.refresh()
        self.call_after_refresh(self._reveal)

    def renew(self, shifts: Iterable[Shift]) -> None:
        """Show these shifts; only lines that differ are drawn again."""
        by_agent: dict[str, list[Shift]] = {}
        for shift in shifts:
            by_agent.setdefault(shift.agent_id, []).append(shift)
        rows = list(self.rows)
        for index, row in enumerate(rows):
            mine = tuple(by_agent.get(row.agent.agent_id, ()))
            if mine != row.shifts:
                rows[index] = replace(row, shifts=mine)
                self._lines.pop(index, None)
                self._refresh_row(index)
        self.rows = tuple(rows)

    def show_short(self, coverage: Coverage | None) -> None:
        """The number of people missing in each column, over all channels."""
        self.short = column_totals(self.columns, coverage, "short") if self.columns and coverage else ()
        self.refresh(Region(0, 0, self.size.width, HEADER))

    def _to_first_shift(self) -> None:
        if self.columns and self.rows[0].shifts:
            self.cursor_column = max(0, self.columns.index(self.rows[0].shifts[0].start))

    @property
    def row(self) -> GridRow | None:
        """The agent under the cursor."""
        return self.rows[self.cursor_row] if self.rows else None

    @property
    def shift(self) -> Shift | None:
        """The shift under the cursor."""
        if self.row is None or self.columns is None:
            return None
        span = self.columns.items[self.cursor_column]
        return next((s for s in self.row.shifts if s.start < span.end and span.start < s.end), None)

    def explain(self) -> str:
        """What is under the cursor, in words."""
        if self.row is None or self.columns is None:
            return ""
        column = self.columns.items[self.cursor_column]
        text = cell_text(column, self.shift, self.row.off, self.labels, self.columns.zone)
        return f"{self.row.agent.name}, {text}" if self.size.width >= 100 else text

    # -- drawing ----------------------------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Colours changed: draw anew."""
        super().notify_style_update()
        self._style_cache.clear()
        self._lines.clear()

    def _style(self, mark: str) -> Style:
        style = self._style_cache.get(mark)
        if style is None:
            style = self._style_cache[mark] = self.get_component_rich_style(f"grid--{mark}")
        return style

    def on_resize(self) -> None:
        """The fixed part may be wider or narrower now."""
        self._lines.clear()
        if self.columns:
            self.virtual_size = Size(self.name_width + self.columns.width, len(self.rows) + HEADER)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """The chart underneath follows."""
        super().watch_scroll_x(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled())

    def render_line(self, y: int) -> Strip:
        """A line of the heading, or of an agent."""
        width = self.size.width
        if self.columns is None:
            return Strip.blank(width, self.rich_style)
        scroll_x, scroll_y = self.scroll_offset
        if y < HEADER:
            left, body = self._heading(y)
        else:
            index = y - HEADER + scroll_y
            if index >= len(self.rows):
                return Strip.blank(width, self.rich_style)
            left = self._left_part(index)
            body = self._line(index)
            if index == self.cursor_row and self.has_focus:
                body = self._with_cursor(body)
        body = body.crop(scroll_x, scroll_x + width - self.name_width)
        return Strip([*left, *body]).adjust_cell_length(width, self.rich_style)

    def _heading(self, y: int) -> tuple[list[Segment], Strip]:
        columns = self.columns
        assert columns is not None
        style = self._style(("head", "tick", "short")[y])
        text = heading(columns, y, self.short)
        segments = [Segment(text, style)]
        if y == 1 and self.has_focus and self.rows:
            x = columns.x(self.cursor_column)
            segments = [Segment(text[:x], style), Segment("▼", self._style("here")), Segment(text[x + 1 :], style)]
        left = ("", "", t("short"))[y].rjust(self.name_width - 1)[: self.name_width - 1] + " "
        return [Segment(left, style)], Strip(segments)

    def _line(self, index: int) -> Strip:
        row, columns = self.rows[index], self.columns
        assert columns is not None
        kept = self._lines.get(index)
        if kept is None:
            cells = agent_cells(columns, self.drawn(row), row.off, self.letters, row.agent.skills)
            if index % 2:  # so that blocks of neighbours do not run together
                cells = [(letter, "several-odd" if mark == "several" else mark) for letter, mark in cells]
            kept = Strip(joined(cells, self._style))
            self._lines[index] = kept
        return kept

    def drawn(self, row: GridRow) -> Sequence[Shift]:
        """The shifts of a line as they are drawn."""
        return row.shifts

    def _left_part(self, index: int) -> list[Segment]:
        row, room = self.rows[index], self.name_width - 1
        here = index == self.cursor_row and self.has_focus
        style = self._style("here" if here else "name")
        if room < 20:
            return [Segment(cropped(row.agent.name, room).ljust(room) + " ", style)]
        done = f"{amount(row.work_minutes / 60)}/{amount(row.contract_minutes / 60)}"
        name = cropped(row.agent.name, room - len(done) - 1).ljust(room - len(done))
        differs = row.work_minutes != row.contract_minutes
        return [Segment(name, style), Segment(f"{done} ", self._style("hours" if differs else "tick"))]

    def _with_cursor(self, body: Strip) -> Strip:
        columns = self.columns
        assert columns is not None
        shift = self.shift
        x = columns.x(self.cursor_column)
        if shift is not None and (inside := columns.between(shift.start, shift.end)):
            left, right = columns.x(inside[0]), columns.x(inside[-1]) + 1
            chosen = body.crop(left, right).apply_style(Style(bold=True, underline=True))
            body = Strip.join([body.crop(0, left), chosen, body.crop(right, body.cell_length)])
        under = body.crop(x, x + 1).text or " "
        return Strip.join([body.crop(0, x), Strip([Segment(under, self._style("cursor"))]),
                           body.crop(x + 1, body.cell_length)])  # fmt: skip

    def _refresh_row(self, index: int) -> None:
        y = index - self.scroll_offset.y + HEADER
        self.refresh(Region(0, y, self.size.width, 1), Region(0, 1, self.size.width, 1))

    # -- cursor -----------------------------------------------------------------------------------------------------

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Draw the old and the new line."""
        self._refresh_row(old)
        self._refresh_row(new)

    def watch_cursor_column(self) -> None:
        """Draw the line again."""
        self._refresh_row(self.cursor_row)

    def watch_mode(self) -> None:
        """Other keys are on offer."""
        self.refresh_bindings()

    def _moved(self) -> None:
        self._reveal()
        self.post_message(self.CursorMoved())

    def _reveal(self) -> None:
        """Scroll so that the cursor is seen, whole days where possible."""
        if self.columns is None or not self.columns.items:
            return
        x, (sx, sy) = self.columns.x(self.cursor_column), self.scroll_offset
        width, height = self.body_width, max(1, self.scrollable_content_region.height - HEADER)
        if x < sx + 1:
            sx = max(0, x - min(8, width // 4))
        elif x >= sx + width - 1:
            sx = x - width + min(8, width // 4)
        if self.cursor_row < sy:
            sy = self.cursor_row
        elif self.cursor_row >= sy + height:
            sy = self.cursor_row - height + 1
        if (sx, sy) != tuple(self.scroll_offset):
            self.scroll_to(sx, sy, animate=False, immediate=True)

    def action_row(self, step: int) -> None:
        """Up or down; nothing while an edit is tried."""
        if not self.mode and self.rows:
            self.cursor_row = max(0, min(len(self.rows) - 1, self.cursor_row + step))
            self._moved()

    def action_step(self, step: int) -> None:
        """The cursor one column on."""
        if self.columns is not None and not self.mode:
            self.cursor_column = max(0, min(len(self.columns.items) - 1, self.cursor_column + step))
            self._moved()

    def action_day(self, step: int) -> None:
        """The same hour a day on."""
        if self.columns is None or self.mode:
            return
        column = self.columns.items[self.cursor_column]
        target = max(0, min(self.columns.days - 1, column.day + step))
        inside = self.columns.day_range(target)
        offset = self.cursor_column - self.columns.day_range(column.day)[0]
        self.cursor_column = inside[min(offset, len(inside) - 1)]
        self._moved()

    def action_shift(self, step: int) -> None:
        """The next shift of the agent, then of the next agent."""
        if self.columns is None or self.mode or not self.rows:
            return
        at = self.columns.items[self.cursor_column].start
        index = self.cursor_row
        for _ in range(len(self.rows) + 1):
            shifts = self.rows[index].shifts
            ahead = [s for s in shifts if (s.start > at if step > 0 else s.end <= at)]
            if index != self.cursor_row:
                ahead = list(shifts)
            if ahead:
                shift = ahead[0] if step > 0 else ahead[-1]
                self.cursor_row = index
                self.cursor_column = max(0, self.columns.between(shift.start, shift.end).start)
                self._moved()
                return
            index = (index + step) % len(self.rows)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is."""
        if self.columns is None or self.mode or event.y < HEADER:
            return
        row = event.y - HEADER + self.scroll_offset.y
        if row < len(self.rows):
            self.cursor_row = row
            at = self.columns.at(event.x - self.name_width + self.scroll_offset.x)
            if at is not None:
                self.cursor_column = at
            self._moved()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def action_zoom(self) -> None:
        """Wider or narrower columns."""
        self.post_message(self.ZoomAsked())
