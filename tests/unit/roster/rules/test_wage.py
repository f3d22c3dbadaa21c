"""The rule of wage."""

from __future__ import annotations

import pytest

from tests.unit.roster.roster_shop import agent, pack
from tests.unit.roster.rules.rule_cases import WEEK, cost


def test_wages_cost_what_the_hours_cost():
    from decimal import Decimal

    paid = agent("ana", hourly_cost=Decimal("15.50"))
    assert cost(WEEK[:1], "wage", paid, rules=pack(wage={"weight": 1.0})) == pytest.approx(124.0)
