"""What leaves the program: links by mail merge or mail server, the published set as a table, the summary for everybody.

Invariants: a mail merge holds all invited, whoever has answered; an export holds the published set only, and hidden
groups without a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from engagement.surveys.anonymity import COMMENTS_SHOWN, SHOWN, UNANIMOUS
from engagement.surveys.questions import Kind
from engagement.surveys.results import COMPANY, Figure, Results
from planner.base.errors import CuadranteError, Misuse
from planner.base.i18n import number, t
from planner.surveys import results as survey_results
from planner.surveys import surveys
from planner.surveys.surveys import AddressRefused, Link, Survey

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

MERGE_COLUMNS = ("agent_id", "name", "email", "link", "code")
EXPORT_COLUMNS = ("group", "question", "text", "measure", "status", "n", "value")


def write_mail_merge(ws: Workspace, survey_id: str, path: Path, base_url: str) -> int:
    """Everybody's link and code as CSV or XLSX for a mail merge; returns the rows. Delete the file after sending."""
    from planner.tables.tables import write_table

    rows = [(k.agent_id, k.name, k.email, k.url, k.code) for k in surveys.links(ws, survey_id, base_url)]
    count = write_table(path, MERGE_COLUMNS, rows)
    path.chmod(0o600)
    return count


def mailer(
    server: str, sender: str, survey: Survey, lang: str = "es", reminder: bool = False
) -> Callable[[Link], None]:
    """A function that mails one link through a mail server.

    Args:
        server: `smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…:465`.
        sender: address of the sender.
        survey: the survey the link belongs to.
        lang: language of the message.
        reminder: words for somebody who has not answered yet.
    """
    import smtplib
    from email.message import EmailMessage

    parts = urlsplit(server)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise Misuse(t("{server!r} is no mail server.", server=parts.hostname or server.rsplit("@", maxsplit=1)[-1]),
                     t("Write it as smtp://user:password@host:587."))  # fmt: skip
    title = survey.form.title.in_language(lang)

    def send(link: Link) -> None:
        message = EmailMessage()
        try:
            message["From"], message["To"] = sender, link.email
        except ValueError as error:  # a line break or the like
            raise AddressRefused(t("The mail server does not take the address.")) from error
        message["Subject"] = t("Reminder: {title}", lang=lang, title=title) if reminder else title
        message.set_content("\n\n".join((
            survey.form.intro.in_language(lang),
            t("Your personal link, which answers once: {url}", lang=lang, url=link.url),
            surveys.closing_text(survey, lang),
            survey.notice.in_language(lang),
        )))  # fmt: skip
        try:
            make = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
            with make(parts.hostname or "", parts.port or 0, timeout=30) as smtp:
                if parts.scheme == "smtp" and smtp.has_extn("starttls"):
                    smtp.starttls()
                if parts.username:
                    smtp.login(unquote(parts.username), unquote(parts.password or ""))
                smtp.send_message(message)
        except (smtplib.SMTPRecipientsRefused, UnicodeError, ValueError) as error:
            raise AddressRefused(t("The mail server does not take the address.")) from error
        except (OSError, smtplib.SMTPException) as error:
            raise CuadranteError(
                t("The mail server {host} refused: {why}.", host=parts.hostname, why=type(error).__name__),
                t("Check address, port, user and password; messages sent so far have left."),
            ) from None

    return send


@dataclass(frozen=True, slots=True)
class Invited:
    """How many invitations left, and names of those who need their code another way, whoever of them has answered."""

    sent: int
    without_address: tuple[str, ...]
    refused: tuple[str, ...]


def invite(ws: Workspace, survey_id: str, base_url: str, send: Callable[[Link], None]) -> Invited:
    """Send everybody their link, whoever has answered; an address that is refused does not stop the others."""
    sent, without, refused = 0, list[str](), list[str]()
    for link in surveys.links(ws, survey_id, base_url):
        name = link.name or link.agent_id
        if not link.email:
            without.append(name)
            continue
        try:
            send(link)
            sent += 1
        except AddressRefused:
            refused.append(name)
    return Invited(sent, tuple(without), tuple(refused))


