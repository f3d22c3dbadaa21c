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

import difflib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from engagement.pay.curve import Curve, Tiers
from engagement.pay.plan import UNITS, Component, Filter, Gate, Part, Plan, PlanProblem

_FILTER = {"channels", "stages", "campaigns", "from", "to", "credit"}
_COMMON = {"id", "kind", "name", "cap", "weight", "gate", "budget", "ramp"} | _FILTER
_CURVE = {"curve", "above_slope", "cap_factor", "threshold"}
KEYS: dict[str, set[str]] = {
    "plan": {
        "id", "name", "version", "effective_from", "effective_to", "protected_leave", "negative", "teams", "agents",
        "min_sample", "cap", "budget", "draw", "assisted_window_h", "component", "gate",
    },
    "flat": _COMMON | {"rate"},
    "tier_marginal": _COMMON | {"tiers", "tiers_of_quota", "quota"},
    "tier_whole": _COMMON | {"tiers", "tiers_of_quota", "quota"},
    "bonus": _COMMON
    | _CURVE
    | {"target_bonus", "quota", "measure", "target", "lower_is_better", "individual_weight", "team_weight",
       "attainment_override"},
    "scorecard": _COMMON | {"target_bonus", "item"},
    "item": _CURVE | {"id", "measure", "weight", "quota", "target", "lower_is_better", "scope"},
    "spiff": _COMMON | {"per_unit", "rate"},
    "pot": _COMMON | {"pot", "rate", "share_by"},
    "gate": {"metric", "min", "fail_factor", "min_n"},
}  # fmt: skip


