"""A tree over totals that are whole in every roster: what is short in all, and how many of a group work on a day.

The programme lets half an agent be short and two and a half people work on a Saturday. Holding such a total to one
side or the other of a fraction changes nothing in how lines are priced, but for a price a day (branching on aggregate
quantities; Barnhart et al. 1998). Best bound first.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from planner.rostering.search.master import Programme
from planner.rostering.search.settings import Settings
from planner.rostering.search.totals import FREE, INFINITY, Prices, Total

Limits = dict[Total, tuple[float, float]]


@dataclass(order=True)
class Node:
    """Limits of totals, the bound of all rosters within them, and the total to divide them by once that is known."""

    bound: float
    number: int
    limits: Limits = field(compare=False)
    center: Prices | None = field(compare=False)
    known: bool = field(default=False, compare=False)
    divide: tuple[Total, float] | None = field(default=None, compare=False)
    empty: bool = field(default=False, compare=False)  # its limits can only be kept at a price no roster is worth


class Tree:
    """The open nodes of a programme; `whole`: hands and costs are whole numbers."""

    def __init__(self, programme: Programme, whole: bool, settings: Settings | None = None) -> None:
        self.programme, self.whole, self.settings = programme, whole, settings or Settings()
        self.open = [Node(programme.bound, 0, {}, programme.center)]
        self.made = 1
        self.root = float(np.ceil(programme.bound - 1e-4))
        self.risen = (self.root, 0)  # the bound when it last went up, and how many nodes there were then
        programme.steps, programme.ease = self.settings.tree_steps, self.settings.tree_ease
        programme.anew(programme.columns)

    def rising(self, cost: float) -> bool:
        """Whether the bound has gone up with the last nodes (asked after each lot of them)."""
        bound = float(np.ceil(self.bound(cost) - 1e-4))
        if bound > self.risen[0]:
            self.risen = bound, self.made
        return self.made - self.risen[1] < self.settings.tree_patience

    @property
    def flat(self) -> bool:
        """Whether the bound never went up with as many nodes as are waited for."""
        return self.risen[0] <= self.root and self.made >= self.settings.tree_patience

    def bound(self, cost: float) -> float:
        """What no roster costs less than, with one of `cost` at hand."""
        return min(cost, self.open[0].bound) if self.open else cost

    def settled(self, bound: float, cost: float) -> bool:
        """Whether a bound leaves nothing better than `cost`."""
        return (np.ceil(bound - 1e-4) if self.whole else bound) >= cost - 1e-6 * max(1.0, abs(cost))

    def grow(self, nodes: int, until: float, stop: Callable[[], bool], cost: float) -> bool:
        """Look at up to `nodes` nodes, the least bound first; False when time ran out or there is nothing to divide."""
        looked = 0
        self.programme.trim(self.settings.tree_lines, until)
        while self.open and looked < nodes:
            node = heapq.heappop(self.open)
            if self.settled(node.bound, cost):
                continue
            if node.known and node.divide is not None:
                for half in self._halves(node):
                    heapq.heappush(self.open, half)
                continue
            done = not node.known and not stop() and self._look(node, until, stop, cost)
            heapq.heappush(self.open, node)
            if not done:
                return False
            looked += 1
        return True

    def plunge(self, until: float, stop: Callable[[], bool], cost: float) -> Node | None:
        """From the node with the least bound on to one with no fraction, the nearer side first.

        The other side is looked at where the nearer one loses something; the one with the lesser bound is gone on with.
        None where time ran out or nothing better than `cost` is left on that way.
        """
        while self.open and not self.open[0].known:
            if not self.grow(1, until, stop, cost):
                return None
        if not self.open:
            return None
        node = heapq.heappop(self.open)
        while node.divide is not None:
            before, halves = node.bound, self._halves(node)
            for half in halves:
                heapq.heappush(self.open, half)
            alive = []
            for half in halves:
                if not self._look(half, until, stop, cost):
                    heapq.heapify(self.open)
                    return None
                if not half.empty and not self.settled(half.bound, cost):
                    alive.append(half)
                    if half.bound <= before + 0.5:  # nothing lost: the other side is not looked at
                        break
            heapq.heapify(self.open)
            if not alive:
                return None
            node = min(alive)
            self.open.remove(node)
            heapq.heapify(self.open)
        heapq.heappush(self.open, node)
        self.programme.trim(self.settings.tree_lines, until)
        return node

    def _halves(self, node: Node) -> tuple[Node, Node]:
        """The two sides of the fraction a node is divided by, the nearer one first."""
        assert node.divide is not None
        total, value = node.divide
        low, high = node.limits.get(total, FREE)
        sides = [(low, float(np.floor(value))), (float(np.ceil(value)), high)]
        made = []
        for side in sides if value - np.floor(value) <= 0.5 else sides[::-1]:
            made.append(Node(node.bound, self.made, {**node.limits, total: side}, node.center))
            self.made += 1
        return made[0], made[1]

    def _look(self, node: Node, until: float, stop: Callable[[], bool], cost: float) -> bool:
        """The bound of a node by column generation; False when time ran out."""
        programme = self.programme
        programme.totals.hold(node.limits, programme.columns)
        programme.bound, programme.center = -INFINITY, node.center
        done = programme.generate(
            until, 100000, lambda: stop() or self.settled(programme.bound, cost), whole=self.whole
        )
        node.bound = max(node.bound, programme.bound)
        if self.settled(node.bound, cost):
            return True
        if not done or not programme.solve(until - time.perf_counter()):
            return False
        node.center, node.known = programme.center, True
        totals = programme.totals.values(programme.columns, self.whole)
        node.empty = any(not low - 0.01 <= totals[t] <= high + 0.01 for t, (low, high) in node.limits.items())
        node.divide = None if node.empty else _fraction(totals)
        return True


def _fraction(totals: Mapping[Total, float]) -> tuple[Total, float] | None:
    """The total to divide by: what is short in all before what is short at a higher rate before people."""
    best: tuple[tuple[int, float], Total, float] | None = None
    for total, value in totals.items():
        away = abs(value - round(value))
        if away > 0.01:  # less may come of what rows were eased by
            order = (-total.part if total.kind == "short" else -1000, away)
            if best is None or order > best[0]:
                best = order, total, value
    return None if best is None else (best[1], best[2])
