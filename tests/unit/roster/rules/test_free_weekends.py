"""The rule of free weekends."""

from __future__ import annotations

from tests.unit.roster.roster_shop import pack, shift
from tests.unit.roster.rules.rule_cases import WEEK, broken, cost, holds, soft


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("free_weekends", {"max_worked": 0, "over_weeks": 1}, WEEK, (shift(5, "09:00", "17:00"),), 1.0)


def test_a_weekend_begins_on_friday_at_the_time_that_the_pack_says():
    friday = (shift(4, "22:00", "30:15"),)
    plain, from_ten = {"max_worked": 0, "over_weeks": 1}, {"max_worked": 0, "over_weeks": 1, "from": "22:00"}
    assert broken(friday, "free_weekends", rules=pack(free_weekends=plain)) == []
    assert broken(friday, "free_weekends", rules=pack(free_weekends=from_ten)) == ["free_weekends"]
    assert broken((shift(4, "14:00", "22:00"),), "free_weekends", rules=pack(free_weekends=from_ten)) == []


def test_friday_night_and_its_saturday_are_one_weekend():
    both = (shift(4, "22:00", "30:15"), shift(5, "22:00", "30:15"))
    assert cost(both, "free_weekends", rules=soft("free_weekends", 3.0, max_worked=0, **{"from": "22:00"})) == 3.0
