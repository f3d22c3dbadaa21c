"""The exchange of a workspace's files for those of a backup, begun by one note and finished by whoever comes next.

Knows file names only, so that opening a workspace can finish it without loading anything else.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from planner.base.log import noted

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

NOTE = "-restoring"


@dataclass(frozen=True)
class Exchange:
    """Names beside the workspace: the folder of the new files, the one that keeps the old, all files, the new ones."""

    folder: str
    kept: str
    files: tuple[str, ...]
    new: tuple[str, ...]


def waiting(path: Path) -> bool:
    """Whether an exchange has begun and is not finished."""
    return path.with_name(path.name + NOTE).exists()


def begin(path: Path, exchange: Exchange) -> None:
    """Write the note that makes the exchange certain: synced under another name, then renamed in one step."""
    note = path.with_name(path.name + NOTE)
    for file in (path.parent / exchange.folder).iterdir():
        _sync(file)
    _sync(path.parent / exchange.folder)
    draft = note.with_name(f"{note.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as handle:
        json.dump(asdict(exchange), handle)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(note)
    _sync(path.parent)


def finish(path: Path) -> None:
    """Finish an exchange that has begun; nothing when there is none. May be killed and called again at any point.

    A new file that still lies in its folder has not taken its place: only then the file at its place is the old one.
    Of several programs that come upon it one finishes it, and the others wait.
    """
    note = path.with_name(path.name + NOTE)
    if not note.exists():
        return
    with (
        noted("an exchange of files was finished by somebody else", FileNotFoundError, level=logging.INFO),
        note.open("r+", encoding="utf-8") as handle,
    ):
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        if note.exists():  # not finished by somebody else while we waited
            _finish(path, note, json.load(handle))


def _finish(path: Path, note: Path, told: dict[str, Any]) -> None:
    folder, kept = path.parent / told["folder"], path.parent / told["kept"]
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in told["files"]:
        place, fresh = path.parent / name, folder / name
        if fresh.exists() or name not in told["new"]:
            for old in (place.with_name(f"{name}-journal"), place):
                if old.exists() and not (kept / old.name).exists():
                    old.replace(kept / old.name)
        if fresh.exists():
            fresh.replace(place)
    _sync(path.parent)
    note.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(path: Path) -> None:
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
