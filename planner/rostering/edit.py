"""What a hand edit would change, fast enough to answer while a key is held down.

The hands of the roster last looked at are kept, so that an edit touches only the intervals of the two shifts and the
rules of the agents concerned.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.roster import Coverage, Roster, Shift
from planner.rostering.audit import findings, strays
from planner.rostering.hands import Hands, hands
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.findings import Penalty, Violation, mended, worse
from planner.rostering.rules.parts import Parts


@dataclass(frozen=True)
class EditEffect:
    """The roster after an edit, its coverage, and the differences: hours short, cost in points, rules.

    `came` and `went` are all findings that only one of the two rosters has (`shortage` apart); whoever is nearer to a
    rule than before is in both. Of these, `new_…` were not there before or are further from their rule, and `gone_…`
    are mended.
    """

    roster: Roster
    coverage: Coverage
    short_hours_change: float
    cost_change: float
    came: tuple[Violation | Penalty, ...]
    went: tuple[Violation | Penalty, ...]

    @property
    def new_violations(self) -> tuple[Violation, ...]:
        """Hard rules newly broken, or broken further."""
        return tuple(f for f in worse(self.came, self.went) if isinstance(f, Violation))

    @property
    def gone_violations(self) -> tuple[Violation, ...]:
        """Hard rules no longer broken."""
        return tuple(f for f in mended(self.came, self.went) if isinstance(f, Violation))


_kept: list[tuple[RosterProblem, Roster, Hands]] = []


def effect(problem: RosterProblem, roster: Roster, old: Shift | None, new: Shift | None) -> EditEffect:
    """The effect of replacing `old` by `new` in `roster` (either None: add, remove); nothing is changed.

    Answers in a few milliseconds at 300 agents after the first call for a roster, which counts everybody once.
    """
    before = _counted(problem, roster)
    after_roster = roster.replace_shift(old, new)
    after = before.moved([old] * roster.shifts.count(old) if old is not None else (), new)
    concerned = {s.agent_id for s in (old, new) if s is not None}
    concerned |= {p.first for p in problem.pairs if p.second in concerned}
    then = _rules(problem, roster, concerned) + before.findings()
    now = _rules(problem, after_roster, concerned) + after.findings()
    cost = after.shortage_cost() - before.shortage_cost()
    cost += sum(f.cost for f in now if isinstance(f, Penalty)) - sum(f.cost for f in then if isinstance(f, Penalty))
    _kept.append((problem, after_roster, after))
    del _kept[:-4]
    return EditEffect(
        after_roster,
        after.coverage(),
        round(after.short_hours() - before.short_hours(), 6),
        round(cost, 6),
        tuple(f for f in now if f not in then),
        tuple(f for f in then if f not in now),
    )


def _rules(problem: RosterProblem, roster: Roster, concerned: set[str]) -> list[Violation | Penalty]:
    chosen = tuple(a for a in problem.agents if a.agent_id in concerned)
    parts = Parts(problem, roster).of_some(concerned)
    found = (*strays(parts), *findings(parts, chosen))
    return [f for f in found if isinstance(f, Violation) or f.cost > 0]


def _counted(problem: RosterProblem, roster: Roster) -> Hands:
    for place, (asked, seen, there) in enumerate(_kept):
        if asked is problem and seen is roster:
            _kept.append(_kept.pop(place))  # what is looked at again and again stays
            return there
    there = hands(problem, roster)
    _kept.append((problem, roster, there))
    del _kept[:-4]
    return there
