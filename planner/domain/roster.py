"""Shifts, rosters, their versions, and how well they cover the requirement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from planner.domain.remark import Told
from planner.domain.time import TimeGrid


@dataclass(frozen=True, slots=True)
class Break:
    """A pause within a shift, [start, end) in UTC; `paid` breaks count as work time but not as cover."""

    start: datetime
    end: datetime
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """A stretch of a shift on one channel, [start, end) in UTC."""

    channel: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """One agent's shift, [start, end) in UTC; `day` is the local date on which it starts.

    A split shift is one shift whose interruption is an unpaid break. `activities` say on which channel the agent is;
    they leave out the breaks. Without activities the agent serves every channel they are skilled for.
    """

    agent_id: str
    day: date
    start: datetime
    end: datetime
    breaks: tuple[Break, ...] = ()
    activities: tuple[Activity, ...] = ()
    locked: bool = False
    note: str = ""

    @property
    def work_minutes(self) -> int:
        """Paid minutes: presence less unpaid breaks."""
        unpaid = sum((b.end - b.start for b in self.breaks if not b.paid), timedelta())
        return int((self.end - self.start - unpaid).total_seconds() // 60)

    def on_duty(self, instant: datetime) -> bool:
        """Whether the agent covers demand at `instant` (present and not in a break)."""
        return self.start <= instant < self.end and not any(b.start <= instant < b.end for b in self.breaks)


class RosterState(StrEnum):
    """A roster is worked on as a draft and becomes binding when published."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Roster:
    """The shifts of `days` local days from `first_day`, sorted by agent and start."""

    first_day: date
    days: int
    zone: str
    shifts: tuple[Shift, ...] = ()

    def of_agent(self, agent_id: str) -> tuple[Shift, ...]:
        """Shifts of one agent in order of time."""
        return tuple(s for s in self.shifts if s.agent_id == agent_id)

    def replace_shift(self, old: Shift | None, new: Shift | None) -> Roster:
        """The roster with `old` taken out and `new` put in (either may be None), sorted."""
        kept = [s for s in self.shifts if s != old]
        if new is not None:
            kept.append(new)
        return Roster(self.first_day, self.days, self.zone, tuple(sorted(kept, key=lambda s: (s.agent_id, s.start))))


@dataclass(frozen=True)
class ListedVersion:
    """A stored roster without its shifts: its id, its number within the week, state, lock counter, solver figures.

    `row_version` goes up with every change: who acts on a version names it, and is told when it is no longer the one
    that was shown. `changed_by` is who changed it last.
    """

    roster_id: str
    number: int
    state: RosterState
    row_version: int
    label: Told = ""
    created_at: datetime | None = None
    published_at: datetime | None = None
    author: str = ""
    cost: float | None = None
    bound: float | None = None
    changed_by: str = ""


@dataclass(frozen=True)
class RosterVersion(ListedVersion):
    """A stored roster whole."""

    roster: Roster = field(kw_only=True)


@dataclass(frozen=True)
class Coverage:
    """Required, scheduled and short agents by channel and interval (tuples of len(grid)).

    `scheduled` splits agents of several skills among their channels in the best way; `short` is what is missing then.
    """

    grid: TimeGrid
    required: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    scheduled: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    short: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def short_hours(self) -> float:
        """Missing agent-hours over all channels."""
        return sum(map(sum, self.short.values())) * self.grid.minutes / 60
