"""`cuadrante survey`: from the template to the results, and what is stored about a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.base.errors import Misuse, Refused
from planner.base.i18n import language, t, text_reason
from planner.console.groups import survey
from planner.console.output import AsJson, day, document, narrate, table, workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from engagement.surveys.questions import Form
    from planner.surveys.launch import LaunchPlan
    from planner.surveys.surveys import Link, Survey


SurveyId = Annotated[str, typer.Argument(metavar="SURVEY", help="Id of the survey (`survey status` lists them).")]
BaseUrl = Annotated[
    str,
    typer.Option("--base-url", envvar="CUADRANTE_SURVEY_URL", help="Address under which employees reach the page."),
]
Smtp = Annotated[
    str,
    typer.Option("--smtp", envvar="CUADRANTE_SMTP", help="smtp://user:password@host:587, better in CUADRANTE_SMTP; "
                 "smtp+plain:// for a relay on this machine."),
]  # fmt: skip
Sender = Annotated[str, typer.Option("--from", envvar="CUADRANTE_MAIL_FROM", help="Sender's address of the messages.")]
Compare = Annotated[str, typer.Option("--compare", help="Id of an earlier wave to compare with.")]
LOCAL_PAGE = "http://127.0.0.1:8321"


# -- writing --------------------------------------------------------------------------------------------------------


@survey.command("templates")
def templates(as_json: AsJson = False) -> None:
    """The questionnaires to start from."""
    from engagement.surveys.templates import TEMPLATES

    lang = language()
    table(
        [
            {"template": name, "title": form.title.in_language(lang), "questions": len(form.questions)}
            for name, form in TEMPLATES.items()
        ],
        as_json,
    )


@survey.command("new")
def new(
    template: Annotated[str, typer.Argument(help="A template; `survey templates` lists them.")] = "engagement",
    file: Annotated[Path | None, typer.Option("--file", help="A questionnaire as JSON instead of a template.")] = None,
    title_es: Annotated[str, typer.Option("--title-es", help="Title in Spanish.")] = "",
    title_en: Annotated[str, typer.Option("--title-en", help="Title in English.")] = "",
    pulse: Annotated[str, typer.Option("--pulse", help="weekly, fortnightly, monthly or quarterly.")] = "",
    start: Annotated[str, typer.Option("--start", help="First day of a pulse.")] = "",
    size: Annotated[int, typer.Option("--size", min=1, max=10, help="Rotating questions in each wave.")] = 3,
    as_json: AsJson = False,
) -> None:
    """A draft from a template, from a file, or the first wave of a recurring pulse."""
    from engagement.surveys.questions import Text
    from planner.base.config import today
    from planner.surveys import surveys

    if bool(title_es) != bool(title_en):
        raise Misuse(t("A title needs both languages."), t("Give --title-es and --title-en."))
    form = _form(file) if file else None
    with workspace() as ws:
        if pulse:
            first = day("--start", start) if start else today()
            made = surveys.new_pulse(ws, first, _cadence(pulse), size=size)
        else:
            made = surveys.new(ws, template, Text(title_es, title_en) if title_es else None, form)
        document(row_of(surveys.get(ws, made)), as_json)


def _cadence(word: str) -> Any:
    from engagement.surveys.pulses import Cadence

    try:
        return Cadence(word)
    except ValueError:
        names = ", ".join(c.value for c in Cadence)
        raise Misuse(
            t("--pulse {value!r} is not known.", value=word), t("Choose one of: {names}.", names=names)
        ) from None


def _form(file: Path) -> Form:
    from engagement.surveys.questions import Form

    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
        if not isinstance(data, dict):
            raise ValueError(t("the outermost value is not an object"))
        return Form.from_dict(data)
    except FileNotFoundError:
        raise Misuse(t("There is no file {path}.", path=file), t("Check the name.")) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(
            t("{path} is no questionnaire: {why}.", path=file.name, why=text_reason(error)),
            t("`cuadrante survey show SURVEY --json` writes one to start from."),
        ) from None


@survey.command("show")
def show(survey_id: SurveyId, as_json: AsJson = False) -> None:
    """The questionnaire as employees will read it; as JSON, to edit and give back."""
    from planner.surveys import surveys
    from planner.surveys import words as survey_words

    with workspace() as ws:
        found = surveys.get(ws, survey_id)
    if as_json:
        document(found.form.to_dict(), True)
        return
    print("\n".join(survey_words.preview(found.form, language())))


@survey.command("edit")
def edit(survey_id: SurveyId, file: Path, as_json: AsJson = False) -> None:
    """Replace the questionnaire of a draft by a JSON file."""
    from planner.surveys import surveys

    with workspace() as ws:
        surveys.edit(ws, survey_id, _form(file))
        document(row_of(surveys.get(ws, survey_id)), as_json)


@survey.command("due")
def due(
    launch_them: Annotated[
        bool, typer.Option("--launch", help="Launch them as the wave before; a first wave is launched by hand.")
    ] = False,
    smtp: Smtp = "",
    sender: Sender = "",
    base_url: BaseUrl = LOCAL_PAGE,
    as_json: AsJson = False,
) -> None:
    """Make the drafts of recurring pulses whose next wave has come, or launch them and send the links; for cron."""
    from planner.surveys import surveys, upkeep

    with workspace() as ws:
        drafted = upkeep.upkeep(ws).drafted
        if not launch_them:
            table([row_of(surveys.get(ws, one)) for one in drafted], as_json)
            return
        if smtp and "@" not in sender:
            raise Misuse(t("Who sends the messages?"), t("Give an address with --from."))
        launched = upkeep.launch_due(ws)
        rows = []
        for one in launched:
            row = row_of(surveys.get(ws, one.survey_id))
            if smtp:
                mail = _mailer(ws, one.survey_id, smtp, sender, reminder=False)
                row["sent"] = surveys.send_links(ws, one.survey_id, base_url, mail).sent
            rows.append(row)
        table(rows, as_json)


@survey.command("status")
def status(
    survey_id: Annotated[str, typer.Argument(metavar="SURVEY", help="One survey: who takes part, by group.")] = "",
    as_json: AsJson = False,
) -> None:
    """All surveys; with an id, participation in bands (never of persons; of groups after closing)."""
    from planner.surveys import results, surveys
    from planner.surveys.words import band_text

    with workspace() as ws:
        if not survey_id:
            table([row_of(one) for one in surveys.all_surveys(ws)], as_json)
            return
        total, groups = results.participation_of(ws, survey_id)
    rows = [{"group": g, "status": p.status, "invited": p.invited, "answered": band_text(p)}
            for g, p in {"company": total, **groups}.items()]  # fmt: skip
    table(rows, as_json)


def row_of(one: Survey) -> dict[str, object]:
    """A survey as a row of a table."""
    return {
        "survey": one.survey_id,
        "title": one.form.title.in_language(language()),
        "state": one.state,
        "mode": "anonymous" if one.anonymous else "confidential",
        "questions": len(one.form.questions),
        "invited": one.invited or None,
        "answered": "" if one.answered is None else f"~ {one.answered}",
        "opened": one.opened_on.isoformat() if one.opened_on else "",
        "until": one.closes_on.isoformat() if one.closes_on else "",
        "closed": one.closed_on.isoformat() if one.closed_on else "",
    }


# -- launching and answering ----------------------------------------------------------------------------------------


@survey.command("launch")
def launch(
    survey_id: SurveyId,
    team: Annotated[list[str] | None, typer.Option("--team", help="Invite this team; everybody unless told.")] = None,
    started_from: Annotated[str, typer.Option("--started-from", help="Only who started on this day or later.")] = "",
    started_until: Annotated[str, typer.Option("--started-until", help="Only who started until this day.")] = "",
    attribute: Annotated[
        list[str] | None, typer.Option("--attribute", help="Group to publish: team, tenure, contract.")
    ] = None,
    left_from: Annotated[str, typer.Option("--left-from", help="Who left on this day or later (exit surveys).")] = "",
    left_until: Annotated[str, typer.Option("--left-until", help="Who left until this day.")] = "",
    cross: Annotated[list[str] | None, typer.Option("--cross", help="Two-way table: team,tenure.")] = None,
    until: Annotated[str, typer.Option("--until", help="Last day of answering.")] = "",
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Finer groups; the survey then says confidential.")
    ] = False,
    k: Annotated[int, typer.Option("--k", help="Minimum group, 5 or more.")] = 5,
    retention_days: Annotated[int, typer.Option("--retention-days", min=1, help="Until comments go.")] = 365,
    basis_es: Annotated[str, typer.Option("--basis-es", help="Legal basis in Spanish, for the notice.")] = "",
    basis_en: Annotated[str, typer.Option("--basis-en", help="Legal basis in English, for the notice.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say whom it would invite and which groups.")] = False,
    confirm: Annotated[str, typer.Option("--confirm", help="The mark of a --dry-run: launch that or nothing.")] = "",
    as_json: AsJson = False,
) -> None:
    """Open a draft for answers; people, anonymity and groups are then fixed for good."""
    from engagement.surveys.questions import Text
    from planner.surveys import launch as survey_launch

    plan = survey_launch.LaunchPlan(
        tuple(team or ()), not confidential, tuple(attribute or ("team",)), _crosses(cross or ()),
        day("--until", until) if until else None, retention_days, k, Text(basis_es, basis_en),
        day("--started-from", started_from) if started_from else None,
        day("--started-until", started_until) if started_until else None,
        day("--left-from", left_from) if left_from else None, day("--left-until", left_until) if left_until else None,
    )  # fmt: skip
    with workspace() as ws:
        if dry_run:
            found = survey_launch.rehearse(ws, survey_id, plan)
            row = _launched(survey_id, len(found.people), found.stored.kept, found.stored.dropped, plan)
            document({**row, "confirm": found.mark}, as_json)
            narrate(t("Nothing was launched: with --confirm {mark} exactly this is, for good.", mark=found.mark))
            return
        done = survey_launch.launch(ws, survey_id, plan, confirm)
    document(_launched(done.survey_id, done.invited, done.kept, done.dropped, plan), as_json)
    command = f"cuadrante survey links {done.survey_id} links.csv"
    narrate(t("Open for answers. Next, everybody's link: {command}", command=command))


def _crosses(words: list[str] | tuple[()]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for word in words:
        first, _, second = word.partition(",")
        if not second or first == second:
            raise Misuse(
                t("--cross {value!r} is no pair.", value=word), t("Write it as {example}.", example="team,tenure")
            )
        pairs.append((first, second))
    return tuple(pairs)


def _launched(survey_id: str, invited: int, kept: Any, dropped: Any, plan: LaunchPlan) -> dict[str, object]:
    return {
        "survey": survey_id,
        "invited": invited,
        "mode": "anonymous" if plan.anonymous else "confidential",
        "groups": "; ".join(f"{name}: {', '.join(sorted(set(values.values())))}" for name, values in kept.items()),
        "dropped": ", ".join(dropped),
    }


@survey.command("links")
def links(
    survey_id: SurveyId,
    file: Annotated[Path | None, typer.Argument(help="Mail-merge file, .csv or .xlsx.")] = None,
    base_url: BaseUrl = LOCAL_PAGE,
    smtp: Smtp = "",
    sender: Sender = "",
    as_json: AsJson = False,
) -> None:
    """Everybody's personal link: as a mail-merge file, or sent through a mail server (--smtp, --from)."""
    from planner.surveys import share, surveys

    if file is None and not smtp:
        raise Misuse(t("Where shall the links go?"), t("Name a file, or a mail server with --smtp."))
    with workspace() as ws:
        if file is not None:
            rows = share.write_mail_merge(ws, survey_id, file, base_url)
            narrate(t("Delete the file once the messages have left: whoever holds a link can answer with it."))
            document({"file": str(file), "rows": rows}, as_json)
            return
        done = surveys.send_links(ws, survey_id, base_url, _mailer(ws, survey_id, smtp, sender, reminder=False))
    document({"sent": done.sent, "without_address": ", ".join(done.without_address),
              "refused": ", ".join(done.refused)}, as_json)  # fmt: skip


