"""Spanish and English for users: English source text is the key, Spanish stands in `es` beside what says it.

Invariant: a text without a translation is shown in English, never as a key or an error.
"""

from __future__ import annotations

import importlib
import locale as system_locale
import os
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

LANGUAGES = ("es", "en")
SPEAKING = ("planner", "tui")
"""Packages whose rooms keep words of their own."""
HARD_SPACE = "\u00a0"
_state = {"language": ""}

WEEKDAYS = {
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
WEEKDAYS_LONG = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def detect_language() -> str:
    """Language of the environment: CUADRANTE_LANG, then the locale; English when it is neither."""
    for value in (os.environ.get("CUADRANTE_LANG"), os.environ.get("LC_ALL"), os.environ.get("LC_MESSAGES"),
                  os.environ.get("LANG"), system_locale.getlocale()[0]):  # fmt: skip
        if value and value[:2].lower() in LANGUAGES:
            return value[:2].lower()
    return "en"


def set_language(language: str) -> None:
    """Choose `es` or `en` for the process."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    _state["language"] = language


def language() -> str:
    """The language in force."""
    if not _state["language"]:
        _state["language"] = detect_language()
    return _state["language"]


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All translations into `lang`, merged from the modules `<lang>` of every room."""
    merged: dict[str, str] = {}
    for name in () if lang == "en" else word_modules(lang):
        merged.update(importlib.import_module(name).MESSAGES)
    return merged


def word_modules(lang: str) -> list[str]:
    """The modules that hold translations into `lang`: `<room>/<lang>.py` or those of the folder `<room>/<lang>`."""
    found = []
    for room in SPEAKING:
        top = Path(importlib.import_module(room).__path__[0])
        for path in sorted((*top.glob(f"*/{lang}.py"), *top.glob(f"**/{lang}/[!_]*.py"))):
            found.append(".".join((room, *path.relative_to(top).with_suffix("").parts)))
    return found


_added: dict[str, dict[str, str]] = {}


def add(lang: str, messages: dict[str, str]) -> None:
    """Texts into `lang` that stand beside what they are of (a rule) instead of in a room's words."""
    _added.setdefault(lang, {}).update(messages)


def t(text: str, /, lang: str | None = None, **values: object) -> str:
    """`text` in the user's language (or `lang`), with `{named}` places filled in."""
    lang = lang or language()
    chosen = catalogue(lang).get(text) or _added.get(lang, {}).get(text, text)
    return chosen.format(**values) if values else chosen


def os_reason(error: OSError, lang: str | None = None) -> str:
    """Why the system refused a file or an address, in the user's language."""
    return t(error.strerror or str(error), lang)


def text_place(error: Exception, text: str = "") -> tuple[int, int] | None:
    """Line and column at which a text is no JSON or TOML (its end where something stays open), as far as is told."""
    if (line := getattr(error, "lineno", None)) is not None:
        return line, getattr(error, "colno", 1)
    if found := re.search(r"\(at line (\d+), column (\d+)\)$", str(error)):
        return int(found[1]), int(found[2])
    if not text or not str(error).endswith("(at end of document)"):
        return None
    lines = text.splitlines()
    return len(lines), len(lines[-1]) + 1


def text_reason(error: Exception, lang: str | None = None, text: str = "") -> str:
    """Why a `text` cannot be read, in the user's language: not UTF-8, no JSON or TOML at a line and column."""
    if isinstance(error, UnicodeDecodeError):
        return t("it is not text in UTF-8", lang)
    if isinstance(error, OSError):
        return os_reason(error, lang)
    if (lang or language()) == "en":
        return str(error)
    if (place := text_place(error, text)) is None:
        return str(error)
    return t("line {line}, column {column}", lang, line=place[0], column=place[1])


def number(value: float | Decimal | int, decimals: int = 0, lang: str | None = None) -> str:
    """A number in the user's way: 1.234,5 in Spanish, 1,234.5 in English."""
    text = f"{value:,.{decimals}f}"
    if (lang or language()) == "es":
        text = text.translate(str.maketrans(",.", ".,"))
    return text


def together(text: str) -> str:
    """A figure and its unit with a space between them at which no line is broken."""
    return text.replace(" ", HARD_SPACE, 1)


def hours_and_minutes(minutes: float) -> str:
    """A length in words: 31 h, 7 h 30 min, 45 min."""
    whole, rest = divmod(abs(round(minutes)), 60)
    said = " ".join(([f"{whole} h"] if whole else []) + ([f"{rest} min"] if rest or not whole else []))
    return f"−{said}" if minutes < 0 else said


def money(value: Decimal | float, lang: str | None = None) -> str:
    """Euros in the user's way: 1.234,50 € in Spanish, €1,234.50 in English."""
    text = number(value, 2, lang)
    return f"{text} €" if (lang or language()) == "es" else (f"-€{text[1:]}" if text.startswith("-") else f"€{text}")


def percent(share: float | Decimal, decimals: int = 0, signed: bool = False, lang: str | None = None) -> str:
    """A share as per cent: 62 % in Spanish, 62% in English; `signed` puts a plus before gains."""
    text = number(share * 100, decimals, lang)
    sign = "+" if signed and share > 0 else ""
    return f"{sign}{text} %" if (lang or language()) == "es" else f"{sign}{text}%"


def day(value: date | datetime, lang: str | None = None, weekday: bool = True, year: bool = False) -> str:
    """A date in the user's way: vie 27 nov, Fri 27 Nov."""
    chosen = lang or language()
    text = f"{value.day} {MONTHS[chosen][value.month - 1]}"
    if weekday:
        text = f"{WEEKDAYS[chosen][value.weekday()]} {text}"
    return f"{text} {value.year}" if year else text
