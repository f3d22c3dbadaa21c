"""A problem and a roster as arrays, the form that the compiled kernels work on.

Shifts with breaks cover intervals for all the skills of a group; Hall's condition tells what that serves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

INF = 1e18
NO_WINDOW = -(10**6)  # fills up the rows of Core.windows

# rows of Core.person, duties, templates, pauses and arcs
GROUP, MASK, SET, GRAPH, COSTS, LIMITS, SPREAD = 0, 1, 2, 3, 4, 5, 6
DAY, SIGN, START, FULL, TEMPLATE, BEGIN = 0, 1, 2, 3, 4, 5
BREAKS, GAP = 0, 1
LOW, HIGH, LENGTH = 0, 1, 2
SOURCE, TARGET, SIGNATURE = 0, 1, 2


class Core(NamedTuple):
    """All arrays of a problem. Sizes: N people, D days, T cells, G groups, R Hall rows, L demand levels, B blocks.

    What belongs together lies in one array: numba compiles a kernel the slower the more arrays are passed to it. The
    properties name the rows for everything that is not compiled; `core_of` packs them.
    """

    days: int
    cells: int
    const: np.ndarray  # [L, R, T] requirement of the channels outside each Hall set
    inc: np.ndarray  # [L, B] points per unserved unit of each level
    over: np.ndarray  # [B] points per idle hand
    block: np.ndarray  # [B + 1] first Hall row of each block
    hit: np.ndarray  # [G, R] whether a hand of the group counts in the row
    mask: np.ndarray  # [M, T] share of a hand that counts (training, screen pauses)
    person: np.ndarray  # [7, N + 1] group, mask, duty set, graph, first duty cost, first limit, spread
    duty_first: np.ndarray  # [S + 1] duties of each duty set
    duties: np.ndarray  # [6, Q] day, signature, first cell, whole cells, template, minute
    d_tail: np.ndarray  # [Q] share of the cell after the last
    templates: np.ndarray  # [2, templates + 1] first break, cells between breaks
    pauses: np.ndarray  # [3, breaks] first and last start in the shift, whole cells
    t_frac: np.ndarray  # [breaks] share of the cell after the last
    duty_cost: np.ndarray
    off_cost: np.ndarray  # [N, D]
    graphs: np.ndarray  # [graphs, D + 3] first arc of each day, first final node, nodes
    arcs: np.ndarray  # [3, A] source, target, signature (-1: day off)
    arc_cost: np.ndarray
    n_sigs: int
    pairs: np.ndarray  # [2, pairs]
    pair_cost: np.ndarray  # > 0 together, < 0 apart; points a cell
    max_breaks: int
    limits: np.ndarray  # [2, limits] signature and most of it: limits that the graph does not count
    spread: np.ndarray  # [spreads, 2] window of a week's starts in minutes, points a minute outside (INF: hard)
    windows: np.ndarray  # [spreads, ...] minutes at which the window may begin
    queue: np.ndarray  # [Q, 3, T + 2] work that may wait (see `backlog`)

    @property
    def group(self) -> np.ndarray:
        found: np.ndarray = self.person[GROUP, :-1]
        return found

    @property
    def mask_of(self) -> np.ndarray:
        found: np.ndarray = self.person[MASK, :-1]
        return found

    @property
    def set_of(self) -> np.ndarray:
        found: np.ndarray = self.person[SET, :-1]
        return found

    @property
    def graph_of(self) -> np.ndarray:
        found: np.ndarray = self.person[GRAPH, :-1]
        return found

    @property
    def cost_first(self) -> np.ndarray:
        found: np.ndarray = self.person[COSTS]
        return found

    @property
    def d_day(self) -> np.ndarray:
        found: np.ndarray = self.duties[DAY]
        return found

    @property
    def d_start(self) -> np.ndarray:
        found: np.ndarray = self.duties[START]
        return found

    @property
    def d_full(self) -> np.ndarray:
        found: np.ndarray = self.duties[FULL]
        return found

    @property
    def layer(self) -> np.ndarray:
        found: np.ndarray = self.graphs[:, : self.days + 1]
        return found

    @property
    def nodes(self) -> np.ndarray:
        found: np.ndarray = self.graphs[:, self.days + 2]
        return found


@dataclass
class Demand:
    """Hall rows; see `Core`."""

    const: np.ndarray
    inc: np.ndarray
    over: np.ndarray
    block: np.ndarray
    hit: np.ndarray
    mask: np.ndarray


@dataclass
class Shifts:
    """Duties in sets (`first` of each set), their templates of breaks, and the breaks of those (`breaks_from`)."""

    first: Sequence[int]
    day: Sequence[int]
    sign: Sequence[int]
    start: Sequence[int]
    full: Sequence[int]
    tail: Sequence[float]
    template: Sequence[int]
    begin: Sequence[int]
    breaks_from: Sequence[int]
    gap: Sequence[int]
    low: Sequence[int] = ()
    high: Sequence[int] = ()
    length: Sequence[int] = ()
    part: Sequence[float] = ()


class Member(NamedTuple):
    """One person: group, mask, duty set, graph, points of the set's duties and of days off, spread (-1: none), and
    (signature, most) of what the graph does not count."""

    group: int
    mask: int
    duties: int
    graph: int
    cost: np.ndarray
    off: np.ndarray
    spread: int = -1
    limits: tuple[tuple[int, int], ...] = ()


class Arcs(NamedTuple):
    """A graph as the kernels walk it: first arc of each day, arcs, first final node, nodes (0: nobody can have it)."""

    layer: np.ndarray
    source: np.ndarray
    target: np.ndarray
    signature: np.ndarray
    cost: np.ndarray
    final_first: int
    nodes: int


@dataclass
class Extras:
    """What few problems have: pairs (one, other, points a cell), windows of starts by spread."""

    pairs: Sequence[tuple[int, int, float]] = ()
    spread: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)))
    windows: np.ndarray = field(default_factory=lambda: np.zeros((0, 1), np.int64))


def core_of(
    days: int, cells: int, demand: Demand, shifts: Shifts, people: Sequence[Member], graphs: Sequence[Arcs],
    extras: Extras,
) -> Core:  # fmt: skip
    """A core from its parts."""
    n = len(people)
    costs = [p.cost for p in people]
    limits = [limit for p in people for limit in p.limits]
    arcs = np.cumsum([0, *(len(g.source) for g in graphs)])

    def joined(values: Sequence[Any]) -> np.ndarray:
        return np.concatenate(values) if values else np.zeros(0)

    firsts = [first if g.nodes else 0 for g, first in zip(graphs, arcs, strict=False)]
    ends = [[*(g.layer + first), g.final_first, g.nodes] for g, first in zip(graphs, firsts, strict=True)]
    walked = [joined([g[k] for g in graphs]) for k in (1, 2, 3)]

    return Core(
        days, cells, np.ascontiguousarray(demand.const), np.ascontiguousarray(demand.inc), demand.over, demand.block,
        np.ascontiguousarray(demand.hit), demand.mask,
        _rows(n + 1, [p.group for p in people], [p.mask for p in people], [p.duties for p in people],
              [p.graph for p in people], np.cumsum([0, *map(len, costs)]),
              np.cumsum([0, *(len(p.limits) for p in people)]), [p.spread for p in people]),
        np.array(shifts.first, np.int64),
        _rows(len(shifts.day), shifts.day, shifts.sign, shifts.start, shifts.full, shifts.template, shifts.begin),
        np.array(shifts.tail, float), _rows(len(shifts.breaks_from), shifts.breaks_from, shifts.gap),
        _rows(len(shifts.low), shifts.low, shifts.high, shifts.length), np.array(shifts.part, float),
        np.minimum(joined(costs), INF), np.minimum(np.array([p.off for p in people], float).reshape(n, days), INF),
        np.array(ends, np.int64).reshape(len(graphs), days + 3),
        _rows(int(arcs[-1]), *walked).astype(np.int32),
        joined([g.cost for g in graphs]), max([1, *(v + 1 for v in shifts.sign)]),
        _rows(len(extras.pairs), [p[0] for p in extras.pairs], [p[1] for p in extras.pairs]),
        np.array([p[2] for p in extras.pairs], float), int(max([1, *np.diff(shifts.breaks_from)])),
        _rows(len(limits), [v for v, _ in limits], [v for _, v in limits]),
        extras.spread, extras.windows, np.zeros((0, 3, cells + 2)),
    )  # fmt: skip


def _rows(width: int, *rows: Any) -> np.ndarray:
    """Rows of whole numbers in one array, filled up with zeros to `width`."""
    made = np.zeros((len(rows), width), np.int64)
    for row, values in zip(made, rows, strict=True):
        row[: len(values)] = values
    return made


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
    own: np.ndarray
    each: np.ndarray
    kept: np.ndarray
    window: np.ndarray
    loss: np.ndarray
    least: np.ndarray  # of each template of one break that may move: what it loses in a shift from every cell
    least_of: np.ndarray  # row of each template there, -1 for others
    ready: np.ndarray


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
    alone = np.diff(core.templates[BREAKS]) == 1
    first = np.where(alone, core.templates[BREAKS, :-1], 0)
    moving = alone & (core.pauses[HIGH, first] > core.pauses[LOW, first]) if len(core.t_frac) else alone
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
        np.zeros(1),
        np.zeros(int(np.diff(core.duty_first).max()) if len(core.spread) else 1),
        np.zeros(nodes),
        np.zeros(nodes, np.int32),
        np.zeros(core.cells + wide),
        np.zeros((int(moving.sum()), core.cells + wide)),
        np.where(moving, np.cumsum(moving) - 1, -1),
        np.zeros(int(moving.sum()), np.bool_),
    )


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


def whole(core: Core) -> bool:
    """Whether every cost is a whole number and every hand whole, so that a bound may be rounded up."""
    if len(core.spread) or len(core.queue):
        return False
    arrays = (core.inc, core.over, core.const, core.duty_cost, core.off_cost, core.pair_cost, core.d_tail, core.t_frac,
              core.mask, core.arc_cost)  # fmt: skip
    return all(bool(np.all(np.abs(a - np.round(a)) < 1e-9)) for a in arrays)
