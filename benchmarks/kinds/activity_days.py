# mypy: disable-error-code="no-any-return"
"""Compiled kernels that anneal shifts cut into activities by one or two days of a few people at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kinds.activity_lines import activity_cut, activity_fill
from benchmarks.kinds.jit import compiled
from benchmarks.kinds.table import set_cell
from planner.rostering.kernels.arrays import COSTS, DAY, FULL, INF, SET, SIGN, START
from planner.rostering.kernels.crowd import copy_line, uniform


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
    core: Any, w: Any, lines: Any, i: int, d: int, places: Any, heat: float, rng: Any, ready: int, due: int, value: Any,
    exact: Any, sums: Any,
) -> None:  # fmt: skip
    """Value of every shift of a day that begins after `ready` and ends by `due`: value[place, length]; INF otherwise.

    A shift is valued as though its activities could change at any moment, which is never worse than what it comes to
    (`exact` tells where that is the same); `refine` says what it comes to. `sums` are those of the dearest prices.
    Values are disturbed by up to `heat` a start and a length, so that ties and near ties fall out differently.
    """
    lengths, tasks = value.shape[1], core.tasks
    value.fill(INF)
    first, last = -1, -1
    for j in range(value.shape[0]):
        exact[j] = tasks == 1 and core.frame[0] >= core.min_stretch
        if places[d, j, 1] > 0:
            start = core.duties[START, places[d, j, 0]]
            if start >= ready and start + core.frame[0] <= due:
                first = start if first < 0 else first
                last = start + core.frame[0] + places[d, j, 1] - 1
    if first < 0:
        return
    top = core.table.shape[1] - 1
    last = min(last, core.cells // tasks)
    for t in range(first, last):
        most = -INF
        for c in range(t * tasks, (t + 1) * tasks):
            n = int(lines.hands[0, c] + 0.5)
            w.price[c] = core.table[c, min(n, top)] - core.table[c, min(n + 1, top)]
            most = max(most, w.price[c])
        sums[t + 1 - first] = sums[t - first] + most if t > first else most
    sums[0] = 0.0
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
        shake = heat * uniform(rng)
        for n in range(usable):
            c = core.duty_cost[places[d, j, 0] + n + shift]
            if c < INF:
                gain = sums[start + core.frame[0] + n - first] - sums[start - first]
                value[j, n] = c - gain + shake + w.prefix[n]


@compiled
def refine(core: Any, w: Any, start: int, value: Any) -> None:
    """What the shifts from a start come to, in the place of what they would be worth at best: value[length]."""
    lengths = len(value)
    total, tasks = w.stretch.shape[0] - 1, core.tasks
    usable = 0
    for n in range(lengths):
        if value[n] < INF / 2:
            usable = n + 1
    activity_fill(tasks, core.min_stretch, w.price, w.stretch, w.came, start, core.frame[0] + usable - 1)
    gain = 0.0
    for n in range(core.frame[0] + usable - 1):
        most = -INF
        for c in range((start + n) * tasks, (start + n + 1) * tasks):
            most = max(most, w.price[c])
        gain += most
        m = n + 1 - core.frame[0]
        if m >= 0 and value[m] < INF / 2:
            value[m] += gain - w.stretch[total, n + 1]


@compiled
def units_astray(core: Any, lines: Any, i: int) -> int:
    """How many units person i works below the least or above the most."""
    units = 0
    for d in range(core.days):
        if lines.duty[i, d] >= 0:
            units += core.duties[FULL, lines.duty[i, d]]
    return int(max(0, core.least[i] - units, units - core.most[i]))


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
def best_days(
    core: Any, duty: Any, i: int, a: int, b: int, low: int, high: int, places: Any, value: Any, least: Any, came: Any,
    floor: Any, slack: int, strain: float, found: Any,
) -> float:  # fmt: skip
    """The best of off, one shift or two on days a < b against `value`: places and lengths in `found`, its worth."""
    short, rest = core.frame[0], core.frame[2]
    n_places, lengths = value.shape[1], value.shape[2]
    off_a, off_b = core.off_cost[i, a], core.off_cost[i, b] if b >= 0 else 0.0
    best, pa, na, pb, nb = INF / 2, -1, -1, -1, -1
    if low - slack <= 0 <= high + slack and may_work(core, duty, a, b, False, False):
        best = off_a + off_b + strain * max(0, low, -high)
    for side in range(2):
        if (side == 1 and b < 0) or not may_work(core, duty, a, b, side == 0, side == 1):
            continue
        for n in range(max(0, low - slack - short), min(lengths, high + slack - short + 1)):
            more = (off_b if side == 0 else off_a) + strain * max(0, low - short - n, short + n - high)
            for j in range(n_places):
                v = value[side, j, n] + more
                if v < best:
                    best, pa, na, pb, nb = v, -1, -1, -1, -1
                    if side == 0:
                        pa, na = j, n
                    else:
                        pb, nb = j, n
    if b >= 0 and may_work(core, duty, a, b, True, True):
        for n in range(lengths):  # the best start of day b at or after each place, by length
            least[n_places, n] = INF
        floor[n_places] = INF
        for j in range(n_places - 1, -1, -1):
            floor[j] = INF
            for n in range(lengths):
                least[j, n], came[j, n] = least[j + 1, n], came[j + 1, n]
                if value[1, j, n] < least[j, n]:
                    least[j, n], came[j, n] = value[1, j, n], j
                floor[j] = min(floor[j], least[j, n])
        for j in range(n_places):
            after = 0
            for n in range(lengths):
                v = value[0, j, n]
                if v + floor[0] >= best:
                    continue
                if b == a + 1:
                    ready = core.duties[START, places[a, j, 0]] + short + n + rest
                    while after < n_places and (
                        places[b, after, 1] == 0 or core.duties[START, places[b, after, 0]] < ready
                    ):
                        after += 1
                if v + floor[after] >= best:
                    continue
                both = 2 * short + n
                for m in range(max(0, low - slack - both), min(lengths, high + slack - both + 1)):
                    worth = v + least[after, m] + strain * max(0, low - both - m, both + m - high)
                    if worth < best:
                        best, pa, na, pb, nb = worth, j, n, came[after, m], m
    found[0], found[1], found[2], found[3] = pa, na, pb, nb
    return float(best)


@compiled
def place_days(
    core: Any, w: Any, lines: Any, i: int, a: int, b: int, places: Any, value: Any, exact: Any, sums: Any, least: Any,
    came: Any, floor: Any, heat: float, rng: Any, tasks: Any, slack: int, strain: float, found: Any,
) -> float:  # fmt: skip
    """Give person i, free on days a < b (b = -1: a alone), the best shifts of those days; the change of all cost.

    The week's units may be missed by up to `slack` at `strain` points a unit. INF (and nothing done) where they cannot
    be reached even so.
    """
    rest, duty = core.frame[2], lines.duty[i]
    units = 0
    for d in range(core.days):
        if duty[d] >= 0:
            units += core.duties[FULL, duty[d]]
    low, high = core.least[i] - units, core.most[i] - units
    for side in range(2):
        d = a if side == 0 else b
        if d < 0:
            continue
        ready, due = 0, core.cells // core.tasks
        if d > 0 and duty[d - 1] >= 0:
            ready = core.duties[START, duty[d - 1]] + core.duties[FULL, duty[d - 1]] + rest
        if d + 1 < core.days and duty[d + 1] >= 0:
            due = min(due, core.duties[START, duty[d + 1]] - rest)
        day_values(core, w, lines, i, d, places, heat, rng, ready, due, value[side], exact[side], sums)
    while True:
        best = best_days(
            core, duty, i, a, b, low, high, places, value, least, came, floor, slack, strain, found
        )  # fmt: skip
        if best >= INF / 2:
            return INF
        whole = True
        for side in range(2):
            j = found[2 * side]
            if j >= 0 and not exact[side, j]:
                refine(core, w, core.duties[START, places[a if side == 0 else b, j, 0]], value[side, j])
                exact[side, j], whole = True, False
        if whole:
            break
    change = 0.0
    for side in range(2):
        d, place, n = a if side == 0 else b, found[2 * side], found[2 * side + 1]
        if d < 0:
            continue
        q = -1
        if place >= 0:
            q = places[d, place, 0] + n
            activity_cut(core, w, core.duties[START, q], core.duties[FULL, q], tasks)
        change += put_day(core, lines, i, d, q, tasks)
    return change


@compiled
def anneal_days(
    core: Any, w: Any, lines: Any, best: Any, cost: float, best_cost: float, free: Any, rng: Any,
    iterations: int, hot: float, cold: float, most: int, shake: float, guide: Any, lean: float, stop: Any,
    soft: float, firm: float,
) -> tuple[float, float, int]:  # fmt: skip
    """Destroy and repair of one or two days of 1 to `most` people, accepted by annealing from `hot` to `cold`.

    The whole week of one person costs a hundred times more to price than two days of it. Units of work may be missed
    by up to a shift at a price that grows from `soft` to `firm` points a unit: where everybody's hours are exact, hours
    could not otherwise move from one to another. Only rosters that miss none are kept. Other arguments (but `guide` and
    `lean`) and the result are those of `crowd.anneal`.
    """
    n, days, slack = len(free), core.days, core.frame[1]
    lengths = core.frame[1] - core.frame[0] + 1
    n_places = core.n_sigs // lengths
    places = np.zeros((days, n_places, 2), np.int64)  # first duty of each start, and how many lengths it has
    for q in range(core.duties.shape[1] - 1, -1, -1):
        d, j = core.duties[DAY, q], core.duties[SIGN, q] // lengths
        places[d, j, 0] = q
        places[d, j, 1] += 1
    value, exact = np.zeros((2, n_places, lengths)), np.zeros((2, n_places), np.bool_)
    floor, found, sums = np.zeros(n_places + 1), np.zeros(4, np.int64), np.zeros(core.cells // core.tasks + 1)
    least = np.zeros((n_places + 1, lengths))
    came = np.zeros((n_places + 1, lengths), np.int64)
    tasks = np.zeros(core.frame[1] + 1, np.int64)
    old_tasks = np.zeros((most, 2, core.frame[1] + 1), np.int64)
    old_duty = np.zeros((most, 2), np.int64)
    chosen = np.zeros((most, 3), np.int64)
    stale = np.ones(len(lines.own), np.bool_)  # whose line differs from the one kept in `best`
    done = 0
    astray = 0
    for i in free:
        astray += units_astray(core, lines, i)
    for step in range(iterations):
        if stop[0] != 0 or n == 0:
            break
        done += 1
        heat = hot * (cold / hot) ** (step / iterations)
        strain = soft * (firm / soft) ** (step / iterations)
        k = min(n, 1 + int(uniform(rng) * uniform(rng) * most))
        first_day = int(uniform(rng) * days)
        change, was, now = 0.0, 0, 0
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
            was += units_astray(core, lines, i)
            for side in range(2):
                d = chosen[m, 1 + side]
                if d >= 0:
                    old_duty[m, side] = lines.duty[i, d]
                    change += clear_day(core, lines, i, d, old_tasks[m, side])
        whole = k
        for m in range(k):
            moved = place_days(
                core, w, lines, chosen[m, 0], chosen[m, 1], chosen[m, 2], places, value, exact, sums, least, came,
                floor, shake * heat, rng, tasks, slack, strain, found,
            )  # fmt: skip
            if moved >= INF / 2:
                whole = m
                break
            change += moved
            now += units_astray(core, lines, chosen[m, 0])
        worse = change + strain * (now - was)
        if whole == k and (worse <= 1e-9 or uniform(rng) < np.exp(-worse / heat)):
            cost += change
            astray += now - was
            for m in range(k):
                stale[chosen[m, 0]] = True
            if astray == 0 and cost < best_cost - 1e-7:
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
