"""Least change against the published roster: somebody ill, more work on a day, a swap to check.

A repair is a solve whose baseline is the published version: every changed day costs, days within the notice period
cost more unless the pack forbids them. Swaps are judged by the auditor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Event

from planner.domain.demand import Requirement
from planner.domain.people import AT_WORK_KINDS, TimeOff
from planner.domain.roster import Roster, Shift
from planner.domain.time import midnight
from planner.rostering.audit import audit, breakdown, notice_violations, penalties
from planner.rostering.packs.pack import RulePack
from planner.rostering.problem import Progress, RosterProblem, RosterResult
from planner.rostering.rules.findings import Violation, worse
from planner.rostering.rules.wishes.stability import change_of
from planner.rostering.solve import solve

REPAIR_WEIGHT = 60.0  # points a changed day costs in a repair: as much as three agent-hours short
ILL_TOLERANCE_MIN = 60  # minutes off the contract that a week with a new absence may be


@dataclass(frozen=True)
class Change:
    """A day of somebody that differs from the published version; None is a day off."""

    agent_id: str
    day: date
    old: Shift | None
    new: Shift | None


@dataclass(frozen=True)
class RepairResult:
    """The mended roster, the days that changed against the published one, those too late for notice, the solve."""

    roster: Roster
    changes: tuple[Change, ...]
    late: tuple[Violation, ...]
    result: RosterResult


@dataclass(frozen=True)
class SwapCheck:
    """Whether two people may swap shifts: the roster then, rules newly broken or broken further, cost in points."""

    allowed: bool
    roster: Roster
    new_violations: tuple[Violation, ...]
    cost_change: float


def changes(old: Roster, new: Roster) -> tuple[Change, ...]:
    """Days that differ between two versions (hours or breaks), by agent and day."""
    one = {(s.agent_id, s.day): s for s in old.shifts}
    two = {(s.agent_id, s.day): s for s in new.shifts}
    return tuple(
        Change(*key, one.get(key), two.get(key))
        for key in sorted(one.keys() | two.keys())
        if change_of(one.get(key), two.get(key)) > 0
    )


def repair(
    problem: RosterProblem,
    published: Roster,
    *,
    seconds: float = 5.0,
    absences: Sequence[TimeOff] = (),
    demand_factor: Mapping[date, float] | None = None,
    change_weight: float | None = None,
    now: datetime | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
) -> RepairResult:
    """The published roster mended with few changes after new `absences` or a change of demand on some days.

    `change_weight` is the price of a changed day in points (60 by default). With `now`, days
    that have already begun stay as published, and `late` names changes inside the notice period.
    """
    requirement = problem.requirement
    if demand_factor:
        grid = problem.grid
        days = [grid.first_day + timedelta(days=d) for d in range(grid.days)]
        factor = [demand_factor.get(days[grid.day_of(i)], 1.0) for i in range(len(grid))]
        scaled = {c: tuple(v * f for v, f in zip(vs, factor, strict=True)) for c, vs in requirement.required.items()}
        requirement = Requirement(grid, scaled)
    gone = [a for a in (*absences, *problem.time_off) if a.kind not in AT_WORK_KINDS]

    def away(shift: Shift) -> bool:
        return any(a.agent_id == shift.agent_id and a.start < shift.end and shift.start < a.end for a in gone)

    fixed = [s for s in problem.fixed if not away(s)]
    begun: set[tuple[str, date]] = set()
    if now is not None:
        held = {(s.agent_id, s.day) for s in fixed}
        for shift in published.shifts:
            if (
                not away(shift)
                and midnight(shift.day, problem.grid.zone) <= now
                and (shift.agent_id, shift.day) not in held
            ):
                fixed.append(shift)
        begun = {
            (a.agent_id, problem.grid.first_day + timedelta(days=d))
            for a in problem.agents
            for d in range(problem.grid.days)
            if problem.grid.interval(problem.grid.day_indices(d).start).start <= now
        }
    baseline = published.shifts
    rules, team_rules = problem.rules, problem.team_rules
    if absences:
        rules, team_rules = _tolerant(rules), {team: _tolerant(pack) for team, pack in team_rules.items()}
    changed = replace(
        problem,
        rules=rules,
        team_rules=team_rules,
        requirement=requirement,
        time_off=(*problem.time_off, *absences),
        fixed=tuple(fixed),
        baseline=baseline,
        change_weight=REPAIR_WEIGHT if change_weight is None else change_weight,
        days_fixed=problem.days_fixed | frozenset(begun),
    )
    result = solve(changed, seconds=seconds, seed=seed, progress=progress, stop=stop)
    roster = result.roster or published
    late = notice_violations(changed, roster, now) if now is not None else ()
    return RepairResult(roster, changes(published, roster), late, result)


def _tolerant(rules: RulePack) -> RulePack:
    """What is left of the week of somebody ill need not add up to the minute."""
    tolerance = max(ILL_TOLERANCE_MIN, rules["contract_hours"].minutes("tolerance_min"))
    return rules.replace({"contract_hours": {"tolerance_min": tolerance}})


def swap_check(problem: RosterProblem, roster: Roster, one: Shift, two: Shift | None, other: str = "") -> SwapCheck:
    """Whether the agents of `one` and `two` may take each other's shifts (or `other` takes `one`, when two is None)."""
    taker = two.agent_id if two is not None else other
    shifts = [s for s in roster.shifts if s not in (one, two)]
    shifts.append(replace(one, agent_id=taker, activities=()))
    if two is not None:
        shifts.append(replace(two, agent_id=one.agent_id, activities=()))
    after = replace(roster, shifts=tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))
    new = worse(audit(problem, after), audit(problem, roster))
    cost = sum(breakdown(penalties(problem, after)).values()) - sum(breakdown(penalties(problem, roster)).values())
    return SwapCheck(not new, after, new, round(cost, 6))
