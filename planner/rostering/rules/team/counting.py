"""Hands: what everybody on duty serves in each interval, and what is asked of them, as every rule of a team counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from planner.domain.demand import Requirement
from planner.domain.people import AT_WORK_KINDS
from planner.domain.roster import Shift
from planner.rostering.coverage import best_split, duty_shares, with_deferred
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.screen_pause import screen_share

Floats = NDArray[np.float64]
ByChannel = dict[str, Floats]
BySkills = dict[tuple[str, ...], Floats]


def productive_shares(parts: Parts, shift: Shift) -> list[tuple[int, float]]:
    """Intervals that a shift serves and the share of each, less screen pauses; none that training or a meeting touches.

    Of training only what the shift's agent has counts; unknown agents serve nothing.
    """
    agent = parts.agent_of.get(shift.agent_id)
    if agent is None:
        return []
    share = screen_share(parts.of_team(agent.team).problem.rules)
    away = [(o.start, o.end) for o in parts.absences_of.get(shift.agent_id, ()) if o.kind in AT_WORK_KINDS]
    grid = parts.problem.grid
    found = duty_shares(shift, grid)
    if away:
        width = timedelta(minutes=grid.minutes)
        found = [
            (i, part) for i, part in found
            if not any(begin < grid.instants[i] + width and grid.instants[i] < end for begin, end in away)
        ]  # fmt: skip
    return [(index, part * share) for index, part in found] if share != 1.0 else found


def skills_of(parts: Parts) -> dict[str, tuple[str, ...]]:
    """The channels asked for that each agent is skilled for."""
    channels = parts.problem.requirement.channels
    return {a.agent_id: tuple(c for c in channels if c in a.skills) for a in parts.agents}


def hands_of(parts: Parts, shifts: Iterable[Shift]) -> BySkills:
    """Hands by skill set and interval of some shifts."""
    skills = skills_of(parts)
    found: BySkills = {s: np.zeros(len(parts.problem.grid)) for s in sorted(set(skills.values()))}
    for shift in shifts:
        if shift.agent_id in skills:
            row = found[skills[shift.agent_id]]
            for index, share in productive_shares(parts, shift):
                row[index] += share
    return found


def reaching_in(parts: Parts) -> tuple[Shift, ...]:
    """Published shifts of the days before that reach over the first midnight."""
    return tuple(s for s in parts.problem.previous if s.end > parts.problem.grid.start and s.day < parts.days[0])


def placed(parts: Parts, hands: Mapping[tuple[str, ...], Floats] | None = None) -> Requirement:
    """What is required, with work that may wait where everybody's hands do it (given as `hands`, or counted)."""
    problem = parts.problem
    if not problem.deferred:
        return problem.requirement
    there = hands_of(parts, (*parts.roster.shifts, *reaching_in(parts))) if hands is None else hands
    return with_deferred(problem.requirement, [(d.channel, d.released, d.due) for d in problem.deferred], there)


def demand_of(
    parts: Parts, hands: Mapping[tuple[str, ...], Floats] | None = None
) -> tuple[ByChannel, ByChannel, ByChannel]:
    """What is required by channel, what of it is beyond the first share, and what last week's shifts serve of it.

    Hands of published shifts that reach over the first midnight are split among their channels before everybody else.
    `hands` are everybody's, theirs among them, where somebody has counted them.
    """
    late_shifts, requirement = reaching_in(parts), placed(parts, hands)
    required = {c: np.asarray(v, dtype=float) for c, v in requirement.required.items()}
    share = float(parts.problem.rules["shortage"].params["first_share"])
    core = {c: v - np.minimum(v, np.ceil(share * v - 1e-9)) for c, v in required.items()}
    late = {c: np.zeros(len(parts.problem.grid)) for c in required}
    if late_shifts:
        late, _ = best_split(hands_of(parts, late_shifts), required, share)
    return required, core, late


def served_of(parts: Parts, required: ByChannel, core: ByChannel, late: ByChannel) -> ByChannel:
    """What everybody serves by channel, of `demand_of`."""
    left = {c: v - late[c] for c, v in required.items()}
    first = {c: np.maximum(0.0, v - late[c]) for c, v in core.items()}
    found, _ = best_split(hands_of(parts, parts.roster.shifts), left, core=first)
    return {c: late[c] + v for c, v in found.items()}