@survey.command("remind")
def remind(survey_id: SurveyId, smtp: Smtp = "", sender: Sender = "", base_url: BaseUrl = LOCAL_PAGE,
           as_json: AsJson = False) -> None:  # fmt: skip
    """Write to everybody again, with their link: nobody is to see who has answered."""
    from planner.surveys import surveys

    if not smtp:
        raise Misuse(
            t("Reminders leave through a mail server: --smtp and --from."),
            t("Without one, `survey links` writes everybody's link for a mail merge to all."),
        )
    with workspace() as ws:
        mail = _mailer(ws, survey_id, smtp, sender, reminder=True)
        done = surveys.send_links(ws, survey_id, base_url, mail, reminder=True)
    document({"sent": done.sent, "without_address": ", ".join(done.without_address),
              "refused": ", ".join(done.refused)}, as_json)  # fmt: skip


def _mailer(ws: Any, survey_id: str, smtp: str, sender: str, *, reminder: bool) -> Callable[[Link], None]:
    from planner.surveys import share, surveys

    if "@" not in sender:
        raise Misuse(t("Who sends the messages?"), t("Give an address with --from."))
    return share.mailer(smtp, sender, surveys.get(ws, survey_id), reminder)


@survey.command("extend")
def extend(
    survey_id: SurveyId,
    until: Annotated[str, typer.Argument(help="The new last day of answering, 2026-12-31.")],
    as_json: AsJson = False,
) -> None:
    """Another last day for an open survey."""
    from planner.surveys import surveys

    with workspace() as ws:
        surveys.extend(ws, survey_id, day("UNTIL", until))
        document(row_of(surveys.get(ws, survey_id)), as_json)


