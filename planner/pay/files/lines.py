"""CSV files of variable pay: payroll by a mapping profile, and the listing of every credited line.

Text that came from outside and begins like a formula gets a leading apostrophe, so that no spreadsheet runs it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Protocol

FIELDS = ("employee_code", "agent_id", "name", "concept", "units", "amount", "period", "component")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


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


def safe_text(value: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_RISKY) else value


class _Known(dict[str, str]):
    """Texts once made safe."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: str) -> str:
        self[key] = found = self.make(key)
        return found


def write_payroll(rows: Iterable[PayrollRow], path: Path, profile: PayrollProfile | None = None) -> int:
    """Write the payroll file, return the number of amounts written.

    Raises:
        ValueError: a person without employee code, a negative amount, or a name the encoding cannot hold; no file is
            left behind.
    """
    chosen = profile or PayrollProfile()
    lines: list[list[str]] = [[heading for heading, _ in chosen.columns]] if chosen.header else []
    written = 0
    for row in rows:
        if not row.amount and not chosen.zero_amounts:
            continue
        if row.amount < 0:
            raise ValueError(f"{row.agent_id}: a pay line of {row.amount} is negative")
        if any(source == "employee_code" for _, source in chosen.columns) and not row.employee_code:
            raise ValueError(f"{row.agent_id} has no employee code; add it to the agents")
        lines.append([_payroll_field(row, source, chosen) for _, source in chosen.columns])
        written += 1
    try:
        text = _csv(lines, chosen.delimiter).encode(chosen.encoding)
    except UnicodeEncodeError as error:
        raise ValueError(f"{error.object[error.start : error.end]!r} cannot be written in {chosen.encoding}") from None
    path.write_bytes(text)
    return written


def _payroll_field(row: PayrollRow, source: str, profile: PayrollProfile) -> str:
    year, month = row.period.split("-")
    texts = {
        "employee_code": safe_text(row.employee_code),
        "agent_id": safe_text(row.agent_id),
        "name": safe_text(row.name),
        "component": safe_text(row.component),
        "concept": safe_text(profile.concepts.get(row.component, profile.concepts.get("", ""))),
        "units": f"{row.units.normalize():f}".replace(".", profile.decimal),
        "amount": f"{row.amount:.2f}".replace(".", profile.decimal),
        "period": profile.period_format.format(year=year, month=month),
    }
    return texts[source]


def _csv(lines: Sequence[Sequence[str]], delimiter: str) -> str:
    import io

    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    return buffer.getvalue()


def write_lines(credits: Iterable[CreditLike], path: Path) -> int:
    """List every credited line in CSV (UTF-8, commas, decimal points), return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(
            ("order_id", "line_id", "kind", "agent_id", "date", "channel", "stage", "campaign", "assisted",
             "net_amount", "currency", "eur_rate", "line_eur", "weight", "weights", "credit_eur", "units")
        )  # fmt: skip
        known = _Known(safe_text)  # people, channels and the like come again and again
        for item in credits:
            writer.writerow(
                (safe_text(item.order_id), safe_text(item.line_id), "refund" if item.refund else "sale",
                 known[item.agent_id], item.on, known[item.channel], known[item.stage], known[item.campaign],
                 int(item.assisted), item.net_amount, item.currency, item.eur_rate,
                 item.line_eur, item.weight, item.weights, item.amount, round(float(item.units), 6))
            )  # fmt: skip
            count += 1
    return count
