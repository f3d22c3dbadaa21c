"""`cuadrante care`: thanks, coaching, turnover, satisfaction with rosters, and the calendar proposed by the team."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.base.errors import Misuse
from planner.base.i18n import money, t
from planner.console.groups import care
from planner.console.output import AsJson, day, document, narrate, table, workspace

if TYPE_CHECKING:
    from planner.care.members import Member
    from planner.db.workspace import Workspace


Code = Annotated[
    str,
    typer.Option("--code", envvar="CUADRANTE_CODE", help="An employee's personal code; without one you act as login."),
]
Export = Annotated[Path | None, typer.Option("--export", help="Also write it, .csv or .xlsx.")]
Months = Annotated[int, typer.Option("--months", help="How many calendar months.")]
Until = Annotated[str, typer.Option("--until", help="Last day of the period, 2026-11-22; today unless told.")]
FollowUp = Annotated[str, typer.Option("--follow-up", help="When to look again, 2026-12-04.")]
Agent = Annotated[str, typer.Argument(help="Id or whole name of the agent.")]


def _member(ws: Workspace, code: str) -> Member | None:
    from planner.care import members

    return members.identify(ws, code) if code else None


def _day(option: str, value: str) -> date | None:
    return day(option, value) if value else None


def _wrote(path: Path, rows: int) -> None:
    narrate(t("{n} rows written to {path}", n=rows, path=path))


@care.command("codes")
def codes(
    file: Annotated[Path, typer.Argument(help="Where the codes go, .csv or .xlsx.")],
    agent: Annotated[list[str] | None, typer.Option("--agent", help="A new code for this id only.")] = None,
    as_json: AsJson = False,
) -> None:
    """New personal codes, for those without one or for the agents named; hand them out and delete the file."""
    from planner.care import members

    with workspace() as ws:
        issued = members.issue_codes(ws, file, agent or ())
    narrate(t("Hand the codes out and delete the file: whoever holds a code speaks for that person."))
    document({"file": str(file), "codes": issued}, as_json)


# -- recognition ----------------------------------------------------------------------------------------------------


@care.command("wall")
def wall(export: Export = None, as_json: AsJson = False) -> None:
    """Who thanks whom for what."""
    from planner.care import recognition

    with workspace() as ws:
        lines = recognition.wall(ws)
        if export is not None:
            _wrote(export, recognition.export(ws, export))
    if not lines:
        narrate(t("Nobody has been thanked yet: {command}", command='cuadrante care thank AGENT "..."'))
    table(
        [
            {"id": x.recognition_id, "date": x.day.isoformat(), "by": x.by, "thanked": x.thanked, "team": x.team,
             "message": x.message}
            for x in lines
        ],
        as_json,
    )  # fmt: skip


@care.command("thank")
def thank(
    agent: Agent,
    message: Annotated[str, typer.Argument(help="What for.")],
    code: Code = "",
    as_json: AsJson = False,
) -> None:
    """Put a thank-you on the wall."""
    from planner.care import recognition

    with workspace() as ws:
        made = recognition.thank(ws, agent, message, _member(ws, code))
    document({"id": made}, as_json)


@care.command("withdraw")
def withdraw(
    one: Annotated[str, typer.Argument(metavar="ID", help="Id of a thank-you or of a proposal of yours.")],
    code: Code = "",
    as_json: AsJson = False,
) -> None:
    """Take a thank-you or a proposal of one's own back."""
    from planner.care import promos, recognition

    with workspace() as ws:
        member = _member(ws, code)
        if any(x.proposal.proposal_id == one for x in promos.items(ws)):
            promos.withdraw(ws, one, member)
        else:
            recognition.withdraw(ws, one, member)
    document({"withdrawn": one}, as_json)


# -- coaching -------------------------------------------------------------------------------------------------------


