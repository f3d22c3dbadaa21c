"""Why a roster is as it is: rules in conflict, intervals that are short, wishes that were refused.

Conflicts come from CP-SAT: one person's week (with what is locked, absent, or published before) is a small model in
which every rule stands behind an assumption literal; the core of the infeasible model, shrunk until nothing can be left
out, is the smallest set in conflict, and each of its rules is then dropped alone to see which mends it most cheaply.
Shortages and wishes are answered by trying: the auditor judges each move, the engine re-solves with the wish granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from planner.rostering.rules.pack import SPECS
from planner.rostering.rules.parts import Violation
from planner.rostering.solve import solve


@dataclass(frozen=True)
class Relaxation:
    """A rule of a conflict that mends it when it gives way, and by how much (minutes off the contract, days over)."""

    rule: str
    amount: float
    unit: str

    def text(self, lang: str | None = None) -> str:
        """In the user's language."""
        shown = int(self.amount) if float(self.amount).is_integer() else round(self.amount, 2)
        return t("let {rule} give way by {amount} {unit}", lang, rule=t(SPECS[self.rule].title, lang), amount=shown,
                 unit=t(self.unit, lang))  # fmt: skip


@dataclass(frozen=True)
class Conflict:
    """The smallest set of rules that one person's span cannot keep together, and what mends it, cheapest first."""

    agent_id: str
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: str | None = None) -> str:
        """In the user's language: who, which rules, the cheapest way out."""
        names = ", ".join(t(SPECS[r].title, lang) for r in self.rules)
        text = t("{agent} cannot keep together: {rules}.", lang, agent=self.agent_id, rules=names)
        if self.relaxations:
            text += " " + t("Cheapest way out: {way}.", lang, way=self.relaxations[0].text(lang))
        return text


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


def conflicts(problem: RosterProblem, *, seconds: float = 5.0) -> tuple[Conflict, ...]:
    """The smallest conflicting rule set of everybody who cannot keep all rules; empty when all can."""
    model = compile_model(problem)
    found = []
    for i in sorted(model.bent):
        conflict = _conflict(problem, model, i, seconds / max(1, len(model.bent)))
        if conflict is not None:
            found.append(conflict)
    return tuple(found)


