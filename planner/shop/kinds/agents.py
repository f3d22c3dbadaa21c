"""Agents: who they are, what they serve, their contract. What a file does not tell of somebody stays as it was."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.base.i18n import t
from planner.domain.people import Agent, Contract
from planner.shop.intake.kind import AGENT, Incoming, Kind, RowError, SinkResult, Values, moment, number, text
from planner.shop.store.channels import ChannelNames, read_channels
from planner.shop.store.people import read_agents, write_agents
from planner.tables import values
from planner.tables.table import Cell
from planner.tables.values import CellError, Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


def _email(cell: Cell, habits: Habits) -> str:
    value = values.text(cell, habits, longest=254)
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise CellError(t("{value} is not an e-mail address.", value=values.shown(value)))
    return value


def _skills(cell: Cell, habits: Habits) -> tuple[str, ...]:
    found = values.names(cell, habits)
    if not found:
        raise CellError(t("The cell is empty."), t("Name at least one channel, as phone;chat."))
    return found


def _agent(row: Values, habits: Habits) -> Agent:
    if row["start_date"] and row["end_date"] and row["end_date"] < row["start_date"]:
        raise RowError("end_date", t("The end lies before the start."), t("Exchange the two, or mend the date."))
    contract = Contract(round(row["contract_hours"] * 60), row["days_per_week"])
    return Agent(
        row["agent_id"],
        row["name"],
        row["team"],
        row["skills"],
        contract,
        row["languages"],
        row["email"],
        row["start_date"],
        row["end_date"],
        row["hourly_cost"],
    )


FIELDS = {
    "name": "name", "team": "team", "skills": "skills", "languages": "languages", "email": "email",
    "start_date": "start_date", "end_date": "end_date", "hourly_cost": "hourly_cost",
}  # fmt: skip
"""Column → field of an agent, as far as they are one to one."""


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Agents by id. New people whose list tells no skills serve every channel, which is said."""
    known = {agent.agent_id: agent for agent in read_agents(ws)}
    channels = read_channels(ws)
    names = ChannelNames(channels)
    merged, without = [], []
    for row in came.rows:
        agent, old = (
            replace(row.value, skills=tuple(dict.fromkeys(map(names, row.value.skills)))),
            known.get(row.value.agent_id),
        )
        if old is not None:
            kept = {name: getattr(old, name) for column, name in FIELDS.items() if column not in row.told}
            contract = replace(agent.contract, daily_minutes=old.contract.daily_minutes)
            if "contract_hours" not in row.told:
                contract = replace(contract, weekly_minutes=old.contract.weekly_minutes)
            if "days_per_week" not in row.told:
                contract = replace(contract, days_per_week=old.contract.days_per_week)
            agent = replace(agent, contract=contract, availability=old.availability, **kept)
        elif "skills" not in row.told:
            agent = replace(agent, skills=tuple(channel.name for channel in channels))
            without.append(agent.name)
        merged.append(agent)
    counts = write_agents(ws, merged)
    there = {channel.name for channel in channels}
    unknown = sorted({skill for agent in merged for skill in agent.skills} - there) if there else []
    notes = [t("Skills without a channel of that name: {names}.", names=", ".join(unknown))] if unknown else []
    if without and channels:
        notes.append(t("No column tells skills: {n} new people serve every channel until somebody says otherwise.",
                       n=len(without)))  # fmt: skip
    elif without:
        notes.append(t("No column tells skills and there is no channel yet: {n} people serve none.", n=len(without)))
    return SinkResult(counts.new, counts.changed, counts.same, tuple(notes))


KIND = Kind(
    "agents",
    ("Agents", "Agentes"),
    (
        text("agent_id", *AGENT, "id", required=True),
        text("name", "nombre", required=True),
        text("team", "equipo", required=True),
        text("skills", "habilidades", "canales", required=True, default=(), read=_skills),
        number("contract_hours", values.number(0.25, 60), "horas_contrato", "horas", required=True),
        text("languages", "idiomas", default=(), read=values.names),
        text("email", "correo", read=_email),
        moment("start_date", "alta", read=values.day),
        moment("end_date", "baja", read=values.day),
        number("hourly_cost", values.exact("0", "10000"), "coste_hora"),
        number("days_per_week", values.whole(1, 7), "dias_semana", default=5),
    ),
    _agent,
    lambda agent: agent.agent_id,
    _take,
    ("A01", "Eva Prat", "Pedidos", "phone;chat", "40", "es;en", "eva@example.com", "2022-03-01", "", "15.30", "5"),
    may_lack=("skills", "team"),
)
