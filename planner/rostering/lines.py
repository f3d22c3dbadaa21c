# mypy: disable-error-code="no-any-return"
"""Compiled kernels of one person: the best breaks or activities of a shift by price, and the cheapest line."""

from __future__ import annotations

from typing import Any

from planner.rostering._jit import compiled
from planner.rostering.arrays import (
    BREAKS,
    COSTS,
    DAY,
    FULL,
    GAP,
    GRAPH,
    HIGH,
    INF,
    LEAST,
    LENGTH,
    LIMITS,
    LOW,
    MASK,
    MOST,
    SET,
    SIGN,
    SIGNATURE,
    SOURCE,
    START,
    TARGET,
    TEMPLATE,
)


@compiled
def break_loss(
    first: int, stop: int, gap: int, pauses: Any, t_frac: Any, prefix: Any, price: Any,
    brk: Any, brk_from: Any, start: int, out: Any,
) -> float:  # fmt: skip
    """The least price lost to the breaks of a shift; where they start goes to `out`."""
    n = stop - first
    if n == 1:
        best, at = INF, 0
        full, frac = pauses[LENGTH, first], t_frac[first]
        for pos in range(start + pauses[LOW, first], start + pauses[HIGH, first] + 1):
            v = prefix[pos + full] - prefix[pos]
            if frac > 0.0:
                v += frac * price[pos + full]
            if v < best:
                best, at = v, pos
        out[0] = at
        return best
    for j in range(n):
        k = first + j
        full, frac = pauses[LENGTH, k], t_frac[k]
        low, high = pauses[LOW, k], pauses[HIGH, k]
        run, run_at = INF, low
        if j > 0:
            step = pauses[LENGTH, k - 1] + (1 if t_frac[k - 1] > 0.0 else 0) + gap
        else:
            step = 0
        for rel in range(low, high + 1):
            v = prefix[start + rel + full] - prefix[start + rel]
            if frac > 0.0:
                v += frac * price[start + rel + full]
            if j > 0:
                before = rel - step
                if before < pauses[LOW, k - 1]:
                    v = INF
                else:
                    v += brk[j - 1, min(before, pauses[HIGH, k - 1])]
            if v < run:
                run, run_at = v, rel
            brk[j, rel] = run
            brk_from[j, rel] = run_at
    last = stop - 1
    total = brk[n - 1, pauses[HIGH, last]]
    rel = pauses[HIGH, last]
    for j in range(n - 1, -1, -1):
        at = brk_from[j, rel]
        out[j] = start + at
        if j > 0:
            k = first + j
            step = pauses[LENGTH, k - 1] + (1 if t_frac[k - 1] > 0.0 else 0) + gap
            rel = min(at - step, pauses[HIGH, k - 1])
    return total


@compiled
def activity_fill(k_all: int, least: int, price: Any, stretch: Any, marks: Any, start: int, length: int) -> None:
    """Best values of cutting [start, start + n) into activities for all n to `length`, in the last row of `stretch`."""
    total = stretch.shape[0] - 1
    stretch[total, 0] = 0.0
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
def best_line(core: Any, w: Any, i: int) -> float:
    """The cheapest line of person i against w.price; fills w.duty, w.pause, w.cover. INF when there is none."""
    days = core.days
    for d in range(days):
        for s in range(core.n_sigs):
            w.value[d, s] = INF
    w.prefix[0] = 0.0
    for t in range(len(w.price)):
        w.prefix[t + 1] = w.prefix[t] + w.price[t]
    ds = core.person[SET, i]
    low, high = core.duty_first[ds], core.duty_first[ds + 1]
    shift = core.person[COSTS, i] - low
    filled = -1
    for q in range(low, high):
        c = core.duty_cost[q + shift]
        if c >= INF:
            continue
        start, d, s = core.duties[START, q], core.duties[DAY, q], core.duties[SIGN, q]
        if core.kind == 0:
            end = start + core.duties[FULL, q]
            v = c - (w.prefix[end] - w.prefix[start])
            if core.d_tail[q] > 0.0:
                v -= core.d_tail[q] * w.price[end]
            tm = core.duties[TEMPLATE, q]
            first, stop = core.templates[BREAKS, tm], core.templates[BREAKS, tm + 1]
            # breaks can only lose: no need to place them where even none would not help
            if stop > first and v < w.value[d, s]:
                v += break_loss(
                    first, stop, core.templates[GAP, tm], core.pauses, core.t_frac,
                    w.prefix, w.price, w.brk, w.brk_from, start, w.pause[d],
                )  # fmt: skip
        elif core.kind == 1:
            if start != filled:
                activity_fill(core.tasks, core.min_stretch, w.price, w.stretch, w.came, start, core.duties[TEMPLATE, q])
                filled = start
            v = c - w.stretch[w.stretch.shape[0] - 1, core.duties[FULL, q]]
        else:
            v = c - w.price[start]
        if v < w.value[d, s]:
            w.value[d, s] = v
            w.best[d, s] = q
    if core.kind == 1:
        return activity_week(core, w, i)
    value = shortest(core, w, i)
    if value >= INF / 2:
        w.own[0] = INF
        return INF
    # limits left out of the graph: bar the kind on the days that gain least by it; the first value stays a bound
    for _ in range(3 * days):
        over = False
        for k in range(core.person[LIMITS, i], core.person[LIMITS, i + 1]):
            s = core.limits[0, k]
            count = 0
            for d in range(days):
                if w.duty[d] >= 0 and core.duties[SIGN, w.duty[d]] == s:
                    count += 1
            while count > core.limits[1, k]:
                over = True
                worst, at = -INF, -1
                for d in range(days):
                    if w.duty[d] >= 0 and core.duties[SIGN, w.duty[d]] == s and worst < w.value[d, s] < INF:
                        worst, at = w.value[d, s], d
                w.value[at, s] = INF
                count -= 1
        if not over:
            return value
        if shortest(core, w, i) >= INF / 2:
            break
    w.own[0] = INF
    return value


