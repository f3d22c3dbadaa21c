"""Contacts on their way in: the whole file as arrays, judged as a whole, then stored series by series.

Judged: two rows for one interval of a series, starts off the quarter-hours, the width of intervals (read off the data),
intervals missing where the series usually has one. The arrays of a file of MAX_ROWS rows take about 300 MB.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from planner.base.i18n import number, t
from planner.base.problems import RowProblem
from planner.shop.intake.contacts import NUMBERS, ContactReading, Series, contact_chunks, width_of
from planner.shop.intake.reading import Mapping
from planner.shop.intake.sinks import SinkResult
from planner.tables.tabular import Table, no_garbage_rounds, refusal
from planner.tables.values import Habits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.db.workspace import Workspace

MAX_ROWS = 5_000_000
Tell = Callable[[float, str], None]


def time_notes(reading: ContactReading) -> tuple[str, ...]:
    """What was made of local times that come twice or not at all."""
    notes = []
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
    return tuple(notes)


@dataclass
class Contacts:
    """A file's rows in memory, by series, ready to be stored."""

    reading: ContactReading
    parts: dict[Series, NDArray[np.void]]
    notes: list[str]

    @classmethod
    def read(
        cls,
        table: Table,
        mapping: Mapping,
        habits: Habits,
        ws: Workspace,
        tell: Tell,
        cancelled: Callable[[], bool] | None,
    ) -> Contacts:
        """Read and judge the whole file; problems are in `reading`."""
        import numpy as np

        from planner.db.workspace import read_settings

        reading = ContactReading()
        collected: list[Any] = []
        with no_garbage_rounds():
            for chunk in contact_chunks(table, mapping, habits, reading, cancelled=cancelled):
                collected.append(chunk)
                if reading.rows > MAX_ROWS:
                    raise refusal(
                        table.path, t("The file has more than {limit} rows.", limit=MAX_ROWS), t("Split it by years.")
                    )
                tell(0.8 * chunk.done, t("{n} rows read", n=number(reading.rows)))
        self = cls(reading, {}, list(time_notes(reading)))
        if reading.problems.total or not collected:
            return self
        row = np.concatenate([c.row for c in collected])
        code = np.concatenate([c.code for c in collected])
        start = np.concatenate([c.interval_start for c in collected])
        numbers = {name: np.concatenate([c.numbers[name] for c in collected]) for name in collected[0].numbers}
        del collected
        usual = read_settings(ws).interval_minutes
        for series, which in reading.series.items():
            member = np.flatnonzero(code == which)
            self._add(
                table, series, row[member], start[member], {n: v[member] for n, v in numbers.items()}, usual, habits
            )
        self._say_widths()
        return self

    def _add(
        self,
        table: Table,
        series: Series,
        row: NDArray[np.int64],
        start: NDArray[np.int64],
        numbers: dict[str, NDArray[np.float64]],
        usual: int,
        habits: Habits,
    ) -> None:
        import numpy as np

        from planner.shop.store.history import ROW

        order = np.argsort(start, kind="stable")
        row, start = row[order], start[order]
        rows = np.empty(len(start), dtype=ROW)
        rows["interval_start"] = start
        for name in NUMBERS:
            rows[name] = numbers[name][order] if name in numbers else np.nan
        keep = self._distinct(table, row, rows)
        row, rows = row[keep], rows[keep]
        starts = rows["interval_start"]
        width = width_of(starts, habits.zone) or (usual if starts[0] % (usual * 60) == 0 else 15)
        for i in np.flatnonzero(starts % 900):
            self.reading.problems.add(
                RowProblem(
                    table.file,
                    int(row[i]),
                    "interval_start",
                    t("The interval does not start on a quarter of an hour."),
                    t("Group the contacts by 15, 30 or 60 minutes, or by day."),
                )
            )
        rows["minutes"] = width
        missing = missing_intervals(starts, width, habits.zone)
        if missing:
            self.notes.append(
                t(
                    "{series}: {n} intervals are missing where there usually is one; they count as unknown, not as 0.",
                    series=" ".join(filter(None, series)),
                    n=number(missing),
                )
            )
        self.parts[series] = rows

    def _distinct(self, table: Table, row: NDArray[np.int64], rows: NDArray[np.void]) -> NDArray[np.bool_]:
        """Which rows to keep: repetitions go and are counted, contradictions are problems."""
        import numpy as np

        keep = np.ones(len(rows), dtype=bool)
        starts = rows["interval_start"]
        for i in np.flatnonzero(starts[1:] == starts[:-1]) + 1:
            keep[i] = False
            pair = [tuple(None if v != v else v for v in (rows[j][n] for n in NUMBERS)) for j in (i - 1, i)]  # noqa: PLR0124
            if pair[0] == pair[1]:
                self.reading.duplicates += 1
            else:
                self.reading.problems.add(
                    RowProblem(
                        table.file,
                        int(row[i]),
                        "interval_start",
                        t("Row {row} says something else of the same interval.", row=int(row[i - 1])),
                        t("Keep one of the two rows, or add them up."),
                    )
                )
        return keep

    def _say_widths(self) -> None:
        widths = sorted({int(rows["minutes"][0]) for rows in self.parts.values() if len(rows)})
        words = [t("days") if w == 1440 else t("{n} minutes", n=w) for w in widths]
        self.notes.insert(0, t("The intervals are of {widths}.", widths=", ".join(words)))

    def store(self, ws: Workspace, tell: Tell) -> SinkResult:
        """Write every series; to be called within the import's transaction."""
        from planner.db.bulk import Counts
        from planner.shop.store.channels import ensure_channels
        from planner.shop.store.history import write_series

        total = Counts()
        added = ensure_channels(ws, sorted({series[0] for series in self.parts}))
        if added:
            self.notes.append(t("New channels with usual targets: {names}.", names=", ".join(added)))
        for done, (series, rows) in enumerate(self.parts.items(), start=1):
            total += write_series(ws, series, rows)
            tell(0.85 + 0.1 * done / len(self.parts), t("Storing {n} rows", n=number(self.reading.rows)))
        return SinkResult(total.new, total.changed, total.same, tuple(self.notes))


def missing_intervals(starts: NDArray[np.int64], width: int, zone: str) -> int:
    """Intervals absent from places of the local week that are filled in more than half of the weeks spanned."""
    import numpy as np

    if len(starts) < 2:
        return 0
    local = starts + utc_offsets(starts, zone)
    week_s, step = 7 * 86400, width * 60
    place, week = (local % week_s) // step, local // week_s
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


def utc_offsets(epochs: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """Seconds to add to UTC epoch seconds for local wall-clock seconds; one look-up per hour that occurs."""
    import numpy as np

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
