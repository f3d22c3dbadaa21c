"""What may be shown of whom: one fixed published set per survey, bands for unanimity, the rule for comments.

Invariants: the outcome depends only on the groups, never on who asks or in what order; no subset of 1…k−1 people can be
worked out from the published groups (`engagement.surveys.linear`); k is never under 5 for an anonymous survey.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engagement.surveys.linear import Span, exposed_subset
from engagement.surveys.scoring import Agreement, Enps, decimal_text, enps

MINIMUM_GROUP = 5
COMMENT_GROUP = 10
MINIMUM_COMMENTS = 5
EXACT_FROM = 10

SHOWN = "shown"
BELOW_K = "hidden:below_k"
COMPLEMENT = "hidden:complement"
DIFFERENCING = "hidden:differencing"
SECONDARY = "hidden:secondary"
TABLE = "hidden:table"
UNANIMOUS = "hidden:unanimous"
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
        members: people (any hashable key that lives only while results are computed).
        level: 0 the whole company, 1 a value of one attribute, 2 a cell of a two-way table.
        table: cells with the same name are published together or not at all.
    """

    id: str
    members: frozenset[Hashable]
    level: int = GROUP_LEVEL
    table: str = ""


def candidates_from(
    people: Mapping[Hashable, Mapping[str, str]],
    attributes: Sequence[str],
    crosses: Sequence[tuple[str, str]] = (),
    company: str = "company",
) -> list[Candidate]:
    """The company, each value of each attribute (`team=A`), and the cells of the named two-way tables."""
    found = [Candidate(company, frozenset(people), COMPANY_LEVEL)]
    for attribute in attributes:
        values: dict[str, set[Hashable]] = {}
        for person, own in people.items():
            if own.get(attribute):
                values.setdefault(own[attribute], set()).add(person)
        found += [Candidate(f"{attribute}={v}", frozenset(who)) for v, who in sorted(values.items())]
    for one, two in crosses:
        cells: dict[tuple[str, str], set[Hashable]] = {}
        for person, own in people.items():
            if own.get(one) and own.get(two):
                cells.setdefault((own[one], own[two]), set()).add(person)
        found += [
            Candidate(f"{one}={a} × {two}={b}", frozenset(who), CELL_LEVEL, f"{one} × {two}")
            for (a, b), who in sorted(cells.items())
        ]
    return found


def published_set(candidates: Sequence[Candidate], k: int = MINIMUM_GROUP) -> dict[str, str]:
    """Decide once which groups are published.

    Larger groups come first (company, then values, then whole two-way tables); a group that would let a subset of
    1…k−1 people be worked out together with those already in stays hidden, which is how the next smallest group goes
    with a small one.

    Returns:
        Status by id: `shown`, `hidden:below_k`, `hidden:complement` (the rest of the company would be too few),
        `hidden:differencing` (a published group differs by too few), `hidden:secondary` (several groups together),
        `hidden:table` (a cell of the table is too small or exposes).
    """
    status: dict[str, str] = {}
    units: list[list[Candidate]] = []
    tables: dict[str, list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: (c.level, -len(c.members), c.id)):
        if candidate.table:
            tables.setdefault(candidate.table, []).append(candidate)
        elif len(candidate.members) < k:
            status[candidate.id] = BELOW_K
        else:
            units.append([candidate])
    for _, cells in sorted(tables.items()):
        sizes = [len(c.members) for c in cells]
        if any(0 < size < k for size in sizes):
            status |= {c.id: BELOW_K if len(c.members) < k else TABLE for c in cells}
        else:
            units.append([c for c in cells if c.members])
            status |= {c.id: BELOW_K for c in cells if not c.members}
    span = Span([c.members for c in candidates], k)
    shown: list[Candidate] = []
    rest = units
    while rest:
        taken, span = _longest_safe(span, rest)
        for unit in rest[:taken]:
            shown += unit
            status |= {c.id: SHOWN for c in unit}
        if taken < len(rest):
            unit = rest[taken]
            status |= {c.id: TABLE if c.table else _reason(c, shown, k) for c in unit}
        rest = rest[taken + 1 :]
    return {c.id: status[c.id] for c in candidates}


def _grown(span: Span, units: Sequence[Sequence[Candidate]]) -> Span | None:
    """The span with `units` added, or None when that exposes somebody (or cannot be certified)."""
    twin = span.copy()
    if not all(twin.add(c.members) for unit in units for c in unit):
        return None
    return None if twin.exposed(smallest=False) else twin


def _longest_safe(span: Span, units: Sequence[Sequence[Candidate]]) -> tuple[int, Span]:
    """How many of `units`, from the first, can be published together; exposure only grows, so halving finds it."""
    whole = _grown(span, units)
    if whole is not None:
        return len(units), whole
    low, high, best = 0, len(units), span
    while high - low > 1:
        middle = (low + high) // 2
        grown = _grown(best, units[low:middle])
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


def share_band(share: Fraction) -> str:
    """The fifth in which a share (0 to 1) lies: `< 20 %`, `20–40 %` … `> 80 %`."""
    step = min(4, int(share * 5))
    return ("< 20 %", "20–40 %", "40–60 %", "60–80 %", "> 80 %")[step]


def is_one_sided(parts: Sequence[int]) -> bool:
    """True when everybody of a small group (under 10) is in one part."""
    n = sum(parts)
    return 0 < n < EXACT_FROM and max(parts) == n


@dataclass(frozen=True, slots=True)
class AgreementDisplay:
    """What one group may show of an agreement question; a status stands where a figure must not."""

    n: str
    mean: str
    favourable: str
    neutral: str
    unfavourable: str
    distribution: str


def agreement_display(result: Agreement, k: int = MINIMUM_GROUP) -> AgreementDisplay:
    """Figures of one group, with bands when fewer than 10 agree: 0 of n and n of n are never printed exactly."""
    if result.n < k:
        return AgreementDisplay(*[BELOW_K] * 6)
    favourable, neutral, unfavourable = (decimal_text(s) for s in result.shares)
    mean = decimal_text(result.mean or 0, 2)
    if result.n >= EXACT_FROM:
        return AgreementDisplay(SHOWN, mean, favourable, neutral, unfavourable, SHOWN)
    agreed = is_one_sided(result.sides)
    if agreed or result.sides[0] == 0:
        band = share_band(Fraction(result.sides[0], result.n))
        return AgreementDisplay(SHOWN, UNANIMOUS if agreed else mean, band, UNANIMOUS, UNANIMOUS, UNANIMOUS)
    return AgreementDisplay(SHOWN, mean, favourable, neutral, unfavourable, SHOWN)


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
