"""The rules of one person's line as `graph` reads them, and signatures: looks of duties that no rule can tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import gcd
from typing import Any

import numpy as np

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.duties import DutySet
from planner.rostering.graph import BIG, Counter, LineRules, Period, Start
from planner.rostering.rules.rest import band_of
from planner.rostering.setting import Setting, absent

HOUR_OFF = 300.0  # points for an hour off the contract where no lengths add up to it
LINE_RULES = (
    "daily_rest", "consecutive_days", "consecutive_days_off", "working_days", "weekly_rest", "free_weekends",
)  # fmt: skip


@dataclass(frozen=True)
class Signatures:
    """What graphs need of a duty set; `of_duty` numbers each duty's signature."""

    unit: int
    units: tuple[int, ...]
    out: tuple[int, ...]
    allowed: tuple[tuple[bool, ...], ...]
    rested: tuple[tuple[bool, ...], ...]
    late: tuple[bool, ...]
    used: tuple[tuple[int, ...], ...]
    counters: tuple[Counter, ...]
    neutral: int
    of_duty: tuple[int, ...]


class LineRuleMaker:
    """Makes the rules of people's lines; people with the same duties share signatures, so that they share graphs."""

    def __init__(self, s: Setting) -> None:
        self.s = s
        self._unit: dict[LineRules, int] = {}
        self._tables: dict[int, tuple[DutySet, Signatures]] = {}
        self._follows: dict[tuple[Any, ...], tuple[np.ndarray, np.ndarray]] = {}

    def of(self, agent: Agent, duties: DutySet, lengths: tuple[int, ...], minor: bool) -> LineRules:
        """The rules of an agent's line, ready for `graph.build`."""
        table = self.signatures(duties)
        unit = table.unit
        start_run, open_run = self._start(self.s.before.get(agent.agent_id, []))
        runs, offs = self.s.rules.get("consecutive_days"), self.s.rules.get("consecutive_days_off")
        together = self.s.rules.get("days_off_together")
        weekends = self.s.rules.get("free_weekends")
        week = self.s.rules.get("weekly_rest")
        days_together = together.minutes("days") if together and together.hard else 0
        if minor and "minors" in self.s.rules:
            days_together = max(days_together, self.s.rules["minors"].minutes("rest_min") // 1440)
        soft = {}
        for rule_id in (*LINE_RULES, "contract_hours"):
            rule = self.s.rules.get(rule_id)
            if rule is not None and not rule.hard:
                soft[rule_id] = rule.weight
        contract = self.s.rules["contract_hours"]
        deviation = float(contract.params["deviation_cost_h"]) or contract.weight
        weeks = max(1, weekends.minutes("over_weeks")) if weekends else 4
        made = LineRules(
            self.s.grid.days,
            periods=self._periods(agent, unit),
            max_run=runs.minutes("max") if runs else 99,
            min_run=runs.minutes("min") if runs else 1,
            max_off=offs.minutes("max") if offs and not any(absent(self.s, agent)) else 99,
            min_off=offs.minutes("min") if offs else 1,
            together=days_together,
            wished=together.minutes("days") if together and not together.hard else 0,
            wish_cost=together.weight if together and not together.hard else 0.0,
            weekly_rest=week is not None,
            rest_weeks=2 if week is not None and week.minutes("over_days") >= 14 else 1,
            late=table.late,
            weekdays=tuple(d.weekday() for d in self.s.dates) if weekends else (),
            weekends=weekends.minutes("max_worked") if weekends else 99,
            weekend_resets=frozenset(range(7 * weeks, self.s.grid.days, 7 * weeks)) if weekends else frozenset(),
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

    def bent(self, rules: LineRules, tier: int) -> LineRules:
        """The rules with the contract hours (tier 1), or every rule (tier 2), at a high cost instead of hard."""
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

    def signatures(self, duties: DutySet) -> Signatures:
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
        late = np.array([look[2] > 1440 + 60 for look in looks], bool)
        rows = np.concatenate([allowed, rested, late[:, None]], axis=1)
        neutral = np.concatenate([np.ones(n, bool), np.zeros(n + 1, bool)])  # nothing known of the day before
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
        used: list[set[int]] = [set() for _ in range(self.s.grid.days)]
        for q, duty in enumerate(duties.duties):
            used[duty.day].add(sig_of[duties.look_of[q]])
        unit = unit or 60
        table = Signatures(
            unit,
            tuple(looks[k][0] // unit for k in chosen),
            tuple(int(cls[k]) for k in chosen),
            tuple(tuple(bool(v) for v in row[:n][chosen]) for row in unique),
            tuple(tuple(bool(v) for v in row[n : 2 * n][chosen]) for row in unique),
            tuple(bool(row[2 * n]) for row in unique),
            tuple(tuple(sorted(s)) for s in used),
            tuple(replace(c, flags=tuple(c.flags[k] for k in chosen)) for c in counters),
            int(cls[-1]),
            tuple(sig_of[look] for look in duties.look_of),
        )
        self._tables[id(duties)] = (duties, table)
        return table

    def _start(self, previous: list[Shift]) -> tuple[int, bool]:
        """Run at the start and whether its begin is unknown."""
        if not self.s.problem.previous:
            return 0, True
        known = min(s.day for s in self.s.problem.previous)
        worked = {s.day for s in previous}
        day = self.s.grid.first_day - timedelta(days=1)
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
        slack = 60 if self.s.times.spring else 0
        rule, week = self.s.rules.get("daily_rest"), self.s.rules.get("weekly_rest")
        between = start[None, :] + 1440 - end[:, None] if n else np.zeros((0, 0))
        allowed = between >= (rule.minutes("minutes") + slack if rule else 0)
        succession = self.s.rules.get("successions")
        if succession is not None and n:
            forbidden = {tuple(p) for p in succession.params["forbidden"]}
            bands = [band_of(succession, int(s)) for s in start]
            allowed &= np.array([[(a, b) not in forbidden for b in bands] for a in bands])
        need = week.minutes("minutes") + slack if week else 0
        together = self.s.rules.get("days_off_together")
        rested = between + 1440 >= need
        if week is None or (together is not None and together.hard and together.minutes("days") > 1):
            rested = np.ones_like(allowed)
        return allowed, rested

    def _counters(self, looks: Sequence[tuple[int, int, int, bool]]) -> tuple[Counter, ...]:
        night = self.s.rules.get("nights")
        if night is None or not any(k[3] for k in looks) or night.minutes("max_per_week") >= 7:
            return ()
        resets = frozenset(range(7, self.s.grid.days + 1, 7))
        return (
            Counter(
                tuple(k[3] for k in looks), night.minutes("max_per_week"), resets, None if night.hard else night.weight
            ),
        )

    def _periods(self, agent: Agent, unit: int) -> tuple[Period, ...]:
        away_on = absent(self.s, agent)
        tolerance = self.s.rules["contract_hours"].minutes("tolerance_min")
        found = []
        for first in range(0, self.s.grid.days, 7):
            stop = min(self.s.grid.days, first + 7)
            length = stop - first
            days = min(agent.contract.days_per_week, self.s.rules["working_days"].minutes("max"))
            target = agent.contract.weekly_minutes
            if length < 7:
                days = min(days, length)
                target = round(target * min(1.0, length / max(1, agent.contract.days_per_week)))
            closed = [
                self.s.dates[d] in self.s.problem.holidays and not self.s.times.open_day[d] for d in range(first, stop)
            ]
            away = min(days, sum(1 for d in range(first, stop) if away_on[d] or closed[d - first]))
            target = max(0, target - away * agent.contract.leave_day_minutes)
            days -= away
            target, days = self.s.problem.owed.get((agent.agent_id, self.s.dates[first]), (target, days))
            low, high = -(-(target - tolerance) // unit), (target + tolerance) // unit
            found.append(Period(first, stop, max(0, low), high, days, length == 7))
        return tuple(found)
