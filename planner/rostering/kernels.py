# mypy: disable-error-code="no-any-return"
"""Compiled kernels: prices of intervals, the best line of one person, destroy and repair of a few people.

`Core` is everything as arrays. Three kinds of day share one engine: 0 shifts with breaks that cover intervals for all
the skills of a group (Hall's condition tells what that serves), 1 shifts cut into activities of a minimum length, 2
shift types covered as they are. Compiled once an installation; numba keeps the machine code in its cache.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

INF = 1e18


class Core(NamedTuple):
    """All arrays of a problem. Sizes: N people, D days, T cells, G groups, R Hall rows, L demand levels, B blocks."""

    kind: int
    days: int
    cells: int
    tasks: int
    min_stretch: int
    const: np.ndarray  # [L, R, T] requirement of the channels outside each Hall set
    inc: np.ndarray  # [L, B] points per unserved unit of each level
    over: np.ndarray  # [B] points per idle hand
    block: np.ndarray  # [B + 1] first Hall row of each block
    hit: np.ndarray  # [G, R] whether a hand of the group counts in the row
    table: np.ndarray  # [T, n + 2] cost of n hands (kinds 1 and 2)
    group: np.ndarray  # [N]
    mask: np.ndarray  # [M, T] share of a hand that counts (training, screen pauses)
    mask_of: np.ndarray  # [N]
    duty_first: np.ndarray  # [S + 1] duties of each duty set
    d_day: np.ndarray
    d_sig: np.ndarray
    d_start: np.ndarray
    d_full: np.ndarray
    d_tail: np.ndarray
    d_template: np.ndarray
    t_first: np.ndarray  # [templates + 1]
    t_low: np.ndarray
    t_high: np.ndarray
    t_full: np.ndarray
    t_frac: np.ndarray
    t_gap: np.ndarray
    set_of: np.ndarray  # [N]
    cost_first: np.ndarray  # [N] where a person's duty costs begin
    duty_cost: np.ndarray
    off_cost: np.ndarray  # [N, D]
    graph_of: np.ndarray  # [N]
    layer: np.ndarray  # [graphs, D + 1]
    source: np.ndarray
    target: np.ndarray
    signature: np.ndarray
    arc_cost: np.ndarray
    final_first: np.ndarray  # [graphs]
    nodes: np.ndarray  # [graphs]
    n_sigs: int
    pair_a: np.ndarray
    pair_b: np.ndarray
    pair_cost: np.ndarray  # > 0 together, < 0 apart; points a cell
    max_breaks: int
    limit_first: np.ndarray  # [N + 1] limits that the graph does not count
    limit_sig: np.ndarray
    limit_most: np.ndarray
    bounds: np.ndarray  # [N, 2] units of the horizon (kind 1)
    frame: np.ndarray  # kind 1: shortest and longest shift, rest, most days running, cells a day, of the grid's day 0


class Work(NamedTuple):
    """Scratch space of one thread."""

    price: np.ndarray
    prefix: np.ndarray
    value: np.ndarray
    best: np.ndarray
    dist: np.ndarray
    pred: np.ndarray
    brk: np.ndarray
    brk_from: np.ndarray
    duty: np.ndarray
    pause: np.ndarray
    cover: np.ndarray
    stretch: np.ndarray
    came: np.ndarray
    own: np.ndarray
    week: np.ndarray


class Lines(NamedTuple):
    """A roster in arrays: duty of a day (-1 off), where its breaks start, cover of every cell, and the sums."""

    duty: np.ndarray  # [N, D]
    pause: np.ndarray  # [N, D, max_breaks]
    cover: np.ndarray  # [N, T]
    own: np.ndarray  # [N] cost of the line by itself
    hands: np.ndarray  # [R, T]
    cell: np.ndarray  # [T] cost of each cell


def work_space(core: Core) -> Work:
    """Scratch space for one thread."""
    nodes = int(core.nodes.max()) if len(core.nodes) else 1
    wide = int(core.d_full.max()) + 4 if len(core.d_full) else 4
    return Work(
        np.zeros(core.cells + wide),
        np.zeros(core.cells + wide + 1),
        np.zeros((core.days, core.n_sigs)),
        np.zeros((core.days, core.n_sigs), np.int32),
        np.zeros(nodes),
        np.zeros(nodes, np.int32),
        np.zeros((core.max_breaks + 1, wide + 2)),
        np.zeros((core.max_breaks + 1, wide + 2), np.int32),
        np.zeros(core.days, np.int32),
        np.zeros((core.days, core.max_breaks), np.int32),
        np.zeros(core.cells),
        np.zeros((core.tasks + 1, wide + 2)),
        np.zeros((core.tasks + 1, wide + 2), np.int32),
        np.zeros(1),
        np.zeros((core.days + 1, *week_shape(core))) if core.kind == 1 else np.zeros((1, 1, 1, 1)),
    )


def week_shape(core: Core) -> tuple[int, int, int]:
    """Runs, starts and units of the dynamic programme over activity shifts."""
    starts = max(len(np.unique(core.d_start[(core.d_day == d)])) for d in range(core.days))
    return int(core.frame[3]) + 1, starts + 1, int(core.bounds[:, 1].max()) + 1


def empty_lines(core: Core) -> Lines:
    """Everybody free on every day (with own costs of zero; to be filled by `rebuild`)."""
    n = len(core.group)
    return Lines(
        np.full((n, core.days), -1, np.int32),
        np.zeros((n, core.days, core.max_breaks), np.int32),
        np.zeros((n, core.cells)),
        np.zeros(n),
        np.zeros((core.hit.shape[1], core.cells)),
        np.zeros(core.cells),
    )


@njit(cache=True, nogil=True)
def cell_cost(kind: int, table: Any, const: Any, inc: Any, over: Any, block: Any, hands: Any, t: int) -> float:
    """Cost of one cell with the hands that are there (arrays by themselves: a whole Core is dear to pass)."""
    if kind != 0:
        n = int(hands[0, t] + 0.5)
        return float(table[t, min(n, table.shape[1] - 1)])
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


@njit(cache=True, nogil=True)
def prices(core: Any, hands: Any, i: int, out: Any) -> None:
    """What one more hand of person i would save in every cell."""
    g = core.group[i]
    if core.kind != 0:
        top = core.table.shape[1] - 1
        for t in range(core.cells):
            n = int(hands[0, t] + 0.5)
            out[t] = core.table[t, min(n, top)] - core.table[t, min(n + 1, top)]
    else:
        hit = core.hit[g]
        const, incs, over, block = core.const, core.inc, core.over, core.block
        out[: core.cells] = 0.0
        for b in range(len(block) - 1):
            first, stop = block[b], block[b + 1]
            if hit[stop - 1] == 0.0:
                continue
            idle = over[b]
            for t in range(core.cells):
                if const[0, first, t] == 0.0:
                    out[t] -= idle
                    continue
                gain = 0.0
                for level in range(incs.shape[0]):
                    inc = incs[level, b]
                    if inc == 0.0 and (level > 0 or idle == 0.0):
                        continue
                    now, then = INF, INF
                    for r in range(first, stop):
                        v = hands[r, t] + const[level, r, t]
                        now = min(now, v)
                        v += hit[r]
                        then = min(then, v)
                    gain += inc * (then - now)
                    if level == 0:
                        gain -= idle * (1.0 - (then - now))
                out[t] += gain
        m = core.mask_of[i]
        if m > 0:
            for t in range(core.cells):
                out[t] *= core.mask[m, t]


@njit(cache=True, nogil=True)
def pair_prices(core: Any, cover: Any, i: int, out: Any) -> None:
    """Add what being there with or without the other of a pair is worth."""
    for k in range(len(core.pair_a)):
        a, b, c = core.pair_a[k], core.pair_b[k], core.pair_cost[k]
        if a == i:
            for t in range(core.cells):
                if c > 0 and cover[b, t] == 0.0:
                    out[t] -= c
                elif c < 0 and cover[b, t] > 0.0:
                    out[t] += c
        elif b == i:
            for t in range(core.cells):
                if cover[a, t] > 0.0:
                    out[t] += c


@njit(cache=True, nogil=True)
def pair_total(core: Any, cover: Any) -> float:
    """Cost of all pairs."""
    total = 0.0
    for k in range(len(core.pair_a)):
        a, b, c = core.pair_a[k], core.pair_b[k], core.pair_cost[k]
        for t in range(core.cells):
            if cover[a, t] > 0.0:
                if c > 0 and cover[b, t] == 0.0:
                    total += c
                elif c < 0 and cover[b, t] > 0.0:
                    total -= c
    return total


@njit(cache=True, nogil=True)
def break_loss(
    first: int, stop: int, gap: int, t_low: Any, t_high: Any, t_full: Any, t_frac: Any, prefix: Any, price: Any,
    brk: Any, brk_from: Any, start: int, out: Any,
) -> float:  # fmt: skip
    """The least price lost to the breaks of a shift; where they start goes to `out`."""
    n = stop - first
    if n == 1:
        best, at = INF, 0
        full, frac = t_full[first], t_frac[first]
        for pos in range(start + t_low[first], start + t_high[first] + 1):
            v = prefix[pos + full] - prefix[pos]
            if frac > 0.0:
                v += frac * price[pos + full]
            if v < best:
                best, at = v, pos
        out[0] = at
        return best
    for j in range(n):
        k = first + j
        full, frac = t_full[k], t_frac[k]
        low, high = t_low[k], t_high[k]
        run, run_at = INF, low
        if j > 0:
            step = t_full[k - 1] + (1 if t_frac[k - 1] > 0.0 else 0) + gap
        else:
            step = 0
        for rel in range(low, high + 1):
            v = prefix[start + rel + full] - prefix[start + rel]
            if frac > 0.0:
                v += frac * price[start + rel + full]
            if j > 0:
                before = rel - step
                if before < t_low[k - 1]:
                    v = INF
                else:
                    v += brk[j - 1, min(before, t_high[k - 1])]
            if v < run:
                run, run_at = v, rel
            brk[j, rel] = run
            brk_from[j, rel] = run_at
    last = stop - 1
    total = brk[n - 1, t_high[last]]
    rel = t_high[last]
    for j in range(n - 1, -1, -1):
        at = brk_from[j, rel]
        out[j] = start + at
        if j > 0:
            k = first + j
            step = t_full[k - 1] + (1 if t_frac[k - 1] > 0.0 else 0) + gap
            rel = min(at - step, t_high[k - 1])
    return total


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def best_line(core: Any, w: Any, i: int) -> float:
    """The cheapest line of person i against w.price; fills w.duty, w.pause, w.cover. INF when there is none."""
    days = core.days
    for d in range(days):
        for s in range(core.n_sigs):
            w.value[d, s] = INF
    w.prefix[0] = 0.0
    for t in range(len(w.price)):
        w.prefix[t + 1] = w.prefix[t] + w.price[t]
    ds = core.set_of[i]
    low, high = core.duty_first[ds], core.duty_first[ds + 1]
    shift = core.cost_first[i] - low
    filled = -1
    for q in range(low, high):
        c = core.duty_cost[q + shift]
        if c >= INF:
            continue
        start, d, s = core.d_start[q], core.d_day[q], core.d_sig[q]
        if core.kind == 0:
            end = start + core.d_full[q]
            v = c - (w.prefix[end] - w.prefix[start])
            if core.d_tail[q] > 0.0:
                v -= core.d_tail[q] * w.price[end]
            tm = core.d_template[q]
            first, stop = core.t_first[tm], core.t_first[tm + 1]
            # breaks can only lose: no need to place them where even none would not help
            if stop > first and v < w.value[d, s]:
                v += break_loss(
                    first, stop, core.t_gap[tm], core.t_low, core.t_high, core.t_full, core.t_frac,
                    w.prefix, w.price, w.brk, w.brk_from, start, w.pause[d],
                )  # fmt: skip
        elif core.kind == 1:
            if start != filled:
                activity_fill(core.tasks, core.min_stretch, w.price, w.stretch, w.came, start, core.d_template[q])
                filled = start
            v = c - w.stretch[w.stretch.shape[0] - 1, core.d_full[q]]
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
        for k in range(core.limit_first[i], core.limit_first[i + 1]):
            s = core.limit_sig[k]
            count = 0
            for d in range(days):
                if w.duty[d] >= 0 and core.d_sig[w.duty[d]] == s:
                    count += 1
            while count > core.limit_most[k]:
                over = True
                worst, at = -INF, -1
                for d in range(days):
                    if w.duty[d] >= 0 and core.d_sig[w.duty[d]] == s and worst < w.value[d, s] < INF:
                        worst, at = w.value[d, s], d
                w.value[at, s] = INF
                count -= 1
        if not over:
            return value
        if shortest(core, w, i) >= INF / 2:
            break
    w.own[0] = INF
    return value


@njit(cache=True, nogil=True)
def shortest(core: Any, w: Any, i: int) -> float:
    """The shortest path of a person's graph with the day values in w.value; fills the line and w.own."""
    days, g = core.days, core.graph_of[i]
    layer, source, target, signature, arc_cost = core.layer, core.source, core.target, core.signature, core.arc_cost
    dist, pred = w.dist, w.pred
    dist[: core.nodes[g]] = INF
    dist[0] = 0.0
    for d in range(days):
        off = core.off_cost[i, d]
        value = w.value[d]
        for a in range(layer[g, d], layer[g, d + 1]):
            s = signature[a]
            v = dist[source[a]] + arc_cost[a]
            if s < 0:
                v += off
            else:
                v += value[s]
            to = target[a]
            if v < dist[to]:
                dist[to] = v
                pred[to] = a
    best, node = INF / 2, -1
    for n in range(core.final_first[g], core.nodes[g]):
        if dist[n] < best:
            best, node = dist[n], n
    if node < 0:
        return INF
    w.cover[:] = 0.0
    own = 0.0
    shift = core.cost_first[i] - core.duty_first[core.set_of[i]]
    for d in range(days - 1, -1, -1):
        a = pred[node]
        s = signature[a]
        own += arc_cost[a]
        if s < 0:
            w.duty[d] = -1
            own += core.off_cost[i, d]
        else:
            w.duty[d] = w.best[d, s]
            own += core.duty_cost[w.best[d, s] + shift]
            expand(core, w, i, d)
        node = source[a]
    w.own[0] = own
    return best


