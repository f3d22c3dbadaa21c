"""Batches of an import: what was taken, by whom, and what it changed, so that it can be taken back.

`import_change` holds the row before and a hash of the row after each change of a batch, in the schema of the tables it
speaks of (pay's beside pay's). Changes are kept 90 days: after that a batch cannot be taken back any more.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    Integer,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from planner.base.config import now
from planner.base.errors import Conflict, Refused
from planner.base.i18n import t
from planner.db.bulk import Change, delete_where, rows_of, upsert
from planner.db.tables import CORE, MODULES, PAY, metadata, text
from planner.db.types import Utc, dump
from planner.db.workspace import Workspace

KEPT_DAYS = 90

import_batch = Table(
    "import_batch",
    metadata,
    Column("batch_id", Integer, primary_key=True, autoincrement=False),
    text("kind"),
    text("file_name"),
    text("file_hash"),
    text("source"),
    text("summary"),
    text("author"),
    Column("created_at", Utc, nullable=False),
    Column("undone_at", Utc),
    text("undone_by", default=""),
    schema=CORE,
)


def _change_table(schema: str) -> Table:
    return Table(
        "import_change",
        metadata,
        Column("batch_id", Integer, primary_key=True, autoincrement=False),
        Column("position", Integer, primary_key=True, autoincrement=False),
        text("table_name"),
        text("row_key"),
        text("before"),
        text("after_hash"),
        schema=schema,
    )


import_change = {CORE: _change_table(CORE), PAY: _change_table(PAY)}


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that was taken: `summary` is JSON text (counts, reasons, channels), `undone_at` when it was taken
    back."""

    batch_id: int
    kind: str
    file_name: str
    file_hash: str
    source: str
    summary: str
    author: str
    created_at: datetime
    undone_at: datetime | None
    undone_by: str


def record(
    ws: Workspace, kind: str, file_name: str, file_hash: str, source: str, summary: Mapping[str, Any],
    changes: Sequence[Change],
) -> int:  # fmt: skip
    """Keep a batch and what it changed; returns its number. Forgets the changes of batches that are too old."""
    with ws.write() as c:
        batch_id = (c.execute(select(func.max(import_batch.c.batch_id))).scalar() or 0) + 1
        c.execute(
            insert(import_batch).values(
                batch_id=batch_id, kind=kind, file_name=file_name, file_hash=file_hash, source=source,
                summary=dump(dict(summary)), author=ws.person, created_at=now(), undone_by="",
            )
        )  # fmt: skip
        for schema, table in import_change.items():
            rows = [
                {"batch_id": batch_id, "position": i, "table_name": one.table.fullname, "row_key": _encoded(one.key),
                 "before": "" if one.before is None else _encoded(one.before), "after_hash": _hash(one.after)}
                for i, one in enumerate(changes)
                if (one.table.schema == PAY) == (schema == PAY)
            ]  # fmt: skip
            if rows:
                c.execute(insert(table), rows)
                old = select(import_batch.c.batch_id).where(
                    import_batch.c.created_at < now() - timedelta(days=KEPT_DAYS)
                )
                c.execute(delete(table).where(table.c.batch_id.in_(old)))
    return batch_id


def read_batches(ws: Workspace, limit: int = 50) -> tuple[Batch, ...]:
    """The newest batches, newest first."""
    with ws.read() as c:
        found = c.execute(select(import_batch).order_by(import_batch.c.batch_id.desc()).limit(limit)).all()
    return tuple(Batch(*row) for row in found)


