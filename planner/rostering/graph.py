"""The rules of one person's line as a layered graph: a path is a line that keeps them, its length the cost of bending.

A node is what the rest of the line needs to know after a day: the run of working days or days off, the last shift's
class for rest and successions, minutes and days so far in the week, the weekly rests had or owed, weekends and counted
shift kinds. Arcs are days off (-1) or signatures of shifts that look alike to every rule; which shift of a signature is
best is the business of `lines`. Layers are built by numpy over all states at once, and pruned to nodes that can finish.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
BIG = 5000.0  # points for one hard rule broken, where nothing else is possible
PAIRS = 1 << 20  # states times shifts looked at together: bounds the memory of a graph


@dataclass(frozen=True)
class Period:
    """Days [first, stop) with bounds on units of paid time and on working days.

    `least` and `most` are the bounds in parts of a unit, where a soft rule prices what lies outside (None: as `low` and
    `high`); `target` the units beyond which work is overtime.
    """

    first: int
    stop: int
    low: int
    high: int
    max_days: int
    whole: bool = True  # a week of seven days, of which days off together are asked
    least: float | None = None
    most: float | None = None
    target: float = 0.0


@dataclass(frozen=True)
class Counter:
    """Shifts of some signatures are at most `most` in each of the blocks that end on `resets` days."""

    flags: tuple[bool, ...]
    most: int
    resets: frozenset[int] = frozenset()
    cost: float | None = None  # soft: points for each beyond


@dataclass(frozen=True)
class Start:
    """What is known of the days before: a run (working > 0, off < 0, unknown 0), days off since the last shift and its
    class at that level of `Memory`, whether the run's begin is unknown (then no minimum is asked of it)."""

    run: int = 0
    gap: int = 0
    cls: int = 0
    open_run: bool = True


@dataclass(frozen=True, eq=False)
class Memory:
    """What a shift's class means to what follows it after j days off, j up to a level where it means nothing more.

    Classes are numbered at each level; `fade[j, c]` is the class after one more day off. The first axis of the tables
    is 0 where the days off last 24 hours each, and 1 where one of them has an hour more or less (`changed[day, j]`).
    A rest is a stretch without work of the length that the weekly rest asks for, counted up to twice.
    """

    fade: Ints  # [levels, classes]
    allowed: NDArray[np.bool_]  # [2, levels, classes, signatures] rest between two shifts
    apart: NDArray[np.bool_]  # [classes, signatures] whether the next day's shift begins after the end
    clash: NDArray[np.bool_]  # [classes, signatures] forbidden successions on the next day
    rests: Ints  # [2, levels, classes, signatures] rests in the stretch that a signature ends
    open_rests: Ints  # [2, levels, classes] rests of a week whose last days are such a stretch, if it lasts long enough
    begun: Ints  # [days, signatures] rests of a week in a stretch that began before it
    changed: Ints  # [days + 1, levels]
    plain: Ints  # [classes] a class that means the same to the day after, where no weekly rest is asked any more
    blocks: tuple[tuple[int, int, int], ...] = ()  # first and last (exclusive) day and rests due: weekly rest

    @property
    def levels(self) -> int:
        """Days off after which nothing is remembered."""
        return len(self.fade) - 1

    @cached_property
    def clashes(self) -> bool:
        """Whether any succession is forbidden."""
        return bool(self.clash.any())

    @cached_property
    def short(self) -> bool:
        """Whether rest between two shifts means nothing after a day off."""
        return bool(self.allowed[:, 1:].all())


