"""Channels as they are staffed, with sensible beginnings for the names everybody uses."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, time
from typing import Any
from unicodedata import combining, normalize

from sqlalchemy import Column, Integer, Table, delete, func, select, update

from planner.db.bulk import Counts, upsert
from planner.db.tables import CORE, metadata, text
from planner.db.types import dump
from planner.db.workspace import Workspace
from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from planner.domain.opening import Stretch
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
# for mail. Handling times are placeholders until history has some. Of paid time 15 % is lost to meetings, training and
# short sickness where nobody has said otherwise (leave and breaks are the roster's); 85 % is how busy people on live
# channels can be kept for a week, 5 % lost contacts are a common limit.
_PHONE = Channel(
    "phone", target=ServiceTarget(sl=0.8, awt_s=20, abandon_max=0.05, occ_max=0.85), shrinkage=0.15,
    label_es="Teléfono", label_en="Phone",
)  # fmt: skip
_CHAT = Channel(
    "chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=60, abandon_max=0.05, occ_max=0.9), 600.0, 300.0,
    concurrency=2, shrinkage=0.15, label_es="Chat", label_en="Chat",
)  # fmt: skip
_MAIL = Channel(
    "email", ChannelKind.DEFERRED, ServiceTarget(sl=0.9, response_s=8 * 3600), 420.0, None, shrinkage=0.15,
    label_es="Correo", label_en="Email",
)  # fmt: skip
DEFAULTS = {
    "phone": _PHONE,
    "chat": _CHAT,
    "whatsapp": replace(
        _CHAT, name="whatsapp", target=ServiceTarget(sl=0.8, awt_s=300, occ_max=0.9), patience_s=1800.0, concurrency=3,
        label_es="WhatsApp", label_en="WhatsApp",
    ),
    "email": _MAIL,
    "social": replace(
        _MAIL, name="social", target=ServiceTarget(sl=0.9, response_s=4 * 3600), aht_s=300.0,
        label_es="Redes sociales", label_en="Social media",
    ),
}  # fmt: skip
BY_KIND = {ChannelKind.LIVE: _PHONE, ChannelKind.CONCURRENT: _CHAT, ChannelKind.DEFERRED: _MAIL}
"""Starting values of a channel of whose kind alone one knows."""
WORDS = {
    "phone": "phone voice telefono telefonico telephony call calls llamada llamadas voz tel centralita api_voice",
    "email": "email mail e-mail correo correos electronico ticket tickets web form formulario web_form web_widget",
    "chat": "chat livechat live_chat webchat messenger messaging native_messaging message mensajeria",
    "whatsapp": "whatsapp wa wsp",
    "social": "social redes instagram facebook twitter tiktok sms telegram linkedin youtube",
}
"""Words in the names that systems and people give to channels, without accents; the later entry wins."""
INSIDE = ("phone", "telefono", "voice", "mail", "chat", "messenger", "whatsapp", "instagram", "facebook")
"""Words that say the same inside another one ("widgetchat")."""
_OF_WORD = {word: name for name, words in WORDS.items() for word in words.split()}
_RANK = {name: rank for rank, name in enumerate(WORDS)}


def folded(name: str) -> str:
    """A name without case, accents and surrounding space: what is compared when people name channels."""
    return "".join(ch for ch in normalize("NFKD", name.strip()) if not combining(ch)).casefold()


def usual_name(name: str) -> str:
    """phone, chat, whatsapp, email or social where the words of a name say so ("Correo electrónico"); '' otherwise."""
    low = folded(name)
    found = [_OF_WORD[word] for word in (low, *re.split(r"[\s/._-]+", low)) if word in _OF_WORD]
    found = found or [_OF_WORD[word] for word in INSIDE if word in low]
    return max(found, key=_RANK.__getitem__, default="")


def default_channel(name: str) -> Channel:
    """How a channel of this name usually works; a live channel when the name says nothing."""
    known = usual_name(name)
    if not known:
        return replace(_PHONE, name=name, label_es="", label_en="")
    return DEFAULTS[known] if name == known else replace(DEFAULTS[known], name=name, label_es="", label_en="")


class ChannelNames:
    """Which channel a file means: its id, its label, another name of it, or the usual name behind a usual word."""

    def __init__(self, channels: Collection[Channel]) -> None:
        self._known: dict[str, str] = {}
        for one in channels:
            for name in (one.name, *one.also, one.label_es, one.label_en):
                if name:
                    self._known.setdefault(folded(name), one.name)
        usual = [(usual_name(one.name), one.name) for one in channels]
        for word in {word for word, _ in usual} - {""}:  # "Email" is the shop's only channel of mail, whatever its id
            mine = [name for one, name in usual if one == word]
            if len(mine) == 1:
                self._known.setdefault(word, mine[0])

    def __call__(self, name: str) -> str:
        """The channel's id; the name itself (in lower case) where nobody knows it."""
        low = folded(name)
        if low not in self._known:
            usual = usual_name(name) if low in _OF_WORD or low.replace(" ", "_") in _OF_WORD else ""
            self._known[low] = self._known.get(usual, usual) if usual else name.strip().lower()
        return self._known[low]


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
    """Channels in the order in which they were added; read once in a transaction."""

    def read() -> tuple[Channel, ...]:
        with ws.read() as c:
            return tuple(_decode(r.name, r.config) for r in c.execute(select(channel).order_by(channel.c.position)))

    return ws.once("channels", read)


def delete_channel(ws: Workspace, name: str) -> bool:
    """Take a channel's settings out (its history stays); False when there were none."""
    with ws.write() as c:
        return c.execute(delete(channel).where(channel.c.name == name)).rowcount > 0


def rename_channel(ws: Workspace, name: str, item: Channel) -> None:
    """Give a channel another id, in its place of the order; what it sells stays."""
    with ws.write() as c:
        c.execute(update(channel).where(channel.c.name == name).values(name=item.name))
        write_channels(ws, [item])


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
    values = asdict(replace(item, opening={}, dated={}))
    if sales:
        values["sales"] = sales
    del values["name"]
    values["opening"] = {str(day): _stored(hours) for day, hours in item.opening.items()}
    values["dated"] = {day.isoformat(): _stored(hours) for day, hours in item.dated.items()}
    return dump(values)


def _stored(hours: Iterable[Stretch]) -> list[list[str]]:
    return [[at.isoformat("minutes") for at in stretch] for stretch in hours]


def _decode(name: str, config: str) -> Channel:
    values = json.loads(config)
    values.pop("sales", None)
    values["kind"] = ChannelKind(values["kind"])
    values["target"] = ServiceTarget(**values["target"])
    values["handle_s_by_level"] = tuple(values["handle_s_by_level"])
    values["opening"] = {int(day): _stretches(hours) for day, hours in values["opening"].items()}
    values["dated"] = {date.fromisoformat(day): _stretches(hours) for day, hours in values.get("dated", {}).items()}
    values["also"] = tuple(values.get("also", ()))
    values["shrinkage_kinds"] = tuple(_decode_kind(k) for k in values.get("shrinkage_kinds", ()))
    return Channel(name, **values)


def _stretches(hours: list[Any]) -> tuple[Stretch, ...]:
    """Stored stretches; before there were several a day, the one stood bare."""
    pairs = [hours] if hours and isinstance(hours[0], str) else hours
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs)


def _decode_kind(values: dict[str, Any]) -> ShrinkageKind:
    hours = values["hours"]
    return ShrinkageKind(
        **{**values, "weekdays": tuple(values["weekdays"]), "hours": None if hours is None else (hours[0], hours[1])}
    )
