"""Swaps and wishes that agents ask for, with what was decided, in schema core."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Utc

revision = "0018_roster_request"
down_revision: str | None = "0001_core"


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "roster_request",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.Column("other_day", sa.Date(), nullable=True),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_roster_request")),
        schema="core",
    )
