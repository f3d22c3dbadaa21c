"""Flags: what a reviewer must see. `blocks` forbids approval, `acknowledge` asks for a yes, `note` is only said.

Flags of one kind about one person are counted, with a few examples, so that a broken file gives a line and not a flood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

Severity = Literal["blocks", "acknowledge", "note"]
_ORDER: dict[Severity, int] = {"blocks": 0, "acknowledge": 1, "note": 2}
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Flag:
    """`code` says what (words in `reasons.FLAGS`), `values` fill the words, `count` how often, `examples` where.

    `period` is the closed month it is about; "" the month of the run.
    """

    code: str
    severity: Severity
    agent_id: str = ""
    component_id: str = ""
    values: tuple[tuple[str, Decimal | str], ...] = ()
    count: int = 1
    examples: tuple[str, ...] = ()
    period: str = ""


def merge(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Flags of one kind, person, component and values become one; most severe first, in a stable order."""
    found: dict[tuple[object, ...], Flag] = {}
    seen: dict[tuple[object, ...], set[str]] = {}
    for flag in flags:
        key = (flag.code, flag.agent_id, flag.component_id, flag.values, flag.period)
        examples = seen.setdefault(key, set())
        examples.update(flag.examples)
        if len(examples) > 50 * _EXAMPLES:
            seen[key] = set(sorted(examples)[:_EXAMPLES])
        old = found.get(key)
        found[key] = flag if old is None else replace(old, count=old.count + flag.count)
    merged = (replace(flag, examples=tuple(sorted(seen[key])[:_EXAMPLES])) for key, flag in found.items())
    return tuple(
        sorted(merged, key=lambda f: (_ORDER[f.severity], f.code, f.period, f.agent_id, f.component_id, str(f.values)))
    )


def flag_key(flag: Flag) -> str:
    """What identifies a flag when somebody acknowledges it."""
    month = (flag.period,) if flag.period else ()
    return "|".join((flag.code, flag.agent_id, flag.component_id, *(f"{k}={v}" for k, v in flag.values), *month))
