"""Everything that may be wrong with a month is a flag or a problem in its row; nothing silent, nothing a crash."""

import pytest

from planner.base.errors import InputProblems
from planner.pay import months, plans
from tests.integration.pay.pay_shop import PLAN, take

SALES = "order_id,line_id,agent_id,ordered_at,net_amount,currency,eur_rate,split\n"
REFUNDS = "order_id,line_id,refunded_at,net_amount\n"
TALKS = "contact_id,customer_id,agent_id,started_at,human\n"


def flags(ws, period="2026-10"):
    return {flag.code: flag for flag in months.month(ws, period).run.flags}


@pytest.mark.parametrize(
    ("kind", "rows", "code", "severity"),
    [
        ("sales", SALES + "X1,1,nobody,2026-10-10 10:00,10.00,EUR,,\n", "unknown_agent", "blocks"),
        ("refunds", REFUNDS + "X9,1,2026-10-10 10:00,10.00\n", "refund_without_order", "acknowledge"),
        ("refunds", REFUNDS + "O4,1,2026-10-10 10:00,500.01\n", "refund_over_sale", "acknowledge"),
        (
            "sales",
            SALES + "X1,1,ana,2026-10-10 10:00,10.00,EUR,,\nX1,2,ana,2026-10-10 10:00,10.00,GBP,0.9,\n",
            "two_currencies_in_order",
            "acknowledge",
        ),
        ("sales", SALES + "X1,1,ana,2026-10-10 10:00,10.00,USD,,\n", "fx_rate_missing", "blocks"),
        ("sales", SALES + "X1,1,ana,2026-10-10 10:00,10.00,EUR,1.2,\n", "rate_on_euros", "acknowledge"),
        ("sales", SALES + "X1,1,,2026-10-10 10:00,10.00,EUR,,ana:0.6;ben:0.3\n", "split_not_one", "acknowledge"),
        ("sales", SALES + "X1,1,ana,2024-12-31 10:00,10.00,EUR,,\n", "agent_not_active", "acknowledge"),
        ("kpis", "agent_id,period,metric,value,n\nnobody,2026-10,csat,90,9\n", "unknown_agent_in_rows", "acknowledge"),
        ("kpis", "agent_id,period,metric,value,n\nana,2026-10,csat,90,3\n", "gate_csat_no_data", "acknowledge"),
        ("kpis", "agent_id,period,metric,value,n\nana,2026-10,quota,0,\n", "quota_missing", "blocks"),
        ("kpis", "agent_id,period,metric,value,n\nana,2026-10,quota,,\n", "quota_missing", "blocks"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_flagged_with_where_it_stands(desk, tmp_path, kind, rows, code, severity):
    take(desk, tmp_path, kind, rows)
    period = "2024-12" if "2024" in rows else "2026-10"
    if period == "2024-12":
        plans.import_plan(desk, PLAN.replace("2026-01-01", "2024-01-01"), "plan.toml")
    found = flags(desk, period)[code]
    assert found.severity == severity
    assert found.agent_id or found.examples


@pytest.mark.parametrize(
    ("kind", "rows", "column"),
    [
        ("sales", SALES + "X1,1,ana,2026-10-10 10:00,10.00,EUR,,\nX1,1,ana,2026-10-10 10:00,11.00,EUR,,\n", ""),
        ("sales", SALES + "X1,1,ana,2026-02-30 10:00,10.00,EUR,,\n", "ordered_at"),
        ("sales", SALES + "X1,1,ana,2026-10-10 10:00,ten,EUR,,\n", "net_amount"),
        ("sales", SALES + "X1,1,ana,2026-10-10 10:00,10.00,euros,,\n", "currency"),
        ("sales", SALES + "X1,1,ana,2026-10-10 10:00,10.00,GBP,0,\n", "eur_rate"),
        ("sales", SALES + "X1,1,,2026-10-10 10:00,10.00,EUR,,ana:0.5;ana:0.5\n", "split"),
        ("rates", "date,currency,eur_rate\n2026-10-01,USD,-1\n", "eur_rate"),
        ("campaign_costs", "campaign,period,cost\nAutumn,October,10\n", "period"),
        ("conversations", TALKS + "T1,K1,ana,2026-10-01 10:00,maybe\n", "human"),
        (
            "conversations",
            "contact_id,customer_id,agent_id,started_at,ended_at\nT1,K1,ana,2026-10-01 10:00,2026-10-01 09:00\n",
            "ended_at",
        ),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_with_its_column_and_nothing_is_kept(desk, tmp_path, kind, rows, column):
    before = months.month(desk, "2026-10").run.input_hash
    with pytest.raises(InputProblems) as found:
        take(desk, tmp_path, kind, rows)
    assert any(column in p.column and p.row for p in found.value.problems)
    assert months.month(desk, "2026-10").run.input_hash == before


def test_lines_that_stand_twice_count_once_and_are_told(desk, tmp_path):
    line = "X1,1,ana,2026-10-10 10:00,10.00,EUR,,\n"
    report = take(desk, tmp_path, "sales", SALES + line + line)
    assert (report.new, report.duplicates) == (1, 1)
    assert take(desk, tmp_path, "sales", SALES + line).same == 1


def test_a_sale_outside_the_month_is_in_the_month_of_its_local_day(desk, tmp_path):
    """23:30 UTC of 31 October is half past midnight of 1 November in Madrid."""
    take(desk, tmp_path, "sales", SALES + "X1,1,ana,2026-10-31T23:30:00+00:00,10.00,EUR,,\n")
    assert "X1" not in {c.order_id for c in months.month(desk, "2026-10").run.credits.credits}
    assert "X1" in {c.order_id for c in months.month(desk, "2026-11").run.credits.credits}
