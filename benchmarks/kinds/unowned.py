# mypy: disable-error-code="no-untyped-call,no-any-return"
"""Shifts that belong to nobody: what demand pays when any number of them may be had of everybody together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

Floats = NDArray[np.float64]


def anonymous_prices(core: Any, people: float) -> tuple[Floats, float] | None:
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
    units = solver.RowConstraint(float(core.least.sum()), float(core.most.sum()), "")
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
