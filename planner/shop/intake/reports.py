"""What is said of an import, before (a preview) and after (a report), and the keys of `--json`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.base.problems import RowProblem
from planner.shop.intake.reading import ColumnUse
from planner.tables.dialect import Dialect

if TYPE_CHECKING:
    from planner.shop.store.imports import ImportedFile

NOTHING = dict.fromkeys(
    (
        "contacts",
        "channels",
        "aht_s",
        "answered",
        "lost",
        "bot_solved",
        "topics",
        "first_reply_s",
        "first",
        "last",
        "zone",
    )
)
"""The keys of a report that only contacts have."""


@dataclass(frozen=True)
class ImportPreview:
    """What was found before anything is stored.

    `complete` says whether all rows were read (files up to 4 MB) or only the first 20,000; `problems` holds at most 200
    of `problem_count`. `earlier` is the import of the same bytes read the same way. `source` is the system's profile
    ('' for our own columns), `told` what a report says of the rows, `picture` mean contacts by weekday and hour.
    """

    kind: str
    path: Path
    file_hash: str
    options: dict[str, Any]
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
    source: str = ""
    source_title: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    picture: list[list[float]] | None = None


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do when `stored` is False; `told` are the keys of `--json` that the kind has."""

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
    source: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    batch: int | None = None


def summary(report: ImportReport) -> dict[str, Any]:
    """A report as plain data for `--json` and for printing."""
    return {
        "kind": report.kind,
        "file": report.file,
        "source": report.source or None,
        **report.told,
        "rows": report.rows,
        "batch": report.batch,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "duplicates": report.duplicates,
        "stored": report.stored,
        "extra_columns": list(report.extra),
        "dialect": dict(report.dialect_text),
        "notes": list(report.notes),
    }
