"""Waves compared: what changed, whether it is more than chance, and when a comparison must stay away.

A team's change is not shown when one to k − 1 people joined or left between the waves: with the two figures and the
same answers as before, the difference would be theirs. The company's change is shown with a note. "More than chance" is
controlled over everything that is compared at once: two families, the company's questions and the teams' indices,
Benjamini–Hochberg (1995, JRSS B 57) at 0.025 each. A team's single question never gets such a sentence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from statistics import NormalDist

from engagement.surveys.anonymity import BELOW_K, SHOWN
from engagement.surveys.blur import NET_VARIANCE, VARIANCE, Counts
from engagement.surveys.questions import Form
from engagement.surveys.results import COMPANY, Results, favourable_items

SMALL_CHANGE = "hidden:small_membership_change"
SHOWN_ALONE = "shown alone"
SHOWN_WITH_NOTE = "shown with note"
INDEX = "index"
FALSE_DISCOVERY_RATE = 0.025
_Z95, _Z80 = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.8)


@dataclass(frozen=True, slots=True)
class WaveRule:
    """How a group may appear in a new wave and whether its change may be shown."""

    figure: str
    delta: str


def wave_rule(size: int, joined: int, left: int, k: int = 5, company: bool = False, caution: bool = True) -> WaveRule:
    """Decide for one group.

    Args:
        size: people in the group in the new wave.
        joined: people that were not in it before.
        left: people that are not in it any more.
        k: minimum group.
        company: the whole company keeps its trend, with a note.
        caution: switch of the rule (on by default).
    """
    if size < k:
        return WaveRule(BELOW_K, BELOW_K)
    small = caution and (0 < joined < k or 0 < left < k)
    if not small:
        return WaveRule(SHOWN, SHOWN)
    return WaveRule(SHOWN, SHOWN_WITH_NOTE) if company else WaveRule(SHOWN_ALONE, SMALL_CHANGE)


def wave_rule_of(
    before: Set[object], now: Set[object], k: int = 5, company: bool = False, caution: bool = True
) -> WaveRule:
    """`wave_rule` from the people themselves."""
    return wave_rule(len(now), len(now - before), len(before - now), k, company, caution)


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two waves, of blurred figures.

    Attributes:
        group: `company` or `team=A`.
        question: id, or `index` for a team's share of favourable answers to all statements.
        measure: what is compared: `enps`, `favourable`, `yes` …
        before, after: per cent or points.
        p: how often chance and the blur alone would give as much.
        sure: more than chance explains, controlled over everything that is compared.
    """

    group: str
    question: str
    measure: str
    before: float
    after: float
    p: float
    sure: bool = False

    @property
    def points(self) -> float:
        """After − before."""
        return self.after - self.before


def _share(y: Counts) -> tuple[float, float]:
    """Share of the first side, and its variance: one hit and one miss added (Agresti and Caffo 2000), and the blur."""
    n = sum(y)
    p = (y[0] + 1) / (n + 2)
    return y[0] / n, p * (1 - p) / (n + 2) + VARIANCE[len(y)] / n**2


def _net(y: Counts) -> tuple[float, float]:
    """(First − last) / n, and its variance with three pseudo-answers (Rocks 2016) and the blur."""
    n = sum(y)
    first, last = (y[0] + 0.75) / (n + 3), (y[-1] + 0.75) / (n + 3)
    return (y[0] - y[-1]) / n, (first + last - (first - last) ** 2) / (n + 3) + NET_VARIANCE / n**2


def _p_value(before: tuple[float, float], after: tuple[float, float]) -> float:
    return 2 * (1 - NormalDist().cdf(abs(after[0] - before[0]) / math.sqrt(before[1] + after[1])))


def changes(before: Results, after: Results, form: Form, rules: Mapping[str, WaveRule]) -> list[Change]:
    """Everything that may be compared: the company question by question, each group by its index.

    Args:
        before, after: the two waves.
        form: the questions of the later one; those that both asked under one id are compared.
        rules: group → whether its change may be shown.
    """
    company: list[Change] = []
    groups: list[Change] = []
    for group, rule in rules.items():
        if rule.delta.startswith("hidden"):
            continue
        if group != COMPANY:
            change = _index_change(before, after, form, group)
            groups += [change] if change else []
            continue
        for question in form.questions:
            for count in question.counts:
                old, now = (w.counts.get((COMPANY, question.id, count.name)) for w in (before, after))
                if old is None or now is None or len(old) != len(now):
                    continue
                own = (_net(old), _net(now)) if count.net else (_share(old), _share(now))
                company.append(
                    Change(COMPANY, question.id, count.name, 100 * own[0][0], 100 * own[1][0], _p_value(*own))
                )
    return [*_controlled(company), *_controlled(groups)]


def _index_change(before: Results, after: Results, form: Form, group: str) -> Change | None:
    """A group's share of favourable answers over the statements that both waves show of it."""
    if before.index_variance is None or after.index_variance is None:
        return None
    both = [
        (old, now)
        for q in favourable_items(form)
        if (old := before.counts.get((group, q.id, q.counts[0].name)))
        and (now := after.counts.get((group, q.id, q.counts[0].name)))
    ]
    if not both:
        return None
    found = []
    for ys, variance in zip(zip(*both, strict=True), (before.index_variance, after.index_variance), strict=True):
        total, n = sum(map(sum, ys)), sum(map(sum, ys)) / len(ys)
        # Two digits are kept; an index that hardly varies is still one of people, not of nobody.
        spread = max(variance, 0.01) / n + VARIANCE[3] * len(ys) / total**2
        found.append((sum(y[0] for y in ys) / total, spread))
    p = _p_value(found[0], found[1])
    return Change(group, INDEX, "favourable", 100 * found[0][0], 100 * found[1][0], p)


def _controlled(family: Sequence[Change], rate: float = FALSE_DISCOVERY_RATE) -> list[Change]:
    """Which of a family are more than chance: at most `rate` of those said to be are false, on average."""
    ordered = sorted(family, key=lambda c: c.p)
    last = max((i for i, c in enumerate(ordered, 1) if c.p <= rate * i / len(ordered)), default=0)
    sure = {id(c) for c in ordered[:last]}
    return [replace(c, sure=id(c) in sure) for c in family]


def least_change(n: int) -> int | None:
    """Points by which a share of three sides must move to be seen in 80 of 100 cases, both waves with n answers.

    One comparison alone; None where not even 100 points would do.
    """
    variance = 0.25 / (n + 2) + VARIANCE[3] / n**2
    points = round(100 * (_Z95 + _Z80) * math.sqrt(2 * variance))
    return points if points <= 100 else None
