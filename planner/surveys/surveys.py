"""Surveys from the template to the published results; what HR's commands and screens call.

Invariants: the anonymity mode and what answers may carry are fixed at launch; nothing is read before closing; no
function returns who has answered, a single answer, or a figure outside the published set; nothing here reaches pay.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from engagement.surveys.anonymity import MINIMUM_GROUP
from engagement.surveys.audience import StoredAttributes, stored_attributes
from engagement.surveys.participation import EXPORT_REFUSED
from engagement.surveys.pulses import Cadence, opening_date, pulse_form, wave_due
from engagement.surveys.questions import Form, Text
from engagement.surveys.templates import TEMPLATES
from planner.base.config import today
from planner.base.errors import CuadranteError, Misuse, Refused
from planner.base.i18n import day, t

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.domain.people import Agent
    from planner.surveys.store.surveys import SurveyRow

RETENTION_DAYS = 365
FULL_TIME_MINUTES = 35 * 60
STATE_WORDS = {
    "draft": "being written",
    "open": "open for answers",
    "closed": "closed for answers",
    "reported": "reported back",
}
ATTRIBUTES = ("team", "tenure", "contract")
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as screens and commands show it; `state` is draft, open, closed or reported."""

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
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """What the survey calls itself, in the user's language."""
        return t("anonymous") if self.anonymous else t("confidential")


@dataclass(frozen=True, slots=True)
class LaunchPlan:
    """How a survey goes out.

    Attributes:
        teams: whom to invite (empty: everybody employed on the day).
        anonymous: strict storage (every combination of attributes fits k people); fixed for good.
        attributes: wanted groups, the most important first.
        crosses: two-way tables to publish.
        closes_on: last day of answering.
        retention_days: after closing, until raw answers and comments are deleted.
        k: minimum group; never under 5.
        legal_basis: words for the privacy notice; the usual ones when empty.
        started_from, started_until: only people whose first day lies between (for the survey after 30 days).
    """

    teams: tuple[str, ...] = ()
    anonymous: bool = True
    attributes: tuple[str, ...] = ("team",)
    crosses: tuple[tuple[str, str], ...] = ()
    closes_on: date | None = None
    retention_days: int = RETENTION_DAYS
    k: int = MINIMUM_GROUP
    legal_basis: Text = field(default_factory=lambda: Text("", ""))
    started_from: date | None = None
    started_until: date | None = None

    def invites(self, agent: Agent) -> bool:
        """Whether somebody who is employed is asked; nobody knows when people without a first day started."""
        if self.teams and agent.team not in self.teams:
            return False
        if self.started_from is None and self.started_until is None:
            return True
        first = agent.start_date
        return first is not None and (self.started_from or first) <= first <= (self.started_until or first)


@dataclass(frozen=True, slots=True)
class Launched:
    """What a launch decided: people invited, attributes kept (value → stored value) and dropped with the reason."""

    survey_id: str
    invited: int
    kept: Mapping[str, Mapping[str, str]]
    dropped: Mapping[str, str]


class AddressRefused(CuadranteError):
    """The mail server does not take this one address; others may still be sent to."""


@dataclass(frozen=True, slots=True)
class Link:
    """A personal way in: address for the page, code for a shared terminal."""

    agent_id: str
    name: str
    email: str
    url: str
    code: str


