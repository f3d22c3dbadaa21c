"""Results of a survey: participation, closing, what changed, retention, actions, export of the published set.

Invariants: nothing is read before closing; no function returns who has answered, a single answer, or a figure outside
the published set; nothing here reaches pay.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from engagement.surveys.anonymity import SHOWN
from engagement.surveys.participation import UNKNOWN, Participation
from engagement.surveys.participation import participation_of as count_participation
from engagement.surveys.questions import Answer, Kind, Question
from engagement.surveys.results import COMPANY, Response, Results, compute, from_dict, results_status, to_dict
from engagement.surveys.scoring import Enps
from engagement.surveys.trend import (
    SHOWN_WITH_NOTE,
    Change,
    WaveRule,
    enps_change,
    sentence,
    share_change,
    wave_rule_of,
)
from planner.base.config import today
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.surveys.surveys import RETENTION_DAYS, Survey, get, in_state, survey_of

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.surveys.store.surveys import ActionRow


def participation_of(ws: Workspace, survey_id: str) -> tuple[Participation, dict[str, Participation]]:
    """How many have answered: the company, and the groups (`team=A`) of each attribute that has k people invited."""
    from planner.surveys.store import intake
    from planner.surveys.store import surveys as store

    row = store.read_survey(ws, survey_id)
    survey = survey_of(row)
    if row.state == "draft":
        raise Refused(t("The survey has not been launched."), t("`cuadrante survey launch` opens it."))
    if row.state == "open":
        tokens = [(k.groups, k.used == intake.USED) for k in intake.read_tokens(ws, survey_id)]
        return _participation(survey, tokens)
    if not survey.invited:
        return Participation(UNKNOWN, None, ""), {}
    stored = (row.result or {}).get("participation", {})
    return Participation(*stored["total"]), {g: Participation(*p) for g, p in stored["groups"].items()}


def _participation(
    survey: Survey, tokens: Sequence[tuple[Mapping[str, str], bool]]
) -> tuple[Participation, dict[str, Participation]]:
    people: dict[Hashable, Mapping[str, str]] = {i: own for i, (own, _) in enumerate(tokens)}
    return count_participation(people, {i for i, (_, used) in enumerate(tokens) if used}, survey.attributes, survey.k)


def response_of(body: str) -> Response:
    """A stored body as the engine takes it."""
    data = json.loads(body)
    answers: dict[str, Answer] = {q: tuple(a) if isinstance(a, list) else a for q, a in data["a"].items()}
    return Response(answers, data["g"])


def close(ws: Workspace, survey_id: str) -> Results:
    """Close a survey: compute the published set once, keep raw answers without the groups it hides, forget the links.

    Afterwards no token, key or open answer is left, and nothing tells any more who has answered.
    """
    from planner.db import audit
    from planner.surveys.store import intake
    from planner.surveys.store import surveys as store

    row = in_state(ws, survey_id, "open")
    survey = survey_of(row)
    with intake.exclusive(ws):
        intake.settle(ws, survey_id)
        tokens = [(k.groups, k.used == intake.USED) for k in intake.read_tokens(ws, survey_id)]
        responses = [response_of(body) for body in intake.read_bodies(ws, survey_id)]
        crosses = [(a, b) for a, b in row.settings.get("crosses", [])]
        found = compute(survey.form, responses, survey.attributes, crosses, survey.k)
        total, groups = _participation(survey, tokens)
        result = to_dict(found) | {
            "participation": {
                "total": [total.status, total.invited, total.display],
                "groups": {g: [p.status, p.invited, p.display] for g, p in groups.items()},
            }
        }
        closed = today()
        with ws.write():
            store.write_responses(ws, survey_id, minimised(responses, found, survey.k))
            store.change_survey(
                ws, row, state="closed", result=result, closed_on=closed, answered=len(responses),
                retain_until=closed + timedelta(days=int(row.settings.get("retention_days", RETENTION_DAYS))),
            )  # fmt: skip
            if not row.settings.get("closing"):  # whoever asked for it has written so
                audit.append(ws, "survey closed", survey_id, {"invited": row.invited})
        intake.purge(ws, survey_id)
    return found


def minimised(responses: Sequence[Response], found: Results, k: int) -> list[str]:
    """Bodies that keep a group only where it is published, and a combination only where k answers share it."""
    kept = [
        {name: value for name, value in r.groups.items() if found.groups.get(f"{name}={value}") == SHOWN}
        for r in responses
    ]
    while kept:
        sizes = Counter(tuple(sorted(own.items())) for own in kept)
        small = {c for c, size in sizes.items() if c and size < k}
        if not small:
            break
        kept = [dict(list(own.items())[:-1]) if tuple(sorted(own.items())) in small else own for own in kept]
    return [
        json.dumps({"a": {q: list(a) if isinstance(a, tuple) else a for q, a in r.answers.items()}, "g": own},
                   ensure_ascii=False, sort_keys=True)
        for r, own in zip(responses, kept, strict=True)
    ]  # fmt: skip


def tidy(ws: Workspace) -> None:
    """Finish what a crash left: batches cut in two, and links of surveys that are closed already."""
    from planner.surveys.store import intake
    from planner.surveys.store import surveys as store

    with intake.exclusive(ws):
        for row in store.read_surveys(ws):
            if row.state == "open":
                intake.settle(ws, row.survey_id)
            elif row.state in {"closed", "reported"} and (
                intake.read_tokens(ws, row.survey_id) or intake.read_key(ws, row.survey_id)
            ):
                with contextlib.suppress(Refused):  # the page's own login may not; HR's next command does it
                    intake.purge(ws, row.survey_id)


def results(ws: Workspace, survey_id: str) -> Results:
    """The published results; Refused while the survey is open, for whoever asks."""
    from planner.surveys.store import surveys as store

    row = store.read_survey(ws, survey_id)
    if results_status(row.state) != SHOWN or row.result is None:
        raise Refused(
            t("There are no results before the survey closes."), t("Watch participation; close with `survey close`.")
        )
    return from_dict(row.result)


def compare(ws: Workspace, survey_id: str, earlier_id: str, lang: str) -> tuple[list[str], dict[str, WaveRule]]:
    """What changed since an earlier wave, in sentences, and for each group whether its change may be shown."""
    changes, rules = changes_of(ws, survey_id, earlier_id)
    sentences = [
        change_sentence(q, change, lang, "" if group == COMPANY else f"{group.partition('=')[2]}: ")
        for group, q, change in changes
    ]
    return sentences + wave_notes(rules, lang), rules


def wave_notes(rules: Mapping[str, WaveRule], lang: str) -> list[str]:
    """What has to be said beside the company's changes: that it is not quite the same people."""
    noted = COMPANY in rules and rules[COMPANY].delta == SHOWN_WITH_NOTE
    return [t("Not quite the same people answered: some joined, left, or are not known.", lang=lang)] if noted else []


