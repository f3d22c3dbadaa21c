"""The log: a rotating file in the data folder that says what went wrong and where, and nothing about anybody.

Invariant: no contents of answers, no names, amounts, tokens or paths. What a record says is a constant text of ours
with counts and codes; of an error it tells the kind, the system's code for it and the places in the program, never its
message, which may quote anything. Records of libraries lose their text for the same reason.

    setup(verbose)             from now on records go to the file (from DEBUG on if `verbose`, else from INFO on)
    place()                    the file, '' where none can be written
    noted(what, *kinds)        like contextlib.suppress, but it leaves a line
    stored(), loose()          count what changed data, for `certain_since`
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from planner.base import config

NAME = "cuadrante.log"
MAX_BYTES = 1_000_000
KEPT = 3
OURS = ("planner", "tui", "forecasting", "engagement", "sample_data")
_state: dict[str, logging.Handler] = {}

log = logging.getLogger(__name__)
for _room in OURS:  # before `setup` (in somebody's script, say) records go nowhere, not to stderr with a traceback
    logging.getLogger(_room).addHandler(logging.NullHandler())


def setup(verbose: bool | None = None) -> None:
    """Send records to the file of the data folder in force; called once a run, again when the folder changes.

    Without `verbose` the level stays as it was set, INFO at first.
    """
    root = logging.getLogger()
    path = config.place("data") / NAME
    handler = _state.get("file")
    if not isinstance(handler, LogFile) or handler.baseFilename != str(path):
        if handler is not None:
            root.removeHandler(handler)
            handler.close()
        handler = _state["file"] = LogFile(path)
        root.addHandler(handler)
    for room in map(logging.getLogger, OURS):
        if verbose is not None or room.level == logging.NOTSET:
            room.setLevel(logging.DEBUG if verbose else logging.INFO)


def place() -> str:
    """The file that holds the records so far; '' where there is none."""
    handler = _state.get("file")
    return handler.baseFilename if isinstance(handler, LogFile) and handler.written else ""


@contextmanager
def noted(what: str, *kinds: type[BaseException], level: int = logging.WARNING) -> Iterator[None]:
    """Go on after an error of these kinds, as contextlib.suppress does, and leave a line; `what` is a constant text."""
    try:
        yield
    except kinds as error:
        caller = sys._getframe(2).f_globals.get("__name__", __name__)
        logging.getLogger(caller).log(level, what, exc_info=error)


class LogFile(RotatingFileHandler):
    """The rotating file: made at the first record, readable by its owner, shared by several processes, never an error.

    A process whose file another one rotated goes on in the new one.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
        self.setFormatter(Lines())
        self.written = False

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return open(
            self.baseFilename, "a", encoding="utf-8", errors="replace", opener=lambda p, f: os.open(p, f, 0o600)
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if self.stream is not None and not self._same(self.stream):
            self.stream.close()
            self.stream = None
        self.failed = False
        super().emit(record)
        self.written = not self.failed

    def _same(self, stream: TextIOWrapper) -> bool:
        try:
            return os.path.samestat(os.fstat(stream.fileno()), os.stat(self.baseFilename))  # noqa: PTH116
        except (OSError, ValueError):
            return False

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing: where the log cannot be written the program goes on without it."""
        self.failed = True


class Lines(logging.Formatter):
    """`2026-11-30T17:41:02Z 4711 ERROR planner.surveys.desk: text`, and below it the kinds and places."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        ours = record.name.split(".")[0] in OURS
        text = record.getMessage() if ours else "a library's record, its text left out"
        lines = [f"{when} {record.process} {record.levelname} {record.name}: {text}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += told(record.exc_info[1])
        return "\n  ".join(lines)


def told(error: BaseException) -> list[str]:
    """An error without its message: for it and for what it came from, the kind and the places, innermost last."""
    lines: list[str] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        frames = [
            f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
            for frame, line in traceback.walk_tb(following.__traceback__)
        ]
        lines.append(f"{_kind(following)} at {' > '.join(frames) or 'no place'}")
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return lines


def _kind(error: BaseException) -> str:
    """The class, and the code by which the system, SQLite or PostgreSQL name it."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    code = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    code = code or str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")
    return f"{name} [{code}]" if code else name


# -- what is certain about the data after an unexpected error --------------------------------------------------------

NOTHING, WHOLE, UNCERTAIN = "nothing", "whole", "uncertain"
_counted = {"stored": 0, "loose": 0}
_counting = threading.Lock()


def stored() -> None:
    """Count a transaction that is on disk."""
    with _counting:
        _counted["stored"] += 1


def loose() -> None:
    """Count a change of data that no transaction holds together (files replaced by a restore)."""
    with _counting:
        _counted["loose"] += 1


def mark() -> tuple[int, int]:
    """A moment to ask `certain_since` about."""
    return _counted["stored"], _counted["loose"]


def certain_since(moment: tuple[int, int]) -> str:
    """What this process stored in workspaces since then: `nothing`, `whole` transactions only, or it is `uncertain`."""
    stored_then, loose_then = moment
    if _counted["loose"] != loose_then:
        return UNCERTAIN
    return NOTHING if _counted["stored"] == stored_then else WHOLE
