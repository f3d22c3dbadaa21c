"""Which statements go together with the recommendation score; said in words, of the company only, from 30 answers on.

In words, because a correlation with two digits is one more exact equation about the answers. It is no cause; the reader
is told so beside it. Fisher's interval (1921, Metron 1) is what the rosters are held against surveys with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from engagement.surveys.questions import Answer, Form

MINIMUM_FOR_DRIVERS = 30
WEAK, MEDIUM, STRONG = "weak", "medium", "strong"


@dataclass(frozen=True, slots=True)
class Driver:
    """A statement, and how strongly it goes with the 0–10 score: weak under 0.3, medium to 0.5, strong over it."""

    question: str
    strength: str
    against: bool = False


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
    outcome = next((q for q in form.questions if q.kind.outcome), None)
    if outcome is None:
        return []
    found: list[tuple[int, Driver]] = []
    for question in form.questions:
        score, target = question.kind.score, outcome.kind.score
        if not question.kind.scored or score is None or target is None:
            continue
        pairs = [
            (score(question, row[question.id]), target(outcome, row[outcome.id]))
            for row in rows
            if question.id in row and outcome.id in row
        ]
        fitted = correlation(pairs) if len(pairs) >= MINIMUM_FOR_DRIVERS else None
        if fitted is not None:
            level = 0 if abs(fitted[0]) < 0.3 else 1 if abs(fitted[0]) <= 0.5 else 2
            found.append((-level, Driver(question.id, (WEAK, MEDIUM, STRONG)[level], fitted[0] < 0)))
    return [driver for _, driver in sorted(found, key=lambda one: (one[0], one[1].question))]
