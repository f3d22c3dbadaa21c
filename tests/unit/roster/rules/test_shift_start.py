"""The rule of shift start."""

from __future__ import annotations

from tests.unit.roster.roster_shop import shift
from tests.unit.roster.rules.rule_cases import WEEK, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("shift_start", {"step_min": 30, "earliest": "08:00"}, WEEK, (shift(0, "07:30", "15:30"),), 1.0)
