"""What everybody together serves, counted as the auditor counts it: hands, demand, shortage, minimums, coverage.

A roster is counted once. A hand edit (`Hands.moved`) then touches only the intervals of its two shifts; where work may
wait, demand is placed anew, and everything shared again. What a change of somebody's day would be worth (`Shortage`,
`Minimums`) is asked of the same count, with demand left where it is placed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.domain.people import Agent
from planner.domain.roster import Coverage, Roster, Shift
from planner.rostering.coverage import best_split
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.findings import Penalty, Violation
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import (
    Floats,
    demand_of,
    hands_of,
    productive_shares,
    reaching_in,
    skills_of,
)
from planner.rostering.rules.team.minimum import BELOW, Need, below, minimums, needed
from planner.rostering.rules.team.overstaffing import idle_hours
from planner.rostering.rules.team.screen_pause import screen_share
from planner.rostering.rules.team.shortage import points

Skills = tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """A minimum, who counts for it, and the hands of those by interval."""

    need: Need
    who: frozenset[str]
    have: Floats


@dataclass
class Hands:
    """Hands of a roster by skill set, how they are shared, and what is short then; arrays are per interval.

    `late` is what published shifts that reach over the first midnight serve, `late_there` with their idle hands.
    """

    parts: Parts
    skills: Mapping[str, Skills]
    there: dict[Skills, Floats]
    reaching: Mapping[Skills, Floats]
    needs: tuple[Counted, ...]
    required: dict[str, Floats] = field(default_factory=dict)
    core: dict[str, Floats] = field(default_factory=dict)
    late: dict[str, Floats] = field(default_factory=dict)
    late_there: dict[str, Floats] = field(default_factory=dict)
    served: dict[str, Floats] = field(default_factory=dict)
    scheduled: dict[str, Floats] = field(default_factory=dict)
    short: dict[str, Floats] = field(default_factory=dict)

    def short_hours(self) -> float:
        """Agent-hours short."""
        return sum(float(v.sum()) for v in self.short.values()) * self.parts.problem.grid.minutes / 60

    def shortage_cost(self) -> float:
        """Points of the shortage."""
        return float(self.points(self.short, np.arange(len(self.parts.problem.grid))).sum())

    def points(self, short: Mapping[str, Floats], where: NDArray[np.int64]) -> Floats:
        """Points of each of some intervals in which agents are `short` by channel, as the rule of shortage counts."""
        rule, cost = self.parts.problem.rules["shortage"], np.zeros(len(where))
        for channel, values in short.items():
            cost += points(rule, values, self.required[channel][where] - self.core[channel][where])
        return cost * (rule.weight * self.parts.problem.grid.minutes / 60)

    def findings(self) -> list[Violation | Penalty]:
        """Minimums and overstaffing, as the auditor tells them."""
        found = [f for one in self.needs for f in below(self.parts, one.need, one.have.tolist())]
        rule = self.parts.rule("overstaffing")
        if rule is not None and rule.params["cost_h"]:
            idle = sum(float(v.sum()) for s, v in self.there.items() if s)
            idle -= sum(float(v.sum()) for v in self.served.values())
            found += idle_hours(self.parts, rule, idle)
        return found

    def coverage(self) -> Coverage:
        """Required, scheduled and short agents by channel."""

        def told(arrays: Mapping[str, Floats]) -> dict[str, tuple[float, ...]]:
            return {c: tuple(v.round(6).tolist()) for c, v in arrays.items()}

        scheduled = {c: v + self.late_there[c] if self.late_there else v for c, v in self.scheduled.items()}
        return Coverage(self.parts.problem.grid, told(self.required), told(scheduled), told(self.short))

    def moved(self, gone: Sequence[Shift], new: Shift | None) -> Hands:
        """The hands without the shifts that are `gone` and with `new`; these stay as they are."""

        def copied(arrays: Mapping[Any, Floats]) -> dict[Any, Floats]:
            return {key: values.copy() for key, values in arrays.items()}

        after = replace(
            self, there=copied(self.there), served=copied(self.served), scheduled=copied(self.scheduled),
            short=copied(self.short), needs=tuple(replace(n, have=n.have.copy()) for n in self.needs),
        )  # fmt: skip
        whole, touched = screen_share(self.parts.problem.rules), set[int]()
        for shift, sign in (*((s, -1.0) for s in gone), *([(new, 1.0)] if new is not None else [])):
            if shift.agent_id not in self.skills:
                continue
            rows = [(after.there[self.skills[shift.agent_id]], sign)]
            rows += [(need.have, sign / whole) for need in after.needs if shift.agent_id in need.who]
            for index, share in productive_shares(self.parts, shift):
                touched.add(index)
                for row, by in rows:
                    row[index] += by * share
        if touched and self.parts.problem.deferred:
            after._place()
            after._share(np.arange(len(self.parts.problem.grid)))
        elif touched:
            after._share(np.array(sorted(touched)))
        return after

    def _place(self) -> None:
        """What is asked for, work that may wait where these hands do it."""
        everybody = {s: v + self.reaching[s] if self.reaching else v for s, v in self.there.items()}
        self.required, self.core, self.late = demand_of(self.parts, everybody)
        if self.reaching:
            share = float(self.parts.problem.rules["shortage"].params["first_share"])
            _, self.late_there = best_split(self.reaching, self.required, share)

    def split(
        self, there: Mapping[Skills, Floats], where: NDArray[np.int64]
    ) -> tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]:
        """Served, scheduled and short by channel in some intervals, were these hands there."""
        left = {c: v[where] - self.late[c][where] for c, v in self.required.items()}
        core = {c: np.maximum(0.0, v[where] - self.late[c][where]) for c, v in self.core.items()}
        served, scheduled = best_split(dict(there), left, core=core)
        return served, scheduled, {c: np.maximum(0.0, v - served[c]) for c, v in left.items()}

    def _share(self, where: NDArray[np.int64]) -> None:
        found = self.split({s: v[where] for s, v in self.there.items()}, where)
        for kept, new in zip((self.served, self.scheduled, self.short), found, strict=True):
            for channel in self.required:
                kept[channel][where] = new[channel]


def hands(problem: RosterProblem, roster: Roster) -> Hands:
    """Everybody counted once."""
    parts, size = Parts(problem, roster), len(problem.grid)
    skills = skills_of(parts)
    asked = [(need, frozenset(a.agent_id for a in parts.agents if need.met_by(a))) for need in minimums(problem.rules)]
    kinds = {who: (able, tuple(who in among for _, among in asked)) for who, able in skills.items()}
    rows = {kind: [0.0] * size for kind in set(kinds.values())}
    reaching = reaching_in(parts)
    for shift in roster.shifts:
        if shift.agent_id in kinds:
            row = rows[kinds[shift.agent_id]]
            for index, share in productive_shares(parts, shift):
                row[index] += share
    there = {able: np.zeros(size) for able in sorted(set(skills.values()))}
    have, whole = np.zeros((len(asked), size)), screen_share(problem.rules)
    for (able, counts), row in rows.items():
        there[able] += row
        have[list(counts)] += row
    for shift in reaching:
        for number, (_, among) in enumerate(asked):
            for index, share in productive_shares(parts, shift) if shift.agent_id in among else ():
                have[number, index] += share
    needs = tuple(Counted(*one, values / whole) for one, values in zip(asked, have, strict=True))
    found = Hands(parts, skills, there, hands_of(parts, reaching) if reaching else {}, needs)
    found._place()
    found.served, found.scheduled, found.short = ({c: np.zeros(size) for c in found.required} for _ in range(3))
    found._share(np.arange(size))
    return found


def coverage(problem: RosterProblem, roster: Roster) -> Coverage:
    """Required, scheduled and short agents as the auditor counts them: hands in training or a meeting and screen
    pauses taken off, people of several skills shared in the best way, last week's nights counted in.
    """
    return hands(problem, roster).coverage()


def change_of_hands(parts: Parts, old: Shift | None, new: Shift | None) -> dict[int, float]:
    """Hands that an interval gains (or loses) when `new` stands in the place of `old`."""
    found: dict[int, float] = {}
    for shift, sign in ((old, -1.0), (new, 1.0)):
        for index, share in productive_shares(parts, shift) if shift is not None else ():
            found[index] = found.get(index, 0.0) + sign * share
    return {index: share for index, share in found.items() if abs(share) > 1e-9}


class Shortage:
    """What a hand more or less of some skills changes of the shortage of a roster, in points and agents."""

    def __init__(self, now: Hands) -> None:
        self.now, self.everywhere = now, np.arange(len(now.parts.problem.grid))
        self.cost = now.points(now.short, self.everywhere)
        self._gain: dict[Skills, Floats] = {}
        self._loss: dict[Skills, Floats] = {}
        self._with: dict[tuple[Skills, int], dict[str, float]] = {}

    def skills(self, agent: Agent) -> Skills:
        """The channels asked for that an agent is skilled for."""
        return tuple(c for c in self.now.required if c in agent.skills)

    def _there(self, skills: Skills, where: NDArray[np.int64], by: float | Floats) -> dict[Skills, Floats]:
        """The hands of some intervals with `by` more of some skills."""
        there = {s: v[where] for s, v in self.now.there.items()}
        there[skills] = np.maximum(0.0, there.get(skills, np.zeros(len(where))) + by)
        return there

    def _cost(self, skills: Skills, by: float) -> Floats:
        there = self._there(skills, self.everywhere, by)
        return self.now.points(self.now.split(there, self.everywhere)[2], self.everywhere)

    def gain(self, skills: Skills) -> Floats:
        """Points saved by one hand more in each interval: [intervals]."""
        if skills not in self._gain:
            self._gain[skills] = self.cost - self._cost(skills, 1.0)
        return self._gain[skills]

    def loss(self, skills: Skills) -> Floats:
        """Points lost by one hand less in each interval: [intervals]."""
        if skills not in self._loss:
            self._loss[skills] = self._cost(skills, -1.0) - self.cost
        return self._loss[skills]

    def helps(self, skills: Skills, index: int, channel: str) -> bool:
        """Whether a hand of these skills lessens what a channel misses, itself or by letting somebody else change."""
        if channel not in self.now.short or not skills:
            return False
        if (skills, index) not in self._with:
            where = np.array([index])
            short = self.now.split(self._there(skills, where, 1.0), where)[2]
            self._with[skills, index] = {c: float(v[0]) for c, v in short.items()}
        return self._with[skills, index][channel] < float(self.now.short[channel][index]) - 1e-6

    def change(self, skills: Skills, by: Mapping[int, float]) -> tuple[float, float]:
        """Points, and agent-hours short, that a change of hands of these skills makes."""
        where = np.array([i for i in by if 0 <= i < len(self.everywhere)], np.int64)
        if not len(where) or not skills:
            return 0.0, 0.0
        there = self._there(skills, where, np.array([by[int(i)] for i in where]))
        short = self.now.split(there, where)[2]
        more = sum(float((v - self.now.short[c][where]).sum()) for c, v in short.items())
        cost = self.now.points(short, where) - self.cost[where]
        return float(cost.sum()), more * self.now.parts.problem.grid.minutes / 60


class Minimums:
    """Minimum staff and skills of a roster, and what a change of somebody's hands does to them."""

    def __init__(self, now: Hands) -> None:
        self.parts, self.whole = now.parts, screen_share(now.parts.problem.rules)
        self.kept = tuple((one, frozenset(needed(now.parts, one.need))) for one in now.needs)

    def change(self, agent_id: str, by: Mapping[int, float]) -> tuple[tuple[Violation, ...], float]:
        """Hard minimums that a change leaves further below than they are, and the points of soft ones."""
        broken: list[Violation] = []
        cost, grid = 0.0, self.parts.problem.grid
        for one, where in self.kept:
            worse: dict[date, float] = {}
            for index, share in by.items() if agent_id in one.who else ():
                if index in where:
                    then = max(0.0, one.need.count - float(one.have[index]) - share / self.whole)
                    more = then - max(0.0, one.need.count - float(one.have[index]))
                    day = grid.local_starts[index].date()
                    worse[day] = worse.get(day, 0.0) + more * grid.minutes / 60
            for day, amount in worse.items():
                if not one.need.rule.hard:
                    cost += one.need.rule.weight * amount
                elif amount > 1e-9:
                    told, rule = {"name": one.need.what, "hours": round(amount, 2)}, one.need.rule
                    broken.append(Violation(rule.rule_id, "", day, BELOW.en, told, rule.source))
        return tuple(broken), cost
