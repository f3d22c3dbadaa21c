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
from planner.domain.time import midnight
from planner.rostering.lines.types import BIG, Counter, LineRules, Memory, Period, Start
from planner.rostering.model.duties import DutySet, Look
from planner.rostering.model.setting import Setting, absent
from planner.rostering.problem import History
from planner.rostering.rules.hours import full_time
from planner.rostering.rules.rest import band_of

HOUR_OFF = 300.0  # points for an hour off the contract where no lengths add up to it
LINE_RULES = (
    "daily_rest", "consecutive_days", "consecutive_days_off", "working_days", "weekly_rest", "free_weekends",
    "days_off_together", "successions", "minors", "weekly_hours", "overtime",
)  # fmt: skip
HALF_DAY = 720
NEARLY_A_DAY = 1380  # minutes of a week that make a rest one of that week's


@dataclass(frozen=True)
class Signatures:
    """What graphs need of a duty set; `of_duty` numbers each duty's signature."""

    unit: int
    units: tuple[int, ...]
    out: tuple[int, ...]
    memory: Memory
    starts: dict[tuple[int, int], int]
    used: tuple[tuple[int, ...], ...]
    counters: tuple[Counter, ...]
    of_duty: tuple[int, ...]


class LineRuleMaker:
    """Makes the rules of people's lines; people with the same duties share signatures, so that they share graphs."""

    def __init__(self, s: Setting) -> None:
        self.s = s
        self._unit: dict[LineRules, int] = {}
        self._tables: dict[int, tuple[DutySet, Signatures]] = {}
        self._memories: dict[tuple[Any, ...], tuple[Memory, tuple[int, ...], dict[tuple[int, int], int]]] = {}
        # ends of published shifts by days off since; the first stands for nobody's: long ago
        self._ends = [(0, -(10**6)), *sorted({self._end(shifts[-1]) for shifts in s.before.values()})]

    def of(self, agent: Agent, duties: DutySet, lengths: tuple[int, ...], minor: bool) -> LineRules:
        """The rules of an agent's line, ready for `graph.build`."""
        rules = self.s.rules
        table = self.signatures(duties)
        unit = table.unit
        runs, offs = rules.get("consecutive_days"), rules.get("consecutive_days_off")
        weekends, young = rules.get("free_weekends"), rules.get("minors") if minor else None
        soft = {}
        for rule_id in (*LINE_RULES, "contract_hours"):
            rule = rules.get(rule_id)
            if rule is not None and not rule.hard:
                soft[rule_id] = rule.weight
        contract = rules["contract_hours"]
        deviation = float(contract.params["deviation_cost_h"]) or contract.weight
        weeks = max(1, weekends.minutes("over_weeks")) if weekends else 4
        away = absent(self.s, agent)
        made = LineRules(
            self.s.grid.days,
            units=table.units,
            out=table.out,
            allowed=(),
            clash=(),
            used=table.used,
            periods=self._periods(agent, unit, away),
            max_run=runs.minutes("max") if runs else 99,
            min_run=runs.minutes("min") if runs else 1,
            max_off=offs.minutes("max") if offs else 99,
            min_off=offs.minutes("min") if offs else 1,
            away=tuple(away) if offs and any(away) else (),
            together=rules["days_off_together"].minutes("days") if "days_off_together" in rules else 0,
            young=young.minutes("rest_min") // 1440 if young is not None else 0,
            memory=table.memory,
            weekdays=tuple(d.weekday() for d in self.s.dates) if weekends else (),
            weekends=weekends.minutes("max_worked") if weekends else 99,
            weekend_resets=frozenset(range(7 * weeks, self.s.grid.days, 7 * weeks)) if weekends else frozenset(),
            counters=table.counters,
            start=self._start(table, self.s.before.get(agent.agent_id, [])),
            soft=tuple(sorted(soft.items())),
            unit_cost=deviation * unit / 60 if "contract_hours" in soft else 0.0,
            unit_h=unit / 60,
        )
        made = self._limited(made, agent, soft, unit)
        self._unit[made] = unit
        return made

    def with_shifts(self, rules: LineRules, used: tuple[tuple[int, ...], ...]) -> LineRules:
        """The same rules with other signatures to choose from on each day."""
        made = replace(rules, used=used)
        self._unit[made] = self._unit.get(rules, 60)
        return made

    def bent(self, rules: LineRules, tier: int) -> LineRules:
        """The rules with the contract hours (tier 1), or every rule (tier 2), at a high cost instead of hard."""
        minutes = self._unit.get(rules, 60)
        soft = dict(rules.soft)
        unit_cost = rules.unit_cost
        if "contract_hours" not in soft:
            soft["contract_hours"], unit_cost = 1.0, HOUR_OFF * minutes / 60
        if tier == 2:
            soft = dict.fromkeys(LINE_RULES, BIG) | soft
        made = replace(rules, soft=tuple(sorted(soft.items())), unit_cost=unit_cost)
        if tier == 2:
            softer = (replace(c, cost=BIG if c.cost is None else c.cost) for c in made.counters)
            made = replace(made, counters=tuple(softer))
        self._unit[made] = minutes
        return made

    def _limited(self, made: LineRules, agent: Agent, soft: dict[str, float], unit: int) -> LineRules:
        """With limits on all days together: the weekly hours on average, and overtime."""
        rules, days = self.s.rules, self.s.grid.days
        weekly, overtime = rules.get("weekly_hours"), rules.get("overtime")
        if weekly is not None and days >= 7:
            made = replace(made, span_most=weekly.minutes("max_min") * days / 7 / unit)
        if overtime is not None:
            free = None
            if not full_time(rules, agent) and not overtime.params["part_time"]:
                free = float(rules["contract_hours"].minutes("tolerance_min") * len(made.periods))
            had = self.s.problem.history.get(agent.agent_id, History()).overtime_min
            made = replace(made, overtime=(free, float(overtime.minutes("max_year_min") - had)))
        return made

    def signatures(self, duties: DutySet) -> Signatures:
        """Looks that no rule can tell apart, numbered; classes of what they mean to the days after; what each day uses.

        Limits that cannot be reached are left out by `graph`.
        """
        known = self._tables.get(id(duties))
        if known is not None:
            return known[1]
        looks = duties.looks
        unit = 0
        for look in looks:
            unit = gcd(unit, look[0])
        counters = self._counters(looks)
        whole, out, starts = self._memory(looks)
        alike: dict[tuple[Any, ...], int] = {}
        sig_of, chosen = [], []
        columns = _columns(whole)
        for k, look in enumerate(looks):
            mark = (look[0], columns[k], out[k], tuple(c.flags[k] for c in counters))
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
            tuple(out[k] for k in chosen),
            self._kept(whole, tuple(looks), tuple(chosen)),
            starts,
            tuple(tuple(sorted(s)) for s in used),
            tuple(replace(c, flags=tuple(c.flags[k] for k in chosen)) for c in counters),
            tuple(sig_of[look] for look in duties.look_of),
        )
        self._tables[id(duties)] = (duties, table)
        return table

    def _kept(self, whole: Memory, looks: tuple[Look, ...], chosen: tuple[int, ...]) -> Memory:
        """The memory of the chosen signatures, one object for all whose looks are the same: they share graphs."""
        key = ("kept", looks, chosen)
        if key not in self._memories:
            pick = list(chosen)
            tables = {name: getattr(whole, name)[..., pick] for name in ("allowed", "apart", "clash", "rests", "begun")}
            made = replace(whole, **tables)
            self._memories[key] = made, (), {}
        return self._memories[key][0]

    def _end(self, shift: Shift) -> tuple[int, int]:
        """Days off since a shift before the grid, and its end as duties count it (`finish`)."""
        day = (shift.day - self.s.grid.first_day).days
        left = midnight(shift.day + timedelta(days=1), self.s.grid.zone) - shift.end
        return -1 - day, 1440 - int(left.total_seconds() // 60)

    def _start(self, table: Signatures, previous: list[Shift]) -> Start:
        """What the published shifts of the days before mean to the first days."""
        if not previous:
            return Start(0, table.memory.levels, 0, True)
        worked = {s.day for s in previous}
        known = min(worked)
        day = self.s.grid.first_day - timedelta(days=1)
        on, run = day in worked, 0
        while day >= known and (day in worked) == on:
            run += 1
            day -= timedelta(days=1)
        gap, finish = self._end(previous[-1])
        gap = min(gap, table.memory.levels)
        return Start(run if on else -run, gap, table.starts.get((gap, finish), 0), day < known)

    def _memory(self, looks: Sequence[Look]) -> tuple[Memory, tuple[int, ...], dict[tuple[int, int], int]]:
        """The memory of all looks, the class after each, and the classes of published shifts by days off and end."""
        known = self._memories.get(tuple(looks))
        if known is not None:
            return known
        rest, week = self.s.rules.get("daily_rest"), self.s.rules.get("weekly_rest")
        minutes = rest.minutes("minutes") if rest else 0
        need = week.minutes("minutes") if week else 0
        span = 14 if week is not None and week.minutes("over_days") >= 14 else 7
        days, most = self.s.grid.days, span // 7
        blocks = [(first, min(first + span, days)) for first in range(0, days - 6, span)] if week else []
        n = len(looks)
        begin = np.array([k[1] for k in looks], np.int64)
        ends = np.array([k[2] for k in looks] + [finish for _, finish in self._ends], np.int64)
        longest = max(minutes, max(most * need, NEARLY_A_DAY) if week else 0)
        levels = 1
        while levels < 40 and 1440 * (levels + 1) - int(ends.max(initial=1440)) - 60 < longest:
            levels += 1
        odd = [self.s.times.length(d) - 1440 for d in range(-7, days + 1)]
        hour = next((v for v in odd if v), 0)
        changed = np.array([[any(odd[max(0, d - j + 7) : d + 7]) for j in range(levels + 1)] for d in range(days + 1)])
        stretch = np.array(
            [
                [1440 * (j + 1) + extra + begin[None, :] - ends[:, None] for j in range(levels + 1)]
                for extra in (0, hour)
            ]
        )  # 2, levels, ends, looks
        allowed = stretch >= minutes
        allowed[:, 0, n:] = True  # what a published shift bars on the first day is barred there
        apart = stretch[0, 0] >= 0
        apart[n:] = True
        clash = np.zeros((len(ends), n), bool)
        succession = self.s.rules.get("successions")
        if succession is not None and n:
            forbidden = {tuple(p) for p in succession.params["forbidden"]}
            bands = [band_of(succession, k[4]) for k in looks]
            clash[:n] = np.array([[(a, b) in forbidden for b in bands] for a in bands])
        rests = np.zeros(stretch.shape, np.int64)
        open_rests = np.zeros(stretch.shape[:3], np.int64)
        begun = np.zeros((days, n), np.int64)
        if week is not None:
            rests = np.where(stretch >= max(need, NEARLY_A_DAY), np.minimum(most, stretch // max(1, need)), 0)
            for a, extra in enumerate((0, hour)):
                for j in range(levels + 1):
                    open_rests[a, j] = _in_week(1440 * (j + 1) + extra - ends, need, most)
            for first, stop in blocks:
                before = 0
                for d in range(first, stop):
                    begun[d] = _in_week(before + begin, need, most)
                    before += self.s.times.length(d)
            # a stretch counts for two where it does whatever shifts are around it: else classes would be too many
            rests, begun = _careful(rests, (2, 3), n), _careful(begun, (1,), n)
            open_rests = _careful(open_rests, (2,), n)
        rows, numbers, starts = _classes(
            levels, [allowed, rests, open_rests], np.concatenate([apart, clash], axis=1), n, self._ends
        )
        memory = Memory(
            numbers,
            _by_class(rows, allowed),
            apart[rows[0]],
            clash[rows[0]],
            _by_class(rows, rests),
            _by_class(rows, open_rests),
            begun,
            changed.astype(np.int64),
            _plain(rows[0], allowed, apart, clash),
            tuple((first, stop, (stop - first) // 7) for first, stop in blocks),
        )
        out = starts.pop("out")
        self._memories[tuple(looks)] = memory, out, starts
        return self._memories[tuple(looks)]

    def _counters(self, looks: Sequence[Look]) -> tuple[Counter, ...]:
        night = self.s.rules.get("nights")
        if night is None or not any(k[3] for k in looks) or night.minutes("max_per_week") >= 7:
            return ()
        resets = frozenset(range(7, self.s.grid.days + 1, 7))
        return (
            Counter(
                tuple(k[3] for k in looks), night.minutes("max_per_week"), resets, None if night.hard else night.weight
            ),
        )

    def _periods(self, agent: Agent, unit: int, away_on: list[bool]) -> tuple[Period, ...]:
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
                self.s.dates[d] in self.s.problem.holidays and not self.s.times.asked_day[d] for d in range(first, stop)
            ]
            away = min(days, sum(1 for d in range(first, stop) if away_on[d] or closed[d - first]))
            target = max(0, target - away * agent.contract.leave_day_minutes)
            days -= away
            target, days = self.s.problem.owed.get((agent.agent_id, self.s.dates[first]), (target, days))
            least, most = target - tolerance, target + tolerance
            found.append(
                Period(first, stop, max(0, -(-least // unit)), most // unit, days, length == 7, least / unit,
                       most / unit, target / unit)
            )  # fmt: skip
        return tuple(found)


def _in_week(inside: np.ndarray, need: int, most: int) -> np.ndarray:
    """Rests of a week of which a stretch long enough takes `inside` minutes."""
    found = np.maximum(1, (inside + HALF_DAY) // max(1, need))
    return np.asarray(np.where(inside >= NEARLY_A_DAY, np.minimum(most, found), 0), np.int64)


def _classes(
    levels: int, tables: list[np.ndarray], next_day: np.ndarray, n: int, published: list[tuple[int, int]]
) -> tuple[list[np.ndarray], np.ndarray, dict[Any, Any]]:
    """Ends that mean the same from j days off on, numbered for every j.

    Returns an end of each class by level, the class after one more day off, and the classes of published shifts by days
    off and end (with those of the looks at level 0 under "out").
    """
    size = len(next_day)
    numbered: list[np.ndarray] = []
    rows: list[np.ndarray] = []
    flat = [np.moveaxis(table, 2, 0).astype(np.int8) for table in tables]  # ends, 2, levels (and looks)
    for j in range(levels + 1):
        marks = [table[:, :, j:].reshape(size, table[:1, :, j:].size) for table in flat if size]
        if j == levels:  # nothing is remembered here
            marks = [np.zeros((size, 1), np.int8)]
        elif j == 0:
            marks.append(next_day.astype(np.int8))
        first, place = _numbered(np.concatenate(marks, axis=1) if marks else np.zeros((0, 1), np.int8))
        rows.append(first)
        numbered.append(place)
    classes = max(1, *(len(r) for r in rows))
    fade = np.zeros((levels + 1, classes), np.int64)
    for j in range(levels):
        fade[j, numbered[j]] = numbered[j + 1]
    starts: dict[Any, Any] = {
        (min(gap, levels), finish): int(numbered[min(gap, levels)][n + k]) for k, (gap, finish) in enumerate(published)
    }
    starts["out"] = tuple(int(c) for c in numbered[0][:n])
    return rows, fade, starts


def _careful(table: np.ndarray, axes: tuple[int, ...], n: int) -> np.ndarray:
    """Rests, more than one only as far as the least of all ends and looks along these axes."""
    if not n:
        return table
    least = table[:, :, :n].min(axis=axes, keepdims=True) if table.ndim > 2 else table.min(axis=axes, keepdims=True)
    return np.asarray(np.minimum(table, np.maximum(1, least)), np.int64)


def _plain(first: np.ndarray, allowed: np.ndarray, apart: np.ndarray, clash: np.ndarray) -> np.ndarray:
    """For each class of the first level the first that means the same to the next day, weekly rest left aside."""
    if not len(first):
        return np.zeros(1, np.int64)
    alike, place = _numbered(np.concatenate([*allowed[:, 0, first], apart[first], clash[first]], axis=1))
    return np.asarray(alike[place], np.int64)


def _numbered(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first of each kind of row, and the kind of every row."""
    known: dict[bytes, int] = {}
    place = [known.setdefault(np.ascontiguousarray(row).tobytes(), len(known)) for row in rows]
    first = [place.index(k) for k in range(len(known))]
    return np.array(first, np.int64), np.array(place, np.int64)


def _by_class(rows: list[np.ndarray], table: np.ndarray) -> np.ndarray:
    """A table by ends as one by classes of each level."""
    classes = max(1, *(len(r) for r in rows))
    found = np.zeros((table.shape[0], table.shape[1], classes, *table.shape[3:]), table.dtype)
    for j, first in enumerate(rows):
        found[:, j, : len(first)] = table[:, j, first]
    return found


def _columns(memory: Memory) -> list[bytes]:
    """What the tables say of each look as the shift that comes after."""
    n = memory.clash.shape[1]
    parts = [memory.allowed, memory.apart, memory.clash, memory.rests, memory.begun]
    return [b"".join(p[..., k].tobytes() for p in parts) for k in range(n)]
