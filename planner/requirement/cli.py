"""`cuadrante staffing run`, `calc`, `shrinkage`, `whatif`, `forecast outlook`, `forecast scenario`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.base.errors import Misuse
from planner.base.i18n import money, number, percent, t
from planner.console.groups import Channel, Export, Reason, Week, Weeks, forecast, staffing
from planner.console.output import AsJson, day, narrate, progress_line, table, week, workspace
from planner.domain.spoken import spoken

if TYPE_CHECKING:
    from planner.requirement.whatif import Base, Lever, Outcome


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
    from planner.forecast import past
    from planner.requirement import requirements
    from planner.shop.labels import labels_of

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
                "peak_at": past.local(ws, c.peak.start).isoformat(timespec="minutes") if c.peak else None,
            }
            for c in shown.channels
        ]
        names = labels_of(ws)
    for warning in shown.warnings:
        narrate(spoken(warning, names))
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
    from planner.shop.store.channels import read_channels

    if sum(map(bool, (set_, remove, clear, file))) > 1:
        raise Misuse(t("--set, --remove, --clear and --file exclude each other."), t("Give one of them."))
    if not set_ and (unplanned or whole_day or weekdays or from_hour is not None or to_hour is not None):
        raise Misuse(t("Days, hours and nature belong to a kind."), t("Write it as {example}.",
                     example="--set sickness=0.06"))  # fmt: skip
    if channel is None and (set_ or remove or clear):
        raise Misuse(t("Which channel?"), t("Name it, or all: {command}",
                     command="cuadrante staffing shrinkage all --set sickness=0.06 --unplanned"))  # fmt: skip
    with workspace() as ws:
        before = {c.name: c for c in read_channels(ws)}
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
        shown = list(read_channels(ws)) if channel is None else shrinkage.named(ws, channel)
        if export:
            narrate(t("{n} rows written to {path}.", n=shrinkage.export(ws, export), path=export))
    for name in dict.fromkeys(changed):
        old, new = before[name], next(c for c in shown if c.name == name)
        if bool(old.shrinkage_kinds) != bool(new.shrinkage_kinds) and old.shrinkage:
            narrate(shrinkage.replaced(new))
    if changed:
        narrate(t("Work the requirement out again: {command}", command="cuadrante staffing run --week ..."))
    table(shrinkage.hour_rows(shown) if hours else shrinkage.kind_rows(shown), as_json)


@forecast.command("outlook")
def forecast_outlook(
    weeks: Annotated[int, typer.Option(min=1, max=56, help="How many weeks ahead.")] = 52,
    start: Annotated[str, typer.Option(help="First day; the week to plan when left out.")] = "",
    occupancy: Annotated[
        float | None, typer.Option(help="Share of working time spent on contacts; from the latest requirement else.")
    ] = None,
    shrinkage: Annotated[
        float | None, typer.Option(help="Share of paid time lost; the requirement's own else.")
    ] = None,
    turnover: Annotated[float | None, typer.Option(help="Share of people who leave within a year.")] = None,
    self_service: Annotated[
        float | None, typer.Option(help="Share of contacts that bots take on top of today, 0 to 1.")
    ] = None,
    volume: Annotated[float | None, typer.Option(help="Change of contacts in per cent.")] = None,
    lead_weeks: Annotated[int | None, typer.Option(help="Weeks from asking for somebody to full work.")] = None,
    months: Annotated[bool, typer.Option("--months", help="By month, with whom to hire and by when.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Show the long view made last, without a new run.")] = False,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Twelve months by week for hiring: contacts, hours, people required and under contract."""
    from planner.forecast import past
    from planner.requirement import outlook, words

    said = {
        "occupancy": occupancy, "shrinkage": shrinkage, "turnover": turnover, "self_service": self_service,
        "volume_pct": volume, "lead_weeks": lead_weeks,
    }  # fmt: skip
    with workspace() as ws:
        first_day = day("--start", start) if start else past.planning_week(ws)
        given = replace(outlook.assumed(ws), **{k: v for k, v in said.items() if v is not None})  # type: ignore[arg-type]
        shown = outlook.outlook(ws, given)
        if shown is None or not keep:
            outlook.run(ws, first_day, weeks, progress=progress_line())
            shown = outlook.outlook(ws, given)
    assert shown is not None
    narrate(words.footing(shown))
    narrate(words.hiring(shown))
    if export:
        narrate(t("{n} rows written to {path}.", n=outlook.export(shown, export, by_month=months), path=export))
    table(outlook.month_rows(shown) if months else outlook.export_rows(shown), as_json)


@forecast.command("scenario")
def forecast_scenario(
    week_label: Week,
    weeks: Weeks = 1,
    name: Annotated[str, typer.Option(help="Keep a scenario of this name before comparing.")] = "",
    volume: Annotated[float, typer.Option(help="Change of contacts in per cent.")] = 0.0,
    aht: Annotated[float, typer.Option(help="Change of the handle time in per cent.")] = 0.0,
    self_service: Annotated[float, typer.Option(help="Share of contacts that bots take, 0 to 1.")] = 0.0,
    channel: Channel = "",
    first: Annotated[str, typer.Option(help="First day it counts.")] = "",
    last: Annotated[str, typer.Option(help="Last day it counts.")] = "",
    apply: Annotated[str, typer.Option(help="Make the scenario of this name count.")] = "",
    drop: Annotated[str, typer.Option(help="Take out the scenario of this name.")] = "",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """What-ifs side by side: contacts, agent-hours, peak; --apply makes one count as corrections."""
    from planner.requirement import scenarios

    monday = week(week_label)
    with workspace() as ws:
        if name:
            scenarios.keep(ws, scenarios.ScenarioDef(
                name, volume, aht, self_service, channel, day("--first", first) if first else None,
                day("--last", last) if last else None,
            ))  # fmt: skip
        if drop:
            scenarios.drop(ws, drop)
        if apply:
            found = next((s for s in scenarios.kept(ws) if s.name == apply), None)
            if found is None:
                raise Misuse(t("There is no scenario {name}.", name=apply),
                             ", ".join(s.name for s in scenarios.kept(ws)))  # fmt: skip
            made = scenarios.apply(ws, found, monday, weeks * 7, reason)
            narrate(t("{n} corrections entered.", n=len(made)))
        shown = scenarios.compare(ws, monday, weeks * 7)
    first_column = shown.columns[0]
    rows = [
        {"scenario": c.scenario.name if c.scenario else t("as it stands"), "channel": one.channel,
         "contacts": round(one.contacts, 1), "agent_hours": round(one.hours, 1), "peak": round(one.agents, 1)}
        for c in shown.columns
        for one in c.channels
    ]  # fmt: skip
    for c in shown.columns[1:]:
        assert c.scenario is not None
        change = c.hours / first_column.hours - 1 if first_column.hours else 0.0
        narrate(f"{c.scenario.name}: {t('{hours} agent-hours', hours=number(c.hours, 1))} "
                f"({percent(change, 1, signed=True)})")  # fmt: skip
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
