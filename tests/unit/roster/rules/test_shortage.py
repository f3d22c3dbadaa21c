"""The rule of shortage."""

from __future__ import annotations

import pytest

from planner.rostering.audit import audit, penalties
from tests.unit.roster.roster_shop import agent, pack, parts, requirement, roster
from tests.unit.roster.rules.rule_cases import WEEK, cost


def test_what_is_only_a_price_is_never_broken():
    rules = pack(fairness={"hard": True, "weight": 1.0}, wage={"hard": True}, shortage={"hard": True})
    made = parts(roster(*WEEK), (agent(),), rules, requirement=requirement())
    assert {v.rule for v in audit(made)} == set()
    assert [p.rule for p in penalties(made) if p.rule == "shortage"]


def test_shortage_costs_little_for_the_first_share_and_more_beyond():
    got = cost((), "shortage", requirement=requirement(4.0))
    assert got == pytest.approx(7 * 12 * (1 * 20.0 + 3 * 50.0))
