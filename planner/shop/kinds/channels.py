"""Channels as a file: every field of their set-up, out and in again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.base.errors import Misuse
from planner.domain.demand import Channel, ChannelKind
from planner.shop import hours
from planner.shop.intake.kind import Incoming, Kind, SinkResult, Values, number, text
from planner.shop.store.channels import BY_KIND, read_channels, write_channels
from planner.tables import values
from planner.tables.table import Cell, plain
from planner.tables.values import CellError, Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

KINDS = {"live": "vivo", "concurrent": "concurrente", "deferred": "diferido"}
PURPOSES = {"service": "servicio", "sales": "ventas"}
TARGETS = ("sl", "awt_s", "asa_max_s", "abandon_max", "occ_max", "response_s")
MAY_BE_EMPTY = ("patience_s", "label_es", "label_en", "also", "handle_s_by_level")
FIELDS = ("aht_s", "patience_s", "concurrency", "min_staff", "shrinkage", "label_es", "label_en", "purpose",
          "also", "handle_s_by_level")  # fmt: skip


def _hours(cell: Cell, habits: Habits) -> object:
    try:
        return hours.parse_week(plain(cell))
    except Misuse as error:
        raise CellError(error.title, error.hint) from error


def _dated(cell: Cell, habits: Habits) -> object:
    try:
        return hours.parse_dated(plain(cell))
    except Misuse as error:
        raise CellError(error.title, error.hint) from error


def _levels(cell: Cell, habits: Habits) -> tuple[float, ...]:
    return tuple(values.number(1, 1e6)(part, habits) for part in plain(cell).split(";") if part.strip())


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """Channels by name; what the file has no column for is as it was, or as usual for the kind of a new one."""
    known = {channel.name: channel for channel in read_channels(ws)}
    made = []
    for row in came.rows:
        given: Values = row.value
        kind = ChannelKind(given["kind"]) if given["kind"] else None
        old = known.get(given["name"])
        base = old or replace(BY_KIND[kind or ChannelKind.LIVE], name=given["name"], label_es="", label_en="")
        told = {n: given[n] for n in given if n in row.told}
        targets = {n: told[n] for n in TARGETS if n in told and told[n] != getattr(base.target, n)}
        changes = {
            n: told[n] for n in FIELDS
            if n in told and told[n] != getattr(base, n) and (n in MAY_BE_EMPTY or told[n] not in (None, ""))
        }  # fmt: skip
        changes |= {n: told[n] or {} for n in ("opening", "dated") if n in told and (told[n] or {}) != getattr(base, n)}
        channel = replace(base, kind=kind or base.kind, target=replace(base.target, **targets), **changes)
        made.append(channel)
    counts = write_channels(ws, made)
    return SinkResult(counts.new, counts.changed, counts.same)


def rows_of(channels: tuple[Channel, ...]) -> list[tuple[str | int | float | None, ...]]:
    """Channels under the columns of `KIND`, as they are read back."""
    return [
        (
            c.name, c.kind.value, c.label_es, c.label_en, ";".join(c.also), c.purpose, hours.week_text(c.opening),
            hours.dated_text(c.dated), *(getattr(c.target, n) for n in TARGETS), c.aht_s, c.patience_s, c.concurrency,
            ";".join(f"{v:.12g}" for v in c.handle_s_by_level), c.min_staff, c.shrinkage,
        )
        for c in channels
    ]  # fmt: skip


KIND = Kind(
    "channels",
    ("Channels", "Canales"),
    (
        text("name", "canal", "nombre", required=True, read=values.name),
        text("kind", "tipo", default="", read=values.one_of(KINDS)),
        text("label_es", "etiqueta"),
        text("label_en", "label"),
        text("also", "otros_nombres", default=(), read=values.names),
        text("purpose", "finalidad", default="", read=values.one_of(PURPOSES)),
        text("opening", "horario", default=None, read=_hours),
        text("dated", "horario_fechas", default=None, read=_dated),
        number("sl", values.number(0, 1), "nivel_servicio"),
        number("awt_s", values.number(0, 1e7), "espera_s"),
        number("asa_max_s", values.number(0, 1e7)),
        number("abandon_max", values.number(0, 1)),
        number("occ_max", values.number(0, 1)),
        number("response_s", values.number(0, 1e7), "respuesta_s"),
        number("aht_s", values.number(1, 1e6), "tmo_s"),
        number("patience_s", values.number(1, 1e6), "paciencia_s"),
        number("concurrency", values.whole(1, 50), "simultaneos"),
        text("handle_s_by_level", default=(), read=_levels),
        number("min_staff", values.whole(0, 10_000), "minimo"),
        number("shrinkage", values.number(0, 0.95), "merma"),
    ),
    lambda row, habits: dict(row),
    lambda row: row["name"],
    _take,
    (
        "chat", "concurrent", "Chat", "Chat", "chat web;livechat", "service", "mon-fri 9-21; sat 10-14, 17-20",
        "2026-12-25 closed", "0.8", "60", "", "0.05", "0.9", "", "600", "300", "2", "300;390", "0", "0.15",
    ),
)  # fmt: skip
