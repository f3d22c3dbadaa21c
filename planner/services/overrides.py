"""A planner's corrections of the forecast: entered with a reason, undone without being forgotten, applied in order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from planner.domain.workspace import ForecastOverride
from planner.errors import Refused
from planner.i18n import t

if TYPE_CHECKING:
    from planner.storage.workspace import Workspace

QUANTILES = ("q025", "q10", "q50", "q90", "q975")


@dataclass(frozen=True)
class OverrideRow:
    """A planner's correction of the forecast on [start, end) UTC; `channel` empty means all."""

    override_id: int
    start: datetime
    end: datetime
    channel: str
    measure: Literal["contacts", "aht_s"]
    operation: Literal["set", "add", "percent", "min", "max"]
    value: float
    author: str
    reason: str
    created_at: datetime
    undone: bool


def in_force(ws: Workspace, start: datetime, end: datetime) -> tuple[OverrideRow, ...]:
    """Overrides that touch [start, end) UTC in the order made, those undone included and marked."""
    from planner.storage.forecasts import read_overrides

    return tuple(_override_row(o) for o in read_overrides(ws, start, end, undone=True))


Series = dict[int, dict[str, float]]
"""Epoch seconds of an interval → mean, base, quantiles, aht_s."""


def overridden(columns: Mapping[str, Any], channel: str, overrides: Sequence[OverrideRow]) -> Series:
    """One channel's stored forecast with the overrides applied in the order they were made.

    Quantiles move with the mean: by the same factor, or by the same amount where the mean was zero.
    """
    out: Series = {}
    names = ("mean", *QUANTILES, "aht_s")
    mask = columns["channel"] == channel
    for at, *values in zip(columns["interval_start"][mask], *(columns[n][mask] for n in names), strict=True):
        row = dict(zip(names, (float(v) for v in values), strict=True))
        row["base"] = row["mean"]
        out[int(at)] = row
    for o in overrides:
        if o.undone or o.channel not in ("", channel):
            continue
        inside = [k for k in out if o.start.timestamp() <= k < o.end.timestamp()]
        _apply(out, inside, o)
    return out


def _apply(out: Series, inside: Sequence[int], o: OverrideRow) -> None:
    """Set, min and max speak of the span's total contacts (or of its AHT); add spreads over it, percent scales it."""
    column = "mean" if o.measure == "contacts" else "aht_s"
    values = [out[k][column] for k in inside]
    total = sum(values) if column == "mean" else (sum(values) / len(values) if values else 0.0)
    wanted = {
        "set": o.value,
        "add": total + o.value,
        "percent": total * (1 + o.value / 100),
        "min": max(total, o.value),
        "max": min(total, o.value),
    }[o.operation]
    for k, value in zip(inside, values, strict=True):
        share = value / sum(values) if column == "mean" and sum(values) > 0 else 1 / len(inside)
        new = max(0.0, wanted * share if column == "mean" else (value * wanted / total if total > 0 else wanted))
        row = out[k]
        if column == "mean":
            for q in QUANTILES:
                row[q] = row[q] * new / value if value > 0 else new
        row[column] = new


def add_override(
    ws: Workspace,
    *,
    start: datetime,
    end: datetime,
    channel: str,
    measure: Literal["contacts", "aht_s"],
    operation: Literal["set", "add", "percent", "min", "max"],
    value: float,
    reason: str,
    author: str = "",
) -> OverrideRow:
    """Correct the forecast on [start, end) UTC; refused without a reason or with a value that makes no sense.

    On contacts, set, min and max speak of the total of the span, add is spread over it, percent scales it.
    """
    from planner.storage import audit, forecasts

    if not reason.strip():
        raise Refused(t("An override needs a reason."), t("Write one, so that everybody knows why next week."))
    if end <= start:
        raise Refused(t("The override ends before it starts."), t("Exchange the two times."))
    if not math.isfinite(value) or (operation in ("set", "min", "max") and value < 0):
        raise Refused(t("{value} is no number of contacts or seconds.", value=value), t("Give 0 or more."))
    if operation == "percent" and not -100 <= value <= 2000:
        raise Refused(t("A change of {value} % makes no sense.", value=value), t("Give −100 to 2000; 20 means +20 %."))
    override = ForecastOverride(channel, start, end, measure, operation, value, reason.strip(), author)
    with ws.write():
        stored = forecasts.add_override(ws, override)
        audit.append(ws, "override added", str(stored.override_id), {"operation": operation, "value": value})
    return _override_row(stored)


def undo_override(ws: Workspace, override_id: int, author: str = "") -> None:
    """Take an override back; it stays in the record as undone."""
    from planner.storage import audit, forecasts

    with ws.write():
        forecasts.undo_override(ws, override_id, author)
        audit.append(ws, "override undone", str(override_id))


def _override_row(o: ForecastOverride) -> OverrideRow:
    return OverrideRow(
        o.override_id, o.start, o.end, o.channel, o.measure, o.operation, o.value, o.author, o.reason,  # type: ignore[arg-type]
        o.created_at or o.start, o.undone_at is not None,
    )  # fmt: skip
