"""The settlement sheet: one row per person and component, through the engine's order of calculation in formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engagement.pay.book.cells import Cell, Sheet, Style, formula, label, number, text
from engagement.pay.book.data import Data, Hours, People, Teams
from engagement.pay.book.formulas import NOT_CALCULABLE, cents, curve, gate, tier_marginal, tier_rate
from engagement.pay.book.parameters import Parameters
from engagement.pay.book.sharing import Sharing
from engagement.pay.engine import pot_groups
from engagement.pay.inputs import Person
from engagement.pay.measure import Measures
from engagement.pay.plan import SALES, UNITS, Component, Part
from engagement.pay.results import Line, Run

BASE_COLUMNS: tuple[tuple[str, str, Style], ...] = (
    ("no", "No.", "int"), ("person", "Person no.", "int"), ("component_no", "Component no.", "int"),
    ("id", "Agent", "plain"), ("name", "Name", "plain"), ("component", "Component", "plain"),
    ("base", "Base", "money"), ("quota", "Quota", "money"), ("target", "Target bonus", "money"),
    ("attainment", "Attainment", "ratio"), ("factor", "Factor or rate", "ratio"), ("gross", "Gross", "money"),
    ("capped", "After cap", "money"), ("gate", "Gates", "ratio"), ("weight", "Weight", "ratio"),
    ("weighted", "Weighted", "ratio"), ("after_cap", "After plan cap", "ratio"),
    ("after_component", "After component budget", "ratio"), ("after_plan", "After plan budget", "ratio"),
    ("amount", "Amount", "total"), ("made", "As computed", "money"),
    ("differs", "Difference", "check"), ("rules", "Rules", "plain"),
)  # fmt: skip
_LIMITS = ("after_cap", "after_component", "after_plan")


class Settlement:
    """The table; `at(agent, component, column)` is an address."""

    def __init__(
        self,
        run: Run,
        measures: Measures,
        params: Parameters,
        people: People,
        data: Data,
        teams: Teams,
        hours: Hours,
        titles: Mapping[str, str],
    ) -> None:
        self.run, self.measures, self.params = run, measures, params
        self.people, self.data, self.teams, self.hours = people, data, teams, hours
        self.sheet = Sheet("settlement", titles["settlement"], freeze_columns=6, widths={4: 14, 5: 24, 6: 22})
        self.workings = Sheet("workings", titles["workings"], freeze_columns=3, widths={1: 14, 2: 20, 3: 20})
        words = ("Agent", "Component", "Part", "Actual", "Goal", "Attainment", "Factor", "Weight", "Contribution")
        self.workings.add(*(label(word, "heading") for word in words))
        self.columns = {key: index for index, (key, _, _) in enumerate(BASE_COLUMNS, 1)}
        self.sharing = Sharing(titles)
        self.results: dict[str, dict[tuple[str, str], str]] = {name: {} for name in ("pot", *_LIMITS)}
        self.components = {c.id: index for index, c in enumerate(run.plan.components, 1)}
        self.keys = [(person.agent_id, c.id) for person in measures.members for c in run.plan.components]
        self.rows = {key: index for index, key in enumerate(self.keys, 2)}
        self.last = max(len(self.keys) + 1, 2)
        self._share_all()
        self.sheet.add(*(label(words, "heading") for _, words, _ in BASE_COLUMNS))
        lines = {(line.agent_id, line.component_id): line for s in run.statements for line in s.lines}
        for person in measures.members:
            for component in run.plan.components:
                self.sheet.add(*self._row(person, component, lines[person.agent_id, component.id]))

    def at(self, agent_id: str, component_id: str, column: str) -> str:
        """Address of a value."""
        return self.sheet.at(self.columns[column], self.rows[agent_id, component_id])

    def all(self, column: str) -> str:
        """A whole column."""
        return self.sheet.column(self.columns[column], 2, self.last)

    def _share_all(self) -> None:
        """Blocks of the sharing sheet, in the engine's order: pots, plan cap, component budgets, plan budget."""
        plan, members = self.run.plan, self.measures.members
        for component in plan.components:
            if component.kind == "pot" and members:
                groups = pot_groups(self.measures, component) if component.per_team else {"": list(members)}
                for team, group in groups.items():
                    keys = [(person.agent_id, component.id) for person in group]
                    weights = [self._pot_weight(person, component) for person in group]
                    amount = self._pot_amount(component, group)
                    name = text(f"{component.title} {team}".strip())
                    self.results["pot"] |= self.sharing.add_pot(name, amount, keys, weights)
        last = "weighted"
        if plan.cap is not None:
            for person in members:
                keys = [(person.agent_id, component.id) for component in plan.components]
                self.results["after_cap"] |= self._limit(text(person.agent_id), self.params["cap"], keys, last)
            last = "after_cap"
        budgets = [component for component in plan.components if component.budget is not None]
        for component in budgets:
            keys = [(person.agent_id, component.id) for person in members]
            limit = self.params[f"{component.id}.budget"]
            at = [self.at(*key, last) for key in keys]
            rounded = [f"IF(ISNUMBER({value}),{cents(value)},0)" for value in at]
            if self.run.rules < 2:
                self.results["after_component"] |= self._limit(text(component.title), limit, keys, last)
            elif keys:
                held = self.sharing.add_budget(text(component.title), limit, keys, at, rounded)
                self.results["after_component"] |= held
        last = "after_component" if budgets else last
        if plan.budget is not None:
            if self.run.rules < 2:
                name, limit = label("Budget of the plan"), self.params["budget"]
                self.results["after_plan"] |= self._limit(name, limit, self.keys, last)
            else:
                self._plan_budget(last)

    def _plan_budget(self, last: str) -> None:
        """The budget shared by what each person's lines come to, then each share within the person's lines."""
        lines = {
            person.agent_id: [self.at(person.agent_id, c.id, last) for c in self.run.plan.components]
            for person in self.measures.members
        }
        nets = [f"SUM({','.join(mine)})" for mine in lines.values()]
        rounded = ["+".join(f"IF(ISNUMBER({one}),{cents(one)},0)" for one in mine) for mine in lines.values()]
        if not lines:
            return
        keys = [(who, "") for who in lines]
        name, limit = label("Budget of the plan"), self.params["budget"]
        shares = self.sharing.add_budget(name, limit, keys, nets, rounded, sums=True)
        for who, mine in lines.items():
            own = [(who, component.id) for component in self.run.plan.components]
            if len(own) == 1:
                self.results["after_plan"][own[0]] = shares[who, ""]
            else:
                self.results["after_plan"] |= self.sharing.add_limit(text(who), shares[who, ""], own, mine)

    def _limit(
        self, name: Cell | None, limit: str, keys: list[tuple[str, str]], column: str
    ) -> dict[tuple[str, str], str]:
        return self.sharing.add_limit(name, limit, keys, [self.at(*key, column) for key in keys]) if keys else {}

    def _row(self, person: Person, component: Component, line: Line) -> list[Cell | None]:
        who, key = person.agent_id, component.id
        at = {name: self.at(who, key, name) for name in self.columns}
        cells: dict[str, Cell | None] = {
            "no": number(self.rows[who, key] - 1, "int"),
            "person": number(self.people.row[who] - 1, "int"),
            "component_no": number(self.components[key], "int"),
            "id": text(who),
            "name": text(person.name),
            "component": text(component.title),
            "rules": text(line.rule_version),
            "made": number(line.amount) if line.amount is not None else Cell("text", "n/a", "money"),
        }
        if component.kind == "bonus":
            gross = self._bonus(cells, at, person, component)
        elif component.kind == "pot":
            gross = self._pot(cells, at, person, component)
        else:
            gross = self._commission(cells, at, person, component)
        cells["gross"] = formula(f"IF({self._paid(person, component)},{gross},0)")
        cap = self.params.get(f"{key}.cap")
        gross_at = at["gross"]
        cells["capped"] = formula(f"IF(ISNUMBER({gross_at}),MIN({gross_at},{cap}),{gross_at})" if cap else gross_at)
        cells["gate"] = formula(self._gates(person, component), "ratio")
        cells["weight"] = formula(self.params[f"{key}.weight"], "ratio")
        capped = at["capped"]
        product = f"IF({capped}>0,{capped}*{at['gate']},{capped})*{at['weight']}"
        cells["weighted"] = formula(f"IF(ISNUMBER({capped}),{product},{NOT_CALCULABLE})", "ratio")
        source = self._limits(cells, at, (who, key))
        cells["amount"] = formula(f"IF(ISNUMBER({source}),{cents(source)},{NOT_CALCULABLE})", "total")
        both = f"AND(ISNUMBER({at['amount']}),ISNUMBER({at['made']}))"
        same = f"IF({at['amount']}={at['made']},0,1)"
        cells["differs"] = formula(f"IF({both},ROUND({at['amount']}-{at['made']},2),{same})", "check")
        return [cells.get(name) for name in self.columns]

    def _paid(self, person: Person, component: Component) -> str:
        """Whether the component pays the person: an active day, and one of its teams."""
        active = f"{self.people.at('active', person.agent_id)}>0"
        team = self.people.at("team", person.agent_id)
        teams = [f"EXACT({team},{at})" for at in self.params.values(f"{component.id}.teams")]
        return f"AND({active},OR({','.join(teams)}))" if teams else active

    def _commission(
        self, cells: dict[str, Cell | None], at: Mapping[str, str], person: Person, component: Component
    ) -> str:
        key = component.id
        measure = UNITS if component.per_unit is not None else SALES
        cells["base"] = formula(self.data.sum_of(component, measure, at["person"]))
        if component.tiers is None:
            cells["factor"] = formula(self.params.get(f"{key}.per_unit") or self.params[f"{key}.rate"], "ratio")
            return f"{at['base']}*{at['factor']}"
        steps = self.params.pairs(f"{key}.tiers")
        unit = ""
        if component.tiers_of_quota:
            cells["quota"] = formula(self.people.quota(self.params, person.agent_id, component, None))
            unit = at["quota"]
        cells["factor"] = formula(tier_rate(at["base"], steps, unit), "ratio")
        if component.tiers.whole:
            paid = f"{at['base']}*{at['factor']}"
        else:
            paid = tier_marginal(at["base"], at["factor"], steps, unit)
        active, leave = (self.people.at(name, person.agent_id) for name in ("active", "leave"))
        return f"IF(OR({unit}>0,AND({leave}>0,{leave}>={active})),{paid},{NOT_CALCULABLE})" if unit else paid

    def _bonus(self, cells: dict[str, Cell | None], at: Mapping[str, str], person: Person, component: Component) -> str:
        key, who = component.id, person.agent_id
        share = self.people.at("target_share", who)
        cells["target"] = formula(f"{self.params[f'{key}.target_bonus']}*{share}")
        paid = f"IF(ISNUMBER({at['factor']}),{at['target']}*{at['factor']},{NOT_CALCULABLE})"
        if (decided := self.run.inputs.decided.get((who, key))) is not None:
            cells["factor"] = number(decided, "input_ratio")
            return paid
        if component.attainment_override is not None:
            cells["factor"] = formula(self.params[f"{key}.override"], "ratio")
            return paid
        scopes = [(p, team) for p in component.parts for team in self._teams(p, who)]
        missing = any(p.scope == "team" and not self.measures.teams[who] for p in component.parts)
        if missing:
            cells["factor"] = formula(NOT_CALCULABLE, "ratio")
        elif len(scopes) == 1:
            part, team = scopes[0]
            actual, goal = self._actual_and_goal(component, part, team, person, at["person"])
            cells["base"] = formula(actual)
            cells["quota"] = formula(goal)
            # An empty KPI must stay empty: a plain reference would read it as 0.
            if not part.has_quota:
                cells["base"] = formula(f'IF({actual}="","",{actual})')
            ratio, factor = self._reached(component, part, at["base"], at["quota"])
            cells["attainment"] = formula(ratio, "ratio")
            cells["factor"] = formula(factor, "ratio")
        else:
            first = len(self.workings.rows) + 1
            for part, team in scopes:
                self._working(person, component, part, team, at["person"])
            span = self.workings.column(9, first, len(self.workings.rows))
            blended = f"IF(COUNT({span})={len(scopes)},SUM({span}),{NOT_CALCULABLE})"
            cells["factor"] = formula(blended, "ratio")
        active, leave = self.people.at("active", who), self.people.at("leave", who)
        away = f"IF({self.params['leave']}=1,0,{NOT_CALCULABLE})"
        return f"IF(AND({leave}>0,{leave}>={active}),{away},{paid})"

    def _teams(self, part: Part, who: str) -> list[str]:
        return list(self.measures.teams[who]) if part.scope == "team" else [""]

    def _actual_and_goal(
        self, component: Component, part: Part, team: str, person: Person, person_no: str
    ) -> tuple[str, str]:
        who = person.agent_id
        if not part.has_quota:
            return self.people.at(f"kpi {part.measure}", who), self.params[f"{component.id}.part.{part.id}.target"]
        if team:
            return self.teams.at(team, component, part)
        actual = self.data.sum_of(component, part.measure, person_no)
        return actual, self.people.quota(self.params, who, component, part)

    def _reached(self, component: Component, part: Part, actual: str, goal: str) -> tuple[str, str]:
        """Attainment and factor of a part, over the cells of actual and goal."""
        key = f"{component.id}.part.{part.id}"
        top, bottom = (goal, actual) if part.lower_is_better else (actual, goal)
        known = [f"ISNUMBER({actual})", f"{goal}>0"] + ([f"{actual}>0"] if part.lower_is_better else [])
        test = f"AND({','.join(known)})"
        points = self.params.pairs(f"{key}.points")
        paid = curve(top, bottom, points, self.params[f"{key}.slope"], self.params.get(f"{key}.cap"))
        return f"IF({test},{top}/{bottom},{NOT_CALCULABLE})", f"IF({test},{paid},{NOT_CALCULABLE})"

    def _working(self, person: Person, component: Component, part: Part, team: str, person_no: str) -> None:
        row = len(self.workings.rows) + 1
        at = {index: self.workings.at(index, row) for index in range(1, 10)}
        actual, goal = self._actual_and_goal(component, part, team, person, person_no)
        kept = actual if part.has_quota else f'IF({actual}="","",{actual})'
        ratio, factor = self._reached(component, part, at[4], at[5])
        weight = self.params[f"{component.id}.part.{part.id}.weight"]
        if team:
            weight = f"{weight}*{self.hours.share(person.agent_id, team)}"
        self.workings.add(
            text(person.agent_id),
            text(component.title),
            text(f"{part.id} {team}".strip()),
            formula(kept),
            formula(goal),
            formula(ratio, "ratio"),
            formula(factor, "ratio"),
            formula(weight, "ratio"),
            formula(f"IF(ISNUMBER({at[7]}),{at[7]}*{at[8]},{NOT_CALCULABLE})", "ratio"),
        )

    def _pot(self, cells: dict[str, Cell | None], at: Mapping[str, str], person: Person, component: Component) -> str:
        if component.share_by in ("sales", "units"):
            cells["base"] = formula(self.data.sum_of(component, component.share_by, at["person"]))
        return self.results["pot"].get((person.agent_id, component.id), "0")

    def _pot_weight(self, person: Person, component: Component) -> str:
        who = person.agent_id
        base = f"MAX({self.at(who, component.id, 'base')},0)"
        weight = {"equal": "1", "hours": self.people.at("hours", who)}.get(component.share_by, base)
        return f"IF({self._paid(person, component)},{weight},0)"

    def _pot_amount(self, component: Component, group: Sequence[Person]) -> str:
        fixed = self.params.get(f"{component.id}.pot")
        if fixed:
            return fixed
        first = len(self.workings.rows) + 1
        for person in group:
            sold = self.data.sum_of(component, SALES, self.people.at("no", person.agent_id))
            live = f"IF({self._paid(person, component)},{sold},0)"
            self.workings.add(text(person.agent_id), text(component.title), label("Sales"), formula(live))
        span = self.workings.column(4, first, len(self.workings.rows))
        return cents(f"{self.params[f'{component.id}.rate']}*SUM({span})")

    def _gates(self, person: Person, component: Component) -> str:
        found = []
        for key, gates in (("gate", self.run.plan.gates), (f"{component.id}.gate", component.gates)):
            for index, (item, (limit, fail)) in enumerate(zip(gates, self.params.pairs(key), strict=True)):
                value = self.people.at(f"kpi {item.metric}", person.agent_id)
                n = self.people.at(f"n {item.metric}", person.agent_id)
                least = self.params.get(f"{key}.{index}.n") or self.params["min_sample"]
                found.append(gate(value, n, limit, least, fail, at_most=item.maximum is not None))
        return f"MIN({','.join(found)})" if found else "1"

    def _limits(self, cells: dict[str, Cell | None], at: Mapping[str, str], key: tuple[str, str]) -> str:
        """Plan cap, component budget, plan budget: results of the sharing sheet, column after column."""
        source = "weighted"
        for stage in _LIMITS:
            if self.results[stage]:
                cells[stage] = formula(self.results[stage].get(key, at[source]), "ratio")
                source = stage
        return at[source]