@njit(cache=True, nogil=True)
def activity_week(core: Any, w: Any, i: int) -> float:
    """The cheapest line of shifts with activities: states are the run of days, the earliest next start, the units.

    Signatures of kind 1 are place of the start among the day's starts times lengths, plus the length over the shortest.
    """
    short, longest, rest, most, _day_len, _lead = (
        core.frame[0], core.frame[1], core.frame[2], core.frame[3], core.frame[4], core.frame[5],
    )  # fmt: skip
    lengths = longest - short + 1
    low, high = core.bounds[i, 0], core.bounds[i, 1]
    week, value, best = w.week, w.value, w.best
    runs, places = week.shape[1], week.shape[2]
    week[:] = INF
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
                to = next_place(core, d, core.d_start[best[d, j * lengths + n]] + length + rest)
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
    w.cover[:] = 0.0
    own = 0.0
    shift = core.cost_first[i] - core.duty_first[core.set_of[i]]
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
                if next_place(core, d, core.d_start[best[d, j * lengths + n]] + length + rest) != state_j:
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


@njit(cache=True, nogil=True)
def next_place(core: Any, d: int, ready: int) -> int:
    """Place of the first start of day d + 1 at or after cell `ready` (frame holds the starts by day from 6 on)."""
    starts = (len(core.frame) - 6) // core.days
    if d + 1 >= core.days:
        return 0
    first = 6 + (d + 1) * starts
    for k in range(starts):
        if core.frame[first + k] >= ready:
            return k
    return starts


