"""Agents, their time off and their wishes, as domain dataclasses.

Natural keys: an agent's id; an agent with start and end of the time off; an agent with weekday or date, wish and start.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, Date, Float, ForeignKey, Integer, Row, Table, Text, delete, select

from planner.db.bulk import Counts, upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import Exact, Utc, dump
from planner.db.workspace import Workspace
from planner.domain.people import Agent, Availability, Contract, Preference, TimeOff, Wish

agent = Table(
    "agent",
    metadata,
    text("agent_id", key=True),
    text("name"),
    text("team"),
    text("skills"),
    Column("weekly_minutes", Integer, nullable=False),
    Column("days_per_week", Integer, nullable=False),
    text("daily_minutes"),
    text("languages"),
    text("email"),
    Column("start_date", Date),
    Column("end_date", Date),
    Column("hourly_cost", Exact),
    text("availability"),
    schema=CORE,
)

time_off = Table(
    "time_off",
    metadata,
    Column("agent_id", Text, ForeignKey("core.agent.agent_id", ondelete="CASCADE"), primary_key=True),
    Column("start", Utc, primary_key=True),
    Column("end", Utc, primary_key=True),
    text("kind"),
    schema=CORE,
)

preference = Table(
    "preference",
    metadata,
    Column("agent_id", Text, ForeignKey("core.agent.agent_id", ondelete="CASCADE"), primary_key=True),
    text("subject", key=True),
    text("wish", key=True),
    text("start", key=True),
    text("end"),
    Column("weight", Float(53), nullable=False),
    schema=CORE,
)


def write_agents(ws: Workspace, agents: Iterable[Agent]) -> Counts:
    """Insert agents or change those of the same id. Agents not given stay as they are."""
    with ws.write() as c:
        return upsert(c, agent, [_agent_row(a) for a in agents])


def _agent_row(a: Agent) -> tuple[Any, ...]:
    hours = [
        {key: value if key == "weekday" else _clock(value) for key, value in asdict(h).items()} for h in a.availability
    ]
    return (
        a.agent_id,
        a.name,
        a.team,
        dump(a.skills),
        a.contract.weekly_minutes,
        a.contract.days_per_week,
        dump(a.contract.daily_minutes),
        dump(a.languages),
        a.email,
        a.start_date,
        a.end_date,
        a.hourly_cost,
        dump(hours),
    )


def read_agents(ws: Workspace, on_or_after: date | None = None, until: date | None = None) -> tuple[Agent, ...]:
    """Agents by id; with bounds only those employed on a day in [on_or_after, until] (both inclusive)."""
    query = select(agent).order_by(agent.c.agent_id)
    if on_or_after is not None:
        query = query.where((agent.c.end_date.is_(None)) | (agent.c.end_date >= on_or_after))
    if until is not None:
        query = query.where((agent.c.start_date.is_(None)) | (agent.c.start_date <= until))
    with ws.read() as c:
        return tuple(_agent(row) for row in c.execute(query))


def _agent(row: Row[Any]) -> Agent:
    return Agent(
        row.agent_id,
        row.name,
        row.team,
        tuple(json.loads(row.skills)),
        Contract(row.weekly_minutes, row.days_per_week, tuple(json.loads(row.daily_minutes))),
        tuple(json.loads(row.languages)),
        row.email,
        row.start_date,
        row.end_date,
        row.hourly_cost,
        tuple(
            Availability(h["weekday"], _read_clock(h["start"]), _read_clock(h["end"]))
            for h in json.loads(row.availability)
        ),
    )


def delete_agent(ws: Workspace, agent_id: str) -> bool:
    """Take an agent out with their time off and wishes (rosters keep their shifts); False when there was none."""
    with ws.write() as c:
        return c.execute(delete(agent).where(agent.c.agent_id == agent_id)).rowcount > 0


def write_time_off(ws: Workspace, spans: Iterable[TimeOff]) -> Counts:
    """Insert time off, or change the kind of the same span of the same agent."""
    with ws.write() as c:
        return upsert(c, time_off, [(s.agent_id, s.start, s.end, s.kind) for s in spans])


def read_time_off(ws: Workspace, start: datetime | None = None, end: datetime | None = None) -> tuple[TimeOff, ...]:
    """Time off that touches [start, end), by agent and time; all without bounds."""
    query = select(time_off).order_by(time_off.c.agent_id, time_off.c.start, time_off.c.end)
    if start is not None:
        query = query.where(time_off.c.end > start)
    if end is not None:
        query = query.where(time_off.c.start < end)
    with ws.read() as c:
        return tuple(TimeOff(r.agent_id, r.start, r.end, r.kind) for r in c.execute(query))


def delete_time_off(ws: Workspace, span: TimeOff) -> bool:
    """Take one span out; False when there was none."""
    key = (time_off.c.agent_id == span.agent_id, time_off.c.start == span.start, time_off.c.end == span.end)
    with ws.write() as c:
        return c.execute(delete(time_off).where(*key)).rowcount > 0


def write_preferences(ws: Workspace, wishes: Iterable[Preference]) -> Counts:
    """Insert wishes, or change hours and weight of the same wish for the same day of the same agent."""
    rows = [(p.agent_id, _subject(p), p.wish.value, _clock(p.start), _clock(p.end), p.weight) for p in wishes]
    with ws.write() as c:
        return upsert(c, preference, rows)


def read_preferences(
    ws: Workspace, first_day: date | None = None, last_day: date | None = None
) -> tuple[Preference, ...]:
    """Wishes by agent; with bounds, those for one date only where it lies within them (inclusive)."""
    query = select(preference).order_by(*preference.primary_key.columns)
    with ws.read() as c:
        found = (_preference(r) for r in c.execute(query))
        return tuple(
            p
            for p in found
            if p.day is None or ((first_day is None or first_day <= p.day) and (last_day is None or p.day <= last_day))
        )


def _subject(p: Preference) -> str:
    """`2026-11-27` for a date, `4` for a weekday, '' for every day."""
    if p.day is not None:
        return p.day.isoformat()
    return "" if p.weekday is None else str(p.weekday)


def _preference(r: Row[Any]) -> Preference:
    day = date.fromisoformat(r.subject) if len(r.subject) > 1 else None
    weekday = int(r.subject) if len(r.subject) == 1 else None
    return Preference(r.agent_id, Wish(r.wish), weekday, day, _read_clock(r.start), _read_clock(r.end), r.weight)


def _clock(value: time | None) -> str:
    return "" if value is None else value.isoformat("minutes")


def _read_clock(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
