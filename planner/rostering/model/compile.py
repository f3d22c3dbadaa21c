"""A roster problem as the engine's arrays: demand as Hall rows, people as duty sets, costs and graphs of their rules.

People who cannot keep every rule (contract hours that no lengths add up to, contradictory locks) get a graph in which
the hours, and where that is not enough every rule, may be bent at a high cost; which ones is told in `Model.bent`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import numpy as np

from planner.domain.people import AT_WORK_KINDS, Agent
from planner.domain.roster import Roster, Shift
from planner.rostering.kernels.arrays import (
    INF,
    NO_WINDOW,
    Arcs,
    Core,
    Demand,
    Extras,
    Member,
    Shifts,
    core_of,
    work_space,
)
from planner.rostering.kernels.line import best_line
from planner.rostering.lines.graph import EMPTY, Graph, TooManyArcs, build
from planner.rostering.lines.maker import LineRuleMaker
from planner.rostering.lines.maker import bent as bend
from planner.rostering.model.costs import priced
from planner.rostering.model.duties import duties_of, exact_duty, shift_of
from planner.rostering.model.hall import hall_rows
from planner.rostering.problem import Reason, RosterProblem
from planner.rostering.rules.context.calendar import Setting, calendar
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.context.duty import Duty, DutySet, Template
from planner.rostering.rules.context.line import BIG, LineRules
from planner.rostering.rules.rest.start_spread import window
from planner.rostering.rules.shifts.shift_lengths import lengths_of
from planner.rostering.rules.team import pairs
from planner.rostering.rules.team.screen_pause import screen_share

THINNED = 30  # kinds of shift a day that somebody keeps whose every rule may bend


@dataclass
class Model:
    """The arrays, and what turns them back into shifts. `bent` gives the tier of people who cannot keep every rule."""

    problem: RosterProblem
    core: Core
    agents: tuple[Agent, ...]
    duty: list[Duty]
    reasons: list[Reason] = field(default_factory=list)
    bent: dict[int, int] = field(default_factory=dict)
    thinned: bool = False  # somebody has only some of their shifts: the bound is none
    asked: list[Callable[[], Days]] = field(default_factory=list)

    def days(self, i: int) -> Days:
        """What shifts and days off cost a person, and which rule bars which."""
        return priced(self.asked[i]())

    def roster(self, duty: np.ndarray, pause: np.ndarray) -> Roster:
        """The roster of the lines' arrays (locks that could not be placed are left out)."""
        grid, shifts = self.problem.grid, list[Shift]()
        for i, agent in enumerate(self.agents):
            for d in range(grid.days):
                q = int(duty[i, d])
                if q >= 0:
                    chosen = self.duty[q]
                    places = [int(c) for c in pause[i, d, : len(chosen.template.pauses)]]
                    shifts.append(shift_of(chosen, agent.agent_id, places, grid))
        return Roster(grid.first_day, grid.days, grid.zone, tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))


@dataclass
class _Person:
    agent: Agent
    duties: DutySet
    asked: Callable[[], Days]
    cost: np.ndarray
    off: np.ndarray
    group: int
    mask: int
    rules: LineRules
    maker: LineRuleMaker
    spread: tuple[int, float] | None = None  # window of a week's starts in minutes, points a minute outside it


def arcs_within(seconds: float) -> float:
    """How many arcs the graphs of a solve of so many seconds may have: a sixth of the time, and a gigabyte, at most."""
    return min(12e6, max(6e5, 4e5 * seconds))


def compile_model(problem: RosterProblem, arcs: float = np.inf) -> Model:
    """The problem in arrays. Never fails for bad input: what cannot be had becomes a Reason.

    Where its graphs had more than about `arcs` arcs only some of the starts are looked at, with a Reason.
    """
    reasons: list[Reason] = []
    agents: list[Agent] = []
    for agent in problem.agents:
        if any(a.agent_id == agent.agent_id for a in agents):
            reasons.append(Reason("duplicate_agent", agent.agent_id))
        else:
            agents.append(agent)
    fixed = _locks(problem, {a.agent_id for a in agents}, reasons)
    _overlaps(problem, reasons)
    return _Builder(Setting(problem, tuple(agents), calendar(problem)), fixed, arcs).build(reasons)


