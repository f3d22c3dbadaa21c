"""A bonus against goals: attainment, curve, weights; and quality gates. Pure arithmetic on exact fractions.

Invariants: a missing or zero goal is "not calculable", never a division error and never a silent 0; each part passes
through its own curve before parts are blended; the worst gate wins; absent data never costs the employee money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engagement.pay.curve import Curve, Factor
from engagement.pay.money import Exact, exact
from engagement.pay.plan import Gate

QUOTA_MISSING = "quota_missing"
ACTUAL_MISSING = "actual_missing"


@dataclass(frozen=True, slots=True)
class Attainment:
    """`value` is None with a `reason` when it cannot be computed."""

    value: Fraction | None
    reason: str = ""


def attainment(actual: Exact | None, goal: Exact | None, *, lower_is_better: bool = False) -> Attainment:
    """Actual against goal; for a KPI where lower is better, goal against actual. Never rounded."""
    if goal is None or exact(goal) <= 0:
        return Attainment(None, QUOTA_MISSING)
    if actual is None or (lower_is_better and exact(actual) <= 0):
        return Attainment(None, ACTUAL_MISSING)
    return Attainment(exact(goal) / exact(actual) if lower_is_better else exact(actual) / exact(goal))


@dataclass(frozen=True, slots=True)
class PartInput:
    """A part ready to compute: an attainment, the curve it passes through, its weight."""

    id: str
    attainment: Attainment
    curve: Curve
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Blend:
    """Weighted factor of all parts with each part's own; None with the `reason` of the first part without value."""

    value: Fraction | None
    factors: tuple[Factor | None, ...]
    reason: str = ""


def blend(parts: Sequence[PartInput]) -> Blend:
    """Factor of a bonus: the sum of weight x curve(attainment), the curve applied to each part before blending."""
    factors = tuple(None if p.attainment.value is None else p.curve.factor(p.attainment.value) for p in parts)
    missing = next((p.attainment.reason for p in parts if p.attainment.value is None), "")
    if missing:
        return Blend(None, factors, missing)
    whole = sum((part.weight * f.value for part, f in zip(parts, factors, strict=True) if f), Fraction(0))
    return Blend(whole, factors)


def team_shares(hours: Mapping[str, Exact | str]) -> dict[str, Fraction]:
    """Share of each team in a person's scheduled hours, by team id; empty without hours."""
    exacts = {team: exact(value) for team, value in sorted(hours.items())}
    whole = sum(exacts.values(), Fraction(0))
    return {team: value / whole for team, value in exacts.items()} if whole > 0 else {}


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured KPI and its sample size; None is unknown."""

    value: Decimal | None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class GateResult:
    """Factor of all gates, those failed, and those without enough data (neutral, to be acknowledged)."""

    factor: Fraction
    failed: tuple[Gate, ...] = ()
    no_data: tuple[Gate, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """Flag codes of gates that could not be judged."""
        return tuple(f"gate_{gate.metric}_no_data" for gate in self.no_data)


def pass_gates(gates: Sequence[Gate], readings: Mapping[str, Reading], min_n: int) -> GateResult:
    """Judge gates on raw values: at the limit it passes (`Gate.passes`), the worst factor of those failed counts.

    A missing value, or a known sample under the gate's (else the plan's) minimum, is neutral and named in `no_data`.
    """
    failed, no_data = [], []
    for gate in gates:
        reading = readings.get(gate.metric)
        least = min_n if gate.min_n is None else gate.min_n
        if reading is None or reading.value is None or (reading.n is not None and reading.n < least):
            no_data.append(gate)
        elif not gate.passes(reading.value):
            failed.append(gate)
    worst = min((exact(gate.fail_factor) for gate in failed), default=Fraction(1))
    return GateResult(worst, tuple(failed), tuple(no_data))


def shaped(value: Exact, cap: Exact | None, factor: Exact) -> Fraction:
    """Component cap, then gates. A gate lowers what is earned; it does not forgive a negative result."""
    capped = exact(value) if cap is None else min(exact(value), exact(cap))
    return capped * exact(factor) if capped > 0 else capped