class PlanError(ValueError):
    """A plan that cannot be used; `problems` names each mistake with its place and mend."""

    def __init__(self, problems: Sequence[PlanProblem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


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


class _Reader:
    """Collects problems while reading, so that a user mends a plan in one go."""

    def __init__(self) -> None:
        self.problems: list[PlanProblem] = []

    def say(self, where: str, message: str, fix: str = "") -> None:
        self.problems.append(PlanProblem(where, message, fix))

    def unknown(self, table: Mapping[str, Any], kind: str, where: str) -> None:
        for key in sorted(set(table) - KEYS[kind]):
            near = difflib.get_close_matches(key, KEYS[kind], 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(sorted(KEYS[kind]))}."
            self.say(where, f"unknown key {key!r}.", hint)

    def decimal(
        self, table: Mapping[str, Any], key: str, where: str, *, needed: bool = False, low: Decimal | None = Decimal(0)
    ) -> Decimal | None:
        if key not in table:
            if needed:
                self.say(where, f"{key} is missing.", f'Write {key} = "…".')
            return None
        return self._number(table[key], f"{where}, {key}", low)

    def _number(self, value: object, where: str, low: Decimal | None = Decimal(0)) -> Decimal | None:
        try:
            if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
                raise InvalidOperation
            number = Decimal(value)
        except InvalidOperation:
            self.say(where, f"{value!r} is not a number.", 'Write it like "0.02".')
            return None
        if not number.is_finite():
            self.say(where, f"{value!r} is not a finite number.", 'Write it like "0.02".')
            return None
        if low is not None and number < low:
            self.say(where, f"{number} is below {low}.", "Write a number that is not negative.")
            return None
        return number

    def text(self, table: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.say(where, f"{key} is missing." if value is None else f"{key} is not a text.", f'Write {key} = "…".')
            return ""
        return value

    def choice(
        self, table: Mapping[str, Any], key: str, options: Sequence[str], where: str, default: str | None = None
    ) -> Any:
        value = table.get(key, default)
        if value in options:
            return value
        if value is None:
            self.say(where, f"{key} is missing; it has no default.", f"Choose {' or '.join(options)}.")
        else:
            near = difflib.get_close_matches(str(value), options, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Choose {' or '.join(options)}."
            self.say(where, f"{key} = {value!r} is not known.", hint)
        return options[0]

    def flag(self, table: Mapping[str, Any], key: str, where: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.say(where, f"{key} = {value!r} is neither true nor false.", f"Write {key} = true.")
            return False
        return value

    def whole(self, table: Mapping[str, Any], key: str, where: str, default: int | None) -> int:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.say(where, f"{key} is not a whole number." if key in table else f"{key} is missing.", f"{key} = 1")
            return 0
        return value

    def day(self, table: Mapping[str, Any], key: str, where: str, *, needed: bool = False) -> date | None:
        value = table.get(key)
        if value is None:
            if needed:
                self.say(where, f"{key} is missing.", f"Write {key} = 2026-01-01.")
            return None
        try:
            found = date.fromisoformat(value) if isinstance(value, str) else value
            if type(found) is not date:
                raise ValueError
            return found
        except ValueError:
            self.say(where, f"{key} = {value} is not a date.", f"Write {key} = 2026-01-01.")
            return None

    def texts(self, table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            self.say(where, f"{key} is not a list of texts.", f'Write {key} = ["phone"].')
            return ()
        return tuple(value)

    def pairs(self, value: object, where: str) -> tuple[tuple[Decimal, Decimal], ...]:
        if not isinstance(value, list | tuple) or not value:
            self.say(where, "is not a list of pairs.", 'Write [["0", "0.01"], ["10000", "0.02"]].')
            return ()
        found = []
        for index, pair in enumerate(value, 1):
            if not isinstance(pair, list | tuple) or len(pair) != 2:
                self.say(where, f"pair {index} does not have two numbers.", 'Write ["10000", "0.02"].')
                continue
            left = self._number(pair[0], f"{where}, pair {index}")
            right = self._number(pair[1], f"{where}, pair {index}")
            if left is not None and right is not None:
                found.append((left, right))
        return tuple(found)

    def built(self, make: Callable[[], Any], where: str) -> Any:
        try:
            return make()
        except ValueError as error:
            self.say(where, f"{error}.", "Put them in rising order.")
            return None

    def curve(self, table: Mapping[str, Any], where: str) -> Curve:
        slope = self.decimal(table, "above_slope", where)
        cap = self.decimal(table, "cap_factor", where)
        threshold = self.decimal(table, "threshold", where)
        if "curve" in table:
            if threshold is not None:
                self.say(where, "has both curve and threshold.", "The first point of a curve is its threshold.")
            points = self.pairs(table["curve"], f"{where}, curve")
        else:
            start = threshold or Decimal(0)
            points = ((start, start),)
        if not points:
            return Curve()
        return self.built(lambda: Curve(points, Decimal(1) if slope is None else slope, cap), where) or Curve()

    def gates(self, table: Mapping[str, Any], where: str) -> tuple[Gate, ...]:
        found = []
        for index, row in enumerate(self.tables(table, "gate", where), 1):
            at = f"{where}, gate {index}"
            self.unknown(row, "gate", at)
            minimum, factor = (self.decimal(row, key, at, needed=True) for key in ("min", "fail_factor"))
            min_n = self.whole(row, "min_n", at, None) if "min_n" in row else None
            if factor is not None and factor > 1:
                self.say(at, f"fail_factor {factor} is above 1.", "A failed gate never pays more; write 0 to 1.")
            metric = self.text(row, "metric", at)
            if minimum is not None and factor is not None:
                found.append(Gate(metric, minimum, factor, min_n))
        return tuple(found)

    def tables(self, table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
            return value
        self.say(where, f"{key} is not a list of tables.", f"Begin each with [[{key}]].")
        return []

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
        values["share_by"] = self.choice(table, "share_by", ("equal", "hours", "sales", "units"), where, "equal")
        return values


def dumps(plan: Plan) -> str:
    """The plan as TOML that `loads` reads back to an equal plan."""
    lines = [
        *(
            _line(f.name, getattr(plan, f.name), f.default)
            for f in fields(plan)
            if f.name not in ("components", "gates")
        ),
        *_gate_lines(plan.gates, "gate"),
    ]
    for component in plan.components:
        lines += ["", "[[component]]", *_component_lines(component)]
    return "\n".join(line for line in lines if line is not None) + "\n"


def _component_lines(component: Component) -> list[str | None]:
    scorecard = component.kind == "bonus" and not _is_simple(component.parts)
    lines = [
        _line("id", component.id, None),
        _line("kind", "scorecard" if scorecard else component.kind, None),
        *(
            _line(f.name, getattr(component, f.name), f.default)
            for f in fields(component)
            if f.name not in ("id", "kind", "tiers", "parts", "filter", "gates", "ramp", "quota")
        ),
        _line("ramp", component.ramp, ()),
        *(_line(key, getattr(component.filter, key), ()) for key in ("channels", "stages", "campaigns")),
        _line("from", component.filter.start, None),
        _line("to", component.filter.end, None),
        _line("credit", component.filter.credit, "all"),
    ]
    if component.tiers:
        lines += [_line("tiers", component.tiers.steps, None), _line("quota", component.quota, None)]
    if component.kind == "bonus" and not scorecard:
        lines += _part_lines(component.parts[0], quota=component.parts[0].quota)
        if len(component.parts) > 1 or component.parts[0].scope == "team":
            lines += [_line(f"{part.scope}_weight", part.weight, None) for part in component.parts]
    lines += _gate_lines(component.gates, "component.gate")
    if scorecard:
        for part in component.parts:
            lines += ["", "[[component.item]]", _line("id", part.id, None), *_part_lines(part, quota=part.quota)]
            lines += [_line("weight", part.weight, None), _line("scope", part.scope, "individual")]
    return lines


def _is_simple(parts: tuple[Part, ...]) -> bool:
    """Whether the parts are one measure, weighed between the person and the team."""
    scopes = [part.scope for part in parts]
    same = {(p.measure, p.quota, p.target, p.lower_is_better, p.curve) for p in parts}
    return (
        scopes in (["individual"], ["team"], ["individual", "team"])
        and len(same) == 1
        and all(part.id == part.scope for part in parts)
    )


def _part_lines(part: Part, quota: Decimal | None) -> list[str | None]:
    return [
        _line("measure", part.measure, "sales"),
        _line("quota", quota, None),
        _line("target", part.target, None),
        _line("lower_is_better", part.lower_is_better, False),
        _line("curve", part.curve.points, None),
        _line("above_slope", part.curve.above_slope, Decimal(1)),
        _line("cap_factor", part.curve.cap_factor, None),
    ]


def _gate_lines(gates: tuple[Gate, ...], table: str) -> list[str | None]:
    lines: list[str | None] = []
    for gate in gates:
        lines += ["", f"[[{table}]]", _line("metric", gate.metric, None), _line("min", gate.minimum, None)]
        lines += [_line("fail_factor", gate.fail_factor, None), _line("min_n", gate.min_n, None)]
    return lines


def _line(key: str, value: object, default: object) -> str | None:
    return None if value is None or value == default else f"{key} = {_toml(value)}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in text)
    return f'"{escaped}"'
