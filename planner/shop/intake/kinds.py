"""The kinds of table that can be imported: their columns, how a cell is read, and what a row becomes.

The columns are the stable interface (see docs); header cells match in any case, by name or by a Spanish alias. Columns
that no kind knows are kept aside and named in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from planner.base.i18n import WEEKDAYS, WEEKDAYS_LONG, t
from planner.domain.people import Agent, Contract, Preference, TimeOff, Wish, time_off_kind
from planner.domain.time import localise, midnight
from planner.domain.workspace import Event
from planner.shop.intake.rows import (
    AnswerRow,
    CampaignCostRow,
    ConversationRow,
    KpiRow,
    RateRow,
    RefundRow,
    RequirementRow,
    SaleRow,
)
from planner.tables import values
from planner.tables.tabular import Cell
from planner.tables.values import CellError, Habits, Reader

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spec:
    """A column: its field, whether a header and a value must be there, how a cell is read, what an empty one means."""

    field: str
    read: Reader
    required: bool = False
    default: Any = None
    aliases: tuple[str, ...] = ()
    sort: str = "text"
    """What decides the dialect: `number` and `date` columns are looked at."""
    may_be_empty: bool = False
    """A required column whose cells need not be filled in."""


class RowError(CellError):
    """A row whose cells are fine and do not fit together; `column` is the one to look at."""

    def __init__(self, column: str, message: str, mend: str = "") -> None:
        super().__init__(message, mend)
        self.column = column


@dataclass(frozen=True)
class Kind:
    """A kind of table. `build` makes the row's object; `key` is what must be distinct within a file."""

    name: str
    columns: tuple[Spec, ...]
    build: Callable[[Values, Habits], Any]
    key: Callable[[Any], object]
    either: tuple[str, ...] = ()
    """Of these columns the file needs at least one."""
    keeps_extra: bool = False
    """Unknown columns belong to the row (as `groups`)."""


def text(field: str, *aliases: str, required: bool = False, default: Any = "", read: Reader = values.text) -> Spec:
    """A column of text."""
    return Spec(field, read, required, default, aliases)


def number(field: str, read: Reader, *aliases: str, required: bool = False, default: Any = None) -> Spec:
    """A column of numbers."""
    return Spec(field, read, required, default, aliases, "number")


def moment(field: str, *aliases: str, required: bool = False, read: Reader = values.instant) -> Spec:
    """A column of dates or times."""
    return Spec(field, read, required, None, aliases, "date")


def _raw_moment(cell: Cell, habits: Habits) -> tuple[datetime, bool]:
    return values.local(cell, habits), values.is_whole_day(cell, habits)


def _email(cell: Cell, habits: Habits) -> str:
    value = values.text(cell, habits, longest=254)
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise CellError(t("{value} is not an e-mail address.", value=values.shown(value)))
    return value


_DAYS = {
    name.lower(): day for names in (*WEEKDAYS.values(), *WEEKDAYS_LONG.values()) for day, name in enumerate(names)
} | {str(day): day for day in range(7)} | {"mie": 2, "miercoles": 2, "sab": 5, "sabado": 5}  # fmt: skip


def _weekday(cell: Cell, habits: Habits) -> int:
    value = values.text(cell, habits).lower().removesuffix(".")
    if value not in _DAYS:
        raise CellError(
            t("{value} is not a weekday.", value=values.shown(value)), t("Write mon, tue ... sun, or 0 (Monday) to 6.")
        )
    return _DAYS[value]


def _currency(cell: Cell, habits: Habits) -> str:
    value = values.text(cell, habits).upper()
    if not re.fullmatch(r"[A-Z]{3}", value):
        raise CellError(t("{value} is not a currency.", value=values.shown(value)), t("Write EUR, GBP, USD ..."))
    return value


