"""A planner's corrections of the forecast: entered with a reason, undone without being forgotten, applied in order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

import forecasting
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.domain.remark import Told
from planner.domain.workspace import ForecastOverride, Measure, Operation
from planner.forecast import locks
from planner.forecast.store import forecasts
from planner.forecast.store.forecasts import read_overrides
from planner.shop.store.history import history_span

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

QUANTILES = ("q025", "q10", "q50", "q90", "q975")


@reads
def in_force(ws: Workspace, start: datetime, end: datetime) -> tuple[ForecastOverride, ...]:
    """Overrides that touch [start, end) UTC in the order made, those undone included and marked."""
    return read_overrides(ws, start, end, undone=True)


Series = dict[int, dict[str, float]]
"""Epoch seconds of an interval → mean, base, quantiles, aht_s."""


def overridden(columns: Mapping[str, Any], channel: str, overrides: Sequence[ForecastOverride], zone: str) -> Series:
    """One channel's stored forecast with the overrides applied in the order they were made.

    On contacts, set, add, min and max speak of the total of each local day (of the part that lies in the span); on
    AHT, of each interval. Quantiles move with the mean, see `forecasting.adjust`.
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
        if inside:
            _apply(out, inside, o, zone)
    return out


def _apply(out: Series, inside: Sequence[int], o: ForecastOverride, zone: str) -> None:
    """One correction by the engine's own arithmetic, on the intervals of its span."""
    names = ("mean", *QUANTILES, "aht_s")
    table = pd.DataFrame([[out[k][n] for n in names] for k in inside], columns=list(names))
    table.insert(0, "channel", "one")
    table.insert(0, "interval_start", pd.to_datetime(list(inside), unit="s", utc=True))
    change = forecasting.Override(
        o.operation, o.value, o.measure, scope="day" if o.measure == "contacts" else "interval"
    )
    moved = forecasting.apply_override(table, change, zone=zone)
    for k, row in zip(inside, moved[list(names)].itertuples(index=False), strict=True):
        out[k].update(zip(names, (float(v) for v in row), strict=True))


@writes
def add_override(
    ws: Workspace,
    *,
    start: datetime,
    end: datetime,
    channel: str,
    measure: Measure,
    operation: Operation,
    value: float,
    reason: Told,
    author: str = "",
    of_today: bool = False,
) -> ForecastOverride:
    """Correct the forecast on [start, end) UTC; refused without a reason, with a value that makes no sense, or where a
    publication locks the days (`of_today` says that it is the rest of today, which moves even then).

    On contacts, set, add, min and max speak of a channel's total of each local day within the span (name a time and
    they speak of that stretch), percent scales it. Amounts are asked by channel where there are several: an amount
    for all of them would count once for each.
    """
    if isinstance(reason, str) and not (reason := reason.strip()):
        raise Refused(t("An override needs a reason."), t("Write one, so that everybody knows why next week."))
    if end <= start:
        raise Refused(t("The override ends before it starts."), t("Exchange the two times."))
    if not math.isfinite(value) or (operation in ("set", "min", "max") and value < 0):
        raise Refused(t("{value} is no number of contacts or seconds.", value=value), t("Give 0 or more."))
    if operation == "percent" and not -100 <= value <= 2000:
        raise Refused(t("A change of {value} % makes no sense.", value=value), t("Give −100 to 2000; 20 means +20 %."))
    known = history_span(ws).channels
    if channel and known and channel not in known:
        raise Refused(t("There is no channel {channel}.", channel=channel),
                      t("Channels: {names}", names=", ".join(known)))  # fmt: skip
    if not channel and operation != "percent" and measure == "contacts" and len(known) > 1:
        raise Refused(
            t("A number of contacts for all channels would count once for each of them."),
            t("Name the channel ({names}), or change all by per cent.", names=", ".join(known)),
        )
    if not of_today:
        locks.refuse_locked(ws, start, end)
    override = ForecastOverride(channel, start, end, measure, operation, value, reason, author)
    stored = forecasts.add_override(ws, override)
    audit.append(ws, "override added", str(stored.override_id), {"operation": operation, "value": value})
    return stored


@writes
def undo_override(ws: Workspace, override_id: int, author: str = "") -> None:
    """Take an override back; it stays in the record as undone. Refused for one that was published and locked."""
    locks.refuse_published(ws, override_id)
    forecasts.undo_override(ws, override_id, author)
    audit.append(ws, "override undone", str(override_id))
