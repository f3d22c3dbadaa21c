"""Lock 2: every count of every group is blurred once, and everything that is ever told comes from the blurred count.

Counts c over two or three sides with sum n. First a sum n′ from 3 to the number invited, P ∝ exp(−λ·|n′ − n|); then any
y ≥ 0 with sum n′, P ∝ exp(−λ·moves), moves = the larger of all that was added to c and all that was taken off. Every y
can come from every c (all factors are positive) and draws are independent, so nothing printed makes anything certain.
Unbounded, because at groups of 5–30 the bounds of bounded noise bite (Asghar and Kaafar 2020, arXiv:1902.06414); in
kind as the perturbation of ABS TableBuilder (Thompson, Broadfoot, Elazar 2013). The draw is by enumeration, exactly.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np

RATE = 1.5
LEAST = 3
VARIANCE = {2: 0.8, 3: 1.5}
"""Variance of one blurred side, in people squared, by number of sides."""
NET_VARIANCE = 4.5
"""Variance of first side − last side of three."""
END_UNDER_TEN, END = 80, 90
EDGES = ((5, "3–4"), (10, "5–9"), (20, "10–19"), (40, "20–39"))

Counts = tuple[int, ...]


def blurred_total(n: int, invited: int, chance: random.Random) -> int:
    """A number of people near n, from 3 to the number invited."""
    most = max(LEAST, invited)
    weights = [math.exp(-RATE * abs(m - n)) for m in range(LEAST, most + 1)]
    return LEAST + _drawn(weights, chance)


def blurred(counts: Sequence[int], total: int, chance: random.Random) -> Counts:
    """Counts near `counts` with the sum `total`; two or three sides."""
    if len(counts) not in VARIANCE:
        raise ValueError("two or three sides are blurred")
    first = _drawn([float(sum(_row(counts, total, a))) for a in range(total + 1)], chance)
    if len(counts) == 2:
        return first, total - first
    second = _drawn(_row(counts, total, first), chance)
    return first, second, total - first - second


def _row(counts: Sequence[int], total: int, first: int) -> list[float]:
    """Weights of every count vector of that sum and first side, by the second side."""
    # All that was added less all that was taken off is the same for every vector.
    surplus, rest = total - sum(counts), total - first
    second = np.arange(rest + 1) if len(counts) == 3 else np.array([rest])
    taken = np.maximum(0, counts[1] - second) + max(0, counts[0] - first)
    if len(counts) == 3:
        taken = taken + np.maximum(0, counts[2] - (rest - second))
    weights: list[float] = np.exp(-RATE * np.maximum(taken, taken + surplus)).tolist()
    return weights


def _drawn(weights: Sequence[float], chance: random.Random) -> int:
    return chance.choices(range(len(weights)), weights)[0]


def chances(counts: Sequence[int], total: int) -> dict[Counts, float]:
    """The chance of every outcome of `blurred`, for the tests and for what is said about it."""
    found: dict[Counts, float] = {}
    for a in range(total + 1):
        for b, weight in enumerate(_row(counts, total, a)):
            found[(a, total - a) if len(counts) == 2 else (a, b, total - a - b)] = weight
    whole = sum(found.values())
    return {y: w / whole for y, w in found.items()}


def base_text(n: int) -> str:
    """The number of answers as it is printed: 5–9, 10–19, 20–39, 40+ (3–4 only where chance went under)."""
    return next((text for edge, text in EDGES if n < edge), "40+")


def end_of(counts: Sequence[int]) -> int:
    """From how many per cent on a side prints just that it is so large: 80 under ten answers, 90 from ten on."""
    return END_UNDER_TEN if sum(counts) < 10 else END
