"""The answer of the week: what is coming, what is missing, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from planner.base.i18n import WEEKDAYS_LONG, language, number, percent, t
from planner.base.i18n import day as day_text
from planner.care.coaching import due_sentence
from planner.db.audit import read_log
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.roster import Coverage, RosterState
from planner.domain.time import iso_week_label, midnight
from planner.forecast import past, volumes
from planner.forecast.past import history_span, local, local_day
from planner.requirement import requirements
from planner.roster import rosters
from planner.shop.store.history import read_contacts

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.forecast.events import EventRow
    from planner.forecast.volumes import ForecastView
    from planner.requirement.requirements import RequirementView
    from planner.roster.views import RosterView

StepId = Literal["import", "forecast", "requirement", "roster", "publish", "export"]
StepState = Literal["done", "next", "todo", "stale"]


@dataclass(frozen=True)
class Step:
    """One step of the weekly plan and where it stands; `detail` is a translated half-sentence."""

    step: StepId
    title: str
    state: StepState
    detail: str


@dataclass(frozen=True)
class ShortSpot:
    """When most people are missing over all channels: an instant (UTC), and how many on which, most first."""

    start: datetime
    by_channel: tuple[tuple[str, float], ...]

    @property
    def short(self) -> float:
        """People missing on all channels together."""
        return sum(short for _, short in self.by_channel)

    def where(self, label: Callable[[str], str]) -> str:
        """The channels in the words of `label`; where there are several, each with its own figure."""
        told = [(label(channel), short) for channel, short in self.by_channel if short >= EPSILON]
        return ", ".join(name if len(told) == 1 else f"{name} {number(short, 1)}" for name, short in told)


@dataclass(frozen=True)
class WeekAnswer:
    """What the first screen says of a week. Shares are relative to the mean of the four weeks before."""

    week: str
    monday: date
    headline: str
    sentences: tuple[str, ...]
    events: tuple[str, ...]
    contacts: float | None
    uplift: float | None
    by_channel: tuple[tuple[str, float, float | None], ...]
    daily: tuple[tuple[date, float, float | None], ...]
    required_hours: float | None
    contract_hours: float
    short_spots: tuple[ShortSpot, ...]
    short_hours: float | None
    steps: tuple[Step, ...]

    @property
    def next_step(self) -> Step | None:
        """The step to take now; None when the week is finished."""
        return next((s for s in self.steps if s.state in ("next", "stale")), None)


BASE_WEEKS = 4
SHORT_SPOTS = 8
EPSILON = 0.05


@reads
def week_answer(ws: Workspace, monday: date) -> WeekAnswer:
    """The answer for the ISO week that starts on `monday`."""
    forecast = volumes.view(ws, monday, width="day")
    required = requirements.view(ws, monday)
    roster = rosters.view(ws, monday)
    base = _usual_week(ws, monday)
    total = forecast.total if forecast.points else None
    uplift = total / sum(base.values()) - 1 if total is not None and sum(base.values()) > 0 else None
    spots = _short_spots(roster.coverage)
    short_hours = roster.coverage.short_hours() if roster.coverage else None
    by_channel = []
    for channel in forecast.channels if forecast.points else ():
        contacts, usual = forecast.totals.get(channel, 0.0), base.get(channel, 0.0)
        by_channel.append((channel, contacts, contacts / usual - 1 if usual > 0 else None))
    daily = tuple((past.local_day(ws, p.start), p.mean, p.last_year) for p in forecast.points)
    named = _named_events(forecast.events, monday)
    return WeekAnswer(
        week=iso_week_label(monday),
        monday=monday,
        headline=_headline(ws, monday, named, uplift, spots, roster),
        sentences=(*_sentences(ws, forecast, required, roster, short_hours), *_follow_ups(ws)),
        events=named,
        contacts=total,
        uplift=uplift,
        by_channel=tuple(by_channel),
        daily=daily,
        required_hours=required.agent_hours if required.requirement else None,
        contract_hours=required.contract_hours,
        short_spots=spots,
        short_hours=short_hours,
        steps=_steps(ws, monday, forecast, required, roster),
    )


def _usual_week(ws: Workspace, monday: date) -> dict[str, float]:
    """Mean contacts a week by channel over the last four whole weeks of history before `monday`."""
    last = history_span(ws).last
    if last is None:
        return {}
    zone = read_settings(ws).time_zone
    after = local_day(ws, last) + timedelta(days=1)
    end = min(monday, after - timedelta(days=after.weekday()))
    rows = read_contacts(ws, None, midnight(end - timedelta(weeks=BASE_WEEKS), zone), midnight(end, zone))
    out: dict[str, float] = {}
    for channel, contacts in zip(rows["channel"].tolist(), rows["contacts"].tolist(), strict=True):
        out[channel] = out.get(channel, 0.0) + contacts / BASE_WEEKS
    return out


def _named_events(events: Sequence[EventRow], monday: date) -> tuple[str, ...]:
    """Names of the week's events, the weightiest first: expected uplift, promotions, holidays, the rest."""
    rank = {"promotion": 1, "holiday": 2, "outage": 3, "other": 4}
    last = monday + timedelta(days=6)
    touching = [e for e in events if e.start <= last and e.end >= monday]
    touching.sort(key=lambda e: (-(e.uplift_pct or 0), (e.end - e.start).days > 10, rank.get(e.kind, 5), e.start))
    return tuple(dict.fromkeys(e.name for e in touching))


