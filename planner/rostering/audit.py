"""Every rule re-checked on a finished roster without the solver: violations of hard rules, penalties of soft ones.

The rules' `check` functions read domain types and the figures of the pack only, so that a mistake of the engine shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from planner.domain.people import Agent
from planner.domain.roster import Roster
from planner.rostering.packs.kind import Kind, Rule
from planner.rostering.packs.registry import kinds
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.findings import Found, Penalty, Violation
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.shifts.availability import STRAY
from planner.rostering.rules.wishes.notice import late


def findings(parts: Parts, agents: Iterable[Agent] | None = None) -> Found:
    """All that the rules find, agent by agent and then for the team (the team's only when `agents` is None)."""
    for agent in parts.agents if agents is None else agents:
        own = parts.of_team(agent.team)
        for kind in kinds().values():
            mine = parts if kind.together else own  # what several share follows the roster's pack
            rule = mine.rule(kind.rule_id)
            if rule is not None:
                yield from of_person(kind, mine, agent, rule)
    if agents is None:
        for kind in kinds().values():
            rule = parts.rule(kind.rule_id)
            if kind.whole is not None and rule is not None:
                yield from kind.whole(parts, rule)


def of_person(kind: Kind, parts: Parts, agent: Agent, rule: Rule) -> Found:
    """What a rule finds in one person's roster."""
    if kind.check is not None:
        yield from kind.check(parts, agent, rule)
    elif kind.alone is not None:
        for shift in parts.shifts_of[agent.agent_id]:
            yield from kind.alone(parts, agent, rule, shift)


def audit(problem: RosterProblem | Parts, roster: Roster | None = None) -> tuple[Violation, ...]:
    """Violations of hard rules, in order of agent and day; empty when the roster is clean.

    Shifts of unknown agents and shifts outside the days are violations of `availability`.
    """
    return judged(problem, roster)[0]


def penalties(problem: RosterProblem | Parts, roster: Roster | None = None) -> tuple[Penalty, ...]:
    """What soft rules cost, the dearest first."""
    return judged(problem, roster)[1]


def judged(
    problem: RosterProblem | Parts, roster: Roster | None = None
) -> tuple[tuple[Violation, ...], tuple[Penalty, ...]]:
    """Violations and penalties in one pass, as `audit` and `penalties` give them."""
    parts = _parts(problem, roster)
    hard: list[Violation] = []
    soft: list[Penalty] = []
    for found in findings(parts):
        if isinstance(found, Violation):
            hard.append(found)
        elif found.cost > 0:
            soft.append(found)
    return (
        (*strays(parts), *sorted(hard, key=lambda v: (v.agent_id, v.day or parts.days[0], v.rule))),
        tuple(sorted(soft, key=lambda p: (-p.cost, p.rule, p.agent_id))),
    )


def strays(parts: Parts) -> tuple[Violation, ...]:
    """Shifts that nobody's rules look at: of unknown agents, or outside the days."""
    return tuple(
        Violation("availability", s.agent_id, s.day, STRAY.en)
        for s in parts.roster.shifts
        if s.agent_id not in parts.agent_of or s.day not in parts.days
    )


def breakdown(found: Iterable[Penalty]) -> Mapping[str, float]:
    """Cost by rule."""
    sums: dict[str, float] = {}
    for penalty in found:
        sums[penalty.rule] = sums.get(penalty.rule, 0.0) + penalty.cost
    return {k: round(v, 6) for k, v in sorted(sums.items(), key=lambda kv: -kv[1])}


def notice_violations(problem: RosterProblem | Parts, roster: Roster, now: datetime) -> tuple[Violation, ...]:
    """Changes against the published version that come later than the notice period allows."""
    parts = _parts(problem, roster)
    if not parts.problem.baseline:
        return ()
    asked = [(a, rule) for a in parts.agents if (rule := parts.of_team(a.team).rule("notice")) is not None]
    found = (f for a, rule in asked for f in late(parts, a, rule, now))
    return tuple(f for f in found if isinstance(f, Violation))


def _parts(problem: RosterProblem | Parts, roster: Roster | None) -> Parts:
    if isinstance(problem, Parts):
        return problem
    if roster is None:
        raise ValueError("a problem is audited together with a roster")
    return Parts(problem, roster)
