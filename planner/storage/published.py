"""The shifts that were published over a longer span, without breaks and activities: what fairness counts.

Invariant: of every span only the version published last counts, as in `rosters.published_version`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from planner.domain.roster import RosterState, Shift
from planner.storage.tables import roster_shift, roster_version
from planner.storage.workspace import Workspace


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
        newest: dict[tuple[date, int], str] = {}
        for row in versions:
            newest.setdefault((row.first_day, row.days), row.roster_id)
        order = {roster_id: i for i, roster_id in enumerate(newest.values())}
        rows = c.execute(
            select(s.roster_id, s.agent_id, s.day, s.start, s.end).where(
                s.roster_id.in_(list(order)), s.day >= first_day, s.day <= last_day
            )
        ).all()
    kept: dict[tuple[str, date], tuple[int, Shift]] = {}
    for r in rows:
        key, rank = (r.agent_id, r.day), order[r.roster_id]
        if key not in kept or rank < kept[key][0]:
            kept[key] = (rank, Shift(r.agent_id, r.day, r.start, r.end))
    return tuple(sorted((shift for _, shift in kept.values()), key=lambda x: (x.agent_id, x.start)))
