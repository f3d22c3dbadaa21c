"""What a stored requirement stands on becomes a hash of named fields; those that were up to date stay so.

The hash before was of the Python text of the channels, which a new field in the program changed. Here both are worked
out from what is stored, the old one with the classes as they were spelt then.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from planner.db.types import Utc

revision = "0021_shown_fingerprint"
down_revision: str | None = "0020_codes"


class ChannelKind(StrEnum):
    """As it was spelt."""

    LIVE = "live"
    CONCURRENT = "concurrent"
    DEFERRED = "deferred"


@dataclass
class ServiceTarget:
    """As it was spelt."""

    sl: Any
    awt_s: Any
    asa_max_s: Any
    abandon_max: Any
    occ_max: Any
    response_s: Any


@dataclass
class ShrinkageKind:
    """As it was spelt."""

    kind: str
    share: Any
    planned: bool
    weekdays: tuple[Any, ...]
    hours: tuple[Any, ...] | None
    whole_day: bool


@dataclass
class Channel:
    """As it was spelt."""

    name: str
    kind: ChannelKind
    target: ServiceTarget
    aht_s: Any
    patience_s: Any
    concurrency: Any
    handle_s_by_level: tuple[Any, ...]
    min_staff: Any
    shrinkage: Any
    opening: dict[int, tuple[time, time]]
    label_es: str
    label_en: str
    shrinkage_kinds: tuple[ShrinkageKind, ...]


DEFAULTS: dict[str, Any] = {
    "kind": "live", "target": {"sl": 0.8, "awt_s": 20}, "aht_s": 300.0, "patience_s": 120.0, "concurrency": 1,
    "handle_s_by_level": [], "min_staff": 0, "shrinkage": 0.0, "opening": {}, "shrinkage_kinds": [], "dated": {},
}  # fmt: skip
KIND_DEFAULTS: dict[str, Any] = {"planned": True, "weekdays": [], "hours": None, "whole_day": False}


def upgrade() -> None:
    """Hash anew what stood as it was hashed; what did not is worked out again by the next run, as it was to be."""
    c = op.get_bind()
    required = _table(c, "requirement", sa.column("requirement_id"), sa.column("first_day", sa.Date()),
                      sa.column("days"), sa.column("zone"), sa.column("details"))  # fmt: skip
    rows = c.execute(sa.select(required).where(required.c.details.like('%"from": "%'))).all()
    if not rows:
        return
    channels = _table(c, "channel", sa.column("name"), sa.column("config"))
    known = {row.name: json.loads(row.config) for row in c.execute(sa.select(channels)).all()}
    said = sorted(repr(one) for name, values in known.items() if (one := _as_spelt(name, values)) is not None)
    if len(said) < len(known):
        return
    for row in rows:
        details, stands_on = json.loads(row.details), _stands_on(c, row)
        old = hashlib.sha256(repr([*stands_on, said]).encode()).hexdigest()[:16]
        if details.get("from") == old:
            details["from"] = _named(*stands_on, known)
            here = required.c.requirement_id == row.requirement_id
            c.execute(sa.update(required).where(here).values(details=json.dumps(details)))


def _table(c: sa.Connection, name: str, *columns: Any) -> Any:
    """A table of core, which on SQLite is the main file."""
    return sa.table(name, *columns, schema=None if c.dialect.name == "sqlite" else "core")


def _stands_on(c: sa.Connection, row: Any) -> tuple[int | None, list[int]]:
    """The forecast in force over a requirement's days, and the corrections of it."""
    days = [datetime.combine(row.first_day, time()), datetime.fromordinal(row.first_day.toordinal() + row.days)]
    start, end = (day.replace(tzinfo=ZoneInfo(row.zone)).astimezone(UTC) for day in days)
    f = _table(c, "forecast", sa.column("forecast_id"), sa.column("start", Utc()), sa.column("end", Utc()))
    query = sa.select(f).where(f.c.start < end, f.c.end > start).order_by(f.c.forecast_id.desc())
    found = c.execute(query).all()
    whole = [r.forecast_id for r in found if r.start <= start and end <= r.end] or [r.forecast_id for r in found]
    o = _table(c, "forecast_override", sa.column("override_id"), sa.column("start", Utc()), sa.column("end", Utc()),
               sa.column("undone_at"))  # fmt: skip
    made = sa.select(o.c.override_id).where(o.c.end > start, o.c.start < end, o.c.undone_at.is_(None))
    return (whole or [None])[0], list(c.execute(made.order_by(o.c.override_id)).scalars())


def _as_spelt(name: str, stored: Mapping[str, Any]) -> Channel | None:
    """The channel in the spelling of then; None where it has what there was not yet."""
    values = {k: v for k, v in stored.items() if k != "sales"}
    if values.pop("dated", None) or values.pop("also", None) or values.pop("purpose", "service") != "service":
        return None
    opening = {}
    for day, hours in values["opening"].items():
        pair = hours if hours and isinstance(hours[0], str) else hours[0] if len(hours) == 1 else None
        if pair is None:
            return None
        opening[int(day)] = (time.fromisoformat(pair[0]), time.fromisoformat(pair[1]))
    kinds = tuple(
        ShrinkageKind(**{**k, "weekdays": tuple(k["weekdays"]), "hours": k["hours"] and tuple(k["hours"])})
        for k in values.get("shrinkage_kinds", ())
    )
    try:
        return Channel(name, **values | {
            "kind": ChannelKind(values["kind"]), "target": ServiceTarget(**values["target"]), "opening": opening,
            "handle_s_by_level": tuple(values["handle_s_by_level"]), "shrinkage_kinds": kinds,
        })  # fmt: skip
    except TypeError:  # a field that there was not yet
        return None


def _named(forecast: int | None, overrides: list[int], known: Mapping[str, Any]) -> str:
    """The hash of named fields without those at their defaults."""
    channels = {name: _differing(values) for name, values in known.items()}
    stands_on = {"forecast": forecast, "overrides": overrides, "channels": channels}
    text = json.dumps(stands_on, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "2:" + hashlib.sha256(text.encode()).hexdigest()[:32]


def _differing(stored: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: stored.get(name, default) for name, default in DEFAULTS.items()}
    values["target"] = {k: v for k, v in values["target"].items() if v is not None}
    values["opening"] = {
        day: [hours] if hours and isinstance(hours[0], str) else hours for day, hours in values["opening"].items()
    }
    values["shrinkage_kinds"] = [
        {k: v for k, v in one.items() if k not in KIND_DEFAULTS or v != KIND_DEFAULTS[k]}
        for one in values["shrinkage_kinds"]
    ]
    return {name: _plain(value) for name, value in values.items() if value != DEFAULTS[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
