"""Days of the past that no pattern explains: flagged, shown, and left out of learning when a planner says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import forecasting
from forecasting import Options
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.forecast import past
from planner.forecast.events import events_frame
from planner.forecast.store.marks import ExcludedDay, exclude_day, include_day, read_excluded, read_report, save_report
from planner.shop.store.history import history_span

if TYPE_CHECKING:
    from forecasting import Options
    from planner.db.workspace import Workspace

REASONS = {
    "high": "more than any pattern explains",
    "low": "fewer than any pattern explains",
    "no_business": "nothing came on a day of business",
}
KIND = "outliers"


@dataclass(frozen=True)
class OutlierRow:
    """An unusual day of a channel; `expected` is what level, weekday, season and events explain.

    `reason` is high, low or no_business; `excluded` is the planner's reason for leaving the day out of learning, empty
    while it counts. Days excluded by hand have no expectation.
    """

    channel: str
    day: date
    contacts: float | None
    expected: float | None
    deviation: float | None
    reason: str
    event: str
    excluded: str


def find(ws: Workspace) -> tuple[OutlierRow, ...]:
    """Search the history for unusual days and keep the list. Raises Refused without history."""
    with ws.read():
        span, settings = past.history_span(ws), read_settings(ws)
        history, events = past.history_frame(ws), events_frame(ws)
    if not span.rows:
        raise Refused(
            t("There is no contact history to forecast from."),
            t("Import it first: {command}", command="cuadrante import contacts FILE"),
        )
    with past.engine_errors():
        found = forecasting.outliers(history, events=events, region=settings.region, zone=settings.time_zone)
    records: list[dict[Any, Any]] = found.to_dict("records")
    rows = [
        {"channel": str(r["channel"]), "day": str(r["day"])[:10], "contacts": float(r["contacts"]),
         "expected": float(r["expected"]), "deviation": float(r["deviation_pct"]) / 100, "reason": str(r["reason"]),
         "event": str(r["event"])}
        for r in records
    ]  # fmt: skip
    save_report(ws, KIND, {"rows": rows})
    return listed(ws)


@reads
def listed(ws: Workspace) -> tuple[OutlierRow, ...]:
    """The unusual days found last, and every day left out of learning; newest first."""
    out = {(e.channel, e.day): e.reason for e in read_excluded(ws)}
    stored = read_report(ws, KIND)
    rows = []
    for r in stored[1]["rows"] if stored else []:
        day = date.fromisoformat(r["day"])
        said = out.pop((r["channel"], day), "") or out.get(("", day), "")
        rows.append(OutlierRow(r["channel"], day, r["contacts"], r["expected"], r["deviation"], r["reason"],
                               r["event"], said))  # fmt: skip
    rows += [OutlierRow(channel, day, None, None, None, "", "", reason) for (channel, day), reason in out.items()]
    return tuple(sorted(rows, key=lambda r: (r.day, r.channel), reverse=True))


@reads
def searched(ws: Workspace) -> bool:
    """Whether the history was ever searched."""
    return read_report(ws, KIND) is not None


@writes
def exclude(ws: Workspace, channel: str, day: date, reason: str) -> None:
    """Leave a local day out of learning (an empty channel: every channel); refused without a reason."""
    if not reason.strip():
        raise Refused(t("A day is left out for a reason."), t("Write one, such as: web shop down."))
    known = history_span(ws).channels
    if channel and channel not in known:
        raise Refused(t("There is no channel {channel}.", channel=channel),
                      t("Channels: {names}", names=", ".join(known)))  # fmt: skip
    exclude_day(ws, ExcludedDay(channel, day, reason.strip()))
    audit.append(ws, "day left out of learning", f"{channel} {day}".strip(), {"reason": reason.strip()})


@writes
def include(ws: Workspace, channel: str, day: date) -> None:
    """Learn from a day again; refused when it was not left out."""
    if not include_day(ws, channel, day):
        raise Refused(
            t("{day} is not left out on its own.", day=day),
            t("Look at the list of days left out: {command}", command="cuadrante forecast outliers"),
        )
    audit.append(ws, "day learnt from again", f"{channel} {day}".strip())


@reads
def learning_options(ws: Workspace) -> Options:
    """The engine's options with the days left out."""
    return Options(exclude=tuple((e.channel, e.day) for e in read_excluded(ws)))
