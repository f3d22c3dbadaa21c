"""`cuadrante channel`: what a shop answers on, and when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.base.errors import Misuse
from planner.base.i18n import t
from planner.console.groups import channel as group
from planner.console.output import AsJson, document, narrate, table, workspace

if TYPE_CHECKING:
    from planner.domain.demand import Channel

Label = Annotated[str | None, typer.Option(help="What people call it.")]
Also = Annotated[list[str] | None, typer.Option(help="Another name under which files speak of it.")]
Hours = Annotated[str | None, typer.Option(help='As "mon-fri 9-21; sat 10-14, 17-20; sun closed"; always.')]
Purpose = Annotated[str | None, typer.Option(help="service or sales.")]
Seconds = Annotated[float | None, typer.Option(min=0)]
Share = Annotated[float | None, typer.Option(min=0, max=1)]
Whole = Annotated[int | None, typer.Option(min=0)]


@group.command("list")
def list_channels(as_json: AsJson = False) -> None:
    """The channels with kind, hours, targets and starting values."""
    from planner.shop.channels import listed

    with workspace() as ws:
        table(listed(ws), as_json)


@group.command("add")
def add(
    name: str,
    kind: Annotated[str, typer.Option(help="live (calls), concurrent (chats) or deferred (mail).")],
    label: Label = None,
    also: Also = None,
    hours: Hours = None,
    purpose: Purpose = None,
    sl: Share = None,
    awt_s: Seconds = None,
    response_s: Seconds = None,
    abandon_max: Share = None,
    occ_max: Share = None,
    aht_s: Seconds = None,
    patience_s: Seconds = None,
    concurrency: Whole = None,
    min_staff: Whole = None,
    shrinkage: Share = None,
    as_json: AsJson = False,
) -> None:
    """A new channel; what is not told starts as usual for its kind."""
    from planner.shop import channels

    told = _told(
        label=label, also=also, hours=hours, purpose=purpose, sl=sl, awt_s=awt_s, response_s=response_s,
        abandon_max=abandon_max, occ_max=occ_max, aht_s=aht_s, patience_s=patience_s, concurrency=concurrency,
        min_staff=min_staff, shrinkage=shrinkage,
    )  # fmt: skip
    with workspace() as ws:
        _show(channels.add(ws, name, kind, told), as_json)


@group.command("set")
def change(
    name: str,
    kind: Annotated[str | None, typer.Option(help="live (calls), concurrent (chats) or deferred (mail).")] = None,
    label: Label = None,
    also: Also = None,
    hours: Hours = None,
    purpose: Purpose = None,
    sl: Share = None,
    awt_s: Seconds = None,
    response_s: Seconds = None,
    abandon_max: Share = None,
    occ_max: Share = None,
    aht_s: Seconds = None,
    patience_s: Seconds = None,
    concurrency: Whole = None,
    min_staff: Whole = None,
    shrinkage: Share = None,
    as_json: AsJson = False,
) -> None:
    """Change what is told of a channel; the rest stays."""
    from planner.shop import channels

    told = _told(
        kind=kind, label=label, also=also, hours=hours, purpose=purpose, sl=sl, awt_s=awt_s, response_s=response_s,
        abandon_max=abandon_max, occ_max=occ_max, aht_s=aht_s, patience_s=patience_s, concurrency=concurrency,
        min_staff=min_staff, shrinkage=shrinkage,
    )  # fmt: skip
    if not told:
        raise Misuse(t("Nothing to change was named."), t("cuadrante channel set --help lists what there is."))
    with workspace() as ws:
        _show(channels.change(ws, name, told), as_json)


@group.command("hours")
def hours_on(
    name: str,
    stretches: Annotated[str, typer.Argument(help='"9-24", "9-14, 17-20", closed, or usual to take it back.')],
    on: Annotated[str, typer.Option("--on", help="A day or a span: 2026-11-27..2026-11-30.")],
    as_json: AsJson = False,
) -> None:
    """Other hours on named days (a campaign, a holiday)."""
    from planner.shop import channels, hours

    usual = stretches.strip().lower() in ("usual", "habitual")
    with workspace() as ws:
        days, told = hours.parse_dates(on), None if usual else hours.parse_stretches(stretches)
        _show(channels.hours_on(ws, name, days, told), as_json)


@group.command("join")
def join(source: str, target: str) -> None:
    """One channel into another, with its history; the old name lives on as another name."""
    from planner.shop import channels

    with workspace() as ws:
        found, moved = channels.join(ws, source, target)
    narrate(t("{source} is {target} now: {n} intervals moved.", source=source, target=found.name, n=moved))


@group.command("rename")
def rename(name: str, new: str) -> None:
    """Another id for a channel, in its history too; the old one lives on as another name."""
    from planner.shop import channels

    with workspace() as ws:
        found = channels.rename(ws, name, new)
    narrate(t("{name} is called {new} now.", name=name, new=found.name))


@group.command("remove")
def remove(
    name: str, yes: Annotated[bool, typer.Option("--yes", help="Its history goes too: say that you know.")] = False
) -> None:
    """Take a channel out, with its history."""
    from planner.shop import channels

    if not yes:
        raise Misuse(t("The history of {name} goes with it.", name=name), t("Say --yes if that is meant."))
    with workspace() as ws:
        rows = channels.remove(ws, name)
    narrate(t("{name} is gone, with {n} intervals of history.", name=name, n=rows))


@group.command("export")
def export(file: Path) -> None:
    """Every field of every channel as .csv or .xlsx."""
    from planner.shop import channels

    with workspace() as ws:
        print(channels.export(ws, file))


@group.command("import")
def import_channels(file: Path, as_json: AsJson = False) -> None:
    """Channels from a file as `export` writes it."""
    from planner.shop.intake import imports, reports

    with workspace() as ws:
        report = imports.commit(ws, imports.preview(ws, "channels", file))
    document(reports.summary(report), as_json)


def _told(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _show(channel: Channel, as_json: bool) -> None:
    from planner.shop.kinds.channels import KIND, rows_of

    row = rows_of((channel,))[0]
    document(dict(zip((spec.field for spec in KIND.columns), row, strict=True)), as_json)
