"""Turnover of the staff and what it costs, from agents' first and last days and the reasons HR keeps.

Convention and protection of small groups: `engagement.care.turnover`. An agent's team is their present (or last) one.
Only HR keeps and reads reasons; team leads have no right to them where the workspace is shared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from engagement.care.cost import ASSUMPTIONS, Assumption, CostLine, LeaverCost, leaver_cost
from engagement.care.turnover import (
    KINDS,
    UNSAID,
    Employment,
    Rate,
    band_of,
    by_month,
    by_team,
    by_tenure,
    company,
    days_employed,
    leavers_of,
)
from planner.base.config import today
from planner.base.errors import Misuse, Refused
from planner.base.i18n import MONTHS, language, money, number, percent, t
from planner.care.members import agent_named, everybody, words
from planner.care.store.people import (
    delete_assumption,
    read_assumptions,
    read_leavings,
    write_assumption,
    write_leaving,
)
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.shop.store.people import write_agents
from planner.tables.writing import Value, write_table

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

KIND_WORDS = {
    "voluntary": "of their own will",
    "involuntary": "dismissed",
    "contract_ended": "contract ended",
    "other": "other reasons",
    "unsaid": "reason not entered",
}
BAND_WORDS = {
    "under_3_months": "under 3 months",
    "3_to_12_months": "3 to 12 months",
    "1_to_3_years": "1 to 3 years",
    "over_3_years": "over 3 years",
    "": "start not known",
}
HIDDEN_WORDS = {
    "headcount": "no rate: fewer than 5 people",
    "kinds": "kinds not shown: fewer than 5 leavers",
    "difference": "kinds not shown: they would tell those of another group",
}
LINE_WORDS = {
    "leaving": "Settling",
    "recruiting": "Recruiting",
    "vacancy": "Vacancy",
    "training": "Training",
    "ramp_up": "Ramp-up",
}
FORMULAS = {
    "leaving": "{leaving_hours} h of settling × {staff_hourly_cost}",
    "recruiting": "{recruiting_fees} of fees + {recruiting_hours} h of choosing × {staff_hourly_cost}",
    "vacancy": "{vacancy_weeks} weeks × {weekly_hours} h × {hourly_cost} × {cover_premium_pct} % more for cover",
    "training": "{training_hours} h × {hourly_cost} + {trainer_hours} h of a trainer × {staff_hourly_cost}",
    "ramp_up": "{ramp_up_weeks} weeks × {weekly_hours} h × {hourly_cost} × half of the {missing} % missing at first",
}
ASSUMPTION_WORDS = {
    "leaving_hours": "Hours to settle a leaving (papers, handover)",
    "staff_hourly_cost": "Cost of an hour of HR, team lead or trainer",
    "recruiting_fees": "Advertisements and agency for each hire",
    "recruiting_hours": "Hours of choosing (reading, interviews)",
    "vacancy_weeks": "Weeks until somebody new starts",
    "cover_premium_pct": "Extra cost of covering the hours meanwhile",
    "training_hours": "Hours of training of somebody new",
    "trainer_hours": "Hours of a trainer for them",
    "ramp_up_weeks": "Weeks after training until full productivity",
    "start_productivity_pct": "Productivity when these begin",
}
COLUMNS = ("by", "group", "leavers", "headcount", "annual_pct", *(f"{k}_leavers" for k in KINDS), "note")


@dataclass(frozen=True, slots=True)
class Turnover:
    """A period: the company, then by team, tenure and month; what a leaver costs and what all of them cost."""

    first: date
    last: date
    company: Rate
    teams: tuple[Rate, ...]
    tenure: tuple[Rate, ...]
    months: tuple[Rate, ...]
    cost: LeaverCost | None
    total_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left or will leave, for HR; `band` is their tenure on the last day."""

    agent_id: str
    name: str
    team: str
    end: date
    band: str
    kind: str
    reason: str


