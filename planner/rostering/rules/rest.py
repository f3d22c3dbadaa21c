"""Rules on rest: between shifts, in the week, runs of days, weekends, nights, successions, spread of starts.

Runs go on from the published shifts before the roster (`Parts.previous`). Weeks are blocks of seven days from the
roster's first day; a shorter block at the end is not asked for weekly rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.domain.time import midnight
from planner.rostering.rules.pack import Rule, minute_of
from planner.rostering.rules.parts import Parts, Penalty, Violation, finding

Found = Iterator[Violation | Penalty]


def daily_rest(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """At least `minutes` between the end of a shift and the next start. Amount: 1 a pair of shifts."""
    shifts = parts.previous_of[agent.agent_id][-1:] + parts.shifts_of[agent.agent_id]
    for one, two in itertools.pairwise(shifts):
        rest = int((two.start - one.end).total_seconds() // 60)
        if rest < rule.minutes("minutes"):
            yield finding(
                rule, agent, two.day, "{rest_min} of rest, {min_min} required", far=rule.minutes("minutes") - rest,
                rest_min=rest, min_min=rule.minutes("minutes"),
            )  # fmt: skip


def weekly_rest(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """A stretch of `minutes` free of shifts in every week (or twice that over 14 days). Amount: 1 a week.

    A stretch belongs to the weeks that it overlaps by a day or more.
    """
    zone, need = parts.roster.zone, rule.minutes("minutes")
    span = 14 if rule.minutes("over_days") >= 14 else 7
    shifts = parts.previous_of[agent.agent_id][-1:] + parts.shifts_of[agent.agent_id]
    far = timedelta(days=60)
    edges = [midnight(parts.days[0], zone) - far, *(s.end for s in shifts)]
    starts = [*(s.start for s in shifts), midnight(parts.days[-1], zone) + far]
    for first in range(0, len(parts.days) - 6, span):
        block = parts.days[first : first + span]
        begin, end = midnight(block[0], zone), midnight(block[-1] + timedelta(days=1), zone)
        rests = 0
        for free_from, free_to in zip(edges, starts, strict=True):
            inside = (min(end, free_to) - max(begin, free_from)).total_seconds() / 60
            length = (free_to - free_from).total_seconds() / 60
            if length >= need and inside >= 1380:
                rests += min(int(length // need), max(1, int((inside + 720) // need)))
        if rests < len(block) // 7:
            yield finding(
                rule, agent, block[0], "no {hours} h of rest in a row", hours=need // 60, weeks=len(block) // 7
            )


def days_off_together(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """`days` days off in a row in every week. Amount: 1 a week."""
    worked = {s.day for s in parts.shifts_of[agent.agent_id]}
    n = rule.minutes("days")
    for week in parts.weeks:
        if len(week) == 7 and not any(all(week[i + k] not in worked for k in range(n)) for i in range(8 - n)):
            yield finding(rule, agent, week[0], "no {days} days off in a row", days=n)


def runs_of(parts: Parts, agent: Agent) -> list[tuple[date, int, bool, bool]]:
    """Runs (first day, length, worked, touches an edge that is not known) over the roster and the days before it.

    A run that ends on the day before the roster is one of them: the roster's first day has ended it.
    """
    worked = {s.day for s in parts.shifts_of[agent.agent_id]} | {s.day for s in parts.previous_of[agent.agent_id]}
    before = parts.previous_of[agent.agent_id]
    first = min([parts.days[0], *(s.day for s in before)])
    days = [first + timedelta(days=i) for i in range((parts.days[-1] - first).days + 1)]
    runs: list[tuple[date, int, bool, bool]] = []
    begin = 0
    for i in range(1, len(days) + 1):
        if i == len(days) or (days[i] in worked) != (days[begin] in worked):
            if days[i - 1] >= parts.days[0] - timedelta(days=1):
                runs.append((days[begin], i - begin, days[begin] in worked, begin == 0 or i == len(days)))
            begin = i
    return runs


def consecutive_days(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Working days in a row between `min` and `max`. Amount: days of this roster too many, or days too few."""
    for first, length, worked, edge in runs_of(parts, agent):
        if worked and _beyond(parts, first, length, rule) > 0:
            yield finding(
                rule, agent, max(first, parts.days[0]), "{n} working days in a row, {max} allowed",
                _beyond(parts, first, length, rule), n=length, max=rule.minutes("max"),
            )  # fmt: skip
        if worked and not edge and length < rule.minutes("min"):
            yield finding(
                rule, agent, max(first, parts.days[0]), "{n} working days in a row, at least {min} required",
                rule.minutes("min") - length, n=length, min=rule.minutes("min"),
            )  # fmt: skip


