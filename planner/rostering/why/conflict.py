"""Rules that cannot be kept together, by a person or by several: the smallest set, from CP-SAT, and the way out.

One person's weeks (with what is locked, absent or published before) are a small model (`span`) in which every hard
rule stands behind assumptions, one for each day or week it speaks of. What is infeasible with all of them, shrunk until
nothing can be left out, is the smallest set in conflict; each of its rules is then let go alone, to see what mends it
with the fewest breaches. What several people have to keep together (pairs, minimums) is judged by `team_conflict`.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from dataclasses import replace

from planner.domain.roster import Roster
from planner.rostering.audit import audit
from planner.rostering.model.compile import Model, compile_model
from planner.rostering.packs.registry import kinds
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.shifts.time_off import absent_in
from planner.rostering.why.clash import Clash
from planner.rostering.why.span import alike_in, duties_of_person, lock_faults, span_of
from planner.rostering.why.team_conflict import team_conflicts
from planner.rostering.why.told import Conflict, Relaxation, days_of, relaxation, sources_of


def conflicts(problem: RosterProblem, *, seconds: float = 5.0, roster: Roster | None = None) -> tuple[Conflict, ...]:
    """The smallest conflicting rule set of everybody who cannot keep all rules, then of people together.

    Empty when all can be kept. It ends within `seconds`, a third more where compiling the problem took them up; what
    could not be decided by then comes with `proven` False.
    `roster` is one that is at hand: what it keeps is no conflict, and is not looked at again.
    """
    Clash(0.0)  # loads the solver's library, which is nobody's time
    begun = time.perf_counter()
    model = compile_model(problem)
    if not model.duty and model.bent:
        return (_nobody_required(model),)
    until = max(begun + seconds, time.perf_counter() + seconds / 3)
    broken: set[tuple[str, str]] | None = None
    if roster is not None:
        broken = {(v.agent_id, v.rule) for v in audit(problem, roster)}
    doubtful = sorted(set(model.bent) | _doubtful(problem, model, broken))
    found = [*_double_locks(problem)]
    own = 0.5 if _team_rules(problem) else 0.95
    groups = alike_in(problem, model, doubtful)
    for place, (i, mine) in enumerate(groups.items()):
        now = time.perf_counter()
        share = (until - (1 - own) * seconds - now) / (len(groups) - place)
        conflict = _conflict(problem, model, i, now + share)
        for k in mine:
            who = model.agents[k].agent_id
            found += [replace(conflict, agent_id=who)] if conflict is not None else _faulty_locks(problem, who)
    loose: dict[str, frozenset[str]] = {}
    for c in found:
        loose[c.agent_id] = loose.get(c.agent_id, frozenset()) | frozenset(c.rules)
    return (*found, *team_conflicts(problem, model, loose, until, broken))


def _nobody_required(model: Model) -> Conflict:
    """One conflict where a week without a requirement leaves no hours for anybody's shifts."""
    agents = tuple(model.agents[i].agent_id for i in sorted(model.bent))
    rules, first = ("contract_hours", "shift_start"), model.problem.grid.first_day
    sources = sources_of(model.problem.rules.rules, rules)
    return Conflict("", rules, sources, (), {"nobody_required": True}, (first,), agents)


def _team_rules(problem: RosterProblem) -> bool:
    packs = [problem.rules, *problem.team_rules.values()]
    return any(rule.hard and kinds()[rule.rule_id].together for pack in packs for rule in pack.rules.values())


def _doubtful(problem: RosterProblem, model: Model, broken: set[tuple[str, str]] | None) -> set[int]:
    """People whom the engine serves but whose locks or rules it does not look at: in absences, above a limit, spread.

    Where a roster is at hand, those who break a rule in it instead of all whom a rule speaks of.
    """
    found = set()
    for i, agent in enumerate(model.agents):
        rules = problem.rules_of(agent.team)
        limit = rules.get("weekly_hours")
        tolerance = rules["contract_hours"].minutes("tolerance_min")
        if limit is not None and limit.hard and agent.contract.weekly_minutes - tolerance > limit.minutes("max_min"):
            found.add(i)
        locks = [s for s in problem.fixed if s.agent_id == agent.agent_id]
        if any(absent_in(problem, s) or lock_faults(problem, s) for s in locks):
            found.add(i)
        if broken is None:
            spread, wishes = rules.get("start_spread"), rules.get("preferences")
            if spread is not None and spread.hard:
                found.add(i)
            if wishes is not None and wishes.hard and any(p.agent_id == agent.agent_id for p in problem.preferences):
                found.add(i)
        elif any(who == agent.agent_id and not kinds()[rule].together for who, rule in broken):
            found.add(i)
    return found


def _double_locks(problem: RosterProblem) -> Iterable[Conflict]:
    """Locked shifts that overlap or begin on one day: each pair is a conflict of its own."""
    rule = problem.rules["locked_shifts"]
    ordered = sorted(problem.fixed, key=lambda s: (s.agent_id, s.start))
    for one, two in itertools.pairwise(ordered):
        if one.agent_id == two.agent_id and one != two and (two.start < one.end or two.day == one.day):
            way = Relaxation("locked_shifts", 1.0, "time(s)", (two.day,))
            yield Conflict(one.agent_id, ("locked_shifts",), (rule.source,), (way,), {}, (two.day,))


def _faulty_locks(problem: RosterProblem, agent_id: str) -> Iterable[Conflict]:
    """Locked shifts that break a rule of a single shift by themselves: too long, without their breaks."""
    for shift in problem.fixed:
        if shift.agent_id == agent_id and (faults := lock_faults(problem, shift)):
            rules = tuple(sorted((*faults, "locked_shifts")))
            team = next(a.team for a in problem.agents if a.agent_id == agent_id)
            ways = [Relaxation("locked_shifts", 1.0, "time(s)", (shift.day,))]
            ways += [Relaxation(faults[0], 1.0, "time(s)", (shift.day,))] if len(faults) == 1 else []
            sources = sources_of(problem.rules_of(team).rules, rules)
            yield Conflict(agent_id, rules, sources, tuple(ways), {}, (shift.day,))


def _conflict(problem: RosterProblem, model: Model, i: int, until: float) -> Conflict | None:
    agent_id = model.agents[i].agent_id
    now = time.perf_counter()
    if now >= until:
        return Conflict(agent_id, (), (), (), proven=False)
    clash = Clash(now + 0.6 * (until - now))
    span_of(clash, problem, model, i)
    core = clash.core((lambda key: key.rule, lambda key: key))  # whole rules first, then days: what remains is needed
    pack = problem.rules_of(model.agents[i].team)
    if core.keys is None:
        return Conflict(agent_id, (), (), (), proven=False)
    if not core.keys:
        return None
    rules = tuple(sorted({key.rule for key in core.keys}))
    ways, cheapest = [], True
    for place, rule in enumerate(rules):
        now = time.perf_counter()
        trial = Clash(now + (until - now) / (len(rules) - place), let_go=rule)
        span_of(trial, problem, model, i)
        mending = trial.mend()
        cheapest &= mending.least
        if mending.broken:
            ways.append(relaxation(problem, rule, mending.broken, "" if mending.least else "at most"))
    lengths = sorted({model.duty[q].paid for q in range(*duties_of_person(model, i))})
    facts = {"weekly_min": model.agents[i].contract.weekly_minutes, "lengths_min": lengths}
    ways.sort(key=lambda w: w.price)
    return Conflict(
        agent_id, rules, sources_of(pack.rules, rules), tuple(ways), facts, days_of(problem, core.keys),
        smallest=core.smallest, cheapest=cheapest,
    )  # fmt: skip
