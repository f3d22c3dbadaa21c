"""`cuadrante roster explain`, `repair`, `swap`, `changes`, `compare`, `fairness`, `rules`."""

from __future__ import annotations

import re
import signal
import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.base.errors import Misuse
from planner.base.i18n import HARD_SPACE, number, percent, t
from planner.base.i18n import day as day_text
from planner.console.groups import Week, Weeks, roster
from planner.console.output import AsJson, day, narrate, progress_line, table, week, workspace
from planner.domain.spoken import spoken

if TYPE_CHECKING:
    from planner.roster.repair import ChangeLine
    from planner.roster.views import RosterView

rules = typer.Typer(help="Rule packs: what binds a roster, and the shop's own figures.", no_args_is_help=True)
roster.add_typer(rules, name="rules")

Team = Annotated[str, typer.Option("--team", help="A team's own rules instead of everybody's.")]


def _shown(ws: Any, monday: date, weeks: int | None = None) -> RosterView:
    """The roster of these weeks; without a number of weeks the week's own or the longer one that holds it."""
    from planner.roster import rosters, spans

    shown = spans.covering(ws, monday) if weeks is None else rosters.view(ws, monday, weeks)
    if shown.version is None:
        raise spans.no_roster(ws, monday, weeks or 1)
    return shown


