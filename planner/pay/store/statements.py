"""Statements as people may read them: written when finance reviews a month, readable by team and by person.

On PostgreSQL the database keeps them apart (see `roles`): finance writes, a team lead reads those of their teams, an
employee their own and nothing else. Natural key: month, plan and agent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ForeignKey, Table, Text, delete, select
from sqlalchemy import text as sql

from planner.base.config import now
from planner.db.bulk import upsert
from planner.db.tables import CORE, PAY, metadata, text
from planner.db.types import Exact, Utc, dump
from planner.db.workspace import Workspace

statement = Table(
    "statement",
    metadata,
    text("period", key=True),
    text("plan_id", key=True),
    text("agent_id", key=True),
    text("state"),
    Column("payable", Exact),
    text("body"),
    Column("saved_at", Utc, nullable=False),
    schema=PAY,
)

person_agent = Table(
    "person_agent",
    metadata,
    Column("login", Text, ForeignKey("core.person.login", ondelete="CASCADE"), primary_key=True),
    text("agent_id"),
    schema=CORE,
)


@dataclass(frozen=True, slots=True)
class Published:
    """A statement as it was when finance reviewed, approved or paid it; `body` is JSON (name, team,
    plan, lines, adjustments, and the statement by its fields; the text instead in months of an older form)."""

    period: str
    plan_id: str
    agent_id: str
    state: str
    payable: Decimal | None
    body: Mapping[str, Any]


def write_statements(ws: Workspace, period_id: str, plan_id: str, found: Iterable[Published]) -> None:
    """Put a month's statements in place of those that were there; none takes them away."""
    rows = [(s.period, s.plan_id, s.agent_id, s.state, s.payable, dump(s.body), now()) for s in found]
    with ws.write() as c:
        c.execute(delete(statement).where(statement.c.period == period_id, statement.c.plan_id == plan_id))
        if rows:
            upsert(c, statement, rows)


def read_statements(ws: Workspace, period_id: str = "") -> tuple[Published, ...]:
    """Statements this login may read, newest month first; of one month where `period_id` says so."""
    query = select(statement).order_by(statement.c.period.desc(), statement.c.plan_id, statement.c.agent_id)
    if period_id:
        query = query.where(statement.c.period == period_id)
    with ws.read() as c:
        rows = c.execute(query).all()
    return tuple(Published(r.period, r.plan_id, r.agent_id, r.state, r.payable, json.loads(r.body)) for r in rows)


def may_compute(ws: Workspace) -> bool:
    """Whether this login may read what a month is computed from; on SQLite whoever has the file may."""
    if ws.is_sqlite:
        return True
    with ws.read() as c:
        asked = "SELECT has_schema_privilege('pay', 'USAGE') AND has_table_privilege('pay.sale', 'SELECT')"
        return bool(c.execute(sql(asked)).scalar_one())
