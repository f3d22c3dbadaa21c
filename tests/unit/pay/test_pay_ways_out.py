"""Whatever blocks a month has a way out, and a budget is what people get, whatever others lose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.pay import measure
from engagement.pay.curve import Tiers
from engagement.pay.engine import run
from engagement.pay.inputs import Absence, Person, input_hash
from engagement.pay.plan import Component, Part
from tests.unit.pay.pay_month import bonus, flat, month, plan, refund, sale

D = Decimal
AWAY = (Absence("ana", date(2026, 11, 1), date(2026, 11, 30), "birth"),)
TIERS = Component(
    "tiers", "tier_marginal", tiers=Tiers(((D("0.8"), D("0.02")), (D(1), D("0.03")))), tiers_of_quota=True,
    quota=D("1000.00"),
)  # fmt: skip


def severities(result):  # type: ignore[no-untyped-def]
    return {flag.code: flag.severity for flag in result.flags}


def amounts(result, who="ana"):  # type: ignore[no-untyped-def]
    return {line.component_id: line.amount for line in result.statement(who).lines}


@pytest.mark.parametrize(("policy", "decided", "paid"), [
    ("prorate_both", None, "0.00"), ("keep_target", None, None), ("keep_target", "1", "300.00"),
    ("keep_target", "0", "0.00"), ("keep_target", "0.855", "256.50"),
])  # fmt: skip
def test_a_full_month_of_protected_leave_is_decided_by_a_person_where_the_plan_keeps_the_target(policy, decided, paid):  # type: ignore[no-untyped-def]
    chosen = {} if decided is None else {("ana", "bonus"): D(decided)}
    result = run(plan(bonus(), protected_leave=policy), month(absences=AWAY, decided=chosen))
    assert amounts(result)["bonus"] == (None if paid is None else D(paid))
    assert result.blocked == (paid is None)


@pytest.mark.parametrize(("sold", "paid"), [("0", "0.00"), ("500.00", "15.00"), ("-100.00", "-3.00")])
def test_no_quota_is_asked_of_a_month_on_protected_leave(sold, paid):  # type: ignore[no-untyped-def]
    rows = (sale("A", sold),) if D(sold) else ()
    result = run(plan(TIERS), month(*rows, absences=AWAY))
    assert amounts(result)["tiers"] == D(paid) and not result.blocked


@pytest.mark.parametrize("component", [
    bonus(quota=None),
    Component("bonus", "bonus", target_bonus=D("300.00"), parts=(Part("csat", "csat", target=D(90)),)),
    Component("bonus", "bonus", target_bonus=D("300.00"), parts=(Part("team", scope="team", quota=D("9")),)),
])  # fmt: skip
def test_a_goal_without_data_blocks_until_somebody_decides(component):  # type: ignore[no-untyped-def]
    assert run(plan(component), month()).blocked
    decided = {(who, "bonus"): D("0.9") for who in ("ana", "blas")}
    result = run(plan(component), month(decided=decided))
    assert not result.blocked and amounts(result)["bonus"] == D("270.00")
    assert [step.formula for step in result.statement("ana").lines[0].steps if step.slot == "factor"] == [
        "decided by hand"
    ]


def test_a_pot_of_a_team_that_sold_nothing_is_accepted_as_not_paid() -> None:
    pot = Component("pot", "pot", pot=D("100.00"), share_by="sales")
    result = run(plan(pot), month())
    assert severities(result) == {"pot_without_weights": "acknowledge"}
    assert amounts(result) == {"pot": D("0.00")}


def test_a_leavers_balance_is_decided_once_and_then_only_told() -> None:
    gone = (Person("ana"), Person("zoe", team="other", end=date(2026, 10, 31)))
    sold = plan(flat(), teams=("",))
    owes = {"zoe": D("-80.00")}
    assert severities(run(sold, month(people=gone), carried=owes)) == {"open_balance_outside_plan": "note"}
    here = (gone[0], replace(gone[1], end=None))
    assert severities(run(sold, month(people=here), carried=owes)) == {"open_balance_outside_plan": "acknowledge"}


def test_a_budget_is_held_whatever_others_lose() -> None:
    rows = (sale("A", "10000.00"), sale("B", "5000.00", agent="blas", day=2))
    back = (refund("B", "10000.00"),)
    for limits in ({"budget": D("200.00")}, {}):
        component = flat("0.05") if limits else flat("0.05", budget=D("200.00"))
        result = run(plan(component, negative="floor_zero", **limits), month(*rows, refunds=back))
        assert amounts(result) == {"commission": D("200.00")}
        assert amounts(result, "blas") == {"commission": D("-250.00")}
        assert result.payable == D("200.00")


def test_what_a_person_loses_in_one_line_makes_room_in_their_own() -> None:
    rows = (sale("A", "10000.00"), sale("R", "1000.00", stage="post"), sale("B", "10000.00", agent="blas"))
    components = (flat("0.05"), Component("post", "flat", rate=D("0.10")))
    result = run(plan(*components, budget=D("300.00")), month(*rows, refunds=(refund("R", "9000.00"),)))
    # Ana: 5 % and 10 % of 2,000; Blas: 5 % and 10 % of 10,000. Nets of 300 and 1,500 share 300.
    assert result.payable == D("300.00")
    assert sum(amounts(result).values()) == D("50.00") and sum(amounts(result, "blas").values()) == D("250.00")


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(-900, 900)), min_size=1, max_size=12),
       st.integers(0, 2000), st.booleans())  # fmt: skip
def test_nobodys_order_of_lines_lets_a_budget_out(rows, budget, whole):  # type: ignore[no-untyped-def]
    limit = D(budget) / 100
    people = tuple(Person(who) for who in "abcde")
    sales = tuple(sale(f"O{n}", f"{abs(cents) / 100:.2f}", who) for n, (who, cents) in enumerate(rows))
    back = tuple(refund(f"O{n}", f"{3 * abs(c) / 100:.2f}") for n, (_, c) in enumerate(rows) if c < 0)
    component = flat("0.37", budget=None if whole else limit)
    terms = plan(component, Component("more", "flat", rate=D("0.11")))
    result = run(replace(terms, negative="floor_zero", budget=limit if whole else None),
                 month(*sales, people=people, refunds=back))  # fmt: skip
    spent = result.payable if whole else sum(max(amounts(result, who)["commission"], D(0)) for who in "abcde")
    assert spent <= limit


def test_months_paid_by_an_earlier_program_come_out_as_they_were_paid() -> None:
    rows = (sale("A", "10000.00"), sale("B", "5000.00", agent="blas"))
    inputs = month(*rows, refunds=(refund("B", "10000.00"),))
    terms = plan(flat("0.05", budget=D("200.00")))
    early = run(terms, inputs, rules=1)
    assert amounts(early) == {"commission": D("450.00")}
    assert early.input_hash == input_hash(inputs, terms) != run(terms, inputs).input_hash


def test_a_teams_quota_is_added_up_once(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    asked = []
    monkeypatch.setattr(measure, "monthly_quota", lambda *a: asked.append(a) or D("100.00"))
    team = Component("bonus", "bonus", target_bonus=D(100), parts=(Part("team", scope="team"),))
    people = tuple(Person(f"a{n}", team="chat") for n in range(20))
    assert not run(plan(team), month(sale("A", "1000.00", "a1"), people=people)).blocked
    assert len(asked) == 20
