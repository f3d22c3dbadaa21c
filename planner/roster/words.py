"""Channels by the names that people gave them, wherever a rule, a reason or a conflict speaks of one.

Invariant: only words change; what a finding is about (`about`) is told by the rooms below, with the channel's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from planner.rostering.problem import Reason
    from planner.rostering.rules.findings import Penalty, Violation
    from planner.rostering.why.told import Conflict

    Told = TypeVar("Told", bound=Violation | Penalty | Reason)

NAMED = ("name", "channel", "skill")  # parameters that may hold a channel's id: skills have the names of channels


def called(told: Told, labels: Mapping[str, str]) -> Told:
    """A finding or a reason that names its channel by its label."""
    names = {key: labels[told.params[key]] for key in NAMED if told.params.get(key) in labels}
    return replace(told, params={**told.params, **names}) if names else told


def conflict_called(told: Conflict, labels: Mapping[str, str]) -> Conflict:
    """A conflict whose minimums name their channels by their labels."""
    asked = tuple(_renamed(one, labels) for one in told.asked)
    what = str(told.facts.get("what", ""))
    facts = {**told.facts, "what": ", ".join(labels.get(w, w) for w in what.split(", "))} if what else told.facts
    return replace(told, asked=asked, facts=facts)


def _renamed(need: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    return {key: labels.get(value, value) if key in NAMED else value for key, value in need.items()}
