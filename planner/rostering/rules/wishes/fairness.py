"""Fair spread: weekends, late shifts and public holidays go to those who had fewer of them in the rolling window."""

from __future__ import annotations

from datetime import date

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.problem import History
from planner.rostering.rules.context.days import Days
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

UNPOPULAR = Words("an unpopular shift for somebody who had more of them",
                  "un turno poco deseado para quien ya tuvo más")  # fmt: skip


def late_from(rule: Rule | None) -> int:
    """Minutes after midnight beyond which a shift is late; as without a pack where the rule is off."""
    return rule.minute("late_from", 1200) if rule else 1200


def unpopular(rule: Rule, day: date, end_min: int, holidays: frozenset[date], less: History, mine: History) -> float:
    """What a shift costs: its kinds, each times what the agent already had beyond the one who had least."""
    cost = 0.0
    if day.weekday() >= 5:
        cost += rule.params["weekend"] * (mine.weekends - less.weekends)
    if end_min > late_from(rule):
        cost += rule.params["late"] * (mine.late - less.late)
    if day in holidays:
        cost += rule.params["holiday"] * (mine.holidays - less.holidays)
    return float(cost)


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: for each such shift its kind's figure times how many more the agent had than the one who had least."""
    problem = parts.problem
    less, mine = parts.least, problem.history.get(agent.agent_id, History())
    for shift in parts.shifts_of[agent.agent_id]:
        amount = unpopular(rule, shift.day, parts.span(shift)[1], problem.holidays, less, mine)
        if amount > 0:
            yield finding(rule, agent, shift.day, UNPOPULAR, amount)


def price(days: Days, rule: Rule) -> None:
    """The same of every shift."""
    s, mine = days.s, days.s.problem.history.get(days.agent.agent_id, History())
    if mine != s.less:
        for place, (d, until) in enumerate(zip(days.day.tolist(), days.end.tolist(), strict=True)):
            amount = unpopular(rule, s.dates[d], until, s.problem.holidays, s.less, mine)
            days.cost[place] += rule.weight * amount


RULE = Kind(
    "fairness", Words("Fair spread", "Reparto equitativo"),
    {"weekend": Figure(1.0, Words("points a weekend day", "puntos por día de fin de semana")),
     "late": Figure(0.5, Words("points a late shift", "puntos por turno de tarde")),
     "holiday": Figure(2.0, Words("points a public holiday", "puntos por festivo")),
     "late_from": Figure("20:00", Words("late from", "tarde desde"), clock=True)},
    (UNPOPULAR,),
    Words("convention: what was worked in the last weeks makes the next one dearer",
          "convención: lo trabajado en las últimas semanas encarece lo siguiente"),
    hard=False, weight=1.0, price_only=True, check=check, price=price,
)  # fmt: skip
