"""The month from plan to close, and what comes after: nothing paid is ever rewritten."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planner.base.errors import Conflict, InputProblems, Misuse, Refused
from planner.db import audit
from planner.pay import months, plans, steps
from planner.pay.files import files
from planner.pay.store import pay as store
from tests.integration.pay.pay_shop import KPIS, PLAN, paid, seen, settle, take

D = Decimal


def test_a_month_counts_local_days_own_quotas_and_splits(shop_ws):
    month = months.month(shop_ws, "2026-09")
    # Ana: 10 % of 1,000 and half of 100 for the missed gate; Ben and Cleo share 300, Ben's quota of 500 is his own.
    assert paid(month) == {"ana": D("150.00"), "ben": D("15.00"), "cleo": D("15.00")}
    ben = month.run.statement("ben").lines[1]
    assert ben.value("quota") == 500


def test_foreign_orders_count_at_the_rate_of_their_day(shop_ws):
    october = months.month(shop_ws, "2026-10")
    assert october.run.statement("ana").lines[0].amount == D("10.00")
    assert october.run.statement("cleo").lines[0].amount == D("50.00")


def test_steps_are_kept_with_who_when_and_the_hash_of_the_inputs(shop_ws):
    month = settle(shop_ws, "2026-09")
    assert [event.action for event in month.state.history] == ["review", "approve", "pay", "close"]
    assert {event.input_hash for event in month.state.history} == {month.run.input_hash}
    assert all(event.who and event.at.tzinfo for event in month.state.history)
    actions = [entry.action for entry in audit.read_log(shop_ws)][:5]
    assert actions == ["pay close", "pay pay", "pay approve", "pay review", "pay run"]
    assert not audit.verify(shop_ws)


def test_a_month_that_is_not_over_is_never_approved(shop_ws, tmp_path):
    settle(shop_ws, "2026-09")
    settle(shop_ws, "2026-10")
    take(shop_ws, tmp_path, "kpis", KPIS.replace("2026-10", "2026-11"))
    month = steps.review(shop_ws, seen(shop_ws, "2026-11"))
    with pytest.raises(Refused, match="2026-11-30"):
        steps.approve(shop_ws, month.seen)


def test_a_late_refund_becomes_an_adjustment_that_cites_month_and_order(shop_ws, tmp_path):
    september = settle(shop_ws, "2026-09")
    take(shop_ws, tmp_path, "refunds", "order_id,line_id,refunded_at,net_amount\nO2,1,2026-10-08 12:00,400.00\n")
    again = months.month(shop_ws, "2026-09")
    assert paid(again) == paid(september)
    october = months.month(shop_ws, "2026-10")
    found = october.run.statement("ana").adjustments
    # 400 less at 10 %; attainment falls to 60 %, under the threshold: the halved bonus of 50 is gone.
    assert {(a.component_id, a.amount, a.closed_period, a.cause, a.orders) for a in found} == {
        ("commission", D("-40.00"), "2026-09", "refund", ("O2",)),
        ("bonus", D("-50.00"), "2026-09", "refund", ("O2",)),
    }
    assert paid(october)["ana"] == 0
    settled = october.run.statement("ana").settlement
    assert (settled.earned, settled.balance_after) == (D("-80.00"), D("-80.00"))


def test_an_adjustment_is_booked_once_and_its_debt_is_carried(shop_ws, tmp_path):
    settle(shop_ws, "2026-09")
    take(shop_ws, tmp_path, "refunds", "order_id,line_id,refunded_at,net_amount\nO2,1,2026-10-08 12:00,400.00\n")
    october = settle(shop_ws, "2026-10")
    november = months.month(shop_ws, "2026-11")
    assert not any(s.adjustments for s in november.run.statements)
    assert november.run.carried == {"ana": D("-80.00")}
    assert paid(months.month(shop_ws, "2026-10")) == paid(october)


def test_a_plan_changed_in_retrospect_adjusts_and_leaves_the_closed_month(shop_ws):
    september = settle(shop_ws, "2026-09")
    changed = PLAN.replace("version = 1", "version = 2").replace('rate = "0.10"', 'rate = "0.12"')
    text = changed.replace("2026-01-01", "2026-09-01")
    with pytest.raises(plans.ReachesBack) as asked:
        plans.import_plan(shop_ws, text, "v2.toml")
    plans.import_plan(shop_ws, text, "v2.toml", asked.value.token)
    found = months.month(shop_ws, "2026-10").run.statement("ana").adjustments
    assert [(a.amount, a.cause, a.rule_version) for a in found] == [(D("20.00"), "plan_change", "shop v2")]
    assert paid(months.month(shop_ws, "2026-09")) == paid(september)


def test_contracts_that_change_later_do_not_touch_closed_months(shop_ws):
    from planner.domain.people import Contract
    from planner.shop.store.people import read_agents, write_agents

    settle(shop_ws, "2026-09")
    write_agents(shop_ws, [replace(a, contract=Contract(600)) for a in read_agents(shop_ws)])
    assert not any(s.adjustments for s in months.month(shop_ws, "2026-10").run.statements)


def test_inputs_that_change_after_a_review_send_the_month_back_to_draft(shop_ws, tmp_path):
    month = steps.review(shop_ws, seen(shop_ws, "2026-09"))
    assert [(m.state, m.outdated) for m in months.months(shop_ws)] == [("reviewed", False)]
    take(shop_ws, tmp_path, "kpis", "agent_id,period,metric,value,n\nana,2026-09,csat,85,20\n")
    assert months.month(shop_ws, "2026-09").state.state == "draft"
    assert [(m.state, m.outdated) for m in months.months(shop_ws)] == [("draft", True)]
    with pytest.raises(Conflict, match="changed since you looked"):
        steps.approve(shop_ws, month.seen)
    again = seen(shop_ws, "2026-09")
    assert months.months(shop_ws)[0].state == "draft" and not months.months(shop_ws)[0].outdated
    with pytest.raises(Refused, match="must be reviewed first"):
        steps.approve(shop_ws, again)


def test_a_missing_quota_blocks_approval_and_says_so(shop_ws, tmp_path):
    from planner.domain.people import Agent, Contract
    from planner.shop.store.people import write_agents

    write_agents(shop_ws, [Agent("dan", "Dan", "south", (), Contract(2400))])
    month = steps.review(shop_ws, seen(shop_ws, "2026-09"))
    assert [(f.code, f.agent_id, f.severity) for f in month.open_flags if f.severity == "blocks"] == [
        ("quota_missing", "dan", "blocks")
    ]
    assert paid(month)["dan"] is None
    with pytest.raises(Refused, match="flags are open"):
        steps.approve(shop_ws, month.seen)


def test_flags_that_ask_for_a_yes_are_accepted_with_a_note(shop_ws, tmp_path):
    take(shop_ws, tmp_path, "kpis", "agent_id,period,metric,value,n\nben,2026-09,csat,95,2\n")
    month = steps.review(shop_ws, seen(shop_ws, "2026-09"))
    with pytest.raises(Refused, match="flags are open"):
        steps.approve(shop_ws, month.seen)
    month = steps.acknowledge(shop_ws, month.seen, note="two answers only")
    assert not month.open_flags
    assert steps.approve(shop_ws, month.seen).state.state == "approved"


def test_an_open_dispute_blocks_until_it_is_answered(shop_ws):
    month = steps.review(shop_ws, seen(shop_ws, "2026-09"))
    month = steps.dispute(shop_ws, month.seen, "ana", "bonus", "csat was 80.1")
    with pytest.raises(Refused, match="disputes"):
        steps.approve(shop_ws, month.seen)
    month = steps.resolve(shop_ws, month.seen, 1, "79.9 in the export")
    assert month.state.disputes[0].answer == "79.9 in the export"
    assert steps.approve(shop_ws, month.seen).state.state == "approved"


def test_months_are_closed_in_order(shop_ws):
    begun = seen(shop_ws, "2026-09")
    month = steps.review(shop_ws, seen(shop_ws, "2026-10"))
    with pytest.raises(Refused, match="2026-09 comes first") as caught:
        steps.approve(shop_ws, month.seen)
    assert "cuadrante pay discard --period 2026-09" in caught.value.hint
    steps.discard(shop_ws, begun, "the shop settles from October on")
    assert [m.period for m in months.months(shop_ws)] == ["2026-10"]
    assert steps.approve(shop_ws, month.seen).state.state == "approved"


def test_two_people_cannot_move_a_month_past_each_other(shop_ws):
    first = steps.run(shop_ws, "2026-09")
    steps.review(shop_ws, first.seen)
    row = store.read_periods(shop_ws)[0]
    with pytest.raises(store.PeriodConflict):
        store.save_period(shop_ws, replace(row, row_version=first.row_version))


def test_a_paid_month_is_frozen_once(shop_ws):
    settle(shop_ws, "2026-09")
    frozen = store.read_frozen(shop_ws, "2026-09", "shop")
    with pytest.raises(Refused, match="paid already"):
        store.freeze(shop_ws, frozen, [])


def test_an_altered_paid_line_is_noticed(shop_ws):
    settle(shop_ws, "2026-09")
    with shop_ws.write() as c:
        c.execute(store.paid_line.update().values(amount=D("999.00")).where(store.paid_line.c.agent_id == "ana"))
    with pytest.raises(Refused, match="altered"):
        months.month(shop_ws, "2026-09")


def test_importing_the_same_files_twice_changes_nothing(shop_ws, tmp_path):
    from tests.integration.pay.pay_shop import SALES

    before = months.month(shop_ws, "2026-09").run.input_hash
    report = take(shop_ws, tmp_path, "sales", SALES)
    assert (report.new, report.changed, report.same) == (0, 0, 5)
    assert months.month(shop_ws, "2026-09").run.input_hash == before


def test_unknown_agents_and_refunds_without_order_block(shop_ws, tmp_path):
    take(shop_ws, tmp_path, "sales", "order_id,line_id,agent_id,ordered_at,net_amount\nX1,1,zoe,2026-09-05,10.00\n")
    take(shop_ws, tmp_path, "refunds", "order_id,line_id,refunded_at,net_amount\nNONE,1,2026-09-05,10.00\n")
    codes = {flag.code for flag in months.month(shop_ws, "2026-09").open_flags}
    assert {"unknown_agent", "refund_without_order"} <= codes


def test_a_version_in_use_cannot_say_something_else(shop_ws):
    steps.review(shop_ws, seen(shop_ws, "2026-09"))
    with pytest.raises(Refused, match="version 2"):
        plans.import_plan(shop_ws, PLAN.replace("0.10", "0.20"), "plan.toml")
    ended = PLAN.replace("effective_from = 2026-01-01", "effective_from = 2026-01-01\neffective_to = 2026-{}")
    with pytest.raises(Refused, match="version 2"):
        plans.import_plan(shop_ws, ended.format("09-29"), "plan.toml")
    assert plans.import_plan(shop_ws, ended.format("09-30"), "plan.toml")[0].effective_to == date(2026, 9, 30)
    north = PLAN.replace('"shop"', '"north"').replace("2026-01-01", "2026-10-01")
    plans.import_plan(shop_ws, north.replace("version = 1", 'version = 1\nteams = ["north"]'), "north.toml")


def test_a_plan_for_the_same_people_is_refused(shop_ws):
    with pytest.raises(InputProblems) as caught:
        plans.import_plan(shop_ws, PLAN.replace('"shop"', '"other"'), "other.toml")
    assert "overlaps" in str(caught.value.problems[0])


def test_a_typo_in_a_plan_names_the_nearest_key(shop_ws):
    with pytest.raises(InputProblems) as caught:
        plans.import_plan(shop_ws, PLAN.replace("target_bonus", "target_bonsu"), "plan.toml")
    assert "target_bonus" in " ".join(map(str, caught.value.problems))


def test_a_month_is_written_as_a_month(shop_ws):
    with pytest.raises(Misuse, match="2026-13"):
        months.month(shop_ws, "2026-13")


def test_payroll_takes_approved_months_and_pays_each_person_once(shop_ws, tmp_path):
    with pytest.raises(Refused, match="payroll takes approved months"):
        files.payroll(months.month(shop_ws, "2026-09"), tmp_path / "p.csv")
    month = settle(shop_ws, "2026-09")
    assert files.payroll(month, tmp_path / "p.csv") == 3
    lines = (tmp_path / "p.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "employee_code;concept;units;amount;period"
    assert lines[1] == "ana;VAR;1;150,00;2026-09"


def test_payroll_by_component_adds_up_to_the_pay(shop_ws, tmp_path):
    month = settle(shop_ws, "2026-09")
    (tmp_path / "profile.toml").write_text('[concepts]\ncommission = "COM"\n"" = "VAR"\n')
    files.payroll(month, tmp_path / "p.csv", files.payroll_profile(tmp_path / "profile.toml"))
    ana = [line for line in (tmp_path / "p.csv").read_text(encoding="utf-8-sig").splitlines() if line.startswith("ana")]
    assert ana == ["ana;COM;1;100,00;2026-09", "ana;VAR;1;50,00;2026-09"]


def test_hours_come_from_the_roster_published_last(shop_ws):
    from datetime import UTC, date, datetime

    from planner.domain.roster import Roster, RosterState, RosterVersion, Shift
    from planner.roster.store.rosters import publish, save_version

    for end in (14, 17):
        shift = Shift(
            "ana", date(2026, 9, 7), datetime(2026, 9, 7, 9, tzinfo=UTC), datetime(2026, 9, 7, end, tzinfo=UTC)
        )
        roster = Roster(date(2026, 9, 7), 7, "Europe/Madrid", (shift,))
        saved = save_version(shop_ws, RosterVersion("", 0, RosterState.DRAFT, 0, roster=roster))
        publish(shop_ws, saved.roster_id, saved.row_version)
    hours = months.month(shop_ws, "2026-09").run.inputs.hours
    assert [(h.agent_id, h.team, h.hours) for h in hours] == [("ana", "north", D(8))]
