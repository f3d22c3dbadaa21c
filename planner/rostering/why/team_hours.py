"""The coarsest model of what several people have to keep: their hours and days against the hours that needs ask for.

People of one kind of contract and one pack are numbers by look: contracts, days, absences and availability summed; no
rests are kept, no breaks taken. Whatever the people could do, these numbers could, so that what clashes here clashes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from planner.rostering.kernels.arrays import INF
from planner.rostering.model.compile import Model
from planner.rostering.packs.kind import Rule
from planner.rostering.packs.pack import RulePack
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.context.span import Key
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.screen_pause import screen_share
from planner.rostering.why.clash import Clash
from planner.rostering.why.span import Terms, duties_of_person


@dataclass(frozen=True)
class Item:
    """A hard need or pair: its place, its rule, what it asks, whom it concerns, people asked for in each interval."""

    name: str
    rule: str
    asked: Mapping[str, Any]
    people: tuple[int, ...]
    counts: Mapping[int, float]


def local(problem: RosterProblem, cell: int) -> tuple[datetime, datetime]:
    """An interval in local time."""
    begin = problem.grid.local_starts[cell]
    return begin, begin + timedelta(minutes=problem.grid.minutes)


def left_of_hour(rules: RulePack) -> int:
    """Minutes of an hour on duty that a pack leaves to serve: less screen pauses, where it takes them off here."""
    return round(60 * screen_share(rules))


def ask(problem: RosterProblem, clash: Clash, item: Item, cell: int, terms: Terms, whole: int = 1) -> None:
    """The minutes that an item asks of an interval, or what is missing of them where its rule is let go.

    `terms` add up to minutes times `whole`.
    """
    wanted, have = round(item.counts[cell] * problem.grid.minutes), sum(v * m for v, m in terms)
    key = Key(item.rule, item.name, problem.grid.day_of(cell))
    if clash.let_go == key.rule:
        missing = clash.cp.new_int_var(0, wanted, "")
        clash.cp.add(whole * missing + have >= whole * wanted)
        clash.nothing(key, missing, at=local(problem, cell))
    else:
        clash.when(key, clash.cp.add(have >= whole * wanted))


def fill(
    clash: Clash, problem: RosterProblem, model: Model, items: Iterable[Item], loose: Collection[str]
) -> dict[int, tuple[int, ...]]:
    """The people's numbers and the needs over them; the groups of people by the first of each.

    Nothing is asked of the people in `loose` but one shift a day.
    """
    wanted = tuple(items)
    groups: dict[Any, list[int]] = {}
    for i in sorted({i for item in wanted for i in item.people}):
        counts_for = tuple(i in item.people for item in wanted)
        agent = model.agents[i]
        key = (int(model.core.set_of[i]), id(problem.rules_of(agent.team)), counts_for, agent.agent_id in loose)
        groups.setdefault(key, []).append(i)
    hands = [(mine, _Group(clash, problem, model, mine, asked=not key[3]).served) for key, mine in groups.items()]
    whole = left_of_hour(problem.rules)
    for item in wanted:
        for cell in item.counts:
            terms: Terms = []
            for mine, served in hands:
                if mine[0] in item.people:
                    most = max(whole, left_of_hour(problem.rules_of(model.agents[mine[0]].team)))
                    terms += [(v, m * most) for v, m in served.get(cell, [])]
            ask(problem, clash, item, cell, terms, whole)
    return {mine[0]: tuple(mine) for mine in groups.values()}


class _Group:
    """People with the same duties and pack as numbers: `served` gives (variable, minutes) of each interval."""

    def __init__(self, clash: Clash, problem: RosterProblem, model: Model, mine: list[int], asked: bool) -> None:
        self.clash, self.cp, self.grid, self.n = clash, clash.cp, problem.grid, len(mine)
        self.agents = [model.agents[i] for i in mine]
        self.who = self.agents[0].agent_id
        pack = problem.rules_of(self.agents[0].team)
        self.parts = Parts.empty(problem).of_team(self.agents[0].team)
        self.served: dict[int, Terms] = {}
        self.by_day: list[list[tuple[Any, int]]] = [[] for _ in range(self.grid.days)]
        away = [self.parts.absent_days(a) if asked else frozenset() for a in self.agents]
        self.gone = [sum(day in days for days in away) for day in self.parts.days]
        locked = {s.day for s in problem.fixed if s.agent_id in {a.agent_id for a in self.agents}}
        self._looks(model, mine, locked, asked)
        for d, day in enumerate(self.by_day):
            self.cp.add(sum(v for v, _ in day) <= self.n)
            if self.gone[d]:
                clash.when(Key("time_off", self.who, d), self.cp.add(sum(v for v, _ in day) <= self.n - self.gone[d]))
        if asked:
            self._weeks(pack["contract_hours"], pack["working_days"])

    def _looks(self, model: Model, mine: list[int], locked: set[date], asked: bool) -> None:
        core, grid, cp = model.core, self.grid, self.cp
        low, high = duties_of_person(model, mine[0])
        free = np.zeros(high - low, np.int64)
        for i in mine:
            first = int(core.cost_first[i])
            free += (core.duty_cost[first : first + high - low] < INF) if asked else 1
        begins: dict[int, list[Any]] = {}
        ends: dict[int, list[Any]] = {}
        for q in range(low, high):
            duty = model.duty[q]
            v = cp.new_int_var(0, self.n, "")
            most = min(self.n, int(free[q - low]) + self.gone[duty.day])
            if most < self.n:
                rule = "locked_shifts" if self.parts.days[duty.day] in locked else "availability"
                self.clash.when(Key(rule, self.who, duty.day), cp.add(v <= most))
            self.by_day[duty.day].append((v, duty.paid))
            full, tail = divmod(duty.presence, grid.minutes)
            begins.setdefault(duty.cell, []).append(v)
            ends.setdefault(duty.cell + full, []).append(v)
            if tail:
                self.served.setdefault(duty.cell + full, []).append((v, tail))
        there: Any = 0
        for cell in range(min(begins, default=0), len(grid)):
            if cell in begins or cell in ends:
                now = cp.new_int_var(0, self.n, "")
                cp.add(now == there + sum(begins.get(cell, [])) - sum(ends.get(cell, [])))
                there = now
            if not isinstance(there, int):
                self.served.setdefault(cell, []).append((there, grid.minutes))

    def _weeks(self, contract: Rule, days: Rule) -> None:
        for begin in range(0, self.grid.days, 7):
            week = self.parts.days[begin : begin + 7]
            targets = [self.parts.week_target(a, week) for a in self.agents]
            shifts = [pair for day in self.by_day[begin : begin + 7] for pair in day]
            if contract.hard:
                most = sum(target for target, _ in targets) + self.n * contract.minutes("tolerance_min")
                paid = sum(v * m for v, m in shifts)
                self.clash.when(Key("contract_hours", self.who, begin), self.cp.add(paid <= most))
            if days.hard:
                allowed = sum(most for _, most in targets)
                self.clash.when(Key("working_days", self.who, begin), self.cp.add(sum(v for v, _ in shifts) <= allowed))
