"""Demand per cell instead of per skill: shift types covered as they are, and activities within a shift.

Both go through the same engine as contact-centre weeks: a `Core` whose cells have a convex cost of the hands in them.
`shift_core` takes graphs of any line rules (successions, runs, weekends, counted kinds); `activity_core` takes shifts
of any length between two bounds, cut into activities of a minimum length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.rostering.kernels.arrays import INF, Core, core_of
from planner.rostering.lines.graph import EMPTY, Graph, build
from planner.rostering.lines.types import LineRules


@dataclass(frozen=True)
class ShiftPerson:
    """Line rules, cost[day, type] (INF: not allowed), cost of a day off, and limits that the graph does not count."""

    rules: LineRules
    cost: np.ndarray
    off: np.ndarray
    limits: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class ActivityPerson:
    """Least and most cells of work, cost[day] of working on it (INF: not allowed) and of being off."""

    low: int
    high: int
    work: np.ndarray
    off: np.ndarray


@dataclass(frozen=True)
class ActivityFrame:
    """Shifts of `short`..`long` cells that start in `starts[day]`, `rest` cells between them, at most `most` days
    running, activities of at least `stretch` cells."""

    starts: tuple[tuple[int, ...], ...]
    short: int
    long: int
    rest: int
    most: int
    stretch: int
    day: int
    lead: int


def shift_core(days: int, types: int, table: np.ndarray, people: Sequence[ShiftPerson]) -> Core:
    """A core of shift types: cell = day * types + type; `table[cell, n]` the cost of n people in it."""
    graphs: dict[LineRules, int] = {}
    built: list[Graph] = []
    for person in people:
        if person.rules not in graphs:
            graphs[person.rules] = len(built)
            built.append(build(person.rules))
    cells = np.arange(days * types)
    limits = [p.limits for p in people]
    first = np.concatenate([[0], np.cumsum([len(v) for v in limits])])
    return _core(
        2, days, days * types, 1, 1, table, len(people), cells // types, cells % types, cells,
        np.ones(len(cells), np.int64), [p.cost.ravel() for p in people], np.array([p.off for p in people]),
        [graphs[p.rules] for p in people], built, types,
        (first, [s for v in limits for s, _ in v], [m for v in limits for _, m in v]),
        np.zeros((len(people), 2), np.int64), np.zeros(6, np.int64),
    )  # fmt: skip


def activity_core(
    days: int, periods: int, tasks: int, table: np.ndarray, frame: ActivityFrame, people: Sequence[ActivityPerson]
) -> Core:
    """A core of activities: cell = period * tasks + task; `table[cell, n]` the cost of n people in it."""
    lengths = frame.long - frame.short + 1
    places = max(len(s) for s in frame.starts)
    day, sig, start, full, ends = [], [], [], [], []
    for d, begins in enumerate(frame.starts):
        for k, begin in enumerate(begins):
            usable = [n for n in range(frame.short, frame.long + 1) if begin + n <= periods]
            for n in usable:
                day.append(d)
                sig.append(k * lengths + n - frame.short)
                start.append(begin)
                full.append(n)
                ends.append(usable[-1])
    flat = [frame.short, frame.long, frame.rest, frame.most, frame.day, frame.lead]
    for begins in frame.starts:
        flat += [*begins, *[10**9] * (places - len(begins))]
    days_of = np.array(day)
    return _core(
        1, days, periods * tasks, tasks, frame.stretch, table, len(people), days_of, np.array(sig), np.array(start),
        np.array(full), [p.work[days_of] for p in people], np.array([p.off for p in people]), [0] * len(people),
        [EMPTY], places * lengths, (np.zeros(len(people) + 1), [], []),
        np.array([(p.low, p.high) for p in people], np.int64), np.array(flat, np.int64), np.array(ends),
    )  # fmt: skip


def _core(
    kind: int, days: int, cells: int, tasks: int, stretch: int, table: np.ndarray, n: int, d_day: np.ndarray,
    d_sig: np.ndarray, d_start: np.ndarray, d_full: np.ndarray, costs: list[np.ndarray], off: np.ndarray,
    graph_of: list[int], graphs: list[Graph], sigs: int, limits: tuple[np.ndarray, list[int], list[int]],
    bounds: np.ndarray, frame: np.ndarray, longest: np.ndarray | None = None,
) -> Core:  # fmt: skip
    duties = len(d_day)
    arcs = np.concatenate([[0], np.cumsum([len(g.source) for g in graphs])]).astype(np.int64)
    layer = np.zeros((len(graphs), days + 1), np.int64)
    for k, graph in enumerate(graphs):
        if graph.feasible:
            layer[k] = graph.layer + arcs[k]
    zeros = np.zeros(0, np.int64)
    none = np.zeros(0)
    return core_of(
        kind, days, cells, tasks, stretch, np.zeros((1, 1, cells)), np.zeros((1, 1)), np.zeros(1),
        np.array([0, 1], np.int64), np.ones((1, 1)), np.ascontiguousarray(table, float), np.zeros(n, np.int64),
        np.ones((1, cells)), np.zeros(n, np.int64), np.array([0, duties], np.int64), d_day.astype(np.int64),
        d_sig.astype(np.int64), d_start.astype(np.int64), d_full.astype(np.int64), np.zeros(duties),
        np.zeros(duties, np.int64) if longest is None else longest, np.zeros(1, np.int64),
        zeros, zeros, zeros, none, np.ones(1, np.int64),
        np.zeros(n, np.int64), (np.arange(n + 1) * duties).astype(np.int64),
        np.minimum(np.concatenate(costs), INF), np.minimum(off, INF).astype(float).reshape(n, days),
        np.array(graph_of, np.int64), layer, np.concatenate([g.source for g in graphs]),
        np.concatenate([g.target for g in graphs]), np.concatenate([g.signature for g in graphs]),
        np.concatenate([g.cost for g in graphs]), np.array([g.final_first for g in graphs], np.int64),
        # activities have no graph: one node marks them as usable
        np.array([1] if kind == 1 else [g.nodes if g.feasible else 0 for g in graphs], np.int64), sigs,
        zeros, zeros, none, 1,
        limits[0].astype(np.int64), np.array(limits[1], np.int64), np.array(limits[2], np.int64), bounds, frame,
    )  # fmt: skip
