# mypy: disable-error-code="no-any-return"
"""Compiled kernels of one person: the best breaks of a shift by price, and the cheapest line."""

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
    LENGTH,
    LIMITS,
    LOW,
    MASK,
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
        else:
            v = c - w.price[start]
        if v < w.value[d, s]:
            w.value[d, s] = v
            w.best[d, s] = q
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
def expand(core: Any, w: Any, i: int, d: int) -> None:
    """Place breaks of w.duty[d] against w.price and add its cover to w.cover."""
    q = w.duty[d]
    if core.kind == 0:
        tm = core.duties[TEMPLATE, q]
        first, stop = core.templates[BREAKS, tm], core.templates[BREAKS, tm + 1]
        if stop > first:
            break_loss(
                first, stop, core.templates[GAP, tm], core.pauses, core.t_frac,
                w.prefix, w.price, w.brk, w.brk_from, core.duties[START, q], w.pause[d],
            )  # fmt: skip
    cover_duty(core, i, q, w.pause[d], w.cover)


@compiled
def cover_duty(core: Any, i: int, q: int, pause: Any, cover: Any) -> None:
    """Put the cover of a duty with its breaks at `pause` into `cover`."""
    start = core.duties[START, q]
    if core.kind != 0:
        cover[start] = 1.0
        return
    m = core.person[MASK, i]
    end = start + core.duties[FULL, q]
    for t in range(start, min(end, core.cells)):
        cover[t] = core.mask[m, t]
    if core.d_tail[q] > 0.0 and end < core.cells:
        cover[end] = core.d_tail[q] * core.mask[m, end]
    tm = core.duties[TEMPLATE, q]
    first, stop = core.templates[BREAKS, tm], core.templates[BREAKS, tm + 1]
    for j in range(stop - first):
        at = pause[j]
        upto = at + core.pauses[LENGTH, first + j]
        for t in range(at, min(upto, core.cells)):
            cover[t] = 0.0
        if core.t_frac[first + j] > 0.0 and upto < core.cells:
            cover[upto] = max(0.0, cover[upto] - core.t_frac[first + j] * core.mask[m, upto])
