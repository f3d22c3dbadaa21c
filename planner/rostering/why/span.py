"""One person's span in CP-SAT (or that of several alike): a literal a look of a day, every hard rule behind keys.

Every constraint follows from what the auditor checks, or is looser, so that what clashes here clashes for the auditor.
People who are alike may stand together as counts: the constraints of a person summed, which any rosters of theirs keep.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from planner.domain.people import Wish
from planner.domain.roster import Roster, Shift
from planner.rostering.coverage import duty_shares
from planner.rostering.kernels.arrays import INF
from planner.rostering.model.compile import Model
from planner.rostering.model.duties import Template
from planner.rostering.problem import RosterProblem
from planner.rostering.rules import hours
from planner.rostering.rules.hours import AT_WORK
from planner.rostering.rules.pack import Rule, minute_of
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.rest import band_of
from planner.rostering.rules.wishes import matches, wish_missed
from planner.rostering.why.clash import Clash, Key

Terms = list[tuple[Any, int]]
LOCK_RULES = (hours.daily_hours, hours.breaks, hours.split_shifts, hours.minors)
"""Rules of a single shift that a locked one may break."""


class Look(NamedTuple):
    """A way to work a day: its shift's paid minutes, start and end (minutes of that day), cells, breaks, lock."""

    day: int
    paid: int
    start: int
    end: int
    cell: int
    presence: int
    template: Template
    exact: Shift | None


def duties_of_person(model: Model, i: int) -> tuple[int, int]:
    """First and last (exclusive) duty of a person in the model."""
    core = model.core
    return int(core.duty_first[core.set_of[i]]), int(core.duty_first[core.set_of[i] + 1])


def absent_in(problem: RosterProblem, shift: Shift) -> bool:
    """Whether a shift lies in an absence of its agent."""
    return any(
        o.agent_id == shift.agent_id and o.start < shift.end and shift.start < o.end and o.kind not in AT_WORK
        for o in problem.time_off
    )


def lock_faults(problem: RosterProblem, shift: Shift) -> tuple[str, ...]:
    """Hard rules that a locked shift breaks by itself, as the auditor sees them."""
    agent = next((a for a in problem.agents if a.agent_id == shift.agent_id), None)
    if agent is None:
        return ()
    grid = problem.grid
    parts = Parts.of(problem, Roster(grid.first_day, grid.days, grid.zone, (shift,))).of_team(agent.team)
    found = []
    for check in LOCK_RULES:
        rule = parts.rules.get(check.__name__)
        if rule is not None and rule.hard and any(f.day == shift.day for f in check(parts, agent, rule)
                                                  if not f.message.startswith("no {days}")):  # fmt: skip
            found.append(check.__name__)
    return tuple(found)


def alike_in(
    problem: RosterProblem, model: Model, people: Iterable[int], alone: Iterable[int] = ()
) -> dict[int, tuple[int, ...]]:
    """People in groups that no rule can tell apart, by the first of each; those of `alone` are by themselves."""
    core, single = model.core, set(alone)
    by: dict[Any, list[int]] = {}
    locked = {s.agent_id for s in problem.fixed} | {who for who, _ in problem.days_fixed}
    away, before, wishes, owed = (defaultdict[str, list[Any]](list) for _ in range(4))
    for o in problem.time_off:
        away[o.agent_id].append((o.start, o.end, o.kind))
    for s in problem.previous:
        before[s.agent_id].append((s.day, s.start, s.end))
    for p in problem.preferences:
        wishes[p.agent_id].append(replace(p, agent_id=""))
    for (who, day), minutes in problem.owed.items():
        owed[who].append((day, minutes))
    needs = [n for r, k in (("min_staff", "channels"), ("skill_on_duty", "needs"))
             if r in problem.rules for n in problem.rules[r].params[k]]  # fmt: skip
    for i in people:
        a = model.agents[i]
        who, pack = a.agent_id, problem.rules_of(a.team)
        costs = core.duty_cost[int(core.cost_first[i]) : int(core.cost_first[i + 1])] < INF
        key = (
            i if i in single or who in locked else -1, int(core.set_of[i]), costs.tobytes(), id(pack), a.contract,
            who in problem.minors, tuple(away[who]), tuple(before[who]), tuple(owed[who]), a.start_date, a.end_date,
            a.availability, tuple(wishes[who]) if pack["preferences"].hard else (), tuple(matches(a, n) for n in needs),
        )  # fmt: skip
        by.setdefault(key, []).append(i)
    return {mine[0]: tuple(mine) for mine in by.values()}


