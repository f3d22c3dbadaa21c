"""What the compilation of a problem looks up again and again: days, absences, wishes, published shifts by person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planner.domain.people import Agent, Preference, TimeOff
from planner.domain.roster import Shift
from planner.domain.time import TimeGrid, midnight
from planner.rostering.model.duties import Calendar, calendar
from planner.rostering.problem import History, RosterProblem
from planner.rostering.rules.pack import RulePack
from planner.rostering.rules.wishes import least


@dataclass(frozen=True)
class Setting:
    """A problem with its calendar and everything by agent; `before` holds published shifts earlier than the grid,
    `base` those to stay close to by day, `less` what the person with the least unpopular work has had."""

    problem: RosterProblem
    times: Calendar
    agents: tuple[Agent, ...]
    rules: RulePack
    grid: TimeGrid
    dates: list[date]
    day_start: list[datetime]
    absences: dict[str, list[TimeOff]]
    wishes: dict[str, list[Preference]]
    before: dict[str, list[Shift]]
    base: dict[str, dict[int, Shift]]
    less: History


def setting_of(problem: RosterProblem, agents: tuple[Agent, ...]) -> Setting:
    """The setting of a problem for `agents` (its people without duplicates)."""
    grid = problem.grid
    absences: dict[str, list[TimeOff]] = {}
    for off in problem.time_off:
        absences.setdefault(off.agent_id, []).append(off)
    wishes: dict[str, list[Preference]] = {}
    for wish in problem.preferences:
        wishes.setdefault(wish.agent_id, []).append(wish)
    before: dict[str, list[Shift]] = {}
    for shift in sorted(problem.previous, key=lambda shift: shift.start):
        if shift.day < grid.first_day:
            before.setdefault(shift.agent_id, []).append(shift)
    base: dict[str, dict[int, Shift]] = {}
    for shift in problem.baseline:
        base.setdefault(shift.agent_id, {})[(shift.day - grid.first_day).days] = shift
    dates = list(grid.dates())
    day_start = [midnight(d, grid.zone) for d in [*dates, dates[-1] + timedelta(days=1)]]
    return Setting(
        problem, calendar(problem), agents, problem.rules, grid, dates, day_start, absences, wishes, before, base,
        least(problem.agents, problem.history),
    )  # fmt: skip


def absent(s: Setting, agent: Agent) -> list[bool]:
    """For each day whether the agent is away all day or not employed."""
    spans = [(o.start, o.end) for o in s.absences.get(agent.agent_id, [])]
    return [
        not agent.employed_on(day) or any(begin <= s.day_start[d] and s.day_start[d + 1] <= end for begin, end in spans)
        for d, day in enumerate(s.dates)
    ]
