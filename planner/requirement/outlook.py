"""Twelve months ahead by week, for hiring: contacts, workload, people required and people under contract.

People come from the work by what the latest requirement asks for such work (`hiring.py`), or by an occupancy given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import forecasting
from planner.base.config import today
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.demand import Channel
from planner.domain.time import iso_week_label, midnight
from planner.forecast.events import events_frame
from planner.forecast.outliers import learning_options
from planner.forecast.overrides import in_force
from planner.forecast.past import engine_errors, history_frame, history_span
from planner.forecast.points import added
from planner.forecast.store.marks import read_report, save_report
from planner.forecast.volumes import Progress, relay
from planner.requirement.hiring import OCCUPANCY, Basis, Footing, HiringMonth, OutlookWeek, basis, hiring
from planner.shop.people import team, team_hours
from planner.shop.store.channels import read_channels
from planner.tables.writing import write_table

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.domain.workspace import ForecastOverride

KIND = "outlook"
KIND_ASSUMED = "outlook assumptions"


@dataclass(frozen=True)
class Assumptions:
    """What turns contacts into people. Shares from 0 to 1; None: as the latest requirement has it.

    `turnover` is the share of people who leave within a year and are not replaced, `self_service` the share of contacts
    that bots take on top of today, `volume_pct` a general change of contacts, `lead_weeks` the weeks from asking for
    somebody to their first day of full work (search and training).
    """

    occupancy: float | None = None
    shrinkage: float | None = None
    turnover: float = 0.0
    self_service: float = 0.0
    volume_pct: float = 0.0
    lead_weeks: int = 8


@dataclass(frozen=True)
class Outlook:
    """The long view and what people were computed with; `basis` is the requirement that gave occupancy and shrinkage
    (None: none was computed yet, and `OCCUPANCY` is a guess)."""

    first_day: date
    made_at: datetime
    assumed: Assumptions
    basis: Basis | None
    occupancy: float
    """Over all channels and weeks."""
    mean_contract_h: float
    weeks: tuple[OutlookWeek, ...]
    months: tuple[HiringMonth, ...]
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
    with ws.read():
        span, settings, options = history_span(ws), read_settings(ws), learning_options(ws)
        history, events = history_frame(ws), events_frame(ws)
    if not span.rows:
        raise Refused(
            t("There is no contact history to forecast from."),
            t("Import it first: {command}", command="cuadrante import contacts FILE"),
        )
    with engine_errors():
        frame = forecasting.long_view(
            history, start=first_day, weeks=weeks, events=events, region=settings.region,
            zone=settings.time_zone, options=options, progress=relay(progress, cancelled),
        )  # fmt: skip
    records: list[dict[Any, Any]] = frame.to_dict("records")
    rows = [
        {"week": str(r["week"])[:10], "channel": str(r["channel"]), "days": int(r["days"]),
         **{k: None if math.isnan(r[k]) else round(float(r[k]), 4)
            for k in ("mean", "q10", "q90", "aht_s", "last_year")}}
        for r in records
    ]  # fmt: skip
    save_report(ws, KIND, {"first_day": str(first_day), "history": str(span.last), "rows": rows})


@reads
def assumed(ws: Workspace) -> Assumptions:
    """What people are computed with, as set last."""
    stored = read_report(ws, KIND_ASSUMED)
    return Assumptions(**stored[1]) if stored else Assumptions()


@writes
def assume(ws: Workspace, values: Assumptions) -> None:
    """Compute people with these from now on. Raises Refused for shares that make no sense."""
    _check(values)
    save_report(ws, KIND_ASSUMED, asdict(values))


def _check(values: Assumptions) -> None:
    if values.occupancy is not None and not 0 < values.occupancy <= 1:
        raise Refused(t("{name} = {value} is not a share.", name="occupancy", value=values.occupancy),
                      t("Give it between 0 and 1."))  # fmt: skip
    for name in ("shrinkage", "turnover", "self_service"):
        value = getattr(values, name)
        if value is not None and not 0 <= value < 1:
            raise Refused(t("{name} = {value} is not a share.", name=name, value=value),
                          t("Give it from 0 to below 1."))  # fmt: skip
    if not -100 < values.volume_pct <= 2000:
        raise Refused(t("A change of {value} % makes no sense.", value=values.volume_pct),
                      t("Give −100 to 2000; 20 means +20 %."))  # fmt: skip
    if not 0 <= values.lead_weeks <= 52:
        raise Refused(t("A lead of {n} weeks makes no sense.", n=values.lead_weeks), t("Give 0 to 52 weeks."))


@reads
def outlook(ws: Workspace, assumptions: Assumptions | None = None) -> Outlook | None:
    """The long view kept last, in people under these assumptions (those set last by default); None when none was run.

    The band of a week over all channels adds the channels' quantiles up as `volumes` does. Raises Refused for shares
    that make no sense.
    """
    given = assumptions or assumed(ws)
    _check(given)
    stored = read_report(ws, KIND)
    if stored is None:
        return None
    made_at, body = stored
    first_day = date.fromisoformat(body["first_day"])
    known = {c.name: c for c in read_channels(ws)}
    ground = basis(ws, known)
    by_week: dict[date, list[dict[str, Any]]] = {}
    for row in body["rows"]:
        by_week.setdefault(date.fromisoformat(row["week"]), []).append(row)
    zone = read_settings(ws).time_zone
    end = midnight(max(by_week, default=first_day) + timedelta(days=7), zone)
    corrections = [o for o in in_force(ws, midnight(first_day, zone), end) if o.operation == "percent" and not o.undone]
    everybody = team(ws)
    weekly = [a.contract.weekly_minutes / 60 for a in everybody.agents if a.employed_on(first_day)]
    mean_contract = sum(weekly) / len(weekly) if weekly else 0.0
    made, presence = [], 0.0
    for monday, rows in sorted(by_week.items()):
        days = int(rows[0]["days"])
        begin = max(monday, first_day)
        moved = [_moved(row, corrections, begin, zone, given) for row in rows]
        work = required = high = 0.0
        for row in moved:
            channel = known.get(str(row["channel"]), Channel(str(row["channel"])))
            hours = workload_h(channel, row["mean"], row["aht_s"])
            peak = hours * row["q90"] / row["mean"] if row["mean"] > 0 else 0.0
            footing = ground.channels.get(channel.name) if ground else None
            there = present_h(channel, hours, begin, days, footing, given.occupancy)
            left = 1 - (_shrinkage(channel, footing) if given.shrinkage is None else given.shrinkage)
            work += hours
            presence += there
            required += there / left
            high += present_h(channel, peak, begin, days, footing, given.occupancy) / left
        mean = sum(r["mean"] for r in moved)
        then = [r["last_year"] for r in rows if r["last_year"] is not None]
        stay = (1 - given.turnover) ** ((begin - first_day).days / 365)
        contract = stay * team_hours(everybody, zone, begin, days)
        person = mean_contract * days / 7
        made.append(OutlookWeek(
            monday, days, mean, added(mean, [(r["q10"], r["mean"]) for r in moved]),
            added(mean, [(r["q90"], r["mean"]) for r in moved]), sum(then) if len(then) == len(rows) else None,
            work, required, high, contract,
            *((required / person, high / person, contract / person) if person > 0 else (None, None, None)),
        ))  # fmt: skip
    stale = body["history"] != str(history_span(ws).last)
    months = hiring(made, first_day, given.lead_weeks, today()) if mean_contract else ()
    share = sum(w.workload_h for w in made) / presence if presence else given.occupancy or OCCUPANCY
    return Outlook(first_day, made_at, given, ground, share, mean_contract, tuple(made), months, stale)


def _moved(
    row: Mapping[str, Any], corrections: Sequence[ForecastOverride], begin: date, zone: str, given: Assumptions
) -> dict[str, Any]:
    """A channel's week under the assumptions and under the corrections by per cent that touch its days."""
    volume = (1 + given.volume_pct / 100) * (1 - given.self_service)
    factor = {"contacts": 0.0, "aht_s": 0.0}
    mine = [o for o in corrections if o.channel in ("", row["channel"])]
    days = int(row["days"])
    for d in range(days):
        start, end = midnight(begin + timedelta(days=d), zone), midnight(begin + timedelta(days=d + 1), zone)
        for measure in factor:
            product = 1.0
            for o in mine:
                if o.measure == measure:
                    shared = (min(end, o.end) - max(start, o.start)) / (end - start)
                    product *= 1 + max(0.0, shared) * o.value / 100
            factor[measure] += product / days
    scale = volume * factor["contacts"]
    aht = row["aht_s"] and row["aht_s"] * factor["aht_s"]
    return {**row, **{k: scale * row[k] for k in ("mean", "q10", "q90")}, "aht_s": aht}


