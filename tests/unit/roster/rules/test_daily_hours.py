"""The rule of daily hours."""

from __future__ import annotations

from tests.unit.roster.roster_shop import shift
from tests.unit.roster.rules.rule_cases import WEEK, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("daily_hours", {"max_min": 480}, WEEK, (shift(0, "09:00", "18:00"),), 1.0)
