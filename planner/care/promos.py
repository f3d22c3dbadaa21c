"""The promotional calendar by the team: members propose events, vote, and the team lead decides.

An accepted proposal becomes an event of the shop's calendar (one a channel, or one for all), which the next forecast
uses; undoing takes it out again. Votes are kept by name, so that each counts once and may be changed; only their
numbers are shown, and to a voter their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from planner.base.config import now, today
from planner.base.errors import Misuse, Refused
from planner.base.i18n import t
from planner.care.members import Member, words
from planner.care.store import promos as store
from planner.care.store.people import new_id
from planner.care.store.promos import read_proposals
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.time import midnight
from planner.domain.workspace import Event
from planner.shop.store.channels import read_channels
from planner.shop.store.events import delete_event, read_events, write_events
from planner.tables.writing import Value, write_table

if TYPE_CHECKING:
    from planner.care.store.promos import Proposal
    from planner.db.workspace import Workspace
    from planner.domain.workspace import Event

OPEN, ACCEPTED, DECLINED, WITHDRAWN = "open", "accepted", "declined", "withdrawn"
STATE_WORDS = {
    OPEN: "to be decided",
    ACCEPTED: "in the calendar",
    DECLINED: "declined",
    WITHDRAWN: "taken back",
}
YES, NO = "yes", "no"
COLUMNS = (
    "id", "state", "name", "first_day", "last_day", "channels", "uplift_pct", "by", "yes", "no", "why", "decided_by",
    "decided_on", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal with its votes, and the reader's own (`mine` is yes, no or '')."""

    proposal: Proposal
    yes: int
    no: int
    mine: str


@reads
def items(ws: Workspace, reader: Member | None = None) -> tuple[Item, ...]:
    """Every proposal, those to be decided first."""
    votes = store.read_votes(ws)
    out = []
    for p in store.read_proposals(ws):
        cast = votes.get(p.proposal_id, {})
        mine = cast.get(reader.agent_id, "") if reader else ""
        given = list(cast.values())
        out.append(Item(p, given.count(YES), given.count(NO), mine))
    return tuple(out)


@reads
def get(ws: Workspace, proposal_id: str) -> Proposal:
    """One proposal; Refused when there is none."""
    found = next((p for p in read_proposals(ws) if p.proposal_id == proposal_id), None)
    if found is None:
        raise Refused(t("There is no proposal {id}.", id=proposal_id[:20]), t("`care proposals` lists them."))
    return found


def _in_state(ws: Workspace, proposal_id: str, *states: str) -> Proposal:
    found = get(ws, proposal_id)
    if found.state not in states:
        raise Refused(
            t("«{name}» is not open to this: {state}.", name=found.name, state=t(STATE_WORDS[found.state])),
            t("Undo the decision first.") if found.state in (ACCEPTED, DECLINED) else "",
        )
    return found


@writes
def propose(
    ws: Workspace, name: str, first_day: date, last_day: date, channels: Sequence[str] = (),
    uplift_pct: float | None = None, why: str = "", by: Member | None = None,
) -> str:  # fmt: skip
    """Propose an event on local days, both inclusive, for some channels or all; returns its id."""
    if last_day < first_day:
        raise Refused(t("The last day lies before the first."), t("Exchange the two dates."))
    if first_day < today():
        raise Refused(t("The event lies in the past."), t("Propose one that is still to come."))
    if (last_day - first_day).days > 92:
        raise Refused(t("An event of over three months is no event."), t("Make it shorter, or propose it in parts."))
    if uplift_pct is not None and not -100 <= uplift_pct <= 2000:
        raise Refused(t("An uplift of {value} % makes no sense.", value=uplift_pct), t("62 means 62 % more contacts."))
    known = [c.name for c in read_channels(ws)]
    for one in channels:
        if one not in known:
            raise Refused(
                t("There is no channel {channel}.", channel=one[:40]),
                t("Choose one of: {names}.", names=", ".join(known)),
            )
    made = store.Proposal(
        _new_id(), by.agent_id if by else "", "" if by else ws.person, by.name if by else ws.person,
        words(name, t("The name"), 80), first_day, last_day, tuple(dict.fromkeys(channels)),
        None if uplift_pct is None else Decimal(str(uplift_pct)), words(why, t("The reason"), 500), OPEN, now(),
    )  # fmt: skip
    store.add_proposal(ws, made)
    audit.append(ws, "event proposed", made.proposal_id, {"name": made.name}, actor=by.agent_id if by else "")
    return made.proposal_id


def _new_id() -> str:
    return new_id()


