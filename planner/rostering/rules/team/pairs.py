"""Pairs together or apart: a trainee with the mentor, two people never at one time."""

from __future__ import annotations

from planner.domain.people import Agent
from planner.rostering.packs.kind import Breach, Kind, Rule, Words
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import productive_shares

WITHOUT = Words("without {other} for {hours} h", "sin {other} durante {hours} h")
WITH = Words("with {other} for {hours} h", "con {other} durante {hours} h")
HARD_H = 1000.0  # points an hour against a hard pair


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: agent-hours against it, counted at the first of the pair.

    Hours are those of the grid's intervals in which both are on duty at all (breaks and training are left out).
    """
    hours = parts.problem.grid.minutes / 60
    for pair in parts.problem.pairs:
        if pair.first != agent.agent_id or pair.second not in parts.shifts_of:
            continue
        other = {i for s in parts.shifts_of[pair.second] for i, _ in productive_shares(parts, s)}
        for shift in parts.shifts_of[agent.agent_id]:
            mine = {index for index, _ in productive_shares(parts, shift)}
            amount = len(mine - other if pair.together else mine & other) * hours
            if amount > 1e-9:
                words = WITHOUT if pair.together else WITH
                yield finding(rule, agent, shift.day, words, amount, other=pair.second, hours=round(amount, 2))


def costs(problem: RosterProblem, place: dict[str, int]) -> list[tuple[int, int, float]]:
    """Pairs by people's places, and points of an interval: above zero for every one apart, below for one together."""
    rule = problem.rules.get("pairs")
    if rule is None:
        return []
    points = (HARD_H if rule.hard else rule.weight) * problem.grid.minutes / 60
    return [
        (place[p.first], place[p.second], points if p.together else -points)
        for p in problem.pairs
        if p.first in place and p.second in place
    ]


RULE = Kind(
    "pairs", Words("Pairs together or apart", "Parejas juntas o separadas"), words=(WITHOUT, WITH), hard=False,
    weight=20.0, together=True, breach=Breach("agent-hours", 20.0), check=check,
)  # fmt: skip