@care.command("coaching")
def coaching_list(
    due: Annotated[bool, typer.Option("--due", help="Only follow-ups of the next 7 days and overdue ones.")] = False,
    talks: Annotated[str, typer.Option("--talks", help="Id of a plan whose talks to show.")] = "",
    as_json: AsJson = False,
) -> None:
    """Coaching plans with their next follow-up; team leads see their own teams, HR all."""
    from planner.care import coaching

    with workspace() as ws:
        found = coaching.due(ws) if due else coaching.plans(ws)
        one = coaching.get(ws, talks) if talks else None
    if one is not None:
        table([{"day": x.day.isoformat(), "by": x.author, "note": x.note} for x in one.talks], as_json)
        return
    if not found and not due:
        narrate(t("There is no coaching plan yet: {command}", command='cuadrante care coach AGENT --goal "..."'))
    table(
        [
            {"plan": x.plan.plan_id, "agent": x.plan.agent_id, "name": x.name, "team": x.team, "goal": x.plan.goal,
             "state": x.plan.state, "coach": x.plan.coach, "follow_up": x.plan.follow_up_on, "due": x.due,
             "talks": len(x.talks), "outcome": x.plan.outcome}
            for x in found
        ],
        as_json,
    )  # fmt: skip


@care.command("coach")
def coach_(
    agent: Agent,
    goal: Annotated[str, typer.Option("--goal", help="What is to be reached.")],
    follow_up: FollowUp = "",
    coach: Annotated[str, typer.Option("--coach", help="Who coaches; you unless told.")] = "",
    as_json: AsJson = False,
) -> None:
    """Begin a coaching plan with an agent."""
    from planner.care import coaching

    with workspace() as ws:
        made = coaching.begin(ws, agent, goal, _day("--follow-up", follow_up), coach)
    document({"plan": made}, as_json)


@care.command("talk")
def talk(
    plan: Annotated[str, typer.Argument(help="Id of the plan.")],
    note: Annotated[str, typer.Argument(help="What was said.")],
    on: Annotated[str, typer.Option("--on", help="Day of the talk; today unless told.")] = "",
    follow_up: FollowUp = "",
    as_json: AsJson = False,
) -> None:
    """Keep a talk; it settles the follow-up that was due."""
    from planner.care import coaching

    with workspace() as ws:
        coaching.talk(ws, plan, note, _day("--on", on), _day("--follow-up", follow_up))
        found = coaching.get(ws, plan)
    document({"plan": plan, "talks": len(found.talks), "follow_up": found.plan.follow_up_on}, as_json)


@care.command("follow-up")
def follow_up_(
    plan: Annotated[str, typer.Argument(help="Id of the plan.")],
    on: Annotated[str, typer.Argument(help="When to look again; `none` takes it out.")],
    as_json: AsJson = False,
) -> None:
    """Move the follow-up of a plan."""
    from planner.care import coaching

    with workspace() as ws:
        coaching.follow_up(ws, plan, None if on == "none" else day("ON", on))
    document({"plan": plan, "follow_up": "" if on == "none" else on}, as_json)


@care.command("coached")
def coached(
    plan: Annotated[str, typer.Argument(help="Id of the plan.")],
    state: Annotated[str, typer.Argument(help="reached or stopped.")],
    outcome: Annotated[str, typer.Option("--outcome", help="How it ended.")] = "",
    as_json: AsJson = False,
) -> None:
    """Close a coaching plan."""
    from planner.care import coaching

    with workspace() as ws:
        coaching.finish(ws, plan, state, outcome)
    document({"plan": plan, "state": state}, as_json)


# -- turnover -------------------------------------------------------------------------------------------------------