def _split(cell: Cell, habits: Habits) -> tuple[tuple[str, Decimal], ...]:
    pairs = []
    for part in values.text(cell, habits, longest=2000).split(";"):
        agent, colon, weight = part.rpartition(":")
        if not colon or not agent.strip():
            raise CellError(t("{value} is not a split.", value=values.shown(part)), t("Write it as A01:0.6;A02:0.4."))
        pairs.append((agent.strip(), values.exact("0", "1000")(weight, habits)))
    if len({agent for agent, _ in pairs}) < len(pairs):
        raise CellError(t("The split names an agent twice."), t("Write it as A01:0.6;A02:0.4."))
    return tuple(pairs)


def _period(cell: Cell, habits: Habits) -> str:
    if isinstance(cell, (datetime, date)):
        return f"{cell:%Y-%m}"
    value = values.text(cell, habits).upper()
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2]|Q[1-4])|\d{4}", value):
        raise CellError(t("{value} is not a period.", value=values.shown(value)), t("Write it as 2026-11."))
    return value


def _span(row: Values, habits: Habits) -> tuple[datetime, datetime]:
    """[start, end) in UTC of a row's start and end; whole days include the last one."""
    (start, start_whole), (end, end_whole) = row["start"], row["end"]
    first = _utc(start, habits)
    last = midnight(end.date() + timedelta(days=1), habits.zone) if start_whole and end_whole else _utc(end, habits)
    if last <= first:
        raise RowError("end", t("The end lies before the start."), t("Exchange the two, or mend the date."))
    return first, last


def _utc(value: datetime, habits: Habits) -> datetime:
    return value.astimezone(UTC) if value.tzinfo is not None else localise(value, habits.zone)[0]


def _event(row: Values, habits: Habits) -> Event:
    start, end = _span(row, habits)
    return Event(row["name"], row["kind"], start, end, row["channel"], row["uplift_pct"])


def _agent(row: Values, habits: Habits) -> Agent:
    if row["start_date"] and row["end_date"] and row["end_date"] < row["start_date"]:
        raise RowError("end_date", t("The end lies before the start."), t("Exchange the two, or mend the date."))
    if not row["skills"]:
        raise RowError("skills", t("The cell is empty."), t("Name at least one channel, as phone;chat."))
    contract = Contract(round(row["contract_hours"] * 60), row["days_per_week"])
    return Agent(
        row["agent_id"],
        row["name"],
        row["team"],
        row["skills"],
        contract,
        row["languages"],
        row["email"],
        row["start_date"],
        row["end_date"],
        row["hourly_cost"],
    )


def _absence(row: Values, habits: Habits) -> TimeOff:
    return TimeOff(row["agent_id"], *_span(row, habits), time_off_kind(row["kind"]))


def _preference(row: Values, habits: Habits) -> Preference:
    if row["weekday"] is not None and row["date"] is not None:
        raise RowError("weekday", t("A wish is for a weekday or for a date, not both."), t("Empty one of the two."))
    start, end = row["start"], row["end"]
    if start is not None and end is not None and end <= start and end.hour + end.minute:
        raise RowError("end", t("The end lies before the start."), t("Exchange the two, or mend the time."))
    return Preference(row["agent_id"], Wish(row["wish"]), row["weekday"], row["date"], start, end, row["weight"])


def _sale(row: Values, habits: Habits) -> SaleRow:
    if not row["agent_id"] and not row["split"] and not row["customer_id"]:
        raise RowError(
            "agent_id", t("The cell is empty."), t("Name an agent, a split, or the customer_id of the order.")
        )
    return SaleRow(**row)


def _conversation(row: Values, habits: Habits) -> ConversationRow:
    if row["human"] and not row["agent_id"]:
        raise RowError("agent_id", t("The cell is empty."), t("Name the agent, or write no under human for a bot."))
    if row["ended_at"] is not None and row["ended_at"] < row["started_at"]:
        raise RowError("ended_at", t("The end lies before the start."), t("Exchange the two, or mend the time."))
    return ConversationRow(**row)


