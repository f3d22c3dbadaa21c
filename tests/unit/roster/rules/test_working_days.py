"""The rule of working days."""

from __future__ import annotations

from tests.unit.roster.rules.rule_cases import WEEK, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("working_days", {"max": 4}, WEEK[:4], WEEK, 1.0)
