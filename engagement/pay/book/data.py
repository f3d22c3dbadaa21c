"""The sheets that hold what was measured: people (with quotas, KPIs and balances), teams, credited sales.

Lines are listed one by one up to a limit; beyond it they are added up by person and by what the plan tells apart, so
that finance can still open the file. The listing of each line then stands in a separate file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from engagement.pay.book.cells import Cell, Sheet, blank, day, formula, label, number, text
from engagement.pay.book.formulas import Remainder, cents
from engagement.pay.book.parameters import Parameters
from engagement.pay.credit import Credit
from engagement.pay.inputs import Person
from engagement.pay.measure import Measures, monthly_quota
from engagement.pay.money import ZERO, to_decimal
from engagement.pay.plan import SALES, UNITS, Component, Part, Plan
from engagement.pay.results import Run


def quota_parts(component: Component) -> list[Part | None]:
    """What of a component has a quota of a person: parts of sales or units, or tiers counted in quotas."""
    if component.tiers is not None and component.tiers_of_quota:
        return [None]
    return [part for part in component.parts if part.has_quota]


def metrics(plan: Plan) -> list[str]:
    """KPIs that the plan reads."""
    found = {gate.metric for gate in plan.gates}
    for component in plan.components:
        found |= {gate.metric for gate in component.gates}
        found |= {part.measure for part in component.parts if not part.has_quota}
    return sorted(found)


class People:
    """One row a person; `at(name, agent)` is an address."""

    def __init__(self, run: Run, measures: Measures, params: Parameters, titles: Mapping[str, str]) -> None:
        self.sheet = Sheet("people", titles["people"], freeze_columns=3)
        self.members = measures.members
        self.row = {person.agent_id: index for index, person in enumerate(self.members, 2)}
        teams = {person.team for person in measures.people.values()} | {
            team for shares in measures.teams.values() for team in shares
        }
        self.team_no = {team: index for index, team in enumerate(sorted(teams), 1)}
        self.columns: dict[str, int] = {}
        self._header(run.plan)
        for person in self.members:
            self.sheet.add(*self._cells(run, measures, params, person))
        self.sheet.widths = {2: 14, 3: 24, 5: 14, **dict.fromkeys(range(6, len(self.columns) + 1), 13)}

    def at(self, name: str, agent_id: str) -> str:
        """Address of a person's value."""
        return self.sheet.at(self.columns[name], self.row[agent_id])

    def all(self, name: str) -> str:
        """A whole column."""
        return self.sheet.column(self.columns[name], 2, max(len(self.members) + 1, 2))

    def _header(self, plan: Plan) -> None:
        fixed = (
            ("no", "No."), ("id", "Agent"), ("name", "Name"), ("team_no", "Team no."), ("team", "Team"),
            ("start", "Start"), ("end", "End"), ("fte", "FTE"), ("active", "Active days"), ("leave", "Protected leave"),
            ("target_share", "Share of target"), ("quota_share", "Share of quota"), ("balance", "Balance brought"),
            ("hours", "Hours"),
        )  # fmt: skip
        header: list[Cell | None] = []
        for key, words in fixed:
            self.columns[key] = len(header) + 1
            header.append(label(words, "heading"))
        for component in plan.components:
            if component.ramp and quota_parts(component):
                self.columns[f"ramp {component.id}"] = len(header) + 1
                header.append(label("Ramp {component}", "heading", component=component.id))
            for part in quota_parts(component):
                name = f"{component.id}.{part.id}" if part and len(component.parts) > 1 else component.id
                self.columns[f"quota {component.id}.{part.id if part else ''}"] = len(header) + 1
                header.append(label("Quota {component}", "heading", component=name))
        for metric in metrics(plan):
            self.columns[f"kpi {metric}"] = len(header) + 1
            header.append(label("KPI {metric}", "heading", metric=metric))
            self.columns[f"n {metric}"] = len(header) + 1
            header.append(label("Sample {metric}", "heading", metric=metric))
        self.sheet.add(*header)

    def _cells(self, run: Run, measures: Measures, params: Parameters, person: Person) -> list[Cell | None]:
        who = person.agent_id
        at = {name: self.at(name, who) for name in self.columns}
        start, end = at["start"], at["end"]
        begin = f'MAX({params["start"]},IF({start}="",{params["start"]},{start}))'
        stop = f'MIN({params["end"]},IF({end}="",{params["end"]},{end}))'
        cells: list[Cell | None] = [
            number(self.row[who] - 1, "int"),
            text(who),
            text(person.name),
            number(self.team_no[person.team], "int"),
            text(person.team),
            day(person.start, "input_date") or blank("input_date"),
            day(person.end, "input_date") or blank("input_date"),
            number(person.fte, "input_ratio"),
            formula(f"MAX({stop}-{begin}+1,0)", "int"),
            number(measures.prorations[who].days_leave, "input"),
            formula(f"({at['active']}-{at['leave']}*{params['leave']})/{params['days']}*{at['fte']}", "ratio"),
            formula(f"({at['active']}-{at['leave']})/{params['days']}*{at['fte']}", "ratio"),
            number(run.carried.get(who, ZERO), "input_money"),
            number(measures.hours.get(who, ZERO), "input_ratio"),
        ]
        for component in run.plan.components:
            if component.ramp and quota_parts(component):
                cells.append(formula(_ramp(params, component, start), "ratio"))
            for part in quota_parts(component):
                quota = monthly_quota(run.inputs, who, component, part)
                cells.append(number(quota, "input_money") or blank("input_money"))
        for metric in metrics(run.plan):
            reading = measures.kpis.get(who, {}).get(metric)
            cells.append(number(reading.value if reading else None, "input_ratio") or blank("input_ratio"))
            cells.append(number(reading.n if reading else None, "input") or blank("input"))
        return cells

    def quota(self, params: Parameters, agent_id: str, component: Component, part: Part | None) -> str:
        """Prorated quota of a person, as a formula."""
        monthly = self.at(f"quota {component.id}.{part.id if part else ''}", agent_id)
        ramp = f"*{self.at(f'ramp {component.id}', agent_id)}" if component.ramp else ""
        return f"{monthly}*{self.at('quota_share', agent_id)}{ramp}"


