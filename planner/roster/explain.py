"""Why a roster is as it is, for planners: rules in conflict, who could work a short interval, what a wish would cost.

The engine answers (`planner.rostering.why.explain`); here its answers get names, shifts in words and money. Nothing is
stored. Deferred work stays where the roster does it, but for a wish's price: there it is placed anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from threading import Event
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.base.errors import Refused
from planner.base.i18n import day as day_text
from planner.base.i18n import money, number, t, together
from planner.domain.people import Agent, Preference
from planner.domain.roster import Coverage, Shift
from planner.domain.time import iso_week_label, localise
from planner.roster.fairness import judged_wishes
from planner.roster.words import called, conflict_called
from planner.rostering.packs.registry import kinds, title
from planner.rostering.repair import changes
from planner.rostering.rules.findings import rule_text
from planner.rostering.why import conflict, told
from planner.rostering.why.explain import why_refused as ask
from planner.rostering.why.explain import why_short as candidates

if TYPE_CHECKING:
    from planner.roster.views import RosterView
    from planner.rostering.problem import RosterProblem
    from planner.rostering.rules.findings import Violation
    from planner.rostering.why.explain import Candidate

WISH_SECONDS = 3.0


@dataclass(frozen=True)
class ConflictView:
    """A smallest set of rules that one agent's week cannot keep together, and the ways out, cheapest first.

    For what several people have to keep together `agent_id` is '' and `name` theirs. `proven` is False where time did
    not suffice to decide whether there is a conflict; `text` says so. `note` says where it did not suffice to leave out
    what is not needed.
    """

    agent_id: str
    name: str
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    ways: tuple[str, ...]
    text: str
    proven: bool = True
    note: str = ""


@dataclass(frozen=True)
class CandidateLine:
    """Somebody who is not on duty and could help: what it would take, what stops it, and its price.

    `points` is the change of the roster's cost (shortage it mends included), `euros` the wages of the extra hours;
    `new` is None for those whom `stops` keep away altogether. Who is not skilled for the channel helps by letting
    somebody who is change to it (`what` says so). `possible`: nothing hard stops it.
    """

    agent: Agent
    old: Shift | None
    new: Shift | None
    what: str
    stops: tuple[str, ...]
    points: float
    short_hours_change: float
    extra_minutes: int
    euros: Decimal | None

    @property
    def possible(self) -> bool:
        """Whether it can be done without breaking a rule."""
        return self.new is not None and not self.stops


@dataclass(frozen=True)
class ShortView:
    """An interval of a channel: required, scheduled, short, and everybody not there who could help.

    `note` says where the channel's work may wait: other hours help too then.
    """

    start: datetime
    channel: str
    required: float
    scheduled: float
    short: float
    skilled: int
    on_duty: int
    lines: tuple[CandidateLine, ...]
    note: str = ""


@dataclass(frozen=True)
class WishView:
    """A wish that was refused on a day, and what granting it would have cost; `changes` are other days that move."""

    wish: Preference
    day: date
    name: str
    possible: bool
    points: float | None
    changes: int
    text: str


def conflicts(shown: RosterView, *, seconds: float = 5.0) -> tuple[ConflictView, ...]:
    """Everybody whose rules, locks and absences cannot all be kept, with the cheapest way out; empty when all can."""
    names = {a.agent_id: a.name for a in shown.agents}
    found = []
    roster = shown.roster if shown.version is not None else None
    for plain in conflict.conflicts(_problem(shown), seconds=seconds, roster=roster):
        c = conflict_called(plain, shown.labels)
        asked = tuple(told.asked_text(a, names=names) for a in c.asked)
        rules = asked + tuple(title(r) for r in c.rules if not asked or not kinds()[r].together)
        ways = tuple(w.text(names=names) for w in c.relaxations)
        who = told.people((c.agent_id,) if c.agent_id else c.agents, names) or t("The team")
        note = "" if c.smallest else t("Time ran out: it may name more than is needed.")
        found.append(ConflictView(c.agent_id, who, rules, c.sources, ways, c.text(names=names), c.proven, note))
    return tuple(found)


def worst(shown: RosterView, only: str = "") -> tuple[datetime, str] | None:
    """Start and channel of the interval that misses most people; None where nobody is missing (to a twentieth).

    `only` that channel is looked at where it is given. Raises Refused when it is unknown.
    """
    coverage = shown.coverage
    if coverage is None:
        return None
    if only:
        _known(coverage, only)
    most, place = 0.05, None
    for channel, values in coverage.short.items():
        if only not in ("", channel):
            continue
        for index, value in enumerate(values):
            if value > most + 1e-9:
                most, place = value, (coverage.grid.instants[index], channel)
    return place


def why_short(shown: RosterView, at: datetime, channel: str = "") -> ShortView:
    """Who could work at `at` (aware) on a channel, or on the one that misses most when none is named.

    Raises Refused when there is no roster, the instant lies outside it, or the channel is unknown.
    """
    coverage = shown.coverage
    if coverage is None or shown.version is None:
        raise Refused(
            t("There is no roster for the week of {day}.", day=shown.first_day),
            t("Solve it first: {command}", command=f"cuadrante roster solve --week {iso_week_label(shown.first_day)}"),
        )
    grid = coverage.grid
    if not grid.start <= at < grid.end:
        there = at.astimezone(ZoneInfo(grid.zone))
        raise Refused(t("{when} is outside the days of the roster.", when=f"{there:%Y-%m-%d %H:%M}"))
    index = grid.index(at)
    if not coverage.required:
        raise Refused(t("Nobody is required in this week."), t("Work out the requirement first."))
    if not channel:
        channel = max(coverage.required, key=lambda c: (coverage.short[c][index], coverage.required[c][index]))
    _known(coverage, channel)
    start = grid.instants[index]
    people = {a.agent_id: a for a in shown.agents}
    found = candidates(_problem(shown), shown.roster, index, channel, most=len(people))
    labels = {c: shown.labels.get(c, c) for c in coverage.required}
    lines = tuple(_line(people[c.agent_id], c, channel, labels, grid.zone) for c in found)
    skilled = {a.agent_id for a in shown.agents if channel in a.skills}
    busy = {o.agent_id for o in shown.time_off if o.at_work and o.start < grid.interval(index).end and start < o.end}
    present = sum(s.on_duty(start) for s in shown.roster.shifts if s.agent_id in skilled - busy)
    return ShortView(
        start, channel, coverage.required[channel][index], coverage.scheduled[channel][index],
        coverage.short[channel][index], len(skilled), present, lines, _waits(shown, channel),
    )  # fmt: skip


def _known(coverage: Coverage, channel: str) -> None:
    if channel not in coverage.required:
        raise Refused(t("There is no channel {channel}.", channel=channel),
                      t("Known: {keys}.", keys=", ".join(coverage.required)))  # fmt: skip


def _waits(shown: RosterView, channel: str) -> str:
    deferred = shown.problem.deferred if shown.problem is not None else ()
    if not any(d.channel == channel for d in deferred):
        return ""
    return t("This work may wait: whoever works before its deadline helps too. Prices leave it where it is placed.")


def _line(agent: Agent, found: Candidate, channel: str, labels: Mapping[str, str], zone: str) -> CandidateLine:
    old, new = found.old, found.new
    if new is None:
        what = t("cannot come") if found.obstacles else t("no shift of theirs covers it")
    else:
        what = shift_words(old, new, zone)
    if found.through and new is not None:
        mine = ", ".join(label for c, label in labels.items() if c in agent.skills)
        what = t("{what}, for {channels}: somebody there changes to {channel}", what=what, channels=mine,
                 channel=labels[channel])  # fmt: skip
    if found.instead is not None:
        swap = t("with {day} off instead: allowed, {points}", day=day_text(found.instead.day),
                 points=together(t("{n} points", n=_signed(found.instead_cost))))  # fmt: skip
        what = f"{what} ({swap})"
    extra = (new.work_minutes if new else 0) - (old.work_minutes if old and new else 0)
    euros = None if agent.hourly_cost is None else (agent.hourly_cost * extra / 60).quantize(Decimal("0.01"))
    stops = tuple(rule_words(v, labels) for v in found.obstacles)
    return CandidateLine(agent, old, new, what, stops, found.cost_change, found.short_hours_change, extra, euros)


def price(line: CandidateLine) -> str:
    """The price of a candidate in words: points, hours and euros."""
    parts = [together(t("{n} points", n=_signed(line.points)))]
    if line.extra_minutes:
        parts.append(together(t("{n} h of work", n=_signed(line.extra_minutes / 60))))
        if line.euros is not None:
            parts.append(("+" if line.euros > 0 else "") + together(money(line.euros)))
    return ", ".join(parts)


def _signed(value: float) -> str:
    if abs(value) < 0.05:
        return "0"
    return ("+" if value > 0 else "−") + number(abs(value), 1)


def shift_words(old: Shift | None, new: Shift | None, zone: str) -> str:
    """What changes in words: 10:00–18:00 instead of 09:00–17:00; comes in, stays home."""
    if new is None and old is None:
        return t("absent, or no allowed shift covers it")
    if new is None:
        return t("stays home instead of {old}", old=span(old, zone)) if old else ""
    if old is None:
        return t("comes in {new}", new=span(new, zone))
    if (old.start, old.end) == (new.start, new.end):
        return t("{new}, other breaks", new=span(new, zone))
    return t("{new} instead of {old}", new=span(new, zone), old=span(old, zone))


def span(shift: Shift, zone: str) -> str:
    """Local hours of a shift: 09:00–17:00."""
    tz = ZoneInfo(zone)
    return f"{shift.start.astimezone(tz):%H:%M}–{shift.end.astimezone(tz):%H:%M}"


def rule_words(violation: Violation, labels: Mapping[str, str]) -> str:
    """A rule that stands in the way, with its figures, without the agent's id; channels by their labels."""
    return rule_text(called(violation, labels))


