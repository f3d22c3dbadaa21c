"""What a duty or a day off costs one person: absences, availability, wishes, fairness, wages, changes, locks."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from planner.domain.people import Agent, Wish
from planner.domain.roster import Roster, Shift
from planner.rostering.kernels.arrays import INF
from planner.rostering.lines.types import BIG
from planner.rostering.model.duties import Duty, DutySet
from planner.rostering.model.setting import Setting
from planner.rostering.problem import History
from planner.rostering.rules.hours import (
    AT_WORK,
    breaks,
    daily_hours,
    minor_shift,
    shift_lengths,
    shift_start,
    split_shifts,
)
from planner.rostering.rules.parts import Parts, Penalty, Violation
from planner.rostering.rules.rest import band_of
from planner.rostering.rules.wishes import BREAK_ONLY, change_of, unpopular, wish_missed


def duty_costs(
    s: Setting, agent: Agent, duties: DutySet, locks: dict[int, Shift], published: dict[int, Shift]
) -> tuple[np.ndarray, np.ndarray]:
    """Points of each duty for the agent (INF: not allowed) and of each day off.

    `locks` are the shifts that must stay, by day; `published` those that changes are counted against.
    """
    all_duties = duties.duties
    day = np.array([q.day for q in all_duties], np.int64)
    start = np.array([q.start_min for q in all_duties], np.int64)
    end = np.array([q.end_min for q in all_duties], np.int64)
    paid = np.array([q.paid for q in all_duties], np.int64)
    cells = np.array([q.cell for q in all_duties], np.int64)
    held = np.array([q.exact is not None and q.day in locks for q in all_duties], bool)
    off = np.zeros(s.grid.days)
    bad, cost = _presence(s, agent, all_duties, day, held)
    for place, duty in enumerate(all_duties):
        if duty.exact is not None:
            barred, price = _by_itself(s, agent, duty.exact, tuple(locks.values()))
            bad[place] |= barred
            cost[place] += price
    previous = s.before.get(agent.agent_id)
    if previous and len(day):
        too_soon, price_soon = _after_published(s, previous[-1], all_duties, day)
        bad |= too_soon
        cost += price_soon
    wish_rule = s.rules["preferences"]
    for wish in s.wishes.get(agent.agent_id, []):
        weight = wish.weight * (wish_rule.weight if not wish_rule.hard else BIG)
        for d, here in enumerate(s.dates):
            if wish.applies_on(here):
                off[d] += weight * wish_missed(wish, wish_rule, None)
                on_day = np.nonzero(day == d)[0]
                if wish.wish in (Wish.OFF, Wish.ON) and wish.start is None and wish.end is None:
                    cost[on_day] += weight * (wish.wish is Wish.OFF)
                    continue
                looks: dict[tuple[int, int], float] = {}
                for q in on_day:
                    span = (int(start[q]), int(end[q]))
                    if span not in looks:
                        looks[span] = weight * wish_missed(wish, wish_rule, span)
                    cost[q] += looks[span]
    fair, mine = s.rules.get("fairness"), s.problem.history.get(agent.agent_id, History())
    if fair is not None and mine != s.less:
        for place, (d, until) in enumerate(zip(day.tolist(), end.tolist(), strict=True)):
            amount = unpopular(fair, s.dates[d], until, s.problem.holidays, s.less, mine)
            cost[place] += fair.weight * amount
    wage = s.rules.get("wage")
    if wage is not None and agent.hourly_cost is not None:
        cost += wage.weight * float(agent.hourly_cost) * paid / 60
    if s.problem.baseline:
        stability = s.rules["stability"]
        change = stability.weight if s.problem.change_weight is None else s.problem.change_weight
        change = max(change, BIG) if stability.hard else change
        for d in range(s.grid.days):  # each day against the published one
            old = published.get(d)
            here_q = np.nonzero(day == d)[0]
            if old is None:
                cost[here_q] += change
                continue
            off[d] += change
            for q in here_q:
                if (kept := all_duties[q].exact) is not None:
                    cost[q] += change * change_of(old, kept)
                    continue
                same = (
                    s.grid.start + timedelta(minutes=int(cells[q]) * s.grid.minutes) == old.start
                    and all_duties[q].presence * 60 == (old.end - old.start).total_seconds()
                )
                cost[q] += change * (BREAK_ONLY if same else 1.0)
    for d in locks:
        bad |= (day == d) & ~held
        off[d] = INF
    for who, when in s.problem.days_fixed:
        d = (when - s.grid.first_day).days
        if who == agent.agent_id and 0 <= d < s.grid.days and d not in locks:
            bad |= day == d
    bad &= ~held
    cost[bad] = INF
    return cost, off


def _all_day(s: Setting, agent: Agent) -> list[bool]:
    """For each day whether an absence takes all of it."""
    spans = [(o.start, o.end) for o in s.absences.get(agent.agent_id, [])]
    return [
        any(begin <= one and two <= end for begin, end in spans)
        for one, two in zip(s.day_start[:-1], s.day_start[1:], strict=True)
    ]


def _presence(
    s: Setting, agent: Agent, duties: list[Duty], day: np.ndarray, held: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which duties lie outside the agent's hours, contract or presence, and the points where these rules are soft;
    with what each duty bends by itself. Shifts that stand (`held`) need not lie in the agent's hours."""
    bad, cost = np.zeros(len(duties), bool), np.array([q.price for q in duties], float)
    if not duties:
        return bad, cost
    start, end = np.array([q.start_min for q in duties]), np.array([q.end_min for q in duties])
    weekday = np.array([d.weekday() for d in s.dates])
    outside = np.zeros(len(duties), np.int64)
    for hours in agent.availability:
        low = hours.start.hour * 60 + hours.start.minute if hours.start else 0
        high = (hours.end.hour * 60 + hours.end.minute if hours.end else 2880) or 1440
        applies = np.ones(len(day), bool) if hours.weekday is None else weekday[day] == hours.weekday
        outside[applies & ((start < low) | (end > high))] = 1
    outside += np.array([not agent.employed_on(d) for d in s.dates], bool)[day]
    outside[held | np.array([q.exact is not None and q.exact.locked for q in duties], bool)] = 0
    midnights = np.array([(at - s.day_start[0]).total_seconds() / 60 for at in s.day_start])
    begins = midnights[day] + np.array([q.begin for q in duties])
    ends = midnights[day + 1] + np.array([q.finish for q in duties]) - 1440
    gone = np.array(_all_day(s, agent), bool)[day]
    for off_time in s.absences.get(agent.agent_id, []):
        if off_time.kind not in AT_WORK:
            left, back = ((t - s.grid.start).total_seconds() / 60 for t in (off_time.start, off_time.end))
            gone |= (begins < back) & (left < ends)
    for rule_id, amount in (("availability", outside), ("time_off", gone.astype(np.int64))):
        rule = s.rules[rule_id]
        bad |= rule.hard & (amount > 0)
        cost += 0.0 if rule.hard else rule.weight * amount
    return bad, cost


