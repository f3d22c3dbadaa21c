"""Lines of one person: what the engine allows and charges beside what the auditor finds on the same shifts.

The engine's own best lines at random prices, and lines a few days from them, are judged by the rules' functions. A line
that the engine takes must be clean and cost what the auditor counts; one that it bars must break a hard rule.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from planner.domain.roster import Roster, Shift
from planner.rostering.audit import findings
from planner.rostering.kernels.arrays import INF, Work, work_space
from planner.rostering.kernels.line import best_line, expand
from planner.rostering.model.compile import Model, compile_model
from planner.rostering.model.duties import shift_of
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.findings import Penalty, Violation
from planner.rostering.rules.parts import Parts

BETWEEN_PEOPLE = {"pairs"}


@dataclass
class Trial:
    """A line as shifts, its price in the engine (None: barred), what the auditor finds and how much that costs."""

    shifts: list[Shift]
    price: float | None
    broken: list[Violation]
    cost: float

    @property
    def agrees(self) -> bool:
        return bool(self.broken) if self.price is None else not self.broken and abs(self.price - self.cost) < 1e-4


def trials(problem: RosterProblem, seed: int = 0, own: int = 4, others: int = 16) -> list[Trial]:
    """Lines of everybody whom the rules let have one; nobody who cannot keep them is tried."""
    model = compile_model(problem)
    found = []
    for i in range(len(model.agents)):
        if i not in model.bent and model.core.nodes[model.core.graph_of[i]]:
            found += _of_person(model, i, seed, own, others)
    return found


def _of_person(model: Model, i: int, seed: int, own: int, others: int) -> list[Trial]:
    core, chance = model.core, random.Random(seed)
    first, ds = int(core.cost_first[i]), core.set_of[i]
    low, high = int(core.duty_first[ds]), int(core.duty_first[ds + 1])
    locked = {(s.day - model.problem.grid.first_day).days for s in model.problem.fixed}
    by_day: list[list[int]] = [[] for _ in range(core.days)]
    for q in range(low, high):
        if model.duty[q].day not in locked or model.duty[q].exact is not None:
            by_day[model.duty[q].day].append(q)
    work, found, lines = work_space(core), [], []
    noise = np.random.default_rng(seed)
    for scale in [0.0, 2.0, 20.0, 60.0][:own]:
        work.price[: core.cells] = noise.random(core.cells) * scale
        best_line(core, work, i)
        lines.append(work.duty.tolist())
        found.append(_judged(model, i, work, float(work.own[0])))
    for _ in range(others):
        line = list(chance.choice(lines))
        for _ in range(chance.choice([1, 1, 2, 3])):
            day = chance.randrange(core.days)
            line[day] = chance.choice([-1, *by_day[day]])
        cost, off = core.duty_cost.copy(), core.off_cost.copy()
        for day, chosen in enumerate(line):
            if chosen >= 0:
                off[i, day] = INF
            cost[[first + q - low for q in range(low, high) if model.duty[q].day == day and q != chosen]] = INF
        work.price[:] = 0.0
        best_line(core._replace(duty_cost=cost, off_cost=off), work, i)
        price = float(work.own[0])
        if price >= INF / 2:
            work.prefix[:] = 0.0
            work.duty[:] = line
            expand(core, work, i)
        found.append(_judged(model, i, work, price))
    return found


def _judged(model: Model, i: int, work: Work, price: float) -> Trial:
    grid, agent = model.problem.grid, model.agents[i]
    shifts = []
    for day in range(grid.days):
        if work.duty[day] >= 0:
            duty = model.duty[int(work.duty[day])]
            places = [int(c) for c in work.pause[day, : len(duty.template.pauses)]]
            shifts.append(shift_of(duty, agent.agent_id, places, grid))
    parts = Parts(model.problem, Roster(grid.first_day, grid.days, grid.zone, tuple(shifts)))
    told = [f for f in findings(parts, (agent,)) if f.rule not in BETWEEN_PEOPLE]
    cost = sum(f.cost for f in told if isinstance(f, Penalty))
    return Trial(shifts, None if price >= INF / 2 else price, [f for f in told if isinstance(f, Violation)], cost)
