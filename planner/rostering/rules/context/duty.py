"""A possible shift with its breaks, as the engine plans it, and how it looks to the rules.

Times are intervals (cells) of the grid from its start, and wall-clock minutes of the shift's own day. Breaks are placed
later, by price; a template says between which intervals each may start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from planner.domain.roster import Shift
from planner.rostering.packs.pack import RulePack


@dataclass(frozen=True)
class Pause:
    """A break of a template: it may start between cells low and high after the shift's start."""

    low: int
    high: int
    minutes: int
    paid: bool


@dataclass(frozen=True)
class Template:
    """The breaks of a shift; `gap` cells of work lie between two."""

    pauses: tuple[Pause, ...] = ()
    gap: int = 1
    split: bool = False


@dataclass(frozen=True)
class Duty:
    """One possible shift: day, first cell, paid minutes, presence in minutes, template, wall-clock start and end.

    `begin` and `finish` are the same in real minutes: from the day's midnight, and so that 1440 - `finish` are left to
    the next one (they differ from the wall's on days of 23 and 25 hours only). `price` is what bending the rules of a
    single shift costs.
    """

    day: int
    cell: int
    paid: int
    presence: int
    template: Template
    start_min: int
    end_min: int
    exact: Shift | None = None
    begin: int = 0
    finish: int = 0
    price: float = 0.0

    @property
    def look(self) -> Look:
        """What rules of a line see of it."""
        return Look(self.paid, self.begin, self.finish, self.start_min, self.end_min)


class Look(NamedTuple):
    """What rules of a line see of a shift: paid minutes, begin and finish in real ones, start and end by the wall."""

    paid: int
    begin: int
    finish: int
    start: int
    end: int


@dataclass(frozen=True)
class Asked:
    """Of whom shifts are asked: the pack, whether somebody under 18, and the dates of the days."""

    rules: RulePack
    minor: bool
    dates: tuple[date, ...]


@dataclass
class DutySet:
    """Duties of one kind of contract in order of day and start, with the looks of each."""

    duties: list[Duty]
    looks: list[Look] = field(default_factory=list)
    look_of: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Number the different looks of the duties, keeping the numbers already given."""
        known = {look: n for n, look in enumerate(self.looks)}
        for duty in self.duties[len(self.look_of) :]:
            look = duty.look
            if look not in known:
                known[look] = len(self.looks)
                self.looks.append(look)
            self.look_of.append(known[look])

    def more(self, extra: list[Duty]) -> DutySet:
        """The same duties and some more."""
        return DutySet([*self.duties, *extra], list(self.looks), list(self.look_of))
