"""The service level of a day whose volume and staff change, without noise: the queue's own equations over time.

The number of contacts in the system is a birth-death chain whose rates hold for an interval; its probabilities are
carried from interval to interval (Kolmogorov's forward equations by Crank-Nicolson, the first step of each interval by
implicit Euler). The stationary formula forgets what the interval before left behind; this does not (Green, Kolesar &
Soares 2001). A channel is taken alone, with its own agents. When staff falls, contacts in progress beyond it wait again
(the simulation lets them be finished first).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, gammainc

from planner.domain.demand import Channel, ChannelKind
from planner.staffing._jit import compiled
from planner.staffing.erlang import Floats

_STEPS = 96  # time steps in an interval
_QUEUE_MAX = 3000


@dataclass(frozen=True, slots=True)
class Interval:
    """Measures of one interval over all volumes weighed by their contacts, and the states it ends in."""

    sl: float
    asa_s: float
    p_abandon: float
    occupancy: float
    states: Floats


def _levels(channel: Channel, aht_s: float) -> Floats:
    if channel.kind is not ChannelKind.CONCURRENT:
        return np.array([aht_s])
    return np.array(channel.handle_s_by_level or (aht_s,) * channel.concurrency, dtype=float)


def states_needed(channel: Channel, agents: int, rate: float, interval_s: float) -> int:
    """States to keep: all slots and a queue that is practically never longer."""
    slots = agents * len(_levels(channel, 1.0))
    patience = math.inf if channel.patience_s is None else channel.patience_s
    waiting = rate * min(patience, interval_s)
    return slots + int(min(waiting + 8.0 * math.sqrt(waiting) + 30.0, _QUEUE_MAX)) + 1


def in_time_by_queue(full_rate: float, patience_s: float, awt_s: float, count: int) -> Floats:
    """P(served within awt | q wait ahead and all are busy) for q = 0 .. count-1.

    With hang-ups the time until q+1 have left the queue or been served is -log of a Beta(c, q+1) variable in units of
    the patience, c = full_rate * patience; without, it is gamma distributed.
    """
    q = np.arange(count)
    if awt_s == 0 or full_rate == 0 or patience_s == 0:
        return np.zeros(count)
    if math.isinf(patience_s):
        return np.asarray(gammainc(q + 1.0, full_rate * awt_s))
    c = full_rate * patience_s
    return np.asarray(c / (c + q + 1.0) * betainc(q + 1.0, c + 1.0, -math.expm1(-awt_s / patience_s)))


def advance(
    channel: Channel, agents: int, rates: Floats, weights: Floats, aht_s: float, interval_s: float, states: Floats
) -> Interval:
    """One interval with `agents` for each of the equally shaped volumes.

    Args:
        rates: arrivals a second, one for each volume.
        weights: probability of each volume.
        states: volumes x states, probabilities at the interval's start.
    """
    patience = math.inf if channel.patience_s is None else max(channel.patience_s, 1e-3)
    awt = 20.0 if channel.target.awt_s is None else channel.target.awt_s
    levels = _levels(channel, aht_s)
    slots = agents * levels.size
    size = states.shape[1]
    in_time = np.ones(size)
    if size > slots:
        in_time[slots:] = in_time_by_queue(slots / levels[-1], patience, awt, size - slots)
    out = np.empty_like(states)
    sums = np.zeros((rates.size, 3))
    _advance(rates, levels, agents, 0.0 if math.isinf(patience) else 1.0 / patience, interval_s, states, in_time, out,
             sums)  # fmt: skip
    offered = float(weights @ rates)
    if offered == 0:
        return Interval(1.0, 0.0, 0.0, 0.0, out)
    queue = float(weights @ sums[:, 1])
    left = 0.0 if math.isinf(patience) else queue / patience / offered
    busy = float(weights @ sums[:, 2])
    return Interval(
        float(weights @ (rates * sums[:, 0])) / offered, queue / offered, left, busy / agents if agents else 1.0, out
    )


@compiled
def _advance(
    rates: Floats, levels: Floats, n: int, theta: float, tau: float, states: Floats, in_time: Floats, out: Floats,
    sums: Floats,
) -> None:  # fmt: skip
    """Per volume: time averages of P(in time), queue length and busy agents; states at the end into `out`."""
    size = states.shape[1]
    slots = n * levels.size
    death = np.zeros(size)
    for k in range(1, size):
        held = min(k, slots)
        if held > 0:
            each, more = held // n, held % n
            if more > 0:
                death[k] += more * (each + 1) / levels[each]
            if each > 0:
                death[k] += (n - more) * each / levels[each - 1]
        if k > slots:
            death[k] += (k - slots) * theta
    dt = tau / _STEPS
    lower, pivot = np.empty(size), np.empty(size)
    x, mean = np.empty(size), np.empty(size)
    for v in range(rates.size):
        lam = rates[v]
        x[:] = states[v]
        mean[:] = 0.0
        for phase in range(2):
            # Two half steps of implicit Euler smooth the jump in the rates; then Crank-Nicolson.
            h = 0.5 * dt
            for k in range(size):
                up = lam if k < size - 1 else 0.0
                diagonal = 1.0 + h * (up + death[k])
                if k == 0:
                    pivot[k] = diagonal
                else:
                    lower[k] = -h * lam / pivot[k - 1]
                    pivot[k] = diagonal + lower[k] * h * death[k]
            for _ in range(2 if phase == 0 else _STEPS - 1):
                weight = 0.5 if phase == 0 else 1.0
                if phase == 1:
                    before = 0.0
                    for k in range(size):
                        here = x[k]
                        up = lam if k < size - 1 else 0.0
                        ahead = death[k + 1] * x[k + 1] if k < size - 1 else 0.0
                        mean[k] += 0.5 * here
                        x[k] = here + h * (lam * before + ahead - (up + death[k]) * here)
                        before = here
                for k in range(1, size):
                    x[k] -= lower[k] * x[k - 1]
                x[size - 1] /= pivot[size - 1]
                for k in range(size - 2, -1, -1):
                    x[k] = (x[k] + h * death[k + 1] * x[k + 1]) / pivot[k]
                for k in range(size):
                    mean[k] += (weight if phase == 0 else 0.5) * x[k]
        out[v] = x
        served = queue = busy = 0.0
        for k in range(size):
            p = mean[k] / _STEPS
            served += p * in_time[k]
            queue += p * max(k - slots, 0)
            busy += p * min(k, n)
        sums[v, 0], sums[v, 1], sums[v, 2] = served, queue, busy
