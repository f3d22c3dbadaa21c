"""What there is to read of one survey, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from planner.base.i18n import language

if TYPE_CHECKING:
    from engagement.surveys.participation import Participation
    from engagement.surveys.results import Results
    from engagement.surveys.trend import Change
    from planner.db.workspace import Workspace
    from planner.surveys.store.surveys import ActionRow
    from planner.surveys.surveys import Survey


@dataclass(frozen=True)
class Reading:
    """What there is to read of one survey.

    `earlier` is the wave it is compared with, if there is one; `actions` are its own, `before` those of the earlier
    wave, each with what a later wave says of the statement it answers.
    """

    survey: Survey
    results: Results
    participation: Participation
    summary: tuple[str, ...]
    changes: tuple[Change, ...]
    earlier: Survey | None
    actions: tuple[tuple[ActionRow, str], ...]
    before: tuple[tuple[ActionRow, str], ...] = ()
    notes: tuple[str, ...] = ()


def read(ws: Workspace, survey_id: str, known: tuple[Survey, ...]) -> Reading:
    """Read a closed survey and compare it with the newest earlier one that shares questions; in a thread."""
    from planner.surveys import results as survey_results
    from planner.surveys import share as survey_share

    survey = next(s for s in known if s.survey_id == survey_id)
    asked = {q.id for q in survey.form.questions}
    waves = [
        s for s in known
        if s.survey_id != survey_id and s.closed_on and survey.closed_on and s.closed_on < survey.closed_on
        and all(one.settings.get("dated", True) for one in (s, survey))
        and asked & {q.id for q in s.form.questions}
    ]  # fmt: skip
    earlier = max(waves, key=lambda s: (s.closed_on or date.min, s.survey_id), default=None)
    lang = language()
    changes, rules = survey_results.changes_of(ws, survey_id, earlier.survey_id) if earlier else ([], {})
    total, _ = survey_results.participation_of(ws, survey_id)
    lines = survey_share.summary(ws, survey_id, lang)
    return Reading(
        survey, survey_results.results(ws, survey_id), total, tuple(lines), tuple(changes), earlier,
        _said(ws, survey_id), _said(ws, earlier.survey_id) if earlier else (),
        tuple(survey_results.wave_notes(rules, lang)),
    )  # fmt: skip


def _said(ws: Workspace, survey_id: str) -> tuple[tuple[ActionRow, str], ...]:
    """Actions of a survey, each with what the next wave says of it."""
    from planner.surveys import told as survey_told

    found = survey_told.outcomes(ws, survey_id)
    return tuple((action, survey_told.outcome_text(form, change, language())) for action, form, change in found)
