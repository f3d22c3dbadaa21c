"""Take a file in: look (preview), try (dry run), take (commit). Nothing is ever half-imported.

A preview shows how the file is spelled, which columns it has and what is wrong; a commit reads the whole file first,
refuses it with every problem found, and only then opens one transaction. Importing the same rows again changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.base.errors import InputProblems, Refused
from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.shop.intake import reading as files
from planner.shop.intake.kinds import Kind
from planner.shop.intake.reading import ColumnUse, Mapping
from planner.shop.intake.sinks import SinkResult, sink_of
from planner.tables.dialect import Dialect, checked_options, describe
from planner.tables.tabular import CHUNK, Table, file_hash, open_table, plain
from planner.tables.values import Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.shop.store.imports import ImportedFile

Progress = Callable[[float, str], None]
FIRST_ROWS = 20
WHOLE_PREVIEW_BYTES = 4 << 20


@dataclass(frozen=True)
class ImportPreview:
    """What was found before anything is stored.

    `complete` says whether all rows were read (files up to 4 MB) or only the first 20,000; `problems` holds at most 200
    of `problem_count`. `earlier` is the import of the same bytes read the same way.
    """

    kind: str
    path: Path
    file_hash: str
    options: dict[str, str]
    dialect: Dialect
    dialect_text: tuple[tuple[str, str], ...]
    columns: tuple[ColumnUse, ...]
    extra: tuple[str, ...]
    header: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    rows: int
    complete: bool
    problems: tuple[RowProblem, ...]
    problem_count: int
    notes: tuple[str, ...]
    earlier: ImportedFile | None


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do when `stored` is False."""

    kind: str
    file: str
    rows: int
    new: int
    changed: int
    same: int
    duplicates: int
    stored: bool
    extra: tuple[str, ...]
    notes: tuple[str, ...]
    dialect_text: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Source:
    """An opened file with everything needed to read its rows."""

    kind: Kind
    table: Table
    mapping: Mapping
    dialect: Dialect
    habits: Habits
    options: dict[str, str]
    sample: list[Any]

    @property
    def profile_hash(self) -> str:
        """Which way the bytes were read."""
        told = {**self.dialect.as_profile(), "zone": self.habits.zone}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def preview(
    ws: Workspace,
    kind: str,
    path: Path,
    *,
    encoding: str | None = None,
    decimal: str | None = None,
    date_order: str | None = None,
    sheet: str | None = None,
) -> ImportPreview:
    """Look at a file. Options not given are those told for the last file of this kind with the same header.

    Raises InputProblems for a file that is no table of this kind; row problems come as data.
    """
    from planner.shop.store import imports as store

    path = Path(path)
    source = _open(ws, kind, path, checked_options(encoding, decimal, date_order, sheet))
    whole = source.table.size <= WHOLE_PREVIEW_BYTES
    problems, rows, notes = _look(source, whole)
    digest = file_hash(path)
    return ImportPreview(
        kind,
        path,
        digest,
        source.options,
        source.dialect,
        tuple(describe(source.dialect)),
        source.mapping.uses,
        source.mapping.extra,
        source.table.header,
        tuple(tuple(plain(cell) for cell in row) for row in source.sample[:FIRST_ROWS]),
        rows,
        whole,
        tuple(sorted(problems.found, key=lambda p: (p.row, p.column))),
        problems.total,
        notes,
        store.find(ws, digest, kind, source.profile_hash),
    )


def _open(ws: Workspace, kind_name: str, path: Path, told: dict[str, str]) -> _Source:
    from planner.db.workspace import read_settings
    from planner.shop.store import imports as store

    kind = files.kind_named(kind_name)
    table = open_table(path, told)
    remembered = store.read_profile(ws, kind_name, _header_hash(table)) or {}
    options = remembered | told
    if options != told:
        table = open_table(path, options)
    mapping = files.map_header(table, kind)
    dialect, habits, sample = files.settled(table, kind, mapping, read_settings(ws).time_zone)
    return _Source(kind, table, mapping, dialect, habits, options, sample)


def _header_hash(table: Table) -> str:
    letters = ["".join(ch for ch in cell.lower() if ch.isascii() and ch.isalnum()) for cell in table.header]
    return hashlib.sha256("|".join(letters).encode()).hexdigest()


def _look(source: _Source, whole: bool) -> tuple[files.Problems, int, tuple[str, ...]]:
    """Problems, rows and notes of the whole file, or of its first chunk."""
    from itertools import islice

    if source.kind.name == "contacts":
        from planner.shop.intake.contacts import ContactReading, contact_chunks

        found = ContactReading()
        for _ in islice(contact_chunks(source.table, source.mapping, source.habits, found), None if whole else 1):
            pass
        return found.problems, found.rows, _time_notes(found)
    reading = files.Reading()
    rows = files.parsed_rows(source.table, source.kind, source.mapping, source.habits, reading)
    for _ in islice(rows, None if whole else CHUNK):
        pass
    notes = (t("{n} rows stand twice and count once.", n=reading.duplicates),) if reading.duplicates else ()
    return reading.problems, reading.rows, notes


