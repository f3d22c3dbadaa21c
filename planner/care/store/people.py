"""What a team keeps of its people: thanks, coaching, why somebody left, what a leaver costs, personal codes.

Invariants: a thank-you is by an employee (`agent_id`) or, where that is empty, by the login in `author`; taking it back
keeps the row and marks it. Coaching rows carry the agent, so that row security knows their team. Nothing here is read
by pay. `person_columns` in a table's `info` names the columns that hold a person, where `agent_id` is not all.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text, delete, insert, select, update

from planner.base.config import now
from planner.base.errors import Conflict
from planner.base.i18n import t
from planner.db.bulk import upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import Exact, Utc
from planner.db.workspace import Workspace

member_code = Table(
    "member_code",
    metadata,
    Column("agent_id", Text, ForeignKey("core.agent.agent_id", ondelete="CASCADE"), primary_key=True),
    text("hash"),
    Column("issued_at", Utc, nullable=False),
    text("issued_by"),
    schema=CORE,
)

recognition = Table(
    "recognition",
    metadata,
    text("recognition_id", key=True),
    text("agent_id"),
    text("author"),
    text("by_name"),
    text("thanked_id"),
    text("thanked_name"),
    text("thanked_team"),
    text("message"),
    Column("created_at", Utc, nullable=False),
    Column("withdrawn_at", Utc),
    schema=CORE,
    info={"person_columns": ("agent_id", "thanked_id")},
)

coaching_plan = Table(
    "coaching_plan",
    metadata,
    text("plan_id", key=True),
    Column("agent_id", Text, ForeignKey("core.agent.agent_id", ondelete="CASCADE"), nullable=False),
    text("coach"),
    text("goal"),
    text("state"),
    Column("started_on", Date, nullable=False),
    Column("follow_up_on", Date),
    Column("closed_on", Date),
    text("outcome"),
    text("author"),
    Column("row_version", Integer, nullable=False),
    schema=CORE,
)

coaching_talk = Table(
    "coaching_talk",
    metadata,
    text("talk_id", key=True),
    Column("plan_id", Text, ForeignKey("core.coaching_plan.plan_id", ondelete="CASCADE"), nullable=False),
    text("agent_id"),
    Column("day", Date, nullable=False),
    text("note"),
    text("author"),
    Column("created_at", Utc, nullable=False),
    schema=CORE,
)

leaving = Table(
    "leaving",
    metadata,
    Column("agent_id", Text, ForeignKey("core.agent.agent_id", ondelete="CASCADE"), primary_key=True),
    text("kind"),
    text("reason"),
    Column("changed_at", Utc, nullable=False),
    text("changed_by"),
    schema=CORE,
)

turnover_assumption = Table(
    "turnover_assumption",
    metadata,
    text("name", key=True),
    Column("value", Exact, nullable=False),
    Column("changed_at", Utc, nullable=False),
    text("changed_by"),
    schema=CORE,
)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who thanks whom for what; `agent_id` is the employee who thanks, '' when the login `author` does.

    Names and team are kept as they were: everybody reads the wall, also who may not read the other team's agents.
    """

    recognition_id: str
    agent_id: str
    author: str
    by_name: str
    thanked_id: str
    thanked_name: str
    thanked_team: str
    message: str
    created_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A coaching plan: one agent, one goal; `follow_up_on` is when the next look is due (None: none agreed)."""

    plan_id: str
    agent_id: str
    coach: str
    goal: str
    state: str
    started_on: date
    follow_up_on: date | None
    closed_on: date | None
    outcome: str
    author: str
    row_version: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk within a plan: its day and what was said."""

    talk_id: str
    plan_id: str
    agent_id: str
    day: date
    note: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why an agent left or will leave; the day stands in the agent's `end_date`."""

    agent_id: str
    kind: str
    reason: str


def new_id() -> str:
    """A short random id."""
    return secrets.token_hex(4)


# -- personal codes -------------------------------------------------------------------------------------------------


def write_codes(ws: Workspace, hashes: Mapping[str, str]) -> None:
    """Keep the hash of each agent's code in place of the one before."""
    with ws.write() as c:
        upsert(c, member_code, [(agent, digest, now(), ws.person) for agent, digest in sorted(hashes.items())])


def agent_of_code(ws: Workspace, digest: str) -> str | None:
    """The agent whose code has this hash."""
    with ws.read() as c:
        return c.execute(select(member_code.c.agent_id).where(member_code.c.hash == digest)).scalar()


def with_codes(ws: Workspace) -> frozenset[str]:
    """Agents who have a code."""
    with ws.read() as c:
        return frozenset(c.execute(select(member_code.c.agent_id)).scalars())


