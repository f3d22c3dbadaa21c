"""A finished roster tried on thousands of days drawn from the forecast's distribution.

Arrays, not frames: channels C, skill groups G, intervals T. Breaks, meetings and absences are already out of
`on_duty`. What is assumed stands at the top of `_events`. In a steady state the results agree with `erlang` and
`concurrent`, and tests hold them to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.domain.demand import Channel, ChannelKind
from planner.staffing import _events
from planner.staffing.deferred import BLENDED_OCCUPANCY_MAX, due_slots
from planner.staffing.erlang import Floats, checked
from planner.staffing.required import response_slots

_KIND = {
    ChannelKind.LIVE: _events.LIVE,
    ChannelKind.CONCURRENT: _events.CONCURRENT,
    ChannelKind.DEFERRED: _events.DEFERRED,
}


CHUNK = 10
"""Horizons simulated between two looks at whether to stop."""


@dataclass(frozen=True)
class AgentDays:
    """S shifts as cells of `on_duty`: those of shift s are first[s]:first[s + 1]. `away` (S): the probability that its
    agent is away for all of it; only shifts with a probability above 0 are held."""

    first: NDArray[np.int64]
    group: NDArray[np.int64]
    interval: NDArray[np.int64]
    share: Floats
    away: Floats

    @classmethod
    def of(cls, shifts: Sequence[Sequence[tuple[int, int, float]]], all_day: ArrayLike) -> AgentDays:
        """From (group, interval, share on duty) cells; `all_day` is G x T, the probability of each cell's agent to be
        away for the day, averaged over the shift."""
        odds = np.asarray(all_day, float)
        kept = []
        for cells in shifts:
            weight = sum(part for _, _, part in cells)
            away = sum(odds[g, k] * part for g, k, part in cells) / weight if weight > 0 else 0.0
            if away > 0:
                kept.append((cells, float(away)))
        flat = [cell for cells, _ in kept for cell in cells]
        return cls(
            np.cumsum([0, *(len(cells) for cells, _ in kept)]), np.array([c[0] for c in flat], np.int64),
            np.array([c[1] for c in flat], np.int64), np.array([c[2] for c in flat], float),
            np.array([away for _, away in kept], float),
        )  # fmt: skip

    def lost(self, shape: tuple[int, ...]) -> Floats:
        """Agents of each group and interval lost by this on average."""
        out = np.zeros(shape)
        np.add.at(out, (self.group, self.interval), self.share * np.repeat(self.away, np.diff(self.first)))
        return out


NO_SHIFTS = AgentDays(np.zeros(1, np.int64), *(np.zeros(0, np.int64),) * 2, *(np.zeros(0),) * 2)


@dataclass(frozen=True)
class Simulation:
    """What the roster did; arrays are C x T unless said; nan where nothing was offered.

    For deferred channels contacts count in the interval they are due in, service level is the share done in time,
    and `backlog_h` is the agent-hours left at the end of an interval. `low` and `high` bound the mean over all days at
    95 % confidence; `p10` and `p90` are what one day in ten falls below or exceeds.
    """

    replications: int
    offered: Floats
    service_level: Floats
    service_level_low: Floats
    service_level_high: Floats
    service_level_p10: Floats
    service_level_p90: Floats
    asa_s: Floats
    asa_low_s: Floats
    asa_high_s: Floats
    p_abandon: Floats
    p_abandon_low: Floats
    p_abandon_high: Floats
    backlog_h: Floats
    backlog_p90_h: Floats
    occupancy: Floats
    """G x T: share of the time on duty spent on contacts, conversations and deferred work."""
    total_service_level: Floats
    """C x 3: over the whole horizon, with its lower and upper bound."""
    total_abandon: Floats
    """C: share of all contacts that hung up."""
    agent_hours: float
    there: Floats
    """G x T: agents there on average, of those on duty."""


def simulate(
    channels: Sequence[Channel],
    volumes: ArrayLike,
    aht_s: ArrayLike,
    on_duty: ArrayLike,
    skills: ArrayLike,
    interval_s: float = 1800.0,
    *,
    spread: ArrayLike = 0.0,
    common: float = 0.5,
    day_of: ArrayLike | None = None,
    open_: ArrayLike | None = None,
    opening_backlog_min: ArrayLike = 0.0,
    present: ArrayLike = 1.0,
    shifts: AgentDays = NO_SHIFTS,
    replications: int = 500,
    seed: int = 1,
    occupancy_max: float = BLENDED_OCCUPANCY_MAX,
    progress: Callable[[float], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Simulation:
    """Simulate a roster.

    Args:
        channels: C channels.
        volumes, aht_s: C x T expected contacts and handling seconds (aht_s may broadcast; unused where a channel gives
            handle times by level).
        on_duty: G x T agents at work in each interval, breaks taken out. A fraction (somebody pauses for half of the
            interval) is one agent more in that share of the replications.
        skills: G x C ranks: 0 = cannot, 1 = takes first, 2 = after that, ... An arrival goes to the free group that
            ranks its channel best (specialists first); a free agent takes the waiting channel of best rank, then the
            longest wait.
        spread: log-scale spread of the rates (C x T or broadcast), see `required.spread_of`; one draw a day and
            channel.
        common: share of that draw's variance that all channels have in common.
        day_of: day number of each interval (all one day when None).
        open_: C x T opening of deferred channels, for deadlines in open hours (always open when None).
        opening_backlog_min: agent-minutes of deferred work at the start, one a channel.
        present: G x T (or broadcast) probability that an agent on duty is at their place, drawn anew for each agent,
            interval and replication: 1 - shrinkage (of those not away for the day).
        shifts: shifts whose agent may be away for all of them, one draw a shift and replication.
        replications: horizons simulated (a week each, if the arrays span one).
        occupancy_max: ceiling up to which deferred work fills an agent's time.
        progress, stopped: told the share done, and asked whether to end, every few replications; who stops keeps what
            was simulated (at least one chunk), with the wider intervals of confidence that belong to it.

    Raises:
        ValueError: shapes that do not fit, negative or missing values.
    """
    mean = np.atleast_2d(checked("volumes", volumes))
    count, intervals = mean.shape
    if count != len(channels):
        raise ValueError(f"{len(channels)} channels and {count} rows of volumes")
    mean = np.array(mean, order="C")
    handle = np.array(np.broadcast_to(checked("aht_s", aht_s), mean.shape), order="C")
    duty = np.round(np.atleast_2d(checked("on_duty", on_duty)), 6)
    ranks = np.array(np.atleast_2d(skills), np.int64, order="C")
    if duty.shape[1] != intervals or ranks.shape != (duty.shape[0], count):
        raise ValueError(f"on_duty {duty.shape} and skills {ranks.shape} do not fit {count} channels x {intervals}")
    there = np.array(np.broadcast_to(checked("present", present, high=1.0), duty.shape), order="C")
    if replications < 2:
        raise ValueError("at least two replications are needed for intervals of confidence")
    days = np.zeros(intervals, np.int64) if day_of is None else np.array(day_of, np.int64)
    opened = np.ones(mean.shape, bool) if open_ is None else np.broadcast_to(np.asarray(open_, bool), mean.shape)
    depth = max((len(c.handle_s_by_level) or c.concurrency) for c in channels)
    levels = np.ones((count, depth))
    slots = np.ones(count, np.int64)
    due = np.full((count, intervals + 1), intervals, np.int64)
    for i, channel in enumerate(channels):
        if channel.kind is ChannelKind.CONCURRENT:
            slots[i] = len(channel.handle_s_by_level) or channel.concurrency
            if channel.handle_s_by_level:
                levels[i, : slots[i]] = channel.handle_s_by_level
                handle[i] = 1.0
        elif channel.kind is ChannelKind.DEFERRED:
            due[i] = due_slots(opened[i], response_slots(channel.target, interval_s))
    handle = np.maximum(handle, 1e-3)  # contacts of no length still take a moment
    shape = (replications, count, intervals)
    offered, in_time, waits, left, backlog = (np.zeros(shape, np.float32) for _ in range(5))
    busy, filled = np.zeros(duty.shape), np.zeros(duty.shape)
    given: tuple[Any, ...] = (
        mean, np.array(np.broadcast_to(np.asarray(spread, float), mean.shape), order="C"), common, days,
        np.array(duty, order="C"), there, shifts.first, shifts.group, shifts.interval, shifts.share, shifts.away, ranks,
        _order(ranks), np.array([_KIND[c.kind] for c in channels]), handle, levels, slots,
        np.array([math.inf if c.patience_s is None else c.patience_s for c in channels]),
        np.array([20.0 if c.target.awt_s is None else c.target.awt_s for c in channels]), due,
        np.array(np.broadcast_to(np.asarray(opening_backlog_min, float) * 60.0, (count,)), order="C"), occupancy_max,
        float(interval_s),
    )  # fmt: skip
    done = 0
    while done < replications and not (done and stopped is not None and stopped()):
        first, done = done, min(replications, done + CHUNK)
        done = replications if replications - done == 1 else done
        part: tuple[Any, ...] = tuple(a[first:done] for a in (offered, in_time, waits, left, backlog))
        _events.run(seed + first, *(*given, *part, busy, filled))
        if progress is not None:
            progress(done / replications)
    replications = done
    offered, in_time, waits, left, backlog = (a[:done] for a in (offered, in_time, waits, left, backlog))
    hands = (duty - shifts.lost(duty.shape)) * there
    sl, sl_low, sl_high = _ratio(in_time, offered)
    asa, asa_low, asa_high = _ratio(waits, offered, top=math.inf)
    ab, ab_low, ab_high = _ratio(left, offered)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(offered > 0, in_time / np.where(offered > 0, offered, 1.0), np.nan)
        p10, p90 = _percentiles(one, (10, 90))
        occupancy = np.where(hands > 0, (busy + filled) / (replications * interval_s * hands), np.nan)
    total = np.stack(_ratio(in_time.sum(axis=2), offered.sum(axis=2)), axis=1)
    deferred = np.array([c.kind is ChannelKind.DEFERRED for c in channels])
    for values in (asa, asa_low, asa_high, ab, ab_low, ab_high):
        values[deferred] = np.nan
    return Simulation(
        replications, offered.mean(axis=0, dtype=float), sl, sl_low, sl_high, p10, p90, asa, asa_low, asa_high, ab,
        ab_low, ab_high, backlog.mean(axis=0, dtype=float) / 3600.0, _percentiles(backlog, (90,))[0] / 3600.0,
        occupancy, total, _ratio(left.sum(axis=2), offered.sum(axis=2))[0], float(duty.sum() * interval_s / 3600.0),
        hands,
    )  # fmt: skip


def _order(ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Groups a channel's arrivals try in turn: best rank first, then those with fewer skills; -1 ends the list."""
    groups, count = ranks.shape
    skills = (ranks > 0).sum(axis=1)
    out = np.full((count, groups), -1, np.int64)
    for c in range(count):
        able = sorted((g for g in range(groups) if ranks[g, c] > 0), key=lambda g: (ranks[g, c], skills[g], g))
        out[c, : len(able)] = able
    return out


def _ratio(part: NDArray[Any], whole: NDArray[Any], top: float = 1.0) -> tuple[Floats, Floats, Floats]:
    """Sum of parts over sum of wholes along axis 0, with its 95 % interval (delta method over replications)."""
    n = part.shape[0]
    x, y = part.mean(axis=0, dtype=float), whole.mean(axis=0, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(y > 0, x / y, np.nan)
        residual = part - value * whole
        error = 1.96 * np.sqrt(np.mean(residual * residual, axis=0, dtype=float) / (n - 1)) / y
    return value, np.clip(value - error, 0.0, top), np.clip(value + error, 0.0, top)


def _percentiles(values: NDArray[Any], at: Sequence[float]) -> list[Floats]:
    """Percentiles over replications, nan left out; nan where no replication has a value."""
    ordered = np.sort(values, axis=0)  # nan last
    n = np.sum(~np.isnan(values), axis=0)
    out = []
    for p in at:
        place = np.clip(np.floor(p / 100.0 * (n - 1) + 0.5).astype(int), 0, values.shape[0] - 1)
        taken = np.take_along_axis(ordered, place[None], axis=0)[0].astype(float)
        out.append(np.where(n > 0, taken, np.nan))
    return out
