"""Take a file in: look (preview), try (dry run), take (commit), take back (undo). Nothing is ever half-imported.

A preview shows which system's export it is, how the file is spelled, what it brings and what is wrong; a commit reads
the whole file first, refuses it with every problem found, and only then opens one transaction. Importing the same rows
again changes nothing. Every commit is a batch that can be taken back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from planner.base.errors import InputProblems, Misuse, Refused
from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.db import audit
from planner.db.bulk import Counts, recording
from planner.db.workspace import read_settings
from planner.domain.workspace import WorkspaceSettings
from planner.shop.intake import convert, recognise, registry
from planner.shop.intake import reading as files
from planner.shop.intake.contacts import file as contacts_file
from planner.shop.intake.kind import Incoming, Kind, SinkResult
from planner.shop.intake.reading import Mapping, Problems
from planner.shop.intake.registry import kind_named
from planner.shop.intake.reports import NOTHING, ImportPreview, ImportReport
from planner.shop.store import batches
from planner.shop.store import imports as record
from planner.shop.store import imports as store
from planner.shop.store.batches import read_batches
from planner.shop.store.imports import forget
from planner.tables.dialect import Dialect, checked_options, describe
from planner.tables.table import CHUNK, Cell, Table, plain
from planner.tables.tabular import file_hash
from planner.tables.values import Habits

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.shop.intake.contacts.file import Told
    from planner.shop.intake.convert import Converted
    from planner.shop.intake.profiles import Profile
    from planner.shop.store.batches import Batch

Progress = Callable[[float, str], None]
FIRST_ROWS = 20
WHOLE_PREVIEW_BYTES = 4 << 20
ZEROS = ("open", "none")
SPELLING: tuple[str, ...] = ("encoding", "decimal", "date_order", "sheet")


@dataclass(frozen=True)
class _Source:
    """An opened file with everything needed to read its rows."""

    kind: Kind
    table: Table
    profile: Profile | None
    mapping: Mapping
    dialect: Dialect
    habits: Habits
    options: dict[str, Any]
    sample: Sequence[Sequence[Cell]]
    settings: WorkspaceSettings
    notes: tuple[str, ...] = ()
    told: Told | None = None
    converted: Converted | None = None

    @property
    def profile_hash(self) -> str:
        """Which way the bytes were read."""
        told = {**self.dialect.as_profile(), "zone": self.habits.zone}
        if self.name:
            told |= {key: self.options[key] for key in ("source", "map", "unit", "zeros") if key in self.options}
            told["profile"] = self.name
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def name(self) -> str:
        """The profile's name; '' for our own columns."""
        return "" if self.profile is None or self.profile.name == "own" else self.profile.name

    @property
    def title(self) -> str:
        """What the profile is called."""
        return (self.profile.title or self.profile.name) if self.name and self.profile else ""


@dataclass
class _Rows:
    """What reading a file gave: problems and counts, what to say, and the way into the store."""

    rows: int
    duplicates: int
    problems: Problems
    notes: list[str]
    store: Callable[[Workspace], SinkResult]
    told: dict[str, Any]
    extra: tuple[str, ...]
    picture: list[list[float]] | None = None


def preview(
    ws: Workspace,
    kind: str,
    path: Path,
    *,
    encoding: str | None = None,
    decimal: str | None = None,
    date_order: str | None = None,
    sheet: str | None = None,
    source: str | None = None,
    mapping: Sequence[str] = (),
    zone: str | None = None,
    units: Sequence[str] = (),
    zeros: str | None = None,
) -> ImportPreview:
    """Look at a file. Options not given are those told for the last file of this kind with the same header.

    Raises InputProblems for a file that is no table of this kind and no export that anybody knows; row problems come as
    data, also those that only storing would find.
    """
    path = Path(path)
    options: dict[str, Any] = dict(checked_options(encoding, decimal, date_order, sheet))
    for key, value in (("source", source), ("zone", _zone(zone)), ("zeros", zeros)):
        if value:
            options[key] = value
    if zeros and zeros not in ZEROS:
        raise Misuse(t("--zeros is {names} and not {value}.", names=" | ".join(ZEROS), value=zeros))
    for name, words in (("map", mapping), ("unit", units)):
        if words:
            options[name] = list(words)
    found = _open(ws, kind, path, options)
    whole = found.table.size <= WHOLE_PREVIEW_BYTES
    rows = _read(ws, found, at_most=None if whole else 1)
    notes = [*found.notes, *rows.notes]
    if whole and not rows.problems.total and not ws.read_only and not found.kind.keeps_extra:
        try:
            result, _ = _stored(ws, found, rows, "", store=False)
            notes = [*found.notes, *rows.notes, *(n for n in result.notes if n not in rows.notes)]
        except InputProblems as error:
            for problem in error.problems:
                if isinstance(problem, RowProblem):
                    rows.problems.add(problem)
    digest = file_hash(path)
    return ImportPreview(
        kind,
        path,
        digest,
        found.options,
        found.dialect,
        tuple(describe(found.dialect)),
        found.mapping.uses,
        rows.extra,
        found.table.header,
        tuple(tuple(plain(cell) for cell in row) for row in found.sample[:FIRST_ROWS]),
        rows.rows,
        whole,
        tuple(sorted(rows.problems.found, key=lambda p: (p.row, p.column))),
        rows.problems.total,
        tuple(notes),
        store.find(ws, digest, kind, found.profile_hash),
        found.name,
        found.title,
        rows.told,
        rows.picture,
    )


