"""Which figures of one question are exact, which are bands, which stay away.

Two things are decided per question, because whoever leaves a question blank leaves its base: which of the survey's
published groups still hold (`question_groups`), and which of those may show exact figures (`exact_groups`): a group
under 10 that answers with one voice shows a band, and so do as many others as it takes that the exact ones do not give
it back by subtraction.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from engagement.surveys.anonymity import EXACT_FROM, SHOWN, Candidate, is_one_sided, published_set
from engagement.surveys.linear import Span

Parts = tuple[int, ...]


def question_groups(
    published: Sequence[Candidate], base: frozenset[Hashable], k: int, cache: dict[frozenset[Hashable], dict[str, str]]
) -> tuple[list[Candidate], dict[str, str]]:
    """The published groups cut down to who answered, and their status for this question."""
    cut = [replace(c, members=c.members & base) for c in published]
    if base not in cache:
        cache[base] = published_set(cut, k)
    status = cache[base]
    return [c for c in cut if status[c.id] == SHOWN], status


def counted(members: Iterable[Hashable], part_of: Mapping[Hashable, int], parts: int) -> Parts:
    """People of a group in each part."""
    counts = [0] * parts
    for person in members:
        counts[part_of[person]] += 1
    return tuple(counts)


def one_voice(counts: Parts) -> bool:
    """A small group whose answers all fall in one part."""
    return is_one_sided(counts)


def one_voice_or_none_favourable(counts: Parts) -> bool:
    """As `one_voice`, and 0 of n favourable too: neither is ever printed exactly under 10."""
    n = sum(counts)
    return one_voice(counts) or (0 < n < EXACT_FROM and counts[0] == 0)


def exact_groups(
    shown: Sequence[Candidate],
    part_of: Mapping[Hashable, int],
    parts: int,
    telling: Callable[[Parts], bool] = one_voice,
) -> set[str]:
    """Ids of groups whose exact figures can stand without giving away what a small group says with one voice.

    Protected are the published groups and every difference of two nested ones (company − A is a group too) that is
    `telling`; no protected group lies in the rational span of the exact ones.
    """
    protected: dict[frozenset[Hashable], None] = {}
    for one in shown:
        if telling(counted(one.members, part_of, parts)):
            protected[one.members] = None
        for other in shown:
            few = 0 < len(one.members) - len(other.members) < EXACT_FROM
            if few and other.members < one.members:
                rest = one.members - other.members
                if telling(counted(rest, part_of, parts)):
                    protected[rest] = None
    if not protected:
        return {c.id for c in shown}
    span = Span([*(c.members for c in shown), *protected], 1)
    exact: set[str] = set()
    for candidate in sorted(shown, key=lambda c: (c.level, -len(c.members), c.id)):
        if candidate.members in protected:
            continue
        grown = span.copy()
        if grown.add(candidate.members) and not any(grown.contains(target) for target in protected):
            span = grown
            exact.add(candidate.id)
    return exact
