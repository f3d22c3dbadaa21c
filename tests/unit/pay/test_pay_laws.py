"""Laws that hold for any plan, any sales and any order of rows."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.pay.credit import credit_sales
from engagement.pay.curve import Curve, Tiers
from engagement.pay.engine import run
from engagement.pay.inputs import Hours, PeriodInputs, Person, Refund, Sale
from engagement.pay.ledger import settle_months
from engagement.pay.money import allocate, exact, round_line, scale_to_budget
from engagement.pay.plan import Component, Part, Period, Plan
from engagement.pay.plan_text import dumps
from engagement.pay.plan_toml import loads

AGENTS = ("ana", "blas", "cira", "dani")
cents = st.integers(-500_000, 500_000).map(lambda n: Decimal(n).scaleb(-2))
positive = st.integers(1, 500_000).map(lambda n: Decimal(n).scaleb(-2))
ratios = st.integers(0, 300).map(lambda n: Decimal(n).scaleb(-2))
weights = st.dictionaries(
    st.sampled_from("abcdefgh"), st.integers(0, 10_000).map(lambda n: Decimal(n).scaleb(-2)), min_size=1
)


@given(cents, weights.filter(lambda w: any(w.values())))
def test_shares_add_up_and_mirror_and_stay_within_a_cent_of_exact(total: Decimal, shares: dict[str, Decimal]) -> None:
    found = allocate(total, shares)
    assert sum(found.values()) == total
    assert allocate(-total, shares) == {key: -value for key, value in found.items()}
    whole = sum(map(exact, shares.values()))
    assert all(abs(exact(found[k]) - exact(total) * exact(w) / whole) < exact("0.01") for k, w in shares.items())


@given(st.dictionaries(st.sampled_from("abcdef"), cents, min_size=1), positive)
def test_a_budget_is_never_exceeded(amounts: dict[str, Decimal], budget: Decimal) -> None:
    found = scale_to_budget({key: exact(value) for key, value in amounts.items()}, budget)
    assert sum(found.values()) <= budget
    rounded = {key: round_line(value) for key, value in amounts.items()}
    if sum(rounded.values()) > budget:
        assert sum(found.values()) == budget
    else:
        assert found == rounded


@given(st.lists(cents, max_size=12), st.sampled_from([None, Decimal("300.00")]))
def test_pay_over_months_is_what_was_earned_and_what_is_still_owed(months: list[Decimal], draw: Decimal | None) -> None:
    found = settle_months(months, draw=draw)
    owed = found[-1].balance_after if found else Decimal(0)
    assert sum(m.pay for m in found) == sum(months) - owed
    assert all(m.pay >= (draw or 0) and m.balance_after <= 0 for m in found)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    bounds = sorted(draw(st.sets(st.integers(0, 3000), min_size=1, max_size=4)))
    tiers = Tiers(tuple((Decimal(b), draw(ratios) / 10) for b in bounds), draw(st.booleans()))
    points = sorted(draw(st.sets(st.integers(0, 150), min_size=1, max_size=3)))
    curve = Curve(tuple((Decimal(x) / 100, draw(ratios)) for x in points), draw(ratios), draw(st.none() | ratios))
    part = Part("individual", quota=draw(positive), curve=curve)
    components = (
        Component("flat", "flat", rate=draw(ratios) / 10, budget=draw(st.none() | positive)),
        Component(
            "tiers", "tier_whole" if tiers.whole else "tier_marginal", tiers=tiers, cap=draw(st.none() | positive)
        ),
        Component(
            "bonus", "bonus", target_bonus=draw(positive), parts=(part,)
        ),
        Component("pot", "pot", pot=draw(cents), share_by=draw(st.sampled_from(("equal", "hours"))),
                  per_team=draw(st.booleans())),
        Component("some", "flat", rate=draw(ratios) / 10, teams=draw(st.sampled_from(((), ("t1",), ("t2", "t3"))))),
    )  # fmt: skip
    policy = draw(st.sampled_from(("carry", "floor_zero")))
    leave = draw(st.sampled_from(("keep_target", "prorate_both")))
    limits = {"cap": draw(st.none() | positive), "budget": draw(st.none() | positive)}
    return Plan("p", 1, date(2026, 1, 1), components, leave, policy, **limits)  # type: ignore[arg-type]


@st.composite
def months(draw: st.DrawFn) -> PeriodInputs:
    sales, refunds = [], []
    for index in range(draw(st.integers(0, 12))):
        split = draw(st.dictionaries(st.sampled_from(AGENTS), st.integers(1, 5).map(Decimal), max_size=3))
        currency = draw(st.sampled_from(("EUR", "GBP")))
        at = datetime(2026, 11, draw(st.integers(1, 30)), 12, tzinfo=UTC)
        agent = "" if split else draw(st.sampled_from(AGENTS))
        rate = Decimal("0.8613") if currency == "GBP" else None
        sale = Sale(f"o{index}", "1", agent, at, draw(positive), currency, rate, split=tuple(split.items()))
        sales.append(sale)
        for day in draw(st.sets(st.integers(1, 28), max_size=2)):
            refunds.append(Refund(sale.order_id, "1", datetime(2026, 11, day, 13, tzinfo=UTC), draw(positive)))
    people = tuple(Person(who, team=f"t{1 + index % 3}") for index, who in enumerate(AGENTS))
    hours = tuple(Hours(p.agent_id, p.team, Decimal(draw(st.integers(1, 160)))) for p in people)
    return PeriodInputs(Period("2026-11"), people, tuple(sales), tuple(refunds), hours=hours)


@settings(max_examples=30, deadline=None)
@given(plans(), months(), st.randoms(use_true_random=False))
def test_totals_reconcile_for_any_plan_and_any_order_of_imports(
    plan: Plan, inputs: PeriodInputs, shuffled: random.Random
) -> None:
    result = run(plan, inputs)
    report = result.credits
    assert report.credited == report.total_eur and not report.unassigned_eur
    assert sum(report.by_agent().values()) == report.credited
    sold = result.measures.team_sales
    for component in ("flat", "tiers", "bonus"):
        assert sum(amount for (_, key), amount in sold.items() if key == component) == report.credited
    if plan.cap is None and plan.budget is None:
        pot = next(component for component in plan.components if component.kind == "pot")
        shared = sum(line.amount for s in result.statements for line in s.lines if line.component_id == "pot")  # type: ignore[misc]
        groups = len({person.team for person in inputs.people}) if pot.per_team else 1
        assert pot.pot is not None and shared == pot.pot * groups
    for statement in result.statements:
        assert statement.settlement is not None
        lines = [line.amount for line in statement.lines]
        paid = statement.settlement
        assert paid.earned == sum(lines)  # type: ignore[arg-type]
        assert paid.pay == paid.earned - paid.balance_after + paid.forgiven and paid.pay >= 0
        assert all(line.amount == round_line(line.amount) for line in statement.lines if line.amount is not None)
        if plan.cap is not None and plan.budget is None:
            assert sum(lines) <= plan.cap  # type: ignore[arg-type]
    if plan.budget is not None:
        assert sum(line.amount for s in result.statements for line in s.lines) <= plan.budget  # type: ignore[misc]
    rows, back = [*inputs.sales, *inputs.sales], [*inputs.refunds, *inputs.refunds]
    shuffled.shuffle(rows)
    shuffled.shuffle(back)
    again = run(plan, replace(inputs, sales=tuple(rows), refunds=tuple(back)))
    assert again.statements == result.statements
    assert again.credits.duplicates_ignored == len(inputs.sales) + len(inputs.refunds)


@settings(max_examples=20, deadline=None)
@given(plans())
def test_a_plan_written_as_toml_reads_back_equal(plan: Plan) -> None:
    assert loads(dumps(plan)) == plan


@settings(max_examples=20, deadline=None)
@given(months())
def test_the_order_of_rows_does_not_change_the_hash(inputs: PeriodInputs) -> None:
    plan = Plan("p", 1, date(2026, 1, 1), (Component("f", "flat", rate=Decimal("0.1")),), "keep_target", "carry")
    mirrored = replace(inputs, sales=inputs.sales[::-1], refunds=inputs.refunds[::-1], hours=inputs.hours[::-1])
    assert run(plan, inputs).input_hash == run(plan, mirrored).input_hash
    assert credit_sales(inputs).credits == credit_sales(mirrored).credits
