"""Every rule re-checked on a finished roster without the solver: violations of hard rules, penalties of soft ones.

The functions of `rules/` read domain types and the figures of the pack only, so that a mistake of the engine shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from planner.domain.people import Agent
from planner.domain.roster import Roster
from planner.rostering.problem import RosterProblem
from planner.rostering.rules import hours, rest, wishes
from planner.rostering.rules.pack import Rule
from planner.rostering.rules.parts import Parts, Penalty, Violation

Found = Iterator[Violation | Penalty]

PER_AGENT: dict[str, Callable[[Parts, Agent, Rule], Found]] = {
    f.__name__: f
    for f in (
        hours.contract_hours, hours.working_days, hours.weekly_hours, hours.daily_hours, hours.shift_start,
        hours.shift_lengths, hours.split_shifts, hours.breaks, hours.minors, hours.overtime, hours.availability,
        hours.time_off, hours.locked_shifts, rest.daily_rest, rest.weekly_rest, rest.days_off_together,
        rest.consecutive_days, rest.consecutive_days_off, rest.free_weekends, rest.nights, rest.start_spread,
        rest.successions, wishes.preferences, wishes.fairness, wishes.stability, wishes.pairs, wishes.wage,
    )
}  # fmt: skip
PER_TEAM: dict[str, Callable[[Parts, Rule], Found]] = {
    f.__name__: f for f in (wishes.min_staff, wishes.skill_on_duty, wishes.shortage, wishes.overstaffing)
}


def findings(parts: Parts, agents: Iterable[Agent] | None = None) -> Found:
    """All that the rules find, agent by agent and then for the team (the team's only when `agents` is None)."""
    for agent in parts.agents if agents is None else agents:
        own = parts.of_team(agent.team)
        for rule_id, check in PER_AGENT.items():
            rule = own.rules.get(rule_id)
            if rule is not None and rule_id != "pairs":
                yield from check(own, agent, rule)
        if (pairs := parts.rules.get("pairs")) is not None:  # what two share follows the roster's pack
            yield from wishes.pairs(parts, agent, pairs)
    if agents is None:
        for rule_id, team_check in PER_TEAM.items():
            rule = parts.rules.get(rule_id)
            if rule is not None:
                yield from team_check(parts, rule)


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
        Violation("availability", s.agent_id, s.day, "outside the days to roster or of an unknown agent")
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
    if not parts.baseline:
        return ()
    asked = [(a, rule) for a in parts.agents if (rule := parts.of_team(a.team).rules.get("notice")) is not None]
    found = (f for a, rule in asked for f in wishes.notice(parts, a, rule, now))
    return tuple(f for f in found if isinstance(f, Violation))


def _parts(problem: RosterProblem | Parts, roster: Roster | None) -> Parts:
    if isinstance(problem, Parts):
        return problem
    if roster is None:
        raise ValueError("a problem is audited together with a roster")
    return Parts.of(problem, roster)
