"""Rules that one person's span cannot keep together: the smallest set, from CP-SAT, and the cheapest way out.

One person's weeks (with what is locked, absent or published before) are a small model in which every hard rule stands
behind literals, one for each day or week it speaks of. What is infeasible with all of them, shrunk until nothing can
be left out, is the smallest set in conflict; each of its rules is then let go alone, to see what mends it
with the fewest breaches. Rules of the team as a whole (minimum staff and skills) are judged by counting who could be
there at all.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from planner.domain.roster import Roster, Shift
from planner.i18n import day as day_text
from planner.i18n import t
from planner.rostering.arrays import INF
from planner.rostering.model import Model, compile_model
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.hours import AT_WORK
from planner.rostering.rules.pack import SPECS
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.rest import band_of
from planner.rostering.rules.wishes import matches, needed

Look = tuple[int, int, int, int]  # day, paid minutes, start and end in minutes of that day
PRICE = {"contract_hours": 5.0, "working_days": 500.0, "locked_shifts": 250.0, "availability": 800.0,
         "time_off": 3000.0}  # fmt: skip
"""Points that a breach costs when ways out are put in order: a minute of the contract, a day, a lock ...; 1000 else."""
UNITS = {"contract_hours": "minutes", "working_days": "day(s)"}


@dataclass(frozen=True)
class Relaxation:
    """A rule of a conflict that mends it when it gives way: by how much (minutes, days, times), and on which days."""

    rule: str
    amount: float
    unit: str
    days: tuple[date, ...] = ()

    @property
    def price(self) -> float:
        """Points, to put ways out in order."""
        return self.amount * PRICE.get(self.rule, 1000.0)

    def text(self, lang: str | None = None) -> str:
        """In the user's language."""
        shown = int(self.amount) if float(self.amount).is_integer() else round(self.amount, 2)
        said = t("let {rule} give way by {amount} {unit}", lang, rule=t(SPECS[self.rule].title, lang), amount=shown,
                 unit=t(self.unit, lang))  # fmt: skip
        return f"{said} ({', '.join(day_text(d, lang) for d in self.days[:4])})" if self.days else said


@dataclass(frozen=True)
class Conflict:
    """The smallest set of rules that one person's span (or the team, `agent_id` '') cannot keep together.

    `days` are the days and beginnings of weeks that it is about; `relaxations` are the ways out, cheapest first.
    """

    agent_id: str
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    days: tuple[date, ...] = ()

    def text(self, lang: str | None = None) -> str:
        """In the user's language: who, which rules, on which days, the cheapest way out."""
        names = ", ".join(t(SPECS[r].title, lang) for r in self.rules)
        if self.agent_id:
            text = t("{agent} cannot keep together: {rules}.", lang, agent=self.agent_id, rules=names)
        else:
            text = t("{rules}: {count} asked for, {can} could be there at most ({what}).", lang, rules=names,
                     **self.facts)  # fmt: skip
        if self.days:
            text += " " + t("It is about {days}.", lang, days=", ".join(day_text(d, lang) for d in self.days[:7]))
        if self.relaxations:
            text += " " + t("Cheapest way out: {way}.", lang, way=self.relaxations[0].text(lang))
        return text


def conflicts(problem: RosterProblem, *, seconds: float = 5.0) -> tuple[Conflict, ...]:
    """The smallest conflicting rule set of everybody who cannot keep all rules, then of the team; empty when all can.

    `seconds` are shared among those people. Whoever's model takes longer than that share is left out.
    """
    model = compile_model(problem)
    doubtful = sorted(set(model.bent) | _doubtful(problem, model))
    found = [*_double_locks(problem)]
    for i in doubtful:
        conflict = _conflict(problem, model, i, max(0.5, seconds / max(1, len(doubtful))))
        if conflict is not None:
            found.append(conflict)
    return (*found, *_team(problem, model))


def _doubtful(problem: RosterProblem, model: Model) -> set[int]:
    """People whom the engine serves but whose locks lie in absences, or whose contract is above the weekly limit."""
    found = set()
    for i, agent in enumerate(model.agents):
        rules = problem.rules_of(agent.team)
        limit = rules.get("weekly_hours")
        tolerance = rules["contract_hours"].minutes("tolerance_min")
        if limit is not None and limit.hard and agent.contract.weekly_minutes - tolerance > limit.minutes("max_min"):
            found.add(i)
        if any(_absent(problem, s) for s in problem.fixed if s.agent_id == agent.agent_id):
            found.add(i)
    return found


