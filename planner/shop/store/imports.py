"""What was imported, by file hash, and how each kind of source is spelled (its profile)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, Table, delete, select

from planner.base.config import now
from planner.db.bulk import Counts, upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import Utc, dump
from planner.db.workspace import Workspace

import_file = Table(
    "import_file",
    metadata,
    text("file_hash", key=True),
    text("kind", key=True),
    text("profile_hash", key=True),
    text("file_name"),
    Column("imported_at", Utc, nullable=False),
    text("author"),
    Column("rows", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    schema=CORE,
)

source_profile = Table(
    "source_profile",
    metadata,
    text("kind", key=True),
    text("header_hash", key=True),
    text("profile"),
    Column("changed_at", Utc, nullable=False),
    schema=CORE,
)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that was taken, with what it brought."""

    file_hash: str
    kind: str
    profile_hash: str
    file_name: str
    imported_at: datetime
    author: str
    rows: int
    new: int
    changed: int
    same: int


def record(ws: Workspace, file_hash: str, kind: str, profile_hash: str, file_name: str, counts: Counts) -> None:
    """Remember that a file was taken under a profile (the same bytes read another way are another import)."""
    numbers = (counts.total, counts.new, counts.changed, counts.same)
    row = (file_hash, kind, profile_hash, file_name, now(), ws.person, *numbers)
    with ws.write() as c:
        upsert(c, import_file, [row])


def find(ws: Workspace, file_hash: str, kind: str, profile_hash: str) -> ImportedFile | None:
    """The earlier import of the same bytes read the same way; None when there was none."""
    i = import_file.c
    query = select(import_file).where(i.file_hash == file_hash, i.kind == kind, i.profile_hash == profile_hash)
    with ws.read() as c:
        row = c.execute(query).first()
    return None if row is None else ImportedFile(*row)


def forget(ws: Workspace, file_hash: str, kind: str) -> None:
    """A file that was taken back was never taken: its bytes may come in again."""
    i = import_file.c
    with ws.write() as c:
        c.execute(delete(import_file).where(i.file_hash == file_hash, i.kind == kind))


def save_profile(ws: Workspace, kind: str, header_hash: str, profile: dict[str, Any]) -> None:
    """Remember how files of this kind with this header are spelled."""
    with ws.write() as c:
        upsert(c, source_profile, [(kind, header_hash, dump(profile), now())])


def read_profiles(ws: Workspace, kind: str) -> dict[str, dict[str, Any]]:
    """By header, how files of a kind were read when last something was told of them."""
    s = source_profile.c
    with ws.read() as c:
        rows = c.execute(select(s.header_hash, s.profile).where(s.kind == kind)).all()
    return {row.header_hash: dict(json.loads(row.profile)) for row in rows}
