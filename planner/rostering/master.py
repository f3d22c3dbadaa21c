# mypy: disable-error-code="no-untyped-call,no-any-return"
"""The linear programme over week lines, its prices, and the lower bound they prove.

One convexity row a class of people who are alike; for every channel and interval what is served plus what is short
covers the requirement; people of several skills are shared by flow variables, which is Hall's condition written
sparsely. New lines come from the exact pricing of `search`; prices are smoothed (Wentges 1997). Any prices give a
valid bound (Lagrange): what the demand would pay less what the lines would earn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from planner.rostering.arrays import INF, SPREAD, Core, work_space
from planner.rostering.deferred import Queue, queue_value
from planner.rostering.search import price_classes

Floats = NDArray[np.float64]
SMOOTH = 0.7


@dataclass
class Column:
    """A line of a class: its own cost, days, break places and cover (cells and shares)."""

    cls: int
    own: float
    duty: np.ndarray
    pause: np.ndarray
    cells: np.ndarray
    share: np.ndarray
    variable: pywraplp.Variable
    taken: int = 0


@dataclass
class Piece:
    """Rows of one kind of demand: lambda of each row, its requirement and shortage pieces (amount, cost)."""

    block: int
    channel: int
    demand: Floats
    amounts: Floats
    costs: Floats


@dataclass
class Classes:
    """People who are alike: a representative and the members of each class."""

    members: list[list[int]]
    people: np.ndarray
    groups: np.ndarray


def classes_of(core: Core, fixed: frozenset[int] = frozenset()) -> Classes:
    """People with the same group, duties, costs and graph together; `fixed` ones left out."""
    found: dict[tuple[object, ...], list[int]] = {}
    for i in range(len(core.group)):
        if i in fixed:
            continue
        first = core.cost_first[i]
        size = core.duty_first[core.set_of[i] + 1] - core.duty_first[core.set_of[i]]
        key = (
            int(core.group[i]), int(core.set_of[i]), int(core.graph_of[i]), int(core.mask_of[i]),
            int(core.person[SPREAD, i]), core.bounds[i].tobytes(),
            core.duty_cost[first : first + size].tobytes(), core.off_cost[i].tobytes(),
        )  # fmt: skip
        found.setdefault(key, []).append(i)
    members = list(found.values())
    people = np.array([m[0] for m in members], np.int64)
    return Classes(members, people, core.group[people] if len(people) else people)


def pricing(core: Core) -> Callable[..., None]:
    """The kernel that prices lines of this kind of core (activities have a module of kernels of their own)."""
    if core.kind != 1:
        return price_classes
    from planner.rostering.activities import price_weeks

    return price_weeks


class Programme:
    """Builds and runs the master of a core; see the module's text. Keeps the solver's objects between rounds."""

    def __init__(self, core: Core, classes: Classes, queues: Sequence[Queue] = ()) -> None:
        self.core, self.classes, self.queues = core, classes, queues
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.SetSolverSpecificParametersAsString("use_preprocessing: false use_scaling: false")
        self.columns: list[Column] = []
        self.known: set[tuple[int, bytes, bytes]] = set()
        self.bound, self.objective = -INF, INF
        self.unit_price = 0.0  # of work (activities)
        self.center: Floats | None = None
        self.pool = ThreadPoolExecutor(2)
        self.works = [work_space(core) for _ in range(2)]
        self.left = np.array([len(m) for m in classes.members], float)
        self.rows_of: list[list[tuple[int, Floats]]] = []
        self.fixed_cost = 0.0
        solver, inf = self.solver, self.solver.infinity()
        self.convex = [solver.RowConstraint(float(n), float(n), "") for n in self.left]
        self.objective_row = solver.Objective()
        self.objective_row.SetMinimization()
        if core.kind == 0:
            self._hall_rows(inf)
        else:
            self._table_rows(inf)
        # a line that does not exist: keeps the programme feasible before good columns are there
        for c, row in enumerate(self.convex):
            ghost = solver.NumVar(0.0, inf, "")
            row.SetCoefficient(ghost, 1.0)
            self.objective_row.SetCoefficient(ghost, 1e6)
            del c

    def _hall_rows(self, inf: float) -> None:
        core, solver = self.core, self.solver
        levels, size = core.inc.shape[0], core.cells
        self.channels: list[Piece] = []
        self.row: list[list[pywraplp.Constraint | None]] = []
        self.queue_rows: list[int] = []
        self.constant = 0.0
        self.group_rows: list[list[tuple[object, ...]]] = [[] for _ in range(core.hit.shape[0])]
        self.masks: list[tuple[int, list[int]]] = []  # lambda rows whose best a group earns
        self.earns: list[list[list[int]]] = [[] for _ in range(core.hit.shape[0])]
        self.over = np.zeros(core.hit.shape[0])
        self.hand_rows: list[list[list[pywraplp.Constraint | None]]] = [[] for _ in range(core.hit.shape[0])]
        for b in range(len(core.block) - 1):
            first, stop = int(core.block[b]), int(core.block[b + 1])
            count = int(stop - first).bit_length() - 1
            full = stop - 1
            base = len(self.channels)
            idle = float(core.over[b])
            for k in range(count):
                r = first + ((stop - first - 1) ^ (1 << k))
                demand = core.const[:, r, :] - core.const[:, full, :]
                amounts = np.array([demand[v] - (demand[v + 1] if v + 1 < levels else 0.0) for v in range(levels)])
                costs = np.cumsum(core.inc[:, b]) + idle
                self.channels.append(Piece(b, k, demand[0].copy(), amounts, costs))
                self.constant -= idle * float(demand[0].sum())
                rows: list[pywraplp.Constraint | None] = []
                self.row.append(rows)
                waiting = [q for q in self.queues if (q.block, q.place) == (b, k)]
                if waiting:
                    rows += self._queue_rows(waiting[0], idle, inf)
                    self.queue_rows.append(len(self.row) - 1)
                    continue
                for t in range(size):
                    if demand[0, t] <= 1e-9:
                        rows.append(None)
                        continue
                    row = solver.RowConstraint(float(demand[0, t]), inf, "")
                    for v in range(levels):
                        if amounts[v, t] > 1e-9:
                            short = solver.NumVar(0.0, float(amounts[v, t]), "")
                            row.SetCoefficient(short, 1.0)
                            self.objective_row.SetCoefficient(short, float(costs[v]))
                    rows.append(row)
            shared: dict[tuple[int, ...], list[pywraplp.Constraint | None]] = {}
            for g in range(core.hit.shape[0]):
                mine = tuple(base + k for k in range(count) if core.hit[g, first + (1 << k)] > 0)
                if not mine:
                    continue
                self.over[g] += idle
                self.earns[g].append(list(mine))
                if mine not in shared:
                    shared[mine] = [self._hand_row(mine, t, inf) for t in range(size)]
                self.hand_rows[g].append(shared[mine])

    def _queue_rows(self, queue: Queue, idle: float, inf: float) -> list[pywraplp.Constraint]:
        """Rows that take hands for work that may wait; its sums stay between what is due and what was released."""
        rows: list[pywraplp.Constraint] = []
        before: list[pywraplp.Variable] = []
        for t in range(self.core.cells):
            row = self.solver.RowConstraint(0.0, inf, "")
            done = self.solver.NumVar(0.0, float(queue.released[t]), "")
            late = self.solver.NumVar(0.0, inf, "")
            work = self.solver.NumVar(0.0, inf, "")
            row.SetCoefficient(work, -1.0)
            if queue.free[t]:
                row.SetCoefficient(self.solver.NumVar(0.0, inf, ""), 1.0)
            added = self.solver.RowConstraint(0.0, 0.0, "")
            grown = self.solver.RowConstraint(0.0, 0.0, "")
            fresh = float(queue.due[t] - (queue.due[t - 1] if t else 0.0))
            for cost, most in zip(queue.late, (queue.cheap[t], fresh - queue.cheap[t]), strict=True):
                if most > 1e-9:
                    missed = self.solver.NumVar(0.0, float(most), "")
                    grown.SetCoefficient(missed, -1.0)
                    self.objective_row.SetCoefficient(missed, cost)
            met = self.solver.RowConstraint(float(queue.due[t]), inf, "")
            for place, variable in enumerate((done, late)):
                (added, grown)[place].SetCoefficient(variable, 1.0)
                met.SetCoefficient(variable, 1.0)
                if before:
                    (added, grown)[place].SetCoefficient(before[place], -1.0)
            added.SetCoefficient(work, -1.0)
            self.objective_row.SetCoefficient(work, -idle)
            rows.append(row)
            before = [done, late]
        return rows

    def _hand_row(self, mine: tuple[int, ...], t: int, inf: float) -> pywraplp.Constraint | None:
        asked = [self.row[k][t] for k in mine if self.row[k][t] is not None]
        if len(asked) <= 1:
            return asked[0] if asked else None
        hands = self.solver.RowConstraint(0.0, inf, "")
        for row in asked:
            flow = self.solver.NumVar(0.0, inf, "")
            hands.SetCoefficient(flow, -1.0)
            assert row is not None
            row.SetCoefficient(flow, 1.0)
        return hands

    def _table_rows(self, inf: float) -> None:
        core = self.core
        self.constant = 0.0
        self.cell_row = []
        top = min(core.table.shape[1] - 1, int(self.left.sum()) + 1)
        for t in range(core.cells):
            row = self.solver.RowConstraint(0.0, 0.0, "")
            self.constant += float(core.table[t, 0])
            for slope, size in slopes_of(core.table[t, : top + 1]):
                hands = self.solver.NumVar(0.0, size, "")
                row.SetCoefficient(hands, -1.0)
                self.objective_row.SetCoefficient(hands, slope)
            self.cell_row.append(row)

    # columns --------------------------------------------------------------------------------------------------

    def add(self, cls: int, own: float, duty: np.ndarray, pause: np.ndarray, cover: np.ndarray) -> bool:
        """Add a line to its class; False when it was there."""
        key = (cls, duty.tobytes(), cover.tobytes() if self.core.kind == 1 else pause.tobytes())
        if key in self.known:
            return False
        self.known.add(key)
        cells = np.nonzero(cover)[0]
        variable = self.solver.NumVar(0.0, self.solver.infinity(), "")
        column = Column(cls, own, duty.copy(), pause.copy(), cells, cover[cells].copy(), variable)
        self.convex[cls].SetCoefficient(variable, 1.0)
        cost = own
        if self.core.kind == 0:
            g = int(self.classes.groups[cls])
            cost += float(self.over[g]) * float(column.share.sum())
            for rows in self.hand_rows[g]:
                for t, share in zip(cells.tolist(), column.share.tolist(), strict=True):
                    row = rows[t]
                    if row is not None:
                        row.SetCoefficient(variable, share)
        else:
            for t, share in zip(cells.tolist(), column.share.tolist(), strict=True):
                self.cell_row[t].SetCoefficient(variable, share)
        self.objective_row.SetCoefficient(variable, cost)
        self.columns.append(column)
        return True

    def solve(self, seconds: float) -> bool:
        """Solve the programme as it stands; False when it was not solved in time."""
        self.solver.SetTimeLimit(max(1, int(1000 * seconds)))
        status = self.solver.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            return False
        self.objective = self.objective_row.Value() + self.constant
        return True

    def duals(self) -> Floats:
        """Prices of the demand rows (channel by interval, or cell)."""
        if self.core.kind == 0:
            found = np.zeros((len(self.row), self.core.cells))
            for k, rows in enumerate(self.row):
                found[k] = [0.0 if row is None else row.dual_value() for row in rows]
            return np.maximum(found, 0.0)
        return np.array([[row.dual_value() for row in self.cell_row]])

    def group_prices(self, dual: Floats) -> Floats:
        """What a hand of each group earns in each cell."""
        if self.core.kind != 0:
            return np.repeat(dual, self.core.hit.shape[0], axis=0)
        found = np.zeros((self.core.hit.shape[0], self.core.cells))
        for g, sets in enumerate(self.earns):
            for mine in sets:
                found[g] += dual[mine].max(axis=0)
            found[g] -= self.over[g]
        return found

    def demand_value(self, dual: Floats) -> float:
        """The demand's side of the Lagrangian bound."""
        if self.core.kind == 0:
            value = self.constant
            for piece, row in zip(self.channels, dual, strict=True):
                value += float((row * piece.demand).sum())
                for amount, cost in zip(piece.amounts, piece.costs, strict=True):
                    value -= float((amount * np.maximum(0.0, row - cost)).sum())
            for queue, k in zip(self.queues, self.queue_rows, strict=True):
                value += queue_value(queue, dual[k], float(self.core.over[queue.block]))
            return value
        top = min(self.core.table.shape[1] - 1, int(self.left.sum()) + 1)
        n = np.arange(top + 1)
        return float((self.core.table[:, : top + 1] + dual[0][:, None] * n[None, :]).min(axis=1).sum())

    def price(self, dual: Floats) -> tuple[float, list[tuple[float, int]]]:
        """The bound of these prices, and for each open class its reduced cost (before the class's dual) and place."""
        core, people = self.core, self.classes.people
        prices = self.group_prices(dual)
        n = len(people)
        if not hasattr(self, "found"):
            self.found = (
                np.full(n, INF), np.zeros(n), np.full((n, core.days), -1, np.int32),
                np.zeros((n, core.days, core.max_breaks), np.int32), np.zeros((n, core.cells)),
            )  # fmt: skip
        half = n // 2
        jobs = []
        priced = pricing(core)
        for work, span in zip(self.works, (slice(0, half), slice(half, n)), strict=True):
            if span.stop > span.start:
                args = [a[span] for a in self.found]
                jobs.append(self.pool.submit(priced, core, work, people[span], prices, *args))
        for job in jobs:
            job.result()
        value = self.found[0]
        bound = self.demand_value(dual) + float((self.left * value)[self.left > 0].sum())
        return bound, [(float(v), c) for c, v in enumerate(value) if self.left[c] > 0]

    def open(self, prices: Floats) -> None:
        """Begin at prices found elsewhere: their bound, and the line of every class that they make best."""
        if prices.shape == (len(self.row), self.core.cells):
            self.dual = prices
            self._price_and_add(prices, [INF] * len(self.convex), True)

    def begin(self) -> bool:
        """The bound at the prices of shifts that belong to nobody (activities); False when there is none."""
        found = anonymous_prices(self.core, self.left.sum())
        if found is None:
            return False
        self.bound, self.unit_price = self.price(found[0])[0], found[1]
        return True

    def generate(
        self, until: float, rounds: int, stop: Callable[[], bool], tolerance: float = 2e-4,
        report: Callable[[], None] | None = None, proving: bool = True,
    ) -> bool:  # fmt: skip
        """Column generation until converged (True), out of time, or out of rounds (False)."""
        stay = self.center is not None and proving
        for _ in range(rounds):
            left = until - time.perf_counter()
            if left <= 0.02 or stop() or not self.solve(left):
                return False
            dual = self.dual = self.duals()
            weights = [r.dual_value() for r in self.convex]
            point = dual if not proving or self.center is None else SMOOTH * self.center + (1 - SMOOTH) * dual
            added = self._price_and_add(point, weights, proving)
            if not added and (stay or point is not dual):
                added = self._price_and_add(dual, weights, proving)
            stay = True
            if report is not None:
                report()
            if not added:
                return True
            if proving and self.objective - self.bound <= tolerance * max(1.0, abs(self.objective)):
                return True
        return False

    def _price_and_add(self, point: Floats, weights: list[float], proving: bool) -> int:
        bound, found = self.price(point)
        if proving and bound > self.bound:
            self.bound, self.center = bound, point
        added = 0
        _, own, duty, pause, cover = self.found
        dual_price = self.group_prices(self.dual)
        for value, c in found:
            if value >= INF / 2 or own[c] >= INF / 2:
                continue
            reduced = own[c] - float((dual_price[int(self.classes.groups[c])] * cover[c]).sum()) - weights[c]
            if reduced < -1e-6:
                added += self.add(c, float(own[c]), duty[c], pause[c], cover[c])
        return added

    # dives ----------------------------------------------------------------------------------------------------

    def dive(
        self, until: float, stop: Callable[[], bool], rng: np.random.Generator, blur: float = 0.0, rounds: int = 3
    ) -> dict[int, Column] | None:
        """Fix lines one lot after another, with new lines priced in between, until everybody has one.

        Every line above 0.999 and the N/40 largest others are fixed each time; `blur` disturbs the choice among those.
        Returns a column for each person, or None when time ran out. The programme is left unfixed again.
        """
        people = float(sum(len(m) for m in self.classes.members))
        lot = max(1, int(people / 40))
        try:
            if not self.solve(until - time.perf_counter()):
                return None
            while self.left.sum() > 0.5:
                values = [c.variable.solution_value() - c.taken for c in self.columns]
                order = sorted(
                    (k for k, v in enumerate(values) if v > 1e-6),
                    key=lambda k: (-values[k] * (1.0 + blur * rng.random() if blur else 1.0), k),
                )
                fixed = 0
                for k in order:
                    column = self.columns[k]
                    times = int(values[k] + 1e-3)
                    if times == 0 and fixed < lot:
                        times = 1
                        fixed += 1
                    times = min(times, int(self.left[column.cls]))
                    if times > 0:
                        column.taken += times
                        column.variable.SetLb(float(column.taken))
                        self.left[column.cls] -= times
                if not order:
                    return None
                if self.left.sum() > 0.5:
                    self.generate(until, rounds, stop, proving=False)
                    if stop() or time.perf_counter() >= until or not self.solve(until - time.perf_counter()):
                        return None
            chosen: dict[int, Column] = {}
            for cls, members in enumerate(self.classes.members):
                lines = [c for c in self.columns if c.cls == cls for _ in range(c.taken)]
                chosen.update(zip(members, lines, strict=True))
            return chosen
        finally:
            for column in self.columns:
                if column.taken:
                    column.taken = 0
                    column.variable.SetLb(0.0)
            self.left = np.array([len(m) for m in self.classes.members], float)

    def interrupt(self) -> None:
        """End a solve that is going on (called from another thread)."""
        self.solver.InterruptSolve()

    def close(self) -> None:
        """Stop the threads that price."""
        self.pool.shutdown(wait=False)