@compiled
def shortest(core: Any, w: Any, i: int) -> float:
    """The shortest path of a person's graph with the day values in w.value; fills the line and w.own."""
    days, g = core.days, core.person[GRAPH, i]
    graphs, arcs, arc_cost = core.graphs, core.arcs, core.arc_cost
    dist, pred = w.dist, w.pred
    for n in range(core.graphs[g, days + 2]):
        dist[n] = INF
    dist[0] = 0.0
    for d in range(days):
        off = core.off_cost[i, d]
        value = w.value[d]
        for a in range(graphs[g, d], graphs[g, d + 1]):
            s = arcs[SIGNATURE, a]
            v = dist[arcs[SOURCE, a]] + arc_cost[a]
            if s < 0:
                v += off
            else:
                v += value[s]
            to = arcs[TARGET, a]
            if v < dist[to]:
                dist[to] = v
                pred[to] = a
    best, node = INF / 2, -1
    for n in range(core.graphs[g, days + 1], core.graphs[g, days + 2]):
        if dist[n] < best:
            best, node = dist[n], n
    if node < 0:
        return INF
    w.cover.fill(0.0)
    own = 0.0
    shift = core.person[COSTS, i] - core.duty_first[core.person[SET, i]]
    for d in range(days - 1, -1, -1):
        a = pred[node]
        s = arcs[SIGNATURE, a]
        own += arc_cost[a]
        if s < 0:
            w.duty[d] = -1
            own += core.off_cost[i, d]
        else:
            w.duty[d] = w.best[d, s]
            own += core.duty_cost[w.best[d, s] + shift]
            expand(core, w, i, d)
        node = arcs[SOURCE, a]
    w.own[0] = own
    return best


@compiled
def activity_week(core: Any, w: Any, i: int) -> float:
    """The cheapest line of shifts with activities: states are the run of days, the earliest next start, the units.

    Signatures of kind 1 are place of the start among the day's starts times lengths, plus the length over the shortest.
    """
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
    shift = core.person[COSTS, i] - core.duty_first[core.person[SET, i]]
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
                    expand(core, w, i, d)
        if not found:
            w.own[0] = INF
            return INF
    w.own[0] = own
    return float(top)


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
def expand(core: Any, w: Any, i: int, d: int) -> None:
    """Place breaks or activities of w.duty[d] against w.price and add its cover to w.cover."""
    q = w.duty[d]
    start = core.duties[START, q]
    if core.kind == 0:
        m = core.person[MASK, i]
        end = start + core.duties[FULL, q]
        for t in range(start, min(end, core.cells)):
            w.cover[t] = core.mask[m, t]
        if core.d_tail[q] > 0.0 and end < core.cells:
            w.cover[end] = core.d_tail[q] * core.mask[m, end]
        tm = core.duties[TEMPLATE, q]
        first, stop = core.templates[BREAKS, tm], core.templates[BREAKS, tm + 1]
        if stop > first:
            break_loss(
                first, stop, core.templates[GAP, tm], core.pauses, core.t_frac,
                w.prefix, w.price, w.brk, w.brk_from, start, w.pause[d],
            )  # fmt: skip
        for j in range(stop - first):
            at = w.pause[d, j]
            upto = at + core.pauses[LENGTH, first + j]
            for t in range(at, min(upto, core.cells)):
                w.cover[t] = 0.0
            if core.t_frac[first + j] > 0.0 and upto < core.cells:
                w.cover[upto] = max(0.0, w.cover[upto] - core.t_frac[first + j] * core.mask[m, upto])
    elif core.kind == 1:
        n = core.duties[FULL, q]
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
    else:
        w.cover[start] = 1.0
