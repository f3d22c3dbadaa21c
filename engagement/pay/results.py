"""What a run gives back: statements of lines that carry their derivation, flags, totals. Data only.

Every text that a person reads is a code with values; `reasons.py` holds the English words, other languages stand with
the program. Invariant: the payable of a statement is what `ledger.settle` makes of the sum of its rounded lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from engagement.pay.credit import CreditReport
from engagement.pay.flags import Flag
from engagement.pay.inputs import PeriodInputs
from engagement.pay.ledger import Settlement
from engagement.pay.measure import Measures
from engagement.pay.plan import Plan
from engagement.pay.prorate import Proration


@dataclass(frozen=True, slots=True)
class Step:
    """One intermediate value: `slot` names it, `formula` is written over the names in `inputs`, `value` is exact.

    Slots, in order: base, quota, target, attainment, factor, gross, capped, gate, weight, weighted, plan_cap, budget,
    amount. A value is shown with up to 28 digits; None is "not calculable".
    """

    slot: str
    formula: str
    inputs: tuple[tuple[str, Decimal | str | None], ...]
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class PartResult:
    """One part of a bonus as computed: `actual` against `goal`, through the curve, times its weight."""

    id: str
    measure: str
    team: str
    actual: Decimal | None
    goal: Decimal | None
    attainment: Decimal | None
    factor: Decimal | None
    weight: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing (or nothing yet) is due."""

    code: str
    values: tuple[tuple[str, Decimal | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One statement line: a component for a person, rounded once. `amount` None is not calculable."""

    agent_id: str
    component_id: str
    amount: Decimal | None
    status: Literal["due", "nothing_due", "not_calculable"]
    steps: tuple[Step, ...]
    parts: tuple[PartResult, ...]
    reasons: tuple[Reason, ...]
    rule_version: str

    def value(self, slot: str) -> Decimal | None:
        """Value of a step by its slot, None when the line has none."""
        return next((step.value for step in self.steps if step.slot == slot), None)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A dated line in the open period: what a full recomputation of a closed period differs by, and why."""

    agent_id: str
    component_id: str
    closed_period: str
    booked_in: str
    amount: Decimal
    before: Decimal
    after: Decimal
    cause: Literal["refund", "late_sale", "plan_change", "correction"]
    orders: tuple[str, ...] = ()
    rule_version: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One person's month."""

    agent_id: str
    lines: tuple[Line, ...]
    adjustments: tuple[Adjustment, ...]
    proration: Proration
    settlement: Settlement | None
    reasons: tuple[Reason, ...] = ()

    @property
    def payable(self) -> Decimal | None:
        """What is paid; None while a line is not calculable."""
        return None if self.settlement is None else self.settlement.pay


@dataclass(frozen=True)
class Run:
    """A computed period with everything needed to explain, export and repeat it."""

    plan: Plan
    inputs: PeriodInputs
    statements: tuple[Statement, ...]
    credits: CreditReport
    flags: tuple[Flag, ...]
    input_hash: str
    measures: Measures
    carried: Mapping[str, Decimal] = field(default_factory=dict)
    rules: int = 1
    """Of which program the arithmetic is, see `engine.run`."""

    @property
    def blocked(self) -> bool:
        """Whether a flag forbids approval."""
        return any(flag.severity == "blocks" for flag in self.flags)

    @property
    def payable(self) -> Decimal:
        """Sum of what is payable; statements that cannot be computed count nothing."""
        return sum((s.payable for s in self.statements if s.payable is not None), Decimal("0.00"))

    def statement(self, agent_id: str) -> Statement:
        """The statement of one person. Raises KeyError."""
        for found in self.statements:
            if found.agent_id == agent_id:
                return found
        raise KeyError(agent_id)
