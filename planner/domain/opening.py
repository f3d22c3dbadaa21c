"""Stretches of local time in which a channel is open.

A stretch is its start and its end; one that ends at or before its start ends on the following day, and an end of 00:00
is midnight. So `22:00–02:00` belongs to the day on which it begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

Stretch = tuple[time, time]


def covers(stretches: Iterable[Stretch], at: time) -> bool:
    """Whether one of a day's stretches holds that time of the same day."""
    return any(start <= at and (at < end or end <= start) for start, end in stretches)


def reaches_over(stretches: Iterable[Stretch], at: time) -> bool:
    """Whether one of a day's stretches holds that time of the following day."""
    return any(end <= start and at < end for start, end in stretches)


def minutes(stretch: Stretch) -> int:
    """Length on the clock; from 00:00 to 00:00 is a whole day."""
    first, last = (at.hour * 60 + at.minute for at in stretch)
    return last - first if last > first else last - first + 1440
