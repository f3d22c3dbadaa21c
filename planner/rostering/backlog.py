# mypy: disable-error-code="no-any-return"
"""Compiled kernels of work that may wait: what of it the hands of a roster get done, what is late, and its prices.

As the auditor has it: live work comes first, and what it leaves free takes up waiting work as early as it is there,
which meets every deadline that any order could meet. Several queues take turns in their order.

`Core.queue` is [Q, 3, T + 1]: agent-intervals released and due by the end of each cell, and hands of last week's shifts
that are free for it; in the last column the block of Hall rows, the channel's place there, and the first share.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.rostering._jit import compiled
from planner.rostering.arrays import GROUP, INF, MASK

RELEASED, DUE, THERE = 0, 1, 2


@compiled
def free_hands(core: Any, hands: Any, q: int, done: Any, more: Any, out: Any) -> None:
    """Hands that live work and the queues before `q` leave free for it, with more[r] more hands in every row."""
    size = core.cells
    block, place = int(core.queue[q, 0, size]), int(core.queue[q, 1, size])
    first, stop = core.block[block], core.block[block + 1]
    served = np.empty(size)
    for t in range(size):
        served[t], out[t] = INF, INF
    for r in range(first, stop):
        mine = ((r - first) >> place) & 1
        for t in range(size):
            v = hands[r, t] + core.const[0, r, t] + more[r]
            for j in range(q):
                if int(core.queue[j, 0, size]) == block and ((r - first) >> int(core.queue[j, 1, size])) & 1 == 0:
                    v += done[j, t]
            served[t] = min(served[t], v)
            if mine == 1:
                out[t] = min(out[t], v)
    for t in range(size):
        out[t] = max(0.0, out[t] - served[t]) + core.queue[q, THERE, t]


@compiled
def work_off(queue: Any, free: Any, done: Any, late: Any) -> None:
    """What is done in each cell and what is late there, taken up as early as it is released."""
    total = 0.0
    for t in range(len(free)):
        work = min(free[t], max(0.0, queue[RELEASED, t] - total))
        total += work
        missed = max(0.0, queue[DUE, t] - total)
        total += missed
        done[t], late[t] = work, missed


@compiled
def all_worked_off(core: Any, hands: Any, done: Any, late: Any) -> None:
    """What is done and what is late of every queue, one after another."""
    none, free = np.zeros(core.hit.shape[1]), np.empty(core.cells)
    for q in range(core.queue.shape[0]):
        free_hands(core, hands, q, done, none, free)
        work_off(core.queue[q], free, done[q], late[q])


@compiled
def added_costs(core: Any, hands: Any, done: Any, late: Any, cost: Any, urgent: Any) -> None:
    """What queues add to the cost of every cell when what is done and late there is required beside the live work.

    `urgent` tells how much stays short beyond the first share. Work of last week's people asks for nobody.
    """
    n, size = core.queue.shape[0], core.cells
    live, core_live, both, core_both = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    asked, pressing = np.empty((n, size)), np.empty((n, size))
    for q in range(n):
        for t in range(size):
            need = done[q, t] + late[q, t]
            first = min(need, np.ceil(core.queue[q, 2, size] * need - 1e-9))
            own = max(0.0, done[q, t] - core.queue[q, THERE, t]) + late[q, t]
            asked[q, t], pressing[q, t] = own, max(0.0, need - first - (need - own))
    for t in range(size):
        cost[t], urgent[t] = 0.0, 0.0
    for b in range(len(core.block) - 1):
        waits = False
        for q in range(n):
            waits = waits or int(core.queue[q, 0, size]) == b
        if not waits:
            continue
        first_row, stop = core.block[b], core.block[b + 1]
        for t in range(size):
            live[t], core_live[t], both[t], core_both[t] = INF, INF, INF, INF
        for r in range(first_row, stop):
            for t in range(size):
                v, w = hands[r, t] + core.const[0, r, t], hands[r, t] + core.const[1, r, t]
                live[t], core_live[t] = min(live[t], v), min(core_live[t], w)
                for q in range(n):
                    if int(core.queue[q, 0, size]) == b and ((r - first_row) >> int(core.queue[q, 1, size])) & 1 == 0:
                        v += asked[q, t]
                        w += pressing[q, t]
                both[t], core_both[t] = min(both[t], v), min(core_both[t], w)
        for t in range(size):
            total, core_total = 0.0, 0.0
            for q in range(n):
                if int(core.queue[q, 0, size]) == b:
                    total += asked[q, t]
                    core_total += pressing[q, t]
            served, core_served = both[t] - live[t], core_both[t] - core_live[t]
            cost[t] += core.inc[0, b] * (total - served) + core.inc[1, b] * (core_total - core_served)
            cost[t] -= core.over[b] * served
            urgent[t] += core.const[1, first_row, t] + core_total - core_both[t]


@compiled
def queue_total(core: Any, hands: Any) -> float:
    """What work that waits adds to the cost of the cells."""
    n, size = core.queue.shape[0], core.cells
    if n == 0:
        return 0.0
    done, late, cost, urgent = np.empty((n, size)), np.empty((n, size)), np.empty(size), np.empty(size)
    all_worked_off(core, hands, done, late)
    added_costs(core, hands, done, late, cost, urgent)
    return cost.sum()


@compiled
def queue_prices(core: Any, hands: Any, i: int, out: Any) -> None:
    """Add what one more hand of person i would save in every cell by the waiting work it does.

    A hand helps where work waits that is late before the queue is next empty.
    """
    n = core.queue.shape[0]
    if n == 0:
        return
    size, none, one = core.cells, np.zeros(core.hit.shape[1]), core.hit[core.person[GROUP, i]]
    done, late, free, then = np.empty((n, size)), np.empty((n, size)), np.empty(size), np.empty(size)
    cost, urgent = np.empty(size), np.empty(size)
    mask = core.mask[core.person[MASK, i]]
    all_worked_off(core, hands, done, late)
    added_costs(core, hands, done, late, cost, urgent)
    for q in range(n):
        block = int(core.queue[q, 0, size])
        if one[core.block[block + 1] - 1] == 0.0:
            continue
        free_hands(core, hands, q, done, none, free)
        free_hands(core, hands, q, done, one, then)
        total, worth = 0.0, 0.0
        for t in range(size):
            total += done[q, t] + late[q, t]
        for t in range(size - 1, -1, -1):
            if late[q, t] > 1e-9:
                worth = core.inc[0, block] + (core.inc[1, block] if urgent[t] > 1e-9 else 0.0)
            elif total >= core.queue[q, RELEASED, t] - 1e-9:
                worth = 0.0  # nothing waits any more
            total -= done[q, t] + late[q, t]
            if worth > 0.0:
                out[t] += (then[t] - free[t]) * (worth + core.over[block]) * mask[t]
