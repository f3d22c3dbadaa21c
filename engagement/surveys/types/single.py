"""One of several options. Each option is counted as yes or no, so that the shares need not add to 100."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engagement.surveys.base import Answer, AnswerProblem, Count, Option, Question, QuestionType, Text, folded

MAX_CHOICES = 15
MAX_CHOICE_CHARS = 120


def few(words: Sequence[str]) -> bool:
    """Short words of which few are different: options, not sentences."""
    often = Counter(map(folded, words))
    short = max((len(w) for w in words), default=0) <= MAX_CHOICE_CHARS
    return short and 2 <= len(often) <= MAX_CHOICES and len(words) >= 3 * len(often)


def options_of(words: Sequence[str]) -> tuple[Option, ...]:
    """One option for each different word, by alphabet."""
    first = {folded(w): w.strip() for w in reversed(words)}
    return tuple(Option(f"o{i}", Text(word, word)) for i, (_, word) in enumerate(sorted(first.items()), 1))


def _read(question: Question, raw: object) -> Answer:
    chosen = str(raw).strip()
    if chosen not in {o.id for o in question.options}:
        raise AnswerProblem(question.id, "unknown_option", chosen[:40])
    return chosen


def _counts(question: Question) -> tuple[Count, ...]:
    return tuple(
        Count((f"option:{o.id}", ""), lambda a, option=o.id: 0 if a == option else 1, o.text)  # type: ignore[misc]
        for o in question.options
    )


def _cell(question: Question, headers: Sequence[str], cells: Sequence[str]) -> object:
    return question.option_ids().get(folded(cells[0]), cells[0])


SINGLE = QuestionType(
    name="single",
    word=Text("una de varias", "one of several"),
    how=Text("una de", "one of"),
    read=_read,
    counts=_counts,
    with_options=True,
    cell=_cell,
    looks=lambda header, cells: few(cells),
    most=options_of,
)
