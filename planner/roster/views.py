"""A roster with all that one sees of it: its versions, coverage, findings, and what an edit or a solve says."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from planner.domain.demand import Requirement
from planner.domain.people import Agent, Preference, TimeOff
from planner.domain.roster import Coverage, ListedVersion, Roster, RosterVersion
from planner.rostering.rules import findings

if TYPE_CHECKING:
    from planner.rostering.problem import RosterProblem


@dataclass(frozen=True)
class Finding:
    """A rule broken (hard) or bent (soft), in words. `cost` is 0 for hard rules.

    `about` is the same for the same matter with other figures; `amount` then says which is further from the rule.
    """

    rule: str
    hard: bool
    agent_id: str
    day: date | None
    text: str
    cost: float = 0.0
    source: str = ""
    amount: float = field(default=0.0, compare=False, repr=False)
    about: Hashable = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.about is None:
            object.__setattr__(self, "about", (self.rule, self.agent_id, self.day, self.text))


@dataclass(frozen=True)
class SolveProgress:
    """What the solve panel shows; `gap` is (cost − bound)/cost. `coverage` is that of `roster`, the best so far."""

    elapsed_s: float
    cost: float | None
    bound: float | None
    gap: float | None
    phase: str
    roster: Roster | None
    coverage: Coverage | None = None


@dataclass(frozen=True)
class RosterView:
    """Everything the roster screen shows of a span; `version` is None when nothing was rostered yet."""

    first_day: date
    days: int
    zone: str
    agents: tuple[Agent, ...]
    time_off: tuple[TimeOff, ...]
    preferences: tuple[Preference, ...]
    requirement: Requirement | None
    version: RosterVersion | None
    versions: tuple[ListedVersion, ...]
    """Newest first, without their shifts."""
    coverage: Coverage | None
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    problem: RosterProblem | None = field(default=None, repr=False, compare=False)
    """What the engine and the auditor look at; for this module only."""
    labels: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """What channels are called in the user's language, by their ids."""

    @property
    def roster(self) -> Roster:
        """The shifts, or an empty roster."""
        return self.version.roster if self.version else Roster(self.first_day, self.days, self.zone)


@dataclass(frozen=True)
class EditEffect:
    """What a hand edit would change, before it is saved: `came` and `went` are the findings that one side only has."""

    roster: Roster
    coverage: Coverage
    short_hours_change: float
    came: tuple[Finding, ...]
    went: tuple[Finding, ...]
    text: str

    @property
    def new_findings(self) -> tuple[Finding, ...]:
        """Rules newly broken or bent, or further than before."""
        return worse(self.came, self.went)


def worse(came: Sequence[Finding], went: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that were not there before, or were nearer to their rule."""
    return findings.worse(came, went)


def mended(came: Sequence[Finding], went: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of which nothing is left, whatever the figures."""
    return findings.mended(came, went)
