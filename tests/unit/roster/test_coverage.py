"""People of several skills are shared among their channels in the best way."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.rostering.coverage import assign_channels, best_split, coverage
from tests.unit.roster.roster_shop import agent, requirement, roster, shift

SETS = (("a",), ("b",), ("a", "b"), ("b", "c"), ("a", "b", "c"))


def brute(counts: tuple[int, ...], needs: tuple[int, ...]) -> int:
    """Most people that can be put to use, by trying every assignment of groups to channels."""
    best = 0
    people = [s for s, n in zip(SETS, counts, strict=True) for _ in range(n)]
    for choice in product(*people):
        best = max(best, sum(min(choice.count(c), n) for c, n in zip("abc", needs, strict=True)))
    return best


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 2)] * 5).filter(lambda c: sum(c) <= 6), st.tuples(*[st.integers(0, 4)] * 3))
def test_the_split_serves_as_many_as_any_assignment_could(counts, needs):
    hands = {s: np.array([float(n)]) for s, n in zip(SETS, counts, strict=True)}
    served, scheduled = best_split(hands, {c: np.array([float(n)]) for c, n in zip("abc", needs, strict=True)})
    assert sum(float(v[0]) for v in served.values()) == brute(counts, needs)
    assert sum(float(v[0]) for v in scheduled.values()) == sum(counts)


def test_a_break_shorter_than_the_interval_takes_its_share_of_it():
    people = (agent("ana"),)
    shown = coverage(roster(shift(0, "09:00", "17:00", ("12:00", "12:10"))), people, requirement())
    assert shown.scheduled["phone"][24] == 0.666667


def test_people_stay_on_their_channel_while_nothing_calls_them_away():
    people = (agent("ana", ("phone", "chat")), agent("ben", ("phone", "chat")))
    need = requirement(1.0, ("phone", "chat"))
    plan = assign_channels(roster(shift(0, "09:00", "17:00"), shift(0, "09:00", "17:00", who="ben")), people, need)
    assert [len(s.activities) for s in plan.shifts] == [1, 1]
    assert {s.activities[0].channel for s in plan.shifts} == {"phone", "chat"}


def test_assigning_channels_leaves_no_more_shortage_than_the_best_split():
    people = (agent("ana", ("phone", "chat")), agent("ben", ("phone",)), agent("cai", ("chat",)))
    shifts = [shift(d, "09:00", "17:00", who=a.agent_id) for a in people for d in range(5)]
    need = requirement(1.5, ("phone", "chat"))
    plan = roster(*shifts)
    assert (
        coverage(assign_channels(plan, people, need), people, need).short_hours()
        >= coverage(plan, people, need).short_hours()
    )
    whole = requirement(1.0, ("phone", "chat"))
    assert (
        coverage(assign_channels(plan, people, whole), people, whole).short_hours()
        == coverage(plan, people, whole).short_hours()
    )
