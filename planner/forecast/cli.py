"""`cuadrante forecast`: runs, accuracy, publication, today, calendar, corrections, unusual days."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from planner.base.errors import Misuse
from planner.base.i18n import day as day_text
from planner.base.i18n import number, t
from planner.console.groups import Channel, Export, Reason, Week, Weeks, forecast
from planner.console.output import AsJson, day, document, narrate, progress_line, table, week, workspace
from planner.domain.spoken import spoken

if TYPE_CHECKING:
    from planner.domain.workspace import ForecastOverride
    from planner.forecast.events import LearntEffect


@forecast.command("run")
def forecast_run(
    start: Annotated[str, typer.Option(help="First day, such as 2026-11-23.")],
    weeks: Weeks = 1,
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Forecast contacts and handling times, and keep the forecast."""
    from planner.forecast import past, volumes

    first_day = day("--start", start)
    with workspace() as ws:
        shown = volumes.run_forecast(ws, first_day, weeks, progress=progress_line())
        rows: list[dict[str, object]] = []
        for channel in shown.channels:
            one = volumes.view(ws, first_day, weeks * 7, channel=channel, width="day")
            rows += [
                {
                    "date": past.local_day(ws, p.start),
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
    from planner.db.workspace import read_settings
    from planner.domain.time import localise
    from planner.forecast import intraday

    with workspace() as ws:
        moment = None
        if now:
            try:
                moment = localise(datetime.fromisoformat(now), read_settings(ws).time_zone)[0]
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
    from planner.forecast import events, past
    from planner.shop.settings import set_region

    with workspace() as ws:
        if region is not None:
            narrate(t("Public holidays: {region}. Run the forecast again.", region=set_region(ws, region) or "–"))
        first_day = day("--start", start) if start else past.planning_week(ws)
        learnt = {e.event: e for e in events.learnt_effects(ws, past.planning_week(ws))}
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

    from planner.db.workspace import read_settings
    from planner.domain.time import midnight
    from planner.forecast import overrides

    given = {"percent": percent_, "set": set_, "add": add, "min": at_least, "max": at_most}
    chosen = [(name, value) for name, value in given.items() if value is not None]
    if len(chosen) != 1:
        raise Misuse(t("Give one change."), "--percent, --set, --add, --at-least, --at-most")
    begin = day("--first", first)
    end = day("--last", last) if last else begin
    with workspace() as ws:
        zone = read_settings(ws).time_zone
        row = overrides.add_override(
            ws, start=midnight(begin, zone), end=midnight(end + timedelta(days=1), zone), channel=channel,
            measure="aht_s" if aht else "contacts", operation=chosen[0][0], value=chosen[0][1],  # type: ignore[arg-type]
            reason=reason,
        )  # fmt: skip
    document(_said(row, zone), as_json)


@forecast.command("corrections")
def forecast_corrections(week_label: Week, weeks: Weeks = 1, as_json: AsJson = False) -> None:
    """The corrections of some weeks, those taken back included."""
    from datetime import timedelta

    from planner.db.workspace import read_settings
    from planner.domain.time import midnight
    from planner.forecast import overrides

    monday = week(week_label)
    with workspace() as ws:
        zone = read_settings(ws).time_zone
        rows = overrides.in_force(ws, midnight(monday, zone), midnight(monday + timedelta(weeks=weeks), zone))
    table([_said(row, zone) for row in rows], as_json)


def _said(row: ForecastOverride, zone: str) -> dict[str, object]:
    """A correction as the clock on the wall has it: one of a day begins at 00:00."""
    here = {k: v.astimezone(ZoneInfo(zone)) if isinstance(v, datetime) else v for k, v in asdict(row).items()}
    return here | {"reason": spoken(row.reason), "undone": row.undone}


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
