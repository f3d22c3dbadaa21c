"""Contacts by interval: sums, never drops. What a file says goes into intervals of one width a series, zeros are put
where the channel was open, and what is already stored in other widths is never added to.

Shapes: a series is (channel, language, priority); its rows are `planner.shop.store.history.ROW`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.base.i18n import number, t
from planner.base.problems import RowProblem
from planner.domain.demand import Channel
from planner.domain.time import midnight
from planner.shop.intake.contacts.facts import Ints
from planner.shop.intake.contacts.shapes import WEIGHTS, Counted, keys_of
from planner.shop.intake.reading import Problems
from planner.shop.store.history import ROW, Series
from planner.tables.durations import odd_unit
from planner.tables.table import Table

DAY_MIN = 1440
WEEK_S = 7 * 86400
SHARE_OPEN = 0.15
"""A channel without told hours is taken to be open at a time of the week at which contacts came in so many weeks."""

UNIT_WORDS = {"s": "seconds", "min": "minutes", "h": "hours", "ms": "milliseconds", "days": "days"}


@dataclass
class Tally:
    """What a contacts file brings, ready to be stored."""

    series: dict[Series, NDArray[np.void]] = field(default_factory=dict)
    facets: dict[tuple[str, int, str, str], NDArray[np.float64]] = field(default_factory=dict)
    """(channel, local day as an ordinal, topic, queue) → sums in the order of `WEIGHTS`; NaN where not told."""
    zeros: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    totals: dict[str, dict[str, float]] = field(default_factory=dict)
    """Channel → sums by weight."""
    topics: dict[str, float] = field(default_factory=dict)
    hours: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """Channel → weekday → first and last minute at which contacts came: the suggestion for its opening hours."""


def tally(
    counted: Counted,
    names: Mapping[str, Sequence[str]],
    table: Table,
    problems: Problems,
    channels: Mapping[str, Channel],
    *,
    zone: str,
    minutes: int,
    rows_are_intervals: bool,
    zeros: str,
) -> Tally:
    """Sum rows into intervals. `zeros` is open (an interval without a row in opening hours is 0) or none."""
    out = Tally()
    if not len(counted.start):
        return out
    if rows_are_intervals:
        _judge(counted, table, problems)
    key = keys_of(counted, ("channel", "language", "priority"))
    for one in np.unique(key):
        member = np.flatnonzero(key == one)
        first = member[0]
        channel, language, priority = (names[n][counted.codes[n][first]] for n in ("channel", "language", "priority"))
        start = counted.start[member]
        width = minutes
        if rows_are_intervals:
            width = _width(counted, member, table, problems, zone, minutes)
        if width < DAY_MIN:
            start = start // (60 * width) * (60 * width)
        rows = _rows(start, {name: counted.weights[name][member] for name in WEIGHTS}, width)
        out.series[channel, language, priority] = rows
    _measure(counted, names, zone, out)
    for channel in dict.fromkeys(series[0] for series in out.series):
        _gaps(out, channel, channels.get(channel), zone, zeros)
    return out


def ask_unit(counted: Counted, header: str, table: Table, problems: Problems) -> None:
    """A problem where handling times are of an odd size and nobody told their unit."""
    weights = counted.weights
    told = weights["handle_n"] > 0
    means = weights["handle_sum"][told] / weights["handle_n"][told]
    unit = odd_unit(np.sort(means)[:: max(1, len(means) // 999)].tolist()) if len(means) else ""
    if unit:
        middle = float(np.median(means[means > 0]))
        problems.add(
            RowProblem(
                table.file, table.header_row, header,
                t("The usual value is {value} s: are these {unit}?", value=f"{middle:.4g}", unit=t(UNIT_WORDS[unit])),
                t("Say the unit: --unit aht_s=min (or s, ms, hms, h, days)."),
            )
        )  # fmt: skip


def _judge(counted: Counted, table: Table, problems: Problems) -> None:
    """Rows that cannot be: more answered or lost than contacts."""
    contacts = counted.weights["contacts"]
    for name in ("answered", "abandoned", "bot_solved"):
        value = counted.weights[name]
        with np.errstate(invalid="ignore"):
            wrong = np.flatnonzero(value > contacts + 1e-9) if name != "bot_solved" else ()
        for i in wrong:
            problems.add(
                RowProblem(table.file, int(counted.row[i]), name,
                           t("{n} of {all} contacts cannot be.", n=number(value[i]), all=number(contacts[i])),
                           t("Mend one of the two."))
            )  # fmt: skip


def _width(counted: Counted, member: Ints, table: Table, problems: Problems, zone: str, usual: int) -> int:
    """The width of a series' intervals in minutes; narrower ones than 15 are to be summed into the usual one."""
    starts = np.unique(counted.start[member])
    if counted.width_s is not None and (told := counted.width_s[member]).any():
        width = int(np.median(told[told > 0])) // 60
        if width >= DAY_MIN - 60 and width <= DAY_MIN + 60:
            return DAY_MIN
        if width in (15, 30, 60):
            return width
    off = starts[starts % 900 != 0]
    gaps = np.diff(starts)
    step = int(np.gcd.reduce(gaps)) if len(gaps) else 0
    if len(off) and not (step % 300 == 0 and len(off) * 4 >= len(starts) and not (starts % 300).any()):
        bad = set(off.tolist())
        for i in member:
            if int(counted.start[i]) in bad:
                problems.add(
                    RowProblem(table.file, int(counted.row[i]), "interval_start",
                               t("The interval does not start on a quarter of an hour."),
                               t("Group the contacts by 15, 30 or 60 minutes, or by day."))
                )  # fmt: skip
        return usual
    if len(off):
        return usual
    if len(gaps) >= 2 and (gaps % WEEK_S <= 3600).all() and gaps.min() >= WEEK_S - 3600:
        problems.add(
            RowProblem(table.file, int(counted.row[member[0]]), "interval_start",
                       t("There is one row a week: totals of weeks have no days to plan by."),
                       t("Export by day, or by 15, 30 or 60 minutes."))
        )  # fmt: skip
    return width_of(starts, zone) or (usual if not len(starts) or starts[0] % (usual * 60) == 0 else 15)


