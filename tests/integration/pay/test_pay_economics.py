"""What customers and their conversations say of a month, what is missing for it, and the settings it rests on."""

from datetime import date
from decimal import Decimal

import pytest

from engagement.economics.conversations import Bought, Talk, conversions
from engagement.economics.customers import Order, customer_value
from planner.base.errors import InputProblems, Misuse, Refused
from planner.db import audit
from planner.pay import economics, months
from planner.pay import settings as pay_settings
from planner.pay.files import files
from tests.integration.pay.pay_shop import settle, take

D = Decimal
HEADER = "order_id,line_id,agent_id,ordered_at,net_amount,currency,channel,customer_id,product,basket_amount\n"
SALES = (
    HEADER
    + """K1,1,ana,2026-09-01 10:00,100.00,EUR,phone,c1,lamp,80.00
K2,1,,2026-09-05 10:00,50.00,EUR,,c2,lamp,
K3,1,ana,2026-10-02 10:00,120.00,EUR,phone,c1,lamp,100.00
K3,2,ana,2026-10-02 10:00,30.00,EUR,phone,c1,bulb,100.00
K4,1,ben,2026-10-06 10:00,60.00,EUR,chat,c3,bulb,60.00
"""
)
TALKS = """contact_id,customer_id,agent_id,started_at,channel,human
T1,c1,ana,2026-10-02 09:30,phone,yes
T2,c3,ben,2026-10-06 09:00,chat,yes
T3,c4,ben,2026-10-06 09:00,chat,yes
T4,c3,,2026-10-06 09:59,chat,no
"""


def test_what_the_data_do_not_allow_names_the_column_that_is_missing(desk):
    found = economics.economics(desk, "2026-10")
    assert found.customers is None and found.talks == ()
    text = "\n".join(found.missing)
    assert all(word in text for word in ("customer_id", "conversations", "orders without agent"))


def test_repeat_rate_value_and_cost_of_customers(desk, tmp_path):
    """c1 came again on day 31, c2 did not; c3 is new. 360 of sales in 4 orders of 3 customers."""
    take(desk, tmp_path, "sales", SALES)
    take(desk, tmp_path, "campaign_costs", "campaign,period,cost\nAutumn,2026-10,45.00\n")
    pay_settings.tell(desk, {"repeat_days": "30", "years_kept": "2", "margin": "0.5"})
    value = economics.economics(desk, "2026-10").customers
    assert (value.customers, value.orders, value.average_order) == (3, 4, D("90.00"))
    assert value.repeat.customers == 2 and value.repeat.rate == 0  # 31 days are beyond a window of 30
    assert value.orders_per_year == D("1.3333")
    assert value.ltv == D("120.00")  # 90 x 1.3333 x 2 x 0.5 = 119.997
    assert (value.new_customers, value.cac, value.ltv_to_cac) == (1, D("45.00"), D("2.67"))
    pay_settings.tell(desk, {"repeat_days": "31"})
    again = economics.economics(desk, "2026-10").customers
    assert again.repeat.rate == D("0.5000")
    assert (again.repeat_served.rate, again.repeat_others.rate) == (D("1.0000"), D("0.0000"))


def test_conversations_that_became_orders_by_channel_with_upsell_and_cross_sell(desk, tmp_path):
    take(desk, tmp_path, "sales", SALES)
    take(desk, tmp_path, "conversations", TALKS)
    chat, phone = economics.economics(desk, "2026-10").talks
    assert (chat.key, chat.conversations, chat.converted, chat.conversion) == ("chat", 2, 1, D("0.5000"))
    assert (phone.orders, phone.net_eur, phone.cross_sell) == (1, D("150.00"), D("1.0000"))
    assert (phone.upsell.rate, phone.upsell.average_gain) == (D("1.0000"), D("50.00"))
    assert chat.upsell.rate == 0


def test_orders_without_agent_are_the_shops_and_give_the_share_of_service(desk, tmp_path):
    assert economics.economics(desk, "2026-09").shop_sales is None
    take(desk, tmp_path, "sales", SALES)
    found = economics.economics(desk, "2026-09")
    assert found.shop_sales == D("1450.00")  # 1,300 of the shop's three, 100 by ana, 50 by nobody
    assert sum(row.share_of_all for row in found.by_team) == D("0.9655")
    pay_settings.tell(desk, {"shop_sales": "14000"})
    assert economics.economics(desk, "2026-09").shop_sales == D("14000")


def test_refunds_leave_the_value_of_customers(desk, tmp_path):
    take(desk, tmp_path, "sales", SALES)
    take(desk, tmp_path, "refunds", "order_id,line_id,refunded_at,net_amount\nK3,1,2026-10-20 10:00,120.00\n")
    assert economics.economics(desk, "2026-10").customers.average_order == D("60.00")


def test_an_order_belongs_to_the_last_conversation_in_the_window_and_counts_once():
    from datetime import UTC, datetime

    def at(hour):
        return datetime(2026, 10, 2, hour, tzinfo=UTC)

    talks = [Talk("1", "c", at(8), "phone"), Talk("2", "c", at(10), "chat"), Talk("3", "c", at(13), "chat")]
    orders = [Bought("A", "c", at(12), D(10)), Bought("B", "c", at(12), D(10)), Bought("C", "c", at(20), D(10))]
    chat, phone = conversions(talks, orders, D(4))
    assert (chat.conversations, chat.converted, chat.orders) == (2, 1, 2)
    assert (phone.conversations, phone.orders, phone.conversion) == (1, 0, 0)


