"""One person's span in CP-SAT (or that of several alike): a literal a look of a day, every hard rule behind keys.

What rules ask of it stands with the rules (`Kind.span`); here are the looks and locks, and what a team reads of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from planner.domain.people import AT_WORK_KINDS
from planner.domain.roster import Roster, Shift
from planner.rostering.coverage import duty_shares
from planner.rostering.kernels.arrays import INF
from planner.rostering.model.compile import Model
from planner.rostering.packs.registry import kinds
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.context.days import NOBODY
from planner.rostering.rules.context.span import Assumptions, Span, SpanLook
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.shifts.time_off import absent_in
from planner.rostering.rules.team.minimum import minimums

Terms = list[tuple[Any, int]]


def duties_of_person(model: Model, i: int) -> tuple[int, int]:
    """First and last (exclusive) duty of a person in the model."""
    core = model.core
    return int(core.duty_first[core.set_of[i]]), int(core.duty_first[core.set_of[i] + 1])


def lock_faults(problem: RosterProblem, shift: Shift) -> tuple[str, ...]:
    """Hard rules of a single shift that a locked one breaks by itself, as the auditor sees them."""
    agent = next((a for a in problem.agents if a.agent_id == shift.agent_id), None)
    if agent is None:
        return ()
    parts = Parts(problem, Roster(problem.grid.first_day, problem.grid.days, problem.grid.zone, (shift,)))
    parts = parts.of_team(agent.team)
    asked = ((kind.alone, parts.rule(kind.rule_id)) for kind in kinds().values())
    return tuple(
        rule.rule_id
        for alone, rule in asked
        if alone is not None and rule is not None and rule.hard and any(alone(parts, agent, rule, shift))
    )


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
    needs = list(minimums(problem.rules))
    for i in people:
        a = model.agents[i]
        who, pack = a.agent_id, problem.rules_of(a.team)
        costs = core.duty_cost[int(core.cost_first[i]) : int(core.cost_first[i + 1])] < INF
        key = (
            i if i in single or who in locked else -1, int(core.set_of[i]), costs.tobytes(), id(pack), a.contract,
            who in problem.minors, tuple(away[who]), tuple(before[who]), tuple(owed[who]), a.start_date, a.end_date,
            a.availability, tuple(wishes[who]) if pack["preferences"].hard else (), tuple(n.met_by(a) for n in needs),
        )  # fmt: skip
        by.setdefault(key, []).append(i)
    return {mine[0]: tuple(mine) for mine in by.values()}


def span_of(clash: Assumptions, problem: RosterProblem, model: Model, i: int, count: int = 1) -> TeamSpan:
    """The looks of a person's days and the hard rules on them, put into a `Clash`; `count` people alike as one."""
    agent = model.agents[i]
    span = TeamSpan(clash, problem, agent, Parts.empty(problem).of_team(agent.team), count)
    _looks(span, model, i)
    for kind in kinds().values():
        rule = span.hard(kind.rule_id)
        if kind.span is not None and rule is not None:
            kind.span(span, rule)
    return span


def _looks(span: TeamSpan, model: Model, i: int) -> None:
    """What stands in the model: a variable a look, at most one a day, and what keeps looks off a day."""
    days = model.days(i)
    allowed: dict[SpanLook, bool] = {}
    why: dict[SpanLook, str] = {}
    for duty, cost, rule in zip(days.duties, days.cost, days.why, strict=True):
        look = SpanLook(duty.day, duty.paid, duty.start_min, duty.end_min, duty.cell, duty.presence, duty.template,
                        duty.exact)  # fmt: skip
        allowed[look] = allowed.get(look, False) or bool(cost < INF)
        why[look] = "availability" if rule == NOBODY else rule
    span.var = {look: span.number() for look in allowed}
    span.on = [[] for _ in range(span.grid.days)]
    for look, v in span.var.items():
        if 0 <= look.day < span.grid.days:
            span.on[look.day].append((look, v))
    span.work = [span.number() for _ in range(span.grid.days)]
    locks = {s.day: s for s in reversed(span.problem.fixed) if s.agent_id == span.agent.agent_id}
    fixed_free = {d for who, d in span.problem.days_fixed if who == span.agent.agent_id}
    for d, mine in enumerate(span.on):
        span.cp.add(sum(v for _, v in mine) == span.work[d])
        day = span.grid.first_day + timedelta(days=d)
        lock = locks.get(day)
        if lock is not None:
            span.when("locked_shifts", d, span.cp.add(span.work[d] == span.count))
        barred: dict[str, list[Any]] = {}
        for look, v in mine:
            if lock is not None and not (look.exact is not None and allowed[look]):
                barred.setdefault("locked_shifts", []).append(v)
            elif lock is not None and absent_in(span.problem, lock):
                barred.setdefault("time_off", []).append(v)
            elif not allowed[look] and look.exact is not None:
                span.cp.add(v == 0)  # published just so, against rules of a single shift: others stand beside it
            elif not allowed[look]:
                barred.setdefault("locked_shifts" if day in fixed_free else why[look], []).append(v)
        for rule, out in barred.items():
            span.when(rule, d, span.cp.add(sum(out) == 0))


class TeamSpan(Span):
    """A span with what a team reads of it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.var: dict[SpanLook, Any] = {}
        self._placed: list[tuple[int, dict[int, Any]]] | None = None

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
                if o.agent_id == self.agent.agent_id and o.kind in AT_WORK_KINDS]  # fmt: skip
        width = timedelta(minutes=self.grid.minutes)
        return {i for i, at in enumerate(self.grid.instants if away else ())
                if any(begin < at + width and at < end for begin, end in away)}  # fmt: skip

    def _ladder(self, cells: Collection[int], length: Callable[[SpanLook], int]) -> dict[int, Any]:
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
                now = self.number()
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
        shapes: dict[tuple[int, tuple[int, ...], int], list[tuple[SpanLook, Any]]] = {}
        for look, v in self.var.items():
            if look.exact is None and look.template.pauses and 0 <= look.day < self.grid.days:
                lengths = tuple(p.minutes for p in look.template.pauses)
                shapes.setdefault((look.day, lengths, look.template.gap), []).append((look, v))
        for (day, lengths, gap), mine in shapes.items():
            together = self.number()
            self.when("breaks", day, cp.add(together == sum(v for _, v in mine)))
            centre: Any = None
            for j, minutes in enumerate(lengths):
                windows = [(k.cell + k.template.pauses[j].low, k.cell + k.template.pauses[j].high, v) for k, v in mine]
                place = {c: self.number() for c in range(min(w[0] for w in windows), max(w[1] for w in windows) + 1)}
                cp.add(sum(place.values()) == together)
                for edge in sorted({w[1] for w in windows})[:-1]:
                    before = sum(v for c, v in place.items() if c <= edge)
                    self.when("breaks", day, cp.add(before >= sum(v for _, h, v in windows if h <= edge)))
                for edge in sorted({w[0] for w in windows})[1:]:
                    after = sum(v for c, v in place.items() if c >= edge)
                    self.when("breaks", day, cp.add(after >= sum(v for w, _, v in windows if w >= edge)))
                here = sum(c * v for c, v in place.items())
                if centre is not None:
                    apart = -(-lengths[j - 1] // width) + gap
                    cp.add(here - centre >= apart * together)
                centre = here
                self._placed.append((minutes, place))
        return self._placed
