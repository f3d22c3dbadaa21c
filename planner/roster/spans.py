"""Rosters of several weeks, found by a week that lies in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.transactions import reads
from planner.domain.time import iso_week_label
from planner.roster import rosters
from planner.roster.store.rosters import spans

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.views import RosterView


@reads
def longer(ws: Workspace, first_day: date, weeks: int = 1) -> tuple[date, int] | None:
    """Monday and weeks of the roster changed last that holds these weeks among others; None without one."""
    last_day = first_day + timedelta(days=7 * weeks - 1)
    for start, days in spans(ws, first_day, last_day):
        inside = start <= first_day and last_day < start + timedelta(days=days)
        if inside and (start, days) != (first_day, 7 * weeks) and days % 7 == 0:
            return start, days // 7
    return None


@reads
def covering(ws: Workspace, first_day: date, weeks: int = 1) -> RosterView:
    """The roster of these weeks, or where there is none the longer one that holds them."""
    shown = rosters.view(ws, first_day, weeks)
    if shown.version is None and (found := longer(ws, first_day, weeks)) is not None:
        return rosters.view(ws, *found)
    return shown


@reads
def no_roster(ws: Workspace, first_day: date, weeks: int = 1) -> Refused:
    """That there is no roster of these weeks, and how to get one or at the longer one that holds them."""
    title = t("There is no roster for the week of {day}.", day=first_day)
    if (found := longer(ws, first_day, weeks)) is not None:
        return Refused(title, t("It is part of a roster of {n} weeks: {options}", n=found[1],
                                options=f"--week {iso_week_label(found[0])} --weeks {found[1]}"))  # fmt: skip
    command = f"cuadrante roster solve --week {iso_week_label(first_day)}" + (f" --weeks {weeks}" if weeks > 1 else "")
    return Refused(title, t("Solve it first: {command}", command=command))
