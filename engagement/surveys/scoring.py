"""Scores of answers: eNPS, shares of agreement, intervals, reliability of a scale.

Everything is exact (`fractions.Fraction`) until it is displayed; displays round halves away from zero. Figures here are
not yet protected: `engagement.surveys.results` decides what may be shown.

Sources: eNPS promoters 9–10, passives 7–8, detractors 0–6; adjusted Wald interval with three pseudo-answers after
Rocks (2016), "Interval estimation for the net promoter score", The American Statistician 70(4); alpha after Cronbach
(1951), Psychometrika 16; shares by largest remainder (Hamilton's method).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from engagement.surveys.base import AnswerProblem, read_score
from engagement.surveys.blur import NET_VARIANCE
from engagement.surveys.types import agreement as _agreement
from engagement.surveys.types import enps as _enps

NO_CLEAR_CHANGE = "no clear change if intervals overlap zero difference"


def round_half_away(value: Fraction | float, decimals: int = 0) -> Fraction:
    """`value` to `decimals` places, halves away from zero (−12.5 → −13)."""
    scaled = Fraction(value) * 10**decimals
    whole = math.floor(abs(scaled) + Fraction(1, 2))
    return Fraction(whole if scaled >= 0 else -whole, 10**decimals)


def decimal_text(value: Fraction | float, decimals: int = 1) -> str:
    """`value` rounded half away from zero with exactly `decimals` digits, point as the mark, never "-0.0"."""
    scaled = int(round_half_away(value, decimals) * 10**decimals)
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def signed_integer(value: Fraction | float) -> str:
    """A whole number with its sign; zero has none."""
    whole = int(round_half_away(value))
    return f"{whole:+d}" if whole else "0"


@dataclass(frozen=True, slots=True)
class Enps:
    """Counts behind an employee recommendation score; blanks are not in `n`."""

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        """Answers in the base."""
        return self.promoters + self.passives + self.detractors

    @property
    def exact(self) -> Fraction | None:
        """100 · (promoters − detractors) / n, or None without answers."""
        return Fraction(100 * (self.promoters - self.detractors), self.n) if self.n else None

    @property
    def display(self) -> str:
        """Signed whole number, or a dash without answers."""
        return "–" if self.exact is None else signed_integer(self.exact)


def enps(scores: Iterable[int | None]) -> Enps:
    """Counts of promoters (9–10), passives (7–8) and detractors (0–6) of 0–10 scores; None leaves the base.

    Raises:
        AnswerProblem: for a score outside 0–10 or not whole.
    """
    checked = [s for s in (read_score(score, _enps.SCALE) for score in scores) if s is not None]
    sides = [_enps.side(s) for s in checked]
    return Enps(sides.count(0), sides.count(1), sides.count(2))


@dataclass(frozen=True, slots=True)
class ScoreReading:
    """What became of a column of raw scores: values (None = blank), texts that were trimmed, refused values."""

    values: tuple[int | None, ...]
    coerced: tuple[str, ...]
    rejected: tuple[tuple[object, AnswerProblem], ...]


def read_scores(raw: Iterable[object], scale: range = _enps.SCALE) -> ScoreReading:
    """Read a column as it came from a file; refused values are listed, not guessed."""
    values: list[int | None] = []
    coerced: list[str] = []
    rejected: list[tuple[object, AnswerProblem]] = []
    for item in raw:
        try:
            value = read_score(item, scale)
        except AnswerProblem as problem:
            rejected.append((item, problem))
            continue
        values.append(value)
        if value is not None and type(item) is not int:
            coerced.append(f"{str(item).strip()} -> {value}")
    return ScoreReading(tuple(values), tuple(coerced), tuple(rejected))


@dataclass(frozen=True, slots=True)
class Interval:
    """Adjusted Wald interval in eNPS points (−100 to 100 nominally; the formula may pass the ends by a little)."""

    centre: float
    low: float
    high: float
    level: float


def enps_interval(score: Enps, level: float = 0.95) -> Interval:
    """Adjusted Wald: n + 3, promoters + 3/4, detractors + 3/4; valid for small groups, also without any answer."""
    mean, variance = _adjusted(score)
    margin = NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(variance)
    return Interval(100 * mean, 100 * (mean - margin), 100 * (mean + margin), level)


def _adjusted(score: Enps) -> tuple[float, float]:
    """Mean and variance of the mean with the three pseudo-answers, on the scale −1 to 1."""
    n = score.n + 3
    p, d = score.promoters + 0.75, score.detractors + 0.75
    mean = (p - d) / n
    return mean, ((p + d) / n - mean**2) / n


def enps_interval_of(counts: Sequence[int], level: float = 0.95) -> tuple[float, float]:
    """Low and high end of the same interval for blurred counts, with the blur's variance in it."""
    mean, variance = _adjusted(Enps(counts[0], counts[1], counts[2]))
    margin = NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(variance + NET_VARIANCE / max(1, sum(counts)) ** 2)
    return 100 * (mean - margin), 100 * (mean + margin)


