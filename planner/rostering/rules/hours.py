"""Rules on how long and when: contract, days, starts, lengths, split shifts, breaks, availability, absences.

Each function is one rule: it reads the finished roster of one agent and yields what it finds, hard or soft by its pack.
The amount that a soft rule's weight multiplies stands in each docstring.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from planner.domain.people import AT_WORK_KINDS, Agent
from planner.domain.roster import Break, Shift
from planner.domain.time import midnight
from planner.rostering.rules.pack import Rule, RulePack, minute_of
from planner.rostering.rules.parts import Parts, Penalty, Violation, finding

Found = Iterator[Violation | Penalty]
AT_WORK = AT_WORK_KINDS


def contract_hours(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Paid minutes of each week are the contract's, give or take the tolerance.

    Amount: hours beyond it; where the rule is soft, `deviation_cost_h` is what one costs instead of the weight, if any.
    """
    each = float(rule.params["deviation_cost_h"]) / rule.weight if rule.weight and not rule.hard else 0.0
    for week in parts.weeks:
        target, _ = parts.week_target(agent, week)
        got = sum(s.work_minutes for s in parts.shifts_of[agent.agent_id] if s.day in week)
        off = abs(got - target) - rule.minutes("tolerance_min")
        if off > 0:
            yield finding(
                rule, agent, week[0], "{got_min} planned, {target_min} in the contract", off / 60 * (each or 1.0),
                got_min=got, target_min=target,
            )  # fmt: skip


