"""Least change: somebody ill, more contacts on a day; and what a publication would change, with its notice.

Invariant: a published roster never changes; a repair is a new draft, to be published in turn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.base.config import now as present
from planner.base.errors import Refused
from planner.base.i18n import day as day_text
from planner.base.i18n import number, t
from planner.db import audit as log
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.demand import Requirement
from planner.domain.people import AT_WORK_KINDS, TimeOff
from planner.domain.remark import Remark
from planner.domain.roster import Roster, RosterState, RosterVersion, Shift
from planner.domain.spoken import remark
from planner.domain.time import iso_week_label, midnight
from planner.forecast import overrides
from planner.requirement import requirements
from planner.requirement.store import read_requirement
from planner.roster import rosters as service
from planner.roster.explain import shift_words
from planner.roster.problem import placed, problem_of
from planner.roster.spans import no_roster
from planner.roster.store import rosters
from planner.rostering.audit import audit, notice_violations, penalties
from planner.rostering.hands import hands
from planner.rostering.repair import REPAIR_WEIGHT, changes
from planner.rostering.repair import repair as mend
from planner.shop import people
from planner.shop.labels import labels_of

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.views import RosterView, SolveProgress
    from planner.rostering.problem import RosterProblem

SECONDS = 5.0


@dataclass(frozen=True)
class Absence:
    """Whole local days away, both inclusive."""

    agent_id: str
    first_day: date
    last_day: date
    kind: str = "illness"


@dataclass(frozen=True)
class ChangeLine:
    """A day of somebody that differs; `notice_days` is what is left until it, `late` whether that is too little."""

    agent_id: str
    name: str
    day: date
    old: Shift | None
    new: Shift | None
    text: str
    notice_days: int
    late: bool


@dataclass(frozen=True)
class PublishCheck:
    """What publishing the newest version would change against the published one (None: nothing is published yet).

    `notice_required_days` is the pack's (None: no rule), with its source; `first_notice_days` the days left before the
    first working day of a first publication.
    """

    published: int | None
    version: int
    changes: tuple[ChangeLine, ...]
    notice_required_days: int | None
    source: str
    first_notice_days: int | None

    @property
    def late(self) -> tuple[ChangeLine, ...]:
        """Changes inside the notice period."""
        return tuple(c for c in self.changes if c.late)

    @property
    def warning(self) -> str:
        """The notice that is not kept, in words; empty when it is."""
        if self.notice_required_days is None:
            return ""
        if self.late:
            one, many = (
                "{n} change comes with less than {days} days' notice ({source}).",
                "{n} changes come with less than {days} days' notice ({source}).",
            )
            return t(one if len(self.late) == 1 else many, n=len(self.late), days=self.notice_required_days,
                     source=self.source)  # fmt: skip
        if self.first_notice_days is not None and self.first_notice_days < self.notice_required_days:
            ahead = {
                -1: "The first shifts lie in the past; {days} days' notice are asked ({source}).",
                0: "The first shifts are less than a day ahead; {days} days' notice are asked ({source}).",
                1: "The first shifts are {n} day ahead; {days} days' notice are asked ({source}).",
            }.get(
                max(-1, self.first_notice_days),
                "The first shifts are {n} days ahead; {days} days' notice are asked ({source}).",
            )
            return t(ahead, n=self.first_notice_days, days=self.notice_required_days, source=self.source)
        return ""


@dataclass(frozen=True)
class RepairView:
    """A repair: the new draft, the roster it started from, the days that changed, hours short before and after.

    `short_before_h` is what would be missing if nobody moved.
    """

    view: RosterView
    base: RosterVersion
    changes: tuple[ChangeLine, ...]
    short_before_h: float
    short_after_h: float
    seconds: float
    notes: tuple[str, ...]


def repair(
    ws: Workspace,
    first_day: date,
    *,
    weeks: int = 1,
    absent: Absence | None = None,
    volume: Mapping[date, float] | None = None,
    change_weight: float | None = None,
    seconds: float = SECONDS,
    seed: int = 0,
    progress: Callable[[SolveProgress], None] | None = None,
    stop: Event | None = None,
    author: str = "",
) -> RepairView:
    """Cover an absence or a change of volume (`{day: 1.2}` is 20 % more) with the fewest changed days.

    Starts from the published version, or the newest where nothing is published. The absence is entered as time off;
    the volume corrects the forecast, with its reason, and works the requirement out again (a requirement that came
    from a file is scaled for this repair only). `change_weight` is the price of a changed day in points (60 when None:
    as much as three agent-hours short). Days that have begun stay. The result is a new draft. Raises Refused
    without a roster, for unknown agents, and for time off that overlaps other time off in part.
    """
    days = weeks * 7
    last_day = first_day + timedelta(days=days - 1)
    if absent is not None and (absent.last_day < first_day or last_day < absent.first_day):
        raise Refused(t("{when} is outside the days of the roster.", when=absent.first_day),
                      t("Name the week that it lies in."))  # fmt: skip
    notes: list[str] = []
    what: list[Remark] = []
    factor: dict[date, float] = {}
    off: list[TimeOff] = []
    with ws.write():
        base = _base(ws, first_day, days)
        if volume:
            factor = _raise_volume(ws, first_day, days, volume, notes)
            what += [remark("volume", change=round(f - 1, 6), day=d.isoformat()) for d, f in volume.items()]
        if absent is not None:
            off.append(_enter(ws, absent))
            what.append(remark("away", agent=absent.agent_id))
        problem = problem_of(ws, first_day, days, base)
        newest, labels = rosters.list_versions(ws, first_day, days)[0], labels_of(ws)
    gone = [o for o in (*off, *problem.time_off) if o.kind not in AT_WORK_KINDS]
    problem = replace(problem, fixed=tuple(f for f in problem.fixed if not any(_hits(o, f) for o in gone)))
    left = tuple(s for s in base.roster.shifts if not any(_hits(o, s) for o in gone))
    if newest.number > base.number:
        notes.append(t("Version {new} is a draft that was not published; this repair starts from version {base}.",
                       new=newest.number, base=base.number))  # fmt: skip
    before = placed(problem, replace(base.roster, shifts=left))

    def relay(p: object) -> None:
        if progress is not None:
            progress(service.SolveProgress(p.elapsed_s, p.cost, p.bound, p.gap, t(p.phase), p.roster))  # type: ignore[attr-defined]

    found = mend(problem, base.roster, seconds=seconds, demand_factor=factor or None, change_weight=change_weight,
                 now=present(), seed=seed, progress=relay, stop=stop)  # fmt: skip
    mended = _cheaper(problem, base.roster, replace(base.roster, shifts=left), found.roster, factor, change_weight)
    notes += service.told(found.result.reasons, problem, labels)
    roster = service.with_channels(problem, service._with_notes(mended, base), base.roster)
    label = remark("repair", what=tuple(what)) if what else remark("mended")
    draft = RosterVersion("", 0, RosterState.DRAFT, 0, label, author=author, roster=roster)
    with ws.write():
        rosters.still(ws, base)
        saved = rosters.save_version(ws, draft)
        log.append(ws, "roster repaired", saved.roster_id, {"day": str(first_day), "from": base.number})
        shown = service.view(ws, first_day, weeks, saved.roster_id)
    lines = change_lines(problem, base.roster, roster, present() if base.state is RosterState.PUBLISHED else None)
    return RepairView(
        shown, base, lines, _short(before, replace(base.roster, shifts=left), factor),
        _short(placed(problem, roster), roster, factor), found.result.seconds, tuple(notes),
    )  # fmt: skip


def _base(ws: Workspace, first_day: date, days: int) -> RosterVersion:
    base = rosters.published_version(ws, first_day, days)
    if base is None:
        base = rosters.read_span(ws, first_day, days)[1]
    if base is None:
        raise no_roster(ws, first_day, days // 7)
    return base


def _raise_volume(
    ws: Workspace, first_day: date, days: int, volume: Mapping[date, float], notes: list[str]
) -> dict[date, float]:
    """Correct the forecast and work the requirement out again; where it came from a file, the factors to scale by."""
    for day, factor in volume.items():
        if not first_day <= day < first_day + timedelta(days=days):
            raise Refused(t("{when} is outside the days of the roster.", when=day))
        if not 0 <= factor <= 10:
            raise Refused(t("A volume of {n} times the forecast makes no sense.", n=number(factor, 2)))
    stored = read_requirement(ws, first_day, days)
    source = json.loads(stored[1].details).get("source") if stored else "forecast"
    if source not in ("forecast", "simulation"):
        notes.append(t("The requirement came from a file; it is scaled in proportion, for this repair only."))
        return dict(volume)
    if source == "simulation":
        notes.append(t("The requirement is the formula's again; correct it by simulation once more."))
    zone, made = read_settings(ws).time_zone, 0
    with ws.write():
        for day, factor in volume.items():
            start, end, per_cent = midnight(day, zone), midnight(day + timedelta(days=1), zone), 100 * (factor - 1)
            there = [o for o in overrides.in_force(ws, start, end) if o.measure == "contacts" and not o.undone]
            same = (start, end, "", "percent", round(per_cent, 6))
            if any((o.start, o.end, o.channel, o.operation, o.value) == same for o in there):
                notes.append(t("{day} was corrected by {change} before; that is not done twice.", day=day_text(day),
                               change=_change(factor)))  # fmt: skip
                continue
            if there:
                notes.append(t("{day} has other corrections, which stay: {command}", day=day_text(day),
                               command=f"cuadrante forecast corrections --week {iso_week_label(day)}"))  # fmt: skip
            overrides.add_override(
                ws, start=start, end=end, channel="", measure="contacts", operation="percent",
                value=round(per_cent, 6), reason=remark("volume_changed"),
            )  # fmt: skip
            made += 1
        requirements.run(ws, first_day, days)
    if made:
        notes.append(t("The forecast was corrected; undo that on the forecast screen or by {command}.",
                       command="cuadrante forecast undo NUMBER"))  # fmt: skip
    return {}


def _enter(ws: Workspace, absent: Absence) -> TimeOff:
    zone = read_settings(ws).time_zone
    start, end = midnight(absent.first_day, zone), midnight(absent.last_day + timedelta(days=1), zone)
    for other in people.team(ws).time_off:
        if other.agent_id == absent.agent_id and (other.start, other.end) == (start, end):
            return other
    return people.add_time_off(ws, absent.agent_id, absent.first_day, absent.last_day, absent.kind)


def _hits(off: TimeOff, shift: Shift) -> bool:
    return off.agent_id == shift.agent_id and off.start < shift.end and shift.start < off.end


def _cheaper(
    problem: RosterProblem,
    base: Roster,
    left: Roster,
    mended: Roster,
    factor: Mapping[date, float],
    weight: float | None,
) -> Roster:
    """What is left of the roster when nobody else moves, where that keeps the rules and costs no more than the repair.

    A search of a few seconds can come out dearer than doing nothing.
    """
    judged = replace(
        problem, requirement=_scaled(problem.requirement, factor), baseline=base.shifts,
        change_weight=REPAIR_WEIGHT if weight is None else weight,
    )  # fmt: skip
    if len(audit(judged, left)) > len(audit(judged, mended)):
        return mended
    cost = [sum(p.cost for p in penalties(judged, roster)) for roster in (left, mended)]
    return left if cost[0] <= cost[1] else mended


def _scaled(required: Requirement, factor: Mapping[date, float]) -> Requirement:
    if not factor:
        return required
    shares = [factor.get(s.date(), 1.0) for s in required.grid.local_starts]
    return Requirement(
        required.grid, {c: tuple(a * b for a, b in zip(v, shares, strict=True)) for c, v in required.required.items()}
    )


def _short(problem: RosterProblem, roster: Roster, factor: Mapping[date, float]) -> float:
    asked = replace(problem, requirement=_scaled(problem.requirement, factor))
    return hands(asked, roster).short_hours()


def change_lines(problem: RosterProblem, old: Roster, new: Roster, now: datetime | None) -> tuple[ChangeLine, ...]:
    """Days that differ, with the notice left at `now` (None: nothing was published, so nothing is late).

    A shift that falls away because its agent is absent needs no notice.
    """
    names = {a.agent_id: a.name for a in problem.agents}
    moment = now or present()
    based = replace(problem, baseline=old.shifts)
    late = {(v.agent_id, v.day) for v in notice_violations(based, new, moment)} if now else set()
    zone = problem.grid.zone
    lines = []
    for c in changes(old, new):
        ahead = (c.day - _local_day(moment, zone)).days
        away = c.new is None and c.old is not None and any(_hits(o, c.old) for o in problem.time_off)
        too_late = (c.agent_id, c.day) in late and not away
        lines.append(
            ChangeLine(c.agent_id, names.get(c.agent_id, c.agent_id), c.day, c.old, c.new,
                       shift_words(c.old, c.new, zone), ahead, too_late)
        )  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.day, line.name)))


def _local_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def _change(factor: float) -> str:
    return f"{'+' if factor >= 1 else '−'}{number(abs(factor - 1) * 100)} %"


@reads
def publish_check(ws: Workspace, shown: RosterView, *, now: datetime | None = None) -> PublishCheck:
    """What publishing the version on show would change against the one published last, with the notice left."""
    if shown.version is None or shown.problem is None:
        raise no_roster(ws, shown.first_day, shown.days // 7)
    moment = now or present()
    packs = (shown.problem.rules, *shown.problem.team_rules.values())
    rule = max((r for p in packs if (r := p.get("notice"))), key=lambda r: r.minutes("days"), default=None)
    days, source = (rule.minutes("days"), t(rule.source)) if rule else (None, "")
    published = rosters.published_version(ws, shown.first_day, shown.days)
    if published is None:
        first = min((s.day for s in shown.roster.shifts), default=None)
        ahead = (first - _local_day(moment, shown.zone)).days if first else None
        return PublishCheck(None, shown.version.number, (), days, source, ahead)
    lines = change_lines(shown.problem, published.roster, shown.roster, moment)
    return PublishCheck(published.number, shown.version.number, lines, days, source, None)
