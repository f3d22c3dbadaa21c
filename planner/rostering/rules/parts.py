"""What a rule's function reads and what it says, with the few readings of time that all of them share."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from planner.base.i18n import day as day_text
from planner.base.i18n import hours_and_minutes, number, t
from planner.domain.demand import Requirement
from planner.domain.people import Agent, Preference, TimeOff
from planner.domain.roster import Roster, Shift
from planner.domain.time import TimeGrid, midnight
from planner.rostering.problem import Deferred, History, Pair, RosterProblem
from planner.rostering.rules.pack import SPECS, Rule, RulePack

IN_MINUTES = frozenset(
    ("got_min", "target_min", "max_min", "rest_min", "min_min", "spread_min", "break_min", "over", "total")
)
OF_A_WEEK = frozenset(
    ("contract_hours", "working_days", "weekly_hours", "weekly_rest", "days_off_together", "nights", "start_spread",
     "overtime")
)  # fmt: skip
"""Rules that look at whole weeks: the day of their findings is the first one of the week (of the first of `weeks`)."""
AS_TEXT = ("wanted", "got")
"""Params that are figures although they are text: breaks of 30+15 min."""


@dataclass(frozen=True)
class Violation:
    """A hard rule broken: which, by whom, on which local day, with the figures and the source.

    `amount` says how far, in the rule's own measure.
    """

    rule: str
    agent_id: str
    day: date | None
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    amount: float = field(default=1.0, compare=False, repr=False)

    @property
    def about(self) -> Hashable:
        """What it is about, whatever its figures."""
        return _about(self)

    def text(self, lang: str | None = None) -> str:
        """In the user's language, with the rule's name."""
        return _text(self, lang)


@dataclass(frozen=True)
class Penalty:
    """A soft rule bent: as `Violation`, with its cost in points."""

    rule: str
    agent_id: str
    day: date | None
    cost: float
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def amount(self) -> float:
        """How far it is bent."""
        return self.cost

    @property
    def about(self) -> Hashable:
        """What it is about, whatever its figures."""
        return _about(self)

    def text(self, lang: str | None = None) -> str:
        """In the user's language, with the rule's name."""
        return _text(self, lang)


def _about(found: Violation | Penalty) -> Hashable:
    told = tuple((k, v) for k, v in sorted(found.params.items()) if isinstance(v, str) and k not in AS_TEXT)
    return type(found).__name__, found.rule, found.agent_id, found.day, found.message, told


def _text(found: Violation | Penalty, lang: str | None) -> str:
    who = " ".join(filter(None, (found.agent_id, when_text(found, lang))))
    return f"{who}: {rule_text(found, lang)}" if who else rule_text(found, lang)


def when_text(found: Violation | Penalty, lang: str | None = None) -> str:
    """The day of a finding in the user's way, or the week of a rule that looks at weeks: Fri 27 Nov, week of 23 Nov."""
    if found.day is None or found.rule not in OF_A_WEEK:
        return day_text(found.day, lang) if found.day else ""
    first, weeks = day_text(found.day, lang, weekday=False), found.params.get("weeks", 1)
    if weeks > 1:
        return t("{n} weeks from {day}", lang, n=weeks, day=first)
    return t("week of {day}", lang, day=first)


def rule_text(found: Violation | Penalty, lang: str | None = None) -> str:
    """A finding in the user's language without whom and when: the rule's name and its figures, minutes as hours."""
    told = {k: hours_and_minutes(v) if k in IN_MINUTES else _figure(v, lang) for k, v in found.params.items()}
    if "kind" in told:
        told["kind"] = t(str(told["kind"]), lang)  # leave, illness: words of the program where it knows them
    message = found.message
    if (rest := found.params.get("rest_min", 0)) < 0:
        message, told = "it begins {over} before the shift before it ends", {"over": hours_and_minutes(-rest)}
    return f"{t(SPECS[found.rule].title, lang)}: {t(message, lang, **told)}"


