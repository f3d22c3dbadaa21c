"""What binds one person's line, as numbers: periods of hours, counted kinds of shift, rests and successions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
BIG = 5000.0  # points for one hard rule broken, where nothing else is possible


@dataclass(frozen=True)
class Period:
    """Days [first, stop) with bounds on units of paid time and on working days.

    `least` and `most` are the bounds in parts of a unit, where a soft rule prices what lies outside (None: as `low` and
    `high`); `target` the units beyond which work is overtime.
    """

    first: int
    stop: int
    low: int
    high: int
    max_days: int
    whole: bool = True  # a week of seven days, of which days off together are asked
    least: float | None = None
    most: float | None = None
    target: float = 0.0


@dataclass(frozen=True)
class Counter:
    """Shifts of some signatures are at most `most` in each of the blocks that end on `resets` days."""

    flags: tuple[bool, ...]
    most: int
    resets: frozenset[int] = frozenset()
    cost: float | None = None  # soft: points for each beyond


@dataclass(frozen=True)
class Start:
    """What is known of the days before: a run (working > 0, off < 0, unknown 0), days off since the last shift and its
    class at that level of `Memory`, whether the run's begin is unknown (then no minimum is asked of it)."""

    run: int = 0
    gap: int = 0
    cls: int = 0
    open_run: bool = True


@dataclass(frozen=True, eq=False)
class Memory:
    """What a shift's class means to what follows it after j days off, j up to a level where it means nothing more.

    Classes are numbered at each level; `fade[j, c]` is the class after one more day off. The first axis of the tables
    is 0 where the days off last 24 hours each, and 1 where one of them has an hour more or less (`changed[day, j]`).
    A rest is a stretch without work of the length that the weekly rest asks for, counted up to twice.
    """

    fade: Ints  # [levels, classes]
    allowed: NDArray[np.bool_]  # [2, levels, classes, signatures] rest between two shifts
    apart: NDArray[np.bool_]  # [classes, signatures] whether the next day's shift begins after the end
    clash: NDArray[np.bool_]  # [classes, signatures] forbidden successions on the next day
    rests: Ints  # [2, levels, classes, signatures] rests in the stretch that a signature ends
    open_rests: Ints  # [2, levels, classes] rests of a week whose last days are such a stretch, if it lasts long enough
    begun: Ints  # [days, signatures] rests of a week in a stretch that began before it
    changed: Ints  # [days + 1, levels]
    plain: Ints  # [classes] a class that means the same to the day after, where no weekly rest is asked any more
    blocks: tuple[tuple[int, int, int], ...] = ()  # first and last (exclusive) day and rests due: weekly rest

    @property
    def levels(self) -> int:
        """Days off after which nothing is remembered."""
        return len(self.fade) - 1

    @cached_property
    def clashes(self) -> bool:
        """Whether any succession is forbidden."""
        return bool(self.clash.any())

    @cached_property
    def short(self) -> bool:
        """Whether rest between two shifts means nothing after a day off."""
        return bool(self.allowed[:, 1:].all())


@dataclass(frozen=True)
class LineRules:
    """All that binds one line. `allowed[c, s]`: signature s may follow a day of class c; `clash[c, s]`: it is a
    forbidden succession; `out[s]` the class after s. `memory` stands for the first two where rest is measured over days
    off too. `soft` gives points for rules that may be bent.
    """

    days: int
    units: tuple[int, ...]
    out: tuple[int, ...]
    allowed: tuple[tuple[bool, ...], ...]
    clash: tuple[tuple[bool, ...], ...]
    used: tuple[tuple[int, ...], ...]
    periods: tuple[Period, ...]
    max_run: int = 99
    min_run: int = 1
    max_off: int = 99
    min_off: int = 1
    away: tuple[bool, ...] = ()  # days of absence: a run of days off with one of them may be longer than max_off
    together: int = 0  # days off in a row that every whole week has
    young: int = 0  # the same for people under 18
    memory: Memory | None = None
    weekdays: tuple[int, ...] = ()
    weekends: int = 99
    weekend_resets: frozenset[int] = frozenset()
    counters: tuple[Counter, ...] = ()
    start: Start = Start()
    soft: tuple[tuple[str, float], ...] = ()
    unit_cost: float = 0.0  # points for a unit off the period's bounds, when soft
    unit_h: float = 1.0  # hours of a unit
    span_most: float | None = None  # units of all days together
    overtime: tuple[float | None, float | None] = (None, None)  # minutes beyond the targets: free, left of the year
