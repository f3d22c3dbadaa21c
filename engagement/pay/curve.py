"""From attainment to factor, from base to commission: payout curves and tiers.

Invariants: attainment and factor are exact and never rounded; the first point of a curve is its threshold, inclusive;
tiers are lower bounds only, inclusive, so that neither a gap nor an overlap can be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engagement.pay.money import CENT, Exact, exact, round_line


@dataclass(frozen=True)
class Factor:
    """What a curve gave: the factor, the same before the cap, and whether the threshold was missed."""

    value: Fraction
    uncapped: Fraction
    under_threshold: bool = False

    @property
    def cap_applied(self) -> bool:
        """Whether the cap took something away; exactly at the cap it did not."""
        return self.uncapped > self.value


@dataclass(frozen=True)
class Curve:
    """Points (attainment, factor) joined by straight lines; below the first point nothing, beyond the last a slope.

    `above_slope` above 1 accelerates, below 1 decelerates, 0 stays flat. The default is linear from 0 without end.
    """

    points: tuple[tuple[Decimal, Decimal], ...] = ((Decimal(0), Decimal(0)),)
    above_slope: Decimal = Decimal(1)
    cap_factor: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a curve has at least one point")
        if any(right[0] <= left[0] for left, right in zip(self.points, self.points[1:], strict=False)):
            raise ValueError("the attainments of a curve rise from point to point")

    @property
    def threshold(self) -> Decimal:
        """Attainment from which something is paid."""
        return self.points[0][0]

    def factor(self, attainment: Exact) -> Factor:
        """Factor at an attainment, exact."""
        at = exact(attainment)
        if at < exact(self.threshold):
            return Factor(Fraction(0), Fraction(0), under_threshold=True)
        raw = self._uncapped(at)
        return Factor(raw if self.cap_factor is None else min(raw, exact(self.cap_factor)), raw)

    def _uncapped(self, at: Fraction) -> Fraction:
        for (x0, y0), (x1, y1) in zip(self.points, self.points[1:], strict=False):
            if at < exact(x1):
                rise = (exact(y1) - exact(y0)) / (exact(x1) - exact(x0))
                return exact(y0) + rise * (at - exact(x0))
        x_last, y_last = self.points[-1]
        return exact(y_last) + exact(self.above_slope) * (at - exact(x_last))


def linear(threshold: Exact | str = 0, cap: Exact | str | None = None) -> Curve:
    """Factor = attainment from the threshold on (a scorecard's usual line), optionally capped."""
    start = Decimal(str(threshold))
    return Curve(((start, start),), Decimal(1), None if cap is None else Decimal(str(cap)))


@dataclass(frozen=True)
class Tiers:
    """Commission tiers as (lower bound, rate); `whole` pays one rate on the whole amount, otherwise each slice its own.

    Below the first bound nothing is due. A negative base takes the rate of the tier that holds 0.
    """

    steps: tuple[tuple[Decimal, Decimal], ...]
    whole: bool = False

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("tiers need at least one lower bound")
        if any(right[0] <= left[0] for left, right in zip(self.steps, self.steps[1:], strict=False)):
            raise ValueError("the lower bounds of tiers rise from tier to tier")

    def rate(self, base: Exact, unit: Exact = 1) -> Decimal:
        """Rate of the tier in which `base` lies; bounds count in `unit`s (1 for euros, the quota for attainment)."""
        at = max(exact(base), Fraction(0))
        found = Decimal(0)
        for bound, rate in self.steps:
            if at >= exact(bound) * exact(unit):
                found = rate
        return found

    def amount(self, base: Exact, unit: Exact = 1) -> Fraction:
        """Commission on `base`, unrounded."""
        value = exact(base)
        if self.whole or value < 0:
            return value * exact(self.rate(value, unit))
        paid = Fraction(0)
        previous = Fraction(0)
        for bound, rate in self.steps:
            paid += max(value - exact(bound) * exact(unit), Fraction(0)) * (exact(rate) - previous)
            previous = exact(rate)
        return paid


@dataclass(frozen=True)
class Cliff:
    """A border at which one cent (or the least step) changes the pay by `jump`."""

    at: Decimal
    below: Decimal
    reached: Decimal

    @property
    def jump(self) -> Decimal:
        """What the last cent is worth."""
        return self.reached - self.below


def tier_cliffs(tiers: Tiers, unit: Exact = 1) -> tuple[Cliff, ...]:
    """Borders of whole-amount tiers at which a cent of sales moves the pay by more than a cent."""
    found = []
    for bound, _ in tiers.steps:
        edge = round_line(exact(bound) * exact(unit))
        cliff = Cliff(edge, round_line(tiers.amount(edge - CENT, unit)), round_line(tiers.amount(edge, unit)))
        if abs(cliff.jump) > CENT:
            found.append(cliff)
    return tuple(found)


def curve_cliffs(curve: Curve, target: Decimal, quota: Decimal) -> tuple[Cliff, ...]:
    """The jump at a curve's threshold, in euros of sales."""
    if quota <= 0:
        return ()
    edge = round_line(exact(curve.threshold) * exact(quota))
    if exact(edge) < exact(curve.threshold) * exact(quota):
        edge += CENT
    reached = round_line(exact(target) * curve.factor(exact(edge) / exact(quota)).value)
    below = round_line(exact(target) * curve.factor((exact(edge) - exact(CENT)) / exact(quota)).value)
    cliff = Cliff(edge, below, reached)
    return (cliff,) if edge > 0 and abs(cliff.jump) > CENT else ()
