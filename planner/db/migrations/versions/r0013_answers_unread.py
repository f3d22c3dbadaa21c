"""Answers that no person's login reads on PostgreSQL; the grants themselves are laid after every migration."""

revision = "0013_answers_unread"
down_revision: str | None = "0003_surveys"


def upgrade() -> None:
    """Nothing to build: running it is what lays the grants and functions of `roles.py` anew."""
