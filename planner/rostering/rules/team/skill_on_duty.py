"""Minimum skills on duty: at least so many of a skill, language or team (a supervisor, a German speaker)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.team.minimum import BELOW, HOURS, ROW, whole


def needs(rule: Rule) -> Sequence[Mapping[str, Any]]:
    """One a row."""
    found: Sequence[Mapping[str, Any]] = rule.params["needs"]
    return found


RULE = Kind(
    "skill_on_duty", Words("Minimum skills on duty", "Competencias mínimas de servicio"),
    {"needs": Figure([], Words("needs", "necesidades"), row=ROW)}, (BELOW,), hard=False, weight=200.0, together=True,
    breach=HOURS, whole=whole, needs=needs,
)  # fmt: skip
