"""Home: the answer of the week, where the plan stands, and the one key that takes the next step."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from planner.base.errors import Refused
from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from tui.frame.base import PlannerScreen
from tui.frame.messages import Run
from tui.steps import STEP_KEYS, STEP_VERBS
from tui.text import STATE_MARKS, amount, bar, clock, local, weekday

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.workspace.home import Step, WeekAnswer

_STATE_STYLES = {"done": "$success", "next": "bold $accent", "stale": "bold $warning", "todo": "dim"}


class StepList(OptionList):
    """The steps; Enter takes the marked one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Take the step")]


class HomeScreen(PlannerScreen):
    """The first screen: headline, the week in bars, the steps of the plan."""

    CSS_PATH = "home.tcss"
    title_text = "Home"
    help_text = (
        "The answer of the week: what is coming, where people are missing, and what to do next. The plan is six steps; "
        "Enter takes the one that is marked, and its letter takes it from anywhere on this screen. A step marked ↻ was "
        "done before something it rests on changed: do it again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "take('import')", "Import contacts", show=False),
        Binding("f", "take('forecast')", "Forecast", show=False),
        Binding("r", "take('requirement')", "Requirement", show=False),
        Binding("s", "take('roster')", "Solve the roster", show=False),
        Binding("p", "take('publish')", "Publish", show=False),
        Binding("x", "take('export')", "Export to Excel", show=False),
        Binding("less_than_sign", "app.week(-1)", "Week before", key_display="<"),
        Binding("greater_than_sign", "app.week(1)", "Week after", key_display=">"),
        Binding("f2", "app.language", "Español / English"),
        Binding("d", "demo", "Sample shop", show=False),
        Binding("n", "create", "New workspace", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._missing = False

    def body(self) -> ComposeResult:
        """Headline, week, steps, next."""
        yield Static(Content(t("Opening the week…")), id="headline")
        yield Static("", id="sentences")
        with Horizontal(id="middle"):
            with VerticalScroll(id="week", classes="panel", can_focus=False) as week:
                week.border_title = t("The week")
                yield Static("", id="days")
                yield Static("", id="spots")
                yield Static("", id="channels")
            with Vertical(id="steps", classes="panel") as steps:
                steps.border_title = t("The plan")
                yield StepList(id="step-list")
                yield Static("", id="next")

    def load(self, ws: Workspace, monday: date) -> WeekAnswer:
        """The answer for the week."""
        from planner.workspace import home

        return home.week_answer(ws, monday)

    def run_failed(self, run: Run, error: BaseException) -> None:
        """Where there is no workspace yet, offer to make one instead of an error."""
        if run.kind == "load" and isinstance(error, Refused) and not self.planner.has_workspace():
            self._missing = True
            self.query_one("#headline", Static).update("")
            self.empty(
                t("There is no workspace here yet."),
                t("d  look around in the sample shop (your data stay untouched)\nn  start an empty workspace"),
            )
        else:
            self.query_one("#headline", Static).update(Content(t("The week could not be opened.")))
            super().run_failed(run, error)

    def show(self, data: Any) -> None:
        """Fill the screen with the answer."""
        answer: WeekAnswer = data
        self._missing = False
        self.filled()
        self.query_one("#headline", Static).update(Content(answer.headline))
        lines = [*answer.sentences]
        self.query_one("#sentences", Static).update(Content("\n".join(lines)))
        self.query_one("#days", Static).update(self._days(answer))
        self.query_one("#channels", Static).update(self._channels(answer))
        self.query_one("#spots", Static).update(self._spots(answer))
        self._show_steps(answer)

    def _show_steps(self, answer: WeekAnswer) -> None:
        steps = self.query_one("#step-list", OptionList)
        steps.clear_options()
        steps.add_options([Option(self._step_line(step), id=step.step) for step in answer.steps])
        following = answer.next_step
        ids = [step.step for step in answer.steps]
        steps.highlighted = ids.index(following.step) if following else len(ids) - 1 if ids else None
        steps.focus()
        if following is None:
            text = Content.assemble(("✓ ", "$success"), t("The week is planned. > goes on to the next one."))
        else:
            key = STEP_KEYS[following.step]
            text = Content.assemble(
                (t("Next: ") + t(STEP_VERBS[following.step]), "bold"), "\n",
                (t("Press "), "dim"), (t("Enter"), "bold $accent"), (t(" or "), "dim"), (key, "bold $accent"),
            )  # fmt: skip
        self.query_one("#next", Static).update(text)
        self.planner.next_step = following

    def _step_line(self, step: Step) -> Content:
        style = _STATE_STYLES[step.state]
        return Content.assemble(
            (f"{STATE_MARKS[step.state]} ", style),
            (f"{STEP_KEYS[step.step]} ", "bold $accent"),
            (t(STEP_VERBS[step.step]), style),
            (f"\n    {step.detail}" if step.detail else "", "dim"),
        )  # fmt: skip

    def _days(self, answer: WeekAnswer) -> Content:
        if not answer.daily:
            lines = [Content.styled(t("No forecast for this week yet."), "bold")]
            lines += [Content(f"★ {event}") for event in answer.events]
            lines.append(Content.styled(t("Contracts give {n} h.", n=number(answer.contract_hours)), "dim"))
            return Content("\n").join(lines)
        top = max(max(contacts, before or 0) for _, contacts, before in answer.daily) or 1
        room = max(6, min(40, self.query_one("#week").size.width - 30))
        lines = []
        for day, contacts, before in answer.daily:
            change = contacts / before - 1 if before else None
            drawn = bar(contacts / top, room)
            mark = min(room - 1, round((before or 0) / top * room))
            lines.append(
                Content.assemble(
                    f"{weekday(day):<7}",
                    (drawn[:mark], "$scheduled"),
                    ("│", "$required on $scheduled" if drawn[mark] == "█" else "$required") if before else drawn[mark],
                    (drawn[mark + 1 :], "$scheduled"),
                    (f" {number(contacts):>7}", "bold"),
                    (f" {percent(change, signed=True):>8}" if change is not None else "", _uplift_style(change)),
                )
            )
        head = Content.assemble((t("Contacts a day"), "dim"), ("  │ ", "$required"), (t("last year"), "dim"))
        return Content("\n").join([head, *lines])

    def _channels(self, answer: WeekAnswer) -> Content:
        if not answer.by_channel:
            return Content("")
        room = max(12, *(len(self.planner.label(channel)) for channel, _, _ in answer.by_channel))
        parts = [
            Content.assemble(
                f"{self.planner.label(channel):<{room}} ",
                (f"{number(contacts):>8}", "bold"),
                (f" {percent(uplift, signed=True):>8}" if uplift is not None else "", _uplift_style(uplift)),
            )
            for channel, contacts, uplift in answer.by_channel
        ]
        head = Content.styled("\n" + t("By channel, on the four weeks before"), "dim")
        return Content("\n").join([head, *parts])

    def _spots(self, answer: WeekAnswer) -> Content:
        if not answer.short_spots:
            return Content("")
        zone = self.planner.zone
        lines = [
            Content.assemble(
                ("▼ ", "bold $short"),
                f"{day_text(local(spot.start, zone))} {clock(spot.start, zone)}  ",
                (t("{n} missing", n=amount(spot.short)), "bold $short"),
                f"  {spot.where(self.planner.label)}",
            )
            for spot in answer.short_spots[:5]
        ]
        head = t("Short, in all {hours} agent-hours", hours=amount(answer.short_hours or 0))
        return Content("\n").join([Content.styled("\n" + head, "dim"), *lines])

    # -- keys -------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Steps only with a workspace, making one only without."""
        if action in ("demo", "create"):
            return self._missing
        if action == "take":
            return not self._missing
        return True

    @on(OptionList.OptionSelected, "#step-list")
    def _step_chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self.planner.take_step(event.option.id)

    def action_take(self, step: str) -> None:
        """A step by its letter."""
        self.planner.take_step(step)

    @work
    async def action_demo(self) -> None:
        """The sample shop, on a fresh copy."""
        self.empty(t("Preparing the sample shop…"), "")
        self._missing = False
        await self.planner.switch_workspace(None, demo=True)

    @work
    async def action_create(self) -> None:
        """An empty workspace where the program expects one."""
        where = t("An empty workspace is made at {path}.", path=self.planner.target_name())
        if await self.planner.confirm(t("New workspace"), where, t("make it")):
            target = self.planner.target

            def make(_report: object) -> None:
                from planner.workspace import opening

                opening.init(target).close()

            self.begin("create", make, t("Making the workspace"))

    def run_done(self, run: Run, result: Any) -> None:
        """The new workspace is there."""
        self.planner.changed()


def _uplift_style(uplift: float | None) -> str:
    if uplift is None or abs(uplift) < 0.1:
        return "dim"
    return "bold $warning" if uplift > 0 else "$success"
