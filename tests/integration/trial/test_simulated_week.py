"""A roster is tried before it is worked; the requirement, promises and profit are weighed on the same ground."""

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from planner.base.errors import Refused
from planner.domain.people import TimeOff
from planner.domain.roster import Roster
from planner.entry.main import run
from planner.requirement import requirements, whatif
from planner.requirement.staffing_inputs import group_roster, opening_backlogs, read_inputs
from planner.roster import rosters, rules
from planner.shop.channels import set_channel
from planner.shop.store.channels import read_channels
from planner.shop.store.people import write_time_off
from planner.trial import feedback, simulation, value

MONDAY = date(2026, 11, 23)
DAYS = 140


def test_a_simulated_roster_says_how_sure_it_is(ws):
    seen = simulation.simulate(ws, MONDAY, simulated_days=DAYS)
    assert seen.simulated_days == DAYS
    for one in seen.channels:
        value_, low, high = one.total_sl
        assert 0 <= low <= value_ <= high <= 1
        for interval in zip(one.sl_low, one.service_level, one.sl_high, strict=True):
            assert None in interval or interval[0] <= interval[1] <= interval[2]
        for level, p10, p90 in zip(one.service_level, one.sl_p10, one.sl_p90, strict=True):
            assert level is None or p10 <= p90
    assert simulation.simulate(ws, MONDAY, simulated_days=DAYS) == seen, "the same seed draws the same days"


def test_nobody_on_duty_answers_nobody(ws):
    shown = rosters.view(ws, MONDAY)
    nobody = replace(shown, version=replace(shown.version, roster=Roster(MONDAY, 7, shown.zone)))
    seen = simulation.simulate_roster(ws, nobody, simulated_days=DAYS)
    assert seen.agent_hours == 0
    assert all(one.total_sl[0] == 0 and one.short_intervals > 0 for one in seen.channels)


def test_people_who_may_help_elsewhere_lose_fewer_customers_than_people_who_may_not(ws):
    shared = simulation.simulate(ws, MONDAY, simulated_days=DAYS)
    strict = simulation.simulate(ws, MONDAY, simulated_days=DAYS, routing="planned")

    def answered(seen):
        live = [c for c in seen.channels if c.channel.name != "email"]
        return sum(c.total_sl[0] * c.total_offered for c in live)

    assert answered(shared) > answered(strict)


def test_an_interval_is_short_only_where_its_whole_band_lies_below_the_promise(ws):
    seen = simulation.simulate(ws, MONDAY, simulated_days=DAYS)
    phone = seen.channel("phone")
    for short, high in zip(phone.short, phone.sl_high, strict=True):
        assert not short or high < phone.promised


def test_a_stopped_simulation_says_how_far_it_came(ws):
    shares = []
    seen = simulation.simulate(ws, MONDAY, simulated_days=700, progress=lambda share, _text: shares.append(share),
                               stopped=lambda: len(shares) >= 3)  # fmt: skip
    assert (seen.simulated_days, seen.asked_days) == (210, 700)
    assert shares == pytest.approx([0.1, 0.2, 0.3])
    assert simulation.simulate(ws, MONDAY, simulated_days=DAYS).asked_days == DAYS


def test_groups_hold_every_agent_hour_of_the_roster(ws):
    shown = rosters.view(ws, MONDAY)
    data = read_inputs(ws, shown.requirement.grid)
    groups = group_roster(shown.problem, shown.roster, data)
    assert groups.on_duty.sum() * data.grid.minutes / 60 == pytest.approx(
        sum((s.end - s.start).total_seconds() - sum((b.end - b.start).total_seconds() for b in s.breaks)
            for s in shown.roster.shifts) / 3600)  # fmt: skip


def hands(groups):
    return groups.on_duty.sum(axis=0)


def test_people_in_training_are_no_hands_whether_their_shift_tells_channels_or_not(ws):
    shown = rosters.view(ws, MONDAY)
    data = read_inputs(ws, shown.requirement.grid)
    plain = group_roster(shown.problem, shown.roster, data)
    told = next(s for s in shown.roster.shifts if s.day == MONDAY)
    course = TimeOff(told.agent_id, told.start + timedelta(minutes=40), told.start + timedelta(minutes=80), "training")
    write_time_off(ws, [course])
    shown = rosters.view(ws, MONDAY)
    untold = replace(told, activities=())
    first = data.grid.index(told.start)
    for roster in (shown.roster, shown.roster.replace_shift(told, untold)):
        groups = group_roster(shown.problem, roster, data)
        lost = hands(plain) - hands(groups)
        assert {i: n for i, n in enumerate(lost.tolist()) if n} == {first + 1: 1.0, first + 2: 1.0}
        counted = shown.coverage.scheduled.values()
        assert hands(groups).tolist() == pytest.approx([sum(c) for c in zip(*counted, strict=True)])
    busy = simulation.simulate(ws, MONDAY, simulated_days=DAYS)
    write_time_off(ws, [TimeOff(s.agent_id, s.start, s.end, "training") for s in shown.roster.shifts if s.day > MONDAY])
    assert simulation.simulate(ws, MONDAY, simulated_days=DAYS).agent_hours < busy.agent_hours / 2


