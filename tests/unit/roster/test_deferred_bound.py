"""What a queue of work that may wait costs at given prices is what a linear programme of it finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.rostering.model.deferred import Queue, queue_value

SIZE = 5
amounts = st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE)


def by_programme(queue: Queue, price: np.ndarray) -> float:
    """Every piece of work goes to an interval from its release to its deadline, or is late at one of two rates."""
    total = int(max(queue.released[-1], queue.due[-1]))
    begins = np.searchsorted(queue.released, np.arange(total) + 0.5)
    ends = np.searchsorted(queue.due, np.arange(total) + 0.5)
    costs, rows, late = [], [], [[] for _ in range(SIZE)]
    for unit in range(total):
        options = [float(price[t]) for t in range(begins[unit], min(ends[unit] + 1, SIZE))]
        if ends[unit] == SIZE:
            options.append(0.0)
        else:
            late[ends[unit]].append(len(costs) + len(options))
            options += list(queue.late)
        rows.append((len(costs), len(costs) + len(options)))
        costs += options
    if not costs:
        return 0.0
    equal = np.zeros((total, len(costs)))
    for unit, (first, stop) in enumerate(rows):
        equal[unit, first:stop] = 1.0
    most = np.zeros((SIZE, len(costs)))
    for t, places in enumerate(late):
        most[t, places] = 1.0
    found = linprog(costs, most, queue.cheap, equal, np.ones(total), bounds=(0, None))
    return float(found.fun)


@settings(max_examples=60, deadline=None)
@given(amounts, amounts, st.lists(st.integers(0, 20), min_size=SIZE, max_size=SIZE), st.integers(0, 2))
def test_a_queue_costs_what_the_cheapest_placement_of_its_work_costs(arriving, extra, price, cheap):
    due = np.cumsum([0, *arriving[:-1]]).astype(float)  # each piece is due one interval after it came
    released = np.maximum(np.cumsum(arriving), due) + np.cumsum(extra)
    queue = Queue(0, 0, released, due, (10.0, 25.0), np.full(SIZE, float(cheap)), np.zeros(SIZE, bool))
    prices = np.array(price, float)
    assert queue_value(queue, prices, 0.0) == pytest.approx(by_programme(queue, prices))


def test_hands_that_nobody_pays_for_do_the_work_for_nothing():
    once = np.array([2.0, 2.0])
    free = np.array([False, True])
    queue = Queue(0, 0, once, np.array([0.0, 2.0]), (10.0, 25.0), np.zeros(2), free)
    assert queue_value(queue, np.array([5.0, 7.0]), 0.0) == 0.0
