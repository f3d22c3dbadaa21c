"""Fairness: weekends, late shifts, public holidays of each agent over the last weeks, and wishes met."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import day as day_text
from planner.base.i18n import percent, t
from tui.frame.base import PlannerScreen
from tui.frame.tables import PlanTable, cell, right
from tui.text import bar, plural

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.fairness import FairView

WINDOWS = (4, 8, 12, 26, 52)
BAR = 6


class FairnessScreen(PlannerScreen):
    """The window that ends with the week in hand."""

    title_text = "Fairness"
    help_text = (
        "What each agent had in the published rosters of the window and in this week's: days worked on weekends, late "
        "shifts, public holidays, most burdened first; the solver gives the next ones to those who had fewer. On the "
        "right the wishes of this week that were met. v changes the window."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("v", "window", "Window")]

    def __init__(self) -> None:
        super().__init__()
        self.window = 12

    def body(self) -> ComposeResult:
        """What is counted, and a line an agent."""
        yield Static("", id="state")
        yield PlanTable(id="fairness", help_text="One line an agent. c copies the table, e exports it.")

    def load(self, ws: Workspace, monday: date) -> tuple[date, FairView]:
        """The window that ends with the newest version of the week."""
        from planner.roster import fairness, rosters

        return monday, fairness.fairness(ws, rosters.view(ws, monday), self.window)

    def show(self, data: Any) -> None:
        """Fill the table."""
        _, view = data
        found: FairView = view
        if not found.lines or (found.version is None and not found.published_weeks):
            self.empty(t("No roster for this week yet."), t("4  opens the roster, r solves it"))
            return
        self.filled()
        parts = [
            (f" {day_text(found.first_day, weekday=False)} – {day_text(found.last_day, weekday=False)}  ", "bold"),
            (
                plural(found.published_weeks, "{n} published week before", "{n} published weeks before")
                if found.published_weeks
                else t("no published week before"),
                "$foreground 80%",
            ),
        ]
        if found.wishes.all:
            met = percent(found.wishes.met / found.wishes.all)
            parts.append((f"  {t('wishes met {share}', share=met)}", "bold $success"))
        least_most = {
            t("Weekends"): [line.weekends for line in found.lines],
            t("Late"): [line.late for line in found.lines],
            t("Holidays"): [line.holidays for line in found.lines],
        }
        parts.append((f"\n {t('least and most an agent:')}", "$foreground 80%"))
        parts += [(f"  {name} {min(had)}–{max(had)}", "$accent") for name, had in least_most.items()]
        self.query_one("#state", Static).update(Content.assemble(*parts))
        wide = self.size.width >= 100
        most = max((line.points for line in found.lines), default=0.0) or 1.0
        rows: list[list[str | Text]] = [
            [
                cell(line.agent.name, "bold"),
                right(str(line.weekends)),
                right(str(line.late)),
                right(str(line.holidays)),
                right(str(line.days)),
                Text(bar(line.points / most, BAR), style=self.app.theme_variables["scheduled"]),
                right(f"{line.wishes.met}/{line.wishes.all}" if line.wishes.all else "–"),
                *([line.agent.team] if wide else []),
            ]
            for line in found.lines
        ]
        header = [t("Name"), t("Weekends"), t("Late"), t("Holidays"), t("Days"), t("Burden"), t("Wishes")]
        header += [t("Team")] if wide else []
        table = self.query_one("#fairness", PlanTable)
        table.fill(header, rows, [line.agent.agent_id for line in found.lines])
        if self.focused is None:
            table.focus()

    def action_window(self) -> None:
        """The next length of the window."""
        self.window = WINDOWS[(WINDOWS.index(self.window) + 1) % len(WINDOWS)]
        self.planner.toast(t("Window of {n} weeks", n=self.window))
        self.reload()