def _zone(name: str | None) -> str | None:
    if not name:
        return None
    if name.upper() in ("UTC", "Z", "GMT"):
        return "UTC"
    if name not in available_timezones():
        raise Misuse(t("--zone {value!r} is not a time zone.", value=name), t("Write it as UTC or Europe/Madrid."))
    return name


def _open(ws: Workspace, kind_name: str, path: Path, told: dict[str, Any]) -> _Source:
    kind = kind_named(kind_name)
    earlier = store.read_profiles(ws, kind_name)
    words = {header: found["map"] for header, found in earlier.items() if found.get("map")}
    spelled = {key: str(told[key]) for key in SPELLING if key in told}

    def choose(options: dict[str, str]) -> recognise.Choice:
        return recognise.choose(
            path, kind, options, source=told.get("source", ""), told=told.get("map", ()), remembered=words
        )

    chosen = choose(spelled)
    options = earlier.get(recognise.header_hash(chosen.table), {}) | told
    again = {key: str(options[key]) for key in SPELLING if key in options}
    if again != spelled:
        chosen = choose(again)
    return _described(kind, chosen, options, read_settings(ws))


def _described(kind: Kind, chosen: Any, options: dict[str, Any], settings: WorkspaceSettings) -> _Source:
    table, profile = chosen.table, chosen.profile
    zone = options.get("zone") or settings.time_zone
    notes: list[str] = []
    if chosen.others:
        notes.append(t("Other sheets that would fit: {names}. --sheet takes another.", names=", ".join(chosen.others)))
    if kind.name == "contacts":
        assert profile is not None
        told = contacts_file.Told(
            options.get("zone", ""), recognise.told_units(options.get("unit", ())), options.get("zeros", "")
        )
        dialect, habits, sample, said = contacts_file.spelling(table, profile, told, settings)
        if profile.name == "own":
            mapping = files.map_header(table, kind)
        else:
            mapping = Mapping(contacts_file.uses(table, profile), {})
        return _Source(kind, table, profile, mapping, dialect, habits, options, sample, settings, (*notes, *said), told)
    converted = None
    if profile is not None and profile.shape == "grid":
        converted = convert.Converted(table, dict(chosen.left_out), chosen.unread, ())
        mapping = files.map_header(table, kind)
        dialect, habits, sample = files.settled(table, kind, mapping, zone)
    elif profile is not None:
        converted = convert.convert(table, profile, kind, options, settings)
        notes += converted.notes
        mapping = files.map_header(converted.table, kind, kind.may_lack)
        dialect, habits, sample = files.settled(converted.table, kind, mapping, zone)
    else:
        mapping = files.map_header(table, kind)
        dialect, habits, sample = files.settled(table, kind, mapping, zone)
    return _Source(
        kind, converted.table if converted else table, profile, mapping, dialect, habits, options, sample, settings,
        tuple(notes), None, converted,
    )  # fmt: skip


def _read(
    ws: Workspace,
    source: _Source,
    *,
    at_most: int | None = None,
    tell: Progress = lambda _done, _text: None,
    cancelled: Callable[[], bool] | None = None,
) -> _Rows:
    """The rows of a file, or of its first chunk, with every problem found."""
    if source.told is not None:
        from planner.shop.intake.contacts import file as contacts_file

        assert source.profile is not None
        found = contacts_file.read_file(
            ws, source.table, source.profile, source.habits, source.told, source.settings, tell, cancelled,
            at_most=at_most,
        )  # fmt: skip

        def store(ws: Workspace) -> SinkResult:
            counts = found.store(ws, tell)
            return SinkResult(counts.new, counts.changed, counts.same, tuple(found.notes))

        picture = contacts_file.picture(found.tally, source.settings.time_zone)
        return _Rows(
            found.reading.rows, 0, found.reading.problems, found.notes, store, found.summary(), found.unread, picture
        )
    reading = files.Reading()
    file, total = source.table.file, None if at_most is None else at_most * CHUNK
    parsed = list(
        islice(
            files.parsed_rows(
                source.table, source.kind, source.mapping, source.habits, reading,
                progress=lambda done: tell(0.8 * done, t("Reading {file}", file=file)), cancelled=cancelled,
            ),
            total,
        )
    )  # fmt: skip
    converted = source.converted
    left_out = dict(converted.left_out) if converted else {}
    rows = reading.rows + sum(left_out.values())
    for reason, n in reading.left_out.items():
        left_out[reason] = left_out.get(reason, 0) + n
    if reading.duplicates:
        left_out["repeated"] = left_out.get("repeated", 0) + reading.duplicates
    extra = converted.unread if converted else source.mapping.extra
    told: dict[str, Any] = {"rows": rows, "taken": len(parsed), **NOTHING, "left_out": left_out,
            "unread_columns": [] if source.kind.keeps_extra else list(extra)}  # fmt: skip
    notes = [t("{n} rows stand twice and count once.", n=reading.duplicates)] if reading.duplicates else []

    def sink(ws: Workspace) -> SinkResult:
        assert source.kind.sink is not None
        result = source.kind.sink(ws, Incoming(parsed, file, source.habits.zone, bool(source.name)))
        for reason, n in result.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + n
            told["taken"] -= n
        return result

    return _Rows(rows, reading.duplicates, reading.problems, notes, sink, told, extra)


