"""`cuadrante staffing shrinkage`: paid time lost by kind, listed, changed, read from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.base.errors import Misuse
from planner.base.i18n import t
from planner.console.output import AsJson, narrate, table, workspace
from planner.console.planning import Export, staffing


def register(_app: typer.Typer) -> None:
    """The command hangs on `staffing`, which `planning` adds to the program."""


@staffing.command("shrinkage")
def staffing_shrinkage(
    channel: Annotated[str | None, typer.Argument(help="The channel, or all; all are listed without it.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="A kind and its share, such as sickness=0.06 or training=3%.")
    ] = None,
    unplanned: Annotated[bool, typer.Option("--unplanned", help="Not known beforehand (sickness, lateness).")] = False,
    whole_day: Annotated[
        bool, typer.Option("--whole-day", help="Who is away is away for the shift, not for a moment.")
    ] = False,
    weekdays: Annotated[str, typer.Option(help="Only on these days, such as mon;tue or mon-fri.")] = "",
    from_hour: Annotated[int | None, typer.Option("--from", min=0, max=23, help="Only from this hour.")] = None,
    to_hour: Annotated[int | None, typer.Option("--to", min=1, max=24, help="Only before this hour.")] = None,
    remove: Annotated[str | None, typer.Option(help="Take this kind out.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take all kinds out: the one share counts again.")] = False,
    file: Annotated[Path | None, typer.Option(help="Replace the kinds of the channels that this table names.")] = None,
    hours: Annotated[bool, typer.Option("--hours", help="Print what it comes to, hour by hour.")] = False,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Paid time lost to contacts, by kind, weekday and hour; once a channel has kinds they replace its one share."""
    from planner.requirement import shrinkage
    from planner.requirement.requirements import channels

    if sum(map(bool, (set_, remove, clear, file))) > 1:
        raise Misuse(t("--set, --remove, --clear and --file exclude each other."), t("Give one of them."))
    if not set_ and (unplanned or whole_day or weekdays or from_hour is not None or to_hour is not None):
        raise Misuse(t("Days, hours and nature belong to a kind."), t("Write it as {example}.",
                     example="--set sickness=0.06"))  # fmt: skip
    if channel is None and (set_ or remove or clear):
        raise Misuse(t("Which channel?"), t("Name it, or all: {command}",
                     command="cuadrante staffing shrinkage all --set sickness=0.06 --unplanned"))  # fmt: skip
    with workspace() as ws:
        before = {c.name: c for c in channels(ws)}
        changed: tuple[str, ...] = ()
        for text in set_ or []:
            kind, _, share = text.partition("=")
            given = {
                "kind": kind.strip(), "share": share.strip(), "planned": "no" if unplanned else "yes",
                "whole_day": "yes" if whole_day else "no", "weekdays": weekdays,
                "from_hour": "" if from_hour is None else str(from_hour),
                "to_hour": "" if to_hour is None else str(to_hour),
            }  # fmt: skip
            changed += shrinkage.put(ws, channel or "", shrinkage.parsed(given))
        if remove:
            changed = shrinkage.remove(ws, channel or "", remove.strip().lower())
        if clear:
            changed = shrinkage.set_kinds(ws, channel or "", ())
        if file:
            changed = shrinkage.load(ws, file)
        shown = list(channels(ws)) if channel is None else shrinkage.named(ws, channel)
        if export:
            narrate(t("{n} rows written to {path}.", n=shrinkage.export(ws, export), path=export))
    for name in dict.fromkeys(changed):
        old, new = before[name], next(c for c in shown if c.name == name)
        if bool(old.shrinkage_kinds) != bool(new.shrinkage_kinds) and old.shrinkage:
            narrate(shrinkage.replaced(new))
    if changed:
        narrate(t("Work the requirement out again: {command}", command="cuadrante staffing run --week ..."))
    table(shrinkage.hour_rows(shown) if hours else shrinkage.kind_rows(shown), as_json)
