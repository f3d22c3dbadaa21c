"""Stored requirements: one row for each time it was computed or loaded; the newest of a span is in force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, Integer, Row, Table, insert, select

from planner.base.config import now
from planner.db.tables import CORE, metadata, text
from planner.db.types import Utc, dump
from planner.db.workspace import Workspace
from planner.domain.demand import Requirement
from planner.domain.time import TimeGrid
from planner.domain.workspace import RequirementMeta

requirement = Table(
    "requirement",
    metadata,
    Column("requirement_id", Integer, primary_key=True),
    Column("first_day", Date, nullable=False, index=True),
    Column("days", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    text("zone"),
    text("required"),
    text("details"),
    text("author"),
    Column("created_at", Utc, nullable=False),
    text("content_hash"),
    schema=CORE,
)


def save_requirement(ws: Workspace, value: Requirement, details: str = "{}", author: str = "") -> RequirementMeta:
    """Store a requirement with free JSON `details`; earlier ones of the span stay as history."""
    grid = value.grid
    required = dump(value.required)
    with ws.write() as c:
        row = c.execute(
            insert(requirement)
            .values(
                first_day=grid.first_day,
                days=grid.days,
                minutes=grid.minutes,
                zone=grid.zone,
                required=required,
                details=details,
                author=author or ws.person,
                created_at=now(),
                content_hash=content_hash(required),
            )
            .returning(requirement)
        ).one()
    return _meta(row)


def read_requirement(ws: Workspace, first_day: date, days: int = 7) -> tuple[Requirement, RequirementMeta] | None:
    """The newest requirement of exactly this span; None when there is none. Read once in a transaction."""
    return ws.once(("requirement", first_day, days), lambda: _newest(ws, first_day, days))


def _newest(ws: Workspace, first_day: date, days: int) -> tuple[Requirement, RequirementMeta] | None:
    query = (
        select(requirement)
        .where(requirement.c.first_day == first_day, requirement.c.days == days)
        .order_by(requirement.c.requirement_id.desc())
        .limit(1)
    )
    with ws.read() as c:
        row = c.execute(query).first()
    if row is None:
        return None
    grid = TimeGrid(row.first_day, row.days, row.minutes, row.zone)
    required = {channel: tuple(values) for channel, values in json.loads(row.required).items()}
    return Requirement(grid, required), _meta(row)


def newest_requirements(ws: Workspace, limit: int = 5) -> Iterator[tuple[Requirement, RequirementMeta]]:
    """The requirements stored last, of whatever span, newest first."""
    with ws.read() as c:
        rows = c.execute(select(requirement).order_by(requirement.c.requirement_id.desc()).limit(limit)).all()
    for row in rows:
        required = {channel: tuple(values) for channel, values in json.loads(row.required).items()}
        yield Requirement(TimeGrid(row.first_day, row.days, row.minutes, row.zone), required), _meta(row)


def content_hash(text: str) -> str:
    """SHA-256 of a stored payload, checked by `cuadrante db check`."""
    return hashlib.sha256(text.encode()).hexdigest()


def altered(ws: Workspace) -> list[str]:
    """Requirements whose payload does not match its hash, in words."""
    r = requirement.c
    with ws.read() as c:
        rows = c.execute(select(r.requirement_id, r.first_day, r.required, r.content_hash)).all()
    return [
        f"requirement {x.requirement_id} ({x.first_day})" for x in rows if content_hash(x.required) != x.content_hash
    ]


def _meta(row: Row[Any]) -> RequirementMeta:
    return RequirementMeta(row.first_day, row.days, row.details, row.author, row.requirement_id, row.created_at)
