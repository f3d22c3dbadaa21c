"""Open a workspace or make one: a SQLite file with its siblings, or a server's database; damaged ones only to read."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from planner.base.config import default_workspace
from planner.base.errors import CuadranteError, Refused
from planner.base.i18n import os_reason, t
from planner.db import revisions
from planner.db.exchange import finish
from planner.db.failures import is_damage
from planner.db.workspace import ATTACHED, Workspace, is_url, on_postgres, read_settings, sibling, sqlite_engine

log = logging.getLogger(__name__)


def open_workspace(target: str | Path | None = None, *, create: bool = False, read_only: bool = False) -> Workspace:
    """Open a workspace, or make one with `create` (refused when it exists already).

    Raises Refused when it is missing, newer than this program, or needs `cuadrante db upgrade`. A damaged file is
    opened read-only where that is possible, with `damage` set.
    """
    target = target or default_workspace()
    if is_url(target):
        ws = on_postgres(str(target), read_only)
        try:
            if create:
                from planner.db.migrate import create_all

                create_all(ws)
            revisions.check(ws)
        except BaseException:
            ws.close()
            raise
        return ws
    path = Path(target).expanduser().resolve()
    if create:
        return _create_sqlite(path)
    finish(path)
    if not path.exists():
        raise Refused(
            t("There is no workspace at {path}.", path=path),
            t("Make one with `cuadrante init`, or try `cuadrante demo`."),
        )
    return _open_sqlite(path, read_only)


def _open_sqlite(path: Path, read_only: bool) -> Workspace:
    missing = [sibling(path, part) for part in ATTACHED if not sibling(path, part).exists()]
    damage = t("{file} is missing", file=missing[0].name) if missing else ""
    ws = Workspace(
        str(path), path, sqlite_engine(path, read_only or bool(missing)), read_only=read_only or bool(missing)
    )
    ws.damage = damage
    try:
        revisions.check(ws)
        read_settings(ws)
    except CuadranteError as error:
        ws.close()
        cause = error.__cause__
        if not isinstance(cause, (DBAPIError, sqlite3.Error)) or not is_damage(cause):
            raise
        return _open_damaged(path, error)
    return ws


def _open_damaged(path: Path, error: CuadranteError) -> Workspace:
    """A corrupt file opened for reading only; raises the damage itself when not even its settings can be read."""
    ws = Workspace(str(path), path, sqlite_engine(path, True), read_only=True, damage=error.title)
    try:
        read_settings(ws)
    except CuadranteError as unreadable:
        log.error("a damaged workspace cannot be opened for reading either", exc_info=unreadable)
        ws.close()
        raise error from None
    return ws


def _create_sqlite(path: Path) -> Workspace:
    from planner.db.migrate import create_all

    files = [path, *(sibling(path, part) for part in ATTACHED)]
    if path.exists():
        raise Refused(t("{path} exists already.", path=path), t("Open it, or name another file with --workspace."))
    made: list[Path] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for file in files:
            if not file.exists():
                os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                made.append(file)
        ws = Workspace(str(path), path, sqlite_engine(path, False), read_only=False)
        create_all(ws)
    except BaseException as error:
        for file in made:
            file.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Refused(
                t("Cannot make {path}: {why}.", path=path, why=os_reason(error)),
                t("Choose a folder that you may write to."),
            ) from error
        raise
    return ws


def open_for_upgrade(path: str | Path) -> Workspace:
    """A workspace without the check of its form, for upgrading and checking only."""
    if is_url(path):
        return on_postgres(str(path), False)
    file = Path(path).expanduser().resolve()
    return Workspace(str(file), file, sqlite_engine(file, False), read_only=False)
