"""A roster problem as the engine's arrays: demand as Hall rows, people as duty sets, costs and graphs of their rules.

People who cannot keep every rule (contract hours that no lengths add up to, contradictory locks) get a graph in which
the hours, and where that is not enough every rule, may be bent at a high cost; which ones is told in `Model.bent`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import gcd
from typing import Any

import numpy as np

from planner.domain.people import Agent, Preference, Wish
from planner.domain.roster import Roster, Shift
from planner.domain.time import midnight
from planner.rostering.coverage import MAX_SHARED, best_split, components, duty_shares
from planner.rostering.duties import (
    Calendar,
    Duty,
    DutySet,
    Template,
    calendar,
    duties_of,
    exact_duty,
    lengths_of,
    shift_of,
    with_looks,
)
from planner.rostering.graph import BIG, EMPTY, Counter, Graph, LineRules, Period, Start, build
from planner.rostering.kernels import INF, Core, best_line, work_space
from planner.rostering.problem import History, Reason, RosterProblem
from planner.rostering.rules.hours import AT_WORK
from planner.rostering.rules.pack import RulePack
from planner.rostering.rules.rest import band_of
from planner.rostering.rules.wishes import BREAK_ONLY, least, matches, needed, unpopular, wish_missed

HOUR_OFF = 300.0  # points for an hour off the contract where no lengths add up to it
LINE_RULES = (
    "daily_rest", "consecutive_days", "consecutive_days_off", "working_days", "weekly_rest", "free_weekends",
)  # fmt: skip


@dataclass
class Model:
    """The arrays, and what turns them back into shifts. `bent` gives the tier of people who cannot keep every rule."""

    problem: RosterProblem
    core: Core
    agents: tuple[Agent, ...]
    duty: list[Duty]
    reasons: list[Reason] = field(default_factory=list)
    bent: dict[int, int] = field(default_factory=dict)
    kept: list[Shift] = field(default_factory=list)

    def roster(self, duty: np.ndarray, pause: np.ndarray) -> Roster:
        """The roster of the lines' arrays (shifts of locks that could not be placed are left out)."""
        grid, shifts = self.problem.grid, list(self.kept)
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
    cost: np.ndarray
    off: np.ndarray
    group: int
    mask: int
    rules: LineRules


def compile_model(problem: RosterProblem) -> Model:
    """The problem in arrays. Never fails for bad input: what cannot be had becomes a Reason."""
    times = calendar(problem)
    reasons: list[Reason] = []
    agents: list[Agent] = []
    for agent in problem.agents:
        if any(a.agent_id == agent.agent_id for a in agents):
            reasons.append(Reason("duplicate_agent", agent.agent_id))
        else:
            agents.append(agent)
    fixed = _locks(problem, {a.agent_id for a in agents}, reasons)
    _overlaps(problem, reasons)
    builder = _Builder(problem, times, tuple(agents), fixed)
    return builder.build(reasons)


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
                    if off.kind not in AT_WORK:
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


@dataclass(frozen=True)
class _Signatures:
    """What graphs need of a duty set; `of_duty` numbers each duty's signature."""

    unit: int
    units: tuple[int, ...]
    out: tuple[int, ...]
    allowed: tuple[tuple[bool, ...], ...]
    rested: tuple[tuple[bool, ...], ...]
    used: tuple[tuple[int, ...], ...]
    counters: tuple[Counter, ...]
    neutral: int
    of_duty: tuple[int, ...]


