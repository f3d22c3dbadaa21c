"""What the auditor's functions read: a problem with a finished roster, and the few readings that rules share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from planner.domain.people import Agent, TimeOff
from planner.domain.roster import Roster, Shift
from planner.domain.time import midnight
from planner.rostering.packs.kind import Rule
from planner.rostering.problem import History, RosterProblem


@dataclass(frozen=True)
class Parts:
    """A problem with a roster for it; what the rules read again and again is made once."""

    problem: RosterProblem
    roster: Roster

    @staticmethod
    def empty(problem: RosterProblem) -> Parts:
        """The problem with nobody planned."""
        return Parts(problem, Roster(problem.grid.first_day, problem.grid.days, problem.grid.zone))

    def rule(self, rule_id: str) -> Rule | None:
        """The rule in force; None when it is off."""
        return self.problem.rules.get(rule_id)

    @cached_property
    def agents(self) -> tuple[Agent, ...]:
        """The problem's people, each once: the first entry counts."""
        return tuple({a.agent_id: a for a in reversed(self.problem.agents)}.values())[::-1]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The roster's time zone."""
        return ZoneInfo(self.roster.zone)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The local dates of the roster."""
        return tuple(self.roster.first_day + timedelta(days=d) for d in range(self.roster.days))

    @cached_property
    def weeks(self) -> tuple[tuple[date, ...], ...]:
        """Days in blocks of seven from the first."""
        return tuple(self.days[i : i + 7] for i in range(0, len(self.days), 7))

    @cached_property
    def shifts_of(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts by agent in order of time; an agent without shifts has an empty tuple."""
        return _by_agent(self.agents, self.roster.shifts)

    @cached_property
    def previous_of(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts before the roster by agent."""
        return _by_agent(self.agents, [s for s in self.problem.previous if s.day < self.roster.first_day])

    def running(self, agent: Agent) -> tuple[Shift, ...]:
        """An agent's shifts with the last one before the roster."""
        return self.previous_of[agent.agent_id][-1:] + self.shifts_of[agent.agent_id]

    @cached_property
    def agent_of(self) -> Mapping[str, Agent]:
        """Agents by their id."""
        return {a.agent_id: a for a in self.agents}

    @cached_property
    def absences_of(self) -> Mapping[str, tuple[TimeOff, ...]]:
        """Absences by agent."""
        found: dict[str, list[TimeOff]] = {a.agent_id: [] for a in self.agents}
        for off in self.problem.time_off:
            found.setdefault(off.agent_id, []).append(off)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def least(self) -> History:
        """The least that anybody had of each unpopular kind of shift in the window."""
        return self.problem.least_history()

    @cached_property
    def by_team(self) -> Mapping[str, Parts]:
        """The same under each pack that a team has of its own."""
        return {
            team: replace(self, problem=replace(self.problem, rules=pack, team_rules={}))
            for team, pack in self.problem.team_rules.items()
        }

    def of_team(self, team: str) -> Parts:
        """The parts under the pack that binds a team's agents."""
        return self.by_team.get(team, self)

    def of_some(self, agent_ids: AbstractSet[str]) -> Parts:
        """The same with what concerns some agents only (and those whom they depend on), to judge them faster."""
        problem = self.problem
        seen = agent_ids | {p.second for p in problem.pairs if p.first in agent_ids}
        baseline = tuple(s for s in problem.baseline if s.agent_id in seen)
        return Parts(
            replace(
                problem,
                time_off=tuple(o for o in problem.time_off if o.agent_id in seen),
                preferences=tuple(p for p in problem.preferences if p.agent_id in seen),
                fixed=tuple(s for s in problem.fixed if s.agent_id in seen),
                previous=tuple(s for s in problem.previous if s.agent_id in seen),
                baseline=baseline or problem.baseline[:1],  # there is one, though nobody of these is in it
            ),
            replace(self.roster, shifts=tuple(s for s in self.roster.shifts if s.agent_id in seen)),
        )

    @cached_property
    def _fixed(self) -> frozenset[tuple[str, datetime, datetime]]:
        return frozenset((s.agent_id, s.start, s.end) for s in self.problem.fixed)

    def held(self, shift: Shift) -> bool:
        """Whether a shift stands as somebody put it: locked, or fixed by the problem."""
        return shift.locked or (shift.agent_id, shift.start, shift.end) in self._fixed

    def local(self, instant: datetime) -> datetime:
        """An instant as local time."""
        return instant.astimezone(self.zone)

    def minute(self, instant: datetime, day: date) -> int:
        """Wall-clock minutes from the local midnight of `day`; more than 1440 on the day after."""
        here = self.local(instant)
        return (here.date() - day).days * 1440 + here.hour * 60 + here.minute

    def span(self, shift: Shift) -> tuple[int, int]:
        """Wall-clock minutes of a shift's start and end from the midnight of its day."""
        return self.minute(shift.start, shift.day), self.minute(shift.end, shift.day)

    def absent_days(self, agent: Agent) -> frozenset[date]:
        """Whole local days of absence or outside the employment, each day once."""
        zone = self.roster.zone
        gone = {d for d in self.days if not agent.employed_on(d)}
        for off in self.absences_of.get(agent.agent_id, ()):
            for d in self.days:
                if off.start <= midnight(d, zone) and midnight(d + timedelta(days=1), zone) <= off.end:
                    gone.add(d)
        return frozenset(gone)

    @cached_property
    def closed_days(self) -> frozenset[date]:
        """Public holidays that ask for nobody (work that may wait asks for nobody on a certain day)."""
        problem = self.problem
        waits = {d.channel for d in problem.deferred}
        asked = [v for c, v in problem.requirement.required.items() if c not in waits]
        return frozenset(
            day
            for number, day in enumerate(self.days)
            if day in problem.holidays and not any(v[i] > 1e-9 for v in asked for i in problem.grid.day_indices(number))
        )

    def week_target(self, agent: Agent, week: Sequence[date]) -> tuple[int, int]:
        """Contract minutes and working days of a week, less those of absence and closed public holidays.

        Each whole day away counts as one working day, up to the contract's days; a part of a week counts by its days.
        Where an absence came after publication, what was published outside it counts instead (`owed`).
        """
        owed = self.problem.owed.get((agent.agent_id, week[0]))
        if owed is not None:
            return owed
        days_max = min(agent.contract.days_per_week, self.problem.rules["working_days"].minutes("max"))
        contract = agent.contract.weekly_minutes
        if len(week) < 7:
            days_max = min(days_max, len(week))
            contract = round(contract * min(1.0, len(week) / max(1, agent.contract.days_per_week)))
        away = min(days_max, len((self.absent_days(agent) | self.closed_days) & frozenset(week)))
        return max(0, contract - away * agent.contract.leave_day_minutes), days_max - away


def _by_agent(agents: Sequence[Agent], shifts: Sequence[Shift]) -> Mapping[str, tuple[Shift, ...]]:
    found: dict[str, list[Shift]] = {a.agent_id: [] for a in agents}
    for shift in shifts:
        found.setdefault(shift.agent_id, []).append(shift)
    return {k: tuple(sorted(v, key=lambda s: s.start)) for k, v in found.items()}
