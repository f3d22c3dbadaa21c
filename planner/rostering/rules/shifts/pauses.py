"""Breaks: which are due in a stretch of work, where a split shift is interrupted, and where breaks may be placed.

Both the auditor and what plans shifts read this. A minor's break is one of those due, as long as the longer asks.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from planner.domain.roster import Break, Shift
from planner.rostering.packs.kind import Rule
from planner.rostering.packs.pack import RulePack
from planner.rostering.rules.context.duty import Pause


def length(pause: Break) -> int:
    """Minutes of a break."""
    return minutes(pause.end - pause.start)


def minutes(span: timedelta) -> int:
    """Whole minutes."""
    return int(span.total_seconds() // 60)


def tier_of(rule: Rule, work_min: int) -> Mapping[str, Any] | None:
    """The row of `tiers` for a shift of that much paid time: the last one whose bound it reaches."""
    chosen = None
    for tier in rule.params["tiers"]:
        if work_min > int(tier.get("over_min", 0)) and work_min >= int(tier.get("from_min", 0)):
            chosen = tier
    return chosen


def tier_lengths(tier: Mapping[str, Any] | None) -> list[int]:
    """The minutes of each break of a row of `tiers`."""
    given = tier.get("minutes", 0) if tier else []
    return [int(v) for v in given] if isinstance(given, list) else [int(given)]


def due_lengths(tier: Mapping[str, Any] | None) -> list[int]:
    """The minutes of those that are longer than none."""
    return [v for v in tier_lengths(tier) if v > 0]


def missing(wanted: Sequence[int], had: Sequence[int]) -> int:
    """How many of the breaks that are due no break of that length stands for."""
    longest = sorted(had, reverse=True)
    pairs = itertools.zip_longest(sorted(wanted, reverse=True), longest[: len(wanted)], fillvalue=0)
    return sum(1 for least, got in pairs if got < least)


def work_between(rules: RulePack) -> int:
    """Minutes of work between two breaks."""
    return rules["breaks"].minutes("work_between_min") if "breaks" in rules else 60


def gap_from(rules: RulePack) -> int:
    """Minutes from which an unpaid break is the interruption of a split shift: more than any unpaid break that is due.

    More than a day where the pack has no split shifts.
    """
    split, rule = rules.get("split_shifts"), rules.get("breaks")
    if split is None:
        return 24 * 60 + 1
    tiers = rule.params["tiers"] if rule is not None else []
    longest = max((v for t in tiers if not t.get("paid", False) for v in tier_lengths(t)), default=0)
    young = rules["minors"].minutes("break_min") if "minors" in rules else 0
    return max(split.minutes("gap_min_min"), longest + 1, young + 1)


@dataclass(frozen=True)
class Stretch:
    """Unbroken work of a shift, with its breaks."""

    begin: datetime
    end: datetime
    breaks: tuple[Break, ...]

    @property
    def paid(self) -> int:
        """Paid minutes."""
        return minutes(self.end - self.begin) - sum(length(b) for b in self.breaks if not b.paid)


def stretches(rules: RulePack, shift: Shift) -> list[Stretch]:
    """The unbroken parts of a shift: one, or more around the interruptions of a split shift."""
    least, begin = gap_from(rules), shift.start
    found: list[Stretch] = []
    inside: list[Break] = []
    for pause in sorted(shift.breaks, key=lambda b: b.start):
        if not pause.paid and length(pause) >= least:
            found.append(Stretch(begin, pause.start, tuple(inside)))
            begin, inside = pause.end, []
        else:
            inside.append(pause)
    return [*found, Stretch(begin, shift.end, tuple(inside))]


@dataclass(frozen=True)
class Due:
    """Breaks that a stretch of work has: lengths, whether they are unpaid, window from its start and to its end."""

    lengths: tuple[int, ...] = ()
    unpaid: bool = False
    first: int = 0
    last: int = 0

    @property
    def added(self) -> int:
        """Minutes of presence on top of the paid ones."""
        return sum(self.lengths) if self.unpaid else 0


def due(paid: int, rules: RulePack, minor: bool) -> list[tuple[Due, float]]:
    """The breaks of an unbroken stretch of `paid` minutes and their price; ways without them where rules are soft."""
    rule, young = rules.get("breaks"), rules.get("minors") if minor else None
    tier = tier_of(rule, paid) if rule is not None else None
    wanted = tuple(due_lengths(tier))
    rests = young is not None and paid > young.minutes("break_over_min")
    ways = []
    for keep in (True, False) if rule is not None and wanted and not rule.hard else (True,):
        for rested in (True, False) if young is not None and rests and not young.hard else (True,):
            lengths, price = (wanted if keep else ()), 0.0
            if young is not None and rests:
                least = young.minutes("break_min")
                if rested:
                    place = max(range(len(lengths)), key=lambda k: lengths[k]) if lengths else 0
                    longer = max(least, lengths[place]) if lengths else least
                    lengths = (*lengths[:place], longer, *lengths[place + 1 :])
                elif max(lengths, default=0) < least:
                    price += young.weight
                else:
                    continue
            if rule is not None and not keep:
                absent = missing(wanted, lengths)
                if not absent:
                    continue
                price += rule.weight * absent
            if tier is not None and keep:
                first, last = int(tier.get("from_start_min", 0)), int(tier.get("to_end_min", 0))
                ways.append((Due(lengths, not tier.get("paid", False), first, last), price))
            else:  # a minor's break is paid where the pack's are
                paid_too = any(t.get("paid", False) for t in rule.params["tiers"]) if rule is not None else False
                edge = work_between(rules)
                ways.append((Due(lengths, not paid_too, edge, edge) if lengths else Due(), price))
    return ways


def placed(due: Due, low: int, presence: int, gap: int, width: int) -> tuple[Pause, ...] | None:
    """The windows of breaks in a stretch that begins `low` cells into the shift; None where they do not fit."""
    pauses = []
    at = low + math.ceil(due.first / width)
    for place, size in enumerate(due.lengths):
        after = sum(due.lengths[place + 1 :]) + gap * width * (len(due.lengths) - place - 1)
        high = low + (presence - due.last - after - size) // width
        if high < at:
            return None
        pauses.append(Pause(at, high, size, not due.unpaid))
        at += math.ceil(size / width) + gap
    return tuple(pauses)