def percentages(counts: Sequence[int], decimals: int = 1) -> tuple[Fraction, ...]:
    """Shares of `counts` in per cent, each a multiple of 10^−decimals, adding to exactly 100 (largest remainder).

    Equal remainders favour the larger count, then the earlier one. All zero without answers.
    """
    total = sum(counts)
    if not total:
        return tuple(Fraction(0) for _ in counts)
    units = 100 * 10**decimals
    exact = [Fraction(units * c, total) for c in counts]
    floors = [math.floor(e) for e in exact]
    order = sorted(range(len(counts)), key=lambda i: (floors[i] - exact[i], -counts[i], i))
    for i in order[: units - sum(floors)]:
        floors[i] += 1
    return tuple(Fraction(f, 10**decimals) for f in floors)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Distribution of 1–5 answers after reverse-scoring: `counts[0]` said 1, `counts[4]` said 5."""

    counts: tuple[int, int, int, int, int]

    @property
    def n(self) -> int:
        """Answers in the base."""
        return sum(self.counts)

    @property
    def sides(self) -> tuple[int, int, int]:
        """People favourable (4–5), neutral (3), unfavourable (1–2)."""
        return self.counts[3] + self.counts[4], self.counts[2], self.counts[0] + self.counts[1]

    @property
    def shares(self) -> tuple[Fraction, Fraction, Fraction]:
        """Favourable, neutral, unfavourable in per cent with one decimal, adding to 100.0."""
        favourable, neutral, unfavourable = percentages(self.sides)
        return favourable, neutral, unfavourable

    @property
    def mean(self) -> Fraction | None:
        """Exact mean, or None without answers."""
        return Fraction(sum((i + 1) * c for i, c in enumerate(self.counts)), self.n) if self.n else None


def agreement(values: Iterable[int | None], reverse: bool = False) -> Agreement:
    """Distribution of 1–5 answers; `reverse` turns 1 into 5; None leaves the base.

    Raises:
        AnswerProblem: for a value outside 1–5 or not whole.
    """
    counts = [0] * 5
    for value in values:
        score = read_score(value, _agreement.SCALE)
        if score is not None:
            counts[5 - score if reverse else score - 1] += 1
    return Agreement((counts[0], counts[1], counts[2], counts[3], counts[4]))


def _sample_variance(values: Sequence[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((v - mean) ** 2 for v in values), Fraction(0)) / (len(values) - 1)


def cronbach_alpha(rows: Sequence[Sequence[int | None]], k: int = 5) -> Fraction | None:
    """Cronbach's alpha of people × items (already reverse-scored); people with a blank are left out.

    Returns:
        The exact value, or None for fewer than two items, fewer than `k` complete people, or zero total variance.
    """
    complete = [[Fraction(v) for v in row if v is not None] for row in rows if all(v is not None for v in row)]
    if len(complete) < max(k, 2) or len(complete[0]) < 2:
        return None
    items = len(complete[0])
    total = _sample_variance([sum(row, Fraction(0)) for row in complete])
    if not total:
        return None
    parts = sum((_sample_variance([row[i] for row in complete]) for i in range(items)), Fraction(0))
    return Fraction(items, items - 1) * (1 - parts / total)
