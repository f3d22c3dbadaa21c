"""What the forecasting engine remarks or refuses, in words; the engine itself speaks in codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from planner.base.i18n import t

if TYPE_CHECKING:
    pass

WARNINGS = {
    "no_lightgbm": "LightGBM does not load here (libgomp missing): its member is left out of the forecast.",
    "cold_start": "{channel}: {days} days of history are few; profile and events are borrowed from its siblings.",
    "short_history": "{channel}: only {days} days of history; expect little of the forecast.",
    "no_history": "{channel}: no history; nothing is forecast.",
    "all_zero": "{channel}: the history is all zeros, and so is the forecast.",
    "started": "{channel}: it started after {zero_days} days of zeros, which are left out.",
    "stopped": "{channel}: no contacts for {days} days; it counts as stopped.",
    "constant": "{channel}: the history is always {contacts}; check where it comes from.",
    "stale_history": "The history ends on {last}, {days} days before the forecast starts.",
    "intervals_assumed": "{channel}: too few past forecasts to measure the doubt ({cases}); the band is an assumption.",
    "negative_counts": "{channel}: {rows} negative counts were left out.",
    "missing_counts": "{channel}: {rows} counts are missing and were left out.",
    "infinite_counts": "{channel}: {rows} counts are no numbers and were left out.",
    "fractional_counts": "{channel}: {rows} counts are fractions and were taken as they are.",
    "duplicate_rows": "{channel}: {rows} rows stand twice; the last one counts.",
    "intermittent": "{channel}: contacts come only now and then; expect a level, not a pattern.",
    "silent_channel": "{channel}: no rows since {last}, {days} days less than others; if it is closed, import zeros.",
    "level_step": "{channel}: the level moved by {percent} % on {day}; what came before counts at the new level.",
    "gap": "{channel}: {days} days are missing in a row; they are left out, not zero.",
}

ERRORS = {
    "empty_history": "The history holds no counted interval.",
    "no_history_before_start": "The history begins after the start of the forecast.",
    "short_history": "There is too little history for this.",
    "bad_region": "No public holidays are known for this region.",
    "bad_days": "That many days cannot be forecast.",
    "bad_date": "A date in the history or the events cannot be read.",
    "bad_span": "An event ends before it starts.",
    "bad_kind": "An event has an unknown kind.",
    "off_grid": "The intervals do not start on a common grid of 15, 30 or 60 minutes.",
    "bad_folds": "Horizon, origins and step must be at least 1.",
    "bad_column": "A column is missing or cannot be read.",
    "bad_operation": "An unknown kind of correction.",
    "bad_value": "A number makes no sense here.",
    "bad_share": "A share must lie between 0 and 1.",
    "bad_time": "The present time has no time zone.",
    "bad_weeks": "That many weeks cannot be looked ahead.",
    "bad_zone": "The time zone is unknown.",
    "not_covered": "The forecast has no intervals on this day.",
}

STAGES = {
    "reading": "Reading the history",
    "fitting": "Learning level, weekdays and events",
    "boosting": "Learning from calendar and neighbours",
    "intervals": "Measuring the doubt",
    "tables": "Laying out the forecast",
    "done": "Done",
}


def warning(code: str, channel: str, params: Mapping[str, Any]) -> str:
    """A remark of the engine in the user's language; code and figures where there are no words for it."""
    if code not in WARNINGS:
        return f"{channel}: {code} {dict(params)}".removeprefix(": ")
    values = {k: ", ".join(v) if isinstance(v, list | tuple) else v for k, v in params.items()}
    return t(WARNINGS[code], **{**values, "channel": channel})


def refusal(code: str, message: str) -> str:
    """A refusal of the engine in the user's language; its own English where there is no other."""
    translated = t(ERRORS[code]) if code in ERRORS else message
    return message if translated == ERRORS.get(code) else translated


def stage(name: str) -> str:
    """What the engine is doing."""
    return t(STAGES[name]) if name in STAGES else name
