"""Work that may wait, in the programme over lines: what it may cost at given prices, and the bound it takes part in.

Work done by the end of interval t lies between what is due and what was released. Since only these sums bind, the x-th
agent-interval of a queue may be done in any interval from its release to its deadline (first come, first served loses
nothing); at prices of hands by interval it takes the cheapest of them, or misses its deadline. Late work is priced at
the cheaper rate of shortage as far as it may be, and hands are shared without loss: the bound holds for every roster.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.domain.demand import Requirement
from planner.rostering.coverage import duty_shares
from planner.rostering.hall import blocks
from planner.rostering.problem import RosterProblem

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Queue:
    """Deferred work of one channel: its Hall block and place there, cumulative agent-intervals released and due, points
    for one that misses its deadline (the first `cheap[t]` of those due in interval t, and the others), and intervals
    whose hands are free of charge (last week's people)."""

    block: int
    place: int
    released: Floats
    due: Floats
    late: tuple[float, float]
    cheap: Floats
    free: NDArray[np.bool_]


def queue_value(queue: Queue, price: Floats, idle: float) -> float:
    """The least that a queue costs when a hand costs price[t] in interval t and one without work costs `idle`.

    Each piece of work between two steps of the sums has one release and one deadline, and takes the cheapest interval
    between them, or is late (nothing, where it is not due in these days).
    """
    size = len(price)
    price = np.where(queue.free, np.minimum(price, 0.0), price)
    steps = np.unique(np.concatenate([[0.0], queue.released, queue.due]))
    total = 0.0
    by_deadline: dict[int, list[tuple[float, float]]] = {}
    for low, high in zip(steps[:-1].tolist(), steps[1:].tolist(), strict=True):
        middle = (low + high) / 2
        begin = int(np.searchsorted(queue.released, middle))
        end = int(np.searchsorted(queue.due, middle))
        cheapest = float(price[begin : end + 1].min()) if begin < size and begin <= end else np.inf
        by_deadline.setdefault(end, []).append((cheapest - idle, high - low))
    for end, pieces in by_deadline.items():
        left = float(queue.cheap[end]) if end < size else np.inf
        first, beyond = queue.late if end < size else (0.0, 0.0)
        for value, amount in sorted(pieces, reverse=True):  # the dearest work takes the cheap places of what is late
            missed = min(left, amount) if value > first else 0.0
            left -= missed
            total += missed * first + (amount - missed) * min(value, beyond) if amount > missed else missed * first
    return total


def queues_of(problem: RosterProblem) -> list[Queue]:
    """The queues of a problem in order of block and place, their amounts in agent-intervals."""
    rule, grid = problem.rules["shortage"], problem.grid
    hours = grid.minutes / 60 * rule.weight
    late = (float(rule.params["first_cost_h"]) * hours, float(rule.params["cost_h"]) * hours)
    share = float(rule.params["first_share"])
    free = np.zeros(len(grid), bool)
    for shift in problem.previous:
        if shift.end > grid.start and shift.day < grid.first_day:
            free[[index for index, _ in duty_shares(shift, grid)]] = True
    places = {c: (b, k) for b, part in enumerate(blocks(problem)) for k, c in enumerate(part)}
    found = {}
    for deferred in problem.deferred:
        if deferred.channel in places:
            released, due = (np.asarray(v, float) / grid.minutes for v in (deferred.released, deferred.due))
            fresh = np.diff(due, prepend=0.0)
            able = sum(deferred.channel in a.skills for a in problem.agents)
            # what the auditor prices as the first share: of all that may be done and late in the interval of a deadline
            cheap = np.minimum(fresh, np.ceil(share * (fresh + able) - 1e-9))
            found[places[deferred.channel]] = Queue(*places[deferred.channel], released, due, late, cheap, free)
    return [found[place] for place in sorted(found)]


def live_only(problem: RosterProblem) -> RosterProblem:
    """The problem with nothing required on deferred channels (their opening hours stay)."""
    required = dict(problem.requirement.required)
    for deferred in problem.deferred:
        required[deferred.channel] = (0.0,) * len(problem.grid)
    return replace(problem, requirement=Requirement(problem.grid, required))


def deferred_bound(problem: RosterProblem, seconds: float, stop: Callable[[], bool]) -> float | None:
    """A lower bound on the cost of any roster of a problem with deferred work; None where time did not suffice."""
    from planner.rostering.master import Programme, classes_of
    from planner.rostering.model import compile_model

    until = time.perf_counter() + seconds
    plain = live_only(problem)
    core = compile_model(plain).core
    if not len(core.group):
        return None
    able = core.nodes[core.graph_of] > 0
    classes = classes_of(core, frozenset(np.nonzero(~able)[0].tolist()))
    if not classes.members:
        return None
    programme = Programme(core, classes, queues_of(plain))
    try:
        programme.generate(until, 100000, stop)
        return programme.bound if programme.center is not None else None
    finally:
        programme.close()
