"""A plan as TOML text that reads back to an equal plan."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal

from engagement.pay.plan import Component, Gate, Part, Plan


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
        lines += [_line("max", gate.maximum, None)]
        lines += [_line("fail_factor", gate.fail_factor, None), _line("min_n", gate.min_n, None)]
    return lines


def _line(key: str, value: object, default: object) -> str | None:
    return None if value is None or value == default else f"{key} = {toml_value(value)}"


def toml_value(value: object) -> str:
    """A value as TOML writes it; texts are quoted and escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in text)
    return f'"{escaped}"'
