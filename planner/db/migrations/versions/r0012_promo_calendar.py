"""Proposals for the promotional calendar and the votes on them, in schema core."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Exact, Utc

revision = "0012_promo_calendar"
down_revision: str | None = "0001_core"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "promo_proposal",
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("uplift_pct", Exact(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_promo_proposal")),
        schema="core",
    )
    op.create_table(
        "promo_vote",
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("vote", sa.Text(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["core.promo_proposal.proposal_id"], name=op.f("fk_promo_vote_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "agent_id", name=op.f("pk_promo_vote")),
        schema="core",
    )  # fmt: skip
