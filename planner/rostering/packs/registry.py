"""The rules there are, in the order in which screens list them: one line a rule.

They are loaded when somebody asks for the first time (they need numpy), with their Spanish.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from planner.base import i18n
from planner.rostering.packs.kind import Kind

NAMES = (
    "hours.contract_hours",
    "hours.working_days",
    "shifts.availability",
    "shifts.time_off",
    "shifts.locked_shifts",
    "shifts.shift_start",
    "shifts.shift_lengths",
    "hours.daily_hours",
    "hours.weekly_hours",
    "hours.overtime",
    "shifts.split_shifts",
    "shifts.breaks",
    "team.screen_pause",
    "rest.daily_rest",
    "rest.weekly_rest",
    "rest.consecutive_days",
    "rest.consecutive_days_off",
    "rest.days_off_together",
    "hours.minors",
    "rest.free_weekends",
    "rest.nights",
    "rest.start_spread",
    "rest.successions",
    "team.min_staff",
    "team.skill_on_duty",
    "team.pairs",
    "wishes.fairness",
    "wishes.preferences",
    "wishes.stability",
    "wishes.notice",
    "team.shortage",
    "team.overstaffing",
    "wishes.wage",
)
"""Modules of `planner.rostering.rules`, each with a RULE."""
RULES = "planner.rostering.rules"


@cache
def kinds() -> Mapping[str, Kind]:
    """Every rule by its id."""
    found: dict[str, Kind] = {}
    for name in NAMES:
        kind: Kind = import_module(f"{RULES}.{name}").RULE
        found[kind.rule_id] = kind
        i18n.add("es", dict(kind.said()))
    return found


def title(rule_id: str, lang: str | None = None) -> str:
    """What a rule is called in the user's language."""
    return i18n.t(kinds()[rule_id].title.en, lang)
