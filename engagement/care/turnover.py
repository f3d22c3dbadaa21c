"""Turnover: how many left, of how many, a year.

Convention: rate = leavers ÷ average headcount, per year (× 365.25 ÷ days of the period). This is the usual definition
of SHRM and of the NHS data dictionary ("headcount turnover rate"); those take the mean of the first and the last day
as average headcount, here it is the mean of all days (days employed ÷ days of the period), which the other estimates
and which a month with much coming and going does not distort. A leaver counts on their last day of employment.
Contracts that end as agreed are a kind of their own, neither voluntary nor involuntary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

VOLUNTARY, INVOLUNTARY, ENDED, OTHER, UNSAID = "voluntary", "involuntary", "contract_ended", "other", "unsaid"
KINDS = (VOLUNTARY, INVOLUNTARY, ENDED, OTHER, UNSAID)
MINIMUM_GROUP = 5
YEAR_DAYS = 365.25
BANDS = ("under_3_months", "3_to_12_months", "1_to_3_years", "over_3_years")
_BAND_DAYS = (0.25 * YEAR_DAYS, YEAR_DAYS, 3 * YEAR_DAYS)


@dataclass(frozen=True, slots=True)
class Employment:
    """A person's time with the company; `end` is the last day (None: still there), `kind` why they left."""

    person: str
    team: str
    start: date | None
    end: date | None
    kind: str = UNSAID


@dataclass(frozen=True, slots=True)
class Rate:
    """Leavers of a group in a period.

    Attributes:
        group: what the group is called; '' is the company.
        leavers: how many left.
        headcount: average headcount in persons.
        annual: leavers ÷ headcount per year; None for a group of fewer than five people.
        kinds: leavers by kind, None when that is kept back.
        hidden: why something is missing: '' nothing, `kinds` fewer than five leavers, `difference` the kinds of another
            group could be worked out, `headcount` fewer than five people.
    """

    group: str
    leavers: int
    headcount: float
    annual: float | None
    kinds: Mapping[str, int] | None
    hidden: str = ""

    def annual_of(self, *kinds: str) -> float | None:
        """The yearly rate of some kinds of leaving; None where it is kept back."""
        if self.kinds is None or self.annual is None:
            return None
        if not self.leavers:
            return 0.0
        return self.annual * sum(self.kinds.get(k, 0) for k in kinds) / self.leavers


def band_of(start: date | None, on: date) -> str:
    """Tenure band on a day; '' when the start is not known."""
    if start is None:
        return ""
    days = (on - start).days
    return next((band for band, end in zip(BANDS, _BAND_DAYS, strict=False) if days < end), BANDS[-1])


def days_employed(one: Employment, first: date, last: date) -> int:
    """Days of [first, last] on which somebody was employed."""
    low = max(first, one.start) if one.start else first
    high = min(last, one.end) if one.end else last
    return max(0, (high - low).days + 1)


def _band_days(one: Employment, first: date, last: date) -> dict[str, int]:
    """Days employed by tenure band; a person passes from one band into the next."""
    if one.start is None:
        return {"": days_employed(one, first, last)}
    edges = [one.start, *(one.start + timedelta(days=_ceil(d)) for d in _BAND_DAYS), date.max]
    found = {}
    for band, low, high in zip(BANDS, edges, edges[1:], strict=False):
        end = min(one.end, high - timedelta(days=1)) if one.end else high - timedelta(days=1)
        days = days_employed(Employment(one.person, one.team, low, end), first, last)
        if days:
            found[band] = days
    return found


