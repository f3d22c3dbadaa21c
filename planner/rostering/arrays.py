"""A problem and a roster as arrays, the form that the compiled kernels work on.

Three kinds of day share one engine: 0 shifts with breaks that cover intervals for all the skills of a group (Hall's
condition tells what that serves), 1 shifts cut into activities of a minimum length, 2 shift types covered as they are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

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
