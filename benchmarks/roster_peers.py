"""One roster instance by three methods on the same machine: this engine, a plain CP-SAT model, and pyworkforce.

    python -m benchmarks roster-peers case     CASE.json    [--seconds 60] [--checker CHECKER.py] [--no-pyworkforce]
    python -m benchmarks roster-peers shift    INSTANCE.txt ...
    python -m benchmarks roster-peers activity INSTANCE.txt ...

Each gets the same seconds and two workers. The plain model is what one would write first: a variable for every person
and shift (case: with its break; activity: start, end and task of every quarter of an hour). pyworkforce knows shift
types and hard cover only, so that it applies to `shift` instances; it lives in an environment of its own, made at the
first run. CHECKER is an independent program called as `CHECKER check CASE ROSTER` (case) or `CHECKER KIND INSTANCE
ROSTER`, whose last line is printed as the verdict.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from itertools import combinations
from math import ceil
from pathlib import Path
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.activity import LEAD
from benchmarks.shift import sections

Answer = Callable[[cp_model.CpSolver], Any]
COMMANDS = {"case": "roster-case", "shift": "shift", "activity": "activity"}
PEER = "pyworkforce==0.5.1"
PEER_SCRIPT = """
import json, sys
from pyworkforce.rostering.binary_programming import MinHoursRoster
print(json.dumps(MinHoursRoster(**json.load(sys.stdin)).solve()))
"""


def plain_case(path: Path, model: cp_model.CpModel) -> Answer:
    """A variable for every agent, day, start, length and break; shortage by Hall's condition over sets of channels."""
    case = json.loads(path.read_text(encoding="utf-8"))
    slots, days, channels = int(case["slots"]), int(case["days"]), list(case["required"])
    here: dict[tuple[tuple[str, ...], int, int], list[Any]] = {}
    chosen: dict[tuple[int, int, int, int, int | None], Any] = {}
    objective: list[Any] = []
    for a in case["agents"]:
        worked, mine, ends, starts = [], [], [], []
        for d in range(days):
            options = []
            for paid in case["paid_lengths"][str(a["contract_hours"])]:
                width = paid + (paid > 12)
                for start in range(a["not_before"], a["not_after"] - width + 1):
                    pauses = range(start + 5, start + width - 5) if paid > 12 else (None,)
                    for pause in pauses if d not in a["leave"] else ():
                        x = model.new_bool_var("")
                        chosen[a["id"], d, start, paid, pause] = x
                        options.append((x, start, paid, start + width))
                        for t in range(start, start + width):
                            if t != pause:
                                here.setdefault((tuple(a["skills"]), d, t), []).append(x)
                        missed = {"early": start > 4, "late": start + width < slots - 4}.get(a["prefers"], False)
                        objective += [x] * missed
            model.add(sum(x for x, *_ in options) <= 1)
            worked.append(sum(x for x, *_ in options))
            mine += [paid * x for x, _, paid, _ in options]
            starts.append(sum((48 + s) * x for x, s, _, _ in options) + 1000 * (1 - worked[-1]))
            ends.append(sum(e * x for x, _, _, e in options))
        model.add(sum(mine) == a["paid_slots"])
        model.add(sum(worked) <= a["max_days"])
        together = [model.new_bool_var("") for _ in range(days - 1)]
        model.add_bool_or(together)
        for d, pair in enumerate(together):
            model.add(starts[d + 1] - ends[d] >= 24)
            model.add(worked[d] + worked[d + 1] == 0).only_enforce_if(pair)
    groups = sorted({tuple(a["skills"]) for a in case["agents"]})
    for d in range(days):
        for t in range(slots):
            need = {k: case["required"][k][d][t] for k in channels}
            for rate, asked in ((10, need), (15, {k: q - ceil(0.15 * q) for k, q in need.items()})):
                short = model.new_int_var(0, sum(asked.values()), "")
                objective.append(rate * short)
                for size in range(1, len(channels) + 1):
                    for part in combinations(channels, size):
                        hands = [x for g in groups if set(g) & set(part) for x in here.get((g, d, t), [])]
                        model.add(short + sum(hands) >= sum(asked[k] for k in part))
    model.minimize(sum(objective))

    def answer(solver: cp_model.CpSolver) -> Any:
        found: dict[str, dict[str, list[int | None]]] = {}
        for (who, d, start, paid, pause), x in chosen.items():
            if solver.value(x):
                found.setdefault(str(who), {})[str(d)] = [start, paid, pause]
        return found

    return answer


