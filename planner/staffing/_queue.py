"""Compiled mathematics of queues with impatient customers; every quantity is a sum or an integral of positive terms.

A queue in front of `full_rate` (all servers busy: n*mu; all chat slots full: n*c/H(c)) is described by three numbers:
arrival rate lam, full_rate and hang-up rate theta. The density of the offered wait (what a customer without end to
patience would wait) is proportional to

    g(s) = exp(h(s)),  h(s) = (lam/theta)(1 - exp(-theta s)) - full_rate s        (Mandelbaum & Zeltyn 2007)

which is log-concave. Its integrals are taken by Gauss-Legendre panels that follow h, relative to the peak of g, so that
nothing overflows and nothing is a difference of nearly equal numbers: the relative error stays near 1e-13 from empty
to overloaded queues and from patience of microseconds to years.
"""

from __future__ import annotations

import math

import numpy as np

from planner.staffing._jit import compiled

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NODES = 0.5 * (_NODES + 1.0)
_WEIGHTS = 0.5 * _WEIGHTS

_DROP = 44.0  # integrands below exp(-44) of their peak are left out
_STEP = 10.0  # largest change of a log-integrand over one panel
_RECURSION_MAX = 2000  # above so many servers the integral form of Erlang B is quicker than the recursion
_FLUID = 1e24  # weight of the likeliest wait against none, in logs, from which the wait is a single number


@compiled
def phi(z: float) -> float:
    """exp(-z) - 1 + z without cancellation near 0."""
    if abs(z) > 0.1:
        return math.expm1(-z) + z
    tail = 1.0 - z / 7.0 * (1.0 - z / 8.0 * (1.0 - z / 9.0 * (1.0 - z / 10.0)))
    return 0.5 * z * z * (1.0 - z / 3.0 * (1.0 - z / 4.0 * (1.0 - z / 5.0 * (1.0 - z / 6.0 * tail))))


@compiled
def _early_patience(z: float) -> float:
    """1 - exp(-z)(1 + z) without cancellation near 0."""
    if z > 0.1:
        return 1.0 - math.exp(-z) * (1.0 + z)
    tail = 1.0 + z / 6.0 * (1.0 + z / 7.0 * (1.0 + z / 8.0 * (1.0 + z / 9.0 * (1.0 + z / 10.0))))
    return math.exp(-z) * 0.5 * z * z * (1.0 + z / 3.0 * (1.0 + z / 4.0 * (1.0 + z / 5.0 * tail)))


@compiled
def _log1p_minus(z: float) -> float:
    """log(1 + z) - z without cancellation near 0 (z > -1)."""
    if abs(z) > 0.25:
        return math.log1p(z) - z
    power = -z * z
    total = 0.5 * power
    for k in range(3, 34):
        power *= -z
        total += power / k
    return total


@compiled
def _tilted(m: float, load: float) -> tuple[float, float]:
    """(log scale, I) with scale * I = integral over v > 0 of exp(-v) (1 + v/load)^m, m > -1."""
    base = m - load if m > load else 0.0
    shift = load + base
    scale = -m * _log1p_minus((load - m) / m) if base > 0.0 else 0.0
    low = -base
    if base > 0.0 and m * _log1p_minus(low / shift) < -_DROP:
        width = math.sqrt(2.0 * _DROP * m)
        low = -min(base, width)  # h falls faster than its parabola on this side
    u = low
    total = 0.0
    while True:
        here = shift + u
        if base > 0.0:
            level = m * _log1p_minus(u / shift)
        else:
            level = m * math.log1p(u / shift) - u
        if u > 0.0 and level < -_DROP:
            break
        slope = abs(m / here - 1.0)
        w = 2.0 * _STEP / (slope + math.hypot(slope, math.sqrt(2.0 * _STEP * abs(m)) / here))
        w = min(w, here)
        for i in range(16):
            v = u + w * _NODES[i]
            if base > 0.0:
                value = m * _log1p_minus(v / shift)
            else:
                value = m * math.log1p(v / shift) - v
            total += w * _WEIGHTS[i] * math.exp(value)
        if u + w == u:
            break
        u += w
    return scale, total


@compiled
def idle_odds(n: float, load: float) -> float:
    """P(fewer than n busy) / P(n busy) of the Erlang loss system, continuous in n >= 0; 1/B(n) - 1.

    Whole n up to 2,000 by E(k) = (k/load)(1 + E(k-1)); others by (n/load) * integral of exp(-v)(1 + v/load)^(n-1).
    """
    if n <= 0.0:
        return 0.0
    if load <= 0.0:
        return math.inf
    if n == math.floor(n) and n <= _RECURSION_MAX:
        inverse = 1.0 / load
        odds = 0.0
        for k in range(1, int(n) + 1):
            odds = k * inverse * (1.0 + odds)
        return odds
    scale, total = _tilted(n - 1.0, load)
    if scale > 700.0:
        return math.inf if scale > 1400.0 else n / load * total * math.exp(0.5 * scale) * math.exp(0.5 * scale)
    return n / load * total * math.exp(scale)


