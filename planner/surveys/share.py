"""What leaves the program: links by mail merge or mail server, the published set as a table, the summary for everybody.

Invariants: a mail merge and every sending go to all invited, whoever has answered; an export holds the published set
only, and hidden groups without a number; a password or link leaves over checked TLS or not at all, unless told.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from engagement.surveys.anonymity import COMMENTS_SHOWN, SHOWN
from engagement.surveys.results import COMPANY, Figure, Results
from planner.base.errors import CuadranteError, Misuse
from planner.base.i18n import t
from planner.surveys import results as survey_results
from planner.surveys import surveys
from planner.surveys.surveys import AddressRefused, Link, Survey
from planner.surveys.words import band_text
from planner.tables.writing import write_table

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

MERGE_COLUMNS = ("agent_id", "name", "email", "link", "code", "language")
EXPORT_COLUMNS = ("group", "question", "text", "measure", "status", "n", "value")


def write_mail_merge(ws: Workspace, survey_id: str, path: Path, base_url: str) -> int:
    """Everybody's link and code as CSV or XLSX for a mail merge; returns the rows. Delete the file after sending."""
    rows = [(k.agent_id, k.name, k.email, k.url, k.code, k.lang) for k in surveys.links(ws, survey_id, base_url)]
    return write_table(path, MERGE_COLUMNS, rows, private=True)


SCHEMES = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


