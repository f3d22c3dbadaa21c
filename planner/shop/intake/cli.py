"""`cuadrante import`: files in, the log of batches, and taking one back."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.base.errors import Misuse
from planner.base.i18n import t
from planner.console.groups import app
from planner.console.output import AsJson, document, narrate, progress_line, table, workspace

if TYPE_CHECKING:
    from planner.shop.store.batches import Batch


@app.command("import")
def import_file(
    kind: Annotated[str, typer.Argument(help="contacts, agents, absences, sales ...; or sources, batches, undo.")],
    file: Annotated[
        str | None, typer.Argument(help="A file of any kind, - for standard input; of undo the batch.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    source: Annotated[str | None, typer.Option(help="Whose export it is; import sources lists them.")] = None,
    mapping: Annotated[list[str] | None, typer.Option("--map", help="COLUMN=FIELD, as often as needed.")] = None,
    zone: Annotated[str | None, typer.Option(help="The time zone of times without offset: UTC, Europe/Madrid.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook or the file in an archive.")] = None,
    unit: Annotated[list[str] | None, typer.Option(help="FIELD=s|min|ms|hms|h|days, as aht_s=min.")] = None,
    zeros: Annotated[str | None, typer.Option(help="open: no row in opening hours means 0; none.")] = None,
    encoding: Annotated[str | None, typer.Option(help="utf-8, cp1252, utf-16 ...")] = None,
    decimal: Annotated[str | None, typer.Option(help="The decimal mark, , or .")] = None,
    date_order: Annotated[str | None, typer.Option(help="DMY, MDY or YMD.")] = None,
    as_json: AsJson = False,
) -> None:
    """Import a file; nothing is taken when a row has a problem."""
    from planner.shop.intake import imports, reports

    if kind == "sources":
        from planner.shop.intake.profiles import profiles

        table([{"source": p.name, "kind": p.kind, "what": p.title, "found": p.found, "own": p.own}
               for p in profiles()], as_json)  # fmt: skip
        return
    if kind == "batches":
        with workspace() as ws:
            table([_batch_row(one) for one in imports.history(ws)], as_json)
        return
    if file is None:
        raise Misuse(t("Name the file to import.") if kind != "undo" else t("Name the batch to take back."))
    if kind == "undo":
        with workspace() as ws:
            found, rows = imports.undo(ws, _batch_number(file))
        narrate(t("Batch {n} ({file}) was taken back: {rows} rows as before.", n=found.batch_id, file=found.file_name,
                  rows=rows))  # fmt: skip
        return
    with workspace() as ws, tempfile.TemporaryDirectory(prefix="cuadrante-") as folder:
        path = Path(file) if file != "-" else _standard_input(Path(folder))
        preview = imports.preview(
            ws, kind, path, encoding=encoding, decimal=decimal, date_order=date_order, sheet=sheet, source=source,
            mapping=mapping or (), zone=zone, units=unit or (), zeros=zeros,
        )  # fmt: skip
        report = imports.dry_run(ws, preview) if dry_run else imports.commit(ws, preview, progress=progress_line())
    document(reports.summary(report), as_json)


def _batch_row(one: Batch) -> dict[str, object]:
    told = json.loads(one.summary)
    return {
        "batch": one.batch_id, "at": one.created_at, "kind": one.kind, "file": one.file_name, "source": one.source,
        "rows": told.get("rows"), "taken": told.get("taken"), "new": told.get("new"), "changed": told.get("changed"),
        "left_out": told.get("left_out") or {}, "author": one.author, "undone_at": one.undone_at,
        "undone_by": one.undone_by,
    }  # fmt: skip


def _batch_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Misuse(t("{value} is not a batch.", value=text), t("cuadrante import batches lists them.")) from None


def _standard_input(folder: Path) -> Path:
    path = folder / "-"
    with path.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer, out)
    return path
