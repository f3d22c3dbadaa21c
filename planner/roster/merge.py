"""Two people edited one draft: what each changed against what both had opened, and one roster out of both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from planner.domain.roster import Roster, Shift


class Side(StrEnum):
    """Who changed a day since both opened the roster."""

    ME = "me"
    THEM = "them"
    BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """A day of an agent that stands otherwise in the two rosters; None is no shift."""

    agent_id: str
    day: date
    base: Shift | None
    mine: Shift | None
    theirs: Shift | None
    by: Side


def differences(base: Roster, mine: Roster, theirs: Roster) -> tuple[Difference, ...]:
    """Days that differ between the two rosters, by day and agent, with who changed each since `base`."""
    at = [{(s.agent_id, s.day): s for s in reversed(r.shifts)} for r in (base, mine, theirs)]
    found = []
    for key in sorted(at[1].keys() | at[2].keys(), key=lambda k: (k[1], k[0])):
        old, one, two = (there.get(key) for there in at)
        if _plain(one) != _plain(two):
            changed = (_plain(one) != _plain(old), _plain(two) != _plain(old))
            by = Side.BOTH if all(changed) else Side.ME if changed[0] else Side.THEM
            found.append(Difference(*key, old, one, two, by))
    return tuple(found)


def merged(theirs: Roster, found: Collection[Difference], take_mine: Collection[Difference]) -> Roster:
    """Their roster with my side of the differences in `take_mine`."""
    chosen = [d for d in found if d in take_mine]
    out = {(d.agent_id, d.day) for d in chosen}
    shifts = [s for s in theirs.shifts if (s.agent_id, s.day) not in out]
    shifts += [d.mine for d in chosen if d.mine is not None]
    return replace(theirs, shifts=tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))


def _plain(shift: Shift | None) -> Shift | None:
    """A shift without its channels, which follow its hours."""
    return None if shift is None else replace(shift, activities=())
