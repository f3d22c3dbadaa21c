"""Channels as they are staffed, with sensible beginnings for the names everybody uses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import time
from typing import Any

from sqlalchemy import Column, Integer, Table, func, select, update

from planner.db.bulk import Counts, upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import dump
from planner.db.workspace import Workspace
from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from planner.domain.shrinkage import ShrinkageKind

channel = Table(
    "channel",
    metadata,
    text("name", key=True),
    Column("position", Integer, nullable=False),
    text("config"),
    schema=CORE,
)


# Targets: 80/20 on the phone and 80 % within a minute on chat are the trade's usual promises; a working day of 8 hours
# for mail. Handling times are placeholders until history has some.
_PHONE = Channel("phone", label_es="Teléfono", label_en="Phone")
_CHAT = Channel(
    "chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=60), 600.0, 300.0, concurrency=2,
    label_es="Chat", label_en="Chat",
)  # fmt: skip
_MAIL = Channel(
    "email", ChannelKind.DEFERRED, ServiceTarget(sl=0.9, response_s=8 * 3600), 420.0, None,
    label_es="Correo", label_en="Email",
)  # fmt: skip
DEFAULTS = {
    "phone": _PHONE,
    "chat": _CHAT,
    "whatsapp": replace(
        _CHAT, name="whatsapp", target=ServiceTarget(sl=0.8, awt_s=300), patience_s=1800.0, concurrency=3,
        label_es="WhatsApp", label_en="WhatsApp",
    ),
    "email": _MAIL,
    "social": replace(
        _MAIL, name="social", target=ServiceTarget(sl=0.9, response_s=4 * 3600), aht_s=300.0,
        label_es="Redes sociales", label_en="Social media",
    ),
}  # fmt: skip
ALIASES = {
    "voice": "phone", "telefono": "phone", "teléfono": "phone", "call": "phone", "calls": "phone",
    "mail": "email", "correo": "email", "tickets": "email", "ticket": "email",
    "livechat": "chat", "messaging": "whatsapp", "redes": "social", "redes sociales": "social",
}  # fmt: skip


def default_channel(name: str) -> Channel:
    """How a channel of this name usually works; a live channel when the name says nothing."""
    low = name.strip().lower()
    known = DEFAULTS.get(ALIASES.get(low, low))
    return replace(known, name=name) if known else replace(_PHONE, name=name, label_es="", label_en="")


def ensure_channels(ws: Workspace, names: Iterable[str]) -> tuple[str, ...]:
    """Add the channels that are not there yet with their defaults; returns the names added."""
    with ws.write() as c:
        have = set(c.execute(select(channel.c.name)).scalars())
        added = [name for name in dict.fromkeys(names) if name not in have]
        if added:
            write_channels(ws, [default_channel(name) for name in added])
    return tuple(added)


def write_channels(ws: Workspace, channels: Iterable[Channel]) -> Counts:
    """Insert channels or change those of the same name; new ones come last. What they sell stays (`write_sales`)."""
    with ws.write() as c:
        stored = c.execute(select(channel.c.name, channel.c.position, channel.c.config)).all()
        positions: dict[str, int] = {r.name: r.position for r in stored}
        sales = {r.name: json.loads(r.config).get("sales") for r in stored}
        following = (c.execute(select(func.max(channel.c.position))).scalar() or 0) + 1
        rows = []
        for item in channels:
            if item.name not in positions:
                positions[item.name] = following
                following += 1
            rows.append((item.name, positions[item.name], _encode(item, sales.get(item.name))))
        return upsert(c, channel, rows)


def read_channels(ws: Workspace) -> tuple[Channel, ...]:
    """Channels in the order in which they were added."""
    with ws.read() as c:
        return tuple(_decode(r.name, r.config) for r in c.execute(select(channel).order_by(channel.c.position)))


def read_sales(ws: Workspace) -> dict[str, dict[str, float]]:
    """What contacts sell, by channel: the numbers given to `write_sales`; channels without any are left out."""
    with ws.read() as c:
        found = {
            r.name: json.loads(r.config).get("sales") for r in c.execute(select(channel).order_by(channel.c.position))
        }
    return {name: values for name, values in found.items() if values}


def write_sales(ws: Workspace, name: str, values: Mapping[str, float] | None) -> bool:
    """Keep what a channel's contacts sell beside its settings (None takes it out); False for an unknown channel."""
    with ws.write() as c:
        row = c.execute(select(channel.c.config).where(channel.c.name == name)).first()
        if row is None:
            return False
        config = json.loads(row.config)
        config.pop("sales", None)
        if values:
            config["sales"] = dict(values)
        c.execute(update(channel).where(channel.c.name == name).values(config=dump(config)))
    return True


def _encode(item: Channel, sales: Mapping[str, float] | None) -> str:
    values = asdict(replace(item, opening={}))
    if sales:
        values["sales"] = sales
    del values["name"]
    values["opening"] = {str(day): [t.isoformat("minutes") for t in hours] for day, hours in item.opening.items()}
    return dump(values)


def _decode(name: str, config: str) -> Channel:
    values = json.loads(config)
    values.pop("sales", None)
    values["kind"] = ChannelKind(values["kind"])
    values["target"] = ServiceTarget(**values["target"])
    values["handle_s_by_level"] = tuple(values["handle_s_by_level"])
    values["opening"] = {
        int(day): (time.fromisoformat(start), time.fromisoformat(end))
        for day, (start, end) in values["opening"].items()
    }
    values["shrinkage_kinds"] = tuple(_decode_kind(k) for k in values.get("shrinkage_kinds", ()))
    return Channel(name, **values)


def _decode_kind(values: dict[str, Any]) -> ShrinkageKind:
    hours = values["hours"]
    return ShrinkageKind(
        **{**values, "weekdays": tuple(values["weekdays"]), "hours": None if hours is None else (hours[0], hours[1])}
    )
