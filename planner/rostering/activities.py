# mypy: disable-error-code="no-any-return"
"""Compiled kernels of shifts cut into activities: the cheapest line, insertion, pricing, and annealing by days.

A module of its own, so that nobody who has no activities waits for its compilation. Signatures are the place of the
start among the day's starts times the number of lengths, plus the length over the shortest.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.rostering._jit import compiled
from planner.rostering.arrays import COSTS, DAY, FULL, GROUP, INF, LEAST, MASK, MOST, SET, SIGN, START, TEMPLATE
from planner.rostering.cover import prices, take_line
from planner.rostering.search import copy_line, uniform


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
    low, high = core.person[LEAST, i], core.person[MOST, i]
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
def expand_activities(core: Any, w: Any, d: int) -> None:
    """Cut w.duty[d] into activities against w.price and add its cover to w.cover."""
    q = w.duty[d]
    start, n = core.duties[START, q], core.duties[FULL, q]
    activity_fill(core.tasks, core.min_stretch, w.price, w.stretch, w.came, start, n)
    total = w.stretch.shape[0] - 1
    while n > 0:
        k = w.came[total, n]
        while w.came[k, n] == 0:
            n -= 1
            w.cover[(start + n) * core.tasks + k] = 1.0
        for _ in range(core.min_stretch):
            n -= 1
            w.cover[(start + n) * core.tasks + k] = 1.0


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
    """`search.insert_all` for activities (nothing is disturbed here)."""
    change = 0.0
    for i in order:
        prices(core, lines.hands, i, w.price)
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


# annealing by days ------------------------------------------------------------------------------------------------


@compiled
def set_cell(core: Any, lines: Any, t: int, more: float) -> float:
    """Put `more` hands into a cell; returns the change of its cost."""
    lines.hands[0, t] += more
    cost = core.table[t, min(int(lines.hands[0, t] + 0.5), core.table.shape[1] - 1)]
    change = cost - lines.cell[t]
    lines.cell[t] = cost
    return change


@compiled
def own_day(core: Any, i: int, d: int, q: int) -> float:
    """What duty q (-1: off) costs person i on day d by itself."""
    if q < 0:
        return core.off_cost[i, d]
    return core.duty_cost[q + core.person[COSTS, i] - core.duty_first[core.person[SET, i]]]


@compiled
def clear_day(core: Any, lines: Any, i: int, d: int, tasks: Any) -> float:
    """Take away a person's shift of a day, its activities kept in `tasks`; returns the change of all cost."""
    q = lines.duty[i, d]
    change = -own_day(core, i, d, q)
    if q >= 0:
        start = core.duties[START, q]
        for n in range(core.duties[FULL, q]):
            for k in range(core.tasks):
                t = (start + n) * core.tasks + k
                if lines.cover[i, t] > 0.0:
                    tasks[n] = k
                    lines.cover[i, t] = 0.0
                    change += set_cell(core, lines, t, -1.0)
        lines.duty[i, d] = -1
    return change


@compiled
def put_day(core: Any, lines: Any, i: int, d: int, q: int, tasks: Any) -> float:
    """Give a free person a shift with these activities on a day; returns the change of all cost."""
    change = own_day(core, i, d, q)
    lines.duty[i, d] = q
    if q >= 0:
        start = core.duties[START, q]
        for n in range(core.duties[FULL, q]):
            t = (start + n) * core.tasks + tasks[n]
            lines.cover[i, t] = 1.0
            change += set_cell(core, lines, t, 1.0)
    return change


@compiled
def day_values(
    core: Any, w: Any, lines: Any, i: int, d: int, places: Any, heat: float, rng: Any, ready: int, due: int, value: Any
) -> None:  # fmt: skip
    """Value of every shift of a day that begins after `ready` and ends by `due`: value[place, length]; INF otherwise.

    Values are disturbed by up to `heat` a start and a length, so that ties and near ties fall out differently.
    """
    lengths, tasks = value.shape[1], core.tasks
    value.fill(INF)
    first, last = -1, -1
    for j in range(value.shape[0]):
        if places[d, j, 1] > 0:
            start = core.duties[START, places[d, j, 0]]
            if start >= ready and start + core.frame[0] <= due:
                first = start if first < 0 else first
                last = start + core.frame[0] + places[d, j, 1] - 1
    if first < 0:
        return
    for t in range(first * tasks, min(last * tasks, core.cells)):
        n = int(lines.hands[0, t] + 0.5)
        top = core.table.shape[1] - 1
        w.price[t] = core.table[t, min(n, top)] - core.table[t, min(n + 1, top)]
    total = w.stretch.shape[0] - 1
    for n in range(lengths):
        w.prefix[n] = heat * uniform(rng)
    shift = core.person[COSTS, i] - core.duty_first[core.person[SET, i]]
    for j in range(value.shape[0]):
        if places[d, j, 1] == 0:
            continue
        start = core.duties[START, places[d, j, 0]]
        usable = min(places[d, j, 1], due - start - core.frame[0] + 1)
        if start < ready or usable <= 0:
            continue
        activity_fill(tasks, core.min_stretch, w.price, w.stretch, w.came, start, core.frame[0] + usable - 1)
        shake = heat * uniform(rng)
        for n in range(usable):
            c = core.duty_cost[places[d, j, 0] + n + shift]
            if c < INF:
                value[j, n] = c - w.stretch[total, core.frame[0] + n] + shake + w.prefix[n]