def _ramp(params: Parameters, component: Component, start: str) -> str:
    first = params["start"]
    month = f"(YEAR({first})-YEAR({start}))*12+MONTH({first})-MONTH({start})"
    steps = params.values(f"{component.id}.ramp")
    result = "1"
    for index, step in reversed(list(enumerate(steps))):
        result = f"IF({month}={index},{step},{result})"
    return f'IF({start}="",1,{result})'


class _Group(NamedTuple):
    """Credits shown in one row when lines are added up."""

    agent_id: str
    refund: bool
    channel: str
    stage: str
    campaign: str
    assisted: bool
    member: tuple[str, ...]


_Facts = tuple[str, str, str, bool, tuple[str, ...]]
"""channel, stage, campaign, assisted, components it counts for"""


@dataclass
class _Sum:
    first: date
    last: date
    lines: int = 0
    amount: Decimal = ZERO
    pieces: dict[int, int] = field(default_factory=dict)

    @property
    def units(self) -> Fraction:
        """Units from counts by denominator."""
        return sum((Fraction(count, below) for below, count in self.pieces.items()), Fraction(0))


COLUMNS = (
    "Person no.", "Agent", "Team no.", "Order", "Line", "Kind", "First day", "Last day", "Channel", "Stage",
    "Campaign", "Assisted", "Currency", "Amount", "Units of currency for 1 EUR", "Line in EUR", "Weight",
    "Share, cents", "Whole cents", "Rest", "Credit EUR", "Units",
)  # fmt: skip
_AGENT, _TEAM, _CREDIT, _UNITS = 1, 3, 21, 22


