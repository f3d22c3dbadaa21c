"""Leave and absences: no shift during them; training and meetings count as work, unless they take all of a day."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from planner.domain.people import AT_WORK_KINDS, Agent
from planner.domain.roster import Shift
from planner.domain.time import midnight
from planner.rostering.packs.kind import Breach, Kind, Rule, Words
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

ABSENT = Words("absent ({kind})", "ausente ({kind})")


def absent_in(problem: RosterProblem, shift: Shift) -> bool:
    """Whether a shift lies in an absence of its agent."""
    return any(
        o.agent_id == shift.agent_id and o.start < shift.end and shift.start < o.end and o.kind not in AT_WORK_KINDS
        for o in problem.time_off
    )


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a shift."""
    for shift in parts.shifts_of[agent.agent_id]:
        whole = midnight(shift.day, parts.roster.zone), midnight(shift.day + timedelta(days=1), parts.roster.zone)
        for off in parts.absences_of.get(agent.agent_id, ()):
            at_work = off.kind in AT_WORK_KINDS and not (off.start <= whole[0] and whole[1] <= off.end)
            if not at_work and off.start < shift.end and shift.start < off.end:
                yield finding(rule, agent, shift.day, ABSENT, kind=off.kind)
                break


def price(days: Days, rule: Rule) -> None:
    """Shifts that touch an absence, and all of a day that one takes whole."""
    if not len(days.duties):
        return
    s = days.s
    midnights = np.array([(at - s.day_start[0]).total_seconds() / 60 for at in s.day_start])
    begins = midnights[days.day] + np.array([q.begin for q in days.duties])
    ends = midnights[days.day + 1] + np.array([q.finish for q in days.duties]) - 1440
    gone = np.array(s.away(days.agent, employed=False), bool)[days.day]
    for off in s.absences(days.agent):
        if off.kind not in AT_WORK_KINDS:
            left, back = ((t - s.grid.start).total_seconds() / 60 for t in (off.start, off.end))
            gone |= (begins < back) & (left < ends)
    days.breach(rule, gone)


RULE = Kind(
    "time_off", Words("Leave and absences", "Vacaciones y ausencias"), words=(ABSENT,), always=True,
    breach=Breach(points=3000.0), keeps_away=True, check=check, price=price,
)  # fmt: skip
