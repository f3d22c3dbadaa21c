"""Notice of changes: no day within the notice period changes against the published version.

Asked when somebody is about to publish (`audit.notice_violations`), not of every roster.
"""

from __future__ import annotations

from datetime import datetime

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.hours.overtime import full_time
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.wishes.stability import change_of

LATE = Words("{ahead} days' notice, {days} required", "{ahead} días de preaviso, se exigen {days}")


def late(parts: Parts, agent: Agent, rule: Rule, now: datetime) -> Found:
    """Amount: 1 a day.

    Where part-time contracts may have more hours (rule `overtime`), hours added to a day of theirs have a period of
    their own (`complementary_days`).
    """
    old = {s.day: s for s in parts.problem.baseline if s.agent_id == agent.agent_id}
    new = {s.day: s for s in parts.shifts_of[agent.agent_id]}
    overtime = parts.rule("overtime")
    more = not full_time(parts.problem.rules, agent) and overtime is not None and bool(overtime.params["part_time"])
    for day in parts.days:
        ahead = (day - parts.local(now).date()).days
        one, two = old.get(day), new.get(day)
        added = more and two is not None and two.work_minutes > (one.work_minutes if one is not None else 0)
        days = min(rule.minutes("days"), rule.minutes("complementary_days")) if added else rule.minutes("days")
        if ahead < days and change_of(one, two) >= 1.0:
            yield finding(rule, agent, day, LATE, ahead=ahead, days=days)


RULE = Kind(
    "notice", Words("Notice of changes", "Preaviso de cambios"),
    {"days": Figure(5, Words("days", "días")),
     "complementary_days": Figure(3, Words("days for more hours of part-time contracts",
                                           "días para más horas a tiempo parcial"))},
    (LATE,),
    Words("Estatuto de los Trabajadores 34.2 (text of 2021): 5 days' notice of day and hour",
          "Estatuto de los Trabajadores 34.2 (texto de 2021): 5 días de preaviso del día y la hora"),
)  # fmt: skip