def width_of(starts: Ints, zone: str) -> int:
    """Interval width in minutes of one series' sorted distinct starts: 1440 when all are local midnights, else the
    widest of 60, 30, 15 that divides every distance; 0 when not even 15 does, or when one start tells nothing."""
    if len(starts) < 2:
        return 0
    gaps = np.unique(np.diff(starts))
    if gaps[0] >= 23 * 3600:
        tz = ZoneInfo(zone)
        days = [(datetime.fromtimestamp(int(s), UTC).astimezone(tz).date(), int(s)) for s in starts[:2000]]
        if all(int(midnight(day, zone).timestamp()) == start for day, start in days):
            return DAY_MIN
    step = int(np.gcd.reduce(gaps))
    return next((width for width in (60, 30, 15) if step % (60 * width) == 0), 0)


def _rows(start: Ints, weights: Mapping[str, NDArray[np.float64]], width: int) -> NDArray[np.void]:
    """Sums by interval as history rows; NaN where no row of the interval tells."""
    starts, place = np.unique(start, return_inverse=True)
    rows = np.empty(len(starts), dtype=ROW)
    rows["interval_start"], rows["minutes"] = starts, width
    rows["contacts"] = np.bincount(place, weights["contacts"], len(starts))
    for name in ("answered", "abandoned"):
        told = ~np.isnan(weights[name])
        sums = np.bincount(place, np.nan_to_num(weights[name]), len(starts))
        rows[name] = np.where(np.bincount(place, told, len(starts)) > 0, sums, np.nan)
    handled = np.bincount(place, weights["handle_n"], len(starts))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(place, weights["handle_sum"], len(starts)) / handled
    rows["aht_s"] = np.where(handled > 0, np.round(mean, 6), np.nan)
    return rows


