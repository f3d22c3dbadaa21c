"""Roster versions with optimistic locking.

Invariants: a version is saved only over the `row_version` its editor had read; a published version is never changed;
every change of shifts goes through `save_version`, which also keeps the content hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, select, update

from planner.base.config import now
from planner.base.errors import Conflict, Refused
from planner.base.i18n import t
from planner.db.bulk import upsert
from planner.db.types import dump
from planner.db.workspace import Workspace
from planner.domain.roster import Activity, Break, ListedVersion, Roster, RosterState, RosterVersion, Shift
from planner.roster.store import teams as roster_teams
from planner.roster.store.tables import roster_shift, roster_version


class RosterConflict(Conflict):
    """Somebody saved the same roster first: `mine` is what was to be saved, `theirs` what stands now."""

    def __init__(self, mine: RosterVersion, theirs: RosterVersion, who: str) -> None:
        super().__init__(
            t("{who} has changed this roster since you opened it.", who=who or t("Somebody")),
            t("Look at both sides, then keep theirs or save yours as a new draft."),
        )
        self.mine = mine
        self.theirs = theirs


def save_version(ws: Workspace, version: RosterVersion, expected_row_version: int | None = None) -> RosterVersion:
    """Store a version and return it as stored.

    Without `roster_id` it becomes a new draft with the span's next number. Otherwise it replaces the stored draft,
    provided that still stands at `expected_row_version` (`version.row_version` when None). Raises RosterConflict with
    both sides when it does not, Refused when the stored one is published or gone.
    """
    with ws.write() as c:
        if not version.roster_id:
            return _insert(c, ws, version)
        expected = version.row_version if expected_row_version is None else expected_row_version
        v = roster_version.c
        done = c.execute(
            update(roster_version)
            .where(v.roster_id == version.roster_id, v.row_version == expected, v.state == RosterState.DRAFT.value)
            .values(
                row_version=expected + 1,
                label=version.label,
                cost=version.cost,
                bound=version.bound,
                changed_at=now(),
                changed_by=version.author or ws.person,
                content_hash=content_hash(version.roster.shifts),
            )
        )
        if not done.rowcount:
            _refuse(c, version, expected)
        _write_changes(c, version.roster_id, version.roster.shifts)
        return _one(c, version.roster_id)


def _refuse(c: Connection, version: RosterVersion, expected: int) -> None:
    row = c.execute(select(roster_version).where(roster_version.c.roster_id == version.roster_id)).first()
    if row is None:
        raise Refused(t("This roster was deleted meanwhile."), t("Save yours as a new draft."))
    if row.row_version != expected:
        raise RosterConflict(version, _version(c, row), row.changed_by)
    if row.state == RosterState.DRAFT.value and roster_teams.foreign(c, version.roster_id):
        raise Refused(t("This roster covers other teams too."), t("Save yours as a new draft."))
    raise Refused(t("A published roster cannot be changed."), t("Save yours as a new draft."))


def _insert(c: Connection, ws: Workspace, version: RosterVersion) -> RosterVersion:
    roster, v = version.roster, roster_version.c
    seen = c.execute(select(func.max(v.number)).where(v.first_day == roster.first_day)).scalar() or 0
    number = roster_teams.next_number(c, roster.first_day, seen)
    author = version.author or ws.person
    at = version.created_at or now()
    roster_id = uuid4().hex
    c.execute(
        insert(roster_version).values(
            roster_id=roster_id,
            first_day=roster.first_day,
            days=roster.days,
            zone=roster.zone,
            number=number,
            state=RosterState.DRAFT.value,
            row_version=1,
            label=version.label,
            author=author,
            created_at=at,
            changed_at=at,
            changed_by=author,
            cost=version.cost,
            bound=version.bound,
            content_hash=content_hash(roster.shifts),
        )
    )
    roster_teams.write_teams(c, roster_id)
    _write_shifts(c, roster_id, roster.shifts)
    return _one(c, roster_id)


def publish(ws: Workspace, roster_id: str, expected_row_version: int, author: str = "") -> RosterVersion:
    """Make a draft binding. Raises RosterConflict when it changed since it was read, Refused when it is published."""
    v = roster_version.c
    with ws.write() as c:
        at = now()
        done = c.execute(
            update(roster_version)
            .where(v.roster_id == roster_id, v.row_version == expected_row_version, v.state == RosterState.DRAFT.value)
            .values(
                state=RosterState.PUBLISHED.value,
                published_at=at,
                changed_at=at,
                changed_by=author or ws.person,
                row_version=expected_row_version + 1,
            )
        )
        if not done.rowcount:
            stored = read_version(ws, roster_id)
            if stored is None or stored.state is RosterState.DRAFT:
                mine = stored or RosterVersion(roster_id, 0, RosterState.DRAFT, 0, roster=Roster(date.min, 1, "UTC"))
                _refuse(c, replace(mine, row_version=expected_row_version), expected_row_version)
            raise Refused(t("This roster is published already."))
        return _one(c, roster_id)


def read_version(ws: Workspace, roster_id: str) -> RosterVersion | None:
    """One version; None when it is not there."""
    with ws.read() as c:
        row = c.execute(select(roster_version).where(roster_version.c.roster_id == roster_id)).first()
        return None if row is None else _version(c, row)


def still(ws: Workspace, shown: ListedVersion) -> RosterVersion:
    """The version that was shown, when it still stands as it did. Raises Conflict that says what became of it."""
    found = read_version(ws, shown.roster_id)
    if found is None:
        raise Conflict(
            t("Version {n} was deleted meanwhile.", n=shown.number), t("Look at the versions that are there.")
        )
    if found.row_version != shown.row_version:
        published = found.state is RosterState.PUBLISHED
        said = "{who} has published version {n} meanwhile." if published else (
            "{who} has changed version {n} since it was shown.")  # fmt: skip
        raise Conflict(
            t(said, who=found.changed_by or t("Somebody"), n=found.number),
            t("Look at it as it stands now, then do it again."),
        )
    return found


def none_newer(ws: Workspace, first_day: date, days: int, known: Iterable[ListedVersion]) -> None:
    """Raise Conflict when somebody made a version of the span that is newer than those known."""
    last = max((v.number for v in known), default=0)
    newer = list_versions(ws, first_day, days)
    if newer and newer[0].number > last:
        raise Conflict(
            t("{who} has made version {n} meanwhile.", who=newer[0].changed_by or t("Somebody"), n=newer[0].number),
            t("Look at it, then do it again."),
        )


def no_other_draft(ws: Workspace, mine: RosterVersion, known: Iterable[ListedVersion]) -> None:
    """Raise RosterConflict when somebody made a draft of the span since; `mine` is the edited published roster."""
    last = max((v.number for v in known), default=0)
    drafts = [
        v for v in list_versions(ws, mine.roster.first_day, mine.roster.days)
        if v.number > last and v.state is RosterState.DRAFT
    ]  # fmt: skip
    if drafts and (theirs := read_version(ws, drafts[0].roster_id)) is not None:
        raise RosterConflict(mine, theirs, theirs.changed_by)


def speaks_for(ws: Workspace, roster_id: str, teams: Iterable[str]) -> bool:
    """Whether a version covers any of these teams (on SQLite it covers them all)."""
    if ws.is_sqlite:
        return True
    with ws.read() as c:
        own = roster_teams.teams_of(c, [roster_id])[roster_id]
    return not own or not own.isdisjoint(teams)


def list_versions(ws: Workspace, first_day: date, days: int | None = None) -> tuple[ListedVersion, ...]:
    """The versions of the span that starts on `first_day` (of any length when `days` is None), newest first, without
    their shifts."""
    v = roster_version.c
    query = select(roster_version).where(v.first_day == first_day).order_by(v.number.desc())
    if days is not None:
        query = query.where(v.days == days)
    with ws.read() as c:
        return tuple(ListedVersion(**_head(row)) for row in c.execute(query).all())


def read_span(
    ws: Workspace, first_day: date, days: int, roster_id: str = ""
) -> tuple[tuple[ListedVersion, ...], RosterVersion | None]:
    """The versions of a span, newest first, and one of them whole: that of `roster_id`, the newest when it is '' or
    not there; in one statement however many there are."""
    v, s = roster_version.c, roster_shift.c
    of_span = (v.first_day == first_day, v.days == days)
    wanted = (
        select(v.roster_id).where(*of_span).order_by((v.roster_id == roster_id).desc(), v.number.desc()).limit(1)
    ).scalar_subquery()
    query = (
        select(roster_version, *(c for c in roster_shift.c if c.name != "roster_id"))
        .select_from(roster_version)
        .outerjoin(roster_shift, and_(s.roster_id == v.roster_id, s.roster_id == wanted))
        .where(*of_span)
        .order_by(v.number.desc(), s.agent_id, s.start)
    )
    with ws.read() as c:
        rows = c.execute(query).all()
    heads = {row.roster_id: row for row in reversed(rows)}
    listed = tuple(ListedVersion(**_head(row)) for row in reversed(heads.values()))
    if not listed:
        return (), None
    chosen = heads.get(roster_id) or heads[listed[0].roster_id]
    shifts = tuple(shift_of(row) for row in rows if row.roster_id == chosen.roster_id and row.agent_id is not None)
    return listed, _with_shifts(chosen, shifts)


def shown_version(
    ws: Workspace, first_day: date, days: int, roster_id: str = ""
) -> tuple[tuple[ListedVersion, ...], RosterVersion | None]:
    """The versions of a span, newest first, and the one to show: that of `roster_id`, else the newest; where that is
    published, the one in force."""
    listed, found = read_span(ws, first_day, days, roster_id)
    if found is None or found.roster_id == roster_id or found.state is RosterState.DRAFT:
        return listed, found
    return listed, _in_force(ws, listed, found)


def published_version(ws: Workspace, first_day: date, days: int | None = None) -> RosterVersion | None:
    """The version in force: the one published last; None before the first.

    Where leads publish for their own teams, it has the shifts of each team as published last for it.
    """
    return _in_force(ws, list_versions(ws, first_day, days))


def _in_force(
    ws: Workspace, listed: Iterable[ListedVersion], known: RosterVersion | None = None
) -> RosterVersion | None:
    """The version in force among those of a span; `known` is one of them that was read whole already."""
    found = [v for v in listed if v.state is RosterState.PUBLISHED]
    found.sort(key=lambda v: (v.published_at or datetime.min.replace(tzinfo=UTC), v.number), reverse=True)
    if not found:
        return None
    with ws.read() as c:
        latest = known if known and known.roster_id == found[0].roster_id else _one(c, found[0].roster_id)
        if len(found) == 1 or ws.is_sqlite:
            return latest
        teams = roster_teams.teams_of(c, [v.roster_id for v in found])
        whole = [latest, *(_one(c, v.roster_id) for v in found[1:] if teams[v.roster_id] != teams[latest.roster_id])]
        return roster_teams.composed(whole, teams, roster_teams.teams_seen(c))


def published_rosters(ws: Workspace, first_day: date, days: int, agents: Iterable[str]) -> tuple[Roster, ...]:
    """Every published roster of a span, the highest number first, with the shifts of these agents only."""
    v, s = roster_version.c, roster_shift.c
    query = (
        select(v.number, v.zone, *(c for c in roster_shift.c if c.name != "roster_id"))
        .join(roster_version, v.roster_id == s.roster_id)
        .where(v.first_day == first_day, v.days == days, v.state == RosterState.PUBLISHED.value)
        .where(s.agent_id.in_(list(agents)))
        .order_by(v.number.desc(), s.agent_id, s.start)
    )
    found: dict[int, list[Row[Any]]] = {}
    with ws.read() as c:
        for row in c.execute(query):
            found.setdefault(row.number, []).append(row)
    return tuple(Roster(first_day, days, rows[0].zone, tuple(map(shift_of, rows))) for rows in found.values())


def spans(ws: Workspace, first_day: date, last_day: date, *, published: bool = False) -> tuple[tuple[date, int], ...]:
    """First day and length of every roster that has a day in [first_day, last_day], the one changed last first.

    `published`: only what was published, and the one published last first.
    """
    v = roster_version.c
    order = v.published_at if published else v.changed_at
    query = select(v.first_day, v.days).where(v.first_day <= last_day).order_by(order.desc(), v.number.desc())
    if published:
        query = query.where(v.state == RosterState.PUBLISHED.value)
    with ws.read() as c:
        rows = c.execute(query).all()
    found = [(r.first_day, r.days) for r in rows if r.first_day + timedelta(days=r.days) > first_day]
    return tuple(dict.fromkeys(found))


def shared(ws: Workspace, roster_id: str) -> bool:
    """Whether a version covers teams that the person at work does not see, and so is not theirs to change."""
    with ws.read() as c:
        return roster_teams.foreign(c, roster_id)


def delete_draft(ws: Workspace, roster_id: str) -> bool:
    """Take a draft out; False when there was none or it is published."""
    v = roster_version.c
    with ws.write() as c:
        query = delete(roster_version).where(v.roster_id == roster_id, v.state == RosterState.DRAFT.value)
        return c.execute(query).rowcount > 0


def content_hash(shifts: tuple[Shift, ...]) -> str:
    """SHA-256 over the shifts in their stored form, whatever their order."""
    rows = sorted(dump([str(value) for value in _shift_row("", s)]) for s in shifts)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def altered(ws: Workspace) -> list[str]:
    """Versions whose shifts do not match their hash, in words (of those that the person at work sees whole)."""
    with ws.read() as c:
        rows = c.execute(select(roster_version).order_by(roster_version.c.first_day, roster_version.c.number)).all()
        return [
            f"roster {r.first_day} #{r.number}"
            for r in rows
            if not roster_teams.foreign(c, r.roster_id) and content_hash(_shifts(c, r.roster_id)) != r.content_hash
        ]


def _one(c: Connection, roster_id: str) -> RosterVersion:
    return _version(c, c.execute(select(roster_version).where(roster_version.c.roster_id == roster_id)).one())


def _head(row: Row[Any]) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in fields(ListedVersion)} | {"state": RosterState(row.state)}


def _with_shifts(row: Row[Any], shifts: tuple[Shift, ...]) -> RosterVersion:
    return RosterVersion(**_head(row), roster=Roster(row.first_day, row.days, row.zone, shifts))


def _version(c: Connection, row: Row[Any]) -> RosterVersion:
    return _with_shifts(row, _shifts(c, row.roster_id))


def _write_changes(c: Connection, roster_id: str, shifts: tuple[Shift, ...]) -> None:
    """Only the shifts that are no more, new, or other than stored: a key on the grid changes one row of hundreds."""
    k, stored, kept = roster_shift.c, set(_shifts(c, roster_id)), set(shifts)
    if gone := [{"who": s.agent_id, "at": s.start} for s in stored - kept]:
        mine = (k.roster_id == roster_id, k.agent_id == bindparam("who"), k.start == bindparam("at"))
        c.execute(delete(roster_shift).where(*mine), gone)
    if new := [dict(zip(k.keys(), _shift_row(roster_id, s), strict=True)) for s in kept - stored]:
        c.execute(insert(roster_shift), new)


def _write_shifts(c: Connection, roster_id: str, shifts: tuple[Shift, ...]) -> None:
    upsert(c, roster_shift, [_shift_row(roster_id, s) for s in shifts])


def _shift_row(roster_id: str, s: Shift) -> tuple[Any, ...]:
    breaks = dump([[_stamp(b.start), _stamp(b.end), b.paid] for b in s.breaks])
    activities = dump([[a.channel, _stamp(a.start), _stamp(a.end)] for a in s.activities])
    start, end = s.start.astimezone(UTC), s.end.astimezone(UTC)
    return (roster_id, s.agent_id, start, end, s.day, breaks, activities, s.locked, s.note)


def _shifts(c: Connection, roster_id: str) -> tuple[Shift, ...]:
    query = select(roster_shift).where(roster_shift.c.roster_id == roster_id)
    return tuple(shift_of(r) for r in c.execute(query.order_by(roster_shift.c.agent_id, roster_shift.c.start)).all())


def shift_of(r: Row[Any]) -> Shift:
    """A stored row as a shift."""
    return Shift(
        r.agent_id,
        r.day,
        r.start,
        r.end,
        tuple(Break(_instant(start), _instant(end), paid) for start, end, paid in json.loads(r.breaks)),
        tuple(Activity(channel, _instant(start), _instant(end)) for channel, start, end in json.loads(r.activities)),
        r.locked,
        r.note,
    )


def _stamp(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
