"""`cuadrante roster simulate`, `staffing feedback`, `staffing whatif`, `staffing sales`, `staffing value`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from planner.base.errors import Misuse
from planner.base.i18n import money, number, percent, t
from planner.console.output import AsJson, narrate, progress_line, table, week, workspace
from planner.console.planning import Export, Week, Weeks, roster, staffing
from planner.requirement import cli

if TYPE_CHECKING:
    from planner.requirement.whatif import Base, Lever, Outcome
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


def register(app: typer.Typer) -> None:
    """The commands hang on `roster` and `staffing`, which `planning` adds to the program."""
    cli.register(app)


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


@staffing.command("whatif")
def staffing_whatif(
    week_label: Week,
    weeks: Weeks = 1,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="A slider: CHANNEL.sl, .aht (a change), .shrinkage, .bots = share; all.bots=0.1. Where shrinkage is "
            "by kind: .planned and .unplanned.",
        ),
    ] = None,
    probability: Annotated[
        float | None, typer.Option(min=0.01, max=0.99, help="Meet the targets with this probability.")
    ] = None,
    mean: Annotated[bool, typer.Option("--mean", help="Plan on the forecast's mean, not on its distribution.")] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Make it so: targets, and corrections of the forecast.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Agents, hours and cost of other targets, handling times, shrinkage or bots' shares."""
    from planner.requirement import whatif

    if mean and probability is not None:
        raise Misuse(t("--mean and --probability exclude each other."), t("Give one of them."))
    with workspace() as ws:
        start = whatif.base(ws, week(week_label), weeks * 7, plan_on="mean" if mean else probability or "expected")
        levers = _levers(start, set_ or [])
        now = whatif.outcome(start, {})
        then = whatif.outcome(start, levers, now)
        said = whatif.apply(ws, start, levers) if apply else ()
    for line in said:
        narrate(line)
    if said:
        narrate(t("Work the requirement out again: {command}", command=f"cuadrante staffing run --week {week_label}"))
    _tell_change(now, then)
    table(
        [
            {
                "channel": b.channel, "contacts": round(b.contacts, 1), "agents": b.agents,
                "agents_change": b.agents - a.agents, "hours": round(b.hours, 1),
                "hours_change": round(b.hours - a.hours, 1), "cost": b.cost,
                "cost_change": b.cost - a.cost if a.cost is not None and b.cost is not None else None,
            }
            for a, b in zip(now.channels, then.channels, strict=True)
        ],
        as_json,
    )  # fmt: skip


def _tell_change(now: Outcome, then: Outcome) -> None:
    change = then.hours - now.hours
    text = t("{hours} agent-hours ({change}), {agents} agents at the peak.", hours=number(then.hours, 1),
             change=f"{change:+.1f}".replace("-", "−"), agents=then.agents)  # fmt: skip
    if now.cost is not None and then.cost is not None:
        text += " " + t("Cost {cost} (before: {before}).", cost=money(then.cost), before=money(now.cost))
    narrate(text)


def _levers(start: Base, settings: Sequence[str]) -> dict[str, Lever]:
    """The sliders written as phone.sl=0.75."""
    from dataclasses import replace

    fields = {"sl": "sl", "aht": "aht_change", "shrinkage": "shrinkage", "bots": "self_service", "planned": "planned",
              "unplanned": "unplanned"}  # fmt: skip
    names = [c.name for c in start.channels]
    levers: dict[str, Lever] = {}
    for text in settings:
        key, _, value = text.partition("=")
        channel, _, what = key.strip().rpartition(".")
        if what not in fields or channel not in (*names, "all"):
            raise Misuse(t("--set {text!r} names no slider.", text=text),
                         t("Write it as {example}; channels: {names}.", example="phone.sl=0.75",
                           names=", ".join(names)))  # fmt: skip
        share = _number("--set " + key, value)
        for name in names if channel == "all" else [channel]:
            levers[name] = replace(levers.get(name, start.lever(name)), **{fields[what]: share})
    return levers


def _number(option: str, text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise Misuse(t("{option} {value!r} is not a number.", option=option, value=text),
                     t("Write it as {example}.", example="0.75")) from None  # fmt: skip


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
            value.set_sales(ws, channel, replace(before or value.ChannelSales(0, 0, 0), **changes))
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
