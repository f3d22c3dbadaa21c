"""CuadranteApp: the modes, the keys that work everywhere, the palette, the open workspace and the week in hand.

Invariants: the workspace is opened by the first background run, never before the first paint; nothing here imports a
service at module level.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from rich.text import Text
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import ModalScreen, Screen

from planner.base.errors import CuadranteError
from planner.base.i18n import language, set_language, t
from planner.base.log import mark, noted, setup
from planner.base.unexpected import Unexpected, unexpected
from tui.frame import themes
from tui.frame.palette import Commands
from tui.registry import REGISTRY
from tui.steps import STEP_SCREENS

if TYPE_CHECKING:
    from engagement.pay.plan import Plan
    from planner.db.audit import AuditEntry
    from planner.db.watch import Watch
    from planner.db.workspace import Workspace
    from planner.workspace.home import Step
    from tui.frame.base import PlannerScreen
    from tui.frame.messages import Report
    from tui.frame.modals import Field

log = logging.getLogger(__name__)

Severity = Literal["information", "warning", "error"]
LOOK_S = 1.0
"""Seconds between two looks for what others wrote."""


_AT_REST = ("open", "week", "leave", "language", "help", "next_step")
"""Actions that wait while a modal stands over the screen."""


_INHERITED = ("page_left", "page_right", "cursor_parent", "select_cursor", "command_palette", "scroll_left",
              "scroll_right", "first", "last", "app.focus_next", "app.focus_previous", "screen.copy_text")  # fmt: skip
"""Actions of the toolkit's widgets that nobody needs to read about."""
_MOVES = ("cursor_", "page_", "scroll_")
_STEPS = ("row(", "step(", "day(", "shift(")
"""Beginnings of actions that only move; the palette names what is done, not how to get about."""