def consecutive_days_off(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Days off in a row between `min` and `max`, where none is an absence. Amount: as for working days."""
    absent = parts.absent_days(agent)
    for first, length, worked, edge in runs_of(parts, agent):
        away = any(first + timedelta(days=i) in absent for i in range(length))
        if not worked and not away and _beyond(parts, first, length, rule) > 0:
            yield finding(
                rule, agent, max(first, parts.days[0]), "{n} days off in a row, {max} allowed",
                _beyond(parts, first, length, rule), n=length, max=rule.minutes("max"),
            )  # fmt: skip
        if not worked and not edge and length < rule.minutes("min"):
            yield finding(
                rule, agent, max(first, parts.days[0]), "{n} days off in a row, at least {min} required",
                rule.minutes("min") - length, n=length, min=rule.minutes("min"),
            )  # fmt: skip


def _beyond(parts: Parts, first: date, length: int, rule: Rule) -> int:
    """Days beyond `max` of a run, of those that lie in the roster."""
    before = max(0, (parts.days[0] - first).days)
    return min(length - rule.minutes("max"), length - before)


def free_weekends(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """At most `max_worked` weekends worked in every `over_weeks` weeks of the roster. Amount: weekends too many."""
    worked = {s.day for s in parts.shifts_of[agent.agent_id]}
    span = 7 * max(1, rule.minutes("over_weeks"))
    for first in range(0, len(parts.days), span):
        block = parts.days[first : first + span]
        weekends = {d - timedelta(days=d.weekday() - 5) for d in block if d.weekday() >= 5 and d in worked}
        if len(weekends) > rule.minutes("max_worked"):
            yield finding(
                rule, agent, min(weekends), "{n} weekends worked, {max} allowed",
                len(weekends) - rule.minutes("max_worked"), n=len(weekends), max=rule.minutes("max_worked"),
            )  # fmt: skip


def night_minutes(parts: Parts, shift: Shift, rule: Rule) -> int:
    """Minutes of a shift between `from` and `to` (local)."""
    start, end = parts.minute(shift.start, shift.day), parts.minute(shift.end, shift.day)
    dusk, dawn = minute_of(rule.params["from"], 1320), minute_of(rule.params["to"], 360)
    dusk = dusk if dusk >= dawn else dusk + 1440  # a night that begins at midnight or later
    windows = ((dusk - 1440, dawn), (dusk, 1440 + dawn), (dusk + 1440, 2880 + dawn))
    return sum(max(0, min(end, high) - max(start, low)) for low, high in windows)


def nights(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """At most `max_per_week` night shifts a week. Amount: night shifts too many."""
    for week in parts.weeks:
        got = sum(
            1
            for s in parts.shifts_of[agent.agent_id]
            if s.day in week and night_minutes(parts, s, rule) >= rule.minutes("over_min")
        )
        if got > rule.minutes("max_per_week"):
            yield finding(
                rule, agent, week[0], "{n} night shifts in a week, {max} allowed",
                got - rule.minutes("max_per_week"), n=got, max=rule.minutes("max_per_week"),
            )  # fmt: skip


def start_spread(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Starts of a week lie within `window_min`. Amount: hours outside the best such window, summed over the shifts."""
    window = rule.minutes("window_min")
    for week in parts.weeks:
        starts = [parts.minute(s.start, s.day) for s in parts.shifts_of[agent.agent_id] if s.day in week]
        if not starts:
            continue
        outside = min(
            sum(max(0, low - s, s - low - window) for s in starts) for low in starts + [s - window for s in starts]
        )
        if outside > 0:
            yield finding(
                rule,
                agent,
                week[0],
                "starts {spread_min} apart",
                outside / 60,
                spread_min=max(starts) - min(starts),
            )


def band_of(rule: Rule, start_min: int) -> str:
    """The name of the band a start falls in; empty outside all."""
    for name, span in rule.params["bands"].items():
        if minute_of(span[0], 0) <= start_min % 1440 < minute_of(span[1], 1440):
            return str(name)
    return ""


def successions(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """A shift of one band is not followed next day by one of a forbidden band. Amount: 1 a pair."""
    shifts = parts.previous_of[agent.agent_id][-1:] + parts.shifts_of[agent.agent_id]
    forbidden = {tuple(pair) for pair in rule.params["forbidden"]}
    for one, two in itertools.pairwise(shifts):
        if (two.day - one.day).days != 1:
            continue
        pair = band_of(rule, parts.minute(one.start, one.day)), band_of(rule, parts.minute(two.start, two.day))
        if pair in forbidden:
            yield finding(rule, agent, two.day, "{one} is followed by {two}", one=pair[0], two=pair[1])
