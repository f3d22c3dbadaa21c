"""What a database holds of answers and tokens beyond their values: columns, layout, versions, files, modes.

Used by the self-audit only; reads everything that somebody with the files could read.
"""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from planner.db.tables import ANSWERS, CORE
from planner.db.workspace import Workspace, sibling
from planner.surveys.store.intake import intake_path, key_path

TABLES = {"response": ANSWERS, "intake_response": ANSWERS, "intake_token": ANSWERS, "survey_comment": CORE}
"""Tables that hold answers, links or comments, with their schemas on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as the database describes it; `ordered` when rows have a hidden order of arrival."""

    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    ordered: bool


@contextmanager
def _raw(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=10)) as c:
        yield c


def _files(ws: Workspace) -> dict[str, Path]:
    assert ws.path is not None
    return {"response": sibling(ws.path, "answers"), "intake_response": intake_path(ws.path),
            "intake_token": intake_path(ws.path), "survey_comment": ws.path}  # fmt: skip


def layouts(ws: Workspace) -> tuple[Layout, ...]:
    """Columns of the tables of answers and tokens, as the database itself says."""
    found = []
    for table, schema in TABLES.items():
        if ws.path is None:
            with ws.read() as c:
                rows = c.execute(
                    text("SELECT column_name, data_type FROM information_schema.columns "
                         "WHERE table_schema = :s AND table_name = :t ORDER BY ordinal_position"),
                    {"s": schema, "t": table},
                ).all()  # fmt: skip
            # On PostgreSQL ctid and xmin are the hidden order; `versions` looks at them.
            found.append(Layout(table, tuple(r[0] for r in rows), tuple(r[1] for r in rows), False))
            continue
        file = _files(ws)[table]
        if not file.exists():
            continue
        with _raw(file) as c:
            columns = c.execute(f"PRAGMA table_info({table})").fetchall()
            ddl = c.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        found.append(
            Layout(table, tuple(r[1] for r in columns), tuple(r[2] for r in columns), "WITHOUT ROWID" not in ddl[0])
        )
    return tuple(found)


def all_rows(ws: Workspace, table: str, survey_id: str) -> list[dict[str, Any]]:
    """Every column of every row of a survey, whatever columns there are."""
    if ws.path is None:
        with ws.read() as c:
            query = text(f"SELECT * FROM {TABLES[table]}.{table} WHERE survey_id = :s")
            return [dict(r) for r in c.execute(query, {"s": survey_id}).mappings()]
    file = _files(ws)[table]
    if not file.exists():
        return []
    with _raw(file) as c:
        c.row_factory = sqlite3.Row
        return [dict(r) for r in c.execute(f"SELECT * FROM {table} WHERE survey_id = ?", (survey_id,))]


def versions(ws: Workspace, table: str, survey_id: str) -> int:
    """How many different writing transactions the rows of a survey show (PostgreSQL's xmin); 0 on SQLite."""
    if ws.path is not None:
        return 0
    with ws.read() as c:
        query = text(f"SELECT count(DISTINCT xmin::text) FROM {TABLES[table]}.{table} WHERE survey_id = :s")
        return int(c.execute(query, {"s": survey_id}).scalar_one())


def loose_files(ws: Workspace) -> list[str]:
    """Names of files beside a SQLite workspace that keep older pages of answers (write-ahead logs, hot journals)."""
    if ws.path is None:
        return []
    kept = (sibling(ws.path, "answers"), intake_path(ws.path))
    return [f.name + end for f in kept for end in ("-wal", "-journal") if f.with_name(f.name + end).exists()]


def open_to_others(ws: Workspace, survey_id: str) -> list[str]:
    """Names of files with answers, tokens or keys that others than their owner may read."""
    if ws.path is None:
        return []
    files = (sibling(ws.path, "answers"), intake_path(ws.path), key_path(ws.path, survey_id))
    return [f.name for f in files if f.exists() and stat.S_IMODE(f.stat().st_mode) & 0o077]
