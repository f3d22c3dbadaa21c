"""Days before and after an event that move with it, found in what a model without them leaves over.

A promotion may bring its contacts with the parcels, days after the name is over; a sale may empty the days before it. A
window of days on one side of every past span is tried as one more column of the fitted model: how far its coefficient
would stand out of the noise is told by the residuals and by how much of the column the others can take up (the score
test of a linear model). Where days in a row err together, the noise is taken as that much larger. Found days become
part of the event (group `window`) and are learnt like its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from forecasting.days.common import shared_series
from forecasting.days.daydata import DayData
from forecasting.days.structural import build_design, fit_structural
from forecasting.events.occurrences import EventMap, Occurrence
from forecasting.history import Floats

BEFORE, AFTER = 5, 10  # days looked at on either side
STANDS_OUT = 3.5  # standard deviations
FADING = 0.7  # of the best score: longer windows that still reach it are taken
LEAST_EFFECT = 0.03  # on the log scale
LEAST_DAYS = 90
LONGEST = 20  # days of a span from which it is a season, whose sides are the season's matter
GROUPS = ("promotion", "outage", "other", "commercial", "campaign")

Reach = tuple[int, int]  # days before, days after


def with_windows(data: DayData, log_y: Floats, members: Sequence[int]) -> DayData:
    """The same days with the windows found laid into the maps of events.

    Channels that learn their events together have their windows found together.

    Args:
        log_y: log counts, shape (channels, days).
        members: channels with history enough to learn from one another, the longest first.
    """
    maps = list(data.events)
    shared: dict[str, Reach] = {}
    together = shared_series(data, log_y, members)
    if together is not None:
        shared = _found(data, together.target, together.known, together.reopening, data.shared_events)
    for c in range(len(maps)):
        reaches = shared
        if data.state[c] == "live" and data.span(c) >= LEAST_DAYS and (together is None or c not in together.channels):
            own = _found(data, np.nan_to_num(log_y[c]), data.known[c], data.reopening[c], data.events[c])
            reaches = {**shared, **own}
        maps[c] = _extended(data.events[c], reaches, data)
    return replace(data, events=tuple(maps), shared_events=_extended(data.shared_events, shared, data))


def _found(data: DayData, target: Floats, known: np.ndarray, reopening: Floats, events: EventMap) -> dict[str, Reach]:
    """Event → how many days before and after it move with it; the strongest first, each day claimed once."""
    count = len(data.days)
    spans: dict[str, list[tuple[int, int]]] = {}
    taken = np.zeros(count, dtype=bool)
    for family, found in events.families().items():
        proper = {
            day - o.offset: o.length for day, o in found if o.proper and o.group in GROUPS and o.length <= LONGEST
        }
        spans[family] = [(at, length) for at, length in proper.items() if at < data.origin]
        for at, length in spans[family]:
            taken[max(at, 0) : at + length] = True
    columns: list[tuple[str, int, int, Floats]] = []
    for family, edges in spans.items():
        for side, longest in ((-1, BEFORE), (1, AFTER)):
            for reach in range(1, longest + 1):
                values = np.zeros(count)
                for at, length in edges:
                    values[_beside(at, length, side * reach)] = 1.0
                # Days inside an event's own name are its own to explain.
                values[taken | ~known] = 0.0
                if values.any():
                    columns.append((family, side, reach, values))
    if not columns:
        return {}
    near = np.max([values for *_, values in columns], axis=0) > 0
    design = build_design(data.days, known, data.origin, events, reopening)
    fit = fit_structural(target, known, design, events, (data.origin,), rounds=5, tamed=~near)[0]
    seen = np.flatnonzero(known)
    left = (target - fit.total)[seen]
    clustered = _clustered(left)
    rows = design.matrix[seen]
    claimed = np.zeros(count, dtype=bool)
    result: dict[str, list[int]] = {}
    while True:
        tried = np.column_stack([np.where(claimed, 0.0, tried_days)[seen] for *_, tried_days in columns])
        free = tried - rows @ (fit.fit.cov @ (rows.T @ tried)) / fit.fit.noise_var
        power = np.maximum((tried * free).sum(axis=0), 1e-9)
        effect = tried.T @ left / power
        together = clustered[[column[2] for column in columns]]
        score = np.abs(effect) * np.sqrt(power / fit.fit.noise_var) / together
        enough = (np.abs(effect) >= LEAST_EFFECT) & (power > 0.3) & (tried.sum(axis=0) > 0)
        score = np.where(enough, score, 0.0)
        best = int(score.argmax())
        if score[best] < STANDS_OUT:
            break
        # Effects fade, and the steps they are learnt by shrink where nothing is left: rather a day too many.
        same = [i for i, c in enumerate(columns) if c[:2] == columns[best][:2] and score[i] > FADING * score[best]]
        family, side, far, values = columns[max(same, key=lambda i: columns[i][2])]
        result.setdefault(family, [0, 0])[0 if side < 0 else 1] = far
        claimed |= values > 0
        columns = [c for c in columns if c[:2] != (family, side)]
        if not columns:
            break
    return {family: (before, after) for family, (before, after) in result.items()}


def _beside(at: int, length: int, reach: int) -> slice:
    """The days before (negative reach) or after a span."""
    return slice(max(at + reach, 0), max(at, 0)) if reach < 0 else slice(at + length, at + length + reach)


def _clustered(left: Floats) -> Floats:
    """By how much the sum of 0, 1, 2 … residuals in a row scatters more than if each erred for itself, at least 1."""
    robust = np.clip(left, *np.quantile(left, [0.02, 0.98]))
    result = np.ones(AFTER + 1)
    for reach in range(2, AFTER + 1):
        sums = np.convolve(robust, np.ones(reach), mode="valid") / np.sqrt(reach)
        result[reach] = max(float(np.std(sums) / max(np.std(robust), 1e-9)), 1.0)
    return result


def _extended(events: EventMap, reaches: dict[str, Reach], data: DayData) -> EventMap:
    """The map with windows around every span of the events found, past and to come."""
    by_day = {day: list(found) for day, found in events.by_day.items()}
    for family, found in events.families().items():
        before, after = reaches.get(family, (0, 0))
        for start, o in {day - o.offset: o for day, o in found if o.proper}.items():
            for offset in (*range(-before, 0), *range(o.length, o.length + after)):
                day = start + offset
                distance = offset if offset < 0 else offset - o.length + 1
                present = by_day.get(day, [])
                beside = [other for other in present if other.family == family]
                if not 0 <= day < len(data.days) or any(other.group != "near" for other in beside):
                    continue
                window = Occurrence(
                    f"{family}|{distance:+d}", family, "window", f"{o.event} {distance:+d}", o.start, offset, o.length,
                    float("nan"),
                )  # fmt: skip
                by_day[day] = [other for other in present if other not in beside] + [window]
    return EventMap({day: tuple(found) for day, found in sorted(by_day.items())})
