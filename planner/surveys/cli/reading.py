"""`cuadrante survey`, second part: results, what everybody is told, actions, and what is stored about a person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.base.errors import Misuse, Refused
from planner.base.i18n import language, t
from planner.console.groups import survey
from planner.console.output import AsJson, day, document, narrate, table, workspace
from planner.surveys.cli.running import Compare, SurveyId, status

# -- reading --------------------------------------------------------------------------------------------------------


@survey.command("results")
def results(
    survey_id: Annotated[str, typer.Argument(metavar="SURVEY", help="Id of a closed survey.")] = "",
    compare: Compare = "",
    comments: Annotated[bool, typer.Option("--comments", help="Comments and their themes.")] = False,
    drivers: Annotated[bool, typer.Option("--drivers", help="What goes together with the eNPS.")] = False,
    as_json: AsJson = False,
) -> None:
    """The published figures; the summary goes to stderr. Without an id, the surveys there are."""
    from planner.surveys import results as survey_results
    from planner.surveys import share, words

    if not survey_id:
        status("", as_json)
        return
    lang = language()
    with workspace() as ws:
        found = survey_results.results(ws, survey_id)
        if comments:
            table(words.comment_rows(found), as_json)
            return
        if drivers:
            rows: list[dict[str, object]] = [
                {"question": d.question, "strength": t(d.strength), "against": d.against} for d in found.drivers
            ]
            if not rows:
                narrate(t("Drivers need 30 people who answered both questions."))
            table(rows, as_json)
            return
        for line in share.summary(ws, survey_id, lang, compare or None):
            narrate(line)
        columns = share.EXPORT_COLUMNS
        table([dict(zip(columns, r, strict=True)) for r in share.export_rows(ws, survey_id, lang)], as_json)


@survey.command("export")
def export(survey_id: SurveyId, file: Path, as_json: AsJson = False) -> None:
    """Write the published set, .xlsx or .csv; never single answers."""
    from planner.surveys import share

    with workspace() as ws:
        rows = share.export(ws, survey_id, file, language())
    document({"file": str(file), "rows": rows}, as_json)


@survey.command("actions")
def actions(
    survey_id: Annotated[str, typer.Argument(metavar="SURVEY", help="Of one survey; of all unless told.")] = "",
    add: Annotated[str, typer.Option("--add", help="What will be done.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="By whom.")] = "",
    due_on: Annotated[str, typer.Option("--due", help="By when, 2026-12-31.")] = "",
    question: Annotated[str, typer.Option("--question", help="Id of the question it answers.")] = "",
    done: Annotated[str, typer.Option("--done", help="Id of an action that is done.")] = "",
    as_json: AsJson = False,
) -> None:
    """What is done about the results: list, add, tick off."""
    from dataclasses import replace

    from planner.surveys import results as survey_results

    if add and not survey_id:
        raise Misuse(t("An action belongs to a survey."), t("Name the survey before --add."))
    with workspace() as ws:
        if add:
            due_date = day("--due", due_on) if due_on else None
            survey_results.add_action(ws, survey_id, add, owner, due_date, question)
        if done:
            known = next((a for a in survey_results.actions(ws) if a.action_id == done), None)
            if known is None:
                raise Refused(t("There is no action {id}.", id=done), t("`survey actions` lists them."))
            survey_results.act(ws, replace(known, state="done"))
        rows = [
            {"action": a.action_id, "survey": a.survey_id, "title": a.title, "owner": a.owner,
             "due": a.due.isoformat() if a.due else "", "state": a.state, "question": a.question}
            for a in survey_results.actions(ws, survey_id or None)
        ]  # fmt: skip
    table(rows, as_json)


# -- what is stored -------------------------------------------------------------------------------------------------


@survey.command("audit")
def audit(survey_id: SurveyId, as_json: AsJson = False) -> None:
    """Attack a survey with everything the program holds; exit 1 when anything is found."""
    from planner.surveys import audit as survey_audit

    with workspace() as ws:
        found = survey_audit.self_audit(ws, survey_id)
    table(
        [{"check": c.name, "ok": c.ok, "tried": survey_audit.promise_text(c), "found": "; ".join(c.found)}
         for c in found.checks],
        as_json,
    )  # fmt: skip
    narrate(survey_audit.limits_text())
    if not found.ok:
        raise typer.Exit(1)


@survey.command("forget")
def forget(agent: Annotated[str, typer.Argument(help="Id of the agent.")], as_json: AsJson = False) -> None:
    """Take a person out of every list of people invited to closed surveys."""
    from planner.surveys import results as survey_results

    with workspace() as ws:
        document({"surveys": survey_results.forget(ws, agent)}, as_json)


@survey.command("about-me")
def about_me(agent: Annotated[str, typer.Argument(help="Id of the agent.")], as_json: AsJson = False) -> None:
    """Every stored row that holds a person's name; no answer is among them."""
    from planner.surveys import results as survey_results

    with workspace() as ws:
        found = survey_results.about_me(ws, agent)
    if as_json:
        document(found, True)
        return
    if not found:
        narrate(t("Nothing is stored about {agent}.", agent=agent))
    for name, rows in found.items():
        print(f"{name} ({len(rows)})")
        for row in rows:
            print("  " + "  ".join(f"{k}={v}" for k, v in row.items() if v not in (None, "")))


@survey.command("retention")
def retention(as_json: AsJson = False) -> None:
    """Delete comments and lists of invited whose day has come; blurred figures stay. For cron."""
    from planner.surveys import results as survey_results

    with workspace() as ws:
        document({"deleted": survey_results.apply_retention(ws)}, as_json)
