"""What surveys need done on their day, without anybody asking: next waves of pulses, and answers whose time is over.

Runs whenever the surveys screen or the page opens, and by `survey due` and `survey retention` in cron. Nothing is
launched by itself unless HR says so (`survey due --launch`): a wave goes out as the one before it did.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.base.errors import Refused
from planner.surveys import results, surveys

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Drafts that were made, and answers that were deleted because their day had come."""

    drafted: tuple[str, ...] = ()
    deleted: int = 0


def upkeep(ws: Workspace) -> Upkeep:
    """Draft the waves that are due and delete answers whose day has come; a login that may not is let off."""
    drafted, deleted = tuple[str, ...](), 0
    with contextlib.suppress(Refused):
        deleted = results.apply_retention(ws)
    with contextlib.suppress(Refused):
        drafted = surveys.due_pulses(ws)
    return Upkeep(drafted, deleted)


def launch_due(ws: Workspace) -> tuple[surveys.Launched, ...]:
    """Launch the drafts of series whose day has come, as the wave before; a first wave is HR's to launch."""
    from planner.base.config import today
    from planner.surveys.store import surveys as store

    surveys.due_pulses(ws)
    launched = []
    for row in store.read_surveys(ws):
        own = row.settings
        if row.state == "draft" and own.get("plan") and str(own.get("opens_on", "9")) <= today().isoformat():
            launched.append(surveys.launch(ws, row.survey_id, surveys.plan_of(own["plan"])))
    return tuple(launched)