class _Week:
    """One person's span as a CP-SAT model: a literal a duty, every rule behind its assumption."""

    def __init__(self, problem: RosterProblem, model: Model, i: int, dropped: frozenset[str] = frozenset()) -> None:
        from ortools.sat.python import cp_model

        self.cp = cp_model.CpModel()
        core, self.dropped = model.core, dropped
        self.agent = model.agents[i]
        self.assumed: dict[str, Any] = {}
        low, high = int(core.duty_first[core.set_of[i]]), int(core.duty_first[core.set_of[i] + 1])
        self.problem = problem
        grid = problem.grid
        absent = _absent_reason(problem, self.agent.agent_id)
        locked = {s.day for s in problem.fixed if s.agent_id == self.agent.agent_id}
        looks: dict[tuple[int, int, int, int], int] = {}
        for q in range(low, high):
            duty = model.duty[q]
            free = core.duty_cost[int(core.cost_first[i]) + q - low] < INF
            key = (duty.day, duty.paid, duty.start_min, duty.end_min)
            looks[key] = max(looks.get(key, 0), 2 if duty.exact is not None and free else (1 if free else 0))
        self.var = {key: self.cp.new_bool_var("") for key in looks}
        self.work = [self.cp.new_bool_var("") for _ in range(grid.days)]
        for d in range(grid.days):
            mine = [v for key, v in self.var.items() if key[0] == d]
            self.cp.add(sum(mine) == self.work[d])
            date_d = grid.first_day + timedelta(days=d)
            for key, v in self.var.items():
                if key[0] == d and looks[key] == 0:
                    reason = "locked_shifts" if date_d in locked else absent.get(d, "availability")
                    self._when(reason, self.cp.add(v == 0))
            if date_d in locked:
                self._when("locked_shifts", self.cp.add(self.work[d] == 1))
        self._rules()

    def _when(self, rule: str, constraint: Any) -> None:
        if rule in self.dropped:
            constraint.only_enforce_if(self.cp.new_bool_var(""))
            return
        if rule not in self.assumed:
            self.assumed[rule] = self.cp.new_bool_var(rule)
        constraint.only_enforce_if(self.assumed[rule])

    def _rules(self) -> None:
        cp, rules, grid = self.cp, self.problem.rules, self.problem.grid
        from planner.rostering.rules.parts import Parts

        parts = Parts.of(self.problem, Roster(grid.first_day, grid.days, grid.zone))
        tolerance = rules["contract_hours"].minutes("tolerance_min")
        self.off: list[Any] = []
        self.over: list[Any] = []
        for first in range(0, grid.days, 7):
            days = range(first, min(grid.days, first + 7))
            target, most = parts.week_target(self.agent, parts.days[first : days.stop])
            paid = sum(key[1] * v for key, v in self.var.items() if key[0] in days)
            gap = cp.new_int_var(0, 10080, "")
            cp.add(gap >= paid - target - tolerance)
            cp.add(gap >= target - tolerance - paid)
            self.off.append(gap)
            self._when("contract_hours", cp.add(gap == 0))
            over = cp.new_int_var(0, 7, "")
            cp.add(over >= sum(self.work[d] for d in days) - most)
            self.over.append(over)
            self._when("working_days", cp.add(over == 0))
            for rule_id in ("days_off_together", "weekly_rest"):
                if rule_id not in rules or not rules[rule_id].hard or len(days) < 7:
                    continue
                n = rules[rule_id].minutes("days") if rule_id == "days_off_together" else 1
                blocks = []
                for d in range(first, days.stop - n + 1):
                    block = cp.new_bool_var("")
                    for k in range(n):
                        cp.add_implication(block, self.work[d + k].negated())
                    blocks.append(block)
                self._when(rule_id, cp.add_bool_or(blocks))
        run = rules.get("consecutive_days")
        if run is not None and run.hard:
            limit = run.minutes("max")
            before = _run_before(self.problem, self.agent.agent_id)
            for d in range(-before, grid.days - limit):
                window = [self.work[k] for k in range(max(0, d), d + limit + 1) if k < grid.days]
                self._when("consecutive_days", cp.add(sum(window) + max(0, -d) <= limit))
        rest = rules.get("daily_rest")
        if rest is not None and rest.hard:
            for one, v in self.var.items():
                for two, u in self.var.items():
                    if two[0] == one[0] + 1 and two[2] + 1440 - one[3] < rest.minutes("minutes"):
                        self._when("daily_rest", cp.add(v + u <= 1))

    def core(self, seconds: float) -> list[str] | None:
        """Rules of a conflict; None when everything can be kept or time ran out."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        names = list(self.assumed)
        kept = names
        self.cp.clear_assumptions()
        self.cp.add_assumptions([self.assumed[n] for n in kept])
        if solver.solve(self.cp) != cp_model.INFEASIBLE:
            return None
        index = {self.assumed[n].index: n for n in names}
        kept = [index[k] for k in solver.sufficient_assumptions_for_infeasibility() if k in index]
        for name in list(kept):  # leave out one after another: what remains is needed
            trial = [n for n in kept if n != name]
            self.cp.clear_assumptions()
            self.cp.add_assumptions([self.assumed[n] for n in trial])
            if solver.solve(self.cp) == cp_model.INFEASIBLE:
                kept = trial
        return sorted(kept)

    def mend(self, rule: str, seconds: float) -> Relaxation | None:
        """How far the (dropped) rule has to give way for everything else to be kept."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        self.cp.clear_assumptions()
        for literal in self.assumed.values():
            self.cp.add(literal == 1)
        amount = {"contract_hours": sum(self.off), "working_days": sum(self.over)}.get(rule)
        if amount is not None:
            self.cp.minimize(amount)
        status = solver.solve(self.cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        if amount is None:
            return Relaxation(rule, 1.0, "time(s)")
        return Relaxation(
            rule, float(round(solver.objective_value)), "minutes" if rule == "contract_hours" else "day(s)"
        )


def _conflict(problem: RosterProblem, model: Model, i: int, seconds: float) -> Conflict | None:
    week = _Week(problem, model, i)
    found = week.core(max(0.5, seconds / 2))
    if not found:
        return None
    ways = []
    for rule in found:
        way = _Week(problem, model, i, frozenset([rule])).mend(rule, max(0.5, seconds / 4))
        if way is not None:
            ways.append(way)
    cheap = {"minutes": 5.0, "day(s)": 500.0, "time(s)": 1000.0}
    ways.sort(key=lambda w: w.amount * cheap[w.unit])
    sources = tuple(problem.rules[r].source for r in found if r in problem.rules)
    lengths = sorted({model.duty[q].paid for q in range(*_duties(model, i))})
    facts = {"weekly_min": model.agents[i].contract.weekly_minutes, "lengths_min": lengths}
    return Conflict(model.agents[i].agent_id, tuple(found), sources, tuple(ways), facts)


def _duties(model: Model, i: int) -> tuple[int, int]:
    core = model.core
    return int(core.duty_first[core.set_of[i]]), int(core.duty_first[core.set_of[i] + 1])


def _absent_reason(problem: RosterProblem, agent_id: str) -> dict[int, str]:
    found = {}
    for off in problem.time_off:
        if off.agent_id == agent_id:
            for d in range(problem.grid.days):
                span = problem.grid.day_indices(d)
                begin, end = problem.grid.interval(span.start).start, problem.grid.interval(span.stop - 1).end
                if off.start < end and begin < off.end:
                    found[d] = "time_off"
    return found


def _run_before(problem: RosterProblem, agent_id: str) -> int:
    worked = {s.day for s in problem.previous if s.agent_id == agent_id}
    day, run = problem.grid.first_day - timedelta(days=1), 0
    while day in worked:
        run, day = run + 1, day - timedelta(days=1)
    return run


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
    low, high = _duties(model, i)
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
