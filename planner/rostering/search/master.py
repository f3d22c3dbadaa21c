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

from planner.rostering.kernels.arrays import INF, Core
from planner.rostering.model.deferred import Queue, queue_value
from planner.rostering.search.columns import Classes, Column
from planner.rostering.search.settings import Operators
from planner.rostering.search.totals import Prices, Totals, between

Floats = NDArray[np.float64]


@dataclass
class Piece:
    """Rows of one kind of demand: lambda of each row, its requirement and shortage pieces (amount, cost)."""

    block: int
    channel: int
    demand: Floats
    amounts: Floats
    costs: Floats


class Programme:
    """Builds and runs the master of a core; see the module's text. Keeps the solver's objects between rounds."""

    def __init__(
        self, core: Core, classes: Classes, operators: Operators | None = None, queues: Sequence[Queue] = ()
    ) -> None:  # fmt: skip
        self.core, self.classes, self.queues = core, classes, queues
        self.operators = operators or Operators()
        self.bound, self.objective = -INF, INF
        self.steps: int | None = None  # of a solve, where one that goes round in circles is better begun anew
        self.spent = 0  # steps of GLOP so far
        self.ease = 0.0  # up to how much less is asked for in a row than is needed (`ask`)
        self.center: Prices | None = None
        self.pool = ThreadPoolExecutor(2)
        self.works = [self.operators.work_space(core) for _ in range(2)]
        self.left = np.array([len(m) for m in classes.members], float)
        self._build()

    def _build(self) -> None:
        """The programme without lines."""
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        steps = "" if self.steps is None else f" max_number_of_iterations: {self.steps}"
        self.solver.SetSolverSpecificParametersAsString("use_preprocessing: false use_scaling: false" + steps)
        self.columns: list[Column] = []
        self.known: set[tuple[int, bytes, bytes]] = set()
        solver, inf = self.solver, self.solver.infinity()
        self.convex = [solver.RowConstraint(float(n), float(n), "") for n in self.left]
        self.objective_row = solver.Objective()
        self.objective_row.SetMinimization()
        self.totals = Totals(self.core, self.classes, solver)
        self._rows(inf)
        # a line that does not exist: keeps the programme feasible before good columns are there
        for row in self.convex:
            ghost = solver.NumVar(0.0, inf, "")
            row.SetCoefficient(ghost, 1.0)
            self.objective_row.SetCoefficient(ghost, 1e6)

    def _rows(self, inf: float) -> None:
        """Rows of demand and what is short."""
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
                asked = demand[0] - self.ease * self._chance(base + k)
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
                    row = solver.RowConstraint(float(asked[t]), inf, "")
                    for v in range(levels):
                        if amounts[v, t] > 1e-9:
                            short = solver.NumVar(0.0, float(amounts[v, t]), "")
                            row.SetCoefficient(short, 1.0)
                            self.totals.short.setdefault((b, v), []).append(short)
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

    def _chance(self, k: int) -> Floats:
        return np.random.default_rng(k).random(self.core.cells)

    def ask(self, ease: float) -> None:
        """Ask in every row of live work for a little less than is needed, by chance, up to `ease`.

        Of many bases at one point GLOP goes through fewer then. Bounds count the whole need whatever is asked.
        """
        self.ease = ease
        for k, (piece, rows) in enumerate(zip(self.channels, self.row, strict=True)):
            if k not in self.queue_rows:
                asked = piece.demand - ease * self._chance(k)
                for row, least in zip(rows, asked.tolist(), strict=True):
                    if row is not None:
                        row.SetLb(least)

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

    # columns --------------------------------------------------------------------------------------------------

    def add(self, cls: int, own: float, duty: np.ndarray, pause: np.ndarray, cover: np.ndarray) -> bool:
        """Add a line to its class; False when it was there."""
        key = (cls, duty.tobytes(), self._places(pause, cover))
        if key in self.known:
            return False
        self.known.add(key)
        cells = np.nonzero(cover)[0]
        variable = self.solver.NumVar(0.0, self.solver.infinity(), "")
        column = Column(cls, own, duty.copy(), pause.copy(), cells, cover[cells].copy(), variable)
        self.convex[cls].SetCoefficient(variable, 1.0)
        cost = own + self._serves(column)
        self.totals.count(column)
        self.objective_row.SetCoefficient(variable, cost)
        self.columns.append(column)
        return True

    def _places(self, pause: np.ndarray, cover: np.ndarray) -> bytes:
        """What tells two lines of the same shifts apart."""
        return pause.tobytes()

    def _serves(self, column: Column) -> float:
        """Have a new column serve the demand; what its hands cost when they are idle."""
        g = int(self.classes.groups[column.cls])
        for rows in self.hand_rows[g]:
            for t, share in zip(column.cells.tolist(), column.share.tolist(), strict=True):
                row = rows[t]
                if row is not None:
                    row.SetCoefficient(column.variable, share)
        return float(self.over[g]) * float(column.share.sum())

    def slim(self, most: int) -> None:
        """Build it anew with the `most` lines of the least reduced cost, as it was last solved.

        With three times as many lines GLOP takes several times as long, and most of them are of no use any more.
        """
        costs = [column.variable.reduced_cost() for column in self.columns]
        keep = sorted(sorted(range(len(costs)), key=lambda k: (round(costs[k], 6), -k))[:most])
        self.anew([self.columns[k] for k in keep])

    def anew(self, columns: Sequence[Column]) -> None:
        """Build it anew with some of its lines, and the limits it has."""
        bounds = self.totals.bounds()
        self._build()
        self._copy(columns)
        self.totals.hold(bounds, self.columns)

    def twin(self) -> Programme:
        """Another programme of the same lines, without limits, for another thread."""
        other = Programme(self.core, self.classes, self.operators, self.queues)
        other.bound, other.center = self.bound, self.center
        other._copy(self.columns)
        return other

    def _copy(self, columns: Sequence[Column]) -> None:
        for column in columns:
            cover = np.zeros(self.core.cells)
            cover[column.cells] = column.share
            self.add(column.cls, column.own, column.duty, column.pause, cover)

    def trim(self, each: int, until: float) -> None:
        """Go on with the lines that matter where there are many more than `each` a person."""
        most = each * int(self.left.sum())
        if len(self.columns) > 1.3 * most and self.solve(until - time.perf_counter()):
            self.slim(most)

    def solve(self, seconds: float) -> bool:
        """Solve the programme as it stands; False when it was not solved in time."""
        until = time.perf_counter() + seconds
        self._limit(seconds)
        status = self.solver.Solve()
        self.spent += int(self.solver.iterations())
        if status != pywraplp.Solver.OPTIMAL and self.steps is not None and not self.fixed:
            self.anew(self.columns)
            self._limit(until - time.perf_counter())
            status = self.solver.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            return False
        self.objective = self.objective_row.Value() + self.constant
        return True

    def _limit(self, seconds: float) -> None:
        """Milliseconds of the next solve; none where steps end the run."""
        self.solver.SetTimeLimit(0 if seconds == float("inf") else max(1, int(1000 * seconds)))

    def duals(self) -> Prices:
        """The prices of the programme as it was solved."""
        return Prices(self._row_duals(), self.totals.prices())

    def _row_duals(self) -> Floats:
        found = np.zeros((len(self.row), self.core.cells))
        for k, rows in enumerate(self.row):
            found[k] = [0.0 if row is None else row.dual_value() for row in rows]
        return np.maximum(found, 0.0)

    def group_prices(self, dual: Floats) -> Floats:
        """What a hand of each group earns in each cell."""
        found = np.zeros((self.core.hit.shape[0], self.core.cells))
        for g, sets in enumerate(self.earns):
            for mine in sets:
                found[g] += dual[mine].max(axis=0)
            found[g] -= self.over[g]
        return found

    def demand_value(self, prices: Prices) -> float:
        """The demand's side of the Lagrangian bound."""
        dual = prices.rows
        value = self.constant
        worth, cheaper = self.totals.worth(prices.totals)
        value += worth
        for piece, row in zip(self.channels, dual, strict=True):
            value += float((row * piece.demand).sum())
            for v, (amount, cost) in enumerate(zip(piece.amounts, piece.costs, strict=True)):
                gain = row - cost + cheaper.get((piece.block, v), 0.0)
                value -= float((amount * np.maximum(0.0, gain)).sum())
        for queue, k in zip(self.queues, self.queue_rows, strict=True):
            value += queue_value(queue, dual[k], float(self.core.over[queue.block]))
        return value

    def price(self, point: Prices) -> tuple[float, list[tuple[float, int]]]:
        """The bound of these prices, and for each open class its reduced cost (before the class's dual) and place."""
        core, people = self.core, self.classes.people
        prices, daily = self.group_prices(point.rows), self.totals.by_day(point.totals)
        if daily is not None:  # a day off costs what working on it would have earned
            core = core._replace(off_cost=core.off_cost + daily[core.group])
        n = len(people)
        if not hasattr(self, "found"):
            self.found = (
                np.full(n, INF), np.zeros(n), np.full((n, core.days), -1, np.int32),
                np.zeros((n, core.days, core.max_breaks), np.int32), np.zeros((n, core.cells)),
            )  # fmt: skip
        half = n // 2
        jobs = []
        priced = self.operators.price
        for work, span in zip(self.works, (slice(0, half), slice(half, n)), strict=True):
            if span.stop > span.start:
                args = [a[span] for a in self.found]
                jobs.append(self.pool.submit(priced, core, work, people[span], prices, *args))
        for job in jobs:
            job.result()
        value = self.found[0]
        if daily is not None:
            mine = daily[self.classes.groups]
            self.found[1][...] -= ((self.found[2] < 0) * mine).sum(axis=1)
            value -= mine.sum(axis=1)
        bound = self.demand_value(point) + float((self.left * value)[self.left > 0].sum())
        return bound, [(float(v), c) for c, v in enumerate(value) if self.left[c] > 0]

    def open(self, prices: Floats) -> None:
        """Begin at prices found elsewhere: their bound, and the line of every class that they make best."""
        if prices.shape == (len(self.row), self.core.cells):
            self.dual = Prices(prices, np.zeros(0))
            self._price_and_add(self.dual, [INF] * len(self.convex), True)

    def generate(
        self, until: float, rounds: int, stop: Callable[[], bool], tolerance: float = 2e-4,
        report: Callable[[], None] | None = None, proving: bool = True,
        whole: bool = False,
    ) -> bool:  # fmt: skip
        """Column generation until converged (True), out of time, or out of rounds (False)."""
        stay = self.center is not None and proving
        for _ in range(rounds):
            left = until - time.perf_counter()
            if left <= 0.02 or stop() or not self.solve(left):
                return False
            dual = self.dual = self.duals()
            weights = [r.dual_value() for r in self.convex]
            point = dual if not proving or self.center is None else between(self.center, dual)
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
            if proving and whole and np.ceil(self.bound - 1e-4) >= np.ceil(self.objective - 1e-4):
                return True
        return False

    def _price_and_add(self, point: Prices, weights: list[float], proving: bool) -> int:
        bound, found = self.price(point)
        if proving and bound > self.bound:
            self.bound, self.center = bound, point
        added = 0
        _, own, duty, pause, cover = self.found
        dual_price, daily = self.group_prices(self.dual.rows), self.totals.by_day(self.dual.totals)
        for value, c in found:
            if value >= INF / 2 or own[c] >= INF / 2:
                continue
            reduced = own[c] - float((dual_price[int(self.classes.groups[c])] * cover[c]).sum()) - weights[c]
            if daily is not None:
                reduced -= float(daily[int(self.classes.groups[c]), duty[c] >= 0].sum())
            if reduced < -1e-6:
                added += self.add(c, float(own[c]), duty[c], pause[c], cover[c])
        return added

    @property
    def fixed(self) -> bool:
        """Whether lines are fixed by a dive."""
        return any(column.taken for column in self.columns)

    # dives ----------------------------------------------------------------------------------------------------

    def dive(
        self, until: float, stop: Callable[[], bool], rng: np.random.Generator, blur: float = 0.0, rounds: int = 3,
        near: float = 1e-3,
    ) -> dict[int, Column] | None:  # fmt: skip
        """Fix lines one lot after another, with new lines priced in between, until everybody has one.

        Every line above 1 - `near` and the N/40 largest others are fixed each time; `blur` disturbs the choice among
        those. Returns a column for each person, or None when time ran out. The programme is left unfixed again.
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
                    times = int(values[k] + near)
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
