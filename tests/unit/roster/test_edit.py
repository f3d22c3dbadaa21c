"""A hand edit says what a full recount of the roster by the auditor would say, and coverage counts as he does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.people import Preference, TimeOff, Wish
from planner.roster import views
from planner.rostering.audit import audit, judged
from planner.rostering.edit import effect
from planner.rostering.hands import coverage
from planner.rostering.packs.pack import load_pack
from planner.rostering.problem import Deferred, Pair, Reason
from planner.rostering.repair import swap_check
from planner.rostering.rules.findings import Violation
from tests.unit.roster.roster_shop import MONDAY, agent, at, roster, shift, shop

PEOPLE = ("ana", "ben", "cai", "dia", "eva", "fer")
STEPS = (-60, -30, 0, 15, 30, 90)


@st.composite
def problems(draw):
    """A shop with training, meetings, screen pauses, minimums, pairs, wishes, a night before and work that may wait."""
    rules = load_pack("es").replace(
        {
            "screen_pause": {"minutes_per_hour": draw(st.sampled_from([0, 5])), "counted_in": "roster"},
            "min_staff": {
                "hard": draw(st.booleans()),
                "channels": [{"channel": "phone", "count": 2, "from": "09:00", "to": "20:00"}],
            },
            "skill_on_duty": {
                "hard": draw(st.booleans()),
                "needs": [{"team": "shop", "count": 3, "from": "22:00", "to": "02:00"}, {"skill": "chat", "count": 2}],
            },
            "overstaffing": {"cost_h": draw(st.sampled_from([0, 3.0]))},
        }
    )
    days = st.integers(0, 6)
    away = tuple(
        TimeOff(who, at(day, "10:00"), at(day, "12:10"), kind)
        for who, kind in (("ana", "training"), ("cai", "meeting"), ("eva", "training"))
        for day in draw(st.sets(days, max_size=4))
    )
    shifts = []
    for who in PEOPLE:
        for day in draw(st.sets(days, max_size=5)):
            hour = draw(st.sampled_from([8, 9, 12, 14, 20]))
            shifts.append(shift(day, f"{hour}:00", f"{hour + 8}:10", (f"{hour + 2}:00", f"{hour + 2}:20"), who=who))
    late = (shift(-1, "20:00", "28:00", ("23:00", "23:15")),) if draw(st.booleans()) else ()
    waits = (Deferred("chat", tuple(20.0 * min(i, 200) for i in range(336)),
                      tuple(20.0 * max(0, min(i, 220) - 20) for i in range(336))),)  # fmt: skip
    problem = shop(
        rules=rules, level=draw(st.sampled_from([1.0, 2.0, 3.5])), time_off=away, previous=late,
        pairs=(Pair("ana", "cai", draw(st.booleans())),), preferences=(Preference("ben", Wish.OFF, weekday=2),),
        deferred=waits if draw(st.booleans()) else (),
    )  # fmt: skip
    return problem, roster(*shifts)


def counted(problem, plan):
    """Everything that the auditor finds (shortage is told by the coverage), and the points of all of it."""
    hard, soft = judged(problem, plan)
    return [*hard, *(p for p in soft if p.rule != "shortage")], sum(p.cost for p in soft)


@settings(max_examples=25, deadline=None)
@given(problems(), st.data())
def test_edits_one_after_another_cost_and_break_what_a_full_recount_finds(case, data):
    problem, plan = case
    for _ in range(3):
        old = data.draw(st.sampled_from(plan.shifts)) if plan.shifts and data.draw(st.booleans()) else None
        new = shift(data.draw(st.integers(0, 6)), "11:00", "19:00", who=data.draw(st.sampled_from(PEOPLE)))
        if old is not None:
            by = timedelta(minutes=data.draw(st.sampled_from(STEPS)))
            new = data.draw(st.sampled_from([None, replace(old, start=old.start + by, end=old.end + 2 * by)]))
        seen = effect(problem, plan, old, new)
        (then, cost), (now, after) = counted(problem, plan), counted(problem, seen.roster)
        assert seen.cost_change == pytest.approx(after - cost, abs=1e-5)
        assert sorted(map(str, seen.came)) == sorted(str(f) for f in now if f not in then)
        assert sorted(map(str, seen.went)) == sorted(str(f) for f in then if f not in now)
        assert seen.coverage == coverage(problem, seen.roster)
        plan = seen.roster


@settings(max_examples=25, deadline=None)
@given(problems())
def test_coverage_misses_the_hours_that_the_auditor_counts_short(case):
    problem, plan = case
    _, soft = judged(problem, plan)
    missed = sum(p.params["hours"] for p in soft if p.rule == "shortage")
    assert coverage(problem, plan).short_hours() == pytest.approx(missed, abs=0.005 * 14)


def test_hands_in_training_and_screen_pauses_are_no_coverage():
    rules = load_pack("es").replace({"screen_pause": {"minutes_per_hour": 6, "counted_in": "roster"}})
    off = (TimeOff("ana", at(0, "10:00"), at(0, "11:00"), "training"),)
    shown = coverage(shop((agent("ana"),), rules=rules, time_off=off), roster(shift(0, "09:00", "17:00")))
    assert [shown.scheduled["phone"][i] for i in (17, 18, 20, 21, 22, 34)] == [0.0, 0.9, 0.0, 0.0, 0.9, 0.0]


def planned(hours, *days):
    return tuple(shift(d, "09:00", f"{9 + hours}:15", ("11:00", "11:15")) for d in days)


def test_a_week_nearer_to_its_contract_is_not_newly_broken():
    problem = shop((agent("ana", lengths=()),))
    plan = roster(*planned(8, 0, 1, 2))
    fourth = planned(8, 3)[0]
    for old, new, broken, mended in (
        (None, fourth, 0, 0),  # 32 h instead of 24 of 40
        (plan.shifts[0], None, 1, 0),  # 16 h
        (plan.shifts[0], planned(10, 0)[0], 0, 0),  # 26 h, and a day that is too long
    ):
        seen = effect(problem, plan, old, new)
        assert [v.rule for v in seen.new_violations].count("contract_hours") == broken
        assert [v.rule for v in seen.gone_violations].count("contract_hours") == mended
        assert [f.rule for f in seen.came].count("contract_hours") == 1, "the figures are told anew all the same"
    full = roster(*planned(8, 0, 1, 2, 3))
    assert [v.rule for v in effect(problem, full, None, planned(8, 4)[0]).gone_violations] == ["contract_hours"]


def test_a_rest_that_an_edit_lengthens_is_not_newly_broken_and_one_that_it_shortens_is():
    problem = shop((agent("ana"),))
    plan = roster(shift(0, "13:00", "21:00"), shift(1, "05:00", "13:00"))
    late, early = shift(1, "07:00", "15:00"), shift(1, "04:00", "12:00")
    rests = [[v for v in effect(problem, plan, plan.shifts[1], new).new_violations if v.rule == "daily_rest"]
             for new in (late, early)]  # fmt: skip
    assert rests[0] == []
    assert [v.params["rest_min"] for v in rests[1]] == [420]


def test_a_minimum_that_an_edit_leaves_is_told_with_its_hours():
    needs = [{"skill": "boss", "count": 1, "from": "09:00", "to": "11:00", "weekdays": [0]}]
    rules = load_pack("es").replace({"skill_on_duty": {"hard": True, "needs": needs}})
    problem = shop((agent("ana", ("phone", "boss")),), rules=rules)
    here = shift(0, "09:00", "17:00")
    gone = effect(problem, roster(here), here, shift(0, "10:00", "18:00"))
    assert [v.params["hours"] for v in gone.new_violations if v.rule == "skill_on_duty"] == [1.0]
    back = effect(problem, gone.roster, gone.roster.shifts[0], here)
    assert [v.rule for v in back.gone_violations if v.rule == "skill_on_duty"] == ["skill_on_duty"]


def test_a_swap_that_brings_both_nearer_to_their_contracts_is_allowed():
    people = (agent("ana", hours=8), agent("ben", hours=32, lengths=(240,)))
    rules = load_pack("es").replace({"shift_lengths": {"hard": False}})
    whole, half = shift(0, "09:00", "17:15", ("13:00", "13:15")), shift(0, "09:00", "13:00", who="ben")
    more = [shift(d, "09:00", "13:00", who="ben") for d in (1, 2, 3, 4)]
    problem = shop(people, rules=rules)
    plan = roster(whole, shift(1, "09:00", "17:15", ("13:00", "13:15")), shift(2, "09:00", "13:00"), half, *more)
    check = swap_check(problem, plan, whole, half)
    before, after = (
        {v.agent_id: v.params["got_min"] for v in audit(problem, r) if v.rule == "contract_hours"}
        for r in (plan, check.roster)
    )
    assert (before, after) == ({"ana": 1200, "ben": 1200}, {"ana": 960, "ben": 1440})
    assert (check.allowed, check.new_violations) == (True, ())
    assert not swap_check(problem, check.roster, *(s for s in check.roster.shifts if s.day == MONDAY)).allowed


@pytest.mark.parametrize(
    ("found", "english", "spanish"),
    [
        (Violation("contract_hours", "ana", MONDAY, "{got_min} planned, {target_min} in the contract",
                   {"got_min": 1860, "target_min": 2400}), "31 h planned, 40 h in", "31 h planificadas, 40 h en"),
        (Violation("daily_rest", "ana", MONDAY, "{rest_min} of rest, {min_min} required",
                   {"rest_min": 450, "min_min": 720}), "7 h 30 min of rest, 12 h",
         "7 h 30 min de descanso, se exigen 12 h"),
        (Violation("minors", "ana", MONDAY, "no break of {break_min}", {"break_min": 30}), "no break of 30 min",
         "sin descanso de 30 min"),
        (Reason("hours_not_reached", "ana", MONDAY, {"got_min": 450, "target_min": 480}), "of 8 h in the week",
         "planificadas 7 h 30 min"),
    ],
)  # fmt: skip
def test_lengths_are_told_in_hours(found, english, spanish):
    assert english in found.text("en")
    assert spanish in found.text("es")


def test_what_an_edit_lessens_is_no_breach_in_words_either():
    went = [views.Finding("contract_hours", True, "ana", MONDAY, "24 h", amount=16.0, about="week")]
    less = [views.Finding("contract_hours", True, "ana", MONDAY, "32 h", amount=8.0, about="week")]
    assert (views.worse(less, went), views.mended(less, went)) == ((), ())
    assert (views.worse(went, less), views.mended(went, less)) == (tuple(went), ())
    assert views.mended([], went) == tuple(went)