@compiled
def may_work(core: Any, duty: Any, a: int, b: int, on_a: bool, on_b: bool) -> bool:
    """Whether no run of working days is too long with days a and b worked or not."""
    run = 0
    for d in range(core.days):
        on = on_a if d == a else (on_b if d == b else duty[d] >= 0)
        run = run + 1 if on else 0
        if run > core.frame[3]:
            return False
    return True


@compiled
def place_days(
    core: Any, w: Any, lines: Any, i: int, a: int, b: int, places: Any, value: Any, least: Any, came: Any,
    heat: float, rng: Any, tasks: Any,
) -> float:  # fmt: skip
    """Give person i, free on days a < b (b = -1: a alone), the best shifts of those days; the change of all cost.

    INF (and nothing done) where the week's units cannot be reached.
    """
    short, rest = core.frame[0], core.frame[2]
    n_places, lengths = value.shape[1], value.shape[2]
    duty = lines.duty[i]
    units = 0
    for d in range(core.days):
        if duty[d] >= 0:
            units += core.duties[FULL, duty[d]]
    low, high = core.person[LEAST, i] - units, core.person[MOST, i] - units
    for side in range(2):
        d = a if side == 0 else b
        if d < 0:
            continue
        ready, due = 0, core.cells // core.tasks
        if d > 0 and duty[d - 1] >= 0:
            ready = core.duties[START, duty[d - 1]] + core.duties[FULL, duty[d - 1]] + rest
        if d + 1 < core.days and duty[d + 1] >= 0:
            due = min(due, core.duties[START, duty[d + 1]] - rest)
        day_values(core, w, lines, i, d, places, heat, rng, ready, due, value[side])
    best, pa, na, pb, nb = INF / 2, -1, -1, -1, -1
    off_a, off_b = core.off_cost[i, a], core.off_cost[i, b] if b >= 0 else 0.0
    if low <= 0 <= high and may_work(core, duty, a, b, False, False):
        best = off_a + off_b
    elif high < 0:
        return INF
    for side in range(2):
        if (side == 1 and b < 0) or not may_work(core, duty, a, b, side == 0, side == 1):
            continue
        for j in range(n_places):
            for n in range(max(0, low - short), min(lengths, high - short + 1)):
                v = value[side, j, n] + (off_b if side == 0 else off_a)
                if v < best:
                    best, pa, na, pb, nb = v, -1, -1, -1, -1
                    if side == 0:
                        pa, na = j, n
                    else:
                        pb, nb = j, n
    if b >= 0 and may_work(core, duty, a, b, True, True):
        for n in range(lengths):  # the best start of day b at or after each place, by length
            least[n_places, n] = INF
            for j in range(n_places - 1, -1, -1):
                least[j, n], came[j, n] = least[j + 1, n], came[j + 1, n]
                if value[1, j, n] < least[j, n]:
                    least[j, n], came[j, n] = value[1, j, n], j
        for j in range(n_places):
            after = 0
            for n in range(lengths):
                v = value[0, j, n]
                if v >= INF / 2:
                    continue
                if b == a + 1:
                    ready = core.duties[START, places[a, j, 0]] + short + n + rest
                    while after < n_places and (
                        places[b, after, 1] == 0 or core.duties[START, places[b, after, 0]] < ready
                    ):
                        after += 1
                for m in range(max(0, low - 2 * short - n), min(lengths, high - 2 * short - n + 1)):
                    if v + least[after, m] < best:
                        best, pa, na, pb, nb = v + least[after, m], j, n, came[after, m], m
    if best >= INF / 2:
        return INF
    change = 0.0
    for side in range(2):
        d, place, n = (a, pa, na) if side == 0 else (b, pb, nb)
        if d < 0:
            continue
        q = -1
        if place >= 0:
            q = places[d, place, 0] + n
            start, length = core.duties[START, q], core.duties[FULL, q]
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
        change += put_day(core, lines, i, d, q, tasks)
    return change


