"""Durations in seconds, whatever unit or spelling a system uses, and the question when a size is odd."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from planner.base.i18n import t
from planner.tables.table import Cell, plain
from planner.tables.values import CellError, Habits, number_text, shown

UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "ms": 0.001, "hms": 1.0, "days": 86400.0}
"""Seconds in one of each; `hms` is written 00:05:12."""
SHORTEST_S, LONGEST_S = 15.0, 4 * 3600.0
"""A usual handling time outside these is asked about."""
_HMS = re.compile(r"(?:(\d+)\s*[d.]\s*)?(\d{1,5}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?", re.ASCII)
_WORDS = re.compile(r"(?:(\d+)\s*d\w*)?\s*(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m\w*)?\s*(?:(\d+)\s*s\w*)?", re.ASCII | re.I)


def seconds(cell: Cell, habits: Habits, unit: str) -> float:
    """A cell's duration in seconds. `00:05:12`, `5:12` (minutes), `1 h 20 min` and time cells speak for themselves; a
    bare number is of the unit told."""
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    if isinstance(cell, datetime):  # Excel's 00:05:12 as a date near 1900
        return (cell - cell.replace(hour=0, minute=0, second=0)).total_seconds()
    if isinstance(cell, time):
        return cell.hour * 3600.0 + cell.minute * 60 + cell.second
    text = plain(cell).strip()
    match = _HMS.fullmatch(text)
    if match:
        days, first, second, third = (int(part or 0) for part in match.groups())
        if second >= 60 or third >= 60:
            raise CellError(t("{value} is not a duration.", value=shown(text)), t("Write it as 00:05:12."))
        if match[4] is None:  # 5:12 is minutes and seconds
            return days * 86400.0 + first * 60 + second
        return days * 86400.0 + first * 3600 + second * 60 + third
    match = _WORDS.fullmatch(text)
    if match and match.group() and any(match.groups()):
        days, hours, minutes, rest = (int(part or 0) for part in match.groups())
        return days * 86400.0 + hours * 3600 + minutes * 60 + rest
    value = float(number_text(cell, habits)) * UNITS[unit or "s"]
    if not -1e-9 <= value <= 1e8:
        raise CellError(t("{value} is not possible here.", value=shown(text)), t("Write it as 00:05:12."))
    return max(0.0, value)


def odd_unit(values: Iterable[float]) -> str:
    """The unit in which these "seconds" would be usual handling times, '' where they are usual as they are."""
    positive = sorted(value for value in values if value > 0)
    if not positive:
        return ""
    middle = positive[len(positive) // 2]
    if SHORTEST_S <= middle <= LONGEST_S:
        return ""
    for unit in ("min", "ms", "days", "h"):
        if 30.0 <= middle * UNITS[unit] <= 3600.0 * 2:
            return unit
    return "s"
