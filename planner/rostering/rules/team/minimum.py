"""Minimums: so many of those who count on duty while they are asked for. Rules with `Kind.needs` ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.domain.people import Agent
from planner.domain.roster import Shift
from planner.rostering.packs.kind import Breach, Rule, Words, minute_of
from planner.rostering.packs.pack import RulePack
from planner.rostering.packs.registry import kinds
from planner.rostering.rules.findings import Found, finding
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import productive_shares, reaching_in
from planner.rostering.rules.team.screen_pause import screen_share

BELOW = Words("{name}: {hours} agent-hours below the minimum", "{name}: {hours} horas de agente bajo el mínimo")
ROW: Mapping[str, Any] = {
    "channel": "", "skill": "", "language": "", "team": "", "count": 1.0, "from": "", "to": "", "weekdays": [0]
}  # fmt: skip
"""The keys of a need, each with a value of its kind."""
HOURS = Breach("agent-hours", 200.0)


@dataclass(frozen=True)
class Need:
    """One minimum of a rule, and its place among the rule's."""

    rule: Rule
    place: int
    asked: Mapping[str, Any]

    @property
    def count(self) -> float:
        """How many are asked for."""
        return float(self.asked.get("count", 1))

    @property
    def what(self) -> str:
        """What is asked for: a channel, a skill, a language or a team."""
        return next((str(self.asked[k]) for k in ("channel", "skill", "language", "team") if self.asked.get(k)), "")

    @property
    def name(self) -> str:
        """What tells it from every other need of a pack."""
        return f"{self.rule.rule_id} {self.place}"

    def met_by(self, agent: Agent) -> bool:
        """Whether an agent counts for it, by skill, channel, language or team."""
        asked = self.asked
        return (
            ("skill" not in asked or asked["skill"] in agent.skills)
            and ("channel" not in asked or asked["channel"] in agent.skills)
            and ("language" not in asked or asked["language"] in agent.languages)
            and ("team" not in asked or asked["team"] == agent.team)
        )


def minimums(rules: RulePack) -> Iterator[Need]:
    """All that a pack asks for."""
    for kind in kinds().values():
        rule = rules.get(kind.rule_id)
        if kind.needs is not None and rule is not None:
            for place, asked in enumerate(kind.needs(rule)):
                yield Need(rule, place, asked)


def needed(parts: Parts, need: Need) -> list[int]:
    """Intervals in which it applies: its hours where given (past midnight too), else where anybody is required.

    `weekdays` are those on which its hours begin.
    """
    low, high = minute_of(need.asked.get("from"), 0), minute_of(need.asked.get("to"), 1440)
    weekdays, required = need.asked.get("weekdays"), parts.problem.requirement.required
    timed = "from" in need.asked or "to" in need.asked
    found = []
    for index, local in enumerate(parts.problem.grid.local_starts):
        minute, weekday = local.hour * 60 + local.minute, local.weekday()
        if high <= low and minute < high:
            minute, weekday = minute + 1440, (weekday - 1) % 7
        inside = low <= minute < (high if high > low else high + 1440)
        inside = inside and (weekdays is None or weekday in weekdays)
        if inside and (timed or any(v[index] > 0 for v in required.values())):
            found.append(index)
    return found


def counted(parts: Parts, need: Need, shifts: Iterable[Shift]) -> Iterator[tuple[int, float]]:
    """Intervals and shares of shifts of those who count for it."""
    who = {a.agent_id for a in parts.agents if need.met_by(a)}
    for shift in shifts:
        if shift.agent_id in who:
            yield from productive_shares(parts, shift)


def whole(parts: Parts, rule: Rule) -> Found:
    """Hands are counted as shortage counts them, in units of what the roster's pack leaves of one in screen work.

    Amount: agent-hours below it.
    """
    left = screen_share(parts.problem.rules)
    for need in minimums(parts.problem.rules):
        if need.rule is rule:
            have = [0.0] * len(parts.problem.grid)
            for index, share in counted(parts, need, (*parts.roster.shifts, *reaching_in(parts))):
                have[index] += share / left
            yield from below(parts, need, have)


def below(parts: Parts, need: Need, have: Sequence[float]) -> Found:
    """What is missing of one minimum, by day, where `have` is what there is in each interval."""
    short, grid = dict[date, float](), parts.problem.grid
    for index in needed(parts, need):
        if (missing := need.count - have[index]) > 1e-9:
            day = grid.local_starts[index].date()
            short[day] = short.get(day, 0.0) + missing * grid.minutes / 60
    for day, amount in short.items():
        yield finding(need.rule, None, day, BELOW, round(amount, 9), name=need.what, hours=round(amount, 2))
