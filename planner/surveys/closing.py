"""Closing where the database keeps answers from everybody who is a person (PostgreSQL).

HR's login ends answering and asks; the page's own login, which takes answers in anyway, works the results out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.surveys import results, surveys

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


def close_or_ask(ws: Workspace, survey_id: str) -> bool:
    """Close a survey; False when this login may not read answers and `survey serve` will close it within seconds."""
    from planner.db import audit
    from planner.surveys.store import intake
    from planner.surveys.store import surveys as store

    if intake.readable(ws):
        results.close(ws, survey_id)
        return True
    row = surveys.in_state(ws, survey_id, "open")
    if not row.settings.get("closing"):
        with ws.write():
            store.change_survey(ws, row, settings={**row.settings, "closing": True})
            audit.append(ws, "survey closed", survey_id, {"invited": row.invited})
    return False


def close_asked(ws: Workspace) -> int:
    """Close every survey that HR has asked to close; returns how many. For the page's own login."""
    from planner.surveys.store import surveys as store

    asked = store.closing_asked(ws)
    for survey_id in asked:
        results.close(ws, survey_id)
    return len(asked)
