"""Rule packs of a workspace: which rules bind a roster, the team's own changes to them, pairs and minors.

A workspace keeps TOML text: one for everybody and one for each team that has its own. The text names a shipped pack it
stands on (`extends = "es"` when it says nothing) and changes single figures; beside `[rules.ID]` it may name `minors`
and `[[pairs]]` (trainee with mentor, or two people apart). Invariant: text is kept only after it was read as a pack
without a mistake, so that a solve never stumbles over it.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.base.errors import Refused
from planner.base.i18n import number, os_reason, t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.roster.store.rules import delete_rules, read_rules, write_rules
from planner.rostering.packs.pack import SHIPPED, load_pack, no_toml
from planner.rostering.packs.registry import kinds
from planner.rostering.problem import Pair
from planner.shop.store import people

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.rostering.packs.kind import Kind
    from planner.rostering.packs.pack import RulePack
    from planner.rostering.problem import Pair

DEFAULT_PACK = "es"
KEYS = ("name", "title", "caveat", "extends", "rules", "minors", "pairs")
PAIR_KEYS = ("first", "second", "together")


@dataclass(frozen=True)
class TeamRules:
    """The rules in force for a roster, with the agents under 18 and the pairs, and whose text they came from."""

    pack: RulePack
    minors: frozenset[str]
    pairs: tuple[Pair, ...]
    teams: tuple[str, ...]
    """Whose texts were applied, in this order: '' is everybody's."""
    packs: Mapping[str, RulePack] = field(default_factory=dict)
    """In a roster of several teams, the packs of those that have their own: each binds its team's agents."""


@dataclass(frozen=True)
class Figure:
    """A figure of a rule: its key, what it is called, and its value as it is typed ('' where it is a list)."""

    key: str
    name: str
    text: str
    is_list: bool = False


@dataclass(frozen=True)
class RuleLine:
    """A rule in words: its figures, hard or soft with its weight, its source, and whether the shop changed it."""

    rule: str
    title: str
    on: bool
    hard: bool
    weight: float
    figures: str
    source: str
    changed: bool
    always: bool = False
    values: tuple[Figure, ...] = ()


@reads
def in_force(ws: Workspace, teams: Iterable[str]) -> TeamRules:
    """The rules for a roster of these teams: the law's pack, everybody's changes, and each team's own on top.

    A team that is rostered alone has one pack. Where teams are mixed each agent is under the team's pack (`packs`),
    and what looks at everybody together (`Kind.together`) follows what is kept for everybody.
    """
    stored, names = read_rules(ws), sorted(set(teams))
    found = TeamRules(_shipped(DEFAULT_PACK), frozenset(), (), ())
    if "" in stored:
        found = _on_top(found, stored[""], t("everybody"), "")
    own = [team for team in names if team and team in stored]
    if len(names) == 1:
        return _on_top(found, stored[own[0]], own[0], own[0]) if own else found
    mixed = {team: _on_top(found, stored[team], team, team) for team in own}
    pack = found.pack
    pairs = tuple(dict.fromkeys((*found.pairs, *(p for m in mixed.values() for p in m.pairs))))
    if pairs and "pairs" not in pack:
        pack = pack.replace({"pairs": {}})
    return TeamRules(
        pack, found.minors.union(*(m.minors for m in mixed.values())), pairs, (*found.teams, *own),
        {team: m.pack for team, m in mixed.items()},
    )  # fmt: skip


def set_aside(rules: TeamRules) -> tuple[tuple[str, str], ...]:
    """Rules of everybody together that a team changed and that a roster of several teams leaves out: (team, rule)."""
    return tuple(
        (team, kind.rule_id)
        for team, pack in rules.packs.items()
        for kind in kinds().values()
        if kind.together and kind.rule_id != "pairs" and pack.get(kind.rule_id) != rules.pack.get(kind.rule_id)
    )


@reads
def lines(ws: Workspace, team: str = "") -> tuple[RuleLine, ...]:
    """Every rule with its figures for a team rostered alone (or everybody), rules that are off at the end."""
    pack = in_force(ws, [team] if team else []).pack
    law = _shipped(DEFAULT_PACK)
    found = []
    for rule_id, kind in kinds().items():
        rule, plain = pack.get(rule_id), law.get(rule_id)
        shown = rule or plain
        found.append(
            RuleLine(
                rule_id,
                t(kind.title.en),
                rule is not None,
                shown.hard if shown else kind.hard,
                shown.weight if shown else kind.weight,
                _figures(kind, shown.params if shown else kind.params),
                t(shown.source) if shown else "",
                rule != plain,
                kind.always,
                tuple(
                    Figure(k, t(kind.figures[k].name.en), "" if isinstance(v, list | dict) else _typed(v),
                           isinstance(v, list | dict))
                    for k, v in (shown.params if shown else kind.params).items()
                ),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda line: not line.on))


