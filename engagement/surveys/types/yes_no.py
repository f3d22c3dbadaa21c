"""Yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from engagement.surveys.base import Answer, AnswerProblem, Count, Question, QuestionType, Text, folded, most

_YES = frozenset({"yes", "y", "true", "1", "sí", "si", "s", "verdadero"})
_NO = frozenset({"no", "n", "false", "0", "falso"})


def _read(question: Question, raw: object) -> Answer:
    word = str(raw).strip().casefold()
    if word not in _YES | _NO:
        raise AnswerProblem(question.id, "not_yes_or_no")
    return word in _YES


def _looks(header: str, cells: Sequence[str]) -> bool:
    return most(lambda c: folded(c) in {"si", "yes", "no", "true", "false", "verdadero", "falso"}, cells)


YES_NO = QuestionType(
    name="yes_no",
    word=Text("sí o no", "yes or no"),
    how=Text("sí / no", "yes / no"),
    read=_read,
    counts=lambda question: (Count(("yes", ""), lambda a: 0 if a else 1, Text("sí", "yes")),),
    choices=lambda question: [("yes", Text("Sí", "Yes")), ("no", Text("No", "No"))],
    looks=_looks,
)
