"""Pay acts on what somebody saw, closed months swallow nothing, and whatever blocks a month can be decided."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from planner.base.errors import Conflict, Refused
from planner.db import audit
from planner.domain.people import TimeOff
from planner.pay import months, plans, steps
from planner.pay.files import files
from planner.shop.store.people import write_time_off
from tests.integration.pay.pay_shop import PLAN, paid, seen, settle, take

D = Decimal
LATE = "order_id,line_id,agent_id,ordered_at,net_amount,currency\n"


def flags(month):
    return {(f.code, f.severity, f.period) for f in month.open_flags}


def test_a_step_is_taken_on_what_was_seen_or_not_at_all(shop_ws, tmp_path):
    looked = seen(shop_ws, "2026-09")
    take(shop_ws, tmp_path, "sales", LATE + "L1,1,ben,2026-09-20,1000.00,EUR\n")
    for step in (steps.review, months.as_seen):
        with pytest.raises(Conflict, match="changed since you looked"):
            step(shop_ws, looked)
    again = seen(shop_ws, "2026-09")
    reviewed = steps.review(shop_ws, again)
    with pytest.raises(Conflict, match="did something with 2026-09 since you looked; it is reviewed"):
        steps.review(shop_ws, again)
    assert steps.approve(shop_ws, reviewed.seen).state.state == "approved"


def test_the_command_line_names_the_run_that_was_seen(shop_ws, tmp_path):
    with pytest.raises(Refused, match="not run yet"):
        months.kept(shop_ws, "2026-09")
    first = steps.run(shop_ws, "2026-09")
    assert months.kept(shop_ws, "2026-09", inputs=first.run.input_hash[:8]) == first.seen
    take(shop_ws, tmp_path, "sales", LATE + "L1,1,ben,2026-09-20,1000.00,EUR\n")
    with pytest.raises(Conflict, match="changed since you looked"):
        files.payroll(months.as_seen(shop_ws, months.kept(shop_ws, "2026-09")), tmp_path / "payroll.csv")
    steps.run(shop_ws, "2026-09")
    with pytest.raises(Conflict, match="was run again"):
        months.kept(shop_ws, "2026-09", inputs=first.run.input_hash[:8])


def test_an_action_that_fails_leaves_the_month_as_it_was(shop_ws, monkeypatch):
    month = steps.approve(shop_ws, steps.review(shop_ws, seen(shop_ws, "2026-09")).seen)
    before = len(audit.read_log(shop_ws))
    monkeypatch.setattr(steps.published, "publish", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        steps.close(shop_ws, month.seen)
    assert months.months(shop_ws)[0].state == "approved" and len(audit.read_log(shop_ws)) == before


def test_what_stops_an_open_month_stops_the_adjustment_of_a_closed_one(shop_ws, tmp_path):
    settle(shop_ws, "2026-09")
    take(shop_ws, tmp_path, "sales", LATE + "L1,1,zoe,2026-09-05,10.00,EUR\nL2,1,ana,2026-09-06,20.00,USD\n")
    back = "order_id,line_id,refunded_at,net_amount\n"
    take(shop_ws, tmp_path, "refunds", back + "O1,1,2026-10-02 10:00,2000.00\nO1,1,2026-10-02 10:01,2000.00\n")
    october = months.month(shop_ws, "2026-10")
    assert flags(october) == {
        ("unknown_agent", "blocks", "2026-09"), ("fx_rate_missing", "blocks", "2026-09"),
        ("refund_over_sale", "acknowledge", "2026-09"),
    }  # fmt: skip
    month = steps.review(shop_ws, seen(shop_ws, "2026-10"))
    with pytest.raises(Refused, match="flags are open"):
        steps.approve(shop_ws, month.seen)


def test_flags_that_were_accepted_when_a_month_was_closed_are_not_asked_again(shop_ws, tmp_path):
    take(shop_ws, tmp_path, "kpis", "agent_id,period,metric,value,n\nben,2026-09,csat,95,2\n")
    month = steps.review(shop_ws, seen(shop_ws, "2026-09"))
    month = steps.acknowledge(shop_ws, month.seen, note="two answers only")
    steps.close(shop_ws, steps.approve(shop_ws, month.seen).seen)
    take(shop_ws, tmp_path, "sales", LATE + "L1,1,ben,2026-09-20,100.00,EUR\n")
    october = months.month(shop_ws, "2026-10")
    assert october.run.statement("ben").adjustments and not flags(october)


def test_a_month_of_protected_leave_is_decided_by_hand_and_blocks_nothing_more(shop_ws):
    leave = TimeOff("ana", datetime(2026, 8, 31, 22, tzinfo=UTC), datetime(2026, 9, 30, 22, tzinfo=UTC), "maternity")
    write_time_off(shop_ws, [leave])
    month = steps.review(shop_ws, seen(shop_ws, "2026-09"))
    assert paid(month)["ana"] is None
    with pytest.raises(Refused, match="Say why"):
        steps.decide(shop_ws, month.seen, "ana", "bonus", D("1"), " ")
    with pytest.raises(Refused, match="no target"):
        steps.decide(shop_ws, month.seen, "ana", "commission", D("1"), "it stands")
    decided = steps.decide(shop_ws, month.seen, "ana", "bonus", D("0.9"), "as the agreement says")
    # 10 % of 1,000, and 0.9 of the whole target of 100; half of that for the gate missed
    assert paid(decided)["ana"] == D("145.00") and decided.state.state == "draft"
    month = steps.review(shop_ws, decided.seen)
    steps.close(shop_ws, steps.approve(shop_ws, month.seen).seen)
    again = months.month(shop_ws, "2026-09")
    assert paid(again)["ana"] == D("145.00") and not months.month(shop_ws, "2026-10").run.statement("ana").adjustments
    steps.decide(shop_ws, again.seen, "ana", "bonus", D("1"), "corrected with the works council")
    (found,) = months.month(shop_ws, "2026-10").run.statement("ana").adjustments
    assert (found.component_id, found.amount) == ("bonus", D("5.00"))
    assert [e.action for e in audit.read_log(shop_ws)].count("pay decide") == 2


def test_a_month_that_was_paid_or_reviewed_is_not_taken_back(shop_ws):
    month = steps.review(shop_ws, seen(shop_ws, "2026-09"))
    with pytest.raises(Refused, match="only a draft"):
        steps.discard(shop_ws, month.seen, "a mistake")
    month = steps.reopen(shop_ws, month.seen, "not ours")
    with pytest.raises(Refused, match="Say why"):
        steps.discard(shop_ws, month.seen, "")
    steps.discard(shop_ws, month.seen, "a mistake")
    assert not months.months(shop_ws)
    assert audit.read_log(shop_ws)[0].action == "pay discard" and not audit.verify(shop_ws)


def test_a_version_that_reaches_back_asks_first_with_who_gains_and_loses(shop_ws, tmp_path):
    settle(shop_ws, "2026-09")
    dearer = PLAN.replace("version = 1", "version = 2").replace('rate = "0.10"', 'rate = "0.12"').replace(
        "effective_from = 2026-01-01", "effective_from = 2026-09-01")  # fmt: skip
    with pytest.raises(plans.ReachesBack) as asked:
        plans.import_plan(shop_ws, dearer, "plan.toml")
    assert [(c.agent_id, c.delta) for c in asked.value.changes] == [
        ("ben", D("3.00")), ("cleo", D("3.00")), ("ana", D("20.00")),
    ]  # fmt: skip
    assert len(months.plans(shop_ws)) == 1 and "--accept" in asked.value.hint
    take(shop_ws, tmp_path, "refunds", "order_id,line_id,refunded_at,net_amount\nO3,1,2026-10-02 10:00,100.00\n")
    with pytest.raises(plans.ReachesBack) as again:  # what was shown is no longer what it would do
        plans.import_plan(shop_ws, dearer, "plan.toml", asked.value.token)
    plans.import_plan(shop_ws, dearer, "plan.toml", again.value.token)
    october = months.month(shop_ws, "2026-10")
    told = {(a.agent_id, a.amount, a.cause, a.orders) for s in october.run.statements for a in s.adjustments}
    # Ana's sales did not move: her line is the plan's doing and cites nobody's order.
    assert told == {
        ("ana", D("20.00"), "plan_change", ()), ("ben", D("-3.00"), "plan_change", ("O3",)),
        ("cleo", D("-3.00"), "plan_change", ("O3",)),
    }  # fmt: skip


def test_a_version_that_begins_after_the_closed_months_asks_nothing(shop_ws):
    settle(shop_ws, "2026-09")
    later = PLAN.replace("version = 1", "version = 2").replace("2026-01-01", "2026-10-01")
    assert plans.import_plan(shop_ws, later.replace('"0.10"', '"0.12"'), "plan.toml")[0].version == 2
