"""Wishes: a weekday or a date off, on, early or late, with its weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.base.i18n import WEEKDAYS, WEEKDAYS_LONG, t
from planner.domain.people import Preference, Wish
from planner.shop.intake.kind import AGENT, Incoming, Kind, RowError, SinkResult, Values, moment, number, text
from planner.shop.intake.whom import known_agents
from planner.shop.store.people import write_preferences
from planner.tables import values
from planner.tables.table import Cell
from planner.tables.values import CellError, Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

WISHES = {"off": "libre", "on": "trabajar", "early": "mañana", "late": "tarde"}
_DAYS = {
    name.lower(): day for names in (*WEEKDAYS.values(), *WEEKDAYS_LONG.values()) for day, name in enumerate(names)
} | {str(day): day for day in range(7)} | {"mie": 2, "miercoles": 2, "sab": 5, "sabado": 5}  # fmt: skip


def _weekday(cell: Cell, habits: Habits) -> int:
    value = values.text(cell, habits).lower().removesuffix(".")
    if value not in _DAYS:
        raise CellError(
            t("{value} is not a weekday.", value=values.shown(value)), t("Write mon, tue ... sun, or 0 (Monday) to 6.")
        )
    return _DAYS[value]


def _preference(row: Values, habits: Habits) -> Preference:
    if row["weekday"] is not None and row["date"] is not None:
        raise RowError("weekday", t("A wish is for a weekday or for a date, not both."), t("Empty one of the two."))
    start, end = row["start"], row["end"]
    if start is not None and end is not None and end <= start and end.hour + end.minute:
        raise RowError("end", t("The end lies before the start."), t("Exchange the two, or mend the time."))
    return Preference(row["agent_id"], Wish(row["wish"]), row["weekday"], row["date"], start, end, row["weight"])


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Wishes by agent, day, wish and start."""
    rows, left_out, notes = known_agents(ws, came)
    counts = write_preferences(ws, [row.value for row in rows])
    return SinkResult(counts.new, counts.changed, counts.same, tuple(notes), dict(left_out))


KIND = Kind(
    "preferences",
    ("Wishes", "Deseos"),
    (
        text("agent_id", *AGENT, required=True),
        text("weekday", "dia_semana", default=None, read=_weekday),
        moment("date", "fecha", read=values.day),
        moment("start", "inicio", "desde", read=values.clock),
        moment("end", "fin", "hasta", read=values.clock),
        text("wish", "deseo", required=True, read=values.one_of(WISHES)),
        number("weight", values.number(0, 1000), "peso", default=1.0),
    ),
    _preference,
    lambda p: (p.agent_id, p.weekday, p.day, p.wish, p.start),
    _take,
    ("A01", "fri", "", "", "", "off", "2"),
    either=("weekday", "date"),
)
