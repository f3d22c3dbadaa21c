"""Breaks: every unbroken stretch of work has those of its length, within their window, with work between them.

A split shift is two stretches: what the law asks of a day it asks of one without interruption. What is due where is
said by `pauses`, from which shifts are planned too.
"""

from __future__ import annotations

import itertools
from datetime import timedelta

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.shifts.pauses import due_lengths, length, missing, stretches, tier_of

DUE = Words("breaks of {wanted} min are due, {got} planned", "corresponden descansos de {wanted} min, hay {got}")
EDGE = Words("a break too near the start or the end of the shift",
             "un descanso demasiado cerca de la entrada o de la salida")  # fmt: skip
NEAR = Words("less than {min} min of work between two breaks", "menos de {min} min de trabajo entre dos descansos")


def alone(parts: Parts, agent: Agent, rule: Rule, shift: Shift) -> Found:
    """Amount: 1 a missing or misplaced break."""
    between = timedelta(minutes=rule.minutes("work_between_min"))
    for stretch in stretches(parts.problem.rules, shift):
        tier = tier_of(rule, stretch.paid)
        wanted = due_lengths(tier)
        if tier is None or not wanted:
            continue
        had = [length(b) for b in stretch.breaks]
        if absent := missing(wanted, had):
            yield finding(rule, agent, shift.day, DUE, absent, wanted=_plus(wanted), got=_plus(had) or "0")
            continue
        first = stretch.begin + timedelta(minutes=int(tier.get("from_start_min", 0)))
        last = stretch.end - timedelta(minutes=int(tier.get("to_end_min", 0)))
        for pause in stretch.breaks:
            if pause.start < first or pause.end > last:
                yield finding(rule, agent, shift.day, EDGE)
        for one, two in itertools.pairwise(stretch.breaks):
            if two.start - one.end < between:
                yield finding(rule, agent, shift.day, NEAR, min=rule.minutes("work_between_min"))


def _plus(lengths: list[int]) -> str:
    return "+".join(map(str, sorted(lengths)))


RULE = Kind(
    "breaks", Words("Breaks", "Descansos"),
    {"tiers": Figure([], Words("breaks by length of shift", "descansos según la duración"), row={
        "over_min": 0, "from_min": 0, "minutes": 0, "paid": False, "from_start_min": 0, "to_end_min": 0}),
     "work_between_min": Figure(60, Words("work between breaks (min)", "trabajo entre descansos (min)"))},
    (DUE, EDGE, NEAR),
    Words("Estatuto de los Trabajadores 34.4 (text of 2021): at least 15 min in a day of more than 6 h",
          "Estatuto de los Trabajadores 34.4 (texto de 2021): al menos 15 min en jornadas de más de 6 h"),
    alone=alone,
)  # fmt: skip
