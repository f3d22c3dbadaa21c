"""Questions and answers of a survey: the seven types, their two languages, and what counts as an answer.

Invariant: `read_answer` is the only way from what came in (a form, a file, a kiosk) to a stored value; a blank or a
"prefer not to say" becomes `None` and leaves the base of every figure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MAX_COMMENT_CHARS = 2000
BLANKS = frozenset({"", "-", "n/a", "prefer not to say", "prefiero no contestar", "prefiero no decirlo", "ns/nc"})

Answer = int | str | bool | tuple[str, ...]


class Kind(StrEnum):
    """The question types a survey can hold."""

    ENPS = "enps"
    AGREEMENT = "agreement"
    SINGLE = "single"
    SEVERAL = "several"
    RANKING = "ranking"
    YES_NO = "yes_no"
    TEXT = "text"


SCALES = {Kind.ENPS: range(11), Kind.AGREEMENT: range(1, 6)}
WITH_OPTIONS = frozenset({Kind.SINGLE, Kind.SEVERAL, Kind.RANKING})


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    es: str
    en: str

    def in_language(self, lang: str) -> str:
        """The text in `es` or `en`; the other language where one is empty."""
        return (self.es or self.en) if lang == "es" else (self.en or self.es)


AGREEMENT_LABELS = (
    Text("Muy en desacuerdo", "Strongly disagree"),
    Text("En desacuerdo", "Disagree"),
    Text("Ni de acuerdo ni en desacuerdo", "Neither agree nor disagree"),
    Text("De acuerdo", "Agree"),
    Text("Muy de acuerdo", "Strongly agree"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen or ranked."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `reverse` only has a meaning for agreement, `options` only for choices and rankings."""

    id: str
    kind: Kind
    text: Text
    options: tuple[Option, ...] = ()
    dimension: str = ""
    reverse: bool = False
    required: bool = False

    def __post_init__(self) -> None:
        if not self.id or not (self.text.es or self.text.en):
            raise ValueError("a question has an id and a text")
        if self.kind in WITH_OPTIONS:
            ids = [o.id for o in self.options]
            if len(ids) < 2 or len(set(ids)) != len(ids):
                raise ValueError(f"question {self.id}: two or more options with different ids are required")
        elif self.options:
            raise ValueError(f"question {self.id}: {self.kind} takes no options")
        if self.reverse and self.kind is not Kind.AGREEMENT:
            raise ValueError(f"question {self.id}: only agreement can be reverse-scored")

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        data: dict[str, Any] = {"id": self.id, "kind": self.kind.value, "es": self.text.es, "en": self.text.en}
        if self.options:
            data["options"] = [{"id": o.id, "es": o.text.es, "en": o.text.en} for o in self.options]
        for name in ("dimension", "reverse", "required"):
            if getattr(self, name):
                data[name] = getattr(self, name)
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Question:
        """Read back what `to_dict` wrote; ValueError says what is off."""
        try:
            kind = Kind(data["kind"])
        except (KeyError, ValueError):
            raise ValueError(f"question {data.get('id', '?')}: unknown type {data.get('kind')!r}") from None
        return cls(
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


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of one survey in their order, its title, its introduction and the names of its dimensions."""

    title: Text
    questions: tuple[Question, ...]
    intro: Text = Text("", "")
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
            questions=tuple(Question.from_dict(q) for q in data.get("questions", ())),
            intro=text(data.get("intro", {})),
            dimensions={name: text(part) for name, part in data.get("dimensions", {}).items()},
        )


class AnswerProblem(ValueError):
    """A value that is no answer to its question; `code` is stable, `limit` fills its message.

    Codes: `not_a_whole_number`, `out_of_range`, `unknown_option`, `repeated_option`, `incomplete_ranking`, `too_long`,
    `not_yes_or_no`, `required`.
    """

    def __init__(self, question_id: str, code: str, limit: str = "") -> None:
        super().__init__(f"{question_id}: {code.replace('_', ' ')}{f' ({limit})' if limit else ''}")
        self.question_id = question_id
        self.code = code
        self.limit = limit


def is_blank(raw: object) -> bool:
    """True for what leaves the base: nothing, spaces, or words for "prefer not to say"."""
    return raw is None or (isinstance(raw, str) and raw.strip().casefold() in BLANKS)


def read_score(raw: object, scale: range, question_id: str = "score") -> int | None:
    """A whole number of `scale`, or None for a blank; surrounding spaces are taken off.

    Raises:
        AnswerProblem: `not_a_whole_number` (7.5, "nine", True) or `out_of_range`.
    """
    if is_blank(raw):
        return None
    number: int | None = None
    if isinstance(raw, bool):
        pass
    elif isinstance(raw, int):
        number = raw
    elif isinstance(raw, float) and raw.is_integer():
        number = int(raw)
    elif isinstance(raw, str):
        text = raw.strip()
        digits = text[1:] if text[:1] in {"-", "+"} else text
        if digits.isascii() and digits.isdigit() and len(digits) <= 6:
            number = int(text)
    if number is None:
        raise AnswerProblem(question_id, "not_a_whole_number")
    if number not in scale:
        raise AnswerProblem(question_id, "out_of_range", f"{scale[0]}-{scale[-1]}")
    return number


def clean_comment(text: str) -> str:
    """The comment as kept: NFC, no control or direction-changing characters, line ends as \\n, no outer spaces.

    Directional overrides and isolates are dropped because they could make a neighbour's text read differently.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isprintable():  # no control, format or unassigned character at all
        return text.strip()
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"})
    return "".join(c for c in kept if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff").strip()


_YES = frozenset({"yes", "y", "true", "1", "sí", "si", "s"})
_NO = frozenset({"no", "n", "false", "0"})


def _as_list(raw: object) -> list[str]:
    if isinstance(raw, str):
        return [part.strip() for part in raw.split(";") if part.strip()]
    if isinstance(raw, Sequence):
        return [str(part).strip() for part in raw if not is_blank(part)]
    return [str(raw)]


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
    if question.kind in SCALES:
        return read_score(raw, SCALES[question.kind], question.id)
    if question.kind is Kind.TEXT:
        comment = clean_comment(str(raw))
        if len(comment) > MAX_COMMENT_CHARS:
            raise AnswerProblem(question.id, "too_long", str(MAX_COMMENT_CHARS))
        return comment or None
    if question.kind is Kind.YES_NO:
        word = str(raw).strip().casefold()
        if word not in _YES | _NO:
            raise AnswerProblem(question.id, "not_yes_or_no")
        return word in _YES
    known = [o.id for o in question.options]
    chosen = [str(raw).strip()] if question.kind is Kind.SINGLE else _as_list(raw)
    for option_id in chosen:
        if option_id not in known:
            raise AnswerProblem(question.id, "unknown_option", option_id[:40])
    if len(set(chosen)) != len(chosen):
        raise AnswerProblem(question.id, "repeated_option")
    if question.kind is Kind.SINGLE:
        return chosen[0]
    if question.kind is Kind.RANKING:
        if len(chosen) != len(known):
            raise AnswerProblem(question.id, "incomplete_ranking", str(len(known)))
        return tuple(chosen)
    return tuple(option_id for option_id in known if option_id in chosen)
