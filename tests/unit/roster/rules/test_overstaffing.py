"""The rule of overstaffing."""

from __future__ import annotations

import pytest

from planner.domain.demand import Requirement
from tests.unit.roster.roster_shop import agent, pack, requirement, shift
from tests.unit.roster.rules.rule_cases import WEEK, cost


def test_last_weeks_night_serves_before_everybody_else_and_is_never_idle():
    on = requirement(2.0).grid
    need = Requirement(on, {"phone": tuple(2.0 if i < 8 else 0.0 for i in range(len(on)))})
    people, last = (agent("ana"), agent("ben")), (shift(-1, "20:00", "28:00"),)
    rules = pack(overstaffing={"weight": 1.0, "cost_h": 2.0})
    mine = (shift(0, "00:00", "08:00", who="ben"),)
    assert cost(mine, "shortage", agents=people, requirement=need, previous=last) == 0
    idle = cost(mine, "overstaffing", rules=rules, agents=people, requirement=need, previous=last)
    assert idle == pytest.approx(4 * 2.0), "four hours of Ben's after four o'clock"


def test_overstaffing_costs_idle_hours():
    rules = pack(overstaffing={"weight": 1.0, "cost_h": 2.0})
    two = (*WEEK, *(shift(d, "09:00", "17:00", who="ben") for d in range(5)))
    people = (agent("ana"), agent("ben"))
    assert cost(two, "overstaffing", rules=rules, agents=people, requirement=requirement(1.0)) == pytest.approx(80.0)
