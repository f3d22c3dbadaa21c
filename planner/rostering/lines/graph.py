"""The rules of one person's line as a layered graph: a path is a line that keeps them, its length the cost of bending.

A node is what the rest of the line needs to know after a day: the run of working days or days off, the last shift's
class for rest and successions, minutes and days so far in the week, the weekly rests had or owed, weekends and counted
shift kinds. Arcs are days off (-1) or signatures of shifts that look alike to every rule; which shift of a signature is
best is the business of `lines`. Layers are built by numpy over all states at once, and pruned to nodes that can finish.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.rostering.rules.context.line import BASE, Floats, LineRules, Morning, Period, Step
from planner.rostering.rules.context.memory import Ints

PAIRS = 1 << 20  # states times shifts looked at together: bounds the memory of a graph


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


class TooManyArcs(Exception):
    """A graph has more arcs than asked for; `times` is about how many times more, from the days that were made."""

    def __init__(self, times: float) -> None:
        super().__init__(times)
        self.times = times


def build(rules: LineRules, most: float = np.inf) -> Graph:
    """The graph of all lines that keep the hard rules; EMPTY when there is none.

    Raises TooManyArcs as soon as there are more than `most` arcs.
    """
    if rules.hard("contract_hours") and any(p.low > p.high for p in rules.periods):
        return EMPTY
    arcs = 0
    fields = (*BASE, *(column for part in rules.parts for column in part.columns))
    state: dict[str, Ints] = {k: np.zeros(1, np.int32) for k in fields}
    state["run"][:] = rules.start.run
    state["open"][:] = int(rules.start.open_run)
    state["gap"][:] = rules.start.gap
    state["cls"][:] = rules.start.cls
    layers: list[tuple[Ints, Ints, Ints, Floats, int]] = []
    period_of = np.zeros(rules.days, np.int64)
    for number, period in enumerate(rules.periods):
        period_of[period.first : period.stop] = number
    for day in range(rules.days):
        options = np.array([-1, *rules.used[day]], np.int64)
        made = _layer(rules, state, options, day, rules.periods[int(period_of[day])])
        if made is None:
            return EMPTY
        rows, targets, chosen, cost, state = made
        layers.append((rows, targets, chosen, cost, len(state["run"])))
        arcs += len(rows)
        if arcs > most:
            raise TooManyArcs(arcs / most * rules.days / (day + 1))
    return _pruned(layers)


def _layer(
    rules: LineRules, state: dict[str, Ints], options: Ints, day: int, period: Period
) -> tuple[Ints, Ints, Ints, Floats, dict[str, Ints]] | None:
    """Arcs of a day and the states after it, some states at a time so that memory stays bounded; None without any."""
    total, block = len(state["run"]), max(1, PAIRS // len(options))
    arcs: list[tuple[Ints, Ints, Ints, Floats]] = []
    states: list[dict[str, Ints]] = []
    known = 0
    for begin in range(0, total, block):
        part = {k: v[begin : begin + block] for k, v in state.items()}
        rows, cols = np.nonzero(Morning(rules, day, period, part, options).possible())
        chosen = options[cols]
        step = Step(rules, day, period, {k: _taken(v, rows) for k, v in part.items()}, chosen)
        for one in rules.parts:
            one.step(step)
        after = step.finish()
        good = np.flatnonzero(step.good)
        if not len(good):
            continue
        after = {k: _taken(v, good).astype(np.int32, copy=False) for k, v in after.items()}
        first, inverse = _alike(after)
        arcs.append((begin + rows[good], known + inverse, chosen[good], step.cost[good]))
        states.append({k: v[first] for k, v in after.items()})
        known += len(first)
    if not arcs:
        return None
    joined = {k: np.concatenate([s[k] for s in states]) for k in state}
    first, inverse = _alike(joined)
    rows, targets, chosen, cost = (np.concatenate(column) for column in zip(*arcs, strict=True))
    return rows, inverse[targets], chosen, cost, {k: v[first] for k, v in joined.items()}


def _taken(column: Ints, rows: Ints) -> Ints:
    """Some rows of a column; of one that is the same everywhere only a view."""
    if len(column) and (column.strides == (0,) or column.min() == column.max()):
        return np.broadcast_to(column[:1], len(rows))
    return np.asarray(column[rows])


def _alike(state: dict[str, Ints]) -> tuple[Ints, Ints]:
    """The first of each kind of state, and which kind each is."""
    _, first, inverse = np.unique(_key(state), return_index=True, return_inverse=True)
    return first.astype(np.int64), np.ravel(inverse).astype(np.int64)


def _key(state: dict[str, Ints]) -> Ints:
    key = np.zeros(len(state["run"]), np.int64)
    for column in state.values():
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