def plain_shift(path: Path, model: cp_model.CpModel) -> Answer:
    """A variable for every employee, day and shift type; runs by windows of days."""
    s = sections(path)
    horizon, types = int(s["HORIZON"][0][0]), [r[0] for r in s["SHIFTS"]]
    minutes = {r[0]: int(r[1]) for r in s["SHIFTS"]}
    banned = {r[0]: [x for x in (r[2].split("|") if len(r) > 2 else []) if x] for r in s["SHIFTS"]}
    off = {r[0]: {int(x) for x in r[1:] if x} for r in s["DAYS_OFF"]}
    x = {(r[0], d, k): model.new_bool_var("") for r in s["STAFF"] for d in range(horizon) for k in types}
    for r in s["STAFF"]:
        who = r[0]
        on = [sum(x[who, d, k] for k in types) for d in range(horizon)]
        most, least, run, min_run, min_off, weekends = map(int, r[2:8])
        model.add_linear_constraint(sum(minutes[k] * x[who, d, k] for d in range(horizon) for k in types), least, most)
        for part in r[1].split("|"):
            kind, _, limit = part.partition("=")
            if limit:
                model.add(sum(x[who, d, kind] for d in range(horizon)) <= int(limit))
        for d in range(horizon):
            model.add(on[d] <= (d not in off.get(who, ())))
            if d + 1 < horizon:
                for k, bad in banned.items():
                    for after in bad:
                        model.add(x[who, d, k] + x[who, d + 1, after] <= 1)
        for d in range(horizon - run):
            model.add(sum(on[d : d + run + 1]) <= run)
        for length in range(1, min_run):
            for d in range(1, horizon - length):
                model.add(on[d - 1] - sum(on[d : d + length]) + on[d + length] >= 1 - length)
        for length in range(1, min_off):
            for d in range(1, horizon - length):
                model.add(on[d - 1] - sum(on[d : d + length]) + on[d + length] <= 1)
        ends = [model.new_bool_var("") for _ in range(horizon // 7)]
        for w, worked in enumerate(ends):
            model.add(worked >= on[7 * w + 5])
            model.add(worked >= on[7 * w + 6])
        model.add(sum(ends) <= weekends)
    cost: list[Any] = [int(w) * (1 - x[who, int(d), k]) for who, d, k, w in s["SHIFT_ON_REQUESTS"]]
    cost += [int(w) * x[who, int(d), k] for who, d, k, w in s["SHIFT_OFF_REQUESTS"]]
    for d, k, asked, under, over in s["COVER"]:
        short, more = model.new_int_var(0, int(asked), ""), model.new_int_var(0, len(s["STAFF"]), "")
        model.add(sum(x[r[0], int(d), k] for r in s["STAFF"]) == int(asked) - short + more)
        cost += [int(under) * short, int(over) * more]
    model.minimize(sum(cost))
    return lambda solver: {
        r[0]: [next((k for k in types if solver.value(x[r[0], d, k])), "") for d in range(horizon)] for r in s["STAFF"]
    }


def plain_activity(path: Path, model: cp_model.CpModel) -> Answer:
    """Start, end and task of every employee and quarter of an hour as variables; rules by windows."""
    s = sections(path)
    size, tasks, staff = int(s["HORIZON"][0][0]) * 96, int(s["TASKS"][0][0]), s["STAFF"]
    hours = [(p + LEAD) % 96 for p in range(size)]
    may = [(h == 0 or 24 <= h <= 40 or 56 <= h <= 72 or h >= 80) and p + 24 <= size for p, h in enumerate(hours)]
    x: dict[str, list[list[Any]]] = {}
    for who, low, high in staff:
        begin = [model.new_bool_var("") if ok else 0 for ok in may]
        end = [model.new_bool_var("") if p >= 24 else 0 for p in range(size + 1)]
        x[who] = [[model.new_bool_var("") for _ in range(size)] for _ in range(tasks)]
        on = [sum(row[p] for row in x[who]) for p in range(size)]
        daily: dict[int, list[Any]] = {}
        for p in range(size):
            daily.setdefault((p + LEAD) // 96, []).append(begin[p])
            model.add(on[p] - (on[p - 1] if p else 0) == begin[p] - end[p])
            model.add(on[p] >= sum(begin[max(0, p - 23) : p + 1]))
            model.add(on[p] <= sum(begin[max(0, p - 39) : p + 1]))
            model.add(1 - on[p] >= sum(end[max(0, p - 55) : p + 1]))
        model.add(end[size] == on[size - 1])
        starts = [sum(v) for _, v in sorted(daily.items())]
        for d, started in enumerate(starts):
            model.add(started <= 1)
            model.add(sum(starts[d : d + 6]) <= 5)
        model.add_linear_constraint(sum(on), -(-int(low) // 15), int(high) // 15)
        for row in x[who] if tasks > 1 else ():
            fresh = [model.new_bool_var("") if p + 4 <= size else 0 for p in range(size)]
            for p in range(size):
                model.add(fresh[p] >= row[p] - (row[p - 1] if p else 0))
                model.add(row[p] >= sum(fresh[max(0, p - 3) : p + 1]))
    cost: list[Any] = []
    for day, span, task, low, high in s["COVER"]:
        hour, minute = map(int, span.split("-")[0].split(":"))
        p = (int(day) - 1) * 96 + hour * 4 + minute // 15 - LEAD
        hands = sum(x[r[0]][int(task) - 1][p] for r in staff)
        model.add(hands >= int(low))
        more = [model.new_bool_var("") for _ in range(len(staff) - int(high))]
        model.add(hands <= int(high) + sum(more))
        cost += [(2 * j + 1) * v for j, v in enumerate(more)]
    model.minimize(sum(cost))
    return lambda solver: {
        who: [next((k + 1 for k in range(tasks) if solver.value(rows[k][p])), 0) for p in range(size)]
        for who, rows in x.items()
    }


PLAIN = {"case": plain_case, "shift": plain_shift, "activity": plain_activity}


def plain(kind: str, path: Path, seconds: float, seed: int, out: Path) -> dict[str, Any]:
    """The plain model's figures; its roster goes to `out` where there is one."""
    begun = time.perf_counter()
    model = cp_model.CpModel()
    answer = PLAIN[kind](path, model)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 2, seed
    solver.parameters.max_time_in_seconds = max(1.0, seconds - (time.perf_counter() - begun))
    status = solver.solve(model)
    figures: dict[str, Any] = {"value": None, "bound": solver.best_objective_bound, "gap": None}
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        value = solver.objective_value
        out.write_text(json.dumps(answer(solver)), encoding="utf-8")
        figures |= {"value": value, "gap": (value - solver.best_objective_bound) / value if value else 0.0}
    return figures | {"seconds": round(time.perf_counter() - begun, 2), "status": solver.status_name(status)}


def own(kind: str, path: Path, seconds: float, seed: int, out: Path) -> dict[str, Any]:
    """This engine's figures, by the command that gives them alone."""
    command = [sys.executable, "-m", "benchmarks", COMMANDS[kind], str(path), "--seconds", str(seconds),
               "--seed", str(seed), "--out", str(out)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {k: found.get(k) for k in ("value", "bound", "gap", "seconds", "first_s", "bound_s", "peak_mb")}


def pyworkforce(path: Path, seconds: float, out: Path) -> dict[str, Any]:
    """pyworkforce on a `shift` instance: cover as hard minimum, the least hours and fewest days off of anybody."""
    s = sections(path)
    horizon, types = int(s["HORIZON"][0][0]), [r[0] for r in s["SHIFTS"]]
    minutes = {r[0]: int(r[1]) for r in s["SHIFTS"]}
    required = {k: [0] * horizon for k in types}
    for d, k, asked, _, _ in s["COVER"]:
        required[k][int(d)] = int(asked)
    bans = [{"resource": r[0], "shift": k, "day": int(d)} for r in s["DAYS_OFF"] for d in r[1:] if d for k in types]
    follows = [{"origin": r[0], "destination": x} for r in s["SHIFTS"] if len(r) > 2 for x in r[2].split("|") if x]
    least = min(int(r[3]) for r in s["STAFF"])
    problem = {
        "num_days": horizon, "resources": [r[0] for r in s["STAFF"]], "shifts": types,
        "shifts_hours": [minutes[k] for k in types], "min_working_hours": least, "banned_shifts": bans,
        "max_resting": horizon - least // max(minutes.values()), "required_resources": required,
        "non_sequential_shifts": follows, "max_search_time": seconds, "num_search_workers": 2,
    }  # fmt: skip
    home = Path(tempfile.gettempdir()) / "cuadrante-peer-pyworkforce"
    python = home / "bin" / "python"
    begun = time.perf_counter()
    try:
        if not python.exists():
            venv.create(home, with_pip=True)
        if subprocess.run([python, "-c", "import pyworkforce"], capture_output=True, check=False).returncode:
            subprocess.run([python, "-m", "pip", "-q", "install", PEER], capture_output=True, check=True, timeout=300)
        begun = time.perf_counter()
        done = subprocess.run(
            [python, "-c", PEER_SCRIPT], input=json.dumps(problem), capture_output=True, text=True, check=True,
            timeout=2 * seconds + 60,
        )  # fmt: skip
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return {"absent": f"{type(error).__name__}: {error}"[:200]}
    if found["cost"] >= 0:
        rows = {r[0]: [""] * horizon for r in s["STAFF"]}
        for shift in found["resource_shifts"]:
            rows[shift["resource"]][shift["day"]] = shift["shift"]
        out.write_text(json.dumps(rows), encoding="utf-8")
    return {"value": None, "hours": found["shifted_hours"], "seconds": round(time.perf_counter() - begun, 2),
            "status": found["status"]}  # fmt: skip


def verdict(kind: str, checker: Path | None, instance: Path, roster: Path) -> Any:
    """What the independent checker says of a roster: cost and the number of violations, None without either."""
    if checker is None or not roster.exists():
        return None
    words = ["check"] if kind == "case" else [kind]
    done = subprocess.run([sys.executable, checker, *words, instance, roster], capture_output=True, text=True)
    try:
        found = json.loads(done.stdout.splitlines()[-1])
        return {"cost": found["cost"], "violations": len(found["violations"])}
    except (ValueError, IndexError, KeyError):
        return (done.stderr or done.stdout).strip()[-200:]


def main(argv: list[str]) -> int:
    """Run the methods one after another; a line for each on stderr, all of them as JSON on the last line."""
    parser = argparse.ArgumentParser(prog="benchmarks roster-peers")
    parser.add_argument("kind", choices=sorted(COMMANDS))
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checker", type=Path)
    parser.add_argument("--no-pyworkforce", action="store_true")
    args = parser.parse_args(argv)
    table: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        methods: dict[str, Callable[[Path], dict[str, Any]]] = {
            "cuadrante": lambda out: own(args.kind, args.instance, args.seconds, args.seed, out),
            "plain_cp_sat": lambda out: plain(args.kind, args.instance, args.seconds, args.seed, out),
        }
        if args.kind == "shift" and not args.no_pyworkforce:
            methods["pyworkforce"] = lambda out: pyworkforce(args.instance, args.seconds, out)
        for name, method in methods.items():
            out = Path(folder) / f"{name}.json"
            table[name] = method(out)
            table[name]["checker"] = verdict(args.kind, args.checker, args.instance, out)
            print(name, json.dumps(table[name]), file=sys.stderr)
    print(json.dumps(table))
    return 0
