"""What the solver is doing: cost of the best roster so far, what no roster can beat, the gap, and the way down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Sparkline, Static

from planner.base.i18n import number, percent, t
from tui.text import bar

if TYPE_CHECKING:
    from planner.roster.views import SolveProgress


class SolvePanel(Vertical):
    """Hidden unless a roster is being solved."""

    help_text = (
        "The cost counts what the roster bends: people missing, wishes, uneven weekends. The bound is the cost that no "
        "roster can go below. When the gap is small, waiting longer gains little. Esc stops and keeps the best roster."
    )

    def __init__(self) -> None:
        super().__init__(id="solve-panel", classes="panel")
        self.border_title = f"{t('Solving')} · {t('Esc stops, the best is kept')}"
        self._costs: list[float] = []
        self.latest: SolveProgress | None = None
        """The figures on show."""

    def compose(self) -> ComposeResult:
        """Figures and the line of costs."""
        yield Static("", id="solve-figures")
        yield Sparkline([], id="solve-costs")

    def begin(self) -> None:
        """Show the panel, empty."""
        self._costs = []
        self.latest = None
        self.add_class("-busy")
        self.query_one("#solve-figures", Static).update(Content(t("Preparing shifts and rules…")))
        self.query_one(Sparkline).data = []

    def end(self) -> None:
        """Hide it."""
        self.remove_class("-busy")

    def report(self, progress: SolveProgress, seconds: float) -> None:
        """The latest figures."""
        self.latest = progress
        if progress.cost is not None:
            self._costs.append(progress.cost)
        share = min(1.0, progress.elapsed_s / seconds) if seconds else 0.0
        gap = progress.gap if progress.gap is not None and progress.gap < 1 else None
        bound = progress.bound if gap is not None else None  # one further off says nothing yet
        lines = [
            Content.assemble(
                (bar(share, 24), "$primary on $panel"),
                (f" {number(progress.elapsed_s)} / {number(seconds)} s  ", "bold"),
                (progress.phase, "$foreground 75%"),
            ),
            Content.assemble(
                (t("cost "), "$foreground 75%"), (_figure(progress.cost), "bold $accent"),
                (f"   {t('no roster below ')}", "$foreground 75%"), (_figure(bound), "bold"),
                (f"   {t('gap ')}", "$foreground 75%"),
                (percent(gap, 1) if gap is not None else "–", "bold"),
            ),
        ]  # fmt: skip
        self.query_one("#solve-figures", Static).update(Content("\n").join(lines))
        self.query_one(Sparkline).data = self._costs[-200:] if len(set(self._costs)) > 1 else []


def _figure(value: float | None) -> str:
    return "–" if value is None else number(value, 0 if abs(value) >= 100 else 1)
