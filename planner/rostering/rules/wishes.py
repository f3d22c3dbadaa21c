"""Rules on people's wishes and on the team: preferences, fairness, stability, notice, pairs, minimum staff, shortage.

Costs are in points; each docstring tells what one point of weight stands for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from planner.domain.demand import Requirement
from planner.domain.people import Agent, Preference, Wish
from planner.domain.roster import Shift
from planner.rostering.coverage import best_split, duty_shares, with_deferred
from planner.rostering.problem import History
from planner.rostering.rules.hours import AT_WORK, full_time
from planner.rostering.rules.pack import Rule, RulePack, minute_of
from planner.rostering.rules.parts import Parts, Penalty, Violation, finding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

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
    """Days stay as published. Amount: 1 a changed day, a quarter when only breaks moved (no baseline: nothing).

    What the problem gives for a changed day (`change_weight`) stands for the rule's weight.
    """
    if not parts.baseline:
        return
    if parts.change_weight is not None:
        rule = replace(rule, weight=parts.change_weight)
    old = {s.day: s for s in parts.baseline if s.agent_id == agent.agent_id}
    new = {s.day: s for s in parts.shifts_of[agent.agent_id]}
    for day in parts.days:
        amount = change_of(old.get(day), new.get(day))
        if amount:
            yield finding(rule, agent, day, "changed against the published roster", amount)


def notice(parts: Parts, agent: Agent, rule: Rule, now: datetime) -> Found:
    """No day within the notice period changes against the published version. Amount: 1 a day.

    Where part-time contracts may have more hours (rule `overtime`), hours added to a day of theirs have a period of
    their own (`complementary_days`).
    """
    old = {s.day: s for s in parts.baseline if s.agent_id == agent.agent_id}
    new = {s.day: s for s in parts.shifts_of[agent.agent_id]}
    overtime = parts.rules.get("overtime")
    more = not full_time(parts.rules, agent) and overtime is not None and bool(overtime.params["part_time"])
    for day in parts.days:
        ahead = (day - parts.local(now).date()).days
        one, two = old.get(day), new.get(day)
        added = more and two is not None and two.work_minutes > (one.work_minutes if one is not None else 0)
        days = min(rule.minutes("days"), rule.minutes("complementary_days")) if added else rule.minutes("days")
        if ahead < days and change_of(one, two) >= 1.0:
            yield finding(rule, agent, day, "{ahead} days' notice, {days} required", ahead=ahead, days=days)


def pairs(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Pairs work together or apart. Amount: agent-hours against it, counted at the first of the pair.

    Hours are those of the grid's intervals in which both are on duty at all (breaks and training are left out).
    """
    hours = parts.grid.minutes / 60
    for pair in parts.pairs:
        if pair.first != agent.agent_id or pair.second not in parts.shifts_of:
            continue
        other = {i for s in parts.shifts_of[pair.second] for i, _ in productive_shares(parts, s)}
        for shift in parts.shifts_of[agent.agent_id]:
            mine = {index for index, _ in productive_shares(parts, shift)}
            amount = len(mine - other if pair.together else mine & other) * hours
            if amount > 1e-9:
                message = "without {other} for {hours} h" if pair.together else "with {other} for {hours} h"
                yield finding(rule, agent, shift.day, message, amount, other=pair.second, hours=round(amount, 2))


def screen_share(rules: RulePack) -> float:
    """The share of an interval on duty that somebody serves, where the pack takes screen pauses off in the roster."""
    rule = rules.get("screen_pause")
    return 1.0 - rule.minutes("minutes_per_hour") / 60 if rule and rule.params["counted_in"] == "roster" else 1.0


def productive_shares(parts: Parts, shift: Shift) -> list[tuple[int, float]]:
    """Intervals that a shift serves and the share of each, less screen pauses; none that training or a meeting touches.

    Of training only what the shift's agent has counts; unknown agents serve nothing.
    """
    agent = parts.agent_of.get(shift.agent_id)
    if agent is None:
        return []
    share = screen_share(parts.of_team(agent.team).rules)
    away = [(o.start, o.end) for o in parts.absences_of.get(shift.agent_id, ()) if o.kind in AT_WORK]
    grid, found = parts.grid, duty_shares(shift, parts.grid)
    if away:
        width = timedelta(minutes=grid.minutes)
        found = [
            (i, part) for i, part in found
            if not any(begin < grid.instants[i] + width and grid.instants[i] < end for begin, end in away)
        ]  # fmt: skip
    return [(index, part * share) for index, part in found] if share != 1.0 else found


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
    """Intervals in which a minimum applies: its hours where given (past midnight too), else where anybody is required.

    `weekdays` are those on which its hours begin.
    """
    low, high = minute_of(need.get("from"), 0), minute_of(need.get("to"), 1440)
    weekdays = need.get("weekdays")
    required = parts.requirement.required if parts.requirement else {}
    timed = "from" in need or "to" in need
    found = []
    for index, local in enumerate(parts.grid.local_starts):
        minute, weekday = local.hour * 60 + local.minute, local.weekday()
        if high <= low and minute < high:
            minute, weekday = minute + 1440, (weekday - 1) % 7
        inside = low <= minute < (high if high > low else high + 1440)
        inside = inside and (weekdays is None or weekday in weekdays)
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


def counted(parts: Parts, need: Mapping[str, Any], shifts: Iterable[Shift]) -> Iterator[tuple[int, float]]:
    """Intervals and shares of shifts of those who count for a minimum."""
    who = {a.agent_id for a in parts.agents if matches(a, need)}
    for shift in shifts:
        if shift.agent_id in who:
            yield from productive_shares(parts, shift)


