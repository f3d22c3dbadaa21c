"""Contacts with known customers, which may earn a sale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.pay.store import customers as store
from planner.shop.intake.kind import (
    AGENT,
    CHANNEL,
    Incoming,
    Kind,
    RowError,
    SinkResult,
    Spec,
    Values,
    moment,
    text,
    yes,
)
from planner.shop.intake.reading import Problems
from planner.shop.store.people import read_agents
from planner.tables import values
from planner.tables.values import Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A contact with a known customer; a bot's is not `human`."""

    contact_id: str
    customer_id: str
    agent_id: str
    started_at: datetime
    ended_at: datetime | None = None
    channel: str = ""
    stage: str = ""
    human: bool = True


def _conversation(row: Values, habits: Habits) -> ConversationRow:
    if row["human"] and not row["agent_id"]:
        raise RowError("agent_id", t("The cell is empty."), t("Name the agent, or write no under human for a bot."))
    if row["ended_at"] is not None and row["ended_at"] < row["started_at"]:
        raise RowError("ended_at", t("The end lies before the start."), t("Exchange the two, or mend the time."))
    return ConversationRow(**row)


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Contacts with known customers, by contact; unknown agents are refused, for they could earn a sale."""

    known = {agent.agent_id for agent in read_agents(ws)}
    problems = Problems()
    for row in came.rows:
        if row.value.human and row.value.agent_id not in known:
            message = t("There is no agent {agent}.", agent=row.value.agent_id)
            problems.add(
                RowProblem(came.file, row.row, "agent_id", message, t("Import the agents first, or mend the id."))
            )
    problems.refuse(came.file)
    found = [r.value for r in came.rows]
    counts = store.write_conversations(
        ws,
        [(c.contact_id, c.customer_id, c.agent_id, c.started_at, c.ended_at, c.channel, c.stage, int(c.human))
         for c in found],
    )  # fmt: skip
    return SinkResult(counts.new, counts.changed, counts.same)


KIND = Kind(
    "conversations",
    ("Conversations with customers", "Conversaciones con clientes"),
    (
        text("contact_id", "contacto", "id_contacto", required=True),
        text("customer_id", "cliente", "id_cliente", required=True),
        Spec("agent_id", values.text, True, "", AGENT, may_be_empty=True),
        moment("started_at", "inicio", "fecha", required=True),
        moment("ended_at", "fin"),
        text("channel", *CHANNEL, read=values.name),
        text("stage", "fase", read=values.name),
        text("human", "humano", "persona", default=True, read=yes),
    ),
    _conversation,
    lambda c: c.contact_id,
    _take,
    ("T-9", "C77", "A01", "2026-11-27 10:00", "2026-11-27 10:08", "chat", "", "yes"),
)
