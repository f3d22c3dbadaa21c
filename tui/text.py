"""Small translated phrases shared by the screens: weeks, hours, times, marks of state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from planner.base.i18n import HARD_SPACE, MONTHS, WEEKDAYS, language, number, percent, t

STATE_MARKS = {"done": "✓", "next": "▶", "todo": "·", "stale": "↻"}


def in_rows(line: Content, width: int) -> Content:
    """A line with hard spaces in rows of at most `width`, broken at plain spaces only; Textual breaks at both."""
    if HARD_SPACE not in line.plain:
        return line
    rows: list[Content] = []
    for part in line.split("\n", allow_blank=True):
        begin = end = 0
        for word in re.finditer("[^ ]+", part.plain):
            if end > begin and cell_len(part.plain[begin : word.end()]) > width:
                rows.append(part[begin:end])
                begin = word.start()
            end = word.end()
        rows.append(part[begin:])
    return Content("\n").join(rows)


def week_name(monday: date) -> str:
    """Short name of an ISO week: W48, S48."""
    return t("W{n}", n=monday.isocalendar()[1])


def week_span(monday: date, days: int = 7) -> str:
    """The days of a week: 23–29 Nov, 30 Nov – 6 Dec."""
    last = monday + timedelta(days=days - 1)
    months = MONTHS[language()]
    if monday.month == last.month:
        return f"{monday.day}–{last.day} {months[last.month - 1]}"
    return f"{monday.day} {months[monday.month - 1]} – {last.day} {months[last.month - 1]}"


def days_text(first: date, last: date) -> str:
    """One day, or the days from first to last: Fri 27 Nov, 23–29 Nov."""
    if first == last:
        return f"{weekday(first)} {MONTHS[language()][first.month - 1]}"
    return week_span(first, (last - first).days + 1)


def effect_text(effect: float, low: float, high: float) -> str:
    """What an event does, with its doubt: +118 % ± 14. The wider side, so as not to promise more than the model."""
    return f"{percent(effect, signed=True)} ± {number(100 * max(high - effect, effect - low))}"


def seen_text(occurrences: int) -> str:
    """How often an event was seen."""
    if not occurrences:
        return t("never seen: from similar ones")
    return plural(occurrences, "seen once, with similar ones", "seen {n} times")


def weekday(day: date) -> str:
    """Short weekday with the day of the month: Fri 27, vie 27."""
    return f"{WEEKDAYS[language()][day.weekday()]} {day.day}"


def local(instant: datetime, zone: str) -> datetime:
    """An instant in the workspace's time zone."""
    return instant.astimezone(ZoneInfo(zone))


def clock(instant: datetime, zone: str) -> str:
    """Local time of day of an instant: 09:30."""
    return local(instant, zone).strftime("%H:%M")


def hours(minutes: float) -> str:
    """A length in hours and minutes: 7 h 30."""
    whole, rest = divmod(round(minutes), 60)
    return f"{whole} h {rest:02d}" if rest else f"{whole} h"


def amount(value: float) -> str:
    """An amount of people: without decimals when whole, otherwise with one."""
    return number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def plural(n: int, one: str, many: str) -> str:
    """`one` for 1, otherwise `many`; both are English keys with `{n}`."""
    return t(one if n == 1 else many, n=n)


def cropped(text: str, room: int) -> str:
    """A text in at most `room` characters, … at the end of what does not fit."""
    return text if len(text) <= room else f"{text[: max(0, room - 1)]}…"


def bar(share: float, width: int) -> str:
    """A horizontal bar of `width` cells filled by `share` in eighths."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")).ljust(width)[:width]


def channel_letters(labels: Mapping[str, str]) -> dict[str, str]:
    """One letter for each channel, the first of its label that is still free; digits when letters run out."""
    letters: dict[str, str] = {}
    for channel, label in labels.items():
        candidates = [c for c in label.lower() if c.isalnum()] + list("123456789abcdefghijklmnopqrstuvwxyz")
        letters[channel] = next((c for c in candidates if c not in letters.values()), "?")
    return letters
