"""The rules of one person's line as a layered graph: a path is a line that keeps them, its length the cost of bending.

A node is what the rest of the line needs to know after a day: the run of working days or days off, yesterday's class
for rest and successions, minutes and days so far in the week, whether the weekly rest was had, weekends and counted
shift kinds. Arcs are days off (-1) or signatures of shifts that look alike to every rule; which shift of a signature is
best is the business of `lines`. Layers are built by numpy over all states at once, and pruned to nodes that can finish.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
BIG = 5000.0  # points for one hard rule broken, where nothing else is possible
PAIRS = 1 << 20  # states times shifts looked at together: bounds the memory of a graph


@dataclass(frozen=True)
class Period:
    """Days [first, stop) with bounds on units of paid time and on working days, and whether it asks for weekly rest."""

    first: int
    stop: int
    low: int
    high: int
    max_days: int
    rest: bool = True
    units_before: int = 0
    days_before: int = 0


@dataclass(frozen=True)
class Counter:
    """Shifts of some signatures are at most `most` in each of the blocks that end on `resets` days."""

    flags: tuple[bool, ...]
    most: int
    resets: frozenset[int] = frozenset()
    cost: float | None = None  # soft: points for each beyond


@dataclass(frozen=True)
class Start:
    """What is known of the days before: a run (working > 0, off < 0), yesterday's class, whether the run's begin is
    unknown (then no minimum is asked of it)."""

    run: int = 0
    cls: int = 0
    open_run: bool = True


@dataclass(frozen=True)
class LineRules:
    """All that binds one line. `allowed[c, s]`: signature s may follow a day of class c; `rested` the same for the
    weekly rest around a single day off; `out[s]` the class after s. `soft` gives points for rules that may be bent.
    """

    days: int
    units: tuple[int, ...]
    out: tuple[int, ...]
    allowed: tuple[tuple[bool, ...], ...]
    rested: tuple[tuple[bool, ...], ...]
    used: tuple[tuple[int, ...], ...]
    periods: tuple[Period, ...]
    max_run: int = 99
    min_run: int = 1
    max_off: int = 99
    min_off: int = 1
    together: int = 0
    wished: int = 0  # days off in a row that every whole week should have, and points where it has not
    wish_cost: float = 0.0
    weekly_rest: bool = False
    rest_weeks: int = 1  # weeks over which the weekly rest may be accumulated
    late: tuple[bool, ...] = ()  # classes whose shift ends more than an hour into the day after
    weekdays: tuple[int, ...] = ()
    weekends: int = 99
    weekend_resets: frozenset[int] = frozenset()
    counters: tuple[Counter, ...] = ()
    start: Start = Start()
    soft: tuple[tuple[str, float], ...] = ()
    unit_cost: float = 0.0  # points for a unit off the period's bounds, when soft
    starts: tuple[tuple[int, ...], ...] = field(default=())


@dataclass(frozen=True)
class Graph:
    """Arcs in order of layers; node 0 is the start. `signature` -1 is a day off. `final` are costs of last nodes."""

    nodes: int
    layer: Ints
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    signature: NDArray[np.int32]
    cost: Floats
    final_first: int

    @property
    def feasible(self) -> bool:
        """Whether any line exists."""
        return self.nodes > 1 and len(self.source) > 0


_NONE = np.zeros(0, np.int32)
EMPTY = Graph(0, np.zeros(1, np.int64), _NONE, _NONE, _NONE, np.zeros(0), 0)
FIELDS = ("run", "open", "cls", "units", "wdays", "rest", "joined", "weekend")


def build(rules: LineRules) -> Graph:
    """The graph of all lines that keep the hard rules; EMPTY when there is none."""
    soft = dict(rules.soft)
    state = {k: np.zeros(1, np.int64) for k in FIELDS}
    state["run"][:] = rules.start.run
    state["open"][:] = int(rules.start.open_run)
    state["cls"][:] = rules.start.cls
    counts = np.zeros((1, len(rules.counters)), np.int64)
    layers: list[tuple[Ints, Ints, Ints, Floats, int]] = []
    period_of = np.zeros(rules.days, np.int64)
    for number, period in enumerate(rules.periods):
        period_of[period.first : period.stop] = number
    first_period = rules.periods[0]
    state["units"][:] = first_period.units_before
    state["wdays"][:] = first_period.days_before
    for day in range(rules.days):
        options = np.array([-1, *rules.used[day]], np.int64)
        made = _layer(rules, soft, state, counts, options, day, rules.periods[int(period_of[day])])
        if made is None:
            return EMPTY
        rows, targets, chosen, cost, state, counts = made
        layers.append((rows, targets, chosen, cost, len(counts)))
    return _pruned(layers)


def _layer(
    rules: LineRules, soft: dict[str, float], state: dict[str, Ints], counts: Ints, options: Ints, day: int,
    period: Period,
) -> tuple[Ints, Ints, Ints, Floats, dict[str, Ints], Ints] | None:  # fmt: skip
    """Arcs of a day and the states after it, some states at a time so that memory stays bounded; None without any."""
    total, block = len(counts), max(1, PAIRS // len(options))
    arcs: list[tuple[Ints, Ints, Ints, Floats]] = []
    states: list[dict[str, Ints]] = []
    counted: list[Ints] = []
    known = 0
    for begin in range(0, total, block):
        part = {k: v[begin : begin + block] for k, v in state.items()}
        rows, cols = np.nonzero(_possible(rules, soft, part, options, day, period))
        chosen = options[cols]
        here = {k: v[rows] for k, v in part.items()}
        nxt, cnt, cost, good = _step(rules, soft, here, counts[begin + rows], chosen, day, period)
        kept = np.flatnonzero(good)
        if not len(kept):
            continue
        nxt, cnt = {k: v[kept] for k, v in nxt.items()}, cnt[kept]
        first, inverse = _alike(nxt, cnt)
        arcs.append((begin + rows[kept], known + inverse, chosen[kept], cost[kept]))
        states.append({k: v[first] for k, v in nxt.items()})
        counted.append(cnt[first])
        known += len(first)
    if not arcs:
        return None
    after, after_counts = {k: np.concatenate([s[k] for s in states]) for k in FIELDS}, np.concatenate(counted)
    first, inverse = _alike(after, after_counts)
    rows, targets, chosen, cost = (np.concatenate(column) for column in zip(*arcs, strict=True))
    return rows, inverse[targets], chosen, cost, {k: v[first] for k, v in after.items()}, after_counts[first]


def _possible(
    rules: LineRules, soft: dict[str, float], state: dict[str, Ints], options: Ints, day: int, period: Period
) -> NDArray[np.bool_]:
    """What may follow each state, by the two rules that exclude most: rest between days, and hours still to be had."""
    off, sig = options < 0, np.maximum(options, 0)
    good = np.ones((len(state["run"]), len(options)), bool)
    if not rules.units:
        return good
    if "daily_rest" not in soft:
        good &= off[None, :] | (state["run"] <= 0)[:, None] | np.array(rules.allowed, bool)[:, sig][state["cls"]]
    if "contract_hours" not in soft:
        gained = np.where(off, 0, np.array(rules.units, np.int64)[sig])
        units = state["units"][:, None] + gained[None, :]
        left = np.full(good.shape, period.stop - day - 1)
        if "working_days" not in soft:
            left = np.minimum(left, period.max_days - state["wdays"][:, None] - ~off[None, :])
        good &= (units <= period.high) & (units + np.maximum(left, 0) * max(rules.units) >= period.low)
    return good


def _step(
    rules: LineRules, soft: dict[str, float], state: dict[str, Ints], counts: Ints, options: Ints, day: int,
    period: Period,
) -> tuple[dict[str, Ints], Ints, Floats, NDArray[np.bool_]]:  # fmt: skip
    """The states after options (as many as states), their costs, and which of them the rules let be."""
    n = len(options)
    off = options < 0
    sig = np.maximum(options, 0)
    run, opened, cls = state["run"], state["open"], state["cls"]
    cost, good = np.zeros(n), np.ones(n, bool)

    def forbid(rule: str, amount: Floats | Ints | NDArray[np.bool_]) -> None:
        nonlocal cost, good
        if rule in soft:
            cost = cost + soft[rule] * amount
        else:
            good = good & (amount <= 0)

    worked = run > 0
    first_day = run == 0
    allowed = np.array(rules.allowed, bool)[cls, sig] if rules.units else np.ones(n, bool)
    forbid("daily_rest", ~off & worked & ~allowed)
    # runs: too short when they end (unless their begin is unknown), too long when they grow
    forbid("consecutive_days", np.where(off & worked & (opened == 0), np.maximum(0, rules.min_run - run), 0))
    forbid("consecutive_days_off", np.where(~off & (run < 0) & (opened == 0), np.maximum(0, rules.min_off + run), 0))
    new_run = np.where(off, np.where(run < 0, run - 1, -1), np.where(worked, run + 1, 1))
    forbid("consecutive_days", (new_run > rules.max_run).astype(np.int64))
    forbid("consecutive_days_off", (-new_run > rules.max_off).astype(np.int64))
    new_open = np.where(first_day, opened, np.where((new_run == 1) | (new_run == -1), 0, opened))
    if rules.min_run <= 1 and rules.min_off <= 1:
        new_open = np.zeros_like(new_open)
    off_cap = max(
        rules.min_off,
        rules.together,
        rules.wished,
        (5 if rules.rest_weeks > 1 else 2) if rules.weekly_rest else 1,
        rules.max_off + 1 if rules.max_off < 60 else 1,
    )
    run_cap = max(rules.min_run, rules.max_run + 1 if rules.max_run < 60 else 1)
    new_run = np.clip(new_run, -off_cap, run_cap)
    # the week's rest
    rest = state["rest"]
    place = day - period.first
    if rules.together > 1:
        rest = np.where(off & (-new_run >= rules.together) & (place >= rules.together - 1), 1, rest)
    elif rules.weekly_rest:
        rested = np.array(rules.rested, bool)[cls, sig] if rules.units else np.zeros(n, bool)
        counted = rules.rest_weeks > 1 and day == 1 and rules.start.run == 0  # by the first day already
        inside = day - 7 * rules.rest_weeks * (period.first // 7 // rules.rest_weeks)
        gain = off & (first_day | ((new_run == -2) & (not counted)) | ((new_run == -4) & (inside >= 3)))
        if (place >= 2 or day < 2) and not counted:
            gain = gain | (~off & (run == -1) & rested)
        at_edge = off & (new_run <= -2) & (place == 0) & (rest == 0)  # a rest that lasts into a new week counts for it
        rest = np.minimum(rest + (gain | at_edge), rules.rest_weeks)
    elif rules.together == 1:
        rest = np.where(off, 1, rest)
    joined = state["joined"]
    if rules.wished > 0:
        joined = np.where(off & (-new_run >= rules.wished) & (place >= rules.wished - 1), 1, joined)
    out = np.array(rules.out, np.int64)[sig] if rules.units else np.zeros(n, np.int64)
    keep_memory = off & worked & rules.weekly_rest & (rules.together < 2)
    new_cls = np.where(off, np.where(keep_memory, cls, 0), out)
    # paid time and working days of the period
    gained = np.where(off, 0, np.array(rules.units, np.int64)[sig] if rules.units else 0)
    units = state["units"] + gained
    wdays = state["wdays"] + ~off
    forbid("working_days", (~off & (wdays > period.max_days)).astype(np.int64))
    if "contract_hours" not in soft:
        good = good & (units <= period.high)
    # weekends: Saturday (5) and Sunday (6) count once; yesterday's run tells whether Saturday was worked
    weekend = state["weekend"]
    if rules.weekends < 99 and rules.weekdays:
        weekday = rules.weekdays[day]
        if weekday >= 5:
            fresh = ~off & ((weekday == 5) | ~worked | (day == 0))
            weekend = weekend + fresh
            forbid("free_weekends", (fresh & (weekend > rules.weekends)).astype(np.int64))
            weekend = np.minimum(weekend, rules.weekends + 1)
        if day + 1 in rules.weekend_resets:
            weekend = np.zeros_like(weekend)
    cnt = counts.copy()
    for number, counter in enumerate(rules.counters):
        flags = np.where(off, 0, np.array(counter.flags, np.int64)[sig])
        cnt[:, number] += flags
        over = (flags > 0) & (cnt[:, number] > counter.most)
        if counter.cost is None:
            good = good & ~over
        else:
            cost = cost + counter.cost * over
        cnt[:, number] = np.minimum(cnt[:, number], counter.most + 1)
        if day + 1 in counter.resets:
            cnt[:, number] = 0
    if day + 1 == period.stop:
        spread = rules.rest_weeks if rules.weekly_rest and rules.together < 2 else 1
        week = period.first // 7
        rest_due = spread == 1 or (week + 1) % spread == 0 or day + 1 == rules.days
        if period.rest and rest_due and (rules.together > 0 or rules.weekly_rest):
            pending = np.zeros(n, np.int64)
            if rules.weekly_rest and rules.together < 2 and day + 1 == rules.days and rules.late:
                # nothing after the last day is planned yet: a day off there is a rest unless a night runs into it
                pending = (off & worked & ~np.array(rules.late, bool)[cls]).astype(np.int64)
            forbid("weekly_rest", np.maximum(0, week % spread + 1 - rest - pending))
        if period.rest and rules.wished > 0:
            cost = cost + rules.wish_cost * (joined == 0)
        miss = np.maximum(0, np.maximum(period.low - units, units - period.high))
        if "contract_hours" in soft:
            cost = cost + miss * rules.unit_cost
        else:
            good = good & (miss == 0)
        later = [p for p in rules.periods if p.first == day + 1]
        units = np.full_like(units, later[0].units_before if later else 0)
        wdays = np.full_like(wdays, later[0].days_before if later else 0)
        if rest_due:
            rest = np.zeros_like(rest)
        joined = np.zeros_like(joined)
    nxt = {"run": new_run, "open": new_open, "cls": new_cls, "units": units, "wdays": wdays, "rest": rest,
           "joined": joined, "weekend": weekend}  # fmt: skip
    return nxt, cnt, cost, good


def _alike(flat: dict[str, Ints], counts: Ints) -> tuple[Ints, Ints]:
    """The first of each kind of state, and which kind each is."""
    _, first, inverse = np.unique(_key(flat, counts), return_index=True, return_inverse=True)
    return first.astype(np.int64), np.ravel(inverse).astype(np.int64)


def _key(flat: dict[str, Ints], counts: Ints) -> Ints:
    key = np.zeros(len(flat["run"]), np.int64)
    columns = [flat[k] for k in FIELDS] + [counts[:, i] for i in range(counts.shape[1])]
    for column in columns:
        low, high = int(column.min()), int(column.max())
        key = key * (high - low + 1) + (column - low)
    return key


def _pruned(layers: list[tuple[Ints, Ints, Ints, Floats, int]]) -> Graph:
    alive = np.ones(layers[-1][4], bool)
    kept: list[tuple[Ints, Ints, Ints, Floats]] = []
    sizes = [1, *(layer[4] for layer in layers)]
    renumber = np.cumsum(alive) - 1
    counts = [int(alive.sum())]
    for depth in range(len(layers) - 1, -1, -1):
        source, target, option, cost, _ = layers[depth]
        use = alive[target]
        source, target, option, cost = source[use], renumber[target[use]], option[use], cost[use]
        alive = np.zeros(sizes[depth], bool)
        alive[source] = True
        renumber = np.cumsum(alive) - 1
        counts.append(int(alive.sum()))
        kept.append((renumber[source], target, option, cost))
    kept.reverse()
    counts.reverse()
    if counts[0] == 0:
        return EMPTY
    offsets = np.concatenate([[0], np.cumsum(counts)])
    sources, targets, options, costs, layer = [], [], [], [], [0]
    for depth, (source, target, option, cost) in enumerate(kept):
        order = np.argsort(source, kind="stable")
        sources.append(source[order] + offsets[depth])
        targets.append(target[order] + offsets[depth + 1])
        options.append(option[order])
        costs.append(cost[order])
        layer.append(layer[-1] + len(order))
    return Graph(
        int(offsets[-1]),
        np.array(layer, np.int64),
        np.concatenate(sources).astype(np.int32),
        np.concatenate(targets).astype(np.int32),
        np.concatenate(options).astype(np.int32),
        np.concatenate(costs),
        int(offsets[-2]),
    )
