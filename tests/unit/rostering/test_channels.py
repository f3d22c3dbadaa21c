"""The channel of each interval of a shift."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.demand import Requirement
from planner.rostering.channels import LEAST_MIN, assign, unbound
from planner.rostering.coverage import coverage
from tests.unit.rostering.roster_shop import agent, grid, requirement, roster, shift

SKILLS = (("phone",), ("chat",), ("phone", "chat"), ("chat", "email"), ("phone", "chat", "email"))
CHANNELS = ("phone", "chat", "email")


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
    after = assign(before, people, need)
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
    for one in assign(before, people, need).shifts:
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
    after = assign(roster(shift(0, "09:00", "17:00", who="ana"), shift(0, "09:00", "17:00", who="ben")), people, need)
    for one in after.shifts:
        assert [(a.channel, a.start.hour) for a in one.activities] == [("phone", 9), ("chat", 13)]


def test_shifts_that_are_kept_keep_their_channels_and_the_others_make_room():
    people = (agent("ana", ("phone", "chat")), agent("ben", ("phone", "chat")))
    need = requirement(1.0, ("phone", "chat"))
    first = assign(roster(shift(0, "09:00", "17:00", who="ana")), people, Requirement(
        need.grid, {**need.required, "phone": tuple(0.0 for _ in need.required["phone"])}))  # fmt: skip
    kept = first.shifts[0]
    assert {a.channel for a in kept.activities} == {"chat"}
    both = assign(roster(kept, shift(0, "09:00", "17:00", who="ben")), people, need, {("ana", kept.start)})
    assert both.shifts[0] == kept
    assert {a.channel for a in both.shifts[1].activities} == {"phone"}


def test_the_plan_of_channels_changes_no_coverage():
    people = (agent("ana", ("phone", "chat")), agent("ben", ("chat",)))
    before = roster(shift(0, "09:00", "17:00", who="ana"), shift(0, "12:00", "20:00", who="ben"))
    need = requirement(1.0, ("phone", "chat"))
    after = assign(before, people, need)
    assert coverage(unbound(after), people, need) == coverage(before, people, need)
    assert replace(after.shifts[0], activities=()) == before.shifts[0]
