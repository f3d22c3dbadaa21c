"""What if we promised less, took longer, lost more time, or bots answered more? Agents, hours and cost at once.

`base` reads everything; `outcome` only computes, and only the channel that changed, so that a slider can be held
down; `apply` makes it so. Both sides of a comparison are planned alike: on the forecast's distribution as the
requirement is, at a chosen probability of meeting the targets, or on the mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from planner.base.errors import Conflict, Refused
from planner.base.i18n import percent, t
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.demand import Channel, ChannelKind
from planner.domain.people import Agent
from planner.domain.spoken import remark
from planner.domain.time import TimeGrid, midnight
from planner.forecast import locks, overrides, volumes
from planner.forecast.overrides import QUANTILES
from planner.requirement import requirements
from planner.requirement.requirements import LEVELS, staffed
from planner.requirement.shrinkage import checked as kinds_checked
from planner.requirement.shrinkage import shares
from planner.requirement.staffing_inputs import read_inputs
from planner.shop.channels import set_channel
from planner.shop.labels import label_of
from planner.shop.people import contract_hours, team
from planner.shop.store.channels import read_channels
from planner.staffing.required import pooled_heads, requirement_for, shrunk

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.staffing.required import PlanOn


@dataclass(frozen=True, slots=True)
class Lever:
    """Where the sliders of one channel stand; shares, and `aht_change` as a change (+0.1 = a tenth longer).

    `self_service` is the share of the contacts forecast that bots and help pages take on top of today. It takes the
    simple ones first; raise `aht_change` with it where the rest are harder. Where a channel has its shrinkage by kind,
    `planned` and `unplanned` are the means over its opening hours, kinds move in proportion, and `shrinkage` stays.
    """

    sl: float | None
    shrinkage: float
    aht_change: float = 0.0
    self_service: float = 0.0
    planned: float = 0.0
    unplanned: float = 0.0

    @property
    def work(self) -> tuple[float | None, float, float]:
        """What decides the agents that must be there."""
        return self.sl, self.aht_change, self.self_service


@dataclass(frozen=True)
class Base:
    """What the sliders start from: the forecast by channel, and what an hour costs."""

    grid: TimeGrid
    channels: tuple[Channel, ...]
    volumes: tuple[tuple[float, ...], ...]
    planned: tuple[tuple[float, ...], ...]
    """The volumes that deferred channels are planned on (see `requirements.planned_volume`); else the same."""
    aht_s: tuple[tuple[float, ...], ...]
    hour_costs: tuple[Decimal | None, ...]
    """Euros a paid hour of those who serve the channel, weighted by contract; None when nobody's cost is known."""
    contract_hours: float
    """Of all agents in the span."""
    agent_week_hours: float
    """Mean contract hours a week of an agent; 0 when there are no agents."""
    plan_on: PlanOn
    quantiles: tuple[tuple[tuple[float, ...], ...], ...]
    """By channel: the contacts' quantiles at `requirements.LEVELS`."""
    stands_on: str = ""
    """The fingerprint of forecast, corrections and channels at that time."""

    def lever(self, name: str) -> Lever:
        """The sliders of a channel as things stand."""
        channel = next(c for c in self.channels if c.name == name)
        planned, unplanned = channel.mean_away() if channel.shrinkage_kinds else (0.0, 0.0)
        return Lever(channel.target.sl, channel.shrinkage, planned=round(planned, 6), unplanned=round(unplanned, 6))


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
    there: tuple[float, ...]
    """Agents there, with the minimum staff and before shrinkage."""
    shares: tuple[Fraction, ...]


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


