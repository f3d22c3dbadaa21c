"""A paid month packed for good: its inputs, plan, balances and adjustments as compressed JSON; statements; and back.

Invariant: what comes out computes to the same hash as what went in. JSON of plain values, so that no program is needed
to read it but this one's field names.
"""

from __future__ import annotations

import json
import types
import typing
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engagement.pay.engine import RULES
from engagement.pay.inputs import Absence, Contact, Hours, Kpi, PeriodInputs, Person, Refund, Sale
from engagement.pay.plan import Period, Plan
from engagement.pay.plan_text import dumps
from engagement.pay.plan_toml import loads
from engagement.pay.results import Adjustment, Statement

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
    rules: int = RULES
    """The arithmetic of the program that paid it, see `engine.run`."""


def pack(made: Packed) -> bytes:
    """As bytes."""
    inputs = made.inputs
    body = {
        "form": FORM,
        "rules": made.rules,
        "plan": dumps(made.plan),
        "period": [inputs.period.id, inputs.period.zone],
        "as_of": _plain(inputs.as_of),
        "rows": {name: _table(kind, getattr(inputs, name)) for name, kind in _ROWS.items()},
        "quotas": [[*key, str(value)] for key, value in inputs.quotas.items()],
        "team_quotas": [[*key, str(value)] for key, value in inputs.team_quotas.items()],
        "decided": [[*key, str(value)] for key, value in inputs.decided.items()],
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
        decided={(a, b): Decimal(v) for a, b, v in body.get("decided", ())},
        as_of=date.fromisoformat(body["as_of"]) if body["as_of"] else None,
        **rows,
    )
    carried = {who: Decimal(value) for who, value in body["carried"].items()}
    plan, adjustments = loads(body["plan"], "snapshot"), _read(Adjustment, body["adjustments"])
    return Packed(plan, inputs, carried, adjustments, body.get("rules", 1))


def pack_statement(found: Statement) -> Any:
    """As JSON values by field; a decimal is an object, so that it is not taken for text."""
    return _tagged(found)


def unpack_statement(value: Any) -> Statement:
    """From what `pack_statement` made."""
    found: Statement = _untagged(Statement, value)
    return found


def _tagged(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _tagged(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_tagged(item) for item in value]
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _untagged(hint: Any, value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"decimal"}:
        return Decimal(value["decimal"])
    args = typing.get_args(hint)
    if isinstance(value, list):
        kinds = (args[0],) * len(value) if args[-1] is Ellipsis else args
        return tuple(_untagged(kind, item) for kind, item in zip(kinds, value, strict=True))
    kind = next((one for one in (hint, *args) if is_dataclass(one)), None)
    if kind is None or value is None:
        return value
    hints = typing.get_type_hints(kind)
    return kind(**{name: _untagged(hints[name], item) for name, item in value.items()})  # type: ignore[operator]


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
