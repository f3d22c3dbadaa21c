"""The rule of pairs."""

from __future__ import annotations

import pytest

from planner.domain.people import TimeOff
from planner.rostering.problem import Pair
from tests.unit.roster.roster_shop import agent, at, pack, requirement, shift
from tests.unit.roster.rules.rule_cases import WEEK, cost


def test_training_is_no_hand_for_the_shortage_and_no_company_for_a_pair():
    away = (TimeOff("ana", at(0, "10:00"), at(0, "12:00"), "training"),)
    one = cost(WEEK, "shortage", requirement=requirement(), time_off=away)
    assert one - cost(WEEK, "shortage", requirement=requirement()) == pytest.approx(2 * 20.0)
    rules, people = pack(pairs={"weight": 5.0}), (agent("ana"), agent("ben"))
    same = (shift(0, "09:00", "17:00"), shift(0, "09:00", "17:00", who="ben"))
    alone = cost(same, "pairs", rules=rules, agents=people, pairs=(Pair("ben", "ana"),), time_off=away)
    assert alone == pytest.approx(5.0 * 2)


def test_a_trainee_without_the_mentor_costs_by_the_hour():
    rules = pack(pairs={"weight": 5.0})
    people = (agent("ana"), agent("ben"))
    shifts = (shift(0, "09:00", "17:00"), shift(0, "11:00", "17:00", who="ben"))
    assert cost(shifts, "pairs", rules=rules, agents=people, pairs=(Pair("ana", "ben"),)) == 10.0
    assert cost(shifts, "pairs", rules=rules, agents=people, pairs=(Pair("ana", "ben", False),)) == 30.0