class Data:
    """Credited sales; sums of them are formulas over its columns."""

    def __init__(
        self,
        run: Run,
        people: People,
        params: Parameters,
        titles: Mapping[str, str],
        detail_limit: int,
    ) -> None:
        self.params = params
        self.people = people
        self.sheet = Sheet("data", titles["data"], widths={4: 16, 5: 10, 9: 12, 10: 12, 11: 16}, freeze_columns=2)
        self.plan = run.plan
        self.team_of = {person.agent_id: person.team for person in run.inputs.people}
        self.filtered = [c for c in run.plan.components if not c.filter.everything]
        names = [f"In {component.id}" for component in self.filtered]
        headings: list[Cell | None] = [label(words, "heading") for words in COLUMNS]
        for component, _ in zip(self.filtered, names, strict=True):
            headings.append(label("In {component}", "heading", component=component.id))
        self.sheet.add(*headings)
        self.aggregated = len(run.credits.credits) > detail_limit
        if self.aggregated:
            self._groups(run.credits.credits)
        else:
            self._lines(run.credits.credits)
        self.last = max(len(self.sheet.rows), 2)

    def column(self, number_: int) -> str:
        """A whole column."""
        return self.sheet.column(number_, 2, self.last)

    def sum_of(self, component: Component, measure_: str, key: str, *, team: bool = False) -> str:
        """Sales or units of a person (or team) that count for a component."""
        value = self.column(_UNITS if measure_ == UNITS else _CREDIT)
        criteria = f"{self.column(_TEAM if team else _AGENT)},{key}"
        if component in self.filtered:
            flag = self.column(len(COLUMNS) + 1 + self.filtered.index(component))
            criteria += f",{flag},1"
        return f"ROUND(SUMIFS({value},{criteria}),{2 if measure_ == SALES else 8})"

    def _who(self, agent_id: str) -> tuple[int, int]:
        return self.people.row.get(agent_id, 1) - 1, self.people.team_no[self.team_of[agent_id]]

    def _members(self, row: int) -> list[Cell | None]:
        cell = {name: self.sheet.at(index, row) for index, name in enumerate(COLUMNS, 1)}
        found: list[Cell | None] = []
        for component in self.filtered:
            key = component.id
            tests = []
            if self.params.get(f"{key}.from"):
                tests.append(f"{cell['First day']}>={self.params[f'{key}.from']}")
            if self.params.get(f"{key}.to"):
                tests.append(f"{cell['Last day']}<={self.params[f'{key}.to']}")
            for name, column in (("channels", "Channel"), ("stages", "Stage"), ("campaigns", "Campaign")):
                options = [f"EXACT({cell[column]},{at})" for at in self.params.values(f"{key}.{name}")]
                if options:
                    tests.append(f"OR({','.join(options)})")
            if self.params.get(f"{key}.assisted"):
                tests.append(f"{cell['Assisted']}={self.params[f'{key}.assisted']}")
            found.append(formula(f"IF(AND({','.join(tests)}),1,0)", "int"))
        return found

    def _lines(self, credits: tuple[Credit, ...]) -> None:
        index = 0
        while index < len(credits):
            first = credits[index]
            stop, added = index, Decimal(0)
            while stop < len(credits) and added < first.weights and _same_line(first, credits[stop]):
                added += credits[stop].weight
                stop += 1
            rows = (len(self.sheet.rows) + 1, len(self.sheet.rows) + stop - index)
            for credit in credits[index:stop]:
                self._line(credit, rows, whole=added == first.weights)
            index = stop

    def _line(self, credit: Credit, rows: tuple[int, int], *, whole: bool) -> None:
        row = len(self.sheet.rows) + 1
        at = {name: self.sheet.at(index, row) for index, name in enumerate(COLUMNS, 1)}
        span = {name: self.sheet.column(index, *rows) for index, name in enumerate(COLUMNS, 1)}
        shared = rows[0] < rows[1]
        euros = at["Line in EUR"]
        helpers: list[Cell | None] = [None, None, None]
        if shared and whole:
            rests = Remainder(
                at["Share, cents"], at["Whole cents"], at["Rest"], f"ROW({at['Rest']})", span["Whole cents"],
                span["Rest"], f"ROW({span['Rest']})", "1",
            )  # fmt: skip
            helpers = [
                formula(rests.share_cents(euros, at["Weight"], f"SUM({span['Weight']})"), "ratio"),
                formula(rests.floor_cents(), "int"),
                formula(rests.rest_cents(), "ratio"),
            ]
            share = formula(rests.result(euros))
        elif whole:
            share = formula(euros)
        else:  # a share of the line went to nobody known; the run is blocked and says so
            share = Cell("number", credit.amount, "input_money")
        no, team_no = self._who(credit.agent_id)
        self.sheet.add(
            number(no, "int"),
            text(credit.agent_id),
            number(team_no, "int"),
            text(credit.order_id),
            text(credit.line_id),
            label("refund" if credit.refund else "sale"),
            day(credit.on, "input_date"),
            day(credit.on, "input_date"),
            text(credit.channel, "input_text"),
            text(credit.stage, "input_text"),
            text(credit.campaign, "input_text"),
            number(int(credit.assisted), "input"),
            text(credit.currency),
            number(credit.net_amount, "input_money"),
            number(credit.eur_rate, "input_ratio"),
            formula(cents(f"{at['Amount']}/{at['Units of currency for 1 EUR']}")),
            number(credit.weight, "input_ratio"),
            *helpers,
            share,
            number(to_decimal(credit.units), "input_ratio"),
            *self._members(row),
        )

    def _groups(self, credits: tuple[Credit, ...]) -> None:
        kept = {
            name: any(getattr(c.filter, name) for c in self.filtered) for name in ("channels", "stages", "campaigns")
        }
        found_of: dict[tuple[str, bool, _Facts], _Sum] = {}
        counted: dict[tuple[date, str, str, str, bool], _Facts] = {}
        for credit in credits:
            facts = (credit.on, credit.channel, credit.stage, credit.campaign, credit.assisted)
            if facts not in counted:
                counted[facts] = (
                    credit.channel if kept["channels"] else "",
                    credit.stage if kept["stages"] else "",
                    credit.campaign if kept["campaigns"] else "",
                    credit.assisted,
                    tuple(c.id for c in self.filtered if c.filter.takes(*facts)),
                )
            key = (credit.agent_id, credit.refund, counted[facts])
            found = found_of.get(key)
            if found is None:
                found = found_of[key] = _Sum(credit.on, credit.on)
            found.lines += 1
            if credit.on < found.first:
                found.first = credit.on
            elif credit.on > found.last:
                found.last = credit.on
            found.amount += credit.amount
            units = credit.units
            found.pieces[units.denominator] = found.pieces.get(units.denominator, 0) + units.numerator
        sums = {_Group(agent_id, refund, *facts): found for (agent_id, refund, facts), found in found_of.items()}
        for group in sorted(sums, key=lambda g: (g.agent_id, g.refund, g.channel, g.stage, g.campaign, g.member)):
            added = sums[group]
            no, team_no = self._who(group.agent_id)
            row = len(self.sheet.rows) + 1
            self.sheet.add(
                number(no, "int"),
                text(group.agent_id),
                number(team_no, "int"),
                label("{n} lines", n=added.lines),
                None,
                label("refund" if group.refund else "sale"),
                day(added.first, "input_date"),
                day(added.last, "input_date"),
                text(group.channel, "input_text"),
                text(group.stage, "input_text"),
                text(group.campaign, "input_text"),
                number(int(group.assisted), "input"),
                *[None] * 8,
                number(added.amount, "input_money"),
                number(to_decimal(added.units), "input_ratio"),
                *self._members(row),
            )


