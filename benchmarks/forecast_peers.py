"""Prophet, statsforecast's models and a plain LightGBM on the same folds, in a virtual environment of their own.

statsforecast holds pandas below 3, so the peers cannot live beside the product. The environment is made under the
user's cache folder on first use; without a network (or where an install fails) the peers are left out and that is said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    import pandas as pd

PACKAGES = {"prophet": "prophet", "statsforecast": "statsforecast", "lightgbm": "lightgbm"}
MODULES = {
    "Prophet": "prophet", "AutoETS": "statsforecast", "Theta": "statsforecast", "MSTL": "statsforecast",
    "LightGBM": "lightgbm",
}  # fmt: skip
PEER_SECONDS = 900  # a peer that takes longer is left out, the others keep their figures
WORKER = Path(__file__).with_name("forecast_peers_worker.py")


def run_peers(
    history: pd.DataFrame, events: pd.DataFrame | None, options: argparse.Namespace, day_rows: pd.DataFrame
) -> dict[str, Any]:
    """Figures of every peer that could run: `wape_days`, `event_wape_days`, `seconds`; or `{"left_out": reason}`.

    Peers get day totals, the same events as holidays (Prophet), and forecast the same days; the days scored are those
    of `day_rows` (`origin, day, channel, actual, event_day`).
    """
    import pandas as pd

    from benchmarks.forecast import series_wape
    from forecasting.events.calendar import all_events
    from forecasting.history import local_times

    python, problems = _environment()
    if python is None:
        return {"peers": {"left_out": "; ".join(problems)}}
    stamp = local_times(history["interval_start"], options.zone)
    days = (
        pd.DataFrame({"channel": history["channel"], "ds": stamp.dt.normalize(), "y": history["contacts"]})
        .groupby(["channel", "ds"], as_index=False)["y"].sum()
    )  # fmt: skip
    calendar = all_events(events, days["ds"].min().date(), days["ds"].max().date(), options.region, commercial=False)[
        ["name", "start", "end"]
    ]
    result: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        place = Path(folder)
        days.to_csv(place / "days.csv", index=False)
        calendar.to_csv(place / "events.csv", index=False)
        origins = sorted(f"{o:%Y-%m-%d}" for o in pd.to_datetime(day_rows["origin"].unique()))
        (place / "job.json").write_text(json.dumps({"origins": origins, "horizon": options.horizon}))
        for peer, module in MODULES.items():
            if any(problem.startswith(module) for problem in problems):
                result[peer] = {"left_out": next(p for p in problems if p.startswith(module))}
                continue
            out = place / f"{peer}.csv"
            try:
                run = subprocess.run(
                    [str(python), str(WORKER), peer, folder, str(out)], capture_output=True, text=True, check=False,
                    env={**os.environ, "OMP_NUM_THREADS": "1"}, timeout=PEER_SECONDS,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                result[peer] = {"left_out": f"not finished within {PEER_SECONDS} s"}
                continue
            if run.returncode != 0 or not out.exists():
                result[peer] = {"left_out": (run.stderr.strip().splitlines() or ["failed"])[-1]}
                continue
            made = pd.read_csv(out, parse_dates=["origin", "ds"], dtype={"channel": str}).rename(columns={"ds": "day"})
            seconds = json.loads(run.stdout.strip().splitlines()[-1])
            for method, part in made.groupby("method"):
                rows = day_rows.merge(part, on=["origin", "day", "channel"], how="inner")
                result[str(method)] = {
                    "wape_days": series_wape(rows, "made"),
                    "event_wape_days": series_wape(rows[rows["event_day"]], "made"),
                    "rows": len(rows),
                    "seconds": seconds[str(method)],
                }
    return result


def _environment() -> tuple[Path | None, list[str]]:
    """The peers' interpreter, made when missing, and what could not be installed."""
    import platformdirs

    home = Path(platformdirs.user_cache_dir("cuadrante-benchmarks")) / "peers"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    try:
        if not python.exists():
            print("making an environment for the peers …", file=sys.stderr)
            venv.create(home, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        return None, [f"no environment: {problem}"]
    problems = []
    for module, package in PACKAGES.items():
        if _imports(python, module):
            continue
        install = [str(python), "-m", "pip", "install", "--quiet", package]
        if subprocess.run(install, check=False, stdout=sys.stderr).returncode != 0 or not _imports(python, module):
            problems.append(f"{module} could not be installed")
    return python, problems


def _imports(python: Path, module: str) -> bool:
    return subprocess.run([str(python), "-c", f"import {module}"], check=False, capture_output=True).returncode == 0
