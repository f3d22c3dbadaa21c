"""Rules that cannot be kept together, by a person or by several: the smallest set, from CP-SAT, and the way out.

One person's weeks (with what is locked, absent or published before) are a small model (`span`) in which every hard
rule stands behind assumptions, one for each day or week it speaks of. What is infeasible with all of them, shrunk until
nothing can be left out, is the smallest set in conflict; each of its rules is then let go alone, to see what mends it
with the fewest breaches. What several people have to keep together (pairs, minimums) is judged by `team_conflict`.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from planner.base.i18n import day as day_text
from planner.base.i18n import number, t
from planner.domain.roster import Roster
from planner.rostering.audit import audit
from planner.rostering.model.compile import Model, compile_model
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.context.span import Key
from planner.rostering.rules.registry import kinds, title
from planner.rostering.rules.shifts.time_off import absent_in
from planner.rostering.why.clash import Clash
from planner.rostering.why.span import alike_in, duties_of_person, lock_faults, span_of

TIME = "time(s)"
TIMES = {
    TIME: ("let {rule} give way once", "let {rule} give way {n} times"),
    "day(s)": ("let {rule} give way by a day", "let {rule} give way by {n} days"),
}


@dataclass(frozen=True)
class Relaxation:
    """A rule of a conflict that mends it when it gives way: by how much (minutes, days, times), and on which days.

    `agents` are those whose rule it is, where several are concerned; `spans` the local hours. `known` is '' where the
    amount is the least, else 'at most' (less may do) or 'at least' (it takes that much).
    """

    rule: str
    amount: float
    unit: str
    days: tuple[date, ...] = ()
    agents: tuple[str, ...] = ()
    spans: tuple[tuple[datetime, datetime], ...] = ()
    known: str = ""

    @property
    def price(self) -> float:
        """Points, to put ways out in order."""
        return self.amount * kinds()[self.rule].breach.points

    def text(self, lang: str | None = None, names: Mapping[str, str] | None = None) -> str:
        """In the user's language."""
        if self.unit in TIMES and not self.known:
            once, often = TIMES[self.unit]
            said = once if self.amount == 1 else often
            return self._where(t(said, lang, rule=title(self.rule, lang), n=int(self.amount)), lang, names)
        decimals = next((d for d in (0, 1) if abs(self.amount - round(self.amount, d)) < 1e-6), 2)
        shown = number(self.amount, decimals, lang)
        amount = t(f"{self.known} {{amount}}", lang, amount=shown) if self.known else shown
        said = t("let {rule} give way by {amount} {unit}", lang, rule=title(self.rule, lang), amount=amount,
                 unit=t(self.unit, lang))  # fmt: skip
        return self._where(said, lang, names)

    def _where(self, said: str, lang: str | None, names: Mapping[str, str] | None) -> str:
        if self.agents:
            said += " " + t("for {agents}", lang, agents=people(self.agents, names, lang))
        when = [f"{day_text(a, lang)} {a:%H:%M}–{b:%H:%M}" for a, b in self.spans] or [
            day_text(d, lang) for d in self.days
        ]
        more = ", …" if len(when) > 4 else ""
        return f"{said} ({', '.join(when[:4])}{more})" if when else said


