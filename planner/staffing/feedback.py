"""The requirement put right by what really happens: more where the formula falls short, fewer where it is generous.

Each interval of a channel gets the fewest agents with which its targets are met given the queue that the intervals
before leave behind (`transient`, over the volume's distribution); then the whole is tried in the event simulation, and
intervals that fall short there beyond chance get one more agent until none does (after Feldman, Mandelbaum, Massey &
Whitt 2008). Deferred channels keep their requirement: the roster engine plans their work, not a head count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.domain.demand import Channel, ChannelKind
from planner.staffing.erlang import Floats, checked
from planner.staffing.required import PlanOn, requirement_for
from planner.staffing.simulate import Simulation, simulate
from planner.staffing.transient import Interval, advance, states_needed

Progress = Callable[[float, str], None]
_NODES = 5
_STANDARD_ERRORS = 3.0  # a shortfall smaller than this many is taken for chance: thousands of intervals are tested


@dataclass(frozen=True)
class Corrected:
    """Agents before and after, C x T (before floor and shrinkage only where a channel asks no floor).

    `expected_sl` is the service level of the corrected agents, `formula_sl` that of the formula's, both with the queue
    carried on; nan for deferred channels and closed intervals. `short_before` and `short_after` count intervals that
    miss a target by more than the tolerance, in the equations and in the last simulation.
    """

    formula: Floats
    agents: Floats
    formula_sl: Floats
    expected_sl: Floats
    formula_hours: float
    hours: float
    short_before: int
    short_after: int
    rounds: int
    simulation: Simulation | None
    stopped: bool = False
    """Ended before the last simulation that was due."""


def corrected_requirement(
    channels: Sequence[Channel],
    volumes: ArrayLike,
    aht_s: ArrayLike,
    interval_s: float = 1800.0,
    *,
    spread: ArrayLike = 0.0,
    day_of: ArrayLike | None = None,
    open_: ArrayLike | None = None,
    tolerance: float = 0.005,
    replications: int = 100,
    rounds: int = 4,
    seed: int = 1,
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Corrected:
    """Fewest agents (before shrinkage) with which every open interval meets its channel's targets within tolerance.

    Args:
        channels, volumes (C x T), aht_s, spread, day_of, open_: as for `simulate`.
        tolerance: by how much a service level or abandonment may miss its target (shares; the mean wait as a share
            of its target).
        replications: horizons in each simulation; 0 leaves the simulation out.
        rounds: simulations at most.
        stopped: asked while the simulations run; who stops keeps the agents found so far, tried as far as they were.

    Raises:
        Refused: a target that no number of agents reaches.  ValueError: values out of range.
    """
    mean = np.atleast_2d(checked("volumes", volumes))
    handle = np.array(np.broadcast_to(checked("aht_s", aht_s), mean.shape), order="C")
    sigma = np.array(np.broadcast_to(checked("spread", spread), mean.shape), order="C")
    opened = (
        np.ones(mean.shape, bool) if open_ is None else np.array(np.broadcast_to(np.asarray(open_, bool), mean.shape))
    )
    days = np.zeros(mean.shape[1], np.int64) if day_of is None else np.array(day_of, np.int64)
    formula, agents = np.zeros(mean.shape), np.zeros(mean.shape)
    formula_sl, expected = np.full(mean.shape, math.nan), np.full(mean.shape, math.nan)
    short_before = short_after = 0
    for i, channel in enumerate(channels):
        if progress:
            progress(0.5 * i / len(channels), channel.name)
        formula[i] = _formula(channel, mean[i], handle[i], interval_s, sigma[i], opened[i])
        agents[i] = formula[i]
        if channel.kind is ChannelKind.DEFERRED:
            continue
        day = _Day(channel, mean[i], handle[i], interval_s, sigma[i], opened[i], days, tolerance)
        formula_sl[i], missed = day.follow(formula[i])
        short_before += missed
        agents[i] = day.least(formula[i])
        expected[i], missed = day.follow(agents[i])
        short_after += missed
    simulation, done, ended = None, 0, False
    live = [i for i, c in enumerate(channels) if c.kind is not ChannelKind.DEFERRED]
    if replications and live:
        while done < max(rounds, 1):
            if progress:
                progress(0.5 + 0.5 * done / max(rounds, 1), "")
            simulation = simulate(
                [channels[i] for i in live], np.where(opened, mean, 0.0)[live], handle[live], agents[live],
                np.eye(len(live), dtype=int), interval_s, spread=sigma[live], day_of=days,
                replications=max(replications, 2), seed=seed + 7919 * done,
                progress=partial(_tell, progress, done, rounds), stopped=stopped,
            )  # fmt: skip
            done += 1
            short = _short([channels[i] for i in live], simulation, tolerance, _STANDARD_ERRORS)
            short = np.logical_and(short, np.logical_and(opened, mean > 0)[live])
            short_after = int(short.sum())
            ended = stopped is not None and stopped()
            if not short.any() or done >= rounds or ended:
                break
            agents[live] += short
        for i in live:
            day = _Day(channels[i], mean[i], handle[i], interval_s, sigma[i], opened[i], days, tolerance)
            expected[i], _ = day.follow(agents[i])
    hours = interval_s / 3600.0
    return Corrected(
        formula, agents, formula_sl, expected, float(formula.sum() * hours), float(agents.sum() * hours), short_before,
        short_after, done, simulation, ended,
    )  # fmt: skip


def _tell(progress: Progress | None, done: int, rounds: int, share: float) -> None:
    if progress is not None:
        progress(0.5 + 0.5 * (done + share) / max(rounds, 1), "")


def _formula(
    channel: Channel, mean: Floats, handle: Floats, interval_s: float, sigma: Floats, opened: NDArray[np.bool_]
) -> Floats:
    """What the stationary formula asks: on the volume's distribution where it has one."""
    plan_on: PlanOn = "expected" if (sigma > 0).any() and channel.kind is not ChannelKind.DEFERRED else "mean"
    levels = (0.025, 0.1, 0.5, 0.9, 0.975)
    z = (-1.959963984540054, -1.2815515655446004, 0.0, 1.2815515655446004, 1.959963984540054)
    rates = [mean * np.exp(sigma * x - 0.5 * sigma * sigma) for x in z]
    return requirement_for(channel, mean, handle, interval_s, open_=opened, plan_on=plan_on, levels=levels,
                           quantiles=rates, counts=False, shrinkage=0).required  # fmt: skip


