"""A requirement that somebody computed elsewhere: agents by interval and channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.db.workspace import read_settings
from planner.domain.demand import Requirement
from planner.domain.time import WIDTHS_MIN, TimeGrid
from planner.requirement.store import read_requirement, save_requirement
from planner.shop.intake.kind import CHANNEL, Incoming, Kind, Parsed, SinkResult, moment, number, text
from planner.shop.intake.reading import Problems
from planner.shop.store.channels import ensure_channels
from planner.tables import values

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """Agents required on a channel in the interval that starts at a UTC instant."""

    interval_start: datetime
    channel: str
    required: float


def _take(ws: Workspace, came: Incoming) -> SinkResult:
    """The requirement by ISO week; each week the file touches gets a new stored requirement.

    Intervals of a touched week that the file leaves out keep the stored value, or 0 where there is none; that is said.
    """

    rows, file, zone = came.rows, came.file, came.zone
    problems, tz = Problems(), ZoneInfo(zone)
    minutes = _width([r.value.interval_start for r in rows], read_settings(ws).interval_minutes)
    weeks: dict[date, list[Parsed]] = {}
    for row in rows:
        day = row.value.interval_start.astimezone(tz).date()
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(row)
    new = changed = same = filled = 0
    ensure_channels(ws, dict.fromkeys(r.value.channel for r in rows))
    for monday, found in sorted(weeks.items()):
        grid = TimeGrid(monday, 7, minutes, zone)
        stored = read_requirement(ws, monday)
        old = stored[0] if stored and stored[0].grid == grid else None
        values = {channel: list(numbers) for channel, numbers in old.required.items()} if old else {}
        touched: dict[str, set[int]] = {}
        changes = 0
        for row in found:
            place = grid.index(row.value.interval_start)
            if grid.instants[place] != row.value.interval_start:
                problems.add(
                    RowProblem(
                        file,
                        row.row,
                        "interval_start",
                        t("The interval does not start on the grid of {minutes} minutes.", minutes=minutes),
                        t("Use one width for the whole file."),
                    )
                )
                continue
            series = values.setdefault(row.value.channel, [0.0] * len(grid))
            had = old is not None and row.value.channel in old.required
            new += not had
            same += had and series[place] == row.value.required
            changes += not had or series[place] != row.value.required
            changed += had and series[place] != row.value.required
            series[place] = row.value.required
            touched.setdefault(row.value.channel, set()).add(place)
        if old is None:
            filled += sum(len(grid) - len(places) for places in touched.values())
        if changes and not problems.total:
            required = {channel: tuple(numbers) for channel, numbers in values.items()}
            save_requirement(ws, Requirement(grid, required), '{"source":"file"}')
    problems.refuse(file)
    notes = (t("{n} intervals that the file leaves out count as 0.", n=filled),) if filled else ()
    return SinkResult(new, changed, same, notes)


def _width(starts: Sequence[datetime], usual: int) -> int:
    """The widest width whose grid holds all starts; the workspace's where the distances fit it."""
    distinct = sorted({int(s.astimezone(UTC).timestamp()) for s in starts})
    gaps = [b - a for a, b in pairwise(distinct)]
    if gaps and min(gaps) >= 23 * 3600:
        return 1440
    if all(start % (usual * 60) == 0 for start in distinct) and (not gaps or min(gaps) <= usual * 60):
        return usual
    return next(
        (w for w in sorted(WIDTHS_MIN[:-1], reverse=True) if all(g % (w * 60) == 0 for g in gaps)), WIDTHS_MIN[0]
    )


KIND = Kind(
    "requirement",
    ("Requirement", "Dotación"),
    (
        moment("interval_start", "inicio", "intervalo", required=True),
        text("channel", *CHANNEL, required=True, read=values.name),
        number("required", values.number(0, 100_000), "requerido", "dotacion", required=True),
    ),
    lambda row, habits: RequirementRow(**row),
    lambda r: (r.channel, r.interval_start),
    _take,
    ("2026-11-27 09:30", "phone", "12.5"),
)
