"""The words of stored codes: what a label, a warning or a reason says, in the language of whoever reads it.

To add a remark: a code with its English words here, the Spanish beside the other texts, and a `Remark` where it arises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.base.i18n import day, number, t
from planner.domain.remark import Remark, Told

REMARKS = {
    "solved": "solved, seed {seed}",
    "by_hand": "by hand",
    "repair": "repair: {what}",
    "mended": "repair",
    "volume": "volume {change} {day}",
    "away": "{agent} away",
    "swap": "swap: {what}",
    "swapped": "{agent} {day} ↔ {other} {other_day}",
    "no_forecast": "No forecast for {channel}: it asks for nobody.",
    "outside_hours": "{channel}: {n} contacts arrive outside opening hours and are not planned for.",
    "no_handling_time": "{channel}: contacts with a handling time of 0; one agent is planned.",
    "volume_changed": "Volume changed in the course of the week",
    "what_if_bots": "what if: bots and self-service",
    "what_if_aht": "what if: handling time",
    "reforecast": "re-forecast at {time}: {came} came, {expected} were expected",
    "audit_missing": "Row {seq} of the audit log is missing.",
    "audit_unlinked": "Row {seq} of the audit log does not follow the one before.",
    "audit_altered": "Row {seq} of the audit log was altered.",
    "audit_no_anchor": "The anchor of the audit log is missing.",
    "audit_cut": "The audit log was cut: it ends at row {last}, its anchor is row {seq}.",
    "audit_rewritten": "The audit log was rewritten: row {seq} is not its anchor.",
    "audit_log": "audit log",
    "audit_whole": "the chain is whole",
    "form": "form",
    "form_older": "older than this program: run `cuadrante db upgrade`",
    "contacts": "contact history",
    "requirements": "requirements",
    "rosters": "rosters",
    "altered": "altered outside the program: {names}",
    "unaltered": "hashes match",
    "integrity": "integrity of {file}",
    "references": "references in {file}",
    "no_loose": "all lead somewhere",
    "permissions": "permissions of {file}",
    "private": "only you can read it",
    "not_private": "others can read it ({mode}); run chmod 600",
    "these": "{what}",
}
"""English words by code. A code that no program of this form knows is shown as it is."""


def spoken(told: Told, names: Mapping[str, str] | None = None, lang: str | None = None) -> str:
    """In the user's language; `names` are what agents and channels are called, by their ids."""
    if isinstance(told, str):
        return told
    if told.code not in REMARKS:
        return " ".join([told.code, *(f"{k}={v}" for k, v in told.params.items())])
    return t(REMARKS[told.code], lang, **{k: _said(k, v, names or {}, lang) for k, v in told.params.items()})


def _said(name: str, value: Any, names: Mapping[str, str], lang: str | None) -> object:
    if isinstance(value, tuple):
        said = [spoken(one, names, lang) for one in value]
        return (" " if all(one.endswith(".") for one in said) else ", ").join(said)
    if name in ("day", "other_day"):
        try:
            return day(date.fromisoformat(value), lang)
        except ValueError:  # words of an older form, kept as they were
            return value
    if name == "change":
        return f"{'+' if value >= 0 else '−'}{number(abs(value) * 100, lang=lang)} %"
    if name in ("agent", "other", "channel"):
        return names.get(value, value)
    return value


def remark(code: str, **params: Any) -> Remark:
    """A remark whose words are known here."""
    if code not in REMARKS:
        raise ValueError(f"{code} has no words")
    return Remark(code, params)
