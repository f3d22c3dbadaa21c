"""Screen pauses: minutes of every hour that nobody serves, taken off in the roster or left to shrinkage."""

from __future__ import annotations

from planner.rostering.packs.kind import Figure, Kind, Words
from planner.rostering.packs.pack import RulePack


def screen_share(rules: RulePack) -> float:
    """The share of an interval on duty that somebody serves, where the pack takes screen pauses off in the roster."""
    rule = rules.get("screen_pause")
    return 1.0 - rule.minutes("minutes_per_hour") / 60 if rule and rule.params["counted_in"] == "roster" else 1.0


RULE = Kind(
    "screen_pause", Words("Screen pauses", "Pausas de pantalla"),
    {"minutes_per_hour": Figure(5, Words("minutes an hour", "minutos por hora")),
     "counted_in": Figure("shrinkage", Words("counted in", "se cuenta en"), choices=("roster", "shrinkage"))},
    hard=False,
)  # fmt: skip
