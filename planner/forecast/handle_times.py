"""Corrections of the handle time on channels whose settings give handle times by number of chats held.

Such a channel is staffed from its ladder (`handle_s_by_level`), not from the forecast's AHT. A correction of the AHT
moves the whole ladder by the same factor: chats that take a tenth longer do so at every level.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.db.transactions import reads
from planner.domain.demand import Channel
from planner.domain.time import TimeGrid
from planner.forecast.overrides import in_force, overridden
from planner.forecast.store.forecasts import latest_forecast

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.staffing.required import ChannelStaffing

MANY = 16
"""Distinct factors above which they are rounded to whole per cents."""


@reads
def handle_factor(ws: Workspace, grid: TimeGrid, channel: Channel) -> tuple[float, ...]:
    """AHT after corrections over AHT before, one value an interval of the grid; 1 where nothing corrects it.

    Where the forecast has no AHT the channel's own is what corrections start from.
    """
    plain = (1.0,) * len(grid)
    made = [o for o in in_force(ws, grid.start, grid.end)
            if not o.undone and o.measure == "aht_s" and o.channel in ("", channel.name)]  # fmt: skip
    found = latest_forecast(ws, grid.start, grid.end) if made else None
    if found is None:
        return plain
    meta, columns = found
    filled = {**columns, "aht_s": [channel.aht_s if math.isnan(a) else a for a in columns["aht_s"].tolist()]}
    filled["aht_s"] = np.array(filled["aht_s"], float)
    before = overridden(filled, channel.name, (), grid.zone)
    after = overridden(filled, channel.name, made, grid.zone)
    ratios = {at: after[at]["aht_s"] / row["aht_s"] for at, row in before.items() if row["aht_s"] > 0}
    width = meta.minutes * 60
    return tuple(ratios.get(at - at % width, ratios.get(at, 1.0)) for at in (int(i.timestamp()) for i in grid.instants))


def scaled(channel: Channel, factor: float) -> Channel:
    """The channel with its handle times by level moved by a factor."""
    return replace(channel, handle_s_by_level=tuple(h * factor for h in channel.handle_s_by_level))


def staff_scaled(
    channel: Channel, factors: Sequence[float], staff: Callable[[Channel], ChannelStaffing]
) -> ChannelStaffing:
    """Staffing by interval with the ladder moved by each interval's factor; `staff` computes a whole grid."""
    factor = np.asarray(factors, float)
    if not channel.handle_s_by_level or (factor == 1).all():
        return staff(channel)
    if len(np.unique(factor)) > MANY:
        factor = np.round(factor, 2)
    parts = [(factor == f, staff(scaled(channel, float(f)))) for f in np.unique(factor)]
    mask, first = parts[0]
    merged: dict[str, Any] = {}
    for name in (f.name for f in fields(first)):
        value = getattr(first, name)
        if isinstance(value, np.ndarray) and value.shape == factor.shape:
            merged[name] = np.select([m for m, _ in parts], [getattr(p, name) for _, p in parts])
    binding = list(first.binding)
    for mask, part in parts[1:]:
        binding = [b if here else a for a, b, here in zip(binding, part.binding, mask, strict=True)]
    return replace(first, binding=tuple(binding), **merged)
