"""Who is writing: a note beside the SQLite file while a write lasts, so that the one who waits can be told.

SQLite knows that the file is locked and not by whom. The note is a convenience, never the lock itself: a stale one
(its process is gone) is ignored, and failing to write it stops nothing.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from planner.base.log import noted


def note_path(path: Path) -> Path:
    """The note beside the database file."""
    return path.with_name(path.name + "-writer")


@contextmanager
def held(path: Path | None) -> Iterator[None]:
    """Leave the note for as long as the write lasts (called with the lock held); None does nothing."""
    if path is None:
        yield
        return
    note = note_path(path)
    with noted("no note says who is writing", OSError, KeyError):
        text = json.dumps(
            {
                "pid": os.getpid(),
                "user": getpass.getuser(),
                "host": socket.gethostname(),
                "since": datetime.now(UTC).strftime("%H:%M:%S"),
            }
        )
        with os.fdopen(os.open(note, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(text)
    try:
        yield
    finally:
        with noted("the note of who is writing stays behind", OSError):
            note.unlink()


def holder(path: Path) -> str:
    """Who holds the lock, as `maria, process 4711 on oficina-2 since 09:41:07 UTC`; '' when nobody left a live note."""
    try:
        note = json.loads(note_path(path).read_text())
        here = note["host"] == socket.gethostname()
        if here and not _alive(int(note["pid"])):
            return ""
        return f"{note['user']}, process {note['pid']} on {note['host']} since {note['since']} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
