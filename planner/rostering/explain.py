"""Why a roster is as it is: intervals that are short, wishes that were refused (rules in conflict: `conflict`).

Shortages and wishes are answered by trying: the auditor judges each move, the engine re-solves with the wish granted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Event
from typing import Any

import numpy as np

from planner.domain.people import Preference, Wish
from planner.domain.roster import Roster, Shift
from planner.i18n import day as day_text
from planner.i18n import t
from planner.rostering.arrays import INF
from planner.rostering.edit import effect
from planner.rostering.model import Model, compile_model
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.parts import Violation
from planner.rostering.solve import solve
from planner.rostering.span import duties_of_person


@dataclass(frozen=True)
class Candidate:
    """Somebody who could work a short interval: the shift it would take, what stops it, what it would change.

    `obstacles` are hard rules that the move would break (empty: it can be done); `cost_change` is in points.
    """

    agent_id: str
    old: Shift | None
    new: Shift | None
    obstacles: tuple[Violation, ...]
    cost_change: float
    short_hours_change: float

    def text(self, lang: str | None = None) -> str:
        """In the user's language."""
        if self.new is None:
            return t("{agent}: absent, or no allowed shift covers it.", lang, agent=self.agent_id)
        if not self.obstacles:
            return t(
                "{agent} could come, at {cost} points.", lang, agent=self.agent_id, cost=round(self.cost_change, 1)
            )
        stops = "; ".join(v.text(lang) for v in self.obstacles)
        return t("{agent} is stopped by: {stops}", lang, agent=self.agent_id, stops=stops)


@dataclass(frozen=True)
class WishCost:
    """What granting a wish would cost: points, agent-hours of shortage, and whether it can be had at all."""

    agent_id: str
    day: date
    possible: bool
    cost: float | None
    roster: Roster | None

    def text(self, lang: str | None = None) -> str:
        """In the user's language."""
        when = day_text(self.day, lang)
        if not self.possible or self.cost is None:
            return t(
                "{agent}, {day}: no roster grants it without breaking a rule.", lang, agent=self.agent_id, day=when
            )
        return t("{agent}, {day}: granting it would cost {cost} points.", lang, agent=self.agent_id, day=when,
                 cost=round(self.cost, 1))  # fmt: skip


def why_short(
    problem: RosterProblem, roster: Roster, index: int, channel: str, *, most: int = 20
) -> tuple[Candidate, ...]:
    """Everybody skilled for `channel` who is not on duty at interval `index`: what would bring them and what stops it.

    For each, the shift of that day is stretched or moved, or a new one placed, in the way that costs least; those who
    can come are first, the cheapest first. Absent people come with no shift.
    """
    grid = problem.grid
    instant = grid.instants[index]
    day = grid.first_day + timedelta(days=grid.day_of(index))
    model = compile_model(problem)
    found: list[Candidate] = []
    for i, agent in enumerate(model.agents):
        mine = roster.of_agent(agent.agent_id)
        if channel not in agent.skills or any(s.on_duty(instant) for s in mine):
            continue
        old = next((s for s in mine if s.day == day), None)
        options = [o for o in _shifts_at(model, i, index, old) if o != old]
        best: Candidate | None = None
        for new in options:
            change = effect(problem, roster, old, new)
            candidate = Candidate(
                agent.agent_id, old, new, change.new_violations, change.cost_change, change.short_hours_change
            )
            key = (len(candidate.obstacles), candidate.cost_change)
            if best is None or key < (len(best.obstacles), best.cost_change):
                best = candidate
        found.append(best or Candidate(agent.agent_id, old, None, (), 0.0, 0.0))
    found.sort(key=lambda c: (c.new is None, len(c.obstacles), c.cost_change, c.agent_id))
    return tuple(found[:most])


def _shifts_at(model: Model, i: int, index: int, old: Shift | None) -> list[Shift]:
    """A few shifts on duty at an interval: each length, starting as near to the old one as it may."""
    core, grid = model.core, model.problem.grid
    low, high = duties_of_person(model, i)
    first = int(core.cost_first[i])
    by_paid: dict[int, tuple[float, int]] = {}
    goal = grid.index(old.start) if old is not None else index - 8
    day = grid.day_of(index)
    for q in range(low, high):
        duty = model.duty[q]
        if duty.day != day or duty.exact is not None or core.duty_cost[first + q - low] >= INF:
            continue
        end = duty.cell + duty.presence // grid.minutes
        if not duty.cell <= index < end:
            continue
        distance = abs(duty.cell - goal)
        if duty.paid not in by_paid or distance < by_paid[duty.paid][0]:
            by_paid[duty.paid] = (distance, q)
    from planner.rostering.duties import shift_of

    made = []
    for _, q in by_paid.values():
        duty = model.duty[q]
        places = []
        for pause in duty.template.pauses:
            cells = [c for c in range(duty.cell + pause.low, duty.cell + pause.high + 1) if c != index]
            places.append(cells[len(cells) // 2] if cells else duty.cell + pause.low)
        made.append(shift_of(duty, model.agents[i].agent_id, places, grid))
    return made


def why_refused(
    problem: RosterProblem, roster: Roster, wish: Preference, day: date, *, seconds: float = 3.0, seed: int = 0,
    stop: Event | None = None,
) -> WishCost:  # fmt: skip
    """What granting `wish` on `day` would have cost: the engine solves again around the roster with the wish as law."""
    agents = tuple(
        replace(a, availability=(*a.availability, *_as_hours(problem, wish, day))) if a.agent_id == wish.agent_id else a
        for a in problem.agents
    )
    time_off, fixed_days = problem.time_off, problem.days_fixed
    if wish.wish is Wish.OFF and wish.start is None and wish.end is None:
        fixed_days = fixed_days | {(wish.agent_id, day)}
    kept = tuple(s for s in problem.fixed if not (s.agent_id == wish.agent_id and s.day == day))
    granted = replace(problem, agents=agents, time_off=time_off, fixed=kept, days_fixed=fixed_days)
    if wish.wish is Wish.ON:
        others = tuple(p for p in problem.preferences if p is not wish)
        granted = replace(granted, preferences=(*others, replace(wish, weight=1000.0, day=day, weekday=None)))
    before = _cost(problem, roster)
    result = solve(granted, seconds=seconds, seed=seed, stop=stop)
    if result.roster is None:
        return WishCost(wish.agent_id, day, False, None, None)
    from planner.rostering.audit import audit

    broken = len(audit(granted, result.roster)) > len(audit(problem, roster))
    after = _cost(problem, result.roster)
    same = replace(problem, fixed=problem.fixed)
    again = solve(same, seconds=seconds, seed=seed, stop=stop)
    base = min(before, again.cost if again.cost is not None else before)
    return WishCost(wish.agent_id, day, not broken, max(0.0, after - base), result.roster)


def _as_hours(problem: RosterProblem, wish: Preference, day: date) -> list[Any]:
    from planner.domain.people import Availability
    from planner.rostering.rules.pack import clock

    rule = problem.rules["preferences"]
    if wish.wish is Wish.EARLY:
        return [Availability(day.weekday(), None, wish.end)] if wish.end else []
    if wish.wish is Wish.LATE:
        return [Availability(day.weekday(), wish.start or clock("12:00"), None)]
    del rule
    return []


def _cost(problem: RosterProblem, roster: Roster) -> float:
    from planner.rostering.audit import penalties

    return float(np.sum([p.cost for p in penalties(problem, roster)]))
