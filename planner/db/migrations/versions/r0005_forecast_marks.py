"""Published forecasts, days left out of learning, and the last reports, in schema core."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Utc

revision = "0005_forecast_marks"
down_revision: str | None = "0001_core"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "excluded_day",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "day", name=op.f("pk_excluded_day")),
        schema="core",
    )
    op.create_table(
        "forecast_publication",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("forecast_id", sa.Integer(), nullable=False),
        sa.Column("start", Utc(), nullable=False),
        sa.Column("end", Utc(), nullable=False),
        sa.Column("overrides", sa.Text(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forecast_id"], ["core.forecast.forecast_id"], name=op.f("fk_forecast_publication_forecast_id")
        ),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_forecast_publication")),
        schema="core",
    )
    op.create_index(op.f("ix_forecast_publication_start"), "forecast_publication", ["start"], schema="core")
    op.create_table(
        "forecast_report",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_forecast_report")),
        schema="core",
    )
