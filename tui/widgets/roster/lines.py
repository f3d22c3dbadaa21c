"""How the roster grid's lines are drawn: pure functions from shifts to marked cells.

A cell is a letter and the name of its mark; the grid turns marks into styles. Invariant: every mark that has a colour
also has a letter or a bracket of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style

from planner.base.i18n import language, t
from planner.domain.people import Agent, TimeOff
from planner.domain.roster import Coverage, Shift
from tui.frame.themes import CHANNEL_COLOURS
from tui.text import clock, hours, weekday
from tui.widgets.columns import Column, Columns

Cell = tuple[str, str]


@dataclass(frozen=True)
class GridRow:
    """One agent with the shifts and time off of the span, and the minutes that the contract asks of it."""

    agent: Agent
    shifts: tuple[Shift, ...]
    off: tuple[TimeOff, ...]
    contract_minutes: int

    @property
    def work_minutes(self) -> int:
        """Paid minutes rostered."""
        return sum(shift.work_minutes for shift in self.shifts)


def heading(columns: Columns, line: int, short: Sequence[float]) -> str:
    """Line 0 names the days, line 1 the hours, line 2 how many are missing in each column."""
    if line < 2:
        return _fixed_heading(columns, line, language())
    cells = [" "] * columns.width
    for index, missing in enumerate(short):
        if missing >= 0.5:
            _write(cells, columns.x(index), "+" if missing > 9.49 else str(round(missing)))
    return "".join(cells)


@lru_cache(maxsize=16)  # drawn at every key, and the same until the columns change
def _fixed_heading(columns: Columns, line: int, _language: str) -> str:
    cells = [" "] * columns.width
    if line == 0:
        for day in range(columns.days):
            if inside := columns.day_range(day):
                _write(cells, columns.x(inside[0]), weekday(columns.items[inside[0]].local.date()))
    else:
        for index, text in hour_ticks(columns):
            _write(cells, columns.x(index), text)
    return "".join(cells)


@lru_cache(maxsize=16)
def hour_ticks(columns: Columns) -> tuple[tuple[int, str], ...]:
    """Columns that carry their hour, as often as the width allows."""
    hour_cells = columns.cell * 60 / columns.step
    every = next((n for n in (1, 2, 3, 4, 6) if hour_cells * n >= 3), 6)
    return tuple(
        (index, f"{column.local:%H}")
        for index, column in enumerate(columns.items)
        if column.local.minute == 0
        and (column.local.hour - columns.first_hour) % every == 0
        and columns.x(index) + 1 < columns.x(columns.day_range(column.day)[-1]) + columns.cell
    )


def agent_cells(
    columns: Columns, shifts: Sequence[Shift], off: Sequence[TimeOff], letters: Mapping[str, str], skills: Sequence[str]
) -> list[Cell]:
    """The line of one agent: faint hour marks, leave with its name, shifts, training and meetings over those."""
    cells: list[Cell] = [(" ", "plain")] * columns.width
    for at, column in enumerate(columns.items):
        if column.local.minute == 0 and column.local.hour % 3 == 0:
            cells[columns.x(at)] = ("·", "gap")
    for one in off:
        inside = columns.between(one.start, one.end)
        for at in inside:
            cells[columns.x(at)] = ("░", "leave")
        for day in sorted({columns.items[at].day for at in inside}):
            first = columns.x(next(at for at in inside if columns.items[at].day == day))
            last = columns.x(columns.day_range(day)[-1])
            for offset, letter in enumerate(f" {t(one.kind)} ", start=first + 1):
                if offset < last:
                    cells[offset] = (letter, "leave")
    for shift in shifts:
        busy = [o for o in off if o.at_work and o.start < shift.end and shift.start < o.end]
        _paint(cells, columns, shift, busy, letters, skills)
    return cells


def _paint(
    cells: list[Cell], columns: Columns, shift: Shift, busy: Sequence[TimeOff], letters: Mapping[str, str],
    skills: Sequence[str],
) -> None:  # fmt: skip
    """A shift: the letter of its channel in each column, breaks over it, training and meetings (`busy`) over those.

    Where the shift says no channel it begins with the letters of all that the agent serves.
    """
    names = list(letters)
    inside = columns.between(shift.start, shift.end)
    for at in inside:
        column = columns.items[at]
        width = column.end - column.start
        middle = column.start + width / 2
        channel = next((a.channel for a in reversed(shift.activities) if a.start <= middle), "")
        if not shift.activities and len(skills) == 1:
            channel = skills[0]
        served = [letters.get(s, "") for s in skills] if not channel else []
        mark = f"channel-{names.index(channel) % CHANNEL_COLOURS}" if channel in names else "several"
        letter = letters.get(channel) or (served[at - inside.start] if at - inside.start < len(served) else " ")
        for pause in shift.breaks:
            overlap = min(pause.end, column.end) - max(pause.start, column.start)
            if overlap > timedelta():
                letter = "·" if pause.paid else "–"
                mark = "pause" if overlap >= width / 2 else mark
        cells[columns.x(at)] = (letter, mark)
    for one in busy:
        for at in columns.between(max(one.start, shift.start), min(one.end, shift.end)):
            cells[columns.x(at)] = ("░", "leave")
    if shift.locked and inside:
        first, last = columns.x(inside[0]), columns.x(inside[-1])
        cells[first] = ("[", cells[first][1])
        cells[last] = ("]", cells[last][1])


def cell_text(column: Column, shift: Shift | None, off: Sequence[TimeOff], labels: Mapping[str, str], zone: str) -> str:
    """What stands in one column of an agent's line, in words."""
    head = f"{weekday(column.local.date())} {column.local:%H:%M}"
    if shift is None:
        away = next((o for o in off if o.start < column.end and column.start < o.end), None)
        return f"{head}: {t(away.kind) if away else t('no shift')}"
    parts = [f"{clock(shift.start, zone)}–{clock(shift.end, zone)}", hours(shift.work_minutes)]
    activity = next((a.channel for a in shift.activities if a.start <= column.start < a.end), "")
    pause = next((b for b in shift.breaks if b.start < column.end and column.start < b.end), None)
    busy = next((o for o in off if o.at_work and o.start < column.end and column.start < o.end), None)
    if busy:
        parts.append(f"{t(busy.kind)} {clock(busy.start, zone)}–{clock(busy.end, zone)}")
    elif pause:
        word = t("paid break") if pause.paid else t("unpaid break")
        parts.append(f"{word} {clock(pause.start, zone)}–{clock(pause.end, zone)}")
    elif activity:
        parts.append(labels.get(activity, activity))
    if shift.locked:
        parts.append(t("locked"))
    if shift.note:
        parts.append(shift.note)
    return f"{head}: {' · '.join(parts)}"


