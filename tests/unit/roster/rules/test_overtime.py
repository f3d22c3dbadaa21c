"""The rule of overtime."""

from __future__ import annotations

from planner.rostering.audit import audit
from tests.unit.roster.roster_shop import agent, pack, parts, roster
from tests.unit.roster.rules.rule_cases import WEEK, broken


def test_a_part_time_contract_has_no_overtime():
    rules = pack(overtime={}, weekly_hours={})
    assert broken(WEEK, "overtime", agent(hours=20), rules=rules) == ["overtime"]
    assert broken(WEEK, "overtime", agent(hours=40), rules=rules) == []


def test_overtime_is_told_of_the_week():
    made = parts(roster(*WEEK), (agent(hours=20),), pack(overtime={}, weekly_hours={}))
    (one,) = [f for f in audit(made) if f.rule == "overtime"]
    assert one.text("es").startswith("ana semana del 23 nov: Horas extra")
