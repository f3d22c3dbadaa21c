"""What a month of variable pay is computed from: plain rows, no files and no database.

Units: money in `Decimal` euros (or the row's currency), days local and inclusive, instants aware. The hash of the
inputs does not depend on the order in which rows were read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engagement.pay.plan import LATER, Period, Plan

PROTECTED_LEAVE = frozenset(
    {
        "birth", "birth_leave", "maternity", "paternity", "pregnancy", "pregnancy_risk", "breastfeeding",
        "breastfeeding_risk", "adoption", "foster_care", "gender_violence", "parental",
        "nacimiento", "maternidad", "paternidad", "riesgo_embarazo", "lactancia", "riesgo_lactancia", "adopcion",
        "acogimiento", "violencia_genero", "permiso_parental",
    }
)  # fmt: skip
"""Kinds of absence that never count as days under target (Spanish and English names)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the plan may pay. `team` is the home team, to whose total their sales go; `fte` is 1 for full time."""

    agent_id: str
    name: str = ""
    team: str = ""
    start: date | None = None
    end: date | None = None
    fte: Decimal = Decimal(1)
    language: str = "es"
    employee_code: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """One order line: net of VAT and shipping, after discounts. Negative without agent or split: a refund row.

    `eur_rate` is foreign units per euro on the order's date. `split` are (agent, weight) pairs, else all goes to
    `agent_id`; when both are empty, contacts of `customer` may attribute the sale.
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
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back on an order line; either sign, the currency and rate are the order's."""

    order_id: str
    line_id: str
    refunded_at: datetime
    net_amount: Decimal


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact with a customer, for assisted sales. Bots are not human and never earn.

    `channel` and `stage` stand for those of the sale it earns, where the sale tells none.
    """

    agent_id: str
    customer: str
    at: datetime
    human: bool = True
    channel: str = field(default="", metadata=LATER)
    stage: str = field(default="", metadata=LATER)


@dataclass(frozen=True, slots=True)
class Kpi:
    """A measured value with its sample size; None is no data."""

    agent_id: str
    metric: str
    value: Decimal | None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, both ends inclusive."""

    agent_id: str
    start: date
    end: date
    kind: str = ""

    @property
    def protected(self) -> bool:
        """Whether the law protects the leave."""
        return self.kind.strip().lower().replace(" ", "_").replace("-", "_") in PROTECTED_LEAVE


@dataclass(frozen=True, slots=True)
class Hours:
    """Scheduled hours of a person in a team in the period, from the published rosters."""

    agent_id: str
    team: str
    hours: Decimal


@dataclass(frozen=True)
class PeriodInputs:
    """Everything one run needs.

    `quotas` are monthly, before proration, by (agent, component) or (agent, component.part); `team_quotas` by (team,
    component). `decided` are factors of a bonus that a person set by hand, by (agent, component), in place of its
    goals. Refunds are those known at the run, of the period's orders and of earlier ones (see `late_refunds`).
    `as_of` is the day of the run: before the end of the period, results are provisional and say so.
    """

    period: Period
    people: tuple[Person, ...]
    sales: tuple[Sale, ...] = ()
    refunds: tuple[Refund, ...] = ()
    contacts: tuple[Contact, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    absences: tuple[Absence, ...] = ()
    hours: tuple[Hours, ...] = ()
    quotas: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    team_quotas: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    fx_rates: Mapping[tuple[str, date], Decimal] = field(default_factory=dict)
    as_of: date | None = None
    decided: Mapping[tuple[str, str], Decimal] = field(default_factory=dict, metadata=LATER)


def input_hash(inputs: PeriodInputs, plan: Plan, extra: Iterable[Any] = ()) -> str:
    """SHA-256 of inputs, plan and whatever else a run used; the same for any order of the rows."""
    digest = hashlib.sha256()
    digest.update(_canonical(plan).encode())
    for part in fields(inputs):
        if part.metadata.get("later") and not getattr(inputs, part.name):
            continue
        digest.update(f"\n[{part.name}]\n".encode())
        value = getattr(inputs, part.name)
        if isinstance(value, tuple):
            rows = sorted(map(_canonical, value))
        elif isinstance(value, Mapping):
            rows = sorted(f"{_canonical(key)}={_canonical(item)}" for key, item in value.items())
        else:
            rows = [_canonical(value)]
        digest.update("\n".join(rows).encode())
    digest.update("\n".join(sorted(map(_canonical, extra))).encode())
    return digest.hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, Sale):  # the one kind that comes by the hundred thousand
        return repr(
            (value.order_id, value.line_id, value.agent_id, value.ordered_at.timestamp(), str(value.net_amount),
             value.currency, str(value.eur_rate), value.channel, value.stage, value.campaign,
             [(who, str(weight)) for who, weight in value.split], value.customer)
        )  # fmt: skip
    if is_dataclass(value):
        told = [f for f in fields(value) if not (f.metadata.get("later") and getattr(value, f.name) == f.default)]
        return f"{type(value).__name__}({', '.join(_canonical(getattr(value, f.name)) for f in told)})"
    if isinstance(value, datetime):
        return str(value.timestamp())
    if isinstance(value, tuple):
        return f"({', '.join(map(_canonical, value))})"
    return repr(value)
