"""How many have answered: never of persons, and of nothing finer than bands.

While a survey is open: the company only, in steps of 10 %, changed once a night and not before ten answers; an exact
live count is an oracle (send one junk answer with somebody's link and watch). After closing: from the blurred number of
answers, groups by fixed edges, the company in tens with open ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from engagement.surveys.anonymity import MINIMUM_GROUP, SHOWN

UNKNOWN = "unknown"
TOO_EARLY = "hidden:too_early"
LEAST_ANSWERS = 10
EXPORT_REFUSED = "refused for anonymous surveys"


@dataclass(frozen=True, slots=True)
class Participation:
    """One line: status, people invited, and ends of the band in per cent (None when hidden or unknown)."""

    status: str
    invited: int | None
    band: tuple[int, int] | None = None


def live(answered: int, invited: int) -> int | None:
    """Tens of per cent that have answered, rounded down; None before ten answers or under the minimum group."""
    if answered < LEAST_ANSWERS or invited < MINIMUM_GROUP:
        return None
    return min(9, 10 * answered // invited)


def company_band(answered: int, invited: int) -> Participation:
    """The company's line after closing: tens, ends open at 10 and 90."""
    ten = min(9, max(0, 10 * answered // invited))
    return Participation(SHOWN, invited, (10 * ten, 10 * ten + 10))


def group_band(answered: int, invited: int) -> Participation:
    """A group's line after closing: under half, half to three quarters, over three quarters."""
    rate = answered / invited
    return Participation(SHOWN, invited, (0, 50) if rate < 0.5 else (50, 75) if rate <= 0.75 else (75, 100))
