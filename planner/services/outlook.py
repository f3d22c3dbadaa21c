"""Twelve months ahead by week, for hiring: contacts, workload, people required and people under contract."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.domain.demand import Channel
from planner.domain.time import iso_week_label
from planner.errors import Refused
from planner.i18n import t
from planner.services.events import events_frame
from planner.services.volumes import Progress, engine_errors, history_frame, history_span, relay

if TYPE_CHECKING:
    from planner.storage.workspace import Workspace

KIND = "outlook"
OCCUPANCY = 0.80
"""Share of an agent's time at work that is spent on contacts, unless told otherwise."""


@dataclass(frozen=True)
class OutlookWeek:
    """One week over all channels.

    `workload_h` is agent-hours of handling (AHT divided by contacts an agent holds side by side); `required_h` paid
    hours: workload over occupancy and over what shrinkage leaves, at least the minimum staff of the opening hours.
    `people` is required_h in mean contracts, `people_high` the same at the 90 % quantile of contacts, `contract_people`
    those under contract (known leave taken off); None without agents. `days` is below 7 in a first week cut short.
    """

    monday: date
    days: int
    contacts: float
    q10: float
    q90: float
    last_year: float | None
    workload_h: float
    required_h: float
    required_high_h: float
    contract_h: float
    people: float | None
    people_high: float | None
    contract_people: float | None

    @property
    def short(self) -> float | None:
        """People lacking (positive) or to spare (negative)."""
        if self.people is None or self.contract_people is None:
            return None
        return self.people - self.contract_people


@dataclass(frozen=True)
class Outlook:
    """The long view; `occupancy` and `shrinkage` (None: each channel's own) are what people were computed with."""

    first_day: date
    made_at: datetime
    occupancy: float
    shrinkage: float | None
    mean_contract_h: float
    weeks: tuple[OutlookWeek, ...]
    stale: bool


