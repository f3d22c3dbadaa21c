"""A foreign table of people, orders or measures under our own columns: renamed, filled down, computed, left out.

The result is a table in memory whose rows keep their numbers, so that every message names the row of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from planner.base.i18n import t
from planner.shop.intake.contacts.facts import TOTALS, _accepts, blank, unread
from planner.shop.intake.kind import Kind
from planner.shop.intake.profiles import Profile, Take, place
from planner.tables.dialect import settle
from planner.tables.opening import fold
from planner.tables.table import Cell, Table, plain
from planner.tables.tabular import chunks
from planner.tables.values import CellError, Habits, number_text

if TYPE_CHECKING:
    from planner.domain.workspace import WorkspaceSettings


@dataclass(frozen=True)
class Converted:
    """The table under our columns, what was left out by reason, the columns nobody read, and what is to be said."""

    table: Table
    left_out: Mapping[str, int]
    unread: tuple[str, ...]
    notes: tuple[str, ...]


def convert(
    table: Table, profile: Profile, kind: Kind, options: Mapping[str, Any], settings: WorkspaceSettings
) -> Converted:
    """Our columns of a kind, made of a foreign table by its profile."""
    header = [fold(cell) for cell in table.header]
    rows = [list(row) + [None] * (len(header) - len(row)) for chunk in chunks(table) for row in chunk.rows]
    numeric = [
        str(row[at])
        for entry in profile.fields.values() if entry.how in COMPUTED
        for column in entry.columns if (at := place(header, column)) is not None
        for row in rows[:2000] if isinstance(row[at], str)
    ]  # fmt: skip
    dialect = settle(table.dialect, numeric, ())
    habits = Habits(dialect.decimal or ".", dialect.date_order, settings.time_zone)
    _fill_down(rows, header, profile)
    used: set[int] = {at for name in profile.fill for at in [place(header, name)] if at is not None}
    tests = []
    for test in profile.left_out:
        checks = [(at, _accepts(accepted)) for column, accepted in test.when
                  for at in [place(header, column)] if at is not None]  # fmt: skip
        if len(checks) == len(test.when):
            tests.append((test.reason, checks))
            used |= {at for at, _ in checks}
    names = [spec.field for spec in kind.columns if spec.field in profile.fields]
    makers: list[Callable[[Sequence[Cell], dict[str, int]], Cell]] = []
    fields = []
    for name in names:
        entry = profile.fields[name]
        places = [at for column in entry.columns for at in [place(header, column)] if at is not None]
        if not places and not entry.value and entry.how != "number":
            continue
        used |= set(places)
        fields.append(name)
        makers.append(_maker(entry, places, profile.words.get(name, {}), habits, kind, name))
    left_out: Counter[str] = Counter()
    out: list[Sequence[Cell]] = []
    counters: dict[str, int] = {}
    for row in rows:
        if all(blank(cell) for cell in row):
            out.append([])
            continue
        first = next((plain(cell).strip() for cell in row if not blank(cell)), "")
        reason = next((why for why, checks in tests if all(check(row[at]) for at, check in checks)), "")
        if not reason and TOTALS.match(first) and sum(not blank(c) for c in row) < 0.7 * len(header):
            reason = "total"
        if reason:
            left_out[reason] += 1
            out.append([])
            continue
        cells = [make(row, counters) for make in makers]
        lacking = next((why for name, why in profile.wanted.items()
                        if name not in fields or blank(cells[fields.index(name)])), "")  # fmt: skip
        if lacking or [fold(plain(cell)) for cell in row] == header:
            left_out[lacking or "header"] += 1
            cells = []
        out.append(cells)
    if profile.unpivot:
        fields, out, wide = _unpivoted(table, fields, out, rows, used)
        used |= wide
    made = replace(
        table, header=tuple(fields), rows=tuple(out),
        dialect=replace(dialect, decimal=dialect.decimal if dialect.decimal else options.get("decimal", "")),
    )  # fmt: skip
    notes = [t(note) for note in profile.notes]
    if left_out["no_agent"] and not any(out):
        notes.append(t("Nothing says who sold. If a column does: --source {name} --map \"COLUMN=agent_id\"",
                       name=profile.name))  # fmt: skip
    return Converted(made, {why: n for why, n in left_out.items() if n}, unread(table, used), tuple(notes))


def _unpivoted(
    table: Table, fields: list[str], made: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]], used: set[int]
) -> tuple[list[str], list[Sequence[Cell]], set[int]]:
    """A row for each measure of each row; columns without any number are no measures."""
    wide = {
        at
        for at, name in enumerate(table.header)
        if at not in used and name and any(re.search(r"\d", plain(row[at])) for row in rows)
    }
    out: list[Sequence[Cell]] = [
        [*cells, table.header[at], row[at]]
        for cells, row in zip(made, rows, strict=True)
        if cells
        for at in sorted(wide)
    ]
    return [*fields, "metric", "value"], out, wide


COMPUTED = ("less", "times", "net", "negative")


def _fill_down(rows: list[list[Cell]], header: Sequence[str], profile: Profile) -> None:
    """Cells of an order that stand in its first row only, in all its rows."""
    places = [at for name in profile.fill for at in [place(header, name)] if at is not None]
    key = place(header, profile.fill_by) if profile.fill_by else None
    if key is None:
        return
    last: dict[int, Cell] = {}
    order: Cell = None
    for row in rows:
        if row[key] != order:
            order, last = row[key], {}
        for at in places:
            if blank(row[at]):
                row[at] = last.get(at)
            else:
                last[at] = row[at]


def _maker(
    entry: Take, places: Sequence[int], words: Mapping[str, str], habits: Habits, kind: Kind, name: str
) -> Callable[[Sequence[Cell], dict[str, int]], Cell]:
    if entry.how == "number":  # the n-th row of the same order

        def count(row: Sequence[Cell], counters: dict[str, int]) -> Cell:
            key = plain(row[places[0]]) if places else ""
            counters[key] = counters.get(key, 0) + 1
            return str(counters[key])

        return count
    if entry.how in COMPUTED:
        return lambda row, _counters: _computed(entry, [row[at] for at in places], habits)
    if not places:
        return lambda _row, _counters: entry.value

    def make(row: Sequence[Cell], _counters: dict[str, int]) -> Cell:
        if entry.how == "first":
            cell = next((row[at] for at in places if not blank(row[at])), None)
        elif len(places) == 1:
            cell = row[places[0]]
        else:
            cell = " ".join(plain(row[at]).strip() for at in places if not blank(row[at]))
        if entry.first_of and isinstance(cell, str):
            cell = next((p.strip() for p in re.split(f"[{re.escape(entry.first_of)}]", cell) if p.strip()), "")
        if blank(cell) and entry.value:
            return entry.value
        if words:
            return words.get(fold(plain(cell)), words.get("*", cell) if fold(plain(cell)) not in words else cell)
        return cell

    return make


def _computed(entry: Take, cells: Sequence[Cell], habits: Habits) -> Cell:
    """less: the first without the others; times: their product; net: first x second - third; negative: with a minus.

    A cell that is no number stays as it is, for the column's reader to refuse it by its row."""
    numbers: list[Decimal] = []
    for cell in cells:
        try:
            numbers.append(Decimal("0") if blank(cell) else Decimal(number_text(cell, habits)))
        except (CellError, InvalidOperation):
            return cell
    if not numbers or blank(cells[0]):
        return None
    if entry.how == "times":
        value = numbers[0]
        for factor in numbers[1:]:
            value *= factor
    elif entry.how == "net":
        value = numbers[0] * (numbers[1] if len(numbers) > 1 else 1) - sum(numbers[2:], Decimal())
    elif entry.how == "negative":
        value = -abs(numbers[0])
    else:
        value = numbers[0] - sum(numbers[1:], Decimal())
    text = format(value.quantize(Decimal("0.01")), "f")
    return text.replace(".", habits.decimal) if habits.decimal == "," else text
