"""The history as forecasts see it, its local days, and the week to plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd

from forecasting.errors import ForecastError, Stopped
from planner.base.config import today
from planner.base.errors import Cancelled, Refused
from planner.base.i18n import t
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.forecast import words
from planner.shop.store.history import history_span as read
from planner.shop.store.history import read_contacts

if TYPE_CHECKING:
    import pandas as pd

    from planner.db.workspace import Workspace
    from planner.shop.store.history import Span


STALE_HISTORY_DAYS = 14


@reads
def history_span(ws: Workspace) -> Span:
    """What the contact history holds."""
    return read(ws)


@reads
def local(ws: Workspace, instant: datetime) -> datetime:
    """An instant in the workspace's local time."""
    return instant.astimezone(zone_of(ws))


@reads
def local_day(ws: Workspace, instant: datetime) -> date:
    """The local date of an instant."""
    return local(ws, instant).date()


@reads
def zone_of(ws: Workspace) -> ZoneInfo:
    """The zone in which the shop's days begin and end."""
    return ZoneInfo(read_settings(ws).time_zone)


@reads
def history_frame(ws: Workspace, start: datetime | None = None, end: datetime | None = None) -> pd.DataFrame:
    """Contacts in [start, end) (all without bounds) as `forecasting` takes them: interval_start (UTC), channel,
    contacts, aht_s."""
    columns = read_contacts(ws, start=start, end=end)
    frame = pd.DataFrame(
        {k: columns[k] for k in ("interval_start", "channel", "language", "priority", "contacts", "aht_s")}
    )
    frame["interval_start"] = pd.to_datetime(frame["interval_start"], unit="s", utc=True)
    return frame


@contextmanager
def engine_errors() -> Iterator[None]:
    """What the engine refuses, in the user's language."""
    try:
        yield
    except ForecastError as error:
        raise Refused(words.refusal(error.code, error.message), t(error.hint)) from error
    except Stopped:
        raise Cancelled(t("Stopped; nothing was changed.")) from None


@reads
def planning_week(ws: Workspace) -> date:
    """Monday of the week to plan: the next after today, or after the history's end where that is over two weeks old."""
    base = today()
    last = history_span(ws).last
    if last is not None and (base - local_day(ws, last)).days > STALE_HISTORY_DAYS:
        base = local_day(ws, last)
    return base + timedelta(days=7 - base.weekday())
