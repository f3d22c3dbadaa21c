"""Surveys in words: the questionnaire as employees read it, comment blocks as rows, groups and refusals by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engagement.surveys.anonymity import COMMENTS_SHOWN
from engagement.surveys.blur import base_text
from engagement.surveys.participation import TOO_EARLY, UNKNOWN, Participation
from engagement.surveys.questions import Form, Question
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


def band_text(line: Participation, lang: str | None = None) -> str:
    """A participation as people read it: its band in per cent, or why there is none."""
    if line.status == UNKNOWN:
        return t("not known", lang=lang)
    if line.status == TOO_EARLY:
        return t("told from ten answers on, once a day", lang=lang)
    if line.band is None:
        return t("not shown", lang=lang)
    low, high = line.band
    if low == 0:
        return t("under {n} %", lang=lang, n=high)
    return t("over {n} %", lang=lang, n=low) if high == 100 else f"{low}–{high} %"


def size_text(people: int) -> str:
    """How large a group is, as coarsely as its base will be printed."""
    return t("under 5") if people < 5 else base_text(people)


def scale(question: Question, lang: str) -> str:
    """The ways to answer a question, in one line."""
    how = question.kind.how.in_language(lang)
    if not question.options:
        return how
    return f"{how}: {' · '.join(o.text.in_language(lang) for o in question.options)}"


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