@compiled
def _segment(
    lam: float, full_rate: float, theta: float, start: float, end: float, peak: float, waits: bool
) -> tuple[float, float, float, float, float, float]:
    """Integrals of g over [start, end], relative to g at the point of [start, end] nearest the peak.

    Returns that point, and the integrals of g, g exp(-theta s), g (1 - exp(-theta (s - start))), g s exp(-theta s)
    and g (1 - exp(-theta s)(1 + theta s)); the last two only with `waits`.
    """
    base = min(max(peak, start), end)
    rate = full_rate if base == peak and peak > 0.0 else lam * math.exp(-theta * base)
    tilt = rate - full_rate if base != peak or peak == 0.0 else 0.0
    bend = rate / theta
    u = start - base
    if u < 0.0 and tilt * u - bend * phi(theta * u) < -_DROP:
        # Newton from the left: h is concave, so that the steps never pass the point where h = -drop.
        for _ in range(2000):
            gap = -_DROP - (tilt * u - bend * phi(theta * u))
            if gap < 1.0:
                break
            u += gap / (rate * math.exp(-theta * u) - full_rate)
        u = min(u, 0.0)
    there = math.exp(-theta * base)
    plain = served = left = served_wait = left_wait = 0.0
    while base + u < end:
        level = tilt * u - bend * phi(theta * u)
        if u > 0.0 and level < -_DROP:
            break
        now = rate * math.exp(-theta * u)
        slope = abs(now - full_rate)
        w = 2.0 * _STEP / (slope + math.hypot(slope, math.sqrt(2.0 * _STEP) * math.sqrt(now) * math.sqrt(theta)))
        if theta * (base + u) < _DROP:
            w = min(w, 8.0 / theta)
        last = base + u + w >= end
        if last:
            w = end - base - u
        for i in range(16):
            x = u + w * _NODES[i]
            dip = phi(theta * x)
            gone = theta * x - dip  # 1 - exp(-theta x)
            g = w * _WEIGHTS[i] * math.exp(tilt * x - bend * dip)
            stay = there * (1.0 - gone)
            plain += g
            served += g * stay
            left += g * (gone if base == start else -math.expm1(-theta * (base + x - start)))
            if waits:
                served_wait += g * (base + x) * stay
                left_wait += g * _early_patience(theta * (base + x))
        if last or u + w == u:
            break
        u += w
    return base, plain, served, left, served_wait, left_wait


@compiled
def _relative(lam: float, full_rate: float, theta: float, s: float, peak: float) -> float:
    """h(s) - h(peak)."""
    if peak > 0.0:
        return -full_rate / theta * phi(theta * (s - peak))
    return (lam - full_rate) * s - lam / theta * phi(theta * s)


@compiled
def _fluid(
    lam: float, full_rate: float, theta: float, awt: float, peak: float
) -> tuple[float, float, float, float, float, float, float, float, float, float]:
    """`impatient_queue` where everybody waits exactly `peak`: patience so long that the wait's spread, relative to the
    wait, is below the rounding of a number."""
    served = full_rate / lam
    left = (lam - full_rate) / lam
    early = left if awt >= peak else -math.expm1(-theta * awt)
    in_time = 1.0 if awt >= peak else 0.0
    return (
        1.0, in_time, in_time * served, (1.0 - in_time) * served, early, left - early, 1.0 - in_time, left / theta,
        served * peak, left / theta - served * peak,
    )  # fmt: skip


@compiled
def impatient_queue(
    odds: float, lam: float, full_rate: float, theta: float, awt: float, waits: bool
) -> tuple[float, float, float, float, float, float, float, float, float, float]:
    """Measures of a queue with exponential patience, as shares of all who arrive.

    Args:
        odds: P(an arrival is taken at once) / P(exactly the last server or slot was just taken), see `idle_odds`.
        lam, full_rate, theta: arrivals, completions when all are busy, hang-ups of each who waits; per second, all > 0.
        awt: acceptable wait in seconds (may be 0 or infinite).
        waits: whether the last two results are asked for.

    Returns:
        p_wait, P(offered wait <= awt), served within awt, served later, abandoned within awt, abandoned later,
        P(offered wait > awt), and the sums over all arrivals of: waits, waits of the served, waits of those who left.
    """
    peak = math.log(lam / full_rate) / theta if lam > full_rate else 0.0
    top = full_rate / theta * phi(-theta * peak) if peak > 0.0 else 0.0
    if top > _FLUID:
        return _fluid(lam, full_rate, theta, awt, peak)
    served_in = left_in = plain_in = wait_served = wait_left = 0.0
    total = 0.0
    if awt > 0.0:
        b, p, q, r, sw, lw = _segment(lam, full_rate, theta, 0.0, awt, peak, waits)
        f = math.exp(_relative(lam, full_rate, theta, b, peak))
        plain_in, served_in, left_in = f * p, f * q, f * r
        wait_served, wait_left = f * sw, f * lw
        total = plain_in
    plain_out = served_out = left_out = 0.0
    if awt < math.inf:
        b, p, q, r, sw, lw = _segment(lam, full_rate, theta, awt, math.inf, peak, waits)
        f = math.exp(_relative(lam, full_rate, theta, b, peak))
        plain_out, served_out, left_out = f * p, f * q, f * r
        wait_served += f * sw
        wait_left += f * lw
        total += plain_out
    # P(N = last) : everything is relative to it; odds on one side, full_rate * J on the other.
    at_once = odds * math.exp(-top) if top < 700.0 else 0.0
    waiting = full_rate * total
    if math.isinf(odds):
        at_once, waiting = 1.0, 0.0
        scale = 0.0
    else:
        norm = at_once + waiting
        scale = full_rate / norm
        at_once /= norm
        waiting /= norm
    # Of those whose offered wait passes awt, `gone` have hung up by then and `stayed` may still do so.
    stayed = math.exp(-theta * awt) if awt < math.inf else 0.0
    gone = -math.expm1(-theta * awt) if awt < math.inf else 1.0
    left_early = scale * (left_in + gone * plain_out)
    left_late = scale * stayed * left_out
    return (
        waiting,
        at_once + scale * plain_in,
        at_once + scale * served_in,
        scale * served_out,
        left_early,
        left_late,
        scale * plain_out,
        (left_early + left_late) / theta,
        scale * wait_served,
        scale * wait_left / theta,
    )
