"""A workspace: one SQLite file (with siblings for answers and pay) or a PostgreSQL database.

Invariants: a read sees one consistent state and cannot write; a write takes the lock at its start (BEGIN IMMEDIATE), is
all or nothing, and is on disk when it returns; a write inside a write of the same thread joins it as a savepoint, so
that functions taking the workspace compose into one transaction. Nothing outside `planner.storage` sees a connection's
SQL errors: they become one-line refusals here.
"""

from __future__ import annotations

import getpass
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, Table, create_engine, event, insert, select, text, update
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from planner.base.config import default_workspace
from planner.base.errors import CuadranteError, Misuse, Refused
from planner.base.i18n import os_reason, t
from planner.base.log import stored
from planner.db import lockfile, revisions
from planner.db.exchange import finish
from planner.db.failures import explain, is_damage
from planner.db.tables import ANSWERS, CORE, PAY, metadata
from planner.db.tables import text as text_column
from planner.domain.workspace import WorkspaceSettings

settings = Table(
    "settings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    text_column("name"),
    text_column("time_zone"),
    text_column("region"),
    text_column("language"),
    Column("interval_minutes", Integer, nullable=False),
    schema=CORE,
)


log = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 10.0
ATTACHED = (ANSWERS, PAY)


def sibling(path: Path, part: str) -> Path:
    """The file of an attached schema: `shop.sqlite` → `shop.answers.sqlite`."""
    return path.with_name(f"{path.stem}.{part}{path.suffix}")


def is_url(target: str | Path) -> bool:
    """Whether the target is a PostgreSQL URL rather than a file."""
    return str(target).startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


class Workspace:
    """An open workspace; a context manager. `path` is None on PostgreSQL.

    `damage` says what is broken when a corrupt file could only be opened for reading ('' otherwise).
    """

    def __init__(self, target: str, path: Path | None, engine: Engine, *, read_only: bool, damage: str = "") -> None:
        self.target = target
        self.path = path
        self.engine = engine
        self.read_only = read_only
        self.damage = damage
        self._local = threading.local()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file rather than a server."""
        return self.path is not None

    @property
    def person(self) -> str:
        """Who is at work: the database login on PostgreSQL, the system's user otherwise."""
        return system_user() if self.is_sqlite else str(self.engine.url.username or system_user())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for one consistent read; within a write of this thread, that write's own connection."""
        current = getattr(self._local, "connection", None)
        if current is not None:
            yield current
            return
        with self._explained(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in a write transaction: committed at the end, rolled back whole on any error."""
        if self.read_only:
            why = t("it is damaged: {damage}", damage=self.damage) if self.damage else t("it was opened read-only")
            raise Refused(
                t("Cannot write to {target}: {why}.", target=self.target, why=why),
                t("Restore a backup with `cuadrante db restore`.") if self.damage else "",
            )
        current = getattr(self._local, "connection", None)
        if current is not None:
            with current.begin_nested():
                yield current
            return
        with self._explained():
            connection = self.engine.connect().execution_options(cuadrante_write=True)
            self._local.after_commit = []
            try:
                with connection.begin(), lockfile.held(self.path):
                    self._local.connection = connection
                    yield connection
                done = self._local.after_commit
            finally:
                self._local.connection = None
                self._local.after_commit = []
                connection.close()
            stored()
        for call in done:
            call()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run `call` once the outermost write of this thread is on disk (never when it is rolled back)."""
        self._local.after_commit.append(call)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise explain(error, self.target, self.path) from error
        except sqlite3.Error as error:
            raise explain(error, self.target, self.path) from error
        except Exception as error:  # bulk.py speaks to psycopg itself, which is only imported where it is used
            if type(error).__module__.startswith("psycopg"):
                raise explain(error, self.target, self.path) from error
            raise


def system_user() -> str:
    """The system's name of whoever runs the program; '' when it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        log.info("the system has no name for this user", exc_info=error)
        return ""


def open_workspace(target: str | Path | None = None, *, create: bool = False, read_only: bool = False) -> Workspace:
    """Open a workspace, or make one with `create` (refused when it exists already).

    Raises Refused when it is missing, newer than this program, or needs `cuadrante db upgrade`. A damaged file is
    opened read-only where that is possible, with `damage` set.
    """
    target = target or default_workspace()
    if is_url(target):
        ws = _postgres(str(target), read_only)
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
        str(path), path, _sqlite_engine(path, read_only or bool(missing)), read_only=read_only or bool(missing)
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
    ws = Workspace(str(path), path, _sqlite_engine(path, True), read_only=True, damage=error.title)
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
        ws = Workspace(str(path), path, _sqlite_engine(path, False), read_only=False)
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


def _sqlite_engine(path: Path, read_only: bool) -> Engine:
    mode = "ro" if read_only else "rw"

    def connect() -> sqlite3.Connection:
        finish(path)  # a restore that was killed after its step
        raw = sqlite3.connect(
            f"{path.as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            raw.execute("PRAGMA foreign_keys=ON")
            raw.execute("PRAGMA synchronous=FULL")
            for part in ATTACHED:
                file = sibling(path, part)
                if file.exists():
                    raw.execute(f"ATTACH DATABASE ? AS {part}", (f"{file.as_uri()}?mode={mode}",))
                    raw.execute(f"PRAGMA {part}.synchronous=FULL")
        except BaseException:
            raw.close()
            raise
        return raw

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    # The driver's own transactions are off (isolation_level=None): BEGIN is ours, so that DDL is transactional too,
    # and a read that tries to write fails at once instead of upgrading its lock half-way.
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("cuadrante_write", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if write else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine.execution_options(schema_translate_map={CORE: None})


def _postgres(url: str, read_only: bool) -> Workspace:
    address = url.split("://", 1)[1]
    options = f"-c timezone=UTC -c lock_timeout={int(BUSY_TIMEOUT_S * 1000)} -c search_path=pg_catalog"
    try:
        engine = create_engine(
            f"postgresql+psycopg://{address}", pool_size=2, pool_pre_ping=True, connect_args={"options": options}
        )
    except (ArgumentError, ValueError):  # a port in letters; the text of the error would hold the password
        raise Misuse(
            t("The address of the PostgreSQL workspace cannot be read."),
            t("Write it as {example}.", example="postgresql://user@host:5432/database"),
        ) from None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("cuadrante_write", False):
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))

    return Workspace(engine.url.render_as_string(hide_password=True), None, engine, read_only=read_only)


def read_settings(ws: Workspace) -> WorkspaceSettings:
    """The settings; the defaults where none were written yet."""
    with ws.read() as c:
        row = c.execute(select(settings)).mappings().first()
    if row is None:
        return WorkspaceSettings()
    values: dict[str, Any] = {key: row[key] for key in row if key != "id"}
    return WorkspaceSettings(**values)


def write_settings(ws: Workspace, value: WorkspaceSettings) -> None:
    """Replace the settings."""
    values = {
        "name": value.name,
        "time_zone": value.time_zone,
        "region": value.region,
        "language": value.language,
        "interval_minutes": value.interval_minutes,
    }
    with ws.write() as c:
        if c.execute(update(settings).where(settings.c.id == 1).values(values)).rowcount == 0:
            c.execute(insert(settings).values(id=1, **values))
