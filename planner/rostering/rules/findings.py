"""What the auditor finds of a rule: a violation where it is hard, else a penalty with its cost in points.

A figure of a finding whose name ends in `_min` is minutes, and is told as hours and minutes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from planner.base.i18n import day as day_text
from planner.base.i18n import hours_and_minutes, number, t
from planner.domain.people import Agent
from planner.rostering.packs.kind import Rule, Words
from planner.rostering.packs.registry import kinds, title

AS_TEXT = ("wanted", "got")
"""Params that are figures although they are text: breaks of 30+15 min."""


@dataclass(frozen=True)
class Violation:
    """A hard rule broken: which, by whom, on which local day, with the figures and the source.

    `message` is the English text, which is its code. `amount` says how far, in the rule's own measure.
    """

    rule: str
    agent_id: str
    day: date | None
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    amount: float = field(default=1.0, compare=False, repr=False)

    @property
    def about(self) -> Hashable:
        """What it is about, whatever its figures."""
        return _about(self)

    def text(self, lang: str | None = None) -> str:
        """In the user's language, with the rule's name."""
        return _text(self, lang)


@dataclass(frozen=True)
class Penalty:
    """A soft rule bent: as `Violation`, with its cost in points."""

    rule: str
    agent_id: str
    day: date | None
    cost: float
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def amount(self) -> float:
        """How far it is bent."""
        return self.cost

    @property
    def about(self) -> Hashable:
        """What it is about, whatever its figures."""
        return _about(self)

    def text(self, lang: str | None = None) -> str:
        """In the user's language, with the rule's name."""
        return _text(self, lang)


Found = Iterator[Violation | Penalty]


def finding(
    rule: Rule, agent: Agent | None, day: date | None, words: Words, amount: float = 1.0, far: float | None = None,
    **params: object,
) -> Violation | Penalty:  # fmt: skip
    """A violation where the rule is hard, else a penalty of `amount` times its weight (always so for a mere price).

    `far` says how far a violation is from its rule where `amount` does not.
    """
    who = agent.agent_id if agent else ""
    if rule.hard and not kinds()[rule.rule_id].price_only:
        return Violation(rule.rule_id, who, day, words.en, params, rule.source, float(amount if far is None else far))
    return Penalty(rule.rule_id, who, day, rule.weight * amount, words.en, params, rule.source)


def _about(found: Violation | Penalty) -> Hashable:
    told = tuple((k, v) for k, v in sorted(found.params.items()) if isinstance(v, str) and k not in AS_TEXT)
    return type(found).__name__, found.rule, found.agent_id, found.day, found.message, told


def _text(found: Violation | Penalty, lang: str | None) -> str:
    who = " ".join(filter(None, (found.agent_id, when_text(found, lang))))
    return f"{who}: {rule_text(found, lang)}" if who else rule_text(found, lang)


def when_text(found: Violation | Penalty, lang: str | None = None) -> str:
    """The day of a finding in the user's way, or the week of a rule that looks at weeks: Fri 27 Nov, week of 23 Nov."""
    if found.day is None or not kinds()[found.rule].of_a_week:
        return day_text(found.day, lang) if found.day else ""
    first, weeks = day_text(found.day, lang, weekday=False), found.params.get("weeks", 1)
    if weeks > 1:
        return t("{n} weeks from {day}", lang, n=weeks, day=first)
    return t("week of {day}", lang, day=first)


def rule_text(found: Violation | Penalty, lang: str | None = None) -> str:
    """A finding in the user's language without whom and when: the rule's name and its figures, minutes as hours."""
    told = {k: hours_and_minutes(v) if k.endswith("_min") else _figure(v, lang) for k, v in found.params.items()}
    if "kind" in told:
        told["kind"] = t(str(told["kind"]), lang)  # leave, illness: words of the program where it knows them
    return f"{title(found.rule, lang)}: {t(found.message, lang, **told)}"


def _figure(value: object, lang: str | None) -> object:
    """A decimal in the user's way, with one place where that says it all; anything else as it is."""
    return number(value, 1 if round(value, 1) == value else 2, lang) if isinstance(value, float) else value


class Told(Protocol):
    """A finding, here or in words."""

    @property
    def about(self) -> Hashable:
        """What it is about, whatever its figures."""

    @property
    def amount(self) -> float:
        """How far it is from the rule."""


Finding = TypeVar("Finding", bound=Told)


def worse(now: Sequence[Finding], then: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of `now` that were not there `then`, or were nearer to their rule (or as near, with other figures)."""
    found = []
    for one in now:
        if one not in then:
            had = [f.amount for f in then if f.about == one.about]
            if not had or one.amount >= max(had) - 1e-9:
                found.append(one)
    return tuple(found)


def mended(now: Sequence[Finding], then: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of `then` of which nothing is left `now`, whatever the figures."""
    left = {f.about for f in now}
    return tuple(f for f in then if f.about not in left)
