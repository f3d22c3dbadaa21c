"""The plan editor: the plan as text, its mistakes as one types, and the pay it promises as a curve beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from planner.base.errors import InputProblems
from planner.base.i18n import money, t
from planner.base.problems import RowProblem
from tui.frame.base import PlannerScreen
from tui.frame.messages import Run
from tui.widgets.payout_curve import PayoutCurve

if TYPE_CHECKING:
    from engagement.pay.plan import Plan
    from planner.db.workspace import Workspace
    from planner.pay.plans import ReachesBack

STARTER = """\
id = "service"
name = "Variable pay of service"
version = 1
effective_from = {month}-01
protected_leave = "keep_target"
negative = "carry"

[[gate]]
metric = "csat"
min = "80.0"
fail_factor = "0.50"

[[component]]
id = "commission"
name = "Commission"
kind = "flat"
rate = "0.02"

[[component]]
id = "target"
name = "Bonus at target"
kind = "bonus"
target_bonus = "150.00"
quota = "5000.00"
curve = [["0.80", "0.50"], ["1.00", "1.00"]]
above_slope = "2"
cap_factor = "1.50"
"""


@dataclass(frozen=True)
class Loaded:
    """Text to start from and the usual quota of full-time work."""

    text: str
    quota: Decimal | None


class PayPlanScreen(PlannerScreen):
    """Edit a plan version and see what it pays."""

    typed = True
    title_text = "Pay plan"
    help_text = (
        "The plan as text, checked as you type; on the right the pay of a full-time person by attainment, for the "
        "component in which the cursor stands. Ctrl+S keeps the version; once a month under review uses it, changes "
        "need a new one (Ctrl+N). T tries the plan on the last quarter before anybody is paid by it."
    )
    DEFAULT_CSS = """
    PayPlanScreen #state { height: 1; padding: 0 1; }
    PayPlanScreen #editor { height: 1fr; }
    PayPlanScreen #text { width: 1fr; border: none; padding: 0 1; }
    PayPlanScreen #side { width: 1fr; }
    PayPlanScreen.-narrow #side { width: 36; }
    PayPlanScreen #curve-name { height: auto; padding: 0 1; }
    PayPlanScreen #wrong { height: auto; max-height: 8; padding: 0 1; color: $error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Keep the plan"),
        Binding("ctrl+n", "new_version", "New version"),
        Binding("ctrl+t", "try_plan", "Try it"),
        Binding("escape", "leave_editor", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self._kept = ""
        self._quota: Decimal | None = None

    def body(self) -> ComposeResult:
        """Text, mistakes, curve."""
        yield Static("", id="state")
        with Horizontal(id="editor"):
            yield TextArea("", id="text", show_line_numbers=True, soft_wrap=False)
            with Vertical(id="side"):
                yield Static("", id="curve-name")
                yield PayoutCurve(id="curve")
                yield Static("", id="wrong")

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """The newest plan, or one to start from."""
        from planner.pay import inputs, insight, plans

        period = f"{monday:%Y-%m}"
        known = inputs.plans(ws)
        text = plans.plan_text(ws, known[-1].id) if known else STARTER.format(month=period)
        return Loaded(text, insight.usual_quota(ws, period))

    def show(self, data: Any) -> None:
        """Put the text into the editor, unless it was being edited."""
        loaded: Loaded = data
        self._quota = loaded.quota
        area = self.query_one("#text", TextArea)
        if area.text in ("", self._kept):
            self._kept = loaded.text
            area.load_text(loaded.text)
        self.check()
        area.focus()

    @on(TextArea.Changed, "#text")
    def check(self) -> None:
        """Read the plan as it stands; say what is wrong, or draw it."""
        from planner.pay import plans

        text = self.query_one("#text", TextArea).text
        if not text:
            return
        wrong = ""
        try:
            self.plan = plans.check_plan(text, "plan")
        except InputProblems as error:
            self.plan = None
            found = [p for p in error.problems if isinstance(p, RowProblem)][:4]
            wrong = "\n".join(f"✗ {p.column + ': ' if p.column else ''}{p.message} {p.mend}" for p in found)
        self.query_one("#wrong", Static).update(Content(wrong))
        changed = t("not kept yet") if text != self._kept else t("kept")
        name = self.plan.rule_version if self.plan else t("mistakes in the plan")
        self.query_one("#state", Static).update(
            Content.assemble((name, "bold $accent" if self.plan else "bold $error"), f" · {changed}")
        )
        self._draw()

    @on(TextArea.SelectionChanged, "#text")
    def _draw(self) -> None:
        """The curve of the component under the cursor; of all together elsewhere."""
        from planner.pay import insight

        if self.plan is None:
            return
        curves = insight.curves(self.plan, self._quota)
        chosen = self._component()
        if chosen in curves:
            title, points = chosen, curves[chosen]
        else:
            title = t("all components with a goal")
            sums: dict[Decimal, Decimal] = {}
            for curve in curves.values():
                for level, paid in curve:
                    sums[level] = sums.get(level, Decimal(0)) + paid
            points = tuple(sorted(sums.items()))
        self.query_one("#curve", PayoutCurve).fill(points)
        at = dict(points).get(Decimal(1))
        said = t("{pay} at 100 %", pay=money(at)) if at is not None else ""
        quota = t("quota {quota}", quota=money(self._quota)) if self._quota is not None else ""
        self.query_one("#curve-name", Static).update(
            Content.assemble((title, "bold"), "  ", (" · ".join(p for p in (said, quota) if p), "$foreground 80%"))
        )

    def _component(self) -> str:
        """Id of the component in whose table the cursor stands."""
        area = self.query_one("#text", TextArea)
        lines = area.text.splitlines()[: area.cursor_location[0] + 1]
        at = max((i for i, line in enumerate(lines) if line.strip() == "[[component]]"), default=-1)
        outer = any(line.strip() == "[[gate]]" for line in lines[at + 1 :])
        if at < 0 or outer:
            return ""
        for line in area.text.splitlines()[at + 1 :]:
            key, _, value = line.partition("=")
            if key.strip() == "id":
                return value.split("#")[0].strip().strip("\"'")
        return ""

    def action_save(self, accepted: str = "") -> None:
        """Keep the version; one that reaches back into closed months is asked for first, with who gains and loses."""
        text, app = self.query_one("#text", TextArea).text, self.planner

        def save(_report: object) -> tuple[Any, tuple[str, ...], str] | ReachesBack:
            from planner.pay import plans

            try:
                plan, warnings = plans.import_plan(app.workspace(), text, t("plan"), accepted)
            except plans.ReachesBack as asked:
                return asked
            return plan, warnings, text

        self.begin("save", save, t("Saving"))

    @work
    async def _ask(self, asked: ReachesBack) -> None:
        rows = [f"{c.agent_id}  {money(c.delta)}" for c in asked.changes[:12]]
        more = [t("... and {n} more", n=len(asked.changes) - 12)] if len(asked.changes) > 12 else []
        question = "\n".join([asked.title, "", *rows, *more])
        if await self.planner.confirm(t("Pay plan"), question, t("keep the plan"), t("go back")):
            self.action_save(asked.token)

    def action_new_version(self) -> None:
        """The same plan under the next number, from the first of the month in hand."""
        if self.plan is None:
            return
        from planner.pay import plans

        monday = self.planner.week or date.today()
        first = max(f"{monday:%Y-%m}", f"{self.plan.effective_from:%Y-%m}")
        self.query_one("#text", TextArea).load_text(plans.new_version_text(self.plan, first))

    def action_try_plan(self) -> None:
        """What-if with this text."""
        if self.plan is not None:
            self.planner.tried_plan = self.plan
            self.planner.action_open("paytry")

    @work
    async def action_leave_editor(self) -> None:
        """Back to the month; asks when the text was not kept."""
        app, area = self.planner, self.query_one("#text", TextArea)
        if area.text != self._kept:
            question = t("The plan was changed and not kept. Leave it in the editor and go back?")
            if not await app.confirm(t("Pay plan"), question, t("go back"), t("stay")):
                return
        app.action_open("pay")

    def run_done(self, run: Run, result: Any) -> None:
        """Say what was kept, or ask about closed months."""
        if not isinstance(result, tuple):
            self._ask(result)
            return
        plan, warnings, text = result
        self._kept = text
        self.planner.toast(t("{plan} is kept.", plan=plan.rule_version))
        for warning in warnings:
            self.planner.toast(warning, "warning")
        self.check()
        self.planner.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a plan without mistakes is kept or tried."""
        if action in ("save", "new_version", "try_plan"):
            return True if self.plan is not None else None
        return True
