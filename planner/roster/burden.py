"""What each agent had of weekends, late shifts and public holidays in shifts that were published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.domain.people import Agent
from planner.domain.roster import Shift

if TYPE_CHECKING:
    from planner.rostering.problem import History
    from planner.rostering.rules.pack import Rule, RulePack

WINDOW_WEEKS = 12


def history(
    shifts: Sequence[Shift], agents: Iterable[Agent], rules: RulePack, holidays: frozenset[date], zone: str
) -> dict[str, History]:
    """What each agent had in the shifts published before; empty without any."""
    from planner.rostering.problem import History

    if not shifts:
        return {}
    counts = count(shifts, rules.get("fairness"), holidays, zone)
    known = {a.agent_id for a in agents}
    return {agent: History(c[1], c[2], c[3]) for agent, c in counts.items() if agent in known}


def count(
    shifts: Iterable[Shift], rule: Rule | None, holidays: frozenset[date], zone: str
) -> dict[str, tuple[int, int, int, int]]:
    """Days at work, on weekends, late and on public holidays by agent; late is as the rule of fair spread says."""
    from planner.rostering.rules.pack import SPECS, minute_of

    late_from = minute_of((rule.params if rule else SPECS["fairness"].params)["late_from"], 1200)
    found: dict[str, list[int]] = {}
    for shift in shifts:
        mine = found.setdefault(shift.agent_id, [0, 0, 0, 0])
        end_min = minute_of_day(shift.end, shift.day, zone)
        mine[0] += 1
        mine[1] += shift.day.weekday() >= 5
        mine[2] += end_min > late_from
        mine[3] += shift.day in holidays
    return {agent: (c[0], c[1], c[2], c[3]) for agent, c in found.items()}


def minute_of_day(instant: datetime, day: date, zone: str) -> int:
    """Minutes on the wall's clock since the midnight that began `day`."""
    local = instant.astimezone(ZoneInfo(zone))
    return (local.date() - day).days * 1440 + local.hour * 60 + local.minute