def commit(
    ws: Workspace,
    preview: ImportPreview,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Store the file's rows in one transaction, as a batch.

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
            told = {"rows": earlier.rows, "taken": 0, "left_out": {"repeated": earlier.rows}, "unread_columns": []}
            return ImportReport(
                preview.kind, file, earlier.rows, 0, 0, earlier.rows, 0, False, source.mapping.extra, (note,),
                tuple(describe(source.dialect)), source.name, NOTHING | told,
            )  # fmt: skip
    rows = _read(ws, source, tell=tell, cancelled=cancelled)
    rows.problems.refuse(file)
    if rows.rows == 0:
        raise InputProblems(
            t("{file} has a header and no rows.", file=file),
            [RowProblem(file, source.table.header_row, "", t("There are no rows."), t("Export it again with rows."))],
        )
    tell(0.85, t("Storing {n} rows", n=rows.rows))
    result, batch = _stored(ws, source, rows, preview.file_hash, store=store, tell=tell)
    if progress is not None:
        progress(1.0, t("Done"))
    return _report(source, rows, result, batch, store)


def _stored(
    ws: Workspace,
    source: _Source,
    rows: _Rows,
    digest: str,
    *,
    store: bool,
    tell: Progress = lambda _done, _text: None,
) -> tuple[SinkResult, int | None]:
    """Store the rows in one transaction, or try to and take it back."""
    result, batch = SinkResult(0, 0, 0), None
    kind, file = source.kind.name, source.table.file
    try:
        with ws.write():
            with recording() as changes:
                result = rows.store(ws)
            counts = Counts(result.new, result.changed, result.same)
            if store:
                record.record(ws, digest, kind, source.profile_hash, file, counts)
                kept = {key: value for key, value in source.options.items() if key != "sheet"}
                if kept:
                    record.save_profile(ws, kind, recognise.header_hash(source.table), kept)
                summary = {**rows.told, "new": result.new, "changed": result.changed, "touched": len(changes)}
                batch = batches.record(ws, kind, file, digest, source.name, summary, changes)
                detail = {"file": file, "sha256": digest, "new": counts.new, "changed": counts.changed}
                audit.append(ws, f"import {kind}", file, detail)
            tell(0.98, t("Storing {n} rows", n=rows.rows))
            if not store:
                raise _TakeBack
    except _TakeBack:
        pass
    return result, batch


def _report(source: _Source, rows: _Rows, result: SinkResult, batch: int | None, stored: bool) -> ImportReport:
    notes = [*source.notes, *(note for note in rows.notes if note not in result.notes), *result.notes]
    if rows.rows and result.same and not (result.new or result.changed) and stored:
        notes.append(t("Every row was there already; nothing was changed."))
    if rows.extra and not source.kind.keeps_extra:
        notes.append(t("Columns kept aside: {names}.", names=", ".join(rows.extra)))
    return ImportReport(
        source.kind.name,
        source.table.file,
        rows.rows,
        result.new,
        result.changed,
        result.same,
        rows.duplicates,
        stored,
        rows.extra,
        tuple(notes),
        tuple(describe(source.dialect)),
        source.name,
        rows.told,
        batch,
    )


def history(ws: Workspace, limit: int = 50) -> tuple[Batch, ...]:
    """The newest batches, newest first."""
    return read_batches(ws, limit)


def undo(ws: Workspace, batch: int) -> tuple[Batch, int]:
    """Take a batch back; returns it and how many rows were put back. See `batches.undo` for what it refuses."""
    registry.kinds()  # the tables of every kind are known from here on
    with ws.write():
        found, rows = batches.undo(ws, batch)
        forget(ws, found.file_hash, found.kind)
        audit.append(ws, f"import {found.kind} undone", found.file_name, {"batch": batch, "rows": rows})
    return found, rows
