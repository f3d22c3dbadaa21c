"""The way into the terminal program. Nothing but it is imported here, so that the first paint waits for nothing."""

from __future__ import annotations

import gc
import os
import sys

GC_THRESHOLD = 50_000


def has_terminal() -> bool:
    """Whether there is a terminal to draw on (the drawing goes to stderr)."""
    return all(s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr)) and os.environ.get("TERM", "dumb") != "dumb"


def incomplete(error: ModuleNotFoundError) -> str:
    """What to say when a package of the program is not there."""
    from planner.base.i18n import t

    return " ".join((
        t("The installation is not complete: {name} is missing.", name=error.name or str(error)),
        t("Install it again: python3 run.py in a clone, pipx reinstall cuadrante elsewhere."),
    ))  # fmt: skip


def open_program(target: str | None = None, *, demo: bool = False) -> int:
    """Open the terminal program on a workspace, or on a fresh copy of the sample shop; its exit code."""
    gc.set_threshold(
        GC_THRESHOLD
    )  # starting makes many objects that stay; looking through them again and again is slow
    from tui.app import run

    return run(target, demo=demo)