def _absent(problem: RosterProblem, shift: Shift) -> bool:
    return any(
        o.agent_id == shift.agent_id and o.start < shift.end and shift.start < o.end and o.kind not in AT_WORK
        for o in problem.time_off
    )


def _double_locks(problem: RosterProblem) -> Iterable[Conflict]:
    """Locked shifts that overlap or begin on one day: each pair is a conflict of its own."""
    rule = problem.rules["locked_shifts"]
    ordered = sorted(problem.fixed, key=lambda s: (s.agent_id, s.start))
    for one, two in itertools.pairwise(ordered):
        if one.agent_id == two.agent_id and one != two and (two.start < one.end or two.day == one.day):
            way = Relaxation("locked_shifts", 1.0, "time(s)", (two.day,))
            yield Conflict(one.agent_id, ("locked_shifts",), (rule.source,), (way,), {}, (two.day,))


def _conflict(problem: RosterProblem, model: Model, i: int, seconds: float) -> Conflict | None:
    core = _Span(problem, model, i).core(seconds / 2)
    if not core:
        return None
    rules = tuple(sorted({rule for rule, _ in core}))
    ways = [w for rule in rules if (w := _Span(problem, model, i, rule).mend(rule, seconds / 2 / len(rules)))]
    pack = problem.rules_of(model.agents[i].team)
    lengths = sorted({model.duty[q].paid for q in range(*duties_of_person(model, i))})
    facts = {"weekly_min": model.agents[i].contract.weekly_minutes, "lengths_min": lengths}
    days = tuple(sorted({problem.grid.first_day + timedelta(days=d) for _, d in core if d is not None}))
    sources = tuple(dict.fromkeys(pack[r].source for r in rules if r in pack and pack[r].source))
    ways.sort(key=lambda w: w.price)
    return Conflict(model.agents[i].agent_id, rules, sources, tuple(ways), facts, days)


def duties_of_person(model: Model, i: int) -> tuple[int, int]:
    """First and last (exclusive) duty of a person in the model."""
    core = model.core
    return int(core.duty_first[core.set_of[i]]), int(core.duty_first[core.set_of[i] + 1])


