"""Answers exported by another form's program: one row a respondent, one column a question (Google Forms, LimeSurvey).

Look first (`preview`: how each column is read, which rows have faults), then store (`commit`): a closed survey with the
same published set as any other. Columns that name people are read by nobody but the check that leaves them out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engagement.surveys.questions import Answer, AnswerProblem, Form, Kind, Question, Text, read_answer
from engagement.surveys.results import Response
from engagement.surveys.templates import DIMENSIONS
from planner.base.errors import InputProblems, Misuse, Refused
from planner.base.i18n import t
from planner.domain.problems import RowProblem
from planner.shop.intake.reading import Problems
from planner.surveys.foreign import answers as survey_import
from planner.surveys.foreign.columns import SKIP, USES, ColumnUse, Uses, folded, is_checked, score_of, split, uses_of
from planner.tables.dialect import checked_options, describe
from planner.tables.tabular import Table, chunks, file_hash, open_table, plain, too_wide

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

KIND = "answers"
MAX_ROWS = 50_000
KIND_WORDS = {
    Kind.ENPS: "a score from 0 to 10",
    Kind.AGREEMENT: "agreement from 1 to 5",
    Kind.SINGLE: "one choice",
    Kind.SEVERAL: "several choices",
    Kind.RANKING: "a ranking",
    Kind.YES_NO: "yes or no",
    Kind.TEXT: "a comment",
}
SKIPPED = {
    "added": "left out: added by the form's program",
    "personal": "left out: it may name a person",
    "person": "left out: its cells name people of this workspace",
    "empty": "left out: empty",
    "told": "left out, as you said",
}
LONG_COLUMNS = {"survey", "question", "answer"}


@dataclass(frozen=True, slots=True)
class WidePreview:
    """What a file would become; nothing is stored. `problems` are all faults of cells, by row and column."""

    path: Path
    file_hash: str
    title: str
    form: Form
    columns: tuple[ColumnUse, ...]
    responses: tuple[Response, ...]
    rows: int
    problems: Problems
    dialect_text: tuple[tuple[str, str], ...]
    way: str

    @property
    def people(self) -> int:
        """Rows with at least one answer."""
        return len(self.responses)


def preview(
    ws: Workspace,
    path: Path,
    *,
    title: str = "",
    told: Uses | None = None,
    encoding: str | None = None,
) -> WidePreview:
    """Read a file and say what each column is taken for.

    Args:
        ws: the workspace; its people are known by name, so that a column that lists them is left out.
        path: CSV or XLSX with one row a respondent.
        title: of the survey; the file's name without.
        told: header → a question type, `group` or `skip`, where the guess is wrong.
        encoding: of a CSV that is not UTF-8.

    Raises:
        InputProblems: the file is no table, has no rows, or no column is a question.
        Misuse: `told` names a column that is not there or no use.
    """
    path = Path(path)
    table = open_table(path, checked_options(encoding, None, None, None))
    rows = _rows(table)
    _check_told(table, told or {})
    if {folded(h) for h in table.header} >= LONG_COLUMNS:
        raise Misuse(
            t("{file} has one answer a row.", file=table.file),
            t("`cuadrante import answers {file}` takes it.", file=table.file),
        )
    columns = [[row[place] for _, row in rows] for place in range(len(table.header))]
    uses = uses_of(table.header, columns, _people(ws), told)
    questions = [use.question for use in uses if use.question is not None]
    if not questions:
        raise InputProblems(
            t("{file} holds no question.", file=table.file),
            [RowProblem(table.file, table.header_row, "", t("No column is a question."),
                        t("Say what a column is, for instance --as \"How is it?=agreement\"."))],
        )  # fmt: skip
    problems = Problems()
    responses = _responses(table, rows, uses, problems)
    title = title.strip() or path.stem
    used = {q.dimension for q in questions if q.dimension}
    unique = tuple({q.id: q for q in questions}.values())
    dimensions = {name: text for name, text in DIMENSIONS.items() if name in used}
    form = Form(Text(title, title), unique, dimensions=dimensions)
    way = hashlib.sha256(json.dumps(["wide", sorted((told or {}).items())]).encode()).hexdigest()
    return WidePreview(
        path, file_hash(path), title, form, tuple(uses), tuple(responses), len(rows), problems,
        tuple(describe(table.dialect)), way,
    )  # fmt: skip


def commit(ws: Workspace, seen: WidePreview, invited: int | None = None) -> tuple[str, tuple[str, ...]]:
    """Store what was seen as a closed survey; returns its id and what is worth saying.

    The same file read the same way again changes nothing.

    Raises:
        InputProblems: with every fault by row and column; nothing is stored then.
        Refused: the file changed since it was looked at, or more answered than were asked.
    """
    from planner.db import audit
    from planner.db.bulk import Counts
    from planner.shop.store import imports as record

    if file_hash(seen.path) != seen.file_hash:
        raise Refused(t("{file} changed since you looked at it.", file=seen.path.name), t("Look at it again."))
    seen.problems.refuse(seen.path.name)
    if invited is not None and invited < seen.people:
        raise Refused(
            t("{n} people answered, more than the {invited} that were asked.", n=seen.people, invited=invited),
            t("Say how many were asked, or leave it out."),
        )
    earlier = record.find(ws, seen.file_hash, KIND, seen.way)
    if earlier is not None:
        when = f"{earlier.imported_at:%Y-%m-%d %H:%M}"
        return "", (t("This file was imported on {when}; nothing was changed.", when=when),)
    notes: list[str] = []
    with ws.write():
        survey_id = survey_import.store_answers(ws, seen.title, seen.form, seen.responses, True, notes, invited)
        record.record(ws, seen.file_hash, KIND, seen.way, seen.path.name, Counts(new=seen.people))
        audit.append(ws, "import answers", seen.path.name, {"sha256": seen.file_hash, "new": seen.people})
    if seen.people < seen.rows:
        notes.append(t("{n} rows hold no answer and are left out.", n=seen.rows - seen.people))
    return survey_id, tuple(notes)


def column_text(use: ColumnUse) -> str:
    """What a column is taken for, in the user's language."""
    if use.use == SKIP:
        return t(SKIPPED[use.why])
    if use.question is None:
        return t("group «{name}»", name=use.group)
    text = t(KIND_WORDS[use.question.kind])
    return f"{text} · {t('a statement of ours')}" if use.why == "known" else text