@compiled
def anneal_days(
    core: Any, w: Any, lines: Any, best: Any, cost: float, best_cost: float, free: Any, rng: Any,
    iterations: int, hot: float, cold: float, most: int, shake: float, guide: Any, lean: float, stop: Any,
) -> tuple[float, float, int]:  # fmt: skip
    """Destroy and repair of one or two days of 1 to `most` people, accepted by annealing from `hot` to `cold`.

    The whole week of one person costs a hundred times more to price than two days of it. Arguments and result are those
    of `search.anneal`.
    """
    n, days = len(free), core.days
    lengths = core.frame[1] - core.frame[0] + 1
    n_places = core.n_sigs // lengths
    places = np.zeros((days, n_places, 2), np.int64)  # first duty of each start, and how many lengths it has
    for q in range(core.duties.shape[1] - 1, -1, -1):
        d, j = core.duties[DAY, q], core.duties[SIGN, q] // lengths
        places[d, j, 0] = q
        places[d, j, 1] += 1
    value = np.zeros((2, n_places, lengths))
    least = np.zeros((n_places + 1, lengths))
    came = np.zeros((n_places + 1, lengths), np.int64)
    tasks = np.zeros(core.frame[1] + 1, np.int64)
    old_tasks = np.zeros((most, 2, core.frame[1] + 1), np.int64)
    old_duty = np.zeros((most, 2), np.int64)
    chosen = np.zeros((most, 3), np.int64)
    stale = np.ones(len(lines.own), np.bool_)  # whose line differs from the one kept in `best`
    done = 0
    for step in range(iterations):
        if stop[0] != 0 or n == 0:
            break
        done += 1
        heat = hot * (cold / hot) ** (step / iterations)
        k = min(n, 1 + int(uniform(rng) * uniform(rng) * most))
        first_day = int(uniform(rng) * days)
        change = 0.0
        for m in range(k):
            again = True
            while again:
                chosen[m, 0] = free[int(uniform(rng) * n)]
                again = False
                for before in range(m):
                    again = again or chosen[before, 0] == chosen[m, 0]
            a, b = first_day, -1
            if days > 1 and uniform(rng) < 0.7:
                b = (a + 1 + int(uniform(rng) * (days - 1))) % days
                a, b = min(a, b), max(a, b)
            chosen[m, 1], chosen[m, 2] = a, b
            i = chosen[m, 0]
            for side in range(2):
                d = chosen[m, 1 + side]
                if d >= 0:
                    old_duty[m, side] = lines.duty[i, d]
                    change += clear_day(core, lines, i, d, old_tasks[m, side])
        whole = k
        for m in range(k):
            moved = place_days(
                core, w, lines, chosen[m, 0], chosen[m, 1], chosen[m, 2], places, value, least, came,
                shake * heat, rng, tasks,
            )  # fmt: skip
            if moved >= INF / 2:
                whole = m
                break
            change += moved
        if whole == k and (change <= 1e-9 or uniform(rng) < np.exp(-change / heat)):
            cost += change
            for m in range(k):
                stale[chosen[m, 0]] = True
            if cost < best_cost - 1e-7:
                best_cost = cost
                for i in range(len(stale)):
                    if stale[i]:
                        copy_line(lines.duty, lines.pause, lines.cover, i, best.duty, best.pause, best.cover, i)
                        stale[i] = False
            continue
        for m in range(whole):
            for side in range(2):
                if chosen[m, 1 + side] >= 0:
                    clear_day(core, lines, chosen[m, 0], chosen[m, 1 + side], tasks)
        for m in range(k):
            for side in range(2):
                if chosen[m, 1 + side] >= 0:
                    put_day(core, lines, chosen[m, 0], chosen[m, 1 + side], old_duty[m, side], old_tasks[m, side])
    for i in range(len(stale)):  # own costs: kept as sums of days
        lines.own[i], best.own[i] = 0.0, 0.0
        for d in range(days):
            lines.own[i] += own_day(core, i, d, lines.duty[i, d])
            best.own[i] += own_day(core, i, d, best.duty[i, d])
    return cost, best_cost, done
