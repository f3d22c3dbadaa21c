"""The shifts that were published over a longer span, without breaks and activities: what fairness counts.

Invariant: of every span only the version published last for an agent's team counts, as in `rosters.published_version`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from planner.db.workspace import Workspace
from planner.domain.roster import RosterState, Shift
from planner.roster.store import teams as roster_teams
from planner.roster.store.tables import roster_shift, roster_version


def published_shifts(ws: Workspace, first_day: date, last_day: date) -> tuple[Shift, ...]:
    """Published shifts whose local day lies in [first_day, last_day], by agent and start; no breaks, no activities.

    A day of an agent that two overlapping spans publish counts once, as published last.
    """
    v, s = roster_version.c, roster_shift.c
    with ws.read() as c:
        versions = c.execute(
            select(v.roster_id, v.first_day, v.days)
            .where(v.state == RosterState.PUBLISHED.value, v.first_day <= last_day)
            .order_by(v.published_at.desc(), v.number.desc())
        ).all()
        span_of = {row.roster_id: (row.first_day, row.days) for row in versions}
        order = {row.roster_id: i for i, row in enumerate(versions)}
        teams, team_of = roster_teams.teams_of(c, order), roster_teams.teams_seen(c)
        rows = c.execute(
            select(s.roster_id, s.agent_id, s.day, s.start, s.end).where(
                s.roster_id.in_(list(order)), s.day >= first_day, s.day <= last_day
            )
        ).all()
    in_force: dict[tuple[tuple[date, int], str], str] = {}
    for roster_id, span in span_of.items():  # the latest published first
        for team in {*team_of.values(), ""}:
            if not teams[roster_id] or team in teams[roster_id] or team == "":
                in_force.setdefault((span, team), roster_id)
    kept: dict[tuple[str, date], tuple[int, Shift]] = {}
    for r in rows:
        if in_force.get((span_of[r.roster_id], team_of.get(r.agent_id, ""))) != r.roster_id:
            continue
        key, rank = (r.agent_id, r.day), order[r.roster_id]
        if key not in kept or rank < kept[key][0]:
            kept[key] = (rank, Shift(r.agent_id, r.day, r.start, r.end))
    return tuple(sorted((shift for _, shift in kept.values()), key=lambda x: (x.agent_id, x.start)))
