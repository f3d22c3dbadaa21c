"""The rule packs of teams, in schema core."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Utc

revision = "0006_team_rules"
down_revision: str | None = "0001_core"


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "team_rules",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_team_rules")),
        schema="core",
    )
