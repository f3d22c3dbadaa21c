"""Small months for the tests of the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engagement.pay.inputs import PeriodInputs, Person, Refund, Sale
from engagement.pay.plan import Component, Part, Period, Plan

D = Decimal
NOVEMBER = Period("2026-11")


def at(day: int, month: int = 11, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def plan(*components: Component, **more: Any) -> Plan:
    base = Plan("shop", 1, date(2026, 1, 1), components, "keep_target", "carry")
    return replace(base, **more)


def flat(rate: str = "0.02", **more: Any) -> Component:
    return Component("commission", "flat", rate=D(rate), **more)


def bonus(quota: str | None = "20000.00", target: str = "300.00", **more: Any) -> Component:
    return Component("bonus", "bonus", target_bonus=D(target), parts=(Part("sales", quota=quota and D(quota), **more),))


def sale(order: str, amount: str, agent: str = "ana", day: int = 10, **more: Any) -> Sale:
    when = more.pop("when", None) or at(day)
    return Sale(order, more.pop("line", "1"), agent, when, D(amount), **more)


def refund(order: str, amount: str, day: int = 20, month: int = 11, line: str = "1") -> Refund:
    return Refund(order, line, at(day, month), D(amount))


def month(*sales: Sale, people: tuple[Person, ...] = (Person("ana"), Person("blas")), **more: Any) -> PeriodInputs:
    return PeriodInputs(more.pop("period", NOVEMBER), people, sales, **more)
