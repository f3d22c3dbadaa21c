"""Who is speaking at a shared terminal or in a command: an employee by their personal code, otherwise the login.

As with surveys, an employee has no login of their own: they type a code. It is issued to them by whoever looks after
the team and holds until the next one; only its hash is stored, and a new code makes the old one worthless.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.base.config import today
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.care.store import people
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.shop.store.people import read_agents

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.domain.people import Agent

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # without l, o, 0 and 1, which are taken for each other
CODE_LENGTH = 12
CODE_COLUMNS = ("agent_id", "name", "email", "code")
# Codes are random and 60 bits long, so that one salt for all is enough; scrypt makes trying them dear.
_SALT = b"cuadrante personal code"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Member:
    """An employee who said who they are."""

    agent_id: str
    name: str
    team: str


def hash_of(code: str) -> str:
    """What is stored of a code; spaces, hyphens and capitals do not matter."""
    plain = re.sub(r"[\s-]", "", code).casefold().encode()
    return hashlib.scrypt(plain, salt=_SALT, n=2**12, r=8, p=1, dklen=32).hex()


@writes
def issue_codes(ws: Workspace, path: Path, agent_ids: Iterable[str] = ()) -> int:
    """Write new personal codes to a .csv or .xlsx file, for these agents or for everybody employed without one.

    Codes they had before stop working. Hand the codes out and delete the file. Returns how many were issued.
    """
    from planner.tables.writing import write_table

    wanted = list(dict.fromkeys(agent_ids))
    employed = {a.agent_id: a for a in everybody(ws) if a.employed_on(today())}
    for one in wanted:
        if one not in employed:
            raise Refused(
                t("{agent} is not employed today.", agent=one), t("Codes are for people who work here. Look at the id.")
            )
    chosen = wanted or sorted(set(employed) - people.with_codes(ws))
    codes = {a: "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for a in chosen}
    rows = [(a, employed[a].name, employed[a].email, code) for a, code in codes.items()]
    people.write_codes(ws, {a: hash_of(code) for a, code in codes.items()})
    for a in codes:
        audit.append(ws, "personal code issued", a)
    write_table(path, CODE_COLUMNS, rows, private=True)
    path.chmod(0o600)
    return len(rows)


@reads
def identify(ws: Workspace, code: str) -> Member:
    """The employee behind a code; Refused when it is none or they have left."""
    agent_id = people.agent_of_code(ws, hash_of(code)) if code.strip() else None
    found = next((a for a in everybody(ws) if a.agent_id == agent_id and a.employed_on(today())), None)
    if found is None:
        raise Refused(
            t("This is no personal code of this team."),
            t("Look at it again, or ask your team lead for a new one."),
        )
    return Member(found.agent_id, found.name, found.team)


@reads
def everybody(ws: Workspace) -> tuple[Agent, ...]:
    """All agents that the person may see."""
    return read_agents(ws)


@reads
def agent_named(ws: Workspace, who: str) -> Agent:
    """An agent by id or by whole name; Refused with the mend when there is none or more than one."""
    asked = who.strip()
    found = read_agents(ws)
    exact = [a for a in found if a.agent_id == asked]
    named = exact or [a for a in found if a.name.casefold() == asked.casefold()]
    if not named:
        raise Refused(t("There is no agent {agent}.", agent=asked[:60]), t("Write an id or a whole name of People."))
    if len(named) > 1:
        raise Refused(
            t("{n} people are called {name}.", n=len(named), name=asked),
            t("Write the id instead: {ids}.", ids=", ".join(a.agent_id for a in named)),
        )
    return named[0]


def words(value: str, what: str, limit: int = 500, *, empty: bool = False) -> str:
    """A text as it may be kept: without control and direction marks, of at most `limit` characters.

    Raises Refused for an empty text (unless `empty`) and for one that is too long; `what` names it, translated.
    """
    plain = re.sub(r"\s+", " ", _UNSEEN.sub(" ", value)).strip()
    if not plain and not empty:
        raise Refused(t("{what} is empty.", what=what), t("Write a few words."))
    if len(plain) > limit:
        raise Refused(
            t("{what} has {n} characters; {limit} fit.", what=what, n=len(plain), limit=limit), t("Shorten it.")
        )
    return plain
