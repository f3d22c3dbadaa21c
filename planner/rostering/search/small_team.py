"""Small teams: a tree over whole totals in one thread, dives in the other, then annealing in both, turn by turn.

What the programme proves of a small team is too little, and a dive of it ends far above. A leaf of the tree is a better
place to dive from where totals are what is wrong; of others dives of the programme itself, with ever more lines, come
closer. Neither is known before, so that both are done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import numpy as np

from planner.rostering.kernels.arrays import INF
from planner.rostering.search.columns import Column
from planner.rostering.search.engine import Run
from planner.rostering.search.master import Programme
from planner.rostering.search.tree import Node, Tree


@dataclass
class Leaves:
    """Nodes without a fraction that are worth a dive, and how often each was dived from (0: the programme itself)."""

    rng: np.random.Generator
    found: dict[int, Node] = field(default_factory=dict)
    dives: Counter[int] = field(default_factory=Counter)

    def next(self, tree: Tree, cost: float) -> Node | None:
        """The leaf least dived from, where any may be better than `cost`."""
        good = [leaf for leaf in self.found.values() if not tree.settled(leaf.bound, cost)]
        return min(good, key=lambda leaf: (self.dives[leaf.number], leaf.bound), default=None)

    def first(self, number: int) -> bool:
        """Whether the next dive from there is the first: nothing of that is left to chance."""
        self.dives[number] += 1
        return self.dives[number] == 1


def branch(run: Run, programme: Programme, place: Mapping[int, int]) -> None:
    """Prove and look for rosters until time is up or nothing is left; `programme` is converged."""
    other = programme.twin()
    tree, leaves = Tree(other, run.integral, run.settings), Leaves(np.random.default_rng(run.seed))
    run.interrupts.append(other.interrupt)
    try:
        with ThreadPoolExecutor(1) as pool:
            for turn in count():
                if _done(run) or not tree.open:
                    break
                leaf = leaves.next(tree, run.best.cost) if turn % 2 else None
                blur = 0.0 if leaves.first(leaf.number if leaf else 0) else run.settings.blur
                digging = pool.submit(_dig, run, tree, leaves, run.best.cost, turn)
                dived = _dive(run, programme, leaf, blur, run.rng)
                for chosen in (digging.result(), dived):
                    _take(run, chosen)
                run.polish(run.budget(run.settings.hot), "improving", run.settings.hot_heat)
                run.bounded(tree.bound(run.best.cost))
                run.offer(programme, place)
                run.offer(other, place)
    finally:
        other.close()
        programme.totals.hold({}, programme.columns)


def _done(run: Run) -> bool:
    return run.over() or run.optimal()


def _dig(run: Run, tree: Tree, leaves: Leaves, cost: float, turn: int) -> dict[int, Column] | None:
    """Grow the tree as long as its bound rises, then go down to a leaf and dive there.

    Every third time, and where the bound never rose, it dives by itself too: leaves are then no better to dive from.
    """
    programme, over = tree.programme, partial(_done, run)
    end = programme.spent + run.settings.tree_turn
    for _ in range(50):
        if over() or programme.spent >= end or not tree.open:
            break
        if tree.rising(cost):
            tree.grow(run.settings.tree_lot, run.until, over, cost)
            run.bounded(tree.bound(cost))
            continue
        if tree.flat or turn % 3 == 2:
            programme.ask(0.0)
            found = _dive(run, programme, None, run.settings.blur, leaves.rng)
            programme.ask(run.settings.tree_ease)
            return found
        leaf = tree.plunge(run.until, over, cost)
        if leaf and leaf.bound < 0.5 * (cost + tree.bound(cost)):  # in the better half of what is open
            leaves.found[leaf.number] = leaf
            programme.ask(0.0)
            found = programme.dive(
                run.until,
                over,
                leaves.rng,
                0.0 if leaves.first(leaf.number) else run.settings.blur,
                near=run.settings.tree_near,
            )
            programme.ask(run.settings.tree_ease)
            return found
        tree.grow(run.settings.tree_lot, run.until, over, cost)
        run.bounded(tree.bound(cost))
    return None


def _dive(
    run: Run, programme: Programme, leaf: Node | None, blur: float, rng: np.random.Generator
) -> dict[int, Column] | None:  # fmt: skip
    """A slow dive of the programme within the limits of a leaf, or without any."""
    programme.totals.hold(leaf.limits if leaf else {}, programme.columns)
    if leaf:
        programme.bound, programme.center = -INF, None
        programme.generate(run.until, 30, partial(_done, run))
    return programme.dive(run.until, partial(_done, run), rng, blur, run.settings.dive_rounds[0])


def _take(run: Run, chosen: Mapping[int, Column] | None) -> None:
    """Keep the roster of a dive where it is better, and anneal from it."""
    if chosen is not None:
        lines = run.lines_of(chosen)
        cost = run.total_cost(lines)
        run.keep(lines, cost, "dive")
        run.polish(run.budget(run.settings.after), "improving", run.settings.after_heat, lines, cost)
