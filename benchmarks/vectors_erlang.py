"""Adapter from staffing vectors to `planner.staffing`; names differ, the arithmetic is the product's."""

from __future__ import annotations

import math
from typing import Any

from planner.domain.shrinkage import exact
from planner.staffing.concurrent import chat, required_chat
from planner.staffing.deferred import fifo, flat_need
from planner.staffing.erlang import erlang_a, erlang_b, erlang_c, required_a, required_c
from planner.staffing.required import scheduled_agents

NAMES = {
    "asa": "asa_s",
    "asa_delayed": "asa_delayed_s",
    "asa_all": "asa_all_s",
    "asa_served": "asa_served_s",
    "wait_abandoned": "wait_abandoned_s",
}
MEASURE_ARGS = ("volume", "interval_s", "aht_s", "agents", "awt_s", "patience_s")


def plain(value: Any) -> Any:
    """A JSON value: None for nan, a Python bool or number for numpy's."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def _named(measures: object, keys: Any) -> dict[str, Any]:
    return {k: plain(getattr(measures, NAMES.get(k, k))) for k in keys}


def _args(given: dict[str, Any]) -> dict[str, Any]:
    return {
        k: math.inf if k == "patience_s" and v is None else v
        for k, v in given.items()
        if k in MEASURE_ARGS and (v is not None or k == "patience_s")
    }


def _required(given: dict[str, Any], out: dict[str, Any], impatient: bool) -> dict[str, Any]:
    args = {k: v for k, v in given.items() if v is not None}
    if impatient and "patience_s" not in args:
        args["patience_s"] = math.inf
    agents = plain((required_a if impatient else required_c)(**args))
    got: dict[str, Any] = {"agents": None if agents is None else int(agents)}
    for key, fewer in (("at_n", 0), ("at_n_minus_1", 1)):
        if key in out:
            if agents is None:
                got[key] = None
                continue
            point = _args(given) | {"agents": agents - fewer}
            got[key] = _named((erlang_a if impatient else erlang_c)(**point), out[key] or ())
    return got


def replay(vector: dict[str, Any]) -> dict[str, Any]:
    """What the product gives for the vector's `in`, under the keys of its `out`."""
    kind, given, out = vector["kind"], vector["in"], vector["out"]
    if kind == "erlang_b":
        return {"blocking": plain(erlang_b(given["n"], given["load"]))}
    if kind in ("erlang_c", "erlang_c_fractional"):
        return _named(erlang_c(**_args(given)), out)
    if kind in ("erlang_a", "erlang_a_fractional"):
        return _named(erlang_a(**_args(given)), out)
    if kind in ("erlang_c_required", "erlang_a_required"):
        return _required(given, out, kind == "erlang_a_required")
    if kind == "chat":
        return _named(chat(**given), out)
    if kind == "chat_required":
        agents = plain(required_chat(**given))
        return {"agents": None if agents is None else int(agents)}
    if kind == "shrinkage":
        scheduled = scheduled_agents(given["agents"], given["shrinkage"])
        wrong = exact(given["agents"]) * (1 + exact(given["shrinkage"]))
        return {
            "scheduled_fte": float(scheduled),
            "scheduled_heads": math.ceil(scheduled),
            "wrong_add_on": float(wrong),
        }
    if kind == "email_flat":
        need = flat_need(given["work_agent_hours"], given["open"], given["deadline_open_slots"],
                         given.get("opening_backlog", 0), given.get("slot_h", 1))  # fmt: skip
        return {
            "min_flat_agents": need.agents,
            "exact": f"{need.exact.numerator}/{need.exact.denominator}",
            "binding_window": None if need.window is None else list(need.window),
        }
    if kind == "email_fifo":
        done = fifo(given["work_agent_hours"], given["capacity_agent_hours"], given["deadline_clock_slots"],
                    given.get("opening_backlog", 0))  # fmt: skip
        return {"share_on_time": done.share_on_time, "end_backlog": done.end_backlog, "work_due": done.work_due}
    raise ValueError(f"kind {kind!r} is not known")