def _measure(counted: Counted, names: Mapping[str, Sequence[str]], zone: str, out: Tally) -> None:
    """Totals by channel, contacts by topic, and the sums of each channel's days by topic and queue."""
    weights = counted.weights
    table = np.stack([weights[name] for name in WEIGHTS])
    told = ~np.isnan(table)
    table = np.nan_to_num(table)
    channel = counted.codes["channel"]
    for code in np.unique(channel):
        member = channel == code
        added: list[float] = table[:, member].sum(axis=1).tolist()
        any_told: list[bool] = np.any(told[:, member], axis=1).tolist()
        out.totals[names["channel"][code]] = {
            name: float(value) if known else float("nan")
            for name, value, known in zip(WEIGHTS, added, any_told, strict=True)
        }
    topic = counted.codes["topic"]
    for code in np.unique(topic[topic > 0]):
        member = topic == code
        bots = np.nan_to_num(weights["bot_solved"][member]).sum()
        out.topics[names["topic"][code]] = float(weights["contacts"][member].sum() + bots)
    if not (topic.any() or counted.codes["queue"].any() or any(told[WEIGHTS.index(n)].any() for n in
                                                               ("bot_solved", "in_20s", "in_180s"))
            or weights["reply_n"].any()):  # fmt: skip
        return
    local = counted.start + utc_offsets(counted.start, zone)
    day = local // 86400
    key = keys_of(counted, ("channel", "topic", "queue"))
    both = key * (int(day.max()) + 1) + day
    _, first, place = np.unique(both, return_index=True, return_inverse=True)
    sums = np.stack([np.bincount(place, row, len(first)) for row in table]).astype(np.float64)
    known = np.stack([np.bincount(place, row, len(first)) > 0 for row in told])
    sums = np.where(known, sums, np.nan)
    epoch = date(1970, 1, 1).toordinal()
    for i, at in enumerate(first):
        name = (names["channel"][channel[at]], int(day[at]) + epoch, names["topic"][topic[at]],
                names["queue"][counted.codes["queue"][at]])  # fmt: skip
        out.facets[name] = sums[:, i]


def _gaps(out: Tally, channel: str, known: Channel | None, zone: str, zeros: str) -> None:
    """Put zeros where the channel was open and no row is, or count what is missing."""
    mine = {s: rows for s, rows in out.series.items() if s[0] == channel}
    width = int(next(iter(mine.values()))["minutes"][0])
    if any(int(rows["minutes"][0]) != width for rows in mine.values()):
        return
    have = np.unique(np.concatenate([rows["interval_start"] for rows in mine.values()]))
    seen = np.unique(np.concatenate([rows["interval_start"][rows["contacts"] > 0] for rows in mine.values()]))
    out.hours[channel] = observed_hours(seen, width, zone) if width < DAY_MIN else {}
    if zeros != "open":
        for series, rows in mine.items():
            missing = missing_intervals(rows["interval_start"], width, zone)
            if missing:
                out.missing[" ".join(filter(None, series))] = missing
        return
    grid = _grid(have, width, zone)
    absent = np.setdiff1d(grid, have, assume_unique=True)
    inside = absent[_open(absent, known, out.hours[channel], width, zone)]
    if len(inside):
        series = max(mine, key=lambda s: len(mine[s]))
        empty = np.zeros(len(inside), dtype=ROW)
        empty["interval_start"], empty["minutes"], empty["aht_s"] = inside, width, np.nan
        for name in ("answered", "abandoned"):
            empty[name] = np.nan if np.isnan(mine[series][name]).all() else 0.0
        rows = np.concatenate([mine[series], empty])
        out.series[series] = rows[np.argsort(rows["interval_start"])]
        out.zeros += len(inside)


def _grid(have: Ints, width: int, zone: str) -> Ints:
    """Every interval from the first to the last one."""
    if width < DAY_MIN:
        return np.arange(have[0], have[-1] + 1, width * 60)
    tz = ZoneInfo(zone)
    first, last = (datetime.fromtimestamp(int(s), UTC).astimezone(tz).date() for s in (have[0], have[-1]))
    days = [first + timedelta(days=d) for d in range((last - first).days + 1)]
    return np.array([int(midnight(day, zone).timestamp()) for day in days], np.int64)


