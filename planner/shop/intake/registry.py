"""The kinds of table that can be imported, by name, in the order of the documentation.

A kind is one file that declares `KIND` and its sink, and the store of its slice; it is found by its line here and
loaded when it is asked for, so that rooms below do not know those above.
"""

from __future__ import annotations

import importlib

from planner.base.errors import Misuse
from planner.base.i18n import t
from planner.shop.intake.kind import Kind

MODULES = {
    "contacts": "planner.shop.kinds.contacts",
    "events": "planner.shop.kinds.events",
    "agents": "planner.shop.kinds.agents",
    "absences": "planner.shop.kinds.absences",
    "preferences": "planner.shop.kinds.preferences",
    "requirement": "planner.requirement.kind",
    "roster": "planner.roster.kind",
    "channels": "planner.shop.kinds.channels",
    "sales": "planner.pay.kinds.sales",
    "refunds": "planner.pay.kinds.refunds",
    "kpis": "planner.pay.kinds.kpis",
    "conversations": "planner.pay.kinds.conversations",
    "rates": "planner.pay.kinds.rates",
    "campaign_costs": "planner.pay.kinds.campaign_costs",
    "answers": "planner.surveys.foreign.kind",
}


def kind_named(name: str) -> Kind:
    """The kind of that name; Misuse when there is none."""
    if name not in MODULES:
        raise Misuse(
            t("{name} is not a kind of table.", name=name), t("The kinds are {names}.", names=", ".join(MODULES))
        )
    kind: Kind = importlib.import_module(MODULES[name]).KIND
    return kind


def kinds() -> tuple[Kind, ...]:
    """Every kind."""
    return tuple(kind_named(name) for name in MODULES)
