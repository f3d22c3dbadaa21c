# mypy: disable-error-code="no-any-return"
"""Compiled kernels of one person: the best breaks of a shift by price, and the cheapest line."""

from __future__ import annotations

from typing import Any

from planner.rostering.kernels.arrays import (
    BEGIN,
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
    NO_WINDOW,
    SET,
    SIGN,
    SIGNATURE,
    SOURCE,
    SPREAD,
    START,
    TARGET,
    TEMPLATE,
)
from planner.rostering.kernels.jit import compiled


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
def one_break(low: int, high: int, full: int, frac: float, prefix: Any, price: Any, loss: Any, out: Any) -> None:
    """The least price lost to one break that starts `low` to `high` cells into a shift, for a shift from every cell.

    `loss` is scratch. Cells inside, places outside, each from the front of a slice: so the compiler takes several
    cells at once.
    """
    size = len(price) - full - 1
    after, rest = prefix[full:], price[full:]
    for t in range(size):
        loss[t] = after[t] - prefix[t]
    if frac > 0.0:
        for t in range(size):
            loss[t] += frac * rest[t]
    size -= high
    moved = loss[low:]
    for t in range(size):
        out[t] = moved[t]
    for k in range(low + 1, high + 1):
        moved = loss[k:]
        for t in range(size):
            out[t] = min(out[t], moved[t])


@compiled
def best_line(core: Any, w: Any, i: int) -> float:
    """The cheapest line of person i against w.price; fills w.duty, w.pause, w.cover. INF when there is none."""
    days = core.days
    for d in range(days):
        for s in range(core.n_sigs):
            w.value[d, s] = INF
    w.prefix[0] = 0.0
    lowest = 0.0
    for t in range(len(w.price)):
        w.prefix[t + 1] = w.prefix[t] + w.price[t]
        lowest = min(lowest, w.price[t])
    ds, within = core.person[SET, i], core.person[SPREAD, i] >= 0
    low, high = core.duty_first[ds], core.duty_first[ds + 1]
    shift = core.person[COSTS, i] - low
    w.ready.fill(False)
    for q in range(low, high):
        c = core.duty_cost[q + shift]
        if c >= INF:
            continue
        start, d, s = core.duties[START, q], core.duties[DAY, q], core.duties[SIGN, q]
        end = start + core.duties[FULL, q]
        v = c - (w.prefix[end] - w.prefix[start])
        if core.d_tail[q] > 0.0:
            v -= core.d_tail[q] * w.price[end]
        tm = core.duties[TEMPLATE, q]
        first, stop = core.templates[BREAKS, tm], core.templates[BREAKS, tm + 1]
        row = w.least_of[tm]
        if row >= 0:
            if not w.ready[row]:
                w.ready[row] = True
                one_break(
                    core.pauses[LOW, first], core.pauses[HIGH, first], core.pauses[LENGTH, first],
                    core.t_frac[first], w.prefix, w.price, w.loss, w.least[row],
                )  # fmt: skip
            v += w.least[row, start]
        # at prices above zero breaks only lose: no need to place them where even none would not help
        elif stop > first and (v < w.value[d, s] or lowest < 0.0 or within):
            v += break_loss(
                first, stop, core.templates[GAP, tm], core.pauses, core.t_frac,
                w.prefix, w.price, w.brk, w.brk_from, start, w.pause[d],
            )  # fmt: skip
        if within:
            w.each[q - low] = v
        if v < w.value[d, s]:
            w.value[d, s] = v
            w.best[d, s] = q
    value = shortest_within(core, w, i) if within else shortest(core, w, i)
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
def relax(arcs: Any, arc_cost: Any, begin: int, end: int, off: float, value: Any, dist: Any, pred: Any) -> None:
    """Values of the states after a day from those before it, along the arcs [begin, end) (arrays by themselves: a whole
    Core is dear to pass)."""
    for a in range(begin, end):
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


