"""Lock 1: what may be shown of whom is decided by who answered, never by what they answered.

Invariants: the outcome depends only on the groups, never on an answer, on who asks or in what order; no subset of 1…k−1
people lies in the rational span (`engagement.surveys.linear`) of the sets who answered, nor of the sets invited,
together with what was published of the same people and question in surveys of the same occasion; k is never under 5.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engagement.surveys.linear import Span, exposed_subset
from engagement.surveys.scoring import Enps, enps

MINIMUM_GROUP = 5
COMMENT_GROUP = 10
MINIMUM_COMMENTS = 5
WORDS_OF_A_TEAM = 4

SHOWN = "shown"
BELOW_K = "hidden:below_k"
COMPLEMENT = "hidden:complement"
DIFFERENCING = "hidden:differencing"
SECONDARY = "hidden:secondary"
TABLE = "hidden:table"
OPEN = "hidden:open"
COMMENTS_SHOWN = "shown:shuffled"
COMMENTS_HIDDEN = "hidden"
COMMENTS_ROLLED_UP = f"hidden; rolled up to company if that has >= {MINIMUM_COMMENTS}"

COMPANY_LEVEL, GROUP_LEVEL, CELL_LEVEL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group that could be published.

    Attributes:
        id: unique; ties in size hide the larger id.
        members: who answered (any hashable key that lives only while results are computed).
        invited: who was asked, by name; empty where nobody knows.
        level: 0 the whole company, 1 a value of one attribute, 2 a cell of a two-way table.
        table: cells with the same name are published together or not at all.
    """

    id: str
    members: frozenset[Hashable]
    level: int = GROUP_LEVEL
    table: str = ""
    invited: frozenset[Hashable] = frozenset()


def candidates_from(
    people: Mapping[Hashable, Mapping[str, str]],
    attributes: Sequence[str],
    crosses: Sequence[tuple[str, str]] = (),
    company: str = "company",
    invited: Mapping[Any, Mapping[str, str]] | None = None,
) -> list[Candidate]:
    """The company, each value of each attribute (`team=A`), and the cells of the named two-way tables.

    Args:
        people: who answered → attribute → value.
        attributes, crosses: what to make groups of.
        company: id of the group of all.
        invited: who was asked → attribute → value; groups of which nobody answered are candidates too.
    """
    asked = invited or {}

    def those(own: Mapping[str, str]) -> tuple[frozenset[Hashable], frozenset[Hashable]]:
        who, whom = (
            frozenset(p for p, has in everybody.items() if all(has.get(n) == v for n, v in own.items()))
            for everybody in (people, asked)
        )
        return who, whom

    def values(attribute: str) -> list[str]:
        return sorted({own[attribute] for own in (*people.values(), *asked.values()) if own.get(attribute)})

    found = [Candidate(company, frozenset(people), COMPANY_LEVEL, invited=frozenset(asked))]
    for attribute in attributes:
        for value in values(attribute):
            who, whom = those({attribute: value})
            found.append(Candidate(f"{attribute}={value}", who, invited=whom))
    for one, two in crosses:
        for a in values(one):
            for b in values(two):
                who, whom = those({one: a, two: b})
                if who or whom:
                    name = f"{one}={a} × {two}={b}"
                    found.append(Candidate(name, who, CELL_LEVEL, f"{one} × {two}", whom))
    return found


Published = Sequence[Sequence[frozenset[Hashable]]]
"""Sets of invited people that other surveys of the occasion published, survey by survey."""


def published_set(
    candidates: Sequence[Candidate], k: int = MINIMUM_GROUP, before: Published = ()
) -> dict[str, str]:  # fmt: skip
    """Decide once which groups are published.

    Larger groups come first (company, then values, then whole two-way tables); a group that would let a subset of
    1…k−1 people be worked out together with those already in stays hidden, which is how the next smallest group goes
    with a small one.

    Args:
        candidates: groups that could be published.
        k: minimum group.
        before: what was published of these people and this question in surveys of the same occasion.

    Returns:
        Status by id: `shown`, `hidden:below_k`, `hidden:complement` (the rest of the company would be too few),
        `hidden:differencing` (a published group differs by too few), `hidden:secondary` (several groups together),
        `hidden:table` (a cell of the table is too small or exposes).
    """
    k = max(k, MINIMUM_GROUP)
    status: dict[str, str] = {}
    units: list[list[Candidate]] = []
    tables: dict[str, list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: (c.level, -len(c.members), c.id)):
        if candidate.table:
            tables.setdefault(candidate.table, []).append(candidate)
        elif _too_few(candidate, k):
            status[candidate.id] = BELOW_K
        else:
            units.append([candidate])
    for _, cells in sorted(tables.items()):
        if any(c.members and _too_few(c, k) for c in cells):
            status |= {c.id: BELOW_K if _too_few(c, k) else TABLE for c in cells}
        else:
            units.append([c for c in cells if c.members])
            status |= {c.id: BELOW_K for c in cells if not c.members}
    locks = _Locks(candidates, k, before)
    shown: list[Candidate] = []
    rest = units
    while rest:
        taken, locks = _longest_safe(locks, rest)
        for unit in rest[:taken]:
            shown += unit
            status |= {c.id: SHOWN for c in unit}
        if taken < len(rest):
            unit = rest[taken]
            status |= {c.id: TABLE if c.table else _reason(c, shown, k) for c in unit}
        rest = rest[taken + 1 :]
    return {c.id: status[c.id] for c in candidates}


