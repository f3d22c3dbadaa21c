"""Rules on how long and when: contract, days, starts, lengths, split shifts, breaks, availability, absences.

Each function is one rule: it reads the finished roster of one agent and yields what it finds, hard or soft by its pack.
The amount that a soft rule's weight multiplies stands in each docstring.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from planner.domain.people import Agent
from planner.domain.roster import Break, Shift
from planner.domain.time import midnight
from planner.rostering.rules.pack import Rule, minute_of
from planner.rostering.rules.parts import Parts, Penalty, Violation, finding

Found = Iterator[Violation | Penalty]
AT_WORK = ("training", "meeting", "coaching", "formación", "reunión")


def contract_hours(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Paid minutes of each week are the contract's, give or take the tolerance. Amount: hours beyond it."""
    for week in parts.weeks:
        target, _ = parts.week_target(agent, week)
        got = sum(s.work_minutes for s in parts.shifts_of[agent.agent_id] if s.day in week)
        off = abs(got - target) - rule.minutes("tolerance_min")
        if off > 0:
            yield finding(
                rule, agent, week[0], "{got_min} min planned, {target_min} in the contract", off / 60,
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
            rule, agent, parts.days[0], "{got_min} min a week on average, {max_min} allowed", (average - limit) / 60,
            got_min=round(average), max_min=limit,
        )  # fmt: skip