def _ceil(days: float) -> int:
    return int(-(-days // 1))


def leavers_of(people: Sequence[Employment], first: date, last: date) -> list[Employment]:
    """Those whose last day lies in [first, last]."""
    return [p for p in people if p.end is not None and first <= p.end <= last]


def raw_rate(group: str, people: Sequence[Employment], first: date, last: date) -> Rate:
    """The figures of a group with nothing kept back."""
    length = (last - first).days + 1
    left = leavers_of(people, first, last)
    headcount = sum(days_employed(p, first, last) for p in people) / length
    return _rate(group, left, headcount, length)


def _rate(group: str, left: Sequence[Employment], headcount: float, length: int) -> Rate:
    annual = len(left) / headcount * YEAR_DAYS / length if headcount else None
    kinds = {k: sum(p.kind == k for p in left) for k in KINDS}
    return Rate(group, len(left), headcount, annual, kinds)


def company(people: Sequence[Employment], first: date, last: date, k: int = MINIMUM_GROUP) -> Rate:
    """The whole company; kinds of leaving only from `k` leavers on."""
    found = raw_rate("", people, first, last)
    return protect([found], k)[0]


def by_team(people: Sequence[Employment], first: date, last: date, k: int = MINIMUM_GROUP) -> tuple[Rate, ...]:
    """A line a team, protected together (see `protect`)."""
    names = sorted({p.team for p in people})
    rates = [raw_rate(n, [p for p in people if p.team == n], first, last) for n in names]
    return protect([r for r in rates if r.headcount], k)


def by_tenure(people: Sequence[Employment], first: date, last: date, k: int = MINIMUM_GROUP) -> tuple[Rate, ...]:
    """A line a tenure band: leavers by their band on the last day, headcount by the days spent in the band.

    Kinds of leaving are not told by band at all.
    """
    length = (last - first).days + 1
    days: dict[str, int] = {}
    for p in people:
        for band, n in _band_days(p, first, last).items():
            days[band] = days.get(band, 0) + n
    left = leavers_of(people, first, last)
    rates = []
    for band in (*BANDS, ""):
        if days.get(band):
            own = [p for p in left if p.end is not None and band_of(p.start, p.end) == band]
            rates.append(_rate(band, own, days[band] / length, length))
    return tuple(_without_kinds(r) for r in protect(rates, k))


def by_month(people: Sequence[Employment], first: date, last: date) -> tuple[Rate, ...]:
    """A line a calendar month (parts of one at the ends) of the whole company, without kinds, which a month would tell
    of single persons. `group` is `2026-11`; the rate is per year as everywhere."""
    rates = []
    begin = first
    while begin <= last:
        following = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
        end = min(last, following - timedelta(days=1))
        rates.append(_without_kinds(protect([raw_rate(f"{begin:%Y-%m}", people, begin, end)])[0]))
        begin = following
    return tuple(rates)


def _without_kinds(r: Rate) -> Rate:
    return Rate(r.group, r.leavers, r.headcount, r.annual, None, "" if r.annual is not None else "headcount")


def protect(rates: Sequence[Rate], k: int = MINIMUM_GROUP) -> tuple[Rate, ...]:
    """Keep back what would tell of a person, in groups that are shown together with their sum.

    That somebody left is seen on every roster; whether they were dismissed or went is not. Kinds of leaving of a group
    with one to k − 1 leavers are therefore kept back, and with them the next smallest group's while those kept back
    hold together fewer than `k` leavers: nobody can then subtract. Groups without a leaver tell nothing by their kinds.
    A rate of fewer than `k` people is no rate and left out, too.
    """
    counts = {r.group: r.leavers for r in rates if r.leavers}
    hidden = {g for g, n in counts.items() if n < k}
    while hidden and len(hidden) < len(counts) and sum(counts[g] for g in hidden) < k:
        hidden.add(min((g for g in counts if g not in hidden), key=lambda g: (counts[g], g)))
    out = []
    for r in rates:
        few = r.headcount < k
        kinds = None if r.group in hidden else r.kinds
        why = "" if r.group not in hidden else "kinds" if r.leavers < k else "difference"
        out.append(
            Rate(r.group, r.leavers, r.headcount, None if few else r.annual, kinds, why or ("headcount" if few else ""))
        )
    return tuple(out)
