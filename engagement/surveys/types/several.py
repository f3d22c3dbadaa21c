"""Any of several options; each option is counted as yes or no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

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
    is_blank,
)
from engagement.surveys.types.single import few, options_of

CHECKED = frozenset({"y", "yes", "si", "s", "x", "1", "true", "checked", "selected", "verdadero"})
UNCHECKED = frozenset({"n", "no", "0", "false", "unchecked", "not selected", "falso"})


def parts_of(cell: str) -> list[str]:
    """The choices of a cell: separated by `;`, or by a comma and a space."""
    return [p.strip() for p in (cell.split(";") if ";" in cell else cell.split(", ")) if p.strip()]


def choices_of(cells: Sequence[str]) -> list[list[str]]:
    """The choices of each cell of a column; a comma that belongs to an option ("Breaks, longer") is not a separator.

    Two neighbours are one option when neither ever stands without the other, and the second goes on in lower case or
    they were seen together three times.
    """
    found = [parts_of(c) for c in cells]
    if any(";" in c for c in cells):
        return found
    while True:
        alone = Counter(p for parts in found for p in parts)
        pairs = Counter(pair for parts in found for pair in pairwise(parts))
        for (a, b), n in pairs.items():
            if alone[a] == n == alone[b] and a != b and (b[:1].islower() or n >= 3):
                found = [_merged(parts, a, b) for parts in found]
                break
        else:
            return found


def _merged(parts: list[str], a: str, b: str) -> list[str]:
    out: list[str] = []
    for part in parts:
        if out and out[-1] == a and part == b:
            out[-1] = f"{a}, {b}"
        else:
            out.append(part)
    return out


def chosen_ids(question: Question, raw: object) -> list[str]:
    """Option ids of a list, or of one text with `;` between them.

    Raises:
        AnswerProblem: `unknown_option` or `repeated_option`.
    """
    if isinstance(raw, str):
        chosen = [part.strip() for part in raw.split(";") if part.strip()]
    elif isinstance(raw, Sequence):
        chosen = [str(part).strip() for part in raw if not is_blank(part)]
    else:
        chosen = [str(raw)]
    known = {o.id for o in question.options}
    for option_id in chosen:
        if option_id not in known:
            raise AnswerProblem(question.id, "unknown_option", option_id[:40])
    if len(set(chosen)) != len(chosen):
        raise AnswerProblem(question.id, "repeated_option")
    return chosen


def _read(question: Question, raw: object) -> Answer:
    chosen = chosen_ids(question, raw)
    return tuple(o.id for o in question.options if o.id in chosen)


def _counts(question: Question) -> tuple[Count, ...]:
    return tuple(
        Count((f"option:{o.id}", ""), lambda a, option=o.id: 0 if option in a else 1, o.text)  # type: ignore[misc]
        for o in question.options
    )


def words_in(question: Question, cell: str) -> list[str]:
    """Option ids of one cell; the longest option that fits a place is taken, so that commas inside options stay."""
    ids, parts = question.option_ids(), parts_of(cell)
    found: list[str] = []
    at = 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            word = ", ".join(parts[at:end])
            if folded(word) in ids or end == at + 1:
                found.append(ids.get(folded(word), word))
                at = end
                break
    return found


def _cell(question: Question, headers: Sequence[str], cells: Sequence[str]) -> object:
    if len(headers) == 1:
        return words_in(question, cells[0])
    # A tick, or the option's own words in its column (SurveyMonkey).
    return [
        o.id for o, cell in zip(question.options, cells, strict=True)
        if folded(cell) in CHECKED or (cell.strip() and folded(cell) == folded(o.text.es))
    ]  # fmt: skip


def _looks(header: str, cells: Sequence[str]) -> bool:
    """Cells with `;` between choices, or choices that stand alone here and with others there."""
    found = choices_of(cells)
    flat = [p for parts in found for p in parts]
    if not few(flat) or not any(len(parts) > 1 for parts in found):
        return False
    together = {folded(p) for parts in found if len(parts) > 1 for p in parts}
    alone = {folded(parts[0]) for parts in found if len(parts) == 1}
    many = sum(len(parts) > 1 for parts in found)
    return any(";" in c for c in cells) or bool(together & alone) or len(together) < many


def _columns(subs: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[Option, ...]:
    words = {folded(c) for cells in columns for c in cells if c.strip()}
    blank = any(not c.strip() for cells in columns for c in cells)
    ticks = words <= CHECKED | UNCHECKED and (blank or not words <= {"1"})  # a grid in which all say 1 has no ticks
    own = blank and all(
        {folded(c) for c in cells if c.strip()} <= {folded(sub)} for sub, cells in zip(subs, columns, strict=True)
    )
    if not words or not (ticks or own) or len(set(subs)) < len(subs):
        return ()
    return tuple(Option(f"o{i}", Text(s, s)) for i, s in enumerate(subs, 1))


def all_fields(question: Question, fields: Mapping[str, Sequence[str]]) -> object:
    """Every value of the page's form field `q.ID`."""
    return list(fields.get(f"q.{question.id}") or [])


SEVERAL = QuestionType(
    name="several",
    word=Text("varias de varias", "several of several"),
    how=Text("las que sean de", "any of"),
    read=_read,
    counts=_counts,
    entry=Entry.MANY,
    with_options=True,
    fields=all_fields,
    cell=_cell,
    looks=_looks,
    columns=_columns,
    most=lambda cells: options_of([p for parts in choices_of(cells) for p in parts]),
)