@dataclass(frozen=True)
class LineRules:
    """All that binds one line. `allowed[c, s]`: signature s may follow a day of class c; `clash[c, s]`: it is a
    forbidden succession; `out[s]` the class after s. `memory` stands for the first two where rest is measured over days
    off too. `soft` gives points for rules that may be bent.
    """

    days: int
    units: tuple[int, ...]
    out: tuple[int, ...]
    allowed: tuple[tuple[bool, ...], ...]
    clash: tuple[tuple[bool, ...], ...]
    used: tuple[tuple[int, ...], ...]
    periods: tuple[Period, ...]
    max_run: int = 99
    min_run: int = 1
    max_off: int = 99
    min_off: int = 1
    away: tuple[bool, ...] = ()  # days of absence: a run of days off with one of them may be longer than max_off
    together: int = 0  # days off in a row that every whole week has
    young: int = 0  # the same for people under 18
    memory: Memory | None = None
    weekdays: tuple[int, ...] = ()
    weekends: int = 99
    weekend_resets: frozenset[int] = frozenset()
    counters: tuple[Counter, ...] = ()
    start: Start = Start()
    soft: tuple[tuple[str, float], ...] = ()
    unit_cost: float = 0.0  # points for a unit off the period's bounds, when soft
    unit_h: float = 1.0  # hours of a unit
    span_most: float | None = None  # units of all days together
    overtime: tuple[float | None, float | None] = (None, None)  # minutes beyond the targets: free, left of the year


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
FIELDS = (
    "run", "open", "gap", "cls", "units", "wdays", "total", "extra", "rests", "debt", "away", "joined", "grown",
    "weekend",
)  # fmt: skip


class TooManyArcs(Exception):
    """A graph has more arcs than asked for; `times` is about how many times more, from the days that were made."""

    def __init__(self, times: float) -> None:
        super().__init__(times)
        self.times = times


def build(rules: LineRules, most: float = np.inf) -> Graph:
    """The graph of all lines that keep the hard rules; EMPTY when there is none.

    Raises TooManyArcs as soon as there are more than `most` arcs.
    """
    arcs = 0
    soft = dict(rules.soft)
    memory = rules.memory or _short(rules)
    state = {k: np.zeros(1, np.int32) for k in FIELDS}
    state["run"][:] = rules.start.run
    state["open"][:] = int(rules.start.open_run)
    state["gap"][:] = rules.start.gap if rules.memory else memory.levels
    state["cls"][:] = rules.start.cls
    counts = np.zeros((1, len(rules.counters)), np.int64)
    layers: list[tuple[Ints, Ints, Ints, Floats, int]] = []
    period_of = np.zeros(rules.days, np.int64)
    for number, period in enumerate(rules.periods):
        period_of[period.first : period.stop] = number
    for day in range(rules.days):
        options = np.array([-1, *rules.used[day]], np.int64)
        made = _layer(rules, memory, soft, state, counts, options, day, rules.periods[int(period_of[day])])
        if made is None:
            return EMPTY
        rows, targets, chosen, cost, state, counts = made
        layers.append((rows, targets, chosen, cost, len(counts)))
        arcs += len(rows)
        if arcs > most:
            raise TooManyArcs(arcs / most * rules.days / (day + 1))
    return _pruned(layers)


def _short(rules: LineRules) -> Memory:
    """Only yesterday matters: the classes as given, forgotten after a day off."""
    classes, sigs = max(1, len(rules.allowed)), max(1, len(rules.units))
    allowed = np.ones((2, 2, classes, sigs), bool)
    clash = np.zeros((classes, sigs), bool)
    if rules.units:
        allowed[:, 0], clash = np.array(rules.allowed, bool), np.array(rules.clash, bool)
    nothing = np.zeros((2, 2, classes, sigs), np.int64)
    return Memory(np.zeros((2, classes), np.int64), allowed, np.ones_like(clash), clash, nothing, nothing[..., 0],
                  np.zeros((rules.days, sigs), np.int64), np.zeros((rules.days + 1, 2), np.int64),
                  np.arange(classes))  # fmt: skip