def _open(
    starts: Ints, known: Channel | None, seen: Mapping[int, tuple[int, int]], width: int, zone: str
) -> NDArray[np.bool_]:
    """Which intervals lie in the channel's opening hours: those told, else those in which contacts come."""
    if not len(starts):
        return np.zeros(0, bool)
    local = starts + utc_offsets(starts, zone)
    if (known is not None and (known.opening or known.dated)) or width >= DAY_MIN:
        at = [datetime.fromtimestamp(int(s), UTC) for s in local]
        if width >= DAY_MIN:
            return np.array([known is None or known.open_hours_on(one.date()) > 0 for one in at], bool)
        assert known is not None
        return np.array([known.open_on(one.date(), one.time().replace(tzinfo=None)) for one in at], bool)
    weekday, minute = (local // 86400 + 3) % 7, local % 86400 // 60
    lows = np.array([seen.get(d, (1, 0))[0] for d in range(7)])
    highs = np.array([seen.get(d, (1, 0))[1] for d in range(7)])
    return np.asarray((minute >= lows[weekday]) & (minute <= highs[weekday]))


def observed_hours(starts: Ints, width: int, zone: str) -> dict[int, tuple[int, int]]:
    """Weekday → first and last minute of the day at which contacts come in more than a few weeks."""
    if not len(starts):
        return {}
    local = starts + utc_offsets(starts, zone)
    place, week = local % WEEK_S // (width * 60), local // WEEK_S
    weeks = int(week.max() - week.min()) + 1
    filled = np.bincount(np.unique(place * (weeks + 1) + week - week.min()) // (weeks + 1))
    usual = np.flatnonzero(filled >= max(1.0, SHARE_OPEN * weeks))
    minute, weekday = usual * width % DAY_MIN, (usual * width // DAY_MIN + 3) % 7  # the epoch was a Thursday
    return {
        int(day): (int(minute[weekday == day].min()), int(minute[weekday == day].max())) for day in np.unique(weekday)
    }


def suggested_opening(hours: Mapping[int, tuple[int, int]], width: int) -> dict[int, tuple[tuple[time, time], ...]]:
    """Observed hours as opening hours; an end of 24:00 is 00:00."""

    def clock(minute: int) -> time:
        return time(minute // 60 % 24, minute % 60)

    return {day: ((clock(first), clock(last + width)),) for day, (first, last) in sorted(hours.items())}


def missing_intervals(starts: Ints, width: int, zone: str) -> int:
    """Intervals absent from places of the local week that are filled in more than half of the weeks spanned."""
    if len(starts) < 2:
        return 0
    local = starts + utc_offsets(starts, zone)
    step = width * 60
    place, week = (local % WEEK_S) // step, local // WEEK_S
    weeks = int(week[-1] - week[0]) + 1
    if weeks < 3:
        return 0
    key = np.unique(place * (weeks + 1) + (week - week[0]))
    filled = np.bincount((key // (weeks + 1)).astype(np.int64))
    # The first and the last week may be cut: they are not counted against a place that lies outside the span.
    first, last = place[0], place[-1]
    places = np.arange(len(filled))
    possible = weeks - (places < first).astype(int) - (places > last).astype(int)
    usual = filled * 2 > possible
    return int((possible - filled)[usual].clip(min=0).sum())


def utc_offsets(epochs: Ints, zone: str) -> Ints:
    """Seconds to add to UTC epoch seconds for local wall-clock seconds; one look-up per hour that occurs."""
    tz = ZoneInfo(zone)
    hours, back = np.unique(epochs // 3600, return_inverse=True)
    days, day_back = np.unique(hours // 24, return_inverse=True)

    def offset(seconds: int) -> int:
        delta = datetime.fromtimestamp(seconds, UTC).astimezone(tz).utcoffset()
        return int(delta.total_seconds()) if delta is not None else 0

    opens = np.array([offset(int(d) * 86400) for d in days])
    closes = np.array([offset(int(d) * 86400 + 86399) for d in days])
    result = opens[day_back]
    for i in np.flatnonzero((opens != closes)[day_back]):
        result[i] = offset(int(hours[i]) * 3600)
    return np.asarray(result[back], dtype=np.int64)