@reads
def base(ws: Workspace, first_day: date, days: int = 7, *, plan_on: PlanOn = "expected") -> Base:
    """Everything the sliders need, planned on `plan_on` as in `requirements.run`.

    Raises Refused when no forecast covers the span.
    """
    settings = read_settings(ws)
    data = read_inputs(ws, TimeGrid(first_day, days, settings.interval_minutes, settings.time_zone))
    agents = team(ws, first_day, days).agents
    weekly = [a.contract.weekly_minutes / 60 for a in agents]
    planned = [
        requirements.planned_volume(ws, data.grid, c, data.volumes[i].tolist(), plan_on)[0]
        for i, c in enumerate(data.channels)
    ]
    spreads = [volumes.on_grid(ws, data.grid, c.name) for c in data.channels]
    return Base(
        data.grid, data.channels, tuple(tuple(v.tolist()) for v in data.volumes), tuple(map(tuple, planned)),
        tuple(tuple(v.tolist()) for v in data.aht_s), tuple(hour_cost(agents, c.name) for c in data.channels),
        contract_hours(ws, first_day, days), sum(weekly) / len(weekly) if weekly else 0.0, plan_on,
        tuple(tuple(tuple(s.quantiles[q]) for q in QUANTILES) for s in spreads if s is not None),
        requirements.fingerprint(ws, data.grid),
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
    kept = {c.channel: c for c in before.channels} if before else {}
    found = []
    for i, channel in enumerate(start.channels):
        lever = levers.get(channel.name, start.lever(channel.name))
        last = kept.get(channel.name)
        found.append(last if last is not None and last.lever == lever else _channel(start, i, lever, last))
    hours = sum(c.hours for c in found)
    weeks = start.grid.days / 7
    known = all(c.cost is not None or c.hours == 0 for c in found)
    return Outcome(
        tuple(found),
        _heads(found),
        hours,
        sum((c.cost for c in found if c.cost is not None), Decimal()) if known else None,
        hours / weeks / start.agent_week_hours if start.agent_week_hours > 0 else None,
    )


def _heads(parts: Sequence[ChannelOutcome]) -> int:
    """People rostered at the peak of some channels together: one exact ceiling on the pooled group."""
    sums = [sum(values) for values in zip(*(c.required for c in parts), strict=True)]
    top = max(sums, default=0.0)
    near = [k for k, value in enumerate(sums) if value >= top - 1e-6]
    return max((pooled_heads((c.there[k], c.shares[k]) for c in parts) for k in near), default=0)


def _channel(start: Base, i: int, lever: Lever, last: ChannelOutcome | None = None) -> ChannelOutcome:
    """One channel under its sliders; agents are taken from `last` where only shrinkage was moved since."""
    checked(lever)
    channel, grid = with_lever(start.channels[i], lever), start.grid
    volumes = [v * (1 - lever.self_service) for v in start.volumes[i]]
    handle = [a * (1 + lever.aht_change) for a in start.aht_s[i]]
    there = last.there if last is not None and last.lever.work == lever.work else _there(start, i, lever, handle)
    lost = shares(channel, grid)
    required = tuple(shrunk(np.array(there), lost).tolist())
    hours = sum(required) * grid.minutes / 60
    top = max(range(len(required)), key=required.__getitem__)
    contacts = sum(volumes)
    mean_aht = sum(v * a for v, a in zip(volumes, handle, strict=True)) / contacts if contacts else None
    price = start.hour_costs[i]
    cost = (price * Decimal(repr(round(hours, 6)))).quantize(Decimal("0.01")) if price is not None else None
    peak_at = grid.local_starts[top] if required[top] > 0 else None
    made = ChannelOutcome(
        channel.name, lever, contacts, mean_aht, 0, peak_at, hours, cost, required, there, tuple(lost)
    )  # fmt: skip
    return replace(made, agents=_heads([made]))


def _there(start: Base, i: int, lever: Lever, handle: Sequence[float]) -> tuple[float, ...]:
    """Agents there by interval, with the minimum staff."""
    channel, grid, kept = with_lever(start.channels[i], lever), start.grid, 1 - lever.self_service
    levels = tuple(h * (1 + lever.aht_change) for h in channel.handle_s_by_level)
    channel = replace(channel, aht_s=channel.aht_s * (1 + lever.aht_change), handle_s_by_level=levels)
    plan_on: PlanOn = "mean" if channel.kind is ChannelKind.DEFERRED else start.plan_on
    volume = [v * kept for v in start.planned[i]]
    staffing = requirement_for(
        channel, volume, handle, grid.minutes * 60.0, open_=staffed(channel, grid, volume),
        shrinkage=0, levels=LEVELS, plan_on=plan_on, quantiles=[[v * kept for v in q] for q in start.quantiles[i]],
    )  # fmt: skip
    return tuple(float(v) for v in staffing.required)


def checked(lever: Lever) -> Lever:
    """The lever; refused when a slider stands where no slider can."""
    shares = (("self_service", lever.self_service, 1.0), ("shrinkage", lever.shrinkage, 0.99),
              ("planned", lever.planned, 0.99), ("unplanned", lever.unplanned, 0.99))  # fmt: skip
    for name, value, top in shares:
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
    """The channel with the lever's target and shrinkage; refused where the kinds have no such part to move."""
    target = replace(channel.target, sl=lever.sl)
    if not channel.shrinkage_kinds:
        if lever.planned or lever.unplanned:
            raise Refused(t("{channel} has no shrinkage by kind.", channel=channel.name),
                          t("Move its one share, or enter kinds: {command}",
                            command="cuadrante staffing shrinkage ..."))  # fmt: skip
        return replace(channel, target=target, shrinkage=lever.shrinkage)
    if lever.shrinkage != channel.shrinkage:
        raise Refused(t("{channel} has its shrinkage by kind.", channel=channel.name),
                      t("Move planned and unplanned instead."))  # fmt: skip
    before = dict(zip((True, False), channel.mean_away(), strict=True))
    after = {True: lever.planned, False: lever.unplanned}
    moved = {planned for planned in (True, False) if round(before[planned], 6) != after[planned]}
    for planned in moved:
        if before[planned] == 0:
            raise Refused(t("{channel} has no kind of that nature to move.", channel=channel.name),
                          t("Enter one: {command}", command="cuadrante staffing shrinkage ..."))  # fmt: skip
    if not moved:
        return replace(channel, target=target)
    kinds = [
        replace(k, share=round(k.share * after[k.planned] / before[k.planned], 6)) if k.planned in moved else k
        for k in channel.shrinkage_kinds
    ]
    return replace(channel, target=target, shrinkage_kinds=kinds_checked(kinds))


@writes
def apply(ws: Workspace, start: Base, levers: Mapping[str, Lever], *, author: str = "") -> tuple[str, ...]:
    """Make it so: targets and shrinkage are set on the channels; contacts and handling time become corrections of the
    forecast of the span, to be taken back on the Forecast screen. Returns what was changed, in words; the requirement
    is not worked out again. Refused before anything is changed where a publication locks the forecast; Conflict where
    it, or a channel, is not what `start` was computed from.
    """
    said = []
    grid = start.grid
    if start.stands_on and start.stands_on != requirements.fingerprint(ws, grid):
        raise Conflict(t("The forecast or a channel was changed meanwhile."),
                       t("Look at it as it stands now, then do it again."))  # fmt: skip
    first, last = midnight(grid.first_day, grid.zone), midnight(grid.first_day + timedelta(days=grid.days), grid.zone)
    if any(lever.self_service or lever.aht_change for lever in levers.values()):
        locks.refuse_locked(ws, first, last)
    for name, lever in levers.items():
        checked(lever)
        channel = next(c for c in read_channels(ws) if c.name == name)
        label, old = label_of(channel), start.lever(name)
        moved = (lever.shrinkage, lever.planned, lever.unplanned) != (old.shrinkage, old.planned, old.unplanned)
        if lever.sl != old.sl or moved:
            set_channel(ws, with_lever(channel, lever))
            if lever.sl is not None and lever.sl != old.sl:
                said.append(t("{channel}: service level {value}", channel=label, value=percent(lever.sl, 1)))
            if moved:
                mean = with_lever(channel, lever).mean_shrinkage()
                said.append(t("{channel}: shrinkage {value}", channel=label, value=percent(mean, 1)))
        if lever.self_service:
            overrides.add_override(ws, start=first, end=last, channel=name, measure="contacts", operation="percent",
                                   value=round(-100 * lever.self_service, 6),
                                   reason=remark("what_if_bots"), author=author)  # fmt: skip
            said.append(t("{channel}: contacts {value} in these days", channel=label,
                          value=percent(-lever.self_service, 1)))  # fmt: skip
        if lever.aht_change:
            overrides.add_override(ws, start=first, end=last, channel=name, measure="aht_s", operation="percent",
                                   value=round(100 * lever.aht_change, 6), reason=remark("what_if_aht"),
                                   author=author)  # fmt: skip
            said.append(t("{channel}: handling time {value} in these days", channel=label,
                          value=percent(lever.aht_change, 1, signed=True)))  # fmt: skip
    return tuple(said)