@compiled
def back(
    arcs: Any, arc_cost: Any, off: Any, duty_cost: Any, shift: int, best: Any, pred: Any, first: int, last: int,
    node: int, duty: Any, own: Any,
) -> int:  # fmt: skip
    """The days [first, last) that led to `node` into `duty`, their cost onto own[0]; returns the node before them."""
    for d in range(last - 1, first - 1, -1):
        a = pred[node]
        s = arcs[SIGNATURE, a]
        own[0] += arc_cost[a]
        if s < 0:
            duty[d] = -1
            own[0] += off[d]
        else:
            duty[d] = best[d, s]
            own[0] += duty_cost[best[d, s] + shift]
        node = arcs[SOURCE, a]
    return node


@compiled
def shortest(core: Any, w: Any, i: int) -> float:
    """The shortest path of a person's graph with the day values in w.value; fills the line and w.own."""
    days, g = core.days, core.person[GRAPH, i]
    for n in range(core.graphs[g, days + 2]):
        w.dist[n] = INF
    w.dist[0] = 0.0
    graphs, arcs, arc_cost, dist, pred = core.graphs, core.arcs, core.arc_cost, w.dist, w.pred
    for d in range(days):
        relax(arcs, arc_cost, graphs[g, d], graphs[g, d + 1], core.off_cost[i, d], w.value[d], dist, pred)
    best, node = INF / 2, -1
    for n in range(core.graphs[g, days + 1], core.graphs[g, days + 2]):
        if w.dist[n] < best:
            best, node = w.dist[n], n
    if node < 0:
        return INF
    w.own[0] = 0.0
    shift = core.person[COSTS, i] - core.duty_first[core.person[SET, i]]
    back(arcs, arc_cost, core.off_cost[i], core.duty_cost, shift, w.best, pred, 0, days, node, w.duty, w.own)
    expand(core, w, i)
    return best


# starts of a week within a window ---------------------------------------------------------------------------------


@compiled
def node_after(core: Any, g: int, d: int) -> int:
    """The first node of a graph that stands after d days (d = days + 1: behind the last node)."""
    return core.arcs[SOURCE, core.graphs[g, d]] if d < core.days else core.graphs[g, d + 1]


@compiled
def outside(core: Any, k: int, at: int, begin: int) -> float:
    """Points of a start `begin` where the week's window begins at `at` (INF: not allowed)."""
    amount = max(0, at - begin, begin - at - int(core.spread[k, 0]))
    return 0.0 if amount == 0 else min(INF, amount * core.spread[k, 1])


@compiled
def within_window(core: Any, w: Any, i: int, first: int, last: int, at: int) -> None:
    """Values of the days [first, last) from w.each, with the week's window of starts at minute `at`; walks the days.

    The states after day `last` - 1 are left in w.dist.
    """
    g = core.person[GRAPH, i]
    low = core.duty_first[core.person[SET, i]]
    high = core.duty_first[core.person[SET, i] + 1]
    for d in range(first, last):
        for s in range(core.n_sigs):
            w.value[d, s] = INF
    shift = core.person[COSTS, i] - low
    for q in range(low, high):
        d = core.duties[DAY, q]
        if d < first or d >= last or core.duty_cost[q + shift] >= INF:
            continue
        more = outside(core, core.person[SPREAD, i], at, core.duties[BEGIN, q])
        s = core.duties[SIGN, q]
        if more < INF / 2 and w.each[q - low] + more < w.value[d, s]:
            w.value[d, s] = w.each[q - low] + more
            w.best[d, s] = q
    for n in range(node_after(core, g, first + 1), node_after(core, g, last + 1)):
        w.dist[n] = INF
    graphs, arcs, arc_cost, dist, pred = core.graphs, core.arcs, core.arc_cost, w.dist, w.pred
    for d in range(first, last):
        relax(arcs, arc_cost, graphs[g, d], graphs[g, d + 1], core.off_cost[i, d], w.value[d], dist, pred)


