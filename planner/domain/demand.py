"""Channels, what is promised on them, and the agents required."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from fractions import Fraction

from planner.domain.opening import Stretch, covers, minutes, reaches_over
from planner.domain.shrinkage import Away, ShrinkageKind, away_at, exact
from planner.domain.time import TimeGrid


class ChannelKind(StrEnum):
    """How work arrives: live (phone), concurrent (chat, messaging), deferred (email, social, tickets)."""

    LIVE = "live"
    CONCURRENT = "concurrent"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class ServiceTarget:
    """What is promised; None where nothing is.

    `sl` is the share of offered contacts answered within `awt_s` (live, concurrent) or within `response_s` of open
    hours (deferred); `asa_max_s` the longest mean wait; `abandon_max` and `occ_max` are shares.
    """

    sl: float | None = None
    awt_s: float | None = None
    asa_max_s: float | None = None
    abandon_max: float | None = None
    occ_max: float | None = None
    response_s: float | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of contact and how it is staffed.

    `aht_s` is the fallback where history has none. `patience_s` is the mean of an exponential patience; None means
    nobody hangs up (Erlang C). `handle_s_by_level[k-1]` is the mean time a chat takes at an agent who holds k; empty
    means `concurrency` chats side by side that each take `aht_s`. `opening` gives the local stretches in which it is
    open by weekday (0 = Monday); a missing weekday is closed, an empty mapping is always open. `dated` stands in its
    place on single days (Black Friday until midnight; Christmas closed: no stretch). `shrinkage` is one share for all
    hours; `shrinkage_kinds`, where there are any, stand in its place. `also` are the other names under which files
    speak of the channel; `purpose` is service or sales.
    """

    name: str
    kind: ChannelKind = ChannelKind.LIVE
    target: ServiceTarget = ServiceTarget(sl=0.8, awt_s=20)
    aht_s: float = 300.0
    patience_s: float | None = 120.0
    concurrency: int = 1
    handle_s_by_level: tuple[float, ...] = ()
    min_staff: int = 0
    shrinkage: float = 0.0
    opening: Mapping[int, tuple[Stretch, ...]] = field(default_factory=dict)
    label_es: str = ""
    label_en: str = ""
    shrinkage_kinds: tuple[ShrinkageKind, ...] = ()
    dated: Mapping[date, tuple[Stretch, ...]] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    purpose: str = "service"

    def open_at(self, weekday: int, start: time) -> bool:
        """Whether an interval that starts then (local) is in the opening hours of an ordinary week."""
        if not self.opening:
            return True
        return covers(self.opening.get(weekday, ()), start) or reaches_over(
            self.opening.get((weekday - 1) % 7, ()), start
        )

    def open_on(self, day: date, start: time) -> bool:
        """Whether an interval that starts then (local) is in the opening hours of that very day."""
        today, yesterday = self.hours_on(day), self.hours_on(day - timedelta(days=1))
        return today is None or covers(today, start) or (yesterday is not None and reaches_over(yesterday, start))

    def hours_on(self, day: date) -> tuple[Stretch, ...] | None:
        """The stretches that begin on a day; None where it is open around the clock."""
        if day in self.dated:
            return self.dated[day]
        return self.opening.get(day.weekday(), ()) if self.opening else None

    def open_hours_on(self, day: date) -> float:
        """Hours of opening that begin on a day."""
        hours = self.hours_on(day)
        return 24.0 if hours is None else sum(map(minutes, hours)) / 60

    def away_at(self, weekday: int, hour: int) -> Away:
        """Paid time lost in an hour of the week, exactly."""
        if self.shrinkage_kinds:
            return away_at(self.shrinkage_kinds, weekday, hour)
        return Away(exact(self.shrinkage), Fraction(0), Fraction(0))

    def mean_shrinkage(self) -> float:
        """Mean share of paid time lost over the opening hours of a week."""
        if not self.shrinkage_kinds:
            return self.shrinkage
        hours = self._away_when_open()
        return float(sum((one.total for one in hours), Fraction(0)) / len(hours))

    def mean_away(self) -> tuple[float, float]:
        """Mean planned and unplanned shares over the opening hours of a week."""
        hours = self._away_when_open()
        planned, unplanned = (
            sum((a.planned for a in hours), Fraction(0)),
            sum((a.unplanned for a in hours), Fraction(0)),
        )
        return float(planned / len(hours)), float(unplanned / len(hours))

    def _away_when_open(self) -> list[Away]:
        week = [(d, h) for d in range(7) for h in range(24)]
        return [self.away_at(d, h) for d, h in [p for p in week if self.open_at(p[0], time(p[1]))] or week]


@dataclass(frozen=True)
class Requirement:
    """Agents required by channel and interval of a grid; decimals are allowed (each tuple has len(grid) values)."""

    grid: TimeGrid
    required: Mapping[str, tuple[float, ...]]

    def __post_init__(self) -> None:
        for channel, values in self.required.items():
            if len(values) != len(self.grid):
                raise ValueError(f"requirement of {channel} has {len(values)} values for {len(self.grid)} intervals")

    @property
    def channels(self) -> tuple[str, ...]:
        """Channels in the order given."""
        return tuple(self.required)

    def agent_hours(self) -> float:
        """Sum over channels and intervals, in agent-hours."""
        return sum(map(sum, self.required.values())) * self.grid.minutes / 60
