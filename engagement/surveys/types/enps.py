"""Employee recommendation, 0–10 (eNPS): promoters 9–10, passives 7–8, detractors 0–6."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engagement.surveys.base import Answer, Count, Drawing, Question, QuestionType, Text, folded, most, read_score

SCALE = range(11)
_RECOMMEND = re.compile(r"\bnps\b|\benps\b|recommend|recomend|recomiend")
_NUMBER = re.compile(r"(\d{1,2})(?:[.,]0+)?")


def side(score: int) -> int:
    """0 for a promoter, 1 for a passive, 2 for a detractor."""
    return 0 if score >= 9 else 1 if score >= 7 else 2


def _counts(question: Question) -> tuple[Count, ...]:
    return (Count(("promoters", "passives", "detractors"), lambda a: side(int(a)), net="enps"),)  # type: ignore[arg-type]


def _score(question: Question, answer: Answer) -> float:
    return float(answer)  # type: ignore[arg-type]


def _looks(header: str, cells: Sequence[str]) -> bool:
    """Numbers 0–10 alone are no recommendation ("How stressed are you"): the question has to ask for one."""
    return most(lambda c: isinstance(_number(c), int), cells) and bool(_RECOMMEND.search(folded(header)))


def _number(cell: str) -> int | str:
    match = _NUMBER.fullmatch(cell.strip())
    return int(match[1]) if match and int(match[1]) in SCALE else cell


ENPS = QuestionType(
    name="enps",
    word=Text("recomendación de 0 a 10", "recommendation 0–10"),
    how=Text("0 1 2 3 4 5 6 7 8 9 10", "0 1 2 3 4 5 6 7 8 9 10"),
    read=lambda question, raw: read_score(raw, SCALE, question.id),
    counts=_counts,
    choices=lambda question: [(str(i), Text(str(i), str(i))) for i in SCALE],
    score=_score,
    drawing=Drawing.GAUGE,
    outcome=True,
    cell=lambda question, headers, cells: _number(cells[0]),
    looks=_looks,
)
