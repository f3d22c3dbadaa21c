"""Economics of service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engagement.economics.customers import cac, ltv, repeat_rate
from engagement.economics.payback import payback
from engagement.economics.sales import against, funnel, service_share, upsell
from engagement.economics.scorecard import Target, satisfaction_index, scorecard
from engagement.economics.tools import Tool, tool_cost
from engagement.pay.engine import run
from tests.unit.pay.pay_month import flat, month, plan, refund, sale

D = Decimal


def test_payback_counts_social_security_on_variable_pay_and_says_what_is_missing() -> None:
    found = payback(D("48000.00"), D("0.35"), D("14000.00"), D("0.32"), D("1200.00"))
    assert (found.margin_eur, found.team_cost, found.ratio) == (D("16800.00"), D("20064.00"), D("0.8373"))
    assert not found.pays_salaries and found.break_even_sales == D("57325.71")
    assert found.missing_sales == D("9325.71")
    assert payback(D(1), D("0.5"), D(0), D("0.32"), D(0)).ratio is None
    assert payback(D("57325.72"), D("0.35"), D("14000.00"), D("0.32"), D("1200.00")).pays_salaries


def test_service_sales_by_channel_count_split_orders_once_and_drop_refunded_ones() -> None:
    split = (("ana", D(1)), ("blas", D(1)))
    inputs = month(
        sale("A", "100.00", "", split=split, channel="phone"), sale("B", "60.00", channel="chat"),
        sale("C", "40.00", channel="chat"), refunds=(refund("C", "40.00"),),
    )  # fmt: skip
    rows = service_share(run(plan(flat()), inputs).credits.credits, D(800), lambda credit: credit.channel)
    assert [(r.key, r.net_eur, r.orders, r.share_of_all) for r in rows] == [
        ("phone", D("100.00"), 1, D("0.1250")), ("chat", D("60.00"), 1, D("0.0750")),
    ]  # fmt: skip


def test_phone_against_chat() -> None:
    phone, chat = funnel(200, {"A": 2, "B": 1}, D("100.00")), funnel(400, {"C": 1}, D("25.00"))
    assert (phone.conversion, phone.average_order, phone.cross_sell) == (D("0.0100"), D("50.00"), D("0.5000"))
    assert against(phone, chat)[0].ratio == D("4.0000")
    assert funnel(0, {}, D(0)).conversion is None
    assert upsell([(D(10), D(15)), (D(10), D(10))]).average_gain == D("5.00")


def test_repeat_rate_leaves_out_customers_who_have_not_had_their_chance() -> None:
    orders = [("a", date(2026, 1, 1)), ("a", date(2026, 1, 20)), ("b", date(2026, 1, 5)), ("b", date(2026, 1, 5)),
              ("c", date(2026, 2, 20))]  # fmt: skip
    found = repeat_rate(orders, 30, date(2026, 3, 1))
    assert (found.customers, found.again, found.rate) == (2, 1, D("0.5000"))
    assert ltv(D("50.00"), D("2.5"), D(3), D("0.35")) == D("131.25")
    assert cac(D("100.00"), 3) == D("33.33") and cac(D(1), 0) is None


def test_a_scorecard_compares_raw_values_and_names_missing_ones() -> None:
    targets = (Target("csat", D(85)), Target("response_s", D(60), True), Target("nps", D(40)), Target("fcr", D(75)))
    rows = scorecard(targets, {"csat": D("84.99"), "response_s": D(60), "fcr": D(50), "nps": None})
    assert [row.state for row in rows] == ["near", "met", "no_data", "missed"]


def test_the_satisfaction_index_drops_missing_parts_and_takes_any_weights() -> None:
    full = satisfaction_index({"treatment": D(90), "handling": D(80), "unboxing": D(70)})
    assert full.value == D("83.0") and sum(full.parts.values()) == D("83.00")
    partial = satisfaction_index({"treatment": D(90), "handling": D(80)})
    assert partial.value == D("86.3") and partial.missing == ("unboxing",)
    assert satisfaction_index({"a": D(10), "b": D(20)}, {"a": D(1), "b": D(3)}).value == D("17.5")
    assert satisfaction_index({}).value is None
    with pytest.raises(ValueError, match="between 0 and 100"):
        satisfaction_index({"treatment": D(101)})


def test_tools_cost_per_order_and_as_a_share_of_sales() -> None:
    found = tool_cost([Tool("chat", D(100), D("29.90"), 10), Tool("phone", D(50))], D("10000.00"), 200)
    assert (found.total, found.share_of_sales, found.per_order) == (D("449.00"), D("0.0449"), D("2.25"))
