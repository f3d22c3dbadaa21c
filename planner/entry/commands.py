"""Every command of the program: importing this module hangs them on their groups. One line adds a slice's."""
# ruff: noqa: F401

from __future__ import annotations

import os

import typer

import planner.care.cli
import planner.forecast.cli
import planner.page.cli
import planner.pay.cli.around
import planner.pay.cli.month
import planner.pay.cli.plans
import planner.requirement.cli
import planner.roster.cli.explain
import planner.roster.cli.requests
import planner.roster.cli.weekly
import planner.shop.cli
import planner.shop.intake.cli
import planner.surveys.cli.reading
import planner.surveys.cli.running
import planner.trial.cli
import planner.workspace.cli
from planner.base.i18n import t
from planner.console.groups import app
from planner.console.output import narrate, progress_line, workspace
from planner.entry import start


def open_program(target: str | None) -> None:
    """The terminal program on a workspace; as text where there is no terminal to draw on."""
    if start.has_terminal():
        raise typer.Exit(start.open_program(target))
    from planner.entry.week import tell_week

    with workspace() as ws:
        tell_week(ws)


@app.command("demo")
def demo() -> None:
    """Open the program on a fresh copy of the sample shop; without a terminal, run its week and print the answer."""
    if start.has_terminal():
        raise typer.Exit(start.open_program(demo=True))
    from planner.base.config import cache_dir, now, place
    from planner.db.opening import open_workspace
    from planner.entry.week import run_week
    from planner.workspace import opening

    os.environ.setdefault("CUADRANTE_TODAY", opening.sample_day())
    narrate(t("No terminal to draw on: the sample week as text ({day}).", day=now().date()))
    if cache_dir() != place("cache"):
        narrate(t("Nothing can be kept in {path}: the engines are compiled at each start.", path=place("cache")) + " "
                + t("Name one that you may write to in CUADRANTE_HOME."))  # fmt: skip
    narrate(t("Preparing the sample shop ..."))
    target = opening.demo(progress=progress_line())
    with open_workspace(target) as ws:
        run_week(ws, target.parent)
