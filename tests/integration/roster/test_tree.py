"""Holding whole totals to a side of a fraction proves more than the programme alone, and never too much."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from planner.domain.demand import Requirement
from planner.rostering.kernels.arrays import Core, whole
from planner.rostering.model.compile import compile_model
from planner.rostering.problem import RosterProblem
from planner.rostering.search.columns import classes_of
from planner.rostering.search.engine import Run
from planner.rostering.search.master import Programme
from planner.rostering.search.phases import complete
from planner.rostering.search.settings import Operators
from planner.rostering.search.small_team import branch
from planner.rostering.search.totals import Total
from planner.rostering.search.tree import Tree
from tests.unit.roster.roster_shop import agent, grid, pack, shop

RULES = {
    "daily_rest": {"minutes": 720},
    "shortage": {"first_share": 0.15, "first_cost_h": 10.0, "cost_h": 25.0},
}


def team(seed: int, people: int = 8) -> RosterProblem:
    """A week of a team whose members differ in skills and hours, short by some hours, in whole hours."""
    draw = Random(seed)
    on = grid(minutes=60)
    skills = [("phone",), ("chat",), ("phone", "chat")]
    agents = tuple(
        agent(f"p{n}", skills[n % 3], *draw.choice([(40, (420, 480, 540)), (30, (300, 360, 420)), (20, (240, 300))]))
        for n in range(people)
    )
    needed = Requirement(
        on,
        {c: tuple(float(draw.randint(0, people // 2)) if 9 <= s.hour < 21 else 0.0 for s in on.local_starts)
         for c in ("phone", "chat")},
    )  # fmt: skip
    return replace(shop(agents, on=on, rules=pack(**RULES)), requirement=needed)


def never() -> bool:
    return False


def soon() -> float:
    return time.perf_counter() + 60.0


@contextmanager
def solved(core: Core) -> Iterator[Programme]:
    programme = Programme(core, classes_of(core, Operators().alike))
    try:
        assert programme.generate(soon(), 10_000, never)
        yield programme
    finally:
        programme.close()


def totals_of(core: Core, run: Run) -> dict[Total, float]:
    """The totals of the best roster of a run, from its lines."""
    lines = run.best.lines
    found = {}
    for block in range(len(core.block) - 1):
        rows = slice(int(core.block[block]), int(core.block[block + 1]))
        for level in range(core.inc.shape[0]):
            there = core.const[level, rows] + lines.hands[rows]
            found[Total("short", block, level)] = float((core.const[level, rows][0] - there.min(axis=0)).sum())
    for g, d in np.ndindex(core.hit.shape[0], core.days):
        found[Total("people", g, d)] = float((lines.duty[core.group == g, d] >= 0).sum())
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_within_the_totals_of_a_roster_is_never_above_what_that_roster_costs(seed):
    core = compile_model(team(seed)).core
    with solved(core) as programme:
        tree = Tree(programme, whole(core))
        root = tree.open[0].bound
        for chance in range(3):  # rosters that are far from the best have totals that are far from the programme's
            run = Run(core, 60.0, chance)
            run.first()
            limits = {total: (value, value) for total, value in totals_of(core, run).items()}
            node = replace(tree.open[0], limits=limits)
            assert tree._look(node, soon(), never, float("inf"))
            assert not node.empty
            assert root - 1e-6 <= node.bound <= run.best.cost + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_a_tree_proves_at_least_what_the_programme_does_and_nothing_above_a_roster(seed):
    core = compile_model(team(seed)).core
    run = Run(core, 1.5, 0, integral=whole(core))
    complete(run)
    with solved(core) as programme:
        tree = Tree(programme, whole(core))
        root, before = tree.open[0].bound, -1.0
        for _ in range(6):
            tree.grow(2, soon(), never, run.best.cost + 1.0)  # as though nothing so good was known yet
            tree.plunge(soon(), never, run.best.cost + 1.0)
            bound = tree.bound(run.best.cost + 1.0)
            assert max(root, before) - 1e-6 <= bound
            before = bound
        assert min(node.bound for node in tree.open) <= run.best.cost + 1e-6


def test_what_no_two_people_can_be_on_a_day_is_seen_as_empty():
    core = compile_model(team(1)).core
    with solved(core) as programme:
        tree = Tree(programme, whole(core))
        group = int(core.group[0])
        more = 1.0 + float((core.group == group).sum())
        node = replace(tree.open[0], limits={Total("people", group, 0): (more, float("inf"))})
        assert tree._look(node, soon(), never, float("inf"))
        assert node.empty and node.bound > tree.open[0].bound


def test_a_programme_built_anew_with_fewer_lines_comes_to_the_same_bound():
    core = compile_model(team(2)).core
    with solved(core) as programme:
        whole_bound, lines = programme.bound, len(programme.columns)
        programme.slim(lines // 2)
        assert len(programme.columns) == lines // 2
        assert programme.generate(soon(), 10_000, never)
        assert programme.bound == pytest.approx(whole_bound, rel=1e-3)
        assert programme.objective == pytest.approx(whole_bound, rel=1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_asking_for_a_little_less_changes_no_bound(seed):
    core = compile_model(team(seed)).core
    with solved(core) as programme:
        exact = programme.bound
        programme.ask(1e-5)
        programme.bound, programme.center = -1.0, None
        assert programme.generate(soon(), 10_000, never)
        assert exact * (1 - 3e-4) <= programme.bound <= exact * (1 + 3e-4)
        rows = [row for rows in programme.row for row in rows if row is not None]
        eased = [row.lb() for row in rows]
        assert any(low != round(low) for low in eased)
        programme.ask(0.0)
        assert [row.lb() for row in rows] == [round(low) for low in eased]


def test_a_twin_has_the_same_lines_and_comes_to_the_same_cost():
    core = compile_model(team(3)).core
    with solved(core) as programme:
        other = programme.twin()
        try:
            assert other.solve(60.0) and programme.solve(60.0)
            assert other.objective == pytest.approx(programme.objective)
            assert len(other.columns) == len(programme.columns)
        finally:
            other.close()


@pytest.mark.parametrize("seed", range(2))
def test_tree_and_dives_side_by_side_keep_a_roster_at_its_price_and_prove_nothing_above_it(seed):
    core = compile_model(team(seed, 12)).core
    run = Run(core, 3.0, seed, integral=whole(core))
    run.first()
    before = run.best.cost
    with solved(core) as programme:
        place = {i: c for c, members in enumerate(programme.classes.members) for i in members}
        root = programme.bound
        run.offer(programme, place)
        branch(run, programme, place)
    assert run.best.cost < before
    assert run.total_cost(run.best.lines) == pytest.approx(run.best.cost)
    assert root - 1e-6 <= run.best.bound <= run.best.cost
    best = complete(Run(core, 1.5, seed + 1, integral=whole(core)))
    assert run.best.bound <= best.cost
