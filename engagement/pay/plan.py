"""What a variable-pay plan may say: plain data, valid once built.

A plan has components (commission, bonus, spiff, pot), gates, a cap, a budget and two choices that the client must make
explicitly because the law leaves them open: what protected leave does to the target, and what happens to a negative
result. Plans are versions: (`id`, `version`) with effective dates; `effective` picks the one in force.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from engagement.pay.curve import Curve, Tiers

LeavePolicy = Literal["keep_target", "prorate_both"]
NegativePolicy = Literal["carry", "floor_zero"]
ComponentKind = Literal["flat", "tier_marginal", "tier_whole", "bonus", "spiff", "pot"]
LATER = {"later": True}
"""Metadata of a field that came after months had been paid: hashes leave it out while it says nothing."""
SALES = "sales"
UNITS = "units"


@dataclass(frozen=True)
class Filter:
    """Which credited sales count: empty means all. Dates are local and inclusive."""

    channels: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    credit: Literal["all", "direct", "assisted"] = "all"

    @property
    def everything(self) -> bool:
        """Whether no sale is left out."""
        return self == Filter()

    def takes(self, on: date, channel: str, stage: str, campaign: str, assisted: bool) -> bool:
        """Whether a credited sale counts."""
        return (
            (not self.channels or channel in self.channels)
            and (not self.stages or stage in self.stages)
            and (not self.campaigns or campaign in self.campaigns)
            and (self.start is None or on >= self.start)
            and (self.end is None or on <= self.end)
            and (self.credit == "all" or assisted == (self.credit == "assisted"))
        )


@dataclass(frozen=True)
class Gate:
    """A quality gate: from `minimum` up it passes (or down from `maximum`), beyond the pay is times `fail_factor`.

    One of the two limits is set; a band is two gates. Both limits are inclusive.
    """

    metric: str
    minimum: Decimal | None
    fail_factor: Decimal
    min_n: int | None = None
    maximum: Decimal | None = field(default=None, metadata=LATER)

    def passes(self, value: Decimal) -> bool:
        """Whether a raw, unrounded value passes."""
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    @property
    def limit(self) -> tuple[str, Decimal]:
        """`min` or `max`, and its value."""
        if self.maximum is not None:
            return "max", self.maximum
        return "min", self.minimum if self.minimum is not None else Decimal(0)


@dataclass(frozen=True)
class Part:
    """One share of a bonus: a measure against its goal, through a curve, with a weight.

    `measure` is `sales`, `units` or the name of a KPI. The goal is `quota` (prorated) for sales and units, `target` for
    KPIs (never prorated). `scope` says whether the person's or the team's attainment counts; a person in several
    teams gets each team's factor by scheduled hours, the curve applied to each team first.
    """

    id: str
    measure: str = SALES
    weight: Decimal = Decimal(1)
    quota: Decimal | None = None
    target: Decimal | None = None
    lower_is_better: bool = False
    scope: Literal["individual", "team"] = "individual"
    curve: Curve = field(default_factory=Curve)

    @property
    def has_quota(self) -> bool:
        """Whether the goal is a quota of sales or units rather than the target of a KPI."""
        return self.measure in (SALES, UNITS)


@dataclass(frozen=True)
class Component:
    """One paid component; which fields matter depends on `kind`.

    flat: `rate`. tier_*: `tiers` (bounds in euros, or in shares of the quota when `tiers_of_quota`). bonus:
    `target_bonus` and `parts` whose weights add to 1. spiff: `per_unit` or `rate`, inside the filter's dates. pot:
    `pot` euros (or `rate` of the team's sales) shared by `share_by`. `budget` is the most a component may cost in all.
    `ramp` are factors on the quota for the first calendar months of a joiner. `teams` are the home teams it pays (none:
    all); `per_team` makes a pot for each home team, of `pot` euros or of `rate` on that team's sales.
    """

    id: str
    kind: ComponentKind
    name: str = ""
    rate: Decimal | None = None
    tiers: Tiers | None = None
    tiers_of_quota: bool = False
    target_bonus: Decimal | None = None
    quota: Decimal | None = None
    parts: tuple[Part, ...] = ()
    attainment_override: Decimal | None = None
    per_unit: Decimal | None = None
    pot: Decimal | None = None
    share_by: Literal["equal", "hours", "sales", "units"] = "equal"
    filter: Filter = field(default_factory=Filter)
    cap: Decimal | None = None
    weight: Decimal = Decimal(1)
    gates: tuple[Gate, ...] = ()
    budget: Decimal | None = None
    ramp: tuple[Decimal, ...] = ()
    teams: tuple[str, ...] = field(default=(), metadata=LATER)
    per_team: bool = field(default=False, metadata=LATER)

    def pays(self, team: str) -> bool:
        """Whether people of a home team take part."""
        return not self.teams or team in self.teams

    @property
    def title(self) -> str:
        """Name for people."""
        return self.name or self.id


@dataclass(frozen=True)
class Plan:
    """A version of a plan; see the module for the two explicit choices."""

    id: str
    version: int
    effective_from: date
    components: tuple[Component, ...]
    protected_leave: LeavePolicy
    negative: NegativePolicy
    name: str = ""
    effective_to: date | None = None
    teams: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    min_sample: int = 5
    cap: Decimal | None = None
    budget: Decimal | None = None
    draw: Decimal | None = None
    assisted_window_h: Decimal | None = None

    @property
    def rule_version(self) -> str:
        """The words that every line cites."""
        return f"{self.id} v{self.version}"

    def covers(self, agent_id: str, teams: Iterable[str]) -> bool:
        """Whether the plan pays this person: named, or in one of its teams; a plan that names none pays all."""
        if not self.teams and not self.agents:
            return True
        return agent_id in self.agents or any(team in self.teams for team in teams)

    def in_force(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True)
class Period:
    """A calendar month of pay, `2026-11`; `zone` is the local time in which its days are counted."""

    id: str
    zone: str = "Europe/Madrid"

    def __post_init__(self) -> None:
        try:
            date.fromisoformat(f"{self.id}-01")
        except ValueError:
            raise ValueError(f"period {self.id!r} is not a month like 2026-11") from None

    @property
    def start(self) -> date:
        """First day."""
        return date.fromisoformat(f"{self.id}-01")

    @property
    def end(self) -> date:
        """Last day, inclusive."""
        start = self.start
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])

    @property
    def days(self) -> int:
        """Calendar days in the period."""
        return self.end.day


@dataclass(frozen=True)
class PlanProblem:
    """A mistake in a plan: where it stands, what is wrong, how to mend it."""

    where: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f" {self.fix}" if self.fix else "")


def effective(plans: Sequence[Plan], plan_id: str, day: date) -> Plan | None:
    """The version of `plan_id` in force on `day`: the latest start wins, then the highest version."""
    found = [plan for plan in plans if plan.id == plan_id and plan.in_force(day)]
    return max(found, key=lambda plan: (plan.effective_from, plan.version), default=None)


def overlaps(plans: Sequence[Plan]) -> tuple[PlanProblem, ...]:
    """Plans that would pay the same people on the same days.

    Versions of one plan follow each other (a later start replaces the earlier), so only two with the same start clash;
    different plans clash when their dates and their people meet.
    """
    found = []
    ordered = sorted(plans, key=lambda plan: (plan.id, plan.version))
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            if first.id == second.id:
                clash = first.effective_from == second.effective_from
            else:
                ends = (first.effective_to or date.max, second.effective_to or date.max)
                clash = max(first.effective_from, second.effective_from) <= min(ends) and _same_people(first, second)
            if clash:
                found.append(
                    PlanProblem(
                        second.rule_version,
                        f"overlaps {first.rule_version} from {max(first.effective_from, second.effective_from)}.",
                        "End one of them with effective_to, or give them different teams.",
                    )
                )
    return tuple(found)


def _same_people(first: Plan, second: Plan) -> bool:
    everyone = any(not plan.teams and not plan.agents for plan in (first, second))
    return everyone or bool(set(first.teams) & set(second.teams) or set(first.agents) & set(second.agents))
