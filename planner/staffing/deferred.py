"""Email, social and tickets: a backlog with deadlines, no queueing formula.

Slots are the intervals of a grid; work is counted in agent-hours (or any unit of work, kept throughout). Work that
arrives in slot i can be done from slot i+1 on. Its deadline is either the end of the D-th open slot after i (targets in
open hours) or the end of slot i+D (clock). An opening backlog counts as work of slot -1.

`DeferredWork` hands the same facts to the roster engine: in every slot, work done so far lies between `due` and
`released`, so that mail fills the quiet hours of live channels and is still answered in time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.domain.shrinkage import exact
from planner.staffing.erlang import Floats, checked

BLENDED_OCCUPANCY_MAX = 0.95  # ceiling for agents who fill the quiet time of live channels with deferred work


@dataclass(frozen=True, slots=True)
class FlatNeed:
    """Least constant number of agents in open slots; `window` = (release slot, due slot) that forces it."""

    agents: float
    exact: Fraction
    window: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Fifo:
    """First in, first out, as a fluid: shares of work, backlog at the end of each slot."""

    share_on_time: float
    end_backlog: float
    work_due: float
    backlog: Floats
    late: Floats
    """Work due in each slot that was not done by its end."""


@dataclass(frozen=True, slots=True)
class DeferredWork:
    """Cumulative bounds on deferred work, in agent-minutes, one value an interval.

    Work done up to and including interval t is at most `released[t]` and at least `due[t]`. Both never fall;
    due[t] <= released[t]. `opening_min` of `released` is backlog from before the first interval.
    """

    released: Floats
    due: Floats
    opening_min: float = 0.0

    def flat_agents(self, open_: ArrayLike, interval_min: float) -> float:
        """Least constant agents in open intervals that keep within the bounds (the flat requirement)."""
        is_open = np.asarray(open_, dtype=bool)
        capacity = np.concatenate([[0.0], np.cumsum(is_open)]) * interval_min
        before = np.concatenate([[0.0], self.released[:-1]])  # work released before interval s
        worst = 0.0
        for s in range(is_open.size):
            work = self.due[s:] - before[s]
            room = capacity[s + 1 :] - capacity[s]
            if ((room == 0) & (work > 1e-9)).any():
                return float("inf")
            ratio = np.divide(work, room, out=np.zeros_like(work), where=room > 0)
            worst = max(worst, float(ratio.max()))
        return worst


def _whole(name: str, value: float) -> None:
    if not (value >= 1 and value == math.floor(value)):
        raise ValueError(f"{name} is {value}; it must be a whole number, 1 or more")


def due_slots(open_: Sequence[int] | NDArray[np.bool_], deadline_open_slots: int) -> list[int]:
    """For slots -1, 0, 1, ...: the D-th open slot after it; len(open_) where that lies past the horizon."""
    _whole("deadline_open_slots", deadline_open_slots)
    opens = [i for i, o in enumerate(open_) if o]
    horizon = len(open_)
    seen = np.concatenate([[0], np.cumsum(np.asarray(open_, dtype=bool))])  # open slots before slot i
    at = [int(seen[i + 1]) + deadline_open_slots - 1 for i in range(-1, horizon)]
    return [opens[k] if k < len(opens) else horizon for k in at]


def flat_need(
    work: ArrayLike, open_: ArrayLike, deadline_open_slots: int, opening_backlog: float = 0.0, slot_h: float = 1.0
) -> FlatNeed:
    """Least constant agents in open slots so that all work due within the horizon is done by its deadline.

    The largest, over windows [s, d], of work released at s or later and due by d, over the open hours in [s, d]. Work
    in agent-hours by slot. Exact in decimals; the first of equal windows is named. Work whose deadline lies past the
    horizon (all of it, when nothing is open) is left out.
    """
    checked("slot_h", slot_h, low=1e-9)
    amounts = checked("work_agent_hours", work)
    backlog = float(checked("opening_backlog", opening_backlog))
    is_open = np.asarray(open_, dtype=bool)
    if amounts.shape != is_open.shape:
        raise ValueError(f"work has {amounts.size} slots and opening hours {is_open.size}")
    dues = due_slots(is_open, deadline_open_slots)
    size = amounts.size
    arrivals = np.concatenate([[backlog], amounts])  # of slot i-1, usable from slot i
    table = np.zeros((size + 1, size + 1))
    table[np.arange(size + 1), dues] = arrivals
    table = table[:size, :size]  # release slot x due slot; what falls past the horizon is left out
    inside = np.cumsum(np.cumsum(table[::-1], axis=0)[::-1], axis=1)  # released >= s and due <= d
    opened = np.concatenate([[0], np.cumsum(is_open)])
    room = (opened[None, 1:] - opened[:-1, None]).astype(float)
    # Only windows from a release to a due slot can be the worst; the others hold no more work in no less room.
    window = (np.arange(size)[None, :] >= np.arange(size)[:, None]) & (table.sum(axis=1) > 0)[:, None]
    window &= (table.sum(axis=0) > 0)[None, :]
    ratio = np.divide(inside, room, out=np.zeros_like(inside), where=(room > 0) & window) / slot_h
    if size == 0 or ratio.max() <= 0:
        return FlatNeed(0.0, Fraction(0), None)
    best, where = Fraction(0), (0, 0)
    for s, d in np.argwhere(ratio >= ratio.max() * (1 - 1e-9)):
        held = sum((exact(arrivals[r]) for r in range(s, d + 1) if dues[r] <= d), Fraction(0))
        value = held / int(room[s, d]) / exact(slot_h)
        if value > best:
            best, where = value, (int(s), int(d))
    return FlatNeed(float(best), best, where)


def fifo(work: ArrayLike, capacity: ArrayLike, deadline_clock_slots: int, opening_backlog: float = 0.0) -> Fifo:
    """Work done first in, first out with `capacity` a slot: the share done by the end of slot i + D, and the backlog.

    Work of slot i is usable from slot i+1; only work due within the horizon counts for the share.
    """
    amounts = checked("work_agent_hours", work)
    room = checked("capacity_agent_hours", capacity)
    backlog = float(checked("opening_backlog", opening_backlog))
    if amounts.shape != room.shape:
        raise ValueError(f"work has {amounts.size} slots and capacity {room.size}")
    _whole("deadline_clock_slots", deadline_clock_slots)
    size = amounts.size
    came = backlog + np.concatenate([[0.0], np.cumsum(amounts)])  # came[i]: all that came before slot i
    done = np.zeros(size)
    total = 0.0
    for i in range(size):
        total = min(total + room[i], came[i])
        done[i] = total
    # Arrivals of slot i-1 (i = 0 is the backlog) end at came[i]; FIFO does them when `done` passes that mark.
    marks = np.concatenate([[0.0], came])[: size + 2]
    due = np.arange(-1, size) + deadline_clock_slots
    counted = due < size
    low, high = marks[:-1][: size + 1][counted], marks[1:][: size + 1][counted]
    by_due = done[due[counted]] if size else np.zeros(0)
    on_time = np.clip(by_due - low, 0.0, high - low)
    late = np.zeros(size)
    np.add.at(late, due[counted], (high - low) - on_time)
    work_due = float((high - low).sum())
    share = float(on_time.sum()) / work_due if work_due > 0 else 1.0
    left = came[1:] - done if size else np.zeros(0)
    return Fifo(share, float(left[-1]) if size else backlog, work_due, left, late)


def deferred_work(
    volume: ArrayLike,
    aht_s: ArrayLike,
    open_: ArrayLike,
    deadline_open_slots: int,
    opening_backlog_min: float = 0.0,
) -> DeferredWork:
    """Cumulative bounds for the roster engine from contacts an interval; work due past the horizon is never forced."""
    minutes = checked("volume", volume) * checked("aht_s", aht_s) / 60.0
    minutes, is_open = np.broadcast_arrays(minutes, np.asarray(open_, dtype=bool))
    size = minutes.size
    arrivals = np.concatenate([[float(checked("opening_backlog_min", opening_backlog_min))], minutes])
    due = np.zeros(size + 1)
    np.add.at(due, due_slots(is_open, deadline_open_slots), arrivals)
    return DeferredWork(np.cumsum(arrivals)[:size], np.cumsum(due[:size]), float(arrivals[0]))
