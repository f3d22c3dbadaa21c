"""Solving on the roster screen: the solve with its progress, publishing, writing files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import work

from planner.base.i18n import t
from planner.domain.roster import Coverage, Roster, RosterState
from planner.domain.time import iso_week_label
from tui.frame.forms import number_between, one_of, to_number
from tui.frame.messages import Report, RunProgress
from tui.frame.modals import Field
from tui.screens.roster.panels import RosterPanels
from tui.text import amount
from tui.widgets.roster.grid import RosterGrid
from tui.widgets.solve_panel import SolvePanel

if TYPE_CHECKING:
    from planner.roster.files import Written
    from planner.roster.views import RosterView, SolveProgress

SOLVE_SECONDS = 20.0


class SolvingPanels(RosterPanels):
    """The keys r, R, p and e of the roster."""

    def __init__(self) -> None:
        super().__init__()
        self.view: RosterView | None = None
        self._seconds = SOLVE_SECONDS
        self._version: str | None = None
        self._last_drawn = -1.0

    def _draw(self, roster: Roster, coverage: Coverage | None) -> None:
        raise NotImplementedError

    def _say_state(self) -> None:
        raise NotImplementedError

    # -- solve, publish, export -------------------------------------------------------------------------------------

    def begin_step(self, step: str) -> None:
        """Solve, publish or export, as the plan asks."""
        {"roster": self.action_solve, "publish": self.action_publish, "export": self.action_export}[step]()

    @work
    async def action_solve(self) -> None:
        """Solve the week; a published roster is kept as far as it can be when the user says so."""
        await self.settled()
        keep = False
        version = self.view.version if self.view else None
        if version is not None and version.state is RosterState.PUBLISHED:
            choice = await self.planner.choose(
                t("This roster is published"),
                [("keep", t("Cover what changed with the fewest changes")), ("fresh", t("Solve the week afresh"))],
                t("A new draft is made; the published roster stays until you publish again."),
            )
            if choice is None:
                return
            keep = choice == "keep"
        self._solve(keep=keep)

    @work
    async def action_solve_settings(self) -> None:
        """Solve with another time limit."""
        answer = await self.planner.form(
            t("Solve with settings"),
            [
                Field(
                    "seconds",
                    t("Seconds at most"),
                    f"{self._seconds:g}",
                    t("Esc stops earlier"),
                    number_between(1, 3600),
                ),
                Field("keep", t("Keep the published roster (y/n)"), "n", t("least change"), one_of(("y", "s", "n"))),
            ],
            verb=t("solve"),
        )  # fmt: skip
        if answer is not None:
            await self.settled()
            self._seconds = to_number(answer["seconds"]) or SOLVE_SECONDS
            self._solve(keep=answer["keep"][:1].lower() in "ys")

    def _solve(self, *, keep: bool) -> None:
        app, seconds, monday = self.planner, self._seconds, self.planner.week
        base = self.view.version if self.view is not None and self.view.first_day == monday else None
        self._version = None
        self._last_drawn = -1.0

        def solve(report: Report) -> RosterView:
            from planner.roster import rosters

            ws = app.workspace()
            week = monday or app.planning_week(ws)

            def tell(progress: SolveProgress) -> None:
                report(min(1.0, progress.elapsed_s / seconds), progress.phase, progress)

            return rosters.solve(ws, week, seconds=seconds, base=base, keep_published=keep, progress=tell,
                                 stop=report.stop)  # fmt: skip

        if self.begin("solve", solve, t("Solving the roster"), stop_text=t("Esc stops, the best is kept")):
            self.filled()
            self.query_one(SolvePanel).begin()
            self.query_one(RosterGrid).editable = False
            self.add_class("-solving")
            self._say_state()

    def run_progress(self, message: RunProgress) -> None:
        """Figures, and the best roster so far with its coverage, at most twice a second."""
        super().run_progress(message)
        progress: SolveProgress | None = message.data
        if progress is None:
            return
        self.query_one(SolvePanel).report(progress, self._seconds)
        if progress.roster is not None and self.view and progress.elapsed_s - self._last_drawn >= 0.5:
            self._last_drawn = progress.elapsed_s
            self._draw(progress.roster, progress.coverage)

    def _end_solve(self) -> None:
        self.query_one(SolvePanel).end()
        self.remove_class("-solving")

    @work
    async def action_publish(self) -> None:
        """Make the draft binding after a question."""
        await self.settled()
        view, app = self.view, self.planner
        if view is None or view.version is None:
            view = await self._wait_for_view()
            if view is None or view.version is None:
                return
        if view.version.state is RosterState.PUBLISHED:
            app.toast(t("This roster is published already."))
            return
        short = view.coverage.short_hours() if view.coverage else 0.0
        text = t(
            "Version {n}: {shifts} shifts of {agents} agents in {week} become binding; {short} agent-hours stay short.",
            n=view.version.number,
            shifts=len(view.roster.shifts),
            agents=len({s.agent_id for s in view.roster.shifts}),
            week=iso_week_label(view.first_day),
            short=amount(short),
        )
        told = await self.publication(view)
        if not await app.confirm(t("Publish the roster"), f"{text}\n\n{told}".strip(), t("publish"), t("not yet")):
            return
        shown = view

        def publish(_report: Report) -> RosterView:
            from planner.roster import publishing

            return publishing.publish(app.workspace(), shown)

        self.begin("publish", publish, t("Publishing"))

    async def _wait_for_view(self) -> RosterView | None:
        """The roster, when the screen was opened a moment ago and still loads."""
        for _ in range(100):
            if self.view is not None and not self.running("load"):
                return self.view
            await asyncio.sleep(0.05)
        return self.view

    @work
    async def action_export(self) -> None:
        """Write the roster as Excel, CSV or calendar file, by the name's ending."""
        await self.settled()
        view, app = await self._wait_for_view(), self.planner
        if view is None or view.version is None:
            return
        path = await app.ask_file(
            t("Export version {n} of the roster", n=view.version.number),
            f"{t('roster')}-{iso_week_label(view.first_day)}.xlsx",
            (".xlsx", ".csv", ".ics"),
            t("The ending decides: .xlsx for Excel, .csv for other programs, .ics for calendars."),
        )
        if path is None:
            return

        def export(_report: Report) -> Written:
            from planner.roster import publishing

            return publishing.export(app.workspace(), view, path)

        self.begin("export", export, t("Writing {path}", path=path.name))
