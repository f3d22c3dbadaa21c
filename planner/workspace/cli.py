"""`cuadrante init`, `demo`, `import`, `db`, and the way into the terminal program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from planner.base.i18n import language, t
from planner.console.output import GLOBALS, AsJson, document, narrate, progress_line, table, workspace
from planner.entry import start

db = typer.Typer(help="Upgrade, check, back up and restore the workspace.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("init")(init)
    app.command("demo")(demo)
    app.command("import")(import_file)
    app.command("warm-up")(warm_up)
    app.add_typer(db, name="db")


def open_program(target: str | None) -> None:
    """The terminal program on a workspace; as text where there is no terminal to draw on."""
    if start.has_terminal():
        raise typer.Exit(start.open_program(target))
    from planner.entry.week import tell_week

    with workspace() as ws:
        tell_week(ws)


def init(
    sample: Annotated[bool, typer.Option(help="Fill it with the sample shop.")] = False,
    time_zone: Annotated[str, typer.Option(help="IANA time zone.")] = "Europe/Madrid",
    region: Annotated[str, typer.Option(help="Country and region of the public holidays, such as ES-MD.")] = "ES-MD",
) -> None:
    """Create a workspace."""
    from planner.workspace import opening as service

    ws = service.init(
        GLOBALS.workspace,
        sample=sample,
        time_zone=time_zone,
        region=region,
        language=language(),
        progress=progress_line(),
    )
    with ws:
        narrate(t("Created {target}.", target=ws.target))


def demo() -> None:
    """Open the program on a fresh copy of the sample shop; without a terminal, run its week and print the answer."""
    if start.has_terminal():
        raise typer.Exit(start.open_program(demo=True))
    from planner.base.config import now
    from planner.entry.week import run_week
    from planner.workspace import opening as service

    os.environ.setdefault("CUADRANTE_TODAY", service.sample_day())
    target = str(service.demo(progress=progress_line()))
    narrate(t("No terminal to draw on: the sample week as text ({day}).", day=now().date()))
    with service.open_workspace(target) as ws:
        run_week(ws, Path(target).parent)


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


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the workspace to this version's form, after a backup."""
    from planner.workspace import upkeep

    for line in upkeep.upgrade(GLOBALS.workspace):
        narrate(line)


@db.command("check")
def db_check(as_json: AsJson = False) -> None:
    """Check integrity, references and the audit chain; exit 1 when something is wrong."""
    from planner.workspace import upkeep

    findings = upkeep.check(GLOBALS.workspace)
    table([{"check": f.check, "ok": f.ok, "detail": f.detail} for f in findings], as_json)
    if not all(f.ok for f in findings):
        raise typer.Exit(1)


@db.command("backup")
def db_backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; the backup folder otherwise.")] = None,
) -> None:
    """Copy the workspace while it is in use."""
    from planner.workspace import upkeep

    print(upkeep.backup(GLOBALS.workspace, file))


@db.command("restore")
def db_restore(file: Annotated[Path, typer.Argument(help="A backup.")]) -> None:
    """Replace the workspace by a backup, which is checked first; the old file is kept beside it."""
    from planner.workspace import upkeep

    narrate(t("The workspace replaced is kept at {path}.", path=upkeep.restore(GLOBALS.workspace, file)))


def warm_up() -> None:
    """Compile the engines' kernels, once after installing, so that nobody waits for it at the first requirement."""
    from planner.workspace.upkeep import warm_up as compile_kernels

    compile_kernels(progress_line())