def night_part(look: Look, night: Rule) -> int:
    """Minutes of a look at night, by the wall's clock."""
    dusk, dawn = minute_of(night.params["from"], 1320), minute_of(night.params["to"], 360)
    dusk = dusk if dusk >= dawn else dusk + 1440  # a night that begins at midnight or later
    windows = ((dusk - 1440, dawn), (dusk, 1440 + dawn), (dusk + 1440, 2880 + dawn))
    return sum(max(0, min(look.end, high) - max(look.start, low)) for low, high in windows)


class Span:
    """The looks of a person's days and the hard rules on them, put into a `Clash`; `count` people alike as one."""

    def __init__(self, clash: Clash, problem: RosterProblem, model: Model, i: int, count: int = 1) -> None:
        self.clash, self.cp, self.count = clash, clash.cp, count
        self._placed: list[tuple[int, dict[int, Any]]] | None = None
        self.problem, self.grid, self.agent = problem, problem.grid, model.agents[i]
        self.rules = problem.rules_of(self.agent.team)
        self.parts = Parts.of(problem, Roster(self.grid.first_day, self.grid.days, self.grid.zone)).of_team(
            self.agent.team
        )
        self.previous = [s for s in problem.previous if s.agent_id == self.agent.agent_id]
        self.locks = {(s.day - self.grid.first_day).days: s for s in reversed(problem.fixed)
                      if s.agent_id == self.agent.agent_id}  # fmt: skip
        self._looks(model, i)
        self._hours()
        self._rests()
        self._runs()
        self._counts()
        self._wishes()

    # -- what stands in the model -----------------------------------------------------------------------------------

    def _when(self, rule: str, day: int | None, constraint: Any) -> None:
        self.clash.when(Key(rule, self.agent.agent_id, day), constraint)

    def _number(self) -> Any:
        """How many of the people: a literal for one."""
        return self.cp.new_bool_var("") if self.count == 1 else self.cp.new_int_var(0, self.count, "")

    def _hard(self, rule_id: str) -> bool:
        return rule_id in self.rules and self.rules[rule_id].hard

    def _looks(self, model: Model, i: int) -> None:
        core = model.core
        low, high = duties_of_person(model, i)
        allowed: dict[Look, bool] = {}
        for q in range(low, high):
            duty = model.duty[q]
            look = Look(duty.day, duty.paid, duty.start_min, duty.end_min, duty.cell, duty.presence, duty.template,
                        duty.exact)  # fmt: skip
            free = bool(core.duty_cost[int(core.cost_first[i]) + q - low] < INF)
            allowed[look] = allowed.get(look, False) or free
        self.var = {look: self._number() for look in allowed}
        self.on: list[list[tuple[Look, Any]]] = [[] for _ in range(self.grid.days)]
        for look, v in self.var.items():
            if 0 <= look.day < self.grid.days:
                self.on[look.day].append((look, v))
        self.work = [self._number() for _ in range(self.grid.days)]
        fixed_free = {d for who, d in self.problem.days_fixed if who == self.agent.agent_id}
        for d, mine in enumerate(self.on):
            self.cp.add(sum(v for _, v in mine) == self.work[d])
            lock = self.locks.get(d)
            if lock is not None:
                self._when("locked_shifts", d, self.cp.add(self.work[d] == self.count))
            day = self.grid.first_day + timedelta(days=d)
            barred: dict[str, list[Any]] = {}
            for look, v in mine:
                if lock is not None and not (look.exact is not None and allowed[look]):
                    barred.setdefault("locked_shifts", []).append(v)
                elif lock is not None and absent_in(self.problem, lock):
                    barred.setdefault("time_off", []).append(v)
                elif not allowed[look] and look.exact is not None:
                    self.cp.add(v == 0)  # published just so, against rules of a single shift: others stand beside it
                elif not allowed[look]:
                    why = "locked_shifts" if day in fixed_free else self._barred(look)
                    barred.setdefault(why, []).append(v)
            for why, out in barred.items():
                self._when(why, d, self.cp.add(sum(out) == 0))

    def _barred(self, look: Look) -> str:
        """Which rule keeps a look off a day when the engine does not allow it."""
        day = self.grid.first_day + timedelta(days=look.day)
        midnight = self.grid.interval(self.grid.day_indices(look.day).start).start
        start, end = midnight + timedelta(minutes=look.start), midnight + timedelta(minutes=look.end)
        if day in self.parts.absent_days(self.agent) and self.agent.employed_on(day):
            return "time_off"
        if any(o.agent_id == self.agent.agent_id and o.start < end and start < o.end and o.kind not in AT_WORK
               for o in self.problem.time_off):  # fmt: skip
            return "time_off"
        last = self.previous[-1] if self.previous and self.agent.employed_on(day) else None
        rest = self.rules.get("daily_rest")
        if look.day == 0 and last is not None:
            if rest is not None and rest.hard and (start - last.end) < timedelta(minutes=rest.minutes("minutes")):
                return "daily_rest"
            if self._hard("successions") and last.day == day - timedelta(days=1):
                return "successions"
        return "availability"

    def _hours(self) -> None:
        cp, n = self.cp, self.count
        tolerance = self.rules["contract_hours"].minutes("tolerance_min")
        for first in range(0, self.grid.days, 7):
            days = range(first, min(self.grid.days, first + 7))
            target, most = self.parts.week_target(self.agent, self.parts.days[first : days.stop])
            paid = sum(look.paid * v for d in days for look, v in self.on[d])
            off, over = cp.new_int_var(0, 10080 * n, ""), cp.new_int_var(0, 7 * n, "")
            cp.add(off >= paid - n * (target + tolerance))
            cp.add(off >= n * (target - tolerance) - paid)
            cp.add(over >= sum(self.work[d] for d in days) - n * most)
            for rule, amount in (("contract_hours", off), ("working_days", over)):
                if self._hard(rule):
                    self.clash.nothing(Key(rule, self.agent.agent_id, first), amount)
        if self._hard("weekly_hours") and self.grid.days >= 7:
            paid = sum(look.paid * v for mine in self.on for look, v in mine)
            limit = self.rules["weekly_hours"].minutes("max_min") * self.grid.days // 7
            self._when("weekly_hours", 0, cp.add(paid <= n * limit))

    def _rests(self) -> None:
        cp, days, n = self.cp, self.grid.days, self.count
        if self._hard("daily_rest"):
            for d in range(days - 1):
                for late, early in self._cuts(d, d + 1, self.rules["daily_rest"].minutes("minutes") - 1440):
                    self._when("daily_rest", d + 1, cp.add(late + early <= n))
        if self._hard("successions"):
            rule = self.rules["successions"]
            for one, two in {tuple(p) for p in rule.params["forbidden"]}:
                for d in range(days - 1):
                    before = sum(v for look, v in self.on[d] if band_of(rule, look.start) == one)
                    then = sum(v for look, v in self.on[d + 1] if band_of(rule, look.start) == two)
                    self._when("successions", d + 1, cp.add(before + then <= n))
        together = self.rules["days_off_together"].minutes("days") if self._hard("days_off_together") else 0
        whose = "days_off_together"
        if self.agent.agent_id in self.problem.minors and self._hard("minors"):
            young = self.rules["minors"].minutes("rest_min") // 1440
            together, whose = (young, "minors") if young > together else (together, whose)
        spread = 2 if "weekly_rest" in self.rules and self.rules["weekly_rest"].minutes("over_days") >= 14 else 1
        options: list[Any] = []
        for first in range(0, days - 6, 7):
            if together:
                blocks = self._off_blocks(range(first, first + 7), together)
                self._when(whose, first, cp.add(sum(blocks) >= n))
            if self._hard("weekly_rest") and together < 2:
                options += self._off_blocks(range(max(0, first - 1), min(days, first + 8)), 2) + self._rest_at(first)
                if (first // 7 + 1) % spread == 0 or first + 14 > days:
                    self._when("weekly_rest", first, cp.add(sum(options) >= n))
                    options = []

    def _slack(self, d: int, later: int) -> int:
        """An hour where the clock goes back between two days: rest on the wall's clock is an hour short then."""
        return 60 if any(len(self.grid.day_indices(k)) * self.grid.minutes > 1440 for k in range(d, later + 1)) else 0

    def _cuts(self, d: int, later: int, shift: int) -> Iterable[tuple[Any, Any]]:
        """Sums of looks of day `d` that end at or after a moment, and of day `later` that begin before it + `shift`."""
        shift -= self._slack(d, later)
        for end in sorted({look.end for look, _ in self.on[d]}):
            early = [v for look, v in self.on[later] if look.start < end + shift]
            if early:
                yield sum(v for look, v in self.on[d] if look.end >= end), sum(early)

    def _off_blocks(self, days: range, length: int) -> list[Any]:
        blocks = []
        for d in range(days.start, days.stop - length + 1):
            block = self._number()
            for k in range(length):
                self.cp.add(block + self.work[d + k] <= self.count)
            blocks.append(block)
        return blocks

    def _rest_at(self, first: int) -> list[Any]:
        """A rest long enough around one day off, or between the shifts of two days running, of the week of `first`."""
        need, found, last = self.rules["weekly_rest"].minutes("minutes"), [], self.grid.days - 1
        for d in range(first, first + 7):
            block = self._number()
            self.cp.add(block + self.work[d] <= self.count)
            if 0 < d < last:  # the first and the last day may have their rest beside the span
                for late, early in self._cuts(d - 1, d + 1, need - 2880):
                    self.cp.add(late + early + block <= 2 * self.count)
            found.append(block)
        if first == 0 and self.on[0] and max(k.start for k, _ in self.on[0]) >= 1380:
            block = self._number()  # a shift late on the first day leaves nearly all of it to a rest begun before
            self.cp.add(sum(v for k, v in self.on[0] if k.start < 1380) + block <= self.count)
            found.append(block)
        for d in range(max(0, first - 1), min(last, first + 7)):
            ends, starts = [k.end for k, _ in self.on[d]], [k.start for k, _ in self.on[d + 1]]
            if ends and starts and max(starts) + 1440 + self._slack(d, d + 1) - min(ends) >= need:
                block = self._number()
                for late, early in self._cuts(d, d + 1, need - 1440):
                    self.cp.add(late + early + block <= 2 * self.count)
                found.append(block)
        return found

    def _runs(self) -> None:
        cp, days, n = self.cp, self.grid.days, self.count
        worked = {s.day for s in self.previous if s.day < self.grid.first_day}
        on, off = 0, 0  # days at work, or off, that run up to the first day; nothing is known before the first shift
        while self.grid.first_day - timedelta(days=on + 1) in worked:
            on += 1
        if worked and not on:
            off = (self.grid.first_day - max(worked)).days - 1
        begun = bool(worked) and self.grid.first_day - timedelta(days=on) > min(worked)  # the beginning is known
        if self._hard("consecutive_days"):
            rule = self.rules["consecutive_days"]
            low, limit = rule.minutes("min"), rule.minutes("max")
            for d in range(-on, days - limit):
                if window := self.work[max(0, d) : d + limit + 1]:
                    held = cp.add(sum(window) + n * max(0, -d) <= n * limit)
                    self._when("consecutive_days", max(0, d), held)
            for d in range(min(days, low - on) if on and begun else 0):
                self._when("consecutive_days", d, cp.add(self.work[d] == n))
            for d, k in itertools.product(range(0 if off else 1, days), range(1, low)):
                if d + k < days:
                    held = cp.add(self.work[d + k] >= self.work[d] - (self.work[d - 1] if d else 0))
                    self._when("consecutive_days", d, held)
        if self._hard("consecutive_days_off"):
            rule = self.rules["consecutive_days_off"]
            low, limit = rule.minutes("min"), rule.minutes("max")
            for d in range(-off, days - limit if not self.parts.absent_days(self.agent) else -off):
                if window := self.work[max(0, d) : d + limit + 1]:
                    self._when("consecutive_days_off", max(0, d), cp.add(sum(window) >= n))
            for d in range(min(days, low - off) if off else 0):
                self._when("consecutive_days_off", d, cp.add(self.work[d] == 0))
            for d, k in itertools.product(range(0 if on else 1, days), range(1, low)):
                if d + k < days:
                    held = cp.add(self.work[d + k] <= self.work[d] + (n - self.work[d - 1] if d else 0))
                    self._when("consecutive_days_off", d, held)

    def _counts(self) -> None:
        cp, n = self.cp, self.count
        for first in range(0, self.grid.days, 7):
            week = [pair for mine in self.on[first : first + 7] for pair in mine]
            if self._hard("nights"):
                night = self.rules["nights"]
                least = night.minutes("over_min")
                if dark := [v for look, v in week if night_part(look, night) >= least]:
                    self._when("nights", first, cp.add(sum(dark) <= n * night.minutes("max_per_week")))
            if self._hard("start_spread"):
                windows = []
                width = self.rules["start_spread"].minutes("window_min")
                for low in sorted({look.start for look, _ in week}):  # the earliest start opens the window
                    window = self._number()
                    for mine in self.on[first : first + 7]:
                        if out := [v for look, v in mine if not low <= look.start <= low + width]:
                            cp.add(sum(out) + window <= n)
                    windows.append(window)
                if windows:
                    self._when("start_spread", first, cp.add(sum(windows) >= n))
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
                            weekends[saturday] = self._number()
                        cp.add(self.work[d] <= weekends[saturday])
                if weekends:
                    limit = cp.add(sum(weekends.values()) <= n * rule.minutes("max_worked"))
                    self._when("free_weekends", first, limit)

    def _wishes(self) -> None:
        """Wishes, where a pack makes them hard."""
        if not self._hard("preferences"):
            return
        rule = self.rules["preferences"]
        for wish in self.problem.preferences:
            if wish.agent_id != self.agent.agent_id or wish.weight <= 0:
                continue
            for d, mine in enumerate(self.on):
                if not wish.applies_on(self.parts.days[d]):
                    continue
                missed = [v for look, v in mine if wish_missed(wish, rule, (look.start, look.end))]
                free = self.count - self.work[d] if wish.wish is Wish.ON else 0
                if missed or wish.wish is Wish.ON:
                    self._when("preferences", d, self.cp.add(sum(missed) + free == 0))

    # -- what a team reads of it ------------------------------------------------------------------------------------

    def served(self, cells: Iterable[int]) -> Mapping[int, Terms]:
        """Minutes on duty in each of some cells as (variable, minutes) to be summed; breaks are taken out of them.

        Training and meetings serve nothing in the cells that they touch, as the auditor counts.
        """
        width = self.grid.minutes
        found: dict[int, Terms] = {c: [] for c in cells}
        wanted = found.keys() - self._trained()
        for look, v in self.var.items():
            if look.exact is not None:
                for cell, share in duty_shares(look.exact, self.grid):
                    if cell in wanted:
                        found[cell].append((v, round(share * width)))
            elif look.presence % width and (tail := look.cell + look.presence // width) in wanted:
                found[tail].append((v, look.presence % width))
        for cell, there in self._ladder(wanted, lambda look: look.presence // width).items():
            found[cell].append((there, width))
        for minutes, places in self._breaks():
            for c, v in places.items():
                for k in range(-(-minutes // width)):
                    if c + k in wanted:
                        found[c + k].append((v, -min(width, minutes - k * width)))
        return found

    def on_duty(self, cells: Iterable[int]) -> Mapping[int, Any]:
        """How many are on duty at all in each of some cells: there, not in a break all through it, nor in training."""
        width = self.grid.minutes
        wanted = set(cells) - self._trained()
        found = dict(self._ladder(wanted, lambda look: -(-look.presence // width)))
        for look, v in self.var.items():
            for cell, _ in duty_shares(look.exact, self.grid) if look.exact is not None else ():
                if cell in wanted:
                    found[cell] = found.get(cell, 0) + v
        for minutes, places in self._breaks():
            for c, v in places.items():
                for cell in range(c, c + minutes // width):
                    if cell in found:
                        found[cell] = found[cell] - v
        return found

    def _trained(self) -> set[int]:
        away = [(o.start, o.end) for o in self.problem.time_off
                if o.agent_id == self.agent.agent_id and o.kind in AT_WORK]  # fmt: skip
        width = timedelta(minutes=self.grid.minutes)
        return {i for i, at in enumerate(self.grid.instants if away else ())
                if any(begin < at + width and at < end for begin, end in away)}  # fmt: skip

    def _ladder(self, cells: Collection[int], length: Callable[[Look], int]) -> dict[int, Any]:
        """How many are there in each of some cells, locks left out: who was there, and who begins, less who ends."""
        begins: dict[int, list[Any]] = {}
        ends: dict[int, list[Any]] = {}
        for look, v in self.var.items():
            if look.exact is None:
                begins.setdefault(look.cell, []).append(v)
                ends.setdefault(look.cell + length(look), []).append(v)
        there: Any = None
        found: dict[int, Any] = {}
        for cell in range(min(begins, default=0), max(cells, default=-1) + 1):
            if cell in begins or cell in ends:
                now = self._number()
                self.cp.add(
                    now == (0 if there is None else there) + sum(begins.get(cell, [])) - sum(ends.get(cell, []))
                )
                there = now
            if cell in cells and there is not None:
                found[cell] = there
        return found

    def _breaks(self) -> list[tuple[int, dict[int, Any]]]:
        """Minutes and places of the breaks: one for each shift that has it, within the window of some such shift."""
        if self._placed is not None:
            return self._placed
        self._placed = []
        cp, width = self.cp, self.grid.minutes
        shapes: dict[tuple[int, tuple[int, ...], int], list[tuple[Look, Any]]] = {}
        for look, v in self.var.items():
            if look.exact is None and look.template.pauses and 0 <= look.day < self.grid.days:
                lengths = tuple(p.minutes for p in look.template.pauses)
                shapes.setdefault((look.day, lengths, look.template.gap), []).append((look, v))
        for (day, lengths, gap), mine in shapes.items():
            together = self._number()
            self._when("breaks", day, cp.add(together == sum(v for _, v in mine)))
            centre: Any = None
            for j, minutes in enumerate(lengths):
                windows = [(k.cell + k.template.pauses[j].low, k.cell + k.template.pauses[j].high, v) for k, v in mine]
                place = {c: self._number() for c in range(min(w[0] for w in windows), max(w[1] for w in windows) + 1)}
                cp.add(sum(place.values()) == together)
                for edge in sorted({w[1] for w in windows})[:-1]:
                    before = sum(v for c, v in place.items() if c <= edge)
                    self._when("breaks", day, cp.add(before >= sum(v for _, h, v in windows if h <= edge)))
                for edge in sorted({w[0] for w in windows})[1:]:
                    after = sum(v for c, v in place.items() if c >= edge)
                    self._when("breaks", day, cp.add(after >= sum(v for w, _, v in windows if w >= edge)))
                here = sum(c * v for c, v in place.items())
                if centre is not None:
                    apart = -(-lengths[j - 1] // width) + gap
                    cp.add(here - centre >= apart * together)
                centre = here
                self._placed.append((minutes, place))
        return self._placed
