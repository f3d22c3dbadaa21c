"""The Erlang calculator on a table: rows of text in, rows of text out, each answered or given a `problem`.

Columns in: model (erlang_c, erlang_a, chat), volume, interval_s, aht_s and, as far as given, agents, sl, awt_s,
patience_s, asa_max_s, abandon_max, occ_max, handle_s_by_level (`300;390`), shrinkage. With `agents` the row is measured
at that number; without, the least number that meets all targets is found first.

Columns out: those in, and agents, load, p_wait, sl, asa_s, p_abandon, occupancy, scheduled (agents / (1 - shrinkage),
fractional), heads (its ceiling) and problem. The target that stood in `sl` moves to `sl_target`. Numbers are written
unrounded; a measure that does not exist is empty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from planner.base.i18n import t
from planner.staffing.concurrent import chat, required_chat
from planner.staffing.erlang import erlang_a, erlang_c, offered_load, required_a, required_c
from planner.staffing.required import scheduled_agents

SPARE = "…"
"""The entry under which a row says that it has more cells than the header."""
MODELS = ("erlang_c", "erlang_a", "chat")
OUT = ("agents", "load", "p_wait", "sl", "asa_s", "p_abandon", "occupancy", "scheduled", "heads", "problem")
AWT_S = {"erlang_c": 20.0, "erlang_a": 20.0, "chat": 30.0}
_LOAD_MAX = 1e7
_AGENTS_MAX = 1e9
_SLOTS_MAX = 1e6  # conversations at once in the chain of a chat row
_SHARES = ("sl", "abandon_max", "occ_max", "shrinkage")
_FOREVER = ("inf", "infinite", "infinity", "none", "infinita", "∞")


class _Problem(Exception):
    """Why a row cannot be answered, in the user's language."""


