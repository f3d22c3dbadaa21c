"""What a plan would have cost on the last quarter: levels, cliffs, who gains and who loses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.errors import Refused
from planner.base.i18n import money, number, percent, t
from tui.frame.base import PlannerScreen
from tui.frame.tables import PlanTable, cell, right
from tui.screens.pay.actions import month_name

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.insight import WhatIf


class PayTryScreen(PlannerScreen):
    """A plan tried on past months."""

    title_text = "Try a plan"
    help_text = (
        "The plan from the editor (or the one in force) on the last three months: with the sales as they were, and at "
        "80 and 120 % of them; then as if everybody stood exactly at that attainment. Cliffs are places where one cent "
        "of sales moves the pay. Against the plan in force you see who gains and who loses."
    )
    DEFAULT_CSS = """
    PayTryScreen #state { height: auto; padding: 0 1; margin-bottom: 1; }
    PayTryScreen #levels { height: auto; max-height: 5; margin: 0 1; }
    PayTryScreen #cliffs { height: auto; max-height: 6; padding: 0 1; margin: 1 0; }
    PayTryScreen #changes { height: 1fr; margin: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("P", "app.open('payplan')", "Plan"),
        Binding("escape", "app.open('pay')", "Back"),
    ]

    def body(self) -> ComposeResult:
        """What was tried, levels, cliffs, people."""
        yield Static("", id="state")
        yield PlanTable(id="levels", help_text="Cost of the quarter at each level of sales, and if everybody stood "
                        "exactly at that attainment.")  # fmt: skip
        yield Static("", id="cliffs")
        yield PlanTable(id="changes", help_text="Each person on the same months under the plan in force and under "
                        "this one, biggest loss first.")  # fmt: skip

    def load(self, ws: Workspace, monday: date) -> WhatIf | Refused:
        """Try the plan of the editor, or the one in force."""
        from planner.pay import insight

        try:
            return insight.try_plan(ws, self.planner.pay_period or f"{monday:%Y-%m}", self.planner.tried_plan)
        except Refused as error:
            return error

    async def on_screen_resume(self) -> None:
        """Always try again: the editor may have changed the plan."""
        self._seen = None
        await super().on_screen_resume()

    def show(self, data: Any) -> None:
        """Fill the tables."""
        if isinstance(data, Refused):
            self.empty(data.title, data.hint)
            return
        found: WhatIf = data
        self.filled()
        against = found.in_force
        said = t("against {plan}", plan=against.rule_version) if against is not None and found.changes else ""
        self.query_one("#state", Static).update(
            Content.assemble(
                (found.plan.rule_version, "bold $accent"), f" {said} · ",
                f"{month_name(found.months[0])} – {month_name(found.months[-1])} · {t('{n} people', n=found.people)}",
            )
        )  # fmt: skip
        rows: list[list[str | Text]] = []
        for one, exact in zip(found.replay, found.exact, strict=True):
            notes = [t("over budget")] if one.over_budget else []
            if one.not_calculable:
                notes.append(t("not calculable: {names}", names=", ".join(one.not_calculable)))
            rows.append([right(percent(one.level)), right(money(one.cost), "bold"),
                         right(money(exact * len(found.months))), cell(" · ".join(notes))])  # fmt: skip
        header = (t("Sales"), t("Cost of the quarter"), t("If all stood there"), "")
        self.query_one("#levels", PlanTable).fill(header, rows)
        lines = [
            t("{component}: at {at} one cent of sales changes the pay by {jump}", component=name,
              at=money(round(cliff.at, 2)), jump=money(round(cliff.jump, 2)))
            for name, cliffs in found.cliffs.items()
            for cliff in cliffs
        ]  # fmt: skip
        shown = "\n".join(f"⚠ {line}" for line in lines[:6])
        self.query_one("#cliffs", Static).update(Content(shown or t("No cliffs in euros of sales.")))
        changes: list[list[str | Text]] = [
            [cell(c.agent_id), right(number(c.before, 2)), right(number(c.after, 2)),
             right(("+" if c.delta > 0 else "") + number(c.delta, 2),
                   "bold red" if c.delta < 0 else ("green" if c.delta > 0 else ""))]
            for c in found.changes
        ]  # fmt: skip
        table = self.query_one("#changes", PlanTable)
        if not changes and found.replay:
            level = next(one for one in found.replay if one.level == 1)
            people = [[cell(who), right(number(paid, 2))] for who, paid in sorted(level.by_agent.items())]
            table.fill((t("Agent"), t("Pay of the quarter")), people)
        else:
            table.fill((t("Agent"), t("In force"), t("This plan"), t("Change")), changes)
        if self.focused is None:
            table.focus()
