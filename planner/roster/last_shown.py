"""Which version of a week this user was shown last, so that a command does not act on one that nobody has looked at.

Kept beside the user's workspaces, by workspace and span, as the version's id, row version and number. What is not known
(another machine, a first run in cron) stops nothing: then the newest version is acted on, and named.
"""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from planner.base.config import data_dir, place
from planner.base.errors import Conflict, Refused
from planner.base.i18n import t
from planner.base.log import noted
from planner.db.transactions import reads
from planner.domain.time import iso_week_label
from planner.roster import publishing
from planner.tables.writing import write_text

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.views import RosterView

log = logging.getLogger(__name__)

MOST = 500
"""Spans remembered; the oldest are forgotten."""


def note(target: str, shown: RosterView) -> None:
    """Remember the version on show; a folder that cannot be written is no reason to stop anybody."""
    if shown.version is None:
        return
    known, key = _read(), _key(target, shown.first_day, shown.days)
    now = [shown.version.roster_id, shown.version.row_version, shown.version.number]
    if known.get(key) == now:
        return
    known.pop(key, None)
    known[key] = now
    with noted("what was shown last is not remembered", Refused):
        data_dir()
        write_text(_file(), json.dumps(dict(list(known.items())[-MOST:])), private=True)


@reads
def meant(ws: Workspace, first_day: date, weeks: int, number: int | None) -> RosterView:
    """The version that a command means: that of `number`, or the newest.

    Raises Conflict when the user was shown another one last, or this one before it was changed.
    """
    shown = publishing.existing(ws, first_day, weeks, number)
    version, last = shown.version, _read().get(_key(ws.target, first_day, weeks * 7))
    assert version is not None
    if last is None or last[:2] == [version.roster_id, version.row_version]:
        return shown
    who = version.changed_by or t("Somebody")
    if last[0] == version.roster_id:
        raise Conflict(
            t("{who} has changed version {n} since it was shown to you.", who=who, n=version.number),
            t("Look at it as it stands now: {command}", command=_audit(first_day, weeks, version.number)),
        )
    if number is not None:
        return shown
    raise Conflict(
        t("The newest version is {n}, by {who}; version {old} was last shown to you.", n=version.number, who=who,
          old=last[2]),
        t("Name the one that you mean: --version {old} or --version {n}.", old=last[2], n=version.number),
    )  # fmt: skip


def _audit(first_day: date, weeks: int, number: int) -> str:
    span = f"--week {iso_week_label(first_day)}" + (f" --weeks {weeks}" if weeks > 1 else "")
    return f"cuadrante roster audit {span} --version {number}"


def _key(target: str, first_day: date, days: int) -> str:
    return f"{target} {first_day} {first_day + timedelta(days=days - 1)}"


def _file() -> Path:
    return place("data") / "last-shown.json"


def _read() -> dict[str, list[object]]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.info("what was shown cannot be read", exc_info=error)
        return {}
    return found if isinstance(found, dict) else {}
