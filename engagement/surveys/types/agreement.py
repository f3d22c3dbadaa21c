"""Agreement, 1–5: favourable 4–5, neutral 3, unfavourable 1–2, after reverse-scoring."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engagement.surveys.base import Answer, Count, Drawing, Question, QuestionType, Text, folded, most, read_score

SCALE = range(1, 6)
LABELS = (
    Text("Muy en desacuerdo", "Strongly disagree"),
    Text("En desacuerdo", "Disagree"),
    Text("Ni de acuerdo ni en desacuerdo", "Neither agree nor disagree"),
    Text("De acuerdo", "Agree"),
    Text("Muy de acuerdo", "Strongly agree"),
)
_OTHER_WORDS = {
    "totalmente en desacuerdo": 1, "neutral": 3, "indiferente": 3, "neither agree or disagree": 3,
    "totalmente de acuerdo": 5, "completely disagree": 1, "completely agree": 5,
}  # fmt: skip
WORDS = {folded(t): n for n, label in enumerate(LABELS, 1) for t in (label.es, label.en)} | _OTHER_WORDS
_NUMBER = re.compile(r"([1-5])(?:[.,]0+)?")
_CODE = re.compile(r"A(?:O)?0?([1-5])", re.IGNORECASE)  # LimeSurvey's codes of a five-point scale
_SIDE = (2, 2, 1, 0, 0)


def score_of(cell: str) -> int | None:
    """The score of a number (`4`, `4.0`), a label in either language or an answer code (`AO04`); None otherwise."""
    text = cell.strip()
    match = _NUMBER.fullmatch(text) or _CODE.fullmatch(text)
    return int(match[1]) if match else WORDS.get(folded(text))


def turned(question: Question, answer: Answer) -> int:
    """The score 1–5 with 5 the good news."""
    return 6 - int(answer) if question.reverse else int(answer)  # type: ignore[arg-type]


def _counts(question: Question) -> tuple[Count, ...]:
    sides = ("favourable", "neutral", "unfavourable")
    return (Count(sides, lambda a: _SIDE[turned(question, a) - 1]),)


def _looks(header: str, cells: Sequence[str]) -> bool:
    # A code alone could be any option's: only a column of several different ones is a scale.
    if any(_CODE.fullmatch(c.strip()) for c in cells) and len(set(cells)) < 3:
        return False
    return most(lambda c: score_of(c) is not None, cells)


def _cell(question: Question, headers: Sequence[str], cells: Sequence[str]) -> object:
    score = score_of(cells[0])
    return cells[0] if score is None else score


AGREEMENT = QuestionType(
    name="agreement",
    word=Text("acuerdo de 1 a 5", "agreement 1–5"),
    how=Text("1 (Muy en desacuerdo) 2 3 4 5 (Muy de acuerdo)", "1 (Strongly disagree) 2 3 4 5 (Strongly agree)"),
    read=lambda question, raw: read_score(raw, SCALE, question.id),
    counts=_counts,
    choices=lambda question: [(str(i), label) for i, label in enumerate(LABELS, 1)],
    score=lambda question, answer: float(turned(question, answer)),
    drawing=Drawing.SIDES,
    reversible=True,
    scored=True,
    cell=_cell,
    looks=_looks,
)