def commit(
    ws: Workspace,
    preview: ImportPreview,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Store the file's rows in one transaction.

    Raises InputProblems with every row problem (nothing is stored then), Refused when cancelled or when the file
    changed since the preview.
    """
    return _load(ws, preview, progress, cancelled, store=True)


def dry_run(
    ws: Workspace,
    preview: ImportPreview,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Do all that `commit` does and take it back: the counts are those the commit would give."""
    return _load(ws, preview, progress, cancelled, store=False)


class _TakeBack(Exception):
    """Ends a dry run's transaction without a trace."""


def _load(
    ws: Workspace,
    preview: ImportPreview,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    *,
    store: bool,
) -> ImportReport:
    from planner.db import audit
    from planner.db.bulk import Counts
    from planner.shop.store import imports as record

    def tell(done: float, text: str) -> None:
        if progress is not None:
            progress(done, text)
        if cancelled is not None and cancelled():
            raise Refused(t("Stopped; nothing was changed."))

    if file_hash(preview.path) != preview.file_hash:
        raise Refused(t("{file} changed since you looked at it.", file=preview.path.name), t("Look at it again."))
    source = _open(ws, preview.kind, preview.path, preview.options)
    file = source.table.file
    if source.kind.keeps_extra:  # rows without a key of their own: the file's hash is all there is to know them by
        earlier = record.find(ws, preview.file_hash, preview.kind, source.profile_hash)
        if earlier is not None:
            note = t(
                "This file was imported on {when}; nothing was changed.", when=f"{earlier.imported_at:%Y-%m-%d %H:%M}"
            )
            return _report(source, earlier.rows, SinkResult(0, 0, earlier.rows, (note,)), 0, False)

    reading: files.Reading
    sink: Callable[[], SinkResult]
    if source.kind.name == "contacts":
        from planner.shop.intake.contact_import import Contacts

        contacts = Contacts.read(source.table, source.mapping, source.habits, ws, tell, cancelled)
        reading, sink = contacts.reading, lambda: contacts.store(ws, tell)
    else:
        reading = files.Reading()
        rows = list(
            files.parsed_rows(
                source.table, source.kind, source.mapping, source.habits, reading,
                progress=lambda done: tell(0.8 * done, t("Reading {file}", file=file)), cancelled=cancelled,
            )
        )  # fmt: skip
        sink = lambda: sink_of(source.kind.name)(ws, rows, file, source.habits.zone)  # noqa: E731
    reading.problems.refuse(file)
    if reading.rows == 0:
        raise InputProblems(
            t("{file} has a header and no rows.", file=file),
            [RowProblem(file, source.table.header_row, "", t("There are no rows."), t("Export it again with rows."))],
        )
    result = SinkResult(0, 0, 0)
    try:
        with ws.write():
            tell(0.85, t("Storing {n} rows", n=reading.rows))
            result = sink()
            counts = Counts(result.new, result.changed, result.same)
            record.record(ws, preview.file_hash, preview.kind, source.profile_hash, file, counts)
            told = {key: value for key, value in source.options.items() if key != "sheet"}
            if told:
                record.save_profile(ws, preview.kind, _header_hash(source.table), told)
            detail = {"file": file, "sha256": preview.file_hash, "new": counts.new, "changed": counts.changed}
            audit.append(ws, f"import {preview.kind}", file, detail)
            tell(0.98, t("Storing {n} rows", n=reading.rows))
            if not store:
                raise _TakeBack
    except _TakeBack:
        pass
    if progress is not None:
        progress(1.0, t("Done"))
    return _report(source, reading.rows, result, reading.duplicates, store)


def _report(source: _Source, rows: int, result: SinkResult, duplicates: int, stored: bool) -> ImportReport:
    notes = list(result.notes)
    if duplicates:
        notes.append(t("{n} rows stand twice and count once.", n=duplicates))
    if rows and result.same == rows - duplicates and stored:
        notes.append(t("Every row was there already; nothing was changed."))
    if source.mapping.extra and not source.kind.keeps_extra:
        notes.append(t("Columns kept aside: {names}.", names=", ".join(source.mapping.extra)))
    return ImportReport(
        source.kind.name,
        source.table.file,
        rows,
        result.new,
        result.changed,
        result.same,
        duplicates,
        stored,
        source.mapping.extra,
        tuple(notes),
        tuple(describe(source.dialect)),
    )


def _time_notes(reading: Any) -> tuple[str, ...]:
    from planner.shop.intake.contact_import import time_notes

    return time_notes(reading)


def summary(report: ImportReport) -> dict[str, Any]:
    """A report as plain data for `--json` and for printing."""
    return {
        "kind": report.kind,
        "file": report.file,
        "rows": report.rows,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "duplicates": report.duplicates,
        "stored": report.stored,
        "extra_columns": list(report.extra),
        "dialect": dict(report.dialect_text),
        "notes": list(report.notes),
    }


def history(ws: Workspace, limit: int = 50) -> tuple[ImportedFile, ...]:
    """The newest imports, newest first."""
    from planner.shop.store.imports import list_imports

    return list_imports(ws, limit)
