"""Published days are locked: newer runs and corrections leave them alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.base.errors import Refused
from planner.base.i18n import day, t
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.time import midnight
from planner.forecast.store import marks

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.forecast.store.marks import Publication


@dataclass(frozen=True)
class Lock:
    """A published stretch that nothing moves until it is released; days inclusive."""

    publication_id: int
    first_day: date
    last_day: date
    author: str
    made_at: datetime


@reads
def locks(ws: Workspace, first_day: date, days: int) -> tuple[Lock, ...]:
    """The publications that lock days of the span, in the order made."""
    zone = read_settings(ws).time_zone
    start, end = midnight(first_day, zone), midnight(first_day + timedelta(days=days), zone)
    return tuple(_lock(p, zone) for p in marks.read_publications(ws, start, end, locked=True))


@reads
def locked_days(ws: Workspace, first_day: date, days: int) -> frozenset[date]:
    """Local days of the span that a publication locks."""
    found = locks(ws, first_day, days)
    span = [first_day + timedelta(days=d) for d in range(days)]
    return frozenset(d for d in span if any(one.first_day <= d <= one.last_day for one in found))


@reads
def refuse_locked(ws: Workspace, start: datetime, end: datetime) -> None:
    """Refuse to move the forecast of [start, end) where a publication locks it, saying whose and how to release it."""
    found = marks.read_publications(ws, start, end, locked=True)
    if found:
        raise _locked(_lock(found[-1], read_settings(ws).time_zone))


@reads
def refuse_published(ws: Workspace, override_id: int) -> None:
    """Refuse to take back a correction that is part of what was published and locked."""
    for p in marks.read_publications(ws, locked=True):
        if override_id in p.overrides:
            raise _locked(_lock(p, read_settings(ws).time_zone))


def _locked(lock: Lock) -> Refused:
    who = lock.author or t("somebody")
    return Refused(
        t("The forecast from {first} to {last} is locked: {who} published it.", first=day(lock.first_day),
          last=day(lock.last_day), who=who),
        t("Release it first: p on Forecast, or {command}", command=f"cuadrante forecast release {lock.publication_id}"),
    )  # fmt: skip


def _lock(p: Publication, zone: str) -> Lock:
    tz = ZoneInfo(zone)
    last = (p.end - timedelta(seconds=1)).astimezone(tz).date()
    return Lock(p.publication_id, p.start.astimezone(tz).date(), last, p.author, p.created_at)
