"""Sentences of the program become codes with figures: labels of rosters, reasons, warnings, notes of pay.

They were stored in the language of whoever made them. What is no sentence of the program stays word for word.
"""

import json
import re
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020_codes"
down_revision: str | None = "0015_pay_statement"

SENTENCES = {
    "solved": ("solved, seed {seed}", "resuelto, semilla {seed}"),
    "by_hand": ("by hand", "a mano"),
    "mended": ("repair", "reparación"),
    "repair": ("repair: {what}", "reparación: {what}"),
    "swap": ("swap: {what}", "cambio: {what}"),
    "volume": ("volume {change} % {day}", "volumen {change} % {day}"),
    "swapped": ("{agent_day} ↔ {other_day}",),
    "away": ("{agent} away", "{agent} ausente"),
    "no_forecast": (
        "No forecast for {channel}: it asks for nobody.", "No hay previsión para {channel}: no pide a nadie.",
    ),
    "outside_hours": (
        "{channel}: {n} contacts arrive outside opening hours and are not planned for.",
        "{channel}: {n} contactos llegan fuera del horario y no se planifican.",
    ),
    "no_handling_time": (
        "{channel}: contacts with a handling time of 0; one agent is planned.",
        "{channel}: contactos con un tiempo de gestión de 0; se planifica un agente.",
    ),
    "volume_changed": ("Volume changed in the course of the week", "El volumen cambió durante la semana"),
    "what_if_bots": ("what if: bots and self-service", "y si…: bots y autoservicio"),
    "what_if_aht": ("what if: handling time", "y si…: tiempo de gestión"),
    "reforecast": (
        "re-forecast at {time}: {came} came, {expected} were expected",
        "nueva previsión a las {time}: llegaron {came}, se esperaban {expected}",
    ),
}  # fmt: skip
LABELS = ("solved", "by_hand", "mended", "repair", "swap")
PARTS = ("volume", "away", "swapped")
REASONS = ("volume_changed", "what_if_bots", "what_if_aht", "reforecast")
WARNINGS = ("no_forecast", "outside_hours", "no_handling_time")
NUMBERS = frozenset({"seed", "n", "came", "expected"})
DAYS = (["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"])
MONTHS = (
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
)


def upgrade() -> None:
    """Rewrite what the program had said."""
    c = op.get_bind()
    channels = _channels(c)
    rosters = _table(c, "roster_version", "roster_id", "first_day", "days", "label")
    for row in c.execute(sa.select(rosters)).all():
        first = date.fromisoformat(str(row.first_day))
        span = [first + timedelta(days=n) for n in range(row.days)]
        _put(c, rosters, rosters.c.roster_id == row.roster_id, "label", row.label, _told(row.label, LABELS, span))
    made = _table(c, "forecast_override", "override_id", "reason")
    for row in c.execute(sa.select(made)).all():
        _put(c, made, made.c.override_id == row.override_id, "reason", row.reason, _told(row.reason, REASONS, []))
    required = _table(c, "requirement", "requirement_id", "details")
    for row in c.execute(sa.select(required).where(required.c.details.like('%"warnings": ["%'))).all():
        details = json.loads(row.details)
        details["warnings"] = [_warning(one, channels) for one in details["warnings"]]
        here = required.c.requirement_id == row.requirement_id
        c.execute(sa.update(required).where(here).values(details=json.dumps(details)))
    months = sa.table("period", *map(sa.column, ("period", "plan_id", "body")), schema="pay")
    for row in c.execute(sa.select(months).where(months.c.body.like('%"inputs changed"%'))).all():
        body = json.loads(row.body)
        for one in body["history"]:
            if (one["action"], one["who"], one["note"]) == ("reopen", "", "inputs changed"):
                one.update(action="outdated", note="")
        here = (months.c.period == row.period) & (months.c.plan_id == row.plan_id)
        c.execute(sa.update(months).where(here).values(body=_dump(body)))


def _table(c: sa.Connection, name: str, *columns: str) -> Any:
    """A table of core, which on SQLite is the main file."""
    return sa.table(name, *map(sa.column, columns), schema=None if c.dialect.name == "sqlite" else "core")


def _channels(c: sa.Connection) -> dict[str, str]:
    """Channels by what they were called in either language."""
    table = _table(c, "channel", "name", "config")
    found: dict[str, str] = {}
    for row in c.execute(sa.select(table)).all():
        config = json.loads(row.config)
        found |= {config[key]: row.name for key in ("label_en", "label_es") if config.get(key)}
    return found


def _put(c: sa.Connection, table: Any, here: Any, column: str, old: str, told: Any) -> None:
    text = told if isinstance(told, str) and not told.startswith(("[", '"')) else _dump(told)
    if text != old:
        c.execute(sa.update(table).where(here).values({column: text}))


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _warning(said: Any, channels: dict[str, str]) -> Any:
    told = _told(said, WARNINGS, []) if isinstance(said, str) else said
    if isinstance(told, list) and "channel" in told[1]:
        told[1]["channel"] = channels.get(told[1]["channel"], told[1]["channel"])
    return told


def _told(said: str, codes: tuple[str, ...], span: list[date]) -> Any:
    """[code, params] of a sentence in either language; the words themselves where it is none."""
    for code in codes:
        for template in SENTENCES[code]:
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template))
            if match := re.fullmatch(pattern, said):
                params = _params(code, match.groupdict(), span)
                if params is not None:
                    return [code, params]
    return said


def _params(code: str, found: dict[str, str], span: list[date]) -> dict[str, Any] | None:
    """None where a figure is not what the program would have written: then it is somebody's own sentence."""
    if any(not found[key].isdigit() for key in NUMBERS & found.keys()):
        return None
    params: dict[str, Any] = {key: int(value) if key in NUMBERS else value for key, value in found.items()}
    if "what" in params:
        params["what"] = [_told(part, PARTS, span) for part in found["what"].split(", ")]
    elif code == "volume":
        if not re.fullmatch("[+−][0-9.,]+", found["change"]):
            return None
        amount = int(re.sub("[.,]", "", found["change"][1:])) / 100
        params |= {"change": amount if found["change"][0] == "+" else -amount, "day": _day(found["day"], span)}
    elif code == "swapped":
        (agent, day), (other, other_day) = (_who_when(found[key], span) for key in ("agent_day", "other_day"))
        if not day or not other_day:
            return None
        params = {"agent": agent, "day": day, "other": other, "other_day": other_day}
    return params


def _who_when(said: str, span: list[date]) -> tuple[str, str]:
    """`Ana Ruiz lun 7 sep` as a name and an ISO day; no day where the words name none of the span."""
    words = said.split(" ")
    day = _day(" ".join(words[-3:]), span)
    return " ".join(words[:-3]), day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""


def _day(said: str, span: list[date]) -> str:
    """`lun 7 sep` or `Mon 7 Sep` as the ISO day of the span; the words where there is none."""
    for day in span:
        for lang in (0, 1):
            if said.strip().lower() == f"{DAYS[lang][day.weekday()]} {day.day} {MONTHS[lang][day.month - 1]}":
                return day.isoformat()
    return said
