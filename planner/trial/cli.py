"""`cuadrante roster simulate`, `roster compare`, `staffing feedback`, `staffing sales`, `staffing value`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from planner.base.errors import Misuse
from planner.base.i18n import money, number, percent, t
from planner.console.groups import Export, Week, Weeks, roster, staffing
from planner.console.output import AsJson, narrate, progress_line, table, week, workspace
from planner.domain.spoken import spoken

if TYPE_CHECKING:
    from planner.trial.value import ValueView

Seed = Annotated[int, typer.Option(help="The same seed gives the same days.")]


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl+C sets instead of ending the program."""
    stop = threading.Event()
    previous = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, previous)


@roster.command("simulate")
def roster_simulate(
    week_label: Week,
    weeks: Weeks = 1,
    days: Annotated[int, typer.Option(min=14, max=1_000_000, help="How many days to draw.")] = 3500,
    seed: Seed = 1,
    planned_only: Annotated[
        bool, typer.Option("--planned-only", help="Agents serve only the channel they are planned on.")
    ] = False,
    intervals: Annotated[bool, typer.Option("--intervals", help="Print every interval, not the totals.")] = False,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Try the newest roster on thousands of days of the forecast's distribution; --export writes every interval.

    Ctrl+C stops and keeps the days simulated so far.
    """
    from planner.trial import simulation

    show = progress_line()
    with workspace() as ws, stopping() as stop:
        shown = simulation.simulate(
            ws, week(week_label), weeks=weeks, simulated_days=days, seed=seed,
            routing="planned" if planned_only else "skills", progress=show, stopped=stop.is_set,
        )  # fmt: skip
    if shown.simulated_days < shown.asked_days:
        narrate(t("Stopped: {n} of {asked} days were simulated.", n=number(shown.simulated_days),
                  asked=number(shown.asked_days)))  # fmt: skip
    narrate(t("Version {n}, {days} days simulated, {hours} agent-hours on duty.", n=shown.version_number,
              days=number(shown.simulated_days), hours=number(shown.agent_hours, 1)))  # fmt: skip
    if export:
        narrate(t("{n} rows written to {path}.", n=simulation.export_simulation(shown, export), path=export))
    table(simulation.interval_rows(shown) if intervals else simulation.summary_rows(shown), as_json)


@staffing.command("feedback")
def staffing_feedback(
    week_label: Week,
    weeks: Weeks = 1,
    from_roster: Annotated[
        bool, typer.Option("--from-roster", help="Simulate the newest roster and move by one agent where it says so.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Back to what the formula asks.")] = False,
    seed: Seed = 1,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Correct the requirement by simulation and keep it as the week's requirement."""
    from planner.requirement import requirements
    from planner.trial import feedback

    if undo and from_roster:
        raise Misuse(t("--undo and --from-roster exclude each other."), t("Give one of them."))
    monday = week(week_label)
    with workspace() as ws:
        if undo:
            shown = feedback.undo(ws, monday, weeks * 7)
            rows: list[dict[str, object]] = [
                {"channel": c.channel.name, "agent_hours": round(c.agent_hours, 1)} for c in shown.channels
            ]
            narrate(t("The requirement is the formula's again: {n} agent-hours.", n=number(shown.agent_hours, 1)))
        else:
            show = progress_line()
            with stopping() as stop:
                if from_roster:
                    shown, done = feedback.feedback_from_roster(ws, monday, weeks, seed=seed, progress=show,
                                                                cancelled=stop.is_set)  # fmt: skip
                else:
                    shown, done = feedback.feedback(ws, monday, weeks * 7, progress=show, seed=seed,
                                                    cancelled=stop.is_set)  # fmt: skip
            show(1.0, "")
            narrate(done.sentence())
            narrate(
                t("Back to the formula: {command}", command=f"cuadrante staffing feedback --week {week_label} --undo")
            )
            rows = [
                {"channel": c.channel, "formula_hours": round(c.formula_hours, 1), "hours": round(c.hours, 1),
                 "more": c.more, "fewer": c.fewer}
                for c in done.channels
            ]  # fmt: skip
        if export:
            n = requirements.export_requirement(ws, monday, weeks * 7, export)
            narrate(t("{n} rows written to {path}.", n=n, path=export))
    table(rows, as_json)


@staffing.command("sales")
def staffing_sales(
    channel: Annotated[str | None, typer.Argument(help="The channel; all are listed without it.")] = None,
    conversion: Annotated[float | None, typer.Option(help="Share of answered contacts that buy.")] = None,
    average_order: Annotated[float | None, typer.Option(help="Net euros an order.")] = None,
    margin: Annotated[float | None, typer.Option(help="Share of an order that stays.")] = None,
    lost: Annotated[float | None, typer.Option(help="Share of those who hang up and never buy.")] = None,
    wait_loss: Annotated[float | None, typer.Option(help="Share of sales lost for each minute of waiting.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="The channel sells nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """What contacts sell, kept with the channel; needed by `staffing value`."""
    from dataclasses import asdict, replace

    from planner.staffing.value import Sales
    from planner.trial import value

    given = {
        "conversion": conversion, "average_order": average_order, "margin": margin, "lost_share": lost,
        "wait_loss_per_min": wait_loss,
    }  # fmt: skip
    changes = {k: v for k, v in given.items() if v is not None}
    if channel is None and (changes or clear):
        raise Misuse(t("Which channel?"), t("Name it: {command}", command="cuadrante staffing sales chat ..."))
    with workspace() as ws:
        if channel is not None and clear:
            value.set_sales(ws, channel, None)
        elif channel is not None and changes:
            before = value.sales(ws).get(channel)
            if before is None and not {"conversion", "average_order", "margin"} <= set(changes):
                raise Misuse(t("{channel} sells nothing yet.", channel=channel),
                             t("Give --conversion, --average-order and --margin."))  # fmt: skip
            value.set_sales(ws, channel, replace(before or Sales(0, 0, 0), **changes))
        rows = [
            {"channel": name, **asdict(one), "per_contact": round(one.per_contact, 4)}
            for name, one in value.sales(ws).items()
        ]
    if not rows:
        narrate(t("No channel says what it sells."))
    table(rows, as_json)


@staffing.command("value")
def staffing_value(
    week_label: Week,
    weeks: Weeks = 1,
    cost: Annotated[str | None, typer.Option(help="Euros a paid hour, instead of the agents' own cost.")] = None,
    targets: Annotated[
        bool, typer.Option("--targets", help="Start from the agents that meet the targets, not from the roster.")
    ] = False,
    intervals: Annotated[bool, typer.Option("--intervals", help="Print every interval, not the totals.")] = False,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """What one more agent-hour earns where contacts sell, against its cost."""
    from planner.trial import value

    try:
        price = None if cost is None else Decimal(cost.replace(",", "."))
    except InvalidOperation:
        raise Misuse(t("{option} {value!r} is not a number.", option="--cost", value=cost),
                     t("Write it as {example}.", example="18.50")) from None  # fmt: skip
    if price is not None and not 0 < price < 10_000:
        raise Misuse(t("{option} {value!r} is not a number.", option="--cost", value=cost),
                     t("Write it as {example}.", example="18.50"))  # fmt: skip
    with workspace() as ws:
        shown = value.value(ws, week(week_label), weeks * 7, cost_per_hour=price, use_roster=not targets)
    _tell_value(shown)
    if export:
        narrate(t("{n} rows written to {path}.", n=value.export_value(shown, export), path=export))
    if intervals:
        table(value.value_rows(shown), as_json)
        return
    table(
        [
            {
                "channel": c.channel.name, "per_contact": round(c.sales.per_contact, 2), "cost": round(c.cost, 2),
                "service_hours": c.service_hours, "profit_hours": c.profit_hours,
                "profit_change": round(c.profit_change, 2), "margin_lost": round(c.margin_lost, 2),
                "unsettled": c.unsettled,
                "more": sum(r.differs > 0 for r in c.rows), "fewer": sum(r.differs < 0 for r in c.rows),
            }
            for c in shown.channels
        ],
        as_json,
    )  # fmt: skip


def _tell_value(shown: ValueView) -> None:
    from planner.trial import value

    if not shown.channels and not shown.without_cost:
        narrate(t("No channel says what it sells."))
    if shown.without_sales:
        example = "cuadrante staffing sales chat --conversion 0.1 --average-order 60 --margin 0.35"
        names = ", ".join(shown.without_sales)
        narrate(t("Not said what they sell: {names}. Say it: {command}", names=names, command=example))
    if shown.without_cost:
        narrate(t("No cost an hour is known for {names}; give --cost.", names=", ".join(shown.without_cost)))
    for c, r in value.differences(shown, 5):
        narrate(
            t("{channel} {when}: service level asks {service}, profit {profit}; {gain} in the interval",
              channel=c.channel.name, when=f"{r.start:%Y-%m-%d %H:%M}", service=number(r.agents_service),
              profit=number(r.agents_profit), gain=money(Decimal(str(round(r.profit_change or 0.0, 2)))))
            + (f" ({percent(r.sl_service, 0)} → {percent(r.sl_profit, 0)})"
               if r.sl_service is not None and r.sl_profit is not None else "")
        )  # fmt: skip


@roster.command("compare")
def roster_compare(
    week_label: Week,
    numbers: Annotated[list[int] | None, typer.Argument(metavar="VERSION...", help="Numbers of versions.")] = None,
    weeks: Weeks = 1,
    quick: Annotated[bool, typer.Option("--quick", help="Leave the simulated service level out.")] = False,
    as_json: AsJson = False,
) -> None:
    """Versions side by side: cost, hours short, service level, fair spread, wishes met, changes."""
    from planner.trial import compare as service

    with workspace() as ws:
        found = service.compare(ws, week(week_label), numbers or (), weeks=weeks, simulate=not quick)
    table([{"version": f.version.number, "state": f.version.state.value, "points": round(f.points, 1),
            "short_hours": round(f.short_hours, 2),
            "service_level": None if f.service_level is None else round(f.service_level, 4),
            "rules_broken": f.broken, "work_hours": f.work_hours, "wages": f.wages,
            "spread_weekends": f.spread_weekends, "spread_late": f.spread_late, "spread_holidays": f.spread_holidays,
            "wishes_met": f.wishes_met, "wishes": f.wishes, "changed_days": f.changed_days,
            "late_changes": f.late_changes,
            "label": spoken(f.version.label)} for f in found], as_json)  # fmt: skip
