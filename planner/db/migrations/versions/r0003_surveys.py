"""The tables of surveys: what HR sets up in core, answers and tokens in schema answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003_surveys"
down_revision: str | None = "0001_core"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "survey",
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey")),
        schema="core",
    )
    op.create_table(
        "survey_person",
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["core.survey.survey_id"], name=op.f("fk_survey_person_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("survey_id", "agent_id", name=op.f("pk_survey_person")),
        schema="core",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_action",
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["core.survey.survey_id"], name=op.f("fk_survey_action_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_survey_action")),
        schema="core",
    )
    for name in ("response", "intake_response"):
        op.create_table(
            name,
            sa.Column("key", sa.Text(), nullable=False),
            sa.Column("survey_id", sa.Text(), nullable=False),
            sa.Column("body", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{name}")),
            schema="answers",
            sqlite_with_rowid=False,
        )
    op.create_table(
        "intake_token",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_intake_token")),
        schema="answers",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intake_key",
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_intake_key")),
        schema="answers",
    )
