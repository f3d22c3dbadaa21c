"""Rule packs: which rules are in force, how hard, with which figures, and where each comes from.

A pack is TOML: `[rules.ID]` tables whose keys are checked against `SPECS`; `extends = "es"` puts a pack on top of
another. A rule that a pack does not name is off, except the few that are always on (contract, leave, locks, demand).
Packs are no legal advice: every rule carries its source and the text it was read in.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from planner.base.errors import Refused
from planner.base.i18n import t, text_place, text_reason

SHIPPED = ("es", "contact-centre")


@dataclass(frozen=True)
class RuleSpec:
    """What a rule is called, its figures with their defaults, whether it is always on, and whether it is a price only:
    a cost that nothing can bring to zero, so that `hard` says nothing of it."""

    title: str
    params: Mapping[str, Any]
    hard: bool = True
    weight: float = 0.0
    always: bool = False
    price: bool = False


# One entry a rule; the functions that check them have the same names (rules/*.py).
SPECS: dict[str, RuleSpec] = {
    "contract_hours": RuleSpec("Contract hours", {"tolerance_min": 0, "deviation_cost_h": 0.0}, always=True),
    "working_days": RuleSpec("Working days a week", {"max": 7}, always=True),
    "availability": RuleSpec("Availability", {}, always=True),
    "time_off": RuleSpec("Leave and absences", {}, always=True),
    "locked_shifts": RuleSpec("Locked shifts", {}, always=True),
    "shift_start": RuleSpec("Shift start times", {"step_min": 30, "earliest": "", "latest_end": ""}, always=True),
    "shift_lengths": RuleSpec(
        "Shift lengths", {"min_min": 240, "max_min": 540, "step_min": 60, "lengths_min": []}, always=True
    ),
    "daily_hours": RuleSpec("Daily hours", {"max_min": 540}),
    "weekly_hours": RuleSpec("Weekly hours on average", {"max_min": 2400}),
    "split_shifts": RuleSpec(
        "Split shifts", {"gap_min_min": 60, "gap_max_min": 240, "part_min_min": 120}, hard=False, weight=2.0
    ),
    "breaks": RuleSpec("Breaks", {"tiers": [], "work_between_min": 60}),
    "screen_pause": RuleSpec("Screen pauses", {"minutes_per_hour": 5, "counted_in": "shrinkage"}, hard=False),
    "daily_rest": RuleSpec("Rest between shifts", {"minutes": 720}),
    "weekly_rest": RuleSpec("Weekly rest", {"minutes": 2160, "over_days": 7}),
    "days_off_together": RuleSpec("Days off together", {"days": 2}),
    "consecutive_days": RuleSpec("Working days in a row", {"min": 1, "max": 6}),
    "consecutive_days_off": RuleSpec("Days off in a row", {"min": 1, "max": 60}),
    "free_weekends": RuleSpec("Free weekends", {"max_worked": 2, "over_weeks": 4}),
    "nights": RuleSpec("Night shifts", {"from": "22:00", "to": "06:00", "over_min": 180, "max_per_week": 7}),
    "start_spread": RuleSpec("Start times within a week", {"window_min": 120}, hard=False, weight=1.0),
    "successions": RuleSpec("Forbidden successions", {"bands": {}, "forbidden": []}),
    "minors": RuleSpec(
        "Agents under 18", {"max_min": 480, "break_over_min": 270, "break_min": 30, "rest_min": 2880, "nights": False}
    ),
    "overtime": RuleSpec("Overtime a year", {"max_year_min": 4800, "part_time": False}),
    "min_staff": RuleSpec("Minimum staff of a channel", {"channels": []}, hard=False, weight=200.0),
    "skill_on_duty": RuleSpec("Minimum skills on duty", {"needs": []}, hard=False, weight=200.0),
    "pairs": RuleSpec("Pairs together or apart", {}, hard=False, weight=20.0),
    "fairness": RuleSpec(
        "Fair spread", {"weekend": 1.0, "late": 0.5, "holiday": 2.0, "late_from": "20:00"}, hard=False, weight=1.0,
        price=True,
    ),
    "preferences": RuleSpec(
        "Wishes", {"early_until": "11:00", "late_from": "20:00"}, hard=False, weight=1.0, always=True
    ),
    "stability": RuleSpec("Changes against the published roster", {}, hard=False, weight=5.0, always=True),
    "notice": RuleSpec("Notice of changes", {"days": 5, "complementary_days": 3}),
    "shortage": RuleSpec(
        "Shortage", {"first_share": 0.15, "first_cost_h": 20.0, "cost_h": 50.0}, hard=False, weight=1.0, always=True,
        price=True,
    ),
    "overstaffing": RuleSpec("Overstaffing", {"cost_h": 0.0}, hard=False, weight=1.0, price=True),
    "wage": RuleSpec("Cost of the hours", {}, hard=False, weight=1.0, price=True),
}  # fmt: skip


FIGURES: dict[str, str] = {
    "tolerance_min": "tolerance (min)", "deviation_cost_h": "points an hour off", "max": "at most",
    "min": "at least", "step_min": "grid (min)", "earliest": "not before", "latest_end": "not after",
    "min_min": "at least (min)", "max_min": "at most (min)", "lengths_min": "allowed lengths (min)",
    "gap_min_min": "interruption at least (min)", "gap_max_min": "interruption at most (min)",
    "part_min_min": "each part at least (min)", "tiers": "breaks by length of shift",
    "work_between_min": "work between breaks (min)", "minutes_per_hour": "minutes an hour",
    "counted_in": "counted in", "minutes": "minutes", "over_days": "over days", "days": "days",
    "complementary_days": "days for more hours of part-time contracts",
    "max_worked": "worked at most", "over_weeks": "over weeks", "from": "night from", "to": "night until",
    "over_min": "night from (min)", "max_per_week": "at most a week", "window_min": "window (min)",
    "bands": "bands of starts", "forbidden": "forbidden pairs", "break_over_min": "break due over (min)",
    "break_min": "break (min)", "rest_min": "rest (min)", "nights": "nights allowed",
    "max_year_min": "at most a year (min)", "part_time": "part-time too", "channels": "channels", "needs": "needs",
    "weekend": "points a weekend day", "late": "points a late shift", "holiday": "points a public holiday",
    "late_from": "late from", "early_until": "early until", "first_share": "first share of the requirement",
    "first_cost_h": "points an hour of it", "cost_h": "points an hour beyond",
}  # fmt: skip
"""What the figures of rules are called, in English."""

CLOCKS = ("earliest", "latest_end", "from", "to", "late_from", "early_until")
CHOICES = {"screen_pause.counted_in": ("roster", "shrinkage")}
NOT_MORE = (  # figures of a rule of which the first is at most the second
    ("consecutive_days", "min", "max"), ("consecutive_days_off", "min", "max"), ("shift_lengths", "min_min", "max_min"),
    ("split_shifts", "gap_min_min", "gap_max_min"), ("shortage", "first_cost_h", "cost_h"),
)  # fmt: skip
_NEED = {"channel": "", "skill": "", "language": "", "team": "", "count": 1.0, "from": "", "to": "", "weekdays": [0]}
ROWS: dict[str, Mapping[str, Any]] = {
    "breaks.tiers": {
        "over_min": 0, "from_min": 0, "minutes": 0, "paid": False, "from_start_min": 0, "to_end_min": 0
    },
    "min_staff.channels": _NEED,
    "skill_on_duty.needs": _NEED,
}  # fmt: skip
"""The keys of the rows of figures that are lists of tables, each with a value of its kind (minutes may be a list)."""


@dataclass(frozen=True)
class Rule:
    """One rule in force: hard or soft with a weight, its figures, its source and the date it was read."""

    rule_id: str
    hard: bool
    weight: float
    params: Mapping[str, Any]
    source: str = ""

    def minutes(self, key: str) -> int:
        """A figure in whole minutes."""
        return int(self.params[key])

    def at(self, key: str) -> time | None:
        """A local time written HH:MM; None when empty."""
        return clock(self.params[key])

    @property
    def title(self) -> str:
        """The rule's name in the user's language."""
        return t(SPECS[self.rule_id].title)


@dataclass(frozen=True)
class RulePack:
    """The rules in force by id, with the pack's name, title and caveat."""

    name: str
    rules: Mapping[str, Rule]
    title: str = ""
    caveat: str = ""
    extends: tuple[str, ...] = ()

    def get(self, rule_id: str) -> Rule | None:
        """The rule, or None when it is off."""
        return self.rules.get(rule_id)

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[rule_id]

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self.rules

    def replace(self, overrides: Mapping[str, Mapping[str, Any]]) -> RulePack:
        """The pack with some tables changed, as `{"daily_rest": {"minutes": 660}}`; `{"on": False}` turns one off."""
        return _merge(self, {"rules": dict(overrides)}, self.name)

    def without(self, *rule_ids: str) -> RulePack:
        """The pack with some rules off (rules that are always on stay)."""
        kept = {k: r for k, r in self.rules.items() if k not in rule_ids or SPECS[k].always}
        return replace(self, rules=kept)


