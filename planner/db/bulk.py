"""Many rows at once: insert, upsert by natural key with counts, on both databases without a round trip per row.

The upsert changes only rows that differ, so that its counts (new, changed, same) are true and importing a file twice
writes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select

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

    Keys must be distinct within each stretch of `BATCH` rows; values are bound through the columns' types.
    """
    names = list(columns or table.columns.keys())
    bind = [table.c[name].type.dialect_impl(c.dialect).bind_processor(c.dialect) for name in names]
    if c.dialect.name == "sqlite":
        return _upsert_sqlite(c, table, names, _bound(rows, bind))
    return _upsert_postgres(c, table, names, _bound(rows, bind))


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
