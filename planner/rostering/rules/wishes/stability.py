"""Changes against the published roster: days stay as published."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Kind, Rule, Words
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.context.line import BIG
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

CHANGED = Words("changed against the published roster", "cambia respecto al cuadrante publicado")
BREAK_ONLY = 0.25  # what a change of breaks alone costs of a changed day


def change_of(old: Shift | None, new: Shift | None) -> float:
    """How much a day changed: 1 for other hours, on or off; BREAK_ONLY for other breaks; 0 for none."""
    if old is None or new is None:
        return 0.0 if old is new else 1.0
    if (old.start, old.end) != (new.start, new.end):
        return 1.0
    return BREAK_ONLY if {(b.start, b.end) for b in old.breaks} != {(b.start, b.end) for b in new.breaks} else 0.0


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a changed day, a quarter when only breaks moved (no baseline: nothing).

    What the problem gives for a changed day (`change_weight`) stands for the rule's weight.
    """
    baseline, weight = parts.problem.baseline, parts.problem.change_weight
    if not baseline:
        return
    if weight is not None:
        rule = replace(rule, weight=weight)
    old = {s.day: s for s in baseline if s.agent_id == agent.agent_id}
    new = {s.day: s for s in parts.shifts_of[agent.agent_id]}
    for day in parts.days:
        if amount := change_of(old.get(day), new.get(day)):
            yield finding(rule, agent, day, CHANGED, amount)


def price(days: Days, rule: Rule) -> None:
    """Each day against the published one; a hard rule is kept at any price."""
    s = days.s
    if not s.problem.baseline:
        return
    change = rule.weight if s.problem.change_weight is None else s.problem.change_weight
    change = max(change, BIG) if rule.hard else change
    for d in range(s.grid.days):
        old = days.published.get(d)
        here = np.nonzero(days.day == d)[0]
        if old is None:
            days.cost[here] += change
            continue
        days.off[d] += change
        for q in here.tolist():
            duty = days.duties[q]
            if duty.exact is not None:
                days.cost[q] += change * change_of(old, duty.exact)
                continue
            same = (
                s.grid.start + timedelta(minutes=duty.cell * s.grid.minutes) == old.start
                and duty.presence * 60 == (old.end - old.start).total_seconds()
            )
            days.cost[q] += change * (BREAK_ONLY if same else 1.0)


RULE = Kind(
    "stability", Words("Changes against the published roster", "Cambios respecto al cuadrante publicado"),
    words=(CHANGED,), hard=False, weight=5.0, always=True, check=check, price=price,
)  # fmt: skip
