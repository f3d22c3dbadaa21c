"""Customers, conversations, exchange rates and campaign costs, in schema pay."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Exact, Utc

revision = "0014_pay_customers"
down_revision: str | None = "0004_pay"


def upgrade() -> None:
    """Widen the order lines and build the tables."""
    for name in ("customer_id", "product"):
        op.add_column("sale", sa.Column(name, sa.Text(), nullable=False, server_default=""), schema="pay")
    op.add_column("sale", sa.Column("basket_amount", Exact(), nullable=True), schema="pay")
    op.add_column("sale", sa.Column("new_customer", sa.Integer(), nullable=True), schema="pay")
    op.create_table(
        "conversation",
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("human", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_conversation")),
        schema="pay",
    )
    op.create_index(op.f("ix_conversation_started_at"), "conversation", ["started_at"], schema="pay")
    op.create_table(
        "rate",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("eur_rate", Exact(), nullable=False),
        sa.PrimaryKeyConstraint("day", "currency", name=op.f("pk_rate")),
        schema="pay",
    )
    op.create_table(
        "campaign_cost",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("cost", Exact(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "period", name=op.f("pk_campaign_cost")),
        schema="pay",
    )
