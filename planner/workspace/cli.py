"""`cuadrante init`, `warm-up`, `db`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.base.errors import Refused
from planner.base.i18n import language, t
from planner.console.groups import app, db
from planner.console.output import GLOBALS, AsJson, narrate, progress_line, table
from planner.domain.spoken import spoken


@app.command("init")
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
    table([{"check": spoken(f.check), "ok": f.ok, "detail": spoken(f.detail)} for f in findings], as_json)
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
def db_restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask what the older state undoes.")] = False,
) -> None:
    """Replace the workspace by a backup, which is checked first; the old file is kept beside it."""
    from planner.workspace import upkeep

    lost = upkeep.lost_by(GLOBALS.workspace, file)
    weighty = {upkeep.WEIGHTY[action]: n for action, n in lost.items() if action in upkeep.WEIGHTY}
    if lost:
        narrate(t("{n} entries of the log are newer than this backup and would be undone.", n=sum(lost.values())))
    for said, n in weighty.items():
        narrate("  " + t(said, n=n))
    if weighty and not yes and not (sys.stdin.isatty() and typer.confirm(t("Restore all the same?"))):
        raise Refused(t("Nothing was restored."), t("Repeat it with --yes if that is meant."))
    narrate(t("The workspace replaced is kept at {path}.", path=upkeep.restore(GLOBALS.workspace, file)))


@app.command("warm-up")
def warm_up() -> None:
    """Compile the engines' kernels, once after installing, so that nobody waits for it at the first requirement."""
    from planner.workspace.upkeep import warm_up as compile_kernels

    compile_kernels(progress_line())
