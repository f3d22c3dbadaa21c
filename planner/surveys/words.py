"""Surveys in words: the questionnaire as employees read it, comment blocks as rows, groups and refusals by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engagement.surveys.anonymity import COMMENTS_SHOWN, SHOWN, UNANIMOUS
from engagement.surveys.questions import AGREEMENT_LABELS, Form, Kind, Question
from engagement.surveys.results import COMPANY, Results
from planner.base.i18n import t

ATTRIBUTE_NAMES = {"team": "Team", "tenure": "Tenure", "contract": "Contract"}
VALUE_NAMES = {
    "lt1": "under a year",
    "y1_3": "1 to 3 years",
    "gt3": "over 3 years",
    "full": "full time",
    "part": "part time",
    "other": "others",
}
BANDS = (
    (re.compile(r"lt(?P<n>\d+)"), "under {n} years"),
    (re.compile(r"gt(?P<n>\d+)"), "over {n} years"),
    (re.compile(r"y(?P<low>\d+)_(?P<high>\d+)"), "{low} to {high} years"),
)
WHY_HIDDEN = "Not shown: the group is small, or it would let fewer than {k} people be worked out by subtraction."


def group_name(group: str) -> str:
    """`company`, `team=A`, `team=A × tenure=lt1` as people read them."""
    if group == COMPANY:
        return t("Company")
    return " × ".join(value_name(part.partition("=")[2]) for part in group.split(" × "))


def attribute_name(name: str) -> str:
    """An attribute as people read it; one that came with a file as the file writes it."""
    return t(ATTRIBUTE_NAMES[name]) if name in ATTRIBUTE_NAMES else name


def value_name(value: str) -> str:
    """A value of an attribute; merged bands are joined by `+`."""
    return " + ".join(map(_one_value, value.split("+")))


def _one_value(value: str) -> str:
    if value in VALUE_NAMES:
        return t(VALUE_NAMES[value])
    for pattern, words in BANDS:
        if match := pattern.fullmatch(value):
            return t(words, **match.groupdict())
    return value


def scale(question: Question, lang: str) -> str:
    """The ways to answer a question, in one line."""
    if question.kind is Kind.ENPS:
        return "0 1 2 3 4 5 6 7 8 9 10"
    if question.kind is Kind.AGREEMENT:
        low, high = AGREEMENT_LABELS[0].in_language(lang), AGREEMENT_LABELS[-1].in_language(lang)
        return f"1 ({low}) 2 3 4 5 ({high})"
    if question.kind is Kind.YES_NO:
        return t("yes / no", lang=lang)
    if question.kind is Kind.TEXT:
        return t("in your own words", lang=lang)
    options = " · ".join(o.text.in_language(lang) for o in question.options)
    how = {Kind.SINGLE: t("one of", lang=lang), Kind.SEVERAL: t("any of", lang=lang)}
    return f"{how.get(question.kind, t('in order', lang=lang))}: {options}"


def preview(form: Form, lang: str) -> Iterator[str]:
    """The questionnaire as lines of text in `es` or `en`."""
    yield form.title.in_language(lang)
    if intro := form.intro.in_language(lang):
        yield intro
    yield ""
    for number, question in enumerate(form.questions, 1):
        yield f"{number}. {question.text.in_language(lang)}"
        yield f"   {scale(question, lang)}"


def comment_rows(results: Results) -> list[dict[str, object]]:
    """Themes and comments as rows; what is hidden is one row that says so."""
    rows: list[dict[str, object]] = []
    for block in results.comments:
        place = {"group": block.group, "question": block.question}
        if block.status != COMMENTS_SHOWN:
            rows.append({**place, "kind": block.status, "comments": None, "text": ""})
        rows += [{**place, "kind": "theme", "comments": x.comments, "text": x.phrase} for x in block.themes]
        rows += [{**place, "kind": "comment", "comments": None, "text": text} for text in block.comments]
    return rows


def hidden(status: str) -> bool:
    """Whether a figure is kept back whole (a band is not)."""
    return status not in {SHOWN, UNANIMOUS}
