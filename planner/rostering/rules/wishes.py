"""Rules on people's wishes and on the team: preferences, fairness, stability, notice, pairs, minimum staff, shortage.

Costs are in points; each docstring tells what one point of weight stands for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from planner.domain.people import Agent, Preference, Wish
from planner.domain.roster import Shift
from planner.rostering.channels import unbound
from planner.rostering.coverage import best_split, duty_shares, on_duty, with_deferred
from planner.rostering.problem import History
from planner.rostering.rules.pack import Rule, minute_of
from planner.rostering.rules.parts import Parts, Penalty, Violation, finding

Found = Iterator[Violation | Penalty]
BREAK_ONLY = 0.25  # what a change of breaks alone costs of a changed day


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
        return span[0] > _minute(wish.start, minute_of(rule.params["early_until"], 660))
    if wish.start is not None:
        return span[0] < _minute(wish.start, 0)
    return span[1] < (_minute(wish.end, minute_of(rule.params["late_from"], 1200)) or 1440)


def preferences(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Wishes for days off, days on, early and late shifts. Amount: the wish's weight."""
    shifts = {s.day: s for s in reversed(parts.shifts_of[agent.agent_id])}
    for wish in parts.preferences:
        if wish.agent_id != agent.agent_id:
            continue
        for day in parts.days:
            if not wish.applies_on(day):
                continue
            shift = shifts.get(day)
            span = (parts.minute(shift.start, day), parts.minute(shift.end, day)) if shift else None
            if wish_missed(wish, rule, span):
                yield finding(rule, agent, day, "a wish is not met ({wish})", wish.weight, wish=wish.wish.value)


def unpopular(rule: Rule, day: date, end_min: int, holidays: frozenset[date], less: History, mine: History) -> float:
    """What a shift costs in fairness: its kinds, each times what the agent already had beyond the one who had least."""
    cost = 0.0
    if day.weekday() >= 5:
        cost += rule.params["weekend"] * (mine.weekends - less.weekends)
    if end_min > minute_of(rule.params["late_from"], 1200):
        cost += rule.params["late"] * (mine.late - less.late)
    if day in holidays:
        cost += rule.params["holiday"] * (mine.holidays - less.holidays)
    return float(cost)


def least(agents: tuple[Agent, ...], history: Mapping[str, History]) -> History:
    """The least that anybody had of each kind in the window."""
    known = [history.get(a.agent_id, History()) for a in agents] or [History()]
    return History(min(h.weekends for h in known), min(h.late for h in known), min(h.holidays for h in known))


