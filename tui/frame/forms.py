"""Checks and readings of what is typed into forms: changes of a forecast, days, numbers, file names.

Each check returns what is wrong in the user's language, or nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from planner.base.i18n import number, t
from planner.domain.time import localise, midnight

Measure = Literal["contacts", "aht_s"]
Operation = Literal["set", "add", "percent", "min", "max"]
_CHANGE = re.compile(r"(aht|tmo)?\s*(>=|<=|[=+\-−])?\s*(\d+(?:[.,]\d+)?)\s*(%)?", re.IGNORECASE)


def parse_change(text: str) -> tuple[Measure, Operation, float]:
    """`+15%`, `-20`, `=200`, `>=50`, `<=90`, each also after `aht` for the handle time; ValueError otherwise."""
    match = _CHANGE.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    measure: Measure = "aht_s" if match[1] else "contacts"
    sign, value = match[2] or "", float(match[3].replace(",", "."))
    if match[4]:
        if sign not in ("+", "-", "−"):
            raise ValueError(text)
        return measure, "percent", value if sign == "+" else -value
    if sign == "=":
        return measure, "set", value
    if sign in (">=", "<="):
        return measure, "min" if sign == ">=" else "max", value
    if not sign:
        raise ValueError(text)
    return measure, "add", value if sign == "+" else -value


def wrong_change(text: str) -> str:
    """What is wrong with a change."""
    try:
        parse_change(text)
    except ValueError:
        return t("write +15% or -10%, +40 or -40, =200, >=50, <=90")
    return ""


def change_text(operation: str, value: float) -> str:
    """A change as it is written: +15 %, −40, =200, ≥50."""
    shown = number(abs(value), 0 if value == round(value) else 1)
    sign = "+" if value >= 0 else "−"
    return {"percent": f"{sign}{shown} %", "add": f"{sign}{shown}", "set": f"= {shown}", "min": f"≥ {shown}",
            "max": f"≤ {shown}"}[operation]  # fmt: skip


def parse_at(text: str, zone: str) -> tuple[datetime, datetime]:
    """Start and end in UTC of a local day (`2026-11-27`), or of a local instant (`2026-11-27 18:00`) twice."""
    text = text.strip()
    if len(text) <= 10:
        day = date.fromisoformat(text)
        return midnight(day, zone), midnight(day + timedelta(days=1), zone)
    instant = localise(datetime.fromisoformat(text), zone)[0]
    return instant, instant


def wrong_at(text: str) -> str:
    """What is wrong with a day or an instant."""
    try:
        parse_at(text, "UTC")
    except ValueError:
        return t("write a day such as 2026-11-27, or a time such as 2026-11-27 18:00")
    return ""


def wrong_day(text: str) -> str:
    """What is wrong with a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return t("write a day such as 2026-11-27")
    return ""


def required(text: str) -> str:
    """Something must be there."""
    return "" if text else t("this cannot be empty")


def one_of(names: Sequence[str]) -> Callable[[str], str]:
    """One of these words."""
    return lambda text: "" if text in names else t("one of: {names}", names=", ".join(n or "–" for n in names))


def person(text: str, people: Mapping[str, str]) -> str:
    """The id of whoever is meant by an id, a name or a part of one, accents and case aside; nothing when not clear."""
    wanted = _plain(text)
    if exact := [one for one, name in people.items() if wanted in (_plain(one), _plain(name))]:
        return exact[0]
    found = [one for one, name in people.items() if wanted and wanted in _plain(name)]
    return found[0] if len(found) == 1 else ""


def one_person(people: Mapping[str, str]) -> Callable[[str], str]:
    """Somebody of these (names by id), by id, name or a part of the name that nobody else has."""

    def check(text: str) -> str:
        if not text or person(text, people):
            return "" if text else t("this cannot be empty")
        near = [name for name in people.values() if _plain(text) in _plain(name)]
        return t("several: {names}", names=", ".join(near[:3])) if near else t("nobody is called that")

    return check


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFD", text.strip().casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def number_between(low: float, high: float, *, empty: bool = False) -> Callable[[str], str]:
    """A number from `low` to `high`; nothing at all where `empty`."""

    def check(text: str) -> str:
        if not text:
            return "" if empty else t("this cannot be empty")
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return t("write a number")
        return "" if low <= value <= high else t("from {low} to {high}", low=number(low), high=number(high))

    return check


def to_number(text: str) -> float | None:
    """The number written, with point or comma; None when empty."""
    return float(text.replace(",", ".")) if text.strip() else None


def file_to_write(*endings: str) -> Callable[[str], str]:
    """A file name with one of these endings in a folder that exists."""

    def check(text: str) -> str:
        path = Path(text).expanduser()
        if path.suffix.lower() not in endings:
            return t("the name should end in {endings}", endings=" ".join(endings))
        return "" if path.parent.is_dir() else t("there is no folder {path}", path=path.parent)

    return check


def file_to_read(text: str) -> str:
    """A file that exists."""
    if not text:
        return t("this cannot be empty")
    return "" if Path(text).expanduser().is_file() else t("there is no file {path}", path=text)
