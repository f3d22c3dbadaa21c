"""Local days are cut into UTC intervals, also on the days when the clock changes."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.time import TimeGrid, iso_week_label, iso_week_monday, localise, midnight

MADRID = "Europe/Madrid"
ZONES = ("Europe/Madrid", "Europe/London", "America/New_York", "Atlantic/Canary", "UTC", "Asia/Kolkata")


@pytest.mark.parametrize(
    ("day", "count"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50), (date(2026, 11, 27), 48)]
)
def test_a_day_of_23_25_or_24_hours_has_46_50_or_48_half_hours(day, count):
    grid = TimeGrid(day, 1, 30, MADRID)
    assert len(grid) == count
    assert grid.end - grid.start == timedelta(minutes=30) * count
    assert len(set(grid.instants)) == count


@given(
    st.dates(date(2000, 1, 1), date(2037, 1, 1)),
    st.integers(1, 40),
    st.sampled_from((15, 30, 60, 1440)),
    st.sampled_from(ZONES),
)
def test_the_intervals_of_a_grid_tile_its_days_without_gap_or_overlap(first, days, minutes, zone):
    grid = TimeGrid(first, days, minutes, zone)
    assert [i for d in range(days) for i in grid.day_indices(d)] == list(range(len(grid)))
    edges = [grid.interval(i) for i in range(len(grid))]
    assert edges[0].start == grid.start and edges[-1].end == grid.end
    assert all(a.end == b.start for a, b in itertools.pairwise(edges))
    for i in range(0, len(grid), 7):
        assert grid.index(grid.instants[i]) == i
        assert grid.day_of(i) == (grid.local_starts[i].date() - first).days


def test_the_repeated_hour_of_autumn_can_be_read_as_first_or_second():
    at = datetime(2026, 10, 25, 2, 30)
    first, kind = localise(at, MADRID)
    second, _ = localise(at, MADRID, later=True)
    assert kind == "ambiguous"
    assert (first, second) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_the_skipped_hour_of_spring_is_said_to_be_missing():
    _, kind = localise(datetime(2026, 3, 29, 2, 30), MADRID)
    assert kind == "missing"


def test_midnight_is_an_instant_of_the_zone():
    assert midnight(date(2026, 7, 1), MADRID) == datetime(2026, 6, 30, 22, tzinfo=UTC)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_week_label_leads_back_to_its_monday(day):
    monday = iso_week_monday(iso_week_label(day))
    assert monday.weekday() == 0 and monday <= day < monday + timedelta(days=7)


@pytest.mark.parametrize("text", ["", "2026", "48", "2026-W54", "2026-W00", "week 48", "2026-48"])
def test_what_is_no_iso_week_is_refused(text):
    with pytest.raises(ValueError):
        iso_week_monday(text)


@pytest.mark.parametrize("minutes", [0, 7, 45, 120])
def test_widths_that_do_not_divide_an_hour_are_refused(minutes):
    with pytest.raises(ValueError, match="width"):
        TimeGrid(date(2026, 1, 1), 1, minutes, MADRID)
