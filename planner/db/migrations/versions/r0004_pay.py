"""The tables of variable pay, in schema pay."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Exact, Utc

revision = "0004_pay"
down_revision: str | None = "0001_core"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "sale",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("ordered_at", Utc(), nullable=False),
        sa.Column("net_amount", Exact(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("eur_rate", Exact(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("split", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line_id", name=op.f("pk_sale")),
        schema="pay",
    )
    op.create_index(op.f("ix_sale_ordered_at"), "sale", ["ordered_at"], schema="pay")
    op.create_table(
        "refund",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("refunded_at", Utc(), nullable=False),
        sa.Column("net_amount", Exact(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line_id", "refunded_at", name=op.f("pk_refund")),
        schema="pay",
    )
    op.create_table(
        "kpi",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("value", Exact(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("agent_id", "period", "metric", name=op.f("pk_kpi")),
        schema="pay",
    )
    op.create_table(
        "plan",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "version", name=op.f("pk_plan")),
        schema="pay",
    )
    op.create_table(
        "period",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "plan_id", name=op.f("pk_period")),
        schema="pay",
    )
    op.create_table(
        "snapshot",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("base_hash", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("frozen_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("period", "plan_id", name=op.f("pk_snapshot")),
        schema="pay",
    )
    op.create_table(
        "paid_line",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("component_id", sa.Text(), nullable=False),
        sa.Column("amount", Exact(), nullable=False),
        sa.PrimaryKeyConstraint("period", "plan_id", "agent_id", "component_id", name=op.f("pk_paid_line")),
        schema="pay",
    )
    op.create_table(
        "balance",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("pay", Exact(), nullable=False),
        sa.Column("balance_after", Exact(), nullable=False),
        sa.PrimaryKeyConstraint("period", "plan_id", "agent_id", name=op.f("pk_balance")),
        schema="pay",
    )
    op.create_table(
        "adjustment",
        sa.Column("booked_in", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("closed_period", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("component_id", sa.Text(), nullable=False),
        sa.Column("amount", Exact(), nullable=False),
        sa.Column("before", Exact(), nullable=False),
        sa.Column("after", Exact(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("orders", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "booked_in", "plan_id", "closed_period", "agent_id", "component_id", name=op.f("pk_adjustment")
        ),
        schema="pay",
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
        schema="pay",
    )
