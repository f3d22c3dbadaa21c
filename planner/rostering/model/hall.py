"""Demand as Hall rows: what the hands of every set of channels must add up to, with published hands taken off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.rostering.coverage import MAX_SHARED, components
from planner.rostering.kernels.arrays import Demand
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.context.calendar import Setting
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import demand_of, reaching_in
from planner.rostering.rules.team.minimum import counted, minimums, needed
from planner.rostering.rules.team.screen_pause import screen_share

HARD_H = 1000.0  # points for an agent-hour below a hard minimum, at least


def hall_rows(s: Setting) -> tuple[list[int], Demand]:
    """The group of each person, and Hall rows of every component of channels and of every minimum, as arrays of `Core`.

    Hall's condition: hands serve a requirement if and only if, for every set of channels, those with any of its skills
    are enough for it. A component of more than MAX_SHARED channels is covered without sharing.
    """
    hours, size = s.grid.minutes / 60, len(s.grid)
    parts = Parts.empty(replace(s.problem, deferred=()))
    required, urgent, late = demand_of(parts)
    skills = [tuple(c for c in required if c in a.skills) for a in s.agents]
    rule = s.rules["shortage"]
    first = float(rule.params["first_cost_h"]) * hours * rule.weight
    beyond = float(rule.params["cost_h"]) * hours * rule.weight
    over_rule = s.rules.get("overstaffing")
    idle = float(over_rule.params["cost_h"]) * over_rule.weight * hours if over_rule else 0.0
    consts: list[np.ndarray] = []  # [L, rows, T]
    hits: list[np.ndarray] = []  # [N, rows]
    incs: list[tuple[float, float]] = []
    overs: list[float] = []
    required = {c: v - late[c] for c, v in required.items()}
    urgent = {c: np.maximum(0.0, v - late[c]) for c, v in urgent.items()}
    for part in blocks(s.problem):
        sets = [{part[b] for b in range(len(part)) if bits >> b & 1} for bits in range(1 << len(part))]
        full = np.array([[required[c] for c in part]])[0]
        core = np.array([urgent[c] for c in part])
        const = np.zeros((2, len(sets), size))
        hit = np.zeros((len(s.agents), len(sets)))
        for r, chosen in enumerate(sets):
            outside = [b for b, c in enumerate(part) if c not in chosen]
            const[0, r] = full[outside].sum(axis=0)
            const[1, r] = core[outside].sum(axis=0)
            hit[:, r] = [bool(chosen & set(own)) for own in skills]
        consts.append(const)
        hits.append(hit)
        incs.append((first, beyond - first))
        overs.append(idle)
    whole = screen_share(s.rules)
    for need in minimums(s.rules):
        const = np.zeros((2, 2, size))
        const[0, 0, needed(parts, need)] = need.count * whole
        for index, part_of in counted(parts, need, reaching_in(parts)):
            const[0, 0, index] = max(0.0, const[0, 0, index] - part_of)
        hit = np.zeros((len(s.agents), 2))
        hit[:, 1] = [need.met_by(a) for a in s.agents]
        consts.append(const)
        hits.append(hit)
        # a hard one comes before any shortage
        weight = max(HARD_H, 20 * float(rule.params["cost_h"]) * rule.weight) if need.rule.hard else need.rule.weight
        incs.append((weight * hours / whole, 0.0))
        overs.append(0.0)
    if not consts:
        consts, hits, incs, overs = [np.zeros((2, 2, size))], [np.zeros((len(s.agents), 2))], [(0.0, 0.0)], [0.0]
    block = np.concatenate([[0], np.cumsum([c.shape[1] for c in consts])]).astype(np.int64)
    all_hits = np.concatenate(hits, axis=1)
    unique, group_of = np.unique(all_hits, axis=0, return_inverse=True)
    if not len(s.agents):
        unique, group_of = np.zeros((1, all_hits.shape[1])), np.zeros(0, np.int64)
    demand = Demand(
        np.concatenate(consts, axis=1), np.array(incs).T.copy(), np.array(overs), block, unique, np.ones((1, size))
    )  # fmt: skip
    return [int(g) for g in np.ravel(group_of)], demand


def blocks(problem: RosterProblem) -> list[tuple[str, ...]]:
    """The channels of each block of Hall rows that stands for demand, in the order of the rows."""
    channels = list(problem.requirement.required)
    skills = sorted({tuple(c for c in channels if c in a.skills) for a in problem.agents})
    found: list[tuple[str, ...]] = []
    for group in components(skills, channels):
        found += [group] if len(group) <= MAX_SHARED else [(c,) for c in group]
    return found