def _rows(table: Table) -> list[tuple[int, list[str]]]:
    """Rows as text with their numbers; empty ones left out, short ones filled up."""
    width, rows = len(table.header), list[tuple[int, list[str]]]()
    for chunk in chunks(table):
        for number, row in enumerate(chunk.rows, chunk.first_row):
            cells = [plain(cell).strip() for cell in row]
            if not any(cells):
                continue
            if any(cells[width:]):
                raise InputProblems(
                    t("{file} cannot be read.", file=table.file),
                    [RowProblem(table.file, number, "", *too_wide(table, len(cells)))],
                )
            rows.append((number, (cells + [""] * width)[:width]))
            if len(rows) > MAX_ROWS:
                raise Refused(t("The file has more than {limit} rows.", limit=MAX_ROWS), t("Split it by months."))
    if not rows:
        raise InputProblems(
            t("{file} has a header and no rows.", file=table.file),
            [RowProblem(table.file, table.header_row, "", t("There are no rows."), t("Export it again with rows."))],
        )
    return rows


def _check_told(table: Table, told: Uses) -> None:
    there = {folded(h) for h in table.header} | {folded(h.partition("[")[0]) for h in table.header}
    for name, use in told.items():
        if use not in USES:
            raise Misuse(
                t("{use!r} is no use of a column.", use=use), t("Choose one of: {names}.", names=", ".join(USES))
            )
        if folded(name) not in there:
            header = ", ".join(table.header)[:200]
            raise Misuse(
                t("{file} has no column {name!r}.", file=table.file, name=name),
                t("The header reads: {header}.", header=header),
            )


def _people(ws: Workspace) -> frozenset[str]:
    from planner.shop.store.people import read_agents

    return frozenset(
        folded(text) for a in read_agents(ws) for text in (a.agent_id, a.name, a.email) if text and len(text) > 2
    )


def _responses(
    table: Table, rows: Sequence[tuple[int, list[str]]], uses: Sequence[ColumnUse], problems: Problems
) -> list[Response]:
    """One response a row with any answer; faults are collected by row and column."""
    place = {name: i for i, name in reversed(list(enumerate(table.header)))}
    responses = []
    for number, row in rows:
        answers: dict[str, Answer] = {}
        groups: dict[str, str] = {}
        for use in uses:
            cells = [row[place[name]] for name in use.headers]
            if use.question is None:
                if use.group and cells[0]:
                    groups.setdefault(use.group, cells[0])
                continue
            try:
                value = read_answer(use.question, _raw(use.question, use.headers, cells))
            except AnswerProblem as problem:
                text = t(survey_import.PROBLEMS[problem.code], value="; ".join(cells)[:40], limit=problem.limit)
                mend = t("Mend the cell or leave it empty.")
                problems.add(RowProblem(table.file, number, use.headers[0][:60], text, mend))
                continue
            if value is not None:
                answers.setdefault(use.question.id, value)
        if answers:
            responses.append(Response(answers, groups))
    return responses


def _raw(question: Question, headers: Sequence[str], cells: Sequence[str]) -> object:
    """The cells of one answer as `read_answer` takes them: scores for labels, ids for options."""
    if question.kind in {Kind.AGREEMENT, Kind.ENPS}:
        score = score_of(cells[0], question.kind)
        return cells[0] if score is None else score
    if not question.options:
        return cells[0]
    ids = {folded(word): o.id for o in question.options for word in (o.id, o.text.es, o.text.en)}
    if len(headers) == 1:
        parts = [cells[0]] if question.kind is Kind.SINGLE else split(cells[0])
        found = [ids.get(folded(p), p) for p in parts if p]
        return found[0] if question.kind is Kind.SINGLE and found else found
    if question.kind is Kind.RANKING:
        return [ids[folded(c)] for c in cells if c]
    return [o.id for o, cell in zip(question.options, cells, strict=True) if is_checked(cell)]
