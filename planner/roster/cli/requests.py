"""`cuadrante roster requests`, `roster request`: swaps and wishes that agents ask for, and what is decided."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from planner.base.i18n import t
from planner.console.groups import Week, roster
from planner.console.output import AsJson, day, narrate, table, week, workspace

if TYPE_CHECKING:
    from planner.roster.swaps import RequestView

request = typer.Typer(help="Ask for a swap or a wish; approve or decline it.", no_args_is_help=True)
roster.add_typer(request, name="request")

Id = Annotated[str, typer.Argument(metavar="ID", help="The request, as `roster requests` prints it.")]
Note = Annotated[str, typer.Option(help="A word to whoever decides.")]


class WishWord(StrEnum):
    """What an agent may ask of a day."""

    OFF = "off"
    ON = "on"
    EARLY = "early"
    LATE = "late"


@roster.command("requests")
def requests(
    week_label: Week,
    everything: Annotated[bool, typer.Option("--all", help="Decided ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open swaps and wishes of a week, each checked against rules, skills, notice and coverage as things stand."""
    from planner.roster import swaps as service

    with workspace() as ws:
        found = service.queue(ws, week(week_label), everything=everything)
    if not found:
        narrate(t("Nobody asks for anything in this week."))
    table([_row(one) for one in found], as_json)


@request.command("swap")
def ask_swap(
    agent: Annotated[str, typer.Argument(help="The agent who gives a shift.")],
    on: Annotated[str, typer.Argument(metavar="DAY", help="Its day, such as 2026-11-27.")],
    other: Annotated[str, typer.Argument(help="The agent who takes it.")],
    other_on: Annotated[str, typer.Argument(metavar="DAY", help="The day of the shift given in return.")],
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Ask for a swap; it waits until somebody approves or declines it."""
    from planner.roster import swaps as service

    with workspace() as ws:
        one = service.file_swap(ws, agent, day("DAY", on), other, day("DAY", other_on), note=note)
    _said(one, as_json)


@request.command("wish")
def ask_wish(
    agent: Annotated[str, typer.Argument(help="The agent.")],
    on: Annotated[str, typer.Argument(metavar="DAY", help="The day, such as 2026-11-27.")],
    wish: Annotated[WishWord, typer.Argument(help="off, on, early or late.")],
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Ask for a day off, at work, early or late; approved, it becomes a wish that the next solve weighs."""
    from planner.domain.people import Wish
    from planner.roster import swaps as service

    with workspace() as ws:
        one = service.file_wish(ws, agent, day("DAY", on), Wish(wish.value), note=note)
    _said(one, as_json)


@request.command("approve")
def approve(
    request_id: Id, reason: Annotated[str, typer.Option(help="A word to the agent.")] = "", as_json: AsJson = False
) -> None:
    """Approve after one more check; refused while a rule stands against it. A swap becomes a draft to publish."""
    from planner.roster import swaps as service

    with workspace() as ws:
        one = service.approve(ws, service.find(ws, request_id), reason=reason)
    if one.request.kind == "swap":
        narrate(t("The swap is kept as a draft; publish it to make it binding."))
    _said(one, as_json)


@request.command("decline")
def decline(
    request_id: Id, reason: Annotated[str, typer.Option(help="Why; the agent is told.")], as_json: AsJson = False
) -> None:
    """Decline with a reason."""
    from planner.roster import swaps as service

    with workspace() as ws:
        one = service.decline(ws, service.find(ws, request_id), reason)
    _said(one, as_json)


@request.command("withdraw")
def withdraw(request_id: Id, as_json: AsJson = False) -> None:
    """Take an open request back."""
    from planner.roster import swaps as service

    with workspace() as ws:
        one = service.decline(ws, service.find(ws, request_id), "", withdrawn=True)
    _said(one, as_json)


def _said(one: RequestView, as_json: bool) -> None:
    narrate(f"{one.request.request_id}  {one.title}")
    table([_row(one)], as_json)


def _row(one: RequestView) -> dict[str, object]:
    asked, swap = one.request, one.swap
    stands = "; ".join([*([one.refusal] if one.refusal else []), *(swap.stops if swap else ())])
    return {
        "id": asked.request_id,
        "kind": asked.kind,
        "state": asked.state,
        "agent_id": asked.agent_id,
        "date": asked.day,
        "other_id": asked.other_id,
        "other_date": asked.other_day,
        "wish": asked.wish,
        "possible": one.can_be_approved,
        "stops": stands,
        "skills": "; ".join(swap.lacking) if swap else "",
        "short_hours": round(swap.short_hours_change, 2) if swap else None,
        "points": round(swap.points, 1) if swap else None,
        "late_changes": sum(c.late for c in swap.changes) if swap else None,
        "met": one.met,
        "note": asked.note,
        "reason": asked.reason,
    }
