"""Swaps and wishes that agents ask for: checked against rules, skills, notice and coverage, then decided with a reason.

Invariants: nothing is approved that breaks a hard rule; an approved swap is a new draft of the newest version, to be
published in turn; an approved wish becomes a preference that the next solve weighs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from planner.base.config import now as present
from planner.base.errors import Refused
from planner.base.i18n import day as day_text
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.domain.people import Preference, Wish
from planner.domain.remark import Remark
from planner.domain.roster import Roster, RosterState, RosterVersion
from planner.domain.spoken import remark
from planner.domain.time import iso_week_label
from planner.roster import rosters as service
from planner.roster.explain import rule_words
from planner.roster.fairness import judged_wishes
from planner.roster.repair import ChangeLine, change_lines
from planner.roster.spans import covering
from planner.roster.store import requests as store
from planner.roster.store import rosters
from planner.roster.store.requests import RosterRequest
from planner.rostering.hands import hands
from planner.rostering.repair import swap_check
from planner.rostering.rules.findings import when_text
from planner.shop.people import add_preference, team

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.store.requests import RosterRequest
    from planner.roster.views import RosterView
    from planner.rostering.problem import RosterProblem
    from planner.rostering.rules.findings import Violation

STATES = ("open", "approved", "declined", "withdrawn")


@dataclass(frozen=True)
class SwapView:
    """A swap before it is approved: `stops` are the rules it would break, `points` its cost.

    `lacking` are channels somebody would be planned on without the skill, in words; `short_hours_change` what the
    coverage loses (more) or gains (less). `changes` carry the notice that is left.
    """

    allowed: bool
    what: Remark
    stops: tuple[str, ...]
    points: float
    changes: tuple[ChangeLine, ...]
    roster: Roster
    lacking: tuple[str, ...] = ()
    short_hours_change: float = 0.0


@dataclass(frozen=True)
class RequestView:
    """A request with its check as things stand: `swap` for open swaps, `met` for wishes (None: no roster yet).

    `refusal` says why a swap cannot even be checked (no shift on the day, a locked shift).
    """

    request: RosterRequest
    name: str
    title: str
    roster: RosterView | None = field(default=None, repr=False, compare=False)
    """The roster on which it was checked."""
    swap: SwapView | None = None
    met: bool | None = None
    refusal: str = ""

    @property
    def can_be_approved(self) -> bool:
        """Whether nothing hard stands against it."""
        if self.request.state != "open":
            return False
        return self.request.kind == "wish" or (self.swap is not None and self.swap.allowed)


def check_swap(
    shown: RosterView, one: tuple[str, date], two: tuple[str, date], published: Roster | None = None
) -> SwapView:
    """Whether two agents may take each other's shifts; `two` without a shift on its day takes `one` and gives nothing.

    `published` is what changes are told against (the roster on show when None). Saves nothing. Raises Refused when
    `one` has no shift on that day, or both are the same agent.
    """
    problem = shown.problem
    names = {a.agent_id: a.name for a in shown.agents}
    for agent_id, _ in (one, two):
        if agent_id not in names:
            raise Refused(t("There is no agent {agent}.", agent=agent_id), t("Name the agents by their ids."))
    if problem is None or shown.version is None:
        command = f"cuadrante roster solve --week {iso_week_label(shown.first_day)}"
        raise Refused(t("There is no roster for the week of {day}.", day=shown.first_day),
                      t("Solve it first: {command}", command=command))  # fmt: skip
    if one[0] == two[0]:
        raise Refused(t("A swap needs two agents."))
    first, second = (next((s for s in shown.roster.of_agent(a) if s.day == d), None) for a, d in (one, two))
    if first is None:
        raise Refused(t("{agent} has no shift on {day}.", agent=names[one[0]], day=day_text(one[1])),
                      t("Name the one who gives a shift first."))  # fmt: skip
    for shift in (first, second):
        if shift is not None and shift.locked:
            raise Refused(t("The shift of {agent} on {day} is locked.", agent=names[shift.agent_id],
                            day=day_text(shift.day)), t("Unlock it on the roster screen first."))  # fmt: skip
    plain = replace(problem, deferred=())
    found = swap_check(plain, shown.roster, first, second, two[0])
    what = remark("swapped", agent=one[0], day=str(one[1]), other=two[0], other_day=str(two[1]))
    stops = tuple(
        ": ".join(filter(None, (_whose(v, names), rule_words(v, shown.labels)))) for v in found.new_violations
    )
    binding = published is not None or any(v.state is RosterState.PUBLISHED for v in shown.versions)
    lines = change_lines(plain, published or shown.roster, found.roster, present() if binding else None)
    skills = {a.agent_id: a.skills for a in shown.agents}
    lacking = tuple(
        t("{name} is not skilled for {channels}", name=names[taker],
          channels=", ".join(shown.labels.get(c, c) for c in missing))
        for shift, taker in ((first, two[0]), (second, one[0]))
        if shift is not None
        and (missing := [c for c in dict.fromkeys(a.channel for a in shift.activities) if c not in skills[taker]])
    )  # fmt: skip
    change = _short_hours(plain, found.roster) - _short_hours(plain, shown.roster)
    return SwapView(found.allowed, what, stops, found.cost_change, lines, found.roster, lacking, round(change, 6))


def _whose(violation: Violation, names: Mapping[str, str]) -> str:
    return " ".join(filter(None, (names.get(violation.agent_id, violation.agent_id), when_text(violation))))


def _short_hours(problem: RosterProblem, roster: Roster) -> float:
    return hands(problem, roster).short_hours()


@writes
def approve_swap(ws: Workspace, shown: RosterView, swap: SwapView, *, author: str = "") -> RosterView:
    """Keep an allowed swap as a new draft of the version on show, its shifts with channels again.

    Refused when a rule stands against it. Raises Conflict when that version was changed, or a newer one made, since.
    """
    if not swap.allowed:
        raise Refused(t("This swap breaks a rule: {rule}", rule=swap.stops[0]))
    assert shown.problem is not None
    assert shown.version is not None
    rosters.still(ws, shown.version)
    rosters.none_newer(ws, shown.first_day, shown.days, shown.versions)
    roster = service.with_channels(shown.problem, swap.roster, shown.roster)
    draft = RosterVersion("", 0, RosterState.DRAFT, 0, remark("swap", what=(swap.what,)), author=author, roster=roster)
    saved = rosters.save_version(ws, draft)
    audit.append(ws, "swap approved", saved.roster_id, dict(swap.what.params))
    return service.view(ws, shown.first_day, shown.days // 7, saved.roster_id)


# -- requests -------------------------------------------------------------------------------------------------------


@writes
def file_swap(
    ws: Workspace, agent_id: str, day: date, other_id: str, other_day: date, *, note: str = "", author: str = ""
) -> RequestView:
    """Ask that `other_id` takes the shift of `day` and gives the one of `other_day` (none there: gives nothing).

    Raises Refused for unknown agents, without a roster, or where `agent_id` has no shift on the day.
    """
    shown = _shown(ws, day)
    check_swap(shown, (agent_id, day), (other_id, other_day))
    _no_twin(ws, agent_id, day, "swap")
    asked = store.file_request(
        ws, RosterRequest("", "swap", agent_id, day, other_id, other_day, note=note, created_by=author)
    )
    audit.append(ws, "request filed", asked.request_id, {"kind": "swap"})
    return _view(asked, shown)


@writes
def file_wish(ws: Workspace, agent_id: str, day: date, wish: Wish, *, note: str = "", author: str = "") -> RequestView:
    """Ask for a day off, at work, early or late. Raises Refused for unknown agents or a wish that is asked already."""
    shown = _shown(ws, day)
    if agent_id not in {a.agent_id for a in team(ws).agents}:
        raise Refused(t("There is no agent {agent}.", agent=agent_id), t("Name the agents by their ids."))
    _no_twin(ws, agent_id, day, "wish")
    asked = store.file_request(
        ws, RosterRequest("", "wish", agent_id, day, wish=wish.value, note=note, created_by=author)
    )
    audit.append(ws, "request filed", asked.request_id, {"kind": "wish"})
    return _view(asked, shown)


@reads
def queue(ws: Workspace, first_day: date, weeks: int = 1, *, everything: bool = False) -> tuple[RequestView, ...]:
    """Open requests that speak of the span, checked as things stand; with `everything` the decided ones after them."""
    last = first_day + timedelta(days=7 * weeks - 1)
    found = store.read_requests(ws, first_day, last)
    if not everything:
        found = [r for r in found if r.state == "open"]
    shown = covering(ws, first_day, weeks) if found else None
    ordered = sorted(found, key=lambda r: STATES.index(r.state))
    return tuple(_view(r, shown) for r in ordered) if shown is not None else ()


@reads
def find(ws: Workspace, request_id: str) -> RequestView:
    """The request whose id begins so, checked as things stand. Raises Refused when none or several do."""
    known = [r for r in store.read_requests(ws) if r.request_id.startswith(request_id)] if request_id else []
    if len(known) != 1:
        raise Refused(t("There is no request {id}.", id=request_id),
                      t("List them: {command}", command="cuadrante roster requests --week ..."))  # fmt: skip
    return _view(known[0], _shown(ws, known[0].day))


@writes
def approve(ws: Workspace, one: RequestView, *, reason: str = "", author: str = "") -> RequestView:
    """Approve an open request as it was shown after checking it once more; Refused while a rule stands against it.

    Raises Conflict when the request was decided, or the roster on which it was checked is another one, meanwhile.
    """
    asked = one.request
    done = store.decide(ws, asked, "approved", reason, author)
    shown = _shown(ws, asked.day)
    if asked.kind == "wish":
        add_preference(ws, Preference(asked.agent_id, Wish(asked.wish), day=asked.day))
    else:
        swap = check_swap(shown, (asked.agent_id, asked.day), (asked.other_id, asked.other_day or asked.day))
        seen = one.roster or shown
        approve_swap(ws, replace(shown, version=seen.version, versions=seen.versions), swap, author=author)
    audit.append(ws, "request approved", asked.request_id, {"kind": asked.kind, "agent": asked.agent_id})
    return _view(done, shown)


@writes
def decline(ws: Workspace, one: RequestView, reason: str, *, author: str = "", withdrawn: bool = False) -> RequestView:
    """Decline an open request as it was shown (or take it back); declining asks for a reason, which the agent is told.

    Raises Conflict when somebody decided it meanwhile.
    """
    if not withdrawn and not reason.strip():
        raise Refused(t("Say why it is declined: the agent is told."))
    asked = one.request
    state = "withdrawn" if withdrawn else "declined"
    done = store.decide(ws, asked, state, reason.strip(), author)
    audit.append(ws, f"request {state}", asked.request_id, {"kind": asked.kind, "agent": asked.agent_id})
    return _view(done, _shown(ws, asked.day))


def _no_twin(ws: Workspace, agent_id: str, day: date, kind: str) -> None:
    for r in store.read_requests(ws, day, day):
        if (r.agent_id, r.day, r.kind, r.state) == (agent_id, day, kind, "open"):
            raise Refused(t("{agent} has an open request for {day} already.", agent=agent_id, day=day_text(day)),
                          t("Withdraw it first: {command}",
                            command=f"cuadrante roster request withdraw {r.request_id}"))  # fmt: skip


def _shown(ws: Workspace, day: date) -> RosterView:
    return covering(ws, day - timedelta(days=day.weekday()))


def _view(asked: RosterRequest, shown: RosterView) -> RequestView:
    names = {a.agent_id: a.name for a in shown.agents}
    name = names.get(asked.agent_id, asked.agent_id)
    if asked.kind == "wish":
        words = {"off": t("free"), "on": t("at work"), "early": t("early"), "late": t("late")}
        title = f"{name} {day_text(asked.day)}: {words.get(asked.wish, asked.wish)}"
        return RequestView(asked, name, title, shown, met=_met(asked, shown))
    other_day = asked.other_day or asked.day
    title = f"{name} {day_text(asked.day)} ↔ {names.get(asked.other_id, asked.other_id)} {day_text(other_day)}"
    if asked.state != "open":
        return RequestView(asked, name, title, shown)
    try:
        swap = check_swap(shown, (asked.agent_id, asked.day), (asked.other_id, other_day))
    except Refused as problem:
        return RequestView(asked, name, title, shown, refusal=problem.title)
    return RequestView(asked, name, title, shown, swap)


def _met(asked: RosterRequest, shown: RosterView) -> bool | None:
    if shown.version is None or shown.problem is None:
        return None
    wish = Preference(asked.agent_id, Wish(asked.wish), day=asked.day)
    judged = judged_wishes(replace(shown.problem, preferences=(wish,)), shown.roster)
    return not judged[0][2] if judged else None
