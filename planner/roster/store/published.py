"""The shifts that were published over a longer span: what fairness counts and what a new week goes on from.

Invariant: of every span only the version published last for an agent's team counts, as in `rosters.published_version`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, case, select

from planner.db.workspace import Workspace
from planner.domain.roster import RosterState, Shift
from planner.roster.store import teams as roster_teams
from planner.roster.store.rosters import shift_of
from planner.roster.store.tables import roster_shift, roster_version

Span = tuple[date, int]


def published_shifts(ws: Workspace, first_day: date, last_day: date, whole_from: date = date.max) -> tuple[Shift, ...]:
    """Published shifts whose local day lies in [first_day, last_day], by agent and start.

    Those of `whole_from` and later are whole; the others come without breaks, activities and note. A day of an agent
    that two overlapping spans publish counts once, as published last.
    """
    v, s = roster_version.c, roster_shift.c
    texts = ((s.breaks, "[]"), (s.activities, "[]"), (s.note, ""))
    query = (
        select(
            v.roster_id, v.first_day, v.days, v.published_at, v.number, s.agent_id, s.day, s.start, s.end, s.locked,
            *(case((s.day >= whole_from, column), else_=nothing).label(column.name) for column, nothing in texts),
        )
        .select_from(roster_version)
        .outerjoin(roster_shift, and_(s.roster_id == v.roster_id, s.day >= first_day, s.day <= last_day))
        .where(v.state == RosterState.PUBLISHED.value, v.first_day <= last_day)
        .order_by(v.published_at.desc(), v.number.desc())
    )  # fmt: skip
    with ws.read() as c:
        rows: list[Any] = list(c.execute(query))
        spans: dict[Span, dict[str, None]] = {}
        for r in rows:
            spans.setdefault((r.first_day, r.days), {})[r.roster_id] = None
        counts = _in_force(c, {span: tuple(ids) for span, ids in spans.items()})
    kept: dict[tuple[str, date], Row[Any]] = {}
    for r in rows:  # the latest published first
        if r.agent_id is not None and counts(r):
            kept.setdefault((r.agent_id, r.day), r)
    return tuple(sorted(map(shift_of, kept.values()), key=lambda x: (x.agent_id, x.start)))


def _in_force(c: Connection, spans: Mapping[Span, Sequence[str]]) -> Callable[[Row[Any]], bool]:
    """Whether no later publication of the same span speaks for a shift's agent; `spans` has the latest first."""
    if c.dialect.name == "sqlite" or all(len(ids) == 1 for ids in spans.values()):
        return lambda r: bool(spans[r.first_day, r.days][0] == r.roster_id)
    teams, team_of = roster_teams.teams_of(c, (i for ids in spans.values() for i in ids)), roster_teams.teams_seen(c)

    def counts(r: Row[Any]) -> bool:
        ids, team = spans[r.first_day, r.days], team_of.get(r.agent_id, "")
        return not any(not teams[i] or team in teams[i] for i in ids[: ids.index(r.roster_id)])

    return counts
