"""Work that may wait, in the programme over lines: what it may cost at given prices, and the bound it takes part in.

Work done by the end of interval t lies between what is due and what was released. Since only these sums bind, the x-th
agent-interval of a queue may be done in any interval from its release to its deadline (first come, first served loses
nothing); at prices of hands by interval it takes the cheapest of them, or misses its deadline. Late work is priced at
the cheaper rate of shortage as far as it may be, and hands are shared without loss: the bound holds for every roster.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.domain.demand import Requirement
from planner.rostering.coverage import duty_shares, left_for
from planner.rostering.model.compile import Model, compile_model
from planner.rostering.model.hall import blocks
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import hands_of, reaching_in

Floats = NDArray[np.float64]
USUAL_MIN = 600  # what late work is measured by when hands are priced for it


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


def queues_of(problem: RosterProblem) -> dict[str, Queue]:
    """The queues of a problem by channel, in order of block and place, their amounts in agent-intervals."""
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
            found[deferred.channel] = Queue(*places[deferred.channel], released, due, late, cheap, free)
    return {c: found[c] for c in sorted(found, key=lambda c: places[c])}


def queue_rows(problem: RosterProblem, queues: Mapping[str, Queue]) -> Floats:
    """The queues as `Core.queue`."""
    size = len(problem.grid)
    rows = np.zeros((len(queues), 3, size + 2))
    parts = Parts.empty(replace(problem, deferred=()))
    before = reaching_in(parts)
    hands = hands_of(parts, before)
    live = {c: np.asarray(v, float) for c, v in live_only(problem).requirement.required.items()}
    for row, (channel, queue) in zip(rows, queues.items(), strict=True):
        row[:2, :size] = queue.released, queue.due
        row[2, :size] = left_for(channel, hands, live) if before else 0.0
        row[:, size] = queue.block, queue.place, float(problem.rules["shortage"].params["first_share"])
        row[0, size + 1] = USUAL_MIN / problem.grid.minutes
    return rows


def model_of(problem: RosterProblem, arcs: float) -> tuple[Model, tuple[Queue, ...]]:
    """The problem in arrays with its queues in `Core.queue`, and the queues for the programme."""
    if not problem.deferred:
        return compile_model(problem, arcs), ()
    model, queues = compile_model(live_only(problem), arcs), queues_of(problem)
    model.core = model.core._replace(queue=queue_rows(problem, queues))
    return model, tuple(queues.values())


def live_only(problem: RosterProblem) -> RosterProblem:
    """The problem with nothing required on deferred channels (their opening hours stay)."""
    required = dict(problem.requirement.required)
    for deferred in problem.deferred:
        required[deferred.channel] = (0.0,) * len(problem.grid)
    return replace(problem, requirement=Requirement(problem.grid, required))
