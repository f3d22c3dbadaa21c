"""`cuadrante forecast accuracy`, `today`, `outlook`, `calendar`, `outliers`, `exclude`, `include`, `publish`,
`release`, `scenario`, `correct`, `corrections`, `undo`."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from planner.base.errors import Misuse
from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from planner.console.output import AsJson, day, document, narrate, progress_line, table, week, workspace
from planner.console.planning import Export, Week, Weeks, forecast

if TYPE_CHECKING:
    from planner.forecast.events import LearntEffect

Channel = Annotated[str, typer.Option("--channel", help="The channel; all when left out.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; everybody can read it.")]


def register(_app: typer.Typer) -> None:
    """The commands hang on `forecast`, which `planning` adds to the program."""


@forecast.command("accuracy")
def forecast_accuracy(
    backtest: Annotated[bool, typer.Option("--backtest", help="The last backtest instead of what was published.")] = (
        False
    ),
    as_json: AsJson = False,
) -> None:
    """Published forecasts held against what came; --backtest shows the last backtest again."""
    from planner.forecast import accuracy, publications

    with workspace() as ws:
        if backtest:
            report = accuracy.last_report(ws)
            if report is None:
                narrate(t("No backtest was run yet: {command}", command="cuadrante forecast backtest"))
            table([asdict(r) for r in report.rows] if report else [], as_json)
            return
        rows = publications.published(ws)
    if not rows:
        narrate(t("Nothing was published yet: {command}", command="cuadrante forecast publish --week 2026-W48"))
    table([asdict(r) for r in rows], as_json)


@forecast.command("publish")
def forecast_publish(
    week_label: Week,
    weeks: Weeks = 1,
    no_lock: Annotated[bool, typer.Option("--no-lock", help="Newer forecasts may move these weeks.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep the forecast in force as published, and lock its weeks against newer runs."""
    from planner.forecast import publications

    with workspace() as ws:
        row = publications.publish(ws, week(week_label), weeks, lock=not no_lock)
    narrate(t("Published: {n} contacts from {first} to {last}.", n=number(row.total), first=day_text(row.first_day),
              last=day_text(row.last_day)))  # fmt: skip
    document(asdict(row), as_json)


@forecast.command("release")
def forecast_release(publication: Annotated[int, typer.Argument(help="Its number, see `forecast accuracy`.")]) -> None:
    """Let newer forecasts count again in published weeks."""
    from planner.forecast import publications

    with workspace() as ws:
        publications.release(ws, publication)
    narrate(t("Publication {id} locks nothing any more; run the forecast again.", id=publication))