def _figure(value: object, lang: str | None) -> object:
    """A decimal in the user's way, with one place where that says it all; anything else as it is."""
    return number(value, 1 if round(value, 1) == value else 2, lang) if isinstance(value, float) else value


class Told(Protocol):
    """A finding, here or in words."""

    @property
    def about(self) -> Hashable:
        """What it is about, whatever its figures."""

    @property
    def amount(self) -> float:
        """How far it is from the rule."""


Finding = TypeVar("Finding", bound=Told)


def worse(now: Sequence[Finding], then: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of `now` that were not there `then`, or were nearer to their rule (or as near, with other figures)."""
    found = []
    for one in now:
        if one not in then:
            had = [f.amount for f in then if f.about == one.about]
            if not had or one.amount >= max(had) - 1e-9:
                found.append(one)
    return tuple(found)


def mended(now: Sequence[Finding], then: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of `then` of which nothing is left `now`, whatever the figures."""
    left = {f.about for f in now}
    return tuple(f for f in then if f.about not in left)


@dataclass(frozen=True)
class Parts:
    """A finished roster with everything the rules speak of. Built from a problem by `Parts.of`."""

    roster: Roster
    agents: tuple[Agent, ...]
    rules: RulePack
    requirement: Requirement | None = None
    time_off: tuple[TimeOff, ...] = ()
    preferences: tuple[Preference, ...] = ()
    fixed: tuple[Shift, ...] = ()
    previous: tuple[Shift, ...] = ()
    baseline: tuple[Shift, ...] = ()
    change_weight: float | None = None
    holidays: frozenset[date] = frozenset()
    minors: frozenset[str] = frozenset()
    pairs: tuple[Pair, ...] = ()
    history: Mapping[str, History] = field(default_factory=dict)
    deferred: tuple[Deferred, ...] = ()
    grid_minutes: int = 15
    team_rules: Mapping[str, RulePack] = field(default_factory=dict)
    owed: Mapping[tuple[str, date], tuple[int, int]] = field(default_factory=dict)

    @staticmethod
    def of(problem: RosterProblem, roster: Roster) -> Parts:
        """The parts of a problem with a roster for it."""
        agents = tuple({a.agent_id: a for a in reversed(problem.agents)}.values())[::-1]  # the first entry counts
        return Parts(
            roster, agents, problem.rules, problem.requirement, problem.time_off, problem.preferences,
            problem.fixed, problem.previous, problem.baseline, problem.change_weight, problem.holidays,
            problem.minors, problem.pairs, problem.history, problem.deferred, problem.grid.minutes, problem.team_rules,
            problem.owed,
        )  # fmt: skip

    @cached_property
    def zone(self) -> ZoneInfo:
        """The roster's time zone."""
        return ZoneInfo(self.roster.zone)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The local dates of the roster."""
        return tuple(self.roster.first_day + timedelta(days=d) for d in range(self.roster.days))

    @cached_property
    def grid(self) -> TimeGrid:
        """The requirement's grid, or one of `grid_minutes` over the roster's days."""
        if self.requirement is not None:
            return self.requirement.grid
        return TimeGrid(self.roster.first_day, self.roster.days, self.grid_minutes, self.roster.zone)

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
        return _by_agent(self.agents, [s for s in self.previous if s.day < self.roster.first_day])

    @cached_property
    def agent_of(self) -> Mapping[str, Agent]:
        """Agents by their id."""
        return {a.agent_id: a for a in self.agents}

    @cached_property
    def absences_of(self) -> Mapping[str, tuple[TimeOff, ...]]:
        """Absences by agent."""
        found: dict[str, list[TimeOff]] = {a.agent_id: [] for a in self.agents}
        for off in self.time_off:
            found.setdefault(off.agent_id, []).append(off)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def least(self) -> History:
        """The least that anybody had of each unpopular kind of shift in the window."""
        from planner.rostering.rules.wishes import least

        return least(self.agents, self.history)

    @cached_property
    def by_team(self) -> Mapping[str, Parts]:
        """The same under each pack that a team has of its own."""
        from dataclasses import replace

        return {team: replace(self, rules=pack, team_rules={}) for team, pack in self.team_rules.items()}

    def of_team(self, team: str) -> Parts:
        """The parts under the pack that binds a team's agents."""
        return self.by_team.get(team, self)

    def only(self, agent_ids: frozenset[str]) -> Parts:
        """The same, looking at some agents only (rules that look at everybody then see only these)."""
        from dataclasses import replace

        return replace(self, agents=tuple(a for a in self.agents if a.agent_id in agent_ids))

    @cached_property
    def _fixed(self) -> frozenset[tuple[str, datetime, datetime]]:
        return frozenset((s.agent_id, s.start, s.end) for s in self.fixed)

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

    def absent_days(self, agent: Agent) -> frozenset[date]:
        """Whole local days of absence or outside the employment, each day once."""
        zone = self.roster.zone
        gone = {d for d in self.days if not agent.employed_on(d)}
        for off in self.absences_of.get(agent.agent_id, ()):
            for d in self.days:
                if off.start <= midnight(d, zone) and midnight(d + timedelta(days=1), zone) <= off.end:
                    gone.add(d)
        return frozenset(gone)

    def closed(self, day: date) -> bool:
        """Whether a public holiday asks for nobody (work that may wait asks for nobody on a certain day)."""
        if day not in self.holidays or self.requirement is None or not self.days[0] <= day <= self.days[-1]:
            return False
        span = self.grid.day_indices((day - self.days[0]).days)
        waits = {d.channel for d in self.deferred}
        asked = (v for c, v in self.requirement.required.items() if c not in waits)
        return not any(v[i] > 1e-9 for v in asked for i in span)

    def week_target(self, agent: Agent, week: Sequence[date]) -> tuple[int, int]:
        """Contract minutes and working days of a week, less those of absence and closed public holidays.

        Each whole day away counts as one working day, up to the contract's days; a part of a week counts by its days.
        Where an absence came after publication, what was published outside it counts instead (`owed`).
        """
        if (agent.agent_id, week[0]) in self.owed:
            return self.owed[agent.agent_id, week[0]]
        days_max = min(agent.contract.days_per_week, self.rules["working_days"].minutes("max"))
        contract = agent.contract.weekly_minutes
        if len(week) < 7:
            days_max = min(days_max, len(week))
            contract = round(contract * min(1.0, len(week) / max(1, agent.contract.days_per_week)))
        absent = self.absent_days(agent)
        away = min(days_max, sum(1 for d in week if d in absent or self.closed(d)))
        return max(0, contract - away * agent.contract.leave_day_minutes), days_max - away


def _by_agent(agents: Sequence[Agent], shifts: Sequence[Shift]) -> Mapping[str, tuple[Shift, ...]]:
    found: dict[str, list[Shift]] = {a.agent_id: [] for a in agents}
    for shift in shifts:
        found.setdefault(shift.agent_id, []).append(shift)
    return {k: tuple(sorted(v, key=lambda s: s.start)) for k, v in found.items()}


def finding(
    rule: Rule, agent: Agent | None, day: date | None, message: str, amount: float = 1.0, far: float | None = None,
    **params: object,
) -> Violation | Penalty:  # fmt: skip
    """A violation where the rule is hard, else a penalty of `amount` times its weight (always so for a mere price).

    `far` says how far a violation is from its rule where `amount` does not.
    """
    who = agent.agent_id if agent else ""
    if rule.hard and not SPECS[rule.rule_id].price:
        return Violation(rule.rule_id, who, day, message, params, rule.source, float(amount if far is None else far))
    return Penalty(rule.rule_id, who, day, rule.weight * amount, message, params, rule.source)
