"""How many have answered: always of the company, of groups only from k invited people, never of persons.

While a survey is open only participation is seen. Where the exact rate of a large group would give away how many of a
small remainder have answered (company − A leaves four people), the group shows the quarter its rate lies in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from engagement.surveys.anonymity import BELOW_K, COMPANY_LEVEL, SHOWN, Candidate, published_set
from engagement.surveys.scoring import decimal_text

EXPORT_REFUSED = "refused for anonymous surveys"


@dataclass(frozen=True, slots=True)
class Participation:
    """One line: status, and in per cent the rate or the quarter it lies in (empty when hidden)."""

    status: str
    invited: int | None
    display: str


def rate_text(answered: int, invited: int) -> str:
    """Per cent with one decimal."""
    return decimal_text(Fraction(100 * answered, invited)) if invited else "–"


def _quarter(answered: int, invited: int) -> str:
    step = min(3, 4 * answered // invited)
    return f"{25 * step}–{25 * (step + 1)}"


def participation(
    invited: Mapping[str, int], answered: Mapping[str, int], company: tuple[int, int], k: int = 5
) -> tuple[Participation, dict[str, Participation]]:
    """Participation of the company and of the groups of one attribute.

    Args:
        invited: group → people invited (groups share nobody).
        answered: group → people who answered.
        company: people invited and people who answered in all.
        k: minimum group.
    """
    people: list[Candidate] = []
    start = 0
    for name, size in sorted(invited.items()):
        people.append(Candidate(name, frozenset(range(start, start + size))))
        start += size
    whole = Candidate("\0company", frozenset(range(max(start, company[0]))), COMPANY_LEVEL)
    exact = published_set([whole, *people], k)
    groups = {}
    for name, size in invited.items():
        if size < k:
            groups[name] = Participation(BELOW_K, None, "")
        else:
            done = answered.get(name, 0)
            display = rate_text(done, size) if exact[name] == SHOWN else _quarter(done, size)
            groups[name] = Participation(SHOWN, size, display)
    total = (
        Participation(SHOWN, company[0], rate_text(company[1], company[0]))
        if company[0] >= k
        else Participation(BELOW_K, None, "")
    )
    return total, groups
