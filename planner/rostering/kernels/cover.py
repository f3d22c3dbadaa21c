# mypy: disable-error-code="no-any-return"
"""Compiled kernels of demand: what cells cost with the hands in them, and what one more hand would save."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.rostering.kernels.arrays import (
    GROUP,
    INF,
    MASK,
)
from planner.rostering.kernels.jit import compiled


@compiled
def cell_cost(const: Any, inc: Any, over: Any, block: Any, hands: Any, t: int) -> float:
    """Cost of one cell with the hands that are there (arrays by themselves: a whole Core is dear to pass)."""
    cost = 0.0
    for b in range(len(block) - 1):
        first, stop = block[b], block[b + 1]
        if const[0, first, t] == 0.0 and over[b] == 0.0:
            continue
        for level in range(inc.shape[0]):
            if inc[level, b] == 0.0 and (level > 0 or over[b] == 0.0):
                continue
            served = INF
            for r in range(first, stop):
                v = hands[r, t] + const[level, r, t]
                served = min(served, v)
            cost += inc[level, b] * (const[level, first, t] - served)
            if level == 0:
                cost += over[b] * (hands[stop - 1, t] - served)
    return cost


@compiled
def prices(core: Any, hands: Any, i: int, out: Any) -> None:
    """What one more hand of person i would save in every cell."""
    g = core.person[GROUP, i]
    hit = core.hit[g]
    const, incs, over, block = core.const, core.inc, core.over, core.block
    gain, now, then = np.empty(core.cells), np.empty(core.cells), np.empty(core.cells)
    for t in range(core.cells):
        out[t] = 0.0
    for b in range(len(block) - 1):
        first, stop = block[b], block[b + 1]
        if hit[stop - 1] == 0.0:
            continue
        idle = over[b]
        for t in range(core.cells):
            gain[t] = 0.0
        for level in range(incs.shape[0]):
            inc = incs[level, b]
            if inc == 0.0 and (level > 0 or idle == 0.0):
                continue
            for t in range(core.cells):
                now[t], then[t] = INF, INF
            for r in range(first, stop):  # rows outside, cells inside: the compiler takes several cells at once
                more = hit[r]
                for t in range(core.cells):
                    v = hands[r, t] + const[level, r, t]
                    now[t] = min(now[t], v)
                    then[t] = min(then[t], v + more)
            for t in range(core.cells):
                gain[t] += inc * (then[t] - now[t])
                if level == 0:
                    gain[t] -= idle * (1.0 - (then[t] - now[t]))
        for t in range(core.cells):
            out[t] += -idle if const[0, first, t] == 0.0 else gain[t]
    m = core.person[MASK, i]
    if m > 0:
        for t in range(core.cells):
            out[t] *= core.mask[m, t]


@compiled
def pair_prices(pairs: Any, pair_cost: Any, cover: Any, i: int, out: Any) -> None:
    """Add what being there with or without the other of a pair is worth."""
    for k in range(len(pair_cost)):
        a, b, c = pairs[0, k], pairs[1, k], pair_cost[k]
        if a == i:
            for t in range(cover.shape[1]):
                if c > 0 and cover[b, t] == 0.0:
                    out[t] -= c
                elif c < 0 and cover[b, t] > 0.0:
                    out[t] += c
        elif b == i:
            for t in range(cover.shape[1]):
                if cover[a, t] > 0.0:
                    out[t] += c


@compiled
def pair_total(pairs: Any, pair_cost: Any, cover: Any) -> float:
    """Cost of all pairs."""
    total = 0.0
    for k in range(len(pair_cost)):
        a, b, c = pairs[0, k], pairs[1, k], pair_cost[k]
        for t in range(cover.shape[1]):
            if cover[a, t] > 0.0:
                if c > 0 and cover[b, t] == 0.0:
                    total += c
                elif c < 0 and cover[b, t] > 0.0:
                    total -= c
    return total


@compiled
def cells_cost(
    const: Any, inc: Any, over: Any, block: Any, hands: Any, low: int, high: int, served: Any, out: Any
) -> None:  # fmt: skip
    """`cell_cost` of the cells [low, high) of Hall rows, into out[low:high]; `served` is scratch."""
    for t in range(low, high):
        out[t] = 0.0
    for b in range(len(block) - 1):
        first, stop = block[b], block[b + 1]
        for level in range(inc.shape[0]):
            each = inc[level, b]
            idle = over[b] if level == 0 else 0.0
            if each == 0.0 and idle == 0.0:
                continue
            for t in range(low, high):
                served[t] = INF
            for r in range(first, stop):
                for t in range(low, high):
                    served[t] = min(served[t], hands[r, t] + const[level, r, t])
            for t in range(low, high):
                out[t] += each * (const[level, first, t] - served[t])
            if idle != 0.0:
                for t in range(low, high):
                    out[t] += idle * (hands[stop - 1, t] - served[t])


@compiled
def add_hands(core: Any, lines: Any, i: int, cover: Any, sign: float) -> float:
    """Add or take away a person's cover in the sums; returns the change of the cells' cost."""
    change = 0.0
    hit = core.hit[core.person[GROUP, i]]
    served, cost = np.empty(core.cells), np.empty(core.cells)
    low = 0
    while low < core.cells:  # spans of cells with cover, breaks within them included
        if cover[low] == 0.0:
            low += 1
            continue
        high, until = low + 1, low + 1
        while until < core.cells and until < high + 3:
            if cover[until] != 0.0:
                high = until + 1
            until += 1
        for r in range(len(hit)):
            if hit[r] > 0.0:
                for t in range(low, high):
                    lines.hands[r, t] += sign * cover[t]
        cells_cost(core.const, core.inc, core.over, core.block, lines.hands, low, high, served, cost)
        for t in range(low, high):
            change += cost[t] - lines.cell[t]
            lines.cell[t] = cost[t]
        low = high
    return change


@compiled
def take_line(core: Any, w: Any, lines: Any, i: int) -> float:
    """Put the line in the scratch space into the roster for person i; returns the change of the cells' cost."""
    lines.own[i] = w.own[0]
    for d in range(core.days):
        lines.duty[i, d] = w.duty[d]
        for j in range(w.pause.shape[1]):
            lines.pause[i, d, j] = w.pause[d, j]
    for t in range(core.cells):
        lines.cover[i, t] = w.cover[t]
    return add_hands(core, lines, i, w.cover, 1.0)


@compiled
def remove(core: Any, lines: Any, i: int) -> float:
    """Take a person's line out of the sums (the arrays keep it); returns the change of cost."""
    change = add_hands(core, lines, i, lines.cover[i], -1.0) - lines.own[i]
    return change


@compiled
def rebuild(core: Any, lines: Any) -> float:
    """Recompute sums and cells from the lines; returns the total cost without pairs."""
    lines.hands.fill(0.0)
    rows = core.hit.shape[1]
    for i in range(core.off_cost.shape[0]):
        g = core.person[GROUP, i]
        for t in range(core.cells):
            c = lines.cover[i, t]
            if c != 0.0:
                for r in range(rows):
                    if core.hit[g, r] > 0.0:
                        lines.hands[r, t] += c
    total = 0.0
    for t in range(core.cells):
        lines.cell[t] = cell_cost(core.const, core.inc, core.over, core.block, lines.hands, t)
        total += lines.cell[t]
    return total + lines.own.sum()
