"""The rule of daily rest."""

from __future__ import annotations

from tests.unit.roster.roster_shop import pack, shift
from tests.unit.roster.rules.rule_cases import WEEK, broken, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("daily_rest", {"minutes": 720}, WEEK, (shift(0, "14:00", "22:00"), shift(1, "09:00", "17:00")), 1.0)


def test_rest_goes_on_from_the_last_published_shift():
    rules = pack(daily_rest={"minutes": 720})
    last = (shift(-1, "15:00", "23:00"),)
    assert broken(WEEK, "daily_rest", rules=rules, previous=last) == ["daily_rest"]


def test_it_is_kept_at_its_bound_and_broken_a_minute_beyond_it():
    rules = pack(daily_rest={"minutes": 720})
    assert broken((WEEK[0], shift(1, "05:00", "13:00")), "daily_rest", rules=rules) == []
    assert broken((WEEK[0], shift(1, "04:59", "12:59")), "daily_rest", rules=rules) == ["daily_rest"]
