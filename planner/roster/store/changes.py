"""What was published first and what stands now, of every span of published rosters: the changes after publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from planner.db.workspace import Workspace
from planner.domain.roster import RosterState
from planner.roster.store.tables import roster_shift, roster_version

Hours = dict[tuple[str, date], tuple[tuple[datetime, datetime], ...]]
"""Agent and local day → the hours of their shifts, UTC."""


@dataclass(frozen=True, slots=True)
class PublishedSpan:
    """A span of days with its hours as published first and as published last (the same when published once)."""

    first_day: date
    days: int
    first: Hours
    last: Hours


def first_published_day(ws: Workspace) -> tuple[date, date] | None:
    """First day of the earliest and of the latest published span; None when nothing was published."""
    v = roster_version.c
    with ws.read() as c:
        days = c.execute(select(v.first_day).where(v.state == RosterState.PUBLISHED.value)).scalars().all()
    return (min(days), max(days)) if days else None


def published_spans(ws: Workspace, first_day: date, last_day: date) -> tuple[PublishedSpan, ...]:
    """Published spans that begin on or before `last_day`, with the hours of their days in [first_day, last_day]."""
    v, s = roster_version.c, roster_shift.c
    with ws.read() as c:
        versions = c.execute(
            select(v.roster_id, v.first_day, v.days)
            .where(v.state == RosterState.PUBLISHED.value, v.first_day <= last_day)
            .order_by(v.published_at, v.number)
        ).all()
        spans: dict[tuple[date, int], list[str]] = {}
        for row in versions:
            spans.setdefault((row.first_day, row.days), []).append(row.roster_id)
        wanted = {i for ids in spans.values() for i in (ids[0], ids[-1])}
        rows = c.execute(
            select(s.roster_id, s.agent_id, s.day, s.start, s.end)
            .where(s.roster_id.in_(sorted(wanted)), s.day >= first_day, s.day <= last_day)
            .order_by(s.start)
        ).all()
    hours: dict[str, Hours] = {i: {} for i in wanted}
    for r in rows:
        own = hours[r.roster_id]
        key = (r.agent_id, r.day)
        own[key] = (*own.get(key, ()), (r.start, r.end))
    return tuple(
        PublishedSpan(first, days, hours[ids[0]], hours[ids[-1]])
        for (first, days), ids in sorted(spans.items())
        if hours[ids[0]] or hours[ids[-1]]
    )
