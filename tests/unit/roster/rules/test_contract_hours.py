"""The rule of contract hours."""

from __future__ import annotations

import pytest

from planner.rostering.audit import penalties
from planner.rostering.problem import RosterProblem
from tests.unit.roster.roster_shop import agent, grid, pack, requirement, roster, shift
from tests.unit.roster.rules.rule_cases import WEEK, broken, holds, soft


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("contract_hours", {}, WEEK, WEEK[:4], 8.0)


def test_somebody_listed_twice_is_counted_once():
    twice = (agent("ana"), agent("ana", hours=20))
    problem = RosterProblem(grid(), twice, requirement(), rules=soft("contract_hours", 1.0))
    found = [p for p in penalties(problem, roster(*WEEK[:4])) if p.rule == "contract_hours"]
    assert [p.cost for p in found] == [pytest.approx(8.0)]


def test_a_minute_beyond_the_contract_is_told_as_a_minute_under_it_is():
    rules = pack(contract_hours={"hard": True, "tolerance_min": 0})
    assert broken(WEEK, "contract_hours", rules=rules) == []
    assert broken((*WEEK, shift(5, "09:00", "09:01")), "contract_hours", rules=rules) == ["contract_hours"]
    assert broken((*WEEK[:4], shift(4, "09:00", "16:59")), "contract_hours", rules=rules) == ["contract_hours"]
