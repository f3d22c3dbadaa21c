"""The parameters sheet: every number of the plan in its own coloured cell, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from engagement.pay.book.cells import Cell, Sheet, day, formula, label, number, text
from engagement.pay.curve import Curve
from engagement.pay.plan import Component, Gate, Period, Plan


class Parameters:
    """Sheet and address book of the parameters; keys are paths like `bonus.part.sales.x1`."""

    def __init__(self, plan: Plan, period: Period, titles: Mapping[str, str]) -> None:
        self.sheet = Sheet("parameters", titles["parameters"], widths={1: 46, 2: 16, 3: 16, 4: 40})
        self.where: dict[str, str] = {}
        self.lists: dict[str, list[str]] = {}
        self.sheet.add(
            label("Parameter", "heading"),
            label("Value", "heading"),
            label("Second value", "heading"),
            label("Component", "heading"),
        )
        self._plan(plan, period)
        for component in plan.components:
            self._component(component)

    def __getitem__(self, key: str) -> str:
        return self.where[key]

    def get(self, key: str) -> str:
        """Address, empty when the plan has no such parameter."""
        return self.where.get(key, "")

    def _row(self, key: str, name: str, cell: Cell | None, owner: str = "", **args: object) -> None:
        if cell is not None:
            row = self.sheet.add(label(name, **args), cell, None, text(owner))
            self.where[key] = self.sheet.at(2, row)

    def _pair(self, key: str, name: str, left: Decimal, right: Decimal, owner: str, at: int) -> None:
        cells = (number(left, "input_ratio"), number(right, "input_ratio"))
        row = self.sheet.add(label(name, n=at), *cells, text(owner))
        self.lists.setdefault(key, []).append(str(row))

    def pairs(self, key: str) -> list[tuple[str, str]]:
        """Addresses of a list of pairs: tiers, or points of a curve."""
        return [(self.sheet.at(2, int(row)), self.sheet.at(3, int(row))) for row in self.lists.get(key, ())]

    def values(self, key: str) -> list[str]:
        """Addresses of a list of single values."""
        return [self.sheet.at(2, int(row)) for row in self.lists.get(key, ())]

    def _plan(self, plan: Plan, period: Period) -> None:
        self._row("start", "First day of the period", day(period.start, "input_date"))
        self._row("end", "Last day of the period", day(period.end, "input_date"))
        self._row("days", "Days in the period", formula(f"{self['end']}-{self['start']}+1", "int"))
        prorates = int(plan.protected_leave == "prorate_both")
        self._row("leave", "Protected leave prorates the target too (1) or keeps it (0)", number(prorates, "input"))
        carries = int(plan.negative == "carry")
        self._row("carry", "A negative result is carried (1) or set to zero (0)", number(carries, "input"))
        self._row("min_sample", "Minimum sample of a gate", number(plan.min_sample, "input"))
        self._row("cap", "Most a person can earn", number(plan.cap, "input_money"))
        self._row("budget", "Budget of the plan", number(plan.budget, "input_money"))
        self._row("draw", "Recoverable draw", number(plan.draw or Decimal(0), "input_money"))
        self._gates("gate", plan.gates, "")

    def _gates(self, key: str, gates: tuple[Gate, ...], owner: str) -> None:
        for index, gate in enumerate(gates):
            name, limit = gate.limit
            words = "minimum" if name == "min" else "maximum"
            row = self.sheet.add(
                label(f"Gate {{metric}}: {words}, factor when missed", metric=gate.metric),
                number(limit, "input_ratio"),
                number(gate.fail_factor, "input_ratio"),
                text(owner),
            )
            self.lists.setdefault(key, []).append(str(row))
            if gate.min_n is not None:
                name = "Gate {metric}: minimum sample"
                self._row(f"{key}.{index}.n", name, number(gate.min_n, "input"), owner, metric=gate.metric)

    def _component(self, component: Component) -> None:
        key, owner = component.id, component.title
        single: tuple[tuple[str, str, Decimal | None], ...] = (
            ("rate", "Rate", component.rate),
            ("per_unit", "Euros per unit", component.per_unit),
            ("target_bonus", "Bonus at target", component.target_bonus),
            ("override", "Attainment set by the plan", component.attainment_override),
            ("pot", "Pot", component.pot),
            ("cap", "Cap of the component", component.cap),
            ("weight", "Weight of the component", component.weight),
            ("budget", "Budget of the component", component.budget),
        )
        ratios = {"rate", "override", "weight"}
        for name, words, value in single:
            style = number(value, "input_ratio" if name in ratios else "input_money")
            self._row(f"{key}.{name}", words, style, owner)
        if component.tiers is not None:
            for index, (bound, rate) in enumerate(component.tiers.steps, 1):
                self._pair(f"{key}.tiers", "Tier {n}: from, rate", bound, rate, owner, index)
        for index, factor in enumerate(component.ramp, 1):
            row = self.sheet.add(
                label("Ramp, month {n}: factor on the quota", n=index),
                number(factor, "input_ratio"),
                None,
                text(owner),
            )
            self.lists.setdefault(f"{key}.ramp", []).append(str(row))
        for part in component.parts:
            at = f"{key}.part.{part.id}"
            self._row(f"{at}.weight", "Weight of {part}", number(part.weight, "input_ratio"), owner, part=part.id)
            if not part.has_quota:
                self._row(f"{at}.target", "Target of {part}", number(part.target, "input_ratio"), owner, part=part.id)
            self._curve(at, part.curve, owner)
        self._filter(component)
        self._gates(f"{key}.gate", component.gates, owner)

    def _curve(self, key: str, curve: Curve, owner: str) -> None:
        for index, (x, y) in enumerate(curve.points, 1):
            self._pair(f"{key}.points", "Point {n} of the curve: attainment, factor", x, y, owner, index)
        self._row(f"{key}.slope", "Slope beyond the last point", number(curve.above_slope, "input_ratio"), owner)
        self._row(f"{key}.cap", "Highest factor", number(curve.cap_factor, "input_ratio"), owner)

    def _filter(self, component: Component) -> None:
        found = component.filter
        key, owner = component.id, component.title
        dates: tuple[tuple[str, str, date | None], ...] = (
            ("from", "Counts sales from", found.start),
            ("to", "Counts sales until", found.end),
        )
        for name, words, value in dates:
            self._row(f"{key}.{name}", words, day(value, "input_date"), owner)
        lists = (
            ("channels", "Counts channel", found.channels), ("stages", "Counts stage", found.stages),
            ("campaigns", "Counts campaign", found.campaigns), ("teams", "Pays team", component.teams),
        )  # fmt: skip
        for name, words, members in lists:
            for member in members:
                row = self.sheet.add(label(words), text(member, "input_text"), None, text(owner))
                self.lists.setdefault(f"{key}.{name}", []).append(str(row))
        if found.credit != "all":
            only = int(found.credit == "assisted")
            self._row(f"{key}.assisted", "Counts assisted (1) or direct (0) sales only", number(only, "input"), owner)
