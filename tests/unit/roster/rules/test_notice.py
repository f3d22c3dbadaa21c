"""The rule of notice."""

from __future__ import annotations

from planner.rostering.audit import notice_violations
from tests.unit.roster.roster_shop import MONDAY, agent, at, pack, parts, roster, shift
from tests.unit.roster.rules.rule_cases import WEEK


def test_a_change_within_the_notice_period_is_told():
    made = parts(roster(*WEEK[1:]), (agent(),), pack(notice={"days": 5}), baseline=WEEK)
    assert [v.day for v in notice_violations(made, made.roster, at(-2, "12:00"))] == [MONDAY]
    assert notice_violations(made, made.roster, at(-9, "12:00")) == ()


def test_more_hours_of_a_part_time_contract_need_the_notice_of_their_own_where_they_are_agreed():
    rules = pack(notice={"days": 5, "complementary_days": 3}, overtime={"part_time": True})
    longer = (shift(0, "09:00", "15:00"), *WEEK[1:])
    made = parts(roster(*longer), (agent(hours=20),), rules, baseline=(shift(0, "09:00", "13:00"), *WEEK[1:]))
    assert notice_violations(made, made.roster, at(-4, "12:00")) == ()
    assert len(notice_violations(made, made.roster, at(-2, "12:00"))) == 1
    full = parts(roster(*longer), (agent(),), rules, baseline=made.problem.baseline)
    assert len(notice_violations(full, full.roster, at(-4, "12:00"))) == 1
