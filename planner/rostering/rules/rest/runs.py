"""Runs of working days and of days off, which go on from the published shifts before the roster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from planner.domain.people import Agent
from planner.rostering.packs.kind import Rule, Words
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts


class Run(NamedTuple):
    """Days running at work or off; `edge`: it touches the beginning or the end of what is known."""

    first: date
    length: int
    worked: bool
    edge: bool


def runs_of(parts: Parts, agent: Agent) -> Iterator[Run]:
    """Runs over the roster and the days before it.

    A run that ends on the day before the roster is one of them: the roster's first day has ended it.
    """
    before = parts.previous_of[agent.agent_id]
    worked = {s.day for s in (*before, *parts.shifts_of[agent.agent_id])}
    first = min([parts.days[0], *(s.day for s in before)])
    days = [first + timedelta(days=i) for i in range((parts.days[-1] - first).days + 1)]
    begin = 0
    for i in range(1, len(days) + 1):
        if i == len(days) or (days[i] in worked) != (days[begin] in worked):
            if days[i - 1] >= parts.days[0] - timedelta(days=1):
                yield Run(days[begin], i - begin, days[begin] in worked, begin == 0 or i == len(days))
            begin = i


def judged(parts: Parts, agent: Agent, rule: Rule, run: Run, long: Words, short: Words, free: bool = False) -> Found:
    """A run longer than `max` (unless `free`), or shorter than `min`: days of this roster too many, or too few."""
    before = max(0, (parts.days[0] - run.first).days)
    beyond = min(run.length - rule.minutes("max"), run.length - before)
    day = max(run.first, parts.days[0])
    if beyond > 0 and not free:
        yield finding(rule, agent, day, long, beyond, n=run.length, max=rule.minutes("max"))
    if not run.edge and run.length < rule.minutes("min"):
        few = rule.minutes("min") - run.length
        yield finding(rule, agent, day, short, few, n=run.length, min=rule.minutes("min"))


class Begun(NamedTuple):
    """Days at work, or off, that run up to the first day, and whether the beginning of those at work is known."""

    on: int
    off: int
    known: bool


def begun(span: Span) -> Begun:
    """What the published days before a span mean to it; nothing is known before the first of their shifts."""
    first = span.grid.first_day
    worked = {s.day for s in span.previous if s.day < first}
    on = 0
    while first - timedelta(days=on + 1) in worked:
        on += 1
    off = (first - max(worked)).days - 1 if worked and not on else 0
    return Begun(on, off, bool(worked) and first - timedelta(days=on) > min(worked))