def _same_line(first: Credit, other: Credit) -> bool:
    facts = ("order_id", "line_id", "refund", "net_amount", "weights", "line_eur")
    return all(getattr(first, fact) == getattr(other, fact) for fact in facts)


class Teams:
    """Sales (or units) and quota of each team, for the team part of a bonus."""

    def __init__(
        self, run: Run, measures: Measures, people: People, data: Data, params: Parameters, titles: Mapping[str, str]
    ) -> None:
        self.sheet = Sheet("teams", titles["teams"], widths={2: 16}, freeze_columns=2)
        parts = [(c, p) for c in run.plan.components for p in c.parts if p.scope == "team"]
        self.used = bool(parts)
        self.columns: dict[tuple[str, str], int] = {}
        header: list[Cell | None] = [label("Team no.", "heading"), label("Team", "heading")]
        for component, part in parts:
            self.columns[component.id, part.id] = len(header) + 1
            name = f"{component.id}.{part.id}"
            header += [label("Sales {component}", "heading", component=name)]
            header += [label("Quota {component}", "heading", component=name)]
        self.sheet.add(*header)
        self.row = {team: index for index, team in enumerate(people.team_no, 2)}
        for team, no in people.team_no.items():
            cells: list[Cell | None] = [number(no, "int"), text(team)]
            for component, part in parts:
                cells.append(formula(data.sum_of(component, part.measure, self.sheet.at(1, self.row[team]), team=True)))
                given = run.inputs.team_quotas.get((team, component.id))
                if given is not None:
                    cells.append(number(given, "input_money"))
                    continue
                mine = [
                    people.quota(params, person.agent_id, component, part)
                    for person in measures.members
                    if person.team == team and measures.prorations[person.agent_id].days_active
                ]
                ramp = f"*{people.all(f'ramp {component.id}')}" if component.ramp else ""
                whole = (
                    f"SUMPRODUCT(({people.all('team_no')}={self.sheet.at(1, self.row[team])})"
                    f"*{people.all(f'quota {component.id}.{part.id}')}*{people.all('quota_share')}{ramp})"
                )
                cells.append(formula(whole if mine else "0"))
            self.sheet.add(*cells)

    def at(self, team: str, component: Component, part: Part) -> tuple[str, str]:
        """Addresses of a team's sales and quota."""
        column = self.columns[component.id, part.id]
        return self.sheet.at(column, self.row[team]), self.sheet.at(column + 1, self.row[team])


class Hours:
    """Scheduled hours by team, for people in more than one."""

    def __init__(self, run: Run, measures: Measures, titles: Mapping[str, str]) -> None:
        self.sheet = Sheet("hours", titles["hours"], widths={1: 14, 2: 16})
        self.sheet.add(label("Agent", "heading"), label("Team", "heading"), label("Hours", "heading"))
        added: dict[tuple[str, str], Decimal] = {}
        for row in run.inputs.hours:
            if row.agent_id in measures.teams and row.hours > 0:
                key = (row.agent_id, row.team)
                added[key] = added.get(key, ZERO) + row.hours
        self.cells: dict[str, dict[str, str]] = {}
        for (agent_id, team), hours in sorted(added.items()):
            at = self.sheet.add(text(agent_id), text(team), number(hours, "input_ratio"))
            self.cells.setdefault(agent_id, {})[team] = self.sheet.at(3, at)

    def share(self, agent_id: str, team: str) -> str:
        """Share of a team in a person's hours, as a formula; 1 without hours (the home team alone)."""
        mine = self.cells.get(agent_id, {})
        return f"{mine[team]}/({'+'.join(mine.values())})" if mine else "1"