@njit(cache=True, nogil=True)
def expand(core: Any, w: Any, i: int, d: int) -> None:
    """Place breaks or activities of w.duty[d] against w.price and add its cover to w.cover."""
    q = w.duty[d]
    start = core.d_start[q]
    if core.kind == 0:
        m = core.mask_of[i]
        end = start + core.d_full[q]
        for t in range(start, min(end, core.cells)):
            w.cover[t] = core.mask[m, t]
        if core.d_tail[q] > 0.0 and end < core.cells:
            w.cover[end] = core.d_tail[q] * core.mask[m, end]
        tm = core.d_template[q]
        first, stop = core.t_first[tm], core.t_first[tm + 1]
        if stop > first:
            break_loss(
                first, stop, core.t_gap[tm], core.t_low, core.t_high, core.t_full, core.t_frac,
                w.prefix, w.price, w.brk, w.brk_from, start, w.pause[d],
            )  # fmt: skip
        for j in range(stop - first):
            at = w.pause[d, j]
            upto = at + core.t_full[first + j]
            for t in range(at, min(upto, core.cells)):
                w.cover[t] = 0.0
            if core.t_frac[first + j] > 0.0 and upto < core.cells:
                w.cover[upto] = max(0.0, w.cover[upto] - core.t_frac[first + j] * core.mask[m, upto])
    elif core.kind == 1:
        n = core.d_full[q]
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


