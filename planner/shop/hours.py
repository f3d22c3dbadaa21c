"""Opening hours as people write them: `mon-fri 9-21; sat 10-14, 17-20; sun closed`, and `2026-12-25 closed`.

A stretch that ends at or before its start ends on the following day (`22-2`); 24 is midnight. Weekdays that are not
named are closed; nothing at all, or `always`, is around the clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise

from planner.base.errors import Misuse
from planner.base.i18n import WEEKDAYS, WEEKDAYS_LONG, t
from planner.domain.opening import Stretch
from planner.tables.opening import fold

DAYS = {fold(name): day for names in (*WEEKDAYS.values(), *WEEKDAYS_LONG.values()) for day, name in enumerate(names)}
KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSED = frozenset({"closed", "cerrado", "off", "-"})
ALWAYS = frozenset({"", "always", "siempre", "24h", "24/7"})
_STRETCH = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*h?\s*[-–]\s*(\d{1,2})(?:[:.h](\d{2}))?\s*h?")
_DAYS = re.compile(r"([a-z]+)(?:\s*(?:-|–|\bto\b|\ba\b)\s*([a-z]+))?")
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|/)\s*(\d{4}-\d{2}-\d{2}))?")
MAX_DATES = 400


def parse_week(text: str) -> dict[int, tuple[Stretch, ...]]:
    """Weekday (0 = Monday) → stretches; empty is always open. Raises Misuse with the mend."""
    if fold(text) in ALWAYS:
        return {}
    week: dict[int, tuple[Stretch, ...]] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        low = fold(part)
        match = re.match(r"((?:[a-z]+(?:\s*(?:-|–|\bto\b|\ba\b)\s*[a-z]+)?\s*[, ]\s*)+)(.*)", low)
        if match is None:
            raise _wrong(part)
        names, rest = match[1], match[2].strip()
        for word in CLOSED:
            if names.strip().endswith(word) and not rest:
                names, rest = names.strip().removesuffix(word), word
        if not rest and low.split()[-1] in CLOSED:
            names, rest = low.rsplit(" ", 1)
        days = _weekdays(names, part)
        for day in days:
            week[day] = parse_stretches(rest)
    closed = {day for day, stretches in week.items() if not stretches}
    opened = {day: stretches for day, stretches in sorted(week.items()) if day not in closed}
    if not opened:
        raise Misuse(t("{value} is never open.", value=text), t("Write it as {example}.", example=EXAMPLE))
    return opened


EXAMPLE = '"mon-fri 9-21; sat 10-14, 17-20; sun closed"'


def _weekdays(names: str, part: str) -> list[int]:
    days: list[int] = []
    for match in _DAYS.finditer(names):
        first, last = match[1], match[2] or match[1]
        if first not in DAYS or last not in DAYS:
            raise _wrong(part)
        low, high = DAYS[first], DAYS[last]
        days += [day % 7 for day in range(low, high + 1 if high >= low else high + 8)]
    if not days:
        raise _wrong(part)
    return days


def parse_stretches(text: str) -> tuple[Stretch, ...]:
    """`9-14, 17-20`, `9-24` or `closed` as stretches in order. Raises Misuse with the mend."""
    low = fold(text)
    if low in CLOSED:
        return ()
    found: list[Stretch] = []
    for part in re.split(r"[,+&]|\by\b|\band\b", low):
        match = _STRETCH.fullmatch(part.strip())
        if match is None:
            raise _wrong(part or text)
        clocks = []
        for hour, minute in ((int(match[1]), int(match[2] or 0)), (int(match[3]), int(match[4] or 0))):
            if hour > 24 or minute > 59 or (hour == 24 and minute):
                raise _wrong(part)
            clocks.append(time(hour % 24, minute))
        found.append((clocks[0], clocks[1]))
    found.sort()
    for (_, end), (start, _) in pairwise(found):
        if end > start or end == time():
            raise Misuse(t("{value} has stretches that overlap.", value=text), t("Write them one after the other."))
    return tuple(found)


def parse_dates(text: str) -> list[date]:
    """`2026-11-27` or `2026-11-27..2026-11-30` as days. Raises Misuse."""
    match = _DATES.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
    except ValueError:
        raise Misuse(
            t("{value} is not a day or span of days.", value=text),
            t("Write it as {example}.", example="2026-11-27..2026-11-30"),
        ) from None
    if last < first or (last - first).days > MAX_DATES:
        raise Misuse(t("{value} ends before it begins, or is too long.", value=text))
    return [first + timedelta(days=d) for d in range((last - first).days + 1)]


def parse_dated(text: str) -> dict[date, tuple[Stretch, ...]]:
    """`2026-11-27 9-24; 2026-12-25 closed` as days → stretches. Raises Misuse."""
    out: dict[date, tuple[Stretch, ...]] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        days, _, rest = part.partition(" ")
        for day in parse_dates(days):
            out[day] = parse_stretches(rest)
    return out


def stretches_text(stretches: tuple[Stretch, ...]) -> str:
    """Stretches as they are read back; `closed` where there is none."""

    def clock(at: time, end: bool) -> str:
        hour = 24 if end and at == time() else at.hour
        return f"{hour}:{at.minute:02d}" if at.minute else str(hour)

    return ", ".join(f"{clock(a, False)}-{clock(b, True)}" for a, b in stretches) or "closed"


def week_text(week: Mapping[int, tuple[Stretch, ...]]) -> str:
    """A week's hours as they are read back: neighbours of equal hours together; '' is always open."""
    parts: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last + 1 < 7 and week.get(last + 1, ()) == week.get(day, ()):
            last += 1
        if week.get(day):
            days = KEYS[day] if day == last else f"{KEYS[day]}-{KEYS[last]}"
            parts.append(f"{days} {stretches_text(week[day])}")
        day = last + 1
    return "; ".join(parts)


def dated_text(dated: Mapping[date, tuple[Stretch, ...]]) -> str:
    """Days of their own as they are read back."""
    return "; ".join(f"{day} {stretches_text(stretches)}" for day, stretches in sorted(dated.items()))


def _wrong(part: str) -> Misuse:
    return Misuse(t("{value} is no opening time.", value=part.strip()), t("Write it as {example}.", example=EXAMPLE))