def undo(ws: Workspace, batch_id: int) -> tuple[Batch, int]:
    """Put back what a batch changed; returns it and the number of rows.

    Raises Refused when there is no such batch, it was taken back already or is too old; Conflict when rows have been
    changed since, or others hang on rows that it brought. Nothing is half undone.
    """
    with ws.write() as c:
        row = c.execute(select(import_batch).where(import_batch.c.batch_id == batch_id)).first()
        if row is None:
            raise Refused(t("There is no batch {n}.", n=batch_id), t("cuadrante import batches lists them."))
        batch = Batch(*row)
        if batch.undone_at is not None:
            raise Refused(t("Batch {n} was taken back on {day} by {who}.", n=batch_id,
                            day=f"{batch.undone_at:%Y-%m-%d}", who=batch.undone_by or "?"))  # fmt: skip
        pairs = list(_changes(c, batch.batch_id, batch.kind))
        if not pairs and json.loads(batch.summary).get("touched"):
            raise Refused(t("Batch {n} is too old to be taken back.", n=batch_id))
        found = _by_table(pairs)
        there = {table: rows_of(c, table, [key for key, _, _ in rows]) for table, rows in found.items()}
        changed = sum(_hash(there[table].get(key)) != after for table, rows in found.items() for key, _, after in rows)
        if changed:
            raise Conflict(
                t("{n} rows of batch {batch} were changed since it came in.", n=changed, batch=batch_id),
                t("Take the later batches back first: cuadrante import batches lists them."),
            )
        for table, rows in found.items():
            gone = [key for key, before, _ in rows if before is None and key in there[table]]
            _refuse_orphans(c, table, gone, batch_id)
            for key in gone:
                delete_where(c, table, *(column == value for column, value in zip(table.primary_key, key, strict=True)))
            upsert(c, table, [before for _, before, _ in rows if before is not None])
        c.execute(
            update(import_batch).where(import_batch.c.batch_id == batch_id).values(undone_at=now(), undone_by=ws.person)
        )
    return batch, len(pairs)


def _changes(c: Connection, batch_id: int, kind: str) -> Iterator[tuple[Table, tuple[Any, ...], Any, str]]:
    for schema, changes in import_change.items():
        if schema == PAY and not _may_read(c, changes):
            continue
        query = select(changes).where(changes.c.batch_id == batch_id).order_by(changes.c.position)
        for row in c.execute(query):
            if row.table_name not in metadata.tables:  # of a slice that nobody has asked for yet
                for module in MODULES:
                    importlib.import_module(module)
            table = metadata.tables[row.table_name]
            before = None if row.before == "" else tuple(_decoded(row.before))
            yield table, tuple(_decoded(row.row_key)), before, row.after_hash


def _may_read(c: Connection, table: Table) -> bool:
    if c.dialect.name == "sqlite":
        return True
    return bool(c.execute(select(func.has_table_privilege(f"{PAY}.{table.name}", "SELECT"))).scalar())


def _by_table(pairs: Sequence[tuple[Table, tuple[Any, ...], Any, str]]) -> dict[Table, list[tuple[Any, Any, str]]]:
    """Changes by table in an order in which parents come back first: that of the batch, backwards."""
    found: dict[Table, list[tuple[Any, Any, str]]] = {}
    for table, key, before, after in reversed(pairs):
        found.setdefault(table, []).append((key, before, after))
    return found


def _refuse_orphans(c: Connection, table: Table, keys: Sequence[tuple[Any, ...]], batch_id: int) -> None:
    """Refuse to take rows out on which rows of another table hang: they would vanish unasked."""
    if not keys:
        return
    for other in metadata.tables.values():
        for rule in other.constraints:
            if not isinstance(rule, ForeignKeyConstraint) or rule.referred_table is not table or _is_part(table, other):
                continue
            pairs = [(element.parent, element.column) for element in rule.elements]
            places = [list(table.primary_key).index(column) for _, column in pairs]
            for key in keys:
                where = and_(*(child == key[at] for (child, _), at in zip(pairs, places, strict=True)))
                if c.execute(select(func.count()).select_from(other).where(where)).scalar():
                    raise Conflict(
                        t("Batch {n} cannot be taken back: {table} of {key} hangs on it.", n=batch_id,
                          table=other.name, key=key[0]),
                        t("Take the later batches back first: cuadrante import batches lists them."),
                    )  # fmt: skip


def _is_part(table: Table, other: Table) -> bool:
    """Rows that are parts of the row itself: they go with it."""
    return table.name == "roster_version" and other.name in ("roster_shift", "roster_team")


def _encoded(values: Sequence[Any]) -> str:
    return dump([_plain(value) for value in values])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, (bytes, memoryview)):
        return {"b": base64.b64encode(bytes(value)).decode()}
    return value


def _decoded(text_: str) -> Iterator[Any]:
    for value in json.loads(text_):
        if isinstance(value, dict):
            ((sort, inner),) = value.items()
            yield READERS[sort](inner)
        else:
            yield value


READERS: dict[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "b": base64.b64decode,
}


def _hash(row: Sequence[Any] | None) -> str:
    return "" if row is None else hashlib.sha256(_encoded(row).encode()).hexdigest()
