"""Launching a survey: whom it invites, what answers may carry, its privacy notice; later joiners and leavers.

Invariant: what is launched is exactly what was rehearsed and confirmed; otherwise nothing is and it is said why.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from engagement.surveys.anonymity import MINIMUM_GROUP
from engagement.surveys.audience import StoredAttributes, stored_attributes
from engagement.surveys.questions import Form, Text
from planner.base.config import today
from planner.base.errors import Conflict, Misuse, Refused
from planner.base.i18n import LANGUAGES, t
from planner.db import audit
from planner.shop.store.people import read_agents
from planner.surveys.store import intake
from planner.surveys.store import surveys as store
from planner.surveys.store.intake import Token
from planner.surveys.surveys import RETENTION_DAYS, code_of, hash_of, in_state, key_of, today_of, token_of

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.domain.people import Agent

FULL_TIME_MINUTES = 35 * 60
ATTRIBUTES = ("team", "tenure", "contract")


@dataclass(frozen=True, slots=True)
class LaunchPlan:
    """How a survey goes out.

    Attributes:
        teams: whom to invite (empty: everybody employed on the day).
        anonymous: strict storage (every combination of attributes fits k people); fixed for good.
        attributes: wanted groups, the most important first.
        crosses: two-way tables to publish.
        closes_on: last day of answering, in the workspace's zone; the survey then closes by itself.
        retention_days: after closing, until comments and the list of invited are deleted.
        k: minimum group; never under 5.
        legal_basis: words for the privacy notice; the usual ones when empty.
        started_from, started_until: only people whose first day lies between (for the survey after 30 days).
        left_from, left_until: instead of who is employed, people whose last day lies between (exit surveys).
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
    left_from: date | None = None
    left_until: date | None = None

    @property
    def of_leavers(self) -> bool:
        """Whether people are asked who have left."""
        return self.left_from is not None or self.left_until is not None

    def invites(self, agent: Agent) -> bool:
        """Whether somebody is asked; nobody knows when people without a first day started."""
        if self.teams and agent.team not in self.teams:
            return False
        return _between(agent.start_date, self.started_from, self.started_until) and (
            not self.of_leavers or _between(agent.end_date, self.left_from, self.left_until)
        )


