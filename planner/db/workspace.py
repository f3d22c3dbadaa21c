"""A workspace: one SQLite file (with siblings for answers and pay) or a PostgreSQL database.

Invariants: a read sees one consistent state of all files and cannot write; a write takes the lock at its start (BEGIN
IMMEDIATE), is all or nothing, and is on disk when it returns. Within a read or write of the same thread a read joins
it, and within a write a write joins it as a savepoint, so that functions taking the workspace compose into one
transaction; a write within a read is a mistake of the program. Nothing outside `planner.db` and the stores sees a
connection's SQL errors: they become one-line refusals here.
"""

from __future__ import annotations

import getpass
import logging
import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Engine, Integer, Table, create_engine, event, insert, select, update
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from planner.base.errors import Misuse, Refused
from planner.base.i18n import t
from planner.base.log import stored
from planner.db import lockfile
from planner.db.exchange import finish
from planner.db.failures import explain, is_damage
from planner.db.tables import ANSWERS, CORE, PAY, metadata
from planner.db.tables import text as text_column
from planner.domain.workspace import WorkspaceSettings

T = TypeVar("T")
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
        self.appended: set[str] = set()
        """Hashes of the rows that this object appended to the audit log; see `watch.py`."""
        self._local = threading.local()
        self._read_options: dict[str, Any] = (
            {} if path else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )

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
        """A connection for one consistent read; within a read or write of this thread, that one's own connection."""
        current = getattr(self._local, "connection", None)
        if current is not None:
            with self._explained():
                yield current
            return
        with self._explained(), self.engine.connect() as connection, self._kept(connection, writes=False):
            yield connection.execution_options(**self._read_options)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of a transaction that may be refused by itself (a role that may not see a table): the rest goes on."""
        with self.read() as connection, connection.begin_nested():
            yield

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
            if not self._local.writes:
                raise RuntimeError("a write within a read: the use case must be a write as a whole")
            calls = len(self._local.after_commit)
            try:
                with current.begin_nested():
                    yield current
            except BaseException:
                del self._local.after_commit[calls:]  # what was taken back is not on disk
                raise
            finally:
                self._local.once = {}
            return
        with self._explained():
            connection = self.engine.connect().execution_options(cuadrante_write=True)
            self._local.after_commit = []
            try:
                with connection.begin(), lockfile.held(self.path), self._kept(connection, writes=True):
                    yield connection
                done = self._local.after_commit
            finally:
                self._local.after_commit = []
                connection.close()
            stored()
        for call in done:
            call()

    @contextmanager
    def _kept(self, connection: Connection, *, writes: bool) -> Iterator[None]:
        self._local.connection, self._local.writes, self._local.once = connection, writes, {}
        try:
            yield
        finally:
            self._local.connection, self._local.once = None, {}

    def once(self, what: Hashable, read: Callable[[], T]) -> T:
        """What `read` returns, read once in the transaction of this thread; anew after a write, and outside of one."""
        if getattr(self._local, "connection", None) is None:
            return read()
        known: dict[Hashable, Any] = self._local.once
        if what not in known:
            known[what] = read()
        value: T = known[what]
        return value

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


def sqlite_engine(path: Path, read_only: bool) -> Engine:
    """Connections to a file and its siblings; each finishes a restore that was killed after its step."""
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
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute(f"PRAGMA query_only={'OFF' if write else 'ON'}")
        raw.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        if not write:
            _look_at_all(raw)

    return engine.execution_options(schema_translate_map={CORE: None})


def _look_at_all(raw: sqlite3.Connection) -> None:
    """Take the snapshot of every attached file now: SQLite would take each at the first look at that file, and a
    commit over two files could fall between two looks."""
    names = [row[1] for row in raw.execute("PRAGMA database_list") if row[1] != "temp"]
    looks = ", ".join(f"(SELECT 1 FROM {name}.sqlite_master LIMIT 1)" for name in names)
    try:
        raw.execute(f"SELECT {looks}").fetchall()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):  # a damaged file says so when it is read itself; the others are still of use
            raise


def on_postgres(url: str, read_only: bool) -> Workspace:
    """A workspace on a server, unchecked. Raises Misuse for an address that cannot be read."""
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

    return Workspace(engine.url.render_as_string(hide_password=True), None, engine, read_only=read_only)


def read_settings(ws: Workspace) -> WorkspaceSettings:
    """The settings; the defaults where none were written yet. Read once in a transaction."""

    def read() -> WorkspaceSettings:
        with ws.read() as c:
            row = c.execute(select(settings)).mappings().first()
        if row is None:
            return WorkspaceSettings()
        return WorkspaceSettings(**{key: row[key] for key in row if key != "id"})

    return ws.once("settings", read)


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
