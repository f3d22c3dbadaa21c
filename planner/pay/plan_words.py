"""Mistakes in a plan of variable pay, in the user's language.

The reader of plans knows no language: it says its mistakes in English. Here each is recognised by its form, and said
in the language in force with the same names and figures in it; a form that nobody knows is shown as it came.
"""

from __future__ import annotations

import re
from functools import cache

from planner.base.i18n import language, t

FORMS = (
    # what is wrong
    "not TOML: {why} (at line {line}, column {column})", "not TOML: {why} (at end of document)", "not TOML: {why}",
    "unknown key {key}.", "{key} is missing; it has no default.", "{key} is missing.", "{value} is not a number.",
    "{value} is not a finite number.", "{value} is below {low}.", "{key} is not a text.", "{key} is not known.",
    "{key} is neither true nor false.", "{key} is not a whole number.", "{key} is not a date.",
    "{key} is not a list of texts.", "is not a list of pairs.", "pair {n} does not have two numbers.",
    "has both curve and threshold.", "{key} is not a list of tables.", "ramp is not a list.",
    "a curve has at least one point.", "the attainments of a curve rise from point to point.",
    "tiers need at least one lower bound.", "the lower bounds of tiers rise from tier to tier.",
    "a gate has a min or a max, one of them.", "fail_factor {value} is above 1.",
    "effective_from {day} is inside a month.", "effective_to {end} is before effective_from {start}.",
    "has no component.", "has two components {name}.", "to {end} is before from {start}.", "a scorecard has no item.",
    "the weights add to {sum}, not to 1.", "{name}: a team's attainment is of sales or units.",
    "a spiff pays per_unit or a rate, one of them.", "a spiff has dates.",
    "a pot is an amount or a rate of the team's sales, one of them.", "pot {value} is not in whole cents.",
    "overlaps {other} from {day}.",
    # how to mend it
    "Mend the line named.", "Did you mean {name}?", "Known: {names}.", "Write it like {example}.",
    "Write a number that is not negative.", "Write min = {low}, or max = {high} where lower is better; a band is two "
    "gates.", "Write from = {start} and to = {end}.", "Write two decimals.", "Write {example}.",
    "Choose {names}.", "Put them in rising order.", "The first point of a curve is its threshold.",
    "Begin each with {table}.", "A failed gate never pays more; write 0 to 1.",
    "A version begins on the first of a month.", "Swap them.", "Add one with {table}.", "Give each its own id.",
    "Change them so that they add to 1.", "Make it individual.",
    "End one of them with effective_to, or give them different teams.",
)  # fmt: skip
_PLACES = ("component {n}", "gate {n}", "item {n}", "pair {n}")


@cache
def _patterns(forms: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(form)))) for form in forms)


def said(text: str) -> str:
    """A mistake or its mend in the language in force."""
    if language() == "en":
        return text
    for form, pattern in _patterns(FORMS):
        if match := pattern.fullmatch(text):
            return t(form, **{name: found.replace(" or ", t(" or ")) for name, found in match.groupdict().items()})
    return text


def place(where: str, source: str) -> str:
    """Where in the plan: `component 2 (bonus), gate 1`, without the name of the file."""
    parts = where.removeprefix(source).removeprefix(", ").split(", ")
    return ", ".join(map(_place, parts))


def _place(part: str) -> str:
    for form, pattern in _patterns(_PLACES):
        if match := pattern.fullmatch(part):
            return t(form, **match.groupdict())
    return part
