"""A roster that a lead keeps elsewhere: our own export, or a grid of names and days. It becomes the published roster of
its weeks, so that rests and weekends go on from it; days of leave in it become time off.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.bulk import Counts, inserted
from planner.domain.people import TimeOff
from planner.domain.roster import Break, Roster, RosterState, RosterVersion, Shift
from planner.domain.time import iso_week_label, localise, midnight
from planner.roster.store import rosters
from planner.roster.store.tables import roster_version
from planner.shop.intake.kind import AGENT, Incoming, Kind, RowError, SinkResult, Spec, Values, moment, text
from planner.shop.intake.whom import known_agents
from planner.shop.store.people import write_time_off
from planner.tables import values
from planner.tables.table import Cell, plain
from planner.tables.values import CellError, Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

LABEL = "imported"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A day of an agent: a shift (local start and end, an end at or before the start lies on the next day; unpaid
    breaks likewise), a kind of leave, or neither: a day off."""

    agent_id: str
    day: date
    start: time | None
    end: time | None
    breaks: tuple[tuple[time, time], ...] = ()
    kind: str = ""


def _breaks(cell: Cell, habits: Habits) -> tuple[tuple[time, time], ...]:
    """`11:00-11:15;14:00-14:30`"""
    found = []
    for part in filter(None, (one.strip() for one in plain(cell).split(";"))):
        first, dash, last = part.partition("-")
        if not dash:
            raise CellError(t("{value} is not a break.", value=values.shown(part)), t("Write it as 11:00-11:15."))
        found.append((values.clock(first, habits), values.clock(last, habits)))
    return tuple(found)


def _clock(cell: Cell, habits: Habits) -> time:
    """A local time, or the time of day of a moment (our own export writes moments)."""
    if isinstance(cell, str) and len(cell.strip()) > 8:
        return values.local(cell, habits).time()
    return values.clock(cell, habits)


def _row(row: Values, habits: Habits) -> RosterRow:
    if (row["start"] is None) != (row["end"] is None):
        raise RowError("end", t("A shift has a start and an end."), t("Fill in both, or neither for a day off."))
    return RosterRow(row["agent_id"], row["date"], row["start"], row["end"], row["breaks"], row["kind"])


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Each week of the file becomes a published version; a week that has another one is refused."""
    rows, left_out, notes = known_agents(ws, came)
    weeks: dict[date, list[Shift]] = defaultdict(list)
    leave = []
    for row in (one.value for one in rows):
        monday = row.day - timedelta(days=row.day.weekday())
        weeks[monday]  # a week of days off only is a week too
        if row.start is not None:
            weeks[monday].append(_shift(row, came.zone))
        elif row.kind:
            leave.append(
                TimeOff(row.agent_id, midnight(row.day, came.zone), midnight(row.day + timedelta(days=1), came.zone),
                        row.kind)
            )  # fmt: skip
    total = write_time_off(ws, leave) if leave else Counts()
    for monday, shifts in sorted(weeks.items()):
        roster = Roster(monday, 7, came.zone, tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))
        there = rosters.published_version(ws, monday, 7)
        if there is not None:
            if there.roster.shifts == roster.shifts:
                total += Counts(same=len(shifts))
                continue
            raise Refused(
                t("Week {week} has a published roster already.", week=iso_week_label(monday)),
                t("Take its batch back, or edit it on the roster screen."),
            )
        draft = rosters.save_version(ws, RosterVersion("", 0, RosterState.DRAFT, 0, LABEL, roster=roster))
        done = rosters.publish(ws, draft.roster_id, draft.row_version)
        with ws.write() as c:
            inserted(c, roster_version, (done.roster_id,))
        total += Counts(new=len(shifts))
    people = {row.value.agent_id for row in rows}
    shifts_in_all = sum(map(len, weeks.values()))
    labels = ", ".join(map(iso_week_label, sorted(weeks)))
    notes.append(
        t("{people} people, {shifts} shifts, {leave} days of leave; published for {weeks}.", people=len(people),
          shifts=shifts_in_all, leave=len(leave), weeks=labels)
    )  # fmt: skip
    return SinkResult(total.new, total.changed, total.same, tuple(notes), dict(left_out))


def _shift(row: RosterRow, zone: str) -> Shift:
    assert row.start is not None and row.end is not None

    def at(clock: time, after: time) -> datetime:
        day = row.day + timedelta(days=1) if clock <= after else row.day
        return localise(datetime.combine(day, clock), zone)[0]

    start = localise(datetime.combine(row.day, row.start), zone)[0]
    breaks = tuple(
        Break(
            localise(datetime.combine(row.day, first), zone)[0] if first > row.start else at(first, row.start),
            at(last, row.start),
        )
        for first, last in row.breaks
    )
    return Shift(row.agent_id, row.day, start, at(row.end, row.start), breaks)


KIND = Kind(
    "roster",
    ("Roster", "Cuadrante"),
    (
        text("agent_id", *AGENT, "nombre", required=True),
        moment("date", "fecha", "dia", required=True, read=values.day),
        Spec("start", _clock, True, None, ("inicio", "entrada"), may_be_empty=True),
        Spec("end", _clock, True, None, ("fin", "salida"), may_be_empty=True),
        text("breaks", "descansos", default=(), read=_breaks),
        text("kind", "tipo"),
    ),
    _row,
    lambda row: (row.agent_id, row.day, row.start),
    _take,
    ("A01", "2026-11-25", "09:00", "19:00", "13:00-15:00", ""),
)