def daily_hours(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Paid time of a day is at most `max_min`. Amount: hours beyond it."""
    by_day: dict[Any, int] = {}
    for shift in parts.shifts_of[agent.agent_id]:
        by_day[shift.day] = by_day.get(shift.day, 0) + shift.work_minutes
    for day, got in by_day.items():
        if got > rule.minutes("max_min"):
            yield finding(
                rule, agent, day, "{got_min} min in a day, {max_min} allowed", (got - rule.minutes("max_min")) / 60,
                got_min=got, max_min=rule.minutes("max_min"),
            )  # fmt: skip


def shift_start(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Shifts start on the grid of `step_min`, not before `earliest`, and end by `latest_end`. Amount: 1 a shift."""
    step = max(1, rule.minutes("step_min"))
    earliest, latest = minute_of(rule.params["earliest"], 0), minute_of(rule.params["latest_end"], 2880)
    for shift in parts.shifts_of[agent.agent_id]:
        start, end = parts.minute(shift.start, shift.day), parts.minute(shift.end, shift.day)
        if shift.locked:
            continue
        if start % step or start < earliest or end > latest:
            yield finding(rule, agent, shift.day, "starts or ends at a time that is not allowed", start=start, end=end)


def shift_lengths(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """One shift a day, of a length the contract allows (or the pack, where it names none). Amount: 1 a shift."""
    allowed = agent.contract.daily_minutes or tuple(int(v) for v in rule.params["lengths_min"])
    low, high, step = rule.minutes("min_min"), rule.minutes("max_min"), max(1, rule.minutes("step_min"))
    seen = None
    for shift in parts.shifts_of[agent.agent_id]:
        got = shift.work_minutes
        good = got in allowed if allowed else low <= got <= high and (got - low) % step == 0
        if not good and not shift.locked:
            yield finding(rule, agent, shift.day, "a shift of {got_min} min is not allowed", got_min=got)
        if seen == shift.day:
            yield finding(rule, agent, shift.day, "two shifts start on one day")
        seen = shift.day


def split_shifts(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """A split shift has one interruption of an allowed length. Amount: 1 a split shift (soft), 1 a fault (hard)."""
    low = rule.minutes("gap_min_min")
    for shift in parts.shifts_of[agent.agent_id]:
        gaps = [b for b in shift.breaks if not b.paid and _length(b) >= low]
        if not gaps:
            continue
        too_long = any(_length(g) > rule.minutes("gap_max_min") for g in gaps)
        if not rule.hard or len(gaps) > 1 or too_long:
            yield finding(rule, agent, shift.day, "a split shift", len(gaps), gaps=len(gaps))


def break_tier(rule: Rule, work_min: int) -> dict[str, Any] | None:
    """The row of `tiers` for a shift of that much paid time: the last one whose bound it reaches."""
    chosen = None
    for tier in rule.params["tiers"]:
        if work_min > int(tier.get("over_min", 0)) and work_min >= int(tier.get("from_min", 0)):
            chosen = tier
    return chosen


def breaks(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """A shift has the breaks of its length, each within its window. Amount: 1 a missing or misplaced break."""
    split = parts.rules.get("split_shifts")
    gap_from = split.minutes("gap_min_min") if split else 24 * 60
    for shift in parts.shifts_of[agent.agent_id]:
        tier = break_tier(rule, shift.work_minutes)
        wanted = _lengths(tier) if tier else []
        got = [b for b in shift.breaks if _length(b) < gap_from]
        if tier is None or not wanted:
            continue
        if sorted(_length(b) for b in got) < sorted(wanted) or len(got) < len(wanted):
            yield finding(
                rule, agent, shift.day, "breaks of {wanted} min are due, {got} planned",
                max(1, len(wanted) - len(got)), wanted=_plus(wanted), got=_plus([_length(b) for b in got]) or "0",
            )  # fmt: skip
            continue
        first = shift.start + timedelta(minutes=int(tier.get("from_start_min", 0)))
        last = shift.end - timedelta(minutes=int(tier.get("to_end_min", 0)))
        for pause in got:
            if pause.start < first or pause.end > last:
                yield finding(rule, agent, shift.day, "a break too near the start or the end of the shift")


def minors(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Under 18: at most 8 h a day, 30 min over 4.5 h, no nights, two days' rest a week. Amount: 1 a fault."""
    if agent.agent_id not in parts.minors:
        return
    night = parts.rules.get("nights")
    for shift in parts.shifts_of[agent.agent_id]:
        if shift.work_minutes > rule.minutes("max_min"):
            yield finding(rule, agent, shift.day, "more than {max_min} min a day", max_min=rule.minutes("max_min"))
        longest = max((_length(b) for b in shift.breaks), default=0)
        if shift.work_minutes > rule.minutes("break_over_min") and longest < rule.minutes("break_min"):
            yield finding(rule, agent, shift.day, "no break of {break_min} min", break_min=rule.minutes("break_min"))
        start, end = parts.minute(shift.start, shift.day), parts.minute(shift.end, shift.day)
        dawn = minute_of(night.params["to"] if night else "06:00", 360)
        dusk = minute_of(night.params["from"] if night else "22:00", 1320)
        if not rule.params["nights"] and (start < dawn or end > dusk):
            yield finding(rule, agent, shift.day, "works at night")
    for week in parts.weeks:
        if len(week) < 7:
            continue
        worked = {s.day for s in parts.shifts_of[agent.agent_id]}
        days = rule.minutes("rest_min") // 1440
        if not any(all(week[i + k] not in worked for k in range(days)) for i in range(len(week) - days + 1)):
            yield finding(rule, agent, week[0], "no {days} days of rest in a row", days=days)


def overtime(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Hours beyond the contract stay within the year's limit; part-time contracts have none. Amount: hours beyond."""
    over = 0
    for week in parts.weeks:
        target, _ = parts.week_target(agent, week)
        got = sum(s.work_minutes for s in parts.shifts_of[agent.agent_id] if s.day in week)
        over += max(0, got - target)
    tolerance = parts.rules["contract_hours"].minutes("tolerance_min") * len(parts.weeks)
    weekly = parts.rules.get("weekly_hours")
    full_time = agent.contract.weekly_minutes >= (weekly.minutes("max_min") if weekly else 2400)
    if over > tolerance and not full_time and not rule.params["part_time"]:
        yield finding(
            rule, agent, parts.days[0], "{over} min of overtime on a part-time contract", over / 60, over=over
        )
    earlier = parts.history[agent.agent_id].overtime_min if agent.agent_id in parts.history else 0
    limit = rule.minutes("max_year_min")
    if over and over + earlier > limit:
        yield finding(
            rule, agent, parts.days[0], "{total} min of overtime this year, {max_min} allowed",
            (over + earlier - limit) / 60, total=over + earlier, max_min=limit,
        )  # fmt: skip


def availability(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Shifts lie within the agent's hours and the dates of the contract. Amount: 1 a shift."""
    for shift in parts.shifts_of[agent.agent_id]:
        if shift.locked:
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
        if spans and shift.start < spans[-1].end:
            continue  # contradictory locks are told as a reason; the first one counts
        spans.append(shift)
        if (shift.start, shift.end, shift.breaks) not in have:
            yield finding(rule, agent, shift.day, "a locked shift was moved")


def _length(pause: Break) -> int:
    return int((pause.end - pause.start).total_seconds() // 60)


def _lengths(tier: dict[str, Any]) -> list[int]:
    given = tier.get("minutes", 0)
    return [int(v) for v in given] if isinstance(given, list) else [int(given)]


def _plus(lengths: list[int]) -> str:
    return "+".join(map(str, sorted(lengths)))
