"""What everybody is told after a survey: figures of the company, what changed, what is done, and what that brought.

When HR tells it, what changed and the actions are kept with the survey as codes and numbers; the page is written from
them and from the published set when it is read, in the reader's language. Telling it again takes in new actions.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from engagement.surveys.questions import Form
from engagement.surveys.results import COMPANY, Results
from engagement.surveys.trend import Change
from planner.base.i18n import day, t
from planner.db import audit
from planner.surveys import results as survey_results
from planner.surveys import share as survey_share
from planner.surveys import surveys
from planner.surveys.store import surveys as store
from planner.surveys.surveys import Survey

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.surveys.store.surveys import ActionRow


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the page: shares as people read them (or a dash), and as numbers where all three are shown."""

    name: str
    favourable: str
    neutral: str
    unfavourable: str
    parts: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a question that is told option by option."""

    name: str
    share: str


@dataclass(frozen=True, slots=True)
class Promise:
    """An action as staff read it; `brought` is the sentence of the next wave, once there is one."""

    title: str
    owner: str
    due: str
    done: bool
    brought: str


@dataclass(frozen=True, slots=True)
class ToldPage:
    """The page in one language."""

    title: str
    when: str
    answered: str
    recommend: str
    dimensions: tuple[Score, ...]
    statements: tuple[Score, ...]
    others: tuple[tuple[str, tuple[Share, ...]], ...]
    since: str
    changes: tuple[str, ...]
    actions: tuple[Promise, ...]


def outcomes(ws: Workspace, survey_id: str) -> tuple[tuple[ActionRow, Form, Change | None], ...]:
    """Actions of a survey, each with what the next wave says of the question it answers, and that wave's form."""
    survey = surveys.get(ws, survey_id)
    found = []
    waves: list[Survey] | None = None
    for action in survey_results.actions(ws, survey_id):
        change, form = None, survey.form
        if action.question:
            waves = _later(ws, survey) if waves is None else waves
            wave = next((w for w in waves if action.question in {q.id for q in w.form.questions}), None)
            if wave is not None:
                form = wave.form
                change = survey_results.change_of(ws, wave.survey_id, survey_id, action.question)
        found.append((action, form, change))
    return tuple(found)


def outcome_text(form: Form, change: Change | None, lang: str) -> str:
    """What an action brought, in a sentence; '' where nothing can be said."""
    return "" if change is None else survey_results.change_sentence(form, change, lang)


def _later(ws: Workspace, survey: Survey) -> list[Survey]:
    """Closed waves after a survey, the next one first."""
    if survey.closed_on is None:
        return []
    later = [
        s for s in surveys.all_surveys(ws)
        if s.closed_on and survey.closed_on < s.closed_on and s.survey_id != survey.survey_id
    ]  # fmt: skip
    return sorted(later, key=lambda s: (s.closed_on or s.created_on, s.survey_id))


def tell(ws: Workspace, survey_id: str, earlier_id: str = "", seen: int | None = None) -> None:
    """Tell everybody: keep what the page says and mark the survey as reported back; again to renew it."""
    survey_results.results(ws, survey_id)  # of an earlier version: worked out anew before it is told
    with ws.write():
        row = surveys.in_state(ws, survey_id, "closed", "reported", seen=seen)
        against = earlier_id or str(row.settings.get("told", {}).get("against", ""))
        told = _codes(ws, survey_id, against)
        store.change_survey(ws, row, state="reported", settings={**row.settings, "told": told})
        audit.append(ws, "survey reported", survey_id)


def _codes(ws: Workspace, survey_id: str, earlier_id: str) -> dict[str, Any]:
    """What telling fixes: the wave it is compared with, changes of the company, and actions with what they brought."""
    changes: list[Change] = []
    noted = False
    if earlier_id:
        found, rules = survey_results.changes_of(ws, survey_id, earlier_id)
        changes, noted = [c for c in found if c.group == COMPANY], bool(survey_results.wave_notes(rules, "en"))
    promises = [
        {"title": a.title, "owner": a.owner, "due": a.due.isoformat() if a.due and which == survey_id else "",
         "done": a.state == "done", "brought": asdict(change) if change else None}
        for which in (survey_id, earlier_id) if which
        for a, _, change in outcomes(ws, which)
        if which == survey_id or change
    ]  # fmt: skip
    return {"against": earlier_id, "changes": [asdict(c) for c in changes], "noted": noted, "actions": promises}


