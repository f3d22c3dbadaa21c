"""The calendar: public holidays, the commercial year, and the shop's own events."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import pandas as pd

from forecasting.events.calendar import calendar_events, event_key
from forecasting.events.calendar import public_holidays as listed
from planner.base.errors import Conflict, Refused
from planner.base.i18n import language, t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.time import midnight
from planner.domain.workspace import Event
from planner.forecast.points import effects_in_force, event_names
from planner.forecast.store.forecasts import latest_forecast
from planner.shop.store.events import delete_event, read_events, write_events

if TYPE_CHECKING:
    import pandas as pd

    from planner.db.workspace import Workspace

KINDS = ("promotion", "holiday", "outage", "other")


@dataclass(frozen=True)
class EventRow:
    """An event that touches the span; local dates, both inclusive; calendar events are computed, shop ones entered."""

    name: str
    kind: str
    start: date
    end: date
    channel: str
    uplift_pct: float | None
    source: Literal["calendar", "shop"]


@reads
def events(ws: Workspace, first_day: date, days: int) -> tuple[EventRow, ...]:
    """Public holidays, commercial calendar and the shop's own events that touch the span, in order of time.

    The shop's row counts where it names the same event as the calendar.
    """
    own = shop_events(ws, first_day, days)
    keys = {event_key(e.name) for e in own}
    listed = _calendar(first_day, first_day + timedelta(days=days - 1), read_settings(ws).region, language())
    rows = [replace(e, name=t(e.name)) for e in listed if event_key(e.name) not in keys]
    return tuple(sorted([*own, *rows], key=lambda e: (e.start, e.end, e.name)))


@lru_cache(maxsize=64)
def _calendar(first_day: date, last_day: date, region: str, spoken: str) -> tuple[EventRow, ...]:
    """The calendar of a span, kept: every look at a forecast asks for it."""
    listed = calendar_events(first_day, last_day, region, language="es" if spoken == "es" else "en_US")
    return tuple(
        EventRow(str(name), str(kind), pd.Timestamp(start).date(), pd.Timestamp(end).date(), "", None, "calendar")
        for name, kind, start, end in listed[["name", "kind", "start", "end"]].itertuples(index=False)
    )


@dataclass(frozen=True)
class LearntEffect:
    """What an event does to a day's contacts over all channels, as shares (+1.18 = +118 %), with its 80 % interval.

    `occurrences` are past spans seen (0: taken from similar events), `by_channel` the effect on each channel, `next`
    its next first day within a year (None: none is known).
    """

    event: str
    effect: float
    low: float
    high: float
    occurrences: int
    by_channel: tuple[tuple[str, float], ...]
    next: date | None


@reads
def learnt_effects(ws: Workspace, first_day: date) -> tuple[LearntEffect, ...]:
    """Every event the forecast in force for a week learnt from or expects, the strongest first; none without one."""
    zone = read_settings(ws).time_zone
    found = latest_forecast(ws, midnight(first_day, zone), midnight(first_day + timedelta(days=7), zone))
    if found is None:
        return ()
    meta, columns = found
    stored = [{**r, "applied": True} for r in json.loads(meta.details).get("effects", [])]
    weights: dict[str, float] = {}
    for channel, mean in zip(columns["channel"].tolist(), columns["mean"].tolist(), strict=True):
        weights[str(channel)] = weights.get(str(channel), 0.0) + mean
    names = event_names(ws, first_day - timedelta(days=400), 800)
    coming = {e.name: e.start for e in reversed(events(ws, first_day, 366)) if e.start >= first_day}
    single = {c: {e.event: e.effect for e in effects_in_force(stored, {c: w}, names)} for c, w in weights.items()}
    rows = [
        LearntEffect(e.event, e.effect, e.low, e.high, e.occurrences,
                     tuple((c, one[e.event]) for c, one in single.items() if e.event in one), coming.get(e.event))
        for e in effects_in_force(stored, weights, names)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda r: -abs(r.effect)))


@reads
def shop_events(ws: Workspace, first_day: date, days: int) -> list[EventRow]:
    """The events entered or imported that touch the span."""
    zone = read_settings(ws).time_zone
    start, end = midnight(first_day, zone), midnight(first_day + timedelta(days=days), zone)
    return [_row(e, zone) for e in read_events(ws, start, end)]


def _row(e: Event, zone: str) -> EventRow:
    tz = ZoneInfo(zone)
    last = (e.end - timedelta(seconds=1)).astimezone(tz).date()
    uplift = None if e.uplift_pct is None else float(e.uplift_pct)
    return EventRow(e.name, e.kind, e.start.astimezone(tz).date(), last, e.channel, uplift, "shop")


@reads
def events_frame(ws: Workspace) -> pd.DataFrame:
    """All the shop's events as `forecasting` takes them: name, kind, start, end, channel, uplift_pct.

    Whole days are days, both included; an event that begins or ends inside a day has its local times.
    """
    tz = ZoneInfo(read_settings(ws).time_zone)
    rows = []
    for e in read_events(ws):
        start, end = (at.astimezone(tz).replace(tzinfo=None) for at in (e.start, e.end))
        if start.time() == end.time() == time():
            end -= timedelta(days=1)
        rows.append((e.name, e.kind, start, end, e.channel, None if e.uplift_pct is None else float(e.uplift_pct)))
    return pd.DataFrame(rows, columns=["name", "kind", "start", "end", "channel", "uplift_pct"])


@writes
def add_event(
    ws: Workspace, name: str, kind: str, start: date, end: date, channel: str = "", uplift_pct: float | None = None
) -> None:
    """Enter an event with local dates, both inclusive; refused when it makes no sense."""
    if not name.strip():
        raise Refused(t("An event has a name."), t("Write one such as Black Friday."))
    if kind not in KINDS:
        raise Refused(t("{kind!r} is no kind of event.", kind=kind), ", ".join(KINDS))
    if end < start:
        raise Refused(t("The last day lies before the first."), t("Exchange the two dates."))
    if uplift_pct is not None and not -100 <= uplift_pct <= 2000:
        raise Refused(t("An uplift of {value} % makes no sense.", value=uplift_pct), t("62 means 62 % more contacts."))
    zone = read_settings(ws).time_zone
    uplift = None if uplift_pct is None else Decimal(str(uplift_pct))
    event = Event(name.strip(), kind, midnight(start, zone), midnight(end + timedelta(days=1), zone), channel, uplift)
    write_events(ws, [event])
    audit.append(ws, "event entered", name.strip(), {"start": str(start), "end": str(end)})


@writes
def remove_event(ws: Workspace, event: EventRow) -> None:
    """Take one of the shop's own events out, as it was shown; Conflict when it is not there any more."""
    zone = read_settings(ws).time_zone
    day = midnight(event.start, zone), midnight(event.start + timedelta(days=1), zone)
    meant = [e for e in read_events(ws, *day) if _row(e, zone) == event and day[0] <= e.start < day[1]]
    if not meant:
        raise Conflict(
            t("{event} has been changed or taken out meanwhile.", event=event.name),
            t("Look at it as it stands now, then do it again."),
        )
    for e in meant:
        delete_event(ws, e.name, e.channel, e.start)
    audit.append(ws, "event removed", event.name, {"start": str(event.start)})


@reads
def public_holidays(ws: Workspace, first_day: date, days: int) -> frozenset[date]:
    """Public holidays of the workspace's region in the span, and the shop's own days of kind holiday."""
    last_day = first_day + timedelta(days=days - 1)
    found = {day for day, _ in listed(first_day, last_day, read_settings(ws).region)}
    for e in shop_events(ws, first_day, days):
        if e.kind == "holiday":
            found |= {e.start + timedelta(days=d) for d in range((e.end - e.start).days + 1)}
    return frozenset(d for d in found if first_day <= d <= last_day)
