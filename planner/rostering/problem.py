"""What is to be rostered, what comes out, and the reasons in between: plain data.

A `RosterProblem` is one to five weeks on any grid; its costs are in points (by default 20 points an agent-hour of
shortage up to 15 % of the requirement, 50 beyond, 1 a wish). Everything that cannot be kept is told as a `Reason`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from planner.base.i18n import day as day_text
from planner.base.i18n import hours_and_minutes, t
from planner.domain.demand import Requirement
from planner.domain.people import Agent, Preference, TimeOff
from planner.domain.roster import Roster, Shift
from planner.domain.time import TimeGrid
from planner.rostering.packs.pack import RulePack, load_pack
from planner.rostering.packs.registry import title


@dataclass(frozen=True, slots=True)
class Pair:
    """Two agents who should (`together`) or should not work at the same time; `first` is the one who depends."""

    first: str
    second: str
    together: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """What an agent had in the fairness window before the grid: weekends, late shifts and public holidays worked."""

    weekends: int = 0
    late: int = 0
    holidays: int = 0
    overtime_min: int = 0


@dataclass(frozen=True)
class Deferred:
    """Work of one channel that may wait: agent-minutes released and due by the end of each interval, cumulative.

    Both tuples have len(grid) values and never fall; work done by the end of interval i must lie between due[i] and
    released[i]. `required` of that channel in the requirement is ignored.
    """

    channel: str
    released: tuple[float, ...]
    due: tuple[float, ...]


@dataclass(frozen=True)
class RosterProblem:
    """People, requirement and rules of a span, with what is fixed and what was published.

    `fixed` shifts stay as they are; `previous` are the published shifts of the days before the grid (rest and runs go
    on from them); `baseline` is the version to stay close to, each changed day costing `change_weight` (None: the
    pack's stability weight). `days_fixed` names (agent, day) pairs that must stay as in `fixed`, or free without one.
    `team_rules` are the packs of teams that have their own: they bind those agents' lines; what looks at everybody
    (shortage, minimum staff, pairs) follows `rules`. `owed` gives minutes and days that an agent still owes a week (by
    its first day) where an absence came after publication: what was published outside it, instead of the contract's.
    """

    grid: TimeGrid
    agents: tuple[Agent, ...]
    requirement: Requirement
    time_off: tuple[TimeOff, ...] = ()
    preferences: tuple[Preference, ...] = ()
    fixed: tuple[Shift, ...] = ()
    previous: tuple[Shift, ...] = ()
    baseline: tuple[Shift, ...] = ()
    change_weight: float | None = None
    rules: RulePack = field(default_factory=load_pack)
    holidays: frozenset[date] = frozenset()
    minors: frozenset[str] = frozenset()
    pairs: tuple[Pair, ...] = ()
    history: Mapping[str, History] = field(default_factory=dict)
    days_fixed: frozenset[tuple[str, date]] = frozenset()
    deferred: tuple[Deferred, ...] = ()
    team_rules: Mapping[str, RulePack] = field(default_factory=dict)
    owed: Mapping[tuple[str, date], tuple[int, int]] = field(default_factory=dict)

    def rules_of(self, team: str) -> RulePack:
        """The pack that binds the lines of a team's agents."""
        return self.team_rules.get(team, self.rules)

    def least_history(self) -> History:
        """The least that anybody had of each unpopular kind of shift in the window."""
        known = [self.history.get(a.agent_id, History()) for a in self.agents] or [History()]
        return History(min(h.weekends for h in known), min(h.late for h in known), min(h.holidays for h in known))

    def __post_init__(self) -> None:
        if self.requirement.grid != self.grid:
            raise ValueError("the requirement is on another grid than the problem")
        if self.grid.minutes == 1440:
            raise ValueError("a roster needs intervals of at most an hour")


@dataclass(frozen=True)
class Reason:
    """Why something could not be had: a code, whom and when it concerns, figures, and the text in words."""

    code: str
    agent_id: str = ""
    day: date | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: str | None = None) -> str:
        """The reason in the user's language."""
        when = day_text(self.day, lang) if self.day else ""
        params = {k: hours_and_minutes(v) if k in ("got_min", "target_min") else v for k, v in self.params.items()}
        if "rules" in params:
            params["rules"] = ", ".join(title(rule, lang) for rule in params["rules"])
        return t(REASONS[self.code], lang, agent=self.agent_id, day=when, **params)


REASONS = {
    "no_agents": "There are no agents to roster.",
    "no_requirement": "The requirement is zero everywhere: nobody is needed in these days.",
    "nobody_available": "Nobody is available in these days.",
    "no_skill": "Nobody who works in these days is skilled for {channel}: {hours} agent-hours stay short.",
    "hours_not_reached": "{agent}: no allowed shifts add up to the contract of {target_min} in the week of"
    " {day}; planned {got_min}.",
    "rules_in_conflict": "{agent}: the rules cannot all be kept around what is locked or absent; broken: {rules}.",
    "rule_not_kept": "{agent}: {rules} is not kept ({n} times, first on {day}).",
    "minimum_not_kept": "{rules}: not kept everywhere, first on {day}; Explain says who could be there.",
    "overlapping_time_off": "{agent}: absences overlap on {day}; they are counted once.",
    "locks_overlap": "{agent}: two locked shifts overlap on {day}; the first one counts.",
    "lock_on_leave": "{agent}: a locked shift on {day} lies in an absence.",
    "lock_outside": "{agent}: a locked shift on {day} is outside the days to roster or of an unknown agent.",
    "duplicate_agent": "{agent}: the agent is listed twice; the first entry counts.",
    "starts_thinned": "So many shifts are possible that only one start in {n} was tried for some people; more seconds"
    " try more.",
    "solver_stopped": "The optimiser stopped early ({detail}); the best roster so far is kept.",
    "many_channels": "More than {max} channels share agents; the smallest ones are covered without sharing.",
}


@dataclass(frozen=True)
class Progress:
    """How a solve is going; `roster` is given when it is better than the last one reported."""

    elapsed_s: float
    cost: float | None
    bound: float | None
    gap: float | None
    phase: str
    roster: Roster | None = None


@dataclass(frozen=True)
class RosterResult:
    """The best roster found, its cost in points, the proven lower bound, and why anything was left undone.

    `gap` is (cost − bound) / cost. `status` is optimal, feasible, stopped, or empty. `breakdown` gives the cost by
    rule. `reasons` are the things that could not be had, as data.
    """

    roster: Roster | None
    cost: float | None
    bound: float | None
    gap: float | None
    status: str
    seconds: float
    breakdown: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    first_s: float | None = None
    bound_s: float | None = None


def gap_of(cost: float | None, bound: float | None) -> float | None:
    """(cost − bound) / cost, never negative; None while either is unknown."""
    if cost is None or bound is None:
        return None
    return max(0.0, (cost - bound) / cost) if cost > 0 else 0.0
