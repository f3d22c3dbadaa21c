"""What a rule's part of the line graph is given: the line so far, one day at a time, many lines at once.

A line goes from state to state by a day off or a shift. What every rule may read of it stands here (runs of days, the
last shift, paid time and days of the week); what only one rule has to remember are columns of its own part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from planner.domain.people import Agent
from planner.rostering.rules.context.calendar import Setting
from planner.rostering.rules.context.memory import Ints, Memory

Floats = NDArray[np.float64]
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
class Start:
    """What is known of the days before: a run (working > 0, off < 0, unknown 0), days off since the last shift and its
    class at that level of `Memory`, whether the run's begin is unknown (then no minimum is asked of it)."""

    run: int = 0
    gap: int = 0
    cls: int = 0
    open_run: bool = True


@dataclass(frozen=True)
class LinePart:
    """A rule's part of the graph: hard where `weight` is None, else points for each of its amount.

    Equal parts make equal graphs, which people then share. `columns` are what it remembers from day to day (0 at
    first); `runs` and `offs` how many days at work, or off, in a row it tells apart; `begun` whether it has to know
    that the beginning of the first run is unknown.
    """

    rule: str
    weight: float | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what it remembers."""
        return ()

    @property
    def runs(self) -> int:
        """Days at work in a row that it tells apart."""
        return 1

    @property
    def offs(self) -> int:
        """Days off in a row that it tells apart."""
        return 1

    @property
    def begun(self) -> bool:
        """Whether it asks if the beginning of a run is known."""
        return False

    def bent(self, points: float) -> Self:
        """The part with its rule no longer hard."""
        return replace(self, weight=points) if self.weight is None else self

    def may(self, day: Morning) -> NDArray[np.bool_] | None:
        """What may follow each state [states, options], where that excludes much and is quickly said."""
        return None

    def step(self, day: Step) -> None:
        """Forbid or price what breaks the rule on a day, and say what is remembered after it (`day.keep`)."""


@dataclass(frozen=True)
class LineRules:
    """All that binds one line: paid units and class after it of each signature, signatures to choose from by day,
    weeks, and the parts of the rules."""

    days: int
    units: tuple[int, ...]
    out: tuple[int, ...]
    used: tuple[tuple[int, ...], ...]
    periods: tuple[Period, ...]
    memory: Memory
    parts: tuple[LinePart, ...] = ()
    start: Start = Start()
    unit_h: float = 1.0  # hours of a unit

    def hard(self, rule: str) -> bool:
        """Whether a rule is a part of it and hard."""
        return any(part.rule == rule and part.weight is None for part in self.parts)

    def longest(self, period: Period) -> float:
        """The most units that a period may have."""
        days = period.stop - period.first
        if self.hard("working_days"):
            days = min(period.max_days, days)
        most = max(self.units, default=0) * days
        return float(min(most, period.high) if self.hard("contract_hours") else most)


@dataclass
class Morning:
    """States before a day and the options (-1 a day off, else a signature) that might follow each."""

    rules: LineRules
    number: int
    period: Period
    state: dict[str, Ints]
    options: Ints

    def __post_init__(self) -> None:
        self.off, self.sig = self.options < 0, np.maximum(self.options, 0)
        self.changed = self.rules.memory.changed[self.number, self.state["gap"]]

    def after(self, table: Any) -> Any:
        """Of a table of `Memory.between`, what each option is after what each state remembers: [states, options]."""
        return table[self.changed, self.state["gap"], self.state["cls"]][:, self.sig]

    def possible(self) -> NDArray[np.bool_]:
        """What may follow each state: no two shifts at one time, and what the parts exclude."""
        good = np.ones((len(self.changed), len(self.options)), bool)
        if self.rules.units:
            worked = self.state["run"] > 0
            apart = self.rules.memory.apart[np.where(worked, self.state["cls"], 0)][:, self.sig]
            good &= self.off[None, :] | ~worked[:, None] | apart
            for part in self.rules.parts:
                if (may := part.may(self)) is not None:
                    good &= may
        return good


@dataclass
class Step:
    """One option after each of many states; arrays are by transition. `new` are the columns after the day."""

    rules: LineRules
    number: int
    period: Period
    state: dict[str, Ints]
    options: Ints
    new: dict[str, Ints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rules, memory, state = self.rules, self.rules.memory, self.state
        n = len(self.options)
        self.cost, self.good = np.zeros(n), np.ones(n, bool)
        self.off, self.sig = self.options < 0, np.maximum(self.options, 0)
        self.run, self.gap, self.cls = state["run"], state["gap"], state["cls"]
        self.worked = self.run > 0  # yesterday
        self.changed = memory.changed[self.number, self.gap]
        self.new_run = np.where(
            self.off, np.where(self.run < 0, self.run - 1, -1), np.where(self.worked, self.run + 1, 1)
        )
        self.new_gap = np.where(self.off, np.minimum(self.gap + 1, memory.levels), 0)
        self.new_cls = np.where(self.off, memory.fade[self.gap, self.cls], self.of(rules.out))
        self.units = state["units"] + np.where(self.off, 0, self.of(rules.units))
        self.days = state["wdays"] + ~self.off
        self.settled = np.ones(n, bool)
        """Whether nothing is asked any more of what only `Memory.lasting` tables tell."""

    @property
    def ends(self) -> bool:
        """Whether the week ends with this day."""
        return self.number + 1 == self.period.stop

    @property
    def last(self) -> bool:
        """Whether it is the last day of all."""
        return self.number + 1 == self.rules.days

    def of(self, by_signature: Sequence[Any]) -> Ints:
        """A figure of each option's signature (whatever on a day off)."""
        return np.array(by_signature, np.int64)[self.sig] if len(by_signature) else np.zeros(len(self.sig), np.int64)

    def after(self, table: Any) -> Any:
        """Of a table of `Memory.between`, what each option is after what is remembered."""
        return table[self.changed, self.gap, self.cls, self.sig]

    def since_yesterday(self, table: Any) -> Any:
        """Of a table of `Memory.following`, what each option is after yesterday's shift (any, where there was none)."""
        return table[np.where(self.worked, self.cls, 0), self.sig]

    def forbid(self, part: LinePart, amount: Any) -> None:
        """A hard part lets nothing with an amount be; a soft one prices it."""
        if part.weight is None:
            self.good = self.good & (np.asarray(amount) <= 0)
        else:
            self.cost = self.cost + part.weight * amount

    def keep(self, column: str, value: Ints) -> None:
        """What is remembered after the day."""
        self.new[column] = value

    def finish(self) -> dict[str, Ints]:
        """The columns after the day, told apart no further than the rules ask."""
        rules, memory = self.rules, self.rules.memory
        runs, offs = (max(v, default=1) for v in ([p.runs for p in rules.parts], [p.offs for p in rules.parts]))
        opened = np.broadcast_to(np.zeros(1, np.int32), len(self.off))
        if any(part.begun for part in rules.parts):
            begins = (self.new_run == 1) | (self.new_run == -1)
            opened = np.where(self.run == 0, self.state["open"], np.where(begins, 0, self.state["open"]))
        gap, cls = self.new_gap, self.new_cls
        cls = np.where(self.settled & ~self.off, memory.plain[np.where(self.off, 0, cls)], cls)
        if memory.short:
            forgotten = self.settled & self.off
            gap, cls = np.where(forgotten, memory.levels, gap), np.where(forgotten, 0, cls)
        units, days = (np.zeros_like(v) if self.ends else v for v in (self.units, self.days))
        base = {"run": np.clip(self.new_run, -offs, runs), "open": opened, "gap": gap, "cls": cls, "units": units,
                "wdays": days}  # fmt: skip
        return base | self.new


