"""Wishes: days off, days on, early and late shifts, each with its own weight."""

from __future__ import annotations

from datetime import time

import numpy as np

from planner.domain.people import Agent, Preference, Wish
from planner.rostering.packs.kind import Breach, Figure, Kind, Rule, Words
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.context.line import BIG
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

MISSED = Words("a wish is not met ({wish})", "no se cumple un deseo ({wish})")


def _minute(clock: time | None, default: int) -> int:
    return default if clock is None else clock.hour * 60 + clock.minute


def wish_missed(wish: Preference, rule: Rule, span: tuple[int, int] | None) -> bool:
    """Whether a day (minutes from midnight of its shift, None when free) goes against a wish that applies to it."""
    if wish.wish is Wish.ON or wish.wish is Wish.OFF:
        low, high = _minute(wish.start, 0), _minute(wish.end, 2880) or 2880
        overlaps = span is not None and span[0] < high and low < span[1]
        return overlaps if wish.wish is Wish.OFF else not overlaps
    if span is None:
        return False
    if wish.wish is Wish.EARLY:
        if wish.end is not None:
            return span[1] > (_minute(wish.end, 0) or 1440)
        return span[0] > _minute(wish.start, rule.minute("early_until", 660))
    if wish.start is not None:
        return span[0] < _minute(wish.start, 0)
    return span[1] < (_minute(wish.end, rule.minute("late_from", 1200)) or 1440)


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: the wish's weight."""
    shifts = {s.day: s for s in reversed(parts.shifts_of[agent.agent_id])}
    for wish in parts.problem.preferences:
        if wish.agent_id != agent.agent_id:
            continue
        for day in parts.days:
            if wish.applies_on(day):
                shift = shifts.get(day)
                if wish_missed(wish, rule, parts.span(shift) if shift else None):
                    yield finding(rule, agent, day, MISSED, wish.weight, wish=wish.wish.value)


def price(days: Days, rule: Rule) -> None:
    """The points of every shift, and day off, against a wish; a hard one is had at any price."""
    for wish in days.s.wishes.get(days.agent.agent_id, []):
        weight = wish.weight * (BIG if rule.hard else rule.weight)
        for d, here in enumerate(days.s.dates):
            if wish.applies_on(here):
                days.off[d] += weight * wish_missed(wish, rule, None)
                looks: dict[tuple[int, int], float] = {}
                for q in np.nonzero(days.day == d)[0]:
                    span = (int(days.start[q]), int(days.end[q]))
                    if span not in looks:
                        looks[span] = weight * wish_missed(wish, rule, span)
                    days.cost[q] += looks[span]


def span(span: Span, rule: Rule) -> None:
    """Nothing against a wish of any weight."""
    for wish in span.problem.preferences:
        if wish.agent_id != span.agent.agent_id or wish.weight <= 0:
            continue
        for d, mine in enumerate(span.on):
            if not wish.applies_on(span.parts.days[d]):
                continue
            missed = [v for look, v in mine if wish_missed(wish, rule, (look.start, look.end))]
            free = span.count - span.work[d] if wish.wish is Wish.ON else 0
            if missed or wish.wish is Wish.ON:
                span.when(rule, d, span.cp.add(sum(missed) + free == 0))


RULE = Kind(
    "preferences", Words("Wishes", "Deseos"),
    {"early_until": Figure("11:00", Words("early until", "temprano hasta"), clock=True),
     "late_from": Figure("20:00", Words("late from", "tarde desde"), clock=True)},
    (MISSED,), hard=False, weight=1.0, always=True, breach=Breach(points=10.0), check=check, price=price, span=span,
)  # fmt: skip
