"""Closing: the one transaction in which answers become blurred counts and are deleted.

Where the database keeps answers from everybody who is a person (PostgreSQL), HR's login ends answering and asks; the
page's own login, which takes answers in anyway, works the results out. Surveys that an earlier version closed are
worked out anew when they are first met.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engagement.surveys import results as engine
from engagement.surveys.anonymity import COMMENTS_SHOWN, SHOWN
from engagement.surveys.blur import blurred, blurred_total
from engagement.surveys.questions import Answer, Form, fingerprint
from engagement.surveys.results import COMPANY, CommentBlock, Response, Results, to_dict
from planner.base.config import today
from planner.base.errors import CuadranteError, Refused
from planner.base.i18n import t
from planner.base.log import noted
from planner.db import audit
from planner.surveys.store import intake
from planner.surveys.store import surveys as store
from planner.surveys.surveys import RETENTION_DAYS, Survey, in_state, survey_of, today_of

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.surveys.store.surveys import SurveyRow

OCCASION_DAYS = 14
"""Surveys whose open periods lie within so many days count as asking the same person the same thing."""


def response_of(body: str) -> Response:
    """A stored body as the engine takes it."""
    data = json.loads(body)
    answers: dict[str, Answer] = {q: tuple(a) if isinstance(a, list) else a for q, a in data["a"].items()}
    return Response(answers, data["g"])


def groups_to_close(ws: Workspace, survey_id: str) -> dict[str, int]:
    """Groups of an open survey with how many people were invited: what to look at before closing is confirmed.

    A wrong team cannot be mended after closing, when no answer is left.
    """
    row = in_state(ws, survey_id, "open")
    people = store.read_people(ws, survey_id)
    sizes = Counter(
        f"{name}={own[name]}" for own in people.values() for name in row.settings["attributes"] if name in own
    )
    return {COMPANY: len(people), **dict(sorted(sizes.items()))}


def close_or_ask(ws: Workspace, survey_id: str, seen: int | None = None) -> bool:
    """Close a survey; False when this login may not read answers and `survey serve` will close it within seconds."""
    if intake.readable(ws):
        close(ws, survey_id, seen)
        return True
    with ws.write():
        row = in_state(ws, survey_id, "open", seen=seen)
        if not row.settings.get("closing"):
            store.change_survey(ws, row, settings={**row.settings, "closing": True})
            audit.append(ws, "survey closed", survey_id, {"invited": row.invited})
    return False


def close_due(ws: Workspace) -> tuple[str, ...]:
    """Close every survey whose last day has passed where the workspace is, and every one HR has asked to close."""
    if not intake.readable(ws):
        return ()
    on = today_of(ws)
    due = [
        row.survey_id
        for row in store.read_surveys(ws)
        if row.state == "open" and (row.settings.get("closing") or (row.closes_on and row.closes_on < on))
    ]
    for survey_id in due:
        close(ws, survey_id)
    return tuple(due)


def close(ws: Workspace, survey_id: str, seen: int | None = None) -> Results:
    """Close a survey: blurred counts, comments and the ledger are written; answers, links and the key are deleted.

    Raises:
        CuadranteError: the groups of the answers are not those fixed at launch; nothing is changed then.
    """
    with intake.exclusive(ws):
        intake.settle(ws, survey_id)
        with ws.write():
            row = in_state(ws, survey_id, "open", seen=seen)
            survey, people = survey_of(row), store.read_people(ws, survey_id)
            responses = [response_of(body) for body in intake.read_bodies(ws, survey_id)]
            _check_groups(intake.read_tokens(ws, survey_id), responses, people)
            crosses = [(a, b) for a, b in row.settings.get("crosses", [])]
            found = engine.close(
                survey.form, responses, survey.attributes, crosses, survey.k, invited=people,
                before=published_before(ws, row, people),
            )  # fmt: skip
            closed = today_of(ws)
            keep(ws, row, survey.form, found, people, state="closed", closed_on=closed,
                 retain_until=closed + timedelta(int(row.settings.get("retention_days", RETENTION_DAYS))))  # fmt: skip
            # Whoever asked for it has written so; the page's own login, closing on the last day, may not.
            if not row.settings.get("closing") and store.may_log(ws):
                audit.append(ws, "survey closed", survey_id, {"invited": row.invited})
        intake.purge(ws, survey_id)
    return found


def _check_groups(
    tokens: Sequence[Any], responses: Sequence[Response], people: Mapping[str, Mapping[str, str]]
) -> None:
    """Groups are fixed at launch: whoever changed those of links or answers would choose whom to find out."""

    def sizes(groups: Sequence[Mapping[str, str]]) -> Counter[str]:
        return Counter(json.dumps(dict(g), sort_keys=True) for g in groups)

    fixed, linked = sizes(list(people.values())), sizes([k.groups for k in tokens])
    answered = sizes([r.groups for r in responses])
    if fixed != linked or any(answered[g] > fixed[g] for g in answered):
        raise CuadranteError(
            t("The groups of the links or answers are not those fixed at launch."),
            t("Nothing was closed. Somebody has written to the files or tables of answers; tell an administrator."),
        )


def published_before(
    ws: Workspace, row: SurveyRow, people: Mapping[str, Any]
) -> dict[str, list[list[frozenset[Any]]]]:  # fmt: skip
    """What surveys of the same occasion published: fingerprint of a question → survey by survey the sets of invited."""
    first, last = row.opened_on or today(), today_of(ws)
    near = [
        other.survey_id
        for other in store.read_surveys(ws)
        if other.survey_id != row.survey_id and other.opened_on and other.closed_on
        and max((first - other.closed_on).days, (other.opened_on - last).days) <= OCCASION_DAYS
    ]  # fmt: skip
    found: dict[str, list[list[frozenset[Any]]]] = {}
    for groups in store.read_ledger(ws, near).values():
        own: dict[str, list[frozenset[Any]]] = {}
        for whom, questions in groups.values():
            for question in questions:
                if whom & people.keys():
                    own.setdefault(question, []).append(whom)
        for question, sets in own.items():
            found.setdefault(question, []).append(sets)
    return found


def keep(
    ws: Workspace, row: SurveyRow, form: Form, found: Results, people: Mapping[str, Mapping[str, str]], **changes: Any
) -> None:  # fmt: skip
    """Store what stays of a survey, within the caller's transaction: results, comments, ledger."""
    store.write_comments(ws, row.survey_id, comments_to_keep(found.comments))
    prints = {q.id: fingerprint(q) for q in form.questions}
    asked: dict[str, set[str]] = {}
    for group, question, _ in found.counts:
        asked.setdefault(group, set()).add(prints[question])
    if people:
        published = {g: (_members(people, g), questions) for g, questions in asked.items()}
        store.write_ledger(ws, row.survey_id, published)
    store.change_survey(ws, row, result=to_dict(found), answered=found.answered.get(COMPANY), **changes)


