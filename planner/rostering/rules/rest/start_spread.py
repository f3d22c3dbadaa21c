"""Start times within a week: they lie within a window."""

from __future__ import annotations

from planner.domain.people import Agent
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.span import Span
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

FORBIDDEN = 1e18  # points of what no line may have
APART = Words("starts {spread_min} apart", "entradas separadas {spread_min}")


def check(parts: Parts, agent: Agent, rule: Rule) -> Found:
    """Amount: hours outside the best such window, summed over the shifts of the week."""
    window = rule.minutes("window_min")
    for week in parts.weeks:
        starts = [parts.minute(s.start, s.day) for s in parts.shifts_of[agent.agent_id] if s.day in week]
        places = starts + [s - window for s in starts]
        outside = min((sum(max(0, low - s, s - low - window) for s in starts) for low in places), default=0)
        if outside > 0:
            yield finding(rule, agent, week[0], APART, outside / 60, spread_min=max(starts) - min(starts))


def window(rule: Rule) -> tuple[int, float]:
    """The window in minutes, and points a minute outside it, for the pricing of lines."""
    return rule.minutes("window_min"), FORBIDDEN if rule.hard else rule.weight / 60


def span(span: Span, rule: Rule) -> None:
    """One window a week: the earliest start opens it."""
    cp, n, width = span.cp, span.count, rule.minutes("window_min")
    for days, _, _ in span.weeks():
        windows = []
        for low in sorted({look.start for d in days for look, _ in span.on[d]}):
            here = span.number()
            for d in days:
                if out := [v for look, v in span.on[d] if not low <= look.start <= low + width]:
                    cp.add(sum(out) + here <= n)
            windows.append(here)
        if windows:
            span.when(rule, days.start, cp.add(sum(windows) >= n))


RULE = Kind(
    "start_spread", Words("Start times within a week", "Entradas dentro de la semana"),
    {"window_min": Figure(120, Words("window (min)", "ventana (min)"))}, (APART,), hard=False, weight=1.0,
    of_a_week=True, check=check, span=span,
)  # fmt: skip
