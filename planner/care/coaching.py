"""Coaching plans: one agent, one goal, talks with their day, and when to look again.

Who sees them: the lead of that agent's team and HR; the database enforces it where the workspace is shared. The audit
log names a plan, never the agent. Holding a talk settles the follow-up that was due; the next one is agreed with it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from planner.base.config import today
from planner.base.errors import Misuse, Refused
from planner.base.i18n import t
from planner.care.members import agent_named, everybody, words
from planner.care.store import people
from planner.db import audit
from planner.db.transactions import reads, writes

if TYPE_CHECKING:
    from planner.care.store.people import Plan, Talk
    from planner.db.workspace import Workspace

log = logging.getLogger(__name__)

OPEN, REACHED, STOPPED = "open", "reached", "stopped"
OVERDUE, SOON, LATER, NONE = "overdue", "soon", "later", "none"
SOON_DAYS = 7
COLUMNS = (
    "plan", "agent_id", "name", "team", "goal", "state", "started_on", "follow_up_on", "outcome", "day", "by", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coaching:
    """A plan with its agent and talks (newest first); `due` is overdue, soon (within 7 days), later or none."""

    plan: Plan
    name: str
    team: str
    talks: tuple[Talk, ...]
    due: str


def due_state(follow_up_on: date | None, on: date) -> str:
    """Where a follow-up stands on a day."""
    if follow_up_on is None:
        return NONE
    return OVERDUE if follow_up_on < on else SOON if follow_up_on < on + timedelta(days=SOON_DAYS) else LATER


@reads
def plans(ws: Workspace) -> tuple[Coaching, ...]:
    """Every plan that the person may see: those with the next follow-up first, closed ones last."""
    agents = {a.agent_id: a for a in everybody(ws)}
    talks: dict[str, list[Talk]] = {}
    for talk_ in people.read_talks(ws):
        talks.setdefault(talk_.plan_id, []).append(talk_)
    on = today()
    out = []
    for p in people.read_plans(ws):
        agent = agents.get(p.agent_id)
        due_ = due_state(p.follow_up_on, on) if p.state == OPEN else NONE
        out.append(
            Coaching(
                p,
                agent.name if agent else p.agent_id,
                agent.team if agent else "",
                tuple(talks.get(p.plan_id, ())),
                due_,
            )
        )
    return tuple(out)


@reads
def due(ws: Workspace) -> tuple[Coaching, ...]:
    """Open plans whose follow-up is due within 7 days or overdue."""
    return tuple(c for c in plans(ws) if c.due in (OVERDUE, SOON))


@reads
def due_sentence(ws: Workspace) -> str:
    """`Coaching: 3 follow-ups due within 7 days`; '' without any, and for somebody who may not see coaching at all."""
    try:
        with ws.apart():
            found = people.read_plans(ws)
    except Refused as error:
        log.info("coaching is not for this login", exc_info=error)
        return ""
    on = today()
    states = [due_state(p.follow_up_on, on) for p in found if p.state == OPEN]
    soon, late = states.count(SOON), states.count(OVERDUE)
    parts = []
    if late:
        parts.append(t("{n} follow-ups overdue" if late > 1 else "{n} follow-up overdue", n=late))
    if soon:
        parts.append(t("{n} follow-ups due within 7 days" if soon > 1 else "{n} follow-up due within 7 days", n=soon))
    return f"{t('Coaching')}: {', '.join(parts)} (C)." if parts else ""


@reads
def export(ws: Workspace, path: Path) -> int:
    """Write plans and talks as .csv or .xlsx, a line a talk (or a plan without one); returns the rows."""
    from planner.tables.writing import Value, write_table

    lines: list[tuple[Value, ...]] = []
    for c in plans(ws):
        p = c.plan
        head = (p.plan_id, p.agent_id, c.name, c.team, p.goal, p.state, p.started_on, p.follow_up_on, p.outcome)
        lines += [(*head, x.day, x.author, x.note) for x in c.talks] or [(*head, None, "", "")]
    return write_table(path, COLUMNS, lines, "coaching", private=True)


@writes
def begin(ws: Workspace, who: str, goal: str, follow_up_on: date | None = None, coach: str = "") -> str:
    """Agree a goal with an agent; the coach is the login unless named. Returns the plan's id."""
    agent = agent_named(ws, who)
    if not agent.employed_on(today()):
        raise Refused(t("{agent} is not employed today.", agent=agent.name), t("Choose somebody who works here."))
    _not_past(follow_up_on)
    plan = people.Plan(
        people.new_id(), agent.agent_id, words(coach, t("Coach"), 120, empty=True) or ws.person,
        words(goal, t("The goal"), 300), OPEN, today(), follow_up_on, None, "", ws.person, 1,
    )  # fmt: skip
    people.add_plan(ws, plan)
    audit.append(ws, "coaching begun", plan.plan_id)
    return plan.plan_id


@reads
def get(ws: Workspace, plan_id: str) -> Coaching:
    """One plan; Refused when there is none that the person may see."""
    found = next((c for c in plans(ws) if c.plan.plan_id == plan_id), None)
    if found is None:
        raise Refused(t("There is no coaching plan {id}.", id=plan_id[:20]), t("`care coaching` lists them."))
    return found


def _open(ws: Workspace, plan_id: str) -> Plan:
    found = get(ws, plan_id).plan
    if found.state != OPEN:
        raise Refused(t("This coaching plan is closed."), t("Begin a new one."))
    return found


def _not_past(day: date | None) -> None:
    if day is not None and day < today():
        raise Refused(t("The follow-up lies in the past."), t("Choose today or a later day."))


@writes
def talk(ws: Workspace, plan_id: str, note: str, day: date | None = None, follow_up_on: date | None = None) -> None:
    """Keep a talk and agree the next follow-up (None: keep one that lies after the talk, else none)."""
    plan, on = _open(ws, plan_id), day or today()
    if on > today():
        raise Refused(
            t("The talk lies in the future."), t("Write it down once it was held; agree a follow-up until then.")
        )
    _not_past(follow_up_on)
    said = words(note, t("The note"), 2000)
    kept = plan.follow_up_on if plan.follow_up_on and plan.follow_up_on > on else None
    people.add_talk(ws, plan, on, said)
    people.change_plan(ws, plan, follow_up_on=follow_up_on or kept)
    audit.append(ws, "coaching talk kept", plan_id)


@writes
def follow_up(ws: Workspace, plan_id: str, day: date | None) -> None:
    """Move the follow-up to another day, or take it out."""
    plan = _open(ws, plan_id)
    _not_past(day)
    people.change_plan(ws, plan, follow_up_on=day)
    audit.append(ws, "coaching follow-up moved", plan_id, {"to": str(day or "")})


@writes
def finish(ws: Workspace, plan_id: str, state: str, outcome: str = "") -> None:
    """Close a plan as reached or stopped, with a word on how it ended."""
    if state not in (REACHED, STOPPED):
        raise Misuse(t("{state!r} is no end of a coaching plan.", state=state), f"{REACHED}, {STOPPED}")
    plan = _open(ws, plan_id)
    said = words(outcome, t("The outcome"), 500, empty=True)
    people.change_plan(ws, plan, state=state, outcome=said, closed_on=today(), follow_up_on=None)
    audit.append(ws, "coaching closed", plan_id)