def anonymous_prices(core: Core, people: float) -> tuple[Floats, float] | None:
    """Prices of the cells, and of a unit of work, when any number of shifts may be had of everybody together.

    Activities only; None when unsolved. A relaxation with one variable a shift of a day and no people: what they work
    in all is bounded, and how many of them work on a day. Its prices are near those of the programme over lines, which
    takes long to find them.
    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    inf = solver.infinity()
    periods, tasks = core.cells // core.tasks, core.tasks
    goal = solver.Objective()
    goal.SetMinimization()
    rows = [solver.RowConstraint(0.0, 0.0, "") for _ in range(periods)]
    for t in range(core.cells):
        for slope, size in slopes_of(core.table[t, : int(people) + 1]):
            hands = solver.NumVar(0.0, size, "")
            rows[t // tasks].SetCoefficient(hands, -1.0)
            goal.SetCoefficient(hands, slope)
    goal.SetOffset(float(core.table[:, 0].sum()))
    units = solver.RowConstraint(float(core.bounds[:, 0].sum()), float(core.bounds[:, 1].sum()), "")
    daily = [solver.RowConstraint(-inf, people, "") for _ in range(core.days)]
    for q in range(len(core.d_day)):
        begin, length = int(core.d_start[q]), int(core.d_full[q])
        shift = solver.NumVar(0.0, inf, "")
        units.SetCoefficient(shift, float(length))
        daily[int(core.d_day[q])].SetCoefficient(shift, 1.0)
        for t in range(begin, begin + length):
            rows[t].SetCoefficient(shift, 1.0)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    return np.repeat([row.dual_value() for row in rows], tasks)[None, :], abs(units.dual_value())


def slopes_of(costs: Floats) -> list[tuple[float, float]]:
    """Pieces of a convex cost of 0, 1, 2, ... hands: slope and how many hands it holds for."""
    pieces: list[tuple[float, float]] = []
    for slope in np.diff(costs).tolist():
        if pieces and pieces[-1][0] == slope:
            pieces[-1] = (slope, pieces[-1][1] + 1.0)
        else:
            pieces.append((slope, 1.0))
    return pieces
