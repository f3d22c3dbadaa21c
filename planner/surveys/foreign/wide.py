"""Answers exported by another form's program: one row a respondent, one column a question (Google Forms, LimeSurvey).

Look first (`preview`: how each column is read, with samples, and which rows have faults), then store what was
confirmed (`commit`): a closed survey with the same published set as any other, of which no answer is kept. Columns that
name people are read by nobody but the check that leaves them out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engagement.surveys.questions import Answer, AnswerProblem, Form, Question, Text, folded, is_blank, read_answer
from engagement.surveys.results import Response
from engagement.surveys.templates import DIMENSIONS
from planner.base.errors import InputProblems, Misuse, Refused
from planner.base.i18n import language, t
from planner.base.problems import RowProblem
from planner.db import audit
from planner.db.bulk import Counts
from planner.shop.intake.reading import Problems
from planner.shop.store import imports as record
from planner.shop.store.people import read_agents
from planner.surveys.foreign import answers as survey_import
from planner.surveys.foreign.columns import SKIP, USES, ColumnUse, Uses, is_second_header, one_header, uses_of
from planner.tables.dialect import checked_options, describe
from planner.tables.table import Table, plain
from planner.tables.tabular import chunks, file_hash, open_table, too_wide

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

KIND = "answers"
MAX_ROWS = 50_000
SKIPPED = {
    "added": "left out: added by the form's program",
    "personal": "left out: it may name a person",
    "person": "left out: its cells name people of this workspace",
    "time": "left out: its cells tell times",
    "words": "left out: own words; say =text where they are comments",
    "scale": "left out: numbers of an unknown scale; say what they are",
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
    asked_on: date | None
    mark: str

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
    asked_on: date | None = None,
) -> WidePreview:
    """Read a file and say what each column is taken for.

    Args:
        ws: the workspace; its people are known by name, so that a column that lists them is left out.
        path: CSV or XLSX with one row a respondent.
        title: of the survey; the file's name without.
        told: header → a question type, `group` or `skip`, where the guess is wrong.
        encoding: of a CSV that is not UTF-8.
        asked_on: the last day on which people answered; an older survey is an earlier wave, not the next one.

    Raises:
        InputProblems: the file is no table, has no rows, or no column is a question.
        Misuse: `told` names a column that is not there or no use.
    """
    path = Path(path)
    table = open_table(path, checked_options(encoding, None, None, None))
    rows = _rows(table)
    header = [*table.header, *[""] * (len(rows[0][1]) - len(table.header))]
    if rows and (joined := one_header(header, rows[0][1])) is not None:
        header, rows = joined, rows[1:]
    _check_told(table.file, header, told or {})
    if {folded(h) for h in header} >= LONG_COLUMNS:
        raise Misuse(
            t("{file} has one answer a row.", file=table.file),
            t("`cuadrante import answers {file}` takes it.", file=table.file),
        )
    columns = [[row[place] for _, row in rows] for place in range(len(header))]
    uses = uses_of(header, columns, _people(ws), told)
    questions = [use.question for use in uses if use.question is not None]
    if not questions:
        raise InputProblems(
            t("{file} holds no question.", file=table.file),
            [RowProblem(table.file, table.header_row, "", t("No column is a question."),
                        t("Say what a column is, for instance --as \"How is it?=agreement\"."))],
        )  # fmt: skip
    problems = Problems()
    responses = _responses(table.file, header, rows, uses, problems)
    title = title.strip() or path.stem
    used = {q.dimension for q in questions if q.dimension}
    unique = tuple({q.id: q for q in questions}.values())
    dimensions = {name: text for name, text in DIMENSIONS.items() if name in used}
    form = Form(Text(title, title), unique, dimensions=dimensions)
    way = hashlib.sha256(json.dumps(["wide", sorted((told or {}).items())]).encode()).hexdigest()
    content = file_hash(path)
    shown = [content, title, str(asked_on), [(u.headers, u.use) for u in uses]]
    mark = hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:8]
    return WidePreview(
        path, content, title, form, tuple(uses), tuple(responses), len(rows), problems,
        tuple(describe(table.dialect)), way, asked_on, mark,
    )  # fmt: skip


def commit(
    ws: Workspace, seen: WidePreview, invited: int | None = None, confirmed: str = ""
) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    """Store what was seen as a closed survey; returns its id and what is worth saying.

    `confirmed` is the mark of the preview that somebody agreed to, when it was read again since.

    The same file read the same way again changes nothing.

    Raises:
        InputProblems: with every fault by row and column; nothing is stored then.
        Refused: the file changed since it was looked at, or more answered than were asked.
    """
    if file_hash(seen.path) != seen.file_hash:
        raise Refused(t("{file} changed since you looked at it.", file=seen.path.name), t("Look at it again."))
    if confirmed and confirmed != seen.mark:
        raise Refused(
            t("{file} is not read as it was confirmed.", file=seen.path.name),
            t("Look at the columns again; this reading is confirmed with {mark}.", mark=seen.mark),
        )
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
        survey_id = survey_import.store_answers(
            ws, seen.title, seen.form, seen.responses, True, notes, invited, seen.asked_on
        )
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
    text = use.question.kind.word.in_language(language())
    return f"{text} · {t('a statement of ours')}" if use.why == "known" else text


def _rows(table: Table) -> list[tuple[int, list[str]]]:
    """Rows as text with their numbers; empty ones left out, short ones filled up."""
    width, rows = len(table.header), list[tuple[int, list[str]]]()
    # Of two header rows the second is the wider one: options of the last question have no cell above them.
    for chunk in chunks(table):
        for number, row in enumerate(chunk.rows, chunk.first_row):
            cells = [plain(cell).strip() for cell in row]
            if not any(cells):
                continue
            if not rows and is_second_header(cells):
                width = max(width, len(cells))
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


def _check_told(file: str, header: Sequence[str], told: Uses) -> None:
    there = {folded(h) for h in header} | {folded(h.partition("[")[0]) for h in header}
    for name, use in told.items():
        if use not in USES:
            raise Misuse(
                t("{use!r} is no use of a column.", use=use), t("Choose one of: {names}.", names=", ".join(USES))
            )
        if folded(name) not in there:
            raise Misuse(
                t("{file} has no column {name!r}.", file=file, name=name),
                t("The header reads: {header}.", header=", ".join(header)[:200]),
            )


def _people(ws: Workspace) -> frozenset[str]:
    return frozenset(
        folded(text) for a in read_agents(ws) for text in (a.agent_id, a.name, a.email) if text and len(text) > 2
    )


def _responses(
    file: str, header: Sequence[str], rows: Sequence[tuple[int, list[str]]], uses: Sequence[ColumnUse],
    problems: Problems,
) -> list[Response]:  # fmt: skip
    """One response a row with any answer; faults are collected by row and column."""
    place = {name: i for i, name in reversed(list(enumerate(header)))}
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
                value = read_cells(use.question, use.headers, cells)
            except AnswerProblem as problem:
                text = t(survey_import.PROBLEMS[problem.code], value="; ".join(cells)[:40], limit=problem.limit)
                mend = t("Mend the cell or leave it empty.")
                problems.add(RowProblem(file, number, use.headers[0][:60], text, mend))
                continue
            if value is not None:
                answers.setdefault(use.question.id, value)
        if answers:
            responses.append(Response(answers, groups))
    return responses


def read_cells(question: Question, headers: Sequence[str], cells: Sequence[str]) -> Answer | None:
    """The answer in the cells of a row: labels, words and ticks as their type reads them; None where all are blank."""
    if all(is_blank(c) for c in cells):
        return None
    return read_answer(question, question.kind.cell(question, headers, cells))
