"""The rule of consecutive days off."""

from __future__ import annotations

from tests.unit.roster.roster_shop import shift
from tests.unit.roster.rules.rule_cases import WEEK, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("consecutive_days_off", {"min": 2}, WEEK, tuple(shift(d, "09:00", "17:00") for d in (0, 2, 3)), 1.0)