@forecast.command("today")
def forecast_today(
    now: Annotated[str, typer.Option("--now", help="Local time such as '2026-11-24 13:00'; the present else.")] = "",
    apply: Annotated[bool, typer.Option("--apply", help="Correct the forecast of the rest of the day.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forecast the rest of today again from this morning's contacts."""
    from planner.domain.time import localise
    from planner.forecast import intraday
    from planner.workspace.opening import settings

    with workspace() as ws:
        moment = None
        if now:
            try:
                moment = localise(datetime.fromisoformat(now), settings(ws).time_zone)[0]
            except ValueError:
                raise Misuse(
                    t("{option} {value!r} is not a time.", option="--now", value=now),
                    t("Write it as {example}.", example="'2026-11-24 13:00'"),
                ) from None
        shown = intraday.today(ws, moment)
        if apply:
            made = intraday.apply(ws, shown)
            narrate(t("{n} corrections entered for the rest of the day.", n=len(made)))
    if shown.last_actual is None:
        narrate(t("Nothing of {day} is known yet; the forecast stands.", day=day_text(shown.day)))
    rows = [{k: v if isinstance(v, str) else None if v is None else round(v, 3)
             for k, v in asdict(c).items() if k != "points"} for c in shown.channels]  # fmt: skip
    table(rows, as_json)


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
    from planner.forecast import words
    from planner.requirement import outlook
    from planner.workspace import home

    said = {
        "occupancy": occupancy, "shrinkage": shrinkage, "turnover": turnover, "self_service": self_service,
        "volume_pct": volume, "lead_weeks": lead_weeks,
    }  # fmt: skip
    with workspace() as ws:
        first_day = day("--start", start) if start else home.planning_week(ws)
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


@forecast.command("calendar")
def forecast_calendar(
    start: Annotated[str, typer.Option(help="First day; the week to plan when left out.")] = "",
    weeks: Annotated[int, typer.Option(min=1, max=530, help="How many weeks.")] = 52,
    region: Annotated[
        str | None, typer.Option(help="Take the public holidays of this country or region from now on (ES-MD, CZ).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Public holidays, commercial calendar and the shop's own events, with what they did in the past."""
    from planner.forecast import events
    from planner.workspace import home
    from planner.workspace.opening import set_region

    with workspace() as ws:
        if region is not None:
            narrate(t("Public holidays: {region}. Run the forecast again.", region=set_region(ws, region) or "–"))
        first_day = day("--start", start) if start else home.planning_week(ws)
        learnt = {e.event: e for e in events.learnt_effects(ws, home.planning_week(ws))}
        rows: list[dict[str, object]] = []
        for e in events.events(ws, first_day, 7 * weeks):
            known = learnt.get(e.name)
            rows.append({
                "name": e.name, "kind": e.kind, "start": e.start, "end": e.end, "channel": e.channel,
                "source": e.source, "uplift_pct": e.uplift_pct, **_effect(known),
            })  # fmt: skip
    table(rows, as_json)


def _effect(known: LearntEffect | None) -> dict[str, object]:
    if known is None:
        return {"effect_pct": None, "low_pct": None, "high_pct": None, "seen": None}
    shares = {"effect_pct": known.effect, "low_pct": known.low, "high_pct": known.high}
    return {**{k: round(100 * v, 1) for k, v in shares.items()}, "seen": known.occurrences}


@forecast.command("correct")
def forecast_correct(
    first: Annotated[str, typer.Option(help="First day.")],
    last: Annotated[str, typer.Option(help="Last day, included; the first when left out.")] = "",
    percent_: Annotated[float | None, typer.Option("--percent", help="Change by per cent; 15 is +15 %.")] = None,
    set_: Annotated[float | None, typer.Option("--set", help="Set to.")] = None,
    add: Annotated[float | None, typer.Option("--add", help="Add, or take away when negative.")] = None,
    at_least: Annotated[float | None, typer.Option("--at-least", help="Not below.")] = None,
    at_most: Annotated[float | None, typer.Option("--at-most", help="Not above.")] = None,
    aht: Annotated[bool, typer.Option("--aht", help="The handle time in seconds instead of contacts a day.")] = False,
    channel: Channel = "",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Correct the forecast on some days, with a reason."""
    from datetime import timedelta

    from planner.domain.time import midnight
    from planner.forecast import overrides
    from planner.workspace.opening import settings

    given = {"percent": percent_, "set": set_, "add": add, "min": at_least, "max": at_most}
    chosen = [(name, value) for name, value in given.items() if value is not None]
    if len(chosen) != 1:
        raise Misuse(t("Give one change."), "--percent, --set, --add, --at-least, --at-most")
    begin = day("--first", first)
    end = day("--last", last) if last else begin
    with workspace() as ws:
        zone = settings(ws).time_zone
        row = overrides.add_override(
            ws, start=midnight(begin, zone), end=midnight(end + timedelta(days=1), zone), channel=channel,
            measure="aht_s" if aht else "contacts", operation=chosen[0][0], value=chosen[0][1],  # type: ignore[arg-type]
            reason=reason,
        )  # fmt: skip
    document(asdict(row), as_json)


@forecast.command("corrections")
def forecast_corrections(week_label: Week, weeks: Weeks = 1, as_json: AsJson = False) -> None:
    """The corrections of some weeks, those taken back included."""
    from datetime import timedelta

    from planner.domain.time import midnight
    from planner.forecast import overrides
    from planner.workspace.opening import settings

    monday = week(week_label)
    with workspace() as ws:
        zone = settings(ws).time_zone
        rows = overrides.in_force(ws, midnight(monday, zone), midnight(monday + timedelta(weeks=weeks), zone))
    here = ("start", "end", "created_at")  # as the clock on the wall has them: a correction of a day begins at 00:00
    local = [{k: v.astimezone(ZoneInfo(zone)) if k in here else v for k, v in asdict(r).items()} for r in rows]
    table(local, as_json)


@forecast.command("undo")
def forecast_undo(correction: Annotated[int, typer.Argument(help="Its number, see `forecast corrections`.")]) -> None:
    """Take a correction back; it stays in the record."""
    from planner.forecast import overrides

    with workspace() as ws:
        overrides.undo_override(ws, correction)
    narrate(t("The correction is taken back."))


@forecast.command("outliers")
def forecast_outliers(as_json: AsJson = False) -> None:
    """Days of the past that no pattern explains, and those left out of learning."""
    from planner.forecast import outliers

    with workspace() as ws:
        rows = outliers.find(ws)
    narrate(t("{n} unusual days.", n=len(rows)))
    table([asdict(r) for r in rows], as_json)


@forecast.command("exclude")
def forecast_exclude(
    day_: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2026-03-14.")],
    reason: Reason = "",
    channel: Channel = "",
) -> None:
    """Leave a day out of learning."""
    from planner.forecast import outliers

    with workspace() as ws:
        outliers.exclude(ws, channel, day("DAY", day_), reason)
    narrate(t("{day} is left out; the next forecast does without it.", day=day_))


@forecast.command("include")
def forecast_include(
    day_: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2026-03-14.")], channel: Channel = ""
) -> None:
    """Learn from a day again."""
    from planner.forecast import outliers

    with workspace() as ws:
        outliers.include(ws, channel, day("DAY", day_))
    narrate(t("{day} counts again from the next forecast on.", day=day_))


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
