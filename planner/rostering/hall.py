"""Demand as Hall rows: what the hands of every set of channels must add up to, with published hands taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.rostering.coverage import MAX_SHARED, best_split, components, duty_shares
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.wishes import matches, needed
from planner.rostering.setting import Setting


@dataclass(frozen=True)
class _Timed:
    """What `needed` reads of a problem."""

    requirement: Any
    grid: Any


def hall_rows(s: Setting) -> tuple[list[int], dict[str, np.ndarray]]:
    """The group of each person, and Hall rows of every component of channels and of every minimum, as arrays of `Core`.

    Hall's condition: hands serve a requirement if and only if, for every set of channels, those with any of its skills
    are enough for it. A component of more than MAX_SHARED channels is covered without sharing.
    """
    hours, size = s.grid.minutes / 60, len(s.grid)
    required = {c: np.asarray(v, float) for c, v in s.problem.requirement.required.items()}
    skills = [tuple(c for c in required if c in a.skills) for a in s.agents]
    rule = s.rules["shortage"]
    share = float(rule.params["first_share"])
    first = float(rule.params["first_cost_h"]) * hours * rule.weight
    beyond = float(rule.params["cost_h"]) * hours * rule.weight
    over_rule = s.rules.get("overstaffing")
    idle = float(over_rule.params["cost_h"]) * over_rule.weight * hours if over_rule else 0.0
    consts: list[np.ndarray] = []  # [L, rows, T]
    hits: list[np.ndarray] = []  # [N, rows]
    incs: list[tuple[float, float]] = []
    overs: list[float] = []
    late, _ = best_split(_late_hands(s), required, share)
    required = {c: v - late[c] for c, v in required.items()}
    for part in blocks(s.problem):
        sets = [{part[b] for b in range(len(part)) if bits >> b & 1} for bits in range(1 << len(part))]
        full = np.array([[required[c] for c in part]])[0]
        core = full - np.minimum(full, np.ceil(share * full - 1e-9))
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
    timed: Any = _Timed(s.problem.requirement, s.grid)
    for rule_id, key in (("min_staff", "channels"), ("skill_on_duty", "needs")):
        minimum = s.rules.get(rule_id)
        for need in minimum.params[key] if minimum else ():
            const = np.zeros((2, 2, size))
            const[0, 0, needed(timed, need)] = float(need.get("count", 1))
            hit = np.zeros((len(s.agents), 2))
            hit[:, 1] = [matches(a, need) for a in s.agents]
            consts.append(const)
            hits.append(hit)
            weight = 1000.0 if minimum is not None and minimum.hard else (minimum.weight if minimum else 0.0)
            incs.append((weight * hours, 0.0))
            overs.append(0.0)
    if not consts:
        consts, hits, incs, overs = [np.zeros((2, 2, size))], [np.zeros((len(s.agents), 2))], [(0.0, 0.0)], [0.0]
    block = np.concatenate([[0], np.cumsum([c.shape[1] for c in consts])]).astype(np.int64)
    all_hits = np.concatenate(hits, axis=1)
    unique, group_of = np.unique(all_hits, axis=0, return_inverse=True)
    if not len(s.agents):
        unique, group_of = np.zeros((1, all_hits.shape[1])), np.zeros(0, np.int64)
    demand = {
        "const": np.concatenate(consts, axis=1), "hit": unique, "inc": np.array(incs).T.copy(),
        "over": np.array(overs), "block": block,
    }  # fmt: skip
    return [int(g) for g in np.ravel(group_of)], demand


def blocks(problem: RosterProblem) -> list[tuple[str, ...]]:
    """The channels of each block of Hall rows that stands for demand, in the order of the rows."""
    channels = list(problem.requirement.required)
    skills = sorted({tuple(c for c in channels if c in a.skills) for a in problem.agents})
    found: list[tuple[str, ...]] = []
    for group in components(skills, channels):
        found += [group] if len(group) <= MAX_SHARED else [(c,) for c in group]
    return found


def _late_hands(s: Setting) -> dict[tuple[str, ...], np.ndarray]:
    """Hands of published shifts that reach over the first midnight."""
    skills = {a.agent_id: a.skills for a in s.agents}
    found: dict[tuple[str, ...], np.ndarray] = {}
    for shift in s.problem.previous:
        if shift.end > s.grid.start and shift.day < s.grid.first_day and shift.agent_id in skills:
            hands = found.setdefault(tuple(skills[shift.agent_id]), np.zeros(len(s.grid)))
            for index, share in duty_shares(shift, s.grid):
                hands[index] += share
    return found
