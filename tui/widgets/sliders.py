"""Sliders: a few named values, each on a scale; ↑ ↓ choose, ← → move, and whoever listens hears at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.roster.lines import joined

_MARKS = ("name", "here", "track", "done", "knob", "start", "value", "changed")


@dataclass(frozen=True)
class Slider:
    """One slider: `start` is where it stood, drawn as ┊; `write` puts a value in words."""

    name: str
    label: str
    low: float
    high: float
    step: float
    value: float
    start: float
    write: Callable[[float], str]

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere than at the start."""
        return abs(self.value - self.start) > self.step / 1000


class Sliders(Widget, can_focus=True):
    """Sliders one below the other."""

    help_text = (
        "↑ and ↓ choose a slider, ← and → move it by a step, Page up and Page down by ten, Home and End to the ends, "
        "0 back to where it stood. The figures below follow at once; nothing is changed until you say so."
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"slider--{m}" for m in _MARKS}
    DEFAULT_CSS = """
    Sliders { height: auto; background: $background;
      & > .slider--name { color: $foreground; background: $background; }
      & > .slider--here { color: $accent; background: $background; text-style: bold; }
      & > .slider--track { color: $secondary; background: $background; }
      & > .slider--done { color: $primary; background: $background; }
      & > .slider--knob { color: $accent; background: $background; text-style: bold; }
      & > .slider--start { color: $foreground; background: $background; }
      & > .slider--value { color: $foreground; background: $background; }
      & > .slider--changed { color: $accent; background: $background; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Slider above", show=False),
        Binding("down", "choose(1)", "Slider below", show=False),
        Binding("left,minus", "move(-1)", "Less", show=False),
        Binding("right,plus", "move(1)", "More", show=False),
        Binding("pageup", "move(10)", "Much more", show=False),
        Binding("pagedown", "move(-10)", "Much less", show=False),
        Binding("home", "end(-1)", "Least", show=False),
        Binding("end", "end(1)", "Most", show=False),
        Binding("0", "back", "As it stood", show=False),
    ]
    ALLOW_SELECT = False
    LEFT, RIGHT = 22, 22

    class Moved(Message):
        """A slider was moved."""

        def __init__(self, slider: Slider) -> None:
            super().__init__()
            self.slider = slider

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sliders: list[Slider] = []
        self.row = 0

    def fill(self, sliders: Sequence[Slider]) -> None:
        """Show these sliders."""
        self.sliders = list(sliders)
        self.row = max(0, min(self.row, len(self.sliders) - 1))
        self.refresh(layout=True)

    def explain(self) -> str:
        """The slider under the cursor in words."""
        if not self.sliders:
            return ""
        one = self.sliders[self.row]
        return f"{one.label}: {one.write(one.value)} ({one.write(one.start)})"

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """A line each."""
        return max(1, len(self.sliders))

    def _style(self, mark: str) -> Style:
        return self.get_component_rich_style(f"slider--{mark}")

    def _track(self) -> int:
        return max(8, min(80, self.size.width - self.LEFT - self.RIGHT))

    def render_line(self, y: int) -> Strip:
        """Name, track with knob and starting point, value."""
        width = self.size.width
        if y >= len(self.sliders):
            return Strip.blank(width, self.rich_style)
        one = self.sliders[y]
        here = y == self.row and self.has_focus
        length = self._track()

        def place(value: float) -> int:
            share = (value - one.low) / (one.high - one.low)
            return round(max(0.0, min(1.0, share)) * (length - 1))

        knob, start = place(one.value), place(one.start)
        track = [("━", "done") if i < knob else ("─", "track") for i in range(length)]
        track[start] = ("┊", "start")
        track[knob] = ("●", "knob")
        mark = "▸ " if here else "  "
        name = [(letter, "here" if here else "name") for letter in f"{mark}{one.label}".ljust(self.LEFT)[: self.LEFT]]
        text = one.write(one.value) + (f"  ({one.write(one.start)})" if one.moved else "")
        value = [(letter, "changed" if one.moved else "value") for letter in f"  {text}"[: self.RIGHT]]
        return Strip(joined([*name, *track, *value], self._style)).adjust_cell_length(width, self.rich_style)

    # -- moving -----------------------------------------------------------------------------------------------------

    def _set(self, value: float) -> None:
        if not self.sliders:
            return
        one = self.sliders[self.row]
        steps = round((max(one.low, min(one.high, value)) - one.low) / one.step)
        exact = one.start if value == one.start else round(one.low + steps * one.step, 6)
        self.sliders[self.row] = replace(one, value=min(one.high, exact))
        self.refresh()
        self.post_message(self.Moved(self.sliders[self.row]))

    def action_choose(self, step: int) -> None:
        """Another slider."""
        if self.sliders:
            self.row = (self.row + step) % len(self.sliders)
            self.refresh()

    def action_move(self, steps: int) -> None:
        """Some steps."""
        if self.sliders:
            one = self.sliders[self.row]
            self._set(one.value + steps * one.step)

    def action_end(self, side: int) -> None:
        """To an end of the scale."""
        if self.sliders:
            one = self.sliders[self.row]
            self._set(one.high if side > 0 else one.low)

    def action_back(self) -> None:
        """Where it stood."""
        if self.sliders:
            self._set(self.sliders[self.row].start)

    def on_click(self, event: events.Click) -> None:
        """Move the knob to the pointer."""
        if event.y < len(self.sliders):
            self.row = event.y
            one, at = self.sliders[self.row], event.x - self.LEFT
            if 0 <= at < self._track():
                self._set(one.low + (one.high - one.low) * at / (self._track() - 1))
            else:
                self.refresh()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()