def _short_spots(coverage: Coverage | None) -> tuple[ShortSpot, ...]:
    """Where most people are missing over all channels: the intervals with the largest sums, one an hour and day."""
    if coverage is None or not coverage.short:
        return ()
    totals = [
        (sum(values), i) for i, values in enumerate(zip(*coverage.short.values(), strict=True)) if sum(values) > EPSILON
    ]
    totals.sort(key=lambda x: (-round(x[0], 3), x[1]))
    spots: list[ShortSpot] = []
    taken: list[datetime] = []
    for _, i in totals:
        at = coverage.grid.instants[i]
        if all(abs((at - other).total_seconds()) >= 2 * 3600 for other in taken):
            taken.append(at)
            here = sorted(((c, v[i]) for c, v in coverage.short.items() if v[i] > 0), key=lambda x: -x[1])
            spots.append(ShortSpot(at, tuple(here)))
        if len(spots) == SHORT_SPOTS:
            break
    return tuple(spots)


def _headline(
    ws: Workspace,
    monday: date,
    named: Sequence[str],
    uplift: float | None,
    spots: Sequence[ShortSpot],
    roster: RosterView,
) -> str:
    week = iso_week_label(monday)[-2:].lstrip("0")
    head = t("Week {week} is {event}", week=week, event=named[0]) if named else t("Week {week}", week=week)
    parts = []
    if uplift is not None:
        parts.append(t("{change} contacts", change=percent(uplift, signed=True)))
    if spots:
        at = local(ws, spots[0].start)
        weekday = WEEKDAYS_LONG[language()][at.weekday()]
        parts.append(t("short by {n} on {weekday} {time}", n=number(spots[0].short, 0 if spots[0].short >= 1 else 1),
                       weekday=weekday, time=f"{at:%H:%M}"))  # fmt: skip
    elif roster.version is not None:
        parts.append(t("every interval covered"))
    return f"{head}: {', '.join(parts)}" if parts else head


def _sentences(
    ws: Workspace, forecast: ForecastView, required: RequirementView, roster: RosterView, short_hours: float | None
) -> tuple[str, ...]:
    out = []
    if forecast.points:
        peak = max(forecast.points, key=lambda p: p.mean)
        text = t("{total} contacts expected; the busiest day is {day} with {n}.", total=number(forecast.total),
                 day=day_text(local_day(ws, peak.start)), n=number(peak.mean))  # fmt: skip
        out.append(text)
    if required.requirement is not None:
        gap = required.agent_hours - required.contract_hours
        out.append(
            t(
                "{required} agent-hours required, {contract} in the contracts: {gap} h {word}.",
                required=number(required.agent_hours),
                contract=number(required.contract_hours),
                gap=number(abs(gap)),
                word=t("too few") if gap > 0 else t("to spare"),
            )
        )
    if roster.version is not None and short_hours is not None:
        hard = sum(f.hard for f in roster.findings)
        out.append(t("The roster leaves {short} h short and breaks {n} rules.", short=number(short_hours, 1), n=hard))
    return tuple(out)


def _follow_ups(ws: Workspace) -> tuple[str, ...]:
    """Coaching follow-ups that are due, for those who may see them."""
    said = due_sentence(ws)
    return (said,) if said else ()


def _steps(
    ws: Workspace, monday: date, forecast: ForecastView, required: RequirementView, roster: RosterView
) -> tuple[Step, ...]:
    """The weekly plan in order; the first step that is not done is the next one."""
    span = history_span(ws)
    agents = len(roster.agents)
    have_data = span.last is not None and agents > 0
    published = roster.version is not None and roster.version.state is RosterState.PUBLISHED
    exported = published and _exported(ws, roster)
    history = (
        t("to {day}, {n} agents", day=day_text(local_day(ws, span.last), weekday=False, year=True), n=agents)
        if span.last is not None
        else t("no contacts yet")
    )
    rows: list[tuple[StepId, str, bool, str]] = [
        ("import", t("Data"), have_data, history if have_data or span.last is None else t("no agents yet")),
        ("forecast", t("Forecast"), bool(forecast.points),
         t("{n} contacts", n=number(forecast.total)) if forecast.points else t("not made yet")),
        ("requirement", t("Requirement"), required.requirement is not None,
         t("{n} agent-hours", n=number(required.agent_hours)) if required.requirement else t("not computed yet")),
        ("roster", t("Roster"), roster.version is not None,
         t("version {n}, {shifts} shifts", n=roster.version.number, shifts=len(roster.roster.shifts))
         if roster.version else t("not solved yet")),
        ("publish", t("Publish"), published, t("published") if published else t("not published yet")),
        ("export", t("Excel"), exported, t("written") if exported else t("not written yet")),
    ]  # fmt: skip
    steps: list[Step] = []
    reached = False
    for step, title, done, detail in rows:
        state: StepState = "done" if done else "todo"
        text = detail
        stale = _why_again(step, required, roster) if done else ""
        if stale:
            state, text = "stale", stale
        if not reached and state in ("todo", "stale"):
            reached = True
            state = "stale" if stale else "next"
        steps.append(Step(step, title, state, text))
    return tuple(steps)


def _why_again(step: StepId, required: RequirementView, roster: RosterView) -> str:
    """Why a step that was taken wants to be taken again; empty when it does not."""
    if step == "requirement" and required.stale:
        return t("the forecast or a target changed since")
    if step == "roster" and roster.version is not None:
        broken = sum(f.hard for f in roster.findings)
        if broken:
            return t("version {n} breaks {broken} rules", n=roster.version.number, broken=broken)
        made, computed = roster.version.created_at, required.made_at
        if made and computed and computed > made and roster.version.state is RosterState.DRAFT:
            return t("the requirement changed since")
    return ""


def _exported(ws: Workspace, roster: RosterView) -> bool:
    assert roster.version is not None
    return any(e.action == "roster exported" and e.object == roster.version.roster_id for e in read_log(ws, 500))