def test_screen_pauses_and_the_end_of_last_weeks_nights_are_counted_as_the_auditor_counts_them(ws):
    shown = rosters.view(ws, MONDAY)
    data = read_inputs(ws, shown.requirement.grid)
    plain = hands(group_roster(shown.problem, shown.roster, data))
    rules.change(ws, "screen_pause", {"counted_in": "roster", "minutes_per_hour": "6"})
    paused = rosters.view(ws, MONDAY).problem
    assert hands(group_roster(paused, shown.roster, data)) == pytest.approx(0.9 * plain)
    night = shown.roster.shifts[0]
    begin = data.grid.start - timedelta(hours=6)
    night = replace(night, day=MONDAY - timedelta(days=1), start=begin, end=begin + timedelta(hours=8), breaks=(),
                    activities=())  # fmt: skip
    after = group_roster(replace(shown.problem, previous=(night,)), shown.roster, data)
    assert (hands(after) - plain)[:5].tolist() == [1.0, 1.0, 1.0, 1.0, 0.0]


def test_mail_that_came_after_closing_waits_on_monday_morning(ws):
    channel = next(c for c in read_channels(ws) if c.name == "email")
    grid = read_inputs(ws, rosters.view(ws, MONDAY).requirement.grid).grid
    assert opening_backlogs(ws, [channel], grid.start, grid.zone)["email"] == 0, (
        "nothing arrives after closing in this shop"
    )
    early = replace(channel, opening={day: ((start, end.replace(hour=18)),) for day, ((start, end),) in
                                      channel.opening.items()})  # fmt: skip
    assert opening_backlogs(ws, [early], grid.start, grid.zone)["email"] > 0


def test_feedback_becomes_the_requirement_and_can_be_taken_back(ws):
    before = requirements.run(ws, MONDAY)
    after, done = feedback.feedback(ws, MONDAY)
    assert after.source == "simulation" and not after.stale
    assert after.agent_hours == pytest.approx(done.hours, abs=0.01)
    assert done.formula_hours == pytest.approx(before.agent_hours, abs=0.01)
    assert done.short_after == 0
    assert feedback.stored_correction(ws, MONDAY) == done
    assert f"{round(done.hours):,}" in done.sentence()
    email = next(c for c in done.channels if c.channel == "email")
    assert (email.more, email.fewer) == (0, 0), "work that may wait is the roster engine's to place"
    assert feedback.undo(ws, MONDAY).agent_hours == before.agent_hours
    assert feedback.stored_correction(ws, MONDAY) is None


def test_a_changed_target_makes_a_corrected_requirement_stale(ws):
    feedback.feedback(ws, MONDAY)
    phone = next(c for c in read_channels(ws) if c.name == "phone")
    set_channel(ws, replace(phone, target=replace(phone.target, sl=0.9)))
    assert requirements.view(ws, MONDAY).stale


def test_a_feedback_stopped_while_it_is_tried_keeps_what_it_found(ws):
    far = []
    after, done = feedback.feedback(ws, MONDAY, progress=lambda share, _text: far.append(share),
                                    cancelled=lambda: bool(far) and far[-1] >= 0.5)  # fmt: skip
    assert done.stopped and "Stopped" in done.sentence()
    assert after.source == "simulation" and after.agent_hours == pytest.approx(done.hours, abs=0.01)
    assert feedback.stored_correction(ws, MONDAY) == done


def test_a_stopped_feedback_changes_nothing(ws):
    before = requirements.view(ws, MONDAY)
    with pytest.raises(Exception, match="Stopped"):
        feedback.feedback(ws, MONDAY, cancelled=lambda: True)
    assert requirements.view(ws, MONDAY) == before


def test_deferred_work_reaches_the_roster_as_work_with_deadlines(ws):
    requirements.run(ws, MONDAY)
    problem = rosters.view(ws, MONDAY).problem
    (email,) = problem.deferred
    assert email.channel == "email"
    assert all(d <= r + 1e-6 for d, r in zip(email.due, email.released, strict=True))
    assert list(email.due) == sorted(email.due) and list(email.released) == sorted(email.released)
    assert email.due[-1] > 0


@pytest.mark.parametrize("plan_on", ["expected", 0.8, "mean"])
def test_sliders_at_rest_ask_for_the_requirement_whatever_it_is_planned_on(ws, plan_on):
    now = whatif.outcome(whatif.base(ws, MONDAY, plan_on=plan_on), {})
    assert now.hours == pytest.approx(requirements.run(ws, MONDAY, plan_on=plan_on).agent_hours, abs=0.01)


