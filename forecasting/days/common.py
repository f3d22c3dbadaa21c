"""What channels that live through the same events learn together: the path of events on the mean of all of them.

A day of an event is seen once a year by every channel. Its noise is partly each channel's own, so the mean of the logs
tells the shape of a peak, and how strong this year is, better than any one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.days.daydata import Bools, DayData
from forecasting.days.structural import Lent, build_design, fit_structural
from forecasting.events.columns import waves
from forecasting.history import Floats

AS_LONG = 0.7  # of the longest channel's days: what a channel must have to take part
KNOWN_TOGETHER = 0.6
DAY_NOISE = 0.004  # variance of the log of a busy channel's day; a quiet one's is more by one over its mean


@dataclass(frozen=True)
class Shared:
    """The mean of the logs of `channels` on the days that all of them know; shapes (days,)."""

    channels: tuple[int, ...]
    target: Floats
    known: Bools
    reopening: Floats


def shared_series(data: DayData, log_y: Floats, members: Sequence[int]) -> Shared | None:
    """The mean of `members`; None for fewer than two channels with the same days, or without an event of all.

    Args:
        log_y: log counts, shape (channels, days).
        members: channels with history enough, the longest first.
    """
    if not members or not data.shared_events.by_day:
        return None
    group = [c for c in members if data.span(c) >= AS_LONG * data.span(members[0])]
    known = np.asarray(data.known[group].all(axis=0), dtype=np.bool_)
    if len(group) < 2 or known.sum() < KNOWN_TOGETHER * min(int(data.known[c].sum()) for c in group):
        return None
    level = np.array([float(data.counts[c, data.known[c]].mean()) for c in group])
    weight = 1.0 / (DAY_NOISE + 1.0 / np.maximum(level, 0.1))
    target = np.where(known, weight @ np.nan_to_num(log_y[group]) / weight.sum(), 0.0)
    return Shared(tuple(group), target, known, data.reopening[group].min(axis=0))


def learn_together(
    data: DayData, log_y: Floats, origins: Sequence[int], members: Sequence[int]
) -> tuple[Lent, ...] | None:
    """The events' path of `members` together, by origin; None as `shared_series`."""
    together = shared_series(data, log_y, members)
    if together is None:
        return None
    design = build_design(data.days, together.known, data.origin, data.shared_events, together.reopening)
    fits = fit_structural(
        together.target, together.known, design, data.shared_events, origins, waves=waves(data.shared_events)
    )
    return tuple(Lent(fit.events, fit.events, fit.event_sd, shared=True, fit=fit) for fit in fits)