def clock(text: object) -> time | None:
    """A local time written HH:MM; None when empty. 24:00 is read as 00:00 (of the following day)."""
    if not text:
        return None
    if str(text) == "24:00":
        return time()
    return time.fromisoformat(str(text))


def minute_of(text: object, default: int) -> int:
    """Minutes after local midnight of HH:MM (24:00 is 1440); `default` when empty."""
    if not text:
        return default
    hours, minutes = str(text).split(":")
    return 60 * int(hours) + int(minutes)


def base_pack() -> RulePack:
    """Only the rules that are always on, with their defaults."""
    rules = {k: Rule(k, s.hard, s.weight, dict(s.params), "convention") for k, s in SPECS.items() if s.always}
    return RulePack("base", rules)


@cache
def load_pack(name: str = "es") -> RulePack:
    """A shipped pack (`es`, `contact-centre`) or the pack in a TOML file.

    Raises Refused with the file, the key and the nearest known one when something is misspelt or of the wrong kind.
    """
    if name == "base":
        return base_pack()
    if name in SHIPPED:
        text = (resources.files("planner.rostering") / "packs" / f"{name}.toml").read_text(encoding="utf-8")
        return parse_pack(text, name)
    path = Path(name)
    if not path.suffix:
        near = difflib.get_close_matches(name, SHIPPED, 1, 0.5)
        raise Refused(t("There is no rule pack {name}.", name=name), _did_you_mean(near, SHIPPED))
    try:
        return parse_pack(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(t("The rule pack {name} cannot be read: {why}.", name=path, why=text_reason(problem))) from None


def no_toml(name: str, text: str, problem: tomllib.TOMLDecodeError) -> Refused:
    """What to tell of a text that is no TOML: the file, line and column, and the mend, in the user's language."""
    line, column = text_place(problem, text) or (1, 1)
    return Refused(
        t("{name}, line {line}, column {column}: this is not valid TOML.", name=name, line=line, column=column),
        t('Write key = value, text as "text", and close what is opened; each table and each key stands once.'),
    )


def parse_pack(text: str, name: str = "team") -> RulePack:
    """A pack from TOML text; `name` stands in messages. Raises Refused as `load_pack` does."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise no_toml(name, text, problem) from None
    known = ("name", "title", "caveat", "extends", "rules")
    for key in data:
        if key not in known:
            raise Refused(t("{name}: unknown key {key}.", name=name, key=key), _nearest(key, known))
    return _merge(load_pack(str(data.get("extends", "base"))), data, name)


def _merge(base: RulePack, data: Mapping[str, Any], name: str) -> RulePack:
    rules = dict(base.rules)
    tables = data.get("rules", {})
    if not isinstance(tables, Mapping):
        raise Refused(t("{name}: rules must be tables such as [rules.daily_rest].", name=name))
    for rule_id, table in tables.items():
        if rule_id not in SPECS:
            raise Refused(t("{name}: unknown rule {key}.", name=name, key=rule_id), _nearest(rule_id, tuple(SPECS)))
        if not isinstance(table, Mapping):
            raise Refused(t("{name}: {key} must be a table.", name=name, key=f"rules.{rule_id}"))
        rule = _rule(rule_id, table, rules.get(rule_id), name)
        if rule is None and not SPECS[rule_id].always:
            rules.pop(rule_id, None)
        elif rule is not None:
            rules[rule_id] = rule
    return RulePack(
        str(data.get("name", name)),
        rules,
        str(data.get("title", base.title)),
        str(data.get("caveat", base.caveat)),
        (*base.extends, base.name) if base.name != "base" else (),
    )


def _rule(rule_id: str, table: Mapping[str, Any], old: Rule | None, name: str) -> Rule | None:
    spec = SPECS[rule_id]
    common = ("on", "hard", "weight", "source")
    params = dict(old.params if old else spec.params)
    for key, value in table.items():
        where = f"rules.{rule_id}.{key}"
        if key in common:
            kinds: dict[str, Any] = {"on": bool, "hard": bool, "weight": (int, float), "source": str}
            kind = kinds[key]
            if not isinstance(value, kind) or (key == "weight" and isinstance(value, bool)):
                raise Refused(
                    t("{name}: {key} has the wrong kind of value: {value}.", name=name, key=where, value=value)
                )
            continue
        if key not in spec.params:
            raise Refused(t("{name}: unknown key {key}.", name=name, key=where), _nearest(key, (*spec.params, *common)))
        _check_value(spec.params[key], value, where, name)
        params[key] = value
    if table.get("on") is False:
        return None
    _check_together(rule_id, params, name)
    weight = float(table.get("weight", old.weight if old else spec.weight))
    if weight < 0:
        raise Refused(t("{name}: {key} must not be negative.", name=name, key=f"rules.{rule_id}.weight"))
    return Rule(
        rule_id,
        bool(table.get("hard", old.hard if old else spec.hard)),
        weight,
        params,
        str(table.get("source", old.source if old else "convention")),
    )


def _check_value(default: object, value: object, where: str, name: str) -> None:
    wrong = t("{name}: {key} has the wrong kind of value: {value}.", name=name, key=where, value=value)
    if isinstance(default, bool) or isinstance(value, bool):
        good = isinstance(default, bool) and isinstance(value, bool)
    elif isinstance(default, int | float):
        good = isinstance(value, int | float)
        if good and isinstance(value, int | float) and value < 0:
            raise Refused(t("{name}: {key} must not be negative.", name=name, key=where))
    else:
        good = isinstance(value, type(default))
    if not good:
        raise Refused(wrong)
    rule_id, key = where.split(".")[-2:]
    if key in CLOCKS:
        _check_clock(value, wrong)
    choices = CHOICES.get(f"{rule_id}.{key}")
    if choices and value not in choices:
        raise Refused(wrong, _nearest(str(value), choices))
    if key == "lengths_min" and isinstance(value, list) and not all(_whole(v) and v > 0 for v in value):
        raise Refused(wrong)
    row = ROWS.get(f"{rule_id}.{key}")
    if row is not None and isinstance(value, list):
        for place, table in enumerate(value, 1):
            _check_row(row, table, f"{where}[{place}]", name)


def _check_row(row: Mapping[str, Any], table: object, where: str, name: str) -> None:
    """One table of a list of tables: its keys are known and their values of the right kind."""
    if not isinstance(table, Mapping):
        raise Refused(t("{name}: {key} must be a table.", name=name, key=where))
    for key, value in table.items():
        here = f"{where}.{key}"
        if key not in row:
            raise Refused(t("{name}: unknown key {key}.", name=name, key=here), _nearest(key, tuple(row)))
        wrong = t("{name}: {key} has the wrong kind of value: {value}.", name=name, key=here, value=value)
        if key == "weekdays":
            good = isinstance(value, list) and all(_whole(v) and 0 <= v <= 6 for v in value)
        elif key == "minutes":
            good = all(_whole(v) and v >= 0 for v in (value if isinstance(value, list) else [value]))
        elif isinstance(row[key], float):
            good = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        elif isinstance(row[key], str | bool):
            good = isinstance(value, type(row[key]))
        else:
            good = _whole(value) and isinstance(value, int) and value >= 0
        if not good:
            raise Refused(wrong)
        if key in CLOCKS:
            _check_clock(value, wrong)


def _check_together(rule_id: str, params: Mapping[str, Any], name: str) -> None:
    """Figures of a rule that must fit each other."""
    for rule, low, high in NOT_MORE:
        if rule == rule_id and params[low] > params[high]:
            where = f"rules.{rule_id}.{low}"
            raise Refused(t("{name}: {key} must not be more than {other}.", name=name, key=where, other=high))
    if rule_id == "successions":
        bands = params["bands"]
        for band, span in bands.items():
            where = f"rules.successions.bands.{band}"
            wrong = t("{name}: {key} has the wrong kind of value: {value}.", name=name, key=where, value=span)
            if not isinstance(span, list) or len(span) != 2:
                raise Refused(wrong, t("Write the time as 09:30."))
            for at in span:
                _check_clock(at, wrong)
        for pair in params["forbidden"]:
            where = "rules.successions.forbidden"
            if not isinstance(pair, list) or len(pair) != 2:
                raise Refused(
                    t("{name}: {key} has the wrong kind of value: {value}.", name=name, key=where, value=pair)
                )
            for band in pair:
                if band not in bands:
                    said = t("{name}: unknown key {key}.", name=name, key=f"{where}: {band}")
                    raise Refused(said, _nearest(str(band), tuple(bands)))


def _check_clock(value: object, wrong: str) -> None:
    try:
        clock(value)
    except ValueError:
        raise Refused(wrong, t("Write the time as 09:30.")) from None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _nearest(key: str, known: tuple[str, ...]) -> str:
    return _did_you_mean(difflib.get_close_matches(key, known, 1, 0.4), known)


def _did_you_mean(near: list[str], known: tuple[str, ...]) -> str:
    return t("Did you mean {key}?", key=near[0]) if near else t("Known: {keys}.", keys=", ".join(known))