def _between(day: date | None, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    return day is not None and (first or day) <= day <= (last or day)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What launching would do: invited person → attributes, what answers may carry, and a mark of exactly that."""

    people: Mapping[str, Mapping[str, str]]
    stored: StoredAttributes
    mark: str


@dataclass(frozen=True, slots=True)
class Launched:
    """What a launch decided: people invited, attributes kept (value → stored value) and dropped with the reason."""

    survey_id: str
    invited: int
    kept: Mapping[str, Mapping[str, str]]
    dropped: Mapping[str, str]


def attributes_of(agent: Agent, on: date) -> dict[str, str]:
    """Coarse attributes of an agent on a day: team, tenure band in years, full or part time."""
    years = None if agent.start_date is None else (on - agent.start_date).days / 365.25
    tenure = "" if years is None else "lt1" if years < 1 else "y1_3" if years < 3 else "gt3"
    contract = "full" if agent.contract.weekly_minutes >= FULL_TIME_MINUTES else "part"
    return {"team": agent.team, "tenure": tenure, "contract": contract}


def preview_audience(ws: Workspace, plan: LaunchPlan) -> tuple[dict[str, dict[str, str]], StoredAttributes]:
    """Whom the plan would invite (agent → attributes) and what answers could carry; nothing is stored."""
    if plan.k < MINIMUM_GROUP:
        raise Misuse(t("The minimum group is {k}, never less.", k=MINIMUM_GROUP), t("Leave it as it is or raise it."))
    unknown = [a for a in plan.attributes if a not in ATTRIBUTES]
    if unknown:
        raise Misuse(
            t("{name!r} is no attribute of people.", name=unknown[0]),
            t("Choose one of: {names}.", names=", ".join(ATTRIBUTES)),
        )
    on = today_of(ws)
    agents = [a for a in (read_agents(ws) if plan.of_leavers else read_agents(ws, on, on)) if plan.invites(a)]
    people = {a.agent_id: attributes_of(a, on) for a in agents}
    return people, stored_attributes(people, plan.attributes, plan.k, plan.anonymous)


def rehearse(ws: Workspace, survey_id: str, plan: LaunchPlan) -> Rehearsal:
    """What launching would do; nothing is stored.

    Refused when the survey is no draft, texts are missing in one language, the last day has passed, or fewer than k
    people would be invited.
    """
    row = in_state(ws, survey_id, "draft")
    if missing := Form.from_dict(row.form).missing_texts():
        raise Refused(
            t("Texts are missing in Spanish or English: {names}.", names=", ".join(missing)),
            t("Complete both languages and launch again."),
        )
    if plan.closes_on is not None and plan.closes_on < today_of(ws):
        raise Refused(t("The last day of answering has passed."), t("Choose a later day."))
    people, stored = preview_audience(ws, plan)
    if len(people) < plan.k:
        raise Refused(
            t("{n} people would be invited; fewer than {k} cannot be asked without exposing them.", n=len(people),
              k=plan.k),
            t("Choose more teams."),
        )  # fmt: skip
    shown = [row.form, sorted((a, stored.coarse(own)) for a, own in people.items()), plan_data(plan)]
    mark = hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()[:12]
    return Rehearsal(people, stored, mark)


def launch(ws: Workspace, survey_id: str, plan: LaunchPlan | None = None, confirmed: str = "") -> Launched:
    """Open a survey: fix people, anonymity, groups and notice, and make the single-use tokens.

    Args:
        ws: the workspace.
        survey_id: a draft.
        plan: how it goes out.
        confirmed: the mark of the rehearsal that somebody agreed to; Conflict when it would be another one now.

    Refused for the reasons of `rehearse`.
    """
    plan = plan or LaunchPlan()
    with intake.exclusive(ws), ws.write():
        found = rehearse(ws, survey_id, plan)
        if confirmed and found.mark != confirmed:
            raise Conflict(
                t("The questions, or whom they would go to, changed since you looked."),
                t("Look at it again and launch then."),
            )
        row, stored = in_state(ws, survey_id, "draft"), found.stored
        coarse = {agent_id: stored.coarse(own) for agent_id, own in found.people.items()}
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
            "checked_links": True,
        }
        key = secrets.token_bytes(32)
        store.write_people(ws, survey_id, coarse)
        store.change_survey(ws, row, state="open", settings=settings, opened_on=today(), closes_on=plan.closes_on,
                            invited=len(coarse))  # fmt: skip
        audit.append(ws, "survey launched", survey_id, {"invited": len(coarse), "anonymous": plan.anonymous})
        # Last, because on SQLite they are files of their own: what fails before leaves nothing of them.
        intake.store_key(ws, survey_id, key)
        intake.open_intake(ws, survey_id, _tokens(key, coarse))
    return Launched(survey_id, len(coarse), stored.kept, stored.dropped)


def _tokens(key: bytes, coarse: Mapping[str, Mapping[str, str]]) -> list[Any]:
    found = []
    for agent_id, groups in coarse.items():
        token = token_of(key, agent_id)
        found.append(Token(hash_of(key, token), hash_of(key, code_of(token)), groups))
    return found


def add_people(ws: Workspace, survey_id: str, agent_ids: Collection[str], seen: int | None = None) -> int:
    """Invite more people to an open survey (who joined, who left); returns how many are new.

    Their groups are those fixed at launch; somebody whose groups nobody else has is refused, because their answer would
    carry their name.
    """
    with intake.exclusive(ws), ws.write():
        row = in_state(ws, survey_id, "open", seen=seen)
        there = store.read_people(ws, survey_id)
        agents = {a.agent_id: a for a in read_agents(ws)}
        unknown = sorted(a for a in agent_ids if a not in agents)
        if unknown:
            raise Refused(t("There is no agent {id}.", id=unknown[0][:40]), t("Check the id."))
        stored, on = StoredAttributes(row.settings["attributes"], {}), today_of(ws)
        coarse = {a: stored.coarse(attributes_of(agents[a], on)) for a in agent_ids if a not in there}
        for agent_id, own in coarse.items():
            if sum(other == own for other in there.values()) < MINIMUM_GROUP:
                raise Refused(
                    t("{name} would be the only one, or one of few, with these groups.", name=agents[agent_id].name),
                    t("Ask in the next survey."),
                )
        if coarse:
            key = key_of(ws, survey_id)
            store.write_people(ws, survey_id, coarse)
            store.change_survey(ws, row, invited=len(there) + len(coarse))
            audit.append(ws, "survey people added", survey_id, {"added": len(coarse)})
            intake.open_intake(ws, survey_id, _tokens(key, coarse), more=True)
    return len(coarse)


def plan_data(plan: LaunchPlan) -> dict[str, Any]:
    """A plan as kept with the survey, so that the next wave of a series can go out the same way."""
    days = None if plan.closes_on is None else (plan.closes_on - today()).days
    return {"teams": list(plan.teams), "anonymous": plan.anonymous, "attributes": list(plan.attributes),
            "crosses": [list(pair) for pair in plan.crosses], "days_open": days, "k": plan.k,
            "retention_days": plan.retention_days,
            "basis": [plan.legal_basis.es, plan.legal_basis.en],
            "started": [_ago(d) for d in (plan.started_from, plan.started_until)],
            "left": [_ago(d) for d in (plan.left_from, plan.left_until)],
            }  # fmt: skip


def _ago(day: date | None) -> int | None:
    return None if day is None else (today() - day).days


def plan_of(data: Mapping[str, Any]) -> LaunchPlan:
    """The plan that `plan_data` kept, open from today for as many days as then."""
    days = data["days_open"]
    return LaunchPlan(
        tuple(data["teams"]), data["anonymous"], tuple(data["attributes"]), tuple((a, b) for a, b in data["crosses"]),
        None if days is None else today() + timedelta(days=days), data["retention_days"], data["k"],
        Text(*data["basis"]),
        *(None if ago is None else today() - timedelta(days=ago)
          for ago in (*data["started"], *data.get("left", (None, None)))),
    )  # fmt: skip


# -- privacy notice -------------------------------------------------------------------------------------------------

ANONYMOUS = (
    "This survey is anonymous: your answer is stored without your name, your link, the time or the order in which it "
    "came, and when the survey closes every single answer is deleted; only blurred counts of groups and the comments "
    "stay. Nobody who runs the survey can see who has answered. Only somebody who administers the server could get "
    "round that, by watching it at work or by copying its files while the survey is open."
)
CONFIDENTIAL = (
    "This survey is confidential: your answer is stored without your name, your link or the time, but until the survey "
    "closes with attributes that together may fit few people. Then every single answer is deleted; only blurred counts "
    "of groups and the comments stay."
)
GROUPS = "Results are shown only for groups of {k} people or more and never used for pay or discipline."
PURPOSE = (
    "Purpose: to improve how we work. Legal basis: {basis}. Comments are deleted {days} days after closing; blurred "
    "figures stay."
)
FREE = "Taking part is free and you may leave any question blank."
BASIS = "the company's legitimate interest in a good place to work"


def notice_of(plan: LaunchPlan) -> dict[str, str]:
    """The privacy notice of a survey launched so, in both languages; kept as it was read when people answered."""
    notice = {}
    for lang in LANGUAGES:
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
