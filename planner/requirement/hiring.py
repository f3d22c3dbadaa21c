"""From contacts of a week to people: what the latest requirement says of occupancy, and whom to hire by when."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from planner.db.transactions import reads
from planner.domain.demand import Channel
from planner.requirement.store import newest_requirements

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

LASTING = 3
"""Months in a row that somebody must be lacking before hiring for good; a shorter lack is for temporary help (our
convention)."""
OCCUPANCY = 0.80
"""Share of an agent's time at work that is spent on contacts, where neither a requirement nor a person says."""


@dataclass(frozen=True)
class OutlookWeek:
    """One week over all channels, corrections of the forecast by per cent included.

    `workload_h` is agent-hours of handling (AHT divided by contacts an agent holds side by side); `required_h` paid
    hours: presence for that work over what shrinkage leaves, at least the minimum staff of the opening hours.
    `people` is required_h in mean contracts, `people_high` the same at the 90 % quantile of contacts, `contract_people`
    those under contract (known leave taken off); None without agents. `days` is below 7 in a first week cut short.
    """

    monday: date
    days: int
    contacts: float
    q10: float
    q90: float
    last_year: float | None
    workload_h: float
    required_h: float
    required_high_h: float
    contract_h: float
    people: float | None
    people_high: float | None
    contract_people: float | None

    @property
    def short(self) -> float | None:
        """People lacking (positive) or to spare (negative)."""
        if self.people is None or self.contract_people is None:
            return None
        return self.people - self.contract_people


@dataclass(frozen=True)
class Footing:
    """What the requirement of some days says of one channel: hours a day of handling, of agents there, of agents paid.

    `handling_h` is AHT times contacts over the contacts an agent may hold side by side, `present_h` agents before
    shrinkage (minimum staff included), `paid_h` with it.
    """

    handling_h: float
    present_h: float
    paid_h: float

    @property
    def occupancy(self) -> float:
        """Handling over presence; above 1 where contacts of closed hours are not planned for."""
        return self.handling_h / self.present_h

    @property
    def shrinkage(self) -> float:
        """Share of paid time lost."""
        return max(0.0, 1 - self.present_h / self.paid_h)

    def present(self, handling_h: float) -> float:
        """Hours of agents there for so many hours of handling a day.

        The time between contacts grows with the square root of the work, not in proportion (square-root staffing:
        Halfin & Whitt 1981): half the contacts leave agents idle for a larger share. Where less presence than handling
        is planned, in proportion.
        """
        idle = self.present_h - self.handling_h
        if handling_h <= 0:
            return 0.0
        if idle <= 0:
            return handling_h / self.occupancy
        return handling_h + idle * math.sqrt(handling_h / self.handling_h)


@dataclass(frozen=True)
class Basis:
    """The requirement that the long view stands on: its first day, and a footing by channel."""

    first_day: date
    days: int
    channels: dict[str, Footing]

    @property
    def occupancy(self) -> float:
        """Over all channels."""
        return sum(f.handling_h for f in self.channels.values()) / sum(f.present_h for f in self.channels.values())

    @property
    def shrinkage(self) -> float:
        """Over all channels."""
        return 1 - sum(f.present_h for f in self.channels.values()) / sum(f.paid_h for f in self.channels.values())


@reads
def basis(ws: Workspace, known: dict[str, Channel]) -> Basis | None:
    """What the requirement computed last says; None when none was computed (one from a file says nothing of work)."""
    for requirement, meta in newest_requirements(ws):
        rows = json.loads(meta.details).get("channels") or {}
        found = {}
        per_day = requirement.grid.minutes / 60 / requirement.grid.days
        for name, required in requirement.required.items():
            row, channel = rows.get(name), known.get(name)
            if row is None or channel is None:
                continue
            seconds = sum(v * a for v, a in zip(row["volume"], row["aht_s"], strict=True))
            there = sum(max(a or 0.0, float(channel.min_staff)) for a, r in zip(row["agents"], required, strict=True)
                        if r > 0)  # fmt: skip
            handling = seconds / 3600 / max(1, channel.concurrency) / requirement.grid.days
            if handling > 0 and there > 0:
                found[name] = Footing(handling, there * per_day, sum(required) * per_day)
        if found:
            return Basis(requirement.grid.first_day, requirement.grid.days, found)
    return None


@dataclass(frozen=True)
class HiringMonth:
    """A calendar month. `people` is the mean of its days, `peak` its busiest week, `contract` those under contract.

    `hire` is whole people to take on for good (they lack in this month and the `LASTING` - 1 after it), more than those
    hired in months before, so that they are at work on `start`; `temporary` the whole people that the busiest week
    lacks even then. `ask_by` is when to begin with it; `late` when that day is gone.
    """

    month: date
    contacts: float
    people: float
    peak: float
    contract: float
    hire: int
    temporary: int
    start: date
    ask_by: date
    late: bool

    @property
    def short(self) -> float:
        """People lacking (positive) or to spare (negative) on an average day, before anybody is hired."""
        return self.people - self.contract


def hiring(weeks: Sequence[OutlookWeek], first_day: date, lead_weeks: int, today: date) -> tuple[HiringMonth, ...]:
    """Whom to hire by month, from weeks in order. Weeks over a month's end count in both by their days.

    Whoever is hired stays; a part of a person lacking is rounded up, unless it is below a tenth.
    """
    spread: dict[date, list[tuple[int, OutlookWeek]]] = {}
    for week in weeks:
        begin = max(week.monday, first_day)
        for d in range(week.days):
            month = (begin + timedelta(days=d)).replace(day=1)
            parts = spread.setdefault(month, [])
            if parts and parts[-1][1] is week:
                parts[-1] = (parts[-1][0] + 1, week)
            else:
                parts.append((1, week))
    means = [
        (sum(n * (w.people or 0.0) for n, w in parts) / sum(n for n, _ in parts),
         sum(n * (w.contract_people or 0.0) for n, w in parts) / sum(n for n, _ in parts))
        for parts in spread.values()
    ]  # fmt: skip
    lacking = [_whole(people - contract) for people, contract in means]
    out: list[HiringMonth] = []
    hired = 0
    for k, (month, parts) in enumerate(spread.items()):
        window = lacking[k : k + LASTING]
        hire = max(0, min(window) - hired) if len(window) == LASTING else 0
        hired += hire
        temporary = max(0, max(_whole((w.people or 0.0) - (w.contract_people or 0.0)) for _, w in parts) - hired)
        start = max(month, first_day)
        ask_by = start - timedelta(weeks=lead_weeks)
        contacts = sum(n * w.contacts / w.days for n, w in parts)
        out.append(HiringMonth(month, contacts, means[k][0], max(w.people or 0.0 for _, w in parts), means[k][1], hire,
                               temporary, start, ask_by, ask_by < today))  # fmt: skip
    return tuple(out)


def _whole(people: float) -> int:
    return math.ceil(people - 0.1)
