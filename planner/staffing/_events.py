"""Compiled event simulation of one roster: live, concurrent and deferred work, shared skills, routing, abandonment.

Between events everything is memoryless (exponential handling and patience, Poisson arrivals whose rate holds for an
interval), so that the next event is drawn from the sum of all rates (Gillespie 1977). Invariants:

- an agent who goes off duty in the middle of a contact finishes it first;
- conversations of a group are spread evenly over its agents who are not on a call (the assumption of `concurrent`);
- who is away for the day is away for all of their shift, which may lie in several groups; who is away for a moment, for
  an interval;
- deferred work is done in the time left over, first in first out, at once put aside for a contact, and never lifts a
  group above its occupancy ceiling; work of interval i can be done from interval i+1 on.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.staffing._jit import compiled

LIVE, CONCURRENT, DEFERRED = 0, 1, 2
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _spread(held: int, free: int, slots: int) -> int:
    """Agents over whom `held` conversations are spread."""
    return max(min(held, free), (held + slots - 1) // slots)


@compiled
def _used(g: int, b: Ints, kind: Ints, slots: Ints, duty: int) -> int:
    """Agents of group g who are on a call or hold a conversation."""
    used = 0
    for c in range(kind.size):
        if kind[c] == LIVE:
            used += b[g, c]
    for c in range(kind.size):
        if kind[c] == CONCURRENT and b[g, c] > 0:
            used += _spread(b[g, c], max(duty - used, 0), slots[c])
    return used


@compiled
def _refresh(
    g: int, k: int, b: Ints, duty: int, kind: Ints, slots: Ints, levels: Floats, handle: Floats
) -> tuple[int, float]:
    """Agents of group g on contacts, and the contacts that end a second there."""
    used = 0
    speed = 0.0
    for c in range(kind.size):
        if kind[c] == LIVE and b[g, c] > 0:
            used += b[g, c]
            speed += b[g, c] / handle[c, k]
    for c in range(kind.size):
        if kind[c] == CONCURRENT and b[g, c] > 0:
            n = _spread(b[g, c], max(duty - used, 0), slots[c])
            used += n
            speed += _chat_rate(b[g, c], n, levels[c], handle[c, k])
    return used, speed


@compiled
def _finish(
    g: int, pick: float, k: int, b: Ints, duty: int, kind: Ints, slots: Ints, levels: Floats, handle: Floats
) -> None:
    """End the contact of group g on which `pick` (between 0 and the group's speed) falls."""
    used = 0
    last = -1
    for c in range(kind.size):
        if kind[c] == LIVE and b[g, c] > 0:
            used += b[g, c]
            last = c
            pick -= b[g, c] / handle[c, k]
            if pick < 0.0:
                b[g, c] -= 1
                return
    for c in range(kind.size):
        if kind[c] == CONCURRENT and b[g, c] > 0:
            n = _spread(b[g, c], max(duty - used, 0), slots[c])
            used += n
            last = c
            pick -= _chat_rate(b[g, c], n, levels[c], handle[c, k])
            if pick < 0.0:
                b[g, c] -= 1
                return
    if last >= 0:  # rounding left a crumb
        b[g, last] -= 1


@compiled
def _fill(g: int, k: int, spare: float, fill: Ints, released: Floats, done: Floats) -> float:
    """Spend `spare` agent-seconds of group g on deferred work, as far as there is any; what was spent."""
    left = spare
    for i in range(fill.shape[1]):
        c = fill[g, i]
        if c < 0 or left <= 0.0:
            break
        did = min(left, released[c])
        released[c] -= did
        done[c, k] += did
        left -= did
    return spare - left


@compiled
def _room(g: int, c: int, b: Ints, kind: Ints, slots: Ints, duty: int) -> bool:
    """Whether an agent of group g can take one more conversation of channel c."""
    others = 0
    for d in range(kind.size):
        if kind[d] == LIVE:
            others += b[g, d]
        elif kind[d] == CONCURRENT and d != c:
            others += (b[g, d] + slots[d] - 1) // slots[d]
    return int(b[g, c]) + 1 <= int(slots[c]) * (duty - others)


@compiled
def _leave(
    c: int, now: float, came: Floats, until: Floats, head: Ints, tail: Ints, width: float, r: int,
    left: Any, waits: Any,
) -> None:  # fmt: skip
    """Take those who hung up from the head of queue c."""
    size = came.shape[1]
    last = left.shape[2] - 1
    while head[c] < tail[c] and until[c, head[c] & (size - 1)] <= now:
        at = head[c] & (size - 1)
        slot = min(int(came[c, at] / width), last)
        left[r, c, slot] += 1.0
        waits[r, c, slot] += until[c, at] - came[c, at]
        head[c] += 1


@compiled
def _there(rostered: float, present: float) -> int:
    """Agents at work in one interval: each with probability `present`, a fraction of one with that share of it."""
    rostered = max(rostered, 0.0) + 1e-9  # subtracting shares must not leave 1.9999999
    count = int(rostered)
    part = rostered - count
    if present < 1.0 and count > 0:
        count = np.random.binomial(count, present)
    if part > 1e-6 and np.random.random() < part * present:
        count += 1
    return count


@compiled
def run(
    seed: int, mean: Floats, sigma: Floats, common: float, day_of: Ints, rostered: Floats, present: Floats, first:
    Ints, cell_group: Ints, cell_interval: Ints, cell_share: Floats, away: Floats, rank: Ints, order: Ints, kind:
    Ints, handle: Floats, levels: Floats, slots: Ints, patience: Floats, awt: Floats, due: Ints, backlog0: Floats,
    ceiling: float, width: float, offered: Any, in_time: Any, waits: Any, left: Any, backlog: Any, busy_sum: Any,
    filled_sum: Any,
) -> None:  # fmt: skip
    """Simulate offered.shape[0] horizons and add up what happened, by replication, channel and arrival interval.

    mean, handle (C x T): contacts and seconds; sigma (C x T): log-scale spread of the day's rate;
    rostered (G x T): agents, with fractions; present (G x T): probability that each of them is there;
    first (S+1), cell_* : the cells of each of S shifts; away (S): probability that its agent is away for all of it;
    rank (G x C): 0 = not skilled, 1 = first choice; order (C x G): groups by preference, -1 = none;
    levels (C x K): handle time by level; due (C x T+1): due interval of work of interval i-1 (T = past the horizon).
    """
    channels, intervals = mean.shape
    groups = rostered.shape[0]
    duty = np.zeros((groups, intervals), np.int64)
    coming = rostered.copy()
    rate = np.zeros((channels, intervals))
    size = 256
    came = np.zeros((channels, size))
    until = np.zeros((channels, size))
    released = np.zeros(channels)
    work = np.zeros((channels, intervals + 1))
    done = np.zeros((channels, intervals))
    used = np.zeros(groups, np.int64)  # agents on contacts, by group
    speed = np.zeros(groups)  # contacts that end a second, by group
    since = np.zeros(groups)  # until when the group's time is booked
    chats = np.zeros(groups, np.bool_)  # groups whose rate must be worked out from their conversations
    fill = np.full((groups, channels + 1), -1, np.int64)  # deferred channels of a group, first choice first
    for g in range(groups):
        for c in range(channels):
            if rank[g, c] > 0:
                chats[g] |= kind[c] == CONCURRENT
        at = 0
        for level in range(1, channels + 1):
            for c in range(channels):
                if kind[c] == DEFERRED and rank[g, c] == level:
                    fill[g, at] = c
                    at += 1
    for r in range(offered.shape[0]):
        np.random.seed(seed + r)
        b = np.zeros((groups, channels), np.int64)
        head = np.zeros(channels, np.int64)
        tail = np.zeros(channels, np.int64)
        day = -1
        shock = np.zeros(channels)
        if away.size > 0:
            coming[:] = rostered
            for s in range(away.size):
                if np.random.random() < away[s]:
                    for j in range(first[s], first[s + 1]):
                        coming[cell_group[j], cell_interval[j]] -= cell_share[j]
        for g in range(groups):
            for k in range(intervals):
                duty[g, k] = _there(coming[g, k], present[g, k])
        for k in range(intervals):
            if day_of[k] != day:
                day = day_of[k]
                shared = np.random.normal()
                for c in range(channels):
                    shock[c] = math.sqrt(common) * shared + math.sqrt(1.0 - common) * np.random.normal()
            for c in range(channels):
                s = sigma[c, k]
                rate[c, k] = mean[c, k] / width * math.exp(s * shock[c] - 0.5 * s * s)
        for c in range(channels):
            released[c] = 0.0
            if kind[c] == DEFERRED:
                work[c, 0] = backlog0[c]
                for k in range(intervals):
                    count = np.random.poisson(rate[c, k] * width) if rate[c, k] > 0.0 else 0
                    work[c, k + 1] = count * handle[c, k]
                    done[c, k] = 0.0
        for k in range(intervals):
            now, end = k * width, (k + 1) * width
            for c in range(channels):
                if kind[c] == DEFERRED:
                    released[c] += work[c, k]
            for g in range(groups):
                _take(g, now, b, duty[g, k], kind, slots, rank, came, until, head, tail, awt, width, r, in_time, waits,
                      left)  # fmt: skip
            arriving = 0.0
            for c in range(channels):
                if kind[c] != DEFERRED:
                    arriving += rate[c, k]
            for g in range(groups):
                used[g], speed[g] = _refresh(g, k, b, duty[g, k], kind, slots, levels, handle)
                since[g] = now
            while True:
                total = arriving
                for g in range(groups):
                    total += speed[g]
                step = np.random.exponential() / total if total > 0.0 else math.inf
                if now + step >= end:
                    break
                now += step
                pick = np.random.random() * total
                changed = -1
                if pick < arriving:
                    for c in range(channels):
                        if kind[c] == DEFERRED or rate[c, k] == 0.0:
                            continue
                        pick -= rate[c, k]
                        if pick >= 0.0:
                            continue
                        offered[r, c, k] += 1.0
                        if head[c] < tail[c]:
                            _leave(c, now, came, until, head, tail, width, r, left, waits)
                        if head[c] == tail[c]:
                            for i in range(groups):
                                g = order[c, i]
                                if g < 0:
                                    break
                                if used[g] < duty[g, k] if kind[c] == LIVE else _room(g, c, b, kind, slots, duty[g, k]):
                                    changed = g
                                    break
                        if changed >= 0:
                            g = changed
                            dt = now - since[g]
                            since[g] = now
                            busy_sum[g, k] += used[g] * dt
                            if fill[g, 0] >= 0:
                                spare = min(duty[g, k], ceiling * duty[g, k]) - used[g]
                                if spare > 0.0:
                                    filled_sum[g, k] += _fill(g, k, spare * dt, fill, released, done)
                            b[g, c] += 1
                            in_time[r, c, k] += 1.0
                            if not chats[g]:
                                used[g] += 1
                                speed[g] += 1.0 / handle[c, k]
                        else:
                            if tail[c] - head[c] == size:
                                came, until = _grow(came, head, tail), _grow(until, head, tail)
                                size *= 2
                            at = tail[c] & (size - 1)
                            came[c, at] = now
                            until[c, at] = math.inf
                            if patience[c] < math.inf:
                                until[c, at] = now + np.random.exponential() * patience[c]
                            tail[c] += 1
                        break
                else:
                    pick -= arriving
                    for g in range(groups):
                        pick -= speed[g]
                        if pick < 0.0 and speed[g] > 0.0:
                            changed = g
                            pick += speed[g]
                            break
                    if changed < 0:
                        continue
                    g = changed
                    dt = now - since[g]
                    since[g] = now
                    busy_sum[g, k] += used[g] * dt
                    if fill[g, 0] >= 0:
                        spare = min(duty[g, k], ceiling * duty[g, k]) - used[g]
                        if spare > 0.0:
                            filled_sum[g, k] += _fill(g, k, spare * dt, fill, released, done)
                    if chats[g]:
                        _finish(g, pick, k, b, duty[g, k], kind, slots, levels, handle)
                    else:
                        last = -1
                        for c in range(channels):
                            if kind[c] == LIVE and b[g, c] > 0:
                                last = c
                                pick -= b[g, c] / handle[c, k]
                                if pick < 0.0:
                                    break
                        b[g, last] -= 1
                        used[g] -= 1
                        speed[g] = speed[g] - 1.0 / handle[last, k] if used[g] > 0 else 0.0
                    waiting = False
                    for c in range(channels):
                        if head[c] < tail[c] and rank[g, c] > 0:
                            waiting = True
                    if waiting:
                        _take(g, now, b, duty[g, k], kind, slots, rank, came, until, head, tail, awt, width, r, in_time,
                              waits, left)  # fmt: skip
                    if waiting and not chats[g]:
                        used[g], speed[g] = _refresh(g, k, b, duty[g, k], kind, slots, levels, handle)
                if changed >= 0 and chats[changed]:
                    used[changed], speed[changed] = _refresh(changed, k, b, duty[changed, k], kind, slots, levels,
                                                             handle)  # fmt: skip
            for g in range(groups):
                dt = end - since[g]
                since[g] = end
                busy_sum[g, k] += used[g] * dt
                if fill[g, 0] >= 0:
                    spare = min(duty[g, k], ceiling * duty[g, k]) - used[g]
                    if spare > 0.0:
                        filled_sum[g, k] += _fill(g, k, spare * dt, fill, released, done)
            for c in range(channels):
                if kind[c] == DEFERRED:
                    backlog[r, c, k] = released[c] + work[c, k + 1]
        for c in range(channels):
            if kind[c] == DEFERRED:
                _on_time(c, r, work, done, due, handle, offered, in_time)
                continue
            _leave(c, intervals * width, came, until, head, tail, width, r, left, waits)
            while head[c] < tail[c]:
                at = head[c] & (size - 1)
                slot = min(int(came[c, at] / width), intervals - 1)
                waits[r, c, slot] += intervals * width - came[c, at]
                head[c] += 1


@compiled
def _chat_rate(held: int, n: int, levels: Floats, scale: float) -> float:
    """Conversations that end a second: `held` spread over n agents; `scale` multiplies the handle times."""
    each, more = held // n, held % n
    rate = 0.0
    if more > 0:
        rate = more * (each + 1) / levels[each]
    if each > 0:
        rate += (n - more) * each / levels[each - 1]
    return rate / scale


@compiled
def _grow(ring: Floats, head: Ints, tail: Ints) -> Floats:
    """A ring of twice the length with everything waiting at the place its number asks for."""
    channels, size = ring.shape
    out = np.zeros((channels, 2 * size))
    for c in range(channels):
        for i in range(head[c], tail[c]):
            out[c, i & (2 * size - 1)] = ring[c, i & (size - 1)]
    return out


@compiled
def _take(
    g: int, now: float, b: Ints, duty: int, kind: Ints, slots: Ints, rank: Ints, came: Floats, until: Floats,
    head: Ints, tail: Ints, awt: Floats, width: float, r: int, in_time: Any, waits: Any, left: Any,
) -> None:  # fmt: skip
    """Give waiting contacts to group g while it can take any: by the group's rank, then the longest wait."""
    size = came.shape[1]
    last = in_time.shape[2] - 1
    while True:
        best = -1
        used = -1
        for c in range(kind.size):
            if kind[c] == DEFERRED or rank[g, c] == 0 or head[c] == tail[c]:
                continue
            if used < 0:
                used = _used(g, b, kind, slots, duty)
            _leave(c, now, came, until, head, tail, width, r, left, waits)
            if head[c] == tail[c]:
                continue
            if not (used < duty if kind[c] == LIVE else _room(g, c, b, kind, slots, duty)):
                continue
            if (
                best < 0
                or rank[g, c] < rank[g, best]
                or (rank[g, c] == rank[g, best] and came[c, head[c] & (size - 1)] < came[best, head[best] & (size - 1)])
            ):
                best = c
        if best < 0:
            return
        at = head[best] & (size - 1)
        wait = now - came[best, at]
        slot = min(int(came[best, at] / width), last)
        waits[r, best, slot] += wait
        if wait <= awt[best]:
            in_time[r, best, slot] += 1.0
        head[best] += 1
        b[g, best] += 1


@compiled
def _on_time(c: int, r: int, work: Floats, done: Floats, due: Ints, handle: Floats, offered: Any, in_time: Any) -> None:
    """Deferred work, in contacts, by the interval it is due in: how much was due, how much of it done by then."""
    intervals = done.shape[1]
    total = np.zeros(intervals)
    so_far = 0.0
    for k in range(intervals):
        so_far += done[c, k]
        total[k] = so_far
    low = 0.0
    for i in range(intervals + 1):
        amount = work[c, i]
        if amount > 0.0 and due[c, i] < intervals:
            k = due[c, i]
            one = handle[c, max(i - 1, 0)]
            offered[r, c, k] += amount / one
            in_time[r, c, k] += min(max(total[k] - low, 0.0), amount) / one
        low += amount
