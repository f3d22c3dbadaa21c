"""Something to be said to people, kept as a code with its figures; `planner.domain.spoken` has the words.

Invariant: what is stored is a code or what a person wrote, never a sentence of the program in one language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Remark:
    """`params` fill the words of `code`: text, numbers, days as ISO text, or a tuple of remarks said one by one."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


Told = Remark | str
"""A remark of the program, or what a person wrote."""


def packed(told: Told) -> Any:
    """As JSON values: [code, {name: value}], or the person's own words as they are."""
    if isinstance(told, str):
        return told
    params = {k: [packed(one) for one in v] if isinstance(v, tuple) else v for k, v in told.params.items()}
    return [told.code, params]


def unpacked(value: Any) -> Told:
    """From JSON values. Raises ValueError for anything that `packed` does not make."""
    if isinstance(value, str):
        return value
    if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)):
        raise ValueError(f"{value!r} is no remark")
    params = {k: tuple(map(unpacked, v)) if isinstance(v, list) else v for k, v in value[1].items()}
    return Remark(value[0], params)
