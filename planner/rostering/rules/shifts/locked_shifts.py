"""Locked shifts: they are in the roster as they were. They are kept even where a pack makes the rule soft."""

from __future__ import annotations

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Breach, Kind, Rule, Words
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

MOVED = Words("a locked shift was moved", "se movió un turno fijado")


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a shift. Of locks that contradict each other the first one counts, and a reason tells it."""
    have = {(s.start, s.end, s.breaks) for s in parts.shifts_of[agent.agent_id]}
    mine = (s for s in parts.problem.fixed if s.agent_id == agent.agent_id)
    last: Shift | None = None
    for shift in sorted(mine, key=lambda s: s.start):
        if shift.day not in parts.days or (last and (shift.start < last.end or shift.day == last.day)):
            continue
        last = shift
        if (shift.start, shift.end, shift.breaks) not in have:
            yield finding(rule, agent, shift.day, MOVED)


RULE = Kind(
    "locked_shifts", Words("Locked shifts", "Turnos fijados"), words=(MOVED,), always=True,
    breach=Breach(points=250.0), keeps_away=True, check=check,
)  # fmt: skip