@survey.command("add-people")
def add_people(
    survey_id: SurveyId, agent: Annotated[list[str], typer.Argument(help="Ids of agents.")], as_json: AsJson = False
) -> None:
    """Invite more people to an open survey: who joined, or who has left."""
    from planner.surveys import launch as survey_launch

    with workspace() as ws:
        document({"added": survey_launch.add_people(ws, survey_id, agent)}, as_json)


@survey.command("delete")
def delete(survey_id: SurveyId, as_json: AsJson = False) -> None:
    """Delete a draft that was never launched."""
    from planner.surveys import surveys

    with workspace() as ws:
        surveys.delete_draft(ws, survey_id)
        table([row_of(one) for one in surveys.all_surveys(ws)], as_json)


@survey.command("close")
def close(
    survey_id: SurveyId,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list the groups; nothing is closed.")] = False,
    as_json: AsJson = False,
) -> None:
    """End answering for good: blur and keep the counts, delete every answer, forget links and keys."""
    from planner.surveys import closing, surveys
    from planner.surveys.words import size_text

    with workspace() as ws:
        if dry_run:
            groups = closing.groups_to_close(ws, survey_id)
            table([{"group": g, "invited": size_text(n)} for g, n in groups.items()], as_json)
            narrate(t("A wrong group cannot be mended after closing: no answer is left then."))
            return
        if not closing.close_or_ask(ws, survey_id):
            narrate(t("Answering has ended. The page's service works the results out; `survey serve` must be running."))
        document(row_of(surveys.get(ws, survey_id)), as_json)