@compiled
def shortest_within(core: Any, w: Any, i: int) -> float:
    """`shortest` with the starts of every week in a window: for each place of it by itself, the best kept by state."""
    days, g, k = core.days, core.person[GRAPH, i], core.person[SPREAD, i]
    w.dist[0] = 0.0
    for first in range(0, days, 7):
        last = min(days, first + 7)
        begin, until = node_after(core, g, last), node_after(core, g, last + 1)
        for n in range(begin, until):
            w.kept[n] = INF
        for p in range(core.windows.shape[1]):
            if core.windows[k, p] == NO_WINDOW:
                break
            within_window(core, w, i, first, last, core.windows[k, p])
            for n in range(begin, until):
                if w.dist[n] < w.kept[n]:
                    w.kept[n] = w.dist[n]
                    w.window[n] = p
        for n in range(begin, until):
            w.dist[n] = w.kept[n]
    best, node = INF / 2, -1
    for n in range(core.graphs[g, days + 1], core.graphs[g, days + 2]):
        if w.kept[n] < best:
            best, node = w.kept[n], n
    if node < 0:
        return INF
    w.own[0] = 0.0
    shift = core.person[COSTS, i] - core.duty_first[core.person[SET, i]]
    for first in range((days - 1) // 7 * 7, -1, -7):
        last = min(days, first + 7)
        within_window(core, w, i, first, last, core.windows[k, w.window[node]])
        node = back(
            core.arcs, core.arc_cost, core.off_cost[i], core.duty_cost, shift, w.best, w.pred, first, last, node,
            w.duty, w.own,
        )  # fmt: skip
    w.own[0] += spread_cost(core, i, w.duty)
    expand(core, w, i)
    return best


@compiled
def spread_cost(core: Any, i: int, duty: Any) -> float:
    """What the starts of a line cost that lie outside the best window of each week."""
    k = core.person[SPREAD, i]
    total = 0.0
    if k < 0:
        return total
    for first in range(0, core.days, 7):
        least = INF
        for p in range(core.windows.shape[1]):
            if core.windows[k, p] == NO_WINDOW:
                break
            cost = 0.0
            for d in range(first, min(core.days, first + 7)):
                if duty[d] >= 0:
                    cost += outside(core, k, core.windows[k, p], core.duties[BEGIN, duty[d]])
            least = min(least, cost)
        total += least
    return total


@compiled
def expand(core: Any, w: Any, i: int) -> None:
    """Place the breaks of the line w.duty against w.price, and put its cover into w.cover."""
    w.cover.fill(0.0)
    mask = core.mask[core.person[MASK, i]]
    for d in range(core.days):
        q = w.duty[d]
        if q < 0:
            continue
        tm = core.duties[TEMPLATE, q]
        first, stop = core.templates[BREAKS, tm], core.templates[BREAKS, tm + 1]
        if stop > first:
            break_loss(
                first, stop, core.templates[GAP, tm], core.pauses, core.t_frac,
                w.prefix, w.price, w.brk, w.brk_from, core.duties[START, q], w.pause[d],
            )  # fmt: skip
        cover_duty(core.duties, core.d_tail, core.templates, core.pauses, core.t_frac, mask, q, w.pause[d], w.cover)


@compiled
def cover_duty(
    duties: Any, tails: Any, templates: Any, pauses: Any, t_frac: Any, mask: Any, q: int, pause: Any, cover: Any
) -> None:  # fmt: skip
    """Put the cover of a duty with its breaks at `pause` into `cover`, for somebody with this mask."""
    start = duties[START, q]
    end = start + duties[FULL, q]
    for t in range(start, min(end, len(cover))):
        cover[t] = mask[t]
    if tails[q] > 0.0 and end < len(cover):
        cover[end] = tails[q] * mask[end]
    first, stop = templates[BREAKS, duties[TEMPLATE, q]], templates[BREAKS, duties[TEMPLATE, q] + 1]
    for j in range(stop - first):
        at = pause[j]
        upto = at + pauses[LENGTH, first + j]
        for t in range(at, min(upto, len(cover))):
            cover[t] = 0.0
        if t_frac[first + j] > 0.0 and upto < len(cover):
            cover[upto] = max(0.0, cover[upto] - t_frac[first + j] * mask[upto])