class _Day:
    """One channel's span: its volumes' distribution, and the states carried through it."""

    def __init__(
        self, channel: Channel, mean: Floats, handle: Floats, interval_s: float, sigma: Floats,
        opened: NDArray[np.bool_], days: NDArray[np.int64], tolerance: float,
    ) -> None:  # fmt: skip
        self.channel, self.handle, self.interval_s, self.days, self.tolerance = (
            channel,
            handle,
            interval_s,
            days,
            tolerance,
        )
        if (sigma > 0).any():
            x, w = np.polynomial.hermite_e.hermegauss(_NODES)
            self.weights = w / w.sum()
            self.rates = mean * np.exp(sigma * x[:, None] - 0.5 * sigma * sigma) / interval_s
        else:
            self.weights, self.rates = np.ones(1), mean[None, :] / interval_s
        self.used = np.logical_and(opened, mean > 0)
        self.floor = max(channel.min_staff, 1)

    def _fit(self, states: Floats | None, n: int, k: int) -> Floats:
        """States of the interval's start: empty after a closed interval, mixed over the volumes at a day's start."""
        size = states_needed(self.channel, n, float(self.rates[:, k].max()), self.interval_s)
        if states is None:
            states = np.zeros((self.weights.size, size))
            states[:, 0] = 1.0
            return states
        if k and self.days[k] != self.days[k - 1]:
            states = np.tile(self.weights @ states, (self.weights.size, 1))
        if states.shape[1] < size:
            return np.pad(states, ((0, 0), (0, size - states.shape[1])))
        last = np.flatnonzero(states.max(axis=0) > 1e-12)
        keep = max(size, int(last[-1]) + 2 if last.size else size)
        return np.array(states[:, :keep], order="C")

    def _step(self, states: Floats | None, n: int, k: int) -> Interval:
        return advance(self.channel, n, self.rates[:, k].copy(), self.weights, float(max(self.handle[k], 1e-3)),
                       self.interval_s, self._fit(states, n, k))  # fmt: skip

    def _meets(self, one: Interval, tolerance: float) -> bool:
        target = self.channel.target
        return not (
            (target.sl is not None and one.sl < target.sl - tolerance)
            or (target.asa_max_s is not None and one.asa_s > target.asa_max_s * (1 + tolerance))
            or (target.abandon_max is not None and one.p_abandon > target.abandon_max + tolerance)
            or (target.occ_max is not None and one.occupancy > target.occ_max + tolerance)
        )

    def follow(self, agents: Floats) -> tuple[Floats, int]:
        """Service level by interval of given agents, and how many intervals miss a target by more than tolerated."""
        sl = np.full(agents.shape, math.nan)
        states, missed = None, 0
        for k in range(agents.size):
            n = math.ceil(agents[k])
            if not self.used[k] or n == 0:
                states = None
                missed += int(self.used[k])
                continue
            one = self._step(states, n, k)
            states, sl[k] = one.states, one.sl
            missed += int(not self._meets(one, self.tolerance + 1e-9))
        return sl, missed

    def least(self, start: Floats) -> Floats:
        """Fewest agents, interval after interval, that meet the targets; the floor where nothing arrives."""
        agents = np.where(self.used, 0.0, start)
        states = None
        for k in range(start.size):
            if not self.used[k]:
                states = None
                continue
            n = max(math.ceil(start[k]), self.floor)
            one = self._step(states, n, k)
            if self._meets(one, self.tolerance):
                while n > self.floor:
                    fewer = self._step(states, n - 1, k)
                    if not self._meets(fewer, self.tolerance):
                        break
                    n, one = n - 1, fewer
            else:
                while not self._meets(one, self.tolerance):
                    n += 1
                    one = self._step(states, n, k)
            agents[k], states = n, one.states
        return agents