def export_rows(ws: Workspace, survey_id: str, lang: str) -> Iterator[tuple[str | int | None, ...]]:
    """The published set as rows; values in machine form, bands as text, hidden ones empty."""
    survey, results = surveys.get(ws, survey_id), survey_results.results(ws, survey_id)
    texts = {q.id: q.text.in_language(lang) for q in survey.form.questions}
    texts |= {f"dimension:{name}": text.in_language(lang) for name, text in survey.form.dimensions.items()}
    for f in results.figures:
        yield (f.group, f.subject, texts.get(f.subject, ""), f.measure, f.status, f.n, f.display or None)
    for block in results.comments:
        if block.status == COMMENTS_SHOWN:
            text = texts[block.question]
            for theme in block.themes:
                yield (block.group, block.question, text, f"theme:{theme.phrase}", SHOWN, theme.comments, None)


def export(ws: Workspace, survey_id: str, path: Path, lang: str) -> int:
    """Write the published set as CSV or XLSX; returns the rows. Comments are read on the screen, not exported."""
    from planner.tables.tables import write_table

    rows = list(export_rows(ws, survey_id, lang))  # refused before a file is begun
    return write_table(path, EXPORT_COLUMNS, rows, t("results", lang=lang))


def shown_text(figure: Figure | None, lang: str) -> str:
    """A figure as people read it: with unit and decimal mark of the language, a band, or a dash."""
    if figure is None or (figure.status not in {SHOWN, UNANIMOUS}) or not figure.display:
        return "–"
    if figure.status == UNANIMOUS or figure.measure in {"enps", "enps_low", "enps_high", "respondents"}:
        return figure.display
    decimals = len(figure.display.partition(".")[2])
    text = number(float(figure.display), decimals, lang)
    unit = " %" if figure.measure not in {"mean"} and not figure.measure.startswith("rank:") else ""
    return text + unit


def summary(ws: Workspace, survey_id: str, lang: str, earlier_id: str | None = None) -> list[str]:
    """What everybody may read after the survey: company figures in sentences, what changed, what is done about it."""
    survey, results = surveys.get(ws, survey_id), survey_results.results(ws, survey_id)
    total, _ = survey_results.participation_of(ws, survey_id)
    rate = total.display.replace(".", ",") if lang == "es" else total.display
    n = survey.answered or 0
    if survey.invited:
        lines = [t("{n} of {invited} people answered ({rate} %).", lang=lang, n=n, invited=survey.invited, rate=rate)]
    else:
        lines = [t("{n} people answered; how many were asked is not known.", lang=lang, n=n)]
    lines += _company_lines(survey, results, lang)
    if earlier_id is not None:
        lines += survey_results.compare(ws, survey_id, earlier_id, lang)[0]
    for action in survey_results.actions(ws, survey_id):
        lines.append(t("We will: {title} ({owner}).", lang=lang, title=action.title, owner=action.owner))
    return lines


def recommendation_lines(survey: Survey, results: Results, lang: str) -> Iterator[str]:
    """The company's eNPS with its interval, in a sentence."""
    for question in survey.form.questions:
        if question.kind is Kind.ENPS:
            figure = results.figure(COMPANY, question.id, "enps")
            low, high = (results.figure(COMPANY, question.id, m) for m in ("enps_low", "enps_high"))
            if figure is not None and figure.value is not None:
                yield t("Employee recommendation (eNPS): {value}, probably between {low} and {high}.", lang=lang,
                        value=figure.display, low=shown_text(low, lang), high=shown_text(high, lang))  # fmt: skip


def _company_lines(survey: Survey, results: Results, lang: str) -> Iterator[str]:
    yield from recommendation_lines(survey, results, lang)
    for name, text in survey.form.dimensions.items():
        figure = results.figure(COMPANY, f"dimension:{name}", "favourable")
        if figure is not None and figure.display:
            share = shown_text(figure, lang)
            yield t("{name}: {share} favourable.", lang=lang, name=text.in_language(lang), share=share)