@reads
def text(ws: Workspace, team: str = "") -> str:
    """The TOML text kept for a team ('' for everybody); empty when there is none."""
    return read_rules(ws).get(team, "")


@writes
def set_file(ws: Workspace, path: Path, team: str = "", *, author: str = "") -> tuple[RuleLine, ...]:
    """Keep the TOML file as the rules of a team; refused with file, key and the nearest known one when it is wrong."""
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise Refused(t("The rule pack {name} cannot be read: {why}.", name=path, why=os_reason(problem))) from None
    except UnicodeDecodeError:
        raise Refused(t("{name}: this is not text in UTF-8.", name=path), t("Save the file as UTF-8.")) from None
    return set_text(ws, content, team, name=path.name, author=author)


@writes
def set_text(ws: Workspace, content: str, team: str = "", *, name: str = "", author: str = "") -> tuple[RuleLine, ...]:
    """Keep TOML text as the rules of a team ('' for everybody); the rules in force then. Refused as `set_file`."""
    agents = people.read_agents(ws)
    teams = sorted({a.team for a in agents})
    if team and team not in teams:
        raise Refused(t("There is no team {team}.", team=team), _nearest(team, teams))
    read = _on_top(TeamRules(_shipped(DEFAULT_PACK), frozenset(), (), ()), content, name or t("rules"), team)
    known = [a.agent_id for a in agents]
    for agent_id in sorted(read.minors | {p.first for p in read.pairs} | {p.second for p in read.pairs}):
        if agent_id not in known:
            raise Refused(t("There is no agent {agent}.", agent=agent_id), _nearest(agent_id, known))
    write_rules(ws, team, content, author)
    audit.append(ws, "rules set", team or "everybody", {"text": content})
    return lines(ws, team)


@writes
def change(
    ws: Workspace, rule_id: str, values: Mapping[str, str], team: str = "", *, author: str = ""
) -> tuple[RuleLine, ...]:
    """Change single figures of a rule (`on`, `hard`, `weight` or its own) in a team's text; the rules in force then.

    Values are as they are typed. Raises Refused with the nearest known rule or key, and for values of the wrong kind.
    Comments in the text are lost; lists are changed in the text itself.
    """
    if rule_id not in kinds():
        raise Refused(t("There is no rule {rule}.", rule=rule_id), _nearest(rule_id, kinds()))
    params = kinds()[rule_id].params
    data = tomllib.loads(text(ws, team))
    table = data.setdefault("rules", {}).setdefault(rule_id, {})
    for key, typed in values.items():
        known = (*params, "on", "hard", "weight", "source")
        if key not in known:
            raise Refused(t("{name} has no figure {key}.", name=rule_id, key=key), _nearest(key, known))
        like = {"on": True, "hard": True, "weight": 0.0, "source": ""}.get(key, params.get(key))
        if isinstance(like, list | dict):
            raise Refused(t("{key} is a list: change it in the text of the rules.", key=key),
                          t("Write it to a file and read it with {command}",
                            command="cuadrante roster rules set FILE.toml"))  # fmt: skip
        table[key] = _parsed(typed, like, f"{rule_id}.{key}")
    return set_text(ws, _toml(data), team, author=author)


@writes
def restore(ws: Workspace, rule_id: str, team: str = "", *, author: str = "") -> tuple[RuleLine, ...]:
    """Take a team's own changes of one rule out of its text."""
    data = tomllib.loads(text(ws, team))
    data.get("rules", {}).pop(rule_id, None)
    return set_text(ws, _toml(data), team, author=author)


def _parsed(typed: str, like: object, where: str) -> object:
    """A value as the figure wants it; Refused with the name where it is of the wrong kind."""
    word = typed.strip()
    if isinstance(like, bool):
        if word.lower() in ("y", "yes", "s", "sí", "si", "true", "1"):
            return True
        if word.lower() in ("n", "no", "false", "0"):
            return False
        raise Refused(t("{key}: {value!r} is neither yes nor no.", key=where, value=word))
    if isinstance(like, int | float):
        try:
            number_ = float(word.replace(",", "."))
        except ValueError:
            raise Refused(t("{key}: {value!r} is no number.", key=where, value=word)) from None
        return int(number_) if number_.is_integer() else number_
    return word


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _toml(data: Mapping[str, Any]) -> str:
    """The text of a pack: what packs hold only (scalars, lists, inline tables, [rules.ID], [[pairs]])."""
    lines = [f"{key} = {_value(value)}" for key, value in data.items() if key not in ("rules", "pairs")]
    for rule_id, table in data.get("rules", {}).items():
        lines += ["", f"[rules.{rule_id}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    for pair in data.get("pairs", []):
        lines += ["", "[[pairs]]", *(f"{key} = {_value(value)}" for key, value in pair.items())]
    return "\n".join(lines).strip() + "\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(str(k))} = {_value(v)}" for k, v in value.items()) + " }"
    return json.dumps(str(value), ensure_ascii=False)