def calc_rows(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Answer every row; a row that cannot be answered carries its reason in `problem` and empty results.

    All rows come back with the same columns in the same order, whatever each of them gave.
    """
    answered = [_calc_row(row) for row in rows]
    names = [*dict.fromkeys(name for row in answered for name in row if name != "problem"), "problem"]
    return [{name: row.get(name, "") for name in names} for row in answered]


def _calc_row(row: Mapping[str, str]) -> dict[str, str]:
    given = {str(k).strip(): "" if v is None else str(v).strip() for k, v in row.items() if k is not None}
    out = dict(given)
    if given.get("sl"):
        out["sl_target"] = given["sl"]
    out.update(dict.fromkeys((c for c in OUT if c != "agents"), ""))
    out["agents"] = given.get("agents", "")
    try:
        if out.pop(SPARE, ""):
            raise _Problem(given[SPARE])
        out.update(_answer(given))
    except _Problem as problem:
        out["problem"] = str(problem)
    except (ValueError, OverflowError) as error:
        out["problem"] = str(error)
    return {k: v for k, v in out.items() if k != "problem"} | {"problem": out["problem"]}


def _number(row: Mapping[str, str], name: str, needed: bool = False) -> float | None:
    text = row.get(name, "")
    if not text:
        if needed:
            raise _Problem(t("{name} is missing.", name=name))
        return None
    if name == "patience_s" and text.lower() in _FOREVER:
        return math.inf
    percent = text.endswith("%") and name in _SHARES
    try:
        if "_" in text:
            raise ValueError(text)  # Python reads 1_000 as a number; nobody who fills in a table means that
        value = float(text[:-1].strip()) / 100.0 if percent else float(text)
    except ValueError:
        raise _Problem(
            t("{name} {text!r} is not a number; write it like {example}.", name=name, text=text, example="0.8")
        ) from None
    if math.isnan(value) or (math.isinf(value) and name not in ("patience_s", "awt_s")):
        raise _Problem(t("{name} {text!r} is not a number; write it like {example}.", name=name, text=text,
                         example="0.8"))  # fmt: skip
    if value < 0:
        raise _Problem(t("{name} is negative ({text}).", name=name, text=text))
    if name in _SHARES and value > 1:
        raise _Problem(t("{name} is a share between 0 and 1; {text} would be {mend}.", name=name, text=text,
                         mend=f"{value / 100:g}"))  # fmt: skip
    return value


def _levels(row: Mapping[str, str], model: str) -> tuple[float, ...]:
    if model != "chat":
        return ()
    text = row.get("handle_s_by_level", "")
    if not text:
        raise _Problem(t("{name} is missing.", name="handle_s_by_level"))
    levels = tuple(
        _number({"handle_s_by_level": part.strip()}, "handle_s_by_level", needed=True) or 0.0
        for part in text.split(";")
    )
    if any(v == 0 for v in levels) and any(v > 0 for v in levels):
        raise _Problem(t("{name} mixes zero and positive handling times.", name="handle_s_by_level"))
    return levels


def _answer(row: Mapping[str, str]) -> dict[str, str]:
    model = row.get("model", "").lower()
    if model not in MODELS:
        raise _Problem(t("model {text!r} is not one of {models}.", text=row.get("model", ""), models=", ".join(MODELS)))
    levels = _levels(row, model)
    volume = _number(row, "volume", needed=True) or 0.0
    interval = _number(row, "interval_s", needed=True) or 0.0
    if interval == 0:
        raise _Problem(t("{name} must be above 0.", name="interval_s"))
    aht = levels[0] if levels else (_number(row, "aht_s", needed=True) or 0.0)
    targets = {name: _number(row, name) for name in ("sl", "asa_max_s", "abandon_max", "occ_max")}
    awt = _number(row, "awt_s")
    awt = AWT_S[model] if awt is None else awt
    patience = _number(row, "patience_s", needed=model == "erlang_a")
    patience = math.inf if patience is None or model == "erlang_c" else patience
    shrinkage = _number(row, "shrinkage") or 0.0
    if shrinkage >= 1:
        raise _Problem(t("shrinkage of 100 % leaves nobody to answer."))
    if volume / interval * aht > _LOAD_MAX:
        raise _Problem(t("A load of {load} erlangs is beyond what is computed here.",
                         load=f"{volume / interval * aht:.3g}"))  # fmt: skip
    load = float(offered_load(volume, interval, aht))
    if levels and volume / interval * max(levels) > _SLOTS_MAX:
        raise _Problem(t("A load of {load} erlangs is beyond what is computed here.", load=f"{load:.3g}"))
    agents = _number(row, "agents")
    problem = ""
    if agents is None:
        agents = _required(model, volume, interval, aht, levels, targets, awt, patience)
        if volume > 0 and aht == 0:
            problem = t("Handling time is 0: one agent is taken.")
    elif agents > _AGENTS_MAX or (levels and agents * len(levels) > _SLOTS_MAX):
        raise _Problem(t("{name} is beyond what is computed here ({text}).", name="agents", text=row["agents"]))
    elif agents == 0 and volume > 0:
        problem = t("There are contacts and no agents.")
    out = {"awt_s": _text(awt), "problem": problem}
    out |= _measures(model, volume, interval, aht, levels, agents, awt, patience)
    scheduled = scheduled_agents(agents, shrinkage)
    out |= {"agents": _text(agents), "load": _text(load)}
    return out | {"scheduled": _text(float(scheduled)), "heads": str(math.ceil(scheduled))}


def _required(
    model: str, volume: float, interval: float, aht: float, levels: tuple[float, ...],
    targets: Mapping[str, float | None], awt: float, patience: float,
) -> float:  # fmt: skip
    if all(v is None for v in targets.values()):
        raise _Problem(t("Neither agents nor a target (sl, asa_max_s, abandon_max, occ_max) is given."))
    sl, asa, abandon, occ = (targets[k] for k in ("sl", "asa_max_s", "abandon_max", "occ_max"))
    load = volume / interval * aht
    if load > 0:
        if sl is not None and sl >= 1:
            raise _Problem(t("A service level of 100 % is not reached by any number of agents."))
        if asa == 0 or occ == 0 or (abandon == 0 and not math.isinf(patience)):
            raise _Problem(t("A target of 0 is not reached by any number of agents."))
        if occ is not None and load / occ * max(len(levels), 1) > (_SLOTS_MAX if levels else _AGENTS_MAX):
            raise _Problem(t("{name} is beyond what is computed here ({text}).", name="occ_max", text=f"{occ:g}"))
    if model == "erlang_c":
        n = required_c(volume, interval, aht, sl=sl, awt_s=awt, asa_max_s=asa, occ_max=occ)
    elif model == "erlang_a":
        n = required_a(volume, interval, aht, patience_s=patience, sl=sl, awt_s=awt, abandon_max=abandon,
                       asa_max_s=asa, occ_max=occ)  # fmt: skip
    else:
        n = required_chat(volume, interval, levels, patience_s=patience, sl=sl, awt_s=awt, abandon_max=abandon,
                          asa_max_s=asa, occ_max=occ)  # fmt: skip
    if math.isnan(n):
        raise _Problem(t("The targets are not reached by any number of agents."))
    return float(n)


def _measures(
    model: str, volume: float, interval: float, aht: float, levels: tuple[float, ...], agents: float, awt: float,
    patience: float,
) -> dict[str, str]:  # fmt: skip
    if model == "chat":
        m = chat(volume, interval, levels, agents, awt, patience)
        values = (m.p_wait, m.sl_offered, m.asa_all_s, m.p_abandon, m.occupancy)
    elif model == "erlang_a":
        a = erlang_a(volume, interval, aht, agents, awt, patience)
        values = (a.p_wait, a.sl_offered, a.asa_all_s, a.p_abandon, a.occupancy)
    else:
        c = erlang_c(volume, interval, aht, agents, awt)
        values = (c.p_wait, c.sl, c.asa_s, 0.0, c.occupancy)
    return dict(zip(("p_wait", "sl", "asa_s", "p_abandon", "occupancy"), map(_text, values), strict=True))


def _text(value: float) -> str:
    number = float(value)
    if math.isnan(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
