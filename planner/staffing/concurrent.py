"""Chat and messaging: agents who hold several conversations at once.

The handle time H(k) of a conversation grows with the number k its agent holds, so that neither n*c servers nor AHT/c is
right. Conversations are spread evenly: with N of them and n agents each holds floor(N/n) or one more, and conversations
end at rate sum of held/H(held). That is a birth-death chain in N; a queue forms only when all n*c slots are full, and
is then the queue of `_queue` with full rate n*c/H(c). Source: Enqvist & Svensson 2019; with c = 1 it is Erlang C or A.

Units: seconds; volume = conversations offered in the interval. Volumes, agents, awt and patience broadcast.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from planner.staffing._jit import compiled
from planner.staffing._queue import impatient_queue
from planner.staffing.erlang import _LARGEST, _TOL, Floats, _target, checked, checked_patience, flat, offered_load


@dataclass(frozen=True, slots=True)
class Chat:
    """Measures of a concurrent channel; occupancy is the share of agents who hold at least one conversation.

    `mean_concurrency` is the mean number held by an agent who holds any. nan where the queue is unstable.
    """

    stable: Any
    p_wait: Any
    p_abandon: Any
    sl_offered: Any
    asa_all_s: Any
    mean_concurrency: Any
    occupancy: Any
    queue: Any


def ladder(aht_s: float, concurrency: int, handle_s_by_level: Sequence[float] = ()) -> tuple[float, ...]:
    """Handle times by level: those given, or `concurrency` times the same `aht_s`."""
    if concurrency < 1:
        raise ValueError(f"concurrency is {concurrency}; it must be 1 or more")
    return tuple(handle_s_by_level) or (aht_s,) * concurrency


def _levels(handle_s_by_level: ArrayLike) -> Floats:
    levels = np.atleast_1d(np.array(checked("handle_s_by_level", handle_s_by_level), order="C"))
    if levels.ndim != 1 or levels.size == 0:
        raise ValueError("handle_s_by_level must list one handle time a level")
    if (levels == 0).any() and (levels > 0).any():
        raise ValueError("handle_s_by_level mixes zero and positive handle times")
    return levels


def chat(
    volume: ArrayLike,
    interval_s: ArrayLike,
    handle_s_by_level: ArrayLike,
    agents: ArrayLike,
    awt_s: ArrayLike = 30.0,
    patience_s: ArrayLike | None = None,
) -> Chat:
    """Measures with whole `agents`; `handle_s_by_level[k-1]` is the handle time at an agent who holds k.

    Patience None or infinite: nobody hangs up, and the queue is unstable when arrivals reach n*c/H(c).
    """
    levels = _levels(handle_s_by_level)
    full, v, i, n, t, p = np.broadcast_arrays(
        offered_load(volume, np.asarray(interval_s, dtype=np.float64) * levels.size, levels[-1]),
        np.asarray(volume, dtype=np.float64),
        np.asarray(interval_s, dtype=np.float64),
        checked("agents", agents),
        checked("awt_s", awt_s, finite=False),
        checked_patience(math.inf if patience_s is None else patience_s),
    )
    if (n != np.rint(n)).any():
        raise ValueError("agents must be whole numbers on a channel with concurrent conversations")
    out = np.empty((8, full.size))
    _chat(flat(full), flat(v / i), levels, flat(n), flat(t), flat(p), out)
    rows = [row.reshape(full.shape)[()] for row in out]
    return Chat((rows[0] > 0)[()], *rows[1:])


@compiled
def _chain(lam: float, levels: Floats, n: int) -> tuple[float, float, float]:
    """(odds of fewer than n*c against exactly n*c, mean held and mean busy agents while fewer than n*c are held)."""
    slots = n * levels.size
    odds = 0.0
    here = 1.0  # P(N = k | N <= k)
    held = busy = 0.0
    for k in range(1, slots + 1):
        each, more = k // n, k % n
        rate = 0.0
        if more > 0:
            rate = more * (each + 1) / levels[each]
        if each > 0:
            rate += (n - more) * each / levels[each - 1]
        odds = rate / lam * (1.0 + odds)
        if k < slots:
            here = lam * here / (rate + lam * here)
            held += here * (k - held)
            busy += here * (min(k, n) - busy)
    return odds, held, busy


@compiled
def _chat(
    full: Floats, lam: Floats, levels: Floats, agents: Floats, awt: Floats, patience: Floats, out: Floats
) -> None:
    # rows: stable p_wait p_abandon sl_offered asa_all mean_concurrency occupancy queue
    c, last = levels.size, levels[-1]
    for i in range(full.size):
        n, t, p = agents[i], awt[i], patience[i]
        out[:, i] = 0.0
        out[0, i] = 1.0
        if full[i] == 0.0:
            out[3, i] = 1.0
            continue
        if math.isinf(p) and n <= full[i]:
            out[0, i] = 0.0
            out[1, i] = out[6, i] = 1.0
            out[4, i] = out[5, i] = out[7, i] = math.nan
            continue
        if n == 0.0:
            out[1, i] = out[2, i] = out[6, i] = 1.0
            out[4, i] = p
            out[5, i] = math.nan
            out[7, i] = lam[i] * p
            continue
        odds, held, busy = _chain(lam[i], levels, int(n))
        rate = n * c / last
        if p == 0.0:
            p_wait = 1.0 / (1.0 + odds)
            left, in_time, wait = p_wait, 1.0 - p_wait if odds > 1e6 else odds / (1.0 + odds), 0.0
        elif math.isinf(p):
            spare = rate * (n - full[i]) / n
            waiting = n / (n - full[i])
            p_wait = waiting / (odds + waiting)
            left, wait = 0.0, p_wait / spare
            at_once = 1.0 if math.isinf(odds) else odds / (odds + waiting)
            in_time = at_once + p_wait * -math.expm1(-spare * t)
        else:
            p_wait, _, in_time, _, left_in, left_out, _, wait, _, _ = impatient_queue(
                odds, lam[i], rate, 1.0 / p, t, False
            )
            left = left_in + left_out
        held += p_wait * (n * c - held)
        busy += p_wait * (n - busy)
        out[1, i], out[2, i], out[3, i], out[4, i] = p_wait, left, in_time, wait
        out[5, i], out[6, i], out[7, i] = held / busy, busy / n, lam[i] * wait


def required_chat(
    volume: ArrayLike,
    interval_s: ArrayLike,
    handle_s_by_level: ArrayLike,
    *,
    patience_s: ArrayLike | None = None,
    sl: ArrayLike | None = None,
    awt_s: ArrayLike = 30.0,
    abandon_max: ArrayLike | None = None,
    asa_max_s: ArrayLike | None = None,
    occ_max: ArrayLike | None = None,
) -> Any:
    """Least whole agents that meet every target given; None or nan sets no target.

    0 for volume 0; 1 for conversations of no length; nan where no number suffices (service level 100 % and the like).
    """
    levels = _levels(handle_s_by_level)
    full, v, i, p, t, sl_, ab_, asa_, occ_ = np.broadcast_arrays(
        offered_load(volume, np.asarray(interval_s, dtype=np.float64) * levels.size, levels[-1]),
        np.asarray(volume, dtype=np.float64),
        np.asarray(interval_s, dtype=np.float64),
        checked_patience(math.inf if patience_s is None else patience_s),
        checked("awt_s", awt_s, finite=False),
        _target("sl", sl, 1.0),
        _target("abandon_max", abandon_max, 1.0),
        _target("asa_max_s", asa_max_s),
        _target("occ_max", occ_max, 1.0),
    )
    out = np.empty(full.size)
    _least_chat(
        flat(full), flat(v), flat(v / i), levels, flat(t), flat(p), flat(sl_), flat(ab_), flat(asa_),
        flat(occ_), out,
    )  # fmt: skip
    return out.reshape(full.shape)[()]


@compiled
def _meets_chat(
    n: float, full: float, lam: float, levels: Floats, t: float, p: float, sl: float, ab: float, asa: float, occ: float
) -> bool:
    odds, _, busy = _chain(lam, levels, int(n))
    rate = n * levels.size / levels[-1]
    if p == 0.0:
        p_wait = 1.0 / (1.0 + odds)
        fail, left, wait = p_wait, p_wait, 0.0
    elif math.isinf(p):
        if n <= full:
            return False
        spare = rate * (n - full) / n
        waiting = n / (n - full)
        p_wait = waiting / (odds + waiting)
        fail, left, wait = p_wait * math.exp(-spare * t), 0.0, p_wait / spare
    else:
        p_wait, _, _, later, left_in, left_out, _, wait, _, _ = impatient_queue(odds, lam, rate, 1.0 / p, t, False)
        left = left_in + left_out
        fail = later + left
    if fail > (1.0 - sl) * (1.0 + _TOL) or left > ab * (1.0 + _TOL) or wait > asa * (1.0 + _TOL):
        return False
    return not (busy + p_wait * (n - busy)) / n > occ * (1.0 + _TOL)


@compiled
def _least_chat(
    full: Floats, volume: Floats, lam: Floats, levels: Floats, awt: Floats, patience: Floats, sl: Floats, ab: Floats,
    asa: Floats, occ: Floats, out: Floats,
) -> None:  # fmt: skip
    for i in range(full.size):
        if volume[i] == 0.0:
            out[i] = 0.0
            continue
        if full[i] == 0.0:
            out[i] = 1.0
            continue
        forever = math.isinf(patience[i])
        if sl[i] >= 1.0 or asa[i] <= 0.0 or occ[i] <= 0.0 or (ab[i] <= 0.0 and not forever):
            out[i] = math.nan
            continue
        low, high, step = 0.0, math.nan, 1.0  # low fails, high meets
        n = max(1.0, math.floor(full[i]) + 1.0)
        while True:
            if _meets_chat(n, full[i], lam[i], levels, awt[i], patience[i], sl[i], ab[i], asa[i], occ[i]):
                high = n
            else:
                low = n
            if high == low + 1.0 or low > _LARGEST:
                break
            if math.isnan(high):
                n, step = low + step, step * 2.0
            elif low == 0.0:
                n, step = max(1.0, high - step), step * 2.0
            else:
                n = math.floor(0.5 * (low + high))
        out[i] = high
