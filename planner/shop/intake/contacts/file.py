"""A contacts file from its table to what is stored: read by a profile, counted by its shape, summed, told, kept.

Nothing here knows a system by name; what differs between systems stands in the profiles.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from planner.base.i18n import number, t
from planner.db.bulk import Counts
from planner.shop import hours
from planner.shop.intake.contacts.facts import COUNTS, MAX_ROWS, TIMES, FactReader, Facts, FileReading, unread
from planner.shop.intake.contacts.shapes import Counted, count, joined
from planner.shop.intake.contacts.tally import DAY_MIN, Tally, ask_unit, suggested_opening, tally, utc_offsets
from planner.shop.intake.profiles import DURATIONS, Profile, place, zone_in
from planner.shop.intake.reading import ColumnUse
from planner.shop.store import history
from planner.shop.store.channels import ChannelNames, ensure_channels, read_channels
from planner.shop.store.facets import write_facets
from planner.tables.dialect import Dialect, settle
from planner.tables.opening import fold
from planner.tables.table import CHUNK, Cell, Table, refusal
from planner.tables.tabular import chunks
from planner.tables.values import Habits, swapped_dates

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.domain.workspace import WorkspaceSettings

Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class Told:
    """What a person said of a file beside its spelling: zone, units by field, zeros (open, none or '')."""

    zone: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    zeros: str = ""


@dataclass
class ContactsFile:
    """A file's contacts in memory, with everything that is worth saying of them."""

    profile: Profile
    zone: str
    """Of the file's times; `first` and `last` are told in the workspace's."""
    local_zone: str
    reading: FileReading
    tally: Tally
    left_out: Mapping[str, int]
    taken: int
    unread: tuple[str, ...]
    notes: list[str]
    untold: tuple[str, ...] = ()
    """What of a history row the file has no column for."""

    def summary(self) -> dict[str, Any]:
        """The keys of `--json`; None where the file says nothing of it."""
        totals = self.tally.totals
        sums = {
            name: sum(v for one in totals.values() if (v := one[name]) == v)
            if any(one[name] == one[name] for one in totals.values()) else None
            for name in ("contacts", "answered", "abandoned", "bot_solved")
        }  # fmt: skip
        starts = [int(rows["interval_start"][i]) for rows in self.tally.series.values() if len(rows) for i in (0, -1)]
        tz = ZoneInfo(self.local_zone)

        def mean(total: str, weight: str) -> dict[str, float] | None:
            found = {c: round(v[total] / v[weight], 2) for c, v in totals.items() if v[weight] > 0}
            return found or None

        def said(instant: int) -> str:
            return datetime.fromtimestamp(instant, UTC).astimezone(tz).isoformat(timespec="minutes")

        return {
            "rows": self.reading.rows,
            "taken": self.taken,
            "contacts": _whole(sums["contacts"] or 0.0),
            "left_out": dict(self.left_out),
            "unread_columns": list(self.unread),
            "channels": {c: _whole(v["contacts"]) for c, v in totals.items()},
            "aht_s": mean("handle_sum", "handle_n"),
            "answered": _whole(sums["answered"]),
            "lost": _whole(sums["abandoned"]),
            "bot_solved": _whole(sums["bot_solved"]),
            "topics": {name: _whole(n) for name, n in self.tally.topics.items()} or None,
            "first_reply_s": mean("reply_sum", "reply_n"),
            "first": said(min(starts)) if starts else None,
            "last": said(max(starts)) if starts else None,
            "zone": self.zone,
            "zeros": self.tally.zeros,
        }

    def store(self, ws: Workspace, tell: Tell) -> Counts:
        """Write every series and what is known of topics and queues; within the import's transaction."""
        added = ensure_channels(ws, sorted({series[0] for series in self.tally.series}))
        if added:
            self.notes.append(t("New channels with usual targets: {names}.", names=", ".join(added)))
        total = Counts()
        series = _without_conflicts(ws, self.tally.series, self.notes)
        for done, (name, rows) in enumerate(series.items(), start=1):
            total += history.write_series(ws, name, rows, self.untold)
            tell(0.85 + 0.1 * done / len(series), t("Storing {n} rows", n=number(self.reading.rows)))
        write_facets(ws, self.tally.facets)
        return total


def _whole(value: float | None) -> int | float | None:
    return None if value is None else int(value) if value == int(value) else round(value, 4)


