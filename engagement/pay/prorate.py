"""Active days, working time and protected leave: which share of a quota and of a target bonus counts.

Share = active calendar days / days in the period x FTE, both ends inclusive. Protected leave is not days under target:
`keep_target` takes the leave out of the quota only, `prorate_both` out of quota and target.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from engagement.pay.money import exact
from engagement.pay.plan import LeavePolicy


@dataclass(frozen=True, slots=True)
class Proration:
    """Days as counted, and the exact shares that follow."""

    days_period: int
    days_active: int
    days_leave: int = 0
    fte: Decimal = Decimal(1)
    policy: LeavePolicy | None = None

    def __post_init__(self) -> None:
        if self.days_leave and self.policy is None:
            raise ValueError("protected leave needs a policy: keep_target or prorate_both")
        if not 0 <= self.days_leave <= self.days_active <= self.days_period or self.days_period < 1:
            raise ValueError("days of leave, active days and days of the period do not fit into each other")

    @property
    def quota_share(self) -> Fraction:
        """Share of the quota that counts."""
        return Fraction(self.days_active - self.days_leave, self.days_period) * exact(self.fte)

    @property
    def target_share(self) -> Fraction:
        """Share of the target bonus that can be earned."""
        leave = self.days_leave if self.policy == "prorate_both" else 0
        return Fraction(self.days_active - leave, self.days_period) * exact(self.fte)


def active_days(start: date, end: date, first: date | None, last: date | None) -> int:
    """Calendar days of the period [start, end] within an employment; None is open."""
    begin, stop = max(start, first or start), min(end, last or end)
    return max((stop - begin).days + 1, 0)


def leave_days(
    start: date, end: date, first: date | None, last: date | None, leaves: Iterable[tuple[date, date]]
) -> int:
    """Distinct active days of the period on leave; overlapping leaves count once."""
    begin, stop = max(start, first or start), min(end, last or end)
    days = {
        ordinal
        for left, right in leaves
        for ordinal in range(max(left, begin).toordinal(), min(right, stop).toordinal() + 1)
    }
    return len(days)


def ramp_factor(ramp: tuple[Decimal, ...], start: date | None, period_start: date) -> Decimal:
    """Factor on a joiner's quota: the month of joining has the first, and so on; 1 afterwards."""
    if start is None or not ramp:
        return Decimal(1)
    month = (period_start.year - start.year) * 12 + period_start.month - start.month
    return ramp[month] if 0 <= month < len(ramp) else Decimal(1)
