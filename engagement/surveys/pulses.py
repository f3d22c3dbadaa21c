"""Recurring pulses: when each wave opens and which statements of the pool it asks.

Invariant: the core questions are in every wave, so that they make a trend; the pool rotates so that after any number of
waves no statement has been asked more than once oftener than another.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from engagement.surveys.questions import Form, Question, Text
from engagement.surveys.templates import DIMENSIONS, PULSE, PULSE_CORE, PULSE_POOL


class Cadence(StrEnum):
    """How often a pulse comes back."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


def opening_date(start: date, cadence: Cadence, wave: int) -> date:
    """First day of wave 0, 1, …; months keep the day of `start`, or the last day of a shorter month."""
    if wave < 0:
        raise ValueError("waves count from 0")
    if cadence in {Cadence.WEEKLY, Cadence.FORTNIGHTLY}:
        return start + timedelta(weeks=wave * (1 if cadence is Cadence.WEEKLY else 2))
    month = start.month - 1 + wave * (1 if cadence is Cadence.MONTHLY else 3)
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def wave_due(start: date, cadence: Cadence, today: date) -> int | None:
    """Number of the last wave that should have opened by `today`, or None before the first."""
    if today < start:
        return None
    wave = 0
    while opening_date(start, cadence, wave + 1) <= today:
        wave += 1
    return wave


def rotating(pool: Sequence[Question], wave: int, size: int) -> tuple[Question, ...]:
    """The `size` statements of the pool that wave `wave` asks; the next wave goes on where this one stopped."""
    if wave < 0 or size < 0 or size > len(pool):
        raise ValueError("wave counts from 0 and size is at most the pool")
    return tuple(pool[(wave * size + i) % len(pool)] for i in range(size))


def pulse_form(
    wave: int,
    size: int = 3,
    core: Sequence[Question] = PULSE_CORE,
    pool: Sequence[Question] = PULSE_POOL,
    title: Text | None = None,
) -> Form:
    """The questionnaire of one wave: core questions, then this wave's part of the pool, then the open question."""
    chosen = (*core, *rotating(pool, wave, size), PULSE.questions[-1])
    used = {q.dimension for q in chosen if q.dimension}
    return replace(
        PULSE,
        title=title or PULSE.title,
        questions=chosen,
        dimensions={name: text for name, text in DIMENSIONS.items() if name in used},
    )
