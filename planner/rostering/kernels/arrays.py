"""A problem and a roster as arrays, the form that the compiled kernels work on.

Three kinds of day share one engine: 0 shifts with breaks that cover intervals for all the skills of a group (Hall's
condition tells what that serves), 1 shifts cut into activities of a minimum length, 2 shift types covered as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

INF = 1e18
Ints = Sequence[int] | np.ndarray

# rows of Core.person, duties, templates, pauses and arcs
GROUP, MASK, SET, GRAPH, COSTS, LIMITS, LEAST, MOST, SPREAD = 0, 1, 2, 3, 4, 5, 6, 7, 8
DAY, SIGN, START, FULL, TEMPLATE, BEGIN = 0, 1, 2, 3, 4, 5
NO_WINDOW = -(10**6)  # fills up the rows of Core.windows
BREAKS, GAP = 0, 1
LOW, HIGH, LENGTH = 0, 1, 2
SOURCE, TARGET, SIGNATURE = 0, 1, 2


class Core(NamedTuple):
    """All arrays of a problem. Sizes: N people, D days, T cells, G groups, R Hall rows, L demand levels, B blocks.

    What belongs together lies in one array: numba compiles a kernel the slower the more arrays are passed to it. The
    properties name the rows for everything that is not compiled; `core_of` takes them by these names.
    """

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
    mask: np.ndarray  # [M, T] share of a hand that counts (training, screen pauses)
    person: np.ndarray  # [9, N + 1] group, mask, duty set, graph, first duty cost, first limit, units (kind 1), spread
    duty_first: np.ndarray  # [S + 1] duties of each duty set
    duties: np.ndarray  # [6, Q] day, signature, first cell, whole cells, template (kind 1: longest length), minute
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
    queue: np.ndarray  # [Q, 3, T + 2] work that may wait (kind 0; see `backlog`)
    frame: np.ndarray  # kind 1: shortest and longest shift, rest, most days running, cells a day, of the grid's day 0

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
    def bounds(self) -> np.ndarray:
        found: np.ndarray = self.person[LEAST:, :-1].T
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


def core_of(
    kind: int, days: int, cells: int, tasks: int, min_stretch: int, const: np.ndarray, inc: np.ndarray,
    over: np.ndarray, block: np.ndarray, hit: np.ndarray, table: np.ndarray, group: Ints, mask: np.ndarray,
    mask_of: Ints, duty_first: np.ndarray, d_day: Ints, d_sig: Ints, d_start: Ints, d_full: Ints, d_tail: np.ndarray,
    d_template: Ints, t_first: Ints, t_low: Ints, t_high: Ints, t_full: Ints, t_frac: np.ndarray, t_gap: Ints,
    set_of: Ints, cost_first: Ints, duty_cost: np.ndarray, off_cost: np.ndarray, graph_of: Ints, layer: np.ndarray,
    source: np.ndarray, target: np.ndarray, signature: np.ndarray, arc_cost: np.ndarray, final_first: Ints,
    nodes: Ints, n_sigs: int, pair_a: Ints, pair_b: Ints, pair_cost: np.ndarray, max_breaks: int, limit_first: Ints,
    limit_sig: Ints, limit_most: Ints, bounds: np.ndarray, frame: np.ndarray, d_begin: Ints = (),
    spread_of: Ints = (), spread: np.ndarray | None = None, windows: np.ndarray | None = None,
) -> Core:  # fmt: skip
    """A core from its rows by name."""
    n = len(off_cost) + 1
    if not len(spread_of):
        spread_of = np.full(n - 1, -1)
    return Core(
        kind, days, cells, tasks, min_stretch, const, inc, over, block, hit, table, mask,
        _rows(n, group, mask_of, set_of, graph_of, cost_first, limit_first, bounds[:, 0], bounds[:, 1],
              spread_of), duty_first,
        _rows(len(d_day), d_day, d_sig, d_start, d_full, d_template, d_begin), d_tail,
        _rows(len(t_first), t_first, t_gap),
        _rows(len(t_low), t_low, t_high, t_full), t_frac, duty_cost, off_cost,
        np.ascontiguousarray(np.column_stack([layer, final_first, nodes]), np.int64),
        _rows(len(source), source, target, signature).astype(np.int32), arc_cost, n_sigs,
        _rows(len(pair_a), pair_a, pair_b), pair_cost, max_breaks, _rows(len(limit_sig), limit_sig, limit_most),
        np.zeros((0, 2)) if spread is None else spread,
        np.zeros((0, 1), np.int64) if windows is None else windows, np.zeros((0, 3, cells + 2)), frame,
    )  # fmt: skip


def _rows(width: int, *rows: Ints) -> np.ndarray:
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
    stretch: np.ndarray
    came: np.ndarray
    own: np.ndarray
    week: np.ndarray
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
        np.zeros((core.tasks + 1, wide + 2)),
        np.zeros((core.tasks + 1, wide + 2), np.int32),
        np.zeros(1),
        np.zeros((core.days + 1, *week_shape(core))) if core.kind == 1 else np.zeros((1, 1, 1, 1)),
        np.zeros(int(np.diff(core.duty_first).max()) if len(core.spread) else 1),
        np.zeros(nodes),
        np.zeros(nodes, np.int32),
        np.zeros(core.cells + wide),
        np.zeros((int(moving.sum()), core.cells + wide)),
        np.where(moving, np.cumsum(moving) - 1, -1),
        np.zeros(int(moving.sum()), np.bool_),
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


def whole(core: Core) -> bool:
    """Whether every cost is a whole number and every hand whole, so that a bound may be rounded up."""
    if len(core.spread) or len(core.queue):
        return False
    arrays = (core.inc, core.over, core.const, core.duty_cost, core.off_cost, core.pair_cost, core.d_tail, core.t_frac,
              core.mask, core.arc_cost, core.table)  # fmt: skip
    return all(bool(np.all(np.abs(a - np.round(a)) < 1e-9)) for a in arrays)
