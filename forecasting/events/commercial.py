"""The commercial calendar of an online shop, computed for any year.

`holidays` declines to hold commercial days, so their rules stand here, each with its source. Spans are those in which
contacts move, not only the day of the name. Father's and Mother's Day follow the country's own rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

# Prime Day as announced by Amazon; from the first year not listed on, mid-July is assumed and marked as uncertain.
PRIME_DAYS: dict[int, tuple[date, date]] = {
    2015: (date(2015, 7, 15), date(2015, 7, 15)),
    2016: (date(2016, 7, 12), date(2016, 7, 12)),
    2017: (date(2017, 7, 10), date(2017, 7, 11)),
    2018: (date(2018, 7, 16), date(2018, 7, 17)),
    2019: (date(2019, 7, 15), date(2019, 7, 16)),
    2020: (date(2020, 10, 13), date(2020, 10, 14)),
    2021: (date(2021, 6, 21), date(2021, 6, 22)),
    2022: (date(2022, 7, 12), date(2022, 7, 13)),
    2023: (date(2023, 7, 11), date(2023, 7, 12)),
    2024: (date(2024, 7, 16), date(2024, 7, 17)),
    2025: (date(2025, 7, 8), date(2025, 7, 11)),
}


@dataclass(frozen=True)
class CommercialEvent:
    """A commercial event of one year; `certain` is False where the date is assumed, not announced."""

    code: str
    name: str
    start: date
    end: date
    certain: bool = True


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The `nth` (1 = first, -1 = last) `weekday` (Monday = 0) of a month."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    following = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return following - timedelta(days=(following.weekday() - weekday) % 7 - 7 * (nth + 1))


def easter_sunday(year: int) -> date:
    """Gregorian Easter Sunday (anonymous computus, Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    return nth_weekday(year, 11, 3, 4) + timedelta(days=1)


def mothers_day(year: int, country: str) -> date:
    """Mother's Day by country: first Sunday of May in Spain and Portugal, the second one in most others."""
    easter = easter_sunday(year)
    if country in {"ES", "PT", "HU", "RO", "LT"}:
        return nth_weekday(year, 5, 6, 1)
    if country in {"GB", "IE"}:
        return easter - timedelta(days=21)
    if country in {"FR", "SE"}:
        last = nth_weekday(year, 5, 6, -1)
        return last + timedelta(days=7) if country == "FR" and last == easter + timedelta(days=49) else last
    if country in {"MX", "GT", "SV"}:
        return date(year, 5, 10)
    if country == "PL":
        return date(year, 5, 26)
    if country == "AR":
        return nth_weekday(year, 10, 6, 3)
    return nth_weekday(year, 5, 6, 2)


def fathers_day(year: int, country: str) -> date:
    """Father's Day by country: 19 March in Spain, Portugal and Italy, the third Sunday of June in most others."""
    if country in {"ES", "PT", "IT", "HR", "AD", "BO", "HN"}:
        return date(year, 3, 19)
    if country == "DE":
        return easter_sunday(year) + timedelta(days=39)
    if country == "PL":
        return date(year, 6, 23)
    if country in {"AU", "NZ"}:
        return nth_weekday(year, 9, 6, 1)
    if country in {"SE", "FI", "NO", "EE", "IS"}:
        return nth_weekday(year, 11, 6, 2)
    return nth_weekday(year, 6, 6, 3)


OTHER_NAMES = {
    "rebajas de invierno": "winter sales",
    "rebajas de enero": "winter sales",
    "rebajas de verano": "summer sales",
    "vuelta al cole": "back to school",
    "vuelta al colegio": "back to school",
    "día del soltero": "singles day",
    "single s day": "singles day",
    "campaña de navidad": "christmas campaign",
    "viernes negro": "black friday",
    "ciberlunes": "cyber monday",
    "cíber lunes": "cyber monday",
    "valentine s day": "san valentín",
    "father s day": "día del padre",
    "mother s day": "día de la madre",
}
"""Names, as `calendar.event_key` writes them, that mean one event of the commercial calendar."""


def _prime_day(year: int) -> tuple[date, date, bool]:
    if year in PRIME_DAYS:
        return (*PRIME_DAYS[year], True)
    second_tuesday = nth_weekday(year, 7, 1, 2)
    return second_tuesday, second_tuesday + timedelta(days=3), False


def commercial_year(year: int, country: str = "ES") -> list[CommercialEvent]:
    """The commercial events that start in `year`, in order of date.

    Winter sales from 7 January and summer sales from 1 July are the dates Spanish trade keeps since Real Decreto-ley
    20/2012 freed them; Reyes is the gift season of 6 January.
    """
    day: Callable[[int, int], date] = lambda month, of: date(year, month, of)  # noqa: E731
    friday = black_friday(year)
    prime_start, prime_end, prime_certain = _prime_day(year)
    mother, father = mothers_day(year, country), fathers_day(year, country)
    events = [
        CommercialEvent("reyes", "Reyes", day(1, 2), day(1, 6)),
        CommercialEvent("winter_sales", "Winter sales", day(1, 7), day(2, 28)),
        CommercialEvent("valentine", "San Valentín", day(2, 10), day(2, 14)),
        CommercialEvent("fathers_day", "Día del Padre", father - timedelta(days=4), father),
        CommercialEvent("mothers_day", "Día de la Madre", mother - timedelta(days=4), mother),
        CommercialEvent("summer_sales", "Summer sales", day(7, 1), day(8, 31)),
        CommercialEvent("back_to_school", "Back to school", day(8, 28), day(9, 15)),
        CommercialEvent("singles_day", "Singles' Day", day(11, 11), day(11, 11)),
        CommercialEvent("black_friday", "Black Friday", friday - timedelta(days=4), friday + timedelta(days=2)),
        CommercialEvent("cyber_monday", "Cyber Monday", friday + timedelta(days=3), friday + timedelta(days=3)),
        CommercialEvent("christmas", "Christmas campaign", day(12, 9), day(12, 24)),
    ]
    if year >= min(PRIME_DAYS):
        events.append(CommercialEvent("prime_day", "Prime Day", prime_start, prime_end, prime_certain))
    return sorted(events, key=lambda event: (event.start, event.code))
