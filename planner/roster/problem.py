"""What the engine and the auditor look at for a span: people, requirement, rules, absences, what was published."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.demand import ChannelKind, Requirement
from planner.domain.people import TimeOff
from planner.domain.roster import Roster, RosterVersion
from planner.domain.time import TimeGrid, midnight
from planner.forecast.events import public_holidays
from planner.requirement import requirements
from planner.requirement.staffing_inputs import opening_backlogs
from planner.requirement.store import read_requirement
from planner.roster.fairness import WINDOW_WEEKS, history
from planner.roster.rules import in_force
from planner.roster.store import rosters
from planner.roster.store.published import published_shifts
from planner.rostering.problem import Deferred, RosterProblem
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import placed as with_placed
from planner.shop.people import team
from planner.shop.store.channels import read_channels
from planner.staffing import required as formula
from planner.staffing.deferred import BLENDED_OCCUPANCY_MAX

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.db.workspace import Workspace
    from planner.rostering.problem import Deferred, RosterProblem

PREVIOUS_DAYS = 14
"""Published days before the span that are read whole, for rest and runs that go on over the week's edge."""


@reads
def problem_of(ws: Workspace, first_day: date, days: int, version: RosterVersion | None = None) -> RosterProblem:
    """Everything the engine and the auditor look at. Locked shifts of `version` are fixed."""
    settings = read_settings(ws)
    stored = read_requirement(ws, first_day, days)
    requirement = (
        stored[0]
        if stored
        else Requirement(TimeGrid(first_day, days, settings.interval_minutes, settings.time_zone), {})
    )
    people = team(ws, first_day, days)
    rules = in_force(ws, (a.team for a in people.agents))
    begin, edge = first_day - timedelta(weeks=WINDOW_WEEKS), first_day - timedelta(days=PREVIOUS_DAYS)
    before = published_shifts(ws, begin, first_day - timedelta(days=1), whole_from=edge)
    holidays = public_holidays(ws, begin, (first_day - begin).days + days)
    problem = RosterProblem(
        grid=requirement.grid,
        agents=people.agents,
        requirement=requirement,
        time_off=people.time_off,
        preferences=people.preferences,
        fixed=tuple(s for s in version.roster.shifts if s.locked) if version else (),
        previous=tuple(s for s in before if s.day >= edge),
        rules=rules.pack,
        holidays=frozenset(day for day in holidays if day >= first_day),
        minors=rules.minors,
        pairs=rules.pairs,
        history=history(before, people.agents, rules.pack, holidays, settings.time_zone),
        deferred=deferred_bounds(ws, requirement, stored[1].details) if stored else (),
        team_rules=rules.packs,
    )
    return replace(problem, owed=_owed(ws, problem))


def _owed(ws: Workspace, problem: RosterProblem) -> dict[tuple[str, date], tuple[int, int]]:
    """Minutes and days owed in weeks whose absences came after publication: what was published outside them.

    A roster published with the absence known has no shift in it, and no more hours than the contract asks beside it;
    the newest published version that has one or more hours tells (ill on a free day: nobody gives hours back for that).
    """
    grid, zone = problem.grid, problem.grid.zone
    away: dict[str, list[TimeOff]] = {}
    for off in problem.time_off:
        away.setdefault(off.agent_id, []).append(off)
    empty = Roster(grid.first_day, grid.days, zone)
    parts, whole = Parts(problem, empty), Parts(replace(problem, time_off=()), empty)
    found: dict[tuple[str, date], tuple[int, int]] = {}
    for roster in rosters.published_rosters(ws, grid.first_day, grid.days, away) if away else ():
        for agent_id, spans in away.items():
            mine, agent = roster.of_agent(agent_id), parts.agent_of[agent_id]
            tolerance = problem.rules_of(agent.team)["contract_hours"].minutes("tolerance_min")
            for week in parts.weeks:
                own = [s for s in mine if s.day in week]
                left = [
                    s for s in own
                    if not any(o.start <= midnight(s.day, zone) and midnight(s.day + timedelta(days=1), zone) <= o.end
                               for o in spans)
                ]  # fmt: skip
                got = sum(s.work_minutes for s in left)
                asked, most = (p.of_team(agent.team).week_target(agent, week)[0] for p in (parts, whole))
                if len(left) < len(own) or (own and asked + tolerance < got <= most + tolerance):
                    found.setdefault((agent_id, week[0]), (got, len(left)))
    return found


@reads
def deferred_bounds(ws: Workspace, requirement: Requirement, details: str) -> tuple[Deferred, ...]:
    """Work that may wait as cumulative agent-minutes to roster: arrived and due, with shrinkage and the ceiling of
    blended occupancy in them, on the contacts and handle times that the requirement stands on. None of a requirement
    that came from a file, and of channels without a forecast.
    """
    stored = json.loads(details)
    if stored.get("source") not in ("forecast", "simulation"):
        return ()
    grid, found = requirement.grid, []
    rows = stored["channels"]
    waiting = [
        c for c in read_channels(ws)
        if c.kind is ChannelKind.DEFERRED and c.name in rows and any(requirement.required.get(c.name, ()))
    ]  # fmt: skip
    backlogs = opening_backlogs(ws, waiting, grid.start, grid.zone)
    for channel in waiting:
        is_open = np.array(requirements.open_mask(channel, grid), bool)
        volume, handle = (np.array(rows[channel.name][name], float) for name in ("volume", "aht_s"))
        bounds = formula.deferred_bounds(
            channel, volume, handle, grid.minutes * 60.0, is_open, backlogs[channel.name]
        )  # fmt: skip
        released = _at_opening(np.asarray(bounds.released, float), is_open)
        due = np.minimum(np.asarray(bounds.due, float), released)
        share = (channel.target.occ_max or BLENDED_OCCUPANCY_MAX) * (1.0 - channel.mean_shrinkage())
        found.append(
            Deferred(
                channel.name,
                tuple(round(float(v), 6) for v in released / share),
                tuple(round(float(v), 6) for v in due / share),
            )
        )
    return tuple(found)


def _at_opening(released: NDArray[np.float64], is_open: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What arrives while closed is there when it opens: nobody is needed at night because an e-mail came."""
    held, now = released.copy(), 0.0
    for index, there in enumerate(is_open):
        now = float(released[index]) if there else now
        held[index] = now
    return held


def placed(problem: RosterProblem, roster: Roster) -> RosterProblem:
    """The problem with deferred work where this roster does it, instead of at the flat level of the formula."""
    return replace(problem, requirement=with_placed(Parts(problem, roster))) if problem.deferred else problem
