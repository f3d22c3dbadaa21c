"""Split shifts: one interruption of an allowed length, and parts long enough."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from datetime import timedelta

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.packs.pack import RulePack
from planner.rostering.rules.context.duty import Pause, Template
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.shifts.pauses import Due, due, gap_from, placed, stretches, work_between

SPLIT = Words("a split shift", "un turno partido")


def alone(parts: Parts, agent: Agent, rule: Rule, shift: Shift) -> Found:
    """Amount: 1 an interruption (soft), 1 a fault (hard)."""
    longest, least = rule.minutes("gap_max_min"), rule.minutes("part_min_min")
    pieces = stretches(parts.problem.rules, shift)
    gaps = [two.begin - one.end for one, two in itertools.pairwise(pieces)]
    if not gaps:
        return
    faulty = any(g > timedelta(minutes=longest) for g in gaps) or any(
        piece.end - piece.begin < timedelta(minutes=least) for piece in pieces
    )
    if not rule.hard or len(gaps) > 1 or faulty:
        yield finding(rule, agent, shift.day, SPLIT, len(gaps), gaps=len(gaps))


def ways(rule: Rule, rules: RulePack, paid: int, minor: bool, width: int) -> Iterator[tuple[int, Template, float]]:
    """Split shifts of `paid` minutes (presence, template, price): each part has the breaks that it asks for by itself.

    Places of the interruption with the same breaks around it make one template. Breaks then keep the widest of their
    distances from both sides of the interruption, which may be more than the pack asks for.
    """
    least, between, cost = rule.minutes("part_min_min"), work_between(rules), 0.0 if rule.hard else rule.weight
    gaps = range(rule.minutes("gap_min_min"), rule.minutes("gap_max_min") + 1, max(width, 30))
    fitting = [v for v in gaps if v % width == 0 and v >= gap_from(rules)]
    places: dict[tuple[Due, Due, float], list[list[int]]] = {}
    for one_paid in range(5, paid if fitting else 0, 5):
        for one, price in due(one_paid, rules, minor):
            before = one_paid + one.added
            if before % width or before < least:
                continue
            for two, more in due(paid - one_paid, rules, minor):
                if paid - one_paid + two.added >= least:
                    runs = places.setdefault((one, two, price + more), [[before]])
                    if runs[-1][-1] + width == before:
                        runs[-1].append(before)
                    elif runs[-1][-1] != before:
                        runs.append([before])
    for (one, two, price), befores in ((key, run) for key, runs in places.items() for run in runs):
        apart = max(between, one.last if one.lengths else 0, two.first if two.lengths else 0)
        space = math.ceil(apart / width) if one.lengths or two.lengths else 1
        low, high = min(befores), max(befores)
        former = placed(one, 0, high, space, width)
        for gap in fitting:
            presence = paid + one.added + two.added + gap
            latter = placed(two, low // width + math.ceil(gap / width), presence - low - gap, space, width)
            if former is not None and latter is not None:
                pauses = (*former, Pause(low // width, high // width, gap, False), *latter)
                if _one_after_another(pauses, space, width):
                    yield presence, Template(pauses, space, True), price + cost


def _one_after_another(pauses: tuple[Pause, ...], space: int, width: int) -> bool:
    """Whether breaks with `space` cells between two can all be had within their windows."""
    at = 0
    for pause in pauses:
        at = max(at, pause.low)
        if at > pause.high:
            return False
        at += math.ceil(pause.minutes / width) + space
    return True


RULE = Kind(
    "split_shifts", Words("Split shifts", "Turnos partidos"),
    {"gap_min_min": Figure(60, Words("interruption at least (min)", "interrupción mínima (min)")),
     "gap_max_min": Figure(240, Words("interruption at most (min)", "interrupción máxima (min)")),
     "part_min_min": Figure(120, Words("each part at least (min)", "cada parte, mínimo (min)"))},
    (SPLIT,), hard=False, weight=2.0, not_more=(("gap_min_min", "gap_max_min"),), alone=alone,
)  # fmt: skip
