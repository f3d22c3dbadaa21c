"""What others wrote in the workspace since one last looked: cheap enough to ask every second.

On SQLite `PRAGMA data_version` of a connection kept open (it holds no lock) says whether any other connection
committed; only then is the audit log read. On PostgreSQL the audit log's last number is asked for, one row by its key.

Invariant: what this very `Workspace` appended to the log is never told; another program of the same person is.
"""

from __future__ import annotations

import logging
import sqlite3

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from planner.base.errors import CuadranteError
from planner.db.audit import AuditEntry, audit_log
from planner.db.workspace import Workspace

log = logging.getLogger(__name__)


class Watch:
    """Looks at a workspace from time to time; from one thread at a time."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._eye = _eye(ws) if ws.is_sqlite else None
        self._stamp = self._versions()
        self._last = self._newest()

    def close(self) -> None:
        """Let go of the connection kept open."""
        if self._eye is not None:
            self._eye.close()

    def look(self) -> tuple[AuditEntry, ...]:
        """What others did since the last look, the oldest first; nothing while the workspace cannot be reached."""
        try:
            stamp = self._versions()
            if self._eye is not None and stamp == self._stamp:
                return ()
            found = self._since() if self._newest() > self._last else ()
        except (CuadranteError, DBAPIError, sqlite3.Error) as error:
            log.info("could not look for others' work", exc_info=error)
            return ()
        self._stamp = stamp
        self._last = max((self._last, *(e.seq for e in found)))
        return tuple(e for e in found if e.hash not in self._ws.appended)

    def _versions(self) -> tuple[int, ...]:
        if self._eye is None:
            return ()
        names = [row[1] for row in self._eye.execute("PRAGMA database_list") if row[1] != "temp"]
        return tuple(self._eye.execute(f"PRAGMA {name}.data_version").fetchone()[0] for name in names)

    def _newest(self) -> int:
        with self._ws.read() as c:
            return int(c.execute(select(func.max(audit_log.c.seq))).scalar() or 0)

    def _since(self) -> tuple[AuditEntry, ...]:
        with self._ws.read() as c:
            rows = c.execute(select(audit_log).where(audit_log.c.seq > self._last).order_by(audit_log.c.seq)).all()
        return tuple(AuditEntry(*r) for r in rows)


def _eye(ws: Workspace) -> sqlite3.Connection:
    proxy = ws.engine.raw_connection()
    found = proxy.driver_connection
    assert isinstance(found, sqlite3.Connection)
    proxy.detach()  # the pool would close it
    return found
