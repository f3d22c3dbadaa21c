"""Teams and limits of a plan: gates from above, components and pots of teams, hashes that outlive the program."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engagement.pay.engine import run
from engagement.pay.inputs import Hours, Kpi, Person, input_hash
from engagement.pay.plan import Component, Gate
from engagement.pay.plan_fields import PlanError
from engagement.pay.plan_text import dumps
from engagement.pay.plan_toml import loads
from engagement.pay.whatif import cost_at_attainment
from tests.unit.pay.pay_month import bonus, flat, month, plan, refund, sale

D = Decimal
PEOPLE = (Person("ana", team="chat"), Person("blas", team="chat"), Person("cira", team="phone"))
FASTER = Gate("first_response_s", None, D("0.80"), maximum=D(60))


def paid(result, component):  # type: ignore[no-untyped-def]
    return {s.agent_id: line.amount for s in result.statements for line in s.lines if line.component_id == component}


@pytest.mark.parametrize(("seconds", "amount"), [("60", "10.00"), ("60.01", "8.00"), ("12", "10.00")])
def test_a_gate_may_ask_for_at_most_and_the_limit_itself_passes(seconds: str, amount: str) -> None:
    inputs = month(sale("A", "500.00"), kpis=(Kpi("ana", "first_response_s", D(seconds), 9),))
    line = run(plan(flat(gates=(FASTER,))), inputs).statement("ana").lines[0]
    assert line.amount == D(amount)
    assert [reason.code for reason in line.reasons] == ([] if amount == "10.00" else ["gate_over"])


def test_a_component_of_some_teams_says_so_to_the_others() -> None:
    inputs = month(sale("A", "500.00"), sale("B", "500.00", agent="cira"), people=PEOPLE)
    result = run(plan(flat(teams=("chat",)), bonus(quota=None)), inputs)
    assert paid(result, "commission") == {"ana": D("10.00"), "blas": D("0.00"), "cira": D("0.00")}
    reason = result.statement("cira").lines[0].reasons[0]
    assert (reason.code, dict(reason.values)) == ("other_team", {"teams": "chat"})


def test_a_missing_quota_does_not_block_a_team_that_the_bonus_does_not_pay() -> None:
    result = run(plan(replace(bonus(quota=None), teams=("phone",))), month(people=PEOPLE))
    assert {flag.agent_id for flag in result.flags if flag.severity == "blocks"} == {"cira"}


def test_each_team_shares_a_pot_of_its_own_to_the_cent() -> None:
    pot = Component("pot", "pot", pot=D("100.01"), per_team=True)
    assert paid(run(plan(pot), month(people=PEOPLE)), "pot") == {
        "ana": D("50.01"), "blas": D("50.00"), "cira": D("100.01"),
    }  # fmt: skip


def test_a_teams_pot_of_sales_is_a_rate_of_that_teams_sales_and_mirrors_below_zero() -> None:
    pot = Component("pot", "pot", rate=D("0.10"), share_by="hours", per_team=True)
    hours = (Hours("ana", "chat", D(30)), Hours("blas", "chat", D(10)), Hours("cira", "phone", D(8)))
    inputs = month(sale("A", "100.00"), sale("B", "10.00", agent="cira"), people=PEOPLE, hours=hours,
                   refunds=(refund("B", "15.00"),))  # fmt: skip
    assert paid(run(plan(pot), inputs), "pot") == {"ana": D("7.50"), "blas": D("2.50"), "cira": D("-0.50")}


def test_a_team_whose_people_all_left_keeps_no_pot_and_blocks_nothing() -> None:
    people = (*PEOPLE[:2], replace(PEOPLE[2], end=month().period.start.replace(month=10, day=31)))
    result = run(plan(Component("pot", "pot", pot=D("10.00"), per_team=True)), month(people=people))
    assert not result.blocked and paid(result, "pot")["cira"] == 0


def test_limits_and_teams_are_written_and_read_back() -> None:
    pot = Component("pot", "pot", pot=D("1.00"), per_team=True, teams=("chat", "phone"))
    made = plan(replace(flat(gates=(FASTER,)), teams=("chat",)), pot)
    assert loads(dumps(made)) == made
    with pytest.raises(PlanError, match="a min or a max, one of them"):
        loads(dumps(made).replace('max = "60"', 'max = "60"\nmin = "10"'))


def test_a_plan_and_its_inputs_keep_the_hash_that_months_were_paid_under() -> None:
    """Made by the first version of the program; another value would make paid months unreadable."""
    made = plan(flat(gates=(Gate("csat", D(85), D("0.5")),)), bonus())
    shared = sale("B", "50.00", agent="", split=(("ana", D(1)), ("blas", D(2))))
    inputs = month(sale("A", "100.00"), shared, refunds=(refund("A", "10.00"),), kpis=(Kpi("ana", "csat", D(80), 9),))
    assert input_hash(inputs, made) == "a9be6eedf97786eb0a923dbae9ad2e7dd2b4948eb23f76cb5b4022bce6f06524"
    assert input_hash(inputs, replace(made, components=(*made.components, flat(teams=("chat",))))) != input_hash(
        inputs, replace(made, components=(*made.components, flat()))
    )


def test_what_a_plan_would_cost_counts_a_component_for_its_teams_only() -> None:
    made = plan(replace(bonus(), teams=("chat",), budget=D("700.00")), replace(bonus(target="10.00"), id="all"))
    assert cost_at_attainment(made, {"chat": 2, "phone": 3}, (D(1),)) == (D("650.00"),)
    assert cost_at_attainment(made, {"chat": 3}, (D(1),)) == (D("730.00"),)
    assert cost_at_attainment(made, 3, (D(1),)) == (D("730.00"),)
