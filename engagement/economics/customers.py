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


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a known customer, net of refunds; `served` when service was credited or had talked to them."""

    customer: str
    order_id: str
    day: date
    net_eur: Decimal
    served: bool = False
    new: bool | None = None


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """What is known of customers up to the last day of a month; None where the data do not say.

    `orders_per_year` are orders of the last 365 days for each customer who ordered in them; `repeat` is of all known
    customers, `repeat_served` and `repeat_others` of those whose first order service had a part in, or not.
    """

    customers: int
    orders: int
    average_order: Decimal | None
    orders_per_year: Decimal | None
    ltv: Decimal | None
    repeat: RepeatRate
    repeat_served: RepeatRate
    repeat_others: RepeatRate
    new_customers: int
    spending: Decimal | None
    cac: Decimal | None
    ltv_to_cac: Decimal | None


def customer_value(
    orders: Iterable[Order],
    first_day: date,
    last_day: date,
    *,
    margin: Decimal,
    years: Decimal,
    window_days: int,
    spending: Decimal | None,
) -> CustomerValue:
    """Value and cost of customers at the end of a month.

    Args:
        orders: every order of known customers up to `last_day`, in any order.
        first_day: first day of the month whose new customers count.
        last_day: its last day.
        margin: share of net sales.
        years: how long a customer is kept (an assumption).
        window_days: days after the first order in which a second makes a customer come again.
        spending: acquisition spending of the month in euros; None when unknown.

    A customer is new in the month of their first known order, unless the orders themselves say who is new.
    """
    known = sorted(orders, key=lambda order: (order.day, order.order_id))
    firsts: dict[str, Order] = {}
    for order in known:
        firsts.setdefault(order.customer, order)
    year = [order for order in known if order.day > last_day - timedelta(days=365)]
    buyers = len({order.customer for order in year})
    sold = sum((order.net_eur for order in year), Decimal("0.00"))
    average = share(sold, len(year), 2)
    yearly = share(len(year), buyers)
    pairs = [(order.customer, order.day) for order in known]
    served = {customer for customer, order in firsts.items() if order.served}
    month = [order for order in known if order.day >= first_day]
    if any(order.new is not None for order in month):
        new = len({order.customer for order in month if order.new})
    else:
        new = sum(1 for order in firsts.values() if order.day >= first_day)
    worth = None if average is None or yearly is None else ltv(average, yearly, years, margin)
    cost = None if spending is None else cac(spending, new)
    return CustomerValue(
        customers=len(firsts),
        orders=len(known),
        average_order=average,
        orders_per_year=yearly,
        ltv=worth,
        repeat=repeat_rate(pairs, window_days, last_day),
        repeat_served=repeat_rate([p for p in pairs if p[0] in served], window_days, last_day),
        repeat_others=repeat_rate([p for p in pairs if p[0] not in served], window_days, last_day),
        new_customers=new,
        spending=spending,
        cac=cost,
        ltv_to_cac=share(worth, cost, 2) if worth is not None and cost else None,
    )
