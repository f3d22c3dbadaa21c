"""Lines of people as columns of the programme, and which people are alike."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from planner.rostering.kernels.arrays import SPREAD, Core


@dataclass
class Column:
    """A line of a class: its own cost, days, break places and cover (cells and shares)."""

    cls: int
    own: float
    duty: np.ndarray
    pause: np.ndarray
    cells: np.ndarray
    share: np.ndarray
    variable: pywraplp.Variable
    taken: int = 0


@dataclass
class Classes:
    """People who are alike: a representative and the members of each class."""

    members: list[list[int]]
    people: np.ndarray
    groups: np.ndarray


def classes_of(
    core: Core, alike: Callable[[Core, int], Hashable], fixed: frozenset[int] = frozenset()
) -> Classes:  # fmt: skip
    """People with the same group, duties, costs and graph together, as far as `alike`; `fixed` ones left out."""
    found: dict[tuple[object, ...], list[int]] = {}
    for i in range(len(core.group)):
        if i in fixed:
            continue
        first = core.cost_first[i]
        size = core.duty_first[core.set_of[i] + 1] - core.duty_first[core.set_of[i]]
        key = (
            int(core.group[i]), int(core.set_of[i]), int(core.graph_of[i]), int(core.mask_of[i]),
            int(core.person[SPREAD, i]), alike(core, i),
            core.duty_cost[first : first + size].tobytes(), core.off_cost[i].tobytes(),
        )  # fmt: skip
        found.setdefault(key, []).append(i)
    members = list(found.values())
    people = np.array([m[0] for m in members], np.int64)
    return Classes(members, people, core.group[people] if len(people) else people)
