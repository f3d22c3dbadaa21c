"""`cuadrante import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.console.groups import app
from planner.console.output import AsJson, document, progress_line, workspace


@app.command("import")
def import_file(
    kind: Annotated[str, typer.Argument(help="contacts, events, agents, absences, preferences, requirement, ...")],
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    encoding: Annotated[str | None, typer.Option(help="utf-8, cp1252, utf-16 ...")] = None,
    decimal: Annotated[str | None, typer.Option(help="The decimal mark, , or .")] = None,
    date_order: Annotated[str | None, typer.Option(help="DMY, MDY or YMD.")] = None,
    as_json: AsJson = False,
) -> None:
    """Import a file; nothing is taken when a row has a problem."""
    from planner.shop.intake import imports

    with workspace() as ws:
        preview = imports.preview(ws, kind, file, encoding=encoding, decimal=decimal, date_order=date_order)
        report = imports.dry_run(ws, preview) if dry_run else imports.commit(ws, preview, progress=progress_line())
    document(imports.summary(report), as_json)