def refused(shown: RosterView) -> tuple[tuple[Preference, date], ...]:
    """Wishes that the roster on show does not meet, the heaviest first."""
    if shown.version is None or shown.problem is None:
        return ()
    missed = [(w, d) for w, d, gone in judged_wishes(shown.problem, shown.roster) if gone]
    return tuple(sorted(missed, key=lambda m: (-m[0].weight, m[1], m[0].agent_id)))


def why_refused(
    shown: RosterView, wish: Preference, day: date, *, seconds: float = WISH_SECONDS, stop: Event | None = None
) -> WishView:
    """What granting the wish on that day would have cost: at most, and at least as proven; or the rules against it.

    Takes about `seconds`, twice that where there are many people. The points are those of the best roster found that
    grants it, less those of the roster on show, never less than 0.
    """
    name = next((a.name for a in shown.agents if a.agent_id == wish.agent_id), wish.agent_id)
    answer = ask(_whole(shown), shown.roster, wish, day, seconds=seconds, stop=stop)
    moved = len(changes(shown.roster, answer.roster)) if answer.roster is not None else 0
    return WishView(
        wish, day, name, answer.possible, answer.cost if answer.possible else None, moved,
        replace(answer, agent_id=name).text(),
    )  # fmt: skip


def find_wish(shown: RosterView, agent_id: str, day: date | None) -> tuple[Preference, date]:
    """The refused wish of an agent on a day (the first one when None). Raises Refused when there is none."""
    if agent_id not in {a.agent_id for a in shown.agents}:
        raise Refused(t("There is no agent {agent}.", agent=agent_id), t("Name the agents by their ids."))
    for wish, when in refused(shown):
        if wish.agent_id == agent_id and day in (None, when):
            return wish, when
    where = f" {day_text(day)}" if day else ""
    raise Refused(t("No wish of {agent}{when} was refused.", agent=agent_id, when=where))


def instant(shown: RosterView, text: str) -> datetime:
    """The UTC instant of local time written 2026-11-27 20:00. Raises Refused otherwise."""
    try:
        naive = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(t("{value!r} is no time.", value=text), t("Write it as 2026-11-27 20:00.")) from None
    return naive if naive.tzinfo is not None else localise(naive, shown.zone)[0]


def _whole(shown: RosterView) -> RosterProblem:
    if shown.problem is None:
        raise Refused(t("There is no roster for the week of {day}.", day=shown.first_day))
    return shown.problem


def _problem(shown: RosterView) -> RosterProblem:
    """The problem with deferred work as a requirement where the roster does it."""
    return replace(_whole(shown), deferred=())