class _Builder:
    """Collects sets, graphs and people, then packs them. State only while a model is made."""

    def __init__(
        self, problem: RosterProblem, times: Calendar, agents: tuple[Agent, ...], fixed: dict[str, list[Shift]]
    ) -> None:
        self.problem, self.times, self.agents, self.fixed = problem, times, agents, fixed
        self.rules: RulePack = problem.rules
        self.grid = problem.grid
        self.sets: dict[tuple[Any, ...], DutySet] = {}
        self.all_sets: list[DutySet] = []
        self.graphs: dict[LineRules, int] = {}
        self.graph_list: list[Graph] = []
        self._unit: dict[LineRules, int] = {}
        self._tables: dict[int, tuple[DutySet, _Signatures]] = {}
        self._follows: dict[tuple[Any, ...], tuple[np.ndarray, np.ndarray]] = {}
        self.masks: list[np.ndarray] = [self._productive()]
        self.absences: dict[str, list[Any]] = {}
        for off in problem.time_off:
            self.absences.setdefault(off.agent_id, []).append(off)
        self.wishes: dict[str, list[Preference]] = {}
        for wish in problem.preferences:
            self.wishes.setdefault(wish.agent_id, []).append(wish)
        self.before: dict[str, list[Shift]] = {}
        for shift in sorted(problem.previous, key=lambda s: s.start):
            if shift.day < self.grid.first_day:
                self.before.setdefault(shift.agent_id, []).append(shift)
        self.base: dict[str, dict[int, Shift]] = {}
        for shift in problem.baseline:
            self.base.setdefault(shift.agent_id, {})[(shift.day - self.grid.first_day).days] = shift
        self.less = least(problem.agents, problem.history)
        self.dates = list(self.grid.dates())
        self.day_start = [midnight(d, self.grid.zone) for d in [*self.dates, self.dates[-1] + timedelta(days=1)]]

    def _productive(self) -> np.ndarray:
        rule = self.rules.get("screen_pause")
        share = 1.0
        if rule is not None and rule.params["counted_in"] == "roster":
            share = 1.0 - rule.minutes("minutes_per_hour") / 60
        return np.full(len(self.grid), share)

    def build(self, reasons: list[Reason]) -> Model:
        """Everything packed, people who cannot keep the rules bent tier by tier."""
        groups, demand = self._demand()
        people = [self._person(a, groups[i]) for i, a in enumerate(self.agents)]
        model = self._pack(people, demand, reasons)
        bent: dict[int, int] = {}
        for tier in (1, 2):
            failing = [i for i in range(len(people)) if not self._has_line(model.core, i)]
            if not failing:
                break
            for i in failing:
                bent[i] = tier
                people[i].rules = self._bent(people[i].rules, tier)
            model = self._pack(people, demand, reasons)
        model.bent.update(bent)
        return model

    def _has_line(self, core: Core, i: int) -> bool:
        work = self.work = getattr(self, "work", None) or work_space(core)
        if len(work.dist) < int(core.nodes.max()) or work.value.shape[1] < core.n_sigs:
            work = self.work = work_space(core)
        if core.nodes[core.graph_of[i]] == 0:
            return False
        work.price[:] = 0.0
        return bool(best_line(core, work, i) < INF / 2)

    def _bent(self, rules: LineRules, tier: int) -> LineRules:
        soft = dict(rules.soft)
        soft["contract_hours"] = 1.0
        minutes = self._unit.get(rules, 60)
        if tier == 2:
            soft |= dict.fromkeys(LINE_RULES, BIG)
        made = replace(rules, soft=tuple(sorted(soft.items())), unit_cost=max(rules.unit_cost, HOUR_OFF * minutes / 60))
        if tier == 2:
            made = replace(made, counters=tuple(replace(c, cost=BIG) for c in made.counters))
        self._unit[made] = minutes
        return made

    # demand ---------------------------------------------------------------------------------------------------

    def _demand(self) -> tuple[list[int], dict[str, np.ndarray]]:
        """Hall rows of every component of channels and of every minimum; the group of each person."""
        hours, size = self.grid.minutes / 60, len(self.grid)
        required = {c: np.asarray(v, float) for c, v in self.problem.requirement.required.items()}
        skills = [tuple(c for c in required if c in a.skills) for a in self.agents]
        rule = self.rules["shortage"]
        share = float(rule.params["first_share"])
        first = float(rule.params["first_cost_h"]) * hours * rule.weight
        beyond = float(rule.params["cost_h"]) * hours * rule.weight
        over_rule = self.rules.get("overstaffing")
        idle = float(over_rule.params["cost_h"]) * over_rule.weight * hours if over_rule else 0.0
        consts: list[np.ndarray] = []  # [L, rows, T]
        hits: list[np.ndarray] = []  # [N, rows]
        incs: list[tuple[float, float]] = []
        overs: list[float] = []
        late, _ = best_split(self._late_hands(), required, share)
        required = {c: v - late[c] for c, v in required.items()}
        for group in components(sorted(set(skills)), list(required)):
            parts = [group] if len(group) <= MAX_SHARED else [(c,) for c in group]
            for part in parts:
                sets = [{part[b] for b in range(len(part)) if s >> b & 1} for s in range(1 << len(part))]
                full = np.array([[required[c] for c in part]])[0]
                core = full - np.minimum(full, np.ceil(share * full - 1e-9))
                const = np.zeros((2, len(sets), size))
                hit = np.zeros((len(self.agents), len(sets)))
                for r, chosen in enumerate(sets):
                    outside = [b for b, c in enumerate(part) if c not in chosen]
                    const[0, r] = full[outside].sum(axis=0)
                    const[1, r] = core[outside].sum(axis=0)
                    hit[:, r] = [bool(chosen & set(s)) for s in skills]
                consts.append(const)
                hits.append(hit)
                incs.append((first, beyond - first))
                overs.append(idle)
        for rule_id, key in (("min_staff", "channels"), ("skill_on_duty", "needs")):
            minimum = self.rules.get(rule_id)
            for need in minimum.params[key] if minimum else ():
                const = np.zeros((2, 2, size))
                const[0, 0, needed(_timed(self.problem), need)] = float(need.get("count", 1))
                hit = np.zeros((len(self.agents), 2))
                hit[:, 1] = [matches(a, need) for a in self.agents]
                consts.append(const)
                hits.append(hit)
                weight = 1000.0 if minimum is not None and minimum.hard else (minimum.weight if minimum else 0.0)
                incs.append((weight * hours, 0.0))
                overs.append(0.0)
        if not consts:
            consts, hits, incs, overs = [np.zeros((2, 2, size))], [np.zeros((len(self.agents), 2))], [(0.0, 0.0)], [0.0]
        block = np.concatenate([[0], np.cumsum([c.shape[1] for c in consts])]).astype(np.int64)
        all_hits = np.concatenate(hits, axis=1)
        unique, group_of = np.unique(all_hits, axis=0, return_inverse=True)
        if not len(self.agents):
            unique, group_of = np.zeros((1, all_hits.shape[1])), np.zeros(0, np.int64)
        demand = {
            "const": np.concatenate(consts, axis=1), "hit": unique, "inc": np.array(incs).T.copy(),
            "over": np.array(overs), "block": block,
        }  # fmt: skip
        return [int(g) for g in np.ravel(group_of)], demand

    def _late_hands(self) -> dict[tuple[str, ...], np.ndarray]:
        """Hands of published shifts that reach over the first midnight."""
        skills = {a.agent_id: a.skills for a in self.agents}
        found: dict[tuple[str, ...], np.ndarray] = {}
        for shift in self.problem.previous:
            if shift.end > self.grid.start and shift.day < self.grid.first_day and shift.agent_id in skills:
                hands = found.setdefault(tuple(skills[shift.agent_id]), np.zeros(len(self.grid)))
                for index, share in duty_shares(shift, self.grid):
                    hands[index] += share
        return found

    # people ---------------------------------------------------------------------------------------------------

    def _person(self, agent: Agent, group: int) -> _Person:
        minor = agent.agent_id in self.problem.minors
        lengths = lengths_of(agent.contract.daily_minutes, self.rules, minor)
        key = (lengths, minor)
        if key not in self.sets:
            self.sets[key] = duties_of(self.problem, self.times, lengths, minor)
        base = self.sets[key]
        locks = {(s.day - self.grid.first_day).days: s for s in self.fixed.get(agent.agent_id, [])}
        published = self.base.get(agent.agent_id, {})
        extra = [exact_duty(s, self.times) for s in locks.values()]
        extra += [
            exact_duty(s, self.times)
            for d, s in published.items()
            if 0 <= d < self.grid.days and d not in locks and self._fits(base, s)
        ]
        duties = base
        if extra:
            duties = DutySet([*base.duties, *extra], list(base.looks), list(base.look_of))
            with_looks(duties, self.rules.get("nights"))
        cost, off = self._costs(agent, duties, locks, published)
        mask = self._mask(agent)
        rules = self._line_rules(agent, duties, lengths, minor)
        return _Person(agent, duties, cost, off, group, mask, rules)

    def _fits(self, base: DutySet, shift: Shift) -> bool:
        paid = {look[0] for look in base.looks}
        return shift.work_minutes in paid and self.grid.start <= shift.start < self.grid.end

    def _mask(self, agent: Agent) -> int:
        mask = self.masks[0]
        for off in self.absences.get(agent.agent_id, []):
            if off.kind in AT_WORK:
                hidden = np.array(
                    [off.start < i.end and i.start < off.end for i in map(self.grid.interval, range(len(self.grid)))]
                )
                mask = np.where(hidden, 0.0, mask)
        if mask is self.masks[0]:
            return 0
        self.masks.append(mask)
        return len(self.masks) - 1

    def _absent(self, agent: Agent) -> list[bool]:
        spans = [(o.start, o.end) for o in self.absences.get(agent.agent_id, [])]
        return [
            not agent.employed_on(day) or any(s <= self.day_start[d] and self.day_start[d + 1] <= e for s, e in spans)
            for d, day in enumerate(self.dates)
        ]

    def _costs(
        self, agent: Agent, duties: DutySet, locks: dict[int, Shift], published: dict[int, Shift]
    ) -> tuple[np.ndarray, np.ndarray]:
        all_duties = duties.duties
        day = np.array([q.day for q in all_duties], np.int64)
        start = np.array([q.start_min for q in all_duties], np.int64)
        end = np.array([q.end_min for q in all_duties], np.int64)
        paid = np.array([q.paid for q in all_duties], np.int64)
        cost, off = np.zeros(len(all_duties)), np.zeros(self.grid.days)
        bad = np.zeros(len(all_duties), bool)
        absent = self._absent(agent)
        bad |= np.array(absent, bool)[day] if len(day) else bad
        weekday = np.array([d.weekday() for d in self.dates])
        for hours in agent.availability:
            low = hours.start.hour * 60 + hours.start.minute if hours.start else 0
            high = (hours.end.hour * 60 + hours.end.minute if hours.end else 2880) or 1440
            applies = np.ones(len(day), bool) if hours.weekday is None else weekday[day] == hours.weekday
            bad |= applies & ((start < low) | (end > high))
        previous = self.before.get(agent.agent_id)
        if previous:
            bad |= (day == 0) & self._too_soon(previous, start)
        cells = np.array([q.cell for q in all_duties], np.int64)
        for away in self.absences.get(agent.agent_id, []):
            inside = away.kind in AT_WORK
            low = (away.start - self.grid.start).total_seconds() / 60
            high = (away.end - self.grid.start).total_seconds() / 60
            begins = cells * self.grid.minutes
            presence = np.array([q.presence for q in all_duties], np.int64)
            if not inside:
                bad |= (begins < high) & (low < begins + presence)
        wish_rule = self.rules["preferences"]
        for wish in self.wishes.get(agent.agent_id, []):
            weight = wish.weight * (wish_rule.weight if not wish_rule.hard else BIG)
            for d, here in enumerate(self.dates):
                if wish.applies_on(here):
                    off[d] += weight * wish_missed(wish, wish_rule, None)
                    on_day = np.nonzero(day == d)[0]
                    if wish.wish in (Wish.OFF, Wish.ON) and wish.start is None and wish.end is None:
                        cost[on_day] += weight * (wish.wish is Wish.OFF)
                        continue
                    looks: dict[tuple[int, int], float] = {}
                    for q in on_day:
                        span = (int(start[q]), int(end[q]))
                        if span not in looks:
                            looks[span] = weight * wish_missed(wish, wish_rule, span)
                        cost[q] += looks[span]
        fair, mine = self.rules.get("fairness"), self.problem.history.get(agent.agent_id, History())
        if fair is not None and mine != self.less:
            for place, (d, until) in enumerate(zip(day.tolist(), end.tolist(), strict=True)):
                amount = unpopular(fair, self.dates[d], until, self.problem.holidays, self.less, mine)
                cost[place] += fair.weight * amount
        wage = self.rules.get("wage")
        if wage is not None and agent.hourly_cost is not None:
            cost += wage.weight * float(agent.hourly_cost) * paid / 60
        split = self.rules.get("split_shifts")
        if split is not None:
            cost += np.array([(0.0 if split.hard else split.weight) * q.template.split for q in all_duties])
        if self.problem.baseline:
            change = self.rules["stability"].weight
            change = change if self.problem.change_weight is None else self.problem.change_weight
            for d in range(self.grid.days):  # each day against the published one
                old = published.get(d)
                here_q = np.nonzero(day == d)[0]
                if old is None:
                    cost[here_q] += change
                    continue
                off[d] += change
                for q in here_q:
                    exact = all_duties[q].exact
                    if exact is not None and (exact.start, exact.end, exact.breaks) == (old.start, old.end, old.breaks):
                        continue
                    same = (
                        self.grid.start + timedelta(minutes=int(cells[q]) * self.grid.minutes) == old.start
                        and all_duties[q].presence * 60 == (old.end - old.start).total_seconds()
                    )
                    cost[q] += change * (BREAK_ONLY if same else 1.0)
        locked = np.array([q.exact is not None and q.day in locks for q in all_duties], bool)
        for d in locks:
            bad |= (day == d) & ~locked
            off[d] = INF
        for who, when in self.problem.days_fixed:
            d = (when - self.grid.first_day).days
            if who == agent.agent_id and 0 <= d < self.grid.days and d not in locks:
                bad |= day == d
        bad &= ~locked
        cost[bad] = INF
        return cost, off

    # rules of a line ------------------------------------------------------------------------------------------

    def _line_rules(self, agent: Agent, duties: DutySet, lengths: tuple[int, ...], minor: bool) -> LineRules:
        table = self._signatures(duties)
        unit = table.unit
        start_run, open_run = self._start(self.before.get(agent.agent_id, []))
        runs, offs = self.rules.get("consecutive_days"), self.rules.get("consecutive_days_off")
        together = self.rules.get("days_off_together")
        weekends = self.rules.get("free_weekends")
        days_together = together.minutes("days") if together and together.hard else 0
        if minor and "minors" in self.rules:
            days_together = max(days_together, self.rules["minors"].minutes("rest_min") // 1440)
        soft = {}
        for rule_id in (*LINE_RULES, "contract_hours"):
            rule = self.rules.get(rule_id)
            if rule is not None and not rule.hard:
                soft[rule_id] = rule.weight
        contract = self.rules["contract_hours"]
        deviation = float(contract.params["deviation_cost_h"]) or contract.weight
        weeks = max(1, weekends.minutes("over_weeks")) if weekends else 4
        made = LineRules(
            self.grid.days,
            periods=self._periods(agent, unit),
            max_run=runs.minutes("max") if runs else 99,
            min_run=runs.minutes("min") if runs else 1,
            max_off=offs.minutes("max") if offs and not any(self._absent(agent)) else 99,
            min_off=offs.minutes("min") if offs else 1,
            together=days_together,
            weekly_rest="weekly_rest" in self.rules,
            weekdays=tuple(d.weekday() for d in self.dates) if weekends else (),
            weekends=weekends.minutes("max_worked") if weekends else 99,
            weekend_resets=frozenset(range(7 * weeks, self.grid.days, 7 * weeks)) if weekends else frozenset(),
            start=Start(start_run, table.neutral, open_run),
            soft=tuple(sorted(soft.items())),
            unit_cost=deviation * unit / 60 if "contract_hours" in soft else 0.0,
            units=table.units,
            out=table.out,
            allowed=table.allowed,
            rested=table.rested,
            used=table.used,
            counters=table.counters,
        )
        self._unit[made] = unit
        return made

    def _signatures(self, duties: DutySet) -> _Signatures:
        """Looks that no rule can tell apart, numbered; classes of days before; what each day uses."""
        known = self._tables.get(id(duties))
        if known is not None:
            return known[1]
        looks = duties.looks
        n, unit = len(looks), 0
        for look in looks:
            unit = gcd(unit, look[0])
        follow = self._follows.get(tuple(looks))
        if follow is None:
            follow = self._follows[tuple(looks)] = self._follow(looks)
        allowed, rested = follow
        rows = np.concatenate([allowed, rested], axis=1)
        neutral = np.concatenate([np.ones(n, bool), np.zeros(n, bool)])  # nothing known of the day before
        unique, cls = np.unique(np.concatenate([rows, neutral[None, :]], axis=0), axis=0, return_inverse=True)
        cls = np.ravel(cls)
        counters = self._counters(looks)
        alike: dict[tuple[Any, ...], int] = {}
        column_id: dict[bytes, int] = {}
        sig_of, chosen = [], []
        for k, look in enumerate(looks):
            column = column_id.setdefault(unique[:, k].tobytes() + unique[:, n + k].tobytes(), len(column_id))
            mark = (look[0], column, int(cls[k]), tuple(c.flags[k] for c in counters))
            if mark not in alike:
                alike[mark] = len(alike)
                chosen.append(k)
            sig_of.append(alike[mark])
        used: list[set[int]] = [set() for _ in range(self.grid.days)]
        for q, duty in enumerate(duties.duties):
            used[duty.day].add(sig_of[duties.look_of[q]])
        unit = unit or 60
        table = _Signatures(
            unit,
            tuple(looks[k][0] // unit for k in chosen),
            tuple(int(cls[k]) for k in chosen),
            tuple(tuple(bool(v) for v in row[:n][chosen]) for row in unique),
            tuple(tuple(bool(v) for v in row[n:][chosen]) for row in unique),
            tuple(tuple(sorted(s)) for s in used),
            tuple(replace(c, flags=tuple(c.flags[k] for k in chosen)) for c in counters),
            int(cls[-1]),
            tuple(sig_of[look] for look in duties.look_of),
        )
        self._tables[id(duties)] = (duties, table)
        return table

    def _start(self, previous: list[Shift]) -> tuple[int, bool]:
        """Run at the start and whether its begin is unknown."""
        if not self.problem.previous:
            return 0, True
        known = min(s.day for s in self.problem.previous)
        worked = {s.day for s in previous}
        day = self.grid.first_day - timedelta(days=1)
        on, run = day in worked, 0
        while day >= known and (day in worked) == on:
            run += 1
            day -= timedelta(days=1)
        if not run:
            return 0, True
        return (run if on else -run), day < known

    def _follow(self, looks: Sequence[tuple[int, int, int, bool]]) -> tuple[np.ndarray, np.ndarray]:
        """Which look may follow which on the next day, and which makes a weekly rest around one day off."""
        n = len(looks)
        start, end = np.array([k[1] for k in looks]), np.array([k[2] for k in looks])
        slack = 60 if self.times.spring else 0
        rule, week = self.rules.get("daily_rest"), self.rules.get("weekly_rest")
        between = start[None, :] + 1440 - end[:, None] if n else np.zeros((0, 0))
        allowed = between >= (rule.minutes("minutes") + slack if rule else 0)
        succession = self.rules.get("successions")
        if succession is not None and n:
            forbidden = {tuple(p) for p in succession.params["forbidden"]}
            bands = [band_of(succession, int(s)) for s in start]
            allowed &= np.array([[(a, b) not in forbidden for b in bands] for a in bands])
        need = week.minutes("minutes") + slack if week else 0
        together = self.rules.get("days_off_together")
        rested = between + 1440 >= need
        if week is None or (together is not None and together.minutes("days") > 1):
            rested = np.ones_like(allowed)
        return allowed, rested

    def _too_soon(self, previous: list[Shift], start: np.ndarray) -> np.ndarray:
        """Which starts of the first day come too soon, or in a forbidden succession, after the last published shift."""
        last = previous[-1]
        rule, succession = self.rules.get("daily_rest"), self.rules.get("successions")
        end = (last.end - self.day_start[0]).total_seconds() / 60
        slack = 60 if self.times.spring else 0
        bad = start - end < (rule.minutes("minutes") + slack if rule and rule.hard else 0)
        if succession is not None and last.day == self.grid.first_day - timedelta(days=1):
            forbidden = {tuple(p) for p in succession.params["forbidden"]}
            local = last.start.astimezone(self.grid.local_starts[0].tzinfo)
            band = band_of(succession, local.hour * 60 + local.minute)
            bad |= np.array([(band, band_of(succession, int(s))) in forbidden for s in start], bool)
        return np.asarray(bad)

    def _counters(self, looks: Sequence[tuple[int, int, int, bool]]) -> tuple[Counter, ...]:
        night = self.rules.get("nights")
        if night is None or not any(k[3] for k in looks) or night.minutes("max_per_week") >= 7:
            return ()
        resets = frozenset(range(7, self.grid.days + 1, 7))
        return (
            Counter(
                tuple(k[3] for k in looks), night.minutes("max_per_week"), resets, None if night.hard else night.weight
            ),
        )

    def _periods(self, agent: Agent, unit: int) -> tuple[Period, ...]:
        absent = self._absent(agent)
        tolerance = self.rules["contract_hours"].minutes("tolerance_min")
        found = []
        for first in range(0, self.grid.days, 7):
            stop = min(self.grid.days, first + 7)
            length = stop - first
            days = min(agent.contract.days_per_week, self.rules["working_days"].minutes("max"))
            target = agent.contract.weekly_minutes
            if length < 7:
                days = min(days, length)
                target = round(target * min(1.0, length / max(1, agent.contract.days_per_week)))
            closed = [self.dates[d] in self.problem.holidays and not self.times.open_day[d] for d in range(first, stop)]
            away = min(days, sum(1 for d in range(first, stop) if absent[d] or closed[d - first]))
            target = max(0, target - away * agent.contract.leave_day_minutes)
            low, high = -(-(target - tolerance) // unit), (target + tolerance) // unit
            found.append(Period(first, stop, max(0, low), high, days - away, length == 7))
        return tuple(found)

    # packing --------------------------------------------------------------------------------------------------

    def _graph(self, rules: LineRules) -> int:
        if rules not in self.graphs:
            self.graphs[rules] = len(self.graph_list)
            usable = all(p.low <= p.high or dict(rules.soft).get("contract_hours") for p in rules.periods)
            self.graph_list.append(build(rules) if usable else EMPTY)
        return self.graphs[rules]

    def _pack(self, people: list[_Person], demand: dict[str, np.ndarray], reasons: list[Reason]) -> Model:
        return _packed(self, people, demand, reasons)


def _packed(builder: _Builder, people: list[_Person], demand: dict[str, np.ndarray], reasons: list[Reason]) -> Model:
    grid = builder.grid
    graph_of = [builder._graph(p.rules) for p in people]
    sets: dict[int, int] = {}
    first: list[int] = [0]
    duties: list[Duty] = []
    sigs: list[int] = []
    templates: dict[Template, int] = {}
    for person in people:
        if id(person.duties) not in sets:
            sets[id(person.duties)] = len(sets)
            duties += person.duties.duties
            sigs += builder._signatures(person.duties).of_duty
            first.append(len(duties))
    template_of = [templates.setdefault(q.template, len(templates)) for q in duties]
    pauses = [p for template in templates for p in template.pauses]
    t_first = np.concatenate([[0], np.cumsum([len(t.pauses) for t in templates])]).astype(np.int64)
    width = grid.minutes
    costs = [p.cost for p in people]
    cost_first = np.concatenate([[0], np.cumsum([len(c) for c in costs])]).astype(np.int64)
    graphs = builder.graph_list or [EMPTY]
    arcs = np.concatenate([[0], np.cumsum([len(g.source) for g in graphs])]).astype(np.int64)
    layer = np.zeros((len(graphs), grid.days + 1), np.int64)
    for n, graph in enumerate(graphs):
        if graph.feasible:
            layer[n] = graph.layer + arcs[n]
    pair_index = {p.agent.agent_id: i for i, p in enumerate(people)}
    pair_rule = builder.rules.get("pairs")
    pairs = [p for p in builder.problem.pairs if pair_rule and p.first in pair_index and p.second in pair_index]
    pair_weight = (1000.0 if pair_rule.hard else pair_rule.weight) * width / 60 if pair_rule else 0.0

    def ints(values: Any) -> np.ndarray:
        return np.array(list(values), np.int64)

    core = Core(
        0, grid.days, len(grid), 1, 1,
        np.ascontiguousarray(demand["const"]), np.ascontiguousarray(demand["inc"]), demand["over"], demand["block"],
        np.ascontiguousarray(demand["hit"]), np.zeros((1, 1)),
        ints(p.group for p in people), np.array(builder.masks), ints(p.mask for p in people),
        ints(first), ints(q.day for q in duties), ints(sigs), ints(q.cell for q in duties),
        ints(q.presence // width for q in duties), np.array([(q.presence % width) / width for q in duties], float),
        ints(template_of), t_first, ints(p.low for p in pauses), ints(p.high for p in pauses),
        ints(p.minutes // width for p in pauses), np.array([(p.minutes % width) / width for p in pauses], float),
        ints(t.gap for t in templates), ints(sets[id(p.duties)] for p in people), cost_first,
        np.concatenate(costs) if costs else np.zeros(0),
        np.array([p.off for p in people]).reshape(len(people), grid.days),
        ints(graph_of), layer,
        np.concatenate([g.source for g in graphs]), np.concatenate([g.target for g in graphs]),
        np.concatenate([g.signature for g in graphs]), np.concatenate([g.cost for g in graphs]),
        ints(g.final_first for g in graphs), ints(g.nodes if g.feasible else 0 for g in graphs),
        max([1, *(s + 1 for s in sigs)]),
        ints(pair_index[p.first] for p in pairs), ints(pair_index[p.second] for p in pairs),
        np.array([pair_weight if p.together else -pair_weight for p in pairs], float),
        max([1, *(len(t.pauses) for t in templates)]),
        np.zeros(len(people) + 1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64),
        np.zeros((len(people), 2), np.int64), np.zeros(6, np.int64),
    )  # fmt: skip
    return Model(builder.problem, core, tuple(p.agent for p in people), duties, list(reasons))


@dataclass(frozen=True)
class _Timed:
    """What `needed` reads of a problem."""

    requirement: Any
    grid: Any


def _timed(problem: RosterProblem) -> Any:
    return _Timed(problem.requirement, problem.grid)


def week_of(first_day: date, day: date) -> date:
    """First day of the block of seven days that `day` lies in."""
    return first_day + timedelta(days=(day - first_day).days // 7 * 7)
