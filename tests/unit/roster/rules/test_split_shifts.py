"""The rule of split shifts."""

from __future__ import annotations

from tests.unit.roster.roster_shop import shift
from tests.unit.roster.rules.rule_cases import WEEK, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("split_shifts", {}, WEEK, (shift(0, "09:00", "19:00", ("13:00", "15:00")),), 1.0)
