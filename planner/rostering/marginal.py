"""What a change of somebody's day does to what everybody together serves: shortage and minimums, by interval.

The hands of a roster are counted once; a change then touches only its own intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from planner.domain.people import Agent
from planner.domain.roster import Roster, Shift
from planner.rostering.coverage import best_split
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.pack import Rule
from planner.rostering.rules.parts import Parts, Violation
from planner.rostering.rules.wishes import (
    counted,
    demand_of,
    hands_of,
    matches,
    needed,
    productive_shares,
    reaching_in,
    screen_share,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Skills = tuple[str, ...]


def change_of_hands(parts: Parts, old: Shift | None, new: Shift | None) -> dict[int, float]:
    """Hands that an interval gains (or loses) when `new` stands in the place of `old`."""
    found: dict[int, float] = {}
    for shift, sign in ((old, -1.0), (new, 1.0)):
        for index, share in productive_shares(parts, shift) if shift is not None else ():
            found[index] = found.get(index, 0.0) + sign * share
    return {index: share for index, share in found.items() if abs(share) > 1e-9}


class Shortage:
    """The shortage of a roster in agents and points, and what a hand more or less of some skills changes."""

    def __init__(self, problem: RosterProblem, roster: Roster) -> None:
        self.problem, self.rule = problem, problem.rules["shortage"]
        self.hours = problem.grid.minutes / 60
        parts = Parts.of(problem, roster)
        self.required, core, late = demand_of(parts)
        self.first = {c: v - core[c] for c, v in self.required.items()}
        self.left = {c: v - late[c] for c, v in self.required.items()}
        self.urgent = {c: np.maximum(0.0, v - late[c]) for c, v in core.items()}
        self.hands = hands_of(parts, roster.shifts)
        self.everywhere = np.arange(len(problem.grid))
        self.cost, self.short = self._judge(self.hands, self.everywhere)
        self._gain: dict[Skills, Floats] = {}
        self._loss: dict[Skills, Floats] = {}
        self._with: dict[tuple[Skills, int], dict[str, float]] = {}

    def skills(self, agent: Agent) -> Skills:
        """The channels asked for that an agent is skilled for."""
        return tuple(c for c in self.required if c in agent.skills)

    def _judge(self, hands: Mapping[Skills, Floats], where: NDArray[np.int64]) -> tuple[Floats, dict[str, Floats]]:
        """Points and agents short by channel of some intervals, as the rule of shortage counts them."""
        params = self.rule.params
        left, urgent = ({c: v[where] for c, v in of.items()} for of in (self.left, self.urgent))
        served, _ = best_split(dict(hands), left, core=urgent) if left else ({}, {})
        cost, short = np.zeros(len(where)), {}
        for channel, values in left.items():
            short[channel] = np.maximum(0.0, values - served[channel])
            beyond = np.maximum(0.0, short[channel] - self.first[channel][where])
            step = params["cost_h"] - params["first_cost_h"]
            cost += (params["first_cost_h"] * short[channel] + step * beyond) * self.hours * self.rule.weight
        return cost, short

    def _moved(self, skills: Skills, by: float) -> dict[Skills, Floats]:
        there = self.hands.get(skills, np.zeros(len(self.everywhere)))
        return {**self.hands, skills: np.maximum(0.0, there + by)}

    def gain(self, skills: Skills) -> Floats:
        """Points saved by one hand more in each interval: [intervals]."""
        if skills not in self._gain:
            self._gain[skills] = self.cost - self._judge(self._moved(skills, 1.0), self.everywhere)[0]
        return self._gain[skills]

    def loss(self, skills: Skills) -> Floats:
        """Points lost by one hand less in each interval: [intervals]."""
        if skills not in self._loss:
            self._loss[skills] = self._judge(self._moved(skills, -1.0), self.everywhere)[0] - self.cost
        return self._loss[skills]

    def helps(self, skills: Skills, index: int, channel: str) -> bool:
        """Whether a hand of these skills lessens what a channel misses, itself or by letting somebody else change."""
        if channel not in self.short or not skills:
            return False
        if (skills, index) not in self._with:
            where = np.array([index])
            more = {s: v[where] for s, v in self._moved(skills, 1.0).items()}
            self._with[skills, index] = {c: float(v[0]) for c, v in self._judge(more, where)[1].items()}
        return self._with[skills, index][channel] < float(self.short[channel][index]) - 1e-6

    def change(self, skills: Skills, hands: Mapping[int, float]) -> tuple[float, float]:
        """Points, and agent-hours short, that a change of hands of these skills makes."""
        where = np.array([i for i in hands if 0 <= i < len(self.everywhere)], np.int64)
        if not len(where) or not skills:
            return 0.0, 0.0
        there = {s: v[where].copy() for s, v in self.hands.items()}
        there[skills] = there.get(skills, np.zeros(len(where))) + np.array([hands[int(i)] for i in where])
        cost, short = self._judge(there, where)
        less = sum(float((short[c] - self.short[c][where]).sum()) for c in short) * self.hours
        return float((cost - self.cost[where]).sum()), less


@dataclass(frozen=True)
class _Minimum:
    rule: Rule
    name: str
    who: frozenset[str]
    count: float
    have: Mapping[int, float]


class Minimums:
    """Minimum staff and skills of a roster, and what a change of somebody's hands does to them."""

    def __init__(self, problem: RosterProblem, roster: Roster) -> None:
        self.problem, self.kept = problem, list[_Minimum]()
        self.whole = screen_share(problem.rules)
        parts = Parts.of(problem, roster)
        for rule_id, key in (("min_staff", "channels"), ("skill_on_duty", "needs")):
            rule = problem.rules.get(rule_id)
            for need in rule.params[key] if rule is not None else ():
                assert rule is not None
                have = dict.fromkeys(needed(parts, need), 0.0)
                who = frozenset(a.agent_id for a in problem.agents if matches(a, need))
                for index, share in counted(parts, need, (*roster.shifts, *reaching_in(parts))):
                    if index in have:
                        have[index] += share / self.whole
                name = str(need.get("channel") or need.get("skill") or need.get("language") or need.get("team") or "")
                self.kept.append(_Minimum(rule, name, who, float(need.get("count", 1)), have))

    def change(self, agent_id: str, hands: Mapping[int, float]) -> tuple[tuple[Violation, ...], float]:
        """Hard minimums that a change leaves further below than they are, and the points of soft ones."""
        broken: list[Violation] = []
        cost, grid = 0.0, self.problem.grid
        for one in self.kept:
            worse: dict[date, float] = {}
            for index, share in hands.items() if agent_id in one.who else ():
                if index in one.have:
                    then = max(0.0, one.count - one.have[index] - share / self.whole)
                    more = then - max(0.0, one.count - one.have[index])
                    day = grid.local_starts[index].date()
                    worse[day] = worse.get(day, 0.0) + more * grid.minutes / 60
            for day, amount in worse.items():
                if not one.rule.hard:
                    cost += one.rule.weight * amount
                elif amount > 1e-9:
                    told = {"name": one.name, "hours": round(amount, 2)}
                    said = "{name}: {hours} agent-hours below the minimum"
                    broken.append(Violation(one.rule.rule_id, "", day, said, told, one.rule.source))
        return tuple(broken), cost
