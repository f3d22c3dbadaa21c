"""`python -m benchmarks import-rows N`: N half-hourly rows of CSV into a new SQLite workspace, twice.

Prints seconds to read and store them, seconds of the second import (nothing changes), seconds to read the history back,
and the peak memory of the process. The file is written first and is not part of the time.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

CHANNELS = ("phone", "chat", "email", "whatsapp", "social")


def write_file(path: Path, rows: int) -> None:
    """A seeded file: five channels, half-hours from 2015 on, contacts and AHT (no day of 23 or 25 hours is avoided)."""
    start = datetime(2015, 1, 1)
    with path.open("w", encoding="utf-8") as handle:
        handle.write("interval_start,channel,contacts,aht_s\n")
        seed, step = 12345, 0
        written = 0
        while written < rows:
            moment = start + timedelta(minutes=30 * step)
            step += 1
            if moment.month in (3, 10) and moment.hour in (1, 2) and moment.day > 24:
                continue  # the repeated and the skipped hour would be problems of their own
            for channel in CHANNELS[: rows - written]:
                seed = (1103515245 * seed + 12345) % 2**31
                handle.write(f"{moment:%Y-%m-%d %H:%M},{channel},{seed % 97},{200 + seed % 2000 / 10}\n")
                written += 1


def main(argv: list[str]) -> int:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks import-rows", description=__doc__)
    parser.add_argument("rows", type=int)
    arguments = parser.parse_args(argv)

    from planner.db.opening import open_workspace
    from planner.shop.intake import imports
    from planner.shop.store.history import read_contacts

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.csv"
        write_file(path, arguments.rows)
        with open_workspace(Path(folder) / "shop.sqlite", create=True) as ws:
            clock, cpu = time.perf_counter(), time.process_time()
            report = imports.commit(ws, imports.preview(ws, "contacts", path))
            first_s, first_cpu_s = time.perf_counter() - clock, time.process_time() - cpu
            clock = time.perf_counter()
            again = imports.commit(ws, imports.preview(ws, "contacts", path))
            second_s = time.perf_counter() - clock
            clock = time.perf_counter()
            columns = read_contacts(ws)
            read_s = time.perf_counter() - clock
        figures = {
            "rows": arguments.rows,
            "file_mb": round(path.stat().st_size / 1e6, 1),
            "new": report.new,
            "same_again": again.same,
            "read_back": len(columns["contacts"]),
            "import_s": round(first_s, 2),
            "import_cpu_s": round(first_cpu_s, 2),
            "import_again_s": round(second_s, 2),
            "read_back_s": round(read_s, 2),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    print(json.dumps(figures))
    return 0
