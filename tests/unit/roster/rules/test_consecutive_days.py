"""The rule of consecutive days."""

from __future__ import annotations

from tests.unit.roster.roster_shop import pack, shift
from tests.unit.roster.rules.rule_cases import WEEK, broken, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("consecutive_days", {"max": 5}, WEEK, tuple(shift(d, "09:00", "17:00") for d in range(6)), 1.0)


def test_runs_of_days_go_on_from_the_last_published_week():
    rules = pack(consecutive_days={"max": 6})
    last = tuple(shift(d, "09:00", "17:00") for d in (-2, -1))
    assert broken(WEEK, "consecutive_days", rules=rules, previous=last) == ["consecutive_days"]
