"""All options in an order, the most important first.

Of each option it is counted who put it in the upper half: mean places of a small group give single orders away (six
people who all put pay first are a mean of 1.00).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engagement.surveys.base import (
    Answer,
    AnswerProblem,
    Count,
    Entry,
    Option,
    Question,
    QuestionType,
    Text,
    folded,
    most,
)
from engagement.surveys.types.several import CHECKED, UNCHECKED, chosen_ids, parts_of, words_in
from engagement.surveys.types.single import options_of


def _read(question: Question, raw: object) -> Answer:
    chosen = chosen_ids(question, raw)
    if len(chosen) != len(question.options):
        raise AnswerProblem(question.id, "incomplete_ranking", str(len(question.options)))
    return tuple(chosen)


def _counts(question: Question) -> tuple[Count, ...]:
    half = len(question.options) // 2
    return tuple(
        Count((f"upper:{o.id}", ""), lambda a, option=o.id: 0 if option in a[:half] else 1, o.text)  # type: ignore[misc]
        for o in question.options
    )


def _fields(question: Question, fields: Mapping[str, Sequence[str]]) -> object:
    """Places 1, 2, … by option; what clashes or misses is given back so that `read` refuses it."""
    places = {o.id: (fields.get(f"q.{question.id}.{o.id}") or [""])[0].strip() for o in question.options}
    filled = {o: p for o, p in places.items() if p}
    if not filled:
        return []
    if sorted(filled.values()) != sorted(str(i + 1) for i in range(len(question.options))):
        return sorted(filled)[:1]
    return sorted(filled, key=lambda o: int(filled[o]))


def _by_place(subs: Sequence[str]) -> bool:
    return all(s.isdigit() for s in subs) and [int(s) for s in subs] == list(range(1, len(subs) + 1))


def _cell(question: Question, headers: Sequence[str], cells: Sequence[str]) -> object:
    if len(headers) == 1:
        return words_in(question, cells[0])
    ids = question.option_ids()
    if any(folded(c) in ids for c in cells if c):
        return [ids.get(folded(c), c) for c in cells if c]
    placed = [(int(c), o.id) for o, c in zip(question.options, cells, strict=True) if c.strip().isdecimal()]
    places = [p for p, _ in placed]
    return (
        [o for _, o in sorted(placed)]
        if sorted(places) == list(range(1, len(cells) + 1))
        else [o for _, o in placed][:-1]
    )


def _looks(header: str, cells: Sequence[str]) -> bool:
    """Every cell holds the same three or more words, in different orders."""
    orders = [tuple(map(folded, parts_of(c))) for c in cells]
    usual = max(
        {frozenset(o) for o in orders}, key=lambda s: sum(frozenset(o) == s for o in orders), default=frozenset()
    )
    same = [o for o in orders if frozenset(o) == usual and len(o) == len(usual)]
    return len(usual) >= 3 and len(set(same)) > 1 and len(same) >= 0.8 * len(orders)


def _columns(subs: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[Option, ...]:
    """`question[1]`, `question[2]` … with the option put there, or a column an option with its place."""
    words = [c for cells in columns for c in cells if c.strip()]
    if _by_place(subs):
        options = options_of(words)
        ticks = {folded(w) for w in words} <= CHECKED | UNCHECKED
        return options if len(options) == len(subs) and not ticks else ()
    rows = [row for row in zip(*columns, strict=True) if all(c.strip() for c in row)]
    places = sorted(str(i + 1) for i in range(len(subs)))
    if len(subs) >= 3 and rows and most(lambda i: sorted(rows[int(i)]) == places, [str(i) for i in range(len(rows))]):
        return tuple(Option(f"o{i}", Text(s, s)) for i, s in enumerate(subs, 1))
    return ()


def _most(cells: Sequence[str]) -> tuple[Option, ...]:
    return options_of([p for c in cells for p in parts_of(c)])


RANKING = QuestionType(
    name="ranking",
    word=Text("orden de preferencia", "ranking"),
    how=Text("en orden", "in order"),
    read=_read,
    counts=_counts,
    entry=Entry.ORDER,
    with_options=True,
    fields=_fields,
    cell=_cell,
    looks=_looks,
    columns=_columns,
    most=_most,
)