def new(ws: Workspace, template: str = "engagement", title: Text | None = None, form: Form | None = None) -> str:
    """A draft from a template (or from `form`); returns its id."""
    from planner.surveys.store import surveys as store

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
    from planner.surveys.store import surveys as store

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

    HR looks at them and launches, or lets `survey_upkeep.launch_due` launch them as the wave before.
    """
    from planner.surveys.store import surveys as store

    last: dict[str, Mapping[str, Any]] = {}
    plans: dict[str, Mapping[str, Any]] = {}
    for row in sorted(store.read_surveys(ws), key=lambda r: r.settings.get("wave", 0)):
        own = row.settings
        if own.get("series") and own.get("plan"):
            plans[own["series"]] = own["plan"]
        if own.get("series") and own["wave"] >= last.get(own["series"], own)["wave"]:
            last[own["series"]] = own
    made = []
    for series, s in sorted(last.items()):
        start, cadence = date.fromisoformat(s["start"]), Cadence(s["cadence"])
        due = wave_due(start, cadence, today())
        # A wave nobody made in time is not made up for: only the present one is due.
        if due is not None and due > s["wave"]:
            made.append(new_pulse(ws, start, cadence, due, s["size"], series, plans.get(series)))
    return tuple(made)


def edit(ws: Workspace, survey_id: str, form: Form) -> None:
    """Replace the questionnaire of a draft."""
    from planner.surveys.store import surveys as store

    row = in_state(ws, survey_id, "draft")
    store.change_survey(ws, row, form=form.to_dict())


def get(ws: Workspace, survey_id: str) -> Survey:
    """One survey."""
    from planner.surveys.store import surveys as store

    return survey_of(store.read_survey(ws, survey_id))


def all_surveys(ws: Workspace) -> tuple[Survey, ...]:
    """Every survey, the newest first."""
    from planner.surveys.store import surveys as store

    return tuple(survey_of(row) for row in store.read_surveys(ws))


def survey_of(row: SurveyRow) -> Survey:
    """A stored survey as screens show it."""
    s = row.settings
    notice = s.get("notice", {})
    # Answers from elsewhere: how many were asked is known only where somebody said so.
    invited = 0 if s.get("imported") and not s.get("invited_known") else row.invited
    return Survey(
        row.survey_id, row.state, Form.from_dict(row.form), bool(s.get("anonymous", True)),
        int(s.get("k", MINIMUM_GROUP)),
        tuple(s.get("attributes", {})), s.get("dropped", {}), Text(notice.get("es", ""), notice.get("en", "")),
        row.created_on, row.opened_on, row.closes_on, row.closed_on, row.retain_until, invited, row.answered, s,
    )  # fmt: skip


def in_state(ws: Workspace, survey_id: str, *states: str) -> SurveyRow:
    """The stored survey when it is in one of `states`; Refused otherwise."""
    from planner.surveys.store import surveys as store

    row = store.read_survey(ws, survey_id)
    if row.state not in states:
        raise Refused(
            t(
                "The survey is {state}; this needs it to be {wanted}.",
                state=t(STATE_WORDS[row.state]),
                wanted=t(STATE_WORDS[states[0]]),
            ),
            t("A survey goes from draft to open to closed to reported, never back."),
        )
    return row


def attributes_of(agent: Agent, on: date) -> dict[str, str]:
    """Coarse attributes of an agent on a day: team, tenure band in years, full or part time."""
    years = None if agent.start_date is None else (on - agent.start_date).days / 365.25
    tenure = "" if years is None else "lt1" if years < 1 else "y1_3" if years < 3 else "gt3"
    contract = "full" if agent.contract.weekly_minutes >= FULL_TIME_MINUTES else "part"
    return {"team": agent.team, "tenure": tenure, "contract": contract}


def preview_audience(ws: Workspace, plan: LaunchPlan) -> tuple[dict[str, dict[str, str]], StoredAttributes]:
    """Whom the plan would invite (agent → attributes) and what answers could carry; nothing is stored."""
    from planner.shop.store.people import read_agents

    if plan.k < MINIMUM_GROUP:
        raise Misuse(t("The minimum group is {k}, never less.", k=MINIMUM_GROUP), t("Leave it as it is or raise it."))
    unknown = [a for a in plan.attributes if a not in ATTRIBUTES]
    if unknown:
        raise Misuse(
            t("{name!r} is no attribute of people.", name=unknown[0]),
            t("Choose one of: {names}.", names=", ".join(ATTRIBUTES)),
        )
    on = today()
    agents = [a for a in read_agents(ws, on, on) if plan.invites(a)]
    people = {a.agent_id: attributes_of(a, on) for a in agents}
    return people, stored_attributes(people, plan.attributes, plan.k, plan.anonymous)


def token_of(key: bytes, agent_id: str) -> str:
    """A person's single-use token: 130 bits derived from the survey's secret, so that no list of links is stored."""
    digest = hmac.new(key, f"token\0{agent_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def code_of(token: str) -> str:
    """The one-time code for a shared terminal: the first 60 bits of the token."""
    return token[:CODE_LENGTH]


def hash_of(key: bytes, token: str) -> str:
    """What is stored of a token or code."""
    return hmac.new(key, f"stored\0{token}".encode(), hashlib.sha256).hexdigest()


def rehearse(ws: Workspace, survey_id: str, plan: LaunchPlan) -> tuple[dict[str, dict[str, str]], StoredAttributes]:
    """What launching would do, as `preview_audience` says it; nothing is stored.

    Refused when the survey is no draft, texts are missing in one language, the last day has passed, or fewer than k
    people would be invited.
    """
    if missing := Form.from_dict(in_state(ws, survey_id, "draft").form).missing_texts():
        raise Refused(
            t("Texts are missing in Spanish or English: {names}.", names=", ".join(missing)),
            t("Complete both languages and launch again."),
        )
    if plan.closes_on is not None and plan.closes_on < today():
        raise Refused(t("The last day of answering has passed."), t("Choose a later day."))
    people, stored = preview_audience(ws, plan)
    if len(people) < plan.k:
        raise Refused(
            t("{n} people would be invited; fewer than {k} cannot be asked without exposing them.", n=len(people),
              k=plan.k),
            t("Choose more teams."),
        )  # fmt: skip
    return people, stored


def launch(ws: Workspace, survey_id: str, plan: LaunchPlan | None = None) -> Launched:
    """Open a survey: fix people, anonymity, groups and notice, and make the single-use tokens.

    Refused for the reasons of `rehearse`.
    """
    from planner.db import audit
    from planner.surveys.store import intake
    from planner.surveys.store import surveys as store

    plan = plan or LaunchPlan()
    people, stored = rehearse(ws, survey_id, plan)
    row = in_state(ws, survey_id, "draft")
    coarse = {agent_id: stored.coarse(own) for agent_id, own in people.items()}
    key = secrets.token_bytes(32)
    tokens = []
    for agent_id, groups in coarse.items():
        token = token_of(key, agent_id)
        tokens.append(intake.Token(hash_of(key, token), hash_of(key, code_of(token)), groups))
    settings = {
        **row.settings,
        "anonymous": plan.anonymous,
        "k": plan.k,
        "attributes": {name: dict(values) for name, values in stored.kept.items()},
        "dropped": dict(stored.dropped),
        "crosses": [list(pair) for pair in plan.crosses if set(pair) <= set(stored.kept)],
        "retention_days": plan.retention_days,
        "notice": notice_of(plan),
        "plan": plan_data(plan),
    }
    with intake.exclusive(ws):
        in_state(ws, survey_id, "draft")
        intake.store_key(ws, survey_id, key)
        intake.open_intake(ws, survey_id, tokens)
        with ws.write():
            store.change_survey(ws, row, state="open", settings=settings, opened_on=today(), closes_on=plan.closes_on,
                            invited=len(people))  # fmt: skip
            store.write_people(ws, survey_id, coarse)
            audit.append(ws, "survey launched", survey_id, {"invited": len(people), "anonymous": plan.anonymous})
    return Launched(survey_id, len(people), stored.kept, stored.dropped)


def plan_data(plan: LaunchPlan) -> dict[str, Any]:
    """A plan as kept with the survey, so that the next wave of a series can go out the same way."""
    days = None if plan.closes_on is None else (plan.closes_on - today()).days
    return {"teams": list(plan.teams), "anonymous": plan.anonymous, "attributes": list(plan.attributes),
            "crosses": [list(pair) for pair in plan.crosses], "days_open": days, "k": plan.k,
            "retention_days": plan.retention_days,
            "basis": [plan.legal_basis.es, plan.legal_basis.en],
            "started": [None if d is None else (today() - d).days for d in (plan.started_from, plan.started_until)],
            }  # fmt: skip


def plan_of(data: Mapping[str, Any]) -> LaunchPlan:
    """The plan that `plan_data` kept, open from today for as many days as then."""
    days = data["days_open"]
    return LaunchPlan(
        tuple(data["teams"]), data["anonymous"], tuple(data["attributes"]), tuple((a, b) for a, b in data["crosses"]),
        None if days is None else today() + timedelta(days=days), data["retention_days"], data["k"],
        Text(*data["basis"]),
        *(None if days_ago is None else today() - timedelta(days=days_ago) for days_ago in data["started"]),
    )  # fmt: skip


ANONYMOUS = (
    "This survey is anonymous: your answer is stored without your name, your link, the time or the order in which it "
    "came. Only somebody who administers the server and watches it at work could get round that."
)
CONFIDENTIAL = (
    "This survey is confidential: your answer is stored without your name, your link or the time, but with attributes "
    "that together may fit few people. Only groups are shown."
)
GROUPS = "Results are shown only for groups of {k} people or more and never used for pay or discipline."
PURPOSE = (
    "Purpose: to improve how we work. Legal basis: {basis}. Raw answers are deleted {days} days after closing; group "
    "figures stay."
)
FREE = "Taking part is free and you may leave any question blank."
BASIS = "the company's legitimate interest in a good place to work"


def notice_of(plan: LaunchPlan) -> dict[str, str]:
    """The privacy notice of a survey launched so, in both languages."""
    notice = {}
    for lang in ("es", "en"):
        basis = plan.legal_basis.in_language(lang) or t(BASIS, lang=lang)
        notice[lang] = " ".join(
            (
                t(ANONYMOUS if plan.anonymous else CONFIDENTIAL, lang=lang),
                t(GROUPS, lang=lang, k=plan.k),
                t(PURPOSE, lang=lang, basis=basis, days=plan.retention_days),
                t(FREE, lang=lang),
            )
        )
    return notice


def links(ws: Workspace, survey_id: str, base_url: str) -> tuple[Link, ...]:
    """Everybody's link and code, for a mail merge; always all invited, whoever has answered."""
    from planner.shop.store.people import read_agents
    from planner.surveys.store import intake
    from planner.surveys.store import surveys as store

    in_state(ws, survey_id, "open")
    key = intake.read_key(ws, survey_id)
    if key is None:
        raise Refused(t("The key of this survey is not on this machine."), t("Run this where the survey was launched."))
    agents = {a.agent_id: a for a in read_agents(ws)}
    found = []
    for agent_id in store.read_people(ws, survey_id):
        token, agent = token_of(key, agent_id), agents.get(agent_id)
        found.append(
            Link(agent_id, agent.name if agent else "", agent.email if agent else "",
                 f"{base_url.rstrip('/')}/s/{survey_id}/{token}", code_of(token))
        )  # fmt: skip
    return tuple(found)


