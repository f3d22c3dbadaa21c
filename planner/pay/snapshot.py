"""A paid month packed for good: its inputs, plan, balances and adjustments as compressed JSON, and back.

Invariant: what comes out computes to the same hash as what went in. JSON of plain values, so that no program is needed
to read it but this one's field names.
"""

from __future__ import annotations

import json
import types
import typing
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engagement.pay.inputs import Absence, Contact, Hours, Kpi, PeriodInputs, Person, Refund, Sale
from engagement.pay.plan import Period, Plan
from engagement.pay.plan_text import dumps
from engagement.pay.plan_toml import loads
from engagement.pay.results import Adjustment

FORM = 1
_ROWS: dict[str, type[Any]] = {
    "people": Person, "sales": Sale, "refunds": Refund, "contacts": Contact, "kpis": Kpi, "absences": Absence,
    "hours": Hours,
}  # fmt: skip


@dataclass(frozen=True)
class Packed:
    """What a run was made of."""

    plan: Plan
    inputs: PeriodInputs
    carried: Mapping[str, Decimal]
    adjustments: tuple[Adjustment, ...]


def pack(made: Packed) -> bytes:
    """As bytes."""
    inputs = made.inputs
    body = {
        "form": FORM,
        "plan": dumps(made.plan),
        "period": [inputs.period.id, inputs.period.zone],
        "as_of": _plain(inputs.as_of),
        "rows": {name: _table(kind, getattr(inputs, name)) for name, kind in _ROWS.items()},
        "quotas": [[*key, str(value)] for key, value in inputs.quotas.items()],
        "team_quotas": [[*key, str(value)] for key, value in inputs.team_quotas.items()],
        "fx_rates": [[key[0], key[1].isoformat(), str(value)] for key, value in inputs.fx_rates.items()],
        "carried": {who: str(value) for who, value in made.carried.items()},
        "adjustments": _table(Adjustment, made.adjustments),
    }
    return zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(data: bytes) -> Packed:
    """From bytes. Raises ValueError when they are not of this form."""
    body = json.loads(zlib.decompress(data))
    if body.get("form") != FORM:
        raise ValueError(f"a packed month of form {body.get('form')}")
    rows = {name: _read(kind, body["rows"][name]) for name, kind in _ROWS.items()}
    inputs = PeriodInputs(
        period=Period(*body["period"]),
        quotas={(a, b): Decimal(v) for a, b, v in body["quotas"]},
        team_quotas={(a, b): Decimal(v) for a, b, v in body["team_quotas"]},
        fx_rates={(a, date.fromisoformat(b)): Decimal(v) for a, b, v in body["fx_rates"]},
        as_of=date.fromisoformat(body["as_of"]) if body["as_of"] else None,
        **rows,
    )
    carried = {who: Decimal(value) for who, value in body["carried"].items()}
    return Packed(loads(body["plan"], "snapshot"), inputs, carried, _read(Adjustment, body["adjustments"]))


def _table(kind: type[Any], rows: tuple[Any, ...]) -> dict[str, Any]:
    names = [f.name for f in fields(kind)]
    return {"fields": names, "rows": [[_plain(getattr(row, name)) for name in names] for row in rows]}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _read(kind: type[Any], table: Mapping[str, Any]) -> tuple[Any, ...]:
    hints = typing.get_type_hints(kind)
    readers = [_reader(hints[name]) for name in table["fields"]]
    names = table["fields"]
    return tuple(
        kind(**{name: read(value) for name, read, value in zip(names, readers, row, strict=True)})
        for row in table["rows"]
    )


def _reader(hint: Any) -> Callable[[Any], Any]:
    """How a value of that annotation is read from JSON."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        inner = _reader(next(arg for arg in args if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            item = _reader(args[0])
            return lambda value: tuple(item(part) for part in value)
        items = [_reader(arg) for arg in args]
        return lambda value: tuple(read(part) for read, part in zip(items, value, strict=True))
    simple: dict[Any, Callable[[Any], Any]] = {
        Decimal: Decimal, datetime: datetime.fromisoformat, date: date.fromisoformat,
    }  # fmt: skip
    return simple.get(hint, lambda value: value)