def fairness(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Weekends, late shifts and public holidays go to those who had fewer of them in the rolling window.

    Amount: for each such shift its kind's figure times how many more the agent had than the one who had least.
    """
    less, mine = parts.least, parts.history.get(agent.agent_id, History())
    for shift in parts.shifts_of[agent.agent_id]:
        amount = unpopular(rule, shift.day, parts.minute(shift.end, shift.day), parts.holidays, less, mine)
        if amount > 0:
            yield finding(rule, agent, shift.day, "an unpopular shift for somebody who had more of them", amount)


def change_of(old: Shift | None, new: Shift | None) -> float:
    """How much a day changed: 1 for other hours, on or off; BREAK_ONLY for other breaks; 0 for none."""
    if old is None or new is None:
        return 0.0 if old is new else 1.0
    if (old.start, old.end) != (new.start, new.end):
        return 1.0
    return BREAK_ONLY if {(b.start, b.end) for b in old.breaks} != {(b.start, b.end) for b in new.breaks} else 0.0


def stability(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Days stay as published. Amount: 1 a changed day, a quarter when only breaks moved (no baseline: nothing)."""
    if not parts.baseline:
        return
    scale = 1.0 if parts.change_weight is None or not rule.weight else parts.change_weight / rule.weight
    old = {s.day: s for s in parts.baseline if s.agent_id == agent.agent_id}
    new = {s.day: s for s in parts.shifts_of[agent.agent_id]}
    for day in parts.days:
        amount = change_of(old.get(day), new.get(day))
        if amount:
            yield finding(rule, agent, day, "changed against the published roster", amount * scale)


def notice(parts: Parts, agent: Agent, rule: Rule, now: datetime) -> Found:
    """No day within the notice period changes against the published version. Amount: 1 a day."""
    old = {s.day: s for s in parts.baseline if s.agent_id == agent.agent_id}
    new = {s.day: s for s in parts.shifts_of[agent.agent_id]}
    for day in parts.days:
        ahead = (day - parts.local(now).date()).days
        if ahead < rule.minutes("days") and change_of(old.get(day), new.get(day)) >= 1.0:
            yield finding(
                rule, agent, day, "{ahead} days' notice, {days} required", ahead=ahead, days=rule.minutes("days")
            )


def pairs(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Pairs work together or apart. Amount: agent-hours against it, counted at the first of the pair."""
    for pair in parts.pairs:
        if pair.first != agent.agent_id or pair.second not in parts.shifts_of:
            continue
        other = [(s.start, s.end) for s in parts.shifts_of[pair.second]]
        for shift in parts.shifts_of[agent.agent_id]:
            both = sum(max(0.0, (min(shift.end, e) - max(shift.start, s)).total_seconds() / 3600) for s, e in other)
            whole = (shift.end - shift.start).total_seconds() / 3600
            amount = whole - both if pair.together else both
            if amount > 1e-9:
                message = "without {other} for {hours} h" if pair.together else "with {other} for {hours} h"
                yield finding(rule, agent, shift.day, message, amount, other=pair.second, hours=round(amount, 2))


def wage(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """The employer's cost of the hours. Amount: euros."""
    if agent.hourly_cost is None:
        return
    for shift in parts.shifts_of[agent.agent_id]:
        yield finding(
            rule, agent, shift.day, "{hours} h of work", float(agent.hourly_cost) * shift.work_minutes / 60,
            hours=round(shift.work_minutes / 60, 2),
        )  # fmt: skip


def needed(parts: Parts, need: Mapping[str, Any]) -> list[int]:
    """Intervals in which a minimum applies: its hours where given, else wherever anybody is required."""
    low, high = minute_of(need.get("from"), 0), minute_of(need.get("to"), 1440)
    weekdays = need.get("weekdays")
    required = parts.requirement.required if parts.requirement else {}
    found = []
    for index, local in enumerate(parts.grid.local_starts):
        timed = "from" in need or "to" in need
        inside = low <= local.hour * 60 + local.minute < high and (weekdays is None or local.weekday() in weekdays)
        if inside and (timed or any(v[index] > 0 for v in required.values())):
            found.append(index)
    return found


def matches(agent: Agent, need: Mapping[str, Any]) -> bool:
    """Whether an agent counts for a minimum by skill, channel, language or team."""
    return (
        ("skill" not in need or need["skill"] in agent.skills)
        and ("channel" not in need or need["channel"] in agent.skills)
        and ("language" not in need or need["language"] in agent.languages)
        and ("team" not in need or need["team"] == agent.team)
    )


def _minimum(parts: Parts, rule: Rule, needs: list[dict[str, Any]]) -> Found:
    hours = parts.grid.minutes / 60
    for need in needs:
        have = dict.fromkeys(needed(parts, need), 0.0)
        who = {a.agent_id for a in parts.agents if matches(a, need)}
        for shift in parts.roster.shifts:
            if shift.agent_id in who:
                for index, share in duty_shares(shift, parts.grid):
                    if index in have:
                        have[index] += share
        name = str(need.get("channel") or need.get("skill") or need.get("language") or need.get("team") or "")
        short: dict[date, float] = {}
        for index, got in have.items():
            missing = float(need.get("count", 1)) - got
            if missing > 1e-9:
                day = parts.grid.local_starts[index].date()
                short[day] = short.get(day, 0.0) + missing * hours
        for day, amount in short.items():
            yield finding(
                rule,
                None,
                day,
                "{name}: {hours} agent-hours below the minimum",
                amount,
                name=name,
                hours=round(amount, 2),
            )


def min_staff(parts: Parts, rule: Rule) -> Found:
    """At least so many people skilled for a channel on duty. Amount: agent-hours below it."""
    yield from _minimum(parts, rule, rule.params["channels"])


def skill_on_duty(parts: Parts, rule: Rule) -> Found:
    """At least so many of a skill, language or team on duty (a supervisor, a German speaker). Amount: as min_staff."""
    yield from _minimum(parts, rule, rule.params["needs"])


def shortage(parts: Parts, rule: Rule) -> Found:
    """Agent-hours below the requirement: `first_cost_h` for the first share of it, `cost_h` beyond, by channel and day.

    Whole agents of the first share: ceil(share x required), as the case of bench/contact_centre_case.py counts.
    """
    import numpy as np

    if parts.requirement is None:
        return
    served, required = _served(parts, float(rule.params["first_share"]))
    hours = parts.grid.minutes / 60
    for channel, values in required.items():
        first = np.minimum(values, np.ceil(float(rule.params["first_share"]) * values - 1e-9))
        missing = np.maximum(0.0, values - served[channel])
        cost = rule.params["first_cost_h"] * missing + (
            rule.params["cost_h"] - rule.params["first_cost_h"]
        ) * np.maximum(0.0, missing - first)
        for number, day in enumerate(parts.days):
            span = parts.grid.day_indices(number)
            amount = float(cost[span.start : span.stop].sum()) * hours
            if amount > 1e-9:
                yield finding(
                    rule, None, day, "{channel}: {hours} agent-hours short", amount,
                    channel=channel, hours=round(float(missing[span.start : span.stop].sum()) * hours, 2),
                )  # fmt: skip


def overstaffing(parts: Parts, rule: Rule) -> Found:
    """Agent-hours that nothing asks for. Amount: `cost_h` an hour."""
    if parts.requirement is None or not rule.params["cost_h"]:
        return
    served, _ = _served(parts, 0.0)
    free, _ = on_duty(unbound(parts.roster), parts.agents, parts.requirement)
    hours = parts.grid.minutes / 60
    idle = sum(float(v.sum()) for s, v in free.items() if s)
    idle -= sum(float(v.sum()) for v in served.values())
    if idle > 1e-9:
        cost = float(rule.params["cost_h"]) * idle * hours
        yield finding(rule, None, None, "{hours} agent-hours too many", cost, hours=round(idle * hours, 2))


def _served(parts: Parts, first_share: float) -> tuple[dict[str, Any], dict[str, Any]]:
    import numpy as np

    assert parts.requirement is not None
    requirement = parts.requirement
    free, _ = on_duty(unbound(_with_previous(parts)), parts.agents, requirement)
    if parts.deferred:
        requirement = with_deferred(requirement, [(d.channel, d.released, d.due) for d in parts.deferred], free)
    required = {c: np.asarray(v, dtype=float) for c, v in requirement.required.items()}
    served, _ = best_split(free, required, first_share)
    return served, required


def _with_previous(parts: Parts) -> Any:
    from dataclasses import replace

    late = [s for s in parts.previous if s.end > parts.grid.start and s.day < parts.days[0]]
    return replace(parts.roster, shifts=parts.roster.shifts + tuple(late)) if late else parts.roster


def first_day_after(now: datetime, days: int) -> date:
    """The first date that still has `days` of notice at `now`."""
    return now.date() + timedelta(days=days)


def rounded_up(value: float) -> int:
    """ceil with a tolerance for sums of decimals."""
    return math.ceil(value - 1e-9)
