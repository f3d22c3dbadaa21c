"""How many have answered: always of the company, of groups only from k invited people, never of persons.

While a survey is open only participation is seen. Where the exact rate of a large group would give away how many of a
small remainder have answered (company − A leaves four people), the group shows the quarter its rate lies in.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

from engagement.surveys.anonymity import BELOW_K, COMPANY_LEVEL, SHOWN, Candidate, candidates_from, published_set
from engagement.surveys.scoring import decimal_text

UNKNOWN = "unknown"
EXPORT_REFUSED = "refused for anonymous surveys"


@dataclass(frozen=True, slots=True)
class Participation:
    """One line: status, and in per cent the rate or the quarter it lies in (empty when hidden or `unknown`)."""

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
    groups = {name: _line(answered.get(name, 0), size, k, exact[name]) for name, size in invited.items()}
    return _line(company[1], company[0], k, SHOWN), groups


def company_line(answered: int, invited: int, k: int = 5) -> Participation:
    """Participation of everybody who was asked."""
    return _line(answered, invited, k, SHOWN)


def _line(answered: int, invited: int, k: int, status: str) -> Participation:
    if invited < k:
        return Participation(BELOW_K, None, "")
    display = rate_text(answered, invited) if status == SHOWN else _quarter(answered, invited)
    return Participation(SHOWN, invited, display)


def participation_of(
    people: Mapping[Hashable, Mapping[str, str]], answered: Set[Hashable], attributes: Sequence[str], k: int = 5
) -> tuple[Participation, dict[str, Participation]]:
    """As `participation`, for the values of several attributes (`team=A`) at once.

    Args:
        people: invited person → attribute → value.
        answered: those who answered.
        attributes: attributes to report, the most important first.
        k: minimum group.
    """
    candidates = candidates_from(people, attributes)
    exact = published_set(candidates, k)
    lines = {c.id: _line(len(c.members & answered), len(c.members), k, exact[c.id]) for c in candidates}
    return lines.pop(candidates[0].id), lines