def _too_few(candidate: Candidate, k: int) -> bool:
    return len(candidate.members) < k or 0 < len(candidate.invited) < k


class _Locks:
    """The spans that must expose nobody: of who answered, and of who was invited with what was published before."""

    def __init__(self, candidates: Sequence[Candidate], k: int, before: Published) -> None:
        self.answered = Span([c.members for c in candidates], k)
        self.invited: list[Span] = []
        asked = [c.invited for c in candidates if c.invited]
        if asked:
            universe = [*asked, *(one for sets in before for one in sets)]
            self.invited.append(Span(universe, k))
            for sets in before:
                # Two earlier surveys that lie too far apart to be one occasion are held against this one each alone.
                for place, span in enumerate((*self.invited, Span(universe, k))):
                    grown = _grown(span, sets)
                    if grown is not None:
                        self.invited[place : place + 1] = [grown]
                        break

    def with_units(self, units: Sequence[Sequence[Candidate]]) -> _Locks | None:
        """The locks with `units` in, or None when that exposes somebody (or cannot be certified)."""
        twin = object.__new__(_Locks)
        answered = _grown(self.answered, [c.members for unit in units for c in unit])
        invited = [_grown(span, [c.invited for unit in units for c in unit if c.invited]) for span in self.invited]
        spans = [span for span in invited if span is not None]
        if answered is None or len(spans) < len(invited):
            return None
        twin.answered, twin.invited = answered, spans
        return twin


def _grown(span: Span, sets: Sequence[frozenset[Hashable]]) -> Span | None:
    """The span with `sets` added, or None when that exposes somebody (or cannot be certified)."""
    twin = span.copy()
    if not all(twin.add(one) for one in sets):
        return None
    return None if twin.exposed(smallest=False) else twin


def _longest_safe(locks: _Locks, units: Sequence[Sequence[Candidate]]) -> tuple[int, _Locks]:
    """How many of `units`, from the first, can be published together; exposure only grows, so halving finds it."""
    whole = locks.with_units(units)
    if whole is not None:
        return len(units), whole
    low, high, best = 0, len(units), locks
    while high - low > 1:
        middle = (low + high) // 2
        grown = best.with_units(units[low:middle])
        if grown is None:
            high = middle
        else:
            low, best = middle, grown
    return low, best


def _reason(candidate: Candidate, shown: Sequence[Candidate], k: int) -> str:
    reason = SECONDARY
    for other in shown:
        bigger = candidate.members <= other.members
        if (bigger or other.members <= candidate.members) and 0 < len(candidate.members ^ other.members) < k:
            if other.level == COMPANY_LEVEL and bigger:
                return COMPLEMENT
            reason = DIFFERENCING
    return reason


def naive_exposure(candidates: Sequence[Candidate], k: int = MINIMUM_GROUP) -> frozenset[Hashable] | None:
    """The people that would be exposed if only groups under k were hidden; shows why the rest is needed."""
    return exposed_subset([c.members for c in candidates if len(c.members) >= k], k)


def difference_attack(larger: Sequence[int], smaller: Sequence[int]) -> str:
    """In words, what subtracting two eNPS figures tells about those who are only in the larger group."""
    whole, part = enps(larger), enps(smaller)
    few = whole.n - part.n
    if few < 1 or not part.n:
        raise ValueError("the larger group has people more than the smaller one, and neither is empty")

    def factor(score: Enps) -> str:
        text = str(score.exact)
        return f"({text})" if "/" in text else text

    net, rest = whole.promoters - whole.detractors, part.promoters - part.detractors
    told = f"the {few} excluded people have {net - rest} promoters net of detractors"
    if few == 1:
        told = f"the excluded person is a { ({1: 'promoter', 0: 'passive', -1: 'detractor'}[net - rest]) }"
    return f"{whole.n}*{factor(whole)}/100 - {part.n}*{factor(part)}/100 = {net} - {rest} = {net - rest} -> {told}"


def comment_rule(
    respondents: int, comments: int, minimum_group: int = COMMENT_GROUP, minimum_comments: int = MINIMUM_COMMENTS
) -> str:
    """Whether a group's comments may be read: shuffled, hidden, or only as part of the company's."""
    if respondents < minimum_group:
        return COMMENTS_HIDDEN
    if comments < minimum_comments:
        return COMMENTS_ROLLED_UP
    return COMMENTS_SHOWN


def comment_groups(sizes: Mapping[str, tuple[int, int]], company: tuple[int, int]) -> dict[str, str]:
    """The comment rule for groups that share nobody (id → respondents, comments), next to the company's own list.

    Beside the rule for each, the people whose comments appear only in the company's list must be 10 or more (or none):
    otherwise taking the groups' lists off the company's would leave theirs.
    """
    status = {name: comment_rule(*size) for name, size in sizes.items()}
    if comment_rule(*company) != COMMENTS_SHOWN:
        return dict.fromkeys(sizes, COMMENTS_HIDDEN)
    left_people, left_comments = company
    for name in sorted(sizes, key=lambda g: (-sizes[g][0], g)):
        people, comments = sizes[name]
        if status[name] != COMMENTS_SHOWN:
            continue
        rest_people, rest_comments = left_people - people, left_comments - comments
        if (rest_people and rest_people < COMMENT_GROUP) or 0 < rest_comments < MINIMUM_COMMENTS:
            status[name] = COMMENTS_HIDDEN
        else:
            left_people, left_comments = rest_people, rest_comments
    return status
