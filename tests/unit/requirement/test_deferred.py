"""Backlogs with deadlines: flat requirement, first in first out, and the bounds handed to the roster engine."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.staffing.deferred import deferred_work, due_slots, fifo, flat_need

OFFICE = ([0] * 9 + [1] * 8 + [0] * 7) * 2


def worst_window(work, open_, deadline, backlog):
    """Largest work / open slots over all windows, in fractions, straight from the definition."""
    opens = [i for i, o in enumerate(open_) if o]
    jobs = [(0, backlog, -1)] + [(i + 1, w, i) for i, w in enumerate(work)]
    best = Fraction(0)
    for s in range(len(work)):
        for d in range(s, len(work)):
            room = sum(open_[s : d + 1])
            inside = Fraction(0)
            for release, amount, i in jobs:
                after = [o for o in opens if o > i]
                if release >= s and len(after) >= deadline and after[deadline - 1] <= d:
                    inside += Fraction(str(amount))
            if room:
                best = max(best, inside / room)
    return best


def test_mail_of_the_night_decides_a_team_that_opens_at_nine():
    work = [0.5] * 9 + [1] * 8 + [0.5] * 16 + [1] * 8 + [0.5] * 7
    need = flat_need(work, OFFICE, 4)
    assert need.exact == worst_window(work, OFFICE, 4, 0)
    assert need.agents == pytest.approx(float(need.exact))


def test_an_opening_backlog_is_due_like_work_that_came_just_before():
    need = flat_need([0] * 48, OFFICE, 8, 12)
    assert (need.exact, need.window) == (Fraction(12, 8), (0, 16))


def test_the_window_named_runs_from_the_release_to_the_deadline():
    """Mail of the small hours: released at 4, due by the end of the second open hour."""
    work = [0] * 48
    work[3] = 8
    assert flat_need(work, OFFICE, 2).window == (4, 10)


def test_a_burst_is_spread_over_its_deadline():
    work = [0] * 48
    work[9] = 8
    assert (flat_need(work, OFFICE, 2).agents, flat_need(work, OFFICE, 2).window) == (4.0, (10, 11))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_flat_requirement_is_the_worst_window_of_all(data):
    size = data.draw(st.integers(2, 14))
    work = data.draw(st.lists(st.sampled_from([0, 0.1, 0.3, 1, 2.7]), min_size=size, max_size=size))
    open_ = data.draw(st.lists(st.integers(0, 1), min_size=size, max_size=size))
    deadline, backlog = data.draw(st.integers(1, 4)), data.draw(st.sampled_from([0, 0.7, 3]))
    assert flat_need(work, open_, deadline, backlog).exact == worst_window(work, open_, deadline, backlog)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_flat_number_of_agents_does_all_work_in_time_and_a_little_less_does_not(data):
    size = data.draw(st.integers(4, 20))
    work = data.draw(st.lists(st.sampled_from([0.0, 0.2, 1.0, 3.0]), min_size=size, max_size=size))
    open_ = [1] * size
    deadline = data.draw(st.integers(1, 4))
    need = flat_need(work, open_, deadline).agents
    assert fifo(work, [need] * size, deadline).share_on_time == pytest.approx(1)
    if need > 0:
        assert fifo(work, [need * 0.98] * size, deadline).share_on_time < 1


def test_first_in_first_out_by_hand():
    """Capacity of 2 an hour against 3: what came at hour 1 is done an hour late in part."""
    done = fifo([3, 3, 0, 0], [2, 2, 2, 2], 1)
    # hour 1 does 2 of the first 3 (1 late), hour 2 the last 1 and 1 of the second 3 (2 late), hour 3 the rest
    assert done.work_due == 6
    assert done.share_on_time == pytest.approx(3 / 6)
    assert done.backlog.tolist() == [3, 4, 2, 0]
    assert done.late.tolist() == [0, 1, 2, 0]


def test_nothing_due_is_all_on_time_and_the_backlog_counts_as_earlier_work():
    assert fifo([0, 0], [1, 1], 1).share_on_time == 1
    late = fifo([0, 0], [1, 1], 1, opening_backlog=3)
    assert (late.work_due, late.share_on_time, late.end_backlog) == (3, pytest.approx(1 / 3), 1)


def test_the_deadline_is_counted_in_open_slots_only():
    assert due_slots([0, 1, 0, 1, 1, 0], 2)[:4] == [3, 3, 4, 4]
    with pytest.raises(ValueError, match="deadline_open_slots"):
        due_slots([1, 1], 0)


def test_bounds_for_the_roster_never_ask_for_work_before_it_arrives():
    rng = np.random.default_rng(3)
    bounds = deferred_work(rng.poisson(20, 48), 300, OFFICE, 4, opening_backlog_min=60)
    assert (np.diff(bounds.released) >= 0).all()
    assert (np.diff(bounds.due) >= 0).all()
    assert (bounds.due <= bounds.released + 1e-9).all()
    assert bounds.released[0] == 60  # what came in interval 0 can be done from interval 1 on


def test_bounds_and_flat_requirement_tell_the_same_story():
    rng = np.random.default_rng(4)
    contacts = rng.poisson(12, 48)
    bounds = deferred_work(contacts, 300, OFFICE, 4)
    need = flat_need(contacts * 300 / 3600, OFFICE, 4)
    assert bounds.flat_agents(OFFICE, 60) == pytest.approx(need.agents, rel=1e-9)


def test_work_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="work_agent_hours"):
        flat_need([1, -1], [1, 1], 1)
    with pytest.raises(ValueError, match="slots"):
        flat_need([1, 1, 1], [1, 1], 1)


@pytest.mark.parametrize("wrong", [0, -1, 1.5, float("nan")])
def test_deadlines_that_are_no_number_of_slots_are_refused(wrong):
    with pytest.raises(ValueError, match="whole number"):
        flat_need([1, 2], [1, 1], wrong)
    with pytest.raises(ValueError, match="whole number"):
        fifo([1, 2], [1, 1], wrong)


def test_a_slot_has_a_length():
    for length in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="slot_h"):
            flat_need([1, 2], [1, 1], 1, slot_h=length)