def _layer(
    rules: LineRules, memory: Memory, soft: dict[str, float], state: dict[str, Ints], counts: Ints, options: Ints,
    day: int, period: Period,
) -> tuple[Ints, Ints, Ints, Floats, dict[str, Ints], Ints] | None:  # fmt: skip
    """Arcs of a day and the states after it, some states at a time so that memory stays bounded; None without any."""
    total, block = len(counts), max(1, PAIRS // len(options))
    arcs: list[tuple[Ints, Ints, Ints, Floats]] = []
    states: list[dict[str, Ints]] = []
    counted: list[Ints] = []
    known = 0
    for begin in range(0, total, block):
        part = {k: v[begin : begin + block] for k, v in state.items()}
        rows, cols = np.nonzero(_possible(rules, memory, soft, part, options, day, period))
        chosen = options[cols]
        here = {k: _taken(v, rows) for k, v in part.items()}
        nxt, cnt, cost, good = _step(rules, memory, soft, here, counts[begin + rows], chosen, day, period)
        kept = np.flatnonzero(good)
        if not len(kept):
            continue
        nxt, cnt = {k: _taken(v, kept).astype(np.int32, copy=False) for k, v in nxt.items()}, cnt[kept]
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


def _taken(column: Ints, rows: Ints) -> Ints:
    """Some rows of a column; of one that is the same everywhere only a view."""
    if len(column) and (column.strides == (0,) or column.min() == column.max()):
        return np.broadcast_to(column[:1], len(rows))
    return np.asarray(column[rows])


def _possible(
    rules: LineRules, memory: Memory, soft: dict[str, float], state: dict[str, Ints], options: Ints, day: int,
    period: Period,
) -> NDArray[np.bool_]:  # fmt: skip
    """What may follow each state, by the two rules that exclude most: rest between days, and hours still to be had."""
    off, sig = options < 0, np.maximum(options, 0)
    good = np.ones((len(state["run"]), len(options)), bool)
    if not rules.units:
        return good
    if "daily_rest" not in soft:
        good &= off[None, :] | memory.allowed[memory.changed[day, state["gap"]], state["gap"], state["cls"]][:, sig]
    if "contract_hours" not in soft:
        gained = np.where(off, 0, np.array(rules.units, np.int64)[sig])
        units = state["units"][:, None] + gained[None, :]
        left = np.full(good.shape, period.stop - day - 1)
        if "working_days" not in soft:
            left = np.minimum(left, period.max_days - state["wdays"][:, None] - ~off[None, :])
        good &= (units <= period.high) & (units + np.maximum(left, 0) * max(rules.units) >= period.low)
    return good


def _step(
    rules: LineRules, memory: Memory, soft: dict[str, float], state: dict[str, Ints], counts: Ints, options: Ints,
    day: int, period: Period,
) -> tuple[dict[str, Ints], Ints, Floats, NDArray[np.bool_]]:  # fmt: skip
    """The states after options (as many as states), their costs, and which of them the rules let be."""
    n = len(options)
    off = options < 0
    sig = np.maximum(options, 0)
    run, opened, gap, cls = state["run"], state["open"], state["gap"], state["cls"]
    cost, good = np.zeros(n), np.ones(n, bool)

    def forbid(rule: str, amount: Floats | Ints | NDArray[np.bool_]) -> None:
        nonlocal cost, good
        if rule in soft:
            cost = cost + soft[rule] * amount
        else:
            good = good & (amount <= 0)

    worked = run > 0
    first_day = run == 0
    # rest from the last shift, successions from yesterday's
    changed = memory.changed[day, gap]
    if rules.units and "daily_rest" in soft:  # else `_possible` has seen to it
        forbid("daily_rest", ~off & ~memory.allowed[changed, gap, cls, sig])
        good &= off | ~worked | memory.apart[np.where(worked, cls, 0), sig]
    if rules.units and memory.clashes:
        forbid("successions", ~off & worked & memory.clash[np.where(worked, cls, 0), sig])
    # runs: too short when they end (unless their begin is unknown), too long when they grow
    if rules.min_run > 1:
        forbid("consecutive_days", np.where(off & worked & (opened == 0), np.maximum(0, rules.min_run - run), 0))
    if rules.min_off > 1:
        few = np.where(~off & (run < 0) & (opened == 0), np.maximum(0, rules.min_off + run), 0)
        forbid("consecutive_days_off", few)
    new_run = np.where(off, np.where(run < 0, run - 1, -1), np.where(worked, run + 1, 1))
    if rules.max_run < 99:
        forbid("consecutive_days", (new_run > rules.max_run).astype(np.int64))
    away = state["away"]
    if rules.max_off < 99 and any(rules.away):  # known only when the run ends: an absence may still come
        ended = np.where(~off & (run < 0) & (away == 0), np.minimum(-run - rules.max_off, day), 0)
        away = np.where(off & (rules.away[day] | ((run < 0) & (away == 1))), 1, 0)
        if day + 1 == rules.days:
            ended = ended + np.where(off & (away == 0), np.minimum(-new_run - rules.max_off, day + 1), 0)
        forbid("consecutive_days_off", np.maximum(0, ended))
    elif rules.max_off < 99:
        forbid("consecutive_days_off", (-new_run > rules.max_off).astype(np.int64))
    new_open = np.broadcast_to(np.zeros(1, np.int32), n)
    if rules.min_run > 1 or rules.min_off > 1:
        new_open = np.where(first_day, opened, np.where((new_run == 1) | (new_run == -1), 0, opened))
    longest = rules.max_off + (rules.days if any(rules.away) else 1)
    off_cap = max(rules.min_off, rules.together, rules.young, longest if rules.max_off < 60 else 1)
    run_cap = max(rules.min_run, rules.max_run + 1 if rules.max_run < 60 else 1)
    # days off together
    place = day - period.first
    joined, grown = state["joined"], state["grown"]
    if rules.together > 0:
        joined = np.where(off & (-new_run >= rules.together) & (place >= rules.together - 1), 1, joined)
    if rules.young > 0:
        grown = np.where(off & (-new_run >= rules.young) & (place >= rules.young - 1), 1, grown)
    new_run = np.clip(new_run, -off_cap, run_cap)
    # the weekly rest: what the stretch that ends with this shift gives the week of the shift, and the one it began in
    rests, debt = state["rests"], state["debt"]
    new_gap = np.where(off, np.minimum(gap + 1, memory.levels), 0)
    new_cls = np.where(off, memory.fade[gap, cls], np.array(rules.out, np.int64)[sig] if rules.units else 0)
    if memory.blocks:
        due = next((count for first, stop, count in memory.blocks if first <= day < stop), 0)
        if rules.units:
            full = memory.rests[changed, gap, cls, sig]
            forbid("weekly_rest", (~off & (full < debt)).astype(np.int64))
            rests = np.minimum(due, rests + np.where(off, 0, np.minimum(full, memory.begun[day, sig])))
        debt = np.where(off, debt, 0)
        if any(day + 1 == stop for _, stop, _ in memory.blocks):
            left = due - rests
            possible = memory.open_rests[memory.changed[day + 1, new_gap], new_gap, new_cls]
            forbid("weekly_rest", (possible < left).astype(np.int64))
            debt = np.maximum(debt, np.where(possible < left, 0, left))
            rests = np.zeros_like(rests)
        if day + 1 == rules.days:
            debt = np.zeros_like(debt)  # nothing is planned yet that could end the rest too soon
        debt = np.where(new_gap == memory.levels, 0, debt)
    begins, ends, due = memory.blocks[-1] if memory.blocks else (0, 0, 0)
    if begins <= day:  # whoever has the last rests that are asked for need only remember yesterday
        had = (debt == 0) & ((rests >= due) | (ends <= day + 1))
        new_cls = np.where(had & ~off, memory.plain[np.where(off, 0, new_cls)], new_cls)
        if memory.short:
            new_gap, new_cls = np.where(had & off, memory.levels, new_gap), np.where(had & off, 0, new_cls)
    # paid time and working days of the period
    gained = np.where(off, 0, np.array(rules.units, np.int64)[sig] if rules.units else 0)
    units = state["units"] + gained
    wdays = state["wdays"] + ~off
    forbid("working_days", (~off & (wdays > period.max_days)).astype(np.int64))
    if "contract_hours" not in soft:
        good = good & (units <= period.high)
    if rules.span_most is not None and "weekly_hours" not in soft:
        good = good & (state["total"] + units <= rules.span_most + 1e-9)
    free = min((max(0.0, v) for v in rules.overtime if v is not None), default=None)
    if free is not None and "overtime" not in soft:
        good = good & (state["extra"] + 60 * rules.unit_h * (units - period.target) <= free + 1e-6)
    # weekends: Saturday (5) and Sunday (6) count once; yesterday's run tells whether Saturday was worked
    weekend = state["weekend"]
    if rules.weekends < 99 and rules.weekdays:
        weekday = rules.weekdays[day]
        if weekday >= 5:
            fresh = ~off & ((weekday == 5) | ~worked | (day == 0) | (day in rules.weekend_resets))
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
    total, extra = state["total"], state["extra"]
    if day + 1 == period.stop:
        if period.whole and rules.together > 0:
            forbid("days_off_together", (joined == 0).astype(np.int64))
        if period.whole and rules.young > 0:
            forbid("minors", (grown == 0).astype(np.int64))
        if "contract_hours" in soft:
            least = period.low if period.least is None else period.least
            most = period.high if period.most is None else period.most
            cost = cost + np.maximum(0, np.maximum(least - units, units - most)) * rules.unit_cost
        else:
            good = good & (units >= period.low) & (units <= period.high)
        total, extra = _totals(rules, soft, total, extra, units, period, forbid)
        units, wdays = np.zeros_like(units), np.zeros_like(wdays)
        joined, grown = np.zeros_like(joined), np.zeros_like(grown)
    nxt = {"run": new_run, "open": new_open, "gap": new_gap, "cls": new_cls, "units": units, "wdays": wdays,
           "total": total, "extra": extra, "rests": rests, "debt": debt, "away": away, "joined": joined, "grown": grown,
           "weekend": weekend}  # fmt: skip
    return nxt, cnt, cost, good


def _totals(
    rules: LineRules, soft: dict[str, float], total: Ints, over: Ints, units: Ints, period: Period,
    forbid: Callable[[str, Floats], None],
) -> tuple[Ints, Ints]:  # fmt: skip
    """Units of paid time, and minutes of overtime, so far at the end of a period; kept only as far as limits ask.

    Where what may still come cannot bring anybody over a limit any more, all amounts below it are one.
    """
    later = [p for p in rules.periods if p.first >= period.stop]
    bounds = [_most(rules, soft, p) for p in later]
    if rules.span_most is not None:
        total = total + units
        if later:
            total = np.maximum(total, int(max(0.0, rules.span_most - sum(bounds))))
        else:
            beyond = np.maximum(0.0, total - rules.span_most - 1e-9)
            forbid("weekly_hours", beyond * rules.unit_h * 7 / rules.days)
            total = np.zeros_like(total)
    none, year = rules.overtime
    if none is not None or year is not None:
        minutes = 60 * rules.unit_h
        over = over + np.maximum(0, np.round(minutes * (units - period.target))).astype(np.int64)
        if later:
            to_come = sum(minutes * max(0.0, most - p.target) for p, most in zip(later, bounds, strict=True))
            limit = max(0.0, min(v for v in rules.overtime if v is not None))
            over = np.maximum(over, int(max(0.0, limit - to_come)))
        else:
            amount = np.zeros(len(over))
            if none is not None:
                amount = amount + np.where(over > none, over / 60, 0.0)
            if year is not None:
                amount = amount + np.where(over > 0, np.maximum(0.0, over - year) / 60, 0.0)
            forbid("overtime", amount)
            over = np.zeros_like(over)
    return total, over


def _most(rules: LineRules, soft: dict[str, float], period: Period) -> float:
    """The most units that a period may have."""
    longest = max(rules.units, default=0) * (
        period.stop - period.first if "working_days" in soft else min(period.max_days, period.stop - period.first)
    )
    return float(longest if "contract_hours" in soft else min(longest, period.high))


def _alike(flat: dict[str, Ints], counts: Ints) -> tuple[Ints, Ints]:
    """The first of each kind of state, and which kind each is."""
    _, first, inverse = np.unique(_key(flat, counts), return_index=True, return_inverse=True)
    return first.astype(np.int64), np.ravel(inverse).astype(np.int64)


def _key(flat: dict[str, Ints], counts: Ints) -> Ints:
    key = np.zeros(len(flat["run"]), np.int64)
    columns = [flat[k] for k in FIELDS] + [counts[:, i] for i in range(counts.shape[1])]
    for column in columns:
        low, high = int(column.min()), int(column.max())
        if low == high:
            continue
        place = column - low
        if high - low > 1000:  # few values far apart: numbered, so that the product stays small
            place = np.unique(column, return_inverse=True)[1]
            low, high = 0, int(place.max())
        key = key * (high - low + 1) + place
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
