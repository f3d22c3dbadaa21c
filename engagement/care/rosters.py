"""Rosters as worked, beside what people say of them: counts of a team in a quarter, and whether the two go together.

Night is 22:00 to 06:00 local (Estatuto de los Trabajadores, art. 36.1); late is an end after an hour that the caller
gives. A correlation over teams is told from `MINIMUM_TEAMS` teams on, with Fisher's interval; it is no cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engagement.surveys.drivers import correlation

MINIMUM_TEAMS = 8
NIGHT_FROM_MIN, NIGHT_TO_MIN = 22 * 60, 6 * 60
DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class WorkedShift:
    """A shift in minutes on the wall's clock from the midnight that began its day; `weekday` 0 is Monday."""

    person: str
    weekday: int
    start_min: int
    end_min: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What a team worked: people, shifts, and of these the late, weekend and night ones; changes; wishes.

    `changed` are days of persons whose hours differ between the first and the last publication, of `published` days
    that either of them holds.
    """

    people: int = 0
    shifts: int = 0
    late: int = 0
    weekend: int = 0
    night: int = 0
    changed: int = 0
    published: int = 0
    wishes: int = 0
    wishes_met: int = 0

    def share(self, measure: str) -> float | None:
        """late, weekend, night of shifts; changed of published days; wishes_met of wishes; None of nothing."""
        base = {"changed": self.published, "wishes_met": self.wishes}.get(measure, self.shifts)
        return int(getattr(self, measure)) / base if base else None


MEASURES = ("late", "weekend", "night", "changed", "wishes_met")


def is_night(start_min: int, end_min: int) -> bool:
    """Whether any minute of a shift lies between 22:00 and 06:00."""
    return any(
        start_min < day + DAY_MIN + NIGHT_TO_MIN and end_min > day + NIGHT_FROM_MIN for day in (-DAY_MIN, 0, DAY_MIN)
    )


def count_shifts(shifts: Sequence[WorkedShift], late_from_min: int) -> Worked:
    """People, shifts, late, weekend and night shifts."""
    return Worked(
        len({s.person for s in shifts}),
        len(shifts),
        sum(s.end_min > late_from_min for s in shifts),
        sum(s.weekday >= 5 for s in shifts),
        sum(is_night(s.start_min, s.end_min) for s in shifts),
    )


@dataclass(frozen=True, slots=True)
class Together:
    """Whether a measure of the rosters goes together with a survey figure over teams.

    `r` with the ends of its 95 % interval; None with fewer than `MINIMUM_TEAMS` teams or without variation.
    """

    measure: str
    figure: str
    teams: int
    r: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def could_be_chance(self) -> bool | None:
        """True when the interval holds zero; None without a correlation."""
        return None if self.low is None or self.high is None else self.low <= 0 <= self.high


def together(
    measure: str, figure: str, worked: Mapping[str, float | None], said: Mapping[str, float | None]
) -> Together:
    """Correlate a share of each team with its survey figure; teams without either are left out."""
    pairs = []
    for team in sorted(set(worked) & set(said)):
        x, y = worked[team], said[team]
        if x is not None and y is not None:
            pairs.append((x, y))
    found = correlation(pairs) if len(pairs) >= MINIMUM_TEAMS else None
    return Together(measure, figure, len(pairs), *(found or (None, None, None)))
