"""Channels as a shop sets them up: add, change, hours of named days, join, rename, remove; each one transaction.

Joining adds the history of one channel to another's interval by interval (widths never add up: where they differ it is
refused), and the joined name lives on as another name, so that the next file finds its way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.base.errors import Misuse, Refused
from planner.base.i18n import language, t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.domain.demand import Channel, ChannelKind
from planner.domain.opening import Stretch
from planner.shop import hours
from planner.shop.kinds.channels import KIND, PURPOSES, TARGETS, rows_of
from planner.shop.store import channels as store
from planner.shop.store import history
from planner.shop.store.channels import BY_KIND, ChannelNames, folded
from planner.shop.store.moving import move_channel
from planner.tables.writing import write_table

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@reads
def channel_named(ws: Workspace, name: str) -> Channel:
    """The channel of that id, label or other name; Refused with the channels there are."""
    channels = store.read_channels(ws)
    wanted = ChannelNames(channels)(name)
    found = next((c for c in channels if c.name == wanted), None)
    if found is None:
        there = ", ".join(c.name for c in channels) or "–"
        raise Refused(t("There is no channel {name}.", name=name), t("There are {names}.", names=there))
    return found


@writes
def add(ws: Workspace, name: str, kind: str, changes: Mapping[str, Any]) -> Channel:
    """A new channel with the usual starting values of its kind and what is told. Refused when the name is taken."""
    plain = name.strip().lower()
    if not plain or len(plain) > 60 or not plain.isprintable():
        raise Misuse(t("{value!r} is no name for a channel.", value=name))
    with ws.write():
        channels = store.read_channels(ws)
        taken = {folded(one): c.name for c in channels for one in (c.name, *c.also, c.label_es, c.label_en) if one}
        if folded(plain) in taken:
            raise Refused(t("{name} is a channel already: {channel}.", name=name, channel=taken[folded(plain)]))
        usual = store.default_channel(plain)
        wanted = ChannelKind(_one_of(kind, [k.value for k in ChannelKind]))
        base = usual if usual.kind is wanted else replace(BY_KIND[wanted], name=plain, label_es="", label_en="")
        return set_channel(ws, _changed(base, changes), "channel added")


@writes
def change(ws: Workspace, name: str, changes: Mapping[str, Any]) -> Channel:
    """Change what is told of a channel; the rest stays."""
    with ws.write():
        found = channel_named(ws, name)
        return set_channel(ws, _changed(found, changes))


@writes
def hours_on(ws: Workspace, name: str, days: Sequence[date], stretches: tuple[Stretch, ...] | None) -> Channel:
    """Other hours on named days; None takes what was told of them back."""
    with ws.write():
        found = channel_named(ws, name)
        dated = {day: kept for day, kept in found.dated.items() if day not in set(days)}
        if stretches is not None:
            dated |= dict.fromkeys(days, stretches)
        return set_channel(ws, replace(found, dated=dict(sorted(dated.items()))), "channel hours")


@writes
def join(ws: Workspace, source: str, target: str) -> tuple[Channel, int]:
    """One channel into another with its history; returns the target and the intervals moved."""
    with ws.write():
        here, there = channel_named(ws, source), channel_named(ws, target)
        if here.name == there.name:
            raise Misuse(t("{name} cannot be joined with itself.", name=source))
        moved = move_channel(ws, here.name, there.name)
        names = (*there.also, here.name, *here.also, here.label_es, here.label_en)
        kept = tuple(dict.fromkeys(one.lower() for one in names if one and folded(one) != folded(there.name)))
        joined = replace(there, also=kept)
        store.delete_channel(ws, here.name)
        store.write_channels(ws, [joined])
        audit.append(ws, "channels joined", here.name, {"into": there.name, "intervals": moved})
        return joined, moved


@writes
def rename(ws: Workspace, name: str, new: str) -> Channel:
    """Another id for a channel, in its history and wherever it is named; the old one lives on as another name."""
    plain = new.strip().lower()
    with ws.write():
        found = channel_named(ws, name)
        channels = store.read_channels(ws)
        if not plain or any(folded(plain) == folded(c.name) for c in channels if c.name != found.name):
            raise Refused(t("{name} is a channel already: {channel}.", name=new, channel=plain))
        if plain == found.name:
            return found
        named = replace(found, name=plain, also=tuple(dict.fromkeys((*found.also, found.name))))
        store.rename_channel(ws, found.name, named)
        move_channel(ws, found.name, plain)
        audit.append(ws, "channel renamed", found.name, {"to": plain})
        return named


@writes
def remove(ws: Workspace, name: str) -> int:
    """Take a channel out with its history; returns the intervals that went. Refused while somebody serves only it."""
    with ws.write():
        found = channel_named(ws, name)
        rows = history.delete_contacts(ws, found.name)
        store.delete_channel(ws, found.name)
        audit.append(ws, "channel removed", found.name, {"intervals": rows})
        return rows


@reads
def export(ws: Workspace, path: Path) -> int:
    """Every field of every channel as .csv or .xlsx; `import channels` reads it back."""
    return write_table(path, tuple(spec.field for spec in KIND.columns), rows_of(store.read_channels(ws)))


@reads
def listed(ws: Workspace) -> list[dict[str, object]]:
    """Each channel with what it was set up with, as a table for scripts."""
    names = [spec.field for spec in KIND.columns]
    return [dict(zip(names, row, strict=True)) for row in rows_of(store.read_channels(ws))]


@writes
def set_channel(ws: Workspace, channel: Channel, action: str = "channel changed") -> Channel:
    """Store a channel's kind, targets, hours, shrinkage; refused with the mend when a value makes no sense."""
    target = channel.target
    shares = {"sl": target.sl, "abandon_max": target.abandon_max, "occ_max": target.occ_max}
    for name, value in shares.items():
        if value is not None and not 0 < value <= 1:
            raise Refused(t("{name} = {value} is not a share.", name=name, value=value), t("Give it between 0 and 1."))
    seconds = {
        "aht_s": channel.aht_s, "awt_s": target.awt_s, "asa_max_s": target.asa_max_s,
        "response_s": target.response_s, "patience_s": channel.patience_s,
    }  # fmt: skip
    for name, value in seconds.items():
        if value is not None and not (0 <= value < float("inf")):
            raise Refused(t("{name} = {value} is no number of seconds.", name=name, value=value), t("Give 0 or more."))
    if not 0 <= channel.shrinkage < 1:
        raise Refused(t("{name} = {value} is not a share.", name="shrinkage", value=channel.shrinkage),
                      t("Give it from 0 to below 1."))  # fmt: skip
    if channel.concurrency < 1 or channel.min_staff < 0:
        raise Refused(t("{name} is too small.", name="concurrency" if channel.concurrency < 1 else "min_staff"),
                      t("Concurrency is at least 1, minimum staff at least 0."))  # fmt: skip
    with ws.write():
        store.write_channels(ws, [channel])
        audit.append(ws, action, channel.name)
    return channel


def _changed(base: Channel, changes: Mapping[str, Any]) -> Channel:
    values = dict(changes)
    target = {name: values.pop(name) for name in list(values) if name in TARGETS}
    if "kind" in values:
        values["kind"] = ChannelKind(_one_of(str(values["kind"]), [k.value for k in ChannelKind]))
    if "purpose" in values:
        values["purpose"] = _one_of(str(values["purpose"]), PURPOSES)
    if "hours" in values:
        values["opening"] = hours.parse_week(str(values.pop("hours")))
    if "label" in values:
        label = str(values.pop("label"))
        values["label_es" if language() == "es" else "label_en"] = label
        other = "label_en" if language() == "es" else "label_es"
        values.setdefault(other, getattr(base, other) or label)
    if "also" in values:
        values["also"] = tuple(dict.fromkeys((*base.also, *(str(one).strip().lower() for one in values["also"]))))
    return replace(base, target=replace(base.target, **target), **values)


def _one_of(value: str, known: Sequence[str] | Mapping[str, str]) -> str:
    low = value.strip().lower()
    if low not in known:
        raise Misuse(t("{value} is not one of {names}.", value=value, names=", ".join(known)))
    return low