def changes_of(
    ws: Workspace, survey_id: str, earlier_id: str
) -> tuple[list[tuple[str, Question, Change]], dict[str, WaveRule]]:
    """What changed since an earlier wave, group by group and statement by statement, where it may be shown."""
    from planner.surveys.store import surveys as store

    before, after = results(ws, earlier_id), results(ws, survey_id)
    survey = get(ws, survey_id)
    people = {s: store.read_people(ws, s) for s in (earlier_id, survey_id)}

    def members(which: str, group: str) -> set[object]:
        name, _, value = group.partition("=")
        return {a for a, own in people[which].items() if group == COMPANY or own.get(name) == value}

    both = [g for g, status in after.groups.items() if " × " not in g and status == SHOWN == before.groups.get(g)]
    if all(people.values()):
        rules = {g: wave_rule_of(members(earlier_id, g), members(survey_id, g), survey.k, g == COMPANY) for g in both}
    else:  # answers from elsewhere: whose team changed is not known
        rules = {COMPANY: WaveRule(SHOWN, SHOWN_WITH_NOTE)} if COMPANY in both else {}
    found = []
    for group, rule in rules.items():
        for question in () if rule.delta.startswith("hidden") else survey.form.questions:
            change = _change(before, after, group, question)
            if change is not None:
                found.append((group, question, change))
    return found, rules


