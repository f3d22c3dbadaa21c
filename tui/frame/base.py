"""The frame of every screen: navigation, body or empty state, progress, keys; loading, runs, F1.

Invariants: `load` runs in a thread and only returns data; `show` runs in the interface; messages of runs that are not
the latest of their kind are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from planner.base.i18n import language, t
from tui.frame.bars import KeyBar, NavBar, NextLine
from tui.frame.memory import in_bulk
from tui.frame.messages import Report, Run, RunDone, RunFailed, RunProgress, Work, begin_run
from tui.frame.progress import ProgressLine

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

    from planner.db.workspace import Workspace
    from planner.workspace.home import Step
    from tui.app import CuadranteApp


class PlannerScreen(Screen[None]):
    """A screen on the open workspace and the week in hand."""

    title_text: ClassVar[str] = ""
    help_text: ClassVar[str] = ""
    typed: ClassVar[bool] = False
    """Whether something typed or moved here would be lost by loading anew: others' work is then told, not shown."""
    shows_next: ClassVar[bool] = False
    """Whether the line above the keys names the next step of the weekly plan."""
    AUTO_FOCUS: ClassVar[str | None] = "#body *"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop_run", "Stop", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._runs: dict[str, Run] = {}
        self._seen: tuple[int, date | None, str] | None = None
        self._composed_in = language()

    @property
    def planner(self) -> CuadranteApp:
        """The program."""
        return cast("CuadranteApp", self.app)

    # -- what a screen fills in -------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """The widgets between navigation and key bar."""
        raise NotImplementedError

    def load(self, ws: Workspace, monday: date) -> Any:
        """In a thread: ask the services and return what to show."""
        raise NotImplementedError

    def show(self, data: Any) -> None:
        """In the interface: put what `load` returned into the widgets."""
        raise NotImplementedError

    def run_done(self, run: Run, result: Any) -> None:
        """A run begun by this screen ended well."""

    def begin_step(self, step: str) -> None:
        """Begin a step of the weekly plan that this screen does (opened from Home or by F5)."""

    # -- frame ------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Navigation, body, empty state, progress, keys."""
        yield NavBar(id="nav")
        with Vertical(id="body"):
            yield from self.body()
        yield Static("", id="empty")
        if self.shows_next:
            yield NextLine(id="next-line")
        yield ProgressLine()
        yield KeyBar(id="keys")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Bindings with their descriptions in the user's language."""
        return {
            key: active._replace(binding=replace(active.binding, description=t(active.binding.description)))
            for key, active in super().active_bindings.items()
        }

    def empty(self, text: str, hint: str) -> None:
        """Say what is missing and which key mends it, in place of the body."""
        self.query_one("#empty", Static).update(Content.assemble((text, "bold"), "\n\n", (hint, "$accent")))
        self.add_class("-empty")
        self.refresh_bindings()

    def filled(self) -> None:
        """Show the body."""
        self.remove_class("-empty")
        self.refresh_bindings()

    # -- loading ----------------------------------------------------------------------------------------------------

    async def on_screen_resume(self) -> None:
        """Load what is new since the screen was last seen."""
        await self.catch_up()

    async def catch_up(self) -> None:
        """Speak the language in force and reload when anything changed."""
        if self._composed_in != language():
            self._composed_in = language()
            self._seen = None
            await self.recompose()
        self.query_one(NavBar).refresh()
        if self._seen != (self.planner.revision, self.planner.week, language()):
            self.reload()

    def reload(self) -> None:
        """Load in the background and show."""
        app, monday = self.planner, self.planner.week
        self._seen = (app.revision, monday, language())

        def work(report: Report) -> tuple[date, Any]:
            ws = app.workspace(report)
            week = monday or app.planning_week(ws)
            app.read_labels(ws)
            return week, self.load(ws, week)

        self.begin("load", work)
        if self.shows_next:
            self.begin("load-next", self._find_next)

    def _find_next(self, report: Report) -> Step | None:
        from planner.workspace import home

        ws, app = self.planner.workspace(), self.planner
        return home.week_answer(ws, app.week or app.planning_week(ws)).next_step

    def changed_here(self) -> None:
        """Something was written that this screen shows already: the others reload when they are next seen."""
        app = self.planner
        app.revision += 1
        self._seen = (app.revision, app.week, language())
        if app._base_screen() is not self:
            app._catch_up()
        elif self.shows_next:
            self.begin("load-next", self._find_next)

    # -- runs -------------------------------------------------------------------------------------------------------

    def begin(
        self, kind: str, work: Work, text: str = "", *, stop_text: str = "", quiet: bool = False
    ) -> Run | None:  # fmt: skip
        """Start a background run; refused while one of its kind is under way (loads replace each other).

        `text` says what is being done, `stop_text` what Esc does where the work looks at `report.stop`; `quiet` draws
        no progress, for what the user need not wait for.
        """
        silent = quiet or kind.startswith("load")
        if not kind.startswith("load") and kind in self._runs:
            self.planner.toast(t("This is already under way."), "warning")
            return None
        run = begin_run(self, kind, in_bulk(work) if silent else work)
        self._runs[kind] = run
        if not silent:
            self.query_one(ProgressLine).begin(run, text, stop_text)
            if self.has_class("-empty"):
                self.query_one("#empty", Static).update(Content.styled(f"{text}…", "bold"))
            self.refresh_bindings()
        return run

    def running(self, kind: str) -> bool:
        """Whether a run of that kind is under way."""
        return kind in self._runs

    def _current(self, run: Run) -> bool:
        return self._runs.get(run.kind) is run

    def on_run_progress(self, message: RunProgress) -> None:
        """Draw progress of the latest run."""
        if self._current(message.run):
            self.run_progress(message)

    def run_progress(self, message: RunProgress) -> None:
        """How far a run is; a screen may add to this."""
        line = self.query_one(ProgressLine)
        if line.run is None:
            line.begin(message.run, message.text)
        if line.run is message.run:
            line.report(message.share, message.text)

    def _end(self, run: Run) -> bool:
        if not self._current(run):
            return False
        del self._runs[run.kind]
        line = self.query_one(ProgressLine)
        if line.run is run:
            line.end()
        self.refresh_bindings()
        return True

    async def on_run_done(self, message: RunDone) -> None:
        """Show what was loaded, or hand the result to the screen."""
        if not self._end(message.run):
            return
        if message.run.kind == "load-next":
            self.planner.next_step = message.result
            self.query_one(NextLine).refresh()
            return
        if message.run.kind != "load":
            self.run_done(message.run, message.result)
            return
        week, data = message.result
        if self.planner.week is None:
            self.planner.week = week
            self._seen = (self.planner.revision, week, language())
        self.query_one(NavBar).refresh()
        self.show(data)
        self.refresh_bindings()

    def on_run_failed(self, message: RunFailed) -> None:
        """Failure is a modal."""
        if self._end(message.run):
            self.run_failed(message.run, message.error)

    def run_failed(self, run: Run, error: BaseException) -> None:
        """A run ended in an error; a screen may treat some errors itself."""
        self.planner.fail(error)
        if run.kind != "load" and self.has_class("-empty"):
            self.reload()

    def action_stop_run(self) -> None:
        """Stop the run whose progress is shown."""
        run = self.query_one(ProgressLine).run
        if run is not None:
            run.stop()
            self.query_one(ProgressLine).refresh()

    # -- help -------------------------------------------------------------------------------------------------------

    def help_paragraphs(self) -> Iterable[tuple[str, str]]:
        """What F1 says: what is under the cursor first, then the widget, then the screen."""
        widget: Widget | None = self.focused
        while widget is not None and widget is not self:
            explain = getattr(widget, "explain", None)
            if callable(explain) and (said := explain()):
                yield t("Under the cursor"), str(said)
            if text := getattr(widget, "help_text", ""):
                yield t("Here"), t(text)
            widget = cast("Widget | None", widget.parent)
        if self.help_text:
            yield t(self.title_text), t(self.help_text)
