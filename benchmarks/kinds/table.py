# mypy: disable-error-code="no-any-return"
"""Demand as a convex cost of the hands in each cell: kernels, and the rows of the programme."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kinds.jit import compiled
from benchmarks.kinds.unowned import anonymous_prices, slopes_of
from planner.rostering.search.columns import Column
from planner.rostering.search.master import Programme
from planner.rostering.search.totals import Floats, Prices


@compiled
def prices(core: Any, hands: Any, out: Any) -> None:
    """What one more hand would save in every cell."""
    top = core.table.shape[1] - 1
    for t in range(core.cells):
        n = int(hands[0, t] + 0.5)
        out[t] = core.table[t, min(n, top)] - core.table[t, min(n + 1, top)]


@compiled
def set_cell(core: Any, lines: Any, t: int, more: float) -> float:
    """Put `more` hands into a cell; returns the change of its cost."""
    lines.hands[0, t] += more
    cost = core.table[t, min(int(lines.hands[0, t] + 0.5), core.table.shape[1] - 1)]
    change = cost - lines.cell[t]
    lines.cell[t] = cost
    return change


@compiled
def take_line(core: Any, w: Any, lines: Any, i: int) -> float:
    """Put the line in the scratch space into the roster for person i; returns the change of the cells' cost."""
    lines.own[i] = w.own[0]
    for d in range(core.days):
        lines.duty[i, d] = w.duty[d]
    change = 0.0
    for t in range(core.cells):
        lines.cover[i, t] = w.cover[t]
        if w.cover[t] != 0.0:
            change += set_cell(core, lines, t, 1.0)
    return change


@compiled
def rebuild(core: Any, lines: Any) -> float:
    """Recompute sums and cells from the lines; returns the total cost."""
    total = lines.own.sum()
    for t in range(core.cells):
        lines.hands[0, t], lines.cell[t] = 0.0, 0.0
        for i in range(lines.cover.shape[0]):
            lines.hands[0, t] += lines.cover[i, t]
        total += set_cell(core, lines, t, 0.0)
    return total


class TableProgramme(Programme):
    """The programme over lines whose cells have a cost by the hands in them."""

    unit_price = 0.0  # of work, at the prices of `begin`

    def begin(self) -> bool:
        """The bound at the prices of shifts that belong to nobody; False when there is none."""
        found = anonymous_prices(self.core, self.left.sum())
        if found is None:
            return False
        self.bound, self.unit_price = self.price(Prices(found[0], np.zeros(0)))[0], found[1]
        return True

    def _rows(self, inf: float) -> None:
        core: Any = self.core
        self.constant = 0.0
        self.cell_row = []
        for t in range(core.cells):
            row = self.solver.RowConstraint(0.0, 0.0, "")
            self.constant += float(core.table[t, 0])
            for slope, size in slopes_of(core.table[t, : self._top() + 1]):
                hands = self.solver.NumVar(0.0, size, "")
                row.SetCoefficient(hands, -1.0)
                self.objective_row.SetCoefficient(hands, slope)
            self.cell_row.append(row)

    def _top(self) -> int:
        table: np.ndarray = self.core.table  # type: ignore[attr-defined]
        return min(table.shape[1] - 1, int(self.left.sum()) + 1)

    def _places(self, pause: np.ndarray, cover: np.ndarray) -> bytes:
        return cover.tobytes()

    def _serves(self, column: Column) -> float:
        for t, share in zip(column.cells.tolist(), column.share.tolist(), strict=True):
            self.cell_row[t].SetCoefficient(column.variable, share)
        return 0.0

    def _row_duals(self) -> Floats:
        return np.array([[row.dual_value() for row in self.cell_row]])

    def group_prices(self, dual: Floats) -> Floats:
        """The same for everybody."""
        return dual

    def demand_value(self, prices: Prices) -> float:
        """The demand's side of the Lagrangian bound."""
        table: np.ndarray = self.core.table  # type: ignore[attr-defined]
        n = np.arange(self._top() + 1)
        return float((table[:, : self._top() + 1] + prices.rows[0][:, None] * n[None, :]).min(axis=1).sum())
