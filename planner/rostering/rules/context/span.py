"""One person's span in the model of conflicts (or that of several alike), as a rule sees it: days, looks, assumptions.

Every constraint follows from what the auditor checks, or is looser, so that what clashes here clashes for the auditor.
People who are alike may stand together as counts: the constraints of a person summed, which any rosters of theirs keep.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.domain.time import TimeGrid
from planner.rostering.packs.kind import Rule
from planner.rostering.packs.pack import RulePack
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.context.duty import Template
from planner.rostering.rules.parts import Parts


class Key(NamedTuple):
    """What a constraint belongs to: rule, whose it is (an agent's id, or the name of a need or pair), day or week."""

    rule: str
    who: str
    day: int | None


class Assumptions(Protocol):
    """A model whose constraints stand behind assumptions."""

    cp: Any

    def when(self, key: Key, constraint: Any, units: int = 1, at: Hashable = None) -> None:
        """Put a constraint behind its assumption."""

    def nothing(self, key: Key, amount: Any, units: int = 1, at: Hashable = None) -> None:
        """An amount that must be 0."""


class SpanLook(NamedTuple):
    """A way to work a day: its shift's paid minutes, start and end (minutes of that day), cells, breaks, lock."""

    day: int
    paid: int
    start: int
    end: int
    cell: int
    presence: int
    template: Template
    exact: Shift | None


@dataclass
class Span:
    """The looks of a person's days: `on[d]` with a variable each, `work[d]` whether there is any (or how many of
    `count` people alike)."""

    clash: Assumptions
    problem: RosterProblem
    agent: Agent
    parts: Parts
    count: int = 1
    on: list[list[tuple[SpanLook, Any]]] = field(default_factory=list)
    work: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cp = self.clash.cp
        self.rules: RulePack = self.problem.rules_of(self.agent.team)
        self.grid: TimeGrid = self.problem.grid
        self.previous = [s for s in self.problem.previous if s.agent_id == self.agent.agent_id]

    def hard(self, rule_id: str) -> Rule | None:
        """A rule that is hard in this person's pack."""
        rule = self.rules.get(rule_id)
        return rule if rule is not None and rule.hard else None

    def number(self) -> Any:
        """How many of the people: a literal for one."""
        return self.cp.new_bool_var("") if self.count == 1 else self.cp.new_int_var(0, self.count, "")

    def when(self, rule: Rule | str, day: int | None, constraint: Any) -> None:
        """Have a constraint stand only as long as the rule does, on that day or in the week that begins on it."""
        self.clash.when(self._key(rule, day), constraint)

    def nothing(self, rule: Rule, day: int, amount: Any) -> None:
        """An amount that must be 0 as long as the rule stands."""
        self.clash.nothing(self._key(rule, day), amount)

    def _key(self, rule: Rule | str, day: int | None) -> Key:
        return Key(rule if isinstance(rule, str) else rule.rule_id, self.agent.agent_id, day)

    def weeks(self) -> Iterator[tuple[range, int, int]]:
        """Days of each week, with the contract's minutes and days."""
        for first in range(0, len(self.on), 7):
            days = range(first, min(len(self.on), first + 7))
            yield (days, *self.parts.week_target(self.agent, self.parts.days[first : days.stop]))

    def slack(self, d: int, later: int) -> int:
        """An hour where the clock goes back between two days: rest on the wall's clock is an hour short then."""
        return 60 if any(len(self.grid.day_indices(k)) * self.grid.minutes > 1440 for k in range(d, later + 1)) else 0

    def cuts(self, d: int, later: int, shift: int) -> Iterable[tuple[Any, Any]]:
        """Sums of looks of day `d` that end at or after a moment, and of day `later` that begin before it + `shift`."""
        shift -= self.slack(d, later)
        for end in sorted({look.end for look, _ in self.on[d]}):
            early = [v for look, v in self.on[later] if look.start < end + shift]
            if early:
                yield sum(v for look, v in self.on[d] if look.end >= end), sum(early)

    def off_blocks(self, days: range, length: int) -> list[Any]:
        """One variable for each place of `length` days off in a row among these days."""
        blocks = []
        for d in range(days.start, days.stop - length + 1):
            block = self.number()
            for k in range(length):
                self.cp.add(block + self.work[d + k] <= self.count)
            blocks.append(block)
        return blocks