@dataclass(frozen=True)
class Conflict:
    """The smallest set of rules that one person's span (or several people, `agent_id` '') cannot keep together.

    `days` are the days and beginnings of weeks that it is about; `relaxations` are the ways out, cheapest first.
    `agents` are the people of a conflict of several; `asked` what they should keep together, in words of the shop
    (a need or a pair as the pack has it). `proven` is False where time did not suffice to decide: then nothing is
    claimed. `smallest` is False where it did not suffice to leave out what is not needed, `cheapest` where it did not
    suffice to compare every way out.
    """

    agent_id: str
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    days: tuple[date, ...] = ()
    agents: tuple[str, ...] = ()
    asked: tuple[Mapping[str, Any], ...] = ()
    proven: bool = True
    smallest: bool = True
    cheapest: bool = True

    def text(self, lang: str | None = None, names: Mapping[str, str] | None = None) -> str:
        """In the user's language: who, which rules, on which days, the cheapest way out. `names` are people's."""
        if self.facts.get("nobody_required"):
            return t("Nobody is required in these days, so that no shift has hours to lie in: the contract hours of"
                     " {agents} cannot be kept. Opening hours can be given in the rule {rule}.", lang,
                     agents=people(self.agents, names, lang), rule=title("shift_start", lang))  # fmt: skip
        rules = ", ".join(title(r, lang) for r in self.rules)
        if self.asked:
            rules = ", ".join([*(asked_text(a, lang, names) for a in self.asked),
                               *(title(r, lang) for r in self.rules if not kinds()[r].together)])  # fmt: skip
        who = people(self.agents, names, lang) or people((self.agent_id,), names, lang)
        if not self.proven:
            if self.agent_id:
                return t("Not decided in the time: whether {agent} can keep every rule.", lang, agent=who)
            return t("Not decided in the time: whether {agents} can keep, all together: {rules}.", lang, agents=who,
                     rules=rules)  # fmt: skip
        if self.agent_id or len(self.agents) == 1:
            text = t("{agent} cannot keep together: {rules}.", lang, agent=who, rules=rules)
        elif self.agents:
            text = t("{agents} cannot keep, all together: {rules}.", lang, agents=who, rules=rules)
        else:
            text = t("{rules}: {count} asked for, {can} could be there at most ({what}).", lang, rules=rules,
                     **self.facts)  # fmt: skip
        if self.days:
            shown = ", ".join(day_text(d, lang) for d in self.days[:7]) + (", …" if len(self.days) > 7 else "")
            text += " " + t("It is about {days}.", lang, days=shown)
        if not self.smallest:
            text += " " + t("Time ran out: it may name more than is needed.", lang)
        if self.relaxations:
            way = self.relaxations[0]
            if way.known == "at least":
                text += " " + t("What it takes: {way}.", lang, way=way.text(lang, names))
            else:
                sure = self.cheapest and not way.known
                said = "Cheapest way out: {way}." if sure else "A way out: {way}."
                text += " " + t(said, lang, way=way.text(lang, names))
        return text


def people(agents: Iterable[str], names: Mapping[str, str] | None, lang: str | None = None) -> str:
    """Agents by name; their number where they are many."""
    ids = [a for a in agents if a]
    if len(ids) > 6:
        return t("{n} agents", lang, n=len(ids))
    return ", ".join((names or {}).get(a, a) for a in ids)


def asked_text(asked: Mapping[str, Any], lang: str | None = None, names: Mapping[str, str] | None = None) -> str:
    """A need or a pair in words: 1 × supervisor, 09:00–21:00; Ana with Ben."""
    if "first" in asked:
        one, two = people((asked["first"],), names, lang), people((asked["second"],), names, lang)
        return t("{one} together with {two}" if asked["together"] else "{one} apart from {two}", lang, one=one, two=two)
    what = ", ".join(str(asked[k]) for k in ("channel", "skill", "language", "team") if k in asked)
    hours = f", {asked.get('from') or '00:00'}–{asked.get('to') or '24:00'}" if "from" in asked or "to" in asked else ""
    rule = title(asked["rule"], lang)
    return f"{rule} ({asked.get('count', 1):g} × {what}{hours})"


def conflicts(problem: RosterProblem, *, seconds: float = 5.0, roster: Roster | None = None) -> tuple[Conflict, ...]:
    """The smallest conflicting rule set of everybody who cannot keep all rules, then of people together.

    Empty when all can be kept. It ends within `seconds`, a third more where compiling the problem took them up; what
    could not be decided by then comes with `proven` False.
    `roster` is one that is at hand: what it keeps is no conflict, and is not looked at again.
    """
    from planner.rostering.why.team_conflict import team_conflicts

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


def relaxation(
    problem: RosterProblem, rule: str, broken: Iterable[tuple[Key, int, Any]], known: str = "", several: bool = False
) -> Relaxation:
    """Breaches as a way out; `several` names whose they are."""
    listed = list(broken)
    days = days_of(problem, [key for key, _, _ in listed])
    unit = kinds()[rule].breach.unit
    total = sum(n for _, n, _ in listed)
    times = len({(key.who, key.day) for key, _, _ in listed})
    amount = total / 60 if unit == "agent-hours" else total if unit != TIME else times
    agents = tuple(dict.fromkeys(key.who for key, _, _ in listed)) if several else ()
    spans = joined([at for _, _, at in listed if at is not None])
    return Relaxation(rule, float(amount), unit, days, agents, spans, known)


def joined(spans: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """Spans of local time in order, those of a day that touch each other joined."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1] and begin.date() == found[-1][0].date():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return tuple(found)


def days_of(problem: RosterProblem, keys: Iterable[Key]) -> tuple[date, ...]:
    """The days that keys speak of."""
    return tuple(sorted({problem.grid.first_day + timedelta(days=k.day) for k in keys if k.day is not None}))


def sources_of(rules: Mapping[str, Any], chosen: Iterable[str]) -> tuple[str, ...]:
    """Where the chosen rules come from, each once."""
    return tuple(dict.fromkeys(rules[r].source for r in chosen if r in rules and rules[r].source))
