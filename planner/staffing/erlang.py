"""Erlang B, C and A on numbers or numpy arrays, and the least agents that meet a mix of targets.

Units: seconds; volume = contacts of the interval; load = volume / interval_s * aht_s erlangs; patience_s = mean of an
exponential patience (infinite: nobody hangs up). Arguments broadcast; results have the broadcast shape, numbers for
numbers. nan stands where a measure does not exist (the mean wait of an unstable queue) or no agents suffice.

Agents may be fractional (the continuous extension of Erlang B). Relative error of every measure about 1e-12 or less,
loads to 10,000 and beyond. Sources: Jagerman 1974 (B at real n), Gans, Koole & Mandelbaum 2003 (C),
Mandelbaum & Zeltyn 2007 (A).

ValueError names the first value that is negative, not a number or out of range.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.domain.shrinkage import exact
from planner.staffing._jit import compiled
from planner.staffing._queue import idle_odds, impatient_queue

Floats = NDArray[np.float64]
SlKind = Literal["sl_offered", "sl_excl_short", "sl_virtual", "sl_served"]
SL_KINDS: tuple[SlKind, ...] = ("sl_offered", "sl_excl_short", "sl_virtual", "sl_served")

_TOL = 1e-12  # a target is met when it is missed by less than this share of it (rounding of the formula itself)
_LONGEST = 1e300  # seconds of patience; beyond, its rate is no normal number
_LARGEST = 2e9  # agents; no target of practice asks for more


@dataclass(frozen=True, slots=True)
class ErlangC:
    """Measures of M/M/n; nan where the queue is unstable and has no mean wait."""

    load: Any
    stable: Any
    p_wait: Any
    sl: Any
    asa_s: Any
    asa_delayed_s: Any
    occupancy: Any
    queue: Any


@dataclass(frozen=True, slots=True)
class ErlangA:
    """Measures of M/M/n+M; shares of the offered contacts unless the name says otherwise.

    `sl_offered` answered in time / offered; `sl_excl_short` answered in time / (offered - hung up in time);
    `sl_virtual` would be answered in time if nobody hung up; `sl_served` answered in time / answered.
    """

    load: Any
    p_wait: Any
    p_abandon: Any
    asa_all_s: Any
    asa_served_s: Any
    wait_abandoned_s: Any
    occupancy: Any
    queue: Any
    sl_offered: Any
    sl_excl_short: Any
    sl_virtual: Any
    sl_served: Any
    p_v_gt: Any
    p_ab_le: Any


def checked(name: str, value: ArrayLike, *, low: float = 0.0, high: float = math.inf, finite: bool = True) -> Floats:
    """`value` as a float array, all within [low, high]; ValueError names what is not."""
    array = np.asarray(value, dtype=np.float64)
    bad = ~((array >= low) & (array <= high))
    if finite:
        bad |= ~np.isfinite(array)
    if bad.any():
        worst = float(array[bad][0]) if array.ndim else float(array)
        where = f" at position {int(np.flatnonzero(bad.ravel())[0])}" if array.ndim else ""
        bound = f"between {low:g} and {high:g}" if math.isfinite(high) else f"a number not below {low:g}"
        raise ValueError(f"{name} is {worst:g}{where}; it must be {bound}")
    return array


def checked_patience(value: ArrayLike) -> Floats:
    """`value` as a float array; ValueError for what is neither infinite nor a number that can be computed with."""
    array = checked("patience_s", value, finite=False)
    if (np.isfinite(array) & (array > _LONGEST)).any():
        raise ValueError(f"patience_s is above {_LONGEST:g} s; give infinite where nobody hangs up")
    return array


def flat(values: ArrayLike) -> Floats:
    """A writable 1-d copy: one array type for the kernels, which are compiled anew for any other."""
    return np.array(values, dtype=np.float64, order="C").reshape(-1)


def offered_load(volume: ArrayLike, interval_s: ArrayLike, aht_s: ArrayLike) -> Any:
    """Erlangs offered: volume / interval_s * aht_s.

    Loads within rounding of a whole number are worked out again in decimals, because a queue with load equal to agents
    is unstable and one with load a hair below is not.
    """
    v, i, h = np.broadcast_arrays(
        checked("volume", volume), checked("interval_s", interval_s, low=1e-9), checked("aht_s", aht_s)
    )
    with np.errstate(over="ignore"):
        load = np.array(v / i * h)
    if not np.isfinite(load).all():
        raise ValueError("volume / interval_s * aht_s is beyond any load that can be computed")
    near = np.abs(load - np.rint(load)) <= 1e-9 * np.maximum(load, 1e-300)
    for at in np.argwhere(near & (load > 0)):
        k = tuple(at)
        load[k] = float(exact(v[k]) * exact(h[k]) / exact(i[k]))
    return load[()]


def erlang_b(agents: ArrayLike, load: ArrayLike) -> Any:
    """Blocking probability of n servers and no queue (Erlang's loss formula), n real and >= 0."""
    n, a = np.broadcast_arrays(checked("agents", agents), checked("load", load))
    out = np.empty(n.shape)
    _erlang_b(flat(n), flat(a), out.reshape(-1))
    return out[()]


@compiled
def _erlang_b(n: Floats, load: Floats, out: Floats) -> None:
    for i in range(n.size):
        out[i] = 1.0 / (1.0 + idle_odds(n[i], load[i]))


def erlang_c(
    volume: ArrayLike, interval_s: ArrayLike, aht_s: ArrayLike, agents: ArrayLike, awt_s: ArrayLike = 20.0
) -> ErlangC:
    """M/M/n: nobody hangs up. Agents <= load: p_wait 1, sl 0, occupancy 1 and no mean wait."""
    load, h, n, t = np.broadcast_arrays(
        offered_load(volume, interval_s, aht_s),
        checked("aht_s", aht_s),
        checked("agents", agents),
        checked("awt_s", awt_s, finite=False),
    )
    out = np.empty((7, load.size))
    _erlang_c(flat(load), flat(h), flat(n), flat(t), out)
    m = [row.reshape(load.shape)[()] for row in out]
    stable = (m[0] > 0)[()]
    return ErlangC(np.array(load)[()], stable, m[1], m[2], m[3], m[4], m[5], m[6])


@compiled
def _erlang_c(load: Floats, aht: Floats, agents: Floats, awt: Floats, out: Floats) -> None:
    for i in range(load.size):
        a, n = load[i], agents[i]
        if a == 0.0:
            out[0, i], out[1, i], out[2, i], out[3, i], out[4, i], out[5, i], out[6, i] = 1, 0, 1, 0, 0, 0, 0
            continue
        if n <= a:
            out[0, i], out[1, i], out[2, i], out[3, i], out[4, i] = 0, 1, 0, math.nan, math.nan
            out[5, i], out[6, i] = 1, math.nan
            continue
        odds = idle_odds(n, a)
        waiting = n / (n - a)
        if math.isinf(odds):
            p_wait, at_once = 0.0, 1.0
        else:
            p_wait, at_once = waiting / (odds + waiting), odds / (odds + waiting)
        mean = aht[i] / (n - a)
        in_time = -math.expm1(-awt[i] / mean)
        out[0, i] = 1.0
        out[1, i] = p_wait
        out[2, i] = at_once + p_wait * in_time
        out[3, i] = p_wait * mean
        out[4, i] = mean
        out[5, i] = a / n
        out[6, i] = p_wait * a / (n - a)


def erlang_a(
    volume: ArrayLike,
    interval_s: ArrayLike,
    aht_s: ArrayLike,
    agents: ArrayLike,
    awt_s: ArrayLike = 20.0,
    patience_s: ArrayLike = 120.0,
) -> ErlangA:
    """M/M/n+M: exponential patience. Patience 0: whoever would wait is lost; infinite: Erlang C."""
    load, v, i, h, n, t, p = np.broadcast_arrays(
        offered_load(volume, interval_s, aht_s),
        np.asarray(volume, dtype=np.float64),
        np.asarray(interval_s, dtype=np.float64),
        checked("aht_s", aht_s),
        checked("agents", agents),
        checked("awt_s", awt_s, finite=False),
        checked_patience(patience_s),
    )
    out = np.empty((13, load.size))
    _erlang_a(flat(load), flat(v / i), flat(h), flat(n), flat(t), flat(p), out)
    return ErlangA(np.array(load)[()], *(row.reshape(load.shape)[()] for row in out))


@compiled
def _erlang_a(
    load: Floats, lam: Floats, aht: Floats, agents: Floats, awt: Floats, patience: Floats, out: Floats
) -> None:
    # rows: p_wait p_abandon asa_all asa_served wait_abandoned occupancy queue
    #       sl_offered sl_excl_short sl_virtual sl_served p_v_gt p_ab_le
    for i in range(load.size):
        a, n, t, p = load[i], agents[i], awt[i], patience[i]
        if a == 0.0:
            out[:, i] = 0.0
            out[7:11, i] = 1.0
        elif n == 0.0:
            gone = 1.0 if p == 0.0 or math.isinf(t) else -math.expm1(-t / p)
            out[:, i] = 0.0
            out[0, i] = out[5, i] = out[11, i] = 1.0
            out[1, i] = 0.0 if math.isinf(p) else 1.0
            out[2, i] = math.nan if math.isinf(p) else p
            out[3, i] = out[10, i] = math.nan
            out[4, i] = out[2, i]
            out[6, i] = lam[i] * out[2, i]
            out[8, i] = math.nan if gone == 1.0 else 0.0
            out[12, i] = gone
        elif math.isinf(p):
            if n <= a:
                out[:, i] = 0.0
                out[0, i] = out[5, i] = out[11, i] = 1.0
                out[2, i] = out[3, i] = out[6, i] = math.nan
                out[4, i] = math.nan
                continue
            odds = idle_odds(n, a)
            waiting = n / (n - a)
            at_once, p_wait = 1.0, 0.0
            if not math.isinf(odds):
                at_once, p_wait = odds / (odds + waiting), waiting / (odds + waiting)
            mean = aht[i] / (n - a)
            sl = at_once + p_wait * -math.expm1(-t / mean)
            out[:, i] = 0.0
            out[0, i] = p_wait
            out[2, i] = out[3, i] = p_wait * mean
            out[4, i] = math.nan
            out[5, i] = a / n
            out[6, i] = p_wait * a / (n - a)
            out[7:11, i] = sl
            out[11, i] = p_wait * math.exp(-t / mean)
        elif p == 0.0:
            odds = idle_odds(n, a)
            lost = 1.0 / (1.0 + odds)
            served = 1.0 if math.isinf(odds) else odds / (1.0 + odds)
            late = lost * math.exp(-t * n / aht[i])
            out[:, i] = 0.0
            out[0, i] = out[1, i] = out[12, i] = lost
            out[5, i] = a * served / n
            out[7, i] = served
            out[8, i] = out[10, i] = 1.0
            out[9, i] = served + lost * -math.expm1(-t * n / aht[i])
            out[11, i] = late
        else:
            odds = idle_odds(n, a)
            p_wait, virtual, in_time, later, left_in, left_out, beyond, wait, wait_served, wait_left = impatient_queue(
                odds, lam[i], n / aht[i], 1.0 / p, t, True
            )
            served = in_time + later
            left = left_in + left_out
            out[0, i] = p_wait
            out[1, i] = left
            out[2, i] = wait
            out[3, i] = wait_served / served
            out[4, i] = wait_left / left if left > 0.0 else math.nan
            out[5, i] = min(a * served / n, 1.0)  # for less than one agent the extension can pass 1
            out[6, i] = lam[i] * wait
            out[7, i] = in_time
            out[8, i] = in_time / (in_time + later + left_out)
            out[9, i] = virtual
            out[10, i] = in_time / served
            out[11, i] = beyond
            out[12, i] = left_in


def required_c(
    volume: ArrayLike,
    interval_s: ArrayLike,
    aht_s: ArrayLike,
    *,
    sl: ArrayLike | None = None,
    awt_s: ArrayLike = 20.0,
    asa_max_s: ArrayLike | None = None,
    occ_max: ArrayLike | None = None,
) -> Any:
    """Least whole agents that meet every target given under Erlang C; None or nan sets no target.

    At least the first number at which the queue is stable. 0 for volume 0; 1 for contacts of no length; nan where no
    number suffices (service level 100 %, mean wait or occupancy 0).
    """
    return _required(volume, interval_s, aht_s, math.inf, sl, "sl_offered", awt_s, None, asa_max_s, occ_max)


def required_a(
    volume: ArrayLike,
    interval_s: ArrayLike,
    aht_s: ArrayLike,
    *,
    patience_s: ArrayLike = 120.0,
    sl: ArrayLike | None = None,
    sl_kind: SlKind = "sl_offered",
    awt_s: ArrayLike = 20.0,
    abandon_max: ArrayLike | None = None,
    asa_max_s: ArrayLike | None = None,
    occ_max: ArrayLike | None = None,
) -> Any:
    """Least whole agents that meet every target given under Erlang A (at least 1 for any contact).

    `asa_max_s` bounds the mean wait of all contacts (`asa_all_s`). Infinite patience is Erlang C. nan where no number
    suffices (service level 100 %, abandonment, mean wait or occupancy 0).
    """
    if sl_kind not in SL_KINDS:
        raise ValueError(f"sl_kind is {sl_kind!r}; it must be one of {', '.join(SL_KINDS)}")
    return _required(volume, interval_s, aht_s, patience_s, sl, sl_kind, awt_s, abandon_max, asa_max_s, occ_max)


def _target(name: str, value: ArrayLike | None, high: float = math.inf) -> Floats:
    if value is None:
        return np.asarray(math.nan)
    array = np.asarray(value, dtype=np.float64)
    checked(name, np.where(np.isnan(array), 0.0, array), high=high, finite=False)
    return array


def _required(
    volume: ArrayLike,
    interval_s: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike,
    sl: ArrayLike | None,
    sl_kind: SlKind,
    awt_s: ArrayLike,
    abandon_max: ArrayLike | None,
    asa_max_s: ArrayLike | None,
    occ_max: ArrayLike | None,
) -> Any:
    load, v, i, h, p, t, sl_, ab_, asa_, occ_ = np.broadcast_arrays(
        offered_load(volume, interval_s, aht_s),
        np.asarray(volume, dtype=np.float64),
        np.asarray(interval_s, dtype=np.float64),
        np.asarray(aht_s, dtype=np.float64),
        checked_patience(patience_s),
        checked("awt_s", awt_s, finite=False),
        _target("sl", sl, 1.0),
        _target("abandon_max", abandon_max, 1.0),
        _target("asa_max_s", asa_max_s),
        _target("occ_max", occ_max, 1.0),
    )
    # The occupancy cap without queueing, load / cap, in decimals where it is within rounding of a whole number.
    with np.errstate(divide="ignore", invalid="ignore"):
        cap = np.array(np.where(np.isnan(occ_) | (occ_ == 0), 0.0, load / occ_))
    near = (cap > 0) & np.isfinite(cap) & (np.abs(cap - np.rint(cap)) <= 1e-9 * np.maximum(cap, 1.0))
    for at in np.argwhere(near):
        k = tuple(at)
        cap[k] = math.ceil(exact(v[k]) * exact(h[k]) / exact(i[k]) / exact(occ_[k]))
    out = np.empty(load.size)
    _least_agents(
        flat(load), flat(v), flat(i), flat(h), flat(p), flat(t), flat(sl_), SL_KINDS.index(sl_kind),
        flat(ab_), flat(asa_), flat(occ_), flat(np.ceil(cap)), out,
    )  # fmt: skip
    return out.reshape(load.shape)[()]


@compiled
def _meets_a(
    n: float, load: float, lam: float, aht: float, p: float, t: float, sl: float, kind: int, ab: float, asa: float,
    occ: float,
) -> bool:  # fmt: skip
    odds = idle_odds(n, load)
    if p == 0.0:
        lost = 1.0 / (1.0 + odds)
        fail = lost if kind == 0 else (lost * math.exp(-t * n / aht) if kind == 2 else 0.0)
        left, wait, served = lost, 0.0, 1.0 - lost
    else:
        _, _, in_time, later, left_in, left_out, beyond, wait, _, _ = impatient_queue(
            odds, lam, n / aht, 1.0 / p, t, False
        )
        served = in_time + later
        left = left_in + left_out
        if kind == 0:
            fail = left + later
        elif kind == 1:
            fail = (later + left_out) / (in_time + later + left_out)
        elif kind == 2:
            fail = beyond
        else:
            fail = later / served
    if fail > (1.0 - sl) * (1.0 + _TOL):
        return False
    if left > ab * (1.0 + _TOL) or wait > asa * (1.0 + _TOL):
        return False
    return not load * served / n > occ * (1.0 + _TOL)


@compiled
def _least_c(load: float, aht: float, t: float, sl: float, asa: float, capped: float) -> float:
    n = max(math.floor(load) + 1.0, capped)
    odds = idle_odds(n, load)
    while n < _LARGEST:
        waiting = n / (n - load)
        p_wait = waiting / (odds + waiting) if odds < math.inf else 0.0
        mean = aht / (n - load)
        met = not p_wait * math.exp(-t / mean) > (1.0 - sl) * (1.0 + _TOL)
        if met and not p_wait * mean > asa * (1.0 + _TOL):
            return n
        n += 1.0
        odds = n / load * (1.0 + odds)
    return math.nan


@compiled
def _least_agents(
    load: Floats, volume: Floats, interval: Floats, aht: Floats, patience: Floats, awt: Floats, sl: Floats, kind: int,
    ab: Floats, asa: Floats, occ: Floats, capped: Floats, out: Floats,
) -> None:  # fmt: skip
    beta = 0.3  # spare agents in units of sqrt(load); the row before is a good first guess for the next
    for i in range(load.size):
        a = load[i]
        if volume[i] == 0.0:
            out[i] = 0.0
            continue
        if a == 0.0:
            out[i] = 1.0
            continue
        if sl[i] >= 1.0 or asa[i] <= 0.0 or occ[i] <= 0.0:
            out[i] = math.nan
            continue
        if math.isinf(patience[i]):
            out[i] = _least_c(a, aht[i], awt[i], sl[i], asa[i], capped[i])
            continue
        if ab[i] <= 0.0:
            out[i] = math.nan
            continue
        lam = volume[i] / interval[i]
        low, high, step = 0.0, math.nan, 1.0  # low fails, high meets
        n = max(1.0, math.ceil(a + beta * math.sqrt(a)))
        while True:
            if _meets_a(n, a, lam, aht[i], patience[i], awt[i], sl[i], kind, ab[i], asa[i], occ[i]):
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
        beta = (high - 1.0 - a) / math.sqrt(a)
