"""How many have answered: always of the company, of groups only from k invited people, never of persons.

While a survey is open only participation is seen. Where the exact rate of a large group would give away how many of a
small remainder have answered (company − A leaves four people), the group shows the quarter its rate lies in. So does a
group in which nobody or everybody has answered, or all but one (else the step to it would tell), with as many others as
it takes that subtraction does not give it back: who is in it would otherwise be known to have answered or not.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

from engagement.surveys.anonymity import BELOW_K, COMPANY_LEVEL, SHOWN, Candidate, candidates_from, published_set
from engagement.surveys.protect import Parts, exact_groups
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
    start, took_part = 0, set[Hashable]()
    for name, size in sorted(invited.items()):
        people.append(Candidate(name, frozenset(range(start, start + size))))
        took_part.update(range(start, start + answered.get(name, 0)))
        start += size
    whole = Candidate("\0company", frozenset(range(max(start, company[0]))), COMPANY_LEVEL)
    took_part.update(range(start, start + company[1] - len(took_part)))
    exact = _exact([whole, *people], took_part, k)
    groups = {name: _line(answered.get(name, 0), size, k, name in exact) for name, size in invited.items()}
    return _line(company[1], company[0], k, True), groups


def company_line(answered: int, invited: int, k: int = 5) -> Participation:
    """Participation of everybody who was asked."""
    return _line(answered, invited, k, True)


def _line(answered: int, invited: int, k: int, exact: bool) -> Participation:
    if invited < k:
        return Participation(BELOW_K, None, "")
    display = rate_text(answered, invited) if exact else _quarter(answered, invited)
    return Participation(SHOWN, invited, display)


def _exact(candidates: Sequence[Candidate], answered: Set[Hashable], k: int) -> set[str]:
    """Ids of the groups whose exact rate can stand."""
    status = published_set(candidates, k)
    shown = [c for c in candidates if status[c.id] == SHOWN]
    part_of = {person: int(person in answered) for c in candidates for person in c.members}
    return exact_groups(shown, part_of, 2, _nearly_one)


def _nearly_one(counts: Parts) -> bool:
    """All of a group have answered, or none, or all but one."""
    return min(counts) <= 1


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
    exact = _exact(candidates, answered, k) | {candidates[0].id}
    lines = {c.id: _line(len(c.members & answered), len(c.members), k, c.id in exact) for c in candidates}
    return lines.pop(candidates[0].id), lines
