"""What a duty or a day off costs one person: absences, availability, wishes, fairness, wages, changes, locks."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from planner.domain.people import Agent, Wish
from planner.domain.roster import Shift
from planner.rostering.arrays import INF
from planner.rostering.duties import DutySet
from planner.rostering.graph import BIG
from planner.rostering.problem import History
from planner.rostering.rules.hours import AT_WORK
from planner.rostering.rules.rest import band_of
from planner.rostering.rules.wishes import BREAK_ONLY, unpopular, wish_missed
from planner.rostering.setting import Setting, absent


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
    cost, off = np.zeros(len(all_duties)), np.zeros(s.grid.days)
    bad = np.zeros(len(all_duties), bool)
    bad |= np.array(absent(s, agent), bool)[day] if len(day) else bad
    weekday = np.array([d.weekday() for d in s.dates])
    for hours in agent.availability:
        low = hours.start.hour * 60 + hours.start.minute if hours.start else 0
        high = (hours.end.hour * 60 + hours.end.minute if hours.end else 2880) or 1440
        applies = np.ones(len(day), bool) if hours.weekday is None else weekday[day] == hours.weekday
        bad |= applies & ((start < low) | (end > high))
    previous = s.before.get(agent.agent_id)
    if previous:
        bad |= (day == 0) & _too_soon(s, previous, start)
    cells = np.array([q.cell for q in all_duties], np.int64)
    for away in s.absences.get(agent.agent_id, []):
        inside = away.kind in AT_WORK
        left = (away.start - s.grid.start).total_seconds() / 60
        back = (away.end - s.grid.start).total_seconds() / 60
        begins = cells * s.grid.minutes
        presence = np.array([q.presence for q in all_duties], np.int64)
        if not inside:
            bad |= (begins < back) & (left < begins + presence)
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
    split = s.rules.get("split_shifts")
    if split is not None:
        cost += np.array([(0.0 if split.hard else split.weight) * q.template.split for q in all_duties])
    if s.problem.baseline:
        change = s.rules["stability"].weight
        change = change if s.problem.change_weight is None else s.problem.change_weight
        for d in range(s.grid.days):  # each day against the published one
            old = published.get(d)
            here_q = np.nonzero(day == d)[0]
            if old is None:
                cost[here_q] += change
                continue
            off[d] += change
            for q in here_q:
                exact = all_duties[q].exact
                if exact is not None and (exact.start, exact.end, exact.breaks) == (old.start, old.end, old.breaks):
                    continue
                same = (
                    s.grid.start + timedelta(minutes=int(cells[q]) * s.grid.minutes) == old.start
                    and all_duties[q].presence * 60 == (old.end - old.start).total_seconds()
                )
                cost[q] += change * (BREAK_ONLY if same else 1.0)
    locked = np.array([q.exact is not None and q.day in locks for q in all_duties], bool)
    for d in locks:
        bad |= (day == d) & ~locked
        off[d] = INF
    for who, when in s.problem.days_fixed:
        d = (when - s.grid.first_day).days
        if who == agent.agent_id and 0 <= d < s.grid.days and d not in locks:
            bad |= day == d
    bad &= ~locked
    cost[bad] = INF
    return cost, off


def _too_soon(s: Setting, previous: list[Shift], start: np.ndarray) -> np.ndarray:
    """Which starts of the first day come too soon, or in a forbidden succession, after the last published shift."""
    last = previous[-1]
    rule, succession = s.rules.get("daily_rest"), s.rules.get("successions")
    end = (last.end - s.day_start[0]).total_seconds() / 60
    slack = 60 if s.times.spring else 0
    bad = start - end < (rule.minutes("minutes") + slack if rule and rule.hard else 0)
    if succession is not None and last.day == s.grid.first_day - timedelta(days=1):
        forbidden = {tuple(p) for p in succession.params["forbidden"]}
        local = last.start.astimezone(s.grid.local_starts[0].tzinfo)
        band = band_of(succession, local.hour * 60 + local.minute)
        bad |= np.array([(band, band_of(succession, int(minute))) in forbidden for minute in start], bool)
    return np.asarray(bad)