def _yes(cell: Cell, habits: Habits) -> bool:
    value = values.text(cell, habits).strip().lower()
    if value in ("yes", "y", "true", "1", "sí", "si", "s", "verdadero"):
        return True
    if value in ("no", "n", "false", "0", "falso"):
        return False
    raise CellError(t("{value} is neither yes nor no.", value=values.shown(value)), t("Write yes or no."))


EVENT_KINDS = {"promotion": "promoción", "holiday": "festivo", "outage": "caída", "other": "otro"}
WISHES = {"off": "libre", "on": "trabajar", "early": "mañana", "late": "tarde"}
_CHANNEL = ("canal",)
_AGENT = ("agente", "empleado", "id_agente")
_MONEY = values.exact("-100000000", "100000000")

CONTACT_COLUMNS = (
    moment("interval_start", "inicio", "intervalo", "fecha_hora", "datetime", required=True, read=values.local),
    text("channel", *_CHANNEL, required=True, read=values.name),
    number("contacts", values.number(0, 1e7), "contactos", "llamadas", "calls", "volume", required=True),
    number("aht_s", values.number(0, 1e6), "aht", "tmo_s", "tmo"),
    number("answered", values.number(0, 1e7), "atendidos", "atendidas"),
    number("abandoned", values.number(0, 1e7), "abandonados", "abandonadas"),
    text("language", "idioma", read=values.name),
    text("priority", "prioridad", read=values.name),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("contacts", CONTACT_COLUMNS, lambda row, habits: dict(row), lambda row: None),
        Kind(
            "events",
            (
                text("name", "nombre", "evento", required=True),
                text("kind", "tipo", required=True, read=values.one_of(EVENT_KINDS)),
                moment("start", "inicio", required=True, read=_raw_moment),
                moment("end", "fin", required=True, read=_raw_moment),
                text("channel", *_CHANNEL, read=values.name),
                number("uplift_pct", values.exact("-100", "10000"), "subida_pct"),
            ),
            _event,
            lambda e: (e.name, e.channel, e.start),
        ),
        Kind(
            "agents",
            (
                text("agent_id", *_AGENT, "id", required=True),
                text("name", "nombre", required=True),
                text("team", "equipo", required=True),
                text("skills", "habilidades", "canales", required=True, default=(), read=values.names),
                number("contract_hours", values.number(0.25, 60), "horas_contrato", "horas", required=True),
                text("languages", "idiomas", default=(), read=values.names),
                text("email", "correo", read=_email),
                moment("start_date", "alta", read=values.day),
                moment("end_date", "baja", read=values.day),
                number("hourly_cost", values.exact("0", "10000"), "coste_hora"),
                number("days_per_week", values.whole(1, 7), "dias_semana", default=5),
            ),
            _agent,
            lambda a: a.agent_id,
        ),
        Kind(
            "absences",
            (
                text("agent_id", *_AGENT, required=True),
                moment("start", "inicio", "desde", required=True, read=_raw_moment),
                moment("end", "fin", "hasta", required=True, read=_raw_moment),
                text("kind", "tipo", required=True),
            ),
            _absence,
            lambda s: (s.agent_id, s.start, s.end),
        ),
        Kind(
            "preferences",
            (
                text("agent_id", *_AGENT, required=True),
                text("weekday", "dia_semana", default=None, read=_weekday),
                moment("date", "fecha", read=values.day),
                moment("start", "inicio", "desde", read=values.clock),
                moment("end", "fin", "hasta", read=values.clock),
                text("wish", "deseo", required=True, read=values.one_of(WISHES)),
                number("weight", values.number(0, 1000), "peso", default=1.0),
            ),
            _preference,
            lambda p: (p.agent_id, p.weekday, p.day, p.wish, p.start),
            either=("weekday", "date"),
        ),
        Kind(
            "requirement",
            (
                moment("interval_start", "inicio", "intervalo", required=True),
                text("channel", *_CHANNEL, required=True, read=values.name),
                number("required", values.number(0, 100_000), "requerido", "dotacion", "dotación", required=True),
            ),
            lambda row, habits: RequirementRow(**row),
            lambda r: (r.channel, r.interval_start),
        ),
        Kind(
            "sales",
            (
                text("order_id", "pedido", required=True),
                text("line_id", "linea", "línea", required=True),
                Spec("agent_id", values.text, True, "", _AGENT, may_be_empty=True),
                moment("ordered_at", "fecha", "fecha_pedido", required=True),
                number("net_amount", _MONEY, "importe_neto", required=True),
                text("currency", "moneda", default="EUR", read=_currency),
                number("eur_rate", values.exact("0.000001", "1000000"), "cambio"),
                text("channel", *_CHANNEL, read=values.name),
                text("stage", "fase", read=values.name),
                text("campaign", "campaña"),
                text("split", "reparto", default=(), read=_split),
                text("customer_id", "cliente", "id_cliente"),
                text("product", "producto", "sku"),
                number("basket_amount", _MONEY, "cesta", "importe_cesta"),
                text("new_customer", "cliente_nuevo", default=None, read=_yes),
            ),
            _sale,
            lambda s: (s.order_id, s.line_id),
        ),
        Kind(
            "refunds",
            (
                text("order_id", "pedido", required=True),
                text("line_id", "linea", "línea", required=True),
                moment("refunded_at", "fecha", "fecha_devolucion", required=True),
                number("net_amount", _MONEY, "importe_neto", required=True),
            ),
            lambda row, habits: RefundRow(**row),
            lambda r: (r.order_id, r.line_id, r.refunded_at),
        ),
        Kind(
            "kpis",
            (
                text("agent_id", *_AGENT, required=True),
                text("period", "periodo", required=True, read=_period),
                text("metric", "metrica", "métrica", "indicador", required=True, read=values.name),
                number("value", values.exact("-1000000000", "1000000000"), "valor"),
                number("n", values.whole(0, 1_000_000_000), "muestra"),
            ),
            lambda row, habits: KpiRow(**row),
            lambda k: (k.agent_id, k.period, k.metric),
        ),
        Kind(
            "conversations",
            (
                text("contact_id", "contacto", "id_contacto", required=True),
                text("customer_id", "cliente", "id_cliente", required=True),
                Spec("agent_id", values.text, True, "", _AGENT, may_be_empty=True),
                moment("started_at", "inicio", "fecha", required=True),
                moment("ended_at", "fin"),
                text("channel", *_CHANNEL, read=values.name),
                text("stage", "fase", read=values.name),
                text("human", "humano", "persona", default=True, read=_yes),
            ),
            _conversation,
            lambda c: c.contact_id,
        ),
        Kind(
            "rates",
            (
                moment("date", "fecha", required=True, read=values.day),
                text("currency", "moneda", required=True, read=_currency),
                number("eur_rate", values.exact("0.000001", "1000000"), "cambio", required=True),
            ),
            lambda row, habits: RateRow(**row),
            lambda r: (r.date, r.currency),
        ),
        Kind(
            "campaign_costs",
            (
                text("campaign", "campaña", required=True),
                text("period", "periodo", required=True, read=_period),
                number("cost", values.exact("0", "100000000"), "coste", "inversion", required=True),
            ),
            lambda row, habits: CampaignCostRow(**row),
            lambda r: (r.campaign, r.period),
        ),
        Kind(
            "answers",
            (
                text("survey", "encuesta", required=True),
                text("question", "pregunta", required=True),
                text("answer", "respuesta", read=values.long_text),
            ),
            lambda row, habits: AnswerRow(**row),
            lambda row: None,
            keeps_extra=True,
        ),
    )
}
"""By name, in the order of the documentation. `contacts` has a faster way of its own (see contacts.py)."""
