"""Rule packs: which rules are in force, how hard, with which figures, and where each comes from.

A pack is TOML: `[rules.ID]` tables whose keys are checked against the figures of the rule; `extends = "es"` puts a pack
on top of another. A rule that a pack does not name is off, except the few that are always on (contract, leave, locks,
demand). Packs are no legal advice: every rule carries its source and the text it was read in.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from planner.base.errors import Refused
from planner.base.i18n import t, text_place, text_reason
from planner.rostering.packs.kind import Figure, Kind, Rule, clock
from planner.rostering.packs.registry import kinds

SHIPPED = ("es", "contact-centre")


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
        kept = {k: r for k, r in self.rules.items() if k not in rule_ids or kinds()[k].always}
        return replace(self, rules=kept)


def base_pack() -> RulePack:
    """Only the rules that are always on, with their defaults."""
    return RulePack("base", {k: _plain(kind) for k, kind in kinds().items() if kind.always})


def _plain(kind: Kind) -> Rule:
    """The rule as it is where no pack says anything of it."""
    return Rule(kind.rule_id, kind.hard, kind.weight, kind.params, kind.article.en)


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
            raise Refused(t("{name}: unknown key {key}.", name=name, key=key), nearest(key, known))
    return _merge(load_pack(str(data.get("extends", "base"))), data, name)


def _merge(base: RulePack, data: Mapping[str, Any], name: str) -> RulePack:
    rules = dict(base.rules)
    tables = data.get("rules", {})
    if not isinstance(tables, Mapping):
        raise Refused(t("{name}: rules must be tables such as [rules.daily_rest].", name=name))
    for rule_id, table in tables.items():
        if rule_id not in kinds():
            raise Refused(t("{name}: unknown rule {key}.", name=name, key=rule_id), nearest(rule_id, tuple(kinds())))
        if not isinstance(table, Mapping):
            raise Refused(t("{name}: {key} must be a table.", name=name, key=f"rules.{rule_id}"))
        rule = _rule(rule_id, table, rules.get(rule_id), name)
        if rule is None and not kinds()[rule_id].always:
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


COMMON: Mapping[str, Any] = {"on": bool, "hard": bool, "weight": (int, float), "source": str}
"""What every rule's table may say beside its figures."""


def _rule(rule_id: str, table: Mapping[str, Any], old: Rule | None, name: str) -> Rule | None:
    kind = kinds()[rule_id]
    before = old or _plain(kind)
    params = dict(before.params)
    for key, value in table.items():
        where = f"rules.{rule_id}.{key}"
        if key in COMMON:
            if not isinstance(value, COMMON[key]) or (key == "weight" and isinstance(value, bool)):
                raise Refused(wrong_kind(name, where, value))
            continue
        if key not in kind.figures:
            said = t("{name}: unknown key {key}.", name=name, key=where)
            raise Refused(said, nearest(key, (*kind.figures, *COMMON)))
        _check_value(kind.figures[key], value, where, name)
        params[key] = value
    if table.get("on") is False:
        return None
    for low, high in kind.not_more:
        if params[low] > params[high]:
            where = f"rules.{rule_id}.{low}"
            raise Refused(t("{name}: {key} must not be more than {other}.", name=name, key=where, other=high))
    if kind.fit is not None:
        kind.fit(params, name)
    weight = float(table.get("weight", before.weight))
    if weight < 0:
        raise Refused(t("{name}: {key} must not be negative.", name=name, key=f"rules.{rule_id}.weight"))
    return Rule(
        rule_id, bool(table.get("hard", before.hard)), weight, params, str(table.get("source", before.source))
    )  # fmt: skip


def wrong_kind(name: str, where: str, value: object) -> str:
    """What is said of a value that is of the wrong kind."""
    return t("{name}: {key} has the wrong kind of value: {value}.", name=name, key=where, value=value)


def _check_value(figure: Figure, value: object, where: str, name: str) -> None:
    wrong, default = wrong_kind(name, where, value), figure.default
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
    if figure.clock:
        check_clock(value, wrong)
    if figure.choices and value not in figure.choices:
        raise Refused(wrong, nearest(str(value), figure.choices))
    for place, entry in enumerate(value if isinstance(value, list) else (), 1):
        if figure.row is not None:
            _check_row(figure.row, entry, f"{where}[{place}]", name)
        elif where.endswith("_min") and not (_whole(entry) and entry > 0):
            raise Refused(wrong)


def _check_row(row: Mapping[str, Any], table: object, where: str, name: str) -> None:
    """One table of a list of tables: its keys are known and their values of the right kind."""
    if not isinstance(table, Mapping):
        raise Refused(t("{name}: {key} must be a table.", name=name, key=where))
    for key, value in table.items():
        here = f"{where}.{key}"
        if key not in row:
            raise Refused(t("{name}: unknown key {key}.", name=name, key=here), nearest(key, tuple(row)))
        wrong = wrong_kind(name, here, value)
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
        if key in ("from", "to"):
            check_clock(value, wrong)


def check_clock(value: object, wrong: str) -> None:
    """Raises Refused, saying `wrong`, where a value is no local time."""
    try:
        clock(value)
    except ValueError:
        raise Refused(wrong, t("Write the time as 09:30.")) from None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def nearest(key: str, known: tuple[str, ...]) -> str:
    """A hint at the known name nearest to a misspelt one."""
    return _did_you_mean(difflib.get_close_matches(key, known, 1, 0.4), known)


def _did_you_mean(near: list[str], known: tuple[str, ...]) -> str:
    return t("Did you mean {key}?", key=near[0]) if near else t("Known: {keys}.", keys=", ".join(known))
