"""The tables of schema `core`, as SQLAlchemy Core. No ORM: rows become domain dataclasses in the module of each object.

Schemas are named as on PostgreSQL; on SQLite `core` is the main file and `answers` and `pay` are attached siblings (see
`workspace.py`). Invariants: instants are `Utc`, money is `Exact`, natural keys are primary or unique keys, absent text
in a key is '' and never NULL. The migrations in `migrations/` build exactly these tables; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from planner.db.types import Exact, Utc

CORE, ANSWERS, PAY, REPORTS = "core", "answers", "pay", "reports"
SCHEMAS = (CORE, ANSWERS, PAY, REPORTS)
MODULES = (
    "planner.db.tables", "planner.forecast.store.marks", "planner.surveys.store.surveys", "planner.surveys.store.intake",
    "planner.pay.store.pay", "planner.pay.store.customers", "planner.pay.store.statements",
    "planner.roster.store.rules", "planner.care.store.people",
    "planner.care.store.promos", "planner.roster.store.teams", "planner.roster.store.requests",
)  # fmt: skip
"""Where tables are declared; the comparison with the migrations imports them all."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, *, key: bool = False, default: str | None = None) -> Column[str]:
    """A text column that is never NULL."""
    return Column(name, Text, primary_key=key, nullable=False, server_default=default)


settings = Table(
    "settings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    text("name"),
    text("time_zone"),
    text("region"),
    text("language"),
    Column("interval_minutes", Integer, nullable=False),
    schema=CORE,
)

channel = Table(
    "channel",
    metadata,
    text("name", key=True),
    Column("position", Integer, nullable=False),
    text("config"),
    schema=CORE,
)

contact_block = Table(
    "contact_block",
    metadata,
    text("channel", key=True),
    text("language", key=True),
    text("priority", key=True),
    Column("block", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    text("content_hash"),
    schema=CORE,
)

event = Table(
    "event",
    metadata,
    text("name", key=True),
    text("channel", key=True),
    Column("start", Utc, primary_key=True),
    Column("end", Utc, nullable=False),
    text("kind"),
    Column("uplift_pct", Exact),
    schema=CORE,
)

agent = Table(
    "agent",
    metadata,
    text("agent_id", key=True),
    text("name"),
    text("team"),
    text("skills"),
    Column("weekly_minutes", Integer, nullable=False),
    Column("days_per_week", Integer, nullable=False),
    text("daily_minutes"),
    text("languages"),
    text("email"),
    Column("start_date", Date),
    Column("end_date", Date),
    Column("hourly_cost", Exact),
    text("availability"),
    schema=CORE,
)

time_off = Table(
    "time_off",
    metadata,
    Column("agent_id", Text, ForeignKey("core.agent.agent_id", ondelete="CASCADE"), primary_key=True),
    Column("start", Utc, primary_key=True),
    Column("end", Utc, primary_key=True),
    text("kind"),
    schema=CORE,
)

preference = Table(
    "preference",
    metadata,
    Column("agent_id", Text, ForeignKey("core.agent.agent_id", ondelete="CASCADE"), primary_key=True),
    text("subject", key=True),
    text("wish", key=True),
    text("start", key=True),
    text("end"),
    Column("weight", Float(53), nullable=False),
    schema=CORE,
)

forecast = Table(
    "forecast",
    metadata,
    Column("forecast_id", Integer, primary_key=True),
    Column("start", Utc, nullable=False, index=True),
    Column("end", Utc, nullable=False),
    Column("minutes", Integer, nullable=False),
    text("model"),
    text("details"),
    text("author"),
    Column("created_at", Utc, nullable=False),
    Column("published", Boolean, nullable=False),
    schema=CORE,
)

forecast_interval = Table(
    "forecast_interval",
    metadata,
    Column("forecast_id", Integer, ForeignKey("core.forecast.forecast_id", ondelete="CASCADE"), primary_key=True),
    text("channel", key=True),
    Column("interval_start", BigInteger, primary_key=True, autoincrement=False),
    *(Column(name, Float(53)) for name in ("mean", "q025", "q10", "q50", "q90", "q975", "aht_s")),
    schema=CORE,
    sqlite_with_rowid=False,
)

forecast_override = Table(
    "forecast_override",
    metadata,
    Column("override_id", Integer, primary_key=True),
    text("channel"),
    Column("start", Utc, nullable=False),
    Column("end", Utc, nullable=False),
    text("measure"),
    text("operation"),
    Column("value", Float(53), nullable=False),
    text("reason"),
    text("author"),
    Column("created_at", Utc, nullable=False),
    Column("undone_at", Utc),
    text("undone_by", default=""),
    schema=CORE,
)

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
    text("label"),
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

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    text("at"),
    text("actor"),
    text("action"),
    text("object"),
    text("detail"),
    text("previous"),
    text("hash"),
    schema=CORE,
)

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

person = Table(
    "person",
    metadata,
    text("login", key=True),
    text("name"),
    text("role"),
    schema=CORE,
)

person_team = Table(
    "person_team",
    metadata,
    Column("login", Text, ForeignKey("core.person.login", ondelete="CASCADE"), primary_key=True),
    text("team", key=True),
    schema=CORE,
)
