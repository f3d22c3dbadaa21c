"""What each person and team brought, by component, and the goals it is held against.

Invariant: a sale counts once in its team's total, whoever shares it; goals of sales and units are prorated, targets of
KPIs never are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from engagement.pay.bonus import Reading, team_shares
from engagement.pay.credit import Credit
from engagement.pay.inputs import PeriodInputs, Person
from engagement.pay.money import ZERO, exact
from engagement.pay.plan import UNITS, Component, Part, Plan
from engagement.pay.prorate import Proration, active_days, leave_days, ramp_factor


@dataclass(frozen=True)
class Measures:
    """Everything a line reads. Keys are (agent or team, component id)."""

    people: Mapping[str, Person]
    members: tuple[Person, ...]
    prorations: Mapping[str, Proration]
    sales: Mapping[tuple[str, str], Decimal]
    units: Mapping[tuple[str, str], Fraction]
    team_sales: Mapping[tuple[str, str], Decimal]
    team_units: Mapping[tuple[str, str], Fraction]
    kpis: Mapping[str, Mapping[str, Reading]]
    teams: Mapping[str, Mapping[str, Fraction]]
    hours: Mapping[str, Decimal]
    team_quotas: dict[tuple[str, str, str], Fraction | None] = field(default_factory=dict)
    """Kept by `team_quota`: they are the same for everybody of a team."""

    def actual(self, who: str, component: Component, measure: str, *, team: bool = False) -> Decimal | Fraction:
        """Sales or units of a person or team that count for a component."""
        if measure == UNITS:
            return (self.team_units if team else self.units).get((who, component.id), Fraction(0))
        return (self.team_sales if team else self.sales).get((who, component.id), ZERO)


def measure(plan: Plan, inputs: PeriodInputs, credits: Iterable[Credit]) -> Measures:
    """Add up credits by component and collect days, hours and KPIs."""
    people = {person.agent_id: person for person in inputs.people}
    hours: dict[str, dict[str, Decimal]] = {}
    for row in inputs.hours:
        mine = hours.setdefault(row.agent_id, {})
        mine[row.team] = mine.get(row.team, ZERO) + row.hours
    members = tuple(
        person
        for _, person in sorted(people.items())
        if plan.covers(person.agent_id, {person.team, *hours.get(person.agent_id, {})})
    )
    kpis: dict[str, dict[str, Reading]] = {}
    for kpi in inputs.kpis:
        kpis.setdefault(kpi.agent_id, {})[kpi.metric] = Reading(kpi.value, kpi.n)
    # Credits are added up by person and by the components they count for; only those few sums are handed on.
    money: dict[tuple[str, tuple[str, ...]], Decimal] = {}
    pieces: dict[tuple[str, tuple[str, ...], int], int] = {}
    counted: dict[tuple[date, str, str, str, bool], tuple[str, ...]] = {}
    for credit in credits:
        facts = (credit.on, credit.channel, credit.stage, credit.campaign, credit.assisted)
        if facts not in counted:
            counted[facts] = tuple(c.id for c in plan.components if c.filter.takes(*facts))
        group = (credit.agent_id, counted[facts])
        money[group] = money.get(group, ZERO) + credit.amount
        number = credit.units
        if number:
            piece = (credit.agent_id, counted[facts], number.denominator)
            pieces[piece] = pieces.get(piece, 0) + number.numerator
    sales: dict[tuple[str, str], Decimal] = {}
    for (agent, components), amount in money.items():
        for component_id in components:
            key = (agent, component_id)
            sales[key] = sales.get(key, ZERO) + amount
    units: dict[tuple[str, str], Fraction] = {}
    for (agent, components, denominator), count in pieces.items():
        for component_id in components:
            key = (agent, component_id)
            units[key] = units.get(key, Fraction(0)) + Fraction(count, denominator)
    team_sales: dict[tuple[str, str], Decimal] = {}
    team_units: dict[tuple[str, str], Fraction] = {}
    for (agent, component_id), amount in sales.items():
        key = (people[agent].team, component_id)
        team_sales[key] = team_sales.get(key, ZERO) + amount
    for (agent, component_id), share in units.items():
        key = (people[agent].team, component_id)
        team_units[key] = team_units.get(key, Fraction(0)) + share
    return Measures(
        people=people,
        members=members,
        prorations={person.agent_id: proration(plan, inputs, person) for person in members},
        sales=sales,
        units=units,
        team_sales=team_sales,
        team_units=team_units,
        kpis=kpis,
        teams={p.agent_id: _teams(p, hours.get(p.agent_id, {})) for p in members},
        hours={agent: sum(mine.values(), ZERO) for agent, mine in hours.items()},
    )


def _teams(person: Person, hours: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """Teams by share of scheduled hours; without hours the home team alone."""
    found = team_shares({team: value for team, value in hours.items() if value > 0})
    return found or ({person.team: Fraction(1)} if person.team else {})


def proration(plan: Plan, inputs: PeriodInputs, person: Person) -> Proration:
    """Days of a person in the period."""
    period = inputs.period
    span = (period.start, period.end, person.start, person.end)
    leaves = [(a.start, a.end) for a in inputs.absences if a.agent_id == person.agent_id and a.protected]
    return Proration(period.days, active_days(*span), leave_days(*span, leaves), person.fte, plan.protected_leave)


def monthly_quota(inputs: PeriodInputs, agent_id: str, component: Component, part: Part | None) -> Decimal | None:
    """Quota of a person before proration: their own, else the plan's."""
    keys = (
        [(agent_id, component.id)]
        if part is None
        else [(agent_id, f"{component.id}.{part.id}"), (agent_id, component.id)]
    )
    own = next((inputs.quotas[key] for key in keys if key in inputs.quotas), None)
    if own is not None:
        return own
    return component.quota if part is None or part.quota is None else part.quota


def quota_factor(measures: Measures, inputs: PeriodInputs, person: Person, component: Component) -> Fraction:
    """Share of the monthly quota that counts: active days, working time, leave, ramp of a joiner."""
    ramp = ramp_factor(component.ramp, person.start, inputs.period.start)
    return measures.prorations[person.agent_id].quota_share * exact(ramp)


def team_quota(
    measures: Measures, inputs: PeriodInputs, team: str, component: Component, part: Part
) -> Fraction | None:
    """Quota of a team: as given, else the sum of its home members' prorated quotas; None when one has none."""
    key = (team, component.id, part.id)
    if key not in measures.team_quotas:
        measures.team_quotas[key] = _team_quota(measures, inputs, team, component, part)
    return measures.team_quotas[key]


def _team_quota(
    measures: Measures, inputs: PeriodInputs, team: str, component: Component, part: Part
) -> Fraction | None:
    given = inputs.team_quotas.get((team, component.id))
    if given is not None:
        return exact(given)
    added = Fraction(0)
    for person in measures.members:
        if person.team == team and measures.prorations[person.agent_id].days_active:
            monthly = monthly_quota(inputs, person.agent_id, component, part)
            if monthly is None:
                return None
            added += exact(monthly) * quota_factor(measures, inputs, person, component)
    return added
