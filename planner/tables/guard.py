"""The one guard against formulas: text that a spreadsheet would run stays text, numbers stay numbers.

Source: OWASP, CSV Injection (a cell is dangerous that begins with = + - @, tab, carriage return or line feed, or with
the full-width forms of the signs), widened by what spreadsheets skip before they look: spaces, controls and marks that
no eye sees.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SKIPPED = r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b]"
STARTS_FORMULA = re.compile(rf"[\t\r\n]|{_SKIPPED}*{_SIGNS}")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_SHOWN_NUMBER = re.compile(
    r"[+-]?€?(\d+|\d{1,3}([.,\u00a0\u202f]\d{3})+)([.,]\d+)?([eE][+-]?\d{1,3})?[ \u00a0\u202f]?[%€]?", re.ASCII
)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767


def starts_formula(value: str) -> bool:
    """Whether a spreadsheet may take the text for a formula; a number, also as people write it, is none."""
    return STARTS_FORMULA.match(value) is not None and _SHOWN_NUMBER.fullmatch(value) is None


@lru_cache(4096)
def safe_text(value: str) -> str:
    """Text for a cell of CSV or of the clipboard: what would be run gets an apostrophe in front."""
    if starts_formula(value) or without_guard(value) != value:  # one that begins so already must be told from ours
        return f"'{value}"
    return value


def without_guard(value: str) -> str:
    """The text that `safe_text` was given."""
    return value[1:] if value[:1] == "'" and STARTS_FORMULA.match(value.lstrip("'")) else value


def sheet_text(value: str) -> str:
    """Text for a cell of a workbook: without characters that XML does not know, as long as a cell may be."""
    return _ILLEGAL.sub("\ufffd", value)[:_LONGEST]
