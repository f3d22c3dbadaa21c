"""Many rows at once: insert, upsert by natural key with counts, on both databases without a round trip per row.

The upsert changes only rows that differ, so that its counts (new, changed, same) are true and importing a file twice
writes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, tuple_

BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows that were not there, that were there with other values, and that were there just so."""

    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def total(self) -> int:
        """All rows given."""
        return self.new + self.changed + self.same

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.new + other.new, self.changed + other.changed, self.same + other.same)


def upsert(c: Connection, table: Table, rows: Iterable[Sequence[Any]], columns: Sequence[str] | None = None) -> Counts:
    """Insert rows, or change those whose primary key is there already; rows are in the order of `columns` (all).

    Keys must be distinct within each stretch of `BATCH` rows; values are bound through the columns' types. Within
    `recording` the rows that change are remembered as they were.
    """
    changes = _changes.get()
    if changes is not None:
        rows = list(rows)
        with _watched(c, table, [_key(table, row, columns) for row in rows], changes):
            return _upsert(c, table, rows, columns)
    return _upsert(c, table, rows, columns)


def _upsert(c: Connection, table: Table, rows: Iterable[Sequence[Any]], columns: Sequence[str] | None) -> Counts:
    names = list(columns or table.columns.keys())
    bind = [table.c[name].type.dialect_impl(c.dialect).bind_processor(c.dialect) for name in names]
    if c.dialect.name == "sqlite":
        return _upsert_sqlite(c, table, names, _bound(rows, bind))
    return _upsert_postgres(c, table, names, _bound(rows, bind))


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a table, by its primary key, before and after; None where there was or is none."""

    table: Table
    key: tuple[Any, ...]
    before: tuple[Any, ...] | None
    after: tuple[Any, ...] | None


_changes: ContextVar[list[Change] | None] = ContextVar("changes", default=None)


@contextmanager
def recording() -> Iterator[list[Change]]:
    """Remember every row that `upsert`, `delete_where` and `inserted` change in this context, in their order; a row
    that changes twice is remembered with its first and its last form."""
    found: list[Change] = []
    out: list[Change] = []
    token = _changes.set(found)
    try:
        yield out
    finally:
        _changes.reset(token)
    merged: dict[tuple[str, tuple[Any, ...]], Change] = {}
    for one in found:
        name = (one.table.fullname, one.key)
        merged[name] = replace(merged[name], after=one.after) if name in merged else one
    out += [one for one in merged.values() if one.before != one.after]


@contextmanager
def _watched(c: Connection, table: Table, keys: Sequence[tuple[Any, ...]], found: list[Change]) -> Iterator[None]:
    before = rows_of(c, table, keys)
    yield
    after = rows_of(c, table, keys)
    found += [
        Change(table, key, before.get(key), after.get(key))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    ]


def _key(table: Table, row: Sequence[Any], columns: Sequence[str] | None) -> tuple[Any, ...]:
    names = list(columns or table.columns.keys())
    return tuple(row[names.index(column.name)] for column in table.primary_key)


def rows_of(c: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows of these primary keys, by key as it is stored."""
    primary = list(table.primary_key)
    places = [list(table.columns).index(column) for column in primary]
    found = {}
    for start in range(0, len(keys), 400):
        part = list(dict.fromkeys(keys[start : start + 400]))
        where = primary[0].in_([k[0] for k in part]) if len(primary) == 1 else tuple_(*primary).in_(part)
        for row in c.execute(select(table).where(where)):
            found[tuple(row[at] for at in places)] = tuple(row)
    return found


def delete_where(c: Connection, table: Table, *where: ColumnElement[bool]) -> int:
    """Delete rows; within `recording` they are remembered. Returns how many there were."""
    changes = _changes.get()
    if changes is not None:
        places = [list(table.columns).index(column) for column in table.primary_key]
        for row in c.execute(select(table).where(*where)):
            changes.append(Change(table, tuple(row[at] for at in places), tuple(row), None))
    return c.execute(delete(table).where(*where)).rowcount


def inserted(c: Connection, table: Table, key: tuple[Any, ...]) -> None:
    """Say within `recording` that a row was written by other ways than `upsert`, and was not there before."""
    changes = _changes.get()
    if changes is not None:
        changes += [Change(table, k, None, row) for k, row in rows_of(c, table, [key]).items()]


def _bound(rows: Iterable[Sequence[Any]], bind: Sequence[Any]) -> Iterable[Sequence[Any]]:
    if not any(bind):
        return rows
    return ([v if b is None else b(v) for v, b in zip(row, bind, strict=True)] for row in rows)


def _parts(table: Table, names: Sequence[str]) -> tuple[str, str, list[str]]:
    quoted = ", ".join(f'"{n}"' for n in names)
    keys = [col.name for col in table.primary_key.columns]
    return quoted, ", ".join(f'"{k}"' for k in keys), [n for n in names if n not in keys]


def _upsert_sqlite(c: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Counts:
    quoted, keys, values = _parts(table, names)
    name = table.name if table.schema == "core" else f"{table.schema}.{table.name}"
    action = "NOTHING"
    if values:
        sets = ", ".join(f'"{v}"=excluded."{v}"' for v in values)
        differs = " OR ".join(f'{table.name}."{v}" IS NOT excluded."{v}"' for v in values)
        action = f"UPDATE SET {sets} WHERE {differs}"
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {name} ({quoted}) VALUES ({marks}) ON CONFLICT ({keys}) DO {action}"
    raw = c.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    count = select(func.count()).select_from(table)
    before = c.execute(count).scalar_one()
    changes = raw.total_changes
    given = 0

    def counted() -> Iterable[Sequence[Any]]:
        nonlocal given
        for row in rows:
            given += 1
            yield row

    if isinstance(rows, Sequence):
        given = len(rows)
        raw.executemany(sql, rows)
    else:
        raw.executemany(sql, counted())
    touched = raw.total_changes - changes
    new = c.execute(count).scalar_one() - before
    return Counts(new, touched - new, given - touched)


def _upsert_postgres(c: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Counts:
    quoted, keys, values = _parts(table, names)
    name = f'"{table.schema}"."{table.name}"'
    action = "NOTHING"
    if values:
        sets = ", ".join(f'"{v}"=excluded."{v}"' for v in values)
        differs = " OR ".join(f'target."{v}" IS DISTINCT FROM excluded."{v}"' for v in values)
        action = f"UPDATE SET {sets} WHERE {differs}"
    raw: Any = c.connection.driver_connection
    given = 0
    with raw.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.incoming")
        cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {quoted} FROM {name} WITH NO DATA")
        with cursor.copy(f"COPY incoming ({quoted}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
                given += 1
        cursor.execute(
            f"WITH merged AS (INSERT INTO {name} AS target ({quoted}) SELECT {quoted} FROM incoming"
            f" ON CONFLICT ({keys}) DO {action} RETURNING (xmax = 0) AS inserted)"
            " SELECT count(*), count(*) FILTER (WHERE inserted) FROM merged"
        )
        touched, new = cursor.fetchone()
    return Counts(new, touched - new, given - touched)
