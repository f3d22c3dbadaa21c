"""A shop of three people with two months of sales, made through the imports."""

from datetime import date
from decimal import Decimal

from planner.domain.people import Agent, Contract
from planner.pay import plans, steps
from planner.shop.intake import imports

PLAN = """
id = "shop"
version = 1
effective_from = 2026-01-01
protected_leave = "keep_target"
negative = "carry"

[[component]]
id = "commission"
kind = "flat"
rate = "0.10"

[[component]]
id = "bonus"
kind = "bonus"
target_bonus = "100.00"
measure = "sales"
curve = [["0.80", "0.50"], ["1.00", "1.00"]]

[[component.gate]]
metric = "csat"
min = "80"
min_n = 5
fail_factor = "0.50"
"""

SALES = """order_id,line_id,agent_id,ordered_at,net_amount,currency,eur_rate,channel,stage,campaign,split
O1,1,ana,2026-09-03 10:00,600.00,EUR,,phone,pre,,
O2,1,ana,2026-09-30 23:59,400.00,EUR,,chat,pre,Autumn,
O3,1,ben,2026-09-10 10:00,300.00,EUR,,chat,post,,ben:0.5;cleo:0.5
O4,1,cleo,2026-10-01 00:00,500.00,EUR,,phone,pre,,
O5,1,ana,2026-10-05 10:00,85.12,GBP,0.8512,phone,pre,,
"""

KPIS = """agent_id,period,metric,value,n
ana,2026-09,quota,1000,
ben,2026-09,quota,500,
cleo,2026-09,quota,1000,
ana,2026-09,csat,79.9,20
ben,2026-09,csat,95,20
cleo,2026-09,csat,95,20
ana,2026-10,quota,1000,
ben,2026-10,quota,500,
cleo,2026-10,quota,400,
ana,2026-10,csat,90,20
ben,2026-10,csat,90,20
cleo,2026-10,csat,90,20
"""


def people():
    """Ana and Cleo at full time, Ben at half."""
    return [
        Agent(who, who.title(), team, ("phone", "chat"), Contract(minutes), start_date=date(2025, 1, 1),
              hourly_cost=Decimal("15.00"))
        for who, team, minutes in (("ana", "north", 2400), ("ben", "north", 1200), ("cleo", "south", 2400))
    ]  # fmt: skip


def take(ws, folder, kind, text):
    """Import a CSV text; the report."""
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    return imports.commit(ws, imports.preview(ws, kind, path))


def build(ws, folder):
    """People, sales, KPIs and the plan."""
    from planner.shop.store.people import write_agents

    write_agents(ws, people())
    take(ws, folder, "sales", SALES)
    take(ws, folder, "kpis", KPIS)
    plans.import_plan(ws, PLAN, "plan.toml")


def seen(ws, period, plan_id=""):
    """What somebody sees who runs a month."""
    return steps.run(ws, period, plan_id).seen


def settle(ws, period):
    """Run, review, approve and close a month."""
    month = steps.review(ws, seen(ws, period))
    return steps.close(ws, steps.approve(ws, month.seen).seen)


def paid(month):
    """Pay by person."""
    return {statement.agent_id: statement.payable for statement in month.run.statements}
