"""Which teams a roster version covers, so that team leads who share a database publish side by side.

A version covers the teams whose agents its author saw; one without teams is everybody's. Of each team the version in
force is the one published last that covers it. On SQLite everybody sees all teams, and a version covers them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Column, Connection, ForeignKey, Table, Text, func, insert, select

from planner.db.tables import CORE, metadata, text
from planner.domain.roster import RosterVersion
from planner.shop.store.people import agent

roster_team = Table(
    "roster_team",
    metadata,
    Column("roster_id", Text, ForeignKey("core.roster_version.roster_id", ondelete="CASCADE"), primary_key=True),
    text("team", key=True),
    schema=CORE,
)


def teams_seen(c: Connection) -> dict[str, str]:
    """The team of every agent that the person at work may see."""
    return {row.agent_id: row.team for row in c.execute(select(agent.c.agent_id, agent.c.team))}


def write_teams(c: Connection, roster_id: str) -> None:
    """Note that a new version covers the teams that its author sees."""
    teams = sorted(set(teams_seen(c).values()))
    if teams:
        c.execute(insert(roster_team), [{"roster_id": roster_id, "team": team} for team in teams])


def teams_of(c: Connection, roster_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The teams of each version; empty for one that is everybody's."""
    wanted = list(roster_ids)
    found: dict[str, set[str]] = {roster_id: set() for roster_id in wanted}
    for row in c.execute(select(roster_team).where(roster_team.c.roster_id.in_(wanted))):
        found[row.roster_id].add(row.team)
    return {roster_id: frozenset(teams) for roster_id, teams in found.items()}


def foreign(c: Connection, roster_id: str) -> bool:
    """Whether a version covers a team that the person at work does not see (never on SQLite)."""
    if c.dialect.name == "sqlite":
        return False
    teams = select(roster_team.c.team).where(roster_team.c.roster_id == roster_id)
    return any(not c.execute(select(func.core.sees_team(team))).scalar_one() for team in c.execute(teams).scalars())


def next_number(c: Connection, first_day: object, seen: int) -> int:
    """The number of a new version: one more than the highest, also of versions that the person does not see."""
    if c.dialect.name == "sqlite":
        return seen + 1
    return int(c.execute(select(func.core.next_roster_number(first_day))).scalar_one())


def composed(
    published: Sequence[RosterVersion], teams: dict[str, frozenset[str]], team_of: dict[str, str]
) -> RosterVersion | None:
    """The version published last, with the shifts of teams that it does not cover from those that do.

    `published` is in order of publication, the latest first; None when it is empty.
    """
    if not published:
        return None
    latest = published[0]
    shifts, done = list(latest.roster.shifts), set(teams.get(latest.roster_id, ()))
    if not done:
        return latest
    for version in published[1:]:
        own = teams.get(version.roster_id, frozenset())
        more = [
            s
            for s in version.roster.shifts
            if (team := team_of.get(s.agent_id)) is not None and team not in done and (not own or team in own)
        ]
        shifts += more
        done |= own
        if not own:
            break
    if len(shifts) == len(latest.roster.shifts):
        return latest
    ordered = tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start)))
    return replace(latest, roster=replace(latest.roster, shifts=ordered))