def present_h(
    channel: Channel, hours: float, first_day: date, days: int, footing: Footing | None, occupancy: float | None
) -> float:
    """Hours of agents there for so many hours of handling in these days, at least the minimum staff."""
    if occupancy is not None or footing is None:
        there = hours / (occupancy or OCCUPANCY)
    else:
        there = days * footing.present(hours / days)
    return max(there, channel.min_staff * open_hours(channel, first_day, days))


def _shrinkage(channel: Channel, footing: Footing | None) -> float:
    return footing.shrinkage if footing is not None else channel.mean_shrinkage()


def workload_h(channel: Channel, contacts: float, aht_s: float | None) -> float:
    """Agent-hours of handling: contacts side by side share an agent, the channel's own AHT where history has none."""
    return contacts * (aht_s or channel.aht_s) / max(1, channel.concurrency) / 3600


def open_hours(channel: Channel, first_day: date, days: int) -> float:
    """Opening hours of a channel in these days (24 a day where none are given)."""
    return sum(channel.open_hours_on(first_day + timedelta(days=d)) for d in range(days))


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


def month_rows(shown: Outlook) -> list[dict[str, str | int | float | date | None]]:
    """The months as a table for files and scripts."""
    return [
        {"month": f"{m.month:%Y-%m}", "contacts": round(m.contacts, 1), "people": round(m.people, 2),
         "people_peak": round(m.peak, 2), "contract_people": round(m.contract, 2), "short": round(m.short, 2),
         "hire": m.hire, "temporary": m.temporary, "start": m.start, "ask_by": m.ask_by,
         "late": "yes" if m.late and (m.hire or m.temporary) else ""}
        for m in shown.months
    ]  # fmt: skip


def export(shown: Outlook, path: Path, *, by_month: bool = False) -> int:
    """Write the weeks (or the months) as CSV or XLSX; returns the rows written."""
    rows = month_rows(shown) if by_month else export_rows(shown)
    if not rows:
        raise Refused(t("Nobody is under contract."), t("Import the agents first."))
    write_table(path, tuple(rows[0]), [tuple(r.values()) for r in rows])
    return len(rows)
