"""Typed rows of the kinds whose objects live in other rooms: sales, refunds, KPIs, answers, requirement, contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SaleRow:
    """An order line; `eur_rate` is foreign units per euro, `split` pairs of agent and weight."""

    order_id: str
    line_id: str
    agent_id: str
    ordered_at: datetime
    net_amount: Decimal
    currency: str = "EUR"
    eur_rate: Decimal | None = None
    channel: str = ""
    stage: str = ""
    campaign: str = ""
    split: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money given back on an order line, either sign."""

    order_id: str
    line_id: str
    refunded_at: datetime
    net_amount: Decimal


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A measured value of an agent in a period (`2026-11`) with its sample size."""

    agent_id: str
    period: str
    metric: str
    value: Decimal | None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer of one respondent to one question; the further columns of the file are its groups."""

    survey: str
    question: str
    answer: str
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """Agents required on a channel in the interval that starts at a UTC instant."""

    interval_start: datetime
    channel: str
    required: float
