"""No answer after closing: comments under their own keys, a ledger of what was published, open ones fixed."""

import sqlalchemy as sa
from alembic import op

revision = "0019_surveys_empty_file"
down_revision: str | None = "0013_answers_unread"

FIXED = ("k", "anonymous", "attributes", "crosses")
"""What a survey's settings fix at launch."""


def upgrade() -> None:
    """Build the tables and the triggers; results are worked out anew when they are first read."""
    op.create_table(
        "survey_comment",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["core.survey.survey_id"], name=op.f("fk_survey_comment_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_comment")),
        schema="core",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_ledger",
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["core.survey.survey_id"], name=op.f("fk_survey_ledger_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("survey_id", "grp", name=op.f("pk_survey_ledger")),
        schema="core",
        sqlite_with_rowid=False,
    )
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgres():
        op.execute(sa.text(statement.replace(":", "\\:")))


def _sqlite() -> list[str]:
    changed = " OR ".join(
        f"json_extract(NEW.settings, '$.{name}') IS NOT json_extract(OLD.settings, '$.{name}')" for name in FIXED
    )
    return [
        f"""CREATE TRIGGER survey_fixed BEFORE UPDATE ON survey WHEN OLD.state <> 'draft' AND (NEW.form <> OLD.form
        OR NEW.state = 'draft' OR (OLD.state <> 'open' AND NEW.state = 'open') OR {changed})
        BEGIN SELECT RAISE(ABORT, 'what a survey fixed at launch does not change'); END""",
        """CREATE TRIGGER survey_minimum BEFORE UPDATE ON survey
        WHEN json_extract(NEW.settings, '$.k') < 5
        BEGIN SELECT RAISE(ABORT, 'the minimum group of a survey is 5'); END""",
        *(
            f"""CREATE TRIGGER survey_person_{name} BEFORE {event} ON survey_person
            WHEN (SELECT state FROM survey WHERE survey_id = OLD.survey_id) = 'open'
            BEGIN SELECT RAISE(ABORT, 'who is invited to an open survey does not change'); END"""
            for name, event in (("fixed", "UPDATE"), ("kept", "DELETE"))
        ),
        """CREATE TRIGGER survey_ledger_fixed BEFORE UPDATE OF survey_id, grp, questions ON survey_ledger
        BEGIN SELECT RAISE(ABORT, 'what was published is not rewritten'); END""",
    ]


def _postgres() -> list[str]:
    changed = " OR ".join(
        f"(NEW.settings::jsonb -> '{name}') IS DISTINCT FROM (OLD.settings::jsonb -> '{name}')" for name in FIXED
    )
    return [
        f"""CREATE FUNCTION core.survey_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (NEW.settings::jsonb ->> 'k')::int < 5 THEN
            RAISE EXCEPTION 'the minimum group of a survey is 5'; END IF;
        IF OLD.state <> 'draft' AND (NEW.form <> OLD.form OR NEW.state = 'draft'
            OR (OLD.state <> 'open' AND NEW.state = 'open') OR {changed}) THEN
            RAISE EXCEPTION 'what a survey fixed at launch does not change'; END IF;
        RETURN NEW; END $$""",
        "CREATE TRIGGER survey_fixed BEFORE UPDATE ON core.survey FOR EACH ROW EXECUTE FUNCTION core.survey_fixed()",
        """CREATE FUNCTION core.survey_person_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT s.state FROM core.survey s WHERE s.survey_id = OLD.survey_id) = 'open' THEN
            RAISE EXCEPTION 'who is invited to an open survey does not change'; END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $$""",
        """CREATE TRIGGER survey_person_fixed BEFORE UPDATE OR DELETE ON core.survey_person
        FOR EACH ROW EXECUTE FUNCTION core.survey_person_fixed()""",
        """CREATE FUNCTION core.survey_ledger_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'what was published is not rewritten'; END $$""",
        """CREATE TRIGGER survey_ledger_fixed BEFORE UPDATE OF survey_id, grp, questions ON core.survey_ledger
        FOR EACH ROW EXECUTE FUNCTION core.survey_ledger_fixed()""",
    ]
