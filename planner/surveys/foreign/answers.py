"""Answers that came in elsewhere (an online form, paper): a closed survey with the same published set as any other.

A file tells survey, question and answer, one answer a row, and groups in further columns. Where a column names the
respondent (`respondent`, `response_id`), it joins the answers of one person and is then forgotten; without it the
answers of one person are not known to belong together, and what needs that (alpha, drivers) stays away.
Such surveys call themselves confidential: what the other program kept is out of our hands.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from engagement.surveys.anonymity import MINIMUM_GROUP
from engagement.surveys.audience import StoredAttributes, stored_attributes
from engagement.surveys.questions import (
    TYPES,
    Answer,
    AnswerProblem,
    Form,
    Question,
    QuestionType,
    Text,
    folded,
    is_blank,
    read_answer,
)
from engagement.surveys.results import Response, close
from engagement.surveys.templates import DIMENSIONS
from planner.base.errors import Refused
from planner.base.i18n import LANGUAGES, language, t
from planner.base.problems import RowProblem
from planner.db import audit
from planner.shop.intake.kind import Incoming, Parsed, SinkResult
from planner.shop.intake.reading import Problems
from planner.surveys import closing
from planner.surveys.foreign.columns import identifies, kind_of, known_questions, question_id
from planner.surveys.launch import GROUPS
from planner.surveys.store import surveys as store
from planner.surveys.surveys import RETENTION_DAYS, today_of

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

RESPONDENT = frozenset(
    {"respondent", "respondent_id", "response", "response_id", "encuestado", "id_respuesta", "respuesta_id"}
)
ELSEWHERE = (
    "These answers were collected with another program; what that one keeps of who answered is out of our hands. Here "
    "they were counted without name, address or time."
)
KEPT = "No single answer is kept; comments are deleted {days} days after the import, blurred figures of groups stay."
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


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer of one respondent to one question; the further columns of the file are its groups."""

    survey: str
    question: str
    answer: str
    groups: Mapping[str, str] = field(default_factory=dict)


def answers(ws: Workspace, came: Incoming) -> SinkResult:
    """Store each survey of the file as a closed survey with its results."""
    rows, file = came.rows, came.file
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
        if question is None:
            continue
        cell = str(row.value.answer)
        try:
            raw = cell if is_blank(cell) else question.kind.cell(question, [row.value.question], [cell])
            answer = read_answer(question, raw)
        except AnswerProblem as problem:
            text = t(PROBLEMS[problem.code], value=str(row.value.answer)[:40], limit=problem.limit)
            problems.add(RowProblem(file, row.row, "answer", text, t("Mend the cell or leave it empty.")))
            continue
        if answer is not None:
            values.append((row, question.id, answer))
    return form, *_respondents(values)


def _form(name: str, rows: Sequence[Parsed], notes: list[str]) -> tuple[Form, dict[str, Question | None]]:
    """The questionnaire of a file: questions of ours where id or text match, others by what their answers look like."""
    known, asked = known_questions(), dict[str, str]()
    by_name: dict[str, Question | None] = {}
    for row in rows:
        asked.setdefault(folded(row.value.question), row.value.question.strip())
    for key, written in asked.items():
        if key in known:
            by_name[key] = known[key]
            continue
        cells = [c for r in rows if folded(r.value.question) == key and not is_blank(c := str(r.value.answer))]
        if identifies(written, cells, ()):
            by_name[key] = None
            notes.append(t("{question}: left out, it may name a person or tell a time.", question=written[:60]))
            continue
        kind = _kind(written, cells)
        by_name[key] = Question(question_id(written), kind, Text(written, written))
        notes.append(t("{question}: read as {kind}.", question=written[:60], kind=kind.word.in_language(language())))
    questions = tuple({q.id: q for q in by_name.values() if q is not None}.values())
    used = {q.dimension for q in questions if q.dimension}
    dimensions = {n: text for n, text in DIMENSIONS.items() if n in used}
    return Form(Text(name, name), questions, dimensions=dimensions), by_name


def _kind(written: str, cells: Sequence[str]) -> QuestionType:
    """Scales and yes/no by their answers, everything else in words: one answer a row names no options."""
    kind = kind_of(written, cells)
    return TYPES["text"] if kind.with_options else kind


def _respondents(values: Sequence[tuple[Parsed, str, Answer]]) -> tuple[list[Response], bool]:
    """Answers put together by person; without a column that says who, only counted together, group by group."""
    column = next((c for row, _, _ in values for c in row.value.groups if c.strip().casefold() in RESPONDENT), None)
    people: dict[tuple[Any, ...], tuple[dict[str, Answer], Mapping[str, str]]] = {}
    seen: Counter[tuple[Any, ...]] = Counter()
    for row, asked, answer in values:
        groups = {c.strip(): v for c, v in row.value.groups.items() if c != column and v}
        place = tuple(sorted(groups.items()))
        if column is None:
            number = seen[place, asked]
            seen[place, asked] += 1
            key: tuple[Any, ...] = (place, number)
        else:
            key = (row.value.groups.get(column, ""),)
        people.setdefault(key, ({}, groups))[0].setdefault(asked, answer)
    return [Response(own, groups) for own, groups in people.values()], column is not None


