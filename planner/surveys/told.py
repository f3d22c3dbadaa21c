"""What everybody is told after a survey: figures of the company, what changed, what is done, and what that brought.

The page is written once in both languages when HR tells it, out of the published set only, and kept with the survey:
what staff read is what HR saw. Telling it again takes in new actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engagement.surveys.questions import Kind
from engagement.surveys.results import COMPANY, Results
from planner.base.i18n import LANGUAGES, day, t
from planner.surveys import results as survey_results
from planner.surveys import share, surveys
from planner.surveys.surveys import Survey

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.surveys.store.surveys import ActionRow


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the page: shares as people read them (a band or a dash where needed), favourable as a number."""

    name: str
    favourable: str
    neutral: str
    unfavourable: str
    parts: tuple[float, float, float] | None


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
    since: str
    changes: tuple[str, ...]
    actions: tuple[Promise, ...]


def outcomes(ws: Workspace, survey_id: str, lang: str) -> tuple[tuple[ActionRow, str], ...]:
    """Actions of a survey, each with what the next wave says of the statement it answers ('' where none does)."""
    survey = surveys.get(ws, survey_id)
    found = []
    waves: list[Survey] | None = None
    for action in survey_results.actions(ws, survey_id):
        said = ""
        if action.question:
            waves = _later(ws, survey) if waves is None else waves
            wave = next((w for w in waves if action.question in {q.id for q in w.form.questions}), None)
            if wave is not None:
                changes = survey_results.company_changes(ws, wave.survey_id, survey_id)
                said = next(
                    (survey_results.change_sentence(q, c, lang) for q, c in changes if q.id == action.question), ""
                )
        found.append((action, said))
    return tuple(found)


def _later(ws: Workspace, survey: Survey) -> list[Survey]:
    """Closed waves after a survey, the next one first."""
    if survey.closed_on is None:
        return []
    later = [
        s for s in surveys.all_surveys(ws)
        if s.closed_on and survey.closed_on < s.closed_on and s.survey_id != survey.survey_id
    ]  # fmt: skip
    return sorted(later, key=lambda s: (s.closed_on or s.created_on, s.survey_id))


def tell(ws: Workspace, survey_id: str, earlier_id: str = "") -> None:
    """Tell everybody: write the page in both languages and mark the survey as reported back; again to renew it."""
    from planner.db import audit
    from planner.surveys.store import surveys as store

    row = surveys.in_state(ws, survey_id, "closed", "reported")
    earlier_id = earlier_id or str(row.settings.get("told_against", ""))
    pages = {lang: _as_dict(page(ws, survey_id, lang, earlier_id)) for lang in LANGUAGES}
    with ws.write():
        settings = {**row.settings, "told": pages, "told_against": earlier_id}
        store.change_survey(ws, row, state="reported", settings=settings)
        audit.append(ws, "survey reported", survey_id)


def told(ws: Workspace, survey_id: str) -> dict[str, ToldPage] | None:
    """The page by language; None for a survey that was not told back, or does not exist."""
    from planner.surveys.store import surveys as store

    pages = store.read_told(ws, survey_id)
    return None if not pages else {lang: _from_dict(data) for lang, data in pages.items()}


def page(ws: Workspace, survey_id: str, lang: str, earlier_id: str = "") -> ToldPage:
    """What everybody would read; Refused while the survey is open."""
    survey, results = surveys.get(ws, survey_id), survey_results.results(ws, survey_id)
    lines = share.summary(ws, survey_id, lang)
    asked = {f"dimension:{n}": text.in_language(lang) for n, text in survey.form.dimensions.items()}
    stated = {q.id: q.text.in_language(lang) for q in survey.form.questions if q.kind is Kind.AGREEMENT}
    changes = _changes(ws, survey_id, earlier_id, lang) if earlier_id else []
    before = surveys.get(ws, earlier_id) if earlier_id else None
    promises = [
        Promise(a.title, a.owner, day(a.due, lang, year=True) if a.due else "", a.state == "done", said)
        for a, said in outcomes(ws, survey_id, lang)
    ]
    if before is not None:
        promises += [
            Promise(a.title, a.owner, "", a.state == "done", said) for a, said in outcomes(ws, earlier_id, lang) if said
        ]
    return ToldPage(
        survey.form.title.in_language(lang),
        t("Closed {day}", lang=lang, day=day(survey.closed_on, lang, year=True)) if survey.closed_on else "",
        lines[0],
        next(iter(share.recommendation_lines(survey, results, lang)), ""),
        tuple(_score(results, subject, name, lang) for subject, name in asked.items()),
        tuple(_score(results, subject, name, lang) for subject, name in stated.items()),
        f"{before.form.title.in_language(lang)} · {day(before.closed_on, lang, year=True)}"
        if before is not None and before.closed_on else "",
        tuple(changes),
        tuple(promises),
    )  # fmt: skip


def _changes(ws: Workspace, survey_id: str, earlier_id: str, lang: str) -> list[str]:
    """The recommendation and what moved by more than chance, in sentences; the rest as a count."""
    lines, rest = [], 0
    changes, rules = survey_results.changes_of(ws, survey_id, earlier_id)
    for group, question, change in changes:
        if group != COMPANY:
            continue
        if question.kind is Kind.ENPS or not change.could_be_chance:
            lines.append(survey_results.change_sentence(question, change, lang))
        else:
            rest += 1
    if rest:
        lines.append(t("Statements whose change could be chance: {n}.", lang=lang, n=rest))
    return lines + survey_results.wave_notes(rules, lang)


def _score(results: Results, subject: str, name: str, lang: str) -> Score:
    figures = [results.figure(COMPANY, subject, m) for m in ("favourable", "neutral", "unfavourable")]
    shown = [share.shown_text(f, lang) for f in figures]
    values = [float(f.value) for f in figures if f is not None and f.value is not None]
    parts = (values[0], values[1], values[2]) if len(values) == 3 else None
    return Score(name, shown[0], shown[1], shown[2], parts)


def _as_dict(one: ToldPage) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(one)


def _from_dict(data: dict[str, Any]) -> ToldPage:
    scores = {
        name: tuple(Score(**{**s, "parts": tuple(s["parts"]) if s["parts"] else None}) for s in data[name])
        for name in ("dimensions", "statements")
    }
    return ToldPage(
        **{**data, **scores, "changes": tuple(data["changes"]), "actions": tuple(Promise(**a) for a in data["actions"])}
    )
