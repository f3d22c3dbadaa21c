"""The way into the terminal program. Nothing but it is imported here, so that the first paint waits for nothing."""

from __future__ import annotations

import os
import sys


def has_terminal() -> bool:
    """Whether there is a terminal to draw on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def open_program(target: str | None = None, *, demo: bool = False) -> int:
    """Open the terminal program on a workspace, or on a fresh copy of the sample shop; its exit code."""
    from tui.app import run

    return run(target, demo=demo)