def working_days(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """At most the contract's days a week (and the pack's), less days of absence. Amount: days too many."""
    for week in parts.weeks:
        _, allowed = parts.week_target(agent, week)
        worked = len({s.day for s in parts.shifts_of[agent.agent_id] if s.day in week})
        if worked > allowed:
            yield finding(
                rule, agent, week[0], "{worked} days planned, {allowed} allowed", worked - allowed,
                worked=worked, allowed=allowed,
            )  # fmt: skip


def weekly_hours(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Paid time averages at most `max_min` a week over the span. Amount: hours beyond it a week."""
    got = sum(s.work_minutes for s in parts.shifts_of[agent.agent_id])
    limit = rule.minutes("max_min")
    average = got / max(1.0, len(parts.days) / 7)
    if len(parts.days) >= 7 and average > limit:
        yield finding(
            rule, agent, parts.days[0], "{got_min} a week on average, {max_min} allowed", (average - limit) / 60,
            got_min=round(average), max_min=limit, weeks=len(parts.days) // 7,
        )  # fmt: skip


def daily_hours(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Paid time of a day is at most `max_min`. Amount: hours beyond it."""
    by_day: dict[Any, int] = {}
    for shift in parts.shifts_of[agent.agent_id]:
        by_day[shift.day] = by_day.get(shift.day, 0) + shift.work_minutes
    for day, got in by_day.items():
        if got > rule.minutes("max_min"):
            yield finding(
                rule, agent, day, "{got_min} in a day, {max_min} allowed", (got - rule.minutes("max_min")) / 60,
                got_min=got, max_min=rule.minutes("max_min"),
            )  # fmt: skip


def shift_start(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Shifts start on the grid of `step_min`, not before `earliest`, and end by `latest_end`. Amount: 1 a shift."""
    step = max(1, rule.minutes("step_min"))
    earliest, latest = minute_of(rule.params["earliest"], 0), minute_of(rule.params["latest_end"], 2880)
    for shift in parts.shifts_of[agent.agent_id]:
        start, end = parts.minute(shift.start, shift.day), parts.minute(shift.end, shift.day)
        if parts.held(shift):
            continue
        if start % step or start < earliest or end > latest:
            yield finding(rule, agent, shift.day, "starts or ends at a time that is not allowed", start=start, end=end)


def shift_lengths(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """One shift a day and at a time, of a length the contract allows (or the pack, where it names none).

    Amount: 1 a shift.
    """
    allowed = agent.contract.daily_minutes or tuple(int(v) for v in rule.params["lengths_min"])
    low, high, step = rule.minutes("min_min"), rule.minutes("max_min"), max(1, rule.minutes("step_min"))
    shifts = parts.previous_of[agent.agent_id][-1:] + parts.shifts_of[agent.agent_id]
    for one, two in itertools.pairwise(shifts):
        if one.day == two.day or two.start < one.end:
            message = "two shifts start on one day" if one.day == two.day else "two shifts overlap"
            yield Violation(rule.rule_id, agent.agent_id, two.day, message, {}, rule.source)
    for shift in parts.shifts_of[agent.agent_id]:
        got = shift.work_minutes
        good = got in allowed if allowed else low <= got <= high and (got - low) % step == 0
        if not good and not parts.held(shift):
            yield finding(rule, agent, shift.day, "a shift of {got_min} is not allowed", got_min=got)


def gap_from(rules: RulePack) -> int:
    """Minutes from which an unpaid break is the interruption of a split shift: more than any unpaid break that is due.

    More than a day where the pack has no split shifts.
    """
    split, rule = rules.get("split_shifts"), rules.get("breaks")
    if split is None:
        return 24 * 60 + 1
    tiers = rule.params["tiers"] if rule is not None else []
    longest = max((v for t in tiers if not t.get("paid", False) for v in tier_lengths(t)), default=0)
    young = rules["minors"].minutes("break_min") if "minors" in rules else 0
    return max(split.minutes("gap_min_min"), longest + 1, young + 1)


def stretches(parts: Parts, shift: Shift) -> list[tuple[datetime, datetime, list[Break]]]:
    """The unbroken parts of a shift with their breaks: one, or more around the interruptions of a split shift."""
    least, begin = gap_from(parts.rules), shift.start
    found: list[tuple[datetime, datetime, list[Break]]] = []
    inside: list[Break] = []
    for pause in sorted(shift.breaks, key=lambda b: b.start):
        if not pause.paid and _length(pause) >= least:
            found.append((begin, pause.start, inside))
            begin, inside = pause.end, []
        else:
            inside.append(pause)
    return [*found, (begin, shift.end, inside)]


def split_shifts(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """A split shift has one interruption of an allowed length and parts long enough.

    Amount: 1 an interruption (soft), 1 a fault (hard).
    """
    longest, least = rule.minutes("gap_max_min"), rule.minutes("part_min_min")
    for shift in parts.shifts_of[agent.agent_id]:
        pieces = stretches(parts, shift)
        gaps = [two[0] - one[1] for one, two in itertools.pairwise(pieces)]
        if not gaps:
            continue
        faulty = any(g > timedelta(minutes=longest) for g in gaps) or any(
            end - begin < timedelta(minutes=least) for begin, end, _ in pieces
        )
        if not rule.hard or len(gaps) > 1 or faulty:
            yield finding(rule, agent, shift.day, "a split shift", len(gaps), gaps=len(gaps))


def break_tier(rule: Rule, work_min: int) -> dict[str, Any] | None:
    """The row of `tiers` for a shift of that much paid time: the last one whose bound it reaches."""
    chosen = None
    for tier in rule.params["tiers"]:
        if work_min > int(tier.get("over_min", 0)) and work_min >= int(tier.get("from_min", 0)):
            chosen = tier
    return chosen


def breaks_missing(wanted: Sequence[int], had: Sequence[int]) -> int:
    """How many of the breaks that are due no break of that length stands for."""
    longest = sorted(had, reverse=True)
    pairs = itertools.zip_longest(sorted(wanted, reverse=True), longest[: len(wanted)], fillvalue=0)
    return sum(1 for least, got in pairs if got < least)


def breaks(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Every unbroken stretch of work has the breaks of its length, within their window, with work between them.

    A split shift is two stretches: what the law asks of a day it asks of one without interruption. Amount: 1 a missing
    or misplaced break.
    """
    between = timedelta(minutes=rule.minutes("work_between_min"))
    for shift in parts.shifts_of[agent.agent_id]:
        for begin, end, got in stretches(parts, shift):
            tier = break_tier(rule, _minutes(end - begin) - sum(_length(b) for b in got if not b.paid))
            wanted = [v for v in tier_lengths(tier) if v > 0] if tier else []
            if tier is None or not wanted:
                continue
            had = [_length(b) for b in got]
            missing = breaks_missing(wanted, had)
            if missing:
                yield finding(
                    rule, agent, shift.day, "breaks of {wanted} min are due, {got} planned", missing,
                    wanted=_plus(wanted), got=_plus(had) or "0",
                )  # fmt: skip
                continue
            first = begin + timedelta(minutes=int(tier.get("from_start_min", 0)))
            last = end - timedelta(minutes=int(tier.get("to_end_min", 0)))
            for pause in got:
                if pause.start < first or pause.end > last:
                    yield finding(rule, agent, shift.day, "a break too near the start or the end of the shift")
            for one, two in itertools.pairwise(got):
                if two.start - one.end < between:
                    yield finding(
                        rule, agent, shift.day, "less than {min} min of work between two breaks",
                        min=rule.minutes("work_between_min"),
                    )  # fmt: skip


def at_night(rule: Rule, night: Rule | None, start: int, end: int) -> bool:
    """Whether somebody under 18 may not work from `start` to `end` (minutes from midnight): it touches the night."""
    dawn = minute_of(night.params["to"] if night else "06:00", 360)
    dusk = minute_of(night.params["from"] if night else "22:00", 1320)
    return not rule.params["nights"] and (start < dawn or end > (dusk if dusk >= dawn else dusk + 1440))


def minors(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Under 18: at most 8 h a day, 30 min over 4.5 h, no nights, two days' rest a week. Amount: 1 a fault."""
    if agent.agent_id not in parts.minors:
        return
    for shift in parts.shifts_of[agent.agent_id]:
        yield from minor_shift(parts, agent, rule, shift)
    worked = {s.day for s in parts.shifts_of[agent.agent_id]}
    days = rule.minutes("rest_min") // 1440
    for week in parts.weeks:
        if len(week) == 7 and not any(all(week[i + k] not in worked for k in range(days)) for i in range(8 - days)):
            yield finding(rule, agent, week[0], "no {days} days of rest in a row", days=days)


def minor_shift(parts: Parts, agent: Agent, rule: Rule, shift: Shift) -> Found:
    """What a shift by itself has against the rule for agents under 18."""
    if shift.work_minutes > rule.minutes("max_min"):
        yield finding(rule, agent, shift.day, "more than {max_min} a day", max_min=rule.minutes("max_min"))
    for begin, end, got in stretches(parts, shift):
        paid = _minutes(end - begin) - sum(_length(b) for b in got if not b.paid)
        if paid > rule.minutes("break_over_min") and max(map(_length, got), default=0) < rule.minutes("break_min"):
            yield finding(rule, agent, shift.day, "no break of {break_min}", break_min=rule.minutes("break_min"))
    start, end_min = parts.minute(shift.start, shift.day), parts.minute(shift.end, shift.day)
    if at_night(rule, parts.rules.get("nights"), start, end_min):
        yield finding(rule, agent, shift.day, "works at night")


def full_time(rules: RulePack, agent: Agent) -> bool:
    """Whether the contract has the hours of a whole week of the pack (40 h where it says nothing)."""
    weekly = rules.get("weekly_hours")
    return agent.contract.weekly_minutes >= (weekly.minutes("max_min") if weekly else 2400)


def overtime(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Hours beyond the contract stay within the year's limit; part-time contracts have none. Amount: hours beyond."""
    over = 0
    for week in parts.weeks:
        target, _ = parts.week_target(agent, week)
        got = sum(s.work_minutes for s in parts.shifts_of[agent.agent_id] if s.day in week)
        over += max(0, got - target)
    tolerance = parts.rules["contract_hours"].minutes("tolerance_min") * len(parts.weeks)
    if over > tolerance and not full_time(parts.rules, agent) and not rule.params["part_time"]:
        yield finding(
            rule, agent, parts.days[0], "{over} of overtime on a part-time contract", over / 60, over=over,
            weeks=len(parts.days) // 7,
        )  # fmt: skip
    earlier = parts.history[agent.agent_id].overtime_min if agent.agent_id in parts.history else 0
    limit = rule.minutes("max_year_min")
    if over and over + earlier > limit:
        yield finding(
            rule, agent, parts.days[0], "{total} of overtime this year, {max_min} allowed",
            (over + earlier - limit) / 60, total=over + earlier, max_min=limit, weeks=len(parts.days) // 7,
        )  # fmt: skip


def availability(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Shifts lie within the agent's hours and the dates of the contract. Amount: 1 a shift."""
    for shift in parts.shifts_of[agent.agent_id]:
        if parts.held(shift):
            continue
        if not agent.employed_on(shift.day):
            yield finding(rule, agent, shift.day, "not employed on that day")
        start, end = parts.minute(shift.start, shift.day), parts.minute(shift.end, shift.day)
        for hours in agent.availability:
            if hours.weekday is not None and hours.weekday != shift.day.weekday():
                continue
            low = hours.start.hour * 60 + hours.start.minute if hours.start else 0
            high = hours.end.hour * 60 + hours.end.minute if hours.end else 2880
            high = high or 1440
            if start < low or end > high:
                yield finding(rule, agent, shift.day, "outside the agent's hours", start=start, end=end)
                break


def time_off(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """No shift during leave or illness; training and meetings count as work. Amount: 1 a shift."""
    for shift in parts.shifts_of[agent.agent_id]:
        next_day = shift.day + timedelta(days=1)
        whole = midnight(shift.day, parts.roster.zone), midnight(next_day, parts.roster.zone)
        for off in parts.absences_of.get(agent.agent_id, ()):
            at_work = off.kind in AT_WORK and not (off.start <= whole[0] and whole[1] <= off.end)
            if not at_work and off.start < shift.end and shift.start < off.end:
                yield finding(rule, agent, shift.day, "absent ({kind})", kind=off.kind)
                break


def locked_shifts(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Locked shifts are in the roster as they were. Amount: 1 a shift."""
    have = {(s.start, s.end, s.breaks) for s in parts.shifts_of[agent.agent_id]}
    spans: list[Shift] = []
    for shift in sorted((s for s in parts.fixed if s.agent_id == agent.agent_id), key=lambda s: s.start):
        if shift.day not in parts.days:
            continue
        if spans and (shift.start < spans[-1].end or shift.day == spans[-1].day):
            continue  # contradictory locks are told as a reason; the first one counts
        spans.append(shift)
        if (shift.start, shift.end, shift.breaks) not in have:
            yield finding(rule, agent, shift.day, "a locked shift was moved")


def tier_lengths(tier: dict[str, Any]) -> list[int]:
    """The minutes of each break of a row of `tiers`."""
    given = tier.get("minutes", 0)
    return [int(v) for v in given] if isinstance(given, list) else [int(given)]


def _length(pause: Break) -> int:
    return _minutes(pause.end - pause.start)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _plus(lengths: list[int]) -> str:
    return "+".join(map(str, sorted(lengths)))
