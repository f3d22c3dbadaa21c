"""Attributes that answers may carry, decided at launch from the invited people, before any answer exists.

Two steps: values of one attribute under k people are merged with their neighbours (`merge_values`) or the attribute is
dropped; then, for an anonymous survey, every combination of the kept attributes must fit at least k invited people
(`stored_attributes`), because an answer that says "chat, part time, under a year" is a name when one person is that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OTHER = "other"
_BAND = re.compile(
    r"^(?:(?P<under>lt|<=?)\s?(?P<top>\d+)|(?P<over>gt|>=?)\s?(?P<base>\d+)|(?P<mark>y?)(?P<low>\d+)(?P<to>[_–-])(?P<high>\d+))$"
)


def _ends(value: str) -> tuple[float, float] | None:
    """Ends of a band label (`lt1`, `y1_3`, `gt3`; `<1`, `1-3`, `>3`), or None for a plain name."""
    match = _BAND.match(value)
    if not match:
        return None
    if match["under"]:
        return float("-inf"), float(match["top"])
    if match["over"]:
        return float(match["base"]), float("inf")
    return float(match["low"]), float(match["high"])


def _joined(values: Sequence[str]) -> str:
    """One label for joined values: a band in the spelling of its ends, or the names with a plus."""
    ends = [_ends(v) for v in values]
    known = [e for e in ends if e is not None]
    if len(known) < len(values):
        return "+".join(values)
    low, high = min(e[0] for e in known), max(e[1] for e in known)
    spelled = [m for m in map(_BAND.match, values) if m]
    under = next((m["under"] for m in spelled if m["under"]), "")
    over = next((m["over"] for m in spelled if m["over"]), "")
    if under and over:
        return "+".join(values)
    if under:
        return f"{under}{high:g}"
    return f"{over}{low:g}" if over else f"{spelled[0]['mark']}{low:g}{spelled[0]['to']}{high:g}"


def is_ordered(values: Sequence[str]) -> bool:
    """True when every value is a band of a scale (`lt1`, `y1_3`, `gt3`), so that only neighbours may be merged."""
    return bool(values) and all(_ends(v) is not None for v in values)


def merge_values(counts: Mapping[str, int], k: int = 5, ordered: bool | None = None) -> dict[str, str] | None:
    """How values under k people are merged: old value → new value.

    Bands of a scale are joined with the smaller neighbour (`lt1` and `y1_3` become `lt3`); names go together into
    `other`.

    Returns:
        The mapping (identity when nothing has to change), or None when fewer than two values of k people would be left
        and the attribute has to be dropped.
    """
    present = {v: c for v, c in counts.items() if c > 0}
    if is_ordered(list(present)) if ordered is None else ordered:
        known = is_ordered(list(present))
        blocks = [[v] for v in (sorted(present, key=lambda v: _ends(v) or (0.0, 0.0)) if known else present)]

        def people(block: list[str]) -> int:
            return sum(present[v] for v in block)

        while len(blocks) > 1 and min(map(people, blocks)) < k:
            smallest = min(range(len(blocks)), key=lambda i: (people(blocks[i]), i))
            neighbours = [i for i in (smallest - 1, smallest + 1) if 0 <= i < len(blocks)]
            other = min(neighbours, key=lambda i: (people(blocks[i]), i))
            low, high = sorted((smallest, other))
            blocks[low : high + 1] = [blocks[low] + blocks[high]]
        merged = {v: v if len(block) == 1 else _joined(block) for block in blocks for v in block}
    else:
        small = sorted((v for v in present if present[v] < k), key=lambda v: (present[v], v))
        large = sorted((v for v in present if present[v] >= k), key=lambda v: (present[v], v))
        while small and sum(present[v] for v in small) < k and large:
            small.append(large.pop(0))
        merged = {v: OTHER if v in small else v for v in present}
    sizes: Counter[str] = Counter()
    for value, new in merged.items():
        sizes[new] += present[value]
    return merged if len(sizes) >= 2 and min(sizes.values()) >= k else None


def all_large(counts: Mapping[str, int], k: int = 5) -> bool:
    """True when an attribute can be kept as it is: every value has k people or more (or nobody)."""
    present = [c for c in counts.values() if c > 0]
    return bool(present) and min(present) >= k


@dataclass(frozen=True, slots=True)
class StoredAttributes:
    """What answers of one survey carry.

    Attributes:
        kept: attribute → (old value → stored value), in order of importance.
        dropped: attribute → why (`too_few`, `combination`).
    """

    kept: Mapping[str, Mapping[str, str]]
    dropped: Mapping[str, str]

    def coarse(self, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes of a person as an answer may carry them; blanks and unknown values are left out."""
        coarse = {name: values.get(attributes.get(name, ""), "") for name, values in self.kept.items()}
        return {name: value for name, value in coarse.items() if value}


def stored_attributes(
    people: Mapping[Any, Mapping[str, str]], attributes: Sequence[str], k: int = 5, anonymous: bool = True
) -> StoredAttributes:
    """Decide at launch what answers may carry.

    Args:
        people: invited person → attribute → value.
        attributes: wanted attributes, the most important first; later ones go first when combinations are too small.
        k: minimum group.
        anonymous: also require k invited people behind every combination of the kept attributes.
    """
    kept: dict[str, Mapping[str, str]] = {}
    dropped: dict[str, str] = {}
    for name in attributes:
        counts = Counter(own.get(name, "") for own in people.values())
        blank = counts.pop("", 0)
        merged = merge_values(counts, k)
        # People without a value are a group of their own as soon as answers show the others' values.
        if merged is None or 0 < blank < k:
            dropped[name] = "too_few"
            continue
        trial = StoredAttributes({**kept, name: merged}, {})
        combined = Counter(tuple(sorted(trial.coarse(own).items())) for own in people.values())
        if anonymous and min(combined.values()) < k:
            dropped[name] = "combination"
            continue
        kept[name] = merged
    return StoredAttributes(kept, dropped)
