"""The wall of thanks: who thanks whom for what; everybody may read it, its author may take a thank-you back.

Invariant: nothing of it reaches pay; no module of pay reads these rows (a test holds that).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.base.config import now, today
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.care.members import Member, agent_named, words
from planner.care.store import people
from planner.care.store import people as store
from planner.care.store.people import read_recognitions
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.tables.writing import write_table

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

COLUMNS = ("id", "date", "by", "thanked", "team", "message")


@dataclass(frozen=True, slots=True)
class Thanks:
    """One line of the wall; `by` is an employee's name or a login; `mine` says that the reader may take it back."""

    recognition_id: str
    day: date
    by: str
    thanked_id: str
    thanked: str
    team: str
    message: str
    mine: bool


@reads
def wall(ws: Workspace, reader: Member | None = None) -> tuple[Thanks, ...]:
    """The wall, newest first, as this reader sees it (the login when None)."""
    tz = ZoneInfo(read_settings(ws).time_zone)
    return tuple(
        Thanks(
            r.recognition_id, r.created_at.astimezone(tz).date(), r.by_name, r.thanked_id, r.thanked_name,
            r.thanked_team, r.message, _is_author(ws, r.agent_id, r.author, reader),
        )
        for r in read_recognitions(ws)
    )  # fmt: skip


def _is_author(ws: Workspace, agent_id: str, author: str, who: Member | None) -> bool:
    return agent_id == who.agent_id if who is not None else not agent_id and author == ws.person


@writes
def thank(ws: Workspace, whom: str, message: str, by: Member | None = None) -> str:
    """Put a thank-you on the wall, by an employee or by the login; returns its id.

    Refused for nobody of that name, somebody who has left, oneself, and a text that is empty or over 500 characters.
    """
    agent = agent_named(ws, whom)
    if by is not None and agent.agent_id == by.agent_id:
        raise Refused(t("Thanking oneself does not count."), t("Thank somebody else."))
    if not agent.employed_on(today()):
        raise Refused(t("{agent} is not employed today.", agent=agent.name), t("Thank somebody who works here."))
    said = words(message, t("What for"))
    one = store.Recognition(
        store.new_id(), by.agent_id if by else "", "" if by else ws.person, by.name if by else ws.person,
        agent.agent_id, agent.name, agent.team, said, now(),
    )  # fmt: skip
    store.add_recognition(ws, one)
    audit.append(ws, "thanked", one.recognition_id, actor=by.agent_id if by else "")
    return one.recognition_id


@writes
def withdraw(ws: Workspace, recognition_id: str, by: Member | None = None) -> None:
    """Take a thank-you of one's own back; it leaves the wall."""
    found = next((r for r in people.read_recognitions(ws) if r.recognition_id == recognition_id), None)
    if found is None:
        raise Refused(
            t("There is no thank-you {id} on the wall.", id=recognition_id[:20]), t("Look at the wall again.")
        )
    if not _is_author(ws, found.agent_id, found.author, by):
        raise Refused(
            t("Only its author takes a thank-you back."),
            t("An employee does so with their personal code, a team lead under their own login."),
        )
    people.withdraw_recognition(ws, recognition_id)
    audit.append(ws, "thanks taken back", recognition_id, actor=by.agent_id if by else "")


@reads
def export(ws: Workspace, path: Path) -> int:
    """Write the wall as .csv or .xlsx; returns the lines."""
    rows = [(x.recognition_id, x.day, x.by, x.thanked, x.team, x.message) for x in wall(ws)]
    return write_table(path, COLUMNS, rows, t("Thanks"), private=True)
