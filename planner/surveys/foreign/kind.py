"""Answers to a survey that were collected elsewhere, one answer a row."""

from __future__ import annotations

from planner.shop.intake.kind import Kind, text
from planner.surveys.foreign.answers import AnswerRow, answers
from planner.tables import values

KIND = Kind(
    "answers",
    ("Survey answers", "Respuestas de encuesta"),
    (
        text("survey", "encuesta", required=True),
        text("question", "pregunta", required=True),
        text("answer", "respuesta", read=values.long_text),
    ),
    lambda row, habits: AnswerRow(**row),
    lambda row: None,
    answers,
    ("clima-2026", "q1", "4"),
    keeps_extra=True,
)
