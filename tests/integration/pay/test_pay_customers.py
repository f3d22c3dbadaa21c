"""Customers in the imports: conversations that earn a sale, rates by day, and what a file without them leaves alone."""

from decimal import Decimal

import pytest

from planner.base.errors import InputProblems
from planner.pay import months, plans
from tests.integration.pay.pay_shop import PLAN, take

D = Decimal
ASSISTED = PLAN.replace('negative = "carry"', 'negative = "carry"\nassisted_window_h = "24"').replace(
    "version = 1", "version = 2"
).replace("2026-01-01", "2026-10-01")  # fmt: skip
HEADER = "order_id,line_id,agent_id,ordered_at,net_amount,currency,customer_id\n"
TALKS = "contact_id,customer_id,agent_id,started_at,channel,human\n"


def commission(ws, period="2026-10"):
    return {s.agent_id: s.lines[0].amount for s in months.month(ws, period).run.statements}


def credits(ws, order, period="2026-10"):
    found = months.month(ws, period).run.credits.credits
    return [(c.agent_id, c.amount, c.assisted) for c in found if c.order_id == order]


@pytest.fixture
def assisted_ws(shop_ws):
    plans.import_plan(shop_ws, ASSISTED, "v2.toml")
    return shop_ws


def test_the_window_is_elapsed_time_on_the_day_of_twenty_five_hours(assisted_ws, tmp_path):
    """From 12:00 in summer time to 11:00 in winter time a day later are 24 hours; a second more is too many."""
    take(assisted_ws, tmp_path, "conversations", TALKS
         + "T1,K1,ana,2026-10-24 12:00,phone,yes\nT2,K2,ana,2026-10-24 12:00,phone,yes\n")  # fmt: skip
    take(assisted_ws, tmp_path, "sales", HEADER
         + "A1,1,,2026-10-25 11:00:00,100.00,EUR,K1\nA2,1,,2026-10-25 11:00:01,100.00,EUR,K2\n")  # fmt: skip
    assert credits(assisted_ws, "A1") == [("ana", D("100.00"), True)]
    assert credits(assisted_ws, "A2") == []
    assert "sale_without_agent" in {flag.code for flag in months.month(assisted_ws, "2026-10").run.flags}


def test_the_last_human_earns_the_sale_once_whatever_bots_say_and_in_any_order_of_imports(assisted_ws, tmp_path):
    take(assisted_ws, tmp_path, "sales", HEADER + "A1,1,,2026-10-20 12:00,100.00,EUR,K1\n")
    take(assisted_ws, tmp_path, "conversations", TALKS
         + "T3,K1,,2026-10-20 11:59,chat,no\nT2,K1,cleo,2026-10-20 11:00,chat,yes\n"
         + "T1,K1,ana,2026-10-20 09:00,phone,yes\n"
         + "T4,K1,ben,2026-10-20 12:01,phone,yes\nT5,K9,ben,2026-10-20 11:30,phone,yes\n")  # fmt: skip
    assert credits(assisted_ws, "A1") == [("cleo", D("100.00"), True)]
    measures = months.month(assisted_ws, "2026-10").run.measures
    assert measures.team_sales["south", "commission"] == D("600.00")  # 500 of her own and the one she assisted
    before = months.month(assisted_ws, "2026-10").run.input_hash
    take(assisted_ws, tmp_path, "conversations", TALKS + "T1,K1,ana,2026-10-20 09:00,phone,yes\n")
    assert months.month(assisted_ws, "2026-10").run.input_hash == before


def test_an_assisted_sale_without_channel_takes_that_of_its_conversation_and_so_does_its_refund(assisted_ws, tmp_path):
    channels = HEADER.replace("currency", "currency,channel")
    take(assisted_ws, tmp_path, "conversations", TALKS + "T1,K1,ana,2026-10-20 11:00,phone,yes\n")
    rows = "A1,1,,2026-10-20 12:00,100.00,EUR,,K1\nA2,1,,2026-10-20 12:00,50.00,EUR,chat,K1\n"
    take(assisted_ws, tmp_path, "sales", channels + rows)
    take(assisted_ws, tmp_path, "refunds", "order_id,line_id,refunded_at,net_amount\nA1,1,2026-10-22 10:00,30.00\n")
    found = months.month(assisted_ws, "2026-10").run.credits.credits
    assert {(c.order_id, c.refund, c.channel) for c in found if c.assisted} == {
        ("A1", False, "phone"), ("A1", True, "phone"), ("A2", False, "chat"),
    }  # fmt: skip


