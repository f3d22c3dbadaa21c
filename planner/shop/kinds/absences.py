"""Time off, training and illness, as our own columns or as an HR system lists them.

Only what is approved counts; working from elsewhere is no absence; an illness without an end is off until told
otherwise, and ends when the same one comes again with its end.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from planner.base.i18n import t
from planner.domain.people import TimeOff, time_off_kind
from planner.domain.time import midnight
from planner.shop.intake.kind import (
    AGENT,
    Incoming,
    Kind,
    LeftOut,
    RowError,
    SinkResult,
    Spec,
    Values,
    moment,
    raw_moment,
    span,
    text,
)
from planner.shop.intake.whom import known_agents
from planner.shop.store.people import delete_time_off, read_time_off, write_time_off
from planner.tables.opening import fold
from planner.tables.values import Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

OPEN_END = datetime(2099, 12, 31, tzinfo=UTC)
"""The end of what has none yet."""
STATES = {
    "": "", "approved": "", "aprobada": "", "aprobado": "", "aceptada": "", "aceptado": "", "accepted": "",
    "confirmada": "", "confirmed": "", "validada": "", "validado": "", "disfrutada": "", "taken": "", "granted": "",
    "ok": "", "si": "", "yes": "",
    "pending": "pending", "pendiente": "pending", "requested": "pending", "solicitada": "pending", "draft": "pending",
    "solicitado": "pending", "en tramite": "pending", "por aprobar": "pending", "borrador": "pending",
    "rejected": "rejected", "rechazada": "rejected", "rechazado": "rejected", "denegada": "rejected",
    "denegado": "rejected", "declined": "rejected", "cancelled": "cancelled", "canceled": "cancelled",
    "cancelada": "cancelled", "cancelado": "cancelled", "anulada": "cancelled", "anulado": "cancelled",
    "no": "rejected",
}  # fmt: skip
"""What a state means: '' counts, anything else is why the row does not."""
AT_WORK = ("teletrabajo", "remote", "home office", "trabajo a distancia", "working from home", "wfh", "desplazamiento",
           "viaje de trabajo", "business trip")  # fmt: skip
"""Kinds under which people work: no absence, though HR lists it."""


def _absence(row: Values, habits: Habits) -> TimeOff:
    state = fold(row["state"])
    if state not in STATES:
        raise RowError("state", t("{value} is not a known state.", value=row["state"]),
                       t("Write approved, pending, rejected or cancelled."))  # fmt: skip
    if STATES[state]:
        raise LeftOut(STATES[state])
    if fold(row["kind"]).startswith(AT_WORK):
        raise LeftOut("at_work")
    if row["end"] is None:
        first = row["start"][0]
        start = midnight(first.date(), habits.zone) if first.tzinfo is None else first.astimezone(UTC)
        return TimeOff(row["agent_id"], start, OPEN_END, time_off_kind(row["kind"]))
    return TimeOff(row["agent_id"], *span(row, habits), time_off_kind(row["kind"]))


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Time off by agent, start and end; one with an end takes the place of the same without."""
    rows, left_out, notes = known_agents(ws, came)
    spans = [row.value for row in rows]
    begun = {(one.agent_id, one.start) for one in spans if one.end != OPEN_END}
    later = OPEN_END - timedelta(days=1)
    for one in read_time_off(ws, later, OPEN_END):
        if (one.agent_id, one.start) in begun:
            delete_time_off(ws, one)
    counts = write_time_off(ws, spans)
    open_ones = sum(one.end == OPEN_END for one in spans)
    if open_ones:
        notes.append(t("{n} without an end count until the same absence comes with one.", n=open_ones))
    return SinkResult(counts.new, counts.changed, counts.same, tuple(notes), dict(left_out))


KIND = Kind(
    "absences",
    ("Absences", "Ausencias"),
    (
        text("agent_id", *AGENT, "name", "nombre", required=True),
        moment("start", "inicio", "desde", required=True, read=raw_moment),
        Spec("end", raw_moment, True, None, ("fin", "hasta"), "date", may_be_empty=True),
        text("kind", "tipo", required=True),
        text("state", "estado", "status"),
    ),
    _absence,
    lambda off: (off.agent_id, off.start, off.end),
    _take,
    ("A01", "2026-12-24", "2026-12-31", "leave", "approved"),
)
