"""Minimum staff of a channel: at least so many people skilled for it on duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.team.minimum import BELOW, HOURS, ROW, whole


def needs(rule: Rule) -> Sequence[Mapping[str, Any]]:
    """One a row."""
    found: Sequence[Mapping[str, Any]] = rule.params["channels"]
    return found


RULE = Kind(
    "min_staff", Words("Minimum staff of a channel", "Personal mínimo de un canal"),
    {"channels": Figure([], Words("channels", "canales"), row=ROW)}, (BELOW,), hard=False, weight=200.0, together=True,
    breach=HOURS, whole=whole, needs=needs,
)  # fmt: skip
