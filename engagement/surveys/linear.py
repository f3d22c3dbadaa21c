"""Which small sets of people can be worked out from published groups by adding and subtracting them.

A published group gives the sum of any answer over its members. An attacker can combine sums with any rational weights,
so a set of people is exposed exactly when its 0/1 vector lies in the rational span of the groups' 0/1 vectors. The test
is linear, not pairwise: company − A − B can be one person although every pairwise difference is large.

How it is decided: people with the same memberships form an atom, and every vector of the span is constant on atoms. The
span is kept as a reduced basis modulo a prime p; a vector of the span modulo p that is not one over the rationals can
only hide more. The opposite error needs the rank to drop modulo p, so each group found dependent is certified over the
integers by rational reconstruction of its coefficients; without a certificate it counts as not publishable. Subsets of
at most k − 1 people are then searched by meeting in the middle: their columns of the null space add to zero.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

PRIME = 2**31 - 1
SEARCH_AFTER_HIT = 5000


def atoms_of(groups: Sequence[frozenset[Hashable]]) -> list[list[Hashable]]:
    """People with identical memberships, as lists; people in no group are left out."""
    signature: dict[Hashable, list[int]] = {}
    for index, group in enumerate(groups):
        for person in group:
            signature.setdefault(person, []).append(index)
    atoms: dict[tuple[int, ...], list[Hashable]] = {}
    for person, key in signature.items():
        atoms.setdefault(tuple(key), []).append(person)
    return [sorted(people, key=str) for _, people in sorted(atoms.items())]


def _rational(residue: int) -> Fraction | None:
    """The fraction with numerator and denominator under √(p/2) that has this residue (Wang's reconstruction)."""
    bound = math.isqrt(PRIME // 2)
    r0, r1, s0, s1 = PRIME, residue % PRIME, 0, 1
    while r1 > bound:
        q = r0 // r1
        r0, r1, s0, s1 = r1, r0 - q * r1, s1, s0 - q * s1
    if s1 == 0 or abs(s1) > bound:
        return None
    return Fraction(r1, s1)


class Span:
    """Growing rational span of groups over fixed atoms; `universe` must hold every group that is ever added."""

    def __init__(self, universe: Sequence[frozenset[Hashable]], k: int) -> None:
        self.k = k
        self.atoms = atoms_of(universe)
        self._home = {person: i for i, people in enumerate(self.atoms) for person in people}
        m = len(self.atoms)
        self._sizes = np.array([len(a) for a in self.atoms], dtype=np.int64)
        self._basis: Ints = np.zeros((0, m), dtype=np.int64)
        self._recipe: Ints = np.zeros((0, 0), dtype=np.int64)
        self._pivots: list[int] = []
        self._rows: list[Ints] = []
        # Fixed seed: the answer must not depend on chance; hits are confirmed against the basis in any case.
        self._weights = np.random.default_rng(20_061).integers(1, PRIME, size=(2, m), dtype=np.int64)

    def copy(self) -> Span:
        """A span that can grow on its own."""
        twin = object.__new__(Span)
        twin.__dict__.update(self.__dict__)
        twin._pivots = list(self._pivots)
        twin._rows = list(self._rows)
        return twin

    def vector(self, members: Iterable[Hashable]) -> Ints:
        """0/1 vector of a group over the atoms; ValueError when the group cuts an atom."""
        people = set(members)
        vec = np.zeros(len(self.atoms), dtype=np.int64)
        for index in {self._home[p] for p in people}:
            vec[index] = 1
        if int((vec * self._sizes).sum()) != len(people):
            raise ValueError("the group is not a union of the atoms of this span")
        return vec

    def _reduce(self, vec: Ints) -> tuple[Ints, Ints]:
        """Remainder of `vec` modulo the basis, and the weights of the original groups that were taken off."""
        coefficients = vec[self._pivots] % PRIME
        remainder = (vec - (coefficients[:, None] * self._basis % PRIME).sum(axis=0)) % PRIME
        used = (coefficients[:, None] * self._recipe % PRIME).sum(axis=0) % PRIME
        return remainder, used

    def contains(self, members: Iterable[Hashable]) -> bool:
        """True when the group can be worked out from what was added."""
        return not self._reduce(self.vector(members))[0].any()

    def add(self, members: Iterable[Hashable]) -> bool:
        """Add a group; False (and nothing added) when its dependence could not be certified exactly."""
        vec = self.vector(members)
        remainder, used = self._reduce(vec)
        if not remainder.any():
            return self._certified(vec, used)
        pivot = int(np.flatnonzero(remainder)[0])
        inverse = pow(int(remainder[pivot]), -1, PRIME)
        row = remainder * inverse % PRIME
        recipe = np.append((-used) % PRIME, 1) * inverse % PRIME
        old = np.concatenate([self._recipe, np.zeros((len(self._rows), 1), dtype=np.int64)], axis=1)
        column = self._basis[:, pivot].copy()
        basis = (self._basis - column[:, None] * row % PRIME) % PRIME
        old = (old - column[:, None] * recipe % PRIME) % PRIME
        self._basis = np.concatenate([basis, row[None, :]])
        self._recipe = np.concatenate([old, recipe[None, :]])
        self._pivots.append(pivot)
        self._rows.append(vec)
        return True

    def _certified(self, vec: Ints, used: Ints) -> bool:
        weights = [_rational(int(u)) for u in used]
        if any(w is None for w in weights):
            return False
        exact = [w for w in weights if w is not None]
        scale = math.lcm(*(w.denominator for w in exact)) if exact else 1
        total = [0] * len(self.atoms)
        for w, row in zip(exact, self._rows, strict=True):
            if w:
                times = int(w * scale)
                for i in row.nonzero()[0]:
                    total[int(i)] += times
        return total == [scale * int(v) for v in vec]

    def exposed(self, smallest: bool = True) -> frozenset[Hashable] | None:
        """A set of 1…k−1 people that can be worked out (small ones are looked for first), or None: there is none.

        With `smallest` off the first one found, which is enough to know that there is one.
        """
        m = len(self.atoms)
        if not self._rows:
            return None
        free = np.setdiff1d(np.arange(m), np.array(self._pivots, dtype=np.int64))
        keys = np.zeros((2, m), dtype=np.int64)
        for j in range(2):
            weights = self._weights[j][free]
            keys[j, self._pivots] = (self._basis[:, free] * weights % PRIME).sum(axis=1) % PRIME
            keys[j, free] = (-weights) % PRIME
        small = np.flatnonzero(self._sizes < self.k)
        best: tuple[int, list[int]] | None = None
        looked = 0
        for weight, chosen in self._zero_sums(small, keys):
            if best is not None:
                looked += 1
                if looked > SEARCH_AFTER_HIT:
                    break
                if weight >= best[0]:
                    continue
            vec = np.zeros(m, dtype=np.int64)
            vec[chosen] = 1
            if not self._reduce(vec)[0].any():
                best = (weight, chosen)
                if not smallest:
                    break
        if best is None:
            return None
        return frozenset(person for index in best[1] for person in self.atoms[index])

    def _zero_sums(self, small: Ints, keys: Ints) -> Iterable[tuple[int, list[int]]]:
        """Subsets of small atoms of at most k−1 people whose keys add to zero, as (people, atoms)."""
        limit = self.k - 1
        parts = _part_sums(small, self._sizes, keys, limit)
        codes = np.concatenate([(p[0] << 31) | p[1] for p, _, _ in parts])
        weights = np.concatenate([w for _, w, _ in parts])
        index = [(size, row) for size, (_, w, _) in enumerate(parts) for row in range(len(w))]
        opposite = np.concatenate([(((-p[0]) % PRIME) << 31) | ((-p[1]) % PRIME) for p, _, _ in parts])
        order = np.argsort(codes, kind="stable")
        ordered = codes[order]
        left = np.searchsorted(ordered, opposite, side="left")
        right = np.searchsorted(ordered, opposite, side="right")
        hits = np.flatnonzero(right > left)
        for one in hits[np.argsort(weights[hits], kind="stable")]:
            for place in range(int(left[one]), int(right[one])):
                other = int(order[place])
                weight = int(weights[one] + weights[other])
                if other < one or not 0 < weight <= limit:
                    continue
                first = parts[index[int(one)][0]][2][index[int(one)][1]]
                second = parts[index[other][0]][2][index[other][1]]
                chosen = sorted({*map(int, first), *map(int, second)})
                if len(chosen) == len(first) + len(second):
                    yield weight, chosen


def _part_sums(small: Ints, sizes: Ints, keys: Ints, limit: int) -> list[tuple[Ints, Ints, Ints]]:
    """For 0, 1, … ⌈limit/2⌉ atoms: their key sums (2 × c), people (c) and the atoms themselves (c × atoms)."""
    parts: list[tuple[Ints, Ints, Ints]] = []
    for count in range((limit + 1) // 2 + 1):
        if count == 0:
            chosen = np.zeros((1, 0), dtype=np.int64)
        elif count == 1:
            chosen = small[:, None]
        elif count == 2:
            i, j = np.triu_indices(len(small), 1)
            chosen = np.stack([small[i], small[j]], axis=1)
        else:
            chosen = np.array(list(combinations(small.tolist(), count)), dtype=np.int64).reshape(-1, count)
        weight = sizes[chosen].sum(axis=1)
        chosen = chosen[weight <= limit]
        sums = keys[:, chosen].sum(axis=2) % PRIME
        parts.append((sums, sizes[chosen].sum(axis=1), chosen))
    return parts


def exposed_subset(groups: Sequence[frozenset[Hashable]], k: int = 5) -> frozenset[Hashable] | None:
    """A set of 1…k−1 people that the published `groups` give away together (small ones first), or None: none exists.

    Args:
        groups: members of each published group.
        k: minimum group.

    Raises:
        ArithmeticError: when a dependence between groups could not be certified (never seen; nothing is guessed).
    """
    span = Span(groups, k)
    for group in groups:
        if not span.add(group):
            raise ArithmeticError("dependence between groups could not be certified; publish fewer of them")
    return span.exposed()
