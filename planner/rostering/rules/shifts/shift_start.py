"""Shift start times: on a grid, not before an hour, ending by an hour."""

from __future__ import annotations

from typing import NamedTuple

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Figure, Kind, Rule, Words
from planner.rostering.rules.context.calendar import Calendar
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts

WRONG = Words("starts or ends at a time that is not allowed", "empieza o termina a una hora no permitida")


def alone(parts: Parts, agent: Agent, rule: Rule, shift: Shift) -> Found:
    """Amount: 1 a shift. Shifts that stand as somebody put them may lie anywhere."""
    start, end = parts.span(shift)
    off_grid = start % max(1, rule.minutes("step_min"))
    if not parts.held(shift) and (
        off_grid or start < rule.minute("earliest", 0) or end > rule.minute("latest_end", 2880)
    ):
        yield finding(rule, agent, shift.day, WRONG, start=start, end=end)


class Hours(NamedTuple):
    """Where shifts are planned (`opens` to `closes`), and where they bend the rule: off the `step`, or outside."""

    opens: int
    closes: int
    step: int
    earliest: int
    latest: int

    def bends(self, start: int, end: int) -> bool:
        """Whether a shift from `start` to `end` (minutes from midnight) is not as the rule asks."""
        return bool(start % self.step) or start < self.earliest or end > self.latest


def hours(rule: Rule, times: Calendar) -> Hours:
    """The rule's hours, or else those in which anybody is needed; a soft rule plans beyond them."""
    step = max(1, rule.minutes("step_min"))
    earliest, latest = rule.minute("earliest", times.open_from), rule.minute("latest_end", times.open_to)
    if not rule.params["latest_end"] and times.around:
        latest = 2880
    if rule.hard:
        return Hours(earliest, latest, step, earliest, latest)
    closes = 2880 if times.around else max(latest, times.open_to)
    return Hours(min(earliest, times.open_from), closes, step, earliest, latest)


RULE = Kind(
    "shift_start", Words("Shift start times", "Horas de entrada"),
    {"step_min": Figure(30, Words("grid (min)", "cuadrícula (min)")),
     "earliest": Figure("", Words("not before", "no antes de"), clock=True),
     "latest_end": Figure("", Words("not after", "no después de"), clock=True)},
    (WRONG,), always=True, alone=alone,
)  # fmt: skip
