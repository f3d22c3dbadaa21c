"""Where things are on this machine and what day it is; everything overridable by the environment.

CUADRANTE_WORKSPACE   a SQLite file or a PostgreSQL URL
CUADRANTE_LANG        es or en
CUADRANTE_TODAY       YYYY-MM-DD, for tests, pictures and rehearsals
CUADRANTE_HOME        folder for data, log and caches (kernels among them) instead of the system's
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from planner.base.errors import Misuse, Refused
from planner.base.i18n import os_reason, t

log = logging.getLogger(__name__)


def data_dir() -> Path:
    """Folder of the user's workspaces, backups and log; made when missing. Refused when that cannot be."""
    folder = place("data")
    try:
        _make(folder)
    except OSError as error:
        raise Refused(
            t("Cannot make the folder {path}: {why}.", path=folder, why=os_reason(error)),
            t("Name one that you may write to in CUADRANTE_HOME."),
        ) from error
    return folder


def cache_dir() -> Path:
    """Folder of what can be made again (the prepared sample shop, compiled kernels); made when missing.

    Where it cannot be made or written, one that lasts as long as this process.
    """
    folder = place("cache")
    try:
        _make(folder)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    except OSError as error:
        log.warning("the folder for caches cannot be made", exc_info=error)
    return _passing_cache(folder)


def place(kind: Literal["data", "cache"]) -> Path:
    """Where data or caches belong, whether it exists or not; `cache_dir` may have to say another one."""
    if home := os.environ.get("CUADRANTE_HOME"):
        return Path(home).absolute() / "cache" if kind == "cache" else Path(home).absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("cuadrante") if kind == "data" else platformdirs.user_cache_dir("cuadrante"))


def _make(folder: Path) -> None:
    if not folder.is_absolute():  # a user without a home: "~" stayed a name
        raise FileNotFoundError(2, "No such file or directory", str(folder))
    folder.mkdir(parents=True, exist_ok=True)


@cache
def _passing_cache(wanted: Path) -> Path:
    """A cache folder of this process only; told once, since everything in it is made again at the next start."""
    folder = Path(tempfile.mkdtemp(prefix="cuadrante-cache-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    log.warning("nothing can be kept in the folder for caches; those of this run lie in a temporary one")
    return folder


def named_workspace() -> str:
    """The workspace named by the environment, or the one file in the user's data folder, whether it can be there."""
    return os.environ.get("CUADRANTE_WORKSPACE") or str(place("data") / "cuadrante.sqlite")


def default_workspace() -> str:
    """`named_workspace`, in a data folder that is there; Refused when that cannot be."""
    if not os.environ.get("CUADRANTE_WORKSPACE"):
        data_dir()
    return named_workspace()


def today() -> date:
    """Today's date, or CUADRANTE_TODAY."""
    fixed = os.environ.get("CUADRANTE_TODAY")
    if not fixed:
        return date.today()
    try:
        return date.fromisoformat(fixed)
    except ValueError:
        raise Misuse(
            t("{option} {value!r} is not a date.", option="CUADRANTE_TODAY", value=fixed),
            t("Write it as {example}.", example="2026-11-22"),
        ) from None


def now() -> datetime:
    """The present instant in UTC; noon of CUADRANTE_TODAY when that is set."""
    if os.environ.get("CUADRANTE_TODAY"):
        day = today()
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return datetime.now(UTC)
