"""CSV files of variable pay: payroll by a mapping profile, and the listing of every credited line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from planner.tables.writing import CsvForm, replace_file, write_csv, write_table

FIELDS = ("employee_code", "agent_id", "name", "concept", "units", "amount", "period", "component")
LINE_COLUMNS = (
    "order_id", "line_id", "kind", "agent_id", "date", "channel", "stage", "campaign", "assisted", "net_amount",
    "currency", "eur_rate", "line_eur", "weight", "weights", "credit_eur", "units",
)  # fmt: skip


class CreditLike(Protocol):
    """A credited share of an order line."""

    @property
    def order_id(self) -> str: ...
    @property
    def line_id(self) -> str: ...
    @property
    def refund(self) -> bool: ...
    @property
    def agent_id(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def channel(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def campaign(self) -> str: ...
    @property
    def assisted(self) -> bool: ...
    @property
    def net_amount(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...
    @property
    def eur_rate(self) -> Decimal: ...
    @property
    def line_eur(self) -> Decimal: ...
    @property
    def weight(self) -> Decimal: ...
    @property
    def weights(self) -> Decimal: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def units(self) -> Fraction | int: ...


@dataclass(frozen=True)
class PayrollRow:
    """One amount for the payroll program. `component` picks the concept; empty is the whole pay of the month."""

    agent_id: str
    name: str
    employee_code: str
    period: str
    amount: Decimal
    component: str = ""
    units: Decimal = Decimal(1)


@dataclass(frozen=True)
class PayrollProfile:
    """How a payroll program wants its file.

    `columns` are (heading, field of `FIELDS`); `concepts` map a component to a concept code, with "" for the rest.
    """

    columns: tuple[tuple[str, str], ...] = (
        ("employee_code", "employee_code"),
        ("concept", "concept"),
        ("units", "units"),
        ("amount", "amount"),
        ("period", "period"),
    )
    concepts: Mapping[str, str] = field(default_factory=lambda: {"": "VAR"})
    delimiter: str = ";"
    decimal: str = ","
    encoding: str = "utf-8-sig"
    header: bool = True
    zero_amounts: bool = False
    period_format: str = "{year}-{month}"

    def __post_init__(self) -> None:
        unknown = [source for _, source in self.columns if source not in FIELDS]
        if unknown:
            raise ValueError(f"payroll column {unknown[0]!r} is not one of {', '.join(FIELDS)}")
        if self.delimiter == self.decimal:
            raise ValueError("delimiter and decimal sign of a payroll profile are the same")


def write_payroll(rows: Iterable[PayrollRow], path: Path, profile: PayrollProfile | None = None) -> int:
    """Write the payroll file, return the number of amounts written.

    Raises:
        ValueError: a person without employee code, a negative amount, or a name the encoding cannot hold; no file is
            left behind.
        Refused: the file cannot be written.
    """
    chosen = profile or PayrollProfile()
    header = [heading for heading, _ in chosen.columns] if chosen.header else []
    lines: list[list[str]] = []
    for row in rows:
        if not row.amount and not chosen.zero_amounts:
            continue
        if row.amount < 0:
            raise ValueError(f"{row.agent_id}: a pay line of {row.amount} is negative")
        if any(source == "employee_code" for _, source in chosen.columns) and not row.employee_code:
            raise ValueError(f"{row.agent_id} has no employee code; add it to the agents")
        lines.append([_payroll_field(row, source, chosen) for _, source in chosen.columns])
    form = CsvForm(chosen.encoding, chosen.delimiter, "\r\n", strict=True)
    try:
        replace_file(path, lambda handle: write_csv(handle, header, lines, form), private=True)
    except UnicodeEncodeError as error:
        raise ValueError(f"{error.object[error.start : error.end]!r} cannot be written in {chosen.encoding}") from None
    return len(lines)


def _payroll_field(row: PayrollRow, source: str, profile: PayrollProfile) -> str:
    year, month = row.period.split("-")
    texts = {
        "employee_code": row.employee_code,
        "agent_id": row.agent_id,
        "name": row.name,
        "component": row.component,
        "concept": profile.concepts.get(row.component, profile.concepts.get("", "")),
        "units": f"{row.units.normalize():f}".replace(".", profile.decimal),
        "amount": f"{row.amount:.2f}".replace(".", profile.decimal),
        "period": profile.period_format.format(year=year, month=month),
    }
    return texts[source]


def write_lines(credits: Iterable[CreditLike], path: Path) -> int:
    """List every credited line in CSV, return how many. Raises Refused when the file cannot be written."""
    rows = (
        (c.order_id, c.line_id, "refund" if c.refund else "sale", c.agent_id, c.on, c.channel, c.stage, c.campaign,
         int(c.assisted), c.net_amount, c.currency, c.eur_rate, c.line_eur, c.weight, c.weights, c.amount,
         round(float(c.units), 6))
        for c in credits
    )  # fmt: skip
    return write_table(path, LINE_COLUMNS, rows, private=True)
