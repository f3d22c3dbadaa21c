"""Solve a synthetic contact-centre week through the public `solve` and write the checker's roster.

    python -m benchmarks roster-case case.json [--seconds 60] [--seed K] [--weeks N] --out roster.json

The case becomes an ordinary roster problem: people, leave, wishes, requirement, and a rule pack with its figures. With
`--weeks N` the same week comes N times over, as one problem; the answer of each week goes to a file of its own
(roster.json, roster-2.json, ...), in the checker's form.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from planner.domain.demand import Requirement
from planner.domain.people import Agent, Availability, Contract, Preference, TimeOff, Wish
from planner.domain.roster import Roster
from planner.domain.time import TimeGrid
from planner.rostering.problem import Progress, RosterProblem

FIRST, OPENS, WIDTH = date(2026, 11, 23), 9 * 60, 30
PACK = """
name = "case"
[rules.shift_start]
step_min = 30
earliest = "{opens}"
latest_end = "{closes}"
[rules.breaks]
tiers = [{{ over_min = 360, minutes = 30, paid = false, from_start_min = 150, to_end_min = 150 }}]
[rules.daily_rest]
minutes = 720
[rules.days_off_together]
days = 2
[rules.shortage]
first_share = 0.15
first_cost_h = 20.0
cost_h = 50.0
"""


def clock(slot: int) -> time:
    """Local time of a slot of the case."""
    minute = OPENS + WIDTH * slot
    return time(minute // 60 % 24, minute % 60)


def problem_of(case: dict[str, Any], weeks: int = 1) -> RosterProblem:
    """The case, `weeks` times over, as a roster problem (time zone UTC, from an arbitrary Monday)."""
    from planner.rostering.packs.pack import parse_pack

    slots, days = int(case["slots"]), int(case["days"])
    grid = TimeGrid(FIRST, days * weeks, WIDTH, "Etc/UTC")
    per_day = 24 * 60 // WIDTH
    required = {}
    for channel, rows in case["required"].items():
        values = [0.0] * len(grid)
        for d in range(days * weeks):
            start = d * per_day + OPENS // WIDTH
            values[start : start + slots] = [float(v) for v in rows[d % days]]
        required[channel] = tuple(values)
    agents, time_off, wishes = [], [], []
    for row in case["agents"]:
        who, hours = str(row["id"]), int(row["contract_hours"])
        lengths = tuple(WIDTH * int(v) for v in case["paid_lengths"][str(hours)])
        hours_of_day: tuple[Availability, ...] = ()
        if row["not_before"] > 0 or row["not_after"] < slots:
            hours_of_day = (Availability(None, clock(row["not_before"]), clock(row["not_after"])),)
        days_a_week = int(row["max_days"]) + len(row["leave"])
        contract = Contract(60 * hours, days_a_week, lengths)
        agents.append(Agent(who, who, "case", tuple(row["skills"]), contract, availability=hours_of_day))
        for d in (d + days * w for d in row["leave"] for w in range(weeks)):
            begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=d)
            time_off.append(TimeOff(who, begin, begin + timedelta(days=1), "leave"))
        if row["prefers"]:
            wishes.append(Preference(who, Wish(row["prefers"])))
    pack = parse_pack(PACK.format(opens=clock(0).strftime("%H:%M"), closes=clock(slots).strftime("%H:%M")), "case")
    requirement = Requirement(grid, required)
    return RosterProblem(grid, tuple(agents), requirement, tuple(time_off), tuple(wishes), rules=pack)


def answer_of(roster: Roster, week: int = 0) -> dict[str, dict[str, list[int | None]]]:
    """A week of the roster in the checker's form: agent → day → [start slot, paid slots, break slot]."""
    answer: dict[str, dict[str, list[int | None]]] = {}
    for shift in roster.shifts:
        if (shift.day - FIRST).days // 7 != week:
            continue
        opens = datetime(shift.day.year, shift.day.month, shift.day.day, tzinfo=UTC) + timedelta(minutes=OPENS)
        slot = int((shift.start - opens).total_seconds() // 60) // WIDTH
        pause = [int((b.start - opens).total_seconds() // 60) // WIDTH for b in shift.breaks]
        day = str((shift.day - FIRST).days % 7)
        answer.setdefault(shift.agent_id, {})[day] = [slot, shift.work_minutes // WIDTH, pause[0] if pause else None]
    return answer


def peak_mb() -> float:
    """Most memory the process has held, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def told(line: Progress) -> None:
    """One line a report on stderr."""
    print(f"{line.elapsed_s:7.2f} s  {line.phase:14s} cost {line.cost}  bound {line.bound}", file=sys.stderr)


def main(argv: list[str]) -> int:
    """Run the command; the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(prog="benchmarks roster-case")
    parser.add_argument("case", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weeks", type=int, default=1)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args(argv)
    from planner.rostering.audit import audit
    from planner.rostering.solve import solve

    problem = problem_of(json.loads(args.case.read_text(encoding="utf-8")), args.weeks)
    result = solve(problem, seconds=args.seconds, seed=args.seed, progress=told)
    assert result.roster is not None
    for week in range(args.weeks if args.out else 0):
        out = args.out if week == 0 else args.out.with_stem(f"{args.out.stem}-{week + 1}")
        out.write_text(json.dumps(answer_of(result.roster, week)), encoding="utf-8")
    figures = {
        "value": result.cost,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": round(result.seconds, 2),
        "peak_mb": peak_mb(),
        "first_s": result.first_s,
        "bound_s": result.bound_s,
        "status": result.status,
        "agents": len(problem.agents),
        "weeks": args.weeks,
        "violations": len(audit(problem, result.roster)),
        "breakdown": dict(result.breakdown),
        "reasons": [r.text("en") for r in result.reasons],
    }
    print(json.dumps(figures))
    return 0
