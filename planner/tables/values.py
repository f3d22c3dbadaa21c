"""One cell into one value. Each reader takes the cell as it came and the file's habits; CellError carries the mend.

Readers are pure, so a column remembers what it has read: a million cells have few distinct values.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from planner.base.i18n import number as amount
from planner.base.i18n import t
from planner.domain.time import localise
from planner.tables.guard import without_guard
from planner.tables.table import MAX_CELL, Cell, plain

MAX_NAME = 200
FIRST_YEAR, LAST_YEAR = 1950, 2100
EXCEL_ERRORS = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})

_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_OTHER = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?)?",
    re.ASCII,
)
_CLOCK = re.compile(r"(\d{1,2})[:h.](\d{2})(?::(\d{2}))?", re.ASCII)
_PLAIN = re.compile(r"[+-]?(\d+|\d{1,3}(?:[ \u00a0\u202f']\d{3})+)", re.ASCII)
_MONEY = re.compile(r"^(?:[A-Z]{3}\s?|[€$£]\s?)(?=[\d(+-])|\s?(?:[€$£%]|\b[A-Z]{3})$")  # what stands around an amount
_SPACES = str.maketrans("", "", " \u00a0\u202f'")


class CellError(ValueError):
    """What is wrong with a cell, and the mend."""

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Habits:
    """What reading a cell depends on: the decimal mark and date order ('' when open), time zone, Excel's epoch."""

    decimal: str = "."
    date_order: str = ""
    zone: str = "Europe/Madrid"
    epoch_1904: bool = False
    typed: bool = False
    """Cells come typed (XLSX): a bare number in a date column is an Excel serial."""
    swapped: bool = False
    """Typed dates have day and month exchanged (see `swapped_dates`)."""


Reader = Callable[[Cell, Habits], Any]


def text(cell: Cell, habits: Habits, *, longest: int = MAX_NAME) -> str:
    """Text in composed form. Emoji and right-to-left letters stay; control and direction-override characters do not."""
    value = unicodedata.normalize("NFC", plain(cell)).strip()
    value = without_guard(value)  # our own exports put it there
    _no_error(value)
    if len(value) > longest:
        raise CellError(
            t("{n} characters are too many.", n=len(value)), t("Shorten it to at most {n} characters.", n=longest)
        )
    if not value.isprintable():
        for char in value:
            if (
                unicodedata.category(char) in ("Cc", "Cs", "Co", "Zl", "Zp")
                or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
            ):
                raise CellError(
                    t("The text holds the invisible character U+{code}.", code=f"{ord(char):04X}"), t("Type it anew.")
                )
    return value


def long_text(cell: Cell, habits: Habits) -> str:
    """Free text of any sensible length; line breaks become spaces."""
    joined = re.sub(r"[\r\n\t]+", " ", plain(cell))
    return text(joined, habits, longest=MAX_CELL)


def name(cell: Cell, habits: Habits) -> str:
    """A name that is a key in lower case (channel, skill, metric)."""
    return text(cell, habits).lower()


def _no_error(value: str) -> None:
    if value in EXCEL_ERRORS:
        raise CellError(
            t("{value} is an error of the spreadsheet.", value=value), t("Mend the formula, or type the value.")
        )


def number_text(cell: Cell, habits: Habits) -> str:
    """A number as plain `-1234.5`, spelled as the file's habits say. Marks that nobody explained are refused."""
    if isinstance(cell, (int, float)):
        if not math.isfinite(cell):
            raise CellError(t("{value} is not a number.", value=cell))
        return repr(cell)
    value = plain(cell).strip()
    _no_error(value)
    value = _MONEY.sub("", value).strip().replace("\u2212", "-")
    if _PLAIN.fullmatch(value):
        return value.translate(_SPACES)
    if "." in value or "," in value:
        if not habits.decimal:
            raise CellError(
                t("{value} can be read in two ways.", value=value),
                t("Say which mark is decimal: --decimal , or --decimal ."),
            )
        group = "." if habits.decimal == "," else ","
        shape = rf"[+-]?(?:\d+|\d{{1,3}}(?:[{group} \u00a0\u202f']\d{{3}})+)?(?:{re.escape(habits.decimal)}\d*)?"
        if re.fullmatch(shape, value, re.ASCII) and any(ch.isdigit() for ch in value):
            return value.translate(_SPACES).replace(group, "").replace(habits.decimal, ".")
        if re.fullmatch(r"[+-]?[\d.,]+", value, re.ASCII):
            raise CellError(
                t("{value} is not a number with the decimal mark {mark}.", value=value, mark=habits.decimal),
                t("Say which mark is decimal: --decimal , or --decimal ."),
            )
    if re.fullmatch(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}", value, re.ASCII):
        return value
    raise CellError(t("{value} is not a number.", value=shown(value)), t("Write digits only, or leave the cell empty."))