def period(last: date | None = None, months: int = 12) -> tuple[date, date]:
    """The first of the month `months` − 1 before that of `last` (today), and `last`."""
    end = last or today()
    if not 1 <= months <= 120:
        raise Misuse(t("{n} months make no period.", n=months), t("Choose 1 to 120 months."))
    place = end.year * 12 + end.month - months
    return date(place // 12, place % 12 + 1, 1), end


@reads
def view(ws: Workspace, last: date | None = None, months: int = 12) -> Turnover:
    """Turnover of the months up to `last`; days after today do not count."""
    first, end = period(last, months)
    if end > today():
        raise Refused(t("The period ends in the future."), t("Choose today or an earlier day."))
    kinds = read_leavings(ws)
    agents = everybody(ws)
    people = [
        Employment(a.agent_id, a.team, a.start_date, a.end_date, k.kind if (k := kinds.get(a.agent_id)) else UNSAID)
        for a in agents
    ]
    whole = company(people, first, end)
    days = {p.person: days_employed(p, first, end) for p in people}
    all_days = sum(days.values())
    paid = [(a, days[a.agent_id]) for a in agents if a.hourly_cost is not None and days[a.agent_id]]
    cost = None
    if paid and all_days:
        minutes = sum(a.contract.weekly_minutes * days[a.agent_id] for a in agents)
        hourly = sum((a.hourly_cost * n for a, n in paid if a.hourly_cost is not None), Decimal(0))
        cost = leaver_cost(
            round(Decimal(minutes) / 60 / all_days, 1),
            round(hourly / sum(n for _, n in paid), 2),
            read_assumptions(ws),
        )
    total = cost.total * whole.leavers if cost is not None else None
    return Turnover(
        first, end, whole, by_team(people, first, end), by_tenure(people, first, end), by_month(people, first, end),
        cost, total,
    )  # fmt: skip


def rows(found: Turnover, by: str = "") -> list[dict[str, object]]:
    """The figures as a table in machine form; `by` is company, team, tenure or month ('' all)."""
    parts = {"company": (found.company,), "team": found.teams, "tenure": found.tenure, "month": found.months}
    if by and by not in parts:
        raise Misuse(t("--by {value!r} is not known.", value=by), t("Choose one of: {names}.", names=", ".join(parts)))
    out: list[dict[str, object]] = []
    for name, rates in parts.items():
        if by in ("", name):
            for r in rates:
                counts = r.kinds or {}
                values = (
                    name, r.group, r.leavers, round(r.headcount, 2),
                    None if r.annual is None else round(100 * r.annual, 1), *(counts.get(k) for k in KINDS), r.hidden,
                )  # fmt: skip
                out.append(dict(zip(COLUMNS, values, strict=True)))
    return out


@reads
def export(ws: Workspace, path: Path, last: date | None = None, months: int = 12) -> int:
    """Write the figures as .csv or .xlsx; returns the rows."""
    lines: list[list[Value]] = [list(r.values()) for r in rows(view(ws, last, months))]  # type: ignore[arg-type]
    return write_table(path, COLUMNS, lines, "turnover", private=True)


@reads
def leavers(ws: Workspace, last: date | None = None, months: int = 12) -> tuple[Leaver, ...]:
    """Those who left in the period and those whose last day is known already, newest first; for HR."""
    first, _ = period(last, months)
    kinds = read_leavings(ws)
    found = []
    for a in everybody(ws):
        if a.end_date is not None and leavers_of([Employment("", "", a.start_date, a.end_date)], first, date.max):
            why = kinds.get(a.agent_id)
            found.append(
                Leaver(a.agent_id, a.name, a.team, a.end_date, band_of(a.start_date, a.end_date),
                       why.kind if why else UNSAID, why.reason if why else "")
            )  # fmt: skip
    return tuple(sorted(found, key=lambda x: (x.end, x.name), reverse=True))


@writes
def say_why(ws: Workspace, who: str, kind: str, reason: str = "", last_day: date | None = None) -> None:
    """Keep why somebody leaves, and their last day where it is given; without either day Refused."""
    if kind not in KINDS[:-1]:
        raise Misuse(t("{kind!r} is no kind of leaving.", kind=kind), ", ".join(KINDS[:-1]))
    agent = agent_named(ws, who)
    if last_day is None and agent.end_date is None:
        raise Refused(t("{agent} has no last day.", agent=agent.name), t("Give the last day together with the reason."))
    if last_day is not None and agent.start_date is not None and last_day < agent.start_date:
        raise Refused(
            t("The last day lies before {agent} started ({day}).", agent=agent.name, day=agent.start_date),
            t("Look at the year."),
        )
    said = words(reason, t("The reason"), 300, empty=True)
    if last_day is not None and last_day != agent.end_date:
        write_agents(ws, [replace(agent, end_date=last_day)])
    write_leaving(ws, {agent.agent_id: (kind, said)})
    audit.append(ws, "leaving entered", "")  # everybody reads the log; the row itself says whose and by whom


@reads
def assumptions(ws: Workspace) -> tuple[tuple[Assumption, Decimal], ...]:
    """Each assumption with the value in force."""
    changed = read_assumptions(ws)
    return tuple((a, changed.get(name, a.value)) for name, a in ASSUMPTIONS.items())


@writes
def assume(ws: Workspace, name: str, value: Decimal | None) -> None:
    """Change an assumption; None brings back the value shipped."""
    known = ASSUMPTIONS.get(name)
    if known is None:
        raise Misuse(
            t("{name!r} is no assumption.", name=name), t("Choose one of: {names}.", names=", ".join(ASSUMPTIONS))
        )
    if value is not None and not (value.is_finite() and known.low <= value <= known.high):
        raise Refused(
            t("{name} = {value} makes no sense.", name=name, value=value),
            t("Give it from {low} to {high} {unit}.", low=known.low, high=known.high, unit=t(known.unit)),
        )
    if value is None:
        delete_assumption(ws, name)
    else:
        write_assumption(ws, name, value)
    audit.append(ws, "assumption changed", name, {"value": str(value) if value is not None else ""})


def explain(line: CostLine) -> str:
    """How a line came about, with its figures, in the user's language."""
    shown = {}
    for name, value in line.figures:
        is_money = name in ("staff_hourly_cost", "hourly_cost", "recruiting_fees")
        shown[name] = money(value) if is_money else figure(value)
    start = dict(line.figures).get("start_productivity_pct")
    if start is not None:
        shown["missing"] = figure(100 - start)
    return t(FORMULAS[line.name], **shown)


def figure(value: Decimal) -> str:
    """A figure without needless decimals: 12, 33,5."""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def sentence(found: Turnover) -> str:
    """What the period says, in one plain sentence."""
    if not found.company.leavers:
        return t("Nobody left in these months.")
    text = t(
        "{n} people left, of {headcount} on average: {rate} a year.",
        n=found.company.leavers,
        headcount=number(found.company.headcount, 1),
        rate=percent(found.company.annual, 1) if found.company.annual is not None else "–",
    )
    own = found.company.annual_of("voluntary")
    if own is not None:
        text += " " + t("Of their own will: {rate} a year.", rate=percent(own, 1))
    return text


def group_word(by: str, name: str) -> str:
    """A group of a table as people read it."""
    if by == "tenure":
        return t(BAND_WORDS[name])
    if by == "month":
        year, month = name.split("-")
        return f"{MONTHS[language()][int(month) - 1]} {year}"
    return name or t("Company")
