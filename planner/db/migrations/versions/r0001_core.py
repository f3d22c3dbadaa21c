"""The tables of schema core."""

import sqlalchemy as sa
from alembic import op

from planner.db import types

revision = "0001_core"
down_revision: str | None = None


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "agent",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("weekly_minutes", sa.Integer(), nullable=False),
        sa.Column("days_per_week", sa.Integer(), nullable=False),
        sa.Column("daily_minutes", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("hourly_cost", types.Exact(), nullable=True),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_agent")),
        schema="core",
    )
    op.create_table(
        "audit_log",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_log")),
        schema="core",
    )
    op.create_table(
        "channel",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channel")),
        schema="core",
    )
    op.create_table(
        "contact_block",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "language", "priority", "block", name=op.f("pk_contact_block")),
        schema="core",
    )
    op.create_table(
        "event",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("start", types.Utc(), nullable=False),
        sa.Column("end", types.Utc(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uplift_pct", types.Exact(), nullable=True),
        sa.PrimaryKeyConstraint("name", "channel", "start", name=op.f("pk_event")),
        schema="core",
    )
    op.create_table(
        "forecast",
        sa.Column("forecast_id", sa.Integer(), nullable=False),
        sa.Column("start", types.Utc(), nullable=False),
        sa.Column("end", types.Utc(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("forecast_id", name=op.f("pk_forecast")),
        schema="core",
    )
    op.create_index(op.f("ix_forecast_start"), "forecast", ["start"], unique=False, schema="core")
    op.create_table(
        "forecast_override",
        sa.Column("override_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("start", types.Utc(), nullable=False),
        sa.Column("end", types.Utc(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("undone_at", types.Utc(), nullable=True),
        sa.Column("undone_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("override_id", name=op.f("pk_forecast_override")),
        schema="core",
    )
    op.create_table(
        "import_file",
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("profile_hash", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("imported_at", types.Utc(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("file_hash", "kind", "profile_hash", name=op.f("pk_import_file")),
        schema="core",
    )
    op.create_table(
        "person",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_person")),
        schema="core",
    )
    op.create_table(
        "requirement",
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("required", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("requirement_id", name=op.f("pk_requirement")),
        schema="core",
    )
    op.create_index(op.f("ix_requirement_first_day"), "requirement", ["first_day"], unique=False, schema="core")
    op.create_table(
        "roster_version",
        sa.Column("roster_id", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("changed_at", types.Utc(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("published_at", types.Utc(), nullable=True),
        sa.Column("cost", sa.Float(precision=53), nullable=True),
        sa.Column("bound", sa.Float(precision=53), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("roster_id", name=op.f("pk_roster_version")),
        sa.UniqueConstraint("first_day", "number", name=op.f("uq_roster_version_first_day_number")),
        schema="core",
    )
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        schema="core",
    )
    op.create_table(
        "source_profile",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("header_hash", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("changed_at", types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "header_hash", name=op.f("pk_source_profile")),
        schema="core",
    )
    op.create_table(
        "forecast_interval",
        sa.Column("forecast_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("interval_start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mean", sa.Float(precision=53), nullable=True),
        sa.Column("q025", sa.Float(precision=53), nullable=True),
        sa.Column("q10", sa.Float(precision=53), nullable=True),
        sa.Column("q50", sa.Float(precision=53), nullable=True),
        sa.Column("q90", sa.Float(precision=53), nullable=True),
        sa.Column("q975", sa.Float(precision=53), nullable=True),
        sa.Column("aht_s", sa.Float(precision=53), nullable=True),
        sa.ForeignKeyConstraint(
            ["forecast_id"],
            ["core.forecast.forecast_id"],
            name=op.f("fk_forecast_interval_forecast_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("forecast_id", "channel", "interval_start", name=op.f("pk_forecast_interval")),
        schema="core",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_team",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["core.person.login"], name=op.f("fk_person_team_login"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("login", "team", name=op.f("pk_person_team")),
        schema="core",
    )
    op.create_table(
        "preference",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(precision=53), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["core.agent.agent_id"], name=op.f("fk_preference_agent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", "subject", "wish", "start", name=op.f("pk_preference")),
        schema="core",
    )
    op.create_table(
        "roster_shift",
        sa.Column("roster_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("start", types.Utc(), nullable=False),
        sa.Column("end", types.Utc(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("breaks", sa.Text(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["core.roster_version.roster_id"], name=op.f("fk_roster_shift_roster_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("roster_id", "agent_id", "start", name=op.f("pk_roster_shift")),
        schema="core",
    )
    op.create_table(
        "time_off",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("start", types.Utc(), nullable=False),
        sa.Column("end", types.Utc(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["core.agent.agent_id"], name=op.f("fk_time_off_agent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", "start", "end", name=op.f("pk_time_off")),
        schema="core",
    )