def store_answers(
    ws: Workspace,
    name: str,
    form: Form,
    responses: Sequence[Response],
    joint: bool,
    notes: list[str],
    invited: int | None = None,
    asked_on: date | None = None,
) -> str:
    """Store answers from elsewhere as a closed survey and return its id; no answer is kept.

    Args:
        ws: the workspace.
        name: its title.
        form: the questionnaire.
        responses: the answers.
        joint: whether the answers of one person are known to belong together.
        notes: what is worth saying is added.
        invited: how many were asked, None where nobody knows it.
        asked_on: the last day on which people answered; today unless told.

    Raises:
        Refused: at least half the rows are those of a survey imported before, or the day is in the future.
    """
    wanted = list(dict.fromkeys(group for r in responses for group in r.groups))
    stored = stored_attributes({i: r.groups for i, r in enumerate(responses)}, wanted, anonymous=False)
    coarse = [Response(r.answers, stored.coarse(r.groups)) for r in responses]
    with ws.write():
        on = today_of(ws)
        dated, asked_on = asked_on is not None, asked_on or on
        if asked_on > on:
            raise Refused(t("{day} has not come yet.", day=asked_on.isoformat()), t("Give the last day of answering."))
        key, sketch = _sketch(ws, form, responses)
        settings = {"anonymous": False, "attributes": {n: dict(v) for n, v in stored.kept.items()},
                    "dropped": dict(stored.dropped), "imported": True, "notice": notice(),
                    "invited_known": invited is not None, "sketch": [key, sketch], "dated": dated}  # fmt: skip
        found = close(form, coarse, list(stored.kept), joint=joint, asked=invited)
        survey_id = store.add_survey(ws, form.to_dict(), settings, on)
        closing.keep(
            ws, store.read_survey(ws, survey_id), form, found, {}, state="closed", opened_on=asked_on,
            closed_on=asked_on, invited=invited or 0, retain_until=on + timedelta(days=RETENTION_DAYS),
        )  # fmt: skip
        audit.append(ws, "survey imported", survey_id)
    notes.append(t("Survey {name}: {n} people, stored as {id}.", name=name[:60], n=len(coarse), id=survey_id))
    notes.extend(_dropped(stored))
    return survey_id


def _sketch(ws: Workspace, form: Form, responses: Sequence[Response]) -> tuple[str, list[int]]:
    """A key, and how many rows fall into each of about as many drawers: enough to know a file that comes again.

    With one row a drawer on average, a guessed row finds its drawer filled two times in three: a drawer tells nothing
    of a single answer. A file read before must not be published again with other groups: its first result stays.
    """
    rows = [json.dumps([[q.id, r.answers[q.id]] for q in form.questions if q.id in r.answers]) for r in responses]
    for other in store.read_surveys(ws):
        key, before = other.settings.get("sketch", ("", []))
        if not before:
            continue
        now = _drawers(key, rows, len(before))
        total, old = len(rows), sum(before)
        together = sum((a - total / len(now)) * (b - old / len(now)) for a, b in zip(now, before, strict=True))
        if together >= max(0.5 * min(total, old), 2.5 * math.sqrt(total * old / len(now))):
            raise Refused(
                t("At least half of these answers were imported before, as survey {id}.", id=other.survey_id),
                t("Its result stays; other groups of the same answers would give people away."),
            )
    key = secrets.token_hex(16)
    return key, _drawers(key, rows, max(16, len(rows)))


def _drawers(key: str, rows: Sequence[str], many: int) -> list[int]:
    found = [0] * many
    for row in rows:
        digest = hmac.new(bytes.fromhex(key), row.encode(), hashlib.sha256).digest()
        found[int.from_bytes(digest[:8], "big") % many] += 1
    return found


def notice() -> dict[str, str]:
    """What can be promised of answers that came in elsewhere, in both languages."""
    return {
        lang: " ".join((t(ELSEWHERE, lang=lang), t(GROUPS, lang=lang, k=MINIMUM_GROUP),
                        t(KEPT, lang=lang, days=RETENTION_DAYS)))
        for lang in LANGUAGES
    }  # fmt: skip


def _dropped(stored: StoredAttributes) -> list[str]:
    return [t("Column {name} is left out: too few people behind a value.", name=name) for name in stored.dropped]
