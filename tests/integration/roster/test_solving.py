"""Problems go in, legal rosters with an honest bound come out, whatever the input."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from threading import Event, Timer
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.domain.demand import Requirement
from planner.domain.people import Availability, Contract, Preference, TimeOff, Wish
from planner.domain.time import TimeGrid, midnight
from planner.rostering.audit import audit, penalties
from planner.rostering.edit import effect
from planner.rostering.model.compile import compile_model
from planner.rostering.packs.pack import load_pack
from planner.rostering.problem import Deferred, RosterProblem
from planner.rostering.repair import repair, swap_check
from planner.rostering.solve import solve
from planner.rostering.why.conflict import conflicts
from planner.rostering.why.explain import why_refused, why_short
from tests.unit.roster.roster_shop import MONDAY, agent, at, grid, pack, requirement, roster, shift, shop

S = 0.8  # where what a short solve does not look at is told, or no steps are counted
STEPS = 4_000


@pytest.fixture(scope="module")
def solved():
    problem = shop()
    return problem, solve(problem, seconds=None, steps=2 * STEPS)


def points(problem: RosterProblem, plan) -> float:
    return sum(p.cost for p in penalties(problem, plan))


def test_a_shop_is_rostered_without_a_violation_and_at_the_price_the_auditor_counts(solved):
    problem, result = solved
    assert audit(problem, result.roster) == ()
    assert result.cost == pytest.approx(points(problem, result.roster))
    assert 0 <= result.bound <= result.cost
    assert result.gap == pytest.approx((result.cost - result.bound) / result.cost)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_people_and_rules_are_drawn_the_roster_keeps_them(data):
    draw = data.draw
    people = tuple(
        agent(
            f"p{n}",
            draw(st.sampled_from([("phone",), ("chat",), ("phone", "chat")])),
            draw(st.sampled_from([40, 30, 20])),
            (),
            availability=draw(
                st.sampled_from([(), (Availability(None, time(10), time(20)),), (Availability(5, time(9), time(9)),)])
            ),
        )
        for n in range(draw(st.integers(1, 5)))
    )
    wishes = tuple(
        Preference(p.agent_id, draw(st.sampled_from(list(Wish))), weekday=draw(st.integers(0, 6))) for p in people
    )
    away = tuple(
        TimeOff("p0", at(d, "00:00"), at(d + 1, "00:00"), "leave") for d in draw(st.sets(st.integers(0, 6), max_size=3))
    )
    last = tuple(shift(-d, "13:00", "21:00", who="p0") for d in range(1, draw(st.integers(1, 5))))
    rules = load_pack(draw(st.sampled_from(["es", "contact-centre"])))
    on = grid(minutes=draw(st.sampled_from([15, 30, 60])), days=draw(st.sampled_from([7, 14])))
    problem = shop(people, draw(st.sampled_from([0.5, 1.0, 2.5])), preferences=wishes, time_off=away, previous=last,
                   rules=rules, on=on)  # fmt: skip
    result = solve(problem, seconds=None, steps=STEPS)
    told = {(r.agent_id) for r in result.reasons}
    assert [v for v in audit(problem, result.roster) if v.agent_id not in told] == []
    if not told:
        assert result.cost == pytest.approx(points(problem, result.roster), abs=0.01)


def test_a_tiny_problem_is_solved_to_proven_optimality_and_the_same_for_a_seed():
    people = (agent("ana"), agent("ben", availability=(Availability(None, time(12), None),)))
    problem = RosterProblem(grid(), people, requirement(1.0), rules=pack(daily_rest={"minutes": 720}))
    one, two = solve(problem, seconds=60, seed=3), solve(problem, seconds=60, seed=3)
    # 84 h are required and 80 h contracted; nobody can cover better than hour for hour
    assert one.status == two.status == "optimal"
    assert one.cost == one.bound == two.cost
    assert one.roster == two.roster


def test_days_off_together_may_be_a_wish_with_a_price_and_weekly_rest_stays_a_rule():
    # one person is needed on every second day: two days off in a row cost two hours of shortage more than 30 points
    on = grid()
    wanted = Requirement(on, {"phone": tuple(1.0 if s.weekday() in (0, 2, 4, 6) and 9 <= s.hour < 17 else 0.0
                                             for s in on.local_starts)})  # fmt: skip
    cost = {}
    for weight in (1.0, 1000.0):
        rules = pack(days_off_together={"days": 2, "hard": False, "weight": weight},
                     contract_hours={"hard": False, "weight": 0.01}, weekly_rest={"minutes": 2160})  # fmt: skip
        people = (agent("ana", hours=40),)
        problem = RosterProblem(on, people, wanted, rules=rules)
        result = solve(problem, seconds=None, steps=2 * STEPS)
        assert audit(problem, result.roster) == ()
        assert result.cost == pytest.approx(points(problem, result.roster), abs=0.01)
        cost[weight] = [p for p in penalties(problem, result.roster) if p.rule == "days_off_together"]
    assert len(cost[1.0]) == 1
    assert cost[1000.0] == []


@pytest.mark.parametrize("weeks", [1, 2])
def test_starts_of_a_week_lie_close_together_as_far_as_it_pays(weeks):
    on = TimeGrid(date(2026, 11, 23), 7 * weeks, 60, "Europe/Madrid")
    early_late = tuple(float(s.hour in (range(7, 15) if s.weekday() < 3 else range(13, 21))) for s in on.local_starts)
    spread = {}
    for weight in (0.0, 0.5, 1000.0):
        rules = pack(daily_rest={"minutes": 720}, start_spread={"window_min": 60, "weight": weight})
        problem = RosterProblem(on, (agent("ana"),), Requirement(on, {"phone": early_late}), rules=rules)
        result = solve(problem, seconds=60.0)  # ends as soon as it is proven
        assert result.status == "optimal"
        assert audit(problem, result.roster) == ()
        assert result.cost == pytest.approx(points(problem, result.roster), abs=0.01)
        assert result.bound <= result.cost + 1e-6
        free = replace(problem, rules=pack(daily_rest={"minutes": 720}, start_spread={"window_min": 60, "weight": 1.0}))
        spread[weight] = sum(p.cost for p in penalties(free, result.roster) if p.rule == "start_spread")
    assert spread[0.0] > spread[1000.0] == 0.0


def test_a_hard_window_of_starts_is_kept():
    rules = pack(daily_rest={"minutes": 720}, start_spread={"window_min": 60, "hard": True})
    problem = shop(rules=rules)
    result = solve(problem, seconds=None, steps=STEPS)
    assert audit(problem, result.roster) == ()
    assert result.roster.shifts
    starts = {}
    for s in result.roster.shifts:
        local = s.start.astimezone(ZoneInfo(problem.grid.zone))
        starts.setdefault(s.agent_id, []).append(local.hour * 60 + local.minute)
    assert all(max(v) - min(v) <= 60 for v in starts.values())


@pytest.mark.parametrize("first", [date(2026, 3, 23), date(2026, 10, 19)])
def test_weeks_with_the_days_of_23_and_25_hours_are_ordinary_weeks(first):
    on = TimeGrid(first, 7, 30, "Europe/Madrid")
    problem = RosterProblem(
        on,
        (agent("ana"), agent("ben")),
        requirement(1.0, on=on),
        rules=load_pack("es").replace({"breaks": {"tiers": []}}),
    )
    result = solve(problem, seconds=None, steps=STEPS)
    assert audit(problem, result.roster) == ()
    assert sum(s.work_minutes for s in result.roster.shifts) == 2 * 2400


def test_locked_shifts_stay_and_the_published_week_before_counts():
    lock = shift(2, "12:00", "20:15", ("15:00", "15:15"), who="ana", locked=True)
    last = tuple(shift(d, "13:00", "21:00", who="ben") for d in (-3, -2, -1))
    problem = shop(fixed=(lock,), previous=last)
    result = solve(problem, seconds=None, steps=STEPS)
    assert lock in result.roster.shifts
    assert audit(problem, result.roster) == ()


def test_a_stop_keeps_the_best_so_far():
    stop = Event()
    Timer(0.5, stop.set).start()
    result = solve(shop(level=3.0), seconds=60, stop=stop)
    assert result.status in ("stopped", "optimal")
    assert audit(shop(level=3.0), result.roster) == ()
    assert result.seconds < 20


BAD = {
    "no agents": (lambda p: replace(p, agents=()), "no_agents"),
    "everybody away": (
        lambda p: replace(p, time_off=tuple(TimeOff(a.agent_id, p.grid.start, p.grid.end, "leave") for a in p.agents)),
        "nobody_available",
    ),
    "contract hours that no lengths add up to": (
        lambda p: replace(p, agents=(replace(p.agents[0], contract=Contract(2410, 5, (480,))), *p.agents[1:])),
        "hours_not_reached",
    ),
    "contradictory locks": (
        lambda p: replace(p, fixed=(shift(0, "14:00", "22:00"), shift(1, "06:00", "14:00"))), "rules_in_conflict",
    ),
    "locks one over the other": (
        lambda p: replace(p, fixed=(shift(0, "09:00", "17:00"), shift(0, "12:00", "20:00"))), "locks_overlap",
    ),
    "a lock for somebody unknown": (
        lambda p: replace(p, fixed=(shift(0, "09:00", "17:00", who="zoe"),)), "lock_outside",
    ),
    "a lock on leave": (
        lambda p: replace(
            p, fixed=(shift(0, "09:00", "17:00"),), time_off=(TimeOff("ana", at(0, "00:00"), at(1, "00:00"), "ill"),)
        ),
        "lock_on_leave",
    ),
    "nobody skilled": (
        lambda p: replace(p, requirement=requirement(1.0, ("phone", "chat", "german"))), "no_skill",
    ),
    "overlapping leave": (
        lambda p: replace(
            p,
            time_off=(
                TimeOff("ana", at(0, "00:00"), at(3, "00:00"), "leave"),
                TimeOff("ana", at(1, "00:00"), at(4, "00:00"), "ill"),
            ),
        ),
        "overlapping_time_off",
    ),
    "an empty week": (lambda p: replace(p, requirement=requirement(0.0)), "no_requirement"),
    "an agent listed twice": (lambda p: replace(p, agents=(*p.agents, p.agents[0])), "duplicate_agent"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_explained_and_the_rest_is_rostered_as_well_as_it_can_be(name):
    spoil, code = BAD[name]
    problem = spoil(shop())
    result = solve(problem, seconds=None, steps=STEPS)
    assert code in [r.code for r in result.reasons]
    assert all(r.text("es") and r.text("en") for r in result.reasons)
    assert result.roster is not None
    if code not in ("no_agents", "nobody_available", "no_requirement"):
        others = {a.agent_id for a in problem.agents} - {"ana"}
        assert others <= {s.agent_id for s in result.roster.shifts}
        assert [v for v in audit(problem, result.roster) if v.agent_id in others] == []


def test_a_conflict_names_the_smallest_set_of_rules_and_the_cheapest_way_out():
    problem = shop(fixed=(shift(0, "14:00", "22:00", locked=True), shift(1, "06:00", "14:00", locked=True)))
    (conflict,) = conflicts(problem)
    assert conflict.agent_id == "ana"
    assert conflict.rules == ("daily_rest", "locked_shifts")
    assert conflict.relaxations[0].rule in conflict.rules
    assert conflicts(shop()) == ()


def test_hours_that_do_not_add_up_are_mended_by_the_minutes_they_miss():
    odd = (agent("ana", lengths=(480,), hours=40),)
    problem = shop((replace(odd[0], contract=Contract(2410, 5, (480,))),))
    (conflict,) = conflicts(problem)
    assert conflict.rules == ("contract_hours",)
    assert conflict.relaxations[0].amount == 10


def test_a_short_interval_names_who_could_come_and_what_stops_the_others():
    problem = shop()
    plan = roster(*(shift(d, "08:00", "16:00", who="cai") for d in range(5)))
    found = why_short(problem, plan, 24, "phone")
    assert {c.agent_id for c in found} == {"ana", "dia", "eva"}
    late = why_short(problem, plan, 40, "phone")  # 20:00 on Monday: Cai would have to move
    cai = next(c for c in late if c.agent_id == "cai")
    assert [v.rule for v in cai.obstacles] == ["daily_rest"]


def test_a_refused_wish_is_priced(solved):
    problem, result = solved
    day = next(s.day for s in result.roster.shifts if s.agent_id == "ana")
    answer = why_refused(problem, result.roster, Preference("ana", Wish.OFF, day=day), day, seconds=S)
    assert answer.possible
    assert answer.cost is not None and answer.cost >= 0
    assert all(s.day != day for s in answer.roster.of_agent("ana"))


def test_a_repair_after_an_illness_changes_little_and_keeps_the_rules(solved):
    problem, result = solved
    ill = result.roster.of_agent("cai")[2]
    start = midnight(ill.day, "Etc/UTC")
    gone = TimeOff("cai", start, start + timedelta(days=1), "illness")
    mended = repair(problem, result.roster, seconds=1.5, absences=(gone,))
    assert ("cai", ill.day) in [(c.agent_id, c.day) for c in mended.changes]
    assert len(mended.changes) <= 8
    fresh = replace(problem, time_off=(gone,), rules=problem.rules.replace({"contract_hours": {"tolerance_min": 60}}))
    assert audit(fresh, mended.roster) == ()


def test_a_swap_is_checked_by_the_rules(solved):
    problem, result = solved
    ana, ben = result.roster.of_agent("ana"), result.roster.of_agent("dia")
    check = swap_check(problem, result.roster, ana[0], ben[0])
    assert not check.allowed
    assert {v.rule for v in check.new_violations} & {"contract_hours", "shift_lengths"}


def test_the_effect_of_an_edit_is_what_a_full_recount_finds(solved):
    problem, result = solved
    old = result.roster.of_agent("cai")[0]
    hour = timedelta(hours=1)
    new = replace(
        old, start=old.start + hour, end=old.end + hour,
        breaks=tuple(replace(b, start=b.start + hour, end=b.end + hour) for b in old.breaks),
    )  # fmt: skip
    seen = effect(problem, result.roster, old, new)
    assert seen.cost_change == pytest.approx(points(problem, seen.roster) - points(problem, result.roster), abs=1e-4)
    before, after = set(map(str, audit(problem, result.roster))), set(map(str, audit(problem, seen.roster)))
    assert set(map(str, seen.new_violations)) == after - before


def test_two_weeks_keep_the_contract_in_each():
    problem = shop(on=grid(days=14))
    result = solve(problem, seconds=None, steps=2 * STEPS)
    assert audit(problem, result.roster) == ()
    for first in (MONDAY, MONDAY + timedelta(days=7)):
        mine = [s for s in result.roster.of_agent("ana") if first <= s.day < first + timedelta(days=7)]
        assert sum(s.work_minutes for s in mine) == 2400


def test_around_the_clock_shifts_may_cross_midnight():
    on = grid()
    need = Requirement(on, {"phone": tuple(1.0 if s.hour >= 22 or s.hour < 6 else 0.0 for s in on.local_starts)})
    rules = pack(daily_rest={"minutes": 720}, nights={"max_per_week": 4}, shift_start={"step_min": 60})
    problem = RosterProblem(on, tuple(agent(f"n{k}") for k in range(2)), need, rules=rules)
    result = solve(problem, seconds=None, steps=STEPS)
    assert audit(problem, result.roster) == ()
    assert any(s.end > midnight(s.day + timedelta(days=1), "Etc/UTC") for s in result.roster.shifts)


def test_deferred_work_is_done_by_its_deadline_where_people_have_time():
    on = grid()
    # an hour and a half of email arrives each morning and is due by the end of the next day
    released = tuple(90.0 * (1 + i // 48) if i % 48 >= 18 else 90.0 * (i // 48) for i in range(len(on)))
    due = tuple(90.0 * max(0, (i - 47) // 48 - 0) for i in range(len(on)))
    people = (agent("ana", ("phone", "email")), agent("ben", ("phone", "email")))
    problem = RosterProblem(
        on, people, requirement(0.5, ("phone", "email"), on), rules=pack(daily_rest={"minutes": 720}),
        deferred=(Deferred("email", released, due),),
    )  # fmt: skip
    result = solve(problem, seconds=None, steps=2 * STEPS)
    assert audit(problem, result.roster) == ()
    assert result.bound is not None and result.bound <= result.cost
    assert result.gap == pytest.approx((result.cost - result.bound) / result.cost if result.cost else 0.0)
    assert not [p for p in penalties(problem, result.roster) if p.params.get("channel") == "email"]
    idle = roster()
    assert points(problem, idle) >= result.bound  # a bound of every roster, also of the worst
    assert [p for p in penalties(problem, idle) if p.params.get("channel") == "email"]


def around_the_clock() -> RosterProblem:
    on = grid()
    need = Requirement(on, {"phone": tuple(3.0 if 8 <= s.hour < 22 else 1.0 for s in on.local_starts)})
    lengths = tuple(range(240, 541, 60))
    people = tuple(agent(f"n{k}", hours=40 if k % 3 else 20, lengths=lengths) for k in range(10))
    return RosterProblem(on, people, need, rules=load_pack("es"))


def test_work_round_the_clock_keeps_nights_rests_and_weekly_rest():
    problem = around_the_clock()
    result = solve(problem, seconds=S)
    assert audit(problem, result.roster) == ()
    assert any(s.end.date() > s.start.date() for s in result.roster.shifts)


def test_with_more_shifts_than_a_short_solve_can_look_at_some_starts_are_tried_and_that_is_said():
    lock = shift(2, "06:30", "11:30", who="n1", locked=True)
    problem = replace(around_the_clock(), fixed=(lock,))
    result = solve(problem, seconds=S)
    assert audit(problem, result.roster) == ()
    assert [s for s in result.roster.of_agent("n1") if s.day == lock.day] == [lock]
    (told,) = (r for r in result.reasons if r.code == "starts_thinned")
    step = told.params["n"]
    assert step > 1
    on_grid = {30 * k for k in range(0, 48, step)}
    minutes = {60 * s.start.hour + s.start.minute for s in result.roster.shifts if s.agent_id != "n1"}
    assert minutes <= on_grid  # of the starts every half-hour
    assert result.bound is None or result.bound == result.cost == 0  # others were not looked at
    whole, few = compile_model(problem), compile_model(problem, 1e5)
    assert not whole.thinned and not whole.reasons
    assert few.thinned and len(few.core.arcs[0]) < 3e5 < len(whole.core.arcs[0])


def test_weekly_rest_may_be_accumulated_over_a_fortnight_and_not_more():
    on = grid(14)
    need = Requirement(on, {"phone": tuple(1.0 if 8 <= s.hour < 22 else 0.0 for s in on.local_starts)})
    ana = agent("ana", hours=36, lengths=(360,))
    ana = replace(ana, contract=replace(ana.contract, days_per_week=6))
    # six days, and 34 hours from Saturday's evening to Monday's morning; then four days away
    locks = [shift(d, "10:00", "16:00", locked=True) for d in range(5)]
    locks += [shift(5, "16:00", "22:00", locked=True), shift(7, "08:00", "14:00", locked=True)]
    away = (TimeOff("ana", at(8, "00:00"), at(12, "00:00"), "leave"),)
    broken = {}
    for span in (7, 14):
        rules = load_pack("es").replace({"weekly_rest": {"over_days": span}})
        problem = RosterProblem(on, (ana,), need, rules=rules, fixed=tuple(locks), time_off=away)
        broken[span] = [v.rule for v in audit(problem, solve(problem, seconds=None, steps=STEPS).roster)]
    assert broken == {7: ["weekly_rest"], 14: []}


def months(weeks):
    on = TimeGrid(MONDAY, 7 * weeks, 30, "Europe/Madrid")
    base = shop()
    required = {c: tuple(float(9 <= s.hour < 21) * 2 for s in on.local_starts) for c in base.requirement.channels}
    rules = base.rules.replace({"free_weekends": {"max_worked": 1, "over_weeks": 3}})
    return RosterProblem(on, base.agents, Requirement(on, required), rules=rules)


def test_several_weeks_are_rostered_as_one_with_a_bound_of_the_whole():
    problem = months(3)
    result = solve(problem, seconds=None, steps=5 * STEPS)
    assert audit(problem, result.roster) == ()
    assert {s.day.isocalendar().week for s in result.roster.shifts} == {48, 49, 50}
    assert result.cost == pytest.approx(points(problem, result.roster), abs=0.01)
    assert 0.0 < result.bound <= result.cost
    assert result.gap < 0.1


def test_several_weeks_stopped_in_the_middle_are_whole_all_the_same():
    problem, stop = months(4), Event()
    Timer(1.5, stop.set).start()
    result = solve(problem, seconds=60.0, stop=stop)
    assert result.status == "stopped"
    assert audit(problem, result.roster) == ()
    assert {s.day.isocalendar().week for s in result.roster.shifts} == {48, 49, 50, 51}
    assert result.cost == pytest.approx(points(problem, result.roster), abs=0.01)


def test_somebody_locked_against_every_rule_on_a_week_with_closed_days_gets_what_is_left():
    on = grid()
    closed = tuple(float(s.weekday() < 5 and 9 <= s.hour < 21) for s in on.local_starts)
    problem = replace(
        shop(fixed=(shift(0, "14:00", "22:00"), shift(1, "06:00", "14:00"))),
        requirement=Requirement(on, {"phone": closed}),
    )
    result = solve(problem, seconds=None, steps=STEPS)
    assert {s.day for s in problem.fixed} <= {s.day for s in result.roster.shifts if s.agent_id == "ana"}
    assert "rules_in_conflict" in {r.code for r in result.reasons}


def test_a_hard_minimum_that_nobody_can_fill_is_told_with_the_first_day():
    rules = pack(min_staff={"channels": [{"channel": "phone", "count": 50}], "hard": True})
    result = solve(shop(rules=rules), seconds=None, steps=STEPS)
    told = [r for r in result.reasons if r.code == "minimum_not_kept"]
    assert [r.day for r in told] == [MONDAY]
    assert "Minimum staff" in told[0].text("en") and "ínimo" in told[0].text("es")
