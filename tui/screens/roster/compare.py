"""Drafts side by side: what each version of the week costs, covers and grants, one column a version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from planner.domain.roster import RosterState
from planner.domain.spoken import spoken
from tui.frame.base import PlannerScreen
from tui.frame.messages import Report, Run
from tui.frame.tables import PlanTable, cell, cut, right
from tui.text import local, plural

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.trial.compare import DraftFigures

Measure = tuple[str, Callable[["DraftFigures"], float | None], Callable[["DraftFigures"], str], int]
"""Name, value to compare, text, and which is better: −1 less, 1 more, 0 neither."""


def measures() -> list[Measure]:
    """The lines of the table."""
    return [
        (t("Cost in points"), lambda f: f.points, lambda f: number(f.points, 1), -1),
        (t("Agent-hours short"), lambda f: f.short_hours, lambda f: number(f.short_hours, 1), -1),
        (t("Service level, simulated"), lambda f: f.service_level,
         lambda f: t("press s") if f.service_level is None else percent(f.service_level, 1), 1),
        (t("Rules broken"), lambda f: f.broken, lambda f: str(f.broken), -1),
        (t("Wishes met"), lambda f: f.wishes_met, lambda f: f"{f.wishes_met}/{f.wishes}", 1),
        (t("Weekends, spread"), lambda f: f.spread_weekends, lambda f: str(f.spread_weekends), -1),
        (t("Late shifts, spread"), lambda f: f.spread_late, lambda f: str(f.spread_late), -1),
        (t("Holidays, spread"), lambda f: f.spread_holidays, lambda f: str(f.spread_holidays), -1),
        (t("Hours of work"), lambda f: f.work_hours, lambda f: number(f.work_hours, 1), 0),
        (t("Wages in euros"), lambda f: None if f.wages is None else float(f.wages),
         lambda f: "–" if f.wages is None else number(f.wages), -1),
        (t("Days changed"), lambda f: f.changed_days,
         lambda f: "–" if f.changed_days is None else str(f.changed_days), -1),
        (t("of them without notice"), lambda f: None if f.changed_days is None else f.late_changes,
         lambda f: "–" if f.changed_days is None else str(f.late_changes), -1),
    ]  # fmt: skip


class CompareScreen(PlannerScreen):
    """The newest versions of the week in hand."""

    title_text = "Drafts"
    help_text = (
        "The newest versions of the week, a column each; the best value of a line is marked ●. s simulates the service "
        "level of each. Days changed are counted against the version published last, with those inside the notice "
        "period below. Solve again, repair or edit to have another column."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "simulate", "Simulate")]

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[DraftFigures, ...] = ()
        self._monday: date | None = None

    def body(self) -> ComposeResult:
        """What is compared, and the table."""
        yield Static("", id="state")
        yield PlanTable(id="drafts", help_text="One column a version. c copies the table, e exports it.")

    def load(self, ws: Workspace, monday: date) -> tuple[date, tuple[DraftFigures, ...]]:
        """The figures without the simulation."""
        from planner.trial import compare

        if not compare.versions(ws, monday):
            return monday, ()
        return monday, compare.compare(ws, monday, simulate=False)

    def show(self, data: Any) -> None:
        """Fill the table."""
        self._monday, self.found = data
        if not self.found:
            self.empty(t("No roster for this week yet."), t("4  opens the roster, r solves it"))
            return
        self.filled()
        self._draw()

    def _draw(self) -> None:
        parts = [(f" {plural(len(self.found), 'One version', '{n} versions side by side')} ", "bold")]
        if published := [f.version.number for f in self.found if f.version.state is RosterState.PUBLISHED]:
            parts.append((f" {t('✓ version {n} is binding', n=published[0])}", "$success"))
        if len(self.found) == 1:
            parts.append((f"  {t('4 r  solves another to compare')}", "$accent"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        # four versions fit beside the names of the measures
        room = max(9, (self.size.width - 2 - 2 - max(len(name) for name, *_ in measures())) // len(self.found) - 2)
        heads, made, how = [""], [], []
        for f in self.found:
            mark = "✓ " if f.version.state is RosterState.PUBLISHED else ""
            heads.append(f"{mark}{t('Version {n}', n=f.version.number)}"[:room])
            when = local(f.created_at, self.planner.zone) if f.created_at else None
            clock = f"{when:%H:%M}" if when else ""
            made.append(f"{day_text(when, weekday=room > 17)} {clock}" if when and room > 12 else clock)
            how.append(spoken(f.version.label))
        rows: list[list[str | Text]] = [
            [cell(t("Made")), *(Text(text, justify="right") for text in made)],
            [cell(t("How")), *(cut(text, room, at_right=True) for text in how)],
        ]
        for name, value, text, better in measures():
            values = [value(f) for f in self.found]
            known = [v for v in values if v is not None]
            best = (max(known) if better > 0 else min(known)) if known and better and len(set(known)) > 1 else None
            row: list[str | Text] = [cell(name)]
            for f, v in zip(self.found, values, strict=True):
                is_best = best is not None and v == best
                row.append(right(f"{'● ' if is_best else ''}{text(f)}", "bold" if is_best else ""))
            rows.append(row)
        table = self.query_one("#drafts", PlanTable)
        table.fill(heads, rows)
        if self.focused is None:
            table.focus()

    def action_simulate(self) -> None:
        """Simulate every version on show."""
        monday, app = self._monday, self.planner
        if monday is None or not self.found:
            return
        numbers = [f.version.number for f in self.found]

        def simulate(report: Report) -> tuple[DraftFigures, ...]:
            from planner.trial import compare

            done: list[DraftFigures] = []
            for i, n in enumerate(numbers):
                if report.stopped():
                    break
                report(i / len(numbers), t("Version {n}", n=n), None)
                done += compare.compare(app.workspace(), monday, [n])
            return tuple(done)

        self.begin("simulate", simulate, t("Simulating the drafts"), stop_text=t("Esc stops"))

    def run_done(self, run: Run, result: Any) -> None:
        """The figures with the service level."""
        have = {f.version.number: f for f in result}
        self.found = tuple(have.get(f.version.number, f) for f in self.found)
        self._draw()