def company_changes(ws: Workspace, survey_id: str, earlier_id: str) -> list[tuple[Question, Change]]:
    """What became of each statement in the company since an earlier wave."""
    return [(q, change) for group, q, change in changes_of(ws, survey_id, earlier_id)[0] if group == COMPANY]


def change_sentence(question: Question, change: Change, lang: str, where: str = "") -> str:
    """One plain sentence of a statement's change, after `where`."""
    is_enps = question.kind is Kind.ENPS
    label = "eNPS" if is_enps else f"«{question.text.in_language(lang)}»"
    return sentence(where + label, change, lang, is_enps)


def _change(before: Results, after: Results, group: str, question: Question) -> Change | None:
    measure = {Kind.ENPS: "enps", Kind.AGREEMENT: "favourable"}.get(question.kind)
    if measure is None:
        return None
    old, now = before.figure(group, question.id, measure), after.figure(group, question.id, measure)
    if old is None or now is None or not old.counts or not now.counts:
        return None
    if measure == "enps":
        return enps_change(Enps(*old.counts), Enps(*now.counts))
    change = share_change((old.counts[0], old.counts[1]), (now.counts[0], now.counts[1]))
    # The shares as they are printed elsewhere (they add to 100.0), so that a reader finds the same figure twice.
    if change is None or old.value is None or now.value is None:
        return change
    return replace(change, before=float(old.value), after=float(now.value))


def apply_retention(ws: Workspace) -> int:
    """Delete raw answers and comments whose day has come; figures stay. Returns how many answers were deleted."""
    from planner.db import audit
    from planner.surveys.store import surveys as store

    deleted = 0
    for row in store.read_surveys(ws):
        if row.retain_until is None or row.retain_until >= today() or row.result is None:
            continue
        if not row.settings.get("raw_deleted"):
            result = dict(row.result)
            result["comments"] = [
                {**b, "comments": [], "themes": [[phrase, n, []] for phrase, n, _ in b["themes"]]}
                for b in result["comments"]
            ]
            with ws.write():
                deleted += store.delete_responses(ws, row.survey_id)
                store.change_survey(ws, row, result=result, settings={**row.settings, "raw_deleted": True})
                audit.append(ws, "survey answers deleted", row.survey_id)
    return deleted


def about_me(ws: Workspace, agent_id: str) -> dict[str, list[dict[str, Any]]]:
    """Every stored row that holds an employee's name: table → rows. No answer is among them; none knows a person."""
    from planner.surveys.store import surveys as store

    return store.rows_about(ws, agent_id)


def act(ws: Workspace, action: ActionRow) -> str:
    """Add or change an action; it hangs on a closed survey."""
    from planner.surveys.store import surveys as store

    in_state(ws, action.survey_id, "closed", "reported")
    if not action.title.strip() or not action.owner.strip():
        raise Refused(t("An action has a title and an owner."), t("Write what will be done and by whom."))
    return store.write_action(ws, replace(action, changed_on=today()))


def actions(ws: Workspace, survey_id: str | None = None) -> tuple[ActionRow, ...]:
    """Actions of one survey or of all."""
    from planner.surveys.store import surveys as store

    return store.read_actions(ws, survey_id)


def add_action(
    ws: Workspace, survey_id: str, title: str, owner: str, due: date | None = None, question: str = ""
) -> str:  # fmt: skip
    """Agree that something will be done about a closed survey; returns the action's id."""
    from planner.surveys.store.surveys import ActionRow

    return act(ws, ActionRow("", survey_id, question, title, owner, due, "open", today()))