def remind(ws: Workspace, survey_id: str, base_url: str, send: Callable[[Link], None]) -> int:
    """Send to those who have not answered, in shuffled order, and return only how many were sent.

    Nothing is returned, stored or logged that names them; people without an address are skipped.
    """
    import random

    from planner.db import audit
    from planner.surveys.store import intake

    everybody = list(links(ws, survey_id, base_url))
    key = intake.read_key(ws, survey_id) or b""
    waiting = {k.hash for k in intake.read_tokens(ws, survey_id) if k.used != intake.USED}
    random.SystemRandom().shuffle(everybody)
    sent = 0
    for link in everybody:
        if link.email and hash_of(key, link.url.rsplit("/", 1)[1]) in waiting:
            # Whose address is refused is not told: it would name somebody who has not answered.
            with contextlib.suppress(AddressRefused):
                send(link)
                sent += 1
    audit.append(ws, "survey reminded", survey_id)
    return sent


def non_respondents(ws: Workspace, survey_id: str) -> None:
    """Who has not answered: always refused, for whoever asks."""
    get(ws, survey_id)
    raise Refused(
        t("The list of who has not answered is {refused}.", refused=EXPORT_REFUSED),
        t("`cuadrante survey remind` writes to them without listing anybody."),
    )


def closing_text(survey: Survey, lang: str) -> str:
    """Until when one can answer, or nothing."""
    if survey.closes_on is None:
        return ""
    return t("You can answer until {day}.", lang=lang, day=day(survey.closes_on, lang))
