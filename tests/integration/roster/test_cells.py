"""Shift types and activities go through the same engine; small cases are compared with trying everything."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise, product

import numpy as np
import pytest

from benchmarks.activity import warm_up as warm_up_activities
from benchmarks.kinds.cores import (
    ACTIVITIES,
    SHIFT_TYPES,
    ActivityFrame,
    ActivityPerson,
    ShiftPerson,
    activity_core,
    activity_operators,
    shift_core,
)
from planner.rostering.rules.context.line import Counter, LinePart, LineRules, Period, Start
from planner.rostering.rules.context.memory import Memory
from planner.rostering.rules.hours.contract_hours import Hours
from planner.rostering.rules.rest.consecutive_days import AtWork
from planner.rostering.search.columns import classes_of
from planner.rostering.search.engine import Best, Run
from planner.rostering.search.phases import complete
from planner.rostering.solve import warm_up


def rules_of(days: int, low: int, high: int, apart: list[list[bool]], *parts: LinePart) -> LineRules:
    memory = Memory(np.zeros((2, 2), np.int64), np.array(apart), np.zeros((days + 1, 2), np.int64), np.arange(2))
    return LineRules(
        days, (1, 1), (0, 1), tuple((0, 1) for _ in range(days)), (Period(0, days, low, high, days, False),), memory,
        (Hours("contract_hours", None), *parts), Start(gap=1),
    )  # fmt: skip


def line_rules(days: int, low: int, high: int, most_late: int) -> LineRules:
    """Early and late, which is not followed by early; runs of two or three days."""
    late = Counter("nights", None, (False, True), most_late)
    return rules_of(days, low, high, [[True, True], [False, True]], AtWork("consecutive_days", None, 2, 3), late)


def of_activities(core, seconds: float, seed: int = 0, integral: bool = False) -> Best:
    return complete(Run(core, seconds, seed, integral=integral, settings=ACTIVITIES, operators=activity_operators()))


def legal(line: tuple[int, ...], low: int, high: int, most_late: int) -> bool:
    worked = [x >= 0 for x in line]
    runs, start = [], 0
    for d in range(1, len(line) + 1):
        if d == len(line) or worked[d] != worked[start]:
            runs.append((worked[start], d - start, start == 0 or d == len(line)))
            start = d
    return (
        low <= sum(worked) <= high
        and line.count(1) <= most_late
        and all((a, b) != (1, 0) for a, b in pairwise(line))
        and all(n <= 3 and (n >= 2 or edge) for on, n, edge in runs if on)
    )


def test_shift_types_reach_the_optimum_that_trying_everything_finds():
    warm_up()
    days, rng = 5, np.random.default_rng(4)
    cost = [rng.integers(0, 5, (days, 2)).astype(float) for _ in range(2)]
    need = rng.integers(0, 3, (days, 2))
    lines = [x for x in product((-1, 0, 1), repeat=days) if legal(x, 2, 4, 2)]
    best = min(
        sum(cost[i][d, x] for i, line in enumerate(pair) for d, x in enumerate(line) if x >= 0)
        + sum(10 * max(0, need[d, k] - sum(x[d] == k for x in pair)) + max(0, sum(x[d] == k for x in pair) - need[d, k])
              for d in range(days) for k in range(2))
        for pair in product(lines, repeat=2)
    )  # fmt: skip
    people = [ShiftPerson(line_rules(days, 2, 4, 2), c, np.zeros(days)) for c in cost]
    core = shift_core(days, 2, need.ravel(), 10.0, 1.0, people)
    found = complete(Run(core, 5.0, 0, integral=True, settings=SHIFT_TYPES))
    assert found.cost == best
    assert found.bound <= best


def test_limits_that_the_graph_does_not_count_are_kept_all_the_same():
    days = 6
    rules = rules_of(days, 4, 4, [[True, True], [True, True]])
    person = ShiftPerson(rules, np.zeros((days, 2)), np.zeros(days), ((1, 2),))
    core = shift_core(days, 2, np.array([0, 1] * days), 10.0, 0.0, [person])
    found = complete(Run(core, 2.0, 0, settings=SHIFT_TYPES))
    chosen = [int(q) % 2 for q in found.lines.duty[0] if q >= 0]
    assert len(chosen) == 4
    assert chosen.count(1) == 2


def test_activities_last_their_minimum_and_cover_what_is_asked():
    warm_up_activities()
    day, tasks = 24, 2
    frame = ActivityFrame(((0, 2, 4), (24, 26, 28)), 6, 10, 12, 5, 3, day, 0)
    table = np.zeros((2 * day * tasks, 4))
    n = np.arange(4)
    for p in range(2 * day):
        for k in range(tasks):
            need = 1 if 2 <= p % day < 12 and (p % day < 7) == (k == 0) else 0
            table[p * tasks + k] = 100 * np.maximum(0, need - n) + np.maximum(0, n - need) ** 2
    free = np.zeros(2)
    people = [ActivityPerson(12, 20, free, free) for _ in range(2)]
    found = of_activities(activity_core(2, 2 * day, tasks, table, frame, people), 3.0, 0)
    for i in range(2):
        cover = found.lines.cover[i].reshape(-1, tasks)
        row = [int(c.argmax()) + 1 if c.any() else 0 for c in cover]
        assert 12 <= sum(x > 0 for x in row) <= 20
        start = 0
        for p in range(1, len(row) + 1):
            if p == len(row) or row[p] != row[start]:
                assert row[start] == 0 or p - start >= 3
                start = p
    assert found.cost < 100


def test_people_with_other_hours_are_not_taken_for_alike_and_the_bound_stays_below_the_best():
    warm_up_activities()
    frame = ActivityFrame(((0, 4, 8), (24, 28, 32)), 6, 10, 12, 5, 3, 24, 0)
    need = np.array([1 if 2 <= p % 24 < 16 else 0 for p in range(48)])
    n = np.arange(4)
    table = 100.0 * np.maximum(0, need[:, None] - n) + np.maximum(0, n - need[:, None]) ** 2
    free = np.zeros(2)
    people = [
        ActivityPerson(14, 16, free, free),
        ActivityPerson(12, 12, free, free),
        ActivityPerson(20, 20, free, free),
    ]
    core = activity_core(2, 48, 1, table, frame, people)
    assert len(classes_of(core, activity_operators().alike).members) == 3
    found = of_activities(core, 3.0, 0, integral=True)
    worked = found.lines.cover.sum(axis=1)
    assert 14 <= worked[0] <= 16
    assert worked[1:].tolist() == [12, 20]
    # forty-six hours at least for twenty-eight asked for: what is too much is spread as evenly as it can be
    assert 46 - need.sum() <= found.bound <= found.cost


@pytest.mark.parametrize("seed", range(3))
def test_activities_with_hours_to_the_cell_reach_the_optimum_that_trying_everything_finds(seed):
    warm_up_activities()
    day, short, longest, rest, rng = 12, 3, 6, 8, np.random.default_rng(seed)
    begins = ((0, 2, 4, 6), (12, 14, 16, 18))
    frame = ActivityFrame(begins, short, longest, rest, 2, 2, day, 0)
    need, n = rng.integers(0, 3, 2 * day), np.arange(4)
    table = 20.0 * np.maximum(0, need[:, None] - n) + np.maximum(0, n - need[:, None]) ** 2
    hours = ((5, 5), (8, 9))  # one works a single shift, the other two
    people = [ActivityPerson(low, high, np.zeros(2), np.zeros(2)) for low, high in hours]

    def weeks(low, high):
        days = [[None, *((s, m) for s in of for m in range(short, longest + 1) if s + m <= 2 * day)] for of in begins]
        for first, second in product(*days):
            worked = sum(x[1] for x in (first, second) if x)
            if low <= worked <= high and not (first and second and second[0] < sum(first) + rest):
                hands = np.zeros(2 * day, int)
                for start, length in filter(None, (first, second)):
                    hands[start : start + length] += 1
                yield hands

    cells = np.arange(2 * day)
    best = min(table[cells, a + b].sum() for a in weeks(*hours[0]) for b in weeks(*hours[1]))
    found = of_activities(activity_core(2, 2 * day, 1, table, frame, people), 1.5, seed, integral=True)
    assert found.cost == best
    assert found.bound <= best
    assert found.cost == table[cells, found.lines.cover.sum(axis=0).astype(int)].sum()
    for (low, high), cover in zip(hours, found.lines.cover, strict=True):
        assert low <= cover.sum() <= high


def test_whoever_warmed_up_compiles_no_kernel_in_a_solve():
    text = """
from benchmarks.activity import warm_up as warm_up_activities
from benchmarks.kinds import activity_days, activity_lines as activities
from planner.rostering.kernels import cover, crowd as search
from planner.rostering.solve import warm_up
warm_up(), warm_up_activities()
called = (activities.insert_weeks, activities.price_weeks, activity_days.anneal_days, search.insert_all, search.anneal,
          search.price_classes, cover.rebuild)
print([len(kernel.signatures) for kernel in called])
"""
    told = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str([1] * 7)
