"""Shift lengths: one shift a day and at a time, of a length that the contract allows (or the pack, if it names none).

Lengths are kept even where a pack makes the rule soft.
"""

from __future__ import annotations

import itertools

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.packs.pack import RulePack
from planner.rostering.packs.registry import kinds
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.findings import Found, Violation, finding
from planner.rostering.rules.parts import Parts

WRONG = Words("a shift of {got_min} is not allowed", "un turno de {got_min} no está permitido")
TWO = Words("two shifts start on one day", "dos turnos empiezan el mismo día")
OVERLAP = Words("two shifts overlap", "dos turnos se solapan")


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a shift. Two at one time are never allowed."""
    for one, two in itertools.pairwise(parts.running(agent)):
        if one.day == two.day or two.start < one.end:
            words = TWO if one.day == two.day else OVERLAP
            yield Violation(rule.rule_id, agent.agent_id, two.day, words.en, {}, rule.source)
    for shift in parts.shifts_of[agent.agent_id]:
        yield from alone(parts, agent, rule, shift)


def alone(parts: Parts, agent: Agent, rule: Rule, shift: Shift) -> Found:
    """A length that is not allowed; shifts that stand as somebody put them may be of any."""
    got, given = shift.work_minutes, _given(agent.contract.daily_minutes, rule)
    low, high, step = rule.minutes("min_min"), rule.minutes("max_min"), max(1, rule.minutes("step_min"))
    good = got in given if given else low <= got <= high and (got - low) % step == 0
    if not good and not parts.held(shift):
        yield finding(rule, agent, shift.day, WRONG, got_min=got)


def _given(daily: tuple[int, ...], rule: Rule) -> tuple[int, ...]:
    """The lengths that the contract, or else the pack, names one by one."""
    return daily or tuple(int(v) for v in rule.params["lengths_min"])


def lengths_of(daily: tuple[int, ...], rules: RulePack, minor: bool) -> tuple[int, ...]:
    """Paid lengths that a day may have: the contract's, or else the pack's, within what hard rules allow."""
    rule = rules["shift_lengths"]
    given = _given(daily, rule)
    if not given:
        step = max(1, rule.minutes("step_min"))
        given = tuple(range(rule.minutes("min_min"), rule.minutes("max_min") + 1, step))
    asked = ((kind.longest, rules.get(kind.rule_id)) for kind in kinds().values())
    most = min((longest(r, minor) for longest, r in asked if longest and r is not None and r.hard), default=10**6)
    return tuple(sorted({v for v in given if 0 < v <= most}))


def price(days: Days, rule: Rule) -> None:
    """Nothing begins before the last published shift has ended."""
    before = days.s.before.get(days.agent.agent_id)
    if before:
        end = (before[-1].end - days.s.day_start[0]).total_seconds() / 60
        for place, duty in enumerate(days.duties):
            days.bad[place] |= duty.day == 0 and duty.begin < end


RULE = Kind(
    "shift_lengths", Words("Shift lengths", "Duración de los turnos"),
    {"min_min": Figure(240, Words("at least (min)", "mínimo (min)")),
     "max_min": Figure(540, Words("at most (min)", "máximo (min)")),
     "step_min": Figure(60, Words("grid (min)", "cuadrícula (min)")),
     "lengths_min": Figure([], Words("allowed lengths (min)", "duraciones permitidas (min)"))},
    (WRONG, TWO, OVERLAP), always=True, not_more=(("min_min", "max_min"),), check=check, alone=alone, price=price,
)  # fmt: skip
