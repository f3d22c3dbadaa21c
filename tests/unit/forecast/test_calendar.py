"""The calendar knows public holidays of any region and the shop's commercial days of any year."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.errors import ForecastError
from forecasting.events.calendar import all_events, calendar_events, normalise_events
from forecasting.events.commercial import black_friday, commercial_year, easter_sunday, fathers_day, mothers_day


def names(region: str, year: int = 2026) -> dict[str, str]:
    frame = calendar_events(date(year, 1, 1), date(year, 12, 31), region)
    return {row.name_: f"{row.start:%m-%d}" for row in frame.rename(columns={"name": "name_"}).itertuples()}


def test_madrid_keeps_its_own_second_of_may_and_barcelona_does_not() -> None:
    assert names("ES-MD")["Madrid Day"] == "05-02"
    assert "Madrid Day" not in names("ES-CT")


@pytest.mark.parametrize(("region", "holiday", "day"), [
    ("CZ", "Jan Hus Day", "07-06"), ("GB-ENG", "Late Summer Bank Holiday", "08-31"),
    ("EC", "The Battle of Pichincha", "05-24"),
])  # fmt: skip
def test_other_countries_have_their_holidays(region: str, holiday: str, day: str) -> None:
    assert names(region)[holiday] == day


def test_without_a_region_only_the_commercial_calendar_is_left() -> None:
    frame = calendar_events(date(2026, 1, 1), date(2026, 12, 31), "")
    assert set(frame["source"]) == {"commercial"}
    assert set(frame["code"]) == {
        "reyes", "winter_sales", "valentine", "fathers_day", "mothers_day", "summer_sales", "back_to_school",
        "singles_day", "black_friday", "cyber_monday", "christmas", "prime_day",
    }  # fmt: skip


def test_an_unknown_region_is_refused_with_an_example() -> None:
    with pytest.raises(ForecastError, match="ES-MD"):
        calendar_events(date(2026, 1, 1), date(2026, 12, 31), "ES-QQ")


@pytest.mark.parametrize(("year", "friday", "easter"), [
    (2024, date(2024, 11, 29), date(2024, 3, 31)), (2025, date(2025, 11, 28), date(2025, 4, 20)),
    (2026, date(2026, 11, 27), date(2026, 4, 5)), (2038, date(2038, 11, 26), date(2038, 4, 25)),
])  # fmt: skip
def test_moving_days_fall_where_the_almanac_says(year: int, friday: date, easter: date) -> None:
    assert black_friday(year) == friday
    assert easter_sunday(year) == easter


def test_parents_days_follow_the_country() -> None:
    assert mothers_day(2026, "ES") == date(2026, 5, 3)
    assert mothers_day(2026, "EC") == date(2026, 5, 10)
    assert mothers_day(2026, "GB") == date(2026, 3, 15)
    assert mothers_day(2026, "FR") == date(2026, 5, 31)
    assert fathers_day(2026, "ES") == date(2026, 3, 19)
    assert fathers_day(2026, "GB") == date(2026, 6, 21)


@given(st.integers(1990, 2090), st.sampled_from(["ES", "GB", "FR", "DE", "PL", "MX", "AR", "SE", "AU", "US"]))
def test_every_commercial_event_starts_in_its_year_and_ends_after_that(year: int, country: str) -> None:
    for event in commercial_year(year, country):
        assert event.start.year == year
        assert event.start <= event.end < event.start + timedelta(days=63)


def test_the_teams_own_event_replaces_the_calendars_of_the_same_name() -> None:
    own = pd.DataFrame(
        {"name": ["BLACK FRIDAY 2026"], "kind": ["promotion"], "start": ["2026-11-25"], "end": ["2026-11-30"]}
    )
    merged = all_events(own, date(2026, 1, 1), date(2026, 12, 31), "")
    assert merged[merged["name"].str.casefold().str.startswith("black friday")]["source"].tolist() == ["own"]


@pytest.mark.parametrize(("own", "listed"), [
    ("Rebajas de invierno", "Winter sales"), ("Campaña de Navidad 2026", "Christmas campaign"),
    ("Father's Day", "Día del Padre"), ("Ciberlunes", "Cyber Monday"),
])  # fmt: skip
def test_an_event_named_in_the_shops_language_does_not_act_twice(own: str, listed: str) -> None:
    mine = pd.DataFrame({"name": [own], "kind": ["promotion"], "start": ["2026-01-08"], "end": ["2026-01-31"]})
    names = all_events(mine, date(2026, 1, 1), date(2026, 12, 31), "")["name"].tolist()
    assert own in names and listed not in names


@pytest.mark.parametrize(("rows", "code"), [
    ({"name": ["x"], "kind": ["promotion"]}, "bad_column"),
    ({"name": ["x"], "start": ["2026-02-30"]}, "bad_date"),
    ({"name": ["x"], "kind": ["party"], "start": ["2026-02-03"]}, "bad_kind"),
    ({"name": ["x"], "start": ["2026-02-03"], "end": ["2026-02-01"]}, "bad_span"),
])  # fmt: skip
def test_bad_events_are_refused_and_the_code_says_why(rows: dict[str, list[str]], code: str) -> None:
    with pytest.raises(ForecastError) as refused:
        normalise_events(pd.DataFrame(rows))
    assert refused.value.code == code


def test_names_do_not_depend_on_the_machines_language(monkeypatch: pytest.MonkeyPatch) -> None:
    english = names("ES-MD")
    monkeypatch.setenv("LANGUAGE", "es")
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    assert names("ES-MD") == english