def mailer(server: str, sender: str, survey: Survey, reminder: bool = False) -> Callable[[Link], None]:
    """A function that mails one link through a mail server, in the language of whom it goes to.

    Args:
        server: `smtp://user:password@host:587` (STARTTLS, required), `smtps://…:465`, or `smtp+plain://…` for a relay
            on the same machine: nothing is encrypted then. Certificates are verified.
        sender: address of the sender.
        survey: the survey the link belongs to.
        reminder: a reminder goes to everybody too, and says so.
    """
    parts = urlsplit(server)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise Misuse(t("{server!r} is no mail server.", server=parts.hostname or server.rsplit("@", maxsplit=1)[-1]),
                     t("Write it as smtp://user:password@host:587."))  # fmt: skip
    host, port = parts.hostname, parts.port or SCHEMES[parts.scheme]

    def send(link: Link) -> None:
        message = _message(link, sender, survey, reminder)
        try:
            with _connected(parts.scheme, host, port) as smtp:
                if parts.username:
                    smtp.login(unquote(parts.username), unquote(parts.password or ""))
                smtp.send_message(message)
        except (smtplib.SMTPRecipientsRefused, UnicodeError) as error:
            raise AddressRefused(t("The mail server does not take the address.")) from error
        except ssl.SSLError as error:
            raise CuadranteError(
                t("The mail server {host} cannot prove who it is: {why}.", host=host, why=_reason(error)),
                t("Give the name its certificate is made out to; nothing was sent to it."),
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise CuadranteError(
                t("The mail server {host} offers no encryption.", host=host),
                t("Use smtps://, another port, or smtp+plain:// for a relay on this machine."),
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise CuadranteError(
                t("The mail server {host} refused: {why}.", host=host, why=type(error).__name__),
                t("Check address, port, user and password; messages sent so far have left."),
            ) from None

    return send


def _reason(error: ssl.SSLError) -> str:
    return str(getattr(error, "verify_message", "") or error.reason or type(error).__name__)


def _connected(scheme: str, host: str, port: int) -> smtplib.SMTP:
    """A connection that is encrypted and whose certificate fits the name, unless the scheme says plain."""
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=30, context=context)
    smtp = smtplib.SMTP(host, port, timeout=30)
    try:
        if scheme == "smtp":
            smtp.starttls(context=context)  # says EHLO first; SMTPNotSupportedError where it is not offered
    except BaseException:
        smtp.close()
        raise
    return smtp


def _message(link: Link, sender: str, survey: Survey, reminder: bool) -> EmailMessage:
    lang = link.lang
    title = survey.form.title.in_language(lang)
    message = EmailMessage()
    try:
        message["From"], message["To"] = sender, link.email
    except ValueError as error:  # a line break or the like
        raise AddressRefused(t("The mail server does not take the address.")) from error
    message["Subject"] = t("Reminder: {title}", lang=lang, title=title) if reminder else title
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    message["Content-Language"] = lang
    first = link.name.split(maxsplit=1)[0] if link.name.strip() else ""
    greeting = t("Hello {name},", lang=lang, name=first) if first else t("Hello,", lang=lang)
    again = t("This reminder goes to everybody: nobody can see who has answered.", lang=lang) if reminder else ""
    paragraphs = (
        greeting, again, survey.form.intro.in_language(lang),
        t("Your personal link, which answers once: {url}", lang=lang, url=link.url),
        surveys.closing_text(survey, lang), survey.notice.in_language(lang),
    )  # fmt: skip
    message.set_content("\n\n".join(p for p in paragraphs if p))
    return message


def export_rows(ws: Workspace, survey_id: str, lang: str) -> Iterator[tuple[str | int | None, ...]]:
    """The published set as rows; blurred values in machine form, bands as text, hidden ones empty."""
    survey, results = surveys.get(ws, survey_id), survey_results.results(ws, survey_id)
    texts = {q.id: q.text.in_language(lang) for q in survey.form.questions}
    texts |= {f"dimension:{name}": text.in_language(lang) for name, text in survey.form.dimensions.items()}
    for f in results.figures:
        yield (f.group, f.subject, texts.get(f.subject, ""), f.measure, f.status, f.base or None, f.display or None)
    for block in results.comments:
        if block.status == COMMENTS_SHOWN:
            text = texts[block.question]
            for theme in block.themes:
                yield (block.group, block.question, text, f"theme:{theme.phrase}", SHOWN, theme.comments, None)


def export(ws: Workspace, survey_id: str, path: Path, lang: str) -> int:
    """Write the published set as CSV or XLSX; returns the rows. Comments are read on the screen, not exported."""
    rows = list(export_rows(ws, survey_id, lang))  # refused before a file is begun
    return write_table(path, EXPORT_COLUMNS, rows, t("results", lang=lang), private=True)


def shown_text(figure: Figure | None) -> str:
    """A figure as people read it: whole points, whole per cent, beyond an end, or a dash."""
    if figure is None or not figure.display:
        return "–"
    return figure.display if figure.measure.startswith("enps") else f"{figure.display} %"


def summary(ws: Workspace, survey_id: str, lang: str, earlier_id: str | None = None) -> list[str]:
    """What everybody may read after the survey: company figures in sentences, what changed, what is done about it."""
    survey, results = surveys.get(ws, survey_id), survey_results.results(ws, survey_id)
    lines = [answered_line(ws, survey, results, lang), *_company_lines(survey, results, lang)]
    if earlier_id is not None:
        lines += survey_results.compare(ws, survey_id, earlier_id, lang)[0]
    for action in survey_results.actions(ws, survey_id):
        lines.append(t("We will: {title} ({owner}).", lang=lang, title=action.title, owner=action.owner))
    return lines


def answered_line(ws: Workspace, survey: Survey, results: Results, lang: str) -> str:
    """How many took part, as coarsely as it is told."""
    if not survey.invited:
        base = results.figure(COMPANY, "survey", "respondents")
        n = base.base if base is not None and base.base else "–"
        return t("{n} people answered; how many were asked is not known.", lang=lang, n=n)
    total, _ = survey_results.participation_of(ws, survey.survey_id)
    return t("Of {invited} people who were asked, {band} answered.", lang=lang, invited=survey.invited,
             band=band_text(total, lang))  # fmt: skip


def recommendation_lines(survey: Survey, results: Results, lang: str) -> Iterator[str]:
    """The company's eNPS with its interval, in a sentence."""
    for question in survey.form.questions:
        figure = results.figure(COMPANY, question.id, "enps")
        low, high = (results.figure(COMPANY, question.id, f"enps_{end}") for end in ("low", "high"))
        if figure is None or not figure.display:
            continue
        if low is None or high is None or not low.display:
            yield t("Employee recommendation (eNPS): {value}.", lang=lang, value=figure.display)
        else:
            yield t("Employee recommendation (eNPS): {value}, probably between {low} and {high}.", lang=lang,
                    value=figure.display, low=low.display, high=high.display)  # fmt: skip


def _company_lines(survey: Survey, results: Results, lang: str) -> Iterator[str]:
    yield from recommendation_lines(survey, results, lang)
    for name, text in survey.form.dimensions.items():
        figure = results.figure(COMPANY, f"dimension:{name}", "favourable")
        if figure is not None and figure.display:
            yield t("{name}: {share} favourable.", lang=lang, name=text.in_language(lang), share=shown_text(figure))
