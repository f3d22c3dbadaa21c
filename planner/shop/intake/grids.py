"""Two-way tables as rows: contacts by day and hour, and a roster of names and days.

A matrix has hours along one side and days (dates or weekdays under a week that a title names) along the other; each
cell is the contacts of that hour. A roster has names down the side and days along the top; each cell is a shift
(`9-17`, `09:00-13:00 / 15:00-19:00`, `14h-20h`, `10:00 a 18:00`), a day off or a word of leave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from planner.base.i18n import WEEKDAYS, WEEKDAYS_LONG, t
from planner.base.problems import RowProblem
from planner.shop.intake.contacts.facts import TOTALS
from planner.shop.intake.reading import Problems
from planner.tables.dialect import date_order_of
from planner.tables.opening import first_rows, fold
from planner.tables.table import Cell, Table, plain
from planner.tables.tabular import chunks
from planner.tables.values import CellError, Habits, local

HOURS_NEEDED = 5  # so many hours in a row make a header of hours
DAY_NAMES = {
    **{fold(name): day for names in (*WEEKDAYS.values(), *WEEKDAYS_LONG.values()) for day, name in enumerate(names)},
    "l": 0, "m": 1, "x": 2, "j": 3, "v": 4, "s": 5, "d": 6, "mi": 2, "mx": 2,
}  # fmt: skip
_SPAN = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?\s*h?\s*(?:-|–|—|a|to|hasta|/)\s*(\d{1,2})(?:[:.h](\d{2}))?\s*h?", re.IGNORECASE
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s*(?:h|hs|hrs|horas?)?", re.IGNORECASE)
OFF = frozenset({"", "l", "dl", "libre", "off", "d", "descanso", "rest", "-", "–", "x", "fiesta", "f", "festivo"})
LEAVE = {
    "v": "leave", "vac": "leave", "vacaciones": "leave", "holiday": "leave", "vacation": "leave", "pto": "leave",
    "al": "leave", "permiso": "leave", "b": "illness", "baja": "illness", "it": "illness", "sick": "illness",
    "enf": "illness", "enfermo": "illness", "enferma": "illness", "form": "training", "formacion": "training",
    "training": "training",
}  # fmt: skip
"""Words of a roster's cells that mean time off, by the kind they become."""


