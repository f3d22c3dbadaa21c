"""Settings of variable pay and payback that no import brings: assumptions, tools, targets, weights, payroll codes.

    assumptions, set_assumptions, tell    what payback rests on; `tell` takes them as they are written
    full_time_hours, employee_codes       working time and payroll codes, with `set_…`
    as_text, take_text                    all of it as a TOML text, and back

Every figure here is somebody's decision, not a measurement; each change is in the audit log.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from engagement.economics.scorecard import INDEX_WEIGHTS, Target
from engagement.economics.tools import Tool
from engagement.pay.plan_text import toml_value
from planner.base.errors import InputProblems, Misuse, Refused
from planner.base.i18n import t, text_reason
from planner.base.problems import RowProblem
from planner.db import audit
from planner.db.transactions import reads
from planner.pay.store.pay import read_setting, write_setting
from planner.shop.store.people import read_agents

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

FULL_TIME_HOURS = Decimal(40)
SHARES = ("margin", "employer_ss", "additional")
NUMBERS = (*SHARES, "shop_sales", "years_kept", "repeat_days", "conversion_h")


@dataclass(frozen=True)
class Assumptions:
    """What payback rests on and the workspace cannot know: shares of 1, euros a month.

    `additional` is the share of service sales that would not have come without service; `shop_sales` all sales of the
    shop in the month, None when unknown; `years_kept` how long a customer stays; `repeat_days` the days in which a
    second order makes a customer come again; `conversion_h` the hours in which an order belongs to a conversation;
    `weights` those of the satisfaction index.
    """

    margin: Decimal = Decimal("0.35")
    employer_ss: Decimal = Decimal("0.32")
    additional: Decimal = Decimal(1)
    tools: tuple[Tool, ...] = ()
    shop_sales: Decimal | None = None
    years_kept: Decimal = Decimal(3)
    repeat_days: Decimal = Decimal(90)
    conversion_h: Decimal = Decimal(72)
    targets: tuple[Target, ...] = (
        Target("csat", Decimal(85)),
        Target("nps", Decimal(30)),
        Target("fcr", Decimal(75)),
        Target("qa", Decimal(85)),
        Target("attendance", Decimal(95)),
        Target("first_response_s", Decimal(90), lower_is_better=True),
        Target("resolution_h", Decimal(24), lower_is_better=True),
    )
    weights: tuple[tuple[str, Decimal], ...] = tuple(INDEX_WEIGHTS.items())


@reads
def assumptions(ws: Workspace) -> Assumptions:
    """As kept in the workspace, the defaults where nothing was."""
    kept: dict[str, Any] = read_setting(ws, "assumptions") or {}
    numbers: dict[str, Any] = {n: Decimal(kept[n]) for n in NUMBERS if kept.get(n) is not None}
    lists: dict[str, Any] = {}
    if "tools" in kept:
        lists["tools"] = tuple(
            Tool(o["name"], Decimal(o["monthly"]), Decimal(o["per_seat"]), o["seats"]) for o in kept["tools"]
        )
    if "targets" in kept:
        lists["targets"] = tuple(
            Target(o["metric"], Decimal(o["target"]), o["lower_is_better"]) for o in kept["targets"]
        )
    if kept.get("weights"):
        lists["weights"] = tuple((name, Decimal(value)) for name, value in kept["weights"])
    return replace(Assumptions(), **numbers, **lists)


def set_assumptions(ws: Workspace, value: Assumptions) -> None:
    """Keep them. Refused for a share outside 0 to 1, a negative cost, weights that cannot weigh, a name twice."""
    for name in SHARES:
        if not 0 <= getattr(value, name) <= 1:
            raise Refused(t("{name} lies between 0 and 1.", name=name), t("Write 0.35 for 35 %."))
    for name in ("years_kept", "repeat_days", "conversion_h"):
        if getattr(value, name) <= 0:
            raise Refused(t("{name} is above zero.", name=name))
    if any(tool.monthly < 0 or tool.per_seat < 0 or tool.seats < 0 or not tool.name for tool in value.tools):
        raise Refused(t("A tool has a name, and no cost below zero."))
    if any(not target.metric or target.target <= 0 for target in value.targets):
        raise Refused(t("A target is above zero."))
    for names in ([tool.name for tool in value.tools], [target.metric for target in value.targets]):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise Refused(t("{name} stands twice.", name=twice[0]), t("Change the one there is."))
    if any(weight < 0 for _, weight in value.weights) or not any(weight for _, weight in value.weights):
        raise Refused(t("Weights are not negative, and one is above zero."))
    kept = {
        **{name: None if getattr(value, name) is None else str(getattr(value, name)) for name in NUMBERS},
        "tools": [{key: one if isinstance(one, int) else str(one) for key, one in asdict(tool).items()}
                  for tool in value.tools],
        "targets": [{"metric": one.metric, "target": str(one.target), "lower_is_better": one.lower_is_better}
                    for one in value.targets],
        "weights": [[name, str(weight)] for name, weight in value.weights],
    }  # fmt: skip
    with ws.write():
        write_setting(ws, "assumptions", kept)
        audit.append(ws, "pay assumptions", "payback", kept)


def read_number(text: str) -> Decimal | None:
    """A number as people write it (`0.35`, `0,35`); None for nothing; Misuse for what is none."""
    if not text.strip():
        return None
    try:
        found = Decimal(text.replace(",", ".").strip())
    except InvalidOperation:
        raise Misuse(t("{value!r} is not a number.", value=text), t("Write it like 0.35.")) from None
    if not found.is_finite():
        raise Misuse(t("{value!r} is not a number.", value=text), t("Write it like 0.35."))
    return found


def tell(ws: Workspace, values: Mapping[str, str]) -> Assumptions:
    """Change some numbers as they are written; Misuse for an unknown name, for what is no number, or for nothing."""
    numbers: dict[str, Any] = {}
    for name, text in values.items():
        if name not in NUMBERS:
            raise Misuse(t("{name} is no setting.", name=name), ", ".join(NUMBERS))
        numbers[name] = read_number(text)
        if numbers[name] is None and name != "shop_sales":
            raise Misuse(t("{value!r} is not a number.", value=text), t("Write it like 0.35."))
    changed = replace(assumptions(ws), **numbers)
    set_assumptions(ws, changed)
    return changed


@reads
def full_time_hours(ws: Workspace) -> Decimal:
    """Hours a week of full time; working time of a contract is its hours over these."""
    return Decimal(read_setting(ws, "full_time_hours") or FULL_TIME_HOURS)


def set_full_time_hours(ws: Workspace, hours: Decimal) -> None:
    """Keep them; open months are computed anew with them, paid ones stay as they are."""
    if not 1 <= hours <= 60:
        raise Refused(t("Full time is between 1 and 60 hours a week."))
    with ws.write():
        write_setting(ws, "full_time_hours", str(hours))
        audit.append(ws, "pay settings", "full_time_hours", {"hours": str(hours)})


@reads
def employee_codes(ws: Workspace) -> dict[str, str]:
    """Payroll codes by agent, of those who have one."""
    return dict(read_setting(ws, "employee_codes") or {})


def set_employee_codes(ws: Workspace, codes: Mapping[str, str]) -> None:
    """Keep codes of some agents ('' takes one away). Refused for an unknown agent and for a code given twice."""
    known = {agent.agent_id for agent in read_agents(ws)}
    strangers = sorted(set(codes) - known)
    if strangers:
        raise Refused(t("There is no agent {agent}.", agent=strangers[0]))
    merged = {who: code for who, code in (employee_codes(ws) | dict(codes)).items() if code.strip()}
    owners: dict[str, str] = {}
    for who, code in merged.items():
        if code in owners:
            raise Refused(t("{code} is the code of {agent} already.", code=code, agent=owners[code]))
        owners[code] = who
    with ws.write():
        write_setting(ws, "employee_codes", merged)
        audit.append(ws, "pay settings", "employee_codes", {"agents": sorted(codes)})


@reads
def people(ws: Workspace) -> tuple[tuple[str, str], ...]:
    """Id and name of everybody who may have a code."""
    return tuple((agent.agent_id, agent.name) for agent in read_agents(ws))


# -- as a text ------------------------------------------------------------------------------------------------------


@reads
def as_text(ws: Workspace) -> str:
    """All settings as TOML; `take_text` reads it back."""
    told = assumptions(ws)
    lines = [f'{name} = "{value}"' for name in NUMBERS if (value := getattr(told, name)) is not None]
    lines += [f'full_time_hours = "{full_time_hours(ws)}"', "", "[weights]"]
    lines += [f'{_key(name)} = "{weight}"' for name, weight in told.weights]
    for tool in told.tools:
        lines += ["", "[[tool]]", f"name = {_quoted(tool.name)}", f'monthly = "{tool.monthly}"']
        lines += [f'per_seat = "{tool.per_seat}"', f"seats = {tool.seats}"]
    for one in told.targets:
        lines += ["", "[[target]]", f"metric = {_quoted(one.metric)}", f'target = "{one.target}"']
        lines += ["lower_is_better = true"] if one.lower_is_better else []
    lines += ["", "[employee_codes]"]
    lines += [f"{_key(who)} = {_quoted(code)}" for who, code in sorted(employee_codes(ws).items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return toml_value(text)


def _key(text: str) -> str:
    plain = text.isascii() and text.replace("_", "").replace("-", "").isalnum()
    return text if plain else _quoted(text)


_TABLES: dict[str, set[str]] = {
    "tool": {"name", "monthly", "per_seat", "seats"},
    "target": {"metric", "target", "lower_is_better"},
}


def take_text(ws: Workspace, text: str, source: str) -> None:
    """Take settings from TOML: what it names changes, the rest stays. InputProblems names every mistake."""
    problems: list[RowProblem] = []

    def say(where: str, message: str, mend: str = "") -> None:
        problems.append(RowProblem(source, 0, where, message, mend))

    def number(where: str, value: object) -> Decimal:
        try:
            if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
                raise InvalidOperation
            found = Decimal(value)
            if not found.is_finite():
                raise InvalidOperation
            return found
        except InvalidOperation:
            say(where, t("{value!r} is not a number.", value=str(value)), t("Write it like 0.35."))
            return Decimal(0)

    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InputProblems(
            t("{file} is not TOML.", file=source), [RowProblem(source, 0, "", text_reason(error, text=text))]
        ) from None
    known = {*NUMBERS, "full_time_hours", "weights", "tool", "target", "employee_codes"}
    for key in sorted(set(table) - known):
        say(key, t("{name} is no setting.", name=key), ", ".join(sorted(known)))
    for key in ("weights", "employee_codes"):
        if not isinstance(table.get(key, {}), dict):
            say(key, t("{name} is not a table.", name=key), f"[{key}]")
    rows: dict[str, list[dict[str, Any]]] = {}
    for key, names in _TABLES.items():
        given = table.get(key, [])
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            say(key, t("{name} is not a table.", name=key), f"[[{key}]]")
            given = []
        rows[key] = given
        for row in given:
            for name in sorted(set(row) - names):
                say(key, t("{name} is no setting.", name=name), ", ".join(sorted(names)))
    if problems:
        raise InputProblems(t("{file} cannot be taken.", file=source), problems)
    changes: dict[str, Any] = {name: number(name, table[name]) for name in NUMBERS if name in table}
    if "weights" in table:
        changes["weights"] = tuple((name, number(f"weights, {name}", v)) for name, v in table["weights"].items())
    if "tool" in table:
        changes["tools"] = tuple(
            Tool(str(row.get("name", "")), number("monthly", row.get("monthly", 0)),
                 number("per_seat", row.get("per_seat", 0)), int(number("seats", row.get("seats", 0))))
            for row in rows["tool"]
        )  # fmt: skip
    if "target" in table:
        changes["targets"] = tuple(
            Target(str(row.get("metric", "")), number("target", row.get("target", 0)),
                   bool(row.get("lower_is_better", False)))
            for row in rows["target"]
        )  # fmt: skip
    hours = number("full_time_hours", table["full_time_hours"]) if "full_time_hours" in table else None
    if problems:
        raise InputProblems(t("{file} cannot be taken.", file=source), problems)
    with ws.write():
        if changes:
            set_assumptions(ws, replace(assumptions(ws), **changes))
        if hours is not None:
            set_full_time_hours(ws, hours)
        if table.get("employee_codes"):
            set_employee_codes(ws, {str(who): str(code) for who, code in table["employee_codes"].items()})
