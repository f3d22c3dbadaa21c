"""The rule of stability."""

from __future__ import annotations

from tests.unit.roster.roster_shop import pack, shift
from tests.unit.roster.rules.rule_cases import cost


def test_a_changed_day_costs_its_weight_and_a_moved_break_a_quarter():
    rules = pack(stability={"weight": 8.0})
    old = (shift(0, "09:00", "17:30", ("13:00", "13:30")), shift(1, "09:00", "17:00"))
    moved = (shift(0, "09:00", "17:30", ("14:00", "14:30")), shift(1, "10:00", "18:00"))
    assert cost(moved, "stability", rules=rules, baseline=old) == 10.0
    assert cost(old, "stability", rules=rules, baseline=old) == 0.0
