"""Fills the sample shop with what belongs to its people: leavers, thanks, coaching, proposals, a quarter of rosters.

The rosters of April to June 2026 are laid out here by a fixed pattern, not solved: early, middle and late weeks in
turn, weekends in rotation, some days moved after publishing. They lie long before the week that is planned.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sample_data
from planner.care.store import people, promos
from planner.db.workspace import read_settings
from planner.domain.people import Agent, Contract
from planner.domain.roster import Break, Roster, RosterState, RosterVersion, Shift
from planner.domain.time import midnight
from planner.roster.store import rosters
from planner.shop.intake import imports
from planner.shop.store.people import read_agents, write_agents

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

FIRST_WEEK, WEEKS = date(2026, 3, 30), 13
CLOSING_HOUR = 22
MOVED_WEEKS = (2, 6, 9)


def fill(ws: Workspace) -> None:
    """Load everything; the agents of the sample are there already."""
    care = tomllib.loads(sample_data.CARE.read_text(encoding="utf-8"))
    zone = read_settings(ws).time_zone
    with ws.write():
        write_agents(ws, [_leaver(one) for one in care["leaver"]])
        gone = {x["id"]: (x["kind"], x["reason"]) for x in (*care["leaver"], *care["leaving"])}
        people.write_leaving(ws, gone)
        _thanks(ws, care["thanks"])
        _coaching(ws, care["coaching"])
        _proposals(ws, care["proposal"])
        _rosters(ws, zone)
    imports.commit(ws, imports.preview(ws, "answers", sample_data.ROSTER_SURVEY))


def _leaver(x: Mapping[str, Any]) -> Agent:
    contract = Contract(x["hours"] * 60, 5)
    return Agent(
        x["id"], x["name"], x["team"], tuple(x["skills"]), contract, ("es",), "", x["start"], x["end"],
        Decimal(x["cost"]),
    )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _thanks(ws: Workspace, rows: list[dict[str, Any]]) -> None:
    agents = {a.agent_id: a for a in read_agents(ws)}
    for number, x in enumerate(rows, 1):
        to = agents[x["to"]]
        people.add_recognition(
            ws,
            people.Recognition(
                f"gracias{number}", x["from"], "", agents[x["from"]].name, to.agent_id, to.name, to.team, x["for"],
                _noon(x["day"]),
            ),
        )  # fmt: skip


def _coaching(ws: Workspace, rows: list[dict[str, Any]]) -> None:
    for number, x in enumerate(rows, 1):
        plan = people.Plan(
            f"plan{number}", x["agent"], x["coach"], x["goal"], x.get("state", "open"), x["start"],
            x.get("follow_up"), x.get("closed"), x.get("outcome", ""), x["coach"], 1,
        )  # fmt: skip
        people.add_plan(ws, plan)
        for talk in x["talk"]:
            people.add_talk(ws, plan, talk["day"], talk["note"])


def _proposals(ws: Workspace, rows: list[dict[str, Any]]) -> None:
    names = {a.agent_id: a.name for a in read_agents(ws)}
    for x in rows:
        declined = "declined" in x
        promos.add_proposal(
            ws,
            promos.Proposal(
                x["id"], x["by"], "", names[x["by"]], x["name"], x["first"], x["last"], tuple(x.get("channels", ())),
                Decimal(x["uplift"]), x["why"], "declined" if declined else "open", _noon(x["day"]),
                _noon(x["decided"]) if declined else None, "Pilar Serrano" if declined else "", x.get("declined", ""),
            ),
        )  # fmt: skip
        for vote in ("yes", "no"):
            for agent_id in x[vote]:
                promos.write_vote(ws, x["id"], agent_id, vote)


# -- the quarter of rosters -----------------------------------------------------------------------------------------


def _rosters(ws: Workspace, zone: str) -> None:
    agents = read_agents(ws)
    for week in range(WEEKS):
        monday = FIRST_WEEK + timedelta(weeks=week)
        shifts = _week(agents, monday, week, zone)
        _publish(ws, Roster(monday, 7, zone, shifts), rosters)
        if week in MOVED_WEEKS:
            moved = tuple(_earlier(s) if i % 17 == week else s for i, s in enumerate(shifts))
            _publish(ws, Roster(monday, 7, zone, moved), rosters)


def _publish(ws: Workspace, roster: Roster, rosters: Any) -> None:
    draft = rosters.save_version(
        ws, RosterVersion("", 0, RosterState.DRAFT, 0, "", author="Pilar Serrano", roster=roster)
    )
    rosters.publish(ws, draft.roster_id, draft.row_version, "Pilar Serrano")


def _week(agents: tuple[Agent, ...], monday: date, week: int, zone: str) -> tuple[Shift, ...]:
    """Each agent's working days in a row, beginning on another weekday every week; hours early, middle or late."""
    shifts = []
    for i, agent in enumerate(agents):
        minutes = round(agent.contract.weekly_minutes / agent.contract.days_per_week)
        turn = (i + week) % 3
        if agent.team == "Ventas" and turn == 0 and i % 2:
            turn = 2  # sales works more of the evenings
        first_free = (2 * i + 3 * week) % 7
        for place in range(agent.contract.days_per_week):
            day = monday + timedelta(days=(first_free + 2 + place) % 7)
            if agent.employed_on(day):
                shifts.append(_shift(agent, day, minutes, turn, zone))
    return tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start)))


def _shift(agent: Agent, day: date, minutes: int, turn: int, zone: str) -> Shift:
    pause = 30 if minutes > 360 else 0
    length = minutes + pause
    closing = 20 if day.weekday() == 6 else CLOSING_HOUR
    opening = 10 if day.weekday() == 6 else 9
    latest = closing * 60 - length
    start_min = (opening * 60, (opening * 60 + latest) // 2 // 30 * 30, latest)[turn]
    start = midnight(day, zone) + timedelta(minutes=start_min)
    middle = start + timedelta(minutes=length // 2 // 30 * 30)
    breaks = (Break(middle, middle + timedelta(minutes=pause)),) if pause else ()
    return Shift(agent.agent_id, day, start, start + timedelta(minutes=length), breaks)


def _earlier(s: Shift) -> Shift:
    by = timedelta(hours=-1)
    return Shift(
        s.agent_id, s.day, s.start + by, s.end + by, tuple(Break(b.start + by, b.end + by, b.paid) for b in s.breaks)
    )