@njit(cache=True, nogil=True)
def add_hands(core: Any, lines: Any, i: int, cover: Any, sign: float) -> float:
    """Add or take away a person's cover in the sums; returns the change of the cells' cost."""
    change = 0.0
    hit = core.hit[core.group[i]]
    for t in range(core.cells):
        c = cover[t]
        if c != 0.0:
            for r in range(len(hit)):
                if hit[r] > 0.0:
                    lines.hands[r, t] += sign * c
            v = cell_cost(core.kind, core.table, core.const, core.inc, core.over, core.block, lines.hands, t)
            change += v - lines.cell[t]
            lines.cell[t] = v
    return change


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def rebuild(core: Any, lines: Any) -> float:
    """Recompute sums and cells from the lines; returns the total cost without pairs."""
    lines.hands[:] = 0.0
    rows = core.hit.shape[1]
    for i in range(len(core.group)):
        g = core.group[i]
        for t in range(core.cells):
            c = lines.cover[i, t]
            if c != 0.0:
                for r in range(rows):
                    if core.hit[g, r] > 0.0:
                        lines.hands[r, t] += c
    total = 0.0
    for t in range(core.cells):
        lines.cell[t] = cell_cost(core.kind, core.table, core.const, core.inc, core.over, core.block, lines.hands, t)
        total += lines.cell[t]
    return total + lines.own.sum()