BASE = ("run", "open", "gap", "cls", "units", "wdays")
"""The columns that every line has."""


@dataclass(frozen=True)
class Counter(LinePart):
    """Shifts of some signatures are at most `most` in each of the blocks that end on `resets` days."""

    flags: tuple[bool, ...] = ()
    most: int = 0
    resets: frozenset[int] = frozenset()
    name: str = "counted"

    @property
    def columns(self) -> tuple[str, ...]:
        """How many so far."""
        return (self.name,)

    def step(self, day: Step) -> None:
        """Each beyond the most."""
        flags = np.where(day.off, 0, day.of(self.flags))
        count = day.state[self.name] + flags
        day.forbid(self, (flags > 0) & (count > self.most))
        count = np.minimum(count, self.most + 1)
        day.keep(self.name, np.zeros_like(count) if day.number + 1 in self.resets else count)


@dataclass(frozen=True)
class Person:
    """Whose line it is: the setting under their pack, whether under 18, and the weeks, flags and unit of their shifts.

    `flags` tell of each signature whether it is one of the kind that a rule counts, by rule, where any is.
    """

    s: Setting
    agent: Agent
    minor: bool
    unit: int
    periods: tuple[Period, ...]
    flags: dict[str, tuple[bool, ...]]
    away: tuple[bool, ...]
    """Days of absence or outside the employment."""
