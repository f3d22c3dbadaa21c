"""The rule packs that a workspace keeps: TOML text by team, '' for everybody."""

from __future__ import annotations

from sqlalchemy import Column, Table, delete, select

from planner.base.config import now
from planner.db.bulk import upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import Utc
from planner.db.workspace import Workspace

team_rules = Table(
    "team_rules",
    metadata,
    text("team", key=True),
    text("rules"),
    Column("changed_at", Utc, nullable=False),
    text("changed_by"),
    schema=CORE,
)


def read_rules(ws: Workspace) -> dict[str, str]:
    """The TOML text of every team that has one; '' is everybody's."""
    with ws.read() as c:
        return {row.team: row.rules for row in c.execute(select(team_rules).order_by(team_rules.c.team))}


def write_rules(ws: Workspace, team: str, rules: str, author: str = "") -> None:
    """Keep the TOML text of a team, in place of the one before."""
    with ws.write() as c:
        upsert(c, team_rules, [(team, rules, now(), author or ws.person)])


def delete_rules(ws: Workspace, team: str) -> bool:
    """Take the text of a team out; False when there was none."""
    with ws.write() as c:
        return c.execute(delete(team_rules).where(team_rules.c.team == team)).rowcount > 0
