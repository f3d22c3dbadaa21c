"""The rules of people's lines, from the rules in force, and signatures: looks of duties that no rule can tell apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import gcd
from typing import Any

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.domain.time import midnight
from planner.rostering.lines.memory import End, columns, kept, memory_of
from planner.rostering.packs.registry import kinds
from planner.rostering.rules.context.calendar import Setting
from planner.rostering.rules.context.duty import DutySet
from planner.rostering.rules.context.line import BIG, LineRules, Period, Person, Start
from planner.rostering.rules.context.memory import Memory

HOUR_OFF = 300.0  # points for an hour off the contract where no lengths add up to it
LONG_AGO: End = (0, -(10**6))  # stands for nobody's published shift


@dataclass(frozen=True)
class Signatures:
    """What graphs need of a duty set; `of_duty` numbers each duty's signature."""

    unit: int
    units: tuple[int, ...]
    out: tuple[int, ...]
    memory: Memory
    starts: dict[End, int]
    used: tuple[tuple[int, ...], ...]
    flags: dict[str, tuple[bool, ...]]
    of_duty: tuple[int, ...]


class LineRuleMaker:
    """Makes the rules of people's lines; people with the same duties share signatures, so that they share graphs."""

    def __init__(self, s: Setting) -> None:
        self.s = s
        self._tables: dict[int, tuple[DutySet, Signatures]] = {}
        self._memories: dict[tuple[Any, ...], tuple[Memory, tuple[int, ...], dict[End, int]]] = {}
        self._kept: dict[tuple[Any, ...], Memory] = {}
        self._ends = [LONG_AGO, *sorted({self._end(shifts[-1]) for shifts in s.before.values()})]

    def of(self, agent: Agent, duties: DutySet, minor: bool) -> LineRules:
        """The rules of an agent's line, ready for `graph.build`."""
        table = self.signatures(duties)
        periods = self._periods(agent, table.unit)
        person = Person(self.s, agent, minor, table.unit, periods, table.flags, tuple(self.s.away(agent)))
        asked = ((kind.line, self.s.rules.get(kind.rule_id)) for kind in kinds().values())
        parts = (make(rule, person) for make, rule in asked if make is not None and rule is not None)
        return LineRules(
            self.s.grid.days, table.units, table.out, table.used, periods, table.memory,
            tuple(part for part in parts if part is not None),
            self._start(table, self.s.before.get(agent.agent_id, ())), table.unit / 60,
        )  # fmt: skip

    def signatures(self, duties: DutySet) -> Signatures:
        """Looks that no rule can tell apart, numbered; classes of what they mean to the days after; what each day uses.

        Limits that cannot be reached are left out by `graph`.
        """
        known = self._tables.get(id(duties))
        if known is not None:
            return known[1]
        looks = tuple(duties.looks)
        if looks not in self._memories:
            self._memories[looks] = memory_of(self.s, looks, self._ends)
        whole, out, starts = self._memories[looks]
        flags = self._flags(duties)
        seen = columns(whole)
        alike: dict[tuple[Any, ...], int] = {}
        sig_of, chosen = [], []
        for k, look in enumerate(looks):
            mark = (look.paid, seen[k], out[k], tuple(of[k] for of in flags.values()))
            if mark not in alike:
                alike[mark] = len(alike)
                chosen.append(k)
            sig_of.append(alike[mark])
        used: list[set[int]] = [set() for _ in range(self.s.grid.days)]
        for q, duty in enumerate(duties.duties):
            used[duty.day].add(sig_of[duties.look_of[q]])
        unit = gcd(*(look.paid for look in looks)) or 60
        # one memory for all whose looks are the same: they share graphs
        memory = self._kept.setdefault((looks, tuple(chosen)), kept(whole, chosen))
        table = Signatures(
            unit, tuple(looks[k].paid // unit for k in chosen), tuple(out[k] for k in chosen), memory, starts,
            tuple(tuple(sorted(s)) for s in used),
            {rule: tuple(of[k] for k in chosen) for rule, of in flags.items()},
            tuple(sig_of[look] for look in duties.look_of),
        )  # fmt: skip
        self._tables[id(duties)] = (duties, table)
        return table

    def _flags(self, duties: DutySet) -> dict[str, list[bool]]:
        """Which looks a rule counts, of those rules that count any."""
        found = {}
        for kind in kinds().values():
            rule = self.s.rules.get(kind.rule_id)
            if kind.flag is not None and rule is not None:
                flags = [kind.flag(rule, look) for look in duties.looks]
                if any(flags):
                    found[kind.rule_id] = flags
        return found

    def _end(self, shift: Shift) -> End:
        """Days off since a shift before the grid, and its end as duties count it (`finish`)."""
        day = (shift.day - self.s.grid.first_day).days
        left = midnight(shift.day + timedelta(days=1), self.s.grid.zone) - shift.end
        return -1 - day, 1440 - int(left.total_seconds() // 60)

    def _start(self, table: Signatures, previous: tuple[Shift, ...]) -> Start:
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

    def _periods(self, agent: Agent, unit: int) -> tuple[Period, ...]:
        tolerance = self.s.rules["contract_hours"].minutes("tolerance_min")
        found = []
        for first in range(0, self.s.grid.days, 7):
            week = self.s.dates[first : first + 7]
            target, days = self.s.parts.week_target(agent, week)
            least, most = target - tolerance, target + tolerance
            found.append(
                Period(first, first + len(week), max(0, -(-least // unit)), most // unit, days, len(week) == 7,
                       least / unit, most / unit, target / unit)
            )  # fmt: skip
        return tuple(found)


def bent(rules: LineRules, tier: int) -> LineRules:
    """The rules with the contract hours (tier 1), or every rule (tier 2), at a high cost instead of hard."""
    parts = tuple(
        part.bent(HOUR_OFF) if part.rule == "contract_hours" else part.bent(BIG) if tier == 2 else part
        for part in rules.parts
    )
    return replace(rules, parts=parts)
