"""Rosters as worked beside what people say of them, by team and quarter.

Facts come from published rosters (what was published last counts as worked) and from the wishes on file today; what
people say comes from the published set of closed surveys only, never from answers. A team that the survey hides, or
merged with another, has no figure here either.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engagement.care.rosters import MEASURES, MINIMUM_TEAMS, Together, Worked, WorkedShift, count_shifts, together
from engagement.surveys.anonymity import SHOWN
from planner.base.config import today
from planner.base.errors import Misuse, Refused
from planner.base.i18n import language, number, percent, t
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.time import midnight
from planner.roster import rules as roster_rules
from planner.roster.store.changes import first_published_day, published_spans
from planner.rostering.packs.kind import minute_of
from planner.rostering.packs.registry import kinds
from planner.rostering.rules.wishes.preferences import wish_missed
from planner.shop.store.people import read_agents, read_preferences, read_time_off
from planner.surveys import results
from planner.surveys.surveys import all_surveys
from planner.tables.writing import Value, write_table

if TYPE_CHECKING:
    from engagement.surveys.results import Results
    from planner.db.workspace import Workspace
    from planner.domain.people import Agent
    from planner.surveys.surveys import Survey

log = logging.getLogger(__name__)

DIMENSION = "dimension:schedule"
FIGURES = ("favourable", "enps")
MEASURE_WORDS = {
    "late": "late shifts",
    "weekend": "weekend shifts",
    "night": "night shifts",
    "changed": "days changed after publishing",
    "wishes_met": "wishes met",
}
COLUMNS = (
    "team", "people", "shifts", "late_pct", "weekend_pct", "night_pct", "changed_pct", "wishes_met_pct", "wishes",
    "favourable_pct", "enps", "survey_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A published figure of a team: a blurred value, that it lies beyond an end, or nothing; `status` as there."""

    status: str = ""
    value: float | None = None
    display: str = ""


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team: what it worked and what it said."""

    team: str
    worked: Worked
    favourable: Said
    enps: Said


@dataclass(frozen=True, slots=True)
class Source:
    """The survey that a figure comes from."""

    survey_id: str
    title: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A quarter; `days` of it lie in published rosters; `late_from` is local time of day.

    `may_read_surveys` is False for a login that has no right to survey results (team leads on a shared workspace).
    """

    quarter: str
    first: date
    last: date
    days: int
    late_from: str
    lines: tuple[TeamLine, ...]
    survey: Source | None
    enps_survey: Source | None
    together: tuple[Together, ...]
    may_read_surveys: bool = True


