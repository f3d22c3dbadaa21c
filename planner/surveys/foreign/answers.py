"""Answers that came in elsewhere (an online form, paper): a closed survey with the same published set as any other.

A file tells survey, question and answer, one answer a row, and groups in further columns. Where a column names the
respondent (`respondent`, `response_id`), it joins the answers of one person and is then forgotten; without it the
answers of one person are not known to belong together, and what needs that (alpha, drivers) stays away.
Such surveys call themselves confidential: what the other program kept is out of our hands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engagement.surveys.anonymity import MINIMUM_GROUP
from engagement.surveys.audience import StoredAttributes, stored_attributes
from engagement.surveys.participation import UNKNOWN, Participation, company_line
from engagement.surveys.questions import Answer, AnswerProblem, Form, Kind, Question, Text, read_answer, read_score
from engagement.surveys.results import Response, compute, to_dict
from engagement.surveys.templates import DIMENSIONS
from planner.base.config import today
from planner.base.i18n import t
from planner.domain.problems import RowProblem
from planner.shop.intake.reading import Parsed, Problems
from planner.shop.intake.sinks import SinkResult
from planner.surveys.foreign.columns import folded, known_questions
from planner.surveys.results import minimised
from planner.surveys.surveys import GROUPS, RETENTION_DAYS

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

RESPONDENT = frozenset(
    {"respondent", "respondent_id", "response", "response_id", "encuestado", "id_respuesta", "respuesta_id"}
)
ELSEWHERE = (
    "These answers were collected with another program; what that one keeps of who answered is out of our hands. Here "
    "they are kept without name, address or time."
)
KEPT = "Raw answers are deleted {days} days after the import; group figures stay."
PROBLEMS = {
    "not_a_whole_number": "{value!r} is not a whole number.",
    "out_of_range": "{value!r} is outside {limit}.",
    "unknown_option": "{value!r} is none of the options.",
    "repeated_option": "{value!r} names an option twice.",
    "incomplete_ranking": "{value!r} does not rank all {limit} options.",
    "not_yes_or_no": "{value!r} is neither yes nor no.",
    "too_long": "The comment is longer than {limit} characters.",
    "required": "The answer is empty.",
}


def answers(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Store each survey of the file as a closed survey with its results."""
    problems = Problems()
    notes: list[str] = []
    surveys: dict[str, list[Parsed]] = {}
    for row in rows:
        surveys.setdefault(row.value.survey.strip(), []).append(row)
    read = [(name, *_survey(name, own, file, problems, notes)) for name, own in surveys.items()]
    problems.refuse(file)
    for name, form, responses, joint in read:
        store_answers(ws, name, form, responses, joint, notes)
    return SinkResult(len(rows), 0, 0, tuple(notes))


def _survey(
    name: str, rows: Sequence[Parsed], file: str, problems: Problems, notes: list[str]
) -> tuple[Form, list[Response], bool]:
    form, by_name = _form(name, rows, notes)
    values: list[tuple[Parsed, str, Answer]] = []
    for row in rows:
        question = by_name[folded(row.value.question)]
        try:
            answer = read_answer(question, row.value.answer)
        except AnswerProblem as problem:
            text = t(PROBLEMS[problem.code], value=str(row.value.answer)[:40], limit=problem.limit)
            problems.add(RowProblem(file, row.row, "answer", text, t("Mend the cell or leave it empty.")))
            continue
        if answer is not None:
            values.append((row, question.id, answer))
    return form, *_respondents(values)


def _form(name: str, rows: Sequence[Parsed], notes: list[str]) -> tuple[Form, dict[str, Question]]:
    """The questionnaire of a file: questions of ours where id or text match, others by what their answers look like."""
    known, asked = known_questions(), dict[str, str]()
    by_name: dict[str, Question] = {}
    for row in rows:
        asked.setdefault(folded(row.value.question), row.value.question.strip())
    for key, written in asked.items():
        if key in known:
            by_name[key] = known[key]
            continue
        cells = [r.value.answer for r in rows if folded(r.value.question) == key]
        kind = kind_of(cells)
        by_name[key] = Question(f"q{len(by_name) + 1}", kind, Text(written, written))
        words = {Kind.ENPS: t("a score from 0 to 10"), Kind.AGREEMENT: t("agreement from 1 to 5")}
        notes.append(t("{question}: read as {kind}.", question=written[:60], kind=words.get(kind, t("a comment"))))
    questions = tuple({q.id: q for q in by_name.values()}.values())
    used = {q.dimension for q in questions if q.dimension}
    dimensions = {n: text for n, text in DIMENSIONS.items() if n in used}
    return Form(Text(name, name), questions, dimensions=dimensions), by_name