class CuadranteApp(App[None]):
    """The terminal program on one workspace. `demo` opens a fresh copy of the sample shop instead of `target`."""

    TITLE = "cuadrante"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    MODES: ClassVar = {one.name: one.load for one in REGISTRY}
    DEFAULT_MODE = REGISTRY[0].name
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (120, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {Commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(one.key, f"open('{one.name}')", one.title, show=False) for one in REGISTRY),
        Binding("less_than_sign", "week(-1)", "Week before", show=False, key_display="<"),
        Binding("greater_than_sign", "week(1)", "Week after", show=False, key_display=">"),
        Binding("f1", "help", "Help", show=False),
        Binding("f2", "language", "Español / English", show=False),
        Binding("f5", "next_step", "Next step", show=False),
        Binding("f3", "theme", "Dark / light / no colour", show=False),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("q", "leave", "Quit", show=False),
    ]

    def __init__(self, target: str | None = None, language: str | None = None, *, demo: bool = False) -> None:
        if language:
            set_language(language)
        no_colour = "NO_COLOR" in os.environ
        super().__init__()
        self.target = target
        self.demo = demo
        self.revision = 0
        self.week: date | None = None
        self.next_step: Step | None = None
        self.pay_period = ""
        """The month that the pay screens show; that of the week in hand when empty."""
        self.tried_plan: Plan | None = None
        """The pay plan that the editor handed to what-if; the one in force when None."""
        self.zone = "Europe/Madrid"
        self._workspace: Workspace | None = None
        self.labels: dict[str, str] = {}
        self._opening = threading.Lock()
        self._watch: Watch | None = None
        self._looking = False
        self.own = 0
        """How often this program itself wrote something that another screen may show anew."""
        self._since = mark()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.NO_COLOUR.name if no_colour else themes.DARK.name

    # -- the workspace ----------------------------------------------------------------------------------------------

    def workspace(self, report: Report | None = None) -> Workspace:
        """The open workspace; opened on the first call, which must come from a background run."""
        with self._opening:
            if self._workspace is None:
                from planner.db.opening import open_workspace
                from planner.db.watch import Watch
                from planner.db.workspace import read_settings
                from planner.workspace import opening

                if self.demo and self.target is None:
                    os.environ.setdefault("CUADRANTE_TODAY", opening.sample_day())
                    self.target = str(opening.demo(report))
                self._workspace = open_workspace(self.target)
                self.zone = read_settings(self._workspace).time_zone
                self._watch = Watch(self._workspace)
                self._look_after(self._workspace)
            return self._workspace

    def _look_after(self, ws: Workspace) -> None:
        """Say when the workspace is damaged, and make the weekly backup when it is due; in the opening's thread."""
        from planner.db import backup

        if ws.damage:
            hint = t("It is open for reading only; `cuadrante db restore FILE` brings a backup back.")
            self.call_from_thread(self.notify, f"{ws.damage} {hint}", severity="error", timeout=60)
        elif not self.demo:
            try:
                backup.weekly(ws)
            except CuadranteError as error:
                log.warning("the weekly backup was not made", exc_info=error)
                text = t("The weekly backup was not made: {why}", why=error)
                self.call_from_thread(self.notify, text, severity="warning")

    def label(self, channel: str) -> str:
        """A channel's name in the user's language."""
        return self.labels.get(channel, channel)

    def read_labels(self, ws: Workspace) -> None:
        """Read the channels' names; part of every load, in its thread."""
        from planner.shop.labels import label_of
        from planner.shop.store.channels import read_channels

        self.labels = {c.name: label_of(c) for c in read_channels(ws)}

    def opened(self) -> Workspace:
        """The workspace that is already open; for quick calls from handlers."""
        if self._workspace is None:
            raise RuntimeError("no workspace is open yet")
        return self._workspace

    def target_name(self) -> str:
        """Where the workspace is or would be."""
        from planner.base import config

        return self.target or config.named_workspace()

    def has_workspace(self) -> bool:
        """Whether something stands where the workspace should be; a server is taken at its word."""
        name = self.target_name()
        return "://" in name or Path(name).exists()

    async def switch_workspace(self, target: str | None, *, demo: bool = False) -> None:
        """Open another workspace and begin on Home."""
        self.close_workspace()
        self.target, self.demo, self.week = target, demo, None
        self.changed()

    def close_workspace(self) -> None:
        """Close the open workspace, if there is one."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None

    # -- what others write ------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Look for others' work as long as the program is open."""
        self.set_interval(LOOK_S, self._look)

    def _look(self) -> None:
        if self._watch is not None and not self._looking:
            self._looking = True
            threading.Thread(target=self._look_once, args=(self._watch,), name="watch", daemon=True).start()

    def _look_once(self, watch: Watch) -> None:
        try:
            found = watch.look()
            if found:
                with noted("the program is being left", RuntimeError, level=logging.DEBUG):
                    self.call_from_thread(self._others_wrote, found)
        finally:
            self._looking = False

    def _others_wrote(self, entries: tuple[AuditEntry, ...]) -> None:
        """Tell in one line who did what, and show it without losing what is on show, chosen or typed."""
        from tui.frame.others import told

        base = self._base_screen()
        kiosk = base is not None and self.screen is not base and not isinstance(self.screen, ModalScreen)
        if not kiosk:  # nothing of the office to the employee who stands there
            self.toast(told(entries))
        self.revision += 1
        if base is not None and not base.typed:
            self._catch_up()

    def on_unmount(self) -> None:
        """Leave nothing open, and what loads kept from the collector to it again."""
        self.close_workspace()
        gc.unfreeze()

    def planning_week(self, ws: Workspace) -> date:
        """The week a team lead plans today."""
        from planner.forecast import past

        return past.planning_week(ws)

    def changed(self) -> None:
        """Something was written: the open screen reloads now, the others when they are next seen."""
        self.own += 1
        self.revision += 1
        self._since = mark()
        self._catch_up()

    def _catch_up(self) -> None:
        screen = self._base_screen()
        if screen is not None:
            self.call_later(screen.catch_up)

    def _base_screen(self) -> PlannerScreen | None:
        from tui.frame.base import PlannerScreen

        return next((s for s in self.screen_stack if isinstance(s, PlannerScreen)), None)

    # -- keys -------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the frame rest while something waits for an answer."""
        if action in ("quit", "command_palette") and any(getattr(s, "locked", False) for s in self.screen_stack):
            return False
        below = [s for s in self.screen_stack if not isinstance(s, CommandPalette)]  # the palette offers what they do
        return len(below) == 1 or action not in _AT_REST

    def action_open(self, name: str) -> None:
        """Open a screen."""
        self.switch_mode(name)

    def action_week(self, step: int) -> None:
        """Go a week back or on."""
        if self.week is not None:
            self.set_week(self.week + timedelta(weeks=step))

    def set_week(self, monday: date) -> None:
        """Take another week in hand."""
        self.week = monday
        self._catch_up()

    def action_language(self) -> None:
        """Spanish or English."""
        set_language("en" if language() == "es" else "es")
        self._catch_up()
        self.toast(t("The program speaks English now."))

    def action_theme(self) -> None:
        """The next of dark, light and no colour."""
        names = [theme.name for theme in themes.THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]
        self.toast(t(themes.TITLES[self.theme]))

    def action_leave(self) -> None:
        """Quit; asks while work is under way."""
        screen = self._base_screen()
        if screen is not None and any(not kind.startswith("load") for kind in screen._runs):
            self._leave_running()
        else:
            self.exit()

    def _leave_running(self) -> None:
        async def ask() -> None:
            if await self.confirm(t("Quit"), t("Work is under way. Quit and lose it?"), t("quit"), t("stay")):
                self.exit()

        self.run_worker(ask())

    def action_help(self) -> None:
        """What is under the cursor, what the screen is for, every key."""
        from tui.frame.bars import key_name
        from tui.frame.modals import HelpModal

        screen = self._base_screen()
        if screen is None:
            return
        rows: dict[str, str] = {}
        for active in screen.active_bindings.values():
            if active.binding.description and not active.binding.system and active.binding.action not in _INHERITED:
                rows.setdefault(key_name(self.get_key_display(active.binding)), active.binding.description)
        self.push_screen(HelpModal(t("Help"), list(screen.help_paragraphs()), list(rows.items())))

    # -- the plan ---------------------------------------------------------------------------------------------------

    def action_next_step(self) -> None:
        """The step that the plan is waiting for."""
        if self.next_step is None:
            self.toast(t("The week is planned. > goes on to the next one."))
        else:
            self.take_step(self.next_step.step)

    def take_step(self, step: str) -> None:
        """Open the screen of a step and begin it there."""
        self.run_worker(self._take_step(step), exclusive=True, group="step")

    async def _take_step(self, step: str) -> None:
        await self.switch_mode(STEP_SCREENS[step])
        screen = self._base_screen()
        if screen is not None:
            screen.begin_step(step)

    # -- palette ----------------------------------------------------------------------------------------------------

    def action_command_palette(self) -> None:
        """Every action by name."""
        if not any(isinstance(s, CommandPalette) for s in self.screen_stack):
            self.push_screen(CommandPalette(placeholder=t("Type what you want to do…"), id="--command-palette"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action of the screen, then of the program, in the user's language."""
        from tui.frame.bars import key_name

        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if not binding.description or not active.enabled or binding.system or binding.action in seen:
                continue
            if binding.action in _INHERITED or binding.action.startswith(_MOVES):
                continue
            if not binding.show and binding.action.startswith(_STEPS):
                continue
            seen.add(binding.action)
            where = active.node if active.node is not None else screen
            title = t(binding.description)
            for one in REGISTRY:
                if binding.action == f"open('{one.name}')":
                    title = t("Open {screen}", screen=t(one.title))
            key = t("Key {key}", key=key_name(self.get_key_display(binding)))
            yield SystemCommand(title, key, partial(self._run, binding.action, where))
        for theme in themes.THEMES:
            yield SystemCommand(t(themes.TITLES[theme.name]), t("Colours"), partial(self._set_theme, theme.name))
        yield SystemCommand(t("Save a picture of the screen"), t("An SVG file in this folder"), self.deliver_screenshot)

    async def _run(self, action: str, where: Any) -> None:
        await self.run_action(action, where)

    def _set_theme(self, name: str) -> None:
        self.theme = name

    # -- telling and asking -----------------------------------------------------------------------------------------

    def toast(self, text: str, severity: Severity = "information") -> None:
        """A word of success or warning that goes by itself."""
        self.notify(text, severity=severity, markup=False)

    def fail(self, error: BaseException, title: str = "") -> None:
        """Failure: a modal with cause, mend and detail."""
        from tui.frame.modals import ErrorModal

        if not isinstance(error, CuadranteError):
            error = unexpected(error, self._since, "screen")
        head = t("Something unexpected happened") if isinstance(error, Unexpected) else t("That did not work")
        self.push_screen(ErrorModal(title or head, error.title, error.hint, error.detail))

    def _handle_exception(self, error: Exception) -> None:
        """A handler failed: the program ends, as the toolkit wants it, with one line instead of everybody's values."""
        said = unexpected(error, self._since, "screen")
        self._return_code = 1
        if self._exception is None:  # what the toolkit's own tests wait for
            self._exception = error
            self._exception_event.set()
        self.panic(Text(f"cuadrante: {said}"))

    async def confirm(self, title: str, text: str, yes: str, no: str = "") -> bool:
        """A question with yes and no."""
        from tui.frame.modals import ConfirmModal

        return bool(await self.ask(ConfirmModal(title, text, yes, no or t("not now"))))

    async def form(self, title: str, fields: Sequence[Field], note: str = "", verb: str = "") -> dict[str, str] | None:
        """A few lines to fill in; None when left."""
        from tui.frame.modals import FormModal

        answer: dict[str, str] | None = await self.ask(FormModal(title, fields, note, verb))
        return answer

    async def ask_file(self, title: str, name: str, endings: Sequence[str], note: str = "") -> Path | None:
        """A file to write in, by default in the folder the program was started in; asks before writing over one."""
        from tui.frame.forms import file_to_write
        from tui.frame.modals import Field

        field = Field("path", t("File"), str(Path.cwd() / name), " ".join(endings), file_to_write(*endings))
        answer = await self.form(title, [field], note, t("write"))
        if answer is None:
            return None
        path = Path(answer["path"]).expanduser()
        question = t("{path} exists. Write over it?", path=path)
        if path.exists() and not await self.confirm(title, question, t("write over")):
            return None
        return path

    async def choose(self, title: str, choices: Sequence[tuple[str, str]], note: str = "") -> str | None:
        """One of several (name, label); None when left."""
        from tui.frame.modals import ChoiceModal

        answer: str | None = await self.ask(ChoiceModal(title, choices, note))
        return answer

    async def ask(self, modal: Screen[Any]) -> Any:
        """Show a modal and wait for its answer."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def answered(result: Any) -> None:
            if not future.done():
                future.set_result(result)

        await self.push_screen(modal, answered)
        return await future


def run(target: str | None = None, language: str | None = None, *, demo: bool = False) -> int:
    """Open the program and stay until it is left; returns the exit code."""
    setup()
    app = CuadranteApp(target, language, demo=demo)
    app.run()
    return app.return_code or 0
