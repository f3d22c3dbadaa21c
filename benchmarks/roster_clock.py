"""Rosters round the clock: every start of the day, lengths of 4 to 9 hours, the rules of `es`; is the time limit kept?

    python -m benchmarks roster-clock [--agents 40] [--weeks 4] [--minutes 30] [--seconds 20] [--seed K]

Everybody has a day of leave. A third work 20 hours a week and the others 40; half as many again are asked for as there
would be by day with everybody's hours spread evenly, and half as many by night.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from datetime import timedelta

from benchmarks.roster_case import FIRST, peak_mb, told
from planner.domain.demand import Requirement
from planner.domain.people import Agent, Contract, TimeOff
from planner.domain.time import TimeGrid, midnight
from planner.rostering.problem import RosterProblem

ZONE = "Europe/Madrid"


def problem_of(agents: int, weeks: int, minutes: int, seed: int) -> RosterProblem:
    """The people, their leave and the requirement."""
    from planner.rostering.packs.pack import load_pack

    draw = random.Random(seed)
    grid = TimeGrid(FIRST, 7 * weeks, minutes, ZONE)
    lengths = tuple(range(240, 541, 60))
    people = tuple(
        Agent(f"n{k}", f"n{k}", "clock", ("phone",), Contract(2400 if k % 3 else 1200, 5, lengths))
        for k in range(agents)
    )
    off = []
    for person in people:
        day = FIRST + timedelta(days=draw.randrange(7 * weeks))
        begin, end = (midnight(d, ZONE) for d in (day, day + timedelta(days=1)))
        off.append(TimeOff(person.agent_id, begin, end, "leave"))
    mean = sum(p.contract.weekly_minutes for p in people) / (7 * 24 * 60)
    asked = tuple(float(round(mean * (1.5 if 9 <= s.hour < 21 else 0.5))) for s in grid.local_starts)
    return RosterProblem(
        grid, people, Requirement(grid, {"phone": asked}), time_off=tuple(off), rules=load_pack("es")
    )  # fmt: skip


def main(argv: list[str]) -> int:
    """Run the command; the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(prog="benchmarks roster-clock")
    for name, value in (("--agents", 40), ("--weeks", 4), ("--minutes", 30), ("--seed", 0)):
        parser.add_argument(name, type=int, default=value)
    parser.add_argument("--seconds", type=float, default=20.0)
    args = parser.parse_args(argv)
    from planner.rostering.audit import audit
    from planner.rostering.solve import solve, warm_up

    warm_up()
    problem = problem_of(args.agents, args.weeks, args.minutes, args.seed)
    begun = time.perf_counter()
    result = solve(problem, seconds=args.seconds, seed=args.seed, progress=told)
    spent = time.perf_counter() - begun
    assert result.roster is not None
    figures = {
        "value": result.cost,
        "bound": result.bound,
        "gap": result.gap,
        "limit_s": args.seconds,
        "seconds": round(spent, 2),
        "first_s": result.first_s,
        "peak_mb": peak_mb(),
        "status": result.status,
        "violations": len(audit(problem, result.roster)),
        "reasons": [r.text("en") for r in result.reasons],
    }
    print(json.dumps(figures))
    return 0
