"""Batches of imports with what they changed, and what contacts were about by day, topic and queue."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Utc

revision = "0019_intake_batches"
down_revision: str | None = "0018_roster_request"

SUMS = ("contacts", "answered", "abandoned", "bot_solved", "in_20s", "in_180s", "handle_s", "handled", "reply_s",
        "replied")  # fmt: skip


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "import_batch",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False)
          for name in ("kind", "file_name", "file_hash", "source", "summary", "author")),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("undone_at", Utc(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_import_batch")),
        schema="core",
    )  # fmt: skip
    for schema in ("core", "pay"):
        op.create_table(
            "import_change",
            sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
            *(sa.Column(name, sa.Text(), nullable=False) for name in ("table_name", "row_key", "before", "after_hash")),
            sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_import_change")),
            schema=schema,
        )
    op.create_table(
        "contact_facet",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Float(53), nullable=True) for name in SUMS),
        sa.PrimaryKeyConstraint("channel", "day", "topic", "queue", name=op.f("pk_contact_facet")),
        schema="core",
    )
