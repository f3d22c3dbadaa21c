"""What granting a refused wish would cost: bounded from both sides by the solver, or which rules stand against it.

The wish as law in the person's own rules tells whether anybody's roster could grant it (CP-SAT, as in `conflict`). If
so, the engine solves with the wish granted: its roster is what it costs at most, its proven bound what at least.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Event

from planner.base.i18n import day as day_text
from planner.base.i18n import number, t
from planner.domain.people import Preference, Wish
from planner.domain.roster import Roster
from planner.rostering.audit import judged
from planner.rostering.model.compile import compile_model
from planner.rostering.packs.registry import title
from planner.rostering.problem import RosterProblem, RosterResult
from planner.rostering.rules.findings import Violation
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.wishes.preferences import wish_missed
from planner.rostering.solve import solve
from planner.rostering.why.clash import Clash
from planner.rostering.why.span import span_of

LAW = 20_000.0  # points of the wish while it is law: more than a roster is worth, so that it is kept where it can be
NEAR = 12  # people whose days may move in the search around the roster, where there are more
EVEN = 0.05  # points that are no difference


@dataclass(frozen=True)
class WishCost:
    """What granting a wish would cost against the roster at hand, in points.

    `cost` is that of a roster that grants it (`roster`; 0 where one is no dearer), `least` what any costs at least, as
    proven. `possible` is False where `rules` of the person forbid it (proven), or where no roster was found that grants
    it without breaking a rule (`rules` empty). `unlocked`: the locked shift of that day is given up for it.
    """

    agent_id: str
    day: date
    possible: bool
    cost: float | None
    roster: Roster | None
    least: float | None = None
    rules: tuple[str, ...] = ()
    unlocked: bool = False

    def text(self, lang: str | None = None) -> str:
        """In the user's language."""
        who = {"agent": self.agent_id, "day": day_text(self.day, lang)}
        if self.rules:
            rules = ", ".join(title(r, lang) for r in self.rules)
            return t("{agent}, {day}: it cannot be granted; against it: {rules}.", lang, **who, rules=rules)
        if not self.possible or self.cost is None:
            return t("{agent}, {day}: no roster that grants it without breaking a rule was found.", lang, **who)
        most, least = number(self.cost, 1, lang), number(self.least or 0.0, 1, lang)
        if self.cost < EVEN:
            said = t("{agent}, {day}: granting it costs nothing; a roster with it is no dearer.", lang, **who)
        elif self.least is not None and self.cost - self.least < EVEN:
            said = t("{agent}, {day}: granting it would cost {cost} points, and no roster does it for less.", lang,
                     **who, cost=most)  # fmt: skip
        elif self.least:
            said = t("{agent}, {day}: granting it would cost at least {least} and at most {most} points.", lang, **who,
                     least=least, most=most)  # fmt: skip
        else:
            said = t("{agent}, {day}: granting it would cost at most {most} points.", lang, **who, most=most)
        return said + (" " + t("The locked shift of that day is given up for it.", lang) if self.unlocked else "")


def why_refused(
    problem: RosterProblem, roster: Roster, wish: Preference, day: date, *, seconds: float = 3.0, seed: int = 0,
    stop: Event | None = None,
) -> WishCost:  # fmt: skip
    """What granting `wish` on `day` would have cost against `roster`: at most, at least, or why it cannot be.

    Takes `seconds`, twice that with more than a dozen people (first around the roster, then freely).
    """
    unlocked = any(s.agent_id == wish.agent_id and s.day == day for s in problem.fixed)
    granted = _granted(problem, wish, day)
    rules = _against(granted, wish, day, seconds)
    if rules:
        return WishCost(wish.agent_id, day, False, None, None, None, rules, unlocked)
    hard, soft = judged(problem, roster)
    broken, before = {_what(v) for v in hard}, sum(p.cost for p in soft)
    best: tuple[float, Roster] | None = None
    least = 0.0
    for attempt in _attempts(granted, roster, wish):
        result = solve(attempt, seconds=seconds, seed=seed, stop=stop)
        if attempt is granted:
            least = max(least, _proven(granted, result) - before)
        if result.roster is not None and _keeps(problem, granted, result.roster, wish, day, broken):
            after = _cost(problem, result.roster)
            if best is None or after < best[0]:
                best = after, result.roster
        if stop is not None and stop.is_set():
            break
    if best is None:
        return WishCost(wish.agent_id, day, False, None, None, None, (), unlocked)
    cost = max(0.0, best[0] - before)
    return WishCost(wish.agent_id, day, True, cost, best[1], min(cost, max(0.0, least)), (), unlocked)


