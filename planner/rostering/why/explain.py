"""Why a roster is as it is: who could work a short interval and what stops each (wishes: `wish_price`, rules:
`conflict`).

Shortages are answered by trying: for everybody who could help, the shifts that their contract allows over the interval
are priced by what they serve and cost, the cheapest are judged by the auditor's rules, and the best one is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from planner.base.i18n import day as day_text
from planner.base.i18n import t
from planner.domain.people import Agent
from planner.domain.roster import Roster, Shift
from planner.rostering.audit import findings
from planner.rostering.hands import Minimums, Shortage, change_of_hands, hands
from planner.rostering.kernels.arrays import INF
from planner.rostering.model.compile import Model, compile_model
from planner.rostering.model.duties import shift_of
from planner.rostering.packs.registry import kinds
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.findings import Penalty, Violation, worse
from planner.rostering.rules.parts import Parts
from planner.rostering.why.span import duties_of_person
from planner.rostering.why.wish_price import WishCost, why_refused

__all__ = ["Candidate", "WishCost", "why_refused", "why_short"]
TRIES = 12  # shifts of a person that are judged by the rules, the cheapest first


@dataclass(frozen=True)
class Candidate:
    """Somebody who could work a short interval: the shift it would take, what stops it, what it would change.

    `obstacles` are hard rules that the move would break (empty: it can be done); `cost_change` is in points. `new` is
    None where no shift may cover it at all: `obstacles` then tell what keeps the nearest one off (empty: no length and
    start of the contract cover it). `through` says that somebody on duty changes to the channel in their place.
    `instead` is a shift of another day of the week: giving it up too nothing stands against it, at `instead_cost`.
    """

    agent_id: str
    old: Shift | None
    new: Shift | None
    obstacles: tuple[Violation, ...]
    cost_change: float
    short_hours_change: float
    through: bool = False
    instead: Shift | None = None
    instead_cost: float = 0.0

    def text(self, lang: str | None = None) -> str:
        """In the user's language."""
        if self.obstacles:
            stops = "; ".join(v.text(lang) for v in self.obstacles)
            said = t("{agent} is stopped by: {stops}", lang, agent=self.agent_id, stops=stops)
            if self.instead is not None:
                said += ". " + t("With {day} off instead nothing stands against it, at {cost} points.", lang,
                                 day=day_text(self.instead.day, lang), cost=round(self.instead_cost, 1))  # fmt: skip
            return said
        if self.new is None:
            return t("{agent}: no shift of theirs covers it.", lang, agent=self.agent_id)
        return t("{agent} could come, at {cost} points.", lang, agent=self.agent_id, cost=round(self.cost_change, 1))


def why_short(
    problem: RosterProblem, roster: Roster, index: int, channel: str, *, most: int = 20
) -> tuple[Candidate, ...]:
    """Everybody who is not on duty at interval `index` and would lessen what `channel` misses there: what it takes.

    That is whoever is skilled for it, and whoever could take over from somebody on duty who is. For each, the shift of
    that day (or of the evening before) is stretched or moved, or a new one placed, in the way that breaks least and
    then costs least; where only the week's hours and days stand against a new one, another day is given up for it.
    Those who can come are first, the cheapest first.
    """
    asked = _Asked(problem, roster, index)
    found: list[Candidate] = []
    for i, agent in enumerate(asked.model.agents):
        if any(s.on_duty(problem.grid.instants[index]) for s in asked.shifts.get(agent.agent_id, ())):
            continue
        direct = channel in agent.skills
        if direct or asked.shortage.helps(asked.shortage.skills(agent), index, channel):
            found.append(asked.candidate(i, not direct))
    found.sort(key=lambda c: (c.new is None, bool(c.obstacles), c.instead is None, len(c.obstacles),
                              c.instead_cost if c.instead else c.cost_change, c.agent_id))  # fmt: skip
    return tuple(found[:most])


