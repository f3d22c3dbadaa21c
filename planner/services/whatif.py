"""What if we promised less, took longer, lost more time, or bots answered more? Agents, hours and cost at once.

`base` reads everything; `outcome` only computes, and only the channel that changed, so that a slider can be held
down; `apply` makes it so. Planned on the forecast's mean: both sides of a comparison stand on the same ground.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.domain.demand import Channel, ChannelKind
from planner.domain.people import Agent
from planner.domain.time import TimeGrid, midnight
from planner.errors import Refused
from planner.i18n import percent, t

if TYPE_CHECKING:
    from planner.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lever:
    """Where the sliders of one channel stand; shares, and `aht_change` as a change (+0.1 = a tenth longer).

    `self_service` is the share of the contacts forecast that bots and help pages take on top of today. It takes the
    simple ones first; raise `aht_change` with it where the rest are harder.
    """

    sl: float | None
    shrinkage: float
    aht_change: float = 0.0
    self_service: float = 0.0


@dataclass(frozen=True)
class Base:
    """What the sliders start from: the forecast's means by channel, and what an hour costs."""

    grid: TimeGrid
    channels: tuple[Channel, ...]
    volumes: tuple[tuple[float, ...], ...]
    aht_s: tuple[tuple[float, ...], ...]
    hour_costs: tuple[Decimal | None, ...]
    """Euros a paid hour of those who serve the channel, weighted by contract; None when nobody's cost is known."""
    contract_hours: float
    """Of all agents in the span."""
    agent_week_hours: float
    """Mean contract hours a week of an agent; 0 when there are no agents."""

    def lever(self, name: str) -> Lever:
        """The sliders of a channel as things stand."""
        channel = next(c for c in self.channels if c.name == name)
        return Lever(channel.target.sl, channel.shrinkage)


@dataclass(frozen=True)
class ChannelOutcome:
    """One channel under its sliders. `agents` is the peak in people rostered (whole), `required` by interval."""

    channel: str
    lever: Lever
    contacts: float
    aht_s: float | None
    agents: int
    peak_at: datetime | None
    hours: float
    cost: Decimal | None
    required: tuple[float, ...]


@dataclass(frozen=True)
class Outcome:
    """All channels under their sliders. `agents`: the peak of all together; `fulltime`: the hours in mean contracts."""

    channels: tuple[ChannelOutcome, ...]
    agents: int
    hours: float
    cost: Decimal | None
    """None when a channel that asks for hours has no cost an hour."""
    fulltime: float | None

    def channel(self, name: str) -> ChannelOutcome:
        """The outcome of one channel."""
        return next(c for c in self.channels if c.channel == name)


def base(ws: Workspace, first_day: date, days: int = 7) -> Base:
    """Everything the sliders need. Raises Refused when no forecast covers the span."""
    from planner.services.people import contract_hours, team
    from planner.services.staffing_inputs import read_inputs
    from planner.storage.workspace import read_settings

    settings = read_settings(ws)
    data = read_inputs(ws, TimeGrid(first_day, days, settings.interval_minutes, settings.time_zone))
    agents = team(ws, first_day, days).agents
    weekly = [a.contract.weekly_minutes / 60 for a in agents]
    return Base(
        data.grid, data.channels, tuple(tuple(v.tolist()) for v in data.volumes),
        tuple(tuple(v.tolist()) for v in data.aht_s), tuple(hour_cost(agents, c.name) for c in data.channels),
        contract_hours(ws, first_day, days), sum(weekly) / len(weekly) if weekly else 0.0,
    )  # fmt: skip


def hour_cost(agents: Sequence[Agent], channel: str) -> Decimal | None:
    """Euros a paid hour of those who serve a channel (of everybody where nobody does), weighted by contract."""
    known = [a for a in agents if a.hourly_cost is not None]
    able = [a for a in known if channel in a.skills] or known
    weight = sum(a.contract.weekly_minutes for a in able)
    if weight == 0:
        return None
    total = sum(((a.hourly_cost or Decimal()) * a.contract.weekly_minutes for a in able), Decimal())
    return (total / weight).quantize(Decimal("0.01"))


def outcome(start: Base, levers: Mapping[str, Lever], before: Outcome | None = None) -> Outcome:
    """Agents, hours and cost with the sliders at `levers` (channels not named stay as they are).

    Channels whose slider stands where it stood in `before` are not computed again. Raises Refused for a target that no
    number of agents reaches or a share out of range.
    """
    kept = {(c.channel, c.lever): c for c in before.channels} if before else {}
    found = []
    for i, channel in enumerate(start.channels):
        lever = levers.get(channel.name, start.lever(channel.name))
        found.append(kept.get((channel.name, lever)) or _channel(start, i, lever))
    sums = [sum(values) for values in zip(*(c.required for c in found), strict=True)]
    hours = sum(c.hours for c in found)
    weeks = start.grid.days / 7
    known = all(c.cost is not None or c.hours == 0 for c in found)
    return Outcome(
        tuple(found),
        math.ceil(max(sums, default=0.0) - 1e-9),
        hours,
        sum((c.cost for c in found if c.cost is not None), Decimal()) if known else None,
        hours / weeks / start.agent_week_hours if start.agent_week_hours > 0 else None,
    )