def kind_of(cells: Sequence[object]) -> Kind:
    """Agreement when every answer is 1–5, a recommendation score when all are 0–10, else free text."""
    for kind, scale in ((Kind.AGREEMENT, range(1, 6)), (Kind.ENPS, range(11))):
        try:
            read = [read_score(cell, scale) for cell in cells]
        except AnswerProblem:
            continue
        if any(value is not None for value in read):
            return kind
    return Kind.TEXT


def _respondents(values: Sequence[tuple[Parsed, str, Answer]]) -> tuple[list[Response], bool]:
    """Answers put together by person; without a column that says who, only counted together, group by group."""
    column = next((c for row, _, _ in values for c in row.value.groups if c.strip().casefold() in RESPONDENT), None)
    people: dict[tuple[Any, ...], tuple[dict[str, Answer], Mapping[str, str]]] = {}
    seen: Counter[tuple[Any, ...]] = Counter()
    for row, question_id, answer in values:
        groups = {c.strip(): v for c, v in row.value.groups.items() if c != column and v}
        place = tuple(sorted(groups.items()))
        if column is None:
            number = seen[place, question_id]
            seen[place, question_id] += 1
            key: tuple[Any, ...] = (place, number)
        else:
            key = (row.value.groups.get(column, ""),)
        people.setdefault(key, ({}, groups))[0].setdefault(question_id, answer)
    return [Response(own, groups) for own, groups in people.values()], column is not None


def store_answers(
    ws: Workspace,
    name: str,
    form: Form,
    responses: Sequence[Response],
    joint: bool,
    notes: list[str],
    invited: int | None = None,
) -> str:
    """Store answers from elsewhere as a closed survey and return its id; `invited` is None where nobody knows it."""
    from planner.db import audit
    from planner.surveys.store import surveys as store

    wanted = list(dict.fromkeys(group for r in responses for group in r.groups))
    stored = stored_attributes({i: r.groups for i, r in enumerate(responses)}, wanted, anonymous=False)
    coarse = [Response(r.answers, stored.coarse(r.groups)) for r in responses]
    found = compute(form, coarse, list(stored.kept), joint=joint)
    rate = Participation(UNKNOWN, None, "") if invited is None else company_line(len(coarse), invited)
    result = to_dict(found) | {"participation": {"total": [rate.status, rate.invited, rate.display], "groups": {}}}
    bodies = minimised(coarse, found, MINIMUM_GROUP)
    settings = {"anonymous": False, "attributes": {n: dict(v) for n, v in stored.kept.items()},
                "dropped": dict(stored.dropped), "imported": True, "notice": notice(),
                "invited_known": invited is not None}  # fmt: skip
    with ws.write():
        survey_id = store.add_survey(ws, form.to_dict(), settings, today())
        store.write_responses(ws, survey_id, bodies)
        store.change_survey(
            ws, store.read_survey(ws, survey_id), state="closed", closed_on=today(), invited=invited or 0,
            answered=len(coarse), result=result, retain_until=today() + timedelta(days=RETENTION_DAYS),
        )  # fmt: skip
        audit.append(ws, "survey imported", survey_id)
    notes.append(t("Survey {name}: {n} people, stored as {id}.", name=name[:60], n=len(coarse), id=survey_id))
    notes.extend(_dropped(stored))
    return survey_id


def notice() -> dict[str, str]:
    """What can be promised of answers that came in elsewhere, in both languages."""
    return {
        lang: " ".join((t(ELSEWHERE, lang=lang), t(GROUPS, lang=lang, k=MINIMUM_GROUP),
                        t(KEPT, lang=lang, days=RETENTION_DAYS)))
        for lang in ("es", "en")
    }  # fmt: skip


def _dropped(stored: StoredAttributes) -> list[str]:
    return [t("Column {name} is left out: too few people behind a value.", name=name) for name in stored.dropped]
