"""Where things are on this machine and what day it is; everything overridable by the environment.

CUADRANTE_WORKSPACE   a SQLite file or a PostgreSQL URL
CUADRANTE_LANG        es or en
CUADRANTE_TODAY       YYYY-MM-DD, for tests, pictures and rehearsals
CUADRANTE_HOME        folder for data and caches instead of the system's
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from planner.base.errors import Misuse


def data_dir() -> Path:
    """Folder of the user's workspaces and backups; made when missing."""
    folder = Path(os.environ["CUADRANTE_HOME"]) if os.environ.get("CUADRANTE_HOME") else _platform("data")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cache_dir() -> Path:
    """Folder of what can be made again (the prepared sample shop, compiled kernels); made when missing."""
    home = os.environ.get("CUADRANTE_HOME")
    folder = Path(home) / "cache" if home else _platform("cache")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _platform(kind: str) -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("cuadrante") if kind == "data" else platformdirs.user_cache_dir("cuadrante"))


def default_workspace() -> str:
    """The workspace named by the environment, or the one file in the user's data folder."""
    return os.environ.get("CUADRANTE_WORKSPACE") or str(data_dir() / "cuadrante.sqlite")


def today() -> date:
    """Today's date, or CUADRANTE_TODAY."""
    fixed = os.environ.get("CUADRANTE_TODAY")
    if not fixed:
        return date.today()
    try:
        return date.fromisoformat(fixed)
    except ValueError:
        raise Misuse(f"CUADRANTE_TODAY={fixed!r} is not a date.", "Write it as 2026-11-22.") from None


def now() -> datetime:
    """The present instant in UTC; noon of CUADRANTE_TODAY when that is set."""
    if os.environ.get("CUADRANTE_TODAY"):
        day = today()
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return datetime.now(UTC)
