"""The rule of start spread."""

from __future__ import annotations

from tests.unit.roster.roster_shop import shift
from tests.unit.roster.rules.rule_cases import WEEK, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("start_spread", {"window_min": 60}, WEEK, (shift(0, "09:00", "17:00"), shift(1, "12:00", "20:00")), 2.0)
