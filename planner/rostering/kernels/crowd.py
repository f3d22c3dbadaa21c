# mypy: disable-error-code="no-any-return"
"""Compiled kernels over many people: the cheapest insertion, destroy and repair, and the pricing of classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.rostering.kernels.arrays import (
    GROUP,
    INF,
    MASK,
)
from planner.rostering.kernels.backlog import queue_prices, queue_total
from planner.rostering.kernels.cover import pair_prices, pair_total, prices, remove, take_line
from planner.rostering.kernels.jit import compiled
from planner.rostering.kernels.line import best_line


@compiled
def uniform(rng: Any) -> float:
    """A number in [0, 1) from the generator's state (xorshift64*), the same on every machine."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled
def insert_all(
    core: Any, w: Any, lines: Any, order: Any, shake: float, rng: Any, guide: Any, lean: float
) -> float:  # fmt: skip
    """Give everybody in `order` the best line against those who have one; returns the change of cost, INF if none.

    Prices are disturbed by up to `shake`, so that lines of one value are chosen by chance, and lean by up to the share
    `lean` towards those of `guide` (by group), the programme's: what hands are worth when everybody is placed well.
    """
    change = 0.0
    for i in order:
        prices(core, lines.hands, i, w.price)
        if len(core.queue) > 0:
            queue_prices(core, lines.hands, i, 0.25 * 16.0 ** uniform(rng), w.price)
        if lean > 0.0:
            share, g = lean * uniform(rng), core.person[GROUP, i]
            for t in range(core.cells):
                w.price[t] += share * (guide[g, t] - w.price[t])
        if shake > 0.0:
            for t in range(core.cells):
                w.price[t] += shake * uniform(rng)
        pair_prices(core.pairs, core.pair_cost, lines.cover, i, w.price)
        best_line(core, w, i)
        if w.own[0] >= INF / 2:
            return INF
        change += take_line(core, w, lines, i) + lines.own[i]
    return change


@compiled
def copy_line(
    duty: Any, pause: Any, cover: Any, i: int, to_duty: Any, to_pause: Any, to_cover: Any, j: int
) -> None:  # fmt: skip
    """Copy line i to place j of other arrays (by hand: assigning slices compiles numba's texts of errors, dearly)."""
    for d in range(duty.shape[1]):
        to_duty[j, d] = duty[i, d]
        for b in range(pause.shape[2]):
            to_pause[j, d, b] = pause[i, d, b]
    for t in range(cover.shape[1]):
        to_cover[j, t] = cover[i, t]


@compiled
def restore(hands: Any, cell: Any, to_hands: Any, to_cell: Any) -> None:
    """Copy the sums of a roster: cheaper than taking lines out and putting others back."""
    for r in range(hands.shape[0]):
        for t in range(hands.shape[1]):
            to_hands[r, t] = hands[r, t]
    for t in range(len(cell)):
        to_cell[t] = cell[t]


@compiled
def anneal(
    core: Any, w: Any, lines: Any, best: Any, cost: float, best_cost: float, free: Any, rng: Any,
    iterations: int, hot: float, cold: float, most: int, shake: float, guide: Any, lean: float, stop: Any,
) -> tuple[float, float, int]:  # fmt: skip
    """Destroy and repair of 1 to `most` people, accepted by annealing from `hot` to `cold`.

    Prices are disturbed by up to `shake` times the heat: where many lines are worth the same, always taking the first
    would keep the search in a corner; and they lean towards those of `guide` by up to `lean`, after which everybody
    taken out is placed a second time at the prices of the moment. `lines` is the present roster and `best` the best so
    far; both are changed in place, `best` being whole from the first improvement on. Returns the present cost, the
    best cost and the iterations done; a non-zero stop[0] ends it.
    """
    n = len(free)
    done = 0
    if n == 0:
        return cost, best_cost, 0
    chosen = np.zeros(most, np.int64)
    old_duty = np.zeros((most, core.days), np.int32)
    old_pause = np.zeros((most, core.days, w.pause.shape[1]), np.int32)
    old_cover = np.zeros((most, core.cells))
    old_own = np.zeros(most)
    old_hands, old_cell = np.zeros(lines.hands.shape), np.zeros(core.cells)
    paired, waiting = len(core.pair_cost) > 0, len(core.queue) > 0
    late = queue_total(core, lines.hands) if waiting else 0.0
    stale = np.ones(len(lines.own), np.bool_)  # whose line differs from the one kept in `best`
    for step in range(iterations):
        if stop[0] != 0:
            break
        done += 1
        heat = hot * (cold / hot) ** (step / iterations)
        k = 1 + int(uniform(rng) * uniform(rng) * most)
        k = min(k, n)
        for j in range(k):
            while True:
                i = free[int(uniform(rng) * n)]
                again = False
                for m in range(j):
                    if chosen[m] == i:
                        again = True
                if not again:
                    break
            chosen[j] = i
        before_pairs = pair_total(core.pairs, core.pair_cost, lines.cover) if paired else 0.0
        change = 0.0
        restore(lines.hands, lines.cell, old_hands, old_cell)
        for j in range(k):
            i = chosen[j]
            change += remove(core, lines, i)
            copy_line(lines.duty, lines.pause, lines.cover, i, old_duty, old_pause, old_cover, j)
            old_own[j] = lines.own[i]
            lines.cover[i].fill(0.0)
        for j in range(k):
            least = 0.3 if j == k - 1 else 1.0  # whoever comes last sees what is left
            change += insert_all(core, w, lines, chosen[j : j + 1], shake * heat, rng, guide, least * lean)
        if lean > 0.0:
            for j in range(k):
                change += remove(core, lines, chosen[j])
                lines.cover[chosen[j]].fill(0.0)
                change += insert_all(core, w, lines, chosen[j : j + 1], shake * heat, rng, guide, 0.0)
        if paired:
            change += pair_total(core.pairs, core.pair_cost, lines.cover) - before_pairs
        now_late = queue_total(core, lines.hands) if waiting else 0.0
        change += now_late - late
        if change <= 1e-9 or uniform(rng) < np.exp(-change / heat):
            cost += change
            late = now_late
            for j in range(k):
                stale[chosen[j]] = True
            if cost < best_cost - 1e-7:
                best_cost = cost
                for i in range(len(lines.own)):
                    if stale[i]:
                        copy_line(lines.duty, lines.pause, lines.cover, i, best.duty, best.pause, best.cover, i)
                        best.own[i] = lines.own[i]
                        stale[i] = False
        else:
            restore(old_hands, old_cell, lines.hands, lines.cell)
            for j in range(k):
                i = chosen[j]
                copy_line(old_duty, old_pause, old_cover, j, lines.duty, lines.pause, lines.cover, i)
                lines.own[i] = old_own[j]
    return cost, best_cost, done


@compiled
def price_classes(
    core: Any, w: Any, people: Any, group_price: Any, value: Any, own: Any, duty: Any, pause: Any, cover: Any
) -> None:
    """The best line of each of `people` against prices by group: its reduced value, own cost, days and cover."""
    for c in range(len(people)):
        i = people[c]
        g, m = core.person[GROUP, i], core.person[MASK, i]
        for t in range(core.cells):
            w.price[t] = group_price[g, t] * core.mask[m, t]
        value[c] = best_line(core, w, i)
        own[c] = w.own[0]
        if own[c] >= INF / 2:
            continue
        for t in range(core.cells):
            cover[c, t] = w.cover[t]
        for d in range(core.days):
            duty[c, d] = w.duty[d]
            for j in range(w.pause.shape[1]):
                pause[c, d, j] = w.pause[d, j]
