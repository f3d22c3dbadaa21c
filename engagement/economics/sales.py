"""Sales that service brings: its share, where it comes from, and how contacts turn into orders.

Amounts are euros net of VAT. Shares are exact `Decimal` to four places; None where there is nothing to divide by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engagement.pay.credit import Credit
from engagement.pay.money import Exact, exact, round_line, round_to

ZERO = Decimal("0.00")


def share(part: Exact, whole: Exact, places: int = 4) -> Decimal | None:
    """part / whole to `places`, None without a whole."""
    return round_to(exact(part) / exact(whole), places) if exact(whole) else None


@dataclass(frozen=True, slots=True)
class SalesRow:
    """One group: its key, credited euros, orders, average order, share of service sales and of all sales."""

    key: str
    net_eur: Decimal
    orders: int
    average_order: Decimal | None
    share_of_service: Decimal | None
    share_of_all: Decimal | None


def service_share(
    credits: Iterable[Credit], all_sales: Decimal, by: Callable[[Credit], str] = lambda _: "service"
) -> tuple[SalesRow, ...]:
    """Service sales in all sales of the shop, by a key of the credit, biggest first.

    `by` may be `lambda c: c.channel` (phone against chat), `c.campaign`, `c.stage`, or a look-up of the team. An
    order counts once in a group, however it was split; orders fully refunded count no more.
    """
    money: dict[str, Decimal] = {}
    orders: dict[str, dict[str, Decimal]] = {}
    for credit in credits:
        key = by(credit)
        money[key] = money.get(key, ZERO) + credit.amount
        group = orders.setdefault(key, {})
        group[credit.order_id] = group.get(credit.order_id, ZERO) + credit.amount
    whole = sum(money.values(), ZERO)
    rows = []
    for key, amount in money.items():
        count = sum(1 for value in orders[key].values() if value > 0)
        average = round_line(exact(amount) / count) if count else None
        rows.append(SalesRow(key, amount, count, average, share(amount, whole), share(amount, all_sales)))
    return tuple(sorted(rows, key=lambda row: (-row.net_eur, row.key)))


@dataclass(frozen=True, slots=True)
class Funnel:
    """Contacts to orders: conversion, average order, share of orders with more than one line, sales per contact."""

    contacts: int
    orders: int
    conversion: Decimal | None
    average_order: Decimal | None
    cross_sell: Decimal | None
    sales_per_contact: Decimal | None


def funnel(contacts: int, lines_per_order: Mapping[str, int], net_eur: Decimal) -> Funnel:
    """Conversion of contacts; `lines_per_order` counts distinct lines of each order (cross-sell is two or more)."""
    orders = len(lines_per_order)
    several = sum(1 for count in lines_per_order.values() if count > 1)
    return Funnel(
        contacts=contacts,
        orders=orders,
        conversion=share(orders, contacts),
        average_order=share(net_eur, orders, 2),
        cross_sell=share(several, orders),
        sales_per_contact=share(net_eur, contacts, 2),
    )


@dataclass(frozen=True, slots=True)
class Upsell:
    """Orders that grew after a contact: how many of those offered, and by how much on average."""

    rate: Decimal | None
    average_gain: Decimal | None


def upsell(before_after: Iterable[tuple[Decimal, Decimal]]) -> Upsell:
    """From (basket before the contact, order after it) in euros; a gain is an order worth more than its basket."""
    pairs = list(before_after)
    gains = [after - before for before, after in pairs if after > before]
    return Upsell(share(len(gains), len(pairs)), share(sum(gains, ZERO), len(gains), 2))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two channels side by side; `ratio` is first / second."""

    measure: str
    first: Decimal | None
    second: Decimal | None
    ratio: Decimal | None


def against(first: Funnel, second: Funnel) -> tuple[Compared, ...]:
    """Phone against chat (or any two): each measure of the funnels with its ratio."""
    found = []
    for name in ("conversion", "average_order", "cross_sell", "sales_per_contact"):
        left, right = getattr(first, name), getattr(second, name)
        found.append(Compared(name, left, right, share(left, right) if left is not None and right else None))
    return tuple(found)
