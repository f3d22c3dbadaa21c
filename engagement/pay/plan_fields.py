"""Fields of a plan file: each value read with its mistake said, where it stands and how to mend it.

`Fields` knows kinds of value (numbers as decimals, dates, choices, pairs, curves), `KEYS` the keys of each table; what
they mean together stands in `plan_toml`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from engagement.pay.curve import Curve
from engagement.pay.plan import PlanProblem

_FILTER = {"channels", "stages", "campaigns", "from", "to", "credit", "teams"}
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
    "pot": _COMMON | {"pot", "rate", "share_by", "per_team"},
    "gate": {"metric", "min", "max", "fail_factor", "min_n"},
}  # fmt: skip


class PlanError(ValueError):
    """A plan that cannot be used; `problems` names each mistake with its place and mend."""

    def __init__(self, problems: Sequence[PlanProblem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Fields:
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

    def tables(self, table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
            return value
        self.say(where, f"{key} is not a list of tables.", f"Begin each with [[{key}]].")
        return []
