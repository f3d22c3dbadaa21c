"""Rosters with email that may wait: how much is late, beside a flat requirement for the same email.

    python -m benchmarks roster-waiting [--agents 40] [--weeks 1] [--load 0.17] [--wait-h 24] [--seconds 20] [--seed K]

Calls arrive from nine to nine; email arrives in the same hours, `--load` agents of work for each person in the team,
and is due `--wait-h` hours after it came. Half of the people do both. The flat one is what a spreadsheet does: the
least constant number of agents that meets every deadline, required in every open interval. Both rosters are judged by
the auditor, who places the work into the hands that calls leave free. Each has the same seconds.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace

import numpy as np

from benchmarks.roster_case import FIRST, peak_mb, told
from planner.domain.demand import Requirement
from planner.domain.people import Agent, Contract
from planner.domain.time import TimeGrid
from planner.rostering.problem import Deferred, RosterProblem

ZONE, WIDTH = "Europe/Madrid", 30


def problem_of(agents: int, weeks: int, load: float, wait_h: float, seed: int) -> RosterProblem:
    """The people, their calls and the email that waits."""
    from planner.rostering.packs.pack import load_pack

    draw = np.random.default_rng(seed)
    grid = TimeGrid(FIRST, 7 * weeks, WIDTH, ZONE)
    there = np.array([9 <= s.hour < 21 for s in grid.local_starts])
    calls = np.where(there, draw.poisson(agents * 0.25, len(grid)), 0).astype(float)
    released = np.cumsum(np.where(there, WIDTH * agents * load * draw.uniform(0.8, 1.2, len(grid)), 0.0))
    wait = round(wait_h * 60 / WIDTH)
    due = np.concatenate([np.zeros(wait), released])[: len(grid)]
    people = tuple(
        Agent(
            f"n{k}", f"n{k}", "shop", ("phone", "email") if k % 2 else ("phone",),
            Contract(2400 if k % 3 else 1800, 5, tuple(range(240, 541, 60))),
        )
        for k in range(agents)
    )  # fmt: skip
    return RosterProblem(
        grid, people, Requirement(grid, {"phone": tuple(calls.tolist()), "email": (0.0,) * len(grid)}),
        deferred=(Deferred("email", tuple(released.tolist()), tuple(due.tolist())),), rules=load_pack("es"),
    )  # fmt: skip


def main(argv: list[str]) -> int:
    """Run the command; the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(prog="benchmarks roster-waiting")
    for name, value in (("--agents", 40), ("--weeks", 1), ("--seed", 0)):
        parser.add_argument(name, type=int, default=value)
    for name, figure in (("--load", 0.17), ("--wait-h", 24.0), ("--seconds", 20.0)):
        parser.add_argument(name, type=float, default=figure)
    args = parser.parse_args(argv)
    from planner.rostering.audit import audit, penalties
    from planner.rostering.coverage import with_deferred
    from planner.rostering.solve import solve, warm_up

    warm_up()
    problem = problem_of(args.agents, args.weeks, args.load, args.wait_h, args.seed)
    begun = time.perf_counter()
    result = solve(problem, seconds=args.seconds, seed=args.seed, progress=told)
    spent = time.perf_counter() - begun
    level = with_deferred(problem.requirement, [(d.channel, d.released, d.due) for d in problem.deferred])
    flat = solve(replace(problem, requirement=level, deferred=()), seconds=args.seconds, seed=args.seed)
    assert result.roster is not None
    assert flat.roster is not None
    figures = {
        "value": result.cost,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": round(spent, 2),
        "first_s": result.first_s,
        "bound_s": result.bound_s,
        "peak_mb": peak_mb(),
        "status": result.status,
        "violations": len(audit(problem, result.roster)),
        "flat_value": round(sum(p.cost for p in penalties(problem, flat.roster)), 6),
        "flat_violations": len(audit(problem, flat.roster)),
    }
    print(json.dumps(figures))
    return 0