def _by_itself(s: Setting, agent: Agent, shift: Shift, fixed: tuple[Shift, ...]) -> tuple[bool, float]:
    """Whether a rule of a single shift forbids one that is as it is, and the points where such rules are soft."""
    roster = Roster(s.grid.first_day, s.grid.days, s.grid.zone, (shift,))
    parts = Parts(roster, (agent,), s.rules, fixed=fixed, minors=s.problem.minors)
    found: list[Violation | Penalty] = []
    for check in (shift_start, shift_lengths, daily_hours, split_shifts, breaks):
        if (rule := s.rules.get(check.__name__)) is not None:
            found += check(parts, agent, rule)
    if "minors" in s.rules and agent.agent_id in s.problem.minors:
        found += minor_shift(parts, agent, s.rules["minors"], shift)
    return any(isinstance(f, Violation) for f in found), sum(f.cost for f in found if isinstance(f, Penalty))


def _after_published(s: Setting, last: Shift, duties: list[Duty], day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which duties of the first day come too soon, or in a forbidden succession, after the last published shift; and
    the points where these rules are soft."""
    first = day == 0
    begin = np.array([q.begin for q in duties], np.int64)
    price = np.zeros(len(duties))
    rule, succession = s.rules.get("daily_rest"), s.rules.get("successions")
    end = (last.end - s.day_start[0]).total_seconds() / 60
    barred = first & (begin < end)
    if rule is not None:
        soon = first & (begin - end < rule.minutes("minutes"))
        barred |= soon & rule.hard
        price += 0.0 if rule.hard else rule.weight * soon
    if succession is not None and last.day == s.grid.first_day - timedelta(days=1):
        forbidden = {tuple(p) for p in succession.params["forbidden"]}
        local = last.start.astimezone(s.grid.local_starts[0].tzinfo)
        band = band_of(succession, local.hour * 60 + local.minute)
        follows = first & np.array([(band, band_of(succession, q.start_min)) in forbidden for q in duties], bool)
        barred |= follows & succession.hard
        price += 0.0 if succession.hard else succession.weight * follows
    return barred, price