class _Span:
    """One person's span: a literal a look of a day, every hard rule behind assumptions (or penalties, when let go)."""

    def __init__(self, problem: RosterProblem, model: Model, i: int, let_go: str = "") -> None:
        from ortools.sat.python import cp_model

        self.cp = cp_model.CpModel()
        self.problem, self.grid, self.agent, self.let_go = problem, problem.grid, model.agents[i], let_go
        self.rules = problem.rules_of(self.agent.team)
        self.assumed: dict[tuple[str, int | None], Any] = {}
        self.breaches: list[tuple[Any, int | None, int]] = []  # literal or count, its day, price in units
        self.previous = [s for s in problem.previous if s.agent_id == self.agent.agent_id]
        self.locks = {(s.day - self.grid.first_day).days: s for s in reversed(problem.fixed)
                      if s.agent_id == self.agent.agent_id}  # fmt: skip
        self._looks(model, i)
        self._hours()
        self._rests()
        self._runs()
        self._counts()

    # -- what stands in the model -----------------------------------------------------------------------------------

    def _when(self, rule: str, day: int | None, constraint: Any) -> None:
        """Put a constraint behind its assumption, or behind a breach that costs when the rule is let go."""
        if rule == self.let_go:
            kept = self.cp.new_bool_var("")
            constraint.only_enforce_if(kept)
            self.breaches.append((1 - kept, day, 1))
            return
        key = (rule, day)
        if key not in self.assumed:
            self.assumed[key] = self.cp.new_bool_var("")
        constraint.only_enforce_if(self.assumed[key])

    def _hard(self, rule_id: str) -> bool:
        return rule_id in self.rules and self.rules[rule_id].hard

    def _looks(self, model: Model, i: int) -> None:
        core = model.core
        low, high = duties_of_person(model, i)
        state: dict[Look, tuple[bool, bool]] = {}  # allowed, exact (a lock)
        for q in range(low, high):
            duty = model.duty[q]
            key = (duty.day, duty.paid, duty.start_min, duty.end_min)
            free = bool(core.duty_cost[int(core.cost_first[i]) + q - low] < INF)
            allowed, exact = state.get(key, (False, False))
            state[key] = (allowed or free, exact or duty.exact is not None)
        self.var = {key: self.cp.new_bool_var("") for key in state}
        self.on = [[(key, v) for key, v in self.var.items() if key[0] == d] for d in range(self.grid.days)]
        self.work = [self.cp.new_bool_var("") for _ in range(self.grid.days)]
        fixed_free = {d for who, d in self.problem.days_fixed if who == self.agent.agent_id}
        for d, mine in enumerate(self.on):
            self.cp.add(sum(v for _, v in mine) == self.work[d])
            lock = self.locks.get(d)
            day = self.grid.first_day + timedelta(days=d)
            if lock is not None:
                self._when("locked_shifts", d, self.cp.add(self.work[d] == 1))
            for key, v in mine:
                allowed, exact = state[key]
                if lock is not None and not (exact and allowed):
                    self._when("locked_shifts", d, self.cp.add(v == 0))
                elif lock is not None and _absent(self.problem, lock):
                    self._when("time_off", d, self.cp.add(v == 0))
                elif not allowed:
                    why = "locked_shifts" if day in fixed_free else self._barred(key)
                    self._when(why, d, self.cp.add(v == 0))

    def _barred(self, look: Look) -> str:
        """Which rule keeps a look off a day when the engine does not allow it."""
        day = self.grid.first_day + timedelta(days=look[0])
        span = self.grid.day_indices(look[0])
        midnight = self.grid.interval(span.start).start
        start, end = midnight + timedelta(minutes=look[2]), midnight + timedelta(minutes=look[3])
        if any(o.agent_id == self.agent.agent_id and o.start < end and start < o.end and o.kind not in AT_WORK
               for o in self.problem.time_off):  # fmt: skip
            return "time_off"
        last = self.previous[-1] if self.previous and self.agent.employed_on(day) else None
        rest = self.rules.get("daily_rest")
        if look[0] == 0 and last is not None:
            if rest is not None and (start - last.end) < timedelta(minutes=rest.minutes("minutes")):
                return "daily_rest"
            if "successions" in self.rules and last.day == day - timedelta(days=1):
                return "successions"
        return "availability"

    def _hours(self) -> None:
        cp = self.cp
        parts = Parts.of(self.problem, Roster(self.grid.first_day, self.grid.days, self.grid.zone))
        parts = parts.of_team(self.agent.team)
        tolerance = self.rules["contract_hours"].minutes("tolerance_min")
        for first in range(0, self.grid.days, 7):
            days = range(first, min(self.grid.days, first + 7))
            target, most = parts.week_target(self.agent, parts.days[first : days.stop])
            paid = sum(key[1] * v for d in days for key, v in self.on[d])
            off, over = cp.new_int_var(0, 10080, ""), cp.new_int_var(0, 7, "")
            cp.add(off >= paid - target - tolerance)
            cp.add(off >= target - tolerance - paid)
            cp.add(over >= sum(self.work[d] for d in days) - most)
            for rule, amount in (("contract_hours", off), ("working_days", over)):
                if rule == self.let_go:
                    self.breaches.append((amount, first, 1))
                elif self._hard(rule):
                    self._when(rule, first, cp.add(amount == 0))
        if self._hard("weekly_hours") and self.grid.days >= 7:
            paid = sum(key[1] * v for mine in self.on for key, v in mine)
            limit = self.rules["weekly_hours"].minutes("max_min") * self.grid.days // 7
            self._when("weekly_hours", 0, cp.add(paid <= limit))

    def _rests(self) -> None:
        cp, days = self.cp, self.grid.days
        if self._hard("daily_rest"):
            rest = self.rules["daily_rest"].minutes("minutes")
            for d in range(days - 1):
                for late, early in self._cuts(d, d + 1, rest - 1440):
                    self._when("daily_rest", d + 1, cp.add(late + early <= 1))
        if "successions" in self.rules:  # the engine keeps them in any case
            rule = self.rules["successions"]
            for one, two in {tuple(p) for p in rule.params["forbidden"]}:
                for d in range(days - 1):
                    before = sum(v for key, v in self.on[d] if band_of(rule, key[2]) == one)
                    then = sum(v for key, v in self.on[d + 1] if band_of(rule, key[2]) == two)
                    self._when("successions", d + 1, cp.add(before + then <= 1))
        together = self.rules["days_off_together"].minutes("days") if self._hard("days_off_together") else 0
        whose = "days_off_together"
        if self.agent.agent_id in self.problem.minors and "minors" in self.rules:
            young = self.rules["minors"].minutes("rest_min") // 1440
            together, whose = (young, "minors") if young > together else (together, whose)
        spread = 2 if "weekly_rest" in self.rules and self.rules["weekly_rest"].minutes("over_days") >= 14 else 1
        options: list[Any] = []
        for first in range(0, days - 6, 7):
            if together:
                self._when(whose, first, cp.add_bool_or(self._off_blocks(range(first, first + 7), together)))
            if self._hard("weekly_rest") and together < 2:
                options += self._off_blocks(range(max(0, first - 1), first + 7), 2) + self._single_offs(first)
                if (first // 7 + 1) % spread == 0 or first + 14 > days:
                    self._when("weekly_rest", first, cp.add_bool_or(options))
                    options = []

    def _cuts(self, d: int, later: int, shift: int) -> Iterable[tuple[Any, Any]]:
        """Sums of looks of day `d` that end at or after a moment, and of day `later` that begin before it + `shift`."""
        for end in sorted({key[3] for key, _ in self.on[d]}):
            early = [v for key, v in self.on[later] if key[2] < end + shift]
            if early:
                yield sum(v for key, v in self.on[d] if key[3] >= end), sum(early)

    def _off_blocks(self, days: range, length: int) -> list[Any]:
        blocks = []
        for d in range(days.start, days.stop - length + 1):
            block = self.cp.new_bool_var("")
            for k in range(length):
                self.cp.add_implication(block, self.work[d + k].negated())
            blocks.append(block)
        return blocks

    def _single_offs(self, first: int) -> list[Any]:
        """One day off with enough hours around it; the first and the last day of the span may have it beside them."""
        need, found = self.rules["weekly_rest"].minutes("minutes"), []
        for d in range(first, first + 7):
            block = self.cp.new_bool_var("")
            self.cp.add_implication(block, self.work[d].negated())
            if 0 < d < self.grid.days - 1 and d + 1 < first + 7:
                for late, early in self._cuts(d - 1, d + 1, need - 2880):
                    self.cp.add(late + early + block <= 2)
            elif d not in (0, self.grid.days - 1):
                continue
            found.append(block)
        return found

    def _runs(self) -> None:
        cp, days = self.cp, self.grid.days
        before = 0
        worked = {s.day for s in self.previous}
        while self.grid.first_day - timedelta(days=before + 1) in worked:
            before += 1
        away = {o.agent_id for o in self.problem.time_off}
        if self._hard("consecutive_days"):
            low, limit = self.rules["consecutive_days"].minutes("min"), self.rules["consecutive_days"].minutes("max")
            for d in range(-before, days - limit):
                window = [self.work[k] for k in range(max(0, d), d + limit + 1)]
                self._when("consecutive_days", max(0, d), cp.add(sum(window) + max(0, -d) <= limit))
            for d, k in itertools.product(range(1, days), range(1, low)):
                if d + k < days:
                    self._when("consecutive_days", d, cp.add(self.work[d + k] >= self.work[d] - self.work[d - 1]))
        if self._hard("consecutive_days_off"):
            rule = self.rules["consecutive_days_off"]
            low, limit = rule.minutes("min"), rule.minutes("max")
            for d in range(days - limit if self.agent.agent_id not in away else 0):
                self._when("consecutive_days_off", d, cp.add(sum(self.work[d : d + limit + 1]) >= 1))
            for d, k in itertools.product(range(1, days), range(1, low)):
                if d + k < days:
                    self._when(
                        "consecutive_days_off", d, cp.add(self.work[d + k] <= 1 - self.work[d - 1] + self.work[d])
                    )

    def _counts(self) -> None:
        cp = self.cp
        if self._hard("nights"):
            from planner.rostering.duties import night_part

            night = self.rules["nights"]
            for first in range(0, self.grid.days, 7):
                dark = [
                    v
                    for d in range(first, min(self.grid.days, first + 7))
                    for key, v in self.on[d]
                    if night_part(key[2], key[3], night) >= night.minutes("over_min")
                ]
                if dark:
                    self._when("nights", first, cp.add(sum(dark) <= night.minutes("max_per_week")))
        if self._hard("free_weekends"):
            rule = self.rules["free_weekends"]
            span = 7 * max(1, rule.minutes("over_weeks"))
            for first in range(0, self.grid.days, span):
                weekends: dict[date, Any] = {}
                for d in range(first, min(self.grid.days, first + span)):
                    day = self.grid.first_day + timedelta(days=d)
                    if day.weekday() >= 5:
                        saturday = day - timedelta(days=day.weekday() - 5)
                        if saturday not in weekends:
                            weekends[saturday] = cp.new_bool_var("")
                        cp.add_implication(self.work[d], weekends[saturday])
                if weekends:
                    limit = cp.add(sum(weekends.values()) <= rule.minutes("max_worked"))
                    self._when("free_weekends", first, limit)

    # -- what is asked of it ----------------------------------------------------------------------------------------

    def _solver(self, seconds: float) -> Any:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        return solver

    def core(self, seconds: float) -> list[tuple[str, int | None]]:
        """The smallest set of (rule, day) that clash; empty when everything can be kept or time ran out.

        What is tried to be left out is fixed as constraints, not assumed: presolve then sees most clashes at once.
        """
        kept = list(self.assumed)
        if not self._clash(kept, seconds):
            return []
        groups = [{key for key in kept if key[0] == rule} for rule in dict.fromkeys(r for r, _ in kept)]
        for out in (*groups, *({key} for key in kept)):  # whole rules first, then days: what remains is needed
            trial = [key for key in kept if key not in out]
            if len(trial) < len(kept) and self._clash(trial, seconds):
                kept = trial
        return kept

    def _clash(self, keys: list[tuple[str, int | None]], seconds: float) -> bool:
        """Whether these cannot be kept together, as far as proven in the time."""
        from ortools.sat.python import cp_model

        model = self.cp.clone()
        for key in keys:
            model.add(model.get_bool_var_from_proto_index(self.assumed[key].index) == 1)
        return bool(self._solver(seconds).solve(model) == cp_model.INFEASIBLE)

    def mend(self, rule: str, seconds: float) -> Relaxation | None:
        """The fewest breaches of the rule let go with which everything else is kept; None when there are none."""
        from ortools.sat.python import cp_model

        solver = self._solver(seconds)
        for literal in self.assumed.values():
            self.cp.add(literal == 1)
        self.cp.minimize(sum(amount * price for amount, _, price in self.breaches))
        if solver.solve(self.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        broken = [(solver.value(amount), d) for amount, d, _ in self.breaches]
        days = tuple(sorted({self.grid.first_day + timedelta(days=d) for n, d in broken if n and d is not None}))
        unit = UNITS.get(rule, "time(s)")
        amount = sum(n for n, _ in broken) if rule in UNITS else len(days)
        return Relaxation(rule, float(amount), unit, days) if amount else None


def _team(problem: RosterProblem, model: Model) -> Iterable[Conflict]:
    """Hard minimums of staff or skills that cannot be met whoever works: more asked for than could be there."""
    core, grid = model.core, problem.grid
    parts = Parts.of(problem, Roster(grid.first_day, grid.days, grid.zone))
    there = np.zeros((len(model.agents), len(grid)), bool)
    for rule_id, key in (("min_staff", "channels"), ("skill_on_duty", "needs")):
        rule = problem.rules.get(rule_id)
        if rule is None or not rule.hard or not rule.params[key]:
            continue
        if not there.any():
            for i in range(len(model.agents)):
                low, high = duties_of_person(model, i)
                for q in range(low, high):
                    if core.duty_cost[int(core.cost_first[i]) + q - low] < INF:
                        duty = model.duty[q]
                        there[i, duty.cell : duty.cell + duty.presence // grid.minutes] = True
        for need in rule.params[key]:
            count = float(need.get("count", 1))
            who = [i for i, a in enumerate(model.agents) if matches(a, need)]
            could = there[who].sum(axis=0) if who else np.zeros(len(grid))
            short = [i for i in needed(parts, need) if could[i] < count]
            if short:
                days = tuple(sorted({grid.local_starts[i].date() for i in short}))
                what = ", ".join(str(need[k]) for k in ("channel", "skill", "language", "team") if k in need)
                facts = {"count": int(count), "can": int(min(could[i] for i in short)), "what": what}
                way = Relaxation(rule_id, float(len(days)), "day(s)", days)
                yield Conflict("", (rule_id,), (rule.source,) if rule.source else (), (way,), facts, days)