@roster.command("explain")
def roster_explain(
    week_label: Week,
    weeks: Weeks = 1,
    at: Annotated[str, typer.Option(help="Who could work then, such as '2026-11-27 20:00'.")] = "",
    channel: Annotated[str, typer.Option(help="The channel that is short; without it the one that misses most.")] = "",
    wish: Annotated[str, typer.Option(help="What the refused wish of this agent would have cost.")] = "",
    on: Annotated[str, typer.Option(help="The day of the wish; the first refused one without it.")] = "",
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Rules that cannot be kept together.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say why the newest roster is as it is: conflicts, who could work the shortest interval, a wish's price."""
    from planner.roster import explain as service

    with workspace() as ws:
        shown = _shown(ws, week(week_label), weeks)
        if wish:
            found = service.why_refused(shown, *service.find_wish(shown, wish, day("--on", on) if on else None))
            narrate(found.text)
            table([{"agent_id": found.wish.agent_id, "date": found.day, "wish": found.wish.wish.value,
                    "possible": found.possible, "points": found.points, "changed_days": found.changes}],
                  as_json)  # fmt: skip
            return
        if not at:
            told = service.conflicts(shown)
            if told or conflicts:
                for one in told:
                    narrate(one.text)
                if not told:
                    narrate(t("Everybody's rules can be kept together."))
                table([{"agent_id": c.agent_id, "rules": "; ".join(c.rules), "ways_out": "; ".join(c.ways),
                        "sources": "; ".join(c.sources)} for c in told], as_json)  # fmt: skip
                return
        place = (service.instant(shown, at), channel) if at else service.worst(shown, channel)
        if place is None:
            narrate(t("Nobody is missing in this week."))
            table([], as_json)
            return
        short = service.why_short(shown, *place)
    from planner.forecast.past import local

    with workspace() as ws:
        when = local(ws, short.start)
    called = shown.labels.get(short.channel, short.channel)
    narrate(t("{when} {channel}: {required} required, {scheduled} scheduled, {short} short.",
              when=f"{day_text(when)} {when:%H:%M}", channel=called, required=number(short.required, 1),
              scheduled=number(short.scheduled, 1), short=number(short.short, 1)))  # fmt: skip
    if short.note:
        narrate(short.note)
    if not short.lines:
        said = (
            "Everybody who is skilled for {channel} is on duty."
            if short.skilled
            else "Nobody is skilled for {channel}."
        )
        narrate(t(said, channel=called))
    table([{"agent_id": c.agent.agent_id, "possible": c.possible,
            "change": c.what.replace(HARD_SPACE, " "), "stops": "; ".join(c.stops),
            "points": round(c.points, 1), "short_hours": round(c.short_hours_change, 2),
            "work_hours": c.extra_minutes / 60, "wages": c.euros} for c in short.lines], as_json)  # fmt: skip


@roster.command("repair")
def roster_repair(
    week_label: Week,
    weeks: Weeks = 1,
    absent: Annotated[str, typer.Option(help="The agent who is away.")] = "",
    start: Annotated[str, typer.Option("--from", help="First day away.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last day away, included; --from without it.")] = "",
    kind: Annotated[str, typer.Option(help="illness, leave, training, other.")] = "illness",
    volume: Annotated[str, typer.Option(help="Change of contacts on --day, such as +20%.")] = "",
    on: Annotated[str, typer.Option("--day", help="The day of --volume.")] = "",
    change_cost: Annotated[
        float | None, typer.Option(min=0, help="Points a changed day costs; 60 without it, less moves more people.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.5, help="Time limit.")] = 5.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same roster.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Cover an absence or more contacts with the fewest changes to the published roster; the result is a draft."""
    from planner.roster import repair as service

    monday = week(week_label)
    away = None
    if absent:
        if not start:
            raise Misuse(t("--absent needs the first day away."), "--from 2026-11-25")
        first = day("--from", start)
        away = service.Absence(absent, first, day("--to", end) if end else first, kind)
    factors: dict[date, float] = {}
    if volume:
        if not on:
            raise Misuse(t("--volume needs the day."), "--day 2026-11-27")
        factors[day("--day", on)] = _factor(volume)
    if away is None and not factors:
        raise Misuse(t("Say what happened."), "--absent AGENT --from DATE, --volume +20% --day DATE")
    stop, show = threading.Event(), progress_line()
    previous = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        with workspace() as ws:
            found = service.repair(
                ws, monday, weeks=weeks, absent=away, volume=factors or None, change_weight=change_cost,
                seconds=seconds, seed=seed, stop=stop,
                progress=lambda p: show(min(p.elapsed_s / seconds, 0.99), p.phase),
            )  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, previous)
    for note in found.notes:
        narrate(note)
    assert found.view.version is not None
    said = (
        "Version {n}: {changes} day changed; {before} agent-hours short before, {after} after."
        if len(found.changes) == 1
        else "Version {n}: {changes} days changed; {before} agent-hours short before, {after} after."
    )
    narrate(t(said, n=found.view.version.number, changes=len(found.changes), before=number(found.short_before_h, 1),
              after=number(found.short_after_h, 1)))  # fmt: skip
    _changes(found.changes, as_json)


def _factor(text: str) -> float:
    found = re.fullmatch(r"([+-]?\d+(?:[.,]\d+)?) ?%", text.strip())
    if not found:
        raise Misuse(t("--volume {value!r} is no change in per cent.", value=text), "--volume +20%")
    return 1 + float(found[1].replace(",", ".")) / 100


def _changes(lines: tuple[ChangeLine, ...], as_json: bool) -> None:
    late = sum(line.late for line in lines)
    if late:
        narrate(t("{n} of them inside the notice period.", n=late))
    table([{"agent_id": c.agent_id, "date": c.day, "change": c.text, "notice_days": c.notice_days,
            "late": c.late} for c in lines], as_json)  # fmt: skip


@roster.command("swap")
def roster_swap(
    week_label: Week,
    agent: Annotated[str, typer.Argument(help="The agent who gives a shift.")],
    on: Annotated[str, typer.Argument(metavar="DAY", help="Its day, such as 2026-11-27.")],
    other: Annotated[str, typer.Argument(help="The agent who takes it.")],
    other_on: Annotated[str, typer.Argument(metavar="DAY", help="The day of the shift given in return.")],
    approve: Annotated[bool, typer.Option("--approve", help="Keep an allowed swap as a new draft.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check a swap against every rule before it is approved; exit 1 when it breaks one."""
    from planner.roster import swaps as service

    with workspace() as ws:
        shown = _shown(ws, week(week_label))
        swap = service.check_swap(shown, (agent, day("DAY", on)), (other, day("DAY", other_on)))
        if approve and swap.allowed:
            kept = service.approve_swap(ws, shown, swap)
            assert kept.version is not None
            narrate(t("Version {n} holds the swap; publish it to make it binding.", n=kept.version.number))
    what = spoken(swap.what, {a.agent_id: a.name for a in shown.agents})
    if swap.allowed:
        narrate(t("{swap}: no rule stands against it; it costs {n} points.", swap=what, n=number(swap.points, 1)))
    for stop in swap.stops:
        narrate(t("{swap} breaks {rule}", swap=what, rule=stop))
    for lacking in swap.lacking:
        narrate(f"{lacking}.")
    if abs(swap.short_hours_change) >= 0.05:
        sign = "+" if swap.short_hours_change > 0 else "−"
        narrate(t("Shortage {change} h", change=f"{sign}{number(abs(swap.short_hours_change), 1)}"))
    _changes(swap.changes, as_json)
    if not swap.allowed:
        raise typer.Exit(1)


@roster.command("changes")
def roster_changes(week_label: Week, weeks: Weeks = 1, as_json: AsJson = False) -> None:
    """What publishing the newest version would change against the published one, with the notice left."""
    from planner.roster import repair as service

    with workspace() as ws:
        check = service.publish_check(ws, _shown(ws, week(week_label), weeks))
    if check.published is None:
        narrate(t("Nothing is published yet for this week."))
    else:
        said = (
            "Version {new} against version {old}: {n} day differs."
            if len(check.changes) == 1
            else "Version {new} against version {old}: {n} days differ."
        )
        narrate(t(said, new=check.version, old=check.published, n=len(check.changes)))
    if check.warning:
        narrate(check.warning)
    _changes(check.changes, as_json)


@roster.command("fairness")
def roster_fairness(
    week_label: Week,
    window: Annotated[int, typer.Option(min=1, max=104, help="Weeks of the window.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Weekends, late shifts and public holidays of each agent over a rolling window, and wishes met."""
    from planner.roster import fairness as service

    with workspace() as ws:
        found = service.fairness(ws, _shown(ws, week(week_label)), window)
    narrate(t("{first} to {last}; {n} published weeks before this roster.", first=found.first_day,
              last=found.last_day, n=found.published_weeks))  # fmt: skip
    if found.wishes.all:
        narrate(t("{met} of {all} wishes met ({share}).", met=found.wishes.met, all=found.wishes.all,
                  share=percent(found.wishes.met / found.wishes.all)))  # fmt: skip
    table([{"agent_id": f.agent.agent_id, "team": f.agent.team, "days": f.days, "weekends": f.weekends,
            "late": f.late, "holidays": f.holidays, "wishes_met": f.wishes.met, "wishes": f.wishes.all,
            "missed": "; ".join(f.missed)} for f in found.lines], as_json)  # fmt: skip


@rules.command("show")
def rules_show(
    team: Team = "",
    toml: Annotated[bool, typer.Option("--toml", help="Print the shop's own text instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Every rule with its figures, its source and what the shop changed."""
    from planner.roster import rules as service

    with workspace() as ws:
        if toml:
            print(service.text(ws, team), end="")
            return
        lines = service.lines(ws, team)
    table([{"rule": r.rule, "on": r.on, "hard": r.hard, "weight": r.weight,
            "figures": ", ".join(f"{v.key} = {v.text or '[...]'}" for v in r.values if v.is_list or v.text),
            "changed": r.changed, "source": r.source} for r in lines], as_json)  # fmt: skip
    narrate(t("No legal advice: check against your agreement and the law in force."))


@rules.command("set")
def rules_set(
    file: Annotated[Path, typer.Argument(help="A TOML file with [rules.ID] tables.")], team: Team = ""
) -> None:
    """Keep a file as the shop's own rules, after every key of it was understood."""
    from planner.roster import rules as service

    with workspace() as ws:
        lines = service.set_file(ws, file, team)
    changed = sum(r.changed for r in lines)
    said = "{n} rule differs from the law's pack now." if changed == 1 else "{n} rules differ from the law's pack now."
    narrate(t(said, n=changed))
    if team:
        narrate(t("They bind the agents of {team}, also in a roster with other teams.", team=team))


@rules.command("change")
def rules_change(
    rule: Annotated[str, typer.Argument(help="The rule's id, as `rules show` prints it.")],
    values: Annotated[list[str], typer.Argument(metavar="KEY=VALUE...", help="minutes=660, hard=no, weight=5, on=no")],
    team: Team = "",
) -> None:
    """Change single figures of a rule; a mistake names the nearest key."""
    from planner.roster import rules as service

    pairs = dict(v.partition("=")[::2] for v in values)
    if "" in pairs.values():
        raise Misuse(t("Write each change as KEY=VALUE."), "minutes=660")
    with workspace() as ws:
        lines = service.change(ws, rule, pairs, team)
    changed = next(r for r in lines if r.rule == rule)
    narrate(f"{changed.title}: {changed.figures or '–'}")


@rules.command("clear")
def rules_clear(team: Team = "") -> None:
    """Take the shop's own rules out; the law's pack remains."""
    from planner.roster import rules as service

    with workspace() as ws:
        gone = service.clear(ws, team)
    narrate(t("The shop's own rules are out.") if gone else t("There were none."))