def _channel(start: Base, i: int, lever: Lever) -> ChannelOutcome:
    from planner.services.requirements import staff_channel

    checked(lever)
    channel, grid = start.channels[i], start.grid
    changed = with_lever(channel, lever)
    volumes = [v * (1 - lever.self_service) for v in start.volumes[i]]
    handle = [a * (1 + lever.aht_change) for a in start.aht_s[i]]
    levels = tuple(h * (1 + lever.aht_change) for h in channel.handle_s_by_level)
    changed = replace(changed, aht_s=channel.aht_s * (1 + lever.aht_change), handle_s_by_level=levels)
    required = tuple(float(v) for v in staff_channel(changed, grid, volumes, handle).required)
    hours = sum(required) * grid.minutes / 60
    top = max(range(len(required)), key=required.__getitem__)
    contacts = sum(volumes)
    mean_aht = sum(v * a for v, a in zip(volumes, handle, strict=True)) / contacts if contacts else None
    price = start.hour_costs[i]
    cost = (price * Decimal(repr(round(hours, 6)))).quantize(Decimal("0.01")) if price is not None else None
    return ChannelOutcome(
        channel.name, lever, contacts, mean_aht, math.ceil(required[top] - 1e-9),
        grid.local_starts[top] if required[top] > 0 else None, hours, cost, required,
    )  # fmt: skip


def checked(lever: Lever) -> Lever:
    """The lever; refused when a slider stands where no slider can."""
    for name, value, top in (("self_service", lever.self_service, 1.0), ("shrinkage", lever.shrinkage, 0.99)):
        if not 0 <= value <= top:
            raise Refused(t("{name} = {value} is not a share.", name=name, value=value),
                          t("Give it between 0 and {top}.", top=top))  # fmt: skip
    if lever.sl is not None and not 0 < lever.sl <= 1:
        raise Refused(t("{name} = {value} is not a share.", name="sl", value=lever.sl), t("Give it between 0 and 1."))
    if not -1 < lever.aht_change <= 10:
        raise Refused(t("{name} = {value} is no change of a handling time.", name="aht_change", value=lever.aht_change),
                      t("Give it above -1; 0.1 is a tenth longer."))  # fmt: skip
    return lever


def with_lever(channel: Channel, lever: Lever) -> Channel:
    """The channel with the lever's target and shrinkage."""
    return replace(channel, target=replace(channel.target, sl=lever.sl), shrinkage=lever.shrinkage)


def apply(ws: Workspace, start: Base, levers: Mapping[str, Lever], *, author: str = "") -> tuple[str, ...]:
    """Make it so: targets and shrinkage are set on the channels; contacts and handling time become corrections of the
    forecast of the span, to be taken back on the Forecast screen. Returns what was changed, in words; the requirement
    is not worked out again.
    """
    from planner.services import overrides, requirements

    said = []
    grid = start.grid
    first, last = midnight(grid.first_day, grid.zone), midnight(grid.first_day + timedelta(days=grid.days), grid.zone)
    for name, lever in levers.items():
        checked(lever)
        channel = next(c for c in requirements.channels(ws) if c.name == name)
        label, old = requirements.label(channel), start.lever(name)
        if (lever.sl, lever.shrinkage) != (old.sl, old.shrinkage):
            requirements.set_channel(ws, with_lever(channel, lever))
            if lever.sl is not None and lever.sl != old.sl:
                said.append(t("{channel}: service level {value}", channel=label, value=percent(lever.sl, 1)))
            if lever.shrinkage != old.shrinkage:
                said.append(t("{channel}: shrinkage {value}", channel=label, value=percent(lever.shrinkage, 1)))
        if lever.self_service:
            overrides.add_override(ws, start=first, end=last, channel=name, measure="contacts", operation="percent",
                                   value=round(-100 * lever.self_service, 6),
                                   reason=t("what if: bots and self-service"), author=author)  # fmt: skip
            said.append(t("{channel}: contacts {value} in these days", channel=label,
                          value=percent(-lever.self_service, 1)))  # fmt: skip
        if lever.aht_change and not channel.handle_s_by_level:
            overrides.add_override(ws, start=first, end=last, channel=name, measure="aht_s", operation="percent",
                                   value=round(100 * lever.aht_change, 6), reason=t("what if: handling time"),
                                   author=author)  # fmt: skip
            said.append(t("{channel}: handling time {value} in these days", channel=label,
                          value=percent(lever.aht_change, 1, signed=True)))  # fmt: skip
        elif lever.aht_change:
            levels = tuple(round(h * (1 + lever.aht_change), 3) for h in channel.handle_s_by_level)
            current = next(c for c in requirements.channels(ws) if c.name == name)
            requirements.set_channel(ws, replace(current, handle_s_by_level=levels))
            said.append(t("{channel}: handling time {value} at every level", channel=label,
                          value=percent(lever.aht_change, 1, signed=True)))  # fmt: skip
    return tuple(said)


def is_deferred(channel: Channel) -> bool:
    """Whether the work of a channel may wait."""
    return channel.kind is ChannelKind.DEFERRED