@writes
def vote(ws: Workspace, member: Member, proposal_id: str, choice: str) -> None:
    """Vote yes or no, or change one's vote; '' takes it back. Only while the proposal is open."""
    if choice not in (YES, NO, ""):
        raise Misuse(t("{value!r} is no vote.", value=choice), f"{YES}, {NO}")
    _in_state(ws, proposal_id, OPEN)
    if choice:
        store.write_vote(ws, proposal_id, member.agent_id, choice)
    else:
        store.delete_vote(ws, proposal_id, member.agent_id)


@writes
def withdraw(ws: Workspace, proposal_id: str, by: Member | None = None) -> None:
    """Take a proposal of one's own back before it is decided."""
    found = _in_state(ws, proposal_id, OPEN)
    own = found.agent_id == by.agent_id if by else not found.agent_id and found.author == ws.person
    if not own:
        raise Refused(t("Only its author takes a proposal back."), t("A team lead declines it, with a reason."))
    store.decide(ws, found, WITHDRAWN)
    audit.append(ws, "proposal taken back", proposal_id, actor=by.agent_id if by else "")


@writes
def accept(ws: Workspace, proposal_id: str, note: str = "") -> tuple[Event, ...]:
    """Put a proposal into the shop's calendar, where the next forecast finds it; returns the events.

    Refused when an event of that name, channel and day stands there already.
    """
    found = _in_state(ws, proposal_id, OPEN)
    events = _events(ws, found)
    said = words(note, t("The reason"), 300, empty=True)
    standing = {(e.name, e.channel, e.start) for e in read_events(ws)}
    if any((e.name, e.channel, e.start) in standing for e in events):
        raise Refused(
            t("The calendar has «{name}» on that day already.", name=found.name),
            t("Take that event out on Forecast, or decline this proposal."),
        )
    store.decide(ws, found, ACCEPTED, said)
    write_events(ws, events)
    audit.append(
        ws, "proposal accepted", proposal_id,
        {"name": found.name, "start": str(found.first_day), "end": str(found.last_day)},
    )  # fmt: skip
    return events


def _events(ws: Workspace, p: Proposal) -> tuple[Event, ...]:
    zone = read_settings(ws).time_zone
    start, end = midnight(p.first_day, zone), midnight(p.last_day + timedelta(days=1), zone)
    return tuple(Event(p.name, "promotion", start, end, channel, p.uplift_pct) for channel in p.channels or ("",))


@writes
def decline(ws: Workspace, proposal_id: str, reason: str) -> None:
    """Say no to a proposal, with a reason that its author and voters read."""
    found = _in_state(ws, proposal_id, OPEN)
    said = words(reason, t("The reason"), 300)
    store.decide(ws, found, DECLINED, said)
    audit.append(ws, "proposal declined", proposal_id)


@writes
def undo(ws: Workspace, proposal_id: str) -> None:
    """Take a decision back: the proposal is open again and its event leaves the calendar.

    Refused when somebody changed that event since; one that was taken out already is no hindrance.
    """
    found = _in_state(ws, proposal_id, ACCEPTED, DECLINED)
    if found.state == ACCEPTED:
        standing = {(e.name, e.channel, e.start): e for e in read_events(ws)}
        for event in _events(ws, found):
            now_ = standing.get((event.name, event.channel, event.start))
            if now_ is not None and now_ != event:
                raise Refused(
                    t("The event «{name}» was changed since it was accepted.", name=found.name),
                    t("Take it out on Forecast by hand if it is to go."),
                )
            delete_event(ws, event.name, event.channel, event.start)
    store.decide(ws, found, OPEN, "", decided_at=None, decided_by="")
    audit.append(ws, "decision undone", proposal_id, {"was": found.state})


@reads
def rows(ws: Workspace) -> list[dict[str, object]]:
    """Every proposal in machine form."""
    out: list[dict[str, object]] = []
    for x in items(ws):
        p = x.proposal
        values = (
            p.proposal_id, p.state, p.name, p.first_day, p.last_day, ";".join(p.channels), p.uplift_pct, p.by_name,
            x.yes, x.no, p.why, p.decided_by, p.decided_at.date() if p.decided_at else None, p.reason,
        )  # fmt: skip
        out.append(dict(zip(COLUMNS, values, strict=True)))
    return out


@reads
def export(ws: Workspace, path: Path) -> int:
    """Write the proposals as .csv or .xlsx; returns the rows."""
    lines: list[list[Value]] = [list(r.values()) for r in rows(ws)]  # type: ignore[arg-type]
    return write_table(path, COLUMNS, lines, "proposals", private=True)
