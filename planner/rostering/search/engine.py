"""A run on a core: the best roster so far, the time, and what makes rosters better (`phases` says in which order).

The sequence of what is tried depends on the problem and the seed only; the clock decides how far along it gets. The
best roster is in plain arrays at every moment, so that a stop, a time limit or a failure of a part never loses it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

import numpy as np

from planner.rostering.kernels.arrays import INF, Core, Lines, empty_lines
from planner.rostering.kernels.backlog import queue_total
from planner.rostering.kernels.cover import pair_total
from planner.rostering.model.deferred import Queue
from planner.rostering.search.columns import Column
from planner.rostering.search.master import Programme
from planner.rostering.search.settings import Operators, Settings

Report = Callable[["Best", str], None]
Opening = Callable[["Run"], "np.ndarray | None"]  # a better first roster for a run, and prices to begin with
FOREVER = float("inf")


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


class Run:
    """One run of the engine on a core; `queues` are those of `core.queue`, for the programme.

    It ends after `seconds`, or after `steps` (of annealing in each thread, and of GLOP in the programme), whichever is
    first; what is tried does not depend on the clock, so that a run that ends by its steps is the same on any machine.
    """

    def __init__(
        self, core: Core, seconds: float | None, seed: int, report: Report | None = None, stop: Event | None = None,
        begun: float | None = None, integral: bool = False, opening: Opening | None = None,
        queues: Sequence[Queue] = (), steps: int | None = None, settings: Settings | None = None,
        operators: Operators | None = None,
    ) -> None:  # fmt: skip
        self.core, self.begun = core, time.perf_counter() if begun is None else begun
        self.settings, self.operators = settings or Settings(), operators or Operators()
        self.until = FOREVER if seconds is None else self.begun + seconds
        self.steps, self.done = FOREVER if steps is None else steps, 0
        self.person_s = self.operators.seconds(core)
        by_steps = self.steps * self.settings.per_step * self.person_s
        self.seconds = by_steps if seconds is None else min(seconds, by_steps)
        self.seed = seed
        self.report_to, self.stop_event = report, stop
        self.integral, self.opening, self.queues = integral, opening, queues
        self.prices: np.ndarray | None = None  # of the programme, where it came to any
        self.flag = np.zeros(1, np.int64)
        self.best = Best(empty_lines(core))
        if not self._negative():
            self.best.bound = self.best.floor = 0.0
        self.interrupts: list[Callable[[], object]] = []
        self.work: list[Callable[[], int]] = []  # steps done by others than annealing
        self.works = [self.operators.work_space(core) for _ in range(2)]
        self.guide, self.lean = np.zeros((core.hit.shape[0], core.cells)), 0.0  # the programme's prices by group
        self.rng = np.random.default_rng(seed)
        self.states = [np.array([self._mix(k)], np.uint64) for k in range(2)]

    def _mix(self, k: int) -> int:
        return (0x9E3779B97F4A7C15 * (self.seed * 2 + k + 1)) & 0xFFFFFFFFFFFFFFFF | 1

    # the outside ----------------------------------------------------------------------------------------------

    def over(self) -> bool:
        """Whether time is up or somebody asked to stop."""
        return self.late() or self.done + sum(work() for work in self.work) >= self.steps

    def late(self) -> bool:
        """Whether the clock or somebody ends the run."""
        if self.stop_event is not None and self.stop_event.is_set():
            self.best.stopped = True
            return True
        return time.perf_counter() >= self.until

    @property
    def small(self) -> bool:
        """Whether few people are left to plan."""
        return len(self.free) <= self.settings.small

    def total_cost(self, lines: Lines) -> float:
        """The cost of the lines, with sums and cells computed anew."""
        core = self.core
        cost = self.operators.rebuild(core, lines) + pair_total(core.pairs, core.pair_cost, lines.cover)
        return cost + queue_total(core, lines.hands) if len(core.queue) else cost

    def report(self, phase: str) -> None:
        """Tell how it stands."""
        if self.report_to is not None:
            self.report_to(self.best, phase)

    def watch(self) -> None:
        """Raise the flag that ends kernels and solvers once the time is up."""
        while self.flag[0] == 0:
            if self.late():
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

    def budget(self, phase: tuple[float, float]) -> float:
        """Seconds of work of a phase by estimate (not by the clock, so that a seed gives the same sequence)."""
        share, most = phase
        return min(most, share * self.seconds)

    def first(self) -> None:
        """Everybody gets the best line against those who have one, in an order of the seed."""
        core, work = self.core, self.works[0]
        lines = empty_lines(core)
        self.operators.rebuild(core, lines)
        free = []
        order = self.rng.permutation(len(core.group))
        for i in order:
            if core.nodes[core.graph_of[i]] == 0:
                continue
            change = self.operators.insert(core, work, lines, np.array([i]), 0.0, self.states[0], self.guide, 0.0)
            if change < INF / 2:
                free.append(int(i))
        self.free = np.array(sorted(free), np.int64)
        cost = self.total_cost(lines)
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
        core, n, settings = self.core, len(self.free), self.settings
        per_step, most, longest = settings.per_step * self.person_s, settings.most, settings.longest
        if self.lean > 0.0:
            per_step, most = 2.0 * per_step, settings.most_leaning if self.small else most
        if settings.longest_share > 0.0 and self.seconds < FOREVER:
            longest = max(settings.first_cycle, int(settings.longest_share * self.seconds / settings.turn_s))
        lot = max(settings.least_lot, int(settings.turn_s / per_step))
        unit = self._unit()
        spent, cycle, number = 0.0, settings.first_cycle, 0
        lines = [empty_lines(core) for _ in range(2)]
        bests = [empty_lines(core) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            while spent < work_s and not self.over() and not self.optimal():
                rounds = cycle
                if work_s < FOREVER:
                    rounds = max(1, min(cycle, int((work_s - spent) / settings.turn_s)))
                begin = self.best.lines if start is None else start
                for k in range(2):
                    for mine, theirs in zip(lines[k], begin, strict=True):
                        mine[...] = theirs
                costs = [self.best.cost if start is None else cost] * 2
                start = None
                top_heat = heat * unit * settings.heats[number % len(settings.heats)]
                number += 1
                for turn in range(rounds):
                    part = (turn / rounds, (turn + 1) / rounds)
                    hot, cold = (top_heat * settings.cooling**end for end in part)
                    size = int(min(lot, self.steps - self.done))
                    jobs = [
                        pool.submit(
                            self.operators.anneal, core, self.works[k], lines[k], bests[k], costs[k], self.best.cost,
                            self.free, self.states[k], size, hot, cold, min(most[k], n), settings.shake, self.guide,
                            self.lean, self.flag, *self.operators.extra(self, part),
                        )
                        for k in range(2)
                    ]  # fmt: skip
                    done = [job.result() for job in jobs]
                    spent += settings.turn_s
                    self.done += size
                    costs = [d[0] for d in done]
                    top = min(range(2), key=lambda k: done[k][1])
                    if done[top][1] < self.best.cost - 1e-6:
                        cost = self.total_cost(bests[top])
                        self.keep(bests[top], cost, phase)
                    if self.over() or self.optimal() or spent >= work_s:
                        break
                cycle = min(longest, cycle * settings.grow)

    def _unit(self) -> float:
        """What a typical unit of cost is: the cheapest step of demand."""
        if self.settings.unit is not None:
            return self.settings.unit
        steps = self.core.inc[self.core.inc > 0]
        return float(steps.min()) if len(steps) else 1.0

    def _negative(self) -> bool:
        """Whether anything has a price below zero: otherwise nothing costs less than zero."""
        core = self.core
        return any(bool((a < 0).any()) for a in (core.duty_cost, core.off_cost, core.arc_cost))

    def part(self, share: float) -> float:
        """The moment at which a share of the time left is over; none where steps end the run."""
        now = time.perf_counter()
        return FOREVER if self.until == FOREVER else now + share * (self.until - now)

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
