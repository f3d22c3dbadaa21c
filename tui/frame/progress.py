"""The line that shows a run under way: what it does, how far it is, and the key that stops it."""

from __future__ import annotations

import time

from textual.content import Content
from textual.widget import Widget

from planner.base.i18n import number, percent, t
from tui.frame.messages import Run
from tui.text import bar

_MOTION = "▏▎▍▌▋▊▉█▉▊▋▌▍▎"


class ProgressLine(Widget):
    """Hidden until a run begins; `stoppable` runs name their stop key."""

    can_focus = False

    def __init__(self) -> None:
        super().__init__(id="progress")
        self.run: Run | None = None
        self._share: float | None = None
        self._text = ""
        self._stop_text = ""

    def on_mount(self) -> None:
        """A slow tick, so that elapsed seconds go on while nothing is reported."""
        self.set_interval(0.5, self._tick)

    def _tick(self) -> None:
        if self.run is not None:
            self.refresh()

    def begin(self, run: Run, text: str, stop_text: str = "") -> None:
        """Show the line for a run; `stop_text` says what Esc does, where it does anything."""
        self.run, self._share, self._text, self._stop_text = run, None, text, stop_text
        self.add_class("-busy")
        self.refresh()

    def report(self, share: float | None, text: str) -> None:
        """How far it is."""
        self._share = share
        self._text = text or self._text
        self.refresh()

    def end(self) -> None:
        """Hide the line."""
        self.run = None
        self.remove_class("-busy")

    def render(self) -> Content:
        """Bar, share, words, seconds, stop key."""
        if self.run is None:
            return Content("")
        elapsed = time.monotonic() - self.run.started_at
        if self._share is None:
            drawn, said = _MOTION[int(elapsed * 2) % len(_MOTION)].ljust(2), ""
        else:
            drawn, said = bar(self._share, max(8, min(30, self.size.width // 4))), f" {percent(self._share)}"
        stop = (t("stopping…"), "bold $warning") if self.run.stopping else (self._stop_text, "$accent")
        return Content.assemble(
            (f" {drawn}", "$primary on $panel"),
            (said, "bold"),
            f"  {self._text}  ",
            (f"{number(elapsed)} s  ", "dim"),
            stop,
        )