def test_a_surer_plan_asks_for_more_hours(ws):
    hours = [whatif.outcome(whatif.base(ws, MONDAY, plan_on=p), {}).hours for p in ("mean", 0.7, 0.9)]
    assert hours == sorted(hours) and hours[0] < hours[-1]


def test_sliders_move_hours_and_cost_together(ws):
    start = whatif.base(ws, MONDAY)
    now = whatif.outcome(start, {})
    phone = start.lever("phone")
    for lever, cheaper in (
        (replace(phone, sl=0.6), True),
        (replace(phone, self_service=0.3), True),
        (replace(phone, aht_change=0.3), False),
        (replace(phone, shrinkage=0.3), False),
    ):
        then = whatif.outcome(start, {"phone": lever}, now)
        assert (then.hours < now.hours) is cheaper and (then.cost < now.cost) is cheaper
        assert then.channel("chat") is now.channel("chat"), "only the channel that moved is computed"
    assert whatif.outcome(start, {"phone": replace(phone, self_service=1.0)}).channel("phone").hours == 0


@pytest.mark.parametrize(
    "change", [{"self_service": 1.1}, {"shrinkage": 1.0}, {"sl": 0.0}, {"aht_change": -1.0}, {"sl": 1.0}]
)
def test_sliders_that_stand_nowhere_are_refused(ws, change):
    start = whatif.base(ws, MONDAY)
    with pytest.raises(Refused):
        whatif.outcome(start, {"phone": replace(start.lever("phone"), **change)})


def test_what_if_is_made_so_in_targets_and_forecast(ws):
    start = whatif.base(ws, MONDAY)
    lever = replace(start.lever("phone"), sl=0.7, self_service=0.1)
    wanted = whatif.outcome(start, {"phone": lever})
    assert whatif.apply(ws, start, {"phone": lever})
    assert whatif.outcome(whatif.base(ws, MONDAY), {}).hours == pytest.approx(wanted.hours, abs=0.6)


def test_the_next_agent_is_worth_less_than_the_last(ws):
    value.set_sales(ws, "phone", value.Sales(0.3, 80.0, 0.4))
    shown = value.value(ws, MONDAY, use_roster=False)
    (phone,) = shown.channels
    assert shown.without_sales == ("chat",)
    for row in phone.rows:
        if row.gain_next is not None and row.gain_last is not None:
            assert row.gain_next <= row.gain_last + 1e-9
    assert phone.profit_change >= 0
    richer = value.value(ws, MONDAY, use_roster=False, given={"phone": value.Sales(0.6, 80.0, 0.4)})
    assert richer.channels[0].profit_hours >= phone.profit_hours
    dearer = value.value(ws, MONDAY, use_roster=False, cost_per_hour=Decimal(60))
    assert dearer.channels[0].profit_hours <= phone.profit_hours


def test_what_a_channel_sells_outlives_a_change_of_its_targets(ws):
    sold = value.Sales(0.2, 70.0, 0.35, 0.5, 0.01)
    value.set_sales(ws, "chat", sold)
    chat = next(c for c in read_channels(ws) if c.name == "chat")
    set_channel(ws, replace(chat, min_staff=2))
    assert value.sales(ws) == {"chat": sold}
    value.set_sales(ws, "chat", None)
    assert value.sales(ws) == {}


def test_mail_sells_nothing_by_waiting(ws):
    with pytest.raises(Refused, match="may wait"):
        value.set_sales(ws, "email", value.Sales(0.2, 70.0, 0.35))


def test_commands_print_tables_and_write_every_interval(ws, target, tmp_path, capsys):
    week = ["--week", "2026-W48", "--workspace", target]
    file = tmp_path / "simulation.csv"
    assert run(["roster", "simulate", "--days", str(DAYS), "--json", "--export", str(file), *week]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [r["channel"] for r in rows] == ["phone", "chat", "email"]
    written = list(csv.DictReader(file.open(encoding="utf-8")))
    assert tuple(written[0]) == simulation.COLUMNS
    assert run(["staffing", "whatif", "--set", "phone.sl=0.7", "--json", *week]) == 0
    assert json.loads(capsys.readouterr().out)[0]["hours_change"] < 0
    assert run(["staffing", "whatif", "--set", "phone.speed=2", *week]) == 2
    assert "phone.sl=0.75" in capsys.readouterr().err
    assert run(["staffing", "sales", "chat", "--conversion", "0.2", "--workspace", target]) == 2
    sales = ["--conversion", "0.2", "--average-order", "70", "--margin", "0.4", "--workspace", target]
    assert run(["staffing", "sales", "chat", *sales]) == 0
    capsys.readouterr()
    assert run(["staffing", "value", "--json", *week]) == 0
    assert json.loads(capsys.readouterr().out)[0]["channel"] == "chat"


def test_a_week_without_a_roster_says_what_to_do(ws, target, capsys):
    assert run(["roster", "simulate", "--week", "2026-W50", "--workspace", target]) == 1
    assert "roster solve" in capsys.readouterr().err
