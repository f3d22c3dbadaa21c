"""Cold start and first paint, measured from outside: the real program in a pseudo-terminal of 120×40.

    python -m benchmarks start [--runs 5]

    help_s      `cuadrante --help` from start to exit
    paint_s     from start until the frame of the first screen is drawn (its navigation line has come)
    grid_…      keys and hand edits on the roster screen of 300 people × 336 half-hours (see `roster_screen`)
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

from benchmarks import roster_screen

LIMIT_S = 60.0
PROGRAM = "import sys; from planner.entry import main; sys.exit(main())"
PREPARE = """
import sys
from planner.workspace import opening as workspace
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
    figures = {
        "runs": options.runs,
        "help_s": round(statistics.median(helps), 3),
        "help_worst_s": round(max(helps), 3),
        "paint_s": round(statistics.median(first), 3),
        "paint_worst_s": round(max(first), 3),
        "paint_cpu_s": round(statistics.median(p[0][1] for p in paints), 3),
        "answer_s": round(statistics.median(answer), 3),
        "answer_worst_s": round(max(answer), 3),
        **roster_screen.keys(),
        "load_1min": round(os.getloadavg()[0], 2),
    }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