def _short(channels: Sequence[Channel], seen: Simulation, tolerance: float, errors: float) -> NDArray[np.bool_]:
    """C x T: intervals that miss a target by more than the tolerance and chance."""
    out = np.zeros(seen.service_level.shape, bool)
    for i, channel in enumerate(channels):
        target = channel.target
        with np.errstate(invalid="ignore"):
            if target.sl is not None:
                error = (seen.service_level_high[i] - seen.service_level_low[i]) / 3.92
                out[i] |= seen.service_level[i] + errors * error < target.sl - tolerance
            if target.asa_max_s is not None:
                error = (seen.asa_high_s[i] - seen.asa_low_s[i]) / 3.92
                out[i] |= seen.asa_s[i] - errors * error > target.asa_max_s * (1 + tolerance)
            if target.abandon_max is not None:
                error = (seen.p_abandon_high[i] - seen.p_abandon_low[i]) / 3.92
                out[i] |= seen.p_abandon[i] - errors * error > target.abandon_max + tolerance
    return out


def adjusted(
    channels: Sequence[Channel], required: ArrayLike, seen: Simulation, tolerance: float = 0.01, errors: float = 2.0
) -> Floats:
    """The next requirement after a roster was simulated: one agent more where it fell short of a target beyond chance
    and tolerance, one fewer where even the lower bound of its service level is that far above; never below the floor.

    `required` is C x T, as given to the roster engine; deferred channels stay as they are.
    """
    now = np.array(np.atleast_2d(np.asarray(required, float)))
    short = _short(channels, seen, tolerance, errors)
    out: Floats = now + short
    for i, channel in enumerate(channels):
        if channel.kind is ChannelKind.DEFERRED:
            out[i] = now[i]
            continue
        sl = channel.target.sl
        if sl is None:
            continue
        room = (1.0 - sl) * 0.5
        generous = seen.service_level_low[i] > sl + max(tolerance, room)
        out[i] = np.where(generous & ~short[i] & (now[i] >= 1), np.maximum(now[i] - 1, channel.min_staff), out[i])
    return out
