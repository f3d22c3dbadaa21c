"""Paid time that is lost to contacts, by kind: leave, training, meetings, sickness, lateness.

Kinds known beforehand (planned) add up, and so do those that are not (unplanned); the unplanned strike those who are
there after the planned, so that the whole is 1 - (1 - planned)(1 - unplanned). All of it in exact fractions of the
decimals typed. Within a kind the most specific entry counts: weekdays and hours, then weekdays, then hours, then the
one without either.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache


def exact(value: float) -> Fraction:
    """The decimal number that was typed: the shortest decimal that gives this float."""
    return Fraction(Decimal(repr(float(value))))


@dataclass(frozen=True, slots=True)
class ShrinkageKind:
    """One kind, or what it is in some hours of the week.

    `weekdays` (0 = Monday) and `hours` (from, before; local) say where it counts; empty and None: everywhere.
    `whole_day`: who is away is away for the shift (sickness, a day's course), not for a moment (meetings, lateness).
    """

    kind: str
    share: float
    planned: bool = True
    weekdays: tuple[int, ...] = ()
    hours: tuple[int, int] | None = None
    whole_day: bool = False

    def counts(self, weekday: int, hour: int) -> bool:
        """Whether it says anything about that hour."""
        return (not self.weekdays or weekday in self.weekdays) and (
            self.hours is None or self.hours[0] <= hour < self.hours[1]
        )

    @property
    def rank(self) -> int:
        """How specific it is."""
        return 2 * bool(self.weekdays) + (self.hours is not None)


@dataclass(frozen=True, slots=True)
class Away:
    """Exact shares in one hour; `whole_day` is the part of the whole that lasts a shift."""

    planned: Fraction
    unplanned: Fraction
    whole_day: Fraction

    @property
    def total(self) -> Fraction:
        """Share of the paid time lost."""
        return 1 - (1 - self.planned) * (1 - self.unplanned)

    @property
    def moments(self) -> Fraction:
        """Share lost for a moment, of those who are not away for the day."""
        return 1 - (1 - self.total) / (1 - self.whole_day)


def in_force(kinds: tuple[ShrinkageKind, ...], weekday: int, hour: int) -> tuple[ShrinkageKind, ...]:
    """The entry of each kind that counts in an hour, in the order given."""
    best: dict[str, ShrinkageKind] = {}
    for one in kinds:
        if one.counts(weekday, hour) and (one.kind not in best or one.rank > best[one.kind].rank):
            best[one.kind] = one
    return tuple(best.values())


@lru_cache(maxsize=4096)
def away_at(kinds: tuple[ShrinkageKind, ...], weekday: int, hour: int) -> Away:
    """What the kinds come to in an hour of the week."""
    counted = in_force(kinds, weekday, hour)

    def added(planned: bool, whole_day: bool | None = None) -> Fraction:
        return sum(
            (exact(k.share) for k in counted if k.planned is planned and whole_day in (None, k.whole_day)), Fraction(0)
        )

    planned, unplanned = added(True), added(False)
    return Away(planned, unplanned, 1 - (1 - added(True, True)) * (1 - added(False, True)))
