"""A minimum of people is had while the shop is open, and nobody invents when that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from planner.domain.demand import Channel, ChannelKind
from planner.domain.time import TimeGrid
from planner.requirement.requirements import staff_channel

GRID = TimeGrid(date(2026, 11, 23), 1, 60, "Europe/Madrid")
VOLUME = [4.0 if 9 <= s.hour < 18 else 0.0 for s in GRID.local_starts]


def people(channel: Channel) -> list[float]:
    return [float(v) for v in staff_channel(channel, GRID, VOLUME, [120.0] * len(GRID)).required]


def test_a_minimum_of_a_channel_without_opening_hours_is_asked_where_contacts_are_expected():
    found = people(Channel("phone", min_staff=3))
    assert [hour for hour, n in enumerate(found) if n > 0] == list(range(9, 18))
    assert min(found[9:18]) >= 3


def test_a_minimum_is_asked_of_every_open_hour_where_they_are_known():
    found = people(replace(Channel("phone", min_staff=3), opening={0: ((time(8), time(20)),)}))
    assert [hour for hour, n in enumerate(found) if n > 0] == list(range(8, 20))


@pytest.mark.parametrize("kind", [ChannelKind.DEFERRED])
def test_work_that_may_wait_may_be_done_at_any_hour_where_none_are_known(kind):
    assert any(n > 0 for n in people(Channel("mail", kind=kind, min_staff=1))[:9])
