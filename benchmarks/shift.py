"""Public shift-scheduling instances (Curtois & Qu) through the engine, answers in the checker's form.

python -m benchmarks shift INSTANCE.txt [--seconds 60] [--seed K] --out roster.json
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.kinds.cores import SHIFT_TYPES, ShiftPerson, shift_core
from benchmarks.roster_case import peak_mb
from planner.rostering.kernels.arrays import INF, whole
from planner.rostering.rules.context.line import Counter, LinePart, LineRules, Period, Start
from planner.rostering.rules.context.memory import Memory
from planner.rostering.rules.hours.contract_hours import Hours
from planner.rostering.rules.rest.consecutive_days import AtWork
from planner.rostering.rules.rest.consecutive_days_off import Off
from planner.rostering.rules.rest.free_weekends import Weekends
from planner.rostering.search.engine import Best, Run
from planner.rostering.search.phases import complete
from planner.rostering.search.settings import Operators, Settings
from planner.rostering.solve import warm_up

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


def read(path: Path) -> tuple[list[str], list[str], int, tuple[np.ndarray, float, float], list[ShiftPerson]]:
    """Staff, shift types, days, cover (people needed, points for one missing and one too many) and people."""
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
    apart = np.array([[b not in banned[a] for b in types] for a in range(len(types))])
    memory = Memory(np.zeros((2, len(types)), np.int64), apart, np.zeros((horizon + 1, 2), np.int64),
                    np.arange(len(types)))  # fmt: skip
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
        counters, left, size = list[Counter](), [], 1
        for m, x in limits:
            if size * (m + 1) <= MOST_COUNTED:
                size *= m + 1
                counters.append(Counter("shifts of a type", None, tuple(y == x for y in types), m, name=f"of {x}"))
            else:
                left.append((place[x], m))
        used = tuple(k for k, x in enumerate(types) if max_of.get(x, horizon) > 0)
        parts: tuple[LinePart, ...] = (
            Hours("contract_hours", None), AtWork("consecutive_days", None, min_run, max_run),
            Off("consecutive_days_off", None, min_off),
            Weekends("free_weekends", None, tuple(d % 7 for d in range(horizon)), weekends), *counters,
        )  # fmt: skip
        rules = LineRules(
            horizon, tuple(v // unit for v in minutes), tuple(range(len(types))), tuple(used for _ in range(horizon)),
            (Period(0, horizon, -(-min_min // unit), max_min // unit, horizon, False),), memory, parts, Start(gap=1),
        )  # fmt: skip
        people.append(ShiftPerson(rules, cost, off, tuple(left)))
    need = np.zeros(horizon * len(types))
    for d, x, count, _, _ in s["COVER"]:
        need[int(d) * len(types) + place[x]] = int(count)
    points = {(float(under), float(over)) for _, _, _, under, over in s["COVER"]}
    if len(points) > 1:
        raise SystemExit(f"{path}: cover with different weights is not read")
    return staff, types, horizon, (need, *points.pop()), people


def main(argv: list[str]) -> int:
    """Run the command; the figures as JSON on the last line."""
    args = parsed(argv, "benchmarks shift")
    staff, types, horizon, cover, people = read(args.instance)
    warm_up()
    best = engine(shift_core(horizon, len(types), *cover, people), args, SHIFT_TYPES)
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


def engine(core: Any, args: Any, settings: Settings, operators: Operators | None = None) -> Best:
    """Run the engine on a core, tell how it goes on stderr and the figures as JSON on stdout."""
    begun = time.perf_counter()
    seen = {"at": -1.0}

    def report(best: Best, phase: str) -> None:
        now = time.perf_counter() - begun
        if now - seen["at"] > 1.0:
            seen["at"] = now
            print(f"{now:7.2f} s  {phase:14s} cost {best.cost:.1f}  bound {best.bound:.2f}", file=sys.stderr)

    integral = whole(core)
    best = complete(
        Run(core, args.seconds - 0.2, args.seed, report, integral=integral, settings=settings, operators=operators)
    )
    figures = {
        "value": best.cost, "bound": best.bound if best.bound > -INF / 2 else None,
        "gap": best.gap if best.bound > -INF / 2 else None, "seconds": round(time.perf_counter() - begun, 2),
        "peak_mb": peak_mb(), "first_s": best.first_s, "bound_s": best.bound_s, "trouble": best.trouble,
    }  # fmt: skip
    print(json.dumps(figures))
    return best
