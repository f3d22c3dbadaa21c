"""`cuadrante roster solve`, `audit`, `publish`, `export`."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from planner.base.i18n import number, percent, t
from planner.console.groups import Export, Week, Weeks, roster
from planner.console.output import AsJson, document, narrate, progress_line, table, week, workspace

Version = Annotated[
    int | None, typer.Option("--version", metavar="N", help="The version of that number; the newest without it.")
]


@roster.command("solve")
def roster_solve(
    week_label: Week,
    weeks: Weeks = 1,
    seconds: Annotated[float, typer.Option(min=0.5, help="Time limit.")] = 20.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same roster.")] = 0,
    keep_published: Annotated[
        bool, typer.Option("--keep-published", help="Stay close to the published roster.")
    ] = False,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Solve a week's roster and keep it as a draft; Ctrl+C stops and keeps the best."""
    from planner.roster import last_shown, publishing, rosters, views

    monday = week(week_label)
    stop = threading.Event()
    show = progress_line()

    def progress(p: views.SolveProgress) -> None:
        best = number(p.cost, 1) if p.cost is not None else "–"
        show(
            min(p.elapsed_s / seconds, 0.99), f"{p.phase}  {best}  " + (percent(p.gap, 2) if p.gap is not None else "")
        )

    previous = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        with workspace() as ws:
            shown = rosters.solve(
                ws,
                monday,
                weeks=weeks,
                seconds=seconds,
                seed=seed,
                keep_published=keep_published,
                progress=progress,
                stop=stop,
            )
            last_shown.note(ws.target, shown)
            if export:
                publishing.export(ws, shown, export)
    finally:
        signal.signal(signal.SIGINT, previous)
    show(1.0, "")
    for note in shown.notes:
        narrate(note)
    assert shown.version is not None
    document(
        {
            "week": week_label,
            "version": shown.version.number,
            "shifts": len(shown.roster.shifts),
            "cost": shown.version.cost,
            "bound": shown.version.bound,
            "short_hours": round(shown.coverage.short_hours(), 2) if shown.coverage else None,
            "violations": sum(f.hard for f in shown.findings),
        },
        as_json,
    )


@roster.command("audit")
def roster_audit(week_label: Week, weeks: Weeks = 1, number: Version = None, as_json: AsJson = False) -> None:
    """Re-check every rule without the solver; exit 1 on a violation."""
    from planner.roster import last_shown, publishing

    with workspace() as ws:
        shown = publishing.existing(ws, week(week_label), weeks, number)
        last_shown.note(ws.target, shown)
    findings = [f for f in shown.findings if f.hard]
    table(
        [
            {"rule": f.rule, "agent_id": f.agent_id, "date": f.day, "message": f.text, "source": f.source}
            for f in findings
        ],
        as_json,
    )
    assert shown.version is not None
    narrate(t("This is version {n}.", n=shown.version.number))
    if findings:
        raise typer.Exit(1)
    narrate(t("Clean: every hard rule is kept."))


@roster.command("publish")
def roster_publish(week_label: Week, weeks: Weeks = 1, number: Version = None) -> None:
    """Make a draft binding: that of --version, or the newest where that is what was last shown to you."""
    from planner.roster import last_shown, publishing, repair

    with workspace() as ws:
        draft = last_shown.meant(ws, week(week_label), weeks, number)
        check = repair.publish_check(ws, draft)
        shown = publishing.publish(ws, draft)
        last_shown.note(ws.target, shown)
    assert shown.version is not None
    if check.published is not None:
        one, many = "{n} day differs from version {old}.", "{n} days differ from version {old}."
        narrate(t(one if len(check.changes) == 1 else many, n=len(check.changes), old=check.published))
    if check.warning:
        narrate(check.warning)
    narrate(t("Version {n} is published.", n=shown.version.number))


@roster.command("export")
def roster_export(
    week_label: Week,
    file: Annotated[Path, typer.Argument(help=".xlsx, .csv or .ics")],
    weeks: Weeks = 1,
    number: Version = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="The coverage table instead of the shifts.")] = False,
) -> None:
    """Write a version by the file's ending: that of --version, or the newest where that was last shown to you."""
    from planner.roster import last_shown, publishing

    with workspace() as ws:
        shown = last_shown.meant(ws, week(week_label), weeks, number)
        done = publishing.export(ws, shown, file, coverage=coverage)
    print(done.files[0])
    assert shown.version is not None
    narrate(t("This is version {n}.", n=shown.version.number))
    for line in done.said():
        narrate(line)
