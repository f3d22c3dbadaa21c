"""What every table is declared with: the schemas, their metadata, text that is never NULL. No ORM.

Each store declares its own tables. Schemas are named as on PostgreSQL; on SQLite `core` is the main file and `answers`
and `pay` are attached siblings (see `workspace.py`). Invariants: instants are `Utc`, money is `Exact`, natural keys are
primary or unique keys, absent text in a key is '' and never NULL. The migrations in `migrations/` build exactly these
tables; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    MetaData,
    Text,
)

CORE, ANSWERS, PAY, REPORTS = "core", "answers", "pay", "reports"
SCHEMAS = (CORE, ANSWERS, PAY, REPORTS)
MODULES = (
    "planner.db.workspace",
    "planner.db.audit",
    "planner.db.roles",
    "planner.shop.store.channels",
    "planner.shop.store.events",
    "planner.shop.store.history",
    "planner.shop.store.imports",
    "planner.shop.store.people",
    "planner.shop.store.facets",
    "planner.shop.store.batches",
    "planner.forecast.store.forecasts",
    "planner.forecast.store.marks",
    "planner.requirement.store",
    "planner.roster.store.tables",
    "planner.roster.store.rules",
    "planner.roster.store.teams",
    "planner.roster.store.requests",
    "planner.surveys.store.surveys",
    "planner.surveys.store.intake",
    "planner.pay.store.pay",
    "planner.pay.store.customers",
    "planner.pay.store.statements",
    "planner.care.store.people",
    "planner.care.store.promos",
)
"""Where tables are declared; the comparison with the migrations imports them all."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, *, key: bool = False, default: str | None = None) -> Column[str]:
    """A text column that is never NULL."""
    return Column(name, Text, primary_key=key, nullable=False, server_default=default)
