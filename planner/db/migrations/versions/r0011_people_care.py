"""Recognition, coaching, reasons for leaving, assumptions of turnover cost, and personal codes, in schema core."""

import sqlalchemy as sa
from alembic import op

from planner.db.types import Exact, Utc

revision = "0011_people_care"
down_revision: str | None = "0001_core"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "member_code",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("issued_at", Utc(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["core.agent.agent_id"], name=op.f("fk_member_code_agent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_member_code")),
        schema="core",
    )
    op.create_table(
        "recognition",
        sa.Column("recognition_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("thanked_id", sa.Text(), nullable=False),
        sa.Column("thanked_name", sa.Text(), nullable=False),
        sa.Column("thanked_team", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("recognition_id", name=op.f("pk_recognition")),
        schema="core",
    )
    op.create_table(
        "coaching_plan",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("coach", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["core.agent.agent_id"], name=op.f("fk_coaching_plan_agent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_coaching_plan")),
        schema="core",
    )
    op.create_table(
        "coaching_talk",
        sa.Column("talk_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["core.coaching_plan.plan_id"], name=op.f("fk_coaching_talk_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("talk_id", name=op.f("pk_coaching_talk")),
        schema="core",
    )
    op.create_table(
        "leaving",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["core.agent.agent_id"], name=op.f("fk_leaving_agent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_leaving")),
        schema="core",
    )
    op.create_table(
        "turnover_assumption",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", Exact(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_turnover_assumption")),
        schema="core",
    )
