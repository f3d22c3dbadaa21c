"""What the shop enters reaches the forecast: hours of events, closings, and hours of today without data."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from planner.domain.workspace import Event
from planner.forecast import intraday, volumes
from planner.shop.store import events as stored
from planner.shop.store import history
from tests.integration.forecast.conftest import MONDAY, ZONE, contacts


def hourly(ws, day: date, channel: str = "phone") -> dict[int, float]:
    shown = volumes.view(ws, day, 1, channel=channel)
    return {p.start.astimezone(ZoneInfo(ZONE)).hour: p.mean for p in shown.points}


def local(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def test_an_outage_of_an_hour_empties_that_hour_of_the_stored_forecast(small) -> None:
    day = MONDAY + timedelta(days=1)
    before = hourly(small, day)
    stored.write_events(small, [Event("Update", "outage", local(day, 11), local(day, 12), "", Decimal(-100))])
    volumes.run_forecast(small, MONDAY, 1)
    after = hourly(small, day)
    assert after.pop(11) == 0.0
    del before[11]
    assert after == pytest.approx(before)


def test_a_week_is_forecast_the_same_however_many_weeks_are(small) -> None:
    one = [p.mean for p in volumes.view(small, MONDAY, 7).points]
    volumes.run_forecast(small, MONDAY, 4)
    assert [p.mean for p in volumes.view(small, MONDAY, 7).points] == pytest.approx(one)


def test_an_hour_of_today_without_data_is_unknown_not_empty(small) -> None:
    came = contacts(MONDAY, 1)
    hour = {int(local(MONDAY, h).timestamp()): h for h in range(24)}
    known = [i for i, at in enumerate(came["interval_start"]) if hour[at] in (9, 10, 12)]
    history.write_contacts(small, {name: [column[i] for i in known] for name, column in came.items()})
    phone = next(c for c in intraday.today(small, local(MONDAY, 13)).channels if c.channel == "phone")
    by_hour = {hour[int(p.start.timestamp())]: p for p in phone.points}
    assert by_hour[11].status == "missing"
    assert phone.total == pytest.approx(phone.came + by_hour[11].mean + phone.rest)
    assert by_hour[11].mean == pytest.approx(by_hour[11].before * phone.factor)
