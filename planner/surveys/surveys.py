"""Surveys from the template to the links; what HR's commands and screens call.

Invariants: the anonymity mode and what answers may carry are fixed at launch; nothing is read before closing; no
function returns who has answered, a single answer, or a figure outside the published set; nothing here reaches pay.
What changes a survey takes the version (`seen`) that somebody confirmed and does exactly that or says what changed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engagement.surveys.anonymity import MINIMUM_GROUP
from engagement.surveys.participation import EXPORT_REFUSED
from engagement.surveys.pulses import Cadence, opening_date, pulse_form, wave_due
from engagement.surveys.questions import Form, Text
from engagement.surveys.templates import TEMPLATES
from planner.base.config import now, today
from planner.base.errors import CuadranteError, Misuse, Refused
from planner.base.i18n import LANGUAGES, day, t
from planner.db import audit
from planner.db.workspace import read_settings
from planner.shop.store.people import read_agents
from planner.surveys.store import intake
from planner.surveys.store import surveys as store

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.domain.people import Agent
    from planner.surveys.store.surveys import SurveyRow

RETENTION_DAYS = 365
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as screens and commands show it; `state` is draft, open, closed or reported.

    `answered` is blurred, as everything that is kept of a closed survey; None where it is not told.
    """

    survey_id: str
    state: str
    form: Form
    anonymous: bool
    k: int
    attributes: tuple[str, ...]
    dropped: Mapping[str, str]
    notice: Text
    created_on: date
    opened_on: date | None
    closes_on: date | None
    closed_on: date | None
    retain_until: date | None
    invited: int  # 0: nobody knows, the answers came from elsewhere
    answered: int | None
    version: int
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """What the survey calls itself, in the user's language."""
        return t("anonymous") if self.anonymous else t("confidential")


class AddressRefused(CuadranteError):
    """The mail server does not take this one address; others may still be sent to."""


@dataclass(frozen=True, slots=True)
class Link:
    """A personal way in: address for the page, code for a shared terminal; `lang` the language to write in."""

    agent_id: str
    name: str
    email: str
    url: str
    code: str
    lang: str


def today_of(ws: Workspace) -> date:
    """The day it is where the workspace is; a survey's last day is that place's, not the server's."""
    return now().astimezone(ZoneInfo(read_settings(ws).time_zone)).date()


def new(ws: Workspace, template: str = "engagement", title: Text | None = None, form: Form | None = None) -> str:
    """A draft from a template (or from `form`); returns its id."""
    if form is None:
        if template not in TEMPLATES:
            raise Misuse(
                t("There is no survey template {name!r}.", name=template),
                t("Choose one of: {names}.", names=", ".join(TEMPLATES)),
            )
        form = TEMPLATES[template]
    if title is not None:
        form = replace(form, title=title)
    return store.add_survey(ws, form.to_dict(), {"template": template}, today())


