"""What is told of rules that cannot be kept together: the smallest set, and the ways out, as data and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from planner.base.i18n import day as day_text
from planner.base.i18n import number, t
from planner.rostering.packs.registry import kinds, title
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.context.span import Key

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
