"""Public shift-scheduling instances (Curtois & Qu) through the engine, answers in the checker's form.

python -m benchmarks shift INSTANCE.txt [--seconds 60] [--seed K] --out roster.json
"""

from __future__ import annotations

import argparse
import json
import sys
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.roster_case import peak_mb
from planner.rostering.kernels.arrays import INF
from planner.rostering.lines.types import Counter, LineRules, Period
from planner.rostering.model.cells import ShiftPerson, shift_core
from planner.rostering.search.engine import Best, Run

MOST_COUNTED = 60  # product of counters that a graph may carry; larger limits are kept by prices


def sections(path: Path) -> dict[str, list[list[str]]]:
    """Rows of each section."""
    rows: dict[str, list[list[str]]] = {}
    name = ""
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if line.startswith("SECTION_"):
            name = line[8:]
            rows[name] = []
        elif line and not line.startswith("#"):
            rows[name].append(line.split(","))
    return rows


def read(path: Path) -> tuple[list[str], list[str], int, np.ndarray, list[ShiftPerson]]:
    """Staff, shift types, days, cover table and people of an instance."""
    s = sections(path)
    horizon = int(s["HORIZON"][0][0])
    types = [r[0] for r in s["SHIFTS"]]
    place = {x: k for k, x in enumerate(types)}
    minutes = [int(r[1]) for r in s["SHIFTS"]]
    banned = [{x for x in (r[2].split("|") if len(r) > 2 else []) if x} for r in s["SHIFTS"]]
    unit = 0
    for length in minutes:
        unit = gcd(unit, length)
    off_days = {r[0]: {int(x) for x in r[1:] if x} for r in s.get("DAYS_OFF", [])}
    allowed = tuple(tuple(b not in banned[a] for b in types) for a in range(len(types)))
    people, staff = [], []
    wants: dict[str, list[tuple[int, str, int, bool]]] = {}
    for key, on in (("SHIFT_ON_REQUESTS", True), ("SHIFT_OFF_REQUESTS", False)):
        for who, d, x, w in s.get(key, []):
            wants.setdefault(who, []).append((int(d), x, int(w), on))
    for r in s["STAFF"]:
        who = r[0]
        staff.append(who)
        max_of = {p.split("=")[0]: int(p.split("=")[1]) for p in r[1].split("|") if p}
        max_min, min_min, max_run, min_run, min_off, weekends = map(int, r[2:8])
        cost, off = np.zeros((horizon, len(types))), np.zeros(horizon)
        for d, x, w, on in wants.get(who, []):
            if on:
                off[d] += w
                cost[d] += w
                cost[d, place[x]] -= w
            else:
                cost[d, place[x]] += w
        for d in off_days.get(who, ()):
            cost[d] = INF
        most_shifts = max_min // min(minutes)
        limits = sorted((m, x) for x, m in max_of.items() if 0 < m < min(horizon, most_shifts))
        for x, m in max_of.items():
            if m == 0:
                cost[:, place[x]] = INF
        counters, left, size = [], [], 1
        for m, x in limits:
            if size * (m + 1) <= MOST_COUNTED:
                size *= m + 1
                counters.append(Counter(tuple(y == x for y in types), m))
            else:
                left.append((place[x], m))
        used = tuple(k for k, x in enumerate(types) if max_of.get(x, horizon) > 0)
        rules = LineRules(
            horizon, tuple(v // unit for v in minutes), tuple(range(len(types))), allowed,
            tuple(tuple(False for _ in types) for _ in types), tuple(used for _ in range(horizon)),
            (Period(0, horizon, -(-min_min // unit), max_min // unit, horizon, False),),
            max_run=max_run, min_run=min_run, min_off=min_off, weekdays=tuple(d % 7 for d in range(horizon)),
            weekends=weekends, counters=tuple(counters),
        )  # fmt: skip
        people.append(ShiftPerson(rules, cost, off, tuple(left)))
    table = np.zeros((horizon * len(types), len(staff) + 2))
    n = np.arange(len(staff) + 2)
    for d, x, need, under, over in s["COVER"]:
        short, idle = np.maximum(0, int(need) - n), np.maximum(0, n - int(need))
        table[int(d) * len(types) + place[x]] += int(under) * short + int(over) * idle
    return staff, types, horizon, table, people


def main(argv: list[str]) -> int:
    """Run the command; the figures as JSON on the last line."""
    args = parsed(argv, "benchmarks shift")
    staff, types, horizon, table, people = read(args.instance)
    core = shift_core(horizon, len(types), table, people)
    best = engine(core, args)
    answer = {
        who: ["" if best.lines.duty[i, d] < 0 else types[best.lines.duty[i, d] % len(types)] for d in range(horizon)]
        for i, who in enumerate(staff)
    }
    if args.out:
        args.out.write_text(json.dumps(answer), encoding="utf-8")
    return 0


def parsed(argv: list[str], name: str) -> Any:
    """The command's arguments, shared by shift and activity."""
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    return parser.parse_args(argv)


def engine(core: Any, args: Any) -> Best:
    """Run the engine on a core, tell how it goes on stderr and the figures as JSON on stdout."""
    import time

    from planner.rostering.kernels.arrays import whole
    from planner.rostering.solve import warm_up

    warm_up()
    begun = time.perf_counter()
    seen = {"at": -1.0}

    def report(best: Best, phase: str) -> None:
        now = time.perf_counter() - begun
        if now - seen["at"] > 1.0:
            seen["at"] = now
            print(f"{now:7.2f} s  {phase:14s} cost {best.cost:.1f}  bound {best.bound:.2f}", file=sys.stderr)

    best = Run(core, args.seconds - 0.2, args.seed, report, integral=whole(core)).run()
    figures = {
        "value": best.cost, "bound": best.bound if best.bound > -INF / 2 else None,
        "gap": best.gap if best.bound > -INF / 2 else None, "seconds": round(time.perf_counter() - begun, 2),
        "peak_mb": peak_mb(), "first_s": best.first_s, "bound_s": best.bound_s, "trouble": best.trouble,
    }  # fmt: skip
    print(json.dumps(figures))
    return best