def new_pulse(
    ws: Workspace, start: date, cadence: Cadence, wave: int = 0, size: int = 3, series: str = "",
    plan: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """A draft of one wave of a recurring pulse; waves of a series are compared with each other.

    `plan` is the plan of the wave before, by which `survey_upkeep.launch_due` may launch this one.
    """
    settings: dict[str, Any] = {
        "template": "pulse",
        "cadence": cadence.value,
        "wave": wave,
        "size": size,
        "series": series or store.new_id(),
        "start": start.isoformat(),
        "opens_on": opening_date(start, cadence, wave).isoformat(),
    }
    if plan:
        settings["plan"] = dict(plan)
    return store.add_survey(ws, pulse_form(wave, size).to_dict(), settings, today())


def due_pulses(ws: Workspace) -> tuple[str, ...]:
    """Make the drafts of every series whose next wave has come; returns their ids.

    HR looks at them and launches, or lets `survey_upkeep.launch_due` launch them as the wave before. A later wave that
    was never launched makes room for the one that is due now; a first wave stays, it is HR's.
    """
    made = []
    with ws.write():
        last: dict[str, SurveyRow] = {}
        plans: dict[str, Mapping[str, Any]] = {}
        for row in sorted(store.read_surveys(ws), key=lambda r: r.settings.get("wave", 0)):
            own = row.settings
            if own.get("series"):
                last[own["series"]] = row
                if own.get("plan"):
                    plans[own["series"]] = own["plan"]
        for series, row in sorted(last.items()):
            s = row.settings
            start, cadence = date.fromisoformat(s["start"]), Cadence(s["cadence"])
            due = wave_due(start, cadence, today())
            # A wave nobody made in time is not made up for: only the present one is due.
            if due is None or due <= s["wave"]:
                continue
            if row.state == "draft" and s["wave"] > 0:
                store.delete_survey(ws, row.survey_id)
            made.append(new_pulse(ws, start, cadence, due, s["size"], series, plans.get(series)))
    return tuple(made)


def edit(ws: Workspace, survey_id: str, form: Form, seen: int | None = None) -> int:
    """Replace the questionnaire of a draft; returns its new version."""
    with ws.write():
        row = in_state(ws, survey_id, "draft", seen=seen)
        store.change_survey(ws, row, form=form.to_dict())
    return row.row_version + 1


def delete_draft(ws: Workspace, survey_id: str, seen: int | None = None) -> None:
    """Delete a survey that was never launched."""
    with ws.write():
        in_state(ws, survey_id, "draft", seen=seen)
        store.delete_survey(ws, survey_id)
        audit.append(ws, "survey draft deleted", survey_id)


def extend(ws: Workspace, survey_id: str, closes_on: date, seen: int | None = None) -> None:
    """Another last day for an open survey; closing itself is for good."""
    with ws.write():
        row = in_state(ws, survey_id, "open", seen=seen)
        if closes_on < today_of(ws):
            raise Refused(t("The last day of answering has passed."), t("Choose a later day."))
        if row.settings.get("closing"):
            raise Refused(t("Answering has ended; the results are being worked out."), t("Wait for them."))
        store.change_survey(ws, row, closes_on=closes_on)
        audit.append(ws, "survey extended", survey_id, {"until": closes_on.isoformat()})


def get(ws: Workspace, survey_id: str) -> Survey:
    """One survey."""
    return survey_of(store.read_survey(ws, survey_id))


def all_surveys(ws: Workspace) -> tuple[Survey, ...]:
    """Every survey, the newest first."""
    return tuple(survey_of(row) for row in store.read_surveys(ws))


def survey_of(row: SurveyRow) -> Survey:
    """A stored survey as screens show it."""
    s = row.settings
    notice = s.get("notice", {})
    # Answers from elsewhere: how many were asked is known only where somebody said so.
    invited = 0 if s.get("imported") and not s.get("invited_known") else row.invited
    return Survey(
        row.survey_id, row.state, Form.from_dict(row.form), bool(s.get("anonymous", True)),
        max(MINIMUM_GROUP, int(s.get("k", MINIMUM_GROUP))),  # whoever wrote the row: never under five
        tuple(s.get("attributes", {})), s.get("dropped", {}), Text(notice.get("es", ""), notice.get("en", "")),
        row.created_on, row.opened_on, row.closes_on, row.closed_on, row.retain_until, invited, row.answered,
        row.row_version, s,
    )  # fmt: skip


def in_state(ws: Workspace, survey_id: str, *states: str, seen: int | None = None) -> SurveyRow:
    """The stored survey when it is in one of `states` and still the version that was seen; Refused otherwise."""
    row = store.read_survey(ws, survey_id)
    if seen is not None and row.row_version != seen:
        raise store.changed_meanwhile(row)
    if row.state not in states:
        raise Refused(
            t(
                "The survey is {state}; this needs it to be {wanted}.",
                state=t(store.STATE_WORDS[row.state]),
                wanted=t(store.STATE_WORDS[states[0]]),
            ),
            t("A survey goes from draft to open to closed to reported, never back."),
        )
    return row


# -- links ----------------------------------------------------------------------------------------------------------


def _checked(body: str, length: int) -> str:
    """The body with letters at its end that tell a mistyped or cut link from a whole one; anybody can work them out.

    They say nothing about whether the link exists or is used: the page answers the same to every whole one.
    """
    check = base64.b32encode(hashlib.sha256(f"check\0{body}".encode()).digest()).decode().lower()
    return body + check[: length - len(body)]


def is_whole(token: str) -> bool:
    """Whether the letters at the end of a link or code fit the rest."""
    return len(token) in (26, CODE_LENGTH) and token == _checked(token[:-2], len(token))


def token_of(key: bytes, agent_id: str, checked: bool = True) -> str:
    """A person's single-use token: 120 bits derived from the survey's secret, so that no list of links is stored.

    Surveys that an earlier version launched have tokens without check letters (`checked` off).
    """
    digest = hmac.new(key, f"token\0{agent_id}".encode(), hashlib.sha256).digest()
    plain = base64.b32encode(digest).decode().lower()[:26]
    return _checked(plain[:24], 26) if checked else plain


def code_of(token: str, checked: bool = True) -> str:
    """The one-time code for a shared terminal: the first 50 bits of the token and two check letters."""
    return _checked(token[: CODE_LENGTH - 2], CODE_LENGTH) if checked else token[:CODE_LENGTH]


def hash_of(key: bytes, token: str) -> str:
    """What is stored of a token or code."""
    return hmac.new(key, f"stored\0{token}".encode(), hashlib.sha256).hexdigest()


def key_of(ws: Workspace, survey_id: str) -> bytes:
    """The secret of an open survey; Refused where it is not at hand."""
    key = intake.read_key(ws, survey_id)
    if key is None:
        raise Refused(t("The key of this survey is not on this machine."), t("Run this where the survey was launched."))
    return key


def links(ws: Workspace, survey_id: str, base_url: str) -> tuple[Link, ...]:
    """Everybody's link and code, for a mail merge; always all invited, whoever has answered."""
    row = in_state(ws, survey_id, "open")
    key, checked = key_of(ws, survey_id), bool(row.settings.get("checked_links"))
    agents = {a.agent_id: a for a in read_agents(ws)}
    usual = read_settings(ws).language
    found = []
    for agent_id in store.read_people(ws, survey_id):
        token, agent = token_of(key, agent_id, checked), agents.get(agent_id)
        found.append(
            Link(agent_id, agent.name if agent else "", agent.email if agent else "",
                 f"{base_url.rstrip('/')}/s/{survey_id}/{token}", code_of(token, checked), language_of(agent, usual))
        )  # fmt: skip
    return tuple(found)


def language_of(agent: Agent | None, usual: str) -> str:
    """The first of a person's languages that the program speaks, or the workspace's."""
    return next((one for one in (agent.languages if agent else ()) if one in LANGUAGES), usual)


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages left, and names of those who need their link another way, whoever of them has answered."""

    sent: int
    without_address: tuple[str, ...]
    refused: tuple[str, ...]


def send_links(
    ws: Workspace, survey_id: str, base_url: str, send: Callable[[Link], None], *, reminder: bool = False,
    seen: int | None = None,
) -> Sent:  # fmt: skip
    """Send everybody their link, a reminder too, in shuffled order; who has answered plays no part.

    A reminder to those who have not answered would tell whoever holds the mail server who they are. An address that is
    refused does not stop the others.
    """
    in_state(ws, survey_id, "open", seen=seen)
    everybody = list(links(ws, survey_id, base_url))
    random.SystemRandom().shuffle(everybody)
    sent, without, refused = 0, list[str](), list[str]()
    for link in everybody:
        name = link.name or link.agent_id
        if not link.email:
            without.append(name)
            continue
        try:
            send(link)
            sent += 1
        except AddressRefused:
            refused.append(name)
    audit.append(ws, "survey reminded" if reminder else "survey links sent", survey_id, {"sent": sent})
    return Sent(sent, tuple(sorted(without)), tuple(sorted(refused)))


def non_respondents(ws: Workspace, survey_id: str) -> None:
    """Who has not answered: always refused, for whoever asks."""
    get(ws, survey_id)
    raise Refused(
        t("The list of who has not answered is {refused}.", refused=EXPORT_REFUSED),
        t("`cuadrante survey remind` writes to everybody; nobody sees who has answered."),
    )


def closing_text(survey: Survey, lang: str) -> str:
    """Until when one can answer, or nothing."""
    if survey.closes_on is None:
        return ""
    return t("You can answer until {day}.", lang=lang, day=day(survey.closes_on, lang))
