# mypy: disable-error-code="no-untyped-call,no-any-return"
"""Sums over a programme that are whole in every roster, and rows that hold them between limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from planner.rostering.kernels.arrays import Core
from planner.rostering.search.columns import Classes, Column

Floats = NDArray[np.float64]
INFINITY = float("inf")
FREE = (-INFINITY, INFINITY)
ASTRAY = 100.0  # of all pieces of a shortage, what a unit of a total outside its limit costs
SMOOTH = 0.7


class Total(NamedTuple):
    """A sum that is whole in every roster.

    `short`: what is short in block `place` beyond the first `part` pieces of its cost; `people`: how many of group
    `place` work on day `part`.
    """

    kind: str
    place: int
    part: int


class Prices(NamedTuple):
    """Prices of the demand rows (channel by interval, or cell) and of the totals in the order they were limited in."""

    rows: Floats
    totals: Floats


def between(center: Prices, dual: Prices) -> Prices:
    """Prices smoothed towards a centre, which may be older than the last totals."""
    totals = (1 - SMOOTH) * dual.totals
    totals[: len(center.totals)] += SMOOTH * center.totals
    return Prices(SMOOTH * center.rows + (1 - SMOOTH) * dual.rows, totals)


@dataclass
class Limit:
    """The row of a total and between what it is held."""

    row: pywraplp.Constraint
    low: float = -INFINITY
    high: float = INFINITY


class Totals:
    """The totals of a programme: what they are, their limits, and the prices of those.

    A limit changes nothing in how lines are priced but what a day of work is worth to a group. What is outside a limit
    pays a price that no roster is worth, so that the programme stays solvable; bounds do not count on it.
    """

    def __init__(self, core: Core, classes: Classes, solver: pywraplp.Solver) -> None:
        self.core, self.classes, self.solver = core, classes, solver
        self.short: dict[tuple[int, int], list[pywraplp.Variable]] = {}  # by block and piece
        self.limits: dict[Total, Limit] = {}

    def bounds(self) -> dict[Total, tuple[float, float]]:
        """Between what every total is held that ever was."""
        return {total: (limit.low, limit.high) for total, limit in self.limits.items()}

    def hold(self, bounds: Mapping[Total, tuple[float, float]], columns: Iterable[Column]) -> None:
        """Hold totals between bounds, and all others free."""
        for total in bounds:
            if total not in self.limits:
                self.limits[total] = Limit(self._row(total, columns))
        for total, limit in self.limits.items():
            limit.low, limit.high = bounds.get(total, FREE)
            limit.row.SetBounds(limit.low, limit.high)

    def _row(self, total: Total, columns: Iterable[Column]) -> pywraplp.Constraint:
        row = self.solver.RowConstraint(*FREE, "")
        for sign in (1.0, -1.0):
            astray = self.solver.NumVar(0.0, INFINITY, "")
            row.SetCoefficient(astray, sign)
            self.solver.Objective().SetCoefficient(astray, ASTRAY * float(self.core.inc.sum(axis=0).max()))
        for key in self._pieces(total):
            for variable in self.short[key]:
                row.SetCoefficient(variable, 1.0)
        for column in columns:
            if self._counts(total, column):
                row.SetCoefficient(column.variable, 1.0)
        return row

    def _pieces(self, total: Total) -> list[tuple[int, int]]:
        if total.kind != "short":
            return []
        return [key for key in self.short if key[0] == total.place and key[1] >= total.part]

    def _counts(self, total: Total, column: Column) -> bool:
        group = int(self.classes.groups[column.cls])
        return total.kind == "people" and group == total.place and bool(column.duty[total.part] >= 0)

    def count(self, column: Column) -> None:
        """Have a new column counted in the totals that are limited."""
        for total, limit in self.limits.items():
            if self._counts(total, column):
                limit.row.SetCoefficient(column.variable, 1.0)

    def prices(self) -> Floats:
        """The prices of the limits as the programme was solved, of the sign that each may have."""
        found = []
        for limit in self.limits.values():
            price = float(limit.row.dual_value())
            price = price if limit.low > -INFINITY else min(0.0, price)
            found.append(price if limit.high < INFINITY else max(0.0, price))
        return np.array(found)

    def worth(self, prices: Floats) -> tuple[float, dict[tuple[int, int], float]]:
        """What limits add to a bound by themselves, and how much cheaper they make each piece of a shortage."""
        value, cheaper = 0.0, dict.fromkeys(self.short, 0.0)
        for (total, limit), price in zip(self.limits.items(), prices.tolist(), strict=True):
            if price:
                value += price * (limit.low if price > 0 else limit.high)
            for key in self._pieces(total):
                cheaper[key] += price
        return value, cheaper

    def by_day(self, prices: Floats) -> Floats | None:
        """What somebody of each group earns by working on each day; None where no limit asks."""
        if not any(total.kind == "people" for total in self.limits):
            return None
        found = np.zeros((self.core.hit.shape[0], self.core.days))
        for total, price in zip(self.limits, prices.tolist(), strict=True):
            if total.kind == "people":
                found[total.place, total.part] += price
        return found

    def values(self, columns: Iterable[Column], whole: bool) -> dict[Total, float]:
        """What each total is as the programme was solved; `whole`: whether what is short is a whole number too."""
        found: dict[Total, float] = {}
        if whole:
            for (block, piece), variables in sorted(self.short.items(), reverse=True):
                short = sum(v.solution_value() for v in variables)
                found[Total("short", block, piece)] = short + found.get(Total("short", block, piece + 1), 0.0)
        people = np.zeros((self.core.hit.shape[0], self.core.days))
        for column in columns:
            value = column.variable.solution_value()
            if value > 1e-9:
                people[self.classes.groups[column.cls], column.duty >= 0] += value
        for g, d in np.ndindex(*people.shape):
            found[Total("people", int(g), int(d))] = float(people[g, d])
        return found
