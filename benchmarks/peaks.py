"""`python -m benchmarks peaks SEEDS… [--origins N] [--worlds FILE]`: peaks whose truth is known.

FILE (`peak_worlds.py`, not part of the project) makes shops with a known mean on every day and scores a backtest
against it: `generate(seed, folder)`, `score(folder, csv)`, `naive(folder, csv)`. Without `--worlds` it is looked for as
`bench/` or `shared/bench/peak_worlds.py` beside the project. Prints WAPE, bias and coverage of the 80 % band by kind of
day, the mean over seeds beside what a planner does by hand on the same folds, and one JSON object on the last line.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HORIZON, STEP, REGION = 14, 7, "ES-MD"  # as the worlds' own text says they are to be run
HERE = Path(__file__).resolve()


def main(argv: list[str]) -> int:
    """Run the benchmark; exit code 0, or 1 when the worlds' file is missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks peaks", description=__doc__)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument(
        "--origins", type=int, default=12, help="refits a week apart, the last two weeks before the end"
    )
    parser.add_argument("--worlds", type=Path, help="path of peak_worlds.py")
    parser.add_argument("--keep", type=Path, help="folder in which worlds and backtests are left")
    options = parser.parse_args(argv)
    near = (folder / part / "peak_worlds.py" for folder in HERE.parents for part in ("bench", "shared/bench"))
    path = options.worlds or next((found for found in near if found.is_file()), None)
    if path is None or not path.is_file():
        print("peaks: peak_worlds.py was not found; name it with --worlds FILE.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure(_load(path), options.seeds, options.origins, options.keep or Path(scratch))
    print(json.dumps(figures))
    return 0


def measure(worlds: Any, seeds: list[int], origins: int, folder: Path) -> dict[str, Any]:
    """Scores by seed and their mean: kind of day → `wape_pct, bias_pct, days, band80_pct`."""
    import pandas as pd

    from benchmarks.forecast import _write
    from forecasting import backtest

    by_seed: dict[int, dict[str, dict[str, float]]] = {}
    by_hand: dict[int, dict[str, dict[str, float]]] = {}
    for seed in seeds:
        began = time.process_time()
        home = folder / str(seed)
        worlds.generate(seed, home)
        rows = backtest(
            pd.read_csv(home / "contacts.csv"), events=pd.read_csv(home / "events.csv"), region=REGION, zone="UTC",
            horizon=HORIZON, origins=origins, step=STEP,
        )  # fmt: skip
        _write(rows, home / "backtest.csv", "UTC", offsets=False)
        by_seed[seed] = worlds.score(home, home / "backtest.csv")
        by_hand[seed] = worlds.naive(home, home / "backtest.csv")
        _print(f"seed {seed} ({time.process_time() - began:.0f} s of processor)", by_seed[seed])
    mean = {"forecast": _mean(by_seed), "by_hand": _mean(by_hand)}
    for name, table in mean.items():
        _print(f"mean of {len(seeds)} seeds, {name}", table)
    return {"benchmark": "peaks", "origins": origins, "seeds": by_seed, "mean": mean}


def _mean(tables: dict[int, dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    kinds = sorted({kind for table in tables.values() for kind in table})
    result = {}
    for kind in kinds:
        found = [table[kind] for table in tables.values() if kind in table]
        result[kind] = {name: round(sum(row[name] for row in found) / len(found), 2) for name in found[0]}
    return result


def _print(title: str, table: dict[str, dict[str, float]]) -> None:
    print(title)
    for kind, row in table.items():
        print(f"  {kind:<14}" + "".join(f"  {name} {value:>7}" for name, value in row.items()), flush=True)


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("peak_worlds", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
