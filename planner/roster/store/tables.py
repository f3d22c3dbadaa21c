"""The tables of roster versions and their shifts."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Integer, Table, Text, UniqueConstraint

from planner.db.tables import CORE, metadata, text
from planner.db.types import Utc, Words

roster_version = Table(
    "roster_version",
    metadata,
    text("roster_id", key=True),
    Column("first_day", Date, nullable=False),
    Column("days", Integer, nullable=False),
    text("zone"),
    Column("number", Integer, nullable=False),
    text("state"),
    Column("row_version", Integer, nullable=False),
    Column("label", Words, nullable=False),
    text("author"),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    text("changed_by"),
    Column("published_at", Utc),
    Column("cost", Float(53)),
    Column("bound", Float(53)),
    text("content_hash"),
    UniqueConstraint("first_day", "number"),
    schema=CORE,
)

roster_shift = Table(
    "roster_shift",
    metadata,
    Column("roster_id", Text, ForeignKey("core.roster_version.roster_id", ondelete="CASCADE"), primary_key=True),
    text("agent_id", key=True),
    Column("start", Utc, primary_key=True),
    Column("end", Utc, nullable=False),
    Column("day", Date, nullable=False),
    text("breaks"),
    text("activities"),
    Column("locked", Boolean, nullable=False),
    text("note"),
    schema=CORE,
)
