"""Forbidden successions: a shift of one band of starts is not followed next day by one of a forbidden band.

A band whose end is not after its beginning goes on over midnight: 22:00 to 06:00.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words, minute_of
from planner.rostering.packs.pack import check_clock, nearest, wrong_kind
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.context.line import LinePart, Person, Step
from planner.rostering.rules.context.memory import Ends, Remembered
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

FOLLOWED = Words("{one} is followed by {two}", "a {one} le sigue {two}")


def band_of(rule: Rule, start_min: int) -> str:
    """The name of the band a start falls in; empty outside all."""
    at = start_min % 1440
    for name, (begin, end) in rule.params["bands"].items():
        low, high = minute_of(begin, 0), minute_of(end, 1440)
        if low <= at < high or (high <= low and (low <= at or at < high)):
            return str(name)
    return ""


def pairs(rule: Rule) -> set[tuple[str, ...]]:
    """The forbidden pairs of bands."""
    return {tuple(pair) for pair in rule.params["forbidden"]}


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: 1 a pair."""
    forbidden = pairs(rule)
    for one, two in itertools.pairwise(parts.running(agent)):
        bands = band_of(rule, parts.span(one)[0]), band_of(rule, parts.span(two)[0])
        if (two.day - one.day).days == 1 and bands in forbidden:
            yield finding(rule, agent, two.day, FOLLOWED, one=bands[0], two=bands[1])


def price(days: Days, rule: Rule) -> None:
    """What may not follow on the first day the shift published for the day before."""
    before = days.s.before.get(days.agent.agent_id)
    if before and before[-1].day == days.s.grid.first_day - timedelta(days=1):
        forbidden, band = pairs(rule), band_of(rule, days.s.parts.span(before[-1])[0])
        follows = [q.day == 0 and (band, band_of(rule, q.start_min)) in forbidden for q in days.duties]
        days.breach(rule, np.array(follows, bool))


def remember(rule: Rule, ends: Ends) -> Remembered:
    """Which looks may not follow which on the next day."""
    forbidden, n = pairs(rule), len(ends.looks)
    clash = np.zeros((len(ends.finish), n), bool)
    bands = [band_of(rule, look.start) for look in ends.looks]
    if n:
        clash[:n] = np.array([[(a, b) in forbidden for b in bands] for a in bands])
    return Remembered(following=clash)


@dataclass(frozen=True)
class Followed(LinePart):
    """Each forbidden pair."""

    def step(self, day: Step) -> None:
        """After yesterday's shift."""
        if day.rules.units:
            day.forbid(self, ~day.off & day.worked & day.since_yesterday(day.rules.memory.following[self.rule]))


def line(rule: Rule, person: Person) -> LinePart | None:
    """Reads `remember`."""
    return Followed(rule.rule_id, None if rule.hard else rule.weight) if pairs(rule) else None


def span(span: Span, rule: Rule) -> None:
    """From each day to the next."""
    for one, two in sorted(pairs(rule)):
        for d in range(len(span.on) - 1):
            before = sum(v for look, v in span.on[d] if band_of(rule, look.start) == one)
            then = sum(v for look, v in span.on[d + 1] if band_of(rule, look.start) == two)
            span.when(rule, d + 1, span.cp.add(before + then <= span.count))


def fit(params: Mapping[str, Any], name: str) -> None:
    """Bands are two local times; forbidden pairs are two bands."""
    bands = params["bands"]
    for band, span_ in bands.items():
        wrong = wrong_kind(name, f"rules.successions.bands.{band}", span_)
        if not isinstance(span_, list) or len(span_) != 2:
            raise Refused(wrong, t("Write the time as 09:30."))
        for at in span_:
            check_clock(at, wrong)
    where = "rules.successions.forbidden"
    for pair in params["forbidden"]:
        if not isinstance(pair, list) or len(pair) != 2:
            raise Refused(wrong_kind(name, where, pair))
        for band in pair:
            if band not in bands:
                said = t("{name}: unknown key {key}.", name=name, key=f"{where}: {band}")
                raise Refused(said, nearest(str(band), tuple(bands)))


RULE = Kind(
    "successions", Words("Forbidden successions", "Sucesiones prohibidas"),
    {"bands": Figure({}, Words("bands of starts", "franjas de entrada")),
     "forbidden": Figure([], Words("forbidden pairs", "parejas prohibidas"))},
    (FOLLOWED,), keeps_away=True,
    check=check, price=price, remember=remember, line=line, span=span, fit=fit,
)  # fmt: skip
