"""Agents, their time off and their wishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.people import Agent, Preference, TimeOff
from planner.domain.time import midnight
from planner.shop.store import people

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True)
class Team:
    """Everybody, with what binds them."""

    agents: tuple[Agent, ...]
    time_off: tuple[TimeOff, ...]
    preferences: tuple[Preference, ...]


@reads
def team(ws: Workspace, first_day: date | None = None, days: int = 7) -> Team:
    """The agents employed in a span (all when None) with the time off and wishes that touch it."""
    return ws.once(("team", first_day, days), lambda: _team(ws, first_day, days))


def _team(ws: Workspace, first_day: date | None, days: int) -> Team:
    if first_day is None:
        return Team(people.read_agents(ws), people.read_time_off(ws), people.read_preferences(ws))
    last_day = first_day + timedelta(days=days - 1)
    zone = _zone(ws)
    start, end = midnight(first_day, zone), midnight(last_day + timedelta(days=1), zone)
    agents = people.read_agents(ws, first_day, last_day)
    known = {a.agent_id for a in agents}
    return Team(
        agents,
        tuple(o for o in people.read_time_off(ws, start, end) if o.agent_id in known),
        tuple(p for p in people.read_preferences(ws, first_day, last_day) if p.agent_id in known),
    )


@writes
def add_time_off(ws: Workspace, agent_id: str, first_day: date, last_day: date, kind: str) -> TimeOff:
    """Enter whole local days off, both inclusive; refused for an unknown agent or when it overlaps other time off."""
    if last_day < first_day:
        raise Refused(t("The last day lies before the first."), t("Exchange the two dates."))
    if agent_id not in {a.agent_id for a in people.read_agents(ws)}:
        raise Refused(t("There is no agent {agent}.", agent=agent_id), t("Import the agents first."))
    zone = _zone(ws)
    span = TimeOff(agent_id, midnight(first_day, zone), midnight(last_day + timedelta(days=1), zone), kind)
    for other in people.read_time_off(ws, span.start, span.end):
        if other.agent_id == agent_id:
            raise Refused(
                t("{agent} has {kind} already in these days.", agent=agent_id, kind=t(other.kind)),
                t("Take that out first, or choose other days."),
            )
    people.write_time_off(ws, [span])
    audit.append(ws, "time off entered", agent_id, {"first": str(first_day), "last": str(last_day), "kind": kind})
    return span


@writes
def remove_time_off(ws: Workspace, span: TimeOff) -> None:
    """Take a span of time off out."""
    if people.delete_time_off(ws, span):
        audit.append(ws, "time off removed", span.agent_id, {"start": str(span.start), "end": str(span.end)})


@writes
def add_preference(ws: Workspace, wish: Preference) -> None:
    """Enter a wish; refused for an unknown agent."""
    if wish.agent_id not in {a.agent_id for a in people.read_agents(ws)}:
        raise Refused(t("There is no agent {agent}.", agent=wish.agent_id), t("Import the agents first."))
    people.write_preferences(ws, [wish])
    audit.append(ws, "wish entered", wish.agent_id)


@reads
def contract_hours(ws: Workspace, first_day: date, days: int = 7) -> float:
    """Paid hours the agents' contracts give in a span, less leave (a leave day takes its share of the week)."""
    return team_hours(team(ws, first_day, days), _zone(ws), first_day, days)


def team_hours(shown: Team, zone: str, first_day: date, days: int = 7) -> float:
    """Paid hours that the contracts of a team already read give in a span, less its leave."""
    total = 0.0
    for agent in shown.agents:
        off = [o for o in shown.time_off if o.agent_id == agent.agent_id]
        per_day = agent.contract.weekly_minutes / 7
        lost_days = worked_days = 0
        for d in range(days):
            day = first_day + timedelta(days=d)
            if not agent.employed_on(day):
                continue
            worked_days += 1
            noon = midnight(day, zone) + timedelta(hours=12)
            lost_days += any(o.start <= noon < o.end for o in off)
        leave = min(lost_days, agent.contract.days_per_week * days / 7) * agent.contract.leave_day_minutes
        total += max(0.0, per_day * worked_days - leave)
    return total / 60


def _zone(ws: Workspace) -> str:
    return read_settings(ws).time_zone
