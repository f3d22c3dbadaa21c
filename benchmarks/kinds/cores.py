"""Cores of shift types covered as they are, and of activities within a shift, with what the engine needs for them.

Shift types are ordinary shifts of one interval: cell = day * types + type, each with its own requirement. Activities
have a convex cost of the hands in each cell and lines of their own (`activity_lines`).
"""

from __future__ import annotations

import time
from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from benchmarks.kinds.activity_days import anneal_days
from benchmarks.kinds.activity_lines import insert_weeks, price_weeks
from benchmarks.kinds.table import TableProgramme, rebuild
from planner.rostering.kernels.arrays import (
    Arcs,
    Core,
    Demand,
    Extras,
    Member,
    Shifts,
    Work,
    core_of,
    work_space,
)
from planner.rostering.lines.graph import Graph, build
from planner.rostering.rules.context.line import LineRules
from planner.rostering.search.engine import Run
from planner.rostering.search.settings import Operators, Settings

SHIFT_TYPES = Settings(unit=5.0, shake=0.3, lean=0.0, last_heat=(0.3, 0.3), tree_s=None)
"""Prices of the programme are no help here: 443 with them, 439 without (`shift-9`)."""
ACTIVITIES = Settings(unit=5.0, shake=0.2, lean=0.0, last_heat=(0.3, 0.3), most=(6, 3), per_step=1.0, grow=8,
                      longest_share=0.4)  # fmt: skip
"""One slow cooling finds what many quick ones miss."""


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


def arcs_of(graph: Graph, days: int) -> Arcs:
    """A graph as the kernels walk it."""
    layer = graph.layer if graph.feasible else np.zeros(days + 1, np.int64)
    nodes = graph.nodes if graph.feasible else 0
    return Arcs(layer, graph.source, graph.target, graph.signature, graph.cost, graph.final_first, nodes)


def shift_core(
    days: int, types: int, need: np.ndarray, under: float, over: float, people: Sequence[ShiftPerson]
) -> Core:  # fmt: skip
    """A core of shift types: need[day * types + type] people, points for one missing and one too many."""
    graphs: dict[LineRules, int] = {}
    built: list[Graph] = []
    for person in people:
        if person.rules not in graphs:
            graphs[person.rules] = len(built)
            built.append(build(person.rules))
    size = days * types
    cells = np.arange(size)
    const = np.zeros((1, 2, size))  # Hall rows of one channel: nobody, and everybody
    const[0, 0] = need
    demand = Demand(const, np.array([[under]]), np.array([over]), np.array([0, 2]), np.array([[0.0, 1.0]]),
                    np.ones((1, size)))  # fmt: skip
    nothing = [0] * size
    shifts = Shifts([0, size], (cells // types).tolist(), (cells % types).tolist(), cells.tolist(), [1] * size, nothing,
                    nothing, nothing, [0, 0], [1])  # fmt: skip
    members = [Member(0, 0, 0, graphs[p.rules], p.cost.ravel(), p.off, -1, p.limits) for p in people]
    return core_of(days, size, demand, shifts, members, [arcs_of(g, days) for g in built], Extras())


# activities -----------------------------------------------------------------------------------------------------------


MORE = ("tasks", "min_stretch", "table", "least", "most", "frame")


class ActivityCore(namedtuple("ActivityCore", (*Core._fields, *MORE))):
    """A core with the cost table [T, n + 2], units of each person, and the frame.

    That is shortest and longest shift, rest, most days running, cells a day, of the grid's day 0, the starts by day.
    """

    group, mask_of, set_of, graph_of, cost_first = (
        Core.group, Core.mask_of, Core.set_of, Core.graph_of, Core.cost_first,
    )  # fmt: skip
    d_day, d_start, d_full, layer, nodes = Core.d_day, Core.d_start, Core.d_full, Core.layer, Core.nodes


class ActivityWork(NamedTuple):
    """Scratch space of one thread, as `Work` has it, with that of cutting shifts and of weeks."""

    price: np.ndarray
    prefix: np.ndarray
    value: np.ndarray
    best: np.ndarray
    duty: np.ndarray
    pause: np.ndarray
    cover: np.ndarray
    own: np.ndarray
    stretch: np.ndarray
    came: np.ndarray
    week: np.ndarray


def activity_work(core: Any) -> Any:
    """Scratch space for one thread."""
    plain: Work = work_space(core)
    wide = int(core.d_full.max()) + 4
    starts = max(len(np.unique(core.d_start[core.d_day == d])) for d in range(core.days))
    week = core.days + 1, int(core.frame[3]) + 1, starts + 1, int(core.most.max()) + 1
    stretch = core.tasks + 1, wide + 2
    return ActivityWork(
        plain.price, plain.prefix, plain.value, plain.best, plain.duty, plain.pause, plain.cover, plain.own,
        np.zeros(stretch), np.zeros(stretch, np.int32), np.zeros(week),
    )  # fmt: skip


def activity_core(
    days: int, periods: int, tasks: int, table: np.ndarray, frame: ActivityFrame, people: Sequence[ActivityPerson]
) -> Any:
    """A core of activities: cell = period * tasks + task; `table[cell, n]` the cost of n people in it."""
    lengths = frame.long - frame.short + 1
    places = max(len(s) for s in frame.starts)
    day, sig, start, full, ends = list[int](), list[int](), list[int](), list[int](), list[int]()
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
    cells, nothing, none = periods * tasks, [0] * len(day), np.zeros(0, np.int64)
    demand = Demand(np.zeros((1, 1, cells)), np.zeros((1, 1)), np.zeros(1), np.array([0, 1]), np.ones((1, 1)),
                    np.ones((1, cells)))  # fmt: skip
    shifts = Shifts([0, len(day)], day, sig, start, full, nothing, ends, nothing, [0, 0], [1])
    graph = Arcs(np.zeros(days + 1, np.int64), none, none, none, np.zeros(0), 0, 1)  # one node: usable
    members = [Member(0, 0, 0, 0, p.work[np.array(day)], p.off) for p in people]
    core = core_of(days, cells, demand, shifts, members, [graph], Extras())
    return ActivityCore(
        *core._replace(n_sigs=places * lengths), tasks, frame.stretch, np.ascontiguousarray(table, float),
        np.array([p.low for p in people], np.int64), np.array([p.high for p in people], np.int64),
        np.array(flat, np.int64),
    )  # fmt: skip


@dataclass
class Strain:
    """Points a unit of work astray: hours are exact at the end of a cycle only.

    Below what a unit is worth at first, so that hours move between people freely, and far above it at last.
    """

    unit_price: float = 1.0

    def __call__(self, run: Run, part: tuple[float, float]) -> tuple[float, ...]:
        return tuple(self.unit_price * (0.6 + 13.0 * end * end) for end in part)


def activity_operators() -> Operators:
    """Lines of activities are priced too slowly for column generation: the programme gives its first bound only."""
    strain = Strain()

    def prove(run: Run, programme: TableProgramme) -> None:
        if programme.begin():
            run.bounded(programme.bound)
            strain.unit_price = max(strain.unit_price, programme.unit_price)
            run.best.bound_s = time.perf_counter() - run.begun
        run.report("proving")

    return Operators(
        insert_weeks, anneal_days, price_weeks, rebuild, activity_work, lambda core: 2.5e-5 * (1 + core.tasks),
        lambda core, i: (int(core.least[i]), int(core.most[i])), strain, prove, TableProgramme,
    )  # fmt: skip
