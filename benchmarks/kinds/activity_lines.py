# mypy: disable-error-code="no-any-return"
"""Compiled kernels of shifts cut into activities: the cheapest line, insertion, pricing, and annealing by days.

A module of its own, so that nobody who has no activities waits for its compilation. Signatures are the place of the
start among the day's starts times the number of lengths, plus the length over the shortest.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kinds.jit import compiled
from benchmarks.kinds.table import prices, take_line
from planner.rostering.kernels.arrays import COSTS, DAY, FULL, GROUP, INF, MASK, SET, SIGN, START, TEMPLATE
from planner.rostering.kernels.crowd import copy_line


@compiled
def activity_fill(k_all: int, least: int, price: Any, stretch: Any, marks: Any, start: int, length: int) -> None:
    """Best values of cutting [start, start + n) into activities for all n to `length`, in the last row of `stretch`."""
    total = stretch.shape[0] - 1
    stretch[total, 0] = 0.0
    if k_all == 1 and length >= least:  # nothing to cut
        for n in range(1, length + 1):
            stretch[total, n] = stretch[total, n - 1] + price[start + n - 1]
            marks[total, n], marks[0, n] = 0, 1 if n == least else 0
        for n in range(1, least):
            stretch[total, n] = -INF
        return
    for n in range(1, length + 1):
        best, arg = -INF, 0
        for k in range(k_all):
            v, came = -INF, 0
            if n > least and stretch[k, n - 1] > -INF / 2:
                v = stretch[k, n - 1] + price[(start + n - 1) * k_all + k]
            if n >= least and stretch[total, n - least] > -INF / 2:
                u = stretch[total, n - least]
                for s in range(n - least, n):
                    u += price[(start + s) * k_all + k]
                if u > v:
                    v, came = u, 1
            stretch[k, n] = v
            marks[k, n] = came
            if v > best:
                best, arg = v, k
        stretch[total, n] = best
        marks[total, n] = arg


@compiled
def best_week(core: Any, w: Any, i: int) -> float:
    """The cheapest line of person i against w.price; fills w.duty and w.cover. INF when there is none.

    States after each day are the run of working days, the earliest next start, and the units worked.
    """
    w.value.fill(INF)
    ds = core.person[SET, i]
    filled = -1
    shift = core.person[COSTS, i] - core.duty_first[ds]
    for q in range(core.duty_first[ds], core.duty_first[ds + 1]):
        c = core.duty_cost[q + shift]
        if c >= INF:
            continue
        start, d, s = core.duties[START, q], core.duties[DAY, q], core.duties[SIGN, q]
        if start != filled:
            activity_fill(core.tasks, core.min_stretch, w.price, w.stretch, w.came, start, core.duties[TEMPLATE, q])
            filled = start
        w.value[d, s] = c - w.stretch[w.stretch.shape[0] - 1, core.duties[FULL, q]]
        w.best[d, s] = q
    frame = core.frame
    short, longest, rest, most = frame[0], frame[1], frame[2], frame[3]
    lengths = longest - short + 1
    low, high = core.least[i], core.most[i]
    week, value, best = w.week, w.value, w.best
    runs, places = week.shape[1], week.shape[2]
    week.fill(INF)
    week[0, 0, 0, 0] = 0.0
    starts = core.n_sigs // lengths
    for d in range(core.days):
        off = core.off_cost[i, d]
        now, nxt = week[d], week[d + 1]
        for r in range(runs):
            for j in range(1, places):
                for u in range(high + 1):
                    now[r, j, u] = min(now[r, j, u], now[r, j - 1, u])
        for r in range(runs):
            for u in range(high + 1):
                v = now[r, places - 1, u] + off
                nxt[0, 0, u] = min(nxt[0, 0, u], v)
        for j in range(starts):
            for n in range(lengths):
                v = value[d, j * lengths + n]
                if v >= INF / 2:
                    continue
                length = short + n
                to = next_place(frame, core.days, d, core.duties[START, best[d, j * lengths + n]] + length + rest)
                for r in range(min(runs - 1, most)):
                    for u in range(high - length + 1):
                        c = now[r, j, u] + v
                        nxt[r + 1, to, u + length] = min(nxt[r + 1, to, u + length], c)
    top, state_r, state_j, state_u = INF / 2, -1, -1, -1
    for r in range(runs):
        for j in range(places):
            for u in range(low, high + 1):
                if week[core.days, r, j, u] < top:
                    top, state_r, state_j, state_u = week[core.days, r, j, u], r, j, u
    if state_r < 0:
        w.own[0] = INF
        return INF
    w.cover.fill(0.0)
    own = 0.0
    for d in range(core.days - 1, -1, -1):
        now = week[d]
        goal = week[d + 1, state_r, state_j, state_u]
        # states after day d hold sums already lowered along waiting: go back to where the value came from
        while d + 1 < core.days and state_j > 0 and week[d + 1, state_r, state_j - 1, state_u] == goal:
            state_j -= 1
        found = False
        if state_r == 0 and state_j == 0:
            for r in range(runs):
                if not found and now[r, places - 1, state_u] + core.off_cost[i, d] == goal:
                    found, state_r, state_j = True, r, places - 1
            if found:
                w.duty[d] = -1
                own += core.off_cost[i, d]
                continue
        for j in range(starts):
            for n in range(lengths):
                v = value[d, j * lengths + n]
                length = short + n
                if found or v >= INF / 2 or length > state_u or state_r == 0:
                    continue
                if (
                    next_place(frame, core.days, d, core.duties[START, best[d, j * lengths + n]] + length + rest)
                    != state_j
                ):
                    continue
                if now[state_r - 1, j, state_u - length] + v == goal:
                    found = True
                    w.duty[d] = best[d, j * lengths + n]
                    state_r, state_j, state_u = state_r - 1, j, state_u - length
                    own += core.duty_cost[w.duty[d] + shift]
                    expand_activities(core, w, d)
        if not found:
            w.own[0] = INF
            return INF
    w.own[0] = own
    return float(top)


@compiled
def activity_cut(core: Any, w: Any, start: int, length: int, tasks: Any) -> None:
    """The best activities of [start, start + length) against w.price, one a cell, into `tasks`."""
    activity_fill(core.tasks, core.min_stretch, w.price, w.stretch, w.came, start, length)
    total = w.stretch.shape[0] - 1
    while length > 0:
        k = w.came[total, length]
        while w.came[k, length] == 0:
            length -= 1
            tasks[length] = k
        for _ in range(core.min_stretch):
            length -= 1
            tasks[length] = k


@compiled
def expand_activities(core: Any, w: Any, d: int) -> None:
    """Cut w.duty[d] into activities against w.price and add its cover to w.cover."""
    q = w.duty[d]
    start, length = core.duties[START, q], core.duties[FULL, q]
    tasks = np.zeros(length, np.int64)
    activity_cut(core, w, start, length, tasks)
    for n in range(length):
        w.cover[(start + n) * core.tasks + tasks[n]] = 1.0


@compiled
def next_place(frame: Any, days: int, d: int, ready: int) -> int:
    """Place of the first start of day d + 1 at or after cell `ready` (frame holds the starts by day from 6 on)."""
    starts = (len(frame) - 6) // days
    if d + 1 >= days:
        return 0
    first = 6 + (d + 1) * starts
    for k in range(starts):
        if frame[first + k] >= ready:
            return k
    return starts


@compiled
def insert_weeks(
    core: Any, w: Any, lines: Any, order: Any, shake: float, rng: Any, guide: Any, lean: float
) -> float:  # fmt: skip
    """`crowd.insert_all` for activities (nothing is disturbed here)."""
    change = 0.0
    for i in order:
        prices(core, lines.hands, w.price)
        if best_week(core, w, i) >= INF / 2:
            return INF
        change += take_line(core, w, lines, i) + lines.own[i]
    return change


@compiled
def price_weeks(
    core: Any, w: Any, people: Any, group_price: Any, value: Any, own: Any, duty: Any, pause: Any, cover: Any
) -> None:
    """The best line of each of `people` against prices by group: its reduced value, own cost, days and cover."""
    for c in range(len(people)):
        i = people[c]
        g, m = core.person[GROUP, i], core.person[MASK, i]
        for t in range(core.cells):
            w.price[t] = group_price[g, t] * core.mask[m, t]
        value[c] = best_week(core, w, i)
        own[c] = w.own[0]
        if own[c] >= INF / 2:
            continue
        copy_line(
            w.duty.reshape(1, -1), w.pause.reshape(1, core.days, -1), w.cover.reshape(1, -1), 0, duty, pause, cover, c
        )
