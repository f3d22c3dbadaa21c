"""Work that may wait is part of what the engine prices: its costs are the auditor's, however rosters are shaped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from planner.domain.demand import Requirement
from planner.domain.people import Agent, Contract
from planner.domain.time import TimeGrid
from planner.rostering.audit import audit, penalties
from planner.rostering.kernels.arrays import empty_lines
from planner.rostering.kernels.backlog import queue_prices
from planner.rostering.model.compile import compile_model
from planner.rostering.model.deferred import live_only, queue_rows, queues_of
from planner.rostering.packs.pack import load_pack
from planner.rostering.problem import Deferred, RosterProblem
from planner.rostering.search.engine import Run
from planner.rostering.solve import solve
from tests.unit.roster.roster_shop import agent, grid, pack, requirement, roster, shift

SKILLS = [("phone",), ("email",), ("phone", "email"), ("phone", "email", "social"), ("social",)]


def drawn(seed: int, **rules: dict[str, object]) -> RosterProblem:
    """A random team with live calls and one or two queues; last week somebody worked into Monday morning."""
    rng = np.random.default_rng(seed)
    on = grid()
    hours = np.array([s.hour for s in on.local_starts])
    phone = np.where((hours >= 8) & (hours < 22), rng.integers(0, 4, len(on)), 0.0)
    required = {"phone": tuple(phone.tolist()), "email": (0.0,) * len(on), "social": (0.0,) * len(on)}
    deferred = []
    for channel in ("email", "social")[: 1 + seed % 2]:
        comes = np.where((hours >= 8) & (hours < 20), rng.uniform(0, 90, len(on)), 0.0)
        released, wait = np.cumsum(comes), int(rng.integers(4, 60))
        due = np.concatenate([np.zeros(wait), released[:-wait]])
        deferred.append(Deferred(channel, tuple(released.tolist()), tuple(due.tolist())))
    people = tuple(
        agent(f"n{k}", SKILLS[int(rng.integers(len(SKILLS)))], int(rng.choice([20, 30, 40])), (240, 300, 360, 420, 480))
        for k in range(int(rng.integers(3, 9)))
    )
    before = (replace(shift(-1, "18:00", "23:30", who="n0"), day=date(2026, 11, 22)),)
    return RosterProblem(
        on, people, Requirement(on, required), rules=pack(daily_rest={"minutes": 720}, **rules),
        deferred=tuple(deferred), previous=before if seed % 3 == 0 else (),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_engine_counts_late_work_as_the_auditor_does(seed):
    idle = {"overstaffing": {"cost_h": 2.0}} if seed % 4 == 0 else {}
    problem = drawn(seed, **idle)
    model = compile_model(live_only(problem))
    queues = queues_of(problem)
    core = model.core._replace(queue=queue_rows(problem, queues))
    run = Run(core, 60.0, seed, queues=tuple(queues.values()))
    run.first()
    run.polish(0.2, "improving", 3.0)
    lines = run.best.lines
    there = model.roster(lines.duty, lines.pause)
    counted = sum(p.cost for p in penalties(problem, there))
    assert counted > 0, "there is something to count"
    assert run.total_cost(lines) == pytest.approx(counted)
    assert run.best.cost == pytest.approx(counted), "annealing keeps the account"


def test_a_hand_is_worth_what_late_work_it_saves():
    on = grid(days=1)
    # three agent-hours arrive by ten and are due by noon; four by three, due by five
    released = np.where(np.arange(len(on)) >= 19, 180.0, 0.0) + np.where(np.arange(len(on)) >= 29, 240.0, 0.0)
    due = np.where(np.arange(len(on)) >= 23, 180.0, 0.0) + np.where(np.arange(len(on)) >= 33, 240.0, 0.0)
    people = (agent("ana", ("email",)), agent("ben", ("phone",)))
    problem = RosterProblem(
        on, people, requirement(0.0, ("phone", "email"), on), rules=pack(),
        deferred=(Deferred("email", tuple(released), tuple(due)),),
    )  # fmt: skip
    core = compile_model(live_only(problem)).core
    core = core._replace(queue=queue_rows(problem, queues_of(problem)))
    lines = empty_lines(core)
    worth = [np.zeros(core.cells + 40) for _ in people]
    for i, out in enumerate(worth):
        queue_prices(core, lines.hands, i, 1e-9, out)
    beyond = problem.rules["shortage"].params["cost_h"] / 2
    helps = np.zeros(len(on), bool)
    helps[19:24] = helps[29:34] = True  # from the arrival of the work to its deadline
    assert worth[0][: len(on)] == pytest.approx(np.where(helps, beyond, 0.0))
    assert not worth[1].any(), "who cannot do the work does not help"


def test_a_week_in_which_all_waiting_work_fits_is_solved_to_the_proof():
    on = TimeGrid(date(2026, 11, 23), 7, 30, "Europe/Madrid")
    rng = np.random.default_rng(1)
    open_now = [9 <= s.hour < 21 for s in on.local_starts]
    calls = tuple(float(rng.poisson(10)) if there else 0.0 for there in open_now)
    comes = np.array([30 * 40 * 0.17 * rng.uniform(0.8, 1.2) if there else 0.0 for there in open_now])
    released = np.cumsum(comes)
    due = np.concatenate([np.zeros(48), released[:-48]])
    people = tuple(
        Agent(
            f"a{i}", "", "", ("phone", "email") if i % 2 else ("phone",),
            Contract(2400 if i % 3 else 1800, 5, tuple(range(240, 541, 60))),
        )
        for i in range(40)
    )  # fmt: skip
    problem = RosterProblem(
        on, people, Requirement(on, {"phone": calls, "email": (0.0,) * len(on)}),
        deferred=(Deferred("email", tuple(released.tolist()), tuple(due.tolist())),), rules=load_pack("es"),
    )  # fmt: skip
    result = solve(problem, seconds=120.0)  # ends as soon as it is proven
    assert result.status == "optimal"
    assert result.cost == result.bound == 0.0
    assert audit(problem, result.roster) == ()
    assert sum(p.cost for p in penalties(problem, result.roster)) == 0.0
    assert sum(p.cost for p in penalties(problem, roster())) > 0.0


def test_waiting_work_over_several_weeks_is_placed_across_their_borders():
    on = grid(days=14)
    hours = np.array([s.hour for s in on.local_starts])
    arrives = np.where((hours >= 9) & (hours < 21), 20.0, 0.0)
    released = np.cumsum(arrives)
    due = np.concatenate([np.zeros(96), released[:-96]])  # two days later: Sunday's work is done in the next week
    people = tuple(agent(f"n{k}", ("phone", "email"), 40, (360, 420, 480, 540)) for k in range(6))
    problem = RosterProblem(
        on, people, requirement(1.0, ("phone", "email"), on), rules=pack(daily_rest={"minutes": 720}),
        deferred=(Deferred("email", tuple(released.tolist()), tuple(due.tolist())),),
    )  # fmt: skip
    result = solve(problem, seconds=None, steps=10_000)
    assert audit(problem, result.roster) == ()
    assert result.cost == pytest.approx(sum(p.cost for p in penalties(problem, result.roster)))
    assert result.bound is not None and 0.0 <= result.bound <= result.cost
    assert result.cost <= 0.05 * sum(p.cost for p in penalties(problem, roster(days=14)))
