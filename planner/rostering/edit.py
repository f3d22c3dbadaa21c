"""What a hand edit would change, fast enough to answer while a key is held down.

The hands on duty of the roster last looked at are kept, so that an edit touches only the intervals of the two shifts
and the rules of the agents concerned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.domain.roster import Coverage, Roster, Shift
from planner.rostering.audit import findings
from planner.rostering.channels import unbound
from planner.rostering.coverage import best_split, duty_shares, on_duty
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.parts import Parts, Penalty, Violation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EditEffect:
    """The roster after an edit, its coverage, and the differences: hours short, cost in points, rules.

    `cost_change` holds shortage and the soft rules of the agents concerned. `new_violations` were not there before.
    """

    roster: Roster
    coverage: Coverage
    short_hours_change: float
    cost_change: float
    new_violations: tuple[Violation, ...]
    gone_violations: tuple[Violation, ...]
    new_penalties: tuple[Penalty, ...]
    gone_penalties: tuple[Penalty, ...]


@dataclass
class _State:
    """Hands and split of one roster; arrays are per interval."""

    problem: RosterProblem
    roster: Roster
    free: dict[tuple[str, ...], Floats]
    scheduled: dict[str, Floats]
    short: dict[str, Floats]
    cost: Floats


_kept: list[_State] = []


def effect(problem: RosterProblem, roster: Roster, old: Shift | None, new: Shift | None) -> EditEffect:
    """The effect of replacing `old` by `new` in `roster` (either None: add, remove); nothing is changed.

    Answers in a few milliseconds at 300 agents after the first call for a roster, which counts everybody once.
    """
    before = _state(problem, roster)
    after_roster = roster.replace_shift(old, new)
    after = _moved(before, after_roster, old, new)
    concerned = {s.agent_id for s in (old, new) if s is not None}
    concerned |= {p.first for p in problem.pairs if p.second in concerned}
    then, now = _rules(problem, roster, concerned), _rules(problem, after_roster, concerned)
    grid = problem.requirement.grid
    short_change = sum(float(after.short[c].sum() - before.short[c].sum()) for c in after.short) * grid.minutes / 60
    new_penalties = tuple(f for f in now if isinstance(f, Penalty) and f not in then)
    gone_penalties = tuple(f for f in then if isinstance(f, Penalty) and f not in now)
    cost = float(after.cost.sum() - before.cost.sum())
    cost += sum(p.cost for p in new_penalties) - sum(p.cost for p in gone_penalties)
    _kept.append(after)
    del _kept[:-4]
    return EditEffect(
        after_roster,
        _coverage(problem, after),
        round(short_change, 6),
        round(cost, 6),
        tuple(f for f in now if isinstance(f, Violation) and f not in then),
        tuple(f for f in then if isinstance(f, Violation) and f not in now),
        new_penalties,
        gone_penalties,
    )


def _rules(problem: RosterProblem, roster: Roster, concerned: set[str]) -> list[Violation | Penalty]:
    chosen = tuple(a for a in problem.agents if a.agent_id in concerned)
    others = {p.second for p in problem.pairs if p.first in concerned}
    seen = concerned | others
    mine = replace(roster, shifts=tuple(s for s in roster.shifts if s.agent_id in seen))
    parts = replace(
        Parts.of(problem, mine),
        time_off=tuple(o for o in problem.time_off if o.agent_id in seen),
        preferences=tuple(p for p in problem.preferences if p.agent_id in seen),
        fixed=tuple(s for s in problem.fixed if s.agent_id in seen),
        previous=tuple(s for s in problem.previous if s.agent_id in seen),
        baseline=tuple(s for s in problem.baseline if s.agent_id in seen),
    )
    if problem.baseline and not parts.baseline:
        parts = replace(parts, baseline=problem.baseline[:1])
    return list(findings(parts, chosen))


def _state(problem: RosterProblem, roster: Roster) -> _State:
    for place, kept in enumerate(_kept):
        if kept.problem is problem and kept.roster is roster:
            _kept.append(_kept.pop(place))  # what is looked at again and again stays
            return kept
    import numpy as np

    free, _ = on_duty(unbound(roster), problem.agents, problem.requirement)
    size = len(problem.grid)
    state = _State(problem, roster, free, {}, {}, np.zeros(size))
    for channel in problem.requirement.channels:
        state.scheduled[channel], state.short[channel] = np.zeros(size), np.zeros(size)
    _split(state, np.arange(size))
    _kept.append(state)
    del _kept[:-4]
    return state


def _moved(before: _State, roster: Roster, old: Shift | None, new: Shift | None) -> _State:
    import numpy as np

    def copy(arrays: Mapping[str, Floats]) -> dict[str, Floats]:
        return {k: v.copy() for k, v in arrays.items()}

    problem, grid, channels = before.problem, before.problem.grid, before.problem.requirement.channels
    free = {k: v.copy() for k, v in before.free.items()}
    after = _State(problem, roster, free, copy(before.scheduled), copy(before.short), before.cost.copy())
    skills = {a.agent_id: tuple(c for c in channels if c in a.skills) for a in problem.agents}
    touched: set[int] = set()
    for shift, sign in ((old, -1.0), (new, 1.0)):
        if shift is None or shift.agent_id not in skills:
            continue
        hands = after.free[skills[shift.agent_id]]
        for index, share in duty_shares(shift, grid):
            hands[index] += sign * share
            touched.add(index)
    if touched:
        _split(after, np.array(sorted(touched)))
    return after


def _split(state: _State, indices: NDArray[np.int64]) -> None:
    import numpy as np

    rule, hours = state.problem.rules["shortage"], state.problem.grid.minutes / 60
    share = float(rule.params["first_share"])
    required = {c: np.asarray(v, dtype=float)[indices] for c, v in state.problem.requirement.required.items()}
    served, scheduled = best_split({s: v[indices] for s, v in state.free.items()}, required, share)
    cost = np.zeros(len(indices))
    for channel, values in required.items():
        short = np.maximum(0.0, values - served[channel])
        state.scheduled[channel][indices] = scheduled[channel]
        state.short[channel][indices] = short
        first = np.minimum(values, np.ceil(share * values - 1e-9))
        step = rule.params["cost_h"] - rule.params["first_cost_h"]
        cost += (rule.params["first_cost_h"] * short + step * np.maximum(0.0, short - first)) * hours * rule.weight
    state.cost[indices] = cost


def _coverage(problem: RosterProblem, state: _State) -> Coverage:
    return Coverage(
        problem.grid,
        dict(problem.requirement.required),
        {c: tuple(v.round(6).tolist()) for c, v in state.scheduled.items()},
        {c: tuple(v.round(6).tolist()) for c, v in state.short.items()},
    )
