"""A questionnaire: its questions in both languages, and the only way from what came in to a stored answer.

Invariant: `read_answer` is the only way from what came in (a form, a file, a kiosk) to a stored value; a blank or a
"prefer not to say" becomes `None` and leaves the base of every figure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engagement.surveys.base import (
    NO_TEXT,
    Answer,
    AnswerProblem,
    Option,
    Question,
    QuestionType,
    Text,
    folded,
    is_blank,
    read_score,
)
from engagement.surveys.types import TYPES

__all__ = [
    "TYPES", "Answer", "AnswerProblem", "Form", "Option", "Question", "QuestionType", "Text", "fingerprint", "folded",
    "is_blank", "question_from", "read_answer", "read_score",
]  # fmt: skip


def question_from(data: Mapping[str, Any]) -> Question:
    """Read back what `Question.to_dict` wrote; ValueError says what is off."""
    kind = TYPES.get(str(data.get("kind")))
    if kind is None:
        raise ValueError(f"question {data.get('id', '?')}: unknown type {data.get('kind')!r}")
    return Question(
        id=str(data.get("id", "")),
        kind=kind,
        text=Text(str(data.get("es", "")), str(data.get("en", ""))),
        options=tuple(
            Option(str(o["id"]), Text(str(o.get("es", "")), str(o.get("en", "")))) for o in data.get("options", ())
        ),
        dimension=str(data.get("dimension", "")),
        reverse=bool(data.get("reverse", False)),
        required=bool(data.get("required", False)),
    )


def fingerprint(question: Question) -> str:
    """The same question asked again has the same one, whatever its id: of type, text and options."""
    parts = [question.kind.name, folded(question.text.es), folded(question.text.en)]
    parts += sorted(folded(o.text.es) for o in question.options)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of one survey in their order, its title, its introduction and the names of its dimensions."""

    title: Text
    questions: tuple[Question, ...]
    intro: Text = NO_TEXT
    dimensions: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = [q.id for q in self.questions]
        if not ids:
            raise ValueError("a survey has at least one question")
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"question id used twice: {', '.join(twice)}")

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError when there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def missing_texts(self) -> list[str]:
        """Ids of questions and options (`q/o`) and names of parts that lack Spanish or English."""
        parts: list[tuple[str, Text]] = [("title", self.title)]
        for question in self.questions:
            parts.append((question.id, question.text))
            parts += [(f"{question.id}/{option.id}", option.text) for option in question.options]
        parts += [(f"dimension {name}", text) for name, text in self.dimensions.items()]
        return [name for name, text in parts if not (text.es.strip() and text.en.strip())]

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "title": {"es": self.title.es, "en": self.title.en},
            "intro": {"es": self.intro.es, "en": self.intro.en},
            "questions": [q.to_dict() for q in self.questions],
            "dimensions": {name: {"es": text.es, "en": text.en} for name, text in self.dimensions.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Form:
        """Read back what `to_dict` wrote; ValueError says what is off."""

        def text(part: Mapping[str, Any]) -> Text:
            return Text(str(part.get("es", "")), str(part.get("en", "")))

        return cls(
            title=text(data.get("title", {})),
            questions=tuple(question_from(q) for q in data.get("questions", ())),
            intro=text(data.get("intro", {})),
            dimensions={name: text(part) for name, part in data.get("dimensions", {}).items()},
        )


def read_answer(question: Question, raw: object) -> Answer | None:
    """The value that is kept for `raw`, or None for a blank.

    Several choices and rankings take a list of option ids or one text with `;` between them; a ranking names every
    option, the most important first.

    Raises:
        AnswerProblem: with the question's id and a stable code.
    """
    if is_blank(raw) or (isinstance(raw, (list, tuple)) and all(is_blank(part) for part in raw)):
        if question.required:
            raise AnswerProblem(question.id, "required")
        return None
    return question.kind.read(question, raw)
