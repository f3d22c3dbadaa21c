"""Column types that mean the same on SQLite and PostgreSQL: UTC instants, exact money, JSON kept as written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from planner.domain.remark import Told, packed, unpacked

SQLITE_FORMAT = "%Y-%m-%d %H:%M:%S.%f"


class Utc(TypeDecorator[datetime]):
    """An aware UTC datetime: TIMESTAMPTZ on PostgreSQL, sortable text on SQLite. Naive values are refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.strftime(SQLITE_FORMAT)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(f"{value}+00:00")
        assert isinstance(value, datetime)
        return value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A Decimal kept to its last digit: NUMERIC on PostgreSQL, text on SQLite (whose REAL would round it)."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Words(TypeDecorator[Told]):
    """A remark as JSON `["code",{...}]`, or what a person wrote as it is (as JSON text where it begins like one)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Told | None, dialect: Dialect) -> Any:
        if value is None or (isinstance(value, str) and not value.startswith(("[", '"'))):
            return value
        return dump(packed(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Told | None:
        return unpacked(json.loads(value)) if value and value.startswith(("[", '"')) else value


def dump(value: object) -> str:
    """JSON in one canonical spelling, so that equal values have equal text (and equal hashes)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
