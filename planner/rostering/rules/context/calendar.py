"""The days of a problem by the wall's clock and in real minutes, and everything of it by agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from planner.domain.people import Agent, Preference, TimeOff
from planner.domain.roster import Shift
from planner.domain.time import TimeGrid, midnight
from planner.rostering.packs.pack import RulePack
from planner.rostering.problem import History, RosterProblem
from planner.rostering.rules.parts import Parts


@dataclass(frozen=True)
class Calendar:
    """The days of a grid as arrays: wall-clock minute and day of each cell, which cells anybody is needed in.

    Days are open where there is anything to do. `midnights` are those of a week before the grid and of a day after it
    too.
    """

    grid: TimeGrid
    minute: np.ndarray
    day: np.ndarray
    open_from: int
    open_to: int
    open_day: tuple[bool, ...]
    midnights: tuple[datetime, ...]

    @property
    def around(self) -> bool:
        """Whether anybody is needed at every hour."""
        return self.open_from == 0 and self.open_to == 1440

    def length(self, day: int) -> int:
        """Real minutes of a day of the grid, or of one up to a week before it or the one after it."""
        return int((self.midnights[day + 8] - self.midnights[day + 7]).total_seconds() // 60)

    def wall(self, day: int, minute: int) -> int:
        """Wall-clock minutes, from the midnight of `day`, that long after it in real minutes."""
        if self.length(day) == self.length(day + 1) == 1440:
            return minute
        here = (self.midnights[day + 7] + timedelta(minutes=minute)).astimezone(ZoneInfo(self.grid.zone))
        first = self.grid.first_day + timedelta(days=day)
        return (here.date() - first).days * 1440 + here.hour * 60 + here.minute


def calendar(problem: RosterProblem) -> Calendar:
    """Wall-clock readings of the problem's grid and the hours in which anybody is required."""
    grid = problem.grid
    minute = np.array([s.hour * 60 + s.minute for s in grid.local_starts])
    day = np.zeros(len(grid), np.int64)
    for d in range(grid.days):
        span = grid.day_indices(d)
        day[span.start : span.stop] = d
    needed = np.zeros(len(grid), bool)
    waits = {d.channel for d in problem.deferred}
    for channel, values in problem.requirement.required.items():
        if channel not in waits:
            needed |= np.asarray(values) > 1e-9
    for deferred in problem.deferred:
        released = np.asarray(deferred.released)
        needed |= np.diff(released, prepend=released[:1]) > 1e-9  # what waits at the beginning came before
    open_from, open_to = 0, 1440
    if needed.any():
        open_from = int(minute[needed].min())
        open_to = int(minute[needed].max()) + grid.minutes
    open_day = tuple(bool(needed[day == d].any()) for d in range(grid.days))
    midnights = tuple(midnight(grid.first_day + timedelta(days=d), grid.zone) for d in range(-7, grid.days + 2))
    return Calendar(grid, minute, day, open_from, open_to, open_day, midnights)


@dataclass(frozen=True)
class Setting:
    """A problem for some of its agents (each once), with what its compilation looks up again and again."""

    problem: RosterProblem
    agents: tuple[Agent, ...]
    times: Calendar

    @property
    def rules(self) -> RulePack:
        """The pack in force."""
        return self.problem.rules

    @property
    def grid(self) -> TimeGrid:
        """The grid."""
        return self.problem.grid

    @cached_property
    def parts(self) -> Parts:
        """The problem with nobody planned, as the auditor reads it."""
        return Parts.empty(self.problem)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The local dates."""
        return tuple(self.grid.dates())

    @cached_property
    def day_start(self) -> tuple[datetime, ...]:
        """The midnight of each day, and the one after the last."""
        return self.times.midnights[7 : 8 + self.grid.days]

    @cached_property
    def wishes(self) -> dict[str, list[Preference]]:
        """Wishes by agent."""
        found: dict[str, list[Preference]] = {}
        for wish in self.problem.preferences:
            found.setdefault(wish.agent_id, []).append(wish)
        return found

    @cached_property
    def base(self) -> dict[str, dict[int, Shift]]:
        """Shifts to stay close to, by agent and day."""
        found: dict[str, dict[int, Shift]] = {}
        for shift in self.problem.baseline:
            found.setdefault(shift.agent_id, {})[(shift.day - self.grid.first_day).days] = shift
        return found

    @cached_property
    def before(self) -> dict[str, tuple[Shift, ...]]:
        """Published shifts of the days before the grid, of those who have any."""
        found: dict[str, tuple[Shift, ...]] = {}
        for shift in sorted(self.problem.previous, key=lambda shift: shift.start):
            if shift.day < self.grid.first_day:
                found[shift.agent_id] = (*found.get(shift.agent_id, ()), shift)
        return found

    @cached_property
    def less(self) -> History:
        """The least that anybody had of each unpopular kind of shift."""
        return self.problem.least_history()

    def absences(self, agent: Agent) -> tuple[TimeOff, ...]:
        """An agent's absences."""
        return self.parts.absences_of.get(agent.agent_id, ())

    def away(self, agent: Agent, employed: bool = True) -> list[bool]:
        """For each day whether an absence takes all of it (or, with `employed`, no contract runs)."""
        spans = [(o.start, o.end) for o in self.absences(agent)]
        return [
            (employed and not agent.employed_on(day))
            or any(begin <= self.day_start[d] and self.day_start[d + 1] <= end for begin, end in spans)
            for d, day in enumerate(self.dates)
        ]
