"""Customers over time: who bought again, what a customer is worth, what a new one costs.

Sources of the formulas: repeat rate = customers with a second order within the window / customers; LTV = average order
x orders per year x years kept x margin (the simple form used in retail); CAC = spending on acquisition / new customers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from engagement.economics.sales import share
from engagement.pay.money import exact, round_line


@dataclass(frozen=True, slots=True)
class RepeatRate:
    """`customers` are those observed for the whole window; `rate` is None without any."""

    customers: int
    again: int
    rate: Decimal | None


def repeat_rate(orders: Iterable[tuple[str, date]], window_days: int, last_day: date) -> RepeatRate:
    """Share of customers with a later order within `window_days` of their first.

    Customers whose window ends after `last_day` are left out: they have not had their chance yet. Several orders on the
    day of the first are one visit.
    """
    days: dict[str, set[date]] = {}
    for customer, day in orders:
        days.setdefault(customer, set()).add(day)
    window = timedelta(days=window_days)
    firsts = {customer: min(found) for customer, found in days.items()}
    seen = {customer: first for customer, first in firsts.items() if first + window <= last_day}
    again = sum(1 for customer, first in seen.items() if any(first < day <= first + window for day in days[customer]))
    return RepeatRate(len(seen), again, share(again, len(seen)))


def ltv(average_order: Decimal, orders_per_year: Decimal, years: Decimal, margin: Decimal) -> Decimal:
    """Margin in euros that a customer brings while kept."""
    return round_line(exact(average_order) * exact(orders_per_year) * exact(years) * exact(margin))


def cac(spending: Decimal, new_customers: int) -> Decimal | None:
    """Euros of acquisition for a new customer, None without any."""
    return share(spending, new_customers, 2)
