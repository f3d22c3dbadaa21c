# mypy: disable-error-code="no-any-return"
"""Compiled kernels of work that may wait: what of it the hands of a roster get done, what is late, and its prices.

As the auditor has it: live work comes first, and what it leaves free takes up waiting work as early as it is there,
which meets every deadline that any order could meet. Several queues take turns in their order.

`Core.queue` is [Q, 3, T + 2]: agent-intervals released and due by the end of each cell, and hands of last week's shifts
that are free for it. Behind the cells the block of Hall rows, the channel's place there and the first share; last, the
cells of a usual shift.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.rostering.kernels.arrays import GROUP, INF, MASK
from planner.rostering.kernels.jit import compiled

RELEASED, DUE, THERE = 0, 1, 2


@compiled
def outside(queue: Any, q: int, size: int, block: int, chosen: int) -> bool:
    """Whether a queue belongs to a block and is not one of the channels `chosen` there (a row: a bit a channel)."""
    return int(queue[q, 0, size]) == block and (chosen >> int(queue[q, 1, size])) & 1 == 0


@compiled
def free_hands(core: Any, hands: Any, q: int, done: Any, more: Any, out: Any, out_more: Any, short: Any) -> None:
    """Hands that live work and the queues before `q` leave free for it, and those with more[r] more in every row.

    `short` tells what these lack themselves.
    """
    size = core.cells
    block, place = int(core.queue[q, 0, size]), int(core.queue[q, 1, size])
    first, stop = core.block[block], core.block[block + 1]
    served, then, asked = np.empty(size), np.empty(size), np.empty(size)
    for t in range(size):
        served[t], then[t], out[t], out_more[t] = INF, INF, INF, INF
    for r in range(first, stop):
        one, mine = more[r], ((r - first) >> place) & 1 == 1
        for t in range(size):
            asked[t] = hands[r, t] + core.const[0, r, t]
        for j in range(q):
            if outside(core.queue, j, size, block, r - first):
                for t in range(size):
                    asked[t] += done[j, t]
        if r == first:  # nobody's skills: all that is asked for
            for t in range(size):
                short[t] = asked[t]
        for t in range(size):
            served[t] = min(served[t], asked[t])
            then[t] = min(then[t], asked[t] + one)
        if mine:
            for t in range(size):
                out[t] = min(out[t], asked[t])
                out_more[t] = min(out_more[t], asked[t] + one)
    for t in range(size):
        short[t] -= served[t]
        there = core.queue[q, THERE, t]
        out[t] = max(0.0, out[t] - served[t]) + there
        out_more[t] = max(0.0, out_more[t] - then[t]) + there


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
def added_costs(core: Any, hands: Any, done: Any, late: Any, cost: Any) -> None:
    """What queues add to the cost of every cell when what is done and late there is required beside the live work.

    Work of last week's people asks for nobody.
    """
    n, size = core.queue.shape[0], core.cells
    live, both, total = np.empty(size), np.empty(size), np.empty(size)
    asked, pressing = np.empty((n, size)), np.empty((n, size))
    for q in range(n):
        for t in range(size):
            need = done[q, t] + late[q, t]
            first = min(need, np.ceil(core.queue[q, 2, size] * need - 1e-9))
            own = max(0.0, done[q, t] - core.queue[q, THERE, t]) + late[q, t]
            asked[q, t], pressing[q, t] = own, max(0.0, need - first - (need - own))
    for t in range(size):
        cost[t] = 0.0
    for b in range(len(core.block) - 1):
        waits = False
        for q in range(n):
            waits = waits or int(core.queue[q, 0, size]) == b
        if not waits:
            continue
        first_row, stop = core.block[b], core.block[b + 1]
        for level in range(2):
            need = asked if level == 0 else pressing
            for t in range(size):
                live[t], both[t] = INF, INF
            for r in range(first_row, stop):
                for t in range(size):
                    total[t] = hands[r, t] + core.const[level, r, t]
                    live[t] = min(live[t], total[t])
                for q in range(n):
                    if outside(core.queue, q, size, b, r - first_row):
                        for t in range(size):
                            total[t] += need[q, t]
                for t in range(size):
                    both[t] = min(both[t], total[t])
            each, idle = core.inc[level, b], core.over[b] if level == 0 else 0.0
            for t in range(size):
                cost[t] -= (each + idle) * (both[t] - live[t])
            for q in range(n):
                if int(core.queue[q, 0, size]) == b:
                    for t in range(size):
                        cost[t] += each * need[q, t]


@compiled
def queue_total(core: Any, hands: Any) -> float:
    """What work that waits adds to the cost of the cells."""
    n, size = core.queue.shape[0], core.cells
    if n == 0:
        return 0.0
    done, late, cost = np.empty((n, size)), np.empty((n, size)), np.empty(size)
    none, free, then, short = np.zeros(core.hit.shape[1]), np.empty(size), np.empty(size), np.empty(size)
    for q in range(n):
        free_hands(core, hands, q, done, none, free, then, short)
        work_off(core.queue[q], free, done[q], late[q])
    added_costs(core, hands, done, late, cost)
    return cost.sum()


@compiled
def queue_prices(core: Any, hands: Any, i: int, stretch: float, out: Any) -> None:
    """Add what one more hand of person i would save in every cell by the waiting work it does.

    A hand helps where work waits that is late before the queue is next empty. A shift has many hands' worth of cells,
    all of them priced for the same late work: where that is less than `stretch` usual shifts, prices are lower.
    """
    n, size = core.queue.shape[0], core.cells
    one, mask = core.hit[core.person[GROUP, i]], core.mask[core.person[MASK, i]]
    done, late, free, then = np.empty((n, size)), np.empty(size), np.empty(size), np.empty(size)
    short = np.empty(size)
    for q in range(n):
        block, share, shift = int(core.queue[q, 0, size]), core.queue[q, 2, size], core.queue[q, 0, size + 1]
        if one[core.block[block + 1] - 1] == 0.0:
            continue
        first = core.block[block]
        free_hands(core, hands, q, done, one, free, then, short)
        work_off(core.queue[q], free, done[q], late)
        total, worth, left = 0.0, 0.0, 0.0
        for t in range(size):
            total += done[q, t] + late[t]
        for t in range(size - 1, -1, -1):
            left += late[t]
            if late[t] > 1e-9:
                cheap = (
                    np.ceil(share * (done[q, t] + late[t]) - 1e-9) + core.const[0, first, t] - core.const[1, first, t]
                )
                beyond = late[t] + short[t] > cheap + 1e-9
                worth = core.inc[0, block] + (core.inc[1, block] if beyond else 0.0)
            elif total >= core.queue[q, RELEASED, t] - 1e-9:
                worth, left = 0.0, 0.0  # nothing waits any more
            total -= done[q, t] + late[t]
            if worth > 0.0:
                part = min(1.0, left / (stretch * shift))
                out[t] += (then[t] - free[t]) * part * (worth + core.over[block]) * mask[t]