@writes
def clear(ws: Workspace, team: str = "") -> bool:
    """Take a team's own rules out; False when there were none."""
    gone = delete_rules(ws, team)
    if gone:
        audit.append(ws, "rules cleared", team or "everybody")
    return gone


def _shipped(name: str) -> RulePack:
    return load_pack(name)


def _on_top(base: TeamRules, content: str, name: str, team: str) -> TeamRules:
    """The rules with one text on top; a text that names another pack starts from that one."""
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as problem:
        raise no_toml(name, content, problem) from None
    for key in data:
        if key not in KEYS:
            raise Refused(t("{name}: unknown key {key}.", name=name, key=key), _nearest(key, KEYS))
    packs = (*SHIPPED, "base")
    pack = base.pack
    if "extends" in data:
        if data["extends"] not in packs:
            shown = str(data["extends"])
            raise Refused(t("There is no rule pack {name}.", name=shown), _nearest(shown, packs))
        pack = _shipped(data["extends"])
    pairs = _pairs(data.get("pairs", []), name)
    tables = data.get("rules", {})
    if not isinstance(tables, Mapping):
        raise Refused(t("{name}: rules must be tables such as [rules.daily_rest].", name=name))
    if pairs and "pairs" not in pack and "pairs" not in tables:
        tables = {**tables, "pairs": {}}
    minors = data.get("minors", [])
    if not isinstance(minors, list) or not all(isinstance(m, str) for m in minors):
        raise Refused(
            t("{name}: {key} has the wrong kind of value: {value}.", name=name, key="minors", value=minors),
            t('Write agent ids, such as ["A07"].'),
        )
    pack = replace(pack, name=name).replace(tables)
    pack = replace(pack, title=str(data.get("title", pack.title)), caveat=str(data.get("caveat", pack.caveat)))
    return TeamRules(pack, base.minors | frozenset(minors), (*base.pairs, *pairs), (*base.teams, team))


def _pairs(value: object, name: str) -> tuple[Pair, ...]:
    found: list[Pair] = []
    mend = t('Write [[pairs]] with first = "A01", second = "A02" and, to keep them apart, together = false.')
    for entry in value if isinstance(value, list) else [value]:
        if not isinstance(entry, Mapping):
            raise Refused(t("{name}: {key} has the wrong kind of value: {value}.", name=name, key="pairs", value=entry),
                          mend)  # fmt: skip
        for key in entry:
            if key not in PAIR_KEYS:
                raise Refused(t("{name}: unknown key {key}.", name=name, key=f"pairs.{key}"), _nearest(key, PAIR_KEYS))
        first, second, together = entry.get("first"), entry.get("second"), entry.get("together", True)
        if not isinstance(first, str) or not isinstance(second, str) or not isinstance(together, bool):
            raise Refused(t("{name}: a pair names two agents.", name=name), mend)
        found.append(Pair(first, second, together))
    return tuple(found)


def _figures(kind: Kind, params: Mapping[str, Any]) -> str:
    shown = {key: value for key, value in params.items() if value not in ("", [], {})}
    return " · ".join(
        f"{t(kind.figures[key].name.en)} {_figure(value)}{_in_hours(key, value)}" for key, value in shown.items()
    )


def _in_hours(key: str, value: object) -> str:
    """Long stretches of minutes in hours too."""
    long = key.endswith(("_min", "minutes")) and isinstance(value, int) and value >= 180
    return f" ({number(value / 60, 0 if value % 60 == 0 else 1)} h)" if long and isinstance(value, int) else ""


def _figure(value: object) -> str:
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int | float):
        return number(value, 0 if float(value).is_integer() else 2)
    if isinstance(value, list | dict):
        return f"[{len(value)}]"
    return str(value)


def _nearest(key: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(key, names, 1, 0.4)
    return t("Did you mean {key}?", key=near[0]) if near else t("Known: {keys}.", keys=", ".join(names))
