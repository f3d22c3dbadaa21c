"""The week from end to end as text: what the screens show, where there is no terminal to draw on."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planner.base.i18n import day, number, percent, t
from planner.console.output import narrate, progress_line
from planner.domain.time import iso_week_label

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

SOLVE_SECONDS = 20.0
BAR_WIDTH = 30


def tell_week(ws: Workspace) -> None:
    """Print the answer of the planning week as it stands."""
    from planner.forecast import past
    from planner.workspace import home

    answer = home.week_answer(ws, past.planning_week(ws))
    print(answer.headline)
    for sentence in answer.sentences:
        print(sentence)
    for step in answer.steps:
        print(f"  {step.state:5}  {step.title}: {step.detail}")


def run_week(ws: Workspace, folder: Path) -> None:
    """Forecast, requirement, roster, publish and export of the planning week, told step by step on stdout.

    The files go to `folder`. Raises CuadranteError as the steps do.
    """
    from planner.forecast import past, volumes
    from planner.requirement import requirements
    from planner.roster import publishing, rosters
    from planner.shop.labels import label_of
    from planner.workspace import home

    monday = past.planning_week(ws)
    label = iso_week_label(monday)
    show = progress_line()
    _coming(t("Forecasting week {week} ...", week=label))
    volumes.run_forecast(ws, monday, 1, progress=show)
    _peaks(ws, monday, label)

    _coming(t("Working out how many people it takes ..."))
    required = requirements.run(ws, monday)
    print()
    print(t("Requirement: {hours} agent-hours; the contracts give {contract}.",
            hours=number(required.agent_hours, 0), contract=number(required.contract_hours, 0)))  # fmt: skip
    widest = max((len(label_of(c.channel)) for c in required.channels), default=0)
    for c in required.channels:
        if c.peak is not None:
            at = past.local(ws, c.peak.start)
            peak = t("peak {n} on {day} {time}", n=number(c.peak.required, 1), day=day(at), time=f"{at:%H:%M}")
            print(f"  {label_of(c.channel):<{widest}} {number(c.agent_hours, 1):>8} h   {peak}")

    _coming(t("Making the roster, {n} seconds ...", n=number(SOLVE_SECONDS)))
    shown = rosters.solve(ws, monday, seconds=SOLVE_SECONDS,
                          progress=lambda p: show(min(p.elapsed_s / SOLVE_SECONDS, 0.99), p.phase))  # fmt: skip
    show(1.0, "")
    print()
    assert shown.version is not None
    hours = sum(s.work_minutes for s in shown.roster.shifts) / 60
    print(t("Roster: {shifts} shifts, {hours} hours, {agents} agents.", shifts=len(shown.roster.shifts),
            hours=number(hours, 0), agents=len({s.agent_id for s in shown.roster.shifts})))  # fmt: skip
    for note in shown.notes:
        print(f"  {note}")
    print("  " + t("Rules broken: {n}.", n=sum(f.hard for f in shown.findings)))
    _coverage(shown)

    answer = home.week_answer(ws, monday)
    if answer.short_spots:
        print(t("Shortest:"))
        for spot in answer.short_spots[:5]:
            at = past.local(ws, spot.start)
            where = spot.where(lambda c: shown.labels.get(c, c))
            print(f"  {day(at):<11} {at:%H:%M}  {t('short by {n}', n=number(spot.short, 1))}  {where}")
    published = publishing.publish(ws, shown)
    print()
    print(t("Published. Files:"))
    for name in (f"cuadrante-{label}.xlsx", f"cuadrante-{label}.csv", f"cuadrante-{label}.ics"):
        print(f"  {publishing.export(ws, published, folder / name).files[0]}")
    path = folder / f"{t('coverage')}-{label}.csv"
    print(f"  {publishing.export(ws, published, path, coverage=True).files[0]}")
    print()
    print(answer.headline)
    command = os.environ.get("CUADRANTE_STARTED_BY") or "cuadrante demo"
    narrate(t("Open the program in a terminal to change any of this: {command}", command=command))


def _coming(text: str) -> None:
    """Say on stderr what is being done, after all that was said on stdout: a pipe keeps nobody waiting in silence."""
    sys.stdout.flush()
    narrate(text)


def _peaks(ws: Workspace, monday: date, label: str) -> None:
    """Contacts by day with a bar each, and the events of the week."""
    from planner.forecast import past, volumes

    shown = volumes.view(ws, monday, width="day")
    print(t("Forecast of week {week}: {total} contacts", week=label, total=number(shown.total, 0))
          + (f" ({percent(shown.total / shown.last_year_total - 1, signed=True)} "
             + t("on last year") + ")" if shown.last_year_total else ""))  # fmt: skip
    top = max((p.mean for p in shown.points), default=1.0) or 1.0
    for p in shown.points:
        at = past.local(ws, p.start)
        bar = "█" * round(BAR_WIDTH * p.mean / top)
        print(f"  {day(at):<11} {number(p.mean, 0):>7}  {bar:<{BAR_WIDTH}} {number(p.q10, 0)}–{number(p.q90, 0)}")
    for event in shown.events:
        print(f"  {event.name}: {day(event.start)} – {day(event.end)}")
    for warning in shown.warnings:
        print(f"  {warning}")


def _coverage(shown: object) -> None:
    """Required and scheduled agent-hours by day."""
    from planner.roster.views import RosterView

    assert isinstance(shown, RosterView)
    coverage = shown.coverage
    if coverage is None:
        return
    grid = coverage.grid
    for d, date_ in enumerate(grid.dates()):
        span = grid.day_indices(d)
        required, short = (
            sum(values[i] for values in table.values() for i in span) * grid.minutes / 60
            for table in (coverage.required, coverage.short)
        )
        covered = percent((required - short) / required) if required else "–"
        print(f"  {day(date_):<11} " + t("required {r} h, covered {c}, short {s} h",
                                          r=number(required, 1), c=covered, s=number(short, 1)))  # fmt: skip
