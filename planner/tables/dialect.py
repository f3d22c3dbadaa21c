"""How a table file is spelled: encoding, separator, decimal mark, order of day and month.

Invariant: nothing is guessed silently. What the file itself decides (a byte order mark, a 13th "month", `1.234,5`) is
taken and shown in the preview; what it leaves open stays '' and a cell that depends on it is a row problem whose mend
names the option to give.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from planner.base.errors import Misuse
from planner.base.i18n import t

DELIMITERS = ",;\t|"
ORDERS = ("YMD", "DMY", "MDY")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What was found or told; '' is open. `told` names what was explicit or remembered for this source.

    `date_order` speaks of dates that are not written year first. `epoch_1904` and `sheet` belong to XLSX.
    """

    format: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = ""
    date_order: str = ""
    sheet: str = ""
    epoch_1904: bool = False
    told: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        """Whether cells are typed: a bare number in a column of dates is a spreadsheet's serial."""
        return self.format in ("xlsx", "sheet")

    def as_profile(self) -> dict[str, Any]:
        """What is remembered for the next file of this source."""
        kept = {
            key: value for key, value in asdict(self).items() if key in ("encoding", "decimal", "date_order", "sheet")
        }
        return {key: value for key, value in kept.items() if value}


def checked_options(
    encoding: str | None, decimal: str | None, date_order: str | None, sheet: str | None
) -> dict[str, str]:
    """The options given, in their canonical spelling; Misuse for those that are none."""
    told: dict[str, str] = {}
    if encoding:
        try:
            "a".encode(encoding)  # LookupError for codecs that are no text encodings (rot13, hex)
            told["encoding"] = codecs.lookup(encoding).name
        except (LookupError, ValueError):
            raise Misuse(t("{value} is not an encoding.", value=encoding), t("Try utf-8, cp1252 or utf-16.")) from None
    if decimal:
        if decimal not in (",", "."):
            raise Misuse(t("The decimal mark is , or . and not {value}.", value=decimal))
        told["decimal"] = decimal
    if date_order:
        if date_order.upper() not in ORDERS:
            raise Misuse(t("The date order is DMY, MDY or YMD and not {value}.", value=date_order))
        told["date_order"] = date_order.upper()
    if sheet:
        told["sheet"] = sheet
    return told


def encoding_of(head: bytes, *, whole: bool) -> str:
    """The encoding of a text file by its first bytes: a byte order mark, UTF-16 without one, UTF-8, else cp1252."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    half = max(1, len(head[:2000]) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head, final=whole)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def delimiter_of(text: str) -> str:
    """The separator that cuts the first lines most often and most evenly; a comma when none does."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    best, best_score = ",", (0, 0.0)
    for mark in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=mark)]
        except csv.Error:
            continue
        usual = max(widths, key=lambda width: (widths.count(width), width), default=0)  # a title may stand above
        if usual < 2:
            continue
        score = (round(100 * widths.count(usual) / len(widths)), usual)
        if score > best_score:
            best, best_score = mark, score
    return best


def settle(dialect: Dialect, numbers: Iterable[str], dates: Iterable[str]) -> Dialect:
    """The dialect with the decimal mark and the date order decided, as far as these cells decide them."""
    if not dialect.decimal:
        dialect = replace(dialect, decimal=decimal_of(numbers, dialect.delimiter))
    if not dialect.date_order:
        dialect = replace(dialect, date_order=date_order_of(dates))
    return dialect


def decimal_of(cells: Iterable[str], delimiter: str) -> str:
    """The decimal mark the cells decide, '' when they do not.

    In a comma-separated file an unquoted number cannot hold a comma, so the point is decimal unless commas are seen.
    """
    points = commas = False
    for cell in cells:
        text = cell.strip().strip("€% \u00a0")
        if not _NUMBER.fullmatch(text):
            continue
        point, comma = text.rfind("."), text.rfind(",")
        if point >= 0 and comma >= 0:
            return "." if point > comma else ","
        for mark in ".,":
            if text.count(mark) > 1:
                return "," if mark == "." else "."
        if (point >= 0 and len(text) - point - 1 != 3) or text.startswith("0."):
            return "."
        if (comma >= 0 and len(text) - comma - 1 != 3) or text.startswith("0,"):
            return ","
        points |= point >= 0
        commas |= comma >= 0
    return "." if delimiter == "," and not commas else ""


def date_order_of(cells: Iterable[str]) -> str:
    """DMY or MDY where a number over 12 decides it; '' otherwise or where the cells contradict each other."""
    found: set[str] = set()
    for cell in cells:
        match = _SLASHED.match(cell.strip())
        if match:
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                found.add("DMY")
            elif second > 12 >= first:
                found.add("MDY")
    return found.pop() if len(found) == 1 else ""


def describe(dialect: Dialect) -> Sequence[tuple[str, str]]:
    """The dialect as label and value in the user's language, for the preview."""
    names = {",": t("comma"), ";": t("semicolon"), "\t": t("tab"), "|": t("bar"), ".": t("point"), "": t("not decided")}
    if dialect.format in ("json", "ics"):
        return [(t("Format"), dialect.format.upper())]
    if dialect.typed:
        rows = [(t("Sheet"), dialect.sheet), (t("Date system"), "1904" if dialect.epoch_1904 else "1900")]
    else:
        rows = [(t("Encoding"), dialect.encoding), (t("Separator"), names[dialect.delimiter])]
    rows.append((t("Decimal mark"), names[dialect.decimal]))
    rows.append((t("Date order"), dialect.date_order or t("year first, or not decided")))
    return rows