class _Asked:
    """A question about one interval of a roster: everybody counted once, then person by person."""

    def __init__(self, problem: RosterProblem, roster: Roster, index: int) -> None:
        self.problem, self.roster, self.index = problem, roster, index
        self.model: Model = compile_model(problem)
        now = hands(problem, roster)
        self.shortage, self.minimums = Shortage(now), Minimums(now)
        self.shifts: dict[str, tuple[Shift, ...]] = {}
        for shift in roster.shifts:
            self.shifts[shift.agent_id] = (*self.shifts.get(shift.agent_id, ()), shift)
        self._over: dict[int, list[int]] = {}

    def candidate(self, i: int, through: bool) -> Candidate:
        """The best that a person could do: least broken, then cheapest."""
        agent = self.model.agents[i]
        options = self._options(i)
        allowed = [o for o in options if o[0] < INF]
        judge = _Person(self, agent)
        best: Candidate | None = None
        in_order = sorted((judge.plain(old, new), price, k) for k, (price, old, new) in enumerate(allowed or options))
        for _, price, k in in_order[:TRIES]:
            _, old, new = (allowed or options)[k]
            found = replace(judge.moved(old, new), through=through)
            if best is None or (len(found.obstacles), found.cost_change) < (len(best.obstacles), best.cost_change):
                best = found
            if not found.obstacles and price < INF:
                break  # the others break more, or are dearer by what they serve and cost
        if best is None:
            day = self.problem.grid.first_day + timedelta(days=self.problem.grid.day_of(self.index))
            old = next((s for s in self.shifts.get(agent.agent_id, ()) if s.day == day), None)
            return Candidate(agent.agent_id, old, None, (), 0.0, 0.0, through)
        if not allowed:  # what follows from being away (hours and days beyond what is left of the week) is no reason
            why = tuple(v for v in best.obstacles if kinds()[v.rule].keeps_away)
            return replace(best, new=None, obstacles=why or best.obstacles, cost_change=0.0, short_hours_change=0.0)
        if best.old is None and best.obstacles and all(kinds()[v.rule].another_day for v in best.obstacles):
            return self._exchanged(judge, best, [(allowed[k][0], allowed[k][2]) for _, _, k in in_order])
        return best

    def _exchanged(self, judge: _Person, best: Candidate, options: list[tuple[float, Shift]]) -> Candidate:
        """The candidate with the day that is best given up for the new one, where there is one."""
        found: tuple[float, Shift, Shift] | None = None
        for old in self.shifts.get(best.agent_id, ()):
            week = (old.day - self.problem.grid.first_day).days // 7
            alike = [new for _, new in options if new.work_minutes == old.work_minutes and not old.locked]
            for new in alike[: TRIES // 4]:
                both = judge.moved(None, new, old)
                here = (new.day - self.problem.grid.first_day).days // 7 == week
                if here and not both.obstacles and (found is None or both.cost_change < found[0]):
                    found = both.cost_change, new, old
        if found is None:
            return best
        return replace(judge.moved(None, found[1]), through=best.through, instead=found[2], instead_cost=found[0])

    def _duties(self, i: int) -> list[int]:
        """Places, in a person's duties, of those that are there at the interval; people of one contract share them."""
        kind = int(self.model.core.set_of[i])
        if kind not in self._over:
            low, high = duties_of_person(self.model, i)
            width = self.problem.grid.minutes
            self._over[kind] = [
                q - low
                for q in range(low, high)
                if (d := self.model.duty[q]).exact is None and d.cell <= self.index < d.cell + d.presence // width
            ]
        return self._over[kind]

    def _options(self, i: int) -> list[tuple[float, Shift | None, Shift]]:
        """Shifts over the interval with a price (personal cost and what they serve), and the shift each replaces.

        The price is exact but for hands that overlap in part of an interval; INF where the engine does not allow one.
        """
        core, grid, agent = self.model.core, self.problem.grid, self.model.agents[i]
        low, _ = duties_of_person(self.model, i)
        first, size = int(core.cost_first[i]), len(grid)
        skills = self.shortage.skills(agent)
        gain, loss = self.shortage.gain(skills), self.shortage.loss(skills)
        mine = {s.day: s for s in self.shifts.get(agent.agent_id, ())}
        found: list[tuple[float, Shift | None, Shift]] = []
        use: dict[int, tuple[np.ndarray, np.ndarray]] = {}  # by day: what a hand is worth in each interval, summed up
        for place in self._duties(i):
            duty = self.model.duty[low + place]
            old = mine.get(grid.first_day + timedelta(days=duty.day))
            if duty.day not in use:
                held = np.zeros(size, bool)
                if old is not None:
                    held[max(0, grid.index(old.start)) : max(0, grid.index(old.end - timedelta(seconds=1)) + 1)] = True
                worth = np.where(held, loss, gain)
                use[duty.day] = worth, np.concatenate([[0.0], np.cumsum(worth)])
            worth, summed = use[duty.day]
            places, at = [], 0
            for pause in duty.template.pauses:
                cells = [c for c in range(max(duty.cell + pause.low, at), duty.cell + pause.high + 1)
                         if c < size and not c <= self.index < c + -(-pause.minutes // grid.minutes)]  # fmt: skip
                if not cells:
                    break
                chosen = min(cells, key=lambda c: (worth[c], abs(2 * c - cells[0] - cells[-1])))
                places.append(chosen)
                at = chosen + -(-pause.minutes // grid.minutes) + duty.template.gap
            if len(places) < len(duty.template.pauses):
                continue
            end = min(size, duty.cell + duty.presence // grid.minutes)
            served = float(summed[end] - summed[duty.cell]) - sum(float(worth[c]) for c in places)
            shift = shift_of(duty, agent.agent_id, places, grid)
            if shift != old:
                cost = float(core.duty_cost[first + place])
                found.append((cost - served if cost < INF else INF, old, shift))
        if old_near := [o for _, o, _ in found if o is not None]:  # where none is allowed, the nearest to the old one
            near = old_near[0].start
            found.sort(key=lambda f: abs((f[2].start - near).total_seconds()))
        return found


class _Person:
    """One person's rules before and after a move; the rules of pairs with whoever depends on them too."""

    def __init__(self, asked: _Asked, agent: Agent) -> None:
        self.asked, self.agent, problem = asked, agent, asked.problem
        leaning = {p.first for p in problem.pairs if p.second == agent.agent_id}
        self.chosen = tuple(a for a in problem.agents if a.agent_id in leaning | {agent.agent_id})
        self.parts = Parts(problem, asked.roster).of_some({a.agent_id for a in self.chosen})
        self.mine = self.parts.roster.shifts
        self.before = list(findings(self.parts, self.chosen))
        self._weeks: dict[date, tuple[int, int, int, int]] = {}

    def plain(self, old: Shift | None, new: Shift) -> int:
        """How many of the plainest rules a move breaks (hours and days of the week, rest to both sides), in no time."""
        parts, rules = self.parts.of_team(self.agent.team), self.asked.problem.rules_of(self.agent.team)
        first = parts.days[0] + timedelta(days=(new.day - parts.days[0]).days // 7 * 7)
        if first not in self._weeks:
            week = tuple(d for d in parts.days if 0 <= (d - first).days < 7)
            own = [s for s in self.mine if s.agent_id == self.agent.agent_id and s.day in week]
            self._weeks[first] = (*parts.week_target(self.agent, week), sum(s.work_minutes for s in own), len(own))
        target, most, got, worked = self._weeks[first]
        got += new.work_minutes - (old.work_minutes if old is not None else 0)
        broken = int(rules["working_days"].hard and worked + (old is None) > most)
        beyond = got - target > rules["contract_hours"].minutes("tolerance_min")
        broken += int(rules["contract_hours"].hard and beyond)
        rest = rules.get("daily_rest")
        if rest is not None and rest.hard:
            least = timedelta(minutes=rest.minutes("minutes"))
            others = [s for s in self.mine if s.agent_id == self.agent.agent_id and s is not old]
            broken += any(s.end <= new.start and new.start - s.end < least for s in others)
            broken += any(new.end <= s.start and s.start - new.end < least for s in others)
        return broken

    def moved(self, old: Shift | None, new: Shift, given: Shift | None = None) -> Candidate:
        """What putting `new` in the place of `old` breaks and changes, where `given` is given up too."""
        asked = self.asked
        shifts = (*(s for s in self.mine if s is not old and s is not given), new)
        now = list(findings(replace(self.parts, roster=replace(asked.roster, shifts=shifts)), self.chosen))
        by = change_of_hands(self.parts, old, new)
        for index, share in change_of_hands(self.parts, given, None).items():
            by[index] = by.get(index, 0.0) + share
        short_cost, short_hours = asked.shortage.change(asked.shortage.skills(self.agent), by)
        below, cost = asked.minimums.change(self.agent.agent_id, by)
        cost += short_cost + sum(f.cost for f in now if isinstance(f, Penalty) and f not in self.before)
        cost -= sum(f.cost for f in self.before if isinstance(f, Penalty) and f not in now)
        then = [f for f in self.before if isinstance(f, Violation)]
        broken = worse([f for f in now if isinstance(f, Violation)], then)  # a week nearer to its contract stops nobody
        return Candidate(self.agent.agent_id, old, new, broken + below, round(cost, 6), round(short_hours, 6))
