"""Results of a closed survey: participation, what changed, retention, actions, what is stored about a person.

Invariants: nothing is read before closing; no function returns who has answered, a single answer, or a figure outside
the published set; nothing here reaches pay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from engagement.surveys import trend
from engagement.surveys.anonymity import SHOWN
from engagement.surveys.participation import TOO_EARLY, UNKNOWN, Participation, company_band, group_band
from engagement.surveys.results import COMPANY, Results, from_dict, results_status
from engagement.surveys.trend import INDEX, SHOWN_WITH_NOTE, Change, WaveRule, wave_rule_of
from planner.base.errors import Refused
from planner.base.i18n import number, percent, t
from planner.db import audit
from planner.surveys import closing
from planner.surveys.store import intake
from planner.surveys.store import surveys as store
from planner.surveys.store.surveys import ActionRow
from planner.surveys.surveys import get, in_state, survey_of, today_of
from planner.surveys.words import group_name

if TYPE_CHECKING:
    from engagement.surveys.questions import Form
    from planner.db.workspace import Workspace
    from planner.surveys.store.surveys import ActionRow, SurveyRow


def participation_of(ws: Workspace, survey_id: str) -> tuple[Participation, dict[str, Participation]]:
    """How many have answered: while open the company in tens of last night; after closing groups too, in bands."""
    row = store.read_survey(ws, survey_id)
    survey = survey_of(row)
    if row.state == "draft":
        raise Refused(t("The survey has not been launched."), t("`cuadrante survey launch` opens it."))
    if row.state == "open":
        tens = row.settings.get("progress", {}).get("tens")
        band = None if tens is None else (10 * tens, 10 * tens + 10)
        return Participation(TOO_EARLY if band is None else SHOWN, survey.invited, band), {}
    if not survey.invited:
        return Participation(UNKNOWN, None), {}
    found, groups = _results(ws, row), dict[str, Participation]()
    people = store.read_people(ws, survey_id)
    for group, status in found.groups.items():
        invited = sum(1 for own in people.values() if _is_in(own, group))
        if group == COMPANY or not invited or " × " in group:
            continue
        n = found.answered.get(group)
        groups[group] = Participation(status, None) if n is None else group_band(n, invited)
    n = found.answered.get(COMPANY)
    return (Participation(found.groups[COMPANY], None) if n is None else company_band(n, survey.invited)), groups


def _is_in(own: Mapping[str, str], group: str) -> bool:
    return all(own.get(n) == v for n, _, v in (part.partition("=") for part in group.split(" × ")))


def results(ws: Workspace, survey_id: str) -> Results:
    """The published results; Refused while the survey is open, for whoever asks."""
    return _results(ws, store.read_survey(ws, survey_id))


def _results(ws: Workspace, row: SurveyRow) -> Results:
    if results_status(row.state) != SHOWN or row.result is None:
        raise Refused(
            t("There are no results before the survey closes."), t("Watch participation; close with `survey close`.")
        )
    if closing.is_old(row):
        if not intake.readable(ws):
            raise Refused(
                t("An earlier version closed this survey; its figures are worked out anew by the page's service."),
                t("Start `survey serve` once."),
            )
        closing.renew(ws, row)
        row = store.read_survey(ws, row.survey_id)
    return from_dict(row.result or {}, survey_of(row).form, closing.texts_of(ws, row.survey_id))


# -- waves ----------------------------------------------------------------------------------------------------------


def changes_of(ws: Workspace, survey_id: str, earlier_id: str) -> tuple[list[Change], dict[str, WaveRule]]:
    """What changed since an earlier wave, where it may be shown, and for each group whether it may."""
    before, after = results(ws, earlier_id), results(ws, survey_id)
    survey = get(ws, survey_id)
    people = {s: store.read_people(ws, s) for s in (earlier_id, survey_id)}

    def members(which: str, group: str) -> set[object]:
        return {a for a, own in people[which].items() if group == COMPANY or _is_in(own, group)}

    both = [g for g, status in after.groups.items() if " × " not in g and status == SHOWN == before.groups.get(g)]
    if all(people.values()):
        rules = {g: wave_rule_of(members(earlier_id, g), members(survey_id, g), survey.k, g == COMPANY) for g in both}
    else:  # answers from elsewhere, or the list of invited is gone: whose team changed is not known
        rules = {COMPANY: WaveRule(SHOWN, SHOWN_WITH_NOTE)} if COMPANY in both else {}
    return trend.changes(before, after, survey.form, rules), rules


def compare(ws: Workspace, survey_id: str, earlier_id: str, lang: str) -> tuple[list[str], dict[str, WaveRule]]:
    """What changed since an earlier wave by more than chance, in sentences, and each group's rule."""
    changes, rules = changes_of(ws, survey_id, earlier_id)
    form = get(ws, survey_id).form
    lines = [
        change_sentence(form, c, lang, "" if c.group == COMPANY else f"{group_name(c.group)}: ")
        for c in changes
        if c.sure
    ]
    rest = sum(not c.sure for c in changes)
    if rest:
        lines.append(t("Figures whose change could be chance: {n}.", lang=lang, n=rest))
    return lines + wave_notes(rules, lang), rules


