"""The month as a whole: statements, reasons, flags, adjustments, workflow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engagement.pay.adjust import adjustments, close_run
from engagement.pay.credit import credit_sales
from engagement.pay.curve import Curve, Tiers, linear
from engagement.pay.engine import run
from engagement.pay.inputs import Absence, Contact, Hours, Kpi, Person
from engagement.pay.periods import (
    NotAllowed,
    PeriodState,
    acknowledge,
    advance,
    dispute,
    open_flags,
    refresh,
    reopen,
    resolve,
)
from engagement.pay.plan import Component, Filter, Gate, Part, Period
from engagement.pay.reasons import CAUSES, FLAGS, REASONS, REFUSALS, flag_text, reason_text
from engagement.pay.whatif import cliffs, compare, cost_at_attainment, payout_curve, replay
from tests.unit.pay.pay_month import at, bonus, flat, month, plan, refund, sale

D = Decimal
NOW = datetime(2026, 12, 3, 9, tzinfo=UTC)


def amounts(result, agent="ana"):  # type: ignore[no-untyped-def]
    return [line.amount for line in result.statement(agent).lines]


def codes(result):  # type: ignore[no-untyped-def]
    return {flag.code for flag in result.flags}


def test_a_line_carries_its_whole_derivation() -> None:
    part = {"curve": Curve(((D("0.80"), D("0.50")), (D(1), D(1))), D(2), D("1.50"))}
    line = run(plan(bonus(**part)), month(sale("A", "18200.00"))).statement("ana").lines[0]
    assert [step.slot for step in line.steps] == [
        "target", "quota", "base", "attainment", "factor", "gross", "weighted", "amount",
    ]  # fmt: skip
    assert line.value("attainment") == D("0.91") and line.value("factor") == D("0.775")
    assert line.amount == D("232.50") and line.rule_version == "shop v1"
    assert dict(line.steps[3].inputs) == {"base": D("18200.00"), "quota": D("20000.00")}


def test_why_nothing_is_due_is_always_said() -> None:
    part = {"curve": linear("0.80")}
    result = run(plan(bonus(**part)), month(sale("A", "15999.99"), as_of=date(2026, 11, 20)))
    reason = result.statement("ana").lines[0].reasons[0]
    assert reason.code == "under_threshold" and dict(reason.values)["missing"] == D("0.01")
    assert result.statement("ana").reasons[0].code == "period_open"
    for statement in result.statements:
        for line in statement.lines:
            assert line.amount or line.reasons


def test_a_missing_quota_blocks_and_is_never_a_silent_zero() -> None:
    for quota in (None, "0.00"):
        result = run(plan(bonus(quota)), month(sale("A", "5000.00")))
        line = result.statement("ana").lines[0]
        assert line.amount is None and line.status == "not_calculable"
        assert result.statement("ana").payable is None
        assert result.blocked and "quota_missing" in codes(result)


def test_refunds_lower_the_base_whatever_their_sign_and_inherit_the_split() -> None:
    split = (("ana", D("0.70")), ("blas", D("0.30")))
    for sign in ("60.00", "-60.00"):
        inputs = month(sale("A1", "300.00", "", split=split), refunds=(refund("A1", sign, line="refund-1"),))
        assert run(plan(flat()), inputs).credits.by_agent() == {"ana": D("168.00"), "blas": D("72.00")}


def test_the_same_file_twice_changes_nothing_and_is_counted() -> None:
    rows = (sale("A", "100.00"), sale("B", "50.00", "blas"))
    once, twice = run(plan(flat()), month(*rows)), run(plan(flat()), month(*rows, *rows))
    assert [s.payable for s in once.statements] == [s.payable for s in twice.statements]
    assert twice.credits.duplicates_ignored == 2 and "duplicates_ignored" in codes(twice)


def test_two_different_rows_under_one_key_block() -> None:
    result = run(plan(flat()), month(sale("A", "100.00"), sale("A", "120.00")))
    assert "conflicting_duplicate" in codes(result) and result.blocked


@pytest.mark.parametrize(
    ("inputs", "code", "blocks"),
    [
        (month(sale("A", "10.00", "nobody")), "unknown_agent", True),
        (month(refunds=(refund("Z", "10.00"),)), "refund_without_order", False),
        (month(sale("A", "10.00", currency="GBP")), "fx_rate_missing", True),
        (month(sale("A", "10.00", when=at(2, 12))), "sale_after_period", False),
        (month(sale("A", "10.00"), sale("A", "5.00", line="2", currency="USD", eur_rate=D("1.1"))),
         "two_currencies_in_order", False),
        (month(sale("A", "10.00"), people=(Person("ana", end=date(2026, 11, 5)),)), "agent_not_active", False),
        (month(people=(Person("ana"), Person("ana"))), "duplicate_person", True),
        (month(kpis=(Kpi("zoe", "csat", D(90), 9),)), "unknown_agent_in_rows", False),
        (month(sale("A", "10.00"), refunds=(refund("A", "11.00"),)), "refund_over_sale", False),
        (month(sale("A", "10.00", "", split=(("ana", D("0.5")), ("blas", D("0.2"))))), "split_not_one", False),
        (month(period=Period("2025-12")), "plan_not_in_force", True),
    ],
)  # fmt: skip
def test_bad_input_is_flagged_and_never_silent(inputs, code, blocks) -> None:  # type: ignore[no-untyped-def]
    result = run(plan(flat()), inputs)
    assert code in codes(result)
    assert result.blocked == blocks


def test_every_code_has_words() -> None:
    inputs = month(sale("A", "10.00", "nobody"), kpis=(Kpi("ana", "csat", None, 0),))
    result = run(plan(bonus(None), gates=(Gate("csat", D(85), D(0)),)), inputs)
    assert all(flag_text(flag).format(**dict(flag.values)) for flag in result.flags)
    lines = [line for statement in result.statements for line in statement.lines]
    assert all(reason_text(reason).format(**dict(reason.values)) for line in lines for reason in line.reasons)
    assert all({*REASONS, *FLAGS, *REFUSALS, *CAUSES})


def test_caps_come_before_gates_and_gates_before_weights() -> None:
    component = flat("0.04", cap=D("300.00"), gates=(Gate("csat", D(85), D("0.5")),), weight=D("0.5"))
    inputs = month(sale("A", "10000.00"), kpis=(Kpi("ana", "csat", D("84.95"), 40),))
    assert amounts(run(plan(component), inputs)) == [D("75.00")]


def test_spiff_dates_are_local_and_inclusive() -> None:
    spiff = Component("friday", "spiff", per_unit=D(2), filter=Filter(start=date(2026, 11, 27), end=date(2026, 11, 30)))
    late = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)  # 23:59 in Madrid
    before = datetime(2026, 11, 26, 23, 0, tzinfo=UTC)  # midnight of the 27th in Madrid
    too_early = datetime(2026, 11, 26, 22, 59, tzinfo=UTC)
    rows = [sale(f"O{i}", "10.00", when=when) for i, when in enumerate((late, before, too_early))]
    assert amounts(run(plan(spiff), month(*rows))) == [D("4.00")]


def test_a_fully_refunded_unit_earns_nothing() -> None:
    spiff = Component("s", "spiff", per_unit=D(2), filter=Filter(start=date(2026, 11, 1), end=date(2026, 11, 30)))
    inputs = month(sale("A", "10.00"), sale("B", "10.00"), refunds=(refund("A", "4.00"), refund("A", "6.00", 21)))
    assert amounts(run(plan(spiff), inputs)) == [D("2.00")]


def test_budget_and_plan_cap_are_held_to_the_cent() -> None:
    people = tuple(Person(who) for who in ("a", "b", "c"))
    rows = [sale(who, "1000.00", who) for who in ("a", "b", "c")]
    scaled = run(plan(flat("0.05", budget=D("100.00"))), month(*rows, people=people))
    assert [amounts(scaled, who) for who in "abc"] == [[D("33.34")], [D("33.33")], [D("33.33")]]
    assert "budget_scaled" in codes(scaled)
    capped = run(plan(flat("0.05"), replace(flat("0.05"), id="x"), cap=D("33.33")), month(*rows, people=people))
    assert amounts(capped, "a") == [D("16.67"), D("16.66")]


def test_an_agent_in_two_teams_gets_each_team_by_hours() -> None:
    part = Part("team", weight=D("0.6"), scope="team", curve=linear("0.80"))
    own = Part("own", weight=D("0.4"), quota=D(1000), curve=linear("0.80"))
    component = Component("bonus", "bonus", target_bonus=D(400), parts=(own, part))
    people = (Person("ana", team="chat"), Person("chatty", team="chat"), Person("phony", team="phone"))
    inputs = month(
        sale("1", "900.00"), sale("2", "150.00", "chatty"), sale("3", "700.00", "phony"),
        people=people,
        hours=(Hours("ana", "chat", D(96)), Hours("ana", "phone", D(64))),
        team_quotas={("chat", "bonus"): D(1000), ("phone", "bonus"): D(1000)},
    )  # fmt: skip
    assert amounts(run(plan(component), inputs)) == [D("295.20")]


def test_protected_leave_is_never_days_under_target() -> None:
    away = (Absence("ana", date(2026, 11, 1), date(2026, 11, 12), "birth"),)
    inputs = month(sale("A", "5400.00"), absences=away)
    component = bonus("9000.00", "200.00", curve=linear("0.80"))
    assert amounts(run(plan(component), inputs)) == [D("200.00")]
    assert amounts(run(plan(component, protected_leave="prorate_both"), inputs)) == [D("120.00")]
    holiday = replace(inputs, absences=(replace(away[0], kind="holiday"),))
    assert amounts(run(plan(component), holiday)) == [D("0.00")]


def test_assisted_sales_go_to_the_last_human_contact_and_count_once_in_the_team() -> None:
    contacts = (
        Contact("ana", "c1", at(9)), Contact("blas", "c1", at(10, hour=8)),
        Contact("bot", "c1", at(10, hour=11), False),
    )  # fmt: skip
    inputs = month(sale("A", "200.00", "", customer="c1"), contacts=contacts)
    report = credit_sales(inputs, D(72))
    assert report.by_agent() == {"blas": D("200.00")} and report.credits[0].assisted
    assert credit_sales(inputs, None).unassigned_eur == D("200.00")


def test_a_refund_after_close_is_the_delta_of_the_whole_month_and_changes_nothing_closed() -> None:
    steps = ((D(0), D("0.01")), (D(10000), D("0.02")), (D(20000), D("0.03")))
    rules = plan(Component("tiers", "tier_whole", tiers=Tiers(steps, whole=True)))
    march = month(sale("A", "20000.00", when=at(5, 3)), sale("B", "400.00", when=at(6, 3)), period=Period("2026-03"))
    closed = close_run(run(rules, march))
    kept = dict(closed.lines)
    later = run(rules, replace(march, refunds=(refund("B", "400.00", 4, 5), refund("A", "200.00", 4, 5))))
    (line,), flags = adjustments(closed, later, "2026-05")
    assert (line.amount, line.cause, line.orders, line.closed_period) == (D("-216.00"), "refund", ("A", "B"), "2026-03")
    assert closed.lines == kept and not flags
    assert adjustments(closed, later, "2026-06", (line,))[0] == ()
    may = run(rules, month(sale("C", "100.00", when=at(3, 5)), period=Period("2026-05")), adjustments=(line,))
    assert may.statement("ana").payable == 0
    assert may.statement("ana").settlement.balance_after == D("-215.00")  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="cannot be booked"):
        adjustments(closed, later, "2026-03")


def test_a_plan_change_in_retrospect_is_a_delta_that_names_its_cause() -> None:
    january = month(sale("A", "15000.00", when=at(8, 1)), period=Period("2026-01"))
    closed = close_run(run(plan(flat("0.020")), january))
    (line,), _ = adjustments(closed, run(plan(flat("0.025"), version=2), january), "2026-03")
    assert (line.amount, line.cause, line.rule_version) == (D("75.00"), "plan_change", "shop v2")


def test_a_leaver_with_a_balance_is_listed_for_a_person_to_decide() -> None:
    inputs = month(people=(Person("ana", end=date(2026, 11, 20)),))
    result = run(plan(flat()), inputs, carried={"ana": D("-50.00")})
    assert "open_balance_at_leaving" in codes(result) and result.statement("ana").payable == 0


def test_the_way_to_paid_needs_a_clean_run_and_the_same_inputs() -> None:
    inputs = month(sale("A", "100.00"), kpis=(Kpi("ana", "csat", None, 0),), as_of=date(2026, 12, 2))
    rules = plan(flat(), gates=(Gate("csat", D(85), D(0)),))
    result = run(rules, inputs)
    state = advance(PeriodState("2026-11"), "review", result, "lea", NOW)
    with pytest.raises(NotAllowed) as refused:
        advance(state, "approve", result, "fin", NOW)
    assert refused.value.code == "open_flags"
    state = acknowledge(state, open_flags(state, result), "fin", NOW)
    state = dispute(state, "ana", "commission", "order A was mine alone", "ana", NOW)
    with pytest.raises(NotAllowed, match="open_disputes"):
        advance(state, "approve", result, "fin", NOW)
    state = resolve(state, 1, "it was", "lea", NOW)
    changed = run(rules, replace(inputs, sales=(sale("A", "101.00"),)))
    with pytest.raises(NotAllowed, match="inputs_changed"):
        advance(state, "approve", changed, "fin", NOW)
    assert refresh(state, changed, NOW).state == "draft"
    for action in ("approve", "pay", "close"):
        state = advance(state, action, result, "fin", NOW)  # type: ignore[arg-type]
    assert state.state == "closed" and [event.who for event in state.history].count("fin") == 4
    for step in (lambda: reopen(state, "fin", NOW, ""), lambda: dispute(state, "ana", "x", "y", "z", NOW)):
        with pytest.raises(NotAllowed):
            step()


def test_an_open_period_and_a_blocking_flag_are_never_approved() -> None:
    early = run(plan(flat()), month(as_of=date(2026, 11, 30)))
    with pytest.raises(NotAllowed, match="period_open"):
        advance(advance(PeriodState("2026-11"), "review", early, "a", NOW), "approve", early, "a", NOW)
    blocked = run(plan(bonus(None)), month(as_of=date(2026, 12, 1)))
    state = advance(PeriodState("2026-11"), "review", blocked, "a", NOW)
    state = acknowledge(state, blocked.flags, "a", NOW)
    with pytest.raises(NotAllowed, match="open_flags"):
        advance(state, "approve", blocked, "a", NOW)


def test_what_if_shows_cost_cliffs_and_who_gains() -> None:
    curve = Curve(((D("0.80"), D("0.50")), (D(1), D(1))), D(2), D("1.50"))
    rules = plan(bonus(curve=curve))
    assert cost_at_attainment(rules, 6) == (D("900.00"), D("1800.00"), D("2520.00"))
    assert cliffs(rules)["bonus"][0].jump == D("150.00")
    assert payout_curve(rules.components[0], [D("0.5"), D(1)]) == ((D("0.5"), D("0.00")), (D(1), D("300.00")))
    months = [month(sale("A", "20000.00"), sale("B", "10000.00", "blas"))]
    costs = [(r.level, r.cost) for r in replay(rules, months)]
    assert costs == [(D("0.80"), D("150.00")), (D("1.00"), D("300.00")), (D("1.20"), D("420.00"))]
    changes = compare(rules, plan(flat("0.01")), months)
    assert [(c.agent_id, c.delta) for c in changes] == [("ana", D("-100.00")), ("blas", D("100.00"))]
