"""Drives a core to good rosters and a proven bound: insert, anneal, price, dive, anneal again until time is up.

The sequence of what is tried depends on the problem and the seed only; the clock decides how far along it gets. The
best roster is in plain arrays at every moment, so that a stop, a time limit or a failure of a part never loses it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING

import numpy as np

from planner.rostering.kernels.arrays import INF, Core, Lines, empty_lines, work_space
from planner.rostering.kernels.backlog import queue_total
from planner.rostering.kernels.cover import pair_total, rebuild
from planner.rostering.kernels.crowd import anneal, insert_all
from planner.rostering.model.deferred import Queue

if TYPE_CHECKING:
    from planner.rostering.search.columns import Column
    from planner.rostering.search.master import Programme

HEATS = (1.0, 2.5, 0.5)  # of the cycles of annealing in turn: what one cannot leave, another can
SHAKE = 0.05  # how far prices are disturbed, in units of the heat
LEAN = 1.5  # how far prices lean towards the programme's
SMALL = 60  # people up to whom dives and annealing from hot take turns
PATIENT_S = 20.0  # seconds from which on a small team is worth a tree: its first dive ends after ten to thirty
Report = Callable[["Best", str], None]
Opening = Callable[["Run"], "np.ndarray | None"]  # a better first roster for a run, and prices to begin with


@dataclass
class Best:
    """The best lines so far, their cost, the bound, when the first roster and the bound came, and what went wrong."""

    lines: Lines
    cost: float = INF
    bound: float = -INF
    floor: float = -INF  # what no roster costs less than by the signs of its prices alone
    first_s: float | None = None
    bound_s: float | None = None
    proved: bool = False
    stopped: bool = False
    trouble: list[str] = field(default_factory=list)

    @property
    def gap(self) -> float:
        """(cost − bound) / cost."""
        return (self.cost - self.bound) / self.cost if self.cost > 0 else 0.0


def total_cost(core: Core, lines: Lines) -> float:
    """The cost of the lines, with sums and cells computed anew."""
    cost = rebuild(core, lines) + pair_total(core.pairs, core.pair_cost, lines.cover)
    return cost + queue_total(core, lines.hands) if len(core.queue) else cost


class Run:
    """One run of the engine on a core; `queues` are those of `core.queue`, for the programme."""

    def __init__(
        self, core: Core, seconds: float, seed: int, report: Report | None = None, stop: Event | None = None,
        begun: float | None = None, integral: bool = False, opening: Opening | None = None,
        queues: Sequence[Queue] = (),
    ) -> None:  # fmt: skip
        self.core, self.begun = core, time.perf_counter() if begun is None else begun
        self.until = self.begun + seconds
        self.seconds = seconds
        self.seed = seed
        self.report_to, self.stop_event = report, stop
        self.integral, self.opening, self.queues = integral, opening, queues
        self.prices: np.ndarray | None = None  # of the programme, where it came to any
        self.flag = np.zeros(1, np.int64)
        self.best = Best(empty_lines(core))
        if not self._negative():
            self.best.bound = self.best.floor = 0.0
        self.interrupts: list[Callable[[], object]] = []
        self.works = [work_space(core) for _ in range(2)]
        self.guide, self.lean = np.zeros((core.hit.shape[0], core.cells)), 0.0  # the programme's prices by group
        self.unit_price = 0.2 * self._unit()  # of work (activities)
        self.rng = np.random.default_rng(seed)
        self.states = [np.array([self._mix(k)], np.uint64) for k in range(2)]
        arcs = float(np.diff(np.append(core.layer[:, 0], len(core.arc_cost))).max()) if len(core.layer) else 1.0
        duties = float(np.diff(core.duty_first).max()) if len(core.duty_first) > 1 else 1.0
        rows = core.hit.shape[1] * core.inc.shape[0] if core.kind == 0 else 2
        weeks = 0.6 * core.days * 5 * core.n_sigs * float(core.bounds.max()) if core.kind == 1 else 0.0
        self.person_s = 1e-9 * (weeks + 6.0 * arcs + 80.0 * duties + (2.0 * rows + 100.0) * core.cells + 4000.0)

    def _mix(self, k: int) -> int:
        return (0x9E3779B97F4A7C15 * (self.seed * 2 + k + 1)) & 0xFFFFFFFFFFFFFFFF | 1

    # the outside ----------------------------------------------------------------------------------------------

    def over(self) -> bool:
        """Whether time is up or somebody asked to stop."""
        if self.stop_event is not None and self.stop_event.is_set():
            self.best.stopped = True
            return True
        return time.perf_counter() >= self.until

    def report(self, phase: str) -> None:
        """Tell how it stands."""
        if self.report_to is not None:
            self.report_to(self.best, phase)

    def _watch(self) -> None:
        while self.flag[0] == 0:
            if self.over():
                self.flag[0] = 1
                for interrupt in self.interrupts:
                    interrupt()
                return
            time.sleep(0.02)

    def keep(self, lines: Lines, cost: float, phase: str) -> bool:
        """Take the lines if they are better than the best."""
        if cost >= self.best.cost - 1e-6:
            return False
        for mine, new in zip(self.best.lines, lines, strict=True):
            mine[...] = new
        self.best.cost = cost
        if self.best.first_s is None:
            self.best.first_s = time.perf_counter() - self.begun
        self.report(phase)
        return True

    def bounded(self, bound: float) -> None:
        """Take a lower bound (rounded up where all costs are whole numbers)."""
        if self.integral:
            bound = float(np.ceil(bound - 1e-4))
        if bound > self.best.bound:
            self.best.bound = min(bound, self.best.cost)

    def optimal(self) -> bool:
        """Whether the best is proven."""
        return self.best.cost - self.best.bound <= 1e-6 * max(1.0, abs(self.best.cost))

    # the work -------------------------------------------------------------------------------------------------

    def run(self) -> Best:
        """All phases; the best of them."""
        watcher = Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            self.first()
            prices = None
            if self.opening is not None:
                prices = self.opening(self)
            else:
                self.polish(self.budget(0.03, 0.5), "improving", 3.0)
            if len(self.core.group) and not self.over():
                self.programme(prices)
            if not self.over() and not self.optimal():
                heat = 0.3 if self.core.kind != 0 else (1.0 if len(self.free) <= SMALL else 0.2)
                self.polish(float("inf"), "improving", heat)
        except (MemoryError, RuntimeError, ValueError, AssertionError) as problem:
            self.best.trouble.append(str(problem) or type(problem).__name__)
        finally:
            self.flag[0] = 1
        return self.best

    def budget(self, share: float, most: float) -> float:
        """Seconds of work by estimate (not by the clock, so that a seed gives the same sequence)."""
        return min(most, share * self.seconds)

    def first(self) -> None:
        """Everybody gets the best line against those who have one, in an order of the seed."""
        core, work = self.core, self.works[0]
        insert = insert_all
        if core.kind == 1:
            from planner.rostering.kernels.activities import insert_weeks as insert
        lines = empty_lines(core)
        rebuild(core, lines)
        free = []
        order = self.rng.permutation(len(core.group))
        for i in order:
            if core.nodes[core.graph_of[i]] == 0:
                continue
            change = insert(core, work, lines, np.array([i]), 0.0, self.states[0], self.guide, 0.0)
            if change < INF / 2:
                free.append(int(i))
        self.free = np.array(sorted(free), np.int64)
        cost = total_cost(core, lines)
        self.keep(lines, cost, "first roster")
        self.report("first roster")

    def polish(
        self, work_s: float, phase: str, heat: float, start: Lines | None = None, cost: float = INF
    ) -> None:  # fmt: skip
        """Destroy and repair in two threads from the best, or at first from the lines `start` of a cost.

        Cycles of cooling, each longer than the last.
        """
        if not len(self.free):
            return
        core, n = self.core, len(self.free)
        step: Callable[..., tuple[float, float, int]] = anneal
        per_step, most, shake = 2.6 * self.person_s, (6, 4), SHAKE
        grow, longest = 2, 64
        if self.lean > 0.0:
            per_step, most = 2.0 * per_step, (8, 5) if n <= SMALL else most
        if core.kind == 2:
            shake = 0.3
        elif core.kind == 1:
            from planner.rostering.kernels.activity_days import anneal_days

            step = anneal_days
            per_step, most, shake = 2.5e-5 * (1 + core.tasks), (6, 3), 0.2
            grow, longest = 8, max(4, int(0.4 * self.seconds / 0.15))  # one slow cooling finds what quick ones miss
        lot = max(20, int(0.15 / per_step))
        unit = self._unit()
        spent, cycle, number = 0.0, 4, 0
        lines = [empty_lines(core) for _ in range(2)]
        bests = [empty_lines(core) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            while spent < work_s and not self.over() and not self.optimal():
                rounds = cycle if work_s == float("inf") else max(1, min(cycle, int((work_s - spent) / 0.15)))
                begin = self.best.lines if start is None else start
                for k in range(2):
                    for mine, theirs in zip(lines[k], begin, strict=True):
                        mine[...] = theirs
                costs = [self.best.cost if start is None else cost] * 2
                start = None
                top_heat = heat * unit * HEATS[number % len(HEATS)]
                number += 1
                for turn in range(rounds):
                    ends = (turn / rounds, (turn + 1) / rounds)
                    hot, cold = (top_heat * 0.05**end for end in ends)
                    strain = [self._strain(end) for end in ends] if core.kind == 1 else []
                    jobs = [
                        pool.submit(
                            step, core, self.works[k], lines[k], bests[k], costs[k], self.best.cost, self.free,
                            self.states[k], lot, hot, cold, min(most[k], n), shake, self.guide, self.lean, self.flag,
                            *strain,
                        )
                        for k in range(2)
                    ]  # fmt: skip
                    done = [job.result() for job in jobs]
                    spent += 0.15
                    costs = [d[0] for d in done]
                    top = min(range(2), key=lambda k: done[k][1])
                    if done[top][1] < self.best.cost - 1e-6:
                        cost = total_cost(core, bests[top])
                        self.keep(bests[top], cost, phase)
                    if self.over() or self.optimal() or spent >= work_s:
                        break
                cycle = min(longest, cycle * grow)

    def _strain(self, share: float) -> float:
        """Points a unit of work astray after a share of a cycle (activities): hours are exact at its end only.

        Below what a unit is worth at first, so that hours move between people freely, and far above it at last.
        """
        return self.unit_price * (0.6 + 13.0 * share * share)

    def _unit(self) -> float:
        """What a typical unit of cost is: the cheapest step of demand."""
        if self.core.kind == 0:
            steps = self.core.inc[self.core.inc > 0]
            return float(steps.min()) if len(steps) else 1.0
        return 5.0

    def _negative(self) -> bool:
        """Whether anything has a price below zero: otherwise nothing costs less than zero."""
        core = self.core
        return any(bool((a < 0).any()) for a in (core.duty_cost, core.off_cost, core.arc_cost, core.table))

    def programme(self, prices: np.ndarray | None = None) -> None:
        """Column generation to the bound, from `prices` where there are any, then dives with annealing in between."""
        from planner.rostering.search.columns import classes_of
        from planner.rostering.search.master import Programme

        core = self.core
        fixed = frozenset(range(len(core.group))) - frozenset(int(i) for i in self.free)
        classes = classes_of(core, fixed)
        if not classes.members:
            return
        programme = Programme(core, classes, self.queues)
        self.interrupts.append(programme.interrupt)
        try:
            if core.kind == 1:  # lines of activities are priced too slowly for the programme: its first bound only
                if programme.begin():
                    self.bounded(programme.bound)
                    self.unit_price = max(self.unit_price, programme.unit_price)
                    self.best.bound_s = time.perf_counter() - self.begun
                self.report("proving")
                return
            place = {i: c for c, members in enumerate(classes.members) for i in members}
            self.offer(programme, place)
            limit = min(self.until, self.begun + 0.7 * self.seconds) if self.seconds > 5 else self.until

            def told() -> None:
                if programme.bound > -INF / 2:
                    self.bounded(programme.bound)
                self.report("proving")

            if prices is not None:
                programme.open(prices)
                told()
                limit = min(limit, time.perf_counter() + 0.4 * (self.until - time.perf_counter()))
            converged = programme.generate(limit, 100000, self.over, report=told)
            self.best.proved = converged
            self.prices = None if programme.center is None else programme.center.rows
            if self.prices is not None and core.kind == 0:  # shift types: 443 with it, 439 without (`shift-9`)
                self.guide, self.lean = np.ascontiguousarray(programme.group_prices(self.prices)), LEAN
            self.best.bound_s = time.perf_counter() - self.begun
            blur, small = 0.0, len(self.free) <= SMALL
            self.polish(self.budget(0.06, 4.0), "improving", 0.2)  # dives of a small team on a busy machine take long
            self.offer(programme, place)
            if small and converged and core.kind == 0 and self.opening is None and self.seconds >= PATIENT_S:
                from planner.rostering.search.small_team import branch

                branch(self, programme, place)
                blur = 0.5
            while not self.over() and not self.optimal() and (converged or self.opening is None):
                until = min(self.until, time.perf_counter() + 0.4 * self.seconds)
                chosen = programme.dive(until, self.over, self.rng, blur, 6 if small else 3)
                if chosen is None:
                    break
                lines = self.lines_of(chosen)
                cost = total_cost(core, lines)
                self.keep(lines, cost, "dive")
                self.polish(self.budget(0.06, 4.0), "improving", 0.2, lines, cost)
                if small:  # what dives cannot find for few people, annealing from hot may, and the other way round
                    self.polish(self.budget(0.15, 10.0), "improving", 1.0)
                self.offer(programme, place)
                blur = 0.5
        finally:
            self.interrupts.clear()
            programme.close()

    def offer(self, programme: Programme, place: Mapping[int, int]) -> None:
        """Add the lines of the best roster to a programme; `place` is the class of everybody."""
        best = self.best.lines
        for i in self.free:
            programme.add(place[int(i)], float(best.own[i]), best.duty[i], best.pause[i], best.cover[i])

    def lines_of(self, chosen: Mapping[int, Column]) -> Lines:
        """A roster of the lines a dive has chosen, and of the best for everybody else."""
        lines = empty_lines(self.core)
        for mine, theirs in zip(lines, self.best.lines, strict=True):
            mine[...] = theirs
        for i, column in chosen.items():
            lines.duty[i], lines.pause[i], lines.own[i] = column.duty, column.pause, column.own
            lines.cover[i] = 0.0
            lines.cover[i, column.cells] = column.share
        return lines
