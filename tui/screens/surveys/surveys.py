"""Surveys: all of them with their participation; from here HR writes, launches, reminds, closes and reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import day as day_text
from planner.base.i18n import language, t
from tui.frame.messages import Run
from tui.frame.tables import cell, right
from tui.screens.surveys.drawing import cut
from tui.screens.surveys.form import FormView
from tui.screens.surveys.parts import SurveyTable, audit_modal, rate_of
from tui.screens.surveys.results import ResultsView
from tui.screens.surveys.tasks import SurveyTasks
from tui.screens.ways import CARE_KEYS
from tui.text import bar, plural

if TYPE_CHECKING:
    from engagement.surveys.participation import Participation
    from planner.db.workspace import Workspace
    from planner.surveys.surveys import Survey
    from tui.screens.surveys.reading import Reading

STATES = {"draft": "draft", "open": "taking answers", "closed": "ended", "reported": "told back"}
MARKS = {"draft": "✎", "open": "▶", "closed": "■", "reported": "✓"}

REFRESH_S = 20.0


@dataclass(frozen=True)
class Loaded:
    """All surveys, participation of those that were launched, and what is being read."""

    surveys: tuple[Survey, ...]
    taking_part: dict[str, tuple[Participation, dict[str, Participation]]] = field(default_factory=dict)
    reading: Reading | None = None


class SurveysScreen(SurveyTasks):
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
        Binding("i", "import_answers", "Answers from elsewhere", show=False),
        Binding("escape", "back", "Back", show=False),
        *CARE_KEYS,
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

    def on_mount(self) -> None:
        """Participation of open surveys moves while people answer."""
        self.set_interval(REFRESH_S, self._refresh_open)

    def _refresh_open(self) -> None:
        watching = self.is_current and not (self.has_class("-form") or self.has_class("-results"))
        if watching and self.data is not None and any(s.state == "open" for s in self.data.surveys):
            self.reload()

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """Every survey with participation; figures of the one that is read."""
        from planner.surveys import results, surveys, upkeep
        from tui.screens.surveys.reading import read

        upkeep.upkeep(ws)
        found = surveys.all_surveys(ws)
        taking = {s.survey_id: results.participation_of(ws, s.survey_id) for s in found if s.state != "draft"}
        reads = self.has_class("-results") and any(s.survey_id == self.open_id for s in found)
        return Loaded(found, taking, read(ws, self.open_id, found) if reads else None)

    def show(self, data: Any) -> None:
        """Fill the view that is open."""
        self.data = data
        if not data.surveys:
            self.remove_class("-form", "-results")
            self.empty(
                t("There is no survey yet."), t("n  writes one from a template · i  takes in answers from elsewhere")
            )
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
        from planner.surveys.words import band_text

        rate = band_text(taking[0]) if taking and taking[0].band else ""
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
        from planner.surveys.words import band_text, group_name, preview

        lang = language()
        parts: list[tuple[str, str]] = []
        if one.state == "draft":
            parts.append((f"{t('Questionnaire')}\n", "bold $primary"))
            parts.append(("\n".join(preview(one.form, lang)), ""))
        else:
            total, groups = data.taking_part[one.survey_id]
            label = max(12, min(24, self.query_one("#about").size.width - 26))
            parts.append((f"{t('Who takes part')}\n", "bold $primary"))
            if total.status == "unknown":
                parts.append((f"{t('How many were asked is not known.')}\n", ""))
            for group, line in {"company": total, **groups}.items() if total.status != "unknown" else ():
                rate = rate_of(line)
                known = rate is not None
                # A band is drawn to its lower end: nothing for under half.
                mark = bar(line.band[0] / 100, 10) if line.band else "·" * 10
                text = band_text(line)
                parts.append((f"{cut(group_name(group), label):<{label + 1}}", ""))
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

    def run_done(self, run: Run, result: Any) -> None:
        """Say what was done."""
        from planner.surveys.audit import SelfAudit

        if run.kind == "kiosk":
            self._enter_kiosk(*result)
            return
        if run.kind == "look":
            self.confirm_import(*result)
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
            from tui.frame.modals import HelpModal

            title, paragraphs = result
            self.app.push_screen(HelpModal(title, paragraphs, ()))
            return
        if result:
            self.planner.toast(str(result))
        self.planner.changed()

    # -- keys of the editor -----------------------------------------------------------------------------------------

    def action_form_add(self) -> None:
        """A new question."""
        self.query_one(FormView).add()

    def action_form_remove(self) -> None:
        """Take a question out."""
        self.query_one(FormView).take_out()

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
        if action == "delete_draft":
            return True if state == "draft" else None
        if action in ("links", "remind", "kiosk", "close_survey", "extend", "add_people"):
            return True if state == "open" else None
        reading = self.data.reading if self.data else None
        if action == "results_done":
            return True if reading and any(a.state != "done" for a, _ in (*reading.actions, *reading.before)) else None
        if action == "results_report":
            return True if reading else None
        if action == "audit":
            return True if state and state != "draft" else None
        return True