def _locks(problem: RosterProblem, known: set[str], reasons: list[Reason]) -> dict[str, list[Shift]]:
    found: dict[str, list[Shift]] = {}
    last = problem.grid.first_day + timedelta(days=problem.grid.days)
    for shift in sorted(problem.fixed, key=lambda s: (s.agent_id, s.start)):
        mine = found.setdefault(shift.agent_id, [])
        if shift.agent_id not in known or not problem.grid.first_day <= shift.day < last:
            reasons.append(Reason("lock_outside", shift.agent_id, shift.day))
        elif mine and (shift.start < mine[-1].end or shift.day == mine[-1].day):
            if shift != mine[-1]:
                reasons.append(Reason("locks_overlap", shift.agent_id, shift.day))
        else:
            mine.append(shift)
            for off in problem.time_off:
                if off.agent_id == shift.agent_id and off.start < shift.end and shift.start < off.end:
                    if off.kind not in AT_WORK_KINDS:
                        reasons.append(Reason("lock_on_leave", shift.agent_id, shift.day))
                    break
    return found


def _overlaps(problem: RosterProblem, reasons: list[Reason]) -> None:
    by_agent: dict[str, list[Any]] = {}
    for off in sorted(problem.time_off, key=lambda o: (o.agent_id, o.start)):
        mine = by_agent.setdefault(off.agent_id, [])
        if mine and off.start < max(o.end for o in mine):
            reasons.append(Reason("overlapping_time_off", off.agent_id, off.start.date()))
        mine.append(off)


