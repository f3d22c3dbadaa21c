"""What shifts and days off cost one person, or which are barred: rules fill it in (`Kind.price`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Rule
from planner.rostering.rules.context.calendar import Setting
from planner.rostering.rules.context.duty import Duty

NOBODY = ""
"""What `why` says of a duty that is barred without a rule's name: the agent is not there."""


@dataclass
class Days:
    """The duties somebody might have, and their points; arrays are by duty, `off` by day.

    `locks` are the shifts that must stay, by day; `published` those that changes are counted against.
    """

    s: Setting
    agent: Agent
    duties: Sequence[Duty]
    locks: Mapping[int, Shift] = field(default_factory=dict)
    published: Mapping[int, Shift] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cost = np.array([q.price for q in self.duties], float)
        self.bad = np.zeros(len(self.duties), bool)
        self.why = np.full(len(self.duties), NOBODY, object)
        self.off = np.zeros(self.s.grid.days)

    @cached_property
    def day(self) -> np.ndarray:
        """Day of each duty."""
        return np.array([q.day for q in self.duties], np.int64)

    @cached_property
    def start(self) -> np.ndarray:
        """Wall-clock start."""
        return np.array([q.start_min for q in self.duties], np.int64)

    @cached_property
    def end(self) -> np.ndarray:
        """Wall-clock end."""
        return np.array([q.end_min for q in self.duties], np.int64)

    @cached_property
    def held(self) -> np.ndarray:
        """Whether it is a lock of this person."""
        return np.array([q.exact is not None and q.day in self.locks for q in self.duties], bool)

    def breach(self, rule: Rule, amount: np.ndarray) -> None:
        """Bar what breaks a hard rule; charge a soft one's weight for each of `amount`."""
        if rule.hard:
            broken = np.asarray(amount) > 0
            self.why[broken & (self.why == NOBODY)] = rule.rule_id
            self.bad |= broken
        else:
            self.cost += rule.weight * amount
