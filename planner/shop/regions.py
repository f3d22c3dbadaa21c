"""Countries and regions whose public holidays are known, and the nearest ones to what somebody wrote."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

import holidays
from holidays.registry import COUNTRIES

from planner.base.errors import Misuse
from planner.base.i18n import t

NEAREST = 4
ALIASES = {"UK": "GB"}
"""Codes in use beside those of ISO 3166."""


def checked_region(region: str) -> str:
    """The region as it is stored: `ES-MD`, `GB`, or nothing for no public holidays.

    Raises Misuse with the nearest codes and names when no public holidays are known for it.
    """
    text = region.strip().upper().replace("_", "-")
    if not text:
        return ""
    country, _, part = text.partition("-")
    country = ALIASES.get(country, country)
    known = holidays.list_supported_countries(include_aliases=False)
    if country in known and (not part or part in known[country]):
        return f"{country}-{part}" if part else country
    near = nearest(region)
    hint = t("Write one such as ES-MD, CZ, GB-ENG, or nothing.")
    if near:
        hint = t("Did you mean {names}?", names=", ".join(near))
    raise Misuse(t("{region!r} is no country or region with holidays we know.", region=region), hint)


def nearest(region: str, count: int = NEAREST) -> list[str]:
    """Codes with their names nearest to what was written, the nearest first: `ES-MD (Madrid)`."""
    known = holidays.list_supported_countries(include_aliases=False)
    text = region.strip().replace("_", "-")
    country, _, part = text.partition("-")
    codes = {code.upper(): c for name, c, *others in COUNTRIES.values() for code in (name, c, *others)}
    code = ALIASES.get(country.upper(), codes.get(_plain(country), codes.get(country.upper(), "")))
    names: dict[str, str] = {}
    for one in [code] if code else ["ES"]:
        if one in known:
            entity = getattr(holidays, one)
            spelled = {v: k for k, v in entity.subdivisions_aliases.items()}
            for sub in entity.subdivisions:
                if sub.isupper() or sub.isdigit():
                    label = f"{one}-{sub} ({spelled[sub]})" if sub in spelled else f"{one}-{sub}"
                    names |= dict.fromkeys((_plain(sub), _plain(f"{one}-{sub}")), label)
                    names |= {_plain(a): label for a, s in entity.subdivisions_aliases.items() if s == sub}
    if code:
        return _closest(part, names, count) or [code, *dict.fromkeys(names.values())][: count + 1]
    names |= {_plain(x): f"{c} ({name})" for name, c, *_ in COUNTRIES.values() if c in known for x in (name, c)}
    return _closest(text, names, count)


def _closest(text: str, names: dict[str, str], count: int) -> list[str]:
    matches = get_close_matches(_plain(text), list(names), n=3 * count, cutoff=0.5)
    return list(dict.fromkeys(names[m] for m in matches))[:count]


def _plain(text: str) -> str:
    """Upper case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).upper()