# -- recognition ----------------------------------------------------------------------------------------------------


def add_recognition(ws: Workspace, one: Recognition) -> None:
    """Put a thank-you on the wall."""
    with ws.write() as c:
        c.execute(insert(recognition).values({name: getattr(one, name) for name in Recognition.__slots__}))


def read_recognitions(ws: Workspace, *, withdrawn: bool = False) -> tuple[Recognition, ...]:
    """The wall, newest first; those taken back only with `withdrawn`."""
    query = select(recognition).order_by(recognition.c.created_at.desc(), recognition.c.recognition_id)
    if not withdrawn:
        query = query.where(recognition.c.withdrawn_at.is_(None))
    with ws.read() as c:
        return tuple(Recognition(**r) for r in c.execute(query).mappings())


def withdraw_recognition(ws: Workspace, recognition_id: str) -> bool:
    """Take one back; False when it was not there or had been."""
    r = recognition.c
    with ws.write() as c:
        done = c.execute(
            update(recognition)
            .where(r.recognition_id == recognition_id, r.withdrawn_at.is_(None))
            .values(withdrawn_at=now())
        )
        return done.rowcount > 0


# -- coaching -------------------------------------------------------------------------------------------------------


def add_plan(ws: Workspace, plan: Plan) -> None:
    """Begin a plan."""
    with ws.write() as c:
        c.execute(insert(coaching_plan).values({name: getattr(plan, name) for name in Plan.__slots__}))


def change_plan(ws: Workspace, known: Plan, **changes: Any) -> None:
    """Change a plan that nobody has changed since `known` was read; Conflict otherwise."""
    p = coaching_plan.c
    with ws.write() as c:
        done = c.execute(
            update(coaching_plan)
            .where(p.plan_id == known.plan_id, p.row_version == known.row_version)
            .values(**changes, row_version=known.row_version + 1)
        )
        if not done.rowcount:
            raise Conflict(
                t("Somebody else changed this coaching plan meanwhile."), t("Open it again and repeat your change.")
            )


def read_plans(ws: Workspace) -> tuple[Plan, ...]:
    """Every plan that the person may see: open ones first, the next follow-up first."""
    p = coaching_plan.c
    query = select(coaching_plan).order_by(
        p.state != "open", p.follow_up_on.is_(None), p.follow_up_on, p.started_on.desc(), p.plan_id
    )
    with ws.read() as c:
        return tuple(Plan(**r) for r in c.execute(query).mappings())


def add_talk(ws: Workspace, plan: Plan, day: date, note: str) -> None:
    """Keep a talk."""
    one = Talk(new_id(), plan.plan_id, plan.agent_id, day, note, ws.person, now())
    with ws.write() as c:
        c.execute(insert(coaching_talk).values({name: getattr(one, name) for name in Talk.__slots__}))


def read_talks(ws: Workspace) -> tuple[Talk, ...]:
    """Every talk that the person may see, newest first."""
    query = select(coaching_talk).order_by(
        coaching_talk.c.day.desc(), coaching_talk.c.created_at.desc(), coaching_talk.c.talk_id
    )
    with ws.read() as c:
        return tuple(Talk(**r) for r in c.execute(query).mappings())


# -- leaving --------------------------------------------------------------------------------------------------------


def write_leaving(ws: Workspace, rows: Mapping[str, tuple[str, str]]) -> None:
    """Keep kind and reason by agent, in place of what stood there."""
    with ws.write() as c:
        upsert(c, leaving, [(agent, kind, why, now(), ws.person) for agent, (kind, why) in sorted(rows.items())])


def read_leavings(ws: Workspace) -> dict[str, Leaving]:
    """Agent → kind and reason."""
    with ws.read() as c:
        rows = c.execute(select(leaving.c.agent_id, leaving.c.kind, leaving.c.reason)).all()
    return {r.agent_id: Leaving(r.agent_id, r.kind, r.reason) for r in rows}


def write_assumption(ws: Workspace, name: str, value: Decimal) -> None:
    """Keep one assumption of the cost of a leaver."""
    with ws.write() as c:
        upsert(c, turnover_assumption, [(name, value, now(), ws.person)])


def delete_assumption(ws: Workspace, name: str) -> bool:
    """Back to the value the program ships; False when it was that."""
    with ws.write() as c:
        return c.execute(delete(turnover_assumption).where(turnover_assumption.c.name == name)).rowcount > 0


def read_assumptions(ws: Workspace) -> dict[str, Decimal]:
    """The assumptions that were changed, by name."""
    with ws.read() as c:
        rows = c.execute(select(turnover_assumption.c.name, turnover_assumption.c.value)).all()
    return {r.name: r.value for r in rows}
