"""Agents and what binds them: contract, availability, time off, wishes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from unicodedata import combining, normalize

AT_WORK_KINDS = ("training", "meeting", "coaching", "formación", "reunión")
"""Kinds of time off that are work, though not on a channel (for less than whole days)."""


def time_off_kind(text: str) -> str:
    """The kind that is meant: those at work in the spelling that counts as such, whatever the case and accents."""

    def bare(word: str) -> str:
        return "".join(c for c in normalize("NFKD", word.strip()) if not combining(c)).casefold()

    return next((kind for kind in AT_WORK_KINDS if bare(kind) == bare(text)), text)


class Wish(StrEnum):
    """What an agent would like on a day: free, at work, an early or a late shift."""

    OFF = "off"
    ON = "on"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Contract:
    """Paid minutes a week, at most `days_per_week` working days, and the paid lengths a day may have.

    An empty `daily_minutes` leaves the lengths to the rule pack in force.
    """

    weekly_minutes: int
    days_per_week: int = 5
    daily_minutes: tuple[int, ...] = ()

    @property
    def leave_day_minutes(self) -> int:
        """Contract minutes that one day of leave takes off the week (a fifth of the week for five days)."""
        return round(self.weekly_minutes / self.days_per_week)


@dataclass(frozen=True, slots=True)
class Availability:
    """Local hours within which an agent may work on a weekday (0 = Monday), or on every day when `weekday` is None."""

    weekday: int | None = None
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """A customer-service agent. `skills` are channel names; `hourly_cost` is the employer's, in euros."""

    agent_id: str
    name: str
    team: str
    skills: tuple[str, ...]
    contract: Contract
    languages: tuple[str, ...] = ()
    email: str = ""
    start_date: date | None = None
    end_date: date | None = None
    hourly_cost: Decimal | None = None
    availability: tuple[Availability, ...] = field(default=())

    def employed_on(self, day: date) -> bool:
        """Whether `day` lies between the start and the end of the contract, both inclusive."""
        return (self.start_date is None or self.start_date <= day) and (self.end_date is None or day <= self.end_date)


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Leave, illness, training: [start, end) in UTC. Whole local days start and end at local midnights."""

    agent_id: str
    start: datetime
    end: datetime
    kind: str

    @property
    def at_work(self) -> bool:
        """Whether it counts as work: nobody serves a channel meanwhile."""
        return self.kind in AT_WORK_KINDS


@dataclass(frozen=True, slots=True)
class Preference:
    """A wish for a weekday (0 = Monday, every week) or one date, within local hours where given, with its weight."""

    agent_id: str
    wish: Wish
    weekday: int | None = None
    day: date | None = None
    start: time | None = None
    end: time | None = None
    weight: float = 1.0

    def applies_on(self, day: date) -> bool:
        """Whether the wish speaks of this local date."""
        if self.day is not None:
            return self.day == day
        return self.weekday is None or self.weekday == day.weekday()
