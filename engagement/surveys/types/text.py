"""A comment in one's own words: not counted, shown by the rules for comments only."""

from __future__ import annotations

import unicodedata

from engagement.surveys.base import Answer, AnswerProblem, Drawing, Entry, Question, QuestionType, Text

MAX_COMMENT_CHARS = 2000


def clean_comment(text: str) -> str:
    """The comment as kept: NFC, no control or direction-changing characters, line ends as \\n, no outer spaces.

    Directional overrides and isolates are dropped because they could make a neighbour's text read differently.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isprintable():  # no control, format or unassigned character at all
        return text.strip()
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"})
    return "".join(c for c in kept if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff").strip()


def _read(question: Question, raw: object) -> Answer | None:
    comment = clean_comment(str(raw))
    if len(comment) > MAX_COMMENT_CHARS:
        raise AnswerProblem(question.id, "too_long", str(MAX_COMMENT_CHARS))
    return comment or None


TEXT = QuestionType(
    name="text",
    word=Text("texto libre", "free text"),
    how=Text("con sus palabras", "in your own words"),
    read=_read,
    counts=lambda question: (),
    choices=lambda question: [],
    entry=Entry.WRITE,
    drawing=Drawing.NONE,
    looks=lambda header, cells: True,
)