def clock(cell: Cell) -> int | None:
    """An hour of the day in minutes: `9`, `9h`, `09:30`, `9-10` (its start), a time cell; None for anything else."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return int(cell) * 60 if float(cell).is_integer() and 0 <= cell <= 23 else None
    text = plain(cell).strip()
    match = _SPAN.fullmatch(text) or _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return int(match[1]) * 60 + int(match[2] or 0)


def matrix(table: Table, habits: Habits) -> Table | None:
    """A day x hour matrix as rows (interval_start, contacts); None when the table is none.

    Dates stand on one side and hours on the other, either way round; totals are left out by having neither.
    """
    rows = first_rows(table, 40)
    for number, cells in rows:
        hours = {at: minute for at, cell in enumerate(cells) if (minute := clock(cell)) is not None}
        days = {at: day for at, cell in enumerate(cells) if (day := _date(cell, habits)) is not None}
        if len(hours) >= HOURS_NEEDED and len(set(hours.values())) == len(hours) and len(hours) > len(days):
            return _unfolded(table, number, hours, habits, True)
        if len(days) >= 3 and len(days) > len(hours):
            found = _unfolded(table, number, days, habits, False)
            if found is not None:
                return found
    return None


def _unfolded(
    table: Table, number: int, along: dict[int, int] | dict[int, date], habits: Habits, hours_along: bool
) -> Table | None:
    out: list[Sequence[Cell]] = []
    for chunk in chunks(table):
        for row_number, cells in enumerate(chunk.rows, chunk.first_row):
            if row_number <= number or not cells:
                continue
            side = _date(cells[0], habits) if hours_along else clock(cells[0])
            if side is None:
                continue
            for at, other in along.items():
                if at < len(cells) and plain(cells[at]).strip():
                    day, minute = (side, other) if hours_along else (other, side)
                    moment = datetime.combine(day, time()) + timedelta(minutes=int(minute))  # type: ignore[arg-type]
                    out.append([moment.isoformat(" ", "minutes"), cells[at]])
    if len(out) < HOURS_NEEDED:
        return None
    return replace(table, header=("interval_start", "contacts"), header_row=number, rows=tuple(out))


def _date(cell: Cell, habits: Habits) -> date | None:
    if isinstance(cell, (int, float)):
        return None
    try:
        return local(cell, habits).date() if plain(cell).strip() else None
    except CellError:
        return None


@dataclass(frozen=True)
class GridShift:
    """A cell of a roster: its row, whose it is, the local day, and its stretches as minutes of the day (an end beyond
    1440 lies on the next day); no stretch and a `kind` is time off, neither is a free day."""

    row: int
    name: str
    day: date
    spans: tuple[tuple[int, int], ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class RosterGrid:
    """A roster of names and days."""

    days: tuple[date, ...]
    cells: tuple[GridShift, ...]
    left_out: Counter[str]
    unread: tuple[str, ...]


def roster_grid(table: Table, problems: Problems) -> RosterGrid | None:
    """Read a roster of names and days; None when no row of the table names days. Cells that say nothing known are
    problems with their row and column."""
    rows = first_rows(table, 40)
    titles = " ".join(plain(cell) for _, cells in rows for cell in cells if not isinstance(cell, (int, float)))
    for number, cells in rows:
        days = _days_of(cells, titles, table)
        if days:
            return _read_roster(table, number, [plain(cell).strip() for cell in cells], days, problems)
    return None


def _days_of(cells: Sequence[Cell], titles: str, table: Table) -> dict[int, date]:
    """Column → day: dates, or weekdays with the day of the month, of the week or month that a title names."""
    order = table.dialect.date_order or date_order_of(re.findall(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", titles)) or "DMY"
    habits = Habits(".", order)
    anchor = next(
        (found for text in re.findall(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", titles)
         if (found := _date(text, habits)) is not None),
        None,
    )  # fmt: skip
    dates: dict[int, date] = {}
    weekdays: dict[int, tuple[int, int | None]] = {}
    for at, cell in enumerate(cells):
        found = _date(cell, habits)
        if found is not None:
            dates[at] = found
            continue
        match = re.fullmatch(r"([a-z]+)\.?\s*,?\s*(\d{1,2})?(?:[/.-](\d{1,2}))?", fold(plain(cell)))
        if match and match[1] in DAY_NAMES:
            weekdays[at] = (DAY_NAMES[match[1]], int(match[2]) if match[2] else None)
    if len(dates) >= 5:
        return dates
    if len(weekdays) < 5 or anchor is None:
        return {}
    monday = anchor - timedelta(days=anchor.weekday())
    out: dict[int, date] = {}
    week = 0
    last = -1
    for at, (weekday, day_of_month) in sorted(weekdays.items()):
        if weekday <= last:
            week += 1
        last = weekday
        day = monday + timedelta(weeks=week, days=weekday)
        if day_of_month is not None and day.day != day_of_month:
            return {}
        out[at] = day
    return out


def _read_roster(
    table: Table, number: int, header: Sequence[str], days: dict[int, date], problems: Problems
) -> RosterGrid:
    first_day = min(days)
    name_at = next((at for at, cell in enumerate(header) if at < first_day and fold(cell) in NAMES), 0)
    cells: list[GridShift] = []
    left_out: Counter[str] = Counter()
    rows: list[tuple[int, Sequence[Cell]]] = []
    for chunk in chunks(table):
        rows += list(enumerate(chunk.rows, chunk.first_row))
    for row, values in rows:
        if row <= number or not any(plain(cell).strip() for cell in values):
            continue
        name = plain(values[name_at]).strip() if name_at < len(values) else ""
        if not name or TOTALS.match(name):
            left_out["total" if name else "no_name"] += 1
            continue
        for at, day in days.items():
            text = plain(values[at]).strip() if at < len(values) else ""
            cell = _cell(row, name, day, text)
            if cell is None:
                problems.add(
                    RowProblem(
                        table.file, row, header[at], t("{value} is no shift, day off or leave.", value=text),
                        t("Write it as 9-17, 09:00-13:00 / 15:00-19:00, L (free) or V (leave)."),
                    )
                )  # fmt: skip
            else:
                cells.append(cell)
    unread = tuple(cell for at, cell in enumerate(header) if cell and at not in days and at != name_at)
    return RosterGrid(tuple(sorted(set(days.values()))), tuple(cells), left_out, unread)


def roster_rows(table: Table, grid: RosterGrid) -> Table:
    """The cells as rows of our own roster columns; a split shift is one with a break."""

    def clock_of(minute: int) -> str:
        return f"{minute // 60 % 24:02d}:{minute % 60:02d}"

    rows: list[Sequence[Cell]] = []
    for cell in grid.cells:
        start, end, breaks = "", "", ""
        if cell.spans:
            start, end = clock_of(cell.spans[0][0]), clock_of(cell.spans[-1][1])
            pairs = pairwise(cell.spans)
            breaks = ";".join(f"{clock_of(a[1])}-{clock_of(b[0])}" for a, b in pairs if b[0] > a[1])
        rows.append([cell.name, cell.day.isoformat(), start, end, breaks, cell.kind])
    header = ("agent_id", "date", "start", "end", "breaks", "kind")
    return replace(table, header=header, header_row=0, rows=tuple(rows))


NAMES = frozenset(
    {"agente", "nombre", "empleado", "name", "agent", "employee", "trabajador", "persona", "id", "agent id"}
)


def _cell(row: int, name: str, day: date, text: str) -> GridShift | None:
    low = fold(text)
    if low in LEAVE:
        return GridShift(row, name, day, (), LEAVE[low])
    if low in OFF:
        return GridShift(row, name, day)
    spans: list[tuple[int, int]] = []
    rest = low
    for match in _SPAN.finditer(low):
        start, end = (int(match[i]) * 60 + int(match[i + 1] or 0) for i in (1, 3))
        if start >= 1440 or end > 1440 or start == end:
            return None
        spans.append((start, end if end > start else end + 1440))
        rest = rest.replace(match[0], " ", 1)
    if not spans or re.sub(r"[\s/+;,&|y]", "", rest):
        return None
    if any(a[1] > b[0] for a, b in pairwise(spans)):
        return None
    return GridShift(row, name, day, tuple(spans))
