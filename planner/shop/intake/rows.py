"""Typed rows of the kinds whose objects live in other rooms: sales, refunds, KPIs, answers, requirement, contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SaleRow:
    """An order line; `eur_rate` is foreign units per euro, `split` pairs of agent and weight.

    What else may be known: whose order it is, the product, what the basket was worth before the contact, and whether
    the customer is new.
    """

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
    customer_id: str = ""
    product: str = ""
    basket_amount: Decimal | None = None
    new_customer: bool | None = None


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A contact with a known customer; a bot's is not `human`."""

    contact_id: str
    customer_id: str
    agent_id: str
    started_at: datetime
    ended_at: datetime | None = None
    channel: str = ""
    stage: str = ""
    human: bool = True


@dataclass(frozen=True, slots=True)
class RateRow:
    """Foreign units for one euro on a day, as the ECB quotes."""

    date: date
    currency: str
    eur_rate: Decimal


@dataclass(frozen=True, slots=True)
class CampaignCostRow:
    """What a campaign cost in a month, in euros."""

    campaign: str
    period: str
    cost: Decimal


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
