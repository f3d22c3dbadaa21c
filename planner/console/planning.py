"""`cuadrante forecast`, `staffing`, `roster`."""

from __future__ import annotations

import signal
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from planner.base.i18n import number, percent, t
from planner.console.output import AsJson, day, document, narrate, progress_line, table, week, workspace

forecast = typer.Typer(help="Forecast contacts and handling times.", no_args_is_help=True)
staffing = typer.Typer(help="Agents required.", no_args_is_help=True)
roster = typer.Typer(help="Solve, audit, publish and export rosters.", no_args_is_help=True)

Week = Annotated[str, typer.Option("--week", help="ISO week such as 2026-W48.")]
Weeks = Annotated[int, typer.Option("--weeks", min=1, max=12, help="How many weeks.")]
Export = Annotated[Path | None, typer.Option("--export", help="Write the table to this .csv or .xlsx file.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(forecast, name="forecast")
    app.add_typer(staffing, name="staffing")
    app.add_typer(roster, name="roster")


@forecast.command("run")
def forecast_run(
    start: Annotated[str, typer.Option(help="First day, such as 2026-11-23.")],
    weeks: Weeks = 1,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Forecast contacts and handling times, and keep the forecast."""
    from planner.forecast import volumes

    first_day = day("--start", start)
    with workspace() as ws:
        shown = volumes.run_forecast(ws, first_day, weeks, progress=progress_line())
        rows: list[dict[str, object]] = []
        for channel in shown.channels:
            one = volumes.view(ws, first_day, weeks * 7, channel=channel, width="day")
            rows += [
                {
                    "date": volumes.local_day(ws, p.start),
                    "channel": channel,
                    "mean": round(p.mean, 1),
                    "q10": round(p.q10, 1),
                    "q90": round(p.q90, 1),
                    "last_year": p.last_year,
                }
                for p in one.points
            ]
        if export:
            narrate(
                t(
                    "{n} rows written to {path}.",
                    n=volumes.export_forecast(ws, first_day, weeks * 7, export),
                    path=export,
                )
            )
    for warning in shown.warnings:
        narrate(warning)
    table(rows, as_json)


@forecast.command("backtest")
def forecast_backtest(
    horizon: Annotated[int, typer.Option(min=1, max=90, help="Days ahead.")] = 28,
    origins: Annotated[int, typer.Option(min=1, max=52, help="How many past origins.")] = 13,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Refit at past origins and compare with what came."""
    from planner.forecast import accuracy

    with workspace() as ws:
        rows = accuracy.backtest(ws, horizon_days=horizon, origins=origins, export=export, progress=progress_line())
    table([asdict(r) for r in rows], as_json)


@staffing.command("run")
def staffing_run(
    week_label: Week,
    weeks: Weeks = 1,
    probability: Annotated[
        float | None,
        typer.Option(min=0.01, max=0.99, help="Meet the targets with this probability, interval by interval."),
    ] = None,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Compute the requirement of a week from its forecast, on the distribution of its volume."""
    from planner.forecast import volumes
    from planner.requirement import requirements

    monday = week(week_label)
    with workspace() as ws:
        shown = requirements.run(ws, monday, weeks * 7, plan_on="expected" if probability is None else probability)
        if export:
            n = requirements.export_requirement(ws, monday, weeks * 7, export)
            narrate(t("{n} rows written to {path}.", n=n, path=export))
        rows = [
            {
                "channel": c.channel.name,
                "agent_hours": round(c.agent_hours, 1),
                "peak": round(c.peak.required, 1) if c.peak else 0,
                "peak_at": volumes.local(ws, c.peak.start).isoformat(timespec="minutes") if c.peak else None,
            }
            for c in shown.channels
        ]
    for warning in shown.warnings:
        narrate(warning)
    narrate(
        t(
            "{required} agent-hours required, {contract} in the contracts.",
            required=number(shown.agent_hours, 1),
            contract=number(shown.contract_hours, 1),
        )
    )
    table(rows, as_json)


@staffing.command("calc")
def staffing_calc(
    file: Annotated[Path, typer.Argument(help="A table with model, volume, interval_s, aht_s ...")],
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """The Erlang calculator: table in, table out; each row answered or given a problem."""
    from planner.requirement import requirements

    rows = requirements.calc(file, export)
    if export:
        narrate(t("{n} rows written to {path}.", n=len(rows), path=export))
    table(rows, as_json)


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
    from planner.roster import rosters

    monday = week(week_label)
    stop = threading.Event()
    show = progress_line()

    def progress(p: rosters.SolveProgress) -> None:
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
            if export:
                rosters.export(ws, monday, export, weeks)
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
def roster_audit(week_label: Week, weeks: Weeks = 1, as_json: AsJson = False) -> None:
    """Re-check every rule without the solver; exit 1 on a violation."""
    from planner.roster import rosters

    with workspace() as ws:
        findings = rosters.audit(ws, week(week_label), weeks)
    table(
        [
            {"rule": f.rule, "agent_id": f.agent_id, "date": f.day, "message": f.text, "source": f.source}
            for f in findings
        ],
        as_json,
    )
    if findings:
        raise typer.Exit(1)
    narrate(t("Clean: every hard rule is kept."))


@roster.command("publish")
def roster_publish(week_label: Week, weeks: Weeks = 1) -> None:
    """Make the newest draft binding; refused while a hard rule is broken."""
    from planner.roster import repair, rosters

    monday = week(week_label)
    with workspace() as ws:
        draft = rosters.view(ws, monday, weeks)
        check = repair.publish_check(ws, draft) if draft.version else None
        shown = rosters.publish(ws, monday, weeks)
    assert shown.version is not None
    if check is not None and check.published is not None:
        one, many = "{n} day differs from version {old}.", "{n} days differ from version {old}."
        narrate(t(one if len(check.changes) == 1 else many, n=len(check.changes), old=check.published))
    if check is not None and check.warning:
        narrate(check.warning)
    narrate(t("Version {n} is published.", n=shown.version.number))


@roster.command("export")
def roster_export(
    week_label: Week,
    file: Annotated[Path, typer.Argument(help=".xlsx, .csv or .ics")],
    weeks: Weeks = 1,
    coverage: Annotated[bool, typer.Option("--coverage", help="The coverage table instead of the shifts.")] = False,
) -> None:
    """Write the newest version by the file's ending."""
    from planner.roster import rosters

    with workspace() as ws:
        done = rosters.export(ws, week(week_label), file, weeks, coverage=coverage)
    print(done.files[0])
    for line in done.said():
        narrate(line)
