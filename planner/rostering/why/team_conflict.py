"""What several people have to keep together and cannot: hard minimums of staff or skills, and hard pairs.

Minimums that more people would have to keep than could be there at all are counted. Any other one is put into a model
of everybody who counts for it, each with the rules of their own line; what CP-SAT proves infeasible is a conflict. Two
models: people alike as counts (a relaxation, whose proofs hold for the people too and take little time), then, where
they are few enough, each by themselves. Each need and each pair is judged alone, and then those that share people.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np

from planner.rostering.audit import audit
from planner.rostering.kernels.arrays import INF
from planner.rostering.model.compile import Model
from planner.rostering.packs.registry import kinds
from planner.rostering.problem import Progress, RosterProblem
from planner.rostering.rules.context.span import Key
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import reaching_in
from planner.rostering.rules.team.minimum import Need, counted, minimums, needed
from planner.rostering.solve import solve
from planner.rostering.why.clash import Clash, Core, Mending
from planner.rostering.why.span import TeamSpan, alike_in, duties_of_person, span_of
from planner.rostering.why.team_hours import Item, ask, fill, left_of_hour, local
from planner.rostering.why.told import (
    Conflict,
    Relaxation,
    days_of,
    joined,
    relaxation,
    sources_of,
)

SMALL = 6  # people; more are judged by a coarse model and by the engine first
MOST_PEOPLE, MOST_LOOKS = 40, 40_000  # of a model with everybody by themselves; beyond them it takes minutes


def team_conflicts(
    problem: RosterProblem,
    model: Model,
    loose: Mapping[str, frozenset[str]],
    until: float,
    broken: set[tuple[str, str]] | None = None,
) -> tuple[Conflict, ...]:
    """Needs and pairs that cannot be kept, decided until the moment `until` of `time.perf_counter`.

    `loose` are rules of people who cannot keep them by themselves: they are not asked of them here. `broken` holds
    (agent, rule) of what a roster at hand breaks: needs and pairs that it keeps can be kept.
    """
    told, items = _items(problem, model)
    kept: set[str] = set()
    if broken is not None:  # a roster shows nothing of people who break their own rules in it
        dirty = {who for who, rule in broken if not kinds()[rule].together and rule not in loose.get(who, ())}
        clean = [i for i in items if not any(model.agents[k].agent_id in dirty for k in i.people)]
        kept = {item.name for item in clean if not _breaks(broken, item)}
    judge = _Judge(problem, model, loose)
    found: list[Conflict] = []
    clear = [item for item in items if item.name in kept]
    open_items = [item for item in items if item.name not in kept]
    for place, item in enumerate(open_items):
        linked = sum(len(group) > 1 for group in _linked(items))
        conflict = judge.conflict([item], _share(until, len(open_items) - place + linked))
        if conflict is None:
            clear.append(item)
        else:
            found.append(conflict)
    groups = [g for g in _linked(clear) if len(g) > 1 and any(item.name not in kept for item in g)]
    for place, group in enumerate(groups):
        conflict = judge.conflict(group, _share(until, len(groups) - place))
        if conflict is not None:
            found.append(conflict)
    return (*told, *found)


def _breaks(broken: set[tuple[str, str]], item: Item) -> bool:
    return any(rule == item.rule and who in ("", item.asked.get("first", "")) for who, rule in broken)


def _part(until: float, share: float) -> float:
    now = time.perf_counter()
    return now + max(0.0, until - now) * share


def _share(until: float, left: int) -> float:
    return _part(until, 1 / left)


def _items(problem: RosterProblem, model: Model) -> tuple[list[Conflict], list[Item]]:
    """Needs that more people would have to keep than could be there, and everything left to judge."""
    told: list[Conflict] = []
    items: list[Item] = []
    grid = problem.grid
    parts = Parts.empty(problem)
    seen: tuple[np.ndarray, np.ndarray] | None = None
    for need in minimums(problem.rules):
        if not need.rule.hard:
            continue
        seen = _presence(model) if seen is None else seen
        who = [i for i, a in enumerate(model.agents) if need.met_by(a)]
        could = seen[0][who].sum(axis=0) if who else np.zeros(len(grid))
        reaching = np.zeros(len(grid))  # hands of last week's shifts after the first midnight
        for i, share in counted(parts, need, reaching_in(parts)):
            reaching[i] += share * 60 / left_of_hour(problem.rules)
        could = could + reaching
        cells = needed(parts, need)
        if need.count <= 0 or not cells:
            continue
        if short := [i for i in cells if could[i] < need.count]:
            told.append(_counted(problem, need, short, could, who, seen))
        counts = {i: min(need.count, float(could[i])) - float(reaching[i]) for i in cells if could[i] > reaching[i]}
        counts = {i: asked for i, asked in counts.items() if asked > 1e-9}
        if counts:
            rule_id = need.rule.rule_id
            items.append(Item(need.name, rule_id, {**need.asked, "rule": rule_id}, tuple(who), counts))
    place_of = {a.agent_id: i for i, a in enumerate(model.agents)}
    for place, pair in enumerate(problem.pairs):
        if pair.first not in place_of or pair.second not in place_of or pair.first == pair.second:
            continue
        one, two = place_of[pair.first], place_of[pair.second]
        if (rule := problem.rules.get("pairs")) is not None and rule.hard:
            asked = {"first": pair.first, "second": pair.second, "together": pair.together}
            items.append(Item(f"pairs {place}", "pairs", asked, (one, two), {}))
    return told, items


def _presence(model: Model) -> tuple[np.ndarray, np.ndarray]:
    """The most of each interval that each person may be there, and would by their shifts alone: [people, intervals]."""
    core, grid = model.core, model.problem.grid
    size, width = len(grid), grid.minutes
    may, would = np.zeros((len(model.agents), size)), np.zeros((len(model.agents), size))
    for i in range(len(model.agents)):
        low, high = duties_of_person(model, i)
        hand = left_of_hour(model.problem.rules_of(model.agents[i].team)) / left_of_hour(model.problem.rules)
        hand = max(1.0, hand)
        for q in range(low, high):
            duty = model.duty[q]
            full, tail = divmod(duty.presence, width)
            first, stop = max(0, duty.cell), max(0, min(size, duty.cell + full))
            for there in (may, would) if core.duty_cost[int(core.cost_first[i]) + q - low] < INF else (would,):
                there[i, first:stop] = hand
                if tail and 0 <= duty.cell + full < size:
                    there[i, stop] = max(there[i, stop], hand * tail / width)
    return may, would


def _counted(
    problem: RosterProblem, need: Need, short: list[int], could: np.ndarray, who: list[int],
    seen: tuple[np.ndarray, np.ndarray],
) -> Conflict:  # fmt: skip
    """A need that more people would have to keep than could be there, and what keeps away those who count for it."""
    grid, count, rule_id = problem.grid, need.count, need.rule.rule_id
    may, would = seen[0][who][:, short], seen[1][who][:, short]
    rules = [rule_id]
    if len(who) >= count:
        if (would < 1).any():
            rules.append("shift_start")
        if (may < would).any():
            rules.append("availability")
    days = tuple(sorted({grid.local_starts[i].date() for i in short}))
    what = ", ".join(str(need.asked[k]) for k in ("channel", "skill", "language", "team") if k in need.asked)
    facts = {"count": int(count), "can": int(min(could[i] for i in short)), "what": what}
    missing = sum(count - float(could[i]) for i in short) * grid.minutes / 60
    way = Relaxation(rule_id, missing, "agent-hours", days, (), joined(local(problem, i) for i in short))
    return Conflict("", tuple(rules), sources_of(problem.rules.rules, rules), (way,), facts, days)


def _linked(items: list[Item]) -> list[list[Item]]:
    """Items in groups that share people."""
    groups: list[tuple[set[int], list[Item]]] = []
    for item in items:
        people, mine = set(item.people), [item]
        rest = []
        for group in groups:
            if group[0] & people:
                people |= group[0]
                mine = group[1] + mine
            else:
                rest.append(group)
        groups = [*rest, (people, mine)]
    return [mine for _, mine in groups]


class _Judge:
    """Judges items of one problem: models of the people they concern, as counts of people alike or one by one."""

    def __init__(self, problem: RosterProblem, model: Model, loose: Mapping[str, frozenset[str]]) -> None:
        self.problem, self.model, self.loose = problem, model, loose
        self.packs = {a.agent_id: problem.rules_of(a.team) for a in model.agents}

    def conflict(self, items: list[Item], until: float) -> Conflict | None:
        """The conflict of some items with the people's rules; None when there is none.

        Models from the coarsest to the one of everybody by themselves: what one proves infeasible is; only the last
        one, or a roster that the engine finds, shows that all can be kept.
        """
        people = sorted({i for item in items for i in item.people})
        paired = {i for item in items if item.rule == "pairs" for i in item.people}
        alike = alike_in(self.problem, self.model, people, [i for i in people if i in paired or self._loose(i)])
        alone: dict[int, tuple[int, ...]] = {i: (i,) for i in people}
        looks = sum(len(range(*duties_of_person(self.model, i))) for i in people)
        few = len(people) <= MOST_PEOPLE and looks <= MOST_LOOKS
        core, used = Core(None), alone
        if len(people) > SMALL:
            if not paired:
                clash = Clash(_part(until, 0.2), linear=1)
                groups = fill(clash, self.problem, self.model, items, self.loose)
                clash.shrink_until = _part(until, 0.5)
                of = {item.name for item in items}
                core = clash.core((lambda k: k.rule, lambda k: (k.who, k.day) if k.who in of else k.rule))
                used = groups
            if not core.keys and self._kept_by_engine(items, people, _part(until, 0.4)):
                return None
        if not core.keys and len(alike) < len(people):
            core, used = self._core(items, alike, _part(until, 0.5)), alike
        if not core.keys and few:
            core, used = self._core(items, alone, _part(until, 0.7)), alone
            if core.keys == ():
                return None
        if not core.keys:
            return self._told(items, Core(None), alone, (), False)
        named = [item for item in items if any(key.who == item.name for key in core.keys)]
        if not named:
            return None  # people who cannot keep their own rules are told by themselves
        ways, cheapest = self._ways(named, core, alone if few else None, until)
        return self._told(named, core, used, ways, cheapest)

    def _told(
        self, items: list[Item], core: Core, groups: Mapping[int, tuple[int, ...]], ways: tuple[Relaxation, ...],
        cheapest: bool,
    ) -> Conflict:  # fmt: skip
        agents, keys = self.model.agents, core.keys or ()
        names = {item.name for item in items}
        own = sorted({k.rule for k in keys if k.who not in names})
        if keys and not own:
            own = ["shift_lengths"]  # one shift a day, of a length that the contract allows: always asked
        rules = tuple(dict.fromkeys([*(item.rule for item in items), *own]))
        whose = {agents[i].agent_id: tuple(agents[k].agent_id for k in mine) for i, mine in groups.items()}
        who = tuple(dict.fromkeys(a for k in keys if k.who in whose for a in whose[k.who]))
        if not who:
            who = tuple(dict.fromkeys(agents[i].agent_id for item in items for i in item.people))
        packs = {**self.problem.rules.rules}
        for agent_id in who:
            packs = {**self.packs[agent_id].rules, **packs}
        return Conflict(
            "", rules, sources_of(packs, rules), ways, {}, days_of(self.problem, [k for k in keys if k.who in names]),
            who, tuple(item.asked for item in items), core.keys is not None, core.smallest, cheapest,
        )  # fmt: skip

    def _loose(self, i: int) -> bool:
        return self.model.agents[i].agent_id in self.loose

    # -- models -----------------------------------------------------------------------------------------------------

    def _core(self, items: list[Item], groups: Mapping[int, tuple[int, ...]], until: float) -> Core:
        clash = Clash(until, keep=self._stands)
        if not self._fill(clash, items, groups):
            return Core(None)
        names = {item.name for item in items}
        # what people understand best stays in longest
        order = {r: (kinds()[r].plain, n) for n, r in enumerate(dict.fromkeys(k.rule for k in clash.assumed))}
        clash.assumed = dict(sorted(clash.assumed.items(), key=lambda kv: (kv[0].who in names, order[kv[0].rule])))

        def item_or_none(key: Key) -> Any:
            return key.who if key.who in names else ("rule", key.rule)

        def week(key: Key) -> Any:
            return (key.who, (key.day or 0) // 7) if key.who in names else ("rule", key.rule)

        def day(key: Key) -> Any:
            return (key.who, key.day) if key.who in names else ("person", key.who)

        def rule_of(key: Key) -> Any:
            return (key.who, key.rule)

        return clash.core((item_or_none, week, day, rule_of) if self.problem.grid.days > 7 else (
            item_or_none, day, rule_of))  # fmt: skip

    def _kept_by_engine(self, items: list[Item], people: list[int], until: float) -> bool:
        """Whether the engine finds a roster that keeps the items and the people's own rules, as the auditor sees it."""
        chosen = {item.name for item in items}
        tables: dict[str, dict[str, Any]] = {"shortage": {"first_cost_h": 0.0, "cost_h": 0.0}}
        for kind in kinds().values():
            if kind.needs is not None and kind.rule_id in self.problem.rules:
                (key,) = kind.figures
                kept = [n.asked for n in minimums(self.problem.rules)
                        if n.rule.rule_id == kind.rule_id and n.name in chosen]  # fmt: skip
                tables[kind.rule_id] = {key: kept} if kept else {"on": False}
        rules = self.problem.rules.replace(tables).without("fairness", "overstaffing", "wage")
        wanted = [(item.asked["first"], item.asked["second"]) for item in items if item.rule == "pairs"]
        sub = replace(
            self.problem, agents=tuple(self.model.agents[i] for i in people), rules=rules, preferences=(), deferred=(),
            baseline=(), pairs=tuple(p for p in self.problem.pairs if (p.first, p.second) in wanted),
        )  # fmt: skip
        stop = Event()

        def enough(line: Progress) -> None:
            if line.cost is not None and line.cost <= 1e-6:
                stop.set()

        left = until - time.perf_counter()
        if left < 0.1:
            return False
        result = solve(sub, seconds=left, progress=enough, stop=stop)
        if result.roster is None:
            return False
        return not any(v.rule not in self.loose.get(v.agent_id, ()) for v in audit(sub, result.roster))

    def _stands(self, key: Key) -> bool:
        """Whether a key is asked: not of people who cannot keep it by themselves, nor soft rules the engine keeps."""
        if key.rule in self.loose.get(key.who, ()):
            return False
        rule = self.packs[key.who].get(key.rule) if key.who in self.packs else None
        return rule is None or rule.hard or key.rule == "screen_pause"  # which is neither: a share of every hand

    def _fill(self, clash: Clash, items: list[Item], groups: Mapping[int, tuple[int, ...]]) -> bool:
        """Everybody's span and the items over them; False when time ran out meanwhile."""
        spans: dict[int, TeamSpan] = {}
        for i, mine in groups.items():
            if time.perf_counter() > clash.until:
                return False
            spans[i] = span_of(clash, self.problem, self.model, i, len(mine))
        for item in items:
            if item.rule == "pairs":
                self._pair(clash, item, spans)
            else:
                self._need(clash, item, [spans[i] for i in groups if i in item.people])
        return time.perf_counter() <= clash.until

    def _need(self, clash: Clash, item: Item, spans: list[TeamSpan]) -> None:
        cells = sorted(item.counts)
        served = [span.served(cells) for span in spans]
        whole = left_of_hour(
            self.problem.rules
        )  # minutes of an hour that screen pauses leave, where packs take them off here
        left = [left_of_hour(span.rules) for span in spans]
        if all(minutes == whole for minutes in left):
            whole, left = 1, [1] * len(spans)
        for cell in cells:
            terms = []
            for span, minutes, one in zip(spans, left, served, strict=True):
                terms += [(v, m * max(minutes, whole)) for v, m in one[cell]]
                if minutes < whole and one[cell]:  # a team's own pack leaves less of a hand than everybody's
                    lost = clash.cp.new_int_var(0, 60 * self.problem.grid.minutes * span.count, "")
                    cut = clash.cp.add(lost == sum(v * (m * (whole - minutes)) for v, m in one[cell]))
                    clash.when(Key("screen_pause", span.agent.agent_id, self.problem.grid.day_of(cell)), cut)
                    terms.append((lost, -1))
            ask(self.problem, clash, item, cell, terms, whole)

    def _pair(self, clash: Clash, item: Item, spans: Mapping[int, TeamSpan]) -> None:
        cells = range(len(self.problem.grid))
        first, second = (spans[i].on_duty(cells) for i in item.people)
        for cell, there in first.items():
            key, other = Key("pairs", item.name, self.problem.grid.day_of(cell)), second.get(cell, 0)
            held = clash.cp.add(there <= other) if item.asked["together"] else clash.cp.add(there + other <= 1)
            clash.when(key, held, self.problem.grid.minutes, local(self.problem, cell))

    # -- ways out ---------------------------------------------------------------------------------------------------

    def _ways(
        self, items: list[Item], core: Core, alone: Mapping[int, tuple[int, ...]] | None, until: float
    ) -> tuple[tuple[Relaxation, ...], bool]:
        """Each rule of the core let go alone, cheapest first, and whether all were compared.

        Where people are too many to be judged one by one (`alone` None), only what a need must give way at least.
        """
        rules = list(dict.fromkeys(key.rule for key in core.keys or ()))
        rules.sort(key=lambda r: not kinds()[r].together)
        found: list[Relaxation] = []
        cheapest = alone is not None
        for place, rule in enumerate(rules):
            if alone is not None:
                clash = Clash(_part(until, max(0.5, 0.9 / (len(rules) - place))), rule, self._stands)
                mending = clash.mend() if self._fill(clash, items, alone) else Mending(least=False)
                cheapest &= mending.least
                if mending.broken:
                    known = "" if mending.least else "at most"
                    found.append(relaxation(self.problem, rule, mending.broken, known, not kinds()[rule].together))
                if mending.broken or mending.least:
                    continue
            if kinds()[rule].needs is not None:
                coarse = Clash(_part(until, 0.9), rule, linear=1)
                fill(coarse, self.problem, self.model, items, self.loose)
                bound = coarse.mend().bound
                if bound >= 1:
                    found.append(Relaxation(rule, bound / 60, "agent-hours", known="at least"))
        found.sort(key=lambda w: w.price)
        return tuple(found), cheapest
