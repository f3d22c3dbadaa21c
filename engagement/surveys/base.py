"""What every question type is made of: texts, options, the record of a type, a question.

Invariants: a type counts answers in two or three sides and in nothing finer, because only such counts are blurred
(`engagement.surveys.blur`) and kept; a blank or a "prefer not to say" never reaches a type and leaves every base.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

BLANKS = frozenset({"", "-", "n/a", "prefer not to say", "prefiero no contestar", "prefiero no decirlo", "ns/nc"})

Answer = int | str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    es: str
    en: str

    def in_language(self, lang: str) -> str:
        """The text in `es` or `en`; the other language where one is empty."""
        return (self.es or self.en) if lang == "es" else (self.en or self.es)


NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen or ranked."""

    id: str
    text: Text


class AnswerProblem(ValueError):
    """A value that is no answer to its question; `code` is stable, `limit` fills its message.

    Codes: `not_a_whole_number`, `out_of_range`, `unknown_option`, `repeated_option`, `incomplete_ranking`, `too_long`,
    `not_yes_or_no`, `required`, `nothing_answered`.
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


class Entry(StrEnum):
    """How an answer is given at a keyboard: one of the choices, any of them, all in an order, or in words."""

    ONE = "one"
    MANY = "many"
    ORDER = "order"
    WRITE = "write"


class Drawing(StrEnum):
    """How a question's figures are drawn: a bar of three sides, the −100…100 gauge, one share a line, or not at all."""

    SIDES = "sides"
    GAUGE = "gauge"
    SHARES = "shares"
    NONE = "none"


def most(fits: Callable[[str], bool], cells: Sequence[str]) -> bool:
    """At least four fifths of the cells fit; what does not is then a problem of its row."""
    return bool(cells) and sum(map(fits, cells)) >= 0.8 * len(cells)


@dataclass(frozen=True, slots=True)
class Count:
    """One thing that is counted of a question's answers.

    Attributes:
        measures: names of the two or three sides in order; a side without a name is not printed.
        side: answer → place of its side.
        label: what a line of it says, where a question has several.
        net: the name of the figure first side − last side on −100…100, printed instead of shares.
    """

    measures: tuple[str, ...]
    side: Callable[[Answer], int]
    label: Text = NO_TEXT
    net: str = ""

    @property
    def name(self) -> str:
        """What the stored counts are called by."""
        return self.net or self.measures[0]

    @property
    def printed(self) -> tuple[str, ...]:
        """The measures that are printed of it."""
        return (self.net,) if self.net else tuple(m for m in self.measures if m)


def first_cell(question: Question, headers: Sequence[str], cells: Sequence[str]) -> object:
    """The raw answer of a question that has one column."""
    return cells[0]


def option_choices(question: Question) -> list[tuple[str, Text]]:
    """The options of a question as what can be chosen."""
    return [(o.id, o.text) for o in question.options]


def never(*_: object) -> bool:
    """A type that no column of a file is taken for by its cells alone."""
    return False


def one_field(question: Question, fields: Mapping[str, Sequence[str]]) -> object:
    """The raw answer of the page's form field `q.ID`."""
    return (fields.get(f"q.{question.id}") or [""])[0]


@dataclass(frozen=True, slots=True, eq=False)
class QuestionType:
    """A question type: everything about it but its part of the page, `survey_page/templates/types/NAME.html`.

    Attributes:
        name: code, as stored.
        word: what the editor and the import call it.
        how: the ways to answer in one line, after which options are listed.
        read: question, raw → the value that is kept; raises AnswerProblem. Blanks never come here.
        counts: question → what is counted and published of it.
        choices: question → values and texts that can be chosen.
        score: question, answer → a number, larger is better (reverse-scored ones turned round), for drivers and alpha.
        entry: how it is answered at a keyboard.
        drawing: how its figures are drawn.
        with_options, reversible, scored: whether it takes options, can be reverse-scored, belongs to dimensions.
        outcome: the score the others are held against (drivers).
        fields: question, fields of the page's form → raw.
        cell: question, headers, cells of its columns in an imported row → raw.
        looks: header, filled cells of a column → whether it looks like this type; asked in the registry's order.
        columns: sub-headers, cells of columns that share a base → options, when they are one question of this type.
        most: options made of a column's cells, for types with options.
    """

    name: str
    word: Text
    how: Text
    read: Callable[[Question, object], Answer | None]
    counts: Callable[[Question], tuple[Count, ...]]
    choices: Callable[[Question], list[tuple[str, Text]]] = option_choices
    score: Callable[[Question, Answer], float] | None = None
    entry: Entry = Entry.ONE
    drawing: Drawing = Drawing.SHARES
    with_options: bool = False
    reversible: bool = False
    scored: bool = False
    outcome: bool = False
    fields: Callable[[Question, Mapping[str, Sequence[str]]], object] = one_field
    cell: Callable[[Question, Sequence[str], Sequence[str]], object] = first_cell
    looks: Callable[[str, Sequence[str]], bool] = never
    columns: Callable[[Sequence[str], Sequence[Sequence[str]]], tuple[Option, ...]] | None = None
    most: Callable[[Sequence[str]], tuple[Option, ...]] | None = None

    @property
    def numbered(self) -> bool:
        """Whether anything is counted of it (comments are not)."""
        return self.drawing is not Drawing.NONE


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `reverse` only has a meaning for agreement, `options` only for choices and rankings."""

    id: str
    kind: QuestionType
    text: Text
    options: tuple[Option, ...] = ()
    dimension: str = ""
    reverse: bool = False
    required: bool = False

    def __post_init__(self) -> None:
        if not self.id or not (self.text.es or self.text.en):
            raise ValueError("a question has an id and a text")
        if self.kind.with_options:
            ids = [o.id for o in self.options]
            if len(ids) < 2 or len(set(ids)) != len(ids):
                raise ValueError(f"question {self.id}: two or more options with different ids are required")
        elif self.options:
            raise ValueError(f"question {self.id}: {self.kind.name} takes no options")
        if self.reverse and not self.kind.reversible:
            raise ValueError(f"question {self.id}: only agreement can be reverse-scored")

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        data: dict[str, Any] = {"id": self.id, "kind": self.kind.name, "es": self.text.es, "en": self.text.en}
        if self.options:
            data["options"] = [{"id": o.id, "es": o.text.es, "en": o.text.en} for o in self.options]
        for name in ("dimension", "reverse", "required"):
            if getattr(self, name):
                data[name] = getattr(self, name)
        return data

    @property
    def counts(self) -> tuple[Count, ...]:
        """What is counted of it."""
        return self.kind.counts(self)

    def option_ids(self) -> dict[str, str]:
        """Every way to write an option, folded → its id."""
        return {folded(word): o.id for o in self.options for word in (o.id, o.text.es, o.text.en)}


def folded(text: str) -> str:
    """Lower case without accents, colons at the end and doubled spaces: how headers and words are compared."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(plain.replace("\ufeff", "").casefold().split()).rstrip(" :*")
