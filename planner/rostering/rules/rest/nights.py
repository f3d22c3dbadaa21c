"""Night shifts: at most so many a week; so many minutes of the night make a shift one."""

from __future__ import annotations

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.duty import Look
from planner.rostering.rules.context.line import Counter, LinePart, Person
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

MANY = Words("{n} night shifts in a week, {max} allowed", "{n} noches en una semana, {max} permitidas")
NIGHT = (1320, 360)  # from and to, where no pack says it


def is_night(rule: Rule, start: int, end: int) -> bool:
    """Whether a shift from `start` to `end` (wall-clock minutes from midnight) is a night shift."""
    dusk, dawn = rule.minute("from", NIGHT[0]), rule.minute("to", NIGHT[1])
    dusk = dusk if dusk >= dawn else dusk + 1440  # a night that begins at midnight or later
    nights = ((dusk + 1440 * (k - 1), dawn + 1440 * k) for k in (0, 1, 2))
    return sum(max(0, min(end, high) - max(start, low)) for low, high in nights) >= rule.minutes("over_min")


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: night shifts too many."""
    most, mine = rule.minutes("max_per_week"), parts.shifts_of[agent.agent_id]
    for week in parts.weeks:
        got = sum(1 for s in mine if s.day in week and is_night(rule, *parts.span(s)))
        if got > most:
            yield finding(rule, agent, week[0], MANY, got - most, n=got, max=most)


def flag(rule: Rule, look: Look) -> bool:
    """Night shifts, where there may not be one every day."""
    return rule.minutes("max_per_week") < 7 and is_night(rule, look.start, look.end)


def line(rule: Rule, person: Person) -> LinePart | None:
    """Counted week by week, where any shift is one."""
    flags = person.flags.get(rule.rule_id)
    if flags is None:
        return None
    resets = frozenset(range(7, person.s.grid.days + 1, 7))
    return Counter(
        rule.rule_id, None if rule.hard else rule.weight, flags, rule.minutes("max_per_week"), resets, "nights"
    )  # fmt: skip


def span(span: Span, rule: Rule) -> None:
    """Night shifts of each week."""
    for days, _, _ in span.weeks():
        if dark := [v for d in days for look, v in span.on[d] if is_night(rule, look.start, look.end)]:
            span.when(rule, days.start, span.cp.add(sum(dark) <= span.count * rule.minutes("max_per_week")))


RULE = Kind(
    "nights", Words("Night shifts", "Turnos de noche"),
    {"from": Figure("22:00", Words("night from", "noche desde"), clock=True),
     "to": Figure("06:00", Words("night until", "noche hasta"), clock=True),
     "over_min": Figure(180, Words("night from (min)", "noche desde (min)")),
     "max_per_week": Figure(7, Words("at most a week", "máximo por semana"))},
    (MANY,),
    Words("Estatuto de los Trabajadores 36.1 (text of 2021): night is 22:00-06:00; three hours of it make a night "
          "shift",
          "Estatuto de los Trabajadores 36.1 (texto de 2021): la noche es 22:00-06:00; con tres horas en ella el "
          "turno es nocturno"),
    of_a_week=True, check=check, flag=flag, line=line, span=span,
)  # fmt: skip