def shown(value: str, longest: int = 40) -> str:
    """A value short enough for a message."""
    return value if len(value) <= longest else value[: longest - 1] + "…"


def number(low: float, high: float, what: str = "") -> Reader:
    """A reader of numbers in [low, high]."""

    def read(cell: Cell, habits: Habits) -> float:
        value = float(number_text(cell, habits))
        if not low <= value <= high:
            raise _outside(cell, low, high)
        return value

    return read


def whole(low: int, high: int) -> Reader:
    """A reader of whole numbers in [low, high]."""

    def read(cell: Cell, habits: Habits) -> int:
        value = float(number_text(cell, habits))
        if value != int(value):
            raise CellError(t("{value} is not a whole number.", value=shown(plain(cell))))
        if not low <= value <= high:
            raise _outside(cell, low, high)
        return int(value)

    return read


def exact(low: str, high: str) -> Reader:
    """A reader of exact decimals in [low, high]: money, rates, shares."""
    lowest, highest = Decimal(low), Decimal(high)

    def read(cell: Cell, habits: Habits) -> Decimal:
        try:
            value = Decimal(number_text(cell, habits))
        except InvalidOperation:
            raise CellError(t("{value} is not a number.", value=shown(plain(cell)))) from None
        if not lowest <= value <= highest:
            raise _outside(cell, float(low), float(high))
        return value

    return read


def _outside(cell: Cell, low: float, high: float) -> CellError:
    return CellError(
        t("{value} is not possible here.", value=shown(plain(cell))),
        t("Give a number from {low} to {high}.", low=_limit(low), high=_limit(high)),
    )


def _limit(value: float) -> str:
    """A limit in the user's way, without an exponent."""
    return amount(value, 0 if value == int(value) else len(repr(value).partition(".")[2]))


def one_of(spanish: dict[str, str]) -> Reader:
    """A reader of one word of a list (any case), or of its Spanish name: `{"promotion": "promoción"}`."""
    known = {name: word for word, name in spanish.items()} | {word: word for word in spanish}

    def read(cell: Cell, habits: Habits) -> str:
        value = text(cell, habits).lower()
        if value in known:
            return known[value]
        raise CellError(
            t("{value} is not one of the known words.", value=shown(value)), t("Use {words}.", words=", ".join(spanish))
        )

    return read


def names(cell: Cell, habits: Habits) -> tuple[str, ...]:
    """Names separated by `;` (or by a comma), in lower case, each once."""
    parts = [part.strip() for part in re.split(r"[;,|]", text(cell, habits, longest=2000).lower())]
    return tuple(dict.fromkeys(part for part in parts if part))


def local(cell: Cell, habits: Habits) -> datetime:
    """A date and time: naive where it is local, aware where the cell carries an offset."""
    if isinstance(cell, datetime) and habits.swapped:
        if cell.day > 12:
            raise CellError(
                t("{value} is a date, and others of the column are text that names the days after the 12th.",
                  value=shown(plain(cell))),
                t("Write all dates as 2026-11-27."),
            )  # fmt: skip
        return _sane(_rounded(cell.replace(month=cell.day, day=cell.month)))
    if isinstance(cell, datetime):
        return _sane(_rounded(cell))
    if isinstance(cell, date):
        return _sane(datetime.combine(cell, time()))
    if isinstance(cell, (int, float)) and habits.typed:
        return from_serial(float(cell), habits.epoch_1904)
    value = plain(cell).strip()
    try:
        if len(value) in (10, 16, 19) and value[4] == value[7] == "-" and value[10:11] in ("", " ", "T"):
            return _sane(datetime.fromisoformat(value))
        match = _ISO.fullmatch(value)
        if match:
            year, month, day = int(match[1]), int(match[2]), int(match[3])
            moment = datetime(year, month, day, int(match[4] or 0), int(match[5] or 0), int(match[6] or 0))
            return _sane(moment if not match[7] else _with_offset(moment, match[7]))
        match = _OTHER.fullmatch(value)
        if match:
            return _sane(_ordered(match, value, habits))
    except CellError:
        raise
    except (ValueError, OverflowError):
        raise CellError(
            t("{value} does not exist in the calendar.", value=shown(value)), t("Write it as 2026-11-27 09:30.")
        ) from None
    _no_error(value)
    raise CellError(t("{value} is not a date.", value=shown(value)), t("Write it as 2026-11-27 or 2026-11-27 09:30."))


