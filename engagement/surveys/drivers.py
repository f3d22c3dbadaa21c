"""Which statements go together with the recommendation score; said only from 30 answers on, and only of the company.

A correlation over the whole company (Pearson, with Fisher's interval) is no cause; the reader is told so beside it.
Source of the interval: Fisher (1921), Metron 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from engagement.surveys.questions import Answer, Form, Kind

MINIMUM_FOR_DRIVERS = 30


@dataclass(frozen=True, slots=True)
class Driver:
    """A statement, its correlation with the 0–10 score, the ends of its 95 % interval, and how many gave both."""

    question: str
    correlation: float
    low: float
    high: float
    n: int


def correlation(pairs: Sequence[tuple[float, float]], level: float = 0.95) -> tuple[float, float, float] | None:
    """Pearson's r with Fisher's interval, or None for under four pairs or no variation."""
    n = len(pairs)
    if n < 4:
        return None
    mx, my = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    sxx = sum((x - mx) ** 2 for x, _ in pairs)
    syy = sum((y - my) ** 2 for _, y in pairs)
    if not sxx or not syy:
        return None
    r = max(-1.0, min(1.0, sum((x - mx) * (y - my) for x, y in pairs) / math.sqrt(sxx * syy)))
    if abs(r) == 1:
        return r, r, r
    margin = NormalDist().inv_cdf(0.5 + level / 2) / math.sqrt(n - 3)
    return r, math.tanh(math.atanh(r) - margin), math.tanh(math.atanh(r) + margin)


def drivers(form: Form, rows: Sequence[Mapping[str, Answer]]) -> list[Driver]:
    """Statements by strength of their correlation with the first 0–10 question, reverse-scored ones turned round.

    Statements with fewer than 30 people who answered both, or without variation, are left out.
    """
    score = next((q for q in form.questions if q.kind is Kind.ENPS), None)
    if score is None:
        return []
    found = []
    for question in form.questions:
        if question.kind is not Kind.AGREEMENT:
            continue
        pairs = []
        for row in rows:
            x, y = row.get(question.id), row.get(score.id)
            if isinstance(x, int) and isinstance(y, int):
                pairs.append((float(6 - x if question.reverse else x), float(y)))
        if len(pairs) < MINIMUM_FOR_DRIVERS:
            continue
        fitted = correlation(pairs)
        if fitted is not None:
            found.append(Driver(question.id, *fitted, len(pairs)))
    return sorted(found, key=lambda d: (-abs(d.correlation), d.question))