def wave_notes(rules: Mapping[str, WaveRule], lang: str) -> list[str]:
    """What has to be said beside the company's changes: that it is not quite the same people."""
    noted = COMPANY in rules and rules[COMPANY].delta == SHOWN_WITH_NOTE
    return [t("Not quite the same people answered: some joined, left, or are not known.", lang=lang)] if noted else []


def change_label(form: Form, change: Change, lang: str) -> str:
    """What a change is of. A reverse-scored statement's favourable share is of those who disagree with it."""
    if change.question == INDEX:
        return t("Favourable answers to all statements", lang=lang)
    question = form.question(change.question)
    text = question.text.in_language(lang)
    if change.measure == "enps":
        return "eNPS"
    if question.reverse:
        return t("Disagreement with «{text}»", lang=lang, text=text)
    option = next((c.label.in_language(lang) for c in question.counts if c.name == change.measure), "")
    return f"«{text}»: {option}" if question.options else f"«{text}»"


def change_sentence(form: Form, change: Change, lang: str, where: str = "") -> str:
    """One plain sentence of a change, after `where`: what changed, by how much, whether it could be chance."""

    def figure(value: float) -> str:
        return number(value, 0, lang) if change.measure == "enps" else percent(value / 100, 0, lang=lang)

    label = where + change_label(form, change, lang)
    places = {"label": label, "before": figure(change.before), "after": figure(change.after),
              "n": number(abs(change.points), 0, lang)}  # fmt: skip
    if round(change.points) == 0:
        return t("{label}: no change ({after}).", lang=lang, **places)
    if change.points > 0:
        if change.sure:
            return t("{label} rose by {n} points, from {before} to {after}; this is more than chance explains.",
                     lang=lang, **places)  # fmt: skip
        return t("{label} rose by {n} points, from {before} to {after}; this could be chance.", lang=lang, **places)
    if change.sure:
        return t("{label} fell by {n} points, from {before} to {after}; this is more than chance explains.",
                 lang=lang, **places)  # fmt: skip
    return t("{label} fell by {n} points, from {before} to {after}; this could be chance.", lang=lang, **places)


def change_of(ws: Workspace, survey_id: str, earlier_id: str, question: str) -> Change | None:
    """What became of one question in the company since an earlier wave (its first count)."""
    changes, _ = changes_of(ws, survey_id, earlier_id)
    return next((c for c in changes if c.group == COMPANY and c.question == question), None)


# -- retention, persons -----------------------------------------------------------------------------------------------


def apply_retention(ws: Workspace) -> int:
    """Delete comments and lists of invited whose day has come; blurred figures stay. Returns comments deleted.

    The list of invited stays as long as a survey of the same occasion may still close, which is tested against it.
    """
    deleted = 0
    on = today_of(ws)
    with ws.write():
        rows = store.read_surveys(ws)
        for row in rows:
            if row.retain_until is None or row.retain_until >= on or row.result is None:
                continue
            if row.settings.get("raw_deleted") == 2:
                continue
            deleted += store.delete_comments(ws, row.survey_id) + store.delete_old_answers(ws, row.survey_id)
            closed = row.closed_on or on
            live = (on - closed).days <= closing.OCCASION_DAYS or any(
                o.state == "open" and o.opened_on and (o.opened_on - closed).days <= closing.OCCASION_DAYS for o in rows
            )
            if not live:
                store.forget_invited(ws, row.survey_id)
            store.change_survey(ws, row, settings={**row.settings, "raw_deleted": 1 if live else 2})
            if not row.settings.get("raw_deleted"):
                audit.append(ws, "survey comments deleted", row.survey_id)
    return deleted


def forget(ws: Workspace, agent_id: str) -> int:
    """Take a person out of every list of invited to closed surveys; returns in how many they were."""
    with ws.write():
        found = store.forget_person(ws, agent_id)
        audit.append(ws, "survey person forgotten", "", {"surveys": found})
    return found


def about_me(ws: Workspace, agent_id: str) -> dict[str, list[dict[str, Any]]]:
    """Every stored row that holds an employee's name: table → rows. No answer is among them; none knows a person."""
    return store.rows_about(ws, agent_id)


# -- actions ----------------------------------------------------------------------------------------------------------


def act(ws: Workspace, action: ActionRow) -> str:
    """Add or change an action; it hangs on a closed survey."""
    if not action.title.strip() or not action.owner.strip():
        raise Refused(t("An action has a title and an owner."), t("Write what will be done and by whom."))
    with ws.write():
        in_state(ws, action.survey_id, "closed", "reported")
        return store.write_action(ws, replace(action, changed_on=today_of(ws)))


def actions(ws: Workspace, survey_id: str | None = None) -> tuple[ActionRow, ...]:
    """Actions of one survey or of all."""
    return store.read_actions(ws, survey_id)


def add_action(
    ws: Workspace, survey_id: str, title: str, owner: str, due: date | None = None, question: str = ""
) -> str:  # fmt: skip
    """Agree that something will be done about a closed survey; returns the action's id."""
    return act(ws, ActionRow("", survey_id, question, title, owner, due, "open", today_of(ws)))
