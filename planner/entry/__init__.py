"""The command `cuadrante`: everything the screens do, as commands people can script.

    start.py       the way into the terminal program, without loading the commands
    main.py        global options, errors to one line and an exit code
    commands.py    hangs every slice's commands (`<slice>/cli`) on their groups; `demo`
    usage.py       mistakes on the command line and help pages in the user's language
    week.py        the sample week from end to end, as text, where there is no terminal

stdout is data, stderr is narration; exit 0 done, 1 refused or rules violated, 2 usage.
"""

from __future__ import annotations

import sys

from planner.base import streams
from planner.entry import start

PROGRAM = {(): False, ("demo",): True}
"""Command lines that open the terminal program, and whether on the sample shop."""


def main() -> None:
    """The console script."""
    streams.prepare()
    words = tuple(sys.argv[1:])
    try:
        if words in PROGRAM and start.has_terminal():
            sys.exit(start.open_program(demo=PROGRAM[words]))
        from planner.entry.main import run

        sys.exit(run(list(words)))
    except KeyboardInterrupt:  # while the commands were still loading
        sys.exit(130)
    except ModuleNotFoundError as error:
        print(f"cuadrante: {start.incomplete(error)}", file=sys.stderr)
        sys.exit(1)