class _Builder:
    """Collects sets, graphs and people, then packs them. State only while a model is made."""

    def __init__(self, s: Setting, fixed: dict[str, list[Shift]], arcs: float) -> None:
        self.s, self.fixed, self.arcs = s, fixed, arcs
        self.every = 1  # of how many starts one is looked at
        self.sparse: dict[tuple[int, int], list[set[int]]] = {}  # signatures then left on each day, by duty set
        self.teams: dict[str, tuple[Setting, LineRuleMaker]] = {}
        self.sets: dict[tuple[Any, ...], DutySet] = {}
        self.graphs: dict[LineRules, int] = {}
        self.graph_list: list[Graph] = []
        self.masks: list[np.ndarray] = [_productive(s)]
        self.thinned = False

    def of_team(self, team: str) -> tuple[Setting, LineRuleMaker]:
        """The setting under a team's own pack (the roster's where it has none), and the maker of its lines' rules."""
        own = team if team in self.s.problem.team_rules else ""
        if own not in self.teams:
            rules = self.s.problem.rules_of(own)
            s = self.s if not own else replace(self.s, problem=replace(self.s.problem, rules=rules))
            self.teams[own] = s, LineRuleMaker(s)
        return self.teams[own]

    def build(self, reasons: list[Reason]) -> Model:
        """Everything packed, people who cannot keep the rules bent tier by tier."""
        groups, demand = hall_rows(self.s)
        people = [self._person(a, groups[i]) for i, a in enumerate(self.s.agents)]
        self.arcs /= max(1, len({p.rules for p in people}))  # of each graph
        model = _packed(self, people, demand, reasons)
        bent: dict[int, int] = {}
        for tier in (1, 2):
            core, work = model.core, work_space(model.core)
            able = [core.nodes[core.graph_of[i]] and best_line(core, work, i) < INF / 2 for i in range(len(people))]
            failing = [i for i, can in enumerate(able) if not can]
            if not failing:
                break
            for i in failing:
                bent[i] = tier
                people[i].rules = bend(people[i].rules, tier)
                if tier == 2:
                    self._loosened(people[i])
            model = _packed(self, people, demand, reasons)
        model.bent.update(bent)
        model.thinned = self.thinned
        if self.every > 1:
            model.reasons.append(Reason("starts_thinned", params={"n": self.every}))
        return model

    def _loosened(self, person: _Person) -> None:
        """What is left of somebody's choices where every rule may bend: the lock alone on a locked day, and on the
        others at most THINNED kinds of shift where there are many (all of them together make graphs of millions)."""
        days = {(s.day - self.s.grid.first_day).days for s in self.fixed.get(person.agent.agent_id, [])}
        signs = person.maker.signatures(person.duties).of_duty
        locked: dict[int, set[int]] = {d: set() for d in days}
        for duty, sign in zip(person.duties.duties, signs, strict=True):
            if duty.exact is not None and duty.day in days:
                locked[duty.day].add(sign)
        used = []
        for d, mine in enumerate(person.rules.used):
            step = max(1, -(-len(mine) // THINNED))
            self.thinned = self.thinned or (step > 1 and not locked.get(d))
            used.append(tuple(sorted(locked[d])) if locked.get(d) else mine[::step])
        person.rules = replace(person.rules, used=tuple(used))
        if person.spread is not None:
            person.spread = person.spread[0], min(person.spread[1], BIG / 60)

    def _person(self, agent: Agent, group: int) -> _Person:
        s, maker = self.of_team(agent.team)
        minor = agent.agent_id in s.problem.minors
        lengths = lengths_of(agent.contract.daily_minutes, s.rules, minor)
        key = (lengths, minor, id(s))
        if key not in self.sets:
            self.sets[key] = duties_of(s.problem, s.times, lengths, minor)
        base = self.sets[key]
        locks = {(s.day - self.s.grid.first_day).days: s for s in self.fixed.get(agent.agent_id, [])}
        published = self.s.base.get(agent.agent_id, {})
        extra = [exact_duty(s, self.s.times) for s in locks.values()]
        extra += [
            exact_duty(s, self.s.times)
            for d, s in published.items()
            if 0 <= d < self.s.grid.days and d not in locks and self._fits(base, s)
        ]
        duties = base
        if extra:
            duties = base.more(extra)
        asked = partial(Days, s, agent, duties.duties, locks, published)
        days = priced(asked())
        mask = self._mask(agent, s)
        rules = maker.of(agent, duties, minor)
        rule = s.rules.get("start_spread")
        spread = window(rule) if rule is not None else None
        return _Person(agent, duties, asked, days.cost, days.off, group, mask, rules, maker, spread)

    def _fits(self, base: DutySet, shift: Shift) -> bool:
        paid = {look.paid for look in base.looks}
        return shift.work_minutes in paid and self.s.grid.start <= shift.start < self.s.grid.end

    def _mask(self, agent: Agent, s: Setting) -> int:
        mask = self.masks[0]
        if s is not self.s and not np.array_equal(own := _productive(s), mask):
            mask = own
        for off in self.s.absences(agent):
            if off.kind in AT_WORK_KINDS:
                hidden = np.array(
                    [
                        off.start < i.end and i.start < off.end
                        for i in map(self.s.grid.interval, range(len(self.s.grid)))
                    ]
                )
                mask = np.where(hidden, 0.0, mask)
        if mask is self.masks[0]:
            return 0
        self.masks.append(mask)
        return len(self.masks) - 1

    def graph(self, person: _Person) -> int:
        """The number of the person's graph; of their starts only some are kept where it would be too large."""
        rules = person.rules
        while rules not in self.graphs:
            if self.every > 1:
                rules = self._thinner(person)
            if rules in self.graphs:
                break
            try:
                made = build(rules, self.arcs)
            except TooManyArcs as found:  # arcs grow with the square of the shifts of a day
                step = max(self.every + 1, int(np.ceil(self.every * found.times**0.5)))
                if rules is not person.rules and rules == self._thinner(person, step):
                    self.arcs = np.inf  # nothing is left to thin
                self.every = step
                continue
            self.graphs[rules] = len(self.graph_list)
            self.graph_list.append(made)
        if rules is not person.rules:
            person.rules, self.thinned = rules, True
        return self.graphs[rules]

    def _thinner(self, person: _Person, every: int | None = None) -> LineRules:
        """Rules with one start in `every` on each day, of every length, and all shifts that are given exactly."""
        step = every or self.every
        key = (id(person.duties), step)
        if key not in self.sparse:
            starts = sorted({q.start_min % 1440 for q in person.duties.duties if q.exact is None})
            kept = set(starts[::step])
            chosen: list[set[int]] = [set() for _ in range(self.s.grid.days)]
            signs = person.maker.signatures(person.duties).of_duty
            for duty, sign in zip(person.duties.duties, signs, strict=True):
                if duty.exact is not None or duty.start_min % 1440 in kept:
                    chosen[duty.day].add(sign)
            self.sparse[key] = chosen
        chosen = self.sparse[key]
        used = (tuple(v for v in mine if v in chosen[d]) for d, mine in enumerate(person.rules.used))
        return replace(person.rules, used=tuple(used))


def _productive(s: Setting) -> np.ndarray:
    """Share of each interval that a person on duty serves."""
    return np.full(len(s.grid), screen_share(s.rules))


def _packed(builder: _Builder, people: list[_Person], demand: Demand, reasons: list[Reason]) -> Model:
    grid = builder.s.grid
    graph_of = [builder.graph(p) for p in people]
    sets: dict[int, int] = {}
    first: list[int] = [0]
    duties: list[Duty] = []
    sigs: list[int] = []
    templates: dict[Template, int] = {}
    for person in people:
        if id(person.duties) not in sets:
            sets[id(person.duties)] = len(sets)
            duties += person.duties.duties
            sigs += person.maker.signatures(person.duties).of_duty
            first.append(len(duties))
    template_of = [templates.setdefault(q.template, len(templates)) for q in duties]
    pauses = [p for template in templates for p in template.pauses]
    width = grid.minutes
    graphs = [
        Arcs(g.layer if g.feasible else np.zeros(grid.days + 1, np.int64), g.source, g.target, g.signature, g.cost,
             g.final_first, g.nodes if g.feasible else 0)
        for g in builder.graph_list or [EMPTY]
    ]  # fmt: skip
    spread_of, spread, windows = _windows(people, first, duties, sets)
    place = {p.agent.agent_id: i for i, p in enumerate(people)}
    shifts = Shifts(
        first, [q.day for q in duties], sigs, [q.cell for q in duties], [q.presence // width for q in duties],
        [(q.presence % width) / width for q in duties], template_of, [q.start_min for q in duties],
        np.cumsum([0, *(len(t.pauses) for t in templates)]).tolist(), [t.gap for t in templates],
        [p.low for p in pauses], [p.high for p in pauses], [p.minutes // width for p in pauses],
        [(p.minutes % width) / width for p in pauses],
    )  # fmt: skip
    members = [
        Member(p.group, p.mask, sets[id(p.duties)], graph, p.cost, p.off, int(window))
        for p, graph, window in zip(people, graph_of, spread_of, strict=True)
    ]
    core = core_of(
        grid.days, len(grid), replace(demand, mask=np.array(builder.masks)), shifts, members, graphs,
        Extras(pairs.costs(builder.s.problem, place), spread, windows),
    )  # fmt: skip
    return Model(builder.s.problem, core, tuple(p.agent for p in people), duties, list(reasons),
                 asked=[p.asked for p in people])  # fmt: skip


def _windows(
    people: list[_Person], first: list[int], duties: list[Duty], sets: dict[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which spread binds each person (-1: none), the spreads, and where the window of each may begin.

    What lies outside a window is convex in its place, so that it is least where the window begins or ends at a start.
    """
    known: dict[tuple[int, int, float], int] = {}
    rows: list[list[int]] = []
    of = np.full(len(people), -1, np.int64)
    for i, person in enumerate(people):
        if person.spread is None:
            continue
        number = sets[id(person.duties)]
        window, cost = person.spread
        starts = sorted({q.start_min for q in duties[first[number] : first[number + 1]]})
        if not starts or starts[-1] - starts[0] <= window:
            continue
        key = (number, window, cost)
        if key not in known:
            known[key] = len(rows)
            places = {*starts, *(v - window for v in starts)}
            rows.append(sorted(v for v in places if starts[0] <= v <= starts[-1] - window))
        of[i] = known[key]
    windows = np.full((len(rows), max([1, *map(len, rows)])), NO_WINDOW, np.int64)
    for row, begins in zip(windows, rows, strict=True):
        row[: len(begins)] = begins
    return of, np.array([k[1:] for k in known], float).reshape(len(rows), 2), windows
