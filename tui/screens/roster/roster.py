"""Roster: who works when. The grid, the coverage underneath, hand edits with their effect at once, solve, publish."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from planner.base.errors import Conflict
from planner.base.i18n import day as day_text
from planner.base.i18n import t
from planner.domain.roster import Coverage, Roster, RosterState
from planner.domain.spoken import spoken
from planner.domain.time import iso_week_label
from tui.frame.bars import LATER, SOON
from tui.frame.messages import Report, Run
from tui.frame.themes import CHANNEL_COLOURS
from tui.screens.roster.editing import EditingPanels
from tui.text import amount, cropped, local
from tui.widgets.columns import STEPS_MIN
from tui.widgets.coverage_chart import CoverageChart
from tui.widgets.roster.grid import RosterGrid
from tui.widgets.roster.view import as_text, grid_columns, grid_rows, state_parts
from tui.widgets.solve_panel import SolvePanel

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.views import Finding, RosterView


class RosterScreen(EditingPanels):
    """The roster of the week in hand."""

    CSS_PATH = "roster.tcss"
    title_text = "Roster"
    shows_next = True
    help_text = (
        "Who works when, and whether that is enough. r solves the week: locked shifts stay, rules are kept, and the "
        "best roster so far is shown while it improves. Change shifts by hand with m, s, b, g, n and x; the line under "
        "the grid says at once what that does. w says why, i mends the roster when somebody is ill, t checks a swap. p "
        "makes the roster binding, e writes it as Excel, CSV or calendar file."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "solve", "Solve"),
        Binding("p", "publish", "Publish", group=SOON),
        Binding("e", "export", "Export", group=SOON),
        Binding("a", "findings", "Findings", group=LATER),
        Binding("k", "channel", "Channel", group=LATER),
        Binding("o", "versions", "Versions", group=LATER),
        Binding("R", "solve_settings", "Solve with settings", show=False),
        Binding("c", "copy", "Copy the roster", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._channel = ""
        self._step = 0
        self._nobody: bool | None = None
        self._own = -1

    def body(self) -> ComposeResult:
        """State, grid, effect, coverage; the solve panel while solving."""
        yield Static("", id="state")
        yield RosterGrid(id="grid")
        yield Static("", id="effect")
        yield SolvePanel()
        with Horizontal(id="cover"):
            yield CoverageChart(id="chart")

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> RosterView:
        """The newest version of the week, or the one chosen."""
        from planner.roster import rosters

        if self.view is not None and self.view.first_day != monday:
            self._version = None
            self._undo.clear()
        view = rosters.view(ws, monday, version_id=self._version or self._held(monday))
        rosters.ready_for_edits(view)
        return view

    def _held(self, monday: date) -> str | None:
        """The version on show, unless this program wrote something since: others' new drafts do not take its place."""
        view = self.view
        if view is None or view.version is None or view.first_day != monday or self._own != self.planner.own:
            return None
        return view.version.roster_id

    def show(self, data: Any) -> None:
        """Fill grid and chart."""
        if self.unsaved():
            return  # the roster on show is ahead; its save brings the newest
        if self.query_one(RosterGrid).mode and self.view is not None and self.view.first_day == data.first_day:
            self._late = data  # an edit is being tried
            return
        from planner.roster import last_shown

        self.view = self._stored = data
        self._own = self.planner.own
        view: RosterView = data
        last_shown.note(self.planner.opened().target, view)
        if view.version is None and not self.running("solve"):
            self.empty(
                t("No roster for this week yet."),
                t("r  solves it from the requirement and the contracts of {n} agents", n=len(view.agents)),
            )
        else:
            self.filled()
            self.query_one(RosterGrid).editable = self._version is None and not self.running("solve")
            if self.running("solve"):
                return
            self._draw(view.roster, view.coverage)
            if self.focused is None:
                self.query_one(RosterGrid).focus()
        self._say_state()
        self._say_cursor()

    def _draw(self, roster: Roster, coverage: Coverage | None) -> None:
        view = self.view
        assert view is not None
        grid = self.query_one(RosterGrid)
        columns = grid_columns(view, roster, grid.body_width, self._step)
        rows = grid_rows(view, roster)
        channels = list(view.requirement.channels) if view.requirement else []
        channels += [c for a in view.agents for c in a.skills if c not in channels]
        grid.fill(columns, rows, {c: self.planner.label(c) for c in channels})
        self._draw_coverage(coverage)

    def _draw_coverage(self, coverage: Coverage | None) -> None:
        grid, chart = self.query_one(RosterGrid), self.query_one(CoverageChart)
        if grid.columns is None:
            return
        grid.show_short(coverage)
        label = self.planner.label(self._channel) if self._channel else t("all channels")
        chart.fill(grid.columns, coverage, channel=self._channel, label=label)
        self._follow()

    @on(RosterGrid.Scrolled)
    def _follow(self) -> None:
        grid = self.query_one(RosterGrid)
        self.query_one(CoverageChart).follow(grid.scroll_offset.x, grid.name_width, grid.cursor_column)

    def on_resize(self) -> None:
        """Columns that fit the new width."""
        if self.view is not None and self.view.version is not None and not self.running("solve"):
            self.call_after_refresh(self._draw, self.view.roster, self.view.coverage)

    # -- what it says -----------------------------------------------------------------------------------------------

    def _say_state(self) -> None:
        view, state = self.view, self.query_one("#state", Static)
        if self.running("solve"):
            said = [(f" {t('Solving')} ", "bold $background on $accent"), (f"  {t('the best roster so far')}", "bold")]
            if view is not None and view.version is not None:
                stays = t("version {n} stays as it is", n=view.version.number)
                said.append((f"  {stays}", "$foreground 75%"))
            state.update(Content.assemble(*said), layout=False)
            return
        if view is None or view.version is None:
            state.update("", layout=False)
            return
        legends = [self._legend(most) for most in (99, 12, 10, 9, 8, 7)] if self.size.width >= 100 else []
        newest = view.versions[0] if view.versions else view.version
        later = newest.state is RosterState.DRAFT and newest.number > view.version.number
        newer = newest if later and self._version is None else None
        parts = state_parts(view, self.size.width - 2, legends, older=self._version is not None, newer=newer)
        state.update(Content.assemble(*parts), layout=False)

    def _legend(self, most: int) -> list[tuple[str, str]]:
        """Each letter with its channel, the name cut to `most` characters."""
        parts = [("  ", "")]
        for index, (channel, letter) in enumerate(self.query_one(RosterGrid).letters.items()):
            name = cropped(self.planner.label(channel), most)
            colour = f"bold $on-channel on $channel-{index % CHANNEL_COLOURS}"
            parts += [(f" {letter} ", colour), (f" {name} " if most > 10 else f"{name} ", "$foreground 75%")]
        return parts

    @on(RosterGrid.CursorMoved)
    def _say_cursor(self) -> None:
        grid, chart = self.query_one(RosterGrid), self.query_one(CoverageChart)
        self._follow()
        room, people = self.size.width - 2, chart.explain() if self.size.width >= 100 else chart.brief()
        said = grid.explain()
        text = "   ".join(part for part in (cropped(said, room - len(people) - 3), people) if part)
        self.query_one("#effect", Static).update(Content.assemble((text, "bold")), layout=False)
        if (here := grid.shift is None) != self._nobody:  # other keys make sense; the bar need not follow every step
            self._nobody = here
            self.refresh_bindings()

    # -- what runs have brought ----------------------------------------------------------------------------------------

    def run_done(self, run: Run, result: Any) -> None:
        """Say what came of it and show it."""
        view: RosterView = result
        if run.kind == "save":
            self._kept(view)
            return
        if run.kind == "solve":
            self._end_solve()
            self._undo.clear()
            short = view.coverage.short_hours() if view.coverage else 0.0
            self.planner.toast(t("Roster solved: {n} agent-hours short.", n=amount(short)))
            for note in view.notes[:1]:
                self.planner.toast(note, "warning")
        elif run.kind == "publish":
            self.planner.toast(t("Published: {week} is binding.", week=iso_week_label(view.first_day)))
        elif run.kind == "export":
            self.planner.toast(t("Written: {path}", path=str(result.files[0])))
            for line in result.said():
                self.planner.toast(line)
            self.planner.changed()
            return
        elif run.kind == "audit":
            self._show_findings(result)
            return
        self.show(view)
        self.planner.changed()

    def run_failed(self, run: Run, error: BaseException) -> None:
        """The solve panel goes; a failed save shows the roster as it is stored."""
        if run.kind == "solve":
            self._end_solve()
        if run.kind == "save" and isinstance(error, Conflict):
            self._conflict(error)
            return
        if run.kind == "save":
            self._undo.clear()
        super().run_failed(run, error)
        if run.kind in ("solve", "save"):
            self.reload()

    # -- findings, versions, channel, zoom --------------------------------------------------------------------------

    @work
    async def action_findings(self) -> None:
        """Re-check every hard rule and list what is broken and bent."""
        await self.settled()
        view, app = self.view, self.planner
        if view is None or view.version is None:
            return

        def audit(_report: Report) -> tuple[Finding, ...]:
            from planner.roster import publishing

            return publishing.audit(app.workspace(), view)

        self.begin("audit", audit, t("Checking every rule"))

    def _show_findings(self, broken: tuple[Finding, ...]) -> None:
        from tui.screens.roster.findings import FindingsModal

        view = self.view
        if view is None:
            return
        soft = tuple(f for f in view.findings if not f.hard)
        names = {a.agent_id: a.name for a in view.agents}
        self.app.push_screen(FindingsModal(t("Findings"), (*broken, *soft), view.notes, names), self._go_to)

    @work
    async def action_versions(self) -> None:
        """Look at an older version."""
        view = self.view
        if view is None or not view.versions:
            return
        names = {a.agent_id: a.name for a in view.agents}
        choices = []
        for version in view.versions:
            state = t("Published") if version.state is RosterState.PUBLISHED else t("Draft")
            made = local(version.created_at, view.zone) if version.created_at else None
            when = f"{day_text(made)} {made:%H:%M}" if made else ""
            how = spoken(version.label, names)
            choices.append((version.roster_id, f"{version.number:>3}  {state:<10} {when}  {how}"))
        chosen = await self.planner.choose(
            t("Versions"), choices, t("The newest is worked on; older ones can be read.")
        )
        if chosen is not None:
            self._version = None if chosen == view.versions[0].roster_id else chosen
            self.reload()

    def action_channel(self) -> None:
        """Coverage of the next channel, then of all again."""
        view = self.view
        if view is None or view.coverage is None:
            return
        order = ["", *view.coverage.required]
        self._channel = order[(order.index(self._channel) + 1) % len(order)] if self._channel in order else ""
        self._draw_coverage(view.coverage)
        self._say_cursor()

    @on(RosterGrid.ZoomAsked)
    def _zoom(self) -> None:
        grid = self.query_one(RosterGrid)
        if self.view is not None and grid.columns is not None:
            order = list(STEPS_MIN)
            self._step = order[(order.index(grid.columns.step) + 1) % len(order)]
            self._draw(self.view.roster, self.view.coverage)

    def action_copy(self) -> None:
        """The roster as tab-separated text."""
        view = self.view
        if view is None:
            return
        self.app.copy_to_clipboard(as_text(view))
        self.planner.toast(t("Copied."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        rostered = self.view is not None and self.view.version is not None
        if action in ("publish", "export", "findings", "channel", "versions", "copy", "why", "ill", "busier", "swap"):
            return True if rostered and not self.running("solve") else None
        if action == "undo":
            return True if self._undo and self.query_one(RosterGrid).editable else None
        if action in ("solve", "solve_settings"):
            return None if self.running("solve") else True
        return True