def test_who_is_new_is_what_the_orders_say_where_they_say_it():
    day = date(2026, 10, 5)
    orders = [
        Order("a", "1", day, D(10), new=True),
        Order("b", "2", day, D(10), new=False),
        Order("c", "3", day, D(10)),
    ]
    settings = {"margin": D(1), "years": D(1), "window_days": 30, "spending": D(8)}
    value = customer_value(orders, date(2026, 10, 1), date(2026, 10, 31), **settings)
    assert (value.new_customers, value.cac) == (1, D("8.00"))
    nobody = customer_value([], date(2026, 10, 1), date(2026, 10, 31), **settings)
    assert nobody.ltv is None and nobody.cac is None and nobody.repeat.rate is None


def test_settings_go_out_as_text_and_come_back_the_same(desk):
    mine = """
margin = "0.41"
full_time_hours = 38.5

[weights]
treatment = "0.6"
unboxing = "0.4"

[[tool]]
name = "Chat \\"plus\\""
per_seat = "29.90"
seats = 3

[[target]]
metric = "first_response_s"
target = "45"
lower_is_better = true

[employee_codes]
ana = "=0001"
"""
    pay_settings.take_text(desk, mine, "mine.toml")
    text = pay_settings.as_text(desk)
    before = (pay_settings.assumptions(desk), pay_settings.full_time_hours(desk), pay_settings.employee_codes(desk))
    pay_settings.take_text(desk, text, "again.toml")
    assert (
        pay_settings.assumptions(desk),
        pay_settings.full_time_hours(desk),
        pay_settings.employee_codes(desk),
    ) == before
    assert before[0].tools[0].cost == D("89.70") and before[0].weights == (
        ("treatment", D("0.6")),
        ("unboxing", D("0.4")),
    )
    ben = next(p for p in months.month(desk, "2026-09").run.inputs.people if p.agent_id == "ben")
    assert ben.fte == D(20) / D("38.5")
    assert any(entry.action == "pay settings" for entry in audit.read_log(desk))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("marjin = 1", "marjin"),
        ("margin = 1.2", "between 0 and 1"),
        ('margin = "a"', "not a number"),
        ("[[tool]]\nname = 'x'\nprice = 3", "price"),
        ("[[target]]\nmetric = 'csat'\ntarget = 0", "above zero"),
        ("[weights]\ntreatment = 0", "above zero"),
        ("tool = 3", "not a table"),
        ("[employee_codes]\nnobody = '1'", "There is no agent nobody"),
        ("[employee_codes]\nana = '1'\nben = '1'", "already"),
        ("full_time_hours = 90", "1 and 60"),
        ("margin = ", "TOML"),
    ],
)
def test_a_wrong_setting_is_refused_and_changes_nothing(desk, text, said):
    before = pay_settings.as_text(desk)
    with pytest.raises((InputProblems, Refused)) as found:
        pay_settings.take_text(desk, text, "mine.toml")
    problems = getattr(found.value, "problems", ())
    assert said in f"{found.value} " + " ".join(f"{p.column} {p.message} {p.mend}" for p in problems)
    assert pay_settings.as_text(desk) == before


def test_an_unknown_number_is_a_misuse(desk):
    with pytest.raises(Misuse, match="marjin"):
        pay_settings.tell(desk, {"marjin": "1"})
    with pytest.raises(Misuse):
        pay_settings.tell(desk, {"margin": ""})


def test_payroll_takes_the_codes_of_the_settings_and_no_text_becomes_a_formula(desk, tmp_path):
    pay_settings.set_employee_codes(desk, {"ana": "=0001", "ben": "0002"})
    month = settle(desk, "2026-09")
    path = tmp_path / "payroll.csv"
    files.payroll(month, path)
    codes = [line.split(";")[0] for line in path.read_text("utf-8-sig").splitlines()[1:]]
    assert codes == ["'=0001", "0002", "cleo"]
    pay_settings.set_employee_codes(desk, {"ana": ""})
    assert "ana" not in pay_settings.employee_codes(desk)
    assert months.month(desk, "2026-09").run.input_hash == month.run.input_hash


def test_the_index_takes_any_weighted_score_and_leaves_out_what_is_no_score(desk, tmp_path):
    """Ana's treatment of 90 and delivery of 60 weigh 3 to 1; 300 is a time in seconds, not points."""
    rows = "ana,2026-10,treatment,90,10\nana,2026-10,delivery,60,10\nana,2026-10,times,300,10\n"
    take(desk, tmp_path, "kpis", "agent_id,period,metric,value,n\n" + rows)
    pay_settings.take_text(desk, "[weights]\ntreatment = 3\nhandling = 1\ndelivery = 1\n", "mine.toml")
    found = economics.economics(desk, "2026-10")
    assert found.index.value == D("82.5") and found.index.missing == ("handling",)
    assert any("handling" in line for line in found.missing)
