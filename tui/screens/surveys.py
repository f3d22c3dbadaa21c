"""Surveys: all of them with their participation; from here HR writes, launches, reminds, closes and reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.i18n import day as day_text
from planner.i18n import language, t
from tui.forms import file_to_write, number_between, one_of, required, wrong_day
from tui.messages import Report, Run
from tui.screens.base import PlannerScreen
from tui.screens.modals import Field
from tui.screens.survey_form import FormView
from tui.screens.survey_parts import (
    SurveyTable,
    about_paragraphs,
    audit_modal,
    launch_text,
    percent_of,
    plan_of,
    rate_of,
    wrong_groups,
)
from tui.screens.survey_results import ResultsView
from tui.text import bar, plural
from tui.widgets.tables import cell, right

if TYPE_CHECKING:
    from engagement.surveys.participation import Participation
    from planner.services.surveys import Survey
    from planner.storage.workspace import Workspace
    from tui.screens.survey_results import Reading

STATES = {"draft": "draft", "open": "taking answers", "closed": "ended", "reported": "told back"}
MARKS = {"draft": "✎", "open": "▶", "closed": "■", "reported": "✓"}
PAGE_ADDRESS = "http://127.0.0.1:8321"


@dataclass(frozen=True)
class Loaded:
    """All surveys, participation of those that were launched, and what is being read."""

    surveys: tuple[Survey, ...]
    taking_part: dict[str, tuple[Participation, dict[str, Participation]]] = field(default_factory=dict)
    reading: Reading | None = None


class SurveysScreen(PlannerScreen):
    """Every survey and what can be done with it now."""

    title_text = "Surveys"
    help_text = (
        "Surveys from the draft to what changed. Enter opens: a draft to edit, an open survey's participation, the "
        "results of a closed one. The anonymity mode is fixed at launch. Nobody, you included, sees who has answered, "
        "and there are no results before closing. The page employees answer on is served by `cuadrante survey serve`; "
        "k makes this terminal a place to answer with one-time codes."
    )
    DEFAULT_CSS = """
    SurveysScreen #state { height: 1; padding: 0 1; margin-bottom: 1; }
    SurveysScreen.-low #state { margin-bottom: 0; }
    SurveysScreen #list { height: 1fr; }
    SurveysScreen #surveys { width: 3fr; margin: 0 1; }
    SurveysScreen #about { width: 2fr; min-width: 34; height: 100%; }
    SurveysScreen.-narrow #list { layout: vertical; }
    SurveysScreen.-narrow #surveys { width: 100%; height: 1fr; }
    SurveysScreen.-narrow #about { width: 100%; height: 1fr; }
    SurveysScreen FormView, SurveysScreen ResultsView { display: none; }
    SurveysScreen.-form #list, SurveysScreen.-results #list { display: none; }
    SurveysScreen.-form FormView, SurveysScreen.-results ResultsView { display: block; }
    SurveysScreen.-narrow #form-body { layout: vertical; }
    SurveysScreen.-narrow #questions { width: 100%; height: 3fr; }
    SurveysScreen.-narrow #preview { width: 100%; height: 2fr; min-height: 8; }
    SurveysScreen.-low #form-title, SurveysScreen.-low #results-pages { margin-bottom: 0; }
    SurveysScreen.-results #state, SurveysScreen.-form #state { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new_survey", "New survey", show=False),
        Binding("escape", "back", "Back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.data: Loaded | None = None
        self.open_id = ""

    def body(self) -> ComposeResult:
        """State, the list with what is known of the survey under the cursor; editor and results behind."""
        yield Static("", id="state")
        with Horizontal(id="list"):
            yield SurveyTable(
                id="surveys",
                help_text="✎ a draft, ▶ open for answers, ■ closed, ✓ told back to everybody. Enter opens it.",
            )
            with VerticalScroll(id="about", classes="panel", can_focus=False):
                yield Static("", id="about-text")
        yield FormView(id="form")
        yield ResultsView(id="results")

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """Every survey with participation; figures of the one that is read."""
        from planner.services import survey_results, surveys
        from tui.screens.survey_results import read

        found = surveys.all_surveys(ws)
        taking = {s.survey_id: survey_results.participation_of(ws, s.survey_id) for s in found if s.state != "draft"}
        reads = self.has_class("-results") and any(s.survey_id == self.open_id for s in found)
        return Loaded(found, taking, read(ws, self.open_id, found) if reads else None)

    def show(self, data: Any) -> None:
        """Fill the view that is open."""
        self.data = data
        if not data.surveys:
            self.remove_class("-form", "-results")
            self.empty(t("There is no survey yet."), t("n  writes one from a template"))
            self.set_focus(None)
            return
        self.filled()
        rows = [self._row(s) for s in data.surveys]
        table = self.query_one(SurveyTable)
        header = ("", t("Survey"), t("State"), t("Asked"), t("Answered"), t("Until"))
        table.fill(header, rows, [s.survey_id for s in data.surveys])
        drafts, opened = (sum(s.state == state for s in data.surveys) for state in ("draft", "open"))
        first = plural(len(data.surveys), "{n} survey", "{n} surveys")
        rest = (
            f" · {plural(opened, '{n} survey open', '{n} surveys open')} · {plural(drafts, '{n} draft', '{n} drafts')}"
        )
        self.query_one("#state", Static).update(Content.assemble((first, "bold"), rest))
        if self.has_class("-form") and self.survey is not None and self.survey.state == "draft":
            self.query_one(FormView).fill(self.survey)
        elif self.has_class("-results") and data.reading is not None:
            self.query_one(ResultsView).fill(data.reading)
        else:
            self.remove_class("-form", "-results")
            if self.focused is None:
                table.focus()
        self._show_about()

    def _row(self, one: Survey) -> list[Any]:
        taking = self.data.taking_part.get(one.survey_id) if self.data else None
        rate = percent_of(taking[0].display) if taking else ""
        until = one.closes_on or one.closed_on
        return [
            cell(MARKS[one.state], "bold"), cell(one.form.title.in_language(language())[:40], "bold"),
            t(STATES[one.state]), right(str(one.invited or "")), right(rate), day_text(until) if until else "",
        ]  # fmt: skip

    @property
    def current(self) -> Survey | None:
        """The survey under the cursor."""
        name = self.query_one(SurveyTable).current_id
        return next((s for s in self.data.surveys if s.survey_id == name), None) if self.data else None

    @property
    def survey(self) -> Survey | None:
        """The survey that is open in the editor or the results."""
        return next((s for s in self.data.surveys if s.survey_id == self.open_id), None) if self.data else None

    @on(DataTable.RowHighlighted, "#surveys")
    def _show_about(self) -> None:
        one, data = self.current, self.data
        if one is None or data is None:
            return
        from planner.services.survey_words import group_name, preview

        lang = language()
        parts: list[tuple[str, str]] = []
        if one.state == "draft":
            parts.append((f"{t('Questionnaire')}\n", "bold $primary"))
            parts.append(("\n".join(preview(one.form, lang)), ""))
        else:
            total, groups = data.taking_part[one.survey_id]
            parts.append((f"{t('Who takes part')}\n", "bold $primary"))
            for group, line in {"company": total, **groups}.items():
                known = line.status == "shown"
                rate = rate_of(line.display) if known else None
                mark = bar((rate or 0) / 100, 10) if rate is not None else "·" * 10
                text = percent_of(line.display) if known else t("not shown, under {k}", k=one.k)
                parts.append((f"{group_name(group)[:14]:<15}", ""))
                parts += [(mark, "$primary"), (f" {text}\n", "" if known else "dim")]
            parts.append((f"\n{one.word.capitalize()}. ", "bold"))
            parts.append((one.notice.in_language(lang), "dim"))
        self.query_one("#about-text", Static).update(Content.assemble(*parts))
        self.refresh_bindings()

    # -- views ------------------------------------------------------------------------------------------------------

    @on(DataTable.RowSelected, "#surveys")
    def _open(self) -> None:
        one = self.current
        if one is None:
            return
        if one.state == "open":
            self.planner.toast(t("There are no results before closing. This is who takes part; z closes it."))
            return
        self.open_id = one.survey_id
        self.add_class("-form" if one.state == "draft" else "-results")
        if one.state == "draft":
            self.query_one(FormView).fill(one)
            self.query_one(FormView).focus_table()
        else:
            self.reload()
            self.query_one(ResultsView).focus_page()

    def action_back(self) -> None:
        """From the editor or the results to the list; otherwise stop what runs."""
        if self.has_class("-form") or self.has_class("-results"):
            self.remove_class("-form", "-results")
            self.query_one(SurveyTable).focus()
            self.reload()
        else:
            self.action_stop_run()

    def do(self, kind: str, work_: Callable[[Workspace], object], text: str) -> None:
        """Run a service in the background; its text is the toast."""
        app = self.planner
        self.begin(kind, lambda _report: work_(app.workspace()), text)

    def run_done(self, run: Run, result: Any) -> None:
        """Say what was done."""
        from planner.services.survey_audit import SelfAudit

        if run.kind == "kiosk":
            self._enter_kiosk(*result)
            return
        if run.kind == "new":
            self.open_id = result
            self.add_class("-form")
            self.query_one(FormView).focus_later = True
            self.planner.changed()
            return
        if isinstance(result, SelfAudit):
            self.app.push_screen(audit_modal(result))
            return
        if run.kind == "about":
            from tui.screens.modals import HelpModal

            title, paragraphs = result
            self.app.push_screen(HelpModal(title, paragraphs, ()))
            return
        if result:
            self.planner.toast(str(result))
        self.planner.changed()

    # -- actions ----------------------------------------------------------------------------------------------------

    @work
    async def action_new_survey(self) -> None:
        """A draft from a template, opened in the editor."""
        from engagement.surveys.templates import TEMPLATES

        lang = language()
        choices = [
            (name, f"{form.title.in_language(lang)} ({t('{n} questions', n=len(form.questions))})")
            for name, form in TEMPLATES.items()
        ]
        choices += [(f"pulse:{c}", t("Recurring pulse, {cadence}", cadence=t(c)))
                    for c in ("weekly", "fortnightly", "monthly", "quarterly")]  # fmt: skip
        chosen = await self.planner.choose(t("New survey"), choices, t("Both languages can be edited before launch."))
        if chosen is None:
            return
        from planner.config import today
        from planner.services import surveys

        def make(ws: Workspace) -> str:
            from engagement.surveys.pulses import Cadence

            if chosen.startswith("pulse:"):
                return surveys.new_pulse(ws, today(), Cadence(chosen[6:]))
            return surveys.new(ws, chosen)

        self.do("new", make, t("Writing"))

    @work
    async def action_launch(self) -> None:
        """Whom, until when, which groups, how anonymous; told before it is fixed."""
        one, app = self.current, self.planner
        if one is None:
            return
        from planner.config import today
        from planner.services import surveys

        ws = app.opened()
        answer = await app.form(
            t("Launch «{title}»", title=one.form.title.in_language(language())),
            [
                Field("teams", t("Teams"), "", t("with commas; empty: everybody")),
                Field("until", t("Last day"), (today() + timedelta(days=14)).isoformat(), "", wrong_day),
                Field("groups", t("Groups to publish"), "team", "team, tenure, contract", wrong_groups),
                Field("mode", t("Mode"), "anonymous", "anonymous, confidential", one_of(("anonymous", "confidential"))),
                Field("days", t("Days until raw answers are deleted"), "365", "", number_between(1, 3650)),
                Field("basis_es", t("Legal basis in Spanish"), "", t("empty: the usual words")),
                Field("basis_en", t("Legal basis in English"), "", t("empty: the usual words")),
            ],
            t("Mode, people and groups are fixed now and never change afterwards."),
            t("look at it"),
        )
        if answer is None:
            return
        plan = plan_of(answer)
        try:
            people, stored = surveys.preview_audience(ws, plan)
        except Exception as error:
            app.fail(error)
            return
        text = launch_text(plan, len(people), stored)
        if await app.confirm(t("Launch"), text, t("launch"), t("not yet")):
            name = one.survey_id

            def launch(ws: Workspace) -> str:
                done = surveys.launch(ws, name, plan)
                return t("Open: {n} people are invited. m writes their links.", n=done.invited)

            self.do("launch", launch, t("Launching"))

    @work
    async def action_links(self) -> None:
        """Everybody's links for a mail merge."""
        one, app = self.current, self.planner
        if one is None:
            return
        answer = await app.form(
            t("Personal links"),
            [
                Field("address", t("Address of the page"), PAGE_ADDRESS, t("as employees reach it"), required),
                Field("path", t("File"), "links.csv", ".csv .xlsx", file_to_write(".csv", ".xlsx")),
            ],
            t("Everybody's link and one-time code. Delete the file once the messages have left."),
            t("write"),
        )
        if answer is None:
            return
        from pathlib import Path

        from planner.services import survey_share

        path = Path(answer["path"]).expanduser()
        if path.exists() and not await app.confirm(
            t("Personal links"), t("{path} exists. Write over it?", path=path), t("write over")
        ):
            return

        def write(ws: Workspace) -> str:
            n = survey_share.write_mail_merge(ws, one.survey_id, path, answer["address"])
            return t("{n} links written to {path}", n=n, path=path)

        self.do("links", write, t("Writing"))

    @work
    async def action_remind(self) -> None:
        """Write to those who have not answered, through a mail server."""
        import os

        one, app = self.current, self.planner
        if one is None:
            return
        answer = await app.form(
            t("Remind"),
            [
                Field(
                    "server", t("Mail server"), os.environ.get("CUADRANTE_SMTP", ""), "smtp://user@host:587", required
                ),
                Field("sender", t("Sender"), "", "", required),
                Field("address", t("Address of the page"), PAGE_ADDRESS, "", required),
            ],
            t("Goes to those who have not answered; you only learn how many messages left."),
            t("send"),
        )
        if answer is None:
            return
        from planner.services import survey_share, surveys

        mail = survey_share.mailer(answer["server"], answer["sender"], one, language(), True)
        self.do(
            "remind",
            lambda ws: t("{n} messages left.", n=surveys.remind(ws, one.survey_id, answer["address"], mail)),
            t("Sending"),
        )

    @work
    async def action_close_survey(self) -> None:
        """End answering and compute what may be read."""
        one, app = self.current, self.planner
        if one is None:
            return
        text = t("Links stop working and are deleted; the published figures are computed once. This cannot be undone.")
        if await app.confirm(t("Close answering"), text, t("close it")):
            from planner.services import survey_results

            def close(ws: Workspace) -> str:
                survey_results.close(ws, one.survey_id)
                return t("Closed. Enter shows the results.")

            self.do("close", close, t("Working the results out"))

    def action_audit(self) -> None:
        """Try to join answers to people."""
        one = self.current
        if one is not None:
            from planner.services import survey_audit

            self.do(
                "audit", lambda ws: survey_audit.self_audit(ws, one.survey_id), t("Trying to join answers to people")
            )

    @work
    async def action_about(self) -> None:
        """Every stored row that holds a person's name."""
        answer = await self.planner.form(
            t("What is stored about somebody"), [Field("agent", t("Id of the agent"), "", "", required)], "", t("look")
        )
        if answer is None:
            return
        from planner.services import survey_results

        who = answer["agent"]

        def look(ws: Workspace) -> tuple[str, list[tuple[str, str]]]:
            return t("Stored about {agent}", agent=who), about_paragraphs(survey_results.about_me(ws, who), who)

        self.do("about", look, t("Looking"))

    def action_kiosk(self) -> None:
        """Make this terminal a place to answer."""
        one, app = self.current, self.planner
        if one is None:
            return

        def start(_report: Report) -> tuple[Any, Survey]:
            from planner.services.survey_desk import SurveyDesk

            return SurveyDesk(app.workspace()), one

        self.begin("kiosk", start, t("Opening"))

    def _enter_kiosk(self, desk: Any, one: Survey) -> None:
        from tui.screens.survey_kiosk import KioskScreen

        self.app.push_screen(KioskScreen(desk, one.survey_id), lambda _: self.planner.changed())

    # -- keys of the editor -----------------------------------------------------------------------------------------

    def action_form_add(self) -> None:
        """A new question."""
        self.query_one(FormView).add()

    def action_form_remove(self) -> None:
        """Take a question out."""
        self.query_one(FormView).remove()

    def action_form_move(self, step: int) -> None:
        """Move a question."""
        self.query_one(FormView).move(step)

    def action_form_title(self) -> None:
        """Title and introduction."""
        self.query_one(FormView).title()

    def action_form_other_language(self) -> None:
        """The questions in the other language."""
        self.query_one(FormView).other_language()

    # -- keys of the results ----------------------------------------------------------------------------------------

    def action_results_page(self, step: int) -> None:
        """Another page."""
        self.query_one(ResultsView).turn(step)

    def action_results_group(self) -> None:
        """Another group."""
        self.query_one(ResultsView).choose_group()

    def action_results_export(self) -> None:
        """The published figures as a file."""
        self.query_one(ResultsView).export()

    def action_results_act(self) -> None:
        """A new action."""
        self.query_one(ResultsView).act()

    def action_results_done(self) -> None:
        """Tick an action off."""
        self.query_one(ResultsView).done()

    def action_results_report(self) -> None:
        """Told back to everybody."""
        self.query_one(ResultsView).report()

    def action_results_copy(self) -> None:
        """The page as text."""
        self.query_one(ResultsView).copy()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What fits the state of the survey under the cursor."""
        state = self.current.state if self.data and self.data.surveys and self.current else ""
        if action == "launch":
            return True if state == "draft" else None
        if action in ("links", "remind", "kiosk", "close_survey"):
            return True if state == "open" else None
        reading = self.data.reading if self.data else None
        if action == "results_done":
            return True if reading and any(a.state != "done" for a in reading.actions) else None
        if action == "results_report":
            return True if reading and reading.survey.state == "closed" else None
        if action == "audit":
            return True if state and state != "draft" else None
        return True