def spelling(
    table: Table, profile: Profile, told: Told, settings: WorkspaceSettings
) -> tuple[Dialect, Habits, list[Sequence[Cell]], list[str]]:
    """How the cells of a file are spelled, by its first rows: dialect, habits, those rows, and what is to be said."""
    rows: list[Sequence[Cell]] = []
    for chunk in chunks(table, CHUNK):
        rows = list(chunk.rows)
        break
    header = [fold(cell) for cell in table.header]

    def cells(fields: Sequence[str]) -> list[Cell]:
        places = {place(header, c) for f in fields if f in profile.fields for c in profile.fields[f].columns}
        return [row[at] for at in places if at is not None for row in rows if len(row) > at]

    times = cells(TIMES)
    numbers = [cell for cell in cells((*COUNTS, *DURATIONS)) if isinstance(cell, str)]
    dialect = settle(table.dialect, numbers, [cell for cell in times if isinstance(cell, str)])
    if table.dialect.format == "json" and not dialect.decimal:
        dialect = replace(dialect, decimal=".")
    notes: list[str] = []
    if not dialect.date_order and profile.date_order == "region" and not dialect.told.count("date_order"):
        order = "MDY" if settings.region.split("-")[0] in ("US", "PH") else "DMY"
        dialect = replace(dialect, date_order=order)
        notes.append(t("Dates such as 02/11 are read {order}, as in your region; --date-order says otherwise.",
                       order=t("day first") if order == "DMY" else t("month first")))  # fmt: skip
    zone = told.zone or settings.time_zone
    if not told.zone and profile.zone == "header":
        zone = zone_in(table.header, profile.fields["interval_start"].columns[0]) or zone
    elif not told.zone and profile.zone == "ask":
        notes.append(t("The file does not say its time zone; {zone} is taken. --zone UTC says otherwise.", zone=zone))
    elif not told.zone and profile.zone:
        zone = profile.zone
    swapped = swapped_dates(times)
    if swapped:
        notes.append(t("Excel had exchanged day and month of the dates up to the 12th; they are put right."))
    habits = Habits(dialect.decimal, dialect.date_order, zone, dialect.epoch_1904, dialect.typed, swapped)
    return dialect, habits, rows, notes


def uses(table: Table, profile: Profile) -> tuple[ColumnUse, ...]:
    """Each column with the field it is taken for; '' for those that are not read."""
    header = [fold(cell) for cell in table.header]
    taken: dict[int, str] = {}
    for name, entry in profile.fields.items():
        for column in entry.columns:
            at = place(header, column)
            if at is not None:
                taken.setdefault(at, name)
    return tuple(ColumnUse(cell, taken.get(at, "")) for at, cell in enumerate(table.header))


def read_file(
    ws: Workspace,
    table: Table,
    profile: Profile,
    habits: Habits,
    told: Told,
    settings: WorkspaceSettings,
    tell: Tell,
    cancelled: Callable[[], bool] | None = None,
    *,
    at_most: int | None = None,
) -> ContactsFile:
    """Read and judge a whole file (or its first `at_most` chunks); problems are in `reading`."""
    known = {channel.name: channel for channel in read_channels(ws)}
    reading = FileReading()
    reader = FactReader(table, profile, habits, reading, ChannelNames(known.values()), told.units)
    parts: list[Facts] = []
    for part, done in islice(reader.chunks(cancelled), at_most):
        parts.append(part)
        if reading.rows > MAX_ROWS:
            raise refusal(
                table.path, t("The file has more than {limit} rows.", limit=MAX_ROWS), t("Split it by years.")
            )
        tell(0.8 * done, t("{n} rows read", n=number(reading.rows)))
    notes: list[str] = []
    left = unread(table, reader.used)
    empty = ContactsFile(profile, habits.zone, settings.time_zone, reading, Tally(), {}, 0, left, notes)
    if not parts or reading.problems.total:
        return empty
    facts = joined(parts)
    del parts
    counted = count(facts, profile, reading)
    names = {name: listed.listed for name, listed in reading.names.items()}
    _ask_unit(counted, reader, table, profile, told, reading)
    zeros = told.zeros or profile.zeros or ("none" if profile.shape == "interval" else "open")
    found = tally(
        counted, names, table, reading.problems, known, zone=settings.time_zone, minutes=settings.interval_minutes,
        rows_are_intervals=profile.shape == "interval", zeros=zeros,
    )  # fmt: skip
    notes += _said(found, reading, table, {name for name, one in known.items() if one.opening or one.dated})
    return ContactsFile(
        profile,
        habits.zone,
        settings.time_zone,
        reading,
        found,
        {why: n for why, n in sorted(counted.left_out.items()) if n},
        counted.taken_rows,
        left,
        notes,
        _untold(profile, reader),
    )


def _untold(profile: Profile, reader: FactReader) -> tuple[str, ...]:
    answers = bool(profile.tests) or profile.shape == "event"
    told = {
        "aht_s": "aht_s" in reader.fields or "handle_total_s" in reader.fields or profile.shape == "event",
        "answered": "answered" in reader.fields or answers,
        "abandoned": "abandoned" in reader.fields or answers,
    }
    return tuple(name for name, there in told.items() if not there)


def _ask_unit(
    counted: Counted, reader: FactReader, table: Table, profile: Profile, told: Told, reading: FileReading
) -> None:
    entry = profile.fields.get("aht_s")
    if entry is None or entry.unit or entry.how == "span" or "aht_s" in told.units or "aht_s" not in reader.fields:
        return
    at = place(reader.header, entry.columns[0])
    ask_unit(counted, table.header[at] if at is not None else "aht_s", table, reading.problems)