def column_totals(columns: Columns, coverage: Coverage, what: str, channel: str = "") -> tuple[float, ...]:
    """For each column the value of its interval with the largest shortage, over all channels or one."""
    series: Mapping[str, Sequence[float]] = getattr(coverage, what)
    chosen = [series[c] for c in series if channel in ("", c)]
    shorts = [coverage.short[c] for c in coverage.short if channel in ("", c)]
    none = (0.0,) * len(coverage.grid)
    values = [sum(column) for column in zip(none, *chosen, strict=True)]
    missing = [sum(column) for column in zip(none, *shorts, strict=True)]
    return tuple(
        values[inside.start] if len(inside) == 1
        else values[max(inside, key=missing.__getitem__)] if inside
        else 0.0
        for inside in columns.spans(coverage.grid)
    )  # fmt: skip


def _write(cells: list[str], x: int, text: str) -> None:
    for offset, letter in enumerate(text):
        if x + offset < len(cells):
            cells[x + offset] = letter


def joined(cells: Sequence[tuple[str, str]], style: Callable[[str], Style]) -> list[Segment]:
    """Runs of the same style as segments."""
    segments: list[Segment] = []
    run, mark = "", ""
    for letter, here in cells:
        if here != mark and run:
            segments.append(Segment(run, style(mark)))
            run = ""
        mark = here
        run += letter
    if run:
        segments.append(Segment(run, style(mark)))
    return segments
