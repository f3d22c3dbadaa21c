"""The rule of fairness."""

from __future__ import annotations

from planner.rostering.problem import History
from tests.unit.roster.roster_shop import agent, pack, shift
from tests.unit.roster.rules.rule_cases import cost


def test_weekends_cost_those_who_had_more_of_them():
    rules = pack(fairness={"weight": 1.0, "weekend": 2.0, "late": 0.0})
    people = (agent("ana"), agent("ben"))
    history = {"ana": History(weekends=3), "ben": History(weekends=1)}
    shifts = (shift(5, "09:00", "17:00"), shift(5, "09:00", "17:00", who="ben"))
    assert cost(shifts, "fairness", rules=rules, agents=people, history=history) == 4.0
