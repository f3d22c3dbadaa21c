"""The channel of each interval of a shift."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.demand import Requirement
from planner.domain.people import TimeOff
from planner.rostering.channels import LEAST_MIN, assign, channel_shares, told_at_work, told_whole, unbound
from planner.rostering.coverage import coverage
from planner.rostering.hands import coverage as counted
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.parts import Parts
from tests.unit.roster.roster_shop import agent, at, grid, pack, requirement, roster, shift

SKILLS = (("phone",), ("chat",), ("phone", "chat"), ("chat", "email"), ("phone", "chat", "email"))
CHANNELS = ("phone", "chat", "email")


def problem(people, need, *training, **more):
    """People and requirement with training: (whom, from, to) on the Monday."""
    off = tuple(TimeOff(who, at(0, begin), at(0, end), "training") for who, begin, end in training)
    return RosterProblem(need.grid, people, need, off, rules=pack(**more))


def planned(asked, after):
    """Hands by channel and interval of the channels that people are planned on, as the auditor counts hands."""
    parts = Parts(asked, after)
    found = {c: [0.0] * len(asked.grid) for c in asked.requirement.channels}
    for one in after.shifts:
        for (channel, index), share in channel_shares(parts, one).items():
            found[channel][index] += share
    return found


@st.composite
def weeks(draw):
    """A roster of up to eight people on one day, with a requirement of three channels."""
    people, shifts = [], []
    for n in range(draw(st.integers(1, 8))):
        who = agent(f"p{n}", draw(st.sampled_from(SKILLS)))
        begin = draw(st.integers(8, 14))
        hours = draw(st.integers(4, 8))
        pauses = [(f"{begin + 2}:00", f"{begin + 2}:15")] if draw(st.booleans()) else []
        people.append(who)
        shifts.append(shift(0, f"{begin:02d}:00", f"{begin + hours:02d}:00", *pauses, who=f"p{n}"))
    level = {c: draw(st.floats(0, 4)) for c in CHANNELS}
    on = grid()
    need = Requirement(on, {c: tuple(level[c] if 9 <= s.hour < 21 else 0.0 for s in on.local_starts) for c in CHANNELS})
    return tuple(people), roster(*shifts), need


@settings(max_examples=60, deadline=None)
@given(weeks())
def test_every_worked_minute_has_one_channel_that_the_agent_is_skilled_for(case):
    people, before, need = case
    after = assign(problem(people, need), before)
    assert unbound(after) == before
    skills = {a.agent_id: a.skills for a in people}
    for one in after.shifts:
        at = one.start
        edges = sorted([(b.start, b.end, None) for b in one.breaks] + [(a.start, a.end, a) for a in one.activities],
                       key=lambda e: e[0])  # fmt: skip
        for begin, end, activity in edges:
            assert begin == at, "breaks and stretches follow each other without a hole"
            assert activity is None or activity.channel in skills[one.agent_id]
            at = end
        assert at == one.end


@settings(max_examples=60, deadline=None)
@given(weeks())
def test_stretches_last_an_hour_at_least(case):
    people, before, need = case
    for one in assign(problem(people, need), before).shifts:
        runs = []
        for a in one.activities:
            minutes = (a.end - a.start) / timedelta(minutes=1)
            if runs and runs[-1][0] == a.channel:
                runs[-1][1] += minutes
            else:
                runs.append([a.channel, minutes])
        assert all(minutes >= LEAST_MIN - 15 for _, minutes in runs), "a break may take a quarter of an hour out"


def test_channels_are_where_people_are_required():
    people = (agent("ana", ("phone", "chat")), agent("ben", ("phone", "chat")))
    on = grid()
    need = Requirement(on, {
        "phone": tuple(2.0 if 9 <= s.hour < 13 else 0.0 for s in on.local_starts),
        "chat": tuple(2.0 if 13 <= s.hour < 17 else 0.0 for s in on.local_starts),
    })  # fmt: skip
    both = roster(shift(0, "09:00", "17:00", who="ana"), shift(0, "09:00", "17:00", who="ben"))
    after = assign(problem(people, need), both)
    for one in after.shifts:
        assert [(a.channel, a.start.hour) for a in one.activities] == [("phone", 9), ("chat", 13)]


def test_shifts_that_are_kept_keep_their_channels_and_the_others_make_room():
    people = (agent("ana", ("phone", "chat")), agent("ben", ("phone", "chat")))
    need = requirement(1.0, ("phone", "chat"))
    chats = Requirement(need.grid, {**need.required, "phone": tuple(0.0 for _ in need.required["phone"])})
    first = assign(problem(people, chats), roster(shift(0, "09:00", "17:00", who="ana")))
    kept = first.shifts[0]
    assert {a.channel for a in kept.activities} == {"chat"}
    both = assign(problem(people, need), roster(kept, shift(0, "09:00", "17:00", who="ben")), {("ana", kept.start)})
    assert both.shifts[0] == kept
    assert {a.channel for a in both.shifts[1].activities} == {"phone"}


def test_the_plan_of_channels_changes_no_coverage():
    people = (agent("ana", ("phone", "chat")), agent("ben", ("chat",)))
    before = roster(shift(0, "09:00", "17:00", who="ana"), shift(0, "12:00", "20:00", who="ben"))
    need = requirement(1.0, ("phone", "chat"))
    after = assign(problem(people, need), before)
    assert coverage(unbound(after), people, need) == coverage(before, people, need)
    assert replace(after.shifts[0], activities=()) == before.shifts[0]


@settings(max_examples=60, deadline=None)
@given(weeks(), st.lists(st.tuples(st.integers(0, 7), st.integers(8, 20), st.sampled_from((30, 60, 120))), max_size=4))
def test_hands_on_the_channels_are_as_many_as_the_auditor_counts(case, courses):
    people, before, need = case
    off = tuple(
        TimeOff(f"p{n}", at(0, f"{hour}:15"), at(0, f"{hour}:15") + timedelta(minutes=long), "training")
        for n, hour, long in courses
    )
    screens = pack(screen_pause={"minutes_per_hour": 5, "counted_in": "roster"})
    asked = RosterProblem(need.grid, people, need, off, rules=screens)
    after = assign(asked, before)
    have, told = planned(asked, after), counted(asked, after)
    assert told == counted(asked, before)
    for index in range(len(need.grid)):
        both = sum(v[index] for v in have.values()), sum(v[index] for v in told.scheduled.values())
        assert both[0] == pytest.approx(both[1], abs=1e-4)


def test_somebody_in_training_is_planned_on_no_channel_and_another_takes_theirs():
    people = (agent("ana", ("phone",)), agent("ben", ("phone", "chat")))
    need = requirement(1.0, ("phone", "chat"))
    asked = problem(people, need, ("ana", "10:00", "12:00"))
    before = roster(shift(0, "09:00", "17:00", who="ana"), shift(0, "09:00", "17:00", who="ben"))
    ana, ben = assign(asked, before).shifts
    assert [(a.channel, a.start, a.end) for a in ana.activities] == [
        ("phone", at(0, "09:00"), at(0, "10:00")), ("phone", at(0, "12:00"), at(0, "17:00")),
    ]  # fmt: skip
    short = counted(asked, roster(ana, ben)).short
    have = planned(asked, roster(ana, ben))
    for channel, missing in short.items():
        assert [max(0.0, r - h) for r, h in zip(need.required[channel], have[channel], strict=True)] == list(missing)
    assert [(a.channel, a.start.hour, a.end.hour) for a in ben.activities] == [
        ("chat", 9, 10), ("phone", 10, 12), ("chat", 12, 17),
    ]  # fmt: skip


def test_the_one_who_stands_in_for_somebody_in_training_is_planned_there():
    """Two on the phone and one needed there: while one of them is in training the other may not go to the chat."""
    people = (agent("ana", ("phone",)), agent("ben", ("phone", "chat")))
    on = grid()
    need = Requirement(on, {
        "phone": tuple(1.0 if s.hour in range(9, 17) else 0.0 for s in on.local_starts),
        "chat": tuple(0.5 if s.hour in range(9, 17) else 0.0 for s in on.local_starts),
    })  # fmt: skip
    before = roster(shift(0, "09:00", "17:00", who="ana"), shift(0, "09:00", "17:00", who="ben"))
    ben = assign(problem(people, need, ("ana", "09:00", "13:00")), before).shifts[1]
    assert [(a.channel, a.start.hour, a.end.hour) for a in ben.activities] == [("phone", 9, 13), ("chat", 13, 17)]


def test_training_all_day_leaves_no_channel_and_kept_channels_make_room_for_a_meeting():
    people = (agent("ana", ("phone", "chat")), agent("ben", ("phone",)))
    need = requirement(1.0, ("phone", "chat"))
    before = roster(shift(0, "09:00", "17:00", who="ana"), shift(0, "09:00", "17:00", who="ben"))
    first = assign(problem(people, need), before)
    asked = problem(people, need, ("ana", "09:00", "17:00"), ("ben", "11:10", "11:40"))
    ana, ben = assign(asked, first, {(s.agent_id, s.start) for s in first.shifts}).shifts
    assert ana.activities == ()
    assert [(a.start, a.end) for a in ben.activities] == [
        (at(0, "09:00"), at(0, "11:10")), (at(0, "11:40"), at(0, "17:00")),
    ]  # fmt: skip
    assert told_whole(ben, asked.time_off) and not told_whole(ben, ()) and not told_whole(ana, asked.time_off)
    assert told_at_work(first.shifts[1], asked.time_off) == ben.activities
