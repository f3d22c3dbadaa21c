"""Twelve months ahead by month or week: contacts, people required against people under contract, whom to hire."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import MONTHS, language, number, percent, t
from planner.base.i18n import day as day_text
from tui.frame.base import PlannerScreen
from tui.frame.forms import number_between, to_number
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, Row, cell, right
from tui.text import bar, local, week_name, week_span

if TYPE_CHECKING:
    from rich.text import Text

    from planner.db.workspace import Workspace
    from planner.requirement.outlook import Outlook

WEEKS = 52


class OutlookScreen(PlannerScreen):
    """Whom to hire, and by when."""

    title_text = "12 months"
    help_text = (
        "The long view for hiring: contacts for twelve months, the people they ask for, and those under contract "
        "(known leave taken off). What agents can do in an hour comes from the latest requirement, so quieter weeks "
        "leave more idle time; shrinkage is its own too. Whoever lacks three months in a row is hired for good, "
        "shorter peaks are for temporary help. v turns to the weeks, o changes the assumptions, r forecasts anew."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Compute"),
        Binding("v", "width", "Months / weeks"),
        Binding("o", "assume", "Assumptions"),
        Binding("e", "export", "Export"),
    ]
    CSS = """
    OutlookScreen #state { height: 1; padding: 0 1; }
    OutlookScreen #footing { height: auto; padding: 0 1; color: $foreground 65%; }
    OutlookScreen #answer { height: auto; padding: 0 1; background: $surface; text-style: bold; margin-bottom: 1; }
    OutlookScreen #weeks { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.outlook: Outlook | None = None
        self._by_month = True

    def body(self) -> ComposeResult:
        """State, the answer, the months."""
        yield Static("", id="state")
        yield Static("", id="footing")
        yield Static("", id="answer")
        yield PlanTable(
            id="weeks",
            own_export=False,
            help_text="People are whole contracts at the mean of the team. The bar shows the people required, the "
            "mark | those under contract. Hire: for good, by the first of the month. Temporary: for the busiest week "
            "on top. High: people if contacts reach what one week in ten exceeds.",
        )

    def load(self, ws: Workspace, monday: date) -> Outlook | None:
        """The long view kept last."""
        from planner.requirement import outlook

        return outlook.outlook(ws)

    def show(self, data: Any) -> None:
        """Fill the table."""
        from planner.requirement import words

        self.outlook = shown = data
        if shown is None:
            self.empty(t("The long view was not computed yet."), t("r  computes it (a minute or two, Esc stops)"))
            return
        self.filled()
        made = t("made {when}", when=day_text(local(shown.made_at, self.planner.zone)))
        parts = [(f" {made} ", "bold $background on $primary")]
        if shown.stale:
            parts.append((f"  ! {t('the history changed since')}: r", "$warning"))
        if shown.basis is None and shown.assumed.occupancy is None:
            parts.append((f"  ! {t('no requirement yet: 3 works it out')}", "$warning"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        self.query_one("#footing", Static).update(Content(words.footing(shown)))
        self.query_one("#answer", Static).update(Content(words.hiring(shown)))
        if self._by_month and shown.months:
            self._months(shown)
        else:
            self._weeks(shown)

    def _weeks(self, shown: Outlook) -> None:
        top = max((max(w.people_high or 0, w.contract_people or 0) for w in shown.weeks), default=1.0) or 1.0
        wide = self.size.width >= 100
        header = (t("Week"), t("Contacts"), t("Last year"), t("People"), t("Contract"), t("Short"), t("High"),
                  t("Hours"), "", t("Days"))  # fmt: skip
        rows: list[Row] = [
            [
                cell(week_name(w.monday), "bold"), right(number(w.contacts)),
                right("" if not w.last_year else percent(w.contacts / w.last_year - 1, signed=True)),
                _one(w.people, "bold"), _one(w.contract_people), _short(w.short), _one(w.people_high),
                right(number(w.required_h)), _drawn(w.people, w.contract_people, top),
                *([week_span(w.monday)] if wide else ()),
            ]
            for w in shown.weeks
        ]  # fmt: skip
        self.query_one(PlanTable).fill(header if wide else header[:-1], rows)

    def _months(self, shown: Outlook) -> None:
        top = max(max(m.peak, m.contract) for m in shown.months) or 1.0
        header = (t("Month"), t("Contacts"), t("People"), t("Contract"), t("Short"), t("Hire"), t("Temp."),
                  t("Begin by"), t("Peak"), "")  # fmt: skip
        rows: list[Row] = []
        for m in shown.months:
            begin = ""
            if m.hire or m.temporary:
                begin = t("late: now") if m.late else day_text(m.ask_by)
            rows.append([
                cell(f"{MONTHS[language()][m.month.month - 1]} {m.month:%y}", "bold"), right(number(m.contacts)),
                _one(m.people, "bold"), _one(m.contract), _short(m.short),
                right(f"+{m.hire}" if m.hire else "", "bold"), right(f"+{m.temporary}" if m.temporary else "", "bold"),
                cell(begin, "bold" if m.late else ""), _one(m.peak), _drawn(m.people, m.contract, top),
            ])  # fmt: skip
        self.query_one(PlanTable).fill(header, rows)

    # -- actions ----------------------------------------------------------------------------------------------------

    def action_run(self) -> None:
        """Compute it from the week in hand."""
        app, monday = self.planner, self.planner.week

        def run(report: Report) -> str:
            from planner.requirement import outlook

            ws = app.workspace()
            outlook.run(ws, monday or app.planning_week(ws), WEEKS, progress=report, cancelled=report.stopped)
            return t("Twelve months computed; the result is kept.")

        self.begin("outlook", run, t("Looking twelve months ahead"), stop_text=t("Esc stops"))

    def action_width(self) -> None:
        """By month, or by week."""
        self._by_month = not self._by_month
        if self.outlook is not None:
            self.show(self.outlook)

    @work
    async def action_assume(self) -> None:
        """What people are computed with; kept for the next time."""
        app, shown = self.planner, self.outlook
        if shown is None:
            return
        now = shown.assumed

        def written(share: float | None) -> str:
            return "" if share is None else f"{100 * share:g}"

        answer = await app.form(
            t("Assumptions"),
            [
                Field("occupancy", t("Occupancy, %"), written(now.occupancy), t("empty: from the latest requirement"),
                      number_between(1, 100, empty=True)),
                Field("shrinkage", t("Shrinkage, %"), written(now.shrinkage), t("empty: from the latest requirement"),
                      number_between(0, 95, empty=True)),
                Field("turnover", t("Turnover a year, %"), written(now.turnover), t("leavers nobody replaces"),
                      number_between(0, 95)),
                Field("self_service", t("Self-service, %"), written(now.self_service),
                      t("share of contacts that bots take on top of today"), number_between(0, 95)),
                Field("volume", t("Contacts, ± %"), f"{now.volume_pct:g}", "", number_between(-95, 2000)),
                Field("lead", t("Weeks to hire"), str(now.lead_weeks), t("from asking for somebody to full work"),
                      number_between(0, 52)),
            ],
        )  # fmt: skip
        if answer is None:
            return
        values = {k: to_number(v) for k, v in answer.items()}

        def assume(_report: Report) -> str:
            from planner.requirement import outlook

            def share(name: str) -> float | None:
                value = values[name]
                return None if value is None else value / 100

            outlook.assume(app.workspace(), outlook.Assumptions(
                share("occupancy"), share("shrinkage"), share("turnover") or 0.0, share("self_service") or 0.0,
                values["volume"] or 0.0, round(values["lead"] or 0),
            ))  # fmt: skip
            return t("Kept; people are computed with it.")

        self.begin("assume", assume, t("Computing"))

    @work
    async def action_export(self) -> None:
        """The weeks as CSV or Excel."""
        shown, app, by_month = self.outlook, self.planner, self._by_month
        if shown is None:
            return
        path = await app.ask_file(t("Export the long view"), f"{t('outlook')}-{shown.first_day}.csv", (".csv", ".xlsx"))
        if path is None:
            return

        def export(_report: Report) -> tuple[int, Path]:
            from planner.requirement import outlook

            return outlook.export(shown, path, by_month=by_month), path

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
        if action in ("assume", "export", "width"):
            return True if self.outlook is not None else None
        if action == "run":
            return None if self.running("outlook") else True
        return True


def _one(value: float | None, style: str = "") -> Text:
    return right("–" if value is None else number(value, 1), style)


def _short(value: float | None) -> Text:
    lacking = (value or 0) > 0
    return right("–" if value is None else f"{'▲' if lacking else ''}{number(value, 1)}", "bold" if lacking else "dim")


def _drawn(people: float | None, contract: float | None, top: float, width: int = 12) -> str:
    drawn = list(bar((people or 0) / top, width))
    if contract is not None:
        drawn[min(width - 1, int(contract / top * width))] = "|"
    return "".join(drawn)