def run(
    ws: Workspace,
    first_day: date,
    weeks: int = 52,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Forecast `weeks` weeks from `first_day` by the week and keep them in place of the long view before.

    Raises Refused without history, Cancelled when stopped.
    """
    import forecasting
    from planner.services.outliers import learning_options
    from planner.storage.forecast_marks import save_report
    from planner.storage.workspace import read_settings

    if not history_span(ws).rows:
        raise Refused(
            t("There is no contact history to forecast from."),
            t("Import it first: {command}", command="cuadrante import contacts FILE"),
        )
    settings = read_settings(ws)
    with engine_errors():
        frame = forecasting.long_view(
            history_frame(ws), start=first_day, weeks=weeks, events=events_frame(ws), region=settings.region,
            zone=settings.time_zone, options=learning_options(ws), progress=relay(progress, cancelled),
        )  # fmt: skip
    records: list[dict[Any, Any]] = frame.to_dict("records")
    rows = [
        {"week": str(r["week"])[:10], "channel": str(r["channel"]), "days": int(r["days"]),
         **{k: None if math.isnan(r[k]) else round(float(r[k]), 4)
            for k in ("mean", "q10", "q90", "aht_s", "last_year")}}
        for r in records
    ]  # fmt: skip
    save_report(ws, KIND, {"first_day": str(first_day), "history": str(history_span(ws).last), "rows": rows})


def outlook(ws: Workspace, *, occupancy: float = OCCUPANCY, shrinkage: float | None = None) -> Outlook | None:
    """The long view kept last, in people at this occupancy and shrinkage; None when none was run.

    The band of a week over all channels adds the channels' quantiles up as `volumes` does. Raises Refused for shares
    that make no sense.
    """
    from planner.services.people import contract_hours, team
    from planner.services.requirements import channels
    from planner.services.volumes import added
    from planner.storage.forecast_marks import read_report

    if not 0 < occupancy <= 1:
        raise Refused(t("{name} = {value} is not a share.", name="occupancy", value=occupancy),
                      t("Give it between 0 and 1."))  # fmt: skip
    if shrinkage is not None and not 0 <= shrinkage < 1:
        raise Refused(t("{name} = {value} is not a share.", name="shrinkage", value=shrinkage),
                      t("Give it from 0 to below 1."))  # fmt: skip
    stored = read_report(ws, KIND)
    if stored is None:
        return None
    made_at, body = stored
    first_day = date.fromisoformat(body["first_day"])
    known = {c.name: c for c in channels(ws)}
    agents = team(ws).agents
    weekly = [a.contract.weekly_minutes / 60 for a in agents if a.employed_on(first_day)]
    mean_contract = sum(weekly) / len(weekly) if weekly else 0.0
    by_week: dict[date, list[dict[str, float]]] = {}
    for row in body["rows"]:
        by_week.setdefault(date.fromisoformat(row["week"]), []).append(row)
    made = []
    for monday, rows in sorted(by_week.items()):
        days = int(rows[0]["days"])
        begin = max(monday, first_day)
        work = required = high = 0.0
        for row in rows:
            channel = known.get(str(row["channel"]), Channel(str(row["channel"])))
            hours = workload_h(channel, row["mean"], row["aht_s"])
            lost = channel.shrinkage if shrinkage is None else shrinkage
            floor = channel.min_staff * open_hours(channel, begin, days)
            peak = hours * row["q90"] / row["mean"] if row["mean"] > 0 else 0.0
            work += hours
            required += max(hours / occupancy, floor) / (1 - lost)
            high += max(peak / occupancy, floor) / (1 - lost)
        mean = sum(r["mean"] for r in rows)
        then = [r["last_year"] for r in rows if r["last_year"] is not None]
        contract = contract_hours(ws, begin, days)
        person = mean_contract * days / 7
        made.append(OutlookWeek(
            monday, days, mean, added(mean, [(r["q10"], r["mean"]) for r in rows]),
            added(mean, [(r["q90"], r["mean"]) for r in rows]), sum(then) if len(then) == len(rows) else None,
            work, required, high, contract,
            *((required / person, high / person, contract / person) if person > 0 else (None, None, None)),
        ))  # fmt: skip
    stale = body["history"] != str(history_span(ws).last)
    return Outlook(first_day, made_at, occupancy, shrinkage, mean_contract, tuple(made), stale)


def workload_h(channel: Channel, contacts: float, aht_s: float | None) -> float:
    """Agent-hours of handling: contacts side by side share an agent, the channel's own AHT where history has none."""
    return contacts * (aht_s or channel.aht_s) / max(1, channel.concurrency) / 3600


def open_hours(channel: Channel, first_day: date, days: int) -> float:
    """Opening hours of a channel in these days (24 a day where none are given)."""
    if not channel.opening:
        return 24.0 * days
    total = 0.0
    for d in range(days):
        hours = channel.opening.get((first_day + timedelta(days=d)).weekday())
        if hours is not None:
            close = (hours[1].hour * 60 + hours[1].minute) or 1440
            total += (close - hours[0].hour * 60 - hours[0].minute) / 60
    return total


def export_rows(shown: Outlook) -> list[dict[str, str | int | float | date | None]]:
    """The weeks as a table for files and scripts."""

    def r(value: float | None, places: int = 1) -> float | None:
        return None if value is None else round(value, places)

    return [
        {"week": iso_week_label(w.monday), "monday": w.monday, "days": w.days, "contacts": r(w.contacts),
         "q10": r(w.q10), "q90": r(w.q90), "last_year": w.last_year, "workload_h": r(w.workload_h),
         "required_h": r(w.required_h), "contract_h": r(w.contract_h), "people": r(w.people, 2),
         "people_high": r(w.people_high, 2), "contract_people": r(w.contract_people, 2), "short": r(w.short, 2)}
        for w in shown.weeks
    ]  # fmt: skip


def export(shown: Outlook, path: Path) -> int:
    """Write the weeks as CSV or XLSX; returns the rows written."""
    from planner.files.tables import write_table

    rows = export_rows(shown)
    write_table(path, tuple(rows[0]), [tuple(r.values()) for r in rows])
    return len(rows)
