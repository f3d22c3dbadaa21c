"""The rule of nights."""

from __future__ import annotations

from tests.unit.roster.roster_shop import shift
from tests.unit.roster.rules.rule_cases import WEEK, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("nights", {"max_per_week": 0}, WEEK, (shift(0, "20:00", "28:00"),), 1.0)
