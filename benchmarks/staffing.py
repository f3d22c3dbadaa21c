"""`python -m benchmarks staffing [--no-peers]`: Erlang on a fortnight of half-hours in five channels, and the rest.

3,360 rows, loads up to 60 erlangs. Beside it pyworkforce 0.5.1 on the same rows and machine, in an environment of its
own (made under the temporary directory at the first run; its figures are left out where it cannot be installed).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROWS = 3360
PEER = "pyworkforce==0.5.1"
PEER_SCRIPT = """
import json, sys, time
from pyworkforce.queuing import ErlangC
rows = json.load(sys.stdin)
best, agents = 1e9, []
for _ in range(3):
    start = time.perf_counter()
    agents = [
        ErlangC(transactions=v, asa=20 / 60, aht=5, interval=30, shrinkage=0.0)
        .required_positions(service_level=0.8, max_occupancy=1.0)["raw_positions"] if v > 0 else 0
        for v in rows
    ]
    best = min(best, time.perf_counter() - start)
print(json.dumps({"ms": best * 1e3, "agents": agents}))
"""


def best_ms(run: Callable[[], object], times: int = 7) -> float:
    """Least wall-clock milliseconds of several runs, after one that compiles."""
    run()
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return round(best * 1e3, 3)


def peer(volumes: list[float]) -> dict[str, Any]:
    """pyworkforce's time and answers, or why there are none."""
    home = Path(tempfile.gettempdir()) / "cuadrante-peer-pyworkforce"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            venv.create(home, with_pip=True)
        probe = subprocess.run([python, "-c", "import pyworkforce"], capture_output=True, check=False, timeout=60)
        if probe.returncode:
            subprocess.run([python, "-m", "pip", "-q", "install", PEER], capture_output=True, check=True, timeout=300)
        done = subprocess.run(
            [python, "-c", PEER_SCRIPT],
            input=json.dumps(volumes),
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return {"absent": f"{type(error).__name__}: {error}"[:200]}


def _week() -> tuple[list[Any], np.ndarray, np.ndarray, np.ndarray]:
    """Five channels over a week of half-hours: volumes, handling times, days."""
    from planner.domain.demand import Channel, ChannelKind, ServiceTarget

    hour = np.arange(48) / 2
    shape = np.exp(-(((hour - 11) / 2.5) ** 2)) + 0.8 * np.exp(-(((hour - 18) / 2.5) ** 2))
    shape[(hour < 8) | (hour >= 22)] = 0
    week = np.concatenate([shape * f for f in (1.2, 1.1, 1, 1, 1.1, 0.7, 0.4)])
    channels = [
        Channel("phone"),
        Channel("orders", target=ServiceTarget(sl=0.9, awt_s=30), patience_s=None),
        Channel("chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=30), patience_s=180,
                handle_s_by_level=(300, 390, 480)),
        Channel("whatsapp", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=60), patience_s=600, concurrency=4),
        Channel("email", ChannelKind.DEFERRED, ServiceTarget(sl=0.9, response_s=4 * 3600)),
    ]  # fmt: skip
    volumes = np.array([week * v for v in (120, 50, 60, 30, 40)])
    return channels, volumes, np.array([[300.0], [240], [300], [400], [360]]), np.repeat(np.arange(7), 48)


def main(argv: list[str]) -> int:
    """Print one JSON object with the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks staffing")
    parser.add_argument("--no-peers", action="store_true", help="leave pyworkforce out")
    args = parser.parse_args(argv)
    from planner.staffing.erlang import erlang_a, erlang_c, required_a, required_c
    from planner.staffing.feedback import corrected_requirement
    from planner.staffing.simulate import simulate
    from planner.staffing.table import calc_rows

    volumes = np.random.default_rng(1).uniform(0, 360, ROWS).round(1)  # 60 erlangs at 300 s a half-hour
    agents = np.ceil(volumes / 6) + 2
    answers = required_c(volumes, 1800, 300, sl=0.8, awt_s=20)
    figures: dict[str, Any] = {
        "rows": ROWS,
        "max_load": round(float(volumes.max() / 6), 2),
        "erlang_c_measures_ms": best_ms(lambda: erlang_c(volumes, 1800, 300, agents, 20)),
        "erlang_c_required_ms": best_ms(lambda: required_c(volumes, 1800, 300, sl=0.8, awt_s=20)),
        "erlang_a_measures_ms": best_ms(lambda: erlang_a(volumes, 1800, 300, agents, 20, 120)),
        "erlang_a_required_ms": best_ms(lambda: required_a(volumes, 1800, 300, sl=0.8, awt_s=20, patience_s=120)),
        "erlang_c_load_10000_agents": float(required_c(60_000, 1800, 300, sl=0.8, awt_s=20)),
        "erlang_a_load_10000_agents": float(required_a(60_000, 1800, 300, sl=0.8, awt_s=20, patience_s=120)),
    }
    rows = [{"model": "erlang_a", "volume": str(v), "interval_s": "1800", "aht_s": "300", "sl": "0.8", "awt_s": "20",
             "patience_s": "120", "shrinkage": "0.3"} for v in volumes]  # fmt: skip
    start = time.perf_counter()
    calc_rows(rows)
    figures["calc_rows_s"] = round(time.perf_counter() - start, 2)
    channels, week, aht, days = _week()
    duty = np.array(
        [
            [np.ceil(v * h / 1800 * 1.1) + (v > 0) for v, h in zip(row, np.broadcast_to(a, row.shape), strict=True)]
            for row, a in zip(week, aht, strict=True)
        ]
    )
    simulate(channels, week, aht, duty, np.eye(5), day_of=days, replications=2)
    start = time.perf_counter()
    simulate(channels, week, aht, duty, np.eye(5), day_of=days, spread=0.1, replications=300)
    figures["simulate_2100_days_5_channels_s"] = round(time.perf_counter() - start, 2)
    start = time.perf_counter()
    fixed = corrected_requirement(
        channels, week, aht, 1800.0, spread=0.1, day_of=days, open_=week > 0, replications=200
    )
    figures["feedback_week_5_channels_s"] = round(time.perf_counter() - start, 2)
    figures["feedback"] = {
        "formula_agent_hours": round(fixed.formula_hours, 1),
        "agent_hours": round(fixed.hours, 1),
        "intervals_short_with_formula": fixed.short_before,
        "intervals_short_after": fixed.short_after,
    }
    if not args.no_peers:
        other = peer(volumes.tolist())
        if "ms" in other:
            same = int(np.sum(np.asarray(other["agents"]) == answers))
            figures["pyworkforce_c_required_ms"] = round(other["ms"], 1)
            figures["pyworkforce_same_agents"] = f"{same} of {ROWS}"
        else:
            figures["pyworkforce"] = other["absent"]
    figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
