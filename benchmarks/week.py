"""The sample week from contact history to published roster: seconds of each step, the roster's figures, peak memory.

python -m benchmarks week [--seconds 20] [--seed 0]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
MONDAY = date(2026, 11, 23)


def main(argv: list[str]) -> int:
    """Run the week on a fresh copy of the sample shop and print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks week", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    os.environ["CUADRANTE_TODAY"] = "2026-11-22"
    from planner.forecast import volumes
    from planner.requirement import requirements
    from planner.roster import publishing, rosters
    from planner.workspace import opening

    figures: dict[str, float | int | None] = {}

    def timed(name: str, start: float, value: T) -> T:
        figures[f"{name}_s"] = round(time.perf_counter() - start, 2)
        return value

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        ws = timed("init_sample", start, opening.init(f"{folder}/shop.sqlite", sample=True))
        with ws:
            start = time.perf_counter()
            forecast = timed("forecast", start, volumes.run_forecast(ws, MONDAY, 1))
            start = time.perf_counter()
            required = timed("requirement", start, requirements.run(ws, MONDAY))
            start = time.perf_counter()
            shown = rosters.solve(ws, MONDAY, seconds=options.seconds, seed=options.seed)
            timed("solve", start, shown)
            start = time.perf_counter()
            publishing.publish(ws, publishing.existing(ws, MONDAY))
            timed("export", start, publishing.export(ws, publishing.existing(ws, MONDAY), Path(folder) / "week.xlsx"))
    assert shown.version is not None and shown.coverage is not None
    cost, bound = shown.version.cost, shown.version.bound
    figures |= {
        "contacts": round(forecast.total),
        "agent_hours_required": round(required.agent_hours, 1),
        "contract_hours": round(required.contract_hours, 1),
        "short_hours": round(shown.coverage.short_hours(), 2),
        "violations": sum(f.hard for f in shown.findings),
        "value": cost,
        "bound": bound,
        "gap": round((cost - bound) / cost, 5) if cost and bound is not None else None,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(figures))
    return 0