@njit(cache=True, nogil=True)
def uniform(rng: Any) -> float:
    """A number in [0, 1) from the generator's state (xorshift64*), the same on every machine."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True)
def insert_all(core: Any, w: Any, lines: Any, order: Any) -> float:
    """Give everybody in `order` the best line against those who have one; returns the change of cost, INF if none."""
    change = 0.0
    for i in order:
        prices(core, lines.hands, i, w.price)
        pair_prices(core, lines.cover, i, w.price)
        best_line(core, w, i)
        if w.own[0] >= INF / 2:
            return INF
        change += take_line(core, w, lines, i) + lines.own[i]
    return change


@njit(cache=True, nogil=True)
def remove(core: Any, lines: Any, i: int) -> float:
    """Take a person's line out of the sums (the arrays keep it); returns the change of cost."""
    change = add_hands(core, lines, i, lines.cover[i], -1.0) - lines.own[i]
    return change


@njit(cache=True, nogil=True)
def anneal(
    core: Any, w: Any, lines: Any, best: Any, cost: float, best_cost: float, free: Any, rng: Any,
    iterations: int, hot: float, cold: float, most: int, stop: Any,
) -> tuple[float, float, int]:  # fmt: skip
    """Destroy and repair of 1 to `most` people, accepted by annealing from `hot` to `cold`.

    `lines` is the present roster and `best` the best so far; both are changed in place. Returns the present cost, the
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
    pairs = len(core.pair_a) > 0
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
        before_pairs = pair_total(core, lines.cover) if pairs else 0.0
        change = 0.0
        for j in range(k):
            i = chosen[j]
            change += remove(core, lines, i)
            old_duty[j] = lines.duty[i]
            old_pause[j] = lines.pause[i]
            old_cover[j] = lines.cover[i]
            old_own[j] = lines.own[i]
            lines.cover[i, :] = 0.0
        for j in range(k):
            change += insert_all(core, w, lines, chosen[j : j + 1])
        if pairs:
            change += pair_total(core, lines.cover) - before_pairs
        if change <= 1e-9 or uniform(rng) < np.exp(-change / heat):
            cost += change
            if cost < best_cost - 1e-7:
                best_cost = cost
                best.duty[:] = lines.duty
                best.pause[:] = lines.pause
                best.cover[:] = lines.cover
                best.own[:] = lines.own
        else:
            for j in range(k):
                add_hands(core, lines, chosen[j], lines.cover[chosen[j]], -1.0)
            for j in range(k):
                i = chosen[j]
                lines.duty[i] = old_duty[j]
                lines.pause[i] = old_pause[j]
                lines.cover[i] = old_cover[j]
                lines.own[i] = old_own[j]
                add_hands(core, lines, i, old_cover[j], 1.0)
    return cost, best_cost, done


@njit(cache=True, nogil=True)
def price_classes(
    core: Any, w: Any, people: Any, group_price: Any, value: Any, own: Any, duty: Any, pause: Any, cover: Any
) -> None:
    """The best line of each of `people` against prices by group: its reduced value, own cost, days and cover."""
    for c in range(len(people)):
        i = people[c]
        g, m = core.group[i], core.mask_of[i]
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
