"""What others did in the workspace meanwhile, in one line: who, what and of which week."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from planner.base.i18n import t
from planner.domain.time import iso_week_label

if TYPE_CHECKING:
    from planner.db.audit import AuditEntry

WORDS = {
    "roster solved": "{who} has solved a roster",
    "roster edited": "{who} has edited a roster",
    "roster repaired": "{who} has repaired a roster",
    "roster published": "{who} has published a roster",
    "swap approved": "{who} has approved a swap",
    "request filed": "{who} has asked for something",
    "request approved": "{who} has approved a request",
    "request declined": "{who} has declined a request",
    "request withdrawn": "{who} has withdrawn a request",
    "forecast made": "{who} has made a forecast",
    "forecast published": "{who} has published a forecast",
    "forecast released": "{who} has released a published forecast",
    "override added": "{who} has corrected the forecast",
    "override undone": "{who} has taken a correction back",
    "event entered": "{who} has entered an event",
    "event removed": "{who} has removed an event",
    "requirement computed": "{who} has computed the requirement",
    "requirement corrected": "{who} has corrected the requirement",
    "channel changed": "{who} has changed a channel",
    "rules set": "{who} has changed rules",
    "rules cleared": "{who} has changed rules",
    "time off entered": "{who} has entered time off",
    "time off removed": "{who} has removed time off",
}
"""By the action in the audit log. Of anything else (pay, surveys, care) it is not said what."""


def told(entries: Sequence[AuditEntry]) -> str:
    """The latest of what is named here (else the latest), and how much there is besides."""
    named = [e for e in entries if e.action in WORDS] or list(entries)
    last = named[-1]
    said = t(WORDS.get(last.action, "{who} has changed something"), who=last.actor or t("Somebody"))
    if week := _week(last):
        said = t("{what} of {week}", what=said, week=week)
    more = len(entries) - 1
    return t("{what}, and {n} more.", what=said, n=more) if more else f"{said}."


def _week(entry: AuditEntry) -> str:
    day = json.loads(entry.detail).get("day")
    return iso_week_label(date.fromisoformat(day)) if isinstance(day, str) and entry.action in WORDS else ""
