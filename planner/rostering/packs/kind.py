"""What a rule is: its figures, its words, and what each room asks of it; `Rule` is one in force with its figures.

A rule is one module of `planner.rostering.rules` with a `RULE` of type `Kind` (`registry` lists them). What the rooms
ask of it are functions; each is left out where the rule has nothing to say there:

    check(parts, agent, rule)         the auditor, of one person's finished roster (`parts.Parts`): yields findings
    alone(parts, agent, rule, shift)  the auditor, of one shift by itself; instead of `check` or called by it
    whole(parts, rule)                the auditor, of everybody together
    longest(rule, minor)              minutes that a shift may have at most, where the rule is hard
    of_shift(rule, duty, asked)       how far a shift that the engine may plan bends the rule (`context.duty`)
    price(days, rule)                 what shifts and days off cost one person, or which are barred (`context.days`)
    flag(rule, look)                  whether a shift is one of a kind that the rule's line part counts
    reach(rule)                       minutes between two shifts up to which it asks about them; with it
    remember(rule, ends)              what a shift means to those after it (`context.memory`)
    line(rule, person)                its part of the line graph (`context.line`), None where it binds nothing
    span(span, rule)                  its constraints in the model of conflicts, asked where it is hard (`context.span`)
    needs(rule)                       minimums of hands that it asks for (`team.minimum`)
    fit(params, where)                raises Refused where figures do not fit each other

Invariant: nothing here knows a rule by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, NamedTuple


class Words(NamedTuple):
    """A text in English, which is its key, and in Spanish."""

    en: str
    es: str


@dataclass(frozen=True)
class Figure:
    """A figure of a rule: its default, which tells its kind, and what it is called.

    `clock`: a local time HH:MM, or empty. `row`: a list of tables with these keys, each with a value of its kind.
    """

    default: Any
    name: Words
    clock: bool = False
    choices: tuple[str, ...] = ()
    row: Mapping[str, Any] | None = None


class Breach(NamedTuple):
    """What a breach of a rule is measured in when ways out of a conflict are put in order, and points for one."""

    unit: str = "time(s)"
    points: float = 1000.0


CONVENTION, ONCE = Words("convention", "convención"), Breach()


@dataclass(frozen=True)
class Kind:
    """A rule of rosters; see the module's text for what the functions are given.

    `always`: no pack can turn it off. `price_only`: a cost that nothing can bring to zero, so that `hard` says
    nothing of it. `of_a_week`: its findings are of whole weeks, their day is the first one. `together`: it looks at
    everybody, by the roster's own pack. `plain`: how well people understand it in a conflict (more stays in longer).
    `another_day`: giving up another day's shift may mend it; `keeps_away`: it tells why somebody cannot come at all.
    """

    rule_id: str
    title: Words
    figures: Mapping[str, Figure] = field(default_factory=dict)
    words: tuple[Words, ...] = ()
    article: Words = CONVENTION
    hard: bool = True
    weight: float = 0.0
    always: bool = False
    price_only: bool = False
    of_a_week: bool = False
    together: bool = False
    breach: Breach = ONCE
    plain: int = 0
    another_day: bool = False
    keeps_away: bool = False
    not_more: tuple[tuple[str, str], ...] = ()
    """Pairs of figures of which the first is at most the second."""
    check: Callable[..., Any] | None = None
    alone: Callable[..., Any] | None = None
    whole: Callable[..., Any] | None = None
    longest: Callable[..., int] | None = None
    of_shift: Callable[..., float] | None = None
    price: Callable[..., None] | None = None
    flag: Callable[..., bool] | None = None
    reach: Callable[..., int] | None = None
    remember: Callable[..., Any] | None = None
    line: Callable[..., Any] | None = None
    span: Callable[..., None] | None = None
    needs: Callable[..., Any] | None = None
    fit: Callable[..., None] | None = None

    @property
    def params(self) -> dict[str, Any]:
        """The figures' defaults by key."""
        return {key: figure.default for key, figure in self.figures.items()}

    def said(self) -> tuple[Words, ...]:
        """Everything that is told of the rule."""
        return (self.title, self.article, *self.words, *(figure.name for figure in self.figures.values()))


@dataclass(frozen=True)
class Rule:
    """One rule in force: hard or soft with a weight, its figures, and its source."""

    rule_id: str
    hard: bool
    weight: float
    params: Mapping[str, Any]
    source: str = ""

    def minutes(self, key: str) -> int:
        """A figure in whole minutes (or days, or times)."""
        return int(self.params[key])

    def minute(self, key: str, default: int) -> int:
        """Minutes after midnight of a figure HH:MM; `default` when empty."""
        return minute_of(self.params[key], default)


def clock(text: object) -> time | None:
    """A local time written HH:MM; None when empty. 24:00 is read as 00:00 (of the following day)."""
    if not text:
        return None
    if str(text) == "24:00":
        return time()
    return time.fromisoformat(str(text))


def minute_of(text: object, default: int) -> int:
    """Minutes after local midnight of HH:MM (24:00 is 1440); `default` when empty."""
    if not text:
        return default
    hours, minutes = str(text).split(":")
    return 60 * int(hours) + int(minutes)