def told(ws: Workspace, survey_id: str, lang: str) -> ToldPage | None:
    """The page as it was told; None for a survey that was not told back, or does not exist."""
    row = store.find_survey(ws, survey_id)
    if row is None or row.state != "reported" or "told" not in row.settings:
        return None
    return _page(ws, survey_id, lang, row.settings["told"])


def page(ws: Workspace, survey_id: str, lang: str, earlier_id: str = "") -> ToldPage:
    """What everybody would read if it were told now; Refused while the survey is open."""
    survey_results.results(ws, survey_id)
    return _page(ws, survey_id, lang, _codes(ws, survey_id, earlier_id))


def _page(ws: Workspace, survey_id: str, lang: str, codes: dict[str, Any]) -> ToldPage:
    survey, results = surveys.get(ws, survey_id), survey_results.results(ws, survey_id)
    form = survey.form
    before = surveys.get(ws, codes["against"]) if codes["against"] else None
    scored = [q for q in form.questions if q.kind.scored]
    return ToldPage(
        form.title.in_language(lang),
        t("Closed {day}", lang=lang, day=day(survey.closed_on, lang, year=True)) if survey.closed_on else "",
        survey_share.answered_line(ws, survey, results, lang),
        next(iter(survey_share.recommendation_lines(survey, results, lang)), ""),
        tuple(_score(results, f"dimension:{n}", text.in_language(lang)) for n, text in form.dimensions.items()),
        tuple(
            _score(results, q.id, t("{text} (agreeing is bad news)", lang=lang, text=q.text.in_language(lang))
                   if q.reverse else q.text.in_language(lang))
            for q in scored
        ),
        tuple(_others(results, form, lang)),
        f"{before.form.title.in_language(lang)} · {day(before.closed_on, lang, year=True)}"
        if before is not None and before.closed_on else "",
        tuple(_change_lines(form, codes, lang)),
        tuple(
            Promise(a["title"], a["owner"], day(date.fromisoformat(a["due"]), lang, year=True) if a["due"] else "",
                    a["done"], _brought(form, before, a["brought"], lang))
            for a in codes["actions"]
        ),
    )  # fmt: skip


def _brought(form: Form, before: Survey | None, brought: dict[str, Any] | None, lang: str) -> str:
    if brought is None:
        return ""
    change = Change(**brought)
    for own in (form, *((before.form,) if before else ())):
        if any(q.id == change.question for q in own.questions):
            return survey_results.change_sentence(own, change, lang)
    return ""


def _change_lines(form: Form, codes: dict[str, Any], lang: str) -> list[str]:
    """The recommendation and what moved by more than chance, in sentences; the rest as a count."""
    changes = [Change(**c) for c in codes["changes"]]
    said = [c for c in changes if c.sure or c.measure == "enps"]
    lines = [survey_results.change_sentence(form, c, lang) for c in said]
    if rest := len(changes) - len(said):
        lines.append(t("Figures whose change could be chance: {n}.", lang=lang, n=rest))
    if codes.get("noted"):
        lines.append(t("Not quite the same people answered: some joined, left, or are not known.", lang=lang))
    return lines


def _score(results: Results, subject: str, name: str) -> Score:
    figures = [results.figure(COMPANY, subject, m) for m in ("favourable", "neutral", "unfavourable")]
    shown = [survey_share.shown_text(f) for f in figures]
    values = [f.value for f in figures if f is not None and f.value is not None]
    parts = (values[0], values[1], values[2]) if len(values) == 3 else None
    return Score(name, shown[0], shown[1], shown[2], parts)


def _others(results: Results, form: Form, lang: str) -> list[tuple[str, tuple[Share, ...]]]:
    """Yes or no, choices and rankings, option by option."""
    found = []
    for question in form.questions:
        lines = []
        for count in question.counts:
            figure = results.figure(COMPANY, question.id, count.name)
            if not question.kind.scored and not count.net and figure is not None and figure.display:
                lines.append(Share(count.label.in_language(lang), survey_share.shown_text(figure)))
        if lines:
            text = question.text.in_language(lang)
            if question.counts[0].name.startswith("upper:"):
                text = t("{text} (share who put it in the upper half)", lang=lang, text=text)
            found.append((text, tuple(lines)))
    return found
