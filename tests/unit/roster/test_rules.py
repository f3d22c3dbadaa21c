"""Each rule finds what it should and prices it as its docstring says."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from planner.domain.demand import Requirement
from planner.domain.people import Availability, Preference, TimeOff, Wish
from planner.domain.roster import Shift
from planner.rostering.audit import audit, notice_violations, penalties
from planner.rostering.problem import History, Pair, RosterProblem
from planner.rostering.rules.registry import kinds
from tests.unit.roster.roster_shop import MONDAY, agent, at, grid, pack, parts, requirement, roster, shift

WEEK = tuple(shift(d, "09:00", "17:00") for d in range(5))


def broken(shifts: tuple[Shift, ...], rule: str, who=None, **more) -> list[str]:
    rules = more.pop("rules", None) or pack()
    made = parts(roster(*shifts), (who or agent(),), rules, **more)
    return [v.rule for v in audit(made) if v.rule == rule]


def cost(shifts: tuple[Shift, ...], rule: str, who=None, **more) -> float:
    rules = more.pop("rules", None) or pack()
    people = more.pop("agents", None) or (who or agent(),)
    made = parts(roster(*shifts), people, rules, **more)
    return sum(p.cost for p in penalties(made) if p.rule == rule)


def soft(rule: str, weight: float, **params) -> object:
    return pack(**{rule: {"hard": False, "weight": weight, **params}})


CASES = [
    # rule, pack figures, good shifts, bad shifts, amount found in the bad ones
    ("contract_hours", {}, WEEK, WEEK[:4], 8.0),
    ("working_days", {"max": 4}, WEEK[:4], WEEK, 1.0),
    ("weekly_hours", {"max_min": 2340}, WEEK[:4], WEEK, 1.0),
    ("daily_hours", {"max_min": 480}, WEEK, (shift(0, "09:00", "18:00"),), 1.0),
    ("shift_start", {"step_min": 30, "earliest": "08:00"}, WEEK, (shift(0, "07:30", "15:30"),), 1.0),
    ("shift_lengths", {}, WEEK, (shift(0, "09:00", "16:00"),), 1.0),
    ("daily_rest", {"minutes": 720}, WEEK, (shift(0, "14:00", "22:00"), shift(1, "09:00", "17:00")), 1.0),
    ("weekly_rest", {"minutes": 2160}, WEEK, tuple(shift(d, "09:00", "17:00") for d in range(7)), 1.0),
    ("days_off_together", {"days": 2}, WEEK, tuple(shift(d, "09:00", "17:00") for d in (0, 1, 3, 4, 6)), 1.0),
    ("consecutive_days", {"max": 5}, WEEK, tuple(shift(d, "09:00", "17:00") for d in range(6)), 1.0),
    ("consecutive_days_off", {"min": 2}, WEEK, tuple(shift(d, "09:00", "17:00") for d in (0, 2, 3)), 1.0),
    ("free_weekends", {"max_worked": 0, "over_weeks": 1}, WEEK, (shift(5, "09:00", "17:00"),), 1.0),
    ("nights", {"max_per_week": 0}, WEEK, (shift(0, "20:00", "28:00"),), 1.0),
    ("start_spread", {"window_min": 60}, WEEK, (shift(0, "09:00", "17:00"), shift(1, "12:00", "20:00")), 2.0),
    (
        "successions",
        {"bands": {"late": ["14:00", "20:00"], "early": ["06:00", "10:00"]}, "forbidden": [["late", "early"]]},
        WEEK,
        (shift(0, "14:00", "22:00"), shift(1, "09:00", "17:00")),
        1.0,
    ),
    (
        "breaks",
        {"tiers": [{"over_min": 360, "minutes": 30, "from_start_min": 120, "to_end_min": 120}]},
        (shift(0, "09:00", "17:30", ("13:00", "13:30")),),
        (shift(0, "09:00", "17:30", ("09:30", "10:00")),),
        1.0,
    ),
    ("split_shifts", {}, WEEK, (shift(0, "09:00", "19:00", ("13:00", "15:00")),), 1.0),
]


@pytest.mark.parametrize(("rule", "figures", "good", "bad", "amount"), CASES, ids=[c[0] for c in CASES])
def test_a_rule_finds_what_breaks_it_and_prices_it_by_its_amount(rule, figures, good, bad, amount):
    bend = soft(rule, 3.0, **figures)
    assert cost(good, rule, rules=bend) == 0
    assert cost(bad, rule, rules=bend) == pytest.approx(3.0 * amount)
    if rule != "split_shifts":  # one split is allowed where the rule is hard: only two are a fault
        assert broken(bad, rule, rules=pack(**{rule: {"hard": True, **figures}})) == [rule]
        assert broken(good, rule, rules=pack(**{rule: {"hard": True, **figures}})) == []


def test_leave_takes_its_hours_and_its_day_off_the_contract_of_the_week():
    off = (TimeOff("ana", at(4, "00:00"), at(5, "00:00"), "leave"),)
    assert broken(WEEK[:4], "contract_hours", time_off=off) == []
    assert broken(WEEK, "time_off", time_off=off) == ["time_off"]


def test_training_counts_as_work_and_is_no_absence():
    away = (TimeOff("ana", at(0, "10:00"), at(0, "12:00"), "training"),)
    assert broken(WEEK, "time_off", time_off=away) == []


def test_a_shift_outside_the_hours_of_an_agent_is_a_violation():
    early = agent(availability=(Availability(0, None, time(16)),))
    assert broken(WEEK, "availability", early) == ["availability"]
    assert broken(WEEK[1:], "availability", early) == []


def test_an_agent_whose_contract_has_ended_may_not_work():
    gone = agent(end_date=MONDAY + timedelta(days=2))
    assert len(broken(WEEK, "availability", gone)) == 2


def test_a_locked_shift_that_is_missing_is_a_violation():
    assert broken(WEEK[1:], "locked_shifts", fixed=(WEEK[0],)) == ["locked_shifts"]
    assert broken(WEEK, "locked_shifts", fixed=(WEEK[0],)) == []


def test_rest_goes_on_from_the_last_published_shift():
    rules = pack(daily_rest={"minutes": 720})
    last = (shift(-1, "15:00", "23:00"),)
    assert broken(WEEK, "daily_rest", rules=rules, previous=last) == ["daily_rest"]


def test_runs_of_days_go_on_from_the_last_published_week():
    rules = pack(consecutive_days={"max": 6})
    last = tuple(shift(d, "09:00", "17:00") for d in (-2, -1))
    assert broken(WEEK, "consecutive_days", rules=rules, previous=last) == ["consecutive_days"]


def test_minors_get_shorter_days_longer_breaks_and_no_nights():
    rules = pack(minors={})
    found = broken(
        (shift(0, "14:00", "23:00"),), "minors", agent(lengths=(540,)), rules=rules, minors=frozenset(["ana"])
    )
    assert len(found) == 3  # 9 h, no break of 30 min, after 22:00
    assert broken((shift(0, "14:00", "23:00"),), "minors", agent(lengths=(540,)), rules=rules) == []


def test_a_part_time_contract_has_no_overtime():
    rules = pack(overtime={}, weekly_hours={})
    assert broken(WEEK, "overtime", agent(hours=20), rules=rules) == ["overtime"]
    assert broken(WEEK, "overtime", agent(hours=40), rules=rules) == []


WISHES = [
    (Wish.OFF, {}, 2.0),
    (Wish.ON, {}, 0.0),
    (Wish.EARLY, {}, 0.0),
    (Wish.LATE, {}, 2.0),
    (Wish.EARLY, {"end": time(16)}, 2.0),
    (Wish.LATE, {"start": time(9)}, 0.0),
    (Wish.OFF, {"start": time(18)}, 0.0),
]


@pytest.mark.parametrize(("wish", "hours", "expected"), WISHES)
def test_a_wish_costs_its_weight_when_it_is_missed(wish, hours, expected):
    wishes = (Preference("ana", wish, weekday=0, weight=2.0, **hours),)
    assert cost(WEEK, "preferences", preferences=wishes) == expected


def test_weekends_cost_those_who_had_more_of_them():
    rules = pack(fairness={"weight": 1.0, "weekend": 2.0, "late": 0.0})
    people = (agent("ana"), agent("ben"))
    history = {"ana": History(weekends=3), "ben": History(weekends=1)}
    shifts = (shift(5, "09:00", "17:00"), shift(5, "09:00", "17:00", who="ben"))
    assert cost(shifts, "fairness", rules=rules, agents=people, history=history) == 4.0


def test_a_changed_day_costs_its_weight_and_a_moved_break_a_quarter():
    rules = pack(stability={"weight": 8.0})
    old = (shift(0, "09:00", "17:30", ("13:00", "13:30")), shift(1, "09:00", "17:00"))
    moved = (shift(0, "09:00", "17:30", ("14:00", "14:30")), shift(1, "10:00", "18:00"))
    assert cost(moved, "stability", rules=rules, baseline=old) == 10.0
    assert cost(old, "stability", rules=rules, baseline=old) == 0.0


def test_a_change_within_the_notice_period_is_told():
    made = parts(roster(*WEEK[1:]), (agent(),), pack(notice={"days": 5}), baseline=WEEK)
    assert [v.day for v in notice_violations(made, made.roster, at(-2, "12:00"))] == [MONDAY]
    assert notice_violations(made, made.roster, at(-9, "12:00")) == ()


def test_more_hours_of_a_part_time_contract_need_the_notice_of_their_own_where_they_are_agreed():
    rules = pack(notice={"days": 5, "complementary_days": 3}, overtime={"part_time": True})
    longer = (shift(0, "09:00", "15:00"), *WEEK[1:])
    made = parts(roster(*longer), (agent(hours=20),), rules, baseline=(shift(0, "09:00", "13:00"), *WEEK[1:]))
    assert notice_violations(made, made.roster, at(-4, "12:00")) == ()
    assert len(notice_violations(made, made.roster, at(-2, "12:00"))) == 1
    full = parts(roster(*longer), (agent(),), rules, baseline=made.problem.baseline)
    assert len(notice_violations(full, full.roster, at(-4, "12:00"))) == 1


def test_the_break_of_a_split_shift_is_asked_of_each_part():
    rules = pack(split_shifts={}, breaks={"tiers": [{"over_min": 360, "minutes": 15}]})
    short_parts = (shift(0, "09:00", "19:00", ("13:00", "15:00")),)
    assert broken(short_parts, "breaks", rules=rules) == []
    long_part = (shift(0, "09:00", "20:00", ("16:00", "18:00")),)
    assert broken(long_part, "breaks", rules=rules) == ["breaks"]
    lunch = (shift(0, "09:00", "18:00", ("13:00", "14:00")),)
    meal = pack(split_shifts={}, breaks={"tiers": [{"over_min": 360, "minutes": 60}]})
    assert broken(lunch, "breaks", rules=meal) == []
    assert cost(lunch, "split_shifts", rules=meal) == 0, "a break that is due is no interruption"


def test_breaks_are_as_long_as_each_that_is_due_and_have_work_between_them():
    rules = pack(breaks={"tiers": [{"over_min": 360, "minutes": [10, 30]}], "work_between_min": 60})
    for first, second, found in [
        ("11:10", "14:30", []),
        ("11:15", "14:15", ["breaks"]),
        ("13:10", "14:30", ["breaks"]),
    ]:
        pauses = ("11:00" if first < "12:00" else "13:00", first), ("14:00", second)
        assert broken((shift(0, "09:00", "17:40", *pauses),), "breaks", rules=rules) == found


def test_two_shifts_of_one_person_are_never_at_one_time():
    both = (shift(0, "20:00", "28:00"), shift(1, "02:00", "10:00"))
    assert broken(both, "shift_lengths") == ["shift_lengths"]
    last = (shift(-1, "20:00", "28:00"),)
    assert broken((shift(0, "02:00", "10:00"),), "shift_lengths", previous=last) == ["shift_lengths"]


def test_training_is_no_hand_for_the_shortage_and_no_company_for_a_pair():
    away = (TimeOff("ana", at(0, "10:00"), at(0, "12:00"), "training"),)
    one = cost(WEEK, "shortage", requirement=requirement(), time_off=away)
    assert one - cost(WEEK, "shortage", requirement=requirement()) == pytest.approx(2 * 20.0)
    rules, people = pack(pairs={"weight": 5.0}), (agent("ana"), agent("ben"))
    same = (shift(0, "09:00", "17:00"), shift(0, "09:00", "17:00", who="ben"))
    alone = cost(same, "pairs", rules=rules, agents=people, pairs=(Pair("ben", "ana"),), time_off=away)
    assert alone == pytest.approx(5.0 * 2)


def test_screen_pauses_counted_in_the_roster_take_their_share_of_every_hand_but_not_of_a_minimum():
    rules = pack(screen_pause={"minutes_per_hour": 6, "counted_in": "roster"},
                 min_staff={"weight": 1.0, "channels": [{"channel": "phone", "count": 1, "from": "09:00", "to": "17:00",
                                                        "weekdays": [0, 1, 2, 3, 4]}]})  # fmt: skip
    assert cost(WEEK, "min_staff", rules=rules, requirement=requirement()) == 0
    plain = cost(WEEK, "shortage", requirement=requirement())
    assert cost(WEEK, "shortage", rules=rules, requirement=requirement()) - plain == pytest.approx(0.1 * 40 * 20.0)


def test_a_minimum_past_midnight_is_had_from_last_weeks_night_too():
    need = {"language": "de", "from": "22:00", "to": "02:00", "weekdays": [6]}
    rules = pack(skill_on_duty={"weight": 1.0, "needs": [need]})
    speaker, last = agent("ana", languages=("de",)), (shift(-1, "20:00", "25:00"),)
    had = cost((), "skill_on_duty", speaker, rules=rules, requirement=requirement(), previous=last)
    assert had == pytest.approx(1 + 2), (
        "Sunday's first hour of the week is had; the last Sunday has two hours of its own"
    )


def test_last_weeks_night_serves_before_everybody_else_and_is_never_idle():
    on = requirement(2.0).grid
    need = Requirement(on, {"phone": tuple(2.0 if i < 8 else 0.0 for i in range(len(on)))})
    people, last = (agent("ana"), agent("ben")), (shift(-1, "20:00", "28:00"),)
    rules = pack(overstaffing={"weight": 1.0, "cost_h": 2.0})
    mine = (shift(0, "00:00", "08:00", who="ben"),)
    assert cost(mine, "shortage", agents=people, requirement=need, previous=last) == 0
    idle = cost(mine, "overstaffing", rules=rules, agents=people, requirement=need, previous=last)
    assert idle == pytest.approx(4 * 2.0), "four hours of Ben's after four o'clock"


def test_somebody_listed_twice_is_counted_once():
    twice = (agent("ana"), agent("ana", hours=20))
    problem = RosterProblem(grid(), twice, requirement(), rules=soft("contract_hours", 1.0))
    found = [p for p in penalties(problem, roster(*WEEK[:4])) if p.rule == "contract_hours"]
    assert [p.cost for p in found] == [pytest.approx(8.0)]


def test_what_is_only_a_price_is_never_broken():
    rules = pack(fairness={"hard": True, "weight": 1.0}, wage={"hard": True}, shortage={"hard": True})
    made = parts(roster(*WEEK), (agent(),), rules, requirement=requirement())
    assert {v.rule for v in audit(made)} == set()
    assert [p.rule for p in penalties(made) if p.rule == "shortage"]


def test_a_trainee_without_the_mentor_costs_by_the_hour():
    rules = pack(pairs={"weight": 5.0})
    people = (agent("ana"), agent("ben"))
    shifts = (shift(0, "09:00", "17:00"), shift(0, "11:00", "17:00", who="ben"))
    assert cost(shifts, "pairs", rules=rules, agents=people, pairs=(Pair("ana", "ben"),)) == 10.0
    assert cost(shifts, "pairs", rules=rules, agents=people, pairs=(Pair("ana", "ben", False),)) == 30.0


def test_a_missing_german_speaker_costs_by_the_hour():
    rules = pack(skill_on_duty={"weight": 4.0, "needs": [{"language": "de", "from": "09:00", "to": "12:00"}]})
    speaker = agent("ana", languages=("de",))
    got = cost((shift(0, "10:00", "18:00"),), "skill_on_duty", speaker, rules=rules, requirement=requirement())
    assert got == pytest.approx(4.0 * (7 * 3 - 2))


def test_minimum_staff_of_a_channel_counts_people_skilled_for_it():
    rules = pack(min_staff={"weight": 1.0, "channels": [{"channel": "phone", "count": 2}]})
    got = cost(WEEK, "min_staff", rules=rules, requirement=requirement(1.0))
    assert got == pytest.approx(2 * 12 * 7 - 8 * 5)


def test_shortage_costs_little_for_the_first_share_and_more_beyond():
    got = cost((), "shortage", requirement=requirement(4.0))
    assert got == pytest.approx(7 * 12 * (1 * 20.0 + 3 * 50.0))


def test_overstaffing_costs_idle_hours():
    rules = pack(overstaffing={"weight": 1.0, "cost_h": 2.0})
    two = (*WEEK, *(shift(d, "09:00", "17:00", who="ben") for d in range(5)))
    people = (agent("ana"), agent("ben"))
    assert cost(two, "overstaffing", rules=rules, agents=people, requirement=requirement(1.0)) == pytest.approx(80.0)


def test_wages_cost_what_the_hours_cost():
    from decimal import Decimal

    paid = agent("ana", hourly_cost=Decimal("15.50"))
    assert cost(WEEK[:1], "wage", paid, rules=pack(wage={"weight": 1.0})) == pytest.approx(124.0)


def test_every_rule_of_the_list_is_checked_by_a_function_or_is_a_figure_of_another():
    unchecked = {k.rule_id for k in kinds().values() if not (k.check or k.alone or k.whole)}
    assert unchecked == {"notice", "screen_pause"}


OF_WEEKS = (
    "contract_hours", "working_days", "weekly_hours", "weekly_rest", "days_off_together", "nights", "start_spread",
)  # fmt: skip


@pytest.mark.parametrize(("rule", "figures", "bad"), [(c[0], c[1], c[3]) for c in CASES], ids=[c[0] for c in CASES])
def test_what_a_rule_finds_in_a_week_is_told_of_the_week_and_not_of_its_first_day(rule, figures, bad):
    made = parts(roster(*bad), (agent(),), pack(**{rule: {"hard": rule != "split_shifts", "weight": 1.0, **figures}}))
    found = [*audit(made), *penalties(made)]
    (one,) = [f for f in found if f.rule == rule]
    assert one.day is not None
    assert one.text("en").startswith("ana week of 23 Nov: ") == (rule in OF_WEEKS), one.text("en")
    assert one.text("es").startswith("ana semana del 23 nov: ") == (rule in OF_WEEKS), one.text("es")


def test_an_average_over_several_weeks_is_told_of_all_of_them():
    hours = tuple(shift(d, "09:00", "17:00") for week in (0, 7) for d in range(week, week + 5))
    made = parts(roster(*hours, days=14), (agent(),), pack(weekly_hours={"max_min": 2340}))
    (one,) = [f for f in audit(made) if f.rule == "weekly_hours"]
    assert one.text("en").startswith("ana 2 weeks from 23 Nov: ")
    assert one.text("es").startswith("ana 2 semanas desde el 23 nov: ")


def test_overtime_is_told_of_the_week():
    made = parts(roster(*WEEK), (agent(hours=20),), pack(overtime={}, weekly_hours={}))
    (one,) = [f for f in audit(made) if f.rule == "overtime"]
    assert one.text("es").startswith("ana semana del 23 nov: Horas extra")