def quarter_of(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_days(quarter: str) -> tuple[date, date]:
    """First and last day of `2026-Q4` (also `2026-T4`); Misuse otherwise."""
    found = re.fullmatch(r"(\d{4})-?[QTqt]([1-4])", quarter.strip())
    if not found or not 1 <= int(found[1]) <= 9998:
        raise Misuse(t("{value!r} is no quarter.", value=quarter[:20]), t("Write it as {example}.", example="2026-Q4"))
    year, place = int(found[1]), int(found[2])
    after = date(year + place // 4, place * 3 % 12 + 1, 1)
    return date(year, place * 3 - 2, 1), after - timedelta(days=1)


@reads
def quarters(ws: Workspace) -> tuple[str, ...]:
    """The quarters between the first and the last published roster that are not in the future, newest first."""
    span = first_published_day(ws)
    if span is None:
        return ()
    out, day = [], span[0]
    while day <= min(span[1], today()):
        out.append(quarter_of(day))
        day = quarter_days(out[-1])[1] + timedelta(days=1)
    return tuple(reversed(out))


@reads
def view(ws: Workspace, quarter: str = "", survey_id: str = "") -> Satisfaction:
    """A quarter (the newest with published rosters) beside a survey (the newest closed one that asks about rosters).

    Days after today are left out. Refused when nothing was published at all.
    """
    known = quarters(ws)
    if not known:
        raise Refused(t("No roster has been published yet."), t("Publish one first: `cuadrante roster publish`."))
    chosen = quarter_of(quarter_days(quarter)[0]) if quarter else known[0]
    first, last = quarter_days(chosen)
    last = min(last, today())
    worked, days, late_from = _worked(ws, first, last)
    may_read = True
    try:
        with ws.apart():
            surveys = _closed(ws)
    except Refused as error:
        log.info("surveys are not for this login", exc_info=error)
        surveys, may_read = [], False
    roster_survey, enps_survey = _choose(surveys, survey_id)
    teams = sorted({*worked, *_teams_asked(roster_survey)})
    lines = tuple(
        TeamLine(
            team, worked.get(team, Worked()), _said(roster_survey, team, "favourable"), _said(enps_survey, team, "enps")
        )
        for team in teams
    )
    pairs = tuple(
        together(
            m, f, {x.team: x.worked.share(m) for x in lines}, {x.team: getattr(x, f).value for x in lines}
        )
        for f in FIGURES
        for m in MEASURES
    )  # fmt: skip
    return Satisfaction(
        chosen, first, last, days, late_from, lines, _source(roster_survey), _source(enps_survey), pairs, may_read
    )


@reads
def choices(ws: Workspace) -> tuple[tuple[str, str], ...]:
    """Closed surveys that ask about rosters: id and title with the day of closing; none where they may not be read."""
    try:
        with ws.apart():
            found = _closed(ws)
    except Refused as error:
        log.info("surveys are not for this login", exc_info=error)
        return ()
    return tuple(
        (s.survey_id, f"{s.form.title.in_language(language())} ({s.closed_on})") for s, _ in found if _asks_rosters(s)
    )


# -- what was worked ------------------------------------------------------------------------------------------------


def _worked(ws: Workspace, first: date, last: date) -> tuple[dict[str, Worked], int, str]:
    tz = ZoneInfo(read_settings(ws).time_zone)
    agents = {a.agent_id: a for a in read_agents(ws)}
    spans = published_spans(ws, first, last)
    hours: dict[tuple[str, date], tuple[tuple[datetime, datetime], ...]] = {}
    covered: set[date] = set()
    changed: dict[str, int] = {}
    published: dict[str, int] = {}
    for span in spans:
        days = {span.first_day + timedelta(days=d) for d in range(span.days)}
        covered |= {d for d in days if first <= d <= last}
        hours |= span.last
        for key in {*span.first, *span.last}:
            team = agents[key[0]].team if key[0] in agents else ""
            published[team] = published.get(team, 0) + 1
            changed[team] = changed.get(team, 0) + (span.first.get(key) != span.last.get(key))
    shifts: dict[str, list[WorkedShift]] = {}
    for (agent_id, day), spans_of_day in hours.items():
        team = agents[agent_id].team if agent_id in agents else ""
        for start, end in spans_of_day:
            shifts.setdefault(team, []).append(
                WorkedShift(agent_id, day.weekday(), _minute(start, day, tz), _minute(end, day, tz))
            )
    found, shown_from = {}, ""
    for team, own in shifts.items():
        rules = roster_rules.in_force(ws, [team] if team else []).pack
        late_from = (r.params if (r := rules.get("fairness")) else kinds()["fairness"].params)["late_from"]
        shown_from = shown_from or str(late_from)
        met, wishes = _wishes(ws, [a for a in agents.values() if a.team == team], hours, covered, rules, tz)
        found[team] = replace(
            count_shifts(own, minute_of(late_from, 1200)),
            changed=changed.get(team, 0), published=published.get(team, 0), wishes=wishes, wishes_met=met,
        )  # fmt: skip
    return found, len(covered), shown_from


def _wishes(
    ws: Workspace, agents: Sequence[Agent], hours: Any, covered: set[date], rules: Any, tz: ZoneInfo
) -> tuple[int, int]:
    """Wishes met and wishes that spoke of a published day; days off for other reasons are left out."""
    known = {a.agent_id: a for a in agents}
    away: dict[str, list[tuple[datetime, datetime]]] = {}
    for off in read_time_off(ws):
        away.setdefault(off.agent_id, []).append((off.start, off.end))
    met = wishes = 0
    for wish in read_preferences(ws):
        agent = known.get(wish.agent_id)
        if agent is None:
            continue
        for day in covered:
            if not wish.applies_on(day) or not agent.employed_on(day):
                continue
            noon = midnight(day, tz.key) + timedelta(hours=12)
            if any(start <= noon < end for start, end in away.get(wish.agent_id, ())):
                continue
            own = hours.get((wish.agent_id, day))
            span = (_minute(own[0][0], day, tz), _minute(own[-1][1], day, tz)) if own else None
            wishes += 1
            met += not wish_missed(wish, rules["preferences"], span)
    return met, wishes


def _minute(instant: datetime, day: date, tz: ZoneInfo) -> int:
    local = instant.astimezone(tz)
    return (local.date() - day).days * 1440 + local.hour * 60 + local.minute


# -- what was said --------------------------------------------------------------------------------------------------


def _closed(ws: Workspace) -> list[tuple[Survey, Results]]:
    """Closed surveys with their published results, the newest first."""
    found = [s for s in all_surveys(ws) if s.state in ("closed", "reported")]
    found.sort(key=lambda s: (s.closed_on or date.min, s.survey_id), reverse=True)
    return [(s, results.results(ws, s.survey_id)) for s in found]


Asked = tuple["Survey", "Results"] | None


def _asks_rosters(survey: Survey) -> bool:
    return any(q.dimension == "schedule" for q in survey.form.questions)


def _choose(surveys: Sequence[tuple[Survey, Results]], survey_id: str) -> tuple[Asked, Asked]:
    """The survey about rosters, and the one with the recommendation: the same where it has that, else the newest."""

    def asks_enps(one: tuple[Survey, Results]) -> bool:
        return any(q.kind.outcome for q in one[0].form.questions)

    if survey_id:
        chosen = next((s for s in surveys if s[0].survey_id == survey_id), None)
        if chosen is None:
            raise Refused(
                t("There is no closed survey {id}.", id=survey_id[:20]), t("`cuadrante survey status` lists them.")
            )
        if not _asks_rosters(chosen[0]):
            raise Refused(
                t("Survey {id} asks nothing about rosters.", id=survey_id), t("Use the template `schedule` for that.")
            )
    else:
        # One that is all about rosters comes before one that asks about them in passing.
        asking = [s for s in surveys if _asks_rosters(s[0])]
        whole = [s for s in asking if {q.dimension for q in s[0].form.questions if q.dimension} == {"schedule"}]
        chosen = next(iter([*whole, *asking]), None)
    enps = chosen if chosen is not None and asks_enps(chosen) else next((s for s in surveys if asks_enps(s)), None)
    return chosen, enps


def _teams_asked(asked: Asked) -> set[str]:
    return (
        {g.partition("=")[2] for g in asked[1].groups if g.startswith("team=") and " × " not in g} if asked else set()
    )


def _said(asked: Asked, team: str, measure: str) -> Said:
    """The published figure of one team; nothing for a team that was merged with another at launch."""
    if asked is None:
        return Said()
    survey, found = asked
    subject = DIMENSION
    if measure == "enps":
        subject = next(q.id for q in survey.form.questions if q.kind.outcome)
    one = found.figure(f"team={team}", subject, measure)
    if one is None:
        return Said("not asked")
    return Said(one.status, None if one.value is None else float(one.value), one.display)


def _source(asked: Asked) -> Source | None:
    if asked is None:
        return None
    survey = asked[0]
    return Source(survey.survey_id, survey.form.title.in_language(language()), survey.closed_on)


# -- as words and tables --------------------------------------------------------------------------------------------


def said_text(one: Said, *, share: bool = False) -> str:
    """A figure as people read it (a share, or a score); a band as it is; an en dash where there is nothing."""
    if one.status == SHOWN and one.value is not None and share:
        return percent(one.value / 100)
    return f"{one.display} %" if share and one.display else one.display or "–"


def sentences(found: Satisfaction) -> tuple[str, ...]:
    """What goes together, strongest first, or why nothing can be said."""
    lines = [x for x in found.together if x.r is not None]
    if not lines:
        most = max((x.teams for x in found.together), default=0)
        return (
            t(
                "Whether rosters and answers go together can be said from {k} teams with figures on; there are {n}.",
                k=MINIMUM_TEAMS,
                n=most,
            ),
        )
    lines.sort(key=lambda x: -abs(x.r or 0))
    out = []
    for x in lines:
        figure = t("favourable answers about rosters") if x.figure == "favourable" else "eNPS"
        chance = t("this could be chance") if x.could_be_chance else t("this is more than chance explains")
        out.append(
            t("{measure} and {figure}: correlation {r} ({low} to {high}) over {n} teams; {chance}. It is no cause.",
              measure=t(MEASURE_WORDS[x.measure]).capitalize(), figure=figure, r=number(x.r or 0, 2),
              low=number(x.low or 0, 2), high=number(x.high or 0, 2), n=x.teams, chance=chance)
        )  # fmt: skip
    return tuple(out)


def rows(found: Satisfaction) -> list[dict[str, object]]:
    """A line a team in machine form."""

    def pct(share: float | None) -> float | None:
        return None if share is None else round(100 * share, 1)

    out: list[dict[str, object]] = []
    for x in found.lines:
        note = "; ".join(
            dict.fromkeys(s.status for s in (x.favourable, x.enps) if s.status not in ("", SHOWN))
        )  # fmt: skip
        values = (
            x.team, x.worked.people, x.worked.shifts, *(pct(x.worked.share(m)) for m in MEASURES), x.worked.wishes,
            x.favourable.display or None, x.enps.display or None, note,
        )  # fmt: skip
        out.append(dict(zip(COLUMNS, values, strict=True)))
    return out


@reads
def export(ws: Workspace, path: Path, quarter: str = "", survey_id: str = "") -> int:
    """Write the table as .csv or .xlsx; returns the rows."""
    lines: list[list[Value]] = [list(r.values()) for r in rows(view(ws, quarter, survey_id))]  # type: ignore[arg-type]
    return write_table(path, COLUMNS, lines, "satisfaction", private=True)