@care.command("turnover")
def turnover_(
    until: Until = "",
    months: Months = 12,
    by: Annotated[str, typer.Option("--by", help="company, team, tenure or month; all unless told.")] = "",
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Leavers, average headcount and yearly rate; kinds of leaving only where fewer than five cannot be told."""
    from planner.care import turnover

    with workspace() as ws:
        found = turnover.view(ws, _day("--until", until), months)
        rows = turnover.rows(found, by)
        if export is not None:
            _wrote(export, turnover.export(ws, export, _day("--until", until), months))
    narrate(f"{found.first} – {found.last}: {turnover.sentence(found)}")
    table(rows, as_json)


@care.command("cost")
def cost(until: Until = "", months: Months = 12, as_json: AsJson = False) -> None:
    """What a leaver costs, line by line, and all of the period together."""
    from planner.care import turnover

    with workspace() as ws:
        found = turnover.view(ws, _day("--until", until), months)
    if found.cost is None:
        narrate(t("No agent has an hourly cost: import agents with it first."))
        table([], as_json)
        return
    rows: list[dict[str, object]] = [
        {"part": line.name, "amount": line.amount, "from": turnover.explain(line)} for line in found.cost.lines
    ]
    rows.append({"part": "total", "amount": found.cost.total, "from": t("one leaver")})
    if found.total_cost is not None:
        n = found.company.leavers
        rows.append({"part": "period", "amount": found.total_cost, "from": t("{n} leavers", n=n)})
        narrate(t("{n} leavers cost {total}.", n=n, total=money(found.total_cost)))
    table(rows, as_json)


@care.command("leavers")
def leavers(until: Until = "", months: Months = 12, as_json: AsJson = False) -> None:
    """Who left and why, for HR: those of the period and those whose last day is known already."""
    from planner.care import turnover

    with workspace() as ws:
        found = turnover.leavers(ws, _day("--until", until), months)
    rows = [
        {"agent": x.agent_id, "name": x.name, "team": x.team, "last_day": x.end, "tenure": x.band, "kind": x.kind,
         "reason": x.reason}
        for x in found
    ]  # fmt: skip
    table(rows, as_json)


@care.command("leaving")
def leaving(
    agent: Agent,
    kind: Annotated[str, typer.Argument(help="voluntary, involuntary, contract_ended or other.")],
    reason: Annotated[str, typer.Option("--reason", help="In a few words; only HR reads it.")] = "",
    last_day: Annotated[str, typer.Option("--last-day", help="Last day, where it is not known yet.")] = "",
    as_json: AsJson = False,
) -> None:
    """Keep why somebody leaves (and their last day)."""
    from planner.care import turnover

    with workspace() as ws:
        turnover.say_why(ws, agent, kind, reason, _day("--last-day", last_day))
    document({"agent": agent, "kind": kind}, as_json)


@care.command("assume")
def assume(
    name: Annotated[str, typer.Argument(help="Name of an assumption; without one they are listed.")] = "",
    value: Annotated[str, typer.Argument(help="Its new value; `default` brings the shipped one back.")] = "",
    as_json: AsJson = False,
) -> None:
    """The assumptions behind the cost of a leaver: list them or change one."""
    from planner.care import turnover

    if name and not value:
        raise Misuse(t("What shall {name} be?", name=name), t("Give a number, or `default`."))
    with workspace() as ws:
        if name:
            turnover.assume(ws, name, None if value == "default" else _number(value))
        rows = [
            {
                "name": a.name,
                "value": v,
                "unit": a.unit,
                "shipped": a.value,
                "meaning": t(turnover.ASSUMPTION_WORDS[a.name]),
            }
            for a, v in turnover.assumptions(ws)
        ]
    table(rows, as_json)


def _number(value: str) -> Decimal:
    try:
        return Decimal(value.replace(",", "."))
    except InvalidOperation:
        raise Misuse(t("{value!r} is no number.", value=value[:20]), t("Write it as 12 or 12.5.")) from None


# -- satisfaction ---------------------------------------------------------------------------------------------------


@care.command("satisfaction")
def satisfaction_(
    quarter: Annotated[str, typer.Option("--quarter", help="2026-Q4; the newest with published rosters.")] = "",
    survey: Annotated[str, typer.Option("--survey", help="Id of a closed survey that asks about rosters.")] = "",
    export: Export = None,
    as_json: AsJson = False,
) -> None:
    """Rosters as worked beside the published answers of the same teams."""
    from planner.care import satisfaction

    with workspace() as ws:
        found = satisfaction.view(ws, quarter, survey)
        if export is not None:
            _wrote(export, satisfaction.export(ws, export, quarter, survey))
    said = found.survey.title if found.survey else t("no survey about rosters has been closed yet")
    narrate(
        t("{quarter}: {days} days in published rosters; {survey}.", quarter=found.quarter, days=found.days, survey=said)
    )
    for line in satisfaction.sentences(found):
        narrate(line)
    table(satisfaction.rows(found), as_json)


# -- the calendar by the team ---------------------------------------------------------------------------------------


@care.command("proposals")
def proposals(export: Export = None, as_json: AsJson = False) -> None:
    """What the team proposes for the promotional calendar, with its votes."""
    from planner.care import promos

    with workspace() as ws:
        rows = promos.rows(ws)
        if export is not None:
            _wrote(export, promos.export(ws, export))
    if not rows:
        narrate(
            t("Nothing has been proposed yet: {command}", command="cuadrante care propose NAME --start DATE --why ...")
        )
    table(rows, as_json)


@care.command("propose")
def propose(
    name: Annotated[str, typer.Argument(help="Name of the event.")],
    start: Annotated[str, typer.Option("--start", help="First day, 2026-12-09.")],
    why: Annotated[str, typer.Option("--why", help="Why it is a good idea.")],
    end: Annotated[str, typer.Option("--end", help="Last day, included; the first unless told.")] = "",
    channel: Annotated[
        list[str] | None, typer.Option("--channel", help="A channel it reaches; all unless told.")
    ] = None,
    uplift: Annotated[float | None, typer.Option("--uplift", help="Expected change of contacts in %.")] = None,
    code: Code = "",
    as_json: AsJson = False,
) -> None:
    """Propose an event."""
    from planner.care import promos

    first = day("--start", start)
    last = _day("--end", end) or first
    with workspace() as ws:
        made = promos.propose(ws, name, first, last, channel or (), uplift, why, _member(ws, code))
    document({"proposal": made}, as_json)


Proposal = Annotated[str, typer.Argument(metavar="PROPOSAL", help="Id of the proposal.")]


@care.command("vote")
def vote(
    proposal: Proposal,
    choice: Annotated[str, typer.Argument(help="yes, no, or none to take the vote back.")],
    code: Code = "",
    as_json: AsJson = False,
) -> None:
    """Vote on a proposal with one's personal code; voting again changes the vote."""
    from planner.care import members, promos

    if not code:
        raise Misuse(t("Whose vote is it?"), t("Give the personal code with --code or CUADRANTE_CODE."))
    with workspace() as ws:
        promos.vote(ws, members.identify(ws, code), proposal, "" if choice == "none" else choice)
        item = next(x for x in promos.items(ws) if x.proposal.proposal_id == proposal)
    document({"proposal": proposal, "yes": item.yes, "no": item.no}, as_json)


@care.command("accept")
def accept(
    proposal: Proposal,
    note: Annotated[str, typer.Option("--note", help="A word to the team.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put a proposal into the calendar that the forecast uses."""
    from planner.care import promos

    with workspace() as ws:
        events = promos.accept(ws, proposal, note)
    narrate(t("The next forecast uses it; `care undo` takes it out again."))
    document({"proposal": proposal, "events": len(events)}, as_json)


@care.command("decline")
def decline(
    proposal: Proposal,
    reason: Annotated[str, typer.Option("--reason", help="Why not; the team reads it.")],
    as_json: AsJson = False,
) -> None:
    """Say no to a proposal, with the reason."""
    from planner.care import promos

    with workspace() as ws:
        promos.decline(ws, proposal, reason)
    document({"proposal": proposal, "state": "declined"}, as_json)


@care.command("undo")
def undo(proposal: Proposal, as_json: AsJson = False) -> None:
    """Take a decision back; an accepted event leaves the calendar."""
    from planner.care import promos

    with workspace() as ws:
        promos.undo(ws, proposal)
    document({"proposal": proposal, "state": "open"}, as_json)