def _minimum(parts: Parts, rule: Rule, needs: list[dict[str, Any]]) -> Found:
    """Hands are counted as shortage counts them, in units of what the roster's pack leaves of one in screen work."""
    whole = screen_share(parts.rules)
    for need in needs:
        have = [0.0] * len(parts.grid)
        for index, share in counted(parts, need, (*parts.roster.shifts, *reaching_in(parts))):
            have[index] += share / whole
        yield from below(parts, rule, need, have)


def below(parts: Parts, rule: Rule, need: Mapping[str, Any], have: Sequence[float]) -> Found:
    """What is missing of one minimum, by day, where `have` is what there is in each interval."""
    name = str(need.get("channel") or need.get("skill") or need.get("language") or need.get("team") or "")
    count, short = float(need.get("count", 1)), dict[date, float]()
    for index in needed(parts, need):
        if (missing := count - have[index]) > 1e-9:
            day = parts.grid.local_starts[index].date()
            short[day] = short.get(day, 0.0) + missing * parts.grid.minutes / 60
    for day, amount in short.items():
        yield finding(
            rule, None, day, "{name}: {hours} agent-hours below the minimum", round(amount, 9),
            name=name, hours=round(amount, 2),
        )  # fmt: skip


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
    required, core, late = demand_of(parts)
    served = _served(parts, required, core, late)
    hours = parts.grid.minutes / 60
    for channel, values in required.items():
        missing = np.maximum(0.0, values - served[channel])
        beyond = np.maximum(0.0, missing - (values - core[channel]))
        step = rule.params["cost_h"] - rule.params["first_cost_h"]
        cost = rule.params["first_cost_h"] * missing + step * beyond
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
    required, core, late = demand_of(parts)
    served = _served(parts, required, core, late)
    idle = sum(float(v.sum()) for s, v in hands_of(parts, parts.roster.shifts).items() if s)
    yield from idle_hours(parts, rule, idle - sum(float((served[c] - late[c]).sum()) for c in served))


def idle_hours(parts: Parts, rule: Rule, idle: float) -> Found:
    """What hands cost that nothing asks for, summed over the intervals."""
    amount = round(idle * parts.grid.minutes / 60, 9)
    if amount > 0:
        cost = float(rule.params["cost_h"]) * amount
        yield finding(rule, None, None, "{hours} agent-hours too many", cost, hours=round(amount, 2))


def hands_of(parts: Parts, shifts: Iterable[Shift]) -> dict[tuple[str, ...], Floats]:
    """Hands by skill set and interval of some shifts."""
    import numpy as np

    channels = parts.requirement.channels if parts.requirement else ()
    skills = {a.agent_id: tuple(c for c in channels if c in a.skills) for a in parts.agents}
    found: dict[tuple[str, ...], Floats] = {s: np.zeros(len(parts.grid)) for s in sorted(set(skills.values()))}
    for shift in shifts:
        if shift.agent_id in skills:
            row = found[skills[shift.agent_id]]
            for index, share in productive_shares(parts, shift):
                row[index] += share
    return found


def placed(parts: Parts, hands: Mapping[tuple[str, ...], Floats] | None = None) -> Requirement:
    """What is required, with work that may wait where everybody's hands do it (given as `hands`, or counted)."""
    assert parts.requirement is not None
    if not parts.deferred:
        return parts.requirement
    there = hands_of(parts, (*parts.roster.shifts, *reaching_in(parts))) if hands is None else hands
    return with_deferred(parts.requirement, [(d.channel, d.released, d.due) for d in parts.deferred], there)


def demand_of(
    parts: Parts, hands: Mapping[tuple[str, ...], Floats] | None = None
) -> tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]:
    """What is required by channel, what of it is beyond the first share, and what last week's shifts serve of it.

    Hands of published shifts that reach over the first midnight are split among their channels before everybody else.
    `hands` are everybody's, theirs among them, where somebody has counted them.
    """
    import numpy as np

    late_shifts, requirement = reaching_in(parts), placed(parts, hands)
    required = {c: np.asarray(v, dtype=float) for c, v in requirement.required.items()}
    share = float(parts.rules["shortage"].params["first_share"])
    core = {c: v - np.minimum(v, np.ceil(share * v - 1e-9)) for c, v in required.items()}
    late = {c: np.zeros(len(parts.grid)) for c in required}
    if late_shifts:
        late, _ = best_split(hands_of(parts, late_shifts), required, share)
    return required, core, late


def _served(
    parts: Parts, required: dict[str, Floats], core: dict[str, Floats], late: dict[str, Floats]
) -> dict[str, Floats]:
    import numpy as np

    left = {c: v - late[c] for c, v in required.items()}
    first = {c: np.maximum(0.0, v - late[c]) for c, v in core.items()}
    found, _ = best_split(hands_of(parts, parts.roster.shifts), left, core=first)
    return {c: late[c] + v for c, v in found.items()}


def reaching_in(parts: Parts) -> tuple[Shift, ...]:
    """Published shifts of the days before that reach over the first midnight."""
    return tuple(s for s in parts.previous if s.end > parts.grid.start and s.day < parts.days[0])


def first_day_after(now: datetime, days: int) -> date:
    """The first date that still has `days` of notice at `now`."""
    return now.date() + timedelta(days=days)


def rounded_up(value: float) -> int:
    """ceil with a tolerance for sums of decimals."""
    return math.ceil(value - 1e-9)