def _granted(problem: RosterProblem, wish: Preference, day: date) -> RosterProblem:
    """The problem with the wish as law on that day, and as it is on every other day that it speaks of."""
    rule = problem.rules["preferences"]
    days = (problem.grid.first_day + timedelta(days=d) for d in range(problem.grid.days))
    others = [p for p in problem.preferences if p != wish]
    rest = [replace(wish, day=d, weekday=None) for d in days if d != day and wish.applies_on(d)]
    rest = rest if wish in problem.preferences else []
    rules = problem.rules
    if rule.hard or rule.weight <= 0:  # wishes weigh nothing, or all the same: this one alone is law
        rules = rules.replace({"preferences": {"hard": False, "weight": 1.0}})
        rest, others = (rest, others) if rule.hard else ([], [])
    weight = LAW / rules["preferences"].weight
    law = replace(wish, day=day, weekday=None, weight=weight)
    if rule.hard:
        others = [replace(p, weight=weight) for p in others]
    kept = tuple(s for s in problem.fixed if not (s.agent_id == wish.agent_id and s.day == day))
    free = problem.days_fixed
    if wish.wish is Wish.OFF and wish.start is None and wish.end is None:
        free = free | {(wish.agent_id, day)}
    return replace(problem, preferences=(*others, *rest, law), fixed=kept, days_fixed=free, rules=rules)


def _against(granted: RosterProblem, wish: Preference, day: date, seconds: float) -> tuple[str, ...]:
    """Rules of the person that forbid the wish, proven; empty where they allow it or time ran out."""
    law = granted.preferences[-1]
    team = next((a.team for a in granted.agents if a.agent_id == wish.agent_id), "")
    hard = {"preferences": {"hard": True}}
    packs = {team: granted.team_rules[team].replace(hard)} if team in granted.team_rules else {}
    alone = replace(
        granted, preferences=(law,), rules=granted.rules.replace(hard), team_rules={**granted.team_rules, **packs},
        days_fixed=granted.days_fixed - {(wish.agent_id, day)},
    )  # fmt: skip
    model = compile_model(alone)
    place = next((i for i, a in enumerate(model.agents) if a.agent_id == wish.agent_id), None)
    if place is None:
        return ()
    clash = Clash(time.perf_counter() + seconds / 2)
    span_of(clash, alone, model, place)
    core = clash.core((lambda key: key.rule,))
    rules = {key.rule for key in core.keys or ()}
    if "preferences" not in rules:
        return ()  # the rules cannot be kept even without the wish: that is told by the conflicts
    return tuple(sorted(rules - {"preferences"})) or ("shift_lengths", "shift_start")


def _attempts(granted: RosterProblem, roster: Roster, wish: Preference) -> list[RosterProblem]:
    """The problem freely, after one in which only people near the wish move where there are many."""
    if len(granted.agents) <= NEAR:
        return [granted]
    mine = next((set(a.skills) for a in granted.agents if a.agent_id == wish.agent_id), set())
    order = sorted(granted.agents, key=lambda a: (a.agent_id != wish.agent_id, len(set(a.skills) ^ mine), a.agent_id))
    still = {a.agent_id for a in order[NEAR:]}
    locked = {(s.agent_id, s.day) for s in granted.fixed}
    days = [granted.grid.first_day + timedelta(days=d) for d in range(granted.grid.days)]
    fixed = granted.fixed + tuple(s for s in roster.shifts if s.agent_id in still and (s.agent_id, s.day) not in locked)
    held = granted.days_fixed | {(who, day) for who in still for day in days}
    return [replace(granted, fixed=fixed, days_fixed=held), granted]


def _proven(granted: RosterProblem, result: RosterResult) -> float:
    """What every roster that grants the wish costs at least; 0 where engine and auditor count differently."""
    if result.bound is None or result.roster is None or result.cost is None:
        return 0.0
    return result.bound if abs(result.cost - _cost(granted, result.roster)) < 0.01 else 0.0


def _what(violation: Violation) -> tuple[str, str, date | None]:
    return violation.rule, violation.agent_id, violation.day


def _keeps(
    problem: RosterProblem, granted: RosterProblem, roster: Roster, wish: Preference, day: date,
    broken: set[tuple[str, str, date | None]],
) -> bool:  # fmt: skip
    """Whether a roster grants the wish and breaks no rule that the roster at hand keeps."""
    parts = Parts(granted, roster)
    shift = next((s for s in roster.of_agent(wish.agent_id) if s.day == day), None)
    span = parts.span(shift) if shift is not None else None
    if wish_missed(wish, granted.rules["preferences"], span):
        return False
    base = replace(problem, fixed=granted.fixed)
    return all(_what(v) in broken for v in judged(base, roster)[0])


def _cost(problem: RosterProblem, roster: Roster) -> float:
    return sum(p.cost for p in judged(problem, roster)[1])
