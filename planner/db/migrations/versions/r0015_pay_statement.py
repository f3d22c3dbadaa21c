"""Statements as people may read them, in schema pay, and which login is which agent, in schema core."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Exact, Utc

revision = "0015_pay_statement"
down_revision: str | None = "0014_pay_customers"


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "statement",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("payable", Exact(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("period", "plan_id", "agent_id", name=op.f("pk_statement")),
        schema="pay",
    )
    op.create_table(
        "person_agent",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["core.person.login"], name=op.f("fk_person_agent_login"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_person_agent")),
        schema="core",
    )
