"""The groups of commands that several slices hang theirs on, and the options that these share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

forecast = typer.Typer(help="Forecast contacts and handling times.", no_args_is_help=True)
staffing = typer.Typer(help="Agents required.", no_args_is_help=True)
roster = typer.Typer(help="Solve, audit, publish and export rosters.", no_args_is_help=True)
survey = typer.Typer(help="Employee surveys: write, launch, answer, read, act.", no_args_is_help=True)
pay = typer.Typer(help="Variable pay: plans, months, statements, payback.", no_args_is_help=True)
care = typer.Typer(help="People: thanks, coaching, turnover, rosters beside surveys, proposals.", no_args_is_help=True)
channel = typer.Typer(help="What the shop answers on: kinds, hours, targets.", no_args_is_help=True)
db = typer.Typer(help="Upgrade, check, back up and restore the workspace.", no_args_is_help=True)

GROUPS = {
    "forecast": forecast, "staffing": staffing, "roster": roster, "survey": survey, "pay": pay, "care": care,
    "channel": channel, "db": db,
}  # fmt: skip
"""By the word on the command line, in the order of the help. A slice's `cli` hangs its commands on them."""

app = typer.Typer(
    name="cuadrante",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Forecast contacts, staff, roster, survey and pay the customer-service team of an online shop.",
)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)

Week = Annotated[str, typer.Option("--week", help="ISO week such as 2026-W48.")]
Weeks = Annotated[int, typer.Option("--weeks", min=1, max=12, help="How many weeks.")]
Export = Annotated[Path | None, typer.Option("--export", help="Write the table to this .csv or .xlsx file.")]
Channel = Annotated[str, typer.Option("--channel", help="The channel; all when left out.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; everybody can read it.")]
