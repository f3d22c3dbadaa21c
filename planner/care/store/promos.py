"""Proposals for the promotional calendar and their votes.

Invariants: a person has one vote a proposal (its key), which they may change; a decision is written only over the
`row_version` that was read, so that two team leads cannot both decide.
"""

from __future__ import annotations

import json
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
from planner.db.types import Exact, Utc, dump
from planner.db.workspace import Workspace

promo_proposal = Table(
    "promo_proposal",
    metadata,
    text("proposal_id", key=True),
    text("agent_id"),
    text("author"),
    text("by_name"),
    text("name"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    text("channels"),
    Column("uplift_pct", Exact),
    text("why"),
    text("state"),
    Column("created_at", Utc, nullable=False),
    Column("decided_at", Utc),
    text("decided_by"),
    text("reason"),
    Column("row_version", Integer, nullable=False),
    schema=CORE,
)

promo_vote = Table(
    "promo_vote",
    metadata,
    Column("proposal_id", Text, ForeignKey("core.promo_proposal.proposal_id", ondelete="CASCADE"), primary_key=True),
    text("agent_id", key=True),
    text("vote"),
    Column("changed_at", Utc, nullable=False),
    schema=CORE,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed event; local days inclusive; no channels means every channel; `agent_id` '' when `author` proposed.

    `state` is open, accepted, declined or withdrawn; `reason` is what was said with the decision.
    """

    proposal_id: str
    agent_id: str
    author: str
    by_name: str
    name: str
    first_day: date
    last_day: date
    channels: tuple[str, ...]
    uplift_pct: Decimal | None
    why: str
    state: str
    created_at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""
    row_version: int = 1


def add_proposal(ws: Workspace, one: Proposal) -> None:
    """Keep a new proposal."""
    values = {name: getattr(one, name) for name in Proposal.__slots__} | {"channels": dump(one.channels)}
    with ws.write() as c:
        c.execute(insert(promo_proposal).values(values))


def read_proposals(ws: Workspace) -> tuple[Proposal, ...]:
    """Every proposal, open ones first, then by date."""
    p = promo_proposal.c
    query = select(promo_proposal).order_by(p.state != "open", p.first_day, p.name, p.proposal_id)
    with ws.read() as c:
        rows = c.execute(query).mappings().all()
    return tuple(Proposal(**{**r, "channels": tuple(json.loads(r["channels"]))}) for r in rows)


def decide(ws: Workspace, known: Proposal, state: str, reason: str = "", **changes: Any) -> None:
    """Give a proposal another state; Conflict when somebody decided meanwhile."""
    p = promo_proposal.c
    values = {"state": state, "reason": reason, "decided_at": now(), "decided_by": ws.person} | changes
    with ws.write() as c:
        done = c.execute(
            update(promo_proposal)
            .where(p.proposal_id == known.proposal_id, p.row_version == known.row_version)
            .values(**values, row_version=known.row_version + 1)
        )
        if not done.rowcount:
            raise Conflict(
                t("Somebody else decided on this proposal meanwhile."), t("Open it again to see what was decided.")
            )


def write_vote(ws: Workspace, proposal_id: str, agent_id: str, vote: str) -> None:
    """Keep the vote of a person in place of their last one."""
    with ws.write() as c:
        upsert(c, promo_vote, [(proposal_id, agent_id, vote, now())])


def delete_vote(ws: Workspace, proposal_id: str, agent_id: str) -> bool:
    """Take a vote back; False when there was none."""
    v = promo_vote.c
    with ws.write() as c:
        return c.execute(delete(promo_vote).where(v.proposal_id == proposal_id, v.agent_id == agent_id)).rowcount > 0


def read_votes(ws: Workspace) -> dict[str, dict[str, str]]:
    """Proposal → agent → vote."""
    found: dict[str, dict[str, str]] = {}
    with ws.read() as c:
        for r in c.execute(select(promo_vote.c.proposal_id, promo_vote.c.agent_id, promo_vote.c.vote)):
            found.setdefault(r.proposal_id, {})[r.agent_id] = r.vote
    return found