def swapped_dates(cells: Iterable[Cell]) -> bool:
    """Whether a spreadsheet read the dates of a column in the wrong order: it made dates of those whose "month" goes
    to 12 and left the others as text (true cells for days to 12, `11/13/2026` beyond)."""
    typed = text = False
    for cell in cells:
        if isinstance(cell, (datetime, date)):
            typed = True
            if cell.day > 12:
                return False
        elif isinstance(cell, str) and (match := _OTHER.fullmatch(cell.strip())):
            if max(int(match[1]), int(match[2])) <= 12:
                return False
            text = True
    return typed and text


def _ordered(match: re.Match[str], value: str, habits: Habits) -> datetime:
    if habits.date_order not in ("DMY", "MDY"):
        if int(match[1]) > 12 >= int(match[2]):  # others contradict it, or it stands too far down to decide them
            raise CellError(
                t("{value} has the day first, and not every date of the file has.", value=value),
                t("Write all dates as 2026-11-27."),
            )
        if int(match[2]) > 12 >= int(match[1]):
            raise CellError(
                t("{value} has the month first, and not every date of the file has.", value=value),
                t("Write all dates as 2026-11-27."),
            )
        raise CellError(
            t("{value} can be read in two ways.", value=value), t("Say the order: --date-order DMY or --date-order MDY")
        )
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    day, month = (first, second) if habits.date_order == "DMY" else (second, first)
    hour = int(match[4] or 0)
    if match[7]:
        if not 1 <= hour <= 12:
            raise ValueError(value)
        hour = hour % 12 + (12 if match[7] in "pP" else 0)
    return datetime(year + 2000 if year < 100 else year, month, day, hour, int(match[5] or 0), int(match[6] or 0))


def _with_offset(moment: datetime, offset: str) -> datetime:
    if offset == "Z":
        return moment.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if shift > timedelta(hours=14):
        raise ValueError(offset)
    return (moment - sign * shift).replace(tzinfo=UTC)


def from_serial(value: float, epoch_1904: bool) -> datetime:
    """An Excel serial as a naive datetime, to the second. Serial 60 of the 1900 system is a day that never was."""
    if not math.isfinite(value) or value < 0:
        raise CellError(t("{value} is not a date.", value=value))
    if not epoch_1904 and 60 <= value < 61:
        raise CellError(
            t("Excel's day 60 is 29 February 1900, which never was."), t("Type the date anew, as 2026-11-27.")
        )
    try:
        start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)
        return _sane(_rounded(start + timedelta(days=value)))
    except OverflowError:
        raise CellError(t("{value} is not a date.", value=value)) from None


def _rounded(moment: datetime) -> datetime:
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _sane(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CellError(
            t("The year {year} is not possible here.", year=moment.year), t("Type the date anew, as 2026-11-27.")
        )
    return moment


def day(cell: Cell, habits: Habits) -> date:
    """A local date; a time of day other than midnight is refused."""
    moment = local(cell, habits)
    if moment.tzinfo is not None:
        moment = moment.astimezone(ZoneInfo(habits.zone))
    if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
        raise CellError(
            t("{value} is a time, not a whole day.", value=shown(plain(cell))), t("Write it as 2026-11-27.")
        )
    return moment.date()


def clock(cell: Cell, habits: Habits) -> time:
    """A local time of day."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, float) and 0 <= cell < 1 and habits.typed:
        minutes = round(cell * 1440)
        return time(minutes // 60 % 24, minutes % 60)
    match = _CLOCK.fullmatch(plain(cell).strip())
    if match and int(match[1]) <= 24 and int(match[2]) < 60 and (int(match[1]) < 24 or int(match[2]) == 0):
        return time(int(match[1]) % 24, int(match[2]))
    raise CellError(t("{value} is not a time of day.", value=shown(plain(cell))), t("Write it as 09:30."))


def instant(cell: Cell, habits: Habits) -> datetime:
    """An aware UTC instant; a repeated local hour is taken as its first occurrence."""
    moment = local(cell, habits)
    return moment.astimezone(UTC) if moment.tzinfo is not None else localise(moment, habits.zone)[0]


def is_whole_day(cell: Cell, habits: Habits) -> bool:
    """Whether a cell gives a date without a time of day (midnight in an XLSX date cell counts as one)."""
    moment = local(cell, habits)
    if isinstance(cell, str) and ":" in cell:
        return False
    return moment.tzinfo is None and (moment.hour, moment.minute, moment.second) == (0, 0, 0)
