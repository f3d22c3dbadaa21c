"""Waves compared: what changed, whether it could be chance, and when a comparison must stay away.

A team's change is not shown when one to k − 1 people joined or left between the waves: with the two figures and the
same answers as before, the difference would be theirs. The company's change is shown with a note.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from engagement.surveys.anonymity import BELOW_K, SHOWN
from engagement.surveys.scoring import Enps, Interval, decimal_text, enps_difference, share_difference, signed_integer

SMALL_CHANGE = "hidden:small_membership_change"
SHOWN_ALONE = "shown alone"
SHOWN_WITH_NOTE = "shown with note"


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
    """A change in points with its 95 % interval."""

    before: float
    after: float
    interval: Interval

    @property
    def could_be_chance(self) -> bool:
        """True when the interval of the difference holds zero."""
        return self.interval.low <= 0 <= self.interval.high

    @property
    def points(self) -> float:
        """After − before."""
        return self.after - self.before


def enps_change(before: Enps, after: Enps, level: float = 0.95) -> Change | None:
    """Change of eNPS, or None when one wave has no answers."""
    if before.exact is None or after.exact is None:
        return None
    return Change(float(before.exact), float(after.exact), enps_difference(before, after, level))


def share_change(before: tuple[int, int], after: tuple[int, int], level: float = 0.95) -> Change | None:
    """Change of a share given as (people, base), or None when one wave has no answers."""
    if not before[1] or not after[1]:
        return None
    return Change(100 * before[0] / before[1], 100 * after[0] / after[1], share_difference(before, after, level))


def sentence(name: str, change: Change, lang: str, is_enps: bool = False) -> str:
    """One plain sentence: what changed, by how much, and whether it could be chance."""

    def figure(value: float) -> str:
        text = signed_integer(value) if is_enps else f"{decimal_text(value)} %"
        return text.replace(".", ",") if lang == "es" else text

    by = decimal_text(abs(change.points), 0)
    before, after = figure(change.before), figure(change.after)
    if lang == "es":
        if by == "0":
            return f"{name}: sin cambio ({after})."
        verb = "sube" if change.points > 0 else "baja"
        verdict = "puede ser casualidad" if change.could_be_chance else "es más de lo que explica la casualidad"
        return f"{name} {verb} {by} puntos, de {before} a {after}; {verdict}."
    if by == "0":
        return f"{name}: no change ({after})."
    verb = "rose" if change.points > 0 else "fell"
    verdict = "this could be chance" if change.could_be_chance else "this is more than chance explains"
    return f"{name} {verb} by {by} points, from {before} to {after}; {verdict}."
