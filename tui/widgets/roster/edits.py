"""Hand edits of one shift, as pure functions: move, stretch, move or add a break, take on another agent.

Invariants: breaks lie inside the shift and activities leave them out; an edited shift keeps its channels in order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.domain.people import Agent
from planner.domain.roster import Activity, Break, Shift
from planner.domain.time import localise

MIN_SHIFT = timedelta(hours=1)
NEW_BREAK = timedelta(minutes=30)


def recut(shift: Shift, activities: tuple[Activity, ...]) -> Shift:
    """The shift with `activities` stretched over its whole span in their order and cut where it has breaks."""
    if not activities:
        return replace(shift, activities=())
    ordered = sorted(activities, key=lambda a: a.start)
    edges = [shift.start, *(a.start for a in ordered[1:]), shift.end]
    cut: list[Activity] = []
    for position, activity in enumerate(ordered):
        start, end = max(shift.start, edges[position]), min(shift.end, edges[position + 1])
        for pause in sorted(shift.breaks, key=lambda b: b.start):
            if start < pause.end and pause.start < end:
                if start < pause.start:
                    cut.append(Activity(activity.channel, start, pause.start))
                start = pause.end
        if start < end:
            cut.append(Activity(activity.channel, start, end))
    return replace(shift, activities=tuple(cut))


def moved(shift: Shift, by: timedelta, zone: str) -> Shift:
    """The whole shift earlier or later."""
    start = shift.start + by
    return replace(
        shift,
        day=start.astimezone(ZoneInfo(zone)).date(),
        start=start,
        end=shift.end + by,
        breaks=tuple(replace(b, start=b.start + by, end=b.end + by) for b in shift.breaks),
        activities=tuple(replace(a, start=a.start + by, end=a.end + by) for a in shift.activities),
    )


def stretched(shift: Shift, by: timedelta, *, at_start: bool = False, zone: str) -> Shift:
    """The end (or the start) earlier or later; breaks that fall outside go. Unchanged when it would be too short."""
    start, end = (shift.start + by, shift.end) if at_start else (shift.start, shift.end + by)
    if end - start < MIN_SHIFT:
        return shift
    breaks = tuple(b for b in shift.breaks if start < b.start and b.end < end)
    longer = replace(shift, start=start, end=end, breaks=breaks, day=start.astimezone(ZoneInfo(zone)).date())
    return recut(longer, shift.activities)


def nearest_break(shift: Shift, instant: datetime) -> int | None:
    """The break closest to an instant; None when there is none."""
    if not shift.breaks:
        return None
    return min(range(len(shift.breaks)), key=lambda i: abs(shift.breaks[i].start - instant))


def with_break(shift: Shift, at: datetime) -> Shift:
    """The shift with another unpaid break of half an hour at an instant."""
    start = min(max(at, shift.start + NEW_BREAK), shift.end - 2 * NEW_BREAK)
    if start <= shift.start or any(b.start < start + NEW_BREAK and start < b.end for b in shift.breaks):
        return shift
    breaks = tuple(sorted((*shift.breaks, Break(start, start + NEW_BREAK)), key=lambda b: b.start))
    return recut(replace(shift, breaks=breaks), shift.activities)


def break_moved(shift: Shift, index: int, by: timedelta) -> Shift:
    """One break earlier or later, inside the shift and clear of the others; unchanged where that fails."""
    pause = shift.breaks[index]
    start, end = pause.start + by, pause.end + by
    others = [b for i, b in enumerate(shift.breaks) if i != index]
    if start <= shift.start or end >= shift.end or any(b.start < end and start < b.end for b in others):
        return shift
    breaks = tuple(replace(pause, start=start, end=end) if i == index else b for i, b in enumerate(shift.breaks))
    return recut(replace(shift, breaks=breaks), shift.activities)


def new_shift(agent: Agent, at: datetime, zone: str) -> Shift:
    """A shift of the agent's usual length from an instant, with a break in the middle of a long one."""
    minutes = agent.contract.daily_minutes[0] if agent.contract.daily_minutes else agent.contract.leave_day_minutes
    minutes = max(120, 30 * round(minutes / 30))
    long = minutes > 360
    start = at.astimezone(UTC)
    length = timedelta(minutes=minutes) + (NEW_BREAK if long else timedelta())
    shift = Shift(agent.agent_id, at.astimezone(ZoneInfo(zone)).date(), start, start + length)
    if long:
        middle = start + timedelta(minutes=30 * round(minutes / 60))
        shift = replace(shift, breaks=(Break(middle, middle + NEW_BREAK),))
    return shift


def for_agent(shift: Shift, agent: Agent, day: date, zone: str) -> Shift:
    """A copy for an agent on a local day at the same hours; channels the agent cannot serve are left to the service."""
    start = localise(datetime.combine(day, shift.start.astimezone(ZoneInfo(zone)).time()), zone)[0]
    copy = replace(moved(shift, start - shift.start, zone), agent_id=agent.agent_id, locked=False)
    if any(a.channel not in agent.skills for a in copy.activities):
        copy = replace(copy, activities=())
    return copy
