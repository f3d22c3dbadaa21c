"""Conversations that became orders: conversion by channel or stage, and baskets that grew.

An order belongs to the last human conversation of its customer within the window (elapsed time, 0 <= t <= window), so
that it counts once; a conversation counts as converted once, however many orders followed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engagement.economics.sales import ZERO, Upsell, share, upsell
from engagement.pay.credit import within_window


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of a person with a known customer."""

    contact_id: str
    customer: str
    at: datetime
    channel: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Bought:
    """An order of a known customer; `basket_eur` is what the basket was worth before the conversation."""

    order_id: str
    customer: str
    at: datetime
    net_eur: Decimal
    products: int = 1
    basket_eur: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """One group of conversations; shares are None without any."""

    key: str
    conversations: int
    converted: int
    orders: int
    net_eur: Decimal
    conversion: Decimal | None
    average_order: Decimal | None
    cross_sell: Decimal | None
    upsell: Upsell


def conversions(
    talks: Iterable[Talk],
    orders: Iterable[Bought],
    hours: Decimal,
    by: Callable[[Talk], str] = lambda talk: talk.channel,
) -> tuple[Conversion, ...]:
    """Conversion by a key of the conversation, most conversations first; cross-sell is two or more products."""
    every = sorted(talks, key=lambda talk: (talk.at, talk.contact_id))
    of_customer: dict[str, list[Talk]] = {}
    for talk in every:
        of_customer.setdefault(talk.customer, []).append(talk)
    won: dict[str, list[Bought]] = {}
    converted: dict[str, set[str]] = {}
    for order in orders:
        mine = of_customer.get(order.customer, [])
        at = bisect_right(mine, order.at, key=lambda talk: talk.at)
        if at and within_window(mine[at - 1].at, order.at, hours):
            key = by(mine[at - 1])
            won.setdefault(key, []).append(order)
            converted.setdefault(key, set()).add(mine[at - 1].contact_id)
    counts: dict[str, int] = {}
    for talk in every:
        counts[by(talk)] = counts.get(by(talk), 0) + 1
    found = []
    for key, count in counts.items():
        bought = won.get(key, [])
        sold = sum((order.net_eur for order in bought), ZERO)
        several = sum(1 for order in bought if order.products > 1)
        grown = upsell((order.basket_eur, order.net_eur) for order in bought if order.basket_eur is not None)
        became = len(converted.get(key, ()))
        found.append(
            Conversion(key, count, became, len(bought), sold, share(became, count), share(sold, len(bought), 2),
                       share(several, len(bought)), grown)
        )  # fmt: skip
    return tuple(sorted(found, key=lambda row: (-row.conversations, row.key)))
