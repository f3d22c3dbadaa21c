"""Build and upgrade the tables with Alembic, all or nothing on both databases.

Invariant: every upgrade is one transaction that Alembic did not open (`ws.write()`), so that a failing step takes all
earlier ones with it, on SQLite too. A backup is made before anything is touched.
"""

from __future__ import annotations

from typing import Any

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from planner.db import revisions, roles
from planner.db.tables import SCHEMAS
from planner.db.workspace import Workspace


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(revisions.FOLDER))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _context(c: Connection, script: ScriptDirectory | None = None) -> MigrationContext:
    def steps(current: Any, context: MigrationContext) -> Any:
        assert script is not None
        return script._upgrade_revs("heads", current)

    opts: dict[str, Any] = {"version_table_schema": None if c.dialect.name == "sqlite" else "core"}
    if script is not None:
        opts["fn"] = steps
        opts["script"] = script
    return MigrationContext.configure(connection=c, opts=opts)


def _run(ws: Workspace) -> None:
    with ws.write() as c:
        if not ws.is_sqlite:
            for schema in SCHEMAS:
                c.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        context = _context(c, _script())
        with Operations.context(context):
            context.run_migrations()
        if not ws.is_sqlite:
            roles.apply(c)


def create_all(ws: Workspace) -> None:
    """Build every table in an empty database."""
    _run(ws)


def upgrade(ws: Workspace) -> bool:
    """Bring an older workspace to this program's form; False when it was there already. Back up first."""
    if not revisions.pending(ws):
        return False
    _run(ws)
    return True