def test_without_a_window_in_the_plan_a_sale_without_agent_earns_nobody(shop_ws, tmp_path):
    take(shop_ws, tmp_path, "sales", HEADER + "A1,1,,2026-10-20 12:00,100.00,EUR,K1\n")
    take(shop_ws, tmp_path, "conversations", TALKS + "T1,K1,ana,2026-10-20 11:00,chat,yes\n")
    assert credits(shop_ws, "A1") == []


def test_a_line_without_agent_split_or_customer_is_a_mistake_in_its_row(shop_ws, tmp_path):
    with pytest.raises(InputProblems) as found:
        take(shop_ws, tmp_path, "sales", HEADER + "A1,1,,2026-10-20 12:00,100.00,EUR,\n")
    assert [(p.row, p.column) for p in found.value.problems] == [(2, "agent_id")]


def test_a_conversation_of_an_unknown_agent_is_refused_with_its_row(shop_ws, tmp_path):
    with pytest.raises(InputProblems) as found:
        take(shop_ws, tmp_path, "conversations", TALKS + "T1,K1,nobody,2026-10-20 11:00,chat,yes\n")
    assert [(p.row, p.column) for p in found.value.problems] == [(2, "agent_id")]
    with pytest.raises(InputProblems):
        take(shop_ws, tmp_path, "conversations", TALKS + "T1,K1,,2026-10-20 11:00,chat,yes\n")


def test_a_foreign_order_takes_the_rate_of_its_local_day_and_the_last_one_at_weekends(shop_ws, tmp_path):
    """100 / 1.25 on the Friday; on Sunday the Friday's; 23:30 of the 4th in Madrid is 21:30 in UTC of the same day."""
    take(shop_ws, tmp_path, "rates", "date,currency,eur_rate\n2026-10-02,USD,1.25\n2026-10-05,USD,2\n")
    report = take(shop_ws, tmp_path, "sales", HEADER
                  + "U1,1,cleo,2026-10-02 10:00,100.00,USD,\nU2,1,cleo,2026-10-04 23:30,100.00,USD,\n"
                  + "U3,1,cleo,2026-10-05 00:10,100.00,USD,\n")  # fmt: skip
    assert any("USD" in note for note in report.notes)
    assert [credits(shop_ws, o)[0][1] for o in ("U1", "U2", "U3")] == [D("80.00"), D("80.00"), D("50.00")]
    flags = {flag.code: flag.severity for flag in months.month(shop_ws, "2026-10").run.flags}
    assert flags["fx_rate_of_earlier_day"] == "note" and "fx_rate_missing" not in flags


def test_a_foreign_order_without_any_rate_blocks_the_month(shop_ws, tmp_path):
    take(shop_ws, tmp_path, "rates", "date,currency,eur_rate\n2026-10-01,USD,1.25\n")
    take(shop_ws, tmp_path, "sales", HEADER + "U1,1,cleo,2026-10-20 10:00,100.00,USD,\n")
    flag = next(f for f in months.month(shop_ws, "2026-10").run.flags if f.code == "fx_rate_missing")
    assert (flag.severity, flag.examples) == ("blocks", ("U1/1",))


def test_a_file_without_customers_takes_none_away(shop_ws, tmp_path):
    from planner.pay.store.customers import customer_lines
    from tests.integration.pay.pay_shop import SALES

    with_customer = "order_id,line_id,agent_id,ordered_at,net_amount,currency,channel,stage,customer_id,new_customer\n"
    take(shop_ws, tmp_path, "sales", with_customer + "O1,1,ana,2026-09-03 10:00,600.00,EUR,phone,pre,K7,yes\n")
    assert take(shop_ws, tmp_path, "sales", SALES).changed == 0
    last = months.month(shop_ws, "2026-10").run.inputs.period.end
    from planner.domain.time import midnight

    rows = customer_lines(shop_ws, midnight(last, "Europe/Madrid"))
    assert [(r.customer_id, r.order_id, r.new_customer) for r in rows] == [("K7", "O1", 1)]


def test_somebody_whom_two_plans_pay_blocks_the_month(shop_ws):
    """One plan pays a team, the other names a person of it: no text of a plan shows that, the people do."""
    everybody = PLAN.replace('negative = "carry"', 'negative = "carry"\nteams = ["north"]')
    plans.import_plan(shop_ws, everybody, "plan.toml")
    named = PLAN.replace('id = "shop"', 'id = "stars"').replace(
        'negative = "carry"', 'negative = "carry"\nagents = ["ana"]'
    )
    plans.import_plan(shop_ws, named, "stars.toml")
    flags = [f for f in months.month(shop_ws, "2026-09", "shop").run.flags if f.code == "plan_overlaps"]
    assert [(f.agent_id, f.severity, dict(f.values)["other"]) for f in flags] == [("ana", "blocks", "stars v1")]
