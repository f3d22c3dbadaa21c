"""What a shift means to those after it, day off by day off: tables of rest, as far as rules ask for them.

Ends of shifts that mean the same to everything after them are one class, so that graphs stay small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.rostering.rules.context.duty import Look

Ints = NDArray[np.signedinteger[Any]]
Table = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Memory:
    """What a shift's class means to what follows it after j days off, j up to a level where it means nothing more.

    Classes are numbered at each level; `fade[j, c]` is the class after one more day off. The first axis of `between`
    and `open` is 0 where the days off last 24 hours each, and 1 where one of them has an hour more or less
    (`changed[day, j]`). Tables are by rule.
    """

    fade: Ints  # [levels, classes]
    apart: NDArray[np.bool_]  # [classes, signatures] whether the next day's shift begins after the end
    changed: Ints  # [days + 1, levels]
    plain: Ints  # [classes] a class that means the same to the day after, `lasting` tables left aside
    between: Mapping[str, Table] = field(default_factory=dict)  # [2, levels, classes, signatures]
    following: Mapping[str, Table] = field(default_factory=dict)  # [classes, signatures] on the next day
    open: Mapping[str, Table] = field(default_factory=dict)  # [2, levels, classes] before the next shift is known
    before: Mapping[str, Table] = field(default_factory=dict)  # [days, signatures] whatever was before
    lasting: frozenset[str] = frozenset()

    @property
    def levels(self) -> int:
        """Days off after which nothing is remembered."""
        return len(self.fade) - 1

    @cached_property
    def short(self) -> bool:
        """Whether nothing but what lasts means anything after a day off."""
        return all(table[:, 1:].all() for rule, table in self.between.items() if rule not in self.lasting)


@dataclass(frozen=True)
class Remembered:
    """A rule's tables by ends instead of classes: see `Memory`. `lasting` ones may be settled (`Step.settled`)."""

    between: Table | None = None
    following: Table | None = None
    open: Table | None = None
    before: Table | None = None
    lasting: bool = False


@dataclass(frozen=True)
class Ends:
    """Ends of shifts and what may begin after them: `finish` are those of the `looks`, then those of published shifts.

    `stretch[a, j, e, k]` is the minutes between end e and begin k after j days off (a: an hour of the clock's change
    more); `hour` is that change, `lengths` gives a day's minutes.
    """

    looks: Sequence[Look]
    finish: Ints
    levels: int
    stretch: Ints
    hour: int
    days: int
    length: Callable[[int], int]

    @property
    def begin(self) -> Ints:
        """Begins of the looks in real minutes of their day."""
        return np.array([look.begin for look in self.looks], np.int64)
