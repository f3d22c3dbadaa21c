"""Swaps and wishes that agents ask for: filed, then decided once, with who decided and why.

Invariant: a request is decided only over the `row_version` that was read, so that two leads cannot decide it twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Date, Integer, Row, Table, insert, select, update

from planner.base.config import now
from planner.base.errors import Conflict, Refused
from planner.base.i18n import t
from planner.db.tables import CORE, metadata, text
from planner.db.types import Utc
from planner.db.workspace import Workspace

roster_request = Table(
    "roster_request",
    metadata,
    text("request_id", key=True),
    text("kind"),
    text("agent_id"),
    Column("day", Date, nullable=False),
    text("other_id"),
    Column("other_day", Date),
    text("wish"),
    text("note"),
    text("state"),
    text("reason"),
    Column("created_at", Utc, nullable=False),
    text("created_by"),
    Column("decided_at", Utc),
    text("decided_by"),
    Column("row_version", Integer, nullable=False),
    schema=CORE,
)


@dataclass(frozen=True, slots=True)
class RosterRequest:
    """A swap (`other_id` takes the shift of `day`, and gives the one of `other_day`) or a wish for `day`.

    `state` is open, approved, declined or withdrawn; `reason` why it was decided so.
    """

    request_id: str
    kind: str
    agent_id: str
    day: date
    other_id: str = ""
    other_day: date | None = None
    wish: str = ""
    note: str = ""
    state: str = "open"
    reason: str = ""
    created_at: datetime | None = None
    created_by: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    row_version: int = 1


def file_request(ws: Workspace, request: RosterRequest) -> RosterRequest:
    """Keep a new request and return it as stored."""
    request_id = uuid4().hex[:12]
    with ws.write() as c:
        c.execute(
            insert(roster_request).values(
                request_id=request_id, kind=request.kind, agent_id=request.agent_id, day=request.day,
                other_id=request.other_id, other_day=request.other_day, wish=request.wish, note=request.note,
                state="open", reason="", created_at=now(), created_by=request.created_by or ws.person,
                decided_by="", row_version=1,
            )
        )  # fmt: skip
        return _request(c.execute(select(roster_request).where(roster_request.c.request_id == request_id)).one())


def decide(ws: Workspace, request: RosterRequest, state: str, reason: str = "", author: str = "") -> RosterRequest:
    """Close an open request. Raises Conflict when somebody decided it meanwhile, Refused when it is gone."""
    r = roster_request.c
    with ws.write() as c:
        done = c.execute(
            update(roster_request)
            .where(r.request_id == request.request_id, r.row_version == request.row_version, r.state == "open")
            .values(
                state=state, reason=reason, decided_at=now(), decided_by=author or ws.person,
                row_version=request.row_version + 1,
            )
        )  # fmt: skip
        row = c.execute(select(roster_request).where(r.request_id == request.request_id)).first()
        if row is None:
            raise Refused(t("This request is no longer there."))
        if not done.rowcount:
            raise Conflict(t("{who} has decided this request already.", who=row.decided_by or t("Somebody")))
        return _request(row)


def read_requests(ws: Workspace, first_day: date | None = None, last_day: date | None = None) -> list[RosterRequest]:
    """Requests whose day, or the day given in return, lies in the span (all without one), the oldest first."""
    r = roster_request.c
    query = select(roster_request).order_by(r.created_at, r.request_id)
    if first_day is not None and last_day is not None:
        query = query.where(r.day.between(first_day, last_day) | r.other_day.between(first_day, last_day))
    with ws.read() as c:
        return [_request(row) for row in c.execute(query)]


def _request(row: Row[Any]) -> RosterRequest:
    return RosterRequest(**row._asdict())
