"""What surveys need done on their day, without anybody asking: closing on the last day, the nightly participation, next
waves of pulses, and comments whose time is over.

Runs whenever the surveys screen or the page opens, every ten minutes while the page is served, and by `survey due` and
`survey retention` in cron. Nothing is launched by itself unless HR says so (`survey due --launch`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engagement.surveys.participation import live
from planner.base.errors import Refused
from planner.base.log import noted
from planner.surveys import closing, results, surveys
from planner.surveys import launch as survey_launch
from planner.surveys.store import intake
from planner.surveys.store import surveys as store

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Surveys that were closed, drafts that were made, and comments that were deleted because their day had come."""

    closed: tuple[str, ...] = ()
    drafted: tuple[str, ...] = ()
    deleted: int = 0


def upkeep(ws: Workspace) -> Upkeep:
    """Do what is due; a login that may not do a part of it is let off."""
    closed, drafted, deleted = tuple[str, ...](), tuple[str, ...](), 0
    with noted("surveys whose last day has passed were not closed", Refused):
        closed = closing.close_due(ws)
    with noted("participation of last night was not written down", Refused):
        note_progress(ws)
    with noted("comments whose day has come were not deleted", Refused):
        deleted = results.apply_retention(ws)
    with noted("waves that are due were not drafted", Refused):
        drafted = surveys.due_pulses(ws)
    return Upkeep(closed, drafted, deleted)


def note_progress(ws: Workspace) -> None:
    """Once a day, write down in tens of per cent how many have answered each open survey.

    A live count would tell whether a link is used: send a junk answer with it and watch.
    """
    if not intake.readable(ws):
        return
    on = surveys.today_of(ws).isoformat()
    with ws.write():
        for row in store.read_surveys(ws):
            if row.state != "open" or row.settings.get("progress", {}).get("on") == on:
                continue
            used = sum(k.used == intake.USED for k in intake.read_tokens(ws, row.survey_id))
            progress = {"on": on, "tens": live(used, row.invited)}
            store.note(ws, row.survey_id, {**row.settings, "progress": progress})


def launch_due(ws: Workspace) -> tuple[survey_launch.Launched, ...]:
    """Launch the drafts of series whose day has come, as the wave before; a first wave is HR's to launch."""
    surveys.due_pulses(ws)
    launched = []
    on = surveys.today_of(ws).isoformat()
    for row in store.read_surveys(ws):
        own = row.settings
        if row.state == "draft" and own.get("plan") and str(own.get("opens_on", "9")) <= on:
            launched.append(survey_launch.launch(ws, row.survey_id, survey_launch.plan_of(own["plan"])))
    return tuple(launched)