def _said(found: Tally, reading: FileReading, table: Table, opened: Collection[str]) -> list[str]:
    """What a person should know of how the file was taken."""
    widths = sorted({int(rows["minutes"][0]) for rows in found.series.values() if len(rows)})
    words = [t("days") if w == DAY_MIN else t("{n} minutes", n=w) for w in widths]
    notes = [t("The intervals are of {widths}.", widths=", ".join(words))] if words else []
    if reading.resolved:
        notes.append(
            t(
                "{n} rows lie in the hour that comes twice in autumn; the first of a series is taken as the earlier.",
                n=reading.resolved,
            )
        )
    if reading.skipped_hour:
        notes.append(
            t("{n} rows lie in the hour that spring skips; they are read an hour later.", n=reading.skipped_hour)
        )
    if found.zeros:
        notes.append(t("{n} intervals without a contact in opening hours count as 0.", n=number(found.zeros)))
    for series, n in found.missing.items():
        notes.append(
            t(
                "{series}: {n} intervals are missing where there usually is one; they count as unknown, not as 0.",
                series=series,
                n=number(n),
            )
        )
    for channel, seen in found.hours.items():
        width = next(int(rows["minutes"][0]) for name, rows in found.series.items() if name[0] == channel)
        if len(seen) >= 3 and channel not in opened:  # a few days say nothing of a week
            text = hours.week_text(suggested_opening(seen, width))
            said = '{channel}: contacts come {hours}. Open then? cuadrante channel set {channel} --hours "{hours}"'
            notes.append(t(said, channel=channel, hours=text))
    if table.more:
        notes.append(t("The file says that more pages follow it: this is not all there is."))
    return notes


def _without_conflicts(
    ws: Workspace, series: Mapping[history.Series, Any], notes: list[str]
) -> dict[history.Series, Any]:
    """The rows to write, once what is stored of the same time in another width or cut is out of the way.

    Widths never add up: finer intervals take the place of wider ones, and wider ones are not put over finer ones.
    Contacts stored without a language give way to the same contacts by language, and the other way round.
    """
    out = dict(series)
    for channel in dict.fromkeys(name[0] for name in series):
        mine = {name: rows for name, rows in out.items() if name[0] == channel and len(rows)}
        starts = np.unique(np.concatenate([rows["interval_start"] for rows in mine.values()]))
        width = max(int(rows["minutes"][0]) for rows in mine.values())
        low = datetime.fromtimestamp(int(starts[0]), UTC) - timedelta(days=2)
        high = datetime.fromtimestamp(int(starts[-1]), UTC) + timedelta(days=2)
        gone, kept_finer = 0, 0
        plain = any(name[1:] == ("", "") for name in mine)
        for name, rows in history.read_series(ws, channel, low, high):
            other_cut = name not in mine and (name[1:] == ("", "")) != plain
            wider = rows["minutes"] > width
            finer = rows["minutes"] < width
            drop = wider & _holds_any(rows, starts)
            if other_cut:
                drop |= (rows["minutes"] == width) & np.isin(rows["interval_start"], starts)
            if drop.any():
                gone += history.drop_rows(ws, name, rows["interval_start"][drop])
            if finer.any():
                for key, new in list(mine.items()):
                    covered = _holds_any(new, np.sort(rows["interval_start"][finer]))
                    kept_finer += int(covered.sum())
                    mine[key] = out[key] = new[~covered]
        if gone:
            notes.append(t("{channel}: {n} wider or differently cut intervals give way to these.",
                           channel=channel, n=number(gone)))  # fmt: skip
        if kept_finer:
            notes.append(t("{channel}: {n} intervals are left out, because finer ones of that time are stored.",
                           channel=channel, n=number(kept_finer)))  # fmt: skip
    return {name: rows for name, rows in out.items() if len(rows)}


def _holds_any(rows: Any, starts: Any) -> Any:
    """Which rows hold one of the sorted starts."""
    if not len(starts):
        return np.zeros(len(rows), bool)
    seconds = np.where(rows["minutes"] >= DAY_MIN, 23 * 3600, rows["minutes"] * 60)
    begin = np.searchsorted(starts, rows["interval_start"])
    end = np.searchsorted(starts, rows["interval_start"] + seconds)
    return end > begin


def picture(found: Tally, zone: str, channel: str | None = None) -> list[list[float]]:
    """Mean contacts by weekday and hour of the local week (7 x 24), over all channels or one."""
    total = np.zeros(7 * 24)
    first, last = None, None
    for series, rows in found.series.items():
        if (channel is None or series[0] == channel) and len(rows) and int(rows["minutes"][0]) < DAY_MIN:
            local = rows["interval_start"] + utc_offsets(rows["interval_start"], zone)
            place_ = (local // 3600 + 72) % 168  # the epoch was a Thursday
            total += np.bincount(place_, rows["contacts"], 168)
            first = int(local[0]) if first is None else min(first, int(local[0]))
            last = int(local[-1]) if last is None else max(last, int(local[-1]))
    weeks = 1.0 if first is None or last is None else max(1.0, (last - first) / (7 * 86400))
    return (total.reshape(7, 24) / weeks).tolist()  # type: ignore[no-any-return]
