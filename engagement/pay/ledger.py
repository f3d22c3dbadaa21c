"""Carry and recoverable draw across months: what is paid, and what stays owed.

Invariants: a pay line is never negative; base salary is never touched; pay minus earnings of all months equals the debt
that is left. The balance is zero or negative: what the person still owes against later variable pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engagement.pay.money import ZERO
from engagement.pay.plan import NegativePolicy


@dataclass(frozen=True, slots=True)
class Settlement:
    """One month: `earned` (rounded lines and adjustments), the balance before, what is paid, the balance after.

    `forgiven` is what `floor_zero` wrote off; `advanced` is the part of `pay` that the draw lent.
    """

    earned: Decimal
    balance_before: Decimal
    pay: Decimal
    balance_after: Decimal
    forgiven: Decimal = ZERO
    advanced: Decimal = ZERO


def settle(
    earned: Decimal, balance: Decimal = ZERO, *, policy: NegativePolicy = "carry", draw: Decimal | None = None
) -> Settlement:
    """Pay for one month.

    A draw pays at least `draw`, and later months give back what was advanced out of what exceeds the draw. Without a
    draw, a negative result pays nothing: `carry` keeps it as balance, `floor_zero` writes it off.

    Raises:
        ValueError: `balance` is positive; a balance is what is owed.
    """
    if balance > 0:
        raise ValueError(f"balance {balance} is positive; a balance is what is owed, zero or negative")
    available = earned + balance
    least = draw or ZERO
    if available >= least:
        return Settlement(earned, balance, available + ZERO, ZERO)
    if policy == "floor_zero" and available < 0:
        # What was lent (draw, earlier balance) stays owed; only this month's negative result is written off.
        forgiven = max(-earned, ZERO)
        after = min(available + forgiven - least, ZERO)
        return Settlement(earned, balance, least + ZERO, after + ZERO, forgiven, least)
    return Settlement(earned, balance, least + ZERO, available - least, ZERO, least - max(available, ZERO))


def settle_months(
    months: Sequence[Decimal],
    balance: Decimal = ZERO,
    *,
    policy: NegativePolicy = "carry",
    draw: Decimal | None = None,
) -> tuple[Settlement, ...]:
    """Months in a row, each beginning with the balance the one before left."""
    found = []
    for earned in months:
        month = settle(earned, balance, policy=policy, draw=draw)
        found.append(month)
        balance = month.balance_after
    return tuple(found)