def _members(people: Mapping[str, Mapping[str, str]], group: str) -> list[str]:
    own = {} if group == COMPANY else dict(part.split("=", 1) for part in group.split(" × "))
    return [a for a, has in people.items() if all(has.get(n) == v for n, v in own.items())]


def comments_to_keep(blocks: Sequence[CommentBlock]) -> list[tuple[str, str, str]]:
    """Each text once: with its team where the team's list may be read, without where only the company's may."""
    found = []
    for block in blocks:
        if block.group != COMPANY or block.status != COMMENTS_SHOWN:
            continue
        rest = Counter(block.comments)
        for other in blocks:
            if other.question == block.question and other.group != COMPANY and other.status == COMMENTS_SHOWN:
                found += [(block.question, other.group, text) for text in other.comments]
                rest.subtract(other.comments)
        found += [(block.question, "", text) for text in rest.elements()]
    return found


def texts_of(ws: Workspace, survey_id: str) -> dict[tuple[str, str], list[str]]:
    """Comments that are still kept, by (group, question), in an order that says nothing."""
    texts: dict[tuple[str, str], list[str]] = {}
    for question, group, body in store.read_comments(ws, survey_id):
        texts.setdefault((COMPANY, question), []).append(body)
        if group:
            texts.setdefault((group, question), []).append(body)
    return texts


