"""The shop's calendar: what happens on which day, and how much it moves contacts.

Effects are factors on a channel of sensitivity 1; a channel's own factor is `effect ** sensitivity`. Dates are local.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

FIRST_DAY = date(2024, 5, 1)
LAST_DAY = date(2026, 11, 22)
ZONE = "Europe/Madrid"

# Public holidays of the Community of Madrid in the history (Orders of the Community for 2024, 2025 and 2026).
HOLIDAYS = frozenset(
    date(year, month, day)
    for year, month_days in {
        2024: ((5, 1), (5, 2), (7, 25), (8, 15), (10, 12), (11, 1), (12, 6), (12, 25)),
        2025: ((1, 1), (1, 6), (4, 17), (4, 18), (5, 1), (5, 2), (7, 25), (8, 15), (11, 1), (12, 6), (12, 8), (12, 25)),
        2026: ((1, 1), (1, 6), (4, 2), (4, 3), (5, 1), (5, 2), (8, 15), (10, 12), (11, 2)),
    }.items()
    for month, day in month_days
)
LOCAL_HOLIDAYS = tuple(date(year, *day) for year in range(2024, 2028) for day in ((5, 15), (11, 9)))
CLOSED = {(12, 25), (1, 1)}  # nobody answers phone, chat or WhatsApp
HOLIDAY_EFFECT, LOCAL_HOLIDAY_EFFECT = 0.62, 0.86

# Black Friday by days from the Friday: the week before the day itself carries most, parcels keep the next week busy.
BLACK_FRIDAY_EFFECT = {
    -4: 1.26, -3: 1.30, -2: 1.38, -1: 1.66, 0: 2.25, 1: 1.84, 2: 1.62, 3: 1.92, 4: 1.48, 5: 1.32, 6: 1.22, 7: 1.15,
    8: 1.10, 9: 1.06,
}  # fmt: skip
YEAR_STRENGTH = {2024: 0.92, 2025: 1.02}  # exponent on the effects of Black Friday and Christmas in that year


@dataclass(frozen=True)
class Campaign:
    """A promotion of the shop: local days inclusive and the uplift marketing expected or saw, in per cent."""

    name: str
    start: date
    end: date
    uplift_pct: int | None
    kind: str = "promotion"
    modelled: bool = True


@dataclass(frozen=True)
class Outage:
    """Something broke: local start, hours, and the factor on each channel meanwhile (1 where it is not named)."""

    name: str
    start: datetime
    hours: float
    effect: dict[str, float] = field(default_factory=dict)
    channel: str = ""


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def _span(name: str, year: int, month: int, day: int, days: int, uplift: int, modelled: bool = True) -> Campaign:
    start = date(year, month, day)
    return Campaign(name, start, start + timedelta(days=days - 1), uplift, modelled=modelled)


CAMPAIGNS: tuple[Campaign, ...] = (
    *(_span("Aniversario Casa Mirlo", y, 6, d, 4, u) for y, d, u in ((2024, 6, 28), (2025, 5, 32), (2026, 4, 34),
                                                                   (2027, 3, 35))),
    *(_span("Días sin IVA", y, m, d, 4, u) for y, m, d, u in ((2024, 9, 19, 22), (2025, 3, 13, 24), (2025, 9, 18, 26),
                                                             (2026, 3, 12, 25), (2026, 9, 17, 27), (2027, 3, 11, 25),
                                                             (2027, 9, 16, 25))),
    *(_span("Envío gratis", y, m, d, n, u) for y, m, d, n, u in ((2024, 10, 12, 2, 12), (2025, 5, 24, 2, 12),
                                                                (2025, 10, 4, 2, 14), (2026, 5, 16, 2, 12),
                                                                (2026, 10, 17, 2, 15), (2026, 12, 12, 2, 15),
                                                                (2027, 5, 22, 2, 12))),
    Campaign("Retrasos de reparto", date(2025, 3, 3), date(2025, 3, 7), 16, kind="other"),
    Campaign("Retrasos de reparto", date(2026, 1, 19), date(2026, 1, 23), 18, kind="other"),
    *(Campaign("Black Friday", black_friday(y) - timedelta(days=4), black_friday(y) + timedelta(days=2), u,
               modelled=False) for y, u in ((2024, 54), (2025, 62), (2026, 60), (2027, 58))),
    *(Campaign("Cyber Monday", black_friday(y) + timedelta(days=3), black_friday(y) + timedelta(days=3), u,
               modelled=False) for y, u in ((2024, 82), (2025, 95), (2026, 95), (2027, 90))),
)  # fmt: skip

WEB_DOWN = {"phone": 1.7, "chat": 2.3, "whatsapp": 2.1, "email": 1.6, "social": 3.0}
PHONE_DOWN = {"phone": 0.08, "chat": 1.7, "whatsapp": 1.6, "email": 1.2, "social": 1.5}
OUTAGES: tuple[Outage, ...] = (
    Outage("Caída de la web", datetime(2024, 7, 2, 18, 0), 3.5, WEB_DOWN),
    Outage("Caída de la centralita", datetime(2024, 10, 22, 10, 30), 4, PHONE_DOWN, "phone"),
    Outage("Fallo en los pagos", datetime(2025, 1, 8, 11, 0), 5, WEB_DOWN),
    Outage("Caída de la web", datetime(2025, 6, 17, 20, 0), 2, WEB_DOWN),
    Outage("Caída de la centralita", datetime(2025, 11, 6, 9, 0), 3, PHONE_DOWN, "phone"),
    Outage("Caída del chat", datetime(2026, 2, 19, 16, 0), 6, {"chat": 0.0, "phone": 1.35, "whatsapp": 1.6}, "chat"),
    Outage("Fallo en los pagos", datetime(2026, 7, 1, 12, 0), 3, WEB_DOWN),
    Outage("Caída de la web", datetime(2026, 10, 14, 19, 30), 2.5, WEB_DOWN),
)

# Commercial days that need no row in the shop's own calendar: month and day, days, effect.
FIXED_DAYS = (
    ((2, 10), 5, 1.07), ((3, 15), 5, 1.06), ((4, 30), 5, 1.10), ((8, 28), 14, 1.08), ((11, 11), 1, 1.20),
    ((1, 2), 4, 1.26),
)  # fmt: skip


def day_effect(day: date) -> float:
    """Product of every event's factor on a local day, outages aside."""
    effect = 1.0
    if day in HOLIDAYS:
        effect *= HOLIDAY_EFFECT
    elif day in LOCAL_HOLIDAYS:
        effect *= LOCAL_HOLIDAY_EFFECT
    offset = (day - black_friday(day.year)).days
    effect *= BLACK_FRIDAY_EFFECT.get(offset, 1.0) ** YEAR_STRENGTH.get(day.year, 1.0)
    for (month, first), length, factor in FIXED_DAYS:
        if 0 <= (day - date(day.year, month, first)).days < length:
            effect *= factor
    for campaign in CAMPAIGNS:
        if campaign.modelled and campaign.start <= day <= campaign.end:
            effect *= 1 + (campaign.uplift_pct or 0) / 100
    return float(effect * _christmas(day) ** YEAR_STRENGTH.get(day.year, 1.0) * _sales(day))


def _christmas(day: date) -> float:
    """Presents from the 9th to the 23rd of December, worries about parcels at the end, quiet eves, exchanges after."""
    if day.month != 12 or day.day < 9:
        return 1.0
    if day.day <= 23:
        return 1.14 + 0.026 * (day.day - 9)
    return {24: 0.72, 25: 0.42, 31: 0.62}.get(day.day, 1.12)


def _sales(day: date) -> float:
    """Winter sales from 7 January and summer sales from 1 July: strong first days that fade over weeks."""
    for month, first, opening, days in ((1, 7, 0.55, 53), (7, 1, 0.42, 62)):
        since = (day - date(day.year, month, first)).days
        if 0 <= since < days:
            return float(1 + opening * 0.5 ** (since / 8))
    return 1.0
