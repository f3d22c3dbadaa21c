"""Builds what a shift means to those after it, from the tables of the rules that ask (`Kind.remember`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.rostering.packs.registry import kinds
from planner.rostering.rules.context.calendar import Setting
from planner.rostering.rules.context.duty import Look
from planner.rostering.rules.context.memory import Ends, Ints, Memory, Remembered, Table

LEVELS = 40  # days off in a row after which nothing is remembered at the latest
End = tuple[int, int]  # days off since a published shift, and its end as duties count it (`Duty.finish`)


def memory_of(
    s: Setting, looks: Sequence[Look], published: list[End]
) -> tuple[Memory, tuple[int, ...], dict[End, int]]:
    """The memory of all looks, the class after each, and the classes of published shifts by days off and end."""
    asked = [
        (kind, rule)
        for kind in kinds().values()
        if kind.remember is not None and (rule := s.rules.get(kind.rule_id)) is not None
    ]
    n, days = len(looks), s.grid.days
    begin = np.array([look.begin for look in looks], np.int64)
    finish = np.array([look.finish for look in looks] + [f for _, f in published], np.int64)
    longest = max((kind.reach(rule) for kind, rule in asked if kind.reach is not None), default=0)
    levels = 1
    while levels < LEVELS and 1440 * (levels + 1) - int(finish.max(initial=1440)) - 60 < longest:
        levels += 1
    odd = [s.times.length(d) - 1440 for d in range(-7, days + 1)]
    hour = next((v for v in odd if v), 0)
    changed = np.array([[any(odd[max(0, d - j + 7) : d + 7]) for j in range(levels + 1)] for d in range(days + 1)])
    stretch = np.array(
        [[1440 * (j + 1) + extra + begin[None, :] - finish[:, None] for j in range(levels + 1)] for extra in (0, hour)]
    )
    ends = Ends(looks, finish, levels, stretch, hour, days, s.times.length)
    found: dict[str, Remembered] = {}
    for kind, rule in asked:
        assert kind.remember is not None
        found[kind.rule_id] = kind.remember(rule, ends)
    apart = stretch[0, 0] >= 0
    apart[n:] = True  # what a published shift bars on the first day is barred there
    return _packed(found, apart, changed.astype(np.int64), published)


def _packed(
    found: dict[str, Remembered], apart: Table, changed: Ints, published: list[End]
) -> tuple[Memory, tuple[int, ...], dict[End, int]]:
    between = {k: v.between for k, v in found.items() if v.between is not None}
    following = {k: v.following for k, v in found.items() if v.following is not None}
    opened = {k: v.open for k, v in found.items() if v.open is not None}
    levels, (_, n) = changed.shape[1] - 1, apart.shape
    rows, numbers = _classes(
        levels, [*between.values(), *opened.values()], np.concatenate([apart, *following.values()], axis=1)
    )
    lasting = frozenset(k for k, v in found.items() if v.lasting)
    first = rows[0]
    soon = [half[0, first] for rule, table in between.items() if rule not in lasting for half in table]
    memory = Memory(
        np.array([_padded(a, rows) for a in _fading(levels, numbers)], np.int64), apart[first], changed,
        _plain(first, [*soon, apart[first], *(v[first] for v in following.values())]),
        {k: _by_class(rows, v) for k, v in between.items()}, {k: v[first] for k, v in following.items()},
        {k: _by_class(rows, v) for k, v in opened.items()},
        {k: v.before for k, v in found.items() if v.before is not None}, lasting,
    )  # fmt: skip
    starts = {
        (min(gap, levels), finish): int(numbers[min(gap, levels)][n + k]) for k, (gap, finish) in enumerate(published)
    }
    return memory, tuple(int(c) for c in numbers[0][:n]), starts


def kept(whole: Memory, chosen: Sequence[int]) -> Memory:
    """The memory of some of the looks, as signatures."""
    pick = list(chosen)

    def some(tables: Any) -> dict[str, Table]:
        return {rule: table[..., pick] for rule, table in tables.items()}

    return Memory(
        whole.fade, whole.apart[:, pick], whole.changed, whole.plain, some(whole.between), some(whole.following),
        whole.open, some(whole.before), whole.lasting,
    )  # fmt: skip


def columns(memory: Memory) -> list[bytes]:
    """What the tables say of each look as the shift that comes after."""
    tables = [memory.apart, *memory.between.values(), *memory.following.values(), *memory.before.values()]
    return [b"".join(table[..., k].tobytes() for table in tables) for k in range(memory.apart.shape[1])]


def _classes(levels: int, tables: list[Table], next_day: Table) -> tuple[list[Ints], list[Ints]]:
    """Ends that mean the same from j days off on: an end of each class, and the class of every end, by level."""
    size = len(next_day)
    numbered: list[Ints] = []
    rows: list[Ints] = []
    flat = [np.moveaxis(table, 2, 0).astype(np.int8) for table in tables]  # ends, 2, levels (and looks)
    for j in range(levels + 1):
        marks = [table[:, :, j:].reshape(size, table[:1, :, j:].size) for table in flat if size]
        if j == levels:  # nothing is remembered here
            marks = [np.zeros((size, 1), np.int8)]
        elif j == 0:
            marks.append(next_day.astype(np.int8))
        first, place = _numbered(np.concatenate(marks, axis=1) if marks else np.zeros((size, 1), np.int8))
        rows.append(first)
        numbered.append(place)
    return rows, numbered


def _fading(levels: int, numbered: list[Ints]) -> list[Ints]:
    """The class after one more day off, by level and class."""
    found = []
    for j in range(levels + 1):
        fade = np.zeros(int(numbered[j].max(initial=0)) + 1, np.int64)
        if j < levels:
            fade[numbered[j]] = numbered[j + 1]
        found.append(fade)
    return found


def _padded(row: Ints, rows: list[Ints]) -> Ints:
    width = max(1, *(len(r) for r in rows))
    return np.pad(row[:width], (0, max(0, width - len(row))))


def _plain(first: Ints, tables: list[Table]) -> Ints:
    """For each class of the first level the first that means the same to the next day, by tables of those classes."""
    if not len(first):
        return np.zeros(1, np.int64)
    alike, place = _numbered(np.concatenate(tables, axis=1))
    return np.asarray(alike[place], np.int64)


def _numbered(rows: Table) -> tuple[Ints, Ints]:
    """The first of each kind of row, and the kind of every row."""
    known: dict[bytes, int] = {}
    place = [known.setdefault(np.ascontiguousarray(row).tobytes(), len(known)) for row in rows]
    first = [place.index(k) for k in range(len(known))]
    return np.array(first, np.int64), np.array(place, np.int64)


def _by_class(rows: list[Ints], table: Table) -> Table:
    """A table by ends as one by classes of each level."""
    classes = max(1, *(len(r) for r in rows))
    found = np.zeros((table.shape[0], table.shape[1], classes, *table.shape[3:]), table.dtype)
    for j, first in enumerate(rows):
        found[:, j, : len(first)] = table[:, j, first]
    return found