def tidy(ws: Workspace) -> None:
    """Finish what a crash left: batches cut in two, links of surveys that are closed; and renew what is old."""
    if not intake.readable(ws):
        return
    with intake.exclusive(ws):
        for row in store.read_surveys(ws):
            if row.state == "open":
                intake.settle(ws, row.survey_id)
            elif row.state in {"closed", "reported"}:
                if intake.read_tokens(ws, row.survey_id) or intake.read_key(ws, row.survey_id):
                    with noted("links of a closed survey are left to HR's next command", Refused):
                        intake.purge(ws, row.survey_id)
                if is_old(row):
                    renew(ws, row)


# -- surveys that an earlier version closed ---------------------------------------------------------------------------


def is_old(row: SurveyRow) -> bool:
    """Whether a closed survey still has exact figures and answers, as an earlier version kept them."""
    return row.result is not None and row.result.get("version") != 2


def renew(ws: Workspace, row: SurveyRow) -> None:
    """Work a survey out anew by today's rules and delete its answers."""
    survey = survey_of(row)
    with ws.write():
        people = store.read_people(ws, row.survey_id)
        rows = [response_of(body) for body in store.old_answers(ws, row.survey_id)]
        if rows:
            crosses = [(a, b) for a, b in row.settings.get("crosses", [])]
            found = engine.close(survey.form, rows, survey.attributes, crosses, survey.k, invited=people or None,
                                 asked=survey.invited or None)  # fmt: skip
        else:
            found = _from_old_figures(row.result or {}, survey, people)
        settings = {k: v for k, v in row.settings.items() if k not in {"told", "told_against"}}
        if "told" in row.settings:
            settings["told"] = {"against": row.settings.get("told_against", ""), "changes": [], "actions": []}
        keep(ws, row, survey.form, found, people, settings=settings)
        store.delete_old_answers(ws, row.survey_id)


def _from_old_figures(result: Mapping[str, Any], survey: Survey, people: Mapping[str, Mapping[str, str]]) -> Results:
    """What is left of a survey whose answers are gone: its exact counts, blurred; bands and means are given up."""
    chance = random.SystemRandom()
    exact = {(g, q, m): (n, counts) for g, q, m, status, n, _, _, counts in result["figures"] if status == SHOWN}
    answered: dict[str, int] = {}
    counts: dict[tuple[str, str, str], tuple[int, ...]] = {}
    for group, status in result["groups"].items():
        n = (exact.get((group, "survey", "respondents")) or (None,))[0]
        if status != SHOWN or not n:
            continue
        most = len(_members(people, group)) or survey.invited or 2 * n + 10
        answered[group] = blurred_total(n, most, chance)
        for question in survey.form.questions:
            for count in question.counts:
                own = [exact.get((group, question.id, m)) for m in count.printed]
                if any(one is None or not one[1] for one in own):
                    continue
                first = own[0]
                assert first is not None
                c = first[1] if count.net else [one[1][0] for one in own if one]
                c = c if len(c) == len(count.measures) else [*c, first[1][1] - sum(c)]
                counts[group, question.id, count.name] = blurred(c, blurred_total(sum(c), most, chance), chance)
    groups = {g: status if g in answered or status != SHOWN else "hidden" for g, status in result["groups"].items()}
    blocks = tuple(
        CommentBlock(b["group"], b["question"], b["status"], tuple(b["comments"])) for b in result["comments"]
    )
    kept = Results(groups, answered, counts, {}, blocks, dict.fromkeys(result["alphas"]), (), None)
    return engine.with_figures(kept, survey.form)
