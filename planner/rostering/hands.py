"""What everybody together serves, counted as the auditor counts it: hands, demand, shortage, minimums, coverage.

A roster is counted once; a hand edit then touches only the intervals of its two shifts (where work may wait, demand is
placed anew, and everything shared again).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from planner.domain.roster import Coverage, Roster, Shift
from planner.rostering.coverage import best_split
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.pack import Rule
from planner.rostering.rules.parts import Parts, Penalty, Violation
from planner.rostering.rules.wishes import (
    below,
    demand_of,
    hands_of,
    idle_hours,
    matches,
    productive_shares,
    reaching_in,
    screen_share,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Skills = tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """A minimum of its rule, who counts for it, and the hands of those by interval."""

    rule: Rule
    need: Mapping[str, Any]
    who: frozenset[str]
    have: Floats


@dataclass
class Hands:
    """Hands of a roster by skill set, how they are shared, and what is short then; arrays are per interval.

    `late` is what published shifts that reach over the first midnight serve, `late_there` with their idle hands.
    """

    parts: Parts
    skills: Mapping[str, Skills]
    there: dict[Skills, Floats]
    reaching: Mapping[Skills, Floats]
    needs: tuple[Need, ...]
    required: dict[str, Floats] = field(default_factory=dict)
    core: dict[str, Floats] = field(default_factory=dict)
    late: dict[str, Floats] = field(default_factory=dict)
    late_there: dict[str, Floats] = field(default_factory=dict)
    served: dict[str, Floats] = field(default_factory=dict)
    scheduled: dict[str, Floats] = field(default_factory=dict)
    short: dict[str, Floats] = field(default_factory=dict)

    def short_hours(self) -> float:
        """Agent-hours short."""
        return sum(float(v.sum()) for v in self.short.values()) * self.parts.grid.minutes / 60

    def shortage_cost(self) -> float:
        """Points of the shortage."""
        import numpy as np

        rule, cost = self.parts.rules["shortage"], 0.0
        step = rule.params["cost_h"] - rule.params["first_cost_h"]
        for channel, short in self.short.items():
            beyond = np.maximum(0.0, short - (self.required[channel] - self.core[channel]))
            cost += float((rule.params["first_cost_h"] * short + step * beyond).sum())
        return cost * rule.weight * self.parts.grid.minutes / 60

    def findings(self) -> list[Violation | Penalty]:
        """Minimums and overstaffing, as the auditor tells them."""
        found = [f for one in self.needs for f in below(self.parts, one.rule, one.need, one.have.tolist())]
        rule = self.parts.rules.get("overstaffing")
        if rule is not None and rule.params["cost_h"]:
            idle = sum(float(v.sum()) for s, v in self.there.items() if s)
            idle -= sum(float(v.sum()) for v in self.served.values())
            found += idle_hours(self.parts, rule, idle)
        return found

    def coverage(self) -> Coverage:
        """Required, scheduled and short agents by channel."""

        def told(arrays: Mapping[str, Floats]) -> dict[str, tuple[float, ...]]:
            return {c: tuple(v.round(6).tolist()) for c, v in arrays.items()}

        scheduled = {c: v + self.late_there[c] if self.late_there else v for c, v in self.scheduled.items()}
        return Coverage(self.parts.grid, told(self.required), told(scheduled), told(self.short))

    def moved(self, gone: Sequence[Shift], new: Shift | None) -> Hands:
        """The hands without the shifts that are `gone` and with `new`; these stay as they are."""
        import numpy as np

        def copied(arrays: Mapping[Any, Floats]) -> dict[Any, Floats]:
            return {key: values.copy() for key, values in arrays.items()}

        after = replace(
            self, there=copied(self.there), served=copied(self.served), scheduled=copied(self.scheduled),
            short=copied(self.short), needs=tuple(replace(n, have=n.have.copy()) for n in self.needs),
        )  # fmt: skip
        whole, touched = screen_share(self.parts.rules), set[int]()
        for shift, sign in (*((s, -1.0) for s in gone), *([(new, 1.0)] if new is not None else [])):
            if shift.agent_id not in self.skills:
                continue
            rows = [(after.there[self.skills[shift.agent_id]], sign)]
            rows += [(need.have, sign / whole) for need in after.needs if shift.agent_id in need.who]
            for index, share in productive_shares(self.parts, shift):
                touched.add(index)
                for row, by in rows:
                    row[index] += by * share
        if touched and self.parts.deferred:
            after._place()
            after._share(np.arange(len(self.parts.grid)))
        elif touched:
            after._share(np.array(sorted(touched)))
        return after

    def _place(self) -> None:
        """What is asked for, work that may wait where these hands do it."""
        everybody = {s: v + self.reaching[s] if self.reaching else v for s, v in self.there.items()}
        self.required, self.core, self.late = demand_of(self.parts, everybody)
        if self.reaching:
            share = float(self.parts.rules["shortage"].params["first_share"])
            _, self.late_there = best_split(self.reaching, self.required, share)

    def _share(self, where: NDArray[np.int64]) -> None:
        import numpy as np

        left = {c: v[where] - self.late[c][where] for c, v in self.required.items()}
        core = {c: np.maximum(0.0, v[where] - self.late[c][where]) for c, v in self.core.items()}
        served, scheduled = best_split({s: v[where] for s, v in self.there.items()}, left, core=core)
        for channel, values in left.items():
            self.served[channel][where] = served[channel]
            self.scheduled[channel][where] = scheduled[channel]
            self.short[channel][where] = np.maximum(0.0, values - served[channel])


def hands(problem: RosterProblem, roster: Roster) -> Hands:
    """Everybody counted once."""
    import numpy as np

    parts = Parts.of(problem, roster)
    channels, size = problem.requirement.channels, len(parts.grid)
    skills = {a.agent_id: tuple(c for c in channels if c in a.skills) for a in parts.agents}
    asked = [
        (rule, need, frozenset(a.agent_id for a in parts.agents if matches(a, need)))
        for rule_id, key in (("min_staff", "channels"), ("skill_on_duty", "needs"))
        if (rule := parts.rules.get(rule_id)) is not None
        for need in rule.params[key]
    ]
    kinds = {who: (able, tuple(who in among for _, _, among in asked)) for who, able in skills.items()}
    rows = {kind: [0.0] * size for kind in set(kinds.values())}
    reaching = reaching_in(parts)
    for shift in roster.shifts:
        if shift.agent_id in kinds:
            row = rows[kinds[shift.agent_id]]
            for index, share in productive_shares(parts, shift):
                row[index] += share
    there = {able: np.zeros(size) for able in sorted(set(skills.values()))}
    have, whole = np.zeros((len(asked), size)), screen_share(parts.rules)
    for (able, counts), row in rows.items():
        there[able] += row
        have[list(counts)] += row
    for shift in reaching:
        for number, (_, _, among) in enumerate(asked):
            for index, share in productive_shares(parts, shift) if shift.agent_id in among else ():
                have[number, index] += share
    needs = tuple(Need(*one, values / whole) for one, values in zip(asked, have, strict=True))
    found = Hands(parts, skills, there, hands_of(parts, reaching) if reaching else {}, needs)
    found._place()
    found.served, found.scheduled, found.short = ({c: np.zeros(size) for c in found.required} for _ in range(3))
    found._share(np.arange(size))
    return found


def coverage(problem: RosterProblem, roster: Roster) -> Coverage:
    """Required, scheduled and short agents as the auditor counts them: hands in training or a meeting and screen
    pauses taken off, people of several skills shared in the best way, last week's nights counted in.
    """
    return hands(problem, roster).coverage()
