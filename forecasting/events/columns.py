"""Columns by which the structural model learns events: a level for the span, its days, and the days around it.

An event's effect on a day is the sum of its family's columns, each block with a variance the data choose: `span`, one
for all its days; `day`, a day's own deviation; `drift`, steps between knots for seasons of weeks; `before` and `after`,
steps that fade towards ordinary days; `strength`, one factor for a whole wave of events in one year. Days are drawn
together where they agree, and stand alone where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forecasting.events.occurrences import LONG_SPAN, TEAM, EventMap, Occurrence
from forecasting.history import Floats, Ints

KNOTS = (0, 1, 2, 3, 5, 7, 10, 14, 19, 25, 33, 43, 55, 70, 90, 120, 160, 220, 300)
OWN_DAYS = 20  # days of a span up to which each has a deviation of its own
OWN_BLOCK = 5  # days of a span from which their deviations have a variance of their own
WAVE_GAP = 14  # ordinary days between two spans that still belong to one wave
STRONG = ("promotion", "other", "commercial", "campaign", "window")  # groups that are stronger in one year than another


@dataclass(frozen=True)
class Column:
    """A column of the design: `family` is the event it belongs to, empty for what holidays share."""

    block: str
    name: str
    family: str
    values: Floats


def event_columns(events: EventMap, known: np.ndarray, weekday: Ints) -> list[Column]:
    """The columns of every event, over the days of `weekday`."""
    count = len(weekday)
    columns: list[Column] = []
    holidays = {part: np.zeros(count) for part in ("weekday", "weekend")}
    for family, found in events.families().items():
        proper = [(day, o) for day, o in found if o.proper]
        if proper:
            columns += _span_columns(family, proper, count)
        for day, o in proper:
            if o.group in ("holiday", "public"):
                holidays["weekend" if weekday[day] >= 5 else "weekday"][day] = 1.0
        columns += _around_columns(family, [(day, o) for day, o in found if not o.proper], count)
    columns += [
        Column("pooled", f"holiday_{part}", "", values) for part, values in holidays.items() if values[known].any()
    ]
    return columns


def _flags(days: list[int], count: int) -> Floats:
    values = np.zeros(count)
    values[days] = 1.0
    return values


def _span_columns(family: str, proper: list[tuple[int, Occurrence]], count: int) -> list[Column]:
    group = proper[0][1].group
    length = max(o.length for _, o in proper)
    by_key: dict[str, list[int]] = {}
    for day, o in proper:
        by_key.setdefault(o.key if length <= LONG_SPAN else f"{family}+{o.offset}", []).append(day)
    columns = [Column(f"span:{group}", family, family, _flags([day for day, _ in proper], count))]
    if len(by_key) == 1:
        return columns
    block = f"day:{family}" if len(by_key) >= OWN_BLOCK else f"day:{group}"
    own = list(by_key) if length <= OWN_DAYS else list(by_key)[:3]
    columns += [Column(block, key, family, _flags(by_key[key], count)) for key in own]
    if length > LONG_SPAN:
        offset = np.full(count, -1.0)
        for day, o in proper:
            offset[day] = o.offset
        inside = offset >= 0
        for low, high in pairwise(KNOTS):
            if low < length - 1:
                ramp = np.where(inside, np.clip((offset - low) / (high - low), 0.0, 1.0), 0.0)
                columns.append(Column(f"drift:{family}", f"{family}~{high}", family, ramp))
    return columns


def _around_columns(family: str, around: list[tuple[int, Occurrence]], count: int) -> list[Column]:
    columns: list[Column] = []
    windows: dict[str, dict[int, list[int]]] = {"before": {}, "after": {}}
    near: dict[str, list[int]] = {}
    for day, o in around:
        if o.group == "near":
            near.setdefault(o.key, []).append(day)
        elif o.offset < 0:
            windows["before"].setdefault(-o.offset, []).append(day)
        else:
            windows["after"].setdefault(o.offset - o.length + 1, []).append(day)
    columns += [Column("near", key, family, _flags(days, count)) for key, days in near.items()]
    for side, by_distance in windows.items():
        for reach in sorted(by_distance):
            days = [day for distance, found in by_distance.items() if distance <= reach for day in found]
            columns.append(Column(f"{side}:{family}", f"{family}|{side}{reach}", family, _flags(days, count)))
    return columns


@dataclass(frozen=True)
class Wave:
    """Days that are stronger or weaker together in one year, by family; `announced`: their uplifts were."""

    name: str
    days: dict[str, list[int]]
    announced: bool


def waves(events: EventMap) -> list[Wave]:
    """Waves of short events close to one another, and each event inside a wave of several."""
    spans: dict[tuple[np.datetime64, str], list[int]] = {}
    announced: set[tuple[np.datetime64, str]] = set()
    for day, found in events.by_day.items():
        for o in found:
            if o.group in STRONG and o.length <= OWN_DAYS:
                spans.setdefault((o.start, o.family), []).append(day)
                if np.isfinite(o.uplift_pct):
                    announced.add((o.start, o.family))
    result: list[Wave] = []
    together: list[Wave] = []
    end = None
    for (start, family), days in sorted(spans.items(), key=lambda item: item[1][0]):
        if end is not None and days[0] - end > WAVE_GAP:
            result += _wave(together)
            together, end = [], None
        together.append(Wave(f"{family} {start}", {family: days}, (start, family) in announced))
        end = max(days[-1], end if end is not None else days[-1])
    return result + _wave(together)


def _wave(together: list[Wave]) -> list[Wave]:
    if len(together) < 2:
        return together
    days: dict[str, list[int]] = {}
    for one in together:
        for family, found in one.days.items():
            days.setdefault(family, []).extend(found)
    whole = Wave(f"wave of {together[0].name}", days, all(one.announced for one in together))
    return [whole, *together]


def patience(events: EventMap, count: int) -> Floats:
    """Standard deviations a day may be off before it weighs less (Student-like weights tame outliers).

    Days of the team's events and of public holidays are never tamed, for there the surprise is the message; days of the
    commercial calendar, which cover a third of the year, and days around events only when far off.
    """
    result = np.full(count, 3.0)
    for day, found in events.by_day.items():
        groups = {o.group for o in found}
        if groups & {*TEAM, "public"}:
            result[day] = np.inf
        elif groups & {"commercial", "campaign", "window"}:
            result[day] = 6.0
    return result
