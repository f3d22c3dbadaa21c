"""Who could work a short interval, what stops each, and what it would cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.domain.demand import Requirement
from planner.domain.people import Availability, TimeOff
from planner.domain.roster import RosterState, RosterVersion
from planner.roster import explain
from planner.roster.views import RosterView
from planner.rostering.edit import effect
from planner.rostering.hands import coverage
from planner.rostering.packs.pack import load_pack
from planner.rostering.problem import Pair
from planner.rostering.why.explain import why_short
from tests.unit.roster.roster_shop import MONDAY, agent, at, grid, pack, roster, shift, shop

NOON = 24  # half-hours from Monday's midnight
LOOSE = load_pack("es").replace({"contract_hours": {"tolerance_min": 600}, "working_days": {"max": 7}})


def of(found, who):
    return next(c for c in found if c.agent_id == who)


def codes(candidate):
    return [v.rule for v in candidate.obstacles]


def week(who, *days, start="09:00", end="17:15", pause=("13:00", "13:15")):
    return tuple(shift(d, start, end, pause, who=who) for d in days)


def test_the_price_and_the_rules_are_those_of_the_same_edit():
    problem = shop(rules=LOOSE, level=1.0, pairs=(Pair("ana", "cai"),))
    plan = roster(
        *week("cai", 1, 2, 3, 4), *week("ana", 1, 2, 3), *week("dia", 0, end="13:00", pause=("11:00", "11:15"))
    )
    found = why_short(problem, plan, 36, "phone")
    assert {c.agent_id for c in found} >= {"ana", "cai", "dia", "eva"}
    for c in found:
        assert c.new is not None and c.new.on_duty(problem.grid.instants[36])
        seen = effect(problem, plan, c.old, c.new)
        assert c.cost_change == pytest.approx(seen.cost_change)
        assert c.short_hours_change == pytest.approx(seen.short_hours_change)
        assert set(map(str, c.obstacles)) == set(map(str, seen.new_violations))


def test_every_start_is_tried_so_that_a_rest_only_a_later_one_keeps_does_not_stop_anybody():
    late = shift(0, "12:45", "21:00", ("16:00", "16:15"), who="ana")
    problem = shop((agent("ana"), agent("ben")), rules=LOOSE, level=1.0)
    found = of(why_short(problem, roster(late), 48 + 30, "phone"), "ana")  # Tuesday 15:00: to begin at 09:00 or later
    assert found.obstacles == ()
    assert found.new.start >= late.end + timedelta(hours=12)


def test_what_stops_somebody_is_said_by_its_rule_and_not_as_absent():
    lock = shift(0, "15:00", "19:00", who="dia", locked=True)
    people = (
        agent("ana"), agent("ben", availability=(Availability(0, at(0, "16:00").time(), None),)), agent("cai"),
        agent("dia", hours=20, lengths=(240,)),
    )  # fmt: skip
    ill = TimeOff("cai", at(0, "00:00"), at(1, "00:00"), "illness")
    problem = shop(people, time_off=(ill,), fixed=(lock,), rules=LOOSE)
    found = why_short(problem, roster(lock), NOON, "phone")
    assert of(found, "ana").obstacles == ()
    assert codes(of(found, "ben")) == ["availability"]
    assert codes(of(found, "cai")) == ["time_off"]
    assert codes(of(found, "dia")) == ["locked_shifts"]
    assert [c.new is None for c in found] == [False, True, True, True], "nobody is taken against these rules"
    assert "illness" in of(found, "cai").text("en")


def test_a_contract_whose_shifts_never_reach_the_interval_is_no_absence():
    rules = load_pack("es").replace({"shift_start": {"latest_end": "18:00"}})
    found = of(why_short(shop((agent("ana"),), rules=rules), roster(), 40, "phone"), "ana")
    assert (found.new, found.obstacles) == (None, ())
    assert "no shift of theirs covers it" in found.text("en")


def test_full_weeks_are_no_dead_end_another_day_can_be_given_up():
    plan = roster(*week("ana", 1, 2, 3, 4, 5), *week("ben", 0, 1, 2, 3, 4))
    problem = shop((agent("ana"), agent("ben")), level=2.0)
    found = of(why_short(problem, plan, NOON, "phone"), "ana")
    assert "contract_hours" in codes(found)
    assert found.instead is not None and found.instead.day != MONDAY
    swapped = replace(plan, shifts=(*(s for s in plan.shifts if s is not found.instead), found.new))
    from planner.rostering.audit import audit

    assert audit(problem, swapped) == ()
    points = [sum(p.cost for p in penalties_of(problem, r)) for r in (plan, swapped)]
    assert found.instead_cost == pytest.approx(points[1] - points[0])


def penalties_of(problem, plan):
    from planner.rostering.audit import penalties

    return penalties(problem, plan)


def test_who_takes_over_from_somebody_who_can_change_channel_helps_too():
    """Phone misses one while Cai, who could take phone, is held on chat: Ben, of chat only, lets Cai change."""
    on = grid()
    need = Requirement(on, {"chat": tuple(1.0 if s.hour == 12 else 0.0 for s in on.local_starts),
                            "phone": tuple(1.0 if s.hour == 12 else 0.0 for s in on.local_starts)})  # fmt: skip
    people = (agent("ben", ("chat",)), agent("cai", ("phone", "chat")), agent("dia", ("phone",)))
    rules = LOOSE.replace({"shift_start": {"earliest": "08:00", "latest_end": "21:00"}})
    problem = replace(shop(people, rules=rules), requirement=need)
    plan = roster(*week("cai", 0, pause=("14:00", "14:15")))
    found = why_short(problem, plan, NOON, "phone")
    assert {(c.agent_id, c.through) for c in found} == {("ben", True), ("dia", False)}
    assert of(found, "ben").short_hours_change == -1.0
    assert {c.agent_id for c in why_short(problem, plan, NOON - 4, "phone")} == {"dia"}, "nobody is missing then"


def test_lines_call_channels_by_their_labels():
    needs = [{"channel": "phone", "count": 1, "from": "09:00", "to": "10:00", "weekdays": [0]}]
    problem = shop((agent("ana", ("phone",)), agent("ben", ("chat",)), agent("cai", ("phone", "chat"))),
                   rules=LOOSE.replace({"min_staff": {"hard": True, "channels": needs}}), level=1.0)  # fmt: skip
    plan = roster(*week("cai", 0, start="12:00", end="20:15", pause=("15:00", "15:15")), shift(0, "09:00", "11:00"))
    version = RosterVersion("R1", 1, RosterState.DRAFT, 1, "by hand", roster=plan)
    shown = RosterView(MONDAY, 7, "Etc/UTC", problem.agents, (), (), problem.requirement, version, (version,),
                       coverage(problem, plan), (), (), problem, {"phone": "Teléfono", "chat": "Chats"})  # fmt: skip
    lines = explain.why_short(shown, problem.grid.instants[36], "chat").lines
    ana = next(line for line in lines if line.agent.agent_id == "ana")
    assert ana.what.endswith("for Teléfono: somebody there changes to Chats")
    assert any("Teléfono: 1.0 agent-hours below" in stop for stop in ana.stops)


def test_moving_somebody_away_from_a_hard_minimum_is_an_obstacle():
    needs = [{"skill": "boss", "count": 1, "from": "09:00", "to": "11:00", "weekdays": [0]}]
    rules = LOOSE.replace({"skill_on_duty": {"hard": True, "needs": needs}})
    problem = shop((agent("ana", ("phone", "boss")),), rules=rules, level=1.0)
    plan = roster(*week("ana", 0))
    assert codes(of(why_short(problem, plan, 40, "phone"), "ana")) == ["skill_on_duty"]
    soft = replace(problem, rules=rules.replace({"skill_on_duty": {"hard": False, "weight": 200.0}}))
    found = of(why_short(soft, plan, 40, "phone"), "ana")
    assert found.obstacles == ()
    free = of(why_short(replace(soft, rules=soft.rules.without("skill_on_duty")), plan, 40, "phone"), "ana")
    below = (found.new.start - plan.shifts[0].start).total_seconds() / 3600
    assert found.cost_change == pytest.approx(free.cost_change + 200.0 * min(2.0, below))


def test_after_midnight_the_shift_of_the_evening_before_is_asked():
    on = grid()
    need = Requirement(on, {"phone": tuple(1.0 for _ in on.local_starts)})
    rules = pack(daily_rest={"minutes": 720}, contract_hours={"tolerance_min": 2400})
    problem = replace(shop((agent("ana"),), rules=rules), requirement=need)
    found = of(why_short(problem, roster(), 48 + 4, "phone"), "ana")  # Tuesday 02:00
    assert found.obstacles == () and found.new.on_duty(problem.grid.instants[52])
    lock = shift(1, "18:00", "26:00", locked=True)
    night = of(why_short(replace(problem, fixed=(lock,)), roster(lock), 52, "phone"), "ana")
    assert night.new.day == MONDAY, "Tuesday's own shift is locked; Monday's can reach two in the morning"


def test_the_sample_of_three_hundred_is_answered_while_one_waits():
    import time

    people = tuple(agent(f"p{k:03}", (("phone",), ("chat",), ("phone", "chat"))[k % 3], (40, 30, 20)[k % 3],
                         ((480,), (360,), (240,))[k % 3]) for k in range(300))  # fmt: skip
    problem = shop(people, level=40.0)
    plan = roster(*(s for k, a in enumerate(people) for s in week(
        a.agent_id, *((k + d) % 7 for d in range(5)), end=("17:15", "15:00", "13:00")[k % 3])))  # fmt: skip
    why_short(problem, plan, 40, "phone", most=1)
    begun = time.process_time()
    found = why_short(problem, plan, 40, "phone", most=300)
    assert time.process_time() - begun < 10
    assert len(found) == 200