@survey.command("report")
def report(survey_id: SurveyId, compare: Compare = "", as_json: AsJson = False) -> None:
    """Tell everybody: the page /results/SURVEY of `survey serve` then shows the summary. Again to renew it."""
    from planner.surveys import surveys
    from planner.surveys import told as survey_told

    with workspace() as ws:
        survey_told.tell(ws, survey_id, compare)
        document(row_of(surveys.get(ws, survey_id)), as_json)


@survey.command("import")
def import_(
    file: Path,
    title: Annotated[str, typer.Option("--title", help="Title of the survey; the file's name unless told.")] = "",
    told: Annotated[
        list[str] | None,
        typer.Option("--as", help="What a column is: \"Header=enps|agreement|single|several|ranking|yes_no|text|group|"
                     "skip\"."),
    ] = None,
    invited: Annotated[int | None, typer.Option("--invited", min=1, help="How many people were asked.")] = None,
    encoding: Annotated[str, typer.Option("--encoding", help="Of a CSV that is not UTF-8, for instance cp1252.")] = "",
    asked_on: Annotated[str, typer.Option("--asked-on", help="Last day on which people answered.")] = "",
    confirm: Annotated[
        str, typer.Option("--confirm", help="The mark that the look printed: take in exactly these columns.")
    ] = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Answers exported by Google Forms, LimeSurvey and the like: one row a person, one column a question.

    Without --confirm it only shows what each column is taken for; only columns that are confirmed become answers.
    """
    from planner.surveys import surveys
    from planner.surveys.foreign import wide

    with workspace() as ws:
        on = day("--asked-on", asked_on) if asked_on else None
        seen = wide.preview(
            ws, file, title=title, told=_told(told or []), encoding=encoding or None, asked_on=on
        )  # fmt: skip
        if not confirm:
            table([{"column": " + ".join(u.headers), "use": u.use, "why": u.why, "read_as": wide.column_text(u),
                    "samples": " | ".join(u.samples)} for u in seen.columns], as_json)  # fmt: skip
            narrate(t("{n} people answered, in {rows} rows.", n=seen.people, rows=seen.rows))
            seen.problems.refuse(file.name)
            narrate(t("Nothing was taken in. Exactly these columns are with --confirm {mark}.", mark=seen.mark))
            return
        made, notes = wide.commit(ws, seen, invited, confirm)
        for note in notes:
            narrate(note)
        if made:
            document(row_of(surveys.get(ws, made)), as_json)


def _told(words: list[str]) -> dict[str, str]:
    told = {}
    for word in words:
        name, mark, use = word.rpartition("=")
        if not mark:
            raise Misuse(
                t("--as {value!r} says nothing.", value=word), t("Write it as {example}.", example='"Team=group"')
            )
        told[name] = use
    return told
