"""Cold start and first paint, measured from outside: the real program in a pseudo-terminal of 120×40.

    python -m benchmarks start [--runs 5]

    help_s      `cuadrante --help` from start to exit
    paint_s     from start until the frame of the first screen is drawn (its navigation line has come)
    grid_key_…  one arrow key in a roster of 300 agents × 336 half-hours
    answer_s    from start until the answer of the week stands on it (the sample shop, already prepared)

Medians of the runs, with the slowest beside them, and `paint_cpu_s`, the processor time up to the first paint, which
does not depend on what else the machine does; the last line of stdout is one JSON object.
"""

import argparse
import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

LIMIT_S = 60.0
PROGRAM = "import sys; from planner.cli import main; sys.exit(main())"
PREPARE = """
import sys
from planner.services import workspace
workspace.init(sys.argv[1], sample=True, language="en").close()
print(workspace.sample_day())
"""


def _environment(home: Path, day: str = "") -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CUADRANTE_") and k != "NO_COLOR"}
    env |= {"CUADRANTE_HOME": str(home), "CUADRANTE_LANG": "en", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    return env | ({"CUADRANTE_TODAY": day} if day else {})


def help_s(home: Path) -> float:
    """Seconds of `cuadrante --help`."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", PROGRAM, "--help"], env=_environment(home), capture_output=True, check=True)
    return time.perf_counter() - begin


def cpu_s(pid: int) -> float:
    """Processor seconds a process has used so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def paint(target: Path, home: Path, day: str, marks: tuple[bytes, ...]) -> list[tuple[float, float]]:
    """Seconds by the clock and of processor from start until each of `marks` was written to the terminal, in order."""
    begin = time.perf_counter()
    pid, master = pty.fork()
    if pid == 0:
        command = [sys.executable, "-c", PROGRAM, "--workspace", str(target)]
        os.execve(sys.executable, command, _environment(home, day))
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen, written, missing = [], b"", list(marks)
    try:
        while missing and time.perf_counter() - begin < LIMIT_S:
            if not select.select([master], [], [], 0.05)[0]:
                continue
            try:
                written += os.read(master, 65536)
            except OSError:
                break
            while missing and missing[0] in written:
                missing.pop(0)
                seen.append((time.perf_counter() - begin, cpu_s(pid)))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(master)
    if missing:
        raise RuntimeError(f"{missing[0]!r} did not appear; the program wrote {written[-500:]!r}")
    return seen


def key_ms(agents: int = 300, keys: int = 60) -> float:
    """Milliseconds of processor that one arrow key costs the roster grid of `agents` × 336 half-hours."""
    import asyncio
    from datetime import UTC, date, datetime, timedelta

    from planner.domain.people import Agent, Contract
    from planner.domain.roster import Break, Shift
    from tui.app import CuadranteApp
    from tui.columns import Columns
    from tui.widgets.roster_grid import RosterGrid
    from tui.widgets.roster_lines import GridRow

    monday = date(2026, 11, 23)

    def row(number: int) -> GridRow:
        agent = Agent(f"A{number:03d}", f"Agent {number:03d}", "team", ("phone", "chat"), Contract(2400))
        shifts = []
        for day in range(5):
            start = datetime(2026, 11, 23, 7 + number % 6, tzinfo=UTC) + timedelta(days=day)
            pause = Break(start + timedelta(hours=4), start + timedelta(hours=4, minutes=30))
            shifts.append(Shift(agent.agent_id, start.date(), start, start + timedelta(hours=8.5), (pause,)))
        return GridRow(agent, tuple(shifts), (), 2400)

    class Harness(CuadranteApp):
        MODES = {}  # noqa: RUF012
        DEFAULT_MODE = "_default"

        def compose(self):  # type: ignore[no-untyped-def]
            yield RosterGrid(id="grid")

    async def run() -> float:
        app = Harness("none", "en")
        async with app.run_test(size=(120, 40)) as pilot:
            grid = app.query_one(RosterGrid)
            grid.fill(
                Columns(monday, 7, "Europe/Madrid", 30), [row(i) for i in range(agents)], {"phone": "p", "chat": "c"}
            )
            grid.focus()
            await pilot.pause()
            begin = time.process_time()
            for position in range(keys):
                await pilot.press("right" if position % 2 else "down")
            return (time.process_time() - begin) / keys * 1000

    return asyncio.run(run())


def main(argv: list[str]) -> int:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks start", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        target = home / "shop.sqlite"
        prepared = subprocess.run(
            [sys.executable, "-c", PREPARE, str(target)],
            env=_environment(home),
            capture_output=True,
            text=True,
            check=True,
        )
        day = prepared.stdout.split()[-1]
        marks = (b"Requirement", b"Week 48")
        paint(target, home, day, marks)  # once for the file caches
        helps = [help_s(home) for _ in range(options.runs)]
        paints = [paint(target, home, day, marks) for _ in range(options.runs)]
    first, answer = [p[0][0] for p in paints], [p[1][0] for p in paints]
    processor_ms = key_ms()
    figures = {
        "runs": options.runs,
        "help_s": round(statistics.median(helps), 3),
        "help_worst_s": round(max(helps), 3),
        "paint_s": round(statistics.median(first), 3),
        "paint_worst_s": round(max(first), 3),
        "paint_cpu_s": round(statistics.median(p[0][1] for p in paints), 3),
        "answer_s": round(statistics.median(answer), 3),
        "answer_worst_s": round(max(answer), 3),
        "grid_key_cpu_ms": round(processor_ms, 1),
        "load_1min": round(os.getloadavg()[0], 2),
    }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
