"""Scenarios: the forecast as it stands beside what-ifs; contacts and required agent-hours; one can be made to count."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from tui.frame.base import PlannerScreen
from tui.frame.forms import number_between, one_of, required, to_number, wrong_day
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, cut, right
from tui.text import bar

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.requirement.scenarios import Column, Comparison, ScenarioDef

log = logging.getLogger(__name__)


WIDE = 100


class ScenariosScreen(PlannerScreen):
    """What if Black Friday is a fifth stronger?"""

    title_text = "Scenarios"
    help_text = (
        "What-ifs on the week's forecast side by side: contacts and the agent-hours required with shrinkage, worked "
        "out as the requirement is. n adds one: a stronger event, longer contacts, more self-service. a makes the "
        "chosen one count, as corrections of the forecast with a reason."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New scenario"),
        Binding("a", "apply", "Make it count"),
        Binding("x", "drop", "Take out"),
    ]
    CSS = """
    ScenariosScreen #state { height: 1; padding: 0 1; }
    ScenariosScreen #compare { height: auto; max-height: 14; margin-bottom: 1; }
    ScenariosScreen #channels { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.comparison: Comparison | None = None

    def body(self) -> ComposeResult:
        """State, scenarios, channels."""
        yield Static("", id="state")
        yield PlanTable(id="compare", help_text="One scenario a row, the forecast as it stands first. The bar is its "
                        "agent-hours, the mark | what contracts give.")  # fmt: skip
        yield PlanTable(id="channels", help_text="Agent-hours by channel under every scenario, with the change.")

    def load(self, ws: Workspace, monday: date) -> Comparison | None:
        """The comparison over the week; None without a forecast."""
        from planner.base.errors import Refused
        from planner.requirement import scenarios

        try:
            return scenarios.compare(ws, monday)
        except Refused as error:
            log.info("no scenarios", exc_info=error)
            return None

    def show(self, data: Any) -> None:
        """Fill both tables."""
        self.comparison = shown = data
        if shown is None:
            self.empty(t("No forecast for this week yet."), t("2  and then r forecasts it from the contact history"))
            return
        self.filled()
        base = shown.columns[0]
        text = t("{hours} agent-hours required, {contract} in the contracts", hours=number(base.hours),
                 contract=number(shown.contract_h))  # fmt: skip
        parts = [(text, "bold")]
        if len(shown.columns) == 1:
            parts.append((f"   {t('n  adds a scenario')}", "$accent"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        drawn = ("", t("What")) if self.size.width >= WIDE else ()
        header = (t("Scenario"), t("Contacts"), "", t("Hours"), "", t("Peak"), t("Contracts"), *drawn)
        rows = [self._row(c, base, shown) for c in shown.columns]
        ids = [c.scenario.name if c.scenario else "" for c in shown.columns]
        self.query_one("#compare", PlanTable).fill(header, rows, ids)
        names = [c.scenario.name if c.scenario else t("as it stands") for c in shown.columns]
        lines: list[list[str | Text]] = []
        for index, one in enumerate(base.channels):
            line: list[str | Text] = [cell(self.planner.label(one.channel), "bold")]
            for c in shown.columns:
                hours = c.channels[index].hours
                moved = c.scenario is not None and one.hours > 0 and abs(hours / one.hours - 1) >= 0.005
                change = f" {percent(hours / one.hours - 1, signed=True)}" if moved else ""
                line.append(right(f"{number(hours)} h{change}", "" if moved or not c.scenario else "dim"))
            lines.append(line)
        self.query_one("#channels", PlanTable).fill((t("Channel"), *names), lines)

    def _row(self, c: Column, base: Column, shown: Comparison) -> list[str | Text]:
        def change(new: float, old: float) -> Text:
            return right(percent(new / old - 1, signed=True) if c.scenario and old else "", "bold")

        wide = self.size.width >= WIDE
        top = max(*(one.hours for one in shown.columns), shown.contract_h)
        drawn = list(bar(c.hours / top if top else 0.0, 16))
        if top and shown.contract_h:
            drawn[min(15, int(shown.contract_h / top * 16))] = "|"
        name = c.scenario.name if c.scenario else t("as it stands")
        return [
            cut(name, 60 if wide else 20, "bold"),
            right(number(c.contacts)), change(c.contacts, base.contacts),
            right(f"{number(c.hours)} h"), change(c.hours, base.hours), right(number(c.agents, 1)),
            right(percent(c.hours / shown.contract_h) if shown.contract_h else "–"),
            *(("".join(drawn), cell(self._words(c.scenario) if c.scenario else "", "dim")) if wide else ()),
        ]  # fmt: skip

    def _words(self, s: ScenarioDef) -> str:
        parts = []
        if s.volume_pct:
            parts.append(t("contacts {change}", change=percent(s.volume_pct / 100, signed=True)))
        if s.aht_pct:
            parts.append(t("handle time {change}", change=percent(s.aht_pct / 100, signed=True)))
        if s.self_service:
            parts.append(t("self-service {share}", share=percent(s.self_service)))
        if s.channel:
            parts.append(self.planner.label(s.channel))
        if s.first_day:
            until = f" – {day_text(s.last_day)}" if s.last_day and s.last_day != s.first_day else ""
            parts.append(day_text(s.first_day) + until)
        return ", ".join(parts)

    # -- actions ----------------------------------------------------------------------------------------------------

    @work
    async def action_new(self) -> None:
        """Ask for a scenario and compare."""
        app, shown = self.planner, self.comparison
        if shown is None:
            return
        channels = [c.channel for c in shown.columns[0].channels]
        change = number_between(-100, 2000, empty=True)

        def day_or_nothing(text: str) -> str:
            return wrong_day(text) if text else ""

        answer = await app.form(
            t("New scenario"),
            [
                Field("name", t("Name"), "", t("such as: Black Friday +20 %"), required),
                Field("volume", t("Contacts, ± %"), "20", t("20 is a fifth more"), change),
                Field("aht", t("Handle time, ± %"), "", "", change),
                Field("self_service", t("Self-service, %"), "", t("share of contacts that bots take"),
                      number_between(0, 100, empty=True)),
                Field("channel", t("Channel"), "", t("empty: all; {names}", names=", ".join(channels)),
                      one_of(("", *channels))),
                Field("first", t("From day"), "", t("empty: the whole week"), day_or_nothing),
                Field("last", t("To day, included"), "", "", day_or_nothing),
            ],
            verb=t("compare"),
        )  # fmt: skip
        if answer is None:
            return

        def keep(_report: Report) -> str:
            from planner.requirement import scenarios

            first = date.fromisoformat(answer["first"]) if answer["first"] else None
            last = date.fromisoformat(answer["last"]) if answer["last"] else first
            scenarios.keep(app.workspace(), scenarios.ScenarioDef(
                answer["name"], to_number(answer["volume"]) or 0.0, to_number(answer["aht"]) or 0.0,
                (to_number(answer["self_service"]) or 0.0) / 100, answer["channel"], first, last,
            ))  # fmt: skip
            return t("Scenario kept.")

        self.begin("keep", keep, t("Comparing"))

    def _chosen(self) -> ScenarioDef | None:
        name = self.query_one("#compare", PlanTable).current_id
        columns = self.comparison.columns if self.comparison else ()
        return next((c.scenario for c in columns if c.scenario and c.scenario.name == name), None)

    @work
    async def action_apply(self) -> None:
        """Corrections of the forecast, with a reason."""
        app, shown, chosen = self.planner, self.comparison, self._chosen()
        if shown is None or chosen is None:
            app.toast(t("Choose a scenario's row first."), "warning")
            return
        answer = await app.form(t("Make {name} count", name=chosen.name),
                                [Field("reason", t("Reason"), chosen.name, t("who said so, what for"), required)],
                                verb=t("correct"))  # fmt: skip
        if answer is None:
            return

        def apply(_report: Report) -> str:
            from planner.requirement import scenarios

            made = scenarios.apply(app.workspace(), chosen, shown.first_day, shown.days, answer["reason"])
            return t("{n} corrections entered; x on the forecast takes them back.", n=len(made))

        self.begin("apply", apply, t("Correcting"))

    def action_drop(self) -> None:
        """Take the chosen scenario out."""
        app, chosen = self.planner, self._chosen()
        if chosen is None:
            return

        def drop(_report: Report) -> str:
            from planner.requirement import scenarios

            scenarios.drop(app.workspace(), chosen.name)
            return t("Scenario taken out.")

        self.begin("drop", drop, t("Taking out"))

    def run_done(self, run: Run, result: Any) -> None:
        """Say it and show it."""
        self.planner.toast(str(result))
        self.planner.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        if action in ("apply", "drop"):
            return True if self.comparison is not None and len(self.comparison.columns) > 1 else None
        if action == "new":
            return True if self.comparison is not None else None
        return True
