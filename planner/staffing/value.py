"""What one more agent-hour earns where contacts sell, against what it costs.

One agent more lets fewer customers hang up, and those who stay wait less. Each contact kept is worth
conversion * average order * margin, as far as it would not have come back by itself (`lost_share`). The gain of the
next agent falls as agents are added, so that a peak is staffed for profit up to the last agent whose gain covers the
cost, whatever the service level target says; where the two differ is the news.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from planner.domain.demand import Channel, ChannelKind
from planner.staffing.erlang import Floats, checked
from planner.staffing.required import least_agents, performance

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Sales:
    """What a contact of a channel sells.

    `conversion`: share of answered contacts that buy. `average_order`: net euros an order. `margin`: share of it that
    stays. `lost_share`: share of those who hang up and buy nowhere else of ours. `wait_loss_per_min`: share of the
    conversion lost for each minute of mean wait (0: waiting alone costs no sale).
    """

    conversion: float
    average_order: float
    margin: float
    lost_share: float = 1.0
    wait_loss_per_min: float = 0.0

    @property
    def per_contact(self) -> float:
        """Euros of margin an answered contact brings."""
        return self.conversion * self.average_order * self.margin


@dataclass(frozen=True)
class AgentValue:
    """By interval, in euros an agent-hour (of an agent who is there: cost has the shrinkage in it).

    `gain_next` is what one more than `agents` would earn, `gain_last` what the last of them earns. `agents_service`
    meets the targets; `agents_profit` is the number up to which each agent covers the cost. `margin_lost` is what
    hanging up and waiting cost in the interval at `agents`; `profit_change` what going from `agents_service` to
    `agents_profit` adds in the interval.
    """

    agents: Floats
    gain_next: Floats
    gain_last: Floats
    cost: Floats
    agents_service: Floats
    agents_profit: Floats
    sl_service: Floats
    sl_profit: Floats
    margin_lost: Floats
    profit_change: Floats

    @property
    def differs(self) -> Floats:
        """Agents that profit asks beyond (or, negative, short of) the service level target."""
        return np.asarray(self.agents_profit - self.agents_service)


def value_of_agents(
    channel: Channel,
    volumes: ArrayLike,
    aht_s: ArrayLike,
    sales: Sales,
    cost_per_hour: float,
    interval_s: float = 1800.0,
    agents: ArrayLike | None = None,
    shrinkage: ArrayLike | None = None,
) -> AgentValue:
    """The worth of the next agent in every interval of a live or concurrent channel.

    Args:
        agents: whole agents there in each interval; those that meet the targets when None.
        cost_per_hour: euros an hour paid; divided by (1 - shrinkage).
        shrinkage: share, or one by interval; the channel's own when None.

    Raises:
        ValueError: a deferred channel (nobody waits on the line), negative or missing values.
    """
    for name in ("conversion", "margin", "lost_share", "wait_loss_per_min"):
        checked(name, getattr(sales, name), high=1.0)
    checked("average_order", sales.average_order)
    if channel.kind is ChannelKind.DEFERRED:
        raise ValueError(f"{channel.name} is a deferred channel: nobody hangs up, one more agent-hour sells nothing")
    volume = np.atleast_1d(checked("volume", volumes)).astype(float)
    handle = np.array(np.broadcast_to(checked("aht_s", aht_s), volume.shape))
    away = checked("shrinkage", channel.shrinkage if shrinkage is None else shrinkage, high=1.0)
    if (away >= 1).any():
        raise ValueError("shrinkage is 1; it must be below 1")
    cost = np.broadcast_to(checked("cost_per_hour", cost_per_hour, low=1e-9) / (1.0 - away), volume.shape)
    hours = interval_s / 3600.0
    service = least_agents(channel, volume, handle, interval_s)
    if np.isnan(service).any():
        raise ValueError(f"{channel.name}: its targets are not reached by any number of agents")
    now = service if agents is None else np.array(np.broadcast_to(checked("agents", agents), volume.shape))

    def lost(n: Floats) -> Floats:
        return _lost(channel, volume, handle, interval_s, np.maximum(n, 0.0), sales)

    def gain(n: Floats) -> Floats:
        """Euros an agent-hour that the step from n to n + 1 earns."""
        with np.errstate(invalid="ignore"):
            step = (lost(n) - lost(n + 1.0)) / hours
        return np.where(np.isnan(step), math.inf, step)  # both unstable: another agent is needed in any case

    profit = np.where(volume > 0, service, 0.0)
    while True:
        more = (gain(profit) >= cost) & (volume > 0) & (profit < _MOST)
        if not more.any():
            break
        profit = profit + more
    while True:
        fewer = (profit > 0) & (gain(profit - 1.0) < cost)
        if not fewer.any():
            break
        profit = profit - fewer
    sl_service = performance(channel, volume, handle, interval_s, service)[0]
    sl_profit = performance(channel, volume, handle, interval_s, profit)[0]
    with np.errstate(invalid="ignore"):
        change = lost(service) - lost(profit) - (profit - service) * cost * hours
    return AgentValue(
        now, gain(now), np.where(now > 0, gain(now - 1.0), math.nan), cost, service, profit, sl_service, sl_profit,
        lost(now), change,
    )  # fmt: skip


def _lost(channel: Channel, volume: Floats, aht_s: Floats, interval_s: float, agents: Floats, sales: Sales) -> Floats:
    """Euros of margin lost in the interval to hanging up and to waiting; infinite where the queue is unstable."""
    _, asa, left, _ = performance(channel, volume, aht_s, interval_s, agents)
    kept = (1.0 - left) * np.minimum(sales.wait_loss_per_min * asa / 60.0, 1.0)
    share = left * sales.lost_share + kept
    return np.asarray(np.where(np.isnan(asa), math.inf, volume * share * sales.per_contact))
