"""Plans as plain TOML: read with every mistake named at once, written back so that reading gives the same plan.

    id = "online-2026"
    version = 1
    effective_from = 2026-01-01
    protected_leave = "keep_target"      # or "prorate_both": the client must choose
    negative = "carry"                   # or "floor_zero"

    [[component]]
    id = "bonus"
    kind = "bonus"                       # flat, tier_marginal, tier_whole, bonus, scorecard, spiff, pot
    target_bonus = "300.00"
    quota = "20000.00"
    curve = [["0.80", "0.50"], ["1.00", "1.00"]]
    above_slope = "2"
    cap_factor = "1.50"

Numbers may be written with or without quotes; they are read as decimals either way, never as floats.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engagement.pay.curve import Tiers
from engagement.pay.plan import UNITS, Component, Filter, Gate, Part, Plan, PlanProblem
from engagement.pay.plan_fields import Fields, PlanError


def loads(text: str, source: str = "plan") -> Plan:
    """Read one plan from TOML text. Raises PlanError with every mistake found."""
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PlanError([PlanProblem(source, f"not TOML: {error}", "Mend the line named.")]) from None
    return from_table(table, source)


def from_table(table: Mapping[str, Any], source: str = "plan") -> Plan:
    """Build a plan from the table TOML gives. Raises PlanError with every mistake found."""
    reader = _Reader()
    plan = reader.plan(table, source)
    if reader.problems or plan is None:
        raise PlanError(reader.problems)
    return plan


class _Reader(Fields):
    """Reads the tables of a plan; problems are collected, so that a user mends a plan in one go."""

    def gates(self, table: Mapping[str, Any], where: str) -> tuple[Gate, ...]:
        found = []
        for index, row in enumerate(self.tables(table, "gate", where), 1):
            at = f"{where}, gate {index}"
            self.unknown(row, "gate", at)
            factor = self.decimal(row, "fail_factor", at, needed=True)
            minimum, maximum = (self.decimal(row, key, at, low=None) for key in ("min", "max"))
            if ("min" in row) == ("max" in row):
                mend = 'Write min = "85.0", or max = "60" where lower is better; a band is two gates.'
                self.say(at, "a gate has a min or a max, one of them.", mend)
            min_n = self.whole(row, "min_n", at, None) if "min_n" in row else None
            if factor is not None and factor > 1:
                self.say(at, f"fail_factor {factor} is above 1.", "A failed gate never pays more; write 0 to 1.")
            metric = self.text(row, "metric", at)
            if factor is not None and (minimum is None) != (maximum is None):
                found.append(Gate(metric, minimum, factor, min_n, maximum))
        return tuple(found)

    def plan(self, table: Mapping[str, Any], source: str) -> Plan | None:
        self.unknown(table, "plan", source)
        start = self.day(table, "effective_from", source, needed=True)
        end = self.day(table, "effective_to", source)
        if start and start.day != 1:
            self.say(source, f"effective_from {start} is inside a month.", "A version begins on the first of a month.")
        if start and end and end < start:
            self.say(source, f"effective_to {end} is before effective_from {start}.", "Swap them.")
        components = []
        for index, row in enumerate(self.tables(table, "component", source), 1):
            label = row.get("id")
            where = f"{source}, component {index}" + (f" ({label})" if isinstance(label, str) and label else "")
            component = self.component(row, where)
            if component is not None:
                components.append(component)
        if not table.get("component"):
            self.say(source, "has no component.", "Add one with [[component]].")
        ids = [component.id for component in components]
        for double in sorted({name for name in ids if ids.count(name) > 1}):
            self.say(source, f"has two components {double!r}.", "Give each its own id.")
        built = {
            "id": self.text(table, "id", source),
            "version": self.whole(table, "version", source, None),
            "components": tuple(components),
            "protected_leave": self.choice(table, "protected_leave", ("keep_target", "prorate_both"), source),
            "negative": self.choice(table, "negative", ("carry", "floor_zero"), source),
            "name": self.text(table, "name", source, ""),
            "effective_to": end,
            "teams": self.texts(table, "teams", source),
            "agents": self.texts(table, "agents", source),
            "gates": self.gates(table, source),
            "min_sample": self.whole(table, "min_sample", source, 5),
            "cap": self.decimal(table, "cap", source),
            "budget": self.decimal(table, "budget", source),
            "draw": self.decimal(table, "draw", source),
            "assisted_window_h": self.decimal(table, "assisted_window_h", source),
        }
        return None if start is None else Plan(effective_from=start, **built)

    def component(self, table: Mapping[str, Any], where: str) -> Component | None:
        kinds = ("flat", "tier_marginal", "tier_whole", "bonus", "scorecard", "spiff", "pot")
        before = len(self.problems)
        kind = self.choice(table, "kind", kinds, where)
        if len(self.problems) > before:
            return None
        self.unknown(table, kind, where)
        weight = self.decimal(table, "weight", where)
        ramp = table.get("ramp", [])
        if not isinstance(ramp, list):
            self.say(where, "ramp is not a list.", 'Write ramp = ["0.50", "0.75"].')
            ramp = []
        steps = [self._number(value, f"{where}, ramp") for value in ramp]
        built: dict[str, Any] = {
            "id": self.text(table, "id", where),
            "kind": "bonus" if kind == "scorecard" else kind,
            "name": self.text(table, "name", where, ""),
            "cap": self.decimal(table, "cap", where),
            "weight": Decimal(1) if weight is None else weight,
            "gates": self.gates(table, where),
            "budget": self.decimal(table, "budget", where),
            "ramp": tuple(step for step in steps if step is not None),
            "quota": self.decimal(table, "quota", where) if kind.startswith("tier") else None,
            "filter": self.filter(table, where),
            "teams": self.texts(table, "teams", where),
        }
        built |= getattr(self, f"_{kind.removesuffix('_marginal').removesuffix('_whole')}")(table, where)
        return Component(**built)

    def filter(self, table: Mapping[str, Any], where: str) -> Filter:
        start, end = self.day(table, "from", where), self.day(table, "to", where)
        if start and end and end < start:
            self.say(where, f"to {end} is before from {start}.", "Swap them.")
        lists = {key: self.texts(table, key, where) for key in ("channels", "stages", "campaigns")}
        credit = self.choice(table, "credit", ("all", "direct", "assisted"), where, "all")
        return Filter(**lists, start=start, end=end, credit=credit)

    def _flat(self, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        return {"rate": self.decimal(table, "rate", where, needed=True)}

    def _tier(self, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        steps = self.pairs(table.get("tiers"), f"{where}, tiers")
        whole = table["kind"] == "tier_whole"
        tiers = self.built(lambda: Tiers(steps, whole), f"{where}, tiers") if steps else None
        return {"tiers": tiers, "tiers_of_quota": self.flag(table, "tiers_of_quota", where)}

    def _bonus(self, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        common: dict[str, Any] = {
            "measure": self.text(table, "measure", where, "sales"),
            "quota": self.decimal(table, "quota", where),
            "target": self.decimal(table, "target", where),
            "lower_is_better": self.flag(table, "lower_is_better", where),
            "curve": self.curve(table, where),
        }
        own, team = (self.decimal(table, key, where) for key in ("individual_weight", "team_weight"))
        if own is None and team is None:
            parts = [Part("individual", **common)]
        else:
            weights = {"individual": own or Decimal(0), "team": team or Decimal(0)}
            parts = [Part(k, scope=k, weight=w, **common) for k, w in weights.items() if w]  # type: ignore[arg-type]
        return {
            "target_bonus": self.decimal(table, "target_bonus", where, needed=True),
            "parts": self.weighed(parts, where),
            "attainment_override": self.decimal(table, "attainment_override", where),
        }

    def _scorecard(self, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        parts = []
        for index, row in enumerate(self.tables(table, "item", where), 1):
            at = f"{where}, item {index}"
            self.unknown(row, "item", at)
            name = self.text(row, "id", at)
            measure = self.text(row, "measure", at, name)
            part = Part(
                name,
                measure=measure,
                weight=self.decimal(row, "weight", at, needed=True) or Decimal(0),
                quota=self.decimal(row, "quota", at),
                target=self.decimal(row, "target", at, needed=measure not in ("sales", UNITS)),
                lower_is_better=self.flag(row, "lower_is_better", at),
                scope=self.choice(row, "scope", ("individual", "team"), at, "individual"),
                curve=self.curve(row, at),
            )
            parts.append(part)
        if not parts:
            self.say(where, "a scorecard has no item.", "Add one with [[component.item]].")
        return {
            "target_bonus": self.decimal(table, "target_bonus", where, needed=True),
            "parts": self.weighed(parts, where) if parts else (),
        }

    def weighed(self, parts: list[Part], where: str) -> tuple[Part, ...]:
        added = sum((part.weight for part in parts), Decimal(0))
        if added != 1:
            self.say(where, f"the weights add to {added}, not to 1.", "Change them so that they add to 1.")
        for part in parts:
            if part.scope == "team" and not part.has_quota:
                self.say(where, f"{part.id}: a team's attainment is of sales or units.", "Make it individual.")
        return tuple(parts)

    def _spiff(self, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        values = {key: self.decimal(table, key, where) for key in ("per_unit", "rate")}
        if sum(value is not None for value in values.values()) != 1 and not any(
            "_unit" in p.where for p in self.problems
        ):
            self.say(where, "a spiff pays per_unit or a rate, one of them.", 'Write per_unit = "2.00".')
        if "from" not in table or "to" not in table:
            self.say(where, "a spiff has dates.", "Write from = 2026-11-27 and to = 2026-11-30.")
        return values

    def _pot(self, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        values: dict[str, Any] = {
            "pot": self.decimal(table, "pot", where, low=None),
            "rate": self.decimal(table, "rate", where),
        }
        if ("pot" in table) == ("rate" in table):
            self.say(where, "a pot is an amount or a rate of the team's sales, one of them.", 'Write pot = "1000.00".')
        if values["pot"] is not None and values["pot"] != values["pot"].quantize(Decimal("0.01")):
            self.say(where, f"pot {values['pot']} is not in whole cents.", "Write two decimals.")
        values["per_team"] = self.flag(table, "per_team", where)
        values["share_by"] = self.choice(table, "share_by", ("equal", "hours", "sales", "units"), where, "equal")
        return values
