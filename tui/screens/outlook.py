"""Twelve months ahead by week: contacts, hours, people required against people under contract."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.i18n import day as day_text
from planner.i18n import number, percent, t
from tui.forms import number_between, to_number
from tui.messages import Report, Run
from tui.screens.base import PlannerScreen
from tui.screens.modals import Field
from tui.text import bar, local, week_name, week_span
from tui.widgets.tables import PlanTable, Row, cell, right

if TYPE_CHECKING:
    from planner.services.outlook import Outlook, OutlookWeek
    from planner.storage.workspace import Workspace

WEEKS = 52


class OutlookScreen(PlannerScreen):
    """Whom to hire, and by when."""

    title_text = "12 months"
    help_text = (
        "The long view for hiring: contacts by week for twelve months, the hours they ask for, and the people that "
        "makes at the occupancy and shrinkage given, against those under contract. The bar shows the people required, "
        "the mark | those under contract. r computes it anew, o changes occupancy and shrinkage."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Compute"),
        Binding("o", "assume", "Occupancy, shrinkage"),
        Binding("e", "export", "Export"),
    ]
    CSS = """
    OutlookScreen #state, OutlookScreen #answer { height: 1; padding: 0 1; }
    OutlookScreen #answer { background: $surface; text-style: bold; margin-bottom: 1; }
    OutlookScreen #weeks { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.outlook: Outlook | None = None
        self._occupancy = 0.8
        self._shrinkage: float | None = None

    def body(self) -> ComposeResult:
        """State, the answer, the weeks."""
        yield Static("", id="state")
        yield Static("", id="answer")
        yield PlanTable(
            id="weeks",
            own_export=False,
            help_text="One week a row; short is people lacking (positive) or to spare (negative). High: people if "
            "contacts reach what one week in ten exceeds.",
        )

    def load(self, ws: Workspace, monday: date) -> Outlook | None:
        """The long view kept last."""
        from planner.services import outlook

        return outlook.outlook(ws, occupancy=self._occupancy, shrinkage=self._shrinkage)

    def show(self, data: Any) -> None:
        """Fill the table."""
        self.outlook = shown = data
        if shown is None:
            self.empty(t("The long view was not computed yet."), t("r  computes it (a minute or two, Esc stops)"))
            return
        self.filled()
        lost = t("each channel's own") if shown.shrinkage is None else percent(shown.shrinkage)
        parts = [
            (f" {t('made {when}', when=day_text(local(shown.made_at, self.planner.zone)))} ",
             "bold $background on $primary"),
            (f"  {t('occupancy {share}', share=percent(shown.occupancy))}", "bold"),
            (f"  {t('shrinkage {share}', share=lost)}", "bold"),
            (f"  {t('{n} h a contract', n=number(shown.mean_contract_h, 1))}", "dim"),
        ]  # fmt: skip
        if shown.stale:
            parts.append((f"  ! {t('the history changed since')}", "$warning"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        self.query_one("#answer", Static).update(Content(self._answer(shown)))
        top = max((max(w.people_high or 0, w.contract_people or 0) for w in shown.weeks), default=1.0) or 1.0
        header = (t("Week"), t("Contacts"), t("Last year"), t("People"), t("Contract"), t("Short"), "", t("High"),
                  t("Hours"), t("Days"))  # fmt: skip
        rows = [self._row(w, top) for w in shown.weeks]
        self.query_one(PlanTable).fill(header, rows)

    def _answer(self, shown: Outlook) -> str:
        short = [w for w in shown.weeks if (w.short or 0) > 0]
        if not shown.mean_contract_h:
            return t("Nobody is under contract: 6 imports the agents.")
        if not short:
            return t("The contracts reach in every week.")
        worst = max(short, key=lambda w: w.short or 0)
        return t("{n} of {all} weeks ask for more people than contracts give; most in {week}: {people} lacking.",
                 n=len(short), all=len(shown.weeks), week=f"{week_name(worst.monday)} ({week_span(worst.monday)})",
                 people=number(worst.short or 0, 1))  # fmt: skip

    def _row(self, w: OutlookWeek, top: float) -> Row:
        def one(value: float | None, style: str = "") -> Any:
            return right("–" if value is None else number(value, 1), style)

        width = 16
        drawn = list(bar((w.people or 0) / top, width))
        if w.contract_people is not None:
            drawn[min(width - 1, int(w.contract_people / top * width))] = "|"
        then = "" if not w.last_year else percent(w.contacts / w.last_year - 1, signed=True)
        lacking = (w.short or 0) > 0
        return [
            cell(week_name(w.monday), "bold"), right(number(w.contacts)), right(then), one(w.people, "bold"),
            one(w.contract_people),
            right("–" if w.short is None else f"{'▲' if lacking else ''}{number(w.short, 1)}",
                  "bold" if lacking else "dim"),
            "".join(drawn), one(w.people_high), right(number(w.required_h)), week_span(w.monday),
        ]  # fmt: skip

    # -- actions ----------------------------------------------------------------------------------------------------

    def action_run(self) -> None:
        """Compute it from the week in hand."""
        app, monday = self.planner, self.planner.week

        def run(report: Report) -> str:
            from planner.services import outlook

            ws = app.workspace()
            outlook.run(ws, monday or app.planning_week(ws), WEEKS, progress=report, cancelled=report.stopped)
            return t("Twelve months computed; the result is kept.")

        self.begin("outlook", run, t("Looking twelve months ahead"), stop_text=t("Esc stops"))

    @work
    async def action_assume(self) -> None:
        """Occupancy and shrinkage."""
        now = "" if self._shrinkage is None else f"{100 * self._shrinkage:g}"
        answer = await self.planner.form(
            t("Occupancy, shrinkage"),
            [
                Field("occupancy", t("Occupancy, %"), f"{100 * self._occupancy:g}",
                      t("share of working time spent on contacts"), number_between(1, 100)),
                Field("shrinkage", t("Shrinkage, %"), now, t("empty: each channel's own"),
                      number_between(0, 95, empty=True)),
            ],
        )  # fmt: skip
        if answer is None:
            return
        self._occupancy = (to_number(answer["occupancy"]) or 80) / 100
        lost = to_number(answer["shrinkage"])
        self._shrinkage = None if lost is None else lost / 100
        self.reload()

    @work
    async def action_export(self) -> None:
        """The weeks as CSV or Excel."""
        shown, app = self.outlook, self.planner
        if shown is None:
            return
        path = await app.ask_file(t("Export the long view"), f"{t('outlook')}-{shown.first_day}.csv", (".csv", ".xlsx"))
        if path is None:
            return

        def export(_report: Report) -> tuple[int, Path]:
            from planner.services import outlook

            return outlook.export(shown, path), path

        self.begin("export", export, t("Writing {path}", path=path.name))

    def run_done(self, run: Run, result: Any) -> None:
        """Say it and show it."""
        if run.kind == "export":
            self.planner.toast(t("{n} rows written to {path}", n=result[0], path=result[1]))
            return
        self.planner.toast(str(result))
        self.planner.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        if action in ("assume", "export"):
            return True if self.outlook is not None else None
        if action == "run":
            return None if self.running("outlook") else True
        return True
