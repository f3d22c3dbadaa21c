"""Which teams a roster version covers, in schema core; versions made before get the teams of the agents in them."""

import sqlalchemy as sa
from alembic import op

revision = "0017_roster_team"
down_revision: str | None = "0001_core"


def upgrade() -> None:
    """Build the table and fill it from the shifts that are there."""
    op.create_table(
        "roster_team",
        sa.Column("roster_id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["core.roster_version.roster_id"], name=op.f("fk_roster_team_roster_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("roster_id", "team", name=op.f("pk_roster_team")),
        schema="core",
    )
    schema = "" if op.get_bind().dialect.name == "sqlite" else "core."
    op.execute(
        f"INSERT INTO {schema}roster_team (roster_id, team) SELECT DISTINCT s.roster_id, a.team"
        f" FROM {schema}roster_shift s JOIN {schema}agent a ON a.agent_id = s.agent_id"
    )
