"""Measures against targets, and the satisfaction index with editable weights.

Results are to four decimals; a measure without data stays None, is named, and never counts as 0. The satisfaction index
is the weighted mean of treatment, handling times and unboxing on 0 to 100; missing parts leave the mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from engagement.pay.bonus import attainment
from engagement.pay.money import exact, round_to

INDEX_WEIGHTS: dict[str, Decimal] = {
    "treatment": Decimal("0.50"),
    "handling": Decimal("0.30"),
    "unboxing": Decimal("0.20"),
}
"""Default weights of the satisfaction index; any positive weights may replace them."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of a measure: CSAT, NPS, FCR, response_s, resolution_s, QA …"""

    metric: str
    target: Decimal
    lower_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """A measure against its target; `state` is met, near (within `near`), missed or no_data."""

    metric: str
    value: Decimal | None
    target: Decimal
    attainment: Decimal | None
    state: Literal["met", "near", "missed", "no_data"]


def scorecard(
    targets: Sequence[Target], values: Mapping[str, Decimal | None], near: Decimal = Decimal("0.95")
) -> tuple[Score, ...]:
    """Each target with its value; near is an attainment of at least `near` that does not meet the target."""
    found = []
    for target in targets:
        value = values.get(target.metric)
        reached = attainment(value, target.target, lower_is_better=target.lower_is_better).value
        if value is None:
            found.append(Score(target.metric, None, target.target, None, "no_data"))
            continue
        met = value <= target.target if target.lower_is_better else value >= target.target
        state: Literal["met", "near", "missed"] = "met" if met else "missed"
        if not met and reached is not None and reached >= exact(near):
            state = "near"
        shown = None if reached is None else round_to(reached, 4)
        found.append(Score(target.metric, value, target.target, shown, state))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Index:
    """`value` 0–100 to one decimal; `parts` are the points each part brought; `missing` had no data."""

    value: Decimal | None
    parts: Mapping[str, Decimal]
    missing: tuple[str, ...]


def satisfaction_index(scores: Mapping[str, Decimal | None], weights: Mapping[str, Decimal] | None = None) -> Index:
    """Weighted mean of part scores on 0 to 100.

    Raises:
        ValueError: a weight is negative, all weights are zero, or a score is outside 0 to 100.
    """
    used = dict(weights or INDEX_WEIGHTS)
    if any(weight < 0 for weight in used.values()) or not any(used.values()):
        raise ValueError("weights of the satisfaction index are not negative, and one is above zero")
    known: dict[str, Decimal] = {}
    for part, weight in used.items():
        score = scores.get(part)
        if score is None or not weight:
            continue
        if not 0 <= score <= 100:
            raise ValueError(f"{part} has a score of {score}; it lies between 0 and 100")
        known[part] = score
    missing = tuple(part for part, weight in used.items() if weight and part not in known)
    whole = sum((exact(used[part]) for part in known), Fraction(0))
    if not whole:
        return Index(None, {}, missing)
    points = {part: exact(score) * exact(used[part]) / whole for part, score in known.items()}
    value = round_to(sum(points.values(), Fraction(0)), 1)
    return Index(value, {part: round_to(point, 2) for part, point in points.items()}, missing)
