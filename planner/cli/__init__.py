"""The command `cuadrante`: everything the screens do, as commands people can script.

    main.py        global options, errors to one line and an exit code, the way into the terminal program
    output.py      tables on stdout as text or JSON, narration on stderr
    data.py        init, demo, import, db
    planning.py    forecast, staffing, roster
    surveys.py     survey
    pay.py         pay
    week.py        the sample week from end to end, as text, where there is no terminal

stdout is data, stderr is narration; exit 0 done, 1 refused or rules violated, 2 usage.
"""

from __future__ import annotations

from planner.cli.main import main

__all__ = ["main"]
